import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AnnotationChanges, delta, type Edit, EditError, type Reading, Store } from '../../src/model';
import { wayBack } from '../../src/model/way-back';
import { CODEBOOK, DOCUMENT, newAnnotation } from './support';

function open(reading: unknown, by: string): Store {
  return new Store({ document: DOCUMENT, codebook: CODEBOOK, reader: 'ada', reading, by });
}

/** What people see of a reading: no stamps, no times, nothing empty. */
function content({ checked, reading }: Store): unknown {
  const plain = (records: object) =>
    Object.fromEntries(
      Object.entries(records).map(
        ([id, { rev: _, by: __, modified: ___, created: ____, history: _____, ...rest }]) => [id, rest]
      )
    );
  const answers = Object.entries(checked.answers).filter(([, { value }]) => (value ?? null) !== null);
  return {
    annotations: plain(checked.annotations),
    relations: plain(checked.relations),
    answers: answers.map(([id, { value }]) => [id, value]).sort(),
    rejected: Object.entries(reading.removed)
      .filter(([, record]) => 'rejected' in record)
      .map(([id]) => id)
      .sort(),
    done: reading.progress?.done === true
  };
}

const id = fc.constantFrom('a-1', 'a-2', 'a-3', 'r-1', 'r-2');
const edits: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({
    type: fc.constant('add' as const),
    id,
    annotation: fc.constantFrom(newAnnotation(0, 7), newAnnotation(8, 15, 'source'))
  }),
  fc.record({
    type: fc.constant('change' as const),
    id,
    set: fc.constantFrom<AnnotationChanges>(
      { note: 'x' },
      { values: { strength: 'thin' } },
      { values: { strength: null } },
      { status: 'done' },
      { spans: [{ start: 1, end: 4 }], quote: 'arb' }
    )
  }),
  fc.record({ type: fc.constant('remove' as const), id }),
  fc.record({
    type: fc.constant('relate' as const),
    id,
    relation: fc.constant({ kind: 'supports', from: 'a-1', to: 'a-2' })
  }),
  fc.record({ type: fc.constant('change_relation' as const), id, set: fc.constant({ note: 'y' }) }),
  fc.record({ type: fc.constant('unrelate' as const), id }),
  fc.constant({ type: 'answer' as const, field: 'genre', value: 'news' }),
  fc.record({ type: fc.constant('progress' as const), done: fc.boolean() }),
  fc.record({ type: fc.constant('reject' as const), id, origin: fc.constant('suggestion:x') })
);

function make(store: Store, script: readonly Edit[]): void {
  for (const edit of script) {
    try {
      store.edit(edit);
    } catch (error) {
      // What cannot be made at this point is left out.
      if (!(error instanceof EditError)) throw error;
    }
  }
}

describe('taking a merge back', () => {
  it('gives the content from before, whatever the draft holds', () => {
    fc.assert(
      fc.property(fc.array(edits, { maxLength: 12 }), fc.array(edits, { maxLength: 12 }), (before, after) => {
        const page = open(undefined, 'page1');
        make(page, before);
        const saved = JSON.parse(JSON.stringify(page.reading)) as Reading;
        make(page, after);
        const draft = delta(saved, page.reading);

        const next = open(saved, 'page2');
        const was = content(next);
        const ids = next.recover(draft, 'draft');
        expect(content(next)).toEqual(content(page));
        if (ids.length === 0) return;
        next.edit(wayBack(saved, page.reading, draft));
        expect(content(next)).toEqual(was);
        next.undo();
        expect(content(next)).toEqual(content(page));
        // The recovery itself is the first step of undo.
        next.undo();
        expect(content(next)).toEqual(was);
      }),
      { numRuns: 400 }
    );
  });

  it('merges a draft any number of times, and after anything else', () => {
    const page = open(undefined, 'page1');
    const draft = { annotations: {} as Record<string, unknown> };
    make(page, [{ type: 'add', id: 'a-1', annotation: newAnnotation(0, 7) }]);
    draft.annotations = { ...page.reading.annotations };
    const next = open(undefined, 'page2');
    expect(next.recover(draft, 'draft')).toEqual(['a-1']);
    expect(next.recover(draft, 'draft')).toEqual([]);
    next.edit({ type: 'remove', id: 'a-1' });
    expect(next.recover(draft, 'draft')).toEqual([]);
  });
});
