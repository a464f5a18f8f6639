import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Annotation, type Edit, Store } from '../../src/model';
import {
  answerEdit,
  commonFields,
  commonValue,
  isMixed,
  kindEdit,
  removeEdit,
  statusEdit
} from '../../src/view/several';
import { annotation, CODEBOOK, DOCUMENT, NOW, newAnnotation } from '../model/support';

const TAGS = { id: 'tags', title: 'Tags', level: 'multiple' as const, on: ['claim'] };
const BOOK = { ...CODEBOOK, fields: [...(CODEBOOK.fields ?? []), TAGS] };
const [strength] = BOOK.fields;
if (!strength) throw new Error('no field');

const values = fc.record(
  {
    strength: fc.constantFrom('thin', 'solid'),
    constructor: fc.constantFrom('x', 'y'),
    tags: fc.subarray(['a', 'b', 'c'], { minLength: 1 })
  },
  { requiredKeys: [] }
);
const several = fc.dictionary(
  fc.stringMatching(/^a-[a-z]$/),
  fc
    .tuple(fc.constantFrom('claim', 'source'), values, fc.constantFrom('open', 'done', 'flagged'))
    .map(([kind, answers, status]) =>
      annotation(0, 7, { kind, status: status as 'open', values: { ...answers } })
    ),
  { minKeys: 1, maxKeys: 8 }
);
const anyEdit = (annotations: Record<string, Annotation>): fc.Arbitrary<Edit | undefined> => {
  const ids = Object.keys(annotations);
  return fc
    .subarray(ids, { minLength: 1 })
    .chain(chosen =>
      fc.constantFrom(
        kindEdit(BOOK, annotations, chosen, 'source'),
        statusEdit(annotations, chosen, 'flagged'),
        answerEdit(annotations, chosen, strength, 'thin'),
        answerEdit(annotations, chosen, strength, null),
        answerEdit(annotations, chosen, TAGS, ['a', 'c']),
        removeEdit(chosen)
      )
    );
};

function storeOf(annotations: Record<string, Annotation>): Store {
  const store = new Store({ document: DOCUMENT, codebook: BOOK, reader: 'ada', by: 'me' });
  for (const [id, { kind, values: answers, status }] of Object.entries(annotations)) {
    store.edit({
      type: 'add',
      id,
      annotation: { ...newAnnotation(0, 7, kind), values: answers, status, created: NOW }
    });
  }
  return store;
}

const content = (store: Store) =>
  Object.entries(store.checked.annotations).map(
    ([id, { rev: _, by: __, modified: ___, history: ____, ...rest }]) => [id, rest]
  );

it('one undo takes back what was done to several at once', () => {
  fc.assert(
    fc.property(
      several.chain(all => fc.tuple(fc.constant(all), anyEdit(all))),
      ([annotations, edit]) => {
        if (!edit) return;
        const store = storeOf(annotations);
        const before = content(store);
        store.edit(edit);
        expect(content(store)).not.toEqual(before);
        store.undo();
        expect(content(store).sort()).toEqual(before.sort());
      }
    )
  );
});

describe('changes of several', () => {
  const three = {
    'a-1': annotation(0, 7, { values: { strength: 'thin', constructor: 'x', tags: ['a', 'b'] } }),
    'a-2': annotation(0, 7, { values: { tags: ['b', 'c'] }, status: 'done' }),
    'a-3': annotation(0, 7, { kind: 'source' })
  };
  const claims = ['a-1', 'a-2'];

  it('of kind take back answers that the new kind is not asked', () => {
    expect(kindEdit(BOOK, three, Object.keys(three), 'source')).toEqual({
      type: 'batch',
      edits: [
        { type: 'change', id: 'a-1', set: { kind: 'source', values: { strength: null, tags: null } } },
        { type: 'change', id: 'a-2', set: { kind: 'source', values: { tags: null } } }
      ]
    });
  });

  it('leave alone what is so already', () => {
    expect(statusEdit(three, claims, 'done')).toEqual({ type: 'change', id: 'a-1', set: { status: 'done' } });
    expect(statusEdit(three, ['a-2'], 'done')).toBeUndefined();
    expect(answerEdit(three, claims, strength, 'thin')).toMatchObject({ type: 'change', id: 'a-2' });
    expect(kindEdit(BOOK, three, ['a-3'], 'source')).toBeUndefined();
    expect(removeEdit([])).toBeUndefined();
  });

  it('of a field with several answers keep what only one of them has', () => {
    expect(commonValue(three, claims, TAGS)).toEqual(['b']);
    // c is added for both.
    expect(answerEdit(three, claims, TAGS, ['b', 'c'])).toEqual({
      type: 'change',
      id: 'a-1',
      set: { values: { tags: ['a', 'b', 'c'] } }
    });
    // b, which both have, is taken away.
    expect(answerEdit(three, claims, TAGS, null)).toMatchObject({
      edits: [{ set: { values: { tags: ['a'] } } }, { set: { values: { tags: ['c'] } } }]
    });
  });

  it('offer the fields that all are asked, with the answer that all have', () => {
    expect(commonFields(BOOK, three, claims).map(({ id }) => id)).toContain('strength');
    expect(commonFields(BOOK, three, Object.keys(three)).map(({ id }) => id)).toEqual(['constructor']);
    expect(commonFields(BOOK, three, [])).toEqual([]);
    expect(commonValue(three, claims, strength)).toBeUndefined();
    expect(isMixed(three, claims, strength)).toBe(true);
    expect(isMixed(three, ['a-1'], strength)).toBe(false);
  });
});
