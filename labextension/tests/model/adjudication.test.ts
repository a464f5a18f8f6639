import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choices, differences, ruled, Store, seenOf, type Unit } from '../../src/model';
import { ADJUDICATION, LATER, parseAdjudication } from '../../src/model/adjudication';
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
