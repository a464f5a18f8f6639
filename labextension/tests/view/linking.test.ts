import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Annotation, Codebook, Relation } from '../../src/model';
import { linkedKinds, offers, targetsOf } from '../../src/view/linking';

const codebook = {
  schema_version: 1,
  id: 'test',
  version: '1',
  title: 'Test',
  kinds: [
    { id: 'claim', title: 'Claim' },
    { id: 'evidence', title: 'Evidence' }
  ],
  relations: [
    { id: 'supports', title: 'supports', from: ['evidence', 'claim'], to: ['claim'] },
    { id: 'contradicts', title: 'contradicts', from: ['evidence'], to: ['claim'] },
    { id: 'same', title: 'same', from: ['claim', 'evidence'], to: ['claim', 'evidence'], symmetric: true }
  ]
} as Codebook;

const at = (kind: string, start: number) => ({ kind, spans: [{ start, end: start + 5 }] }) as Annotation;
const linked = (kind: string, from: string, to: string) => ({ kind, from, to }) as Relation;

const annotations = {
  'a-c': at('claim', 100),
  'a-near': at('evidence', 110),
  'a-far': at('evidence', 0),
  'a-d': at('claim', 300)
};

test('the nearest targets come first, each with a key of its own', () => {
  const found = targetsOf(codebook, annotations, {}, 'a-c', null);
  expect(found.map(({ id }) => id)).toEqual(['a-near', 'a-far', 'a-d']);
  expect(found.map(({ hint }) => hint)).toEqual(['1', '2', '3']);
});

test('only what the codebook allows is offered, and nothing twice', () => {
  expect(targetsOf(codebook, annotations, {}, 'a-c', 'contradicts').map(({ id }) => id)).toEqual([
    'a-near',
    'a-far'
  ]);
  const relations = { 'r-1': linked('contradicts', 'a-near', 'a-c') };
  expect(targetsOf(codebook, annotations, relations, 'a-c', 'contradicts').map(({ id }) => id)).toEqual([
    'a-far'
  ]);
});

test('what is the same one way is the same the other way', () => {
  const relations = { 'r-1': linked('same', 'a-d', 'a-c') };
  expect(targetsOf(codebook, annotations, relations, 'a-c', 'same')).toEqual([]);
});

test('a new passage is linked as the codebook has it', () => {
  const choices = linkedKinds(codebook, 'claim').map(({ kind, relation }) => `${kind} ${relation.id}`);
  expect(choices).toEqual(['claim supports', 'claim same', 'evidence supports', 'evidence contradicts']);
  expect(linkedKinds(codebook, 'evidence', 'supports')).toEqual([
    { kind: 'claim', relation: codebook.relations?.[0], outgoing: false }
  ]);
});

test('no two targets share a key, and every offer is one that the codebook allows', () => {
  const kinds = fc.constantFrom('claim', 'evidence');
  const arbitrary = fc.array(fc.tuple(kinds, fc.nat(2000)), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(arbitrary, spans => {
      const all = Object.fromEntries(spans.map(([kind, start], n) => [`a-${n}`, at(kind, start)]));
      const found = targetsOf(codebook, all, {}, 'a-0', null);
      const hints = found.map(({ hint }) => hint).filter(Boolean);
      expect(new Set(hints).size).toBe(hints.length);
      expect(found.some(({ id }) => id === 'a-0')).toBe(false);
      for (const { id, offers: options } of found) expect(options).toEqual(offers(codebook, all, 'a-0', id));
    })
  );
});
