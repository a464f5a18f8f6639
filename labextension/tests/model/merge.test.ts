import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { canonical, delta, MergeError, merge, mergeDelta, repair } from '../../src/model';
import { canonicalForm } from '../../src/model/merge';
import {
  annotation,
  anyReading,
  CODEBOOK,
  copyOf,
  DOCUMENT,
  frozen,
  hostileJson,
  readingWith
} from './support';

const RUNS = 500;

const prototype = Object.getOwnPropertyNames(Object.prototype).join();

afterAll(() => {
  expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(prototype);
});

describe('merge of whatever stands in two files', () => {
  it('is commutative', () => {
    fc.assert(
      fc.property(anyReading, anyReading, (a, b) => {
        expect(canonical(merge(frozen(a), frozen(b)))).toBe(canonical(merge(b, a)));
      }),
      { numRuns: RUNS }
    );
  });

  it('is associative', () => {
    fc.assert(
      fc.property(anyReading, anyReading, anyReading, (a, b, c) => {
        expect(canonical(merge(merge(a, b), c))).toBe(canonical(merge(a, merge(b, c))));
      }),
      { numRuns: RUNS }
    );
  });

  it('is idempotent', () => {
    fc.assert(
      fc.property(anyReading, anyReading, (a, b) => {
        const once = merge(a, b);
        expect(merge(once, once)).toBe(once);
        for (const part of [a, b, once]) {
          expect(canonical(merge(once, copyOf(part)))).toBe(canonical(once));
        }
        expect(canonical(merge(a, copyOf(a)))).toBe(canonical(merge(a, a)));
      }),
      { numRuns: RUNS }
    );
  });

  it('gives the same object where nothing is new', () => {
    fc.assert(
      fc.property(anyReading, anyReading, (a, b) => {
        const once = merge(a, b);
        expect(merge(once, copyOf(a))).toBe(once);
        expect(merge(once, copyOf(b))).toBe(once);
      })
    );
  });

  it('keeps records that are in one place only, and never makes one up', () => {
    fc.assert(
      fc.property(anyReading, anyReading, (a, b) => {
        const merged = merge(a, b) as unknown as Record<string, Record<string, unknown>>;
        for (const place of ['annotations', 'relations', 'removed'] as const) {
          for (const [id, record] of Object.entries(merged[place] as object)) {
            const origins = [a, b].map(side => side[place] as unknown as Record<string, unknown> | undefined);
            expect(
              origins.some(records => records && Object.hasOwn(records, id) && records[id] === record)
            ).toBe(true);
          }
        }
        for (const side of [a, b]) {
          for (const place of ['annotations', 'relations', 'removed'] as const) {
            const records = side[place] as unknown;
            if (typeof records !== 'object' || records === null || Array.isArray(records)) continue;
            for (const id of Object.keys(records)) {
              const homes = ['annotations', 'relations', 'removed'].filter(home =>
                Object.hasOwn(merged[home] as object, id)
              );
              expect(homes).toHaveLength(1);
            }
          }
        }
      })
    );
  });

  it('keeps a section that is none', () => {
    fc.assert(
      fc.property(hostileJson, anyReading, (value, other) => {
        fc.pre(typeof value !== 'object' || value === null || Array.isArray(value));
        const merged = merge(readingWith({ annotations: value }), other) as unknown as {
          set_aside: { annotations: unknown[] };
        };
        expect(merged.set_aside.annotations.map(canonical)).toContain(canonical(value));
      })
    );
  });
});

describe('merge', () => {
  const of = (rev: number, by: string, note = '') => annotation(0, 7, { rev, by, note });
  const noteOf = (a: object, b: object) =>
    merge(readingWith({ annotations: { 'a-1': a } }), readingWith({ annotations: { 'a-1': b } })).annotations[
      'a-1'
    ]?.note;

  it('takes the higher revision, then the higher writer, then the higher content', () => {
    expect(noteOf(of(2, 'a', 'old hand'), of(10, 'a', 'new'))).toBe('new');
    expect(noteOf(of(2, 'b', 'b'), of(2, 'a', 'a'))).toBe('b');
    // U+FFFF is below U+1F600, though its UTF-16 unit is above.
    expect(noteOf(of(2, '\uffff', 'bmp'), of(2, '😀', 'astral'))).toBe('astral');
    expect(noteOf(of(2, 'a', 'x'), of(2, 'a', 'y'))).toBe('y');
  });

  it('removes by a higher tombstone, and brings back by a higher record', () => {
    const there = readingWith({ annotations: { 'a-1': of(2, 'a') } });
    const gone = readingWith({ removed: { 'a-1': { rev: 3, by: 'a' } } });
    const back = readingWith({ annotations: { 'a-1': of(4, 'a') } });
    expect(merge(there, gone)).toMatchObject({ annotations: {}, removed: { 'a-1': { rev: 3 } } });
    expect(merge(merge(there, gone), back)).toMatchObject({
      annotations: { 'a-1': { rev: 4 } },
      removed: {}
    });
    expect(Object.keys(merge(gone, there).annotations)).toEqual([]);
  });

  it('takes a removal for later than an edit, where revision and writer are the same', () => {
    const there = readingWith({ annotations: { 'a-1': of(2, 'a') } });
    const gone = readingWith({ removed: { 'a-1': { rev: 2, by: 'a' } } });
    expect(merge(there, gone).annotations).toEqual({});
    expect(merge(gone, there).annotations).toEqual({});
  });

  it('takes the newer codebook, 1.10 after 1.9', () => {
    const [old, now] = ['1.9', '1.10'].map(version => readingWith({ codebook: { ...CODEBOOK, version } }));
    expect(merge(now as never, old as never).codebook.version).toBe('1.10');
    expect(merge(old as never, now as never).codebook.version).toBe('1.10');
  });

  it('keeps readers and documents apart', () => {
    expect(() => merge(readingWith(), readingWith({ reader: 'bo' }))).toThrow(MergeError);
    const other = readingWith({ document: { ...DOCUMENT, id: 'doc-000000000000' } });
    expect(() => merge(readingWith(), other)).toThrow(MergeError);
    expect(() => merge(readingWith(), 5 as never)).toThrow(MergeError);
  });

  it('shares what it does not change', () => {
    const a = readingWith({ annotations: { 'a-1': of(1, 'a'), 'a-2': of(1, 'a') }, answers: {} });
    const merged = merge(a, readingWith({ annotations: { 'a-2': of(2, 'a') } }));
    expect(merged.annotations['a-1']).toBe(a.annotations['a-1']);
    expect(merged.relations).toBe(a.relations);
    expect(merged.answers).toBe(a.answers);
  });

  it('takes nesting of any depth', () => {
    const deep = () => JSON.parse(`{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`);
    const [a, b] = [
      readingWith({ annotations: { 'a-1': deep() } }),
      readingWith({ annotations: { 'a-1': deep() } })
    ];
    expect(merge(a, b)).toBe(a);
  });
});

describe('delta', () => {
  it('brings a reading to the later one', () => {
    fc.assert(
      fc.property(anyReading, anyReading, (a, b) => {
        const before = canonicalForm(a);
        const after = merge(before, b);
        const arrived = mergeDelta(before, copyOf(delta(before, after)));
        for (const part of ['annotations', 'relations', 'answers', 'removed', 'progress'] as const) {
          // A progress that is no object is no part of a delta.
          if (part === 'progress' && Object.getPrototypeOf(after.progress ?? 0) !== Object.prototype)
            continue;
          expect(canonical(arrived[part])).toBe(canonical(after[part]));
        }
      })
    );
  });

  it('is empty between equal readings', () => {
    fc.assert(fc.property(anyReading, a => Object.keys(delta(a, copyOf(a))).length === 0));
  });

  it('may be anything, arrive twice and in any order', () => {
    fc.assert(
      fc.property(anyReading, hostileJson, hostileJson, (a, one, other) => {
        const reading = canonicalForm(a);
        const forth = mergeDelta(mergeDelta(reading, one), other);
        const back = mergeDelta(mergeDelta(mergeDelta(reading, other), one), other);
        expect(canonical(back)).toBe(canonical(forth));
      })
    );
  });
});

describe('repair', () => {
  it('makes a reading of anything, and keeps what was broken', () => {
    fc.assert(
      fc.property(fc.oneof(hostileJson, anyReading), raw => {
        const reading = repair(frozen(raw), DOCUMENT, CODEBOOK, 'ada');
        expect(reading).toMatchObject({ reader: 'ada', document: { id: DOCUMENT.id } });
        for (const part of [
          'annotations',
          'relations',
          'answers',
          'removed',
          'progress',
          'codebook'
        ] as const) {
          expect(Object.getPrototypeOf(reading[part])).toBe(Object.prototype);
        }
        expect(repair(reading, DOCUMENT, CODEBOOK, 'ada')).toBe(reading);
        const kept = canonical(reading);
        if (raw === null) return;
        for (const value of typeof raw === 'object' && !Array.isArray(raw) ? Object.values(raw) : [raw]) {
          expect(kept).toContain(Array.isArray(value) || typeof value !== 'object' ? canonical(value) : '');
        }
      })
    );
  });

  it('keeps the reader and the document that a value claims to be of', () => {
    const raw = { ...readingWith({ reader: 'bo' }), document: { id: 'doc-000000000000' } };
    expect(repair(raw, DOCUMENT, CODEBOOK, 'ada')).toMatchObject({
      reader: 'ada',
      document: { id: DOCUMENT.id },
      set_aside: { reader: ['bo'], document: [{ id: 'doc-000000000000' }] }
    });
  });

  it('begins an empty reading where there was nothing', () => {
    expect(repair(undefined, DOCUMENT, CODEBOOK, 'ada')).toEqual(readingWith());
  });
});
