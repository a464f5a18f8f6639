import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  apply,
  canonical,
  delta,
  type Edit,
  EditError,
  invert,
  merge,
  mergeDelta,
  newId,
  type Reading,
  stampOf
} from '../../src/model';
import {
  annotation,
  copyOf,
  DOCUMENT,
  frozen,
  hostileJson,
  hostileKey,
  NOW,
  newAnnotation,
  readingWith,
  relation,
  STAMP
} from './support';

const prototype = Object.getOwnPropertyNames(Object.prototype).join();

afterAll(() => {
  expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(prototype);
});

const DAMAGED = { kind: 'supports', from: 'a-1', to: 'a-2', rev: 'x', by: 'k1' };

/** A reading with sound records, with damaged ones, and with a link to an annotation that is gone. */
const START = frozen(
  readingWith({
    annotations: {
      'a-1': annotation(0, 7, {
        note: 'n',
        values: { strength: 'thin' },
        created: NOW,
        status: 'done',
        prefix: ''
      }),
      'a-2': annotation(8, 15, { created: NOW, rev: 4 }),
      'a-4': annotation(3, 5, { created: NOW, ['extra' as never]: { deep: [1] } }),
      broken: { kind: 'claim' },
      constructor: annotation(1, 2, { created: NOW })
    },
    relations: {
      'r-1': relation('a-1', 'a-2', { created: NOW }),
      'r-2': relation('a-1', 'a-1', { created: NOW, values: { strength: 'x' }, note: 'n' }),
      'r-3': relation('a-1', 'gone', { created: NOW }),
      'r-4': DAMAGED
    },
    answers: {
      genre: { value: 'news', rev: 2, by: 'k1' },
      mood: 'not a record',
      odd: { rev: 1, by: '', more: 1 }
    },
    removed: { 'a-3': { rev: 7, by: 'k1' } }
  })
);

const id = fc.constantFrom(
  'a-1',
  'a-2',
  'a-3',
  'a-4',
  'r-1',
  'r-2',
  'r-3',
  'r-4',
  'broken',
  'constructor',
  'a-9'
);
const value = fc.oneof(
  fc.constantFrom<unknown>('thin', 'solid', 3, true, null, '', ['x']),
  fc.string({ maxLength: 5 })
);
const values = fc
  .array(fc.tuple(fc.constantFrom('strength', 'constructor', 'other'), value), { maxLength: 3 })
  .map(entries => Object.fromEntries(entries));
const set = fc.record(
  {
    kind: fc.constantFrom('claim', 'source'),
    spans: fc.constantFrom(
      [{ start: 2, end: 4 }],
      [
        { start: 0, end: 1 },
        { start: 2, end: 3 }
      ]
    ),
    quote: fc.constant('q'),
    prefix: fc.constant('p'),
    suffix: fc.constant('s'),
    note: fc.constantFrom('', 'more'),
    status: fc.constantFrom('open', 'flagged'),
    values
  },
  { requiredKeys: [], noNullPrototype: true }
);

/** Edits of which most can be made. */
const likely = fc.letrec<{ edit: Edit }>(tie => ({
  edit: fc.oneof(
    fc
      .tuple(id, fc.nat({ max: 9 }))
      .map(([key, at]) => ({ type: 'add', id: key, annotation: newAnnotation(at, at + 3) })),
    fc.tuple(id, set).map(([key, changes]) => ({ type: 'change', id: key, set: changes })),
    id.map(key => ({ type: 'remove', id: key })),
    fc
      .tuple(id, id, id)
      .map(([key, from, to]) => ({ type: 'relate', id: key, relation: { kind: 'supports', from, to } })),
    fc.tuple(id, fc.constantFrom('', 'm'), values).map(([key, note, answers]) => ({
      type: 'change_relation',
      id: key,
      set: { note, values: answers }
    })),
    id.map(key => ({ type: 'unrelate', id: key })),
    fc.tuple(fc.constantFrom('genre', 'mood', 'odd', 'constructor'), value).map(([field, answer]) => ({
      type: 'answer',
      field,
      value: answer
    })),
    fc.boolean().map(done => ({ type: 'progress', done })),
    fc.array(tie('edit'), { maxLength: 3 }).map(edits => ({ type: 'batch', edits }))
  ) as fc.Arbitrary<Edit>
})).edit;

/** Anything in the place of an edit. */
const hostile = fc.oneof(
  hostileJson,
  fc
    .tuple(likely, hostileKey, hostileJson)
    .map(([edit, key, json]) => Object.fromEntries([...Object.entries(edit), [key, json]])),
  fc
    .tuple(
      fc.constantFrom(
        'add',
        'change',
        'remove',
        'relate',
        'change_relation',
        'unrelate',
        'answer',
        'progress',
        'batch'
      ),
      fc.constantFrom('id', 'set', 'annotation', 'relation', 'field', 'value', 'edits', 'done'),
      hostileJson
    )
    .map(([type, key, json]) => ({ type, id: 'a-1', [key]: json })),
  fc.tuple(fc.constantFrom('values', 'spans', 'note', 'kind'), hostileJson).map(([key, json]) => ({
    type: 'change',
    id: 'a-1',
    set: { [key]: json }
  })),
  fc.tuple(hostileKey, hostileJson).map(([key, json]) => ({
    type: 'add',
    id: key,
    annotation: Object.fromEntries([...Object.entries(newAnnotation(0, 3)), [key, json]])
  }))
) as fc.Arbitrary<Edit>;

function tried(reading: Reading, edit: Edit): Reading | EditError {
  try {
    return apply(reading, edit, STAMP);
  } catch (error) {
    // Anything else is a mistake of ours, not of the one who edits.
    if (error instanceof EditError) return error;
    throw error;
  }
}

/** What people see of a reading: without revisions, and with what a record that lacks a member counts as. */
function content(reading: Reading): string {
  const bare = (record: unknown, defaults: object) => {
    if (typeof record !== 'object' || record === null) return record;
    const {
      rev: _rev,
      by: _by,
      modified: _modified,
      history: _history,
      ...rest
    } = record as Record<string, unknown>;
    return { ...defaults, ...rest };
  };
  const all = (records: object, defaults: object) =>
    Object.fromEntries(Object.entries(records).map(([key, record]) => [key, bare(record, defaults)]));
  const annotations = { prefix: '', suffix: '', note: '', status: 'open', origin: 'reader' };
  // An answer taken back is none; a damaged one is gone when the question is answered.
  const answers = Object.entries(all(reading.answers, { value: null })).filter(
    ([, answer]) =>
      typeof answer === 'object' &&
      (Object.keys(answer as object).length > 1 || (answer as { value: unknown }).value !== null)
  );
  return canonical({
    ...reading,
    annotations: all(reading.annotations, annotations),
    relations: all(reading.relations, { values: {}, note: '' }),
    answers: Object.fromEntries(answers),
    removed: null,
    progress: reading.progress.done
  });
}

describe('apply', () => {
  it('makes an edit or refuses it in words, and changes nothing in place', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(likely, hostile), { maxLength: 6 }), edits => {
        let reading = START;
        for (const edit of edits) {
          const next = tried(frozen(reading), frozen(edit));
          if (next instanceof EditError) expect(next.message).toMatch(/\.$/);
          else reading = next;
        }
        // Damaged records are never touched, unless their answer is given anew.
        expect(reading.annotations.broken).toBe(START.annotations.broken);
        expect(reading.relations['r-4']).toBe(DAMAGED);
      }),
      { numRuns: 500 }
    );
  });

  it('shares every record that it does not touch', () => {
    fc.assert(
      fc.property(likely, edit => {
        const next = tried(START, edit);
        fc.pre(!(next instanceof EditError));
        const changed = delta(START, next);
        for (const section of ['annotations', 'relations', 'answers', 'removed'] as const) {
          if (!changed[section] && section !== 'removed') {
            expect(Object.keys(next[section]).every(key => next[section][key] === START[section][key])).toBe(
              true
            );
          }
        }
      })
    );
  });

  it('gives readings that win over the ones before, at once and as a delta', () => {
    fc.assert(
      fc.property(fc.array(likely, { minLength: 1, maxLength: 5 }), edits => {
        const after = edits.reduce((reading, edit) => {
          const next = tried(reading, edit);
          return next instanceof EditError ? reading : next;
        }, START);
        expect(canonical(merge(START, copyOf(after)))).toBe(canonical(after));
        expect(canonical(merge(copyOf(after), START))).toBe(canonical(after));
        expect(canonical(mergeDelta(START, copyOf(delta(START, after))))).toBe(canonical(after));
      })
    );
  });

  it('fills in what a new annotation lacks, and stamps it', () => {
    const reading = apply(START, { type: 'add', id: 'a-9', annotation: newAnnotation(0, 7) }, STAMP);
    expect(reading.annotations['a-9']).toEqual({
      kind: 'claim',
      spans: [{ start: 0, end: 7 }],
      quote: 'Harbour',
      prefix: '',
      suffix: '',
      values: {},
      note: '',
      status: 'open',
      origin: 'reader',
      created: NOW,
      modified: NOW,
      rev: 1,
      by: 'k2j8'
    });
  });

  it('goes on from the revision of a tombstone, and takes it away', () => {
    const reading = apply(START, { type: 'add', id: 'a-3', annotation: newAnnotation(0, 7) }, STAMP);
    expect(reading.annotations['a-3']?.rev).toBe(8);
    expect(reading.removed).toEqual({});
    expect(START.removed).toHaveProperty('a-3');
  });

  it('changes what is named, takes answers back by null, and keeps the rest', () => {
    const changes = { note: 'new', values: { strength: null, other: 3 } };
    const reading = apply(START, { type: 'change', id: 'a-1', set: changes }, { by: 'zz', now: '2027' });
    expect(reading.annotations['a-1']).toEqual({
      ...START.annotations['a-1'],
      note: 'new',
      history: [{ at: '2027', by: 'zz', was: { note: 'n', values: { strength: 'thin', other: null } } }],
      values: { other: 3 },
      rev: 2,
      by: 'zz',
      modified: '2027'
    });
    expect(reading.relations).toBe(START.relations);
  });

  it('removes the links of an annotation with it', () => {
    const reading = apply(START, { type: 'remove', id: 'a-1' }, STAMP);
    expect(Object.keys(reading.annotations)).not.toContain('a-1');
    expect(reading.removed).toMatchObject({ 'a-1': { rev: 2 }, 'r-1': { rev: 2 }, 'r-2': { rev: 2 } });
    // What could not be brought back stays: a link to nowhere, and one that is damaged.
    expect(Object.keys(reading.relations)).toEqual(['r-3', 'r-4']);
  });

  it('does all of a batch or nothing', () => {
    const good: Edit = { type: 'change', id: 'a-1', set: { note: 'x' } };
    const batch: Edit = { type: 'batch', edits: [good, { type: 'remove', id: 'gone' }] };
    expect(() => apply(START, batch, STAMP)).toThrow(EditError);
    expect(START.annotations['a-1']?.note).toBe('n');
    expect(apply(START, { type: 'batch', edits: [good, good] }, STAMP).annotations['a-1']?.rev).toBe(3);
    expect(apply(START, { type: 'batch', edits: [] }, STAMP)).toBe(START);
  });

  it('refuses batches in batches without end', () => {
    const nested = (depth: number): Edit =>
      depth === 0 ? { type: 'progress', done: true } : { type: 'batch', edits: [nested(depth - 1)] };
    expect(apply(START, nested(20), STAMP).progress.done).toBe(true);
    expect(() => apply(START, nested(21), STAMP)).toThrow(EditError);
  });

  it.each<[string, unknown]>([
    ['an id that is taken', { type: 'add', id: 'a-1', annotation: newAnnotation(0, 1) }],
    ['the id of a link', { type: 'add', id: 'r-1', annotation: newAnnotation(0, 1) }],
    ['an id that cannot be one', { type: 'add', id: '__proto__', annotation: newAnnotation(0, 1) }],
    ['an id with a line end', { type: 'add', id: 'a-9\n', annotation: newAnnotation(0, 1) }],
    ['an id that is a number', { type: 'add', id: 5, annotation: newAnnotation(0, 1) }],
    ['an unknown id', { type: 'change', id: 'a-9', set: {} }],
    ['a member that every object has', { type: 'change', id: 'toString', set: {} }],
    ['a damaged record', { type: 'change', id: 'broken', set: { note: 'x' } }],
    ['spans that are none', { type: 'add', id: 'a-9', annotation: { ...newAnnotation(0, 1), spans: [] } }],
    ['an empty span', { type: 'change', id: 'a-1', set: { spans: [{ start: 3, end: 3 }] } }],
    [
      'overlapping spans',
      {
        type: 'change',
        id: 'a-1',
        set: {
          spans: [
            { start: 0, end: 3 },
            { start: 2, end: 4 }
          ]
        }
      }
    ],
    [
      'a link to nowhere',
      { type: 'relate', id: 'r-9', relation: { kind: 'supports', from: 'a-1', to: 'a-9' } }
    ],
    ['values that are no object', { type: 'change', id: 'a-1', set: { values: 'thin' } }],
    ['a note that is a number', { type: 'change', id: 'a-1', set: { note: 5 } }],
    ['progress in words', { type: 'progress', done: 'yes' }],
    ['an answer without a value', { type: 'answer', field: 'genre' }],
    ['an answer to a field that cannot be one', { type: 'answer', field: '__proto__', value: 'x' }],
    ['no type', {}],
    ['a type that every object has', { type: 'constructor' }],
    ['nothing', null]
  ])('refuses %s', (_, edit) => {
    expect(tried(START, edit as Edit)).toBeInstanceOf(EditError);
  });

  it('refuses a reading of a newer version, and what is no reading', () => {
    const edit: Edit = { type: 'progress', done: true };
    expect(() => apply(readingWith({ schema_version: 2 }), edit, STAMP)).toThrow(/newer version/);
    expect(() => apply([] as never, edit, STAMP)).toThrow(EditError);
  });

  it('moves a section that is none aside before it edits', () => {
    const reading = apply(
      readingWith({ annotations: ['old'] }),
      { type: 'add', id: 'a-1', annotation: newAnnotation(0, 7) },
      STAMP
    );
    expect(reading).toMatchObject({
      annotations: { 'a-1': { rev: 1 } },
      set_aside: { annotations: [['old']] }
    });
  });
});

describe('invert', () => {
  it('leads back to the same content, through any number of edits', () => {
    fc.assert(
      fc.property(fc.array(likely, { maxLength: 6 }), edits => {
        const steps: [string, Edit][] = [];
        let reading = START;
        for (const edit of edits) {
          const next = tried(reading, edit);
          if (next instanceof EditError) continue;
          steps.unshift([content(reading), frozen(invert(frozen(reading), edit))]);
          reading = next;
        }
        for (const [before, back] of steps) {
          reading = apply(reading, back, STAMP);
          expect(content(reading)).toBe(before);
        }
      }),
      { numRuns: 500 }
    );
  });

  it('can be inverted itself: redo', () => {
    fc.assert(
      fc.property(likely, edit => {
        const after = tried(START, edit);
        fc.pre(!(after instanceof EditError));
        const back = invert(START, edit);
        const again = invert(after, back);
        expect(content(apply(apply(after, back, STAMP), again, STAMP))).toBe(content(after));
      })
    );
  });

  it('is itself for an edit that changes nothing', () => {
    const edit: Edit = { type: 'change', id: 'a-1', set: { values: { strength: 'thin' }, note: 'n' } };
    expect(canonical(invert(START, edit))).toBe(canonical(edit));
    const answer: Edit = { type: 'answer', field: 'genre', value: 'news' };
    expect(invert(START, answer)).toEqual(answer);
    expect(invert(START, { type: 'answer', field: 'mood', value: 'x' })).toMatchObject({ value: null });
  });

  it('refuses as apply does, or gives an edit', () => {
    fc.assert(
      fc.property(hostile, edit => {
        try {
          expect(invert(START, edit)).toHaveProperty('type');
        } catch (error) {
          expect(error).toBeInstanceOf(EditError);
        }
      })
    );
  });
});

describe('ids and stamps', () => {
  it('are of the form that the schema asks for', () => {
    const ids = Array.from({ length: 500 }, () => newId('a'));
    expect(new Set(ids).size).toBe(500);
    for (const made of ids) expect(made).toMatch(/^a-[0-9a-z]{8}$/);
    expect(stampOf('me')).toMatchObject({
      by: 'me',
      now: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    });
    expect(DOCUMENT.id).toMatch(/^doc-[0-9a-f]{12}$/);
  });
});
