import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choices, differences, ruled, Store, seenOf, type Unit } from '../../src/model';
import { ADJUDICATION, LATER, parseAdjudication } from '../../src/model/adjudication';
import { comesWith, waitingIn } from '../../src/model/adjudication-links';
import { CODEBOOK, DOCUMENT, newAnnotation } from './support';

const version = (reader: number, digest: string, start = 0, end = 7) => ({
  reader,
  id: `v-${reader}${start}`,
  digest,
  kind: 'claim',
  spans: [{ start, end }],
  values: {},
  note: ''
});
const raw = (...units: object[]) => ({ readers: ['ada', null, 'cleo'], units });
const unit = (id: string, ...versions: object[]) => ({
  id,
  size: 1,
  state: 'disagree',
  silent: [2],
  versions
});
const parsed = (...units: object[]) =>
  parseAdjudication(raw(...units), DOCUMENT.length, CODEBOOK)?.units ?? [];
const ONE = unit('u-1', version(0, 'x'), version(1, 'y', 0, 9));

function ruling(units: readonly Unit[], store: Store, id = 'u-1') {
  return ruled(units, store.reading, store.checked.annotations).get(id);
}

describe('what a bundle gives to adjudicate', () => {
  it('is taken where it is sound, and left out where it is not', () => {
    expect(parsed(ONE)).toHaveLength(1);
    const wrong = [
      { ...ONE, id: '__proto__' },
      { ...ONE, state: 'decided' },
      { ...ONE, versions: [] },
      unit('u-2', version(3, 'x')),
      unit('u-3', version(0, 'x', 0, DOCUMENT.length + 1)),
      unit('u-4', version(0, 'x', 5, 5)),
      unit('u-5', { ...version(0, 'x'), kind: 'nothing' })
    ];
    expect(parsed(...wrong)).toEqual([]);
    expect(parsed(ONE, ONE)).toHaveLength(1);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (readers, units) => {
        parseAdjudication({ readers, units }, DOCUMENT.length, CODEBOOK);
        parseAdjudication(
          { readers: ['a'], units: [{ ...ONE, versions: units }] },
          DOCUMENT.length,
          CODEBOOK
        );
      })
    );
  });
});

describe('a decision', () => {
  const [one] = parsed(ONE) as [Unit];
  const open = () => new Store({ document: DOCUMENT, codebook: CODEBOOK, reader: 'eva', by: 'me' });

  it('stays when versions change, and says what differs since', () => {
    const store = open();
    const annotation = { ...newAnnotation(0, 7), decides: seenOf(one), note: 'why' };
    store.edit({ type: 'add', id: 'a-1', annotation });
    expect(ruling([one], store)).toMatchObject({ state: 'decided', id: 'a-1', note: 'why' });
    expect(differences(one, ruling([one], store) as never)).toBeUndefined();

    const [later] = parsed(unit('u-9', version(0, 'z'), version(2, 'x'))) as [Unit];
    const known = ruling([later], store, 'u-9');
    expect(known?.id).toBe('a-1');
    const found = differences(later, known as never);
    expect([[...(found?.changed ?? [])], [...(found?.added ?? [])], found?.gone]).toEqual([
      ['v-00'],
      ['v-20'],
      1
    ]);
    store.undo();
    expect(ruling([one], store)).toBeUndefined();
  });

  it('that nothing is marked, or a later one, is a tombstone that undo takes back', () => {
    const store = open();
    const decides = seenOf(one);
    store.edit({ type: 'reject', id: one.id, origin: LATER, note: 'ask', decides });
    expect(ruling([one], store)).toMatchObject({ state: 'open', note: 'ask' });
    const none = { type: 'reject', id: one.id, origin: ADJUDICATION, note: 'no', decides } as const;
    store.edit({ type: 'batch', edits: [{ type: 'restore', id: one.id }, none] });
    expect(ruling([one], store)).toMatchObject({ state: 'decided', note: 'no' });
    store.undo();
    expect(ruling([one], store)).toMatchObject({ state: 'open', note: 'ask' });
    store.redo();
    store.undo();
    store.undo();
    expect(ruling([one], store)).toBeUndefined();
  });
});

it('puts readers who said the same together, what most said first', () => {
  const [one] = parsed(unit('u-1', version(0, 'x'), version(1, 'y', 0, 9), version(2, 'y', 0, 9))) as [Unit];
  expect(choices(one).map(({ readers }) => readers)).toEqual([[1, 2], [0]]);
});

describe('links between units', () => {
  const evidence = (reader: number) => ({ ...version(reader, 'e', 10, 20), kind: 'source' });
  const units = [
    unit('u-1', ...[0, 1, 2].map(reader => version(reader, 'x'))),
    unit('u-2', evidence(0), evidence(1), { ...version(2, 'y', 10, 20), id: 'v-c' })
  ];
  const drawn = (reader: number, kind = 'attributes') => ({
    reader,
    kind,
    from: `v-${reader}10`,
    to: `v-${reader}0`,
    note: ''
  });
  const linksOf = (...links: unknown[]) =>
    parseAdjudication({ ...raw(...units), links }, DOCUMENT.length, CODEBOOK)?.links ?? new Map();

  it('stand under both ends, with who drew them and who could have and did not', () => {
    const found = linksOf(drawn(0));
    expect([...found.keys()]).toEqual(['u-2', 'u-1']);
    expect(found.get('u-1')).toEqual(found.get('u-2'));
    // The third marked a claim there, from which no such link begins.
    expect(found.get('u-2')?.[0]).toMatchObject({ from: 'u-2', to: 'u-1', readers: [0], without: [1] });
  });

  it('are left out where they are not sound', () => {
    const wrong = [
      drawn(0, 'nothing'),
      { ...drawn(0), to: 'v-none' },
      { ...drawn(0), reader: 1 },
      { ...drawn(0), from: 'v-110' },
      { ...drawn(0), to: 'v-010' },
      null
    ];
    expect(linksOf(...wrong).size).toBe(0);
    fc.assert(fc.property(fc.jsonValue(), links => void linksOf(links, drawn(0))));
  });

  it('come with a version that more of its readers linked than did not', () => {
    const [taken] = choices(parsed(...units)[1] as Unit);
    const [one] = linksOf(drawn(0)).get('u-2') ?? [];
    const [both] = linksOf(drawn(0), drawn(1)).get('u-2') ?? [];
    expect([one, both].map(link => link && comesWith(link, taken as never))).toEqual([false, true]);
  });

  it('that wait are read whatever stands there', () => {
    fc.assert(
      fc.property(fc.jsonValue(), waiting => {
        for (const one of waitingIn({ versions: {}, waiting: waiting as never })) {
          expect(typeof one.kind).toBe('string');
        }
      })
    );
    const sound = { kind: 'supports', to: 'v-1' };
    const waiting = [sound, { kind: 'supports' }, { ...sound, from: 'v-2' }] as never;
    expect(waitingIn({ versions: {}, waiting })).toEqual([sound]);
  });
});
