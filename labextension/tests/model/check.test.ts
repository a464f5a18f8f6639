import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type Checked,
  Checker,
  canonical,
  check,
  delta,
  merge,
  type Offsets,
  type Reading
} from '../../src/model';
import { withSections } from '../../src/model/merge';
import {
  annotation,
  anyReading,
  CODEBOOK,
  copyOf,
  frozen,
  hostileJson,
  hostileKey,
  OFFSETS,
  readingWith,
  relation
} from './support';

const prototype = Object.getOwnPropertyNames(Object.prototype).join();

afterAll(() => {
  expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(prototype);
});

/** Records of the three parts in which one thing is anything. */
const dented = fc
  .tuple(
    fc.constantFrom('annotations', 'relations', 'answers', 'removed'),
    hostileKey,
    hostileKey,
    hostileJson
  )
  .map(([part, id, key, json]) => {
    const good = { annotations: annotation(), relations: relation('a-1', 'a-2') } as Record<string, object>;
    const record = { ...(good[part] ?? { value: 'x', rev: 1, by: '' }) };
    Object.defineProperty(record, key, { value: json, enumerable: true });
    const reading = readingWith({ annotations: { 'a-1': annotation(), 'a-2': annotation() } });
    return { ...reading, [part]: { ...reading[part as 'answers'], ...Object.fromEntries([[id, record]]) } };
  });

describe('check', () => {
  it('never throws, and accounts for every record', () => {
    fc.assert(
      fc.property(fc.oneof(hostileJson, anyReading, dented), raw => {
        const checked = check(frozen(raw), OFFSETS, CODEBOOK);
        expect(checked.setAside).toBe(checked.problems.length);
        for (const { place, what, remedy } of checked.problems) {
          expect([typeof place, what === '', remedy === '']).toEqual(['string', false, false]);
        }
        const isObject = (value: unknown) =>
          typeof value === 'object' && value !== null && !Array.isArray(value);
        if (!isObject(raw)) return;
        for (const part of ['annotations', 'relations', 'answers'] as const) {
          const records = (raw as Reading)[part] as unknown;
          const count = isObject(records) ? Object.keys(records as object).length : 0;
          const bad = checked.problems.filter(({ place }) => place.startsWith(`${part}/`));
          expect(Object.keys(checked[part]).length + bad.length).toBe(count);
          for (const [id, record] of Object.entries(checked[part])) {
            expect((records as Record<string, unknown>)[id]).toBe(record);
          }
        }
      }),
      { numRuns: 1000 }
    );
  });

  it('gives annotations whose quote is the text there, and links between them', () => {
    fc.assert(
      fc.property(dented, raw => {
        const { annotations, relations } = check(raw, OFFSETS, CODEBOOK);
        for (const { spans, quote } of Object.values(annotations)) {
          expect(spans.map(({ start, end }) => OFFSETS.slice(start, end)).join(' … ')).toBe(quote);
        }
        for (const { from, to } of Object.values(relations)) {
          expect(Object.hasOwn(annotations, from) && Object.hasOwn(annotations, to)).toBe(true);
        }
      })
    );
  });

  const two = [
    { start: 0, end: 7 },
    { start: 8, end: 15 }
  ];

  it.each<[string, object]>([
    ['spans that are apart', annotation(0, 7, { spans: two, quote: 'Harbour … reopens' })],
    ['offsets written as floats', JSON.parse(JSON.stringify(annotation()).replace('"end":7', '"end":7.0'))],
    [
      'a value that the codebook no longer has',
      annotation(0, 7, { values: { strength: 'gone', nofield: 1 } })
    ],
    ['unknown members', { ...annotation(), more: { deep: [1, 2] } }],
    ['a span to the end', annotation(OFFSETS.length - 4, OFFSETS.length)]
  ])('takes %s', (_, record) => {
    expect(check(readingWith({ annotations: { 'a-1': record } }), OFFSETS, CODEBOOK)).toMatchObject({
      annotations: { 'a-1': record },
      problems: []
    });
  });

  const deep = (depth: number): unknown => (depth === 0 ? 1 : [deep(depth - 1)]);

  it.each<[string, unknown, string]>([
    ['what is no object', 'x', 'annotations/a-1'],
    ['a missing member', { ...annotation(), quote: undefined }, 'annotations/a-1/quote'],
    ['an empty span', annotation(7, 7), 'annotations/a-1/spans/0'],
    ['a reversed span', annotation(7, 3), 'annotations/a-1/spans/0'],
    ['a span outside of the text', annotation(0, OFFSETS.length + 1), 'annotations/a-1/spans/0'],
    [
      'spans that overlap',
      annotation(0, 7, { spans: [two[0], { start: 6, end: 9 }] as never }),
      'annotations/a-1/spans/1'
    ],
    ['spans out of order', annotation(0, 7, { spans: [...two].reverse() }), 'annotations/a-1/spans/1'],
    ['another text than is there', annotation(0, 7, { quote: 'harbour' }), 'annotations/a-1/quote'],
    [
      'a kind that the codebook does not know',
      annotation(0, 7, { kind: 'constructor' }),
      'annotations/a-1/kind'
    ],
    ['nesting without end', { ...annotation(), more: deep(1000) }, 'annotations/a-1']
  ])('sets aside %s', (_, record, place) => {
    const checked = check(
      readingWith({ annotations: { 'a-1': record, 'a-2': annotation() } }),
      OFFSETS,
      CODEBOOK
    );
    expect(Object.keys(checked.annotations)).toEqual(['a-2']);
    expect(checked.problems.map(problem => problem.place)).toEqual([place]);
  });

  it('takes nesting of 20 levels, and not of 21', () => {
    const with_ = (depth: number) =>
      readingWith({ annotations: { 'a-1': { ...annotation(), more: deep(depth - 1) } } });
    expect(check(with_(20)).setAside).toBe(0);
    expect(check(with_(21)).setAside).toBe(1);
  });

  it.each<[string, object, string]>([
    ['from nowhere', relation('a-9', 'a-1'), 'relations/r-1'],
    ['to an annotation that is set aside', relation('a-1', 'a-2'), 'relations/r-1'],
    ['of an unknown kind', relation('a-1', 'a-1', { kind: 'attacks' }), 'relations/r-1/kind']
  ])('sets aside a link %s', (_, record, place) => {
    const parts = { annotations: { 'a-1': annotation(), 'a-2': {} }, relations: { 'r-1': record } };
    const checked = check(readingWith(parts), OFFSETS, CODEBOOK);
    expect(checked.relations).toEqual({});
    expect(checked.problems.map(problem => problem.place)).toContain(place);
  });

  it('asks less where less is known', () => {
    const reading = readingWith({
      annotations: { 'a-1': annotation(0, 9, { kind: 'other', quote: 'else' }) }
    });
    expect(check(reading).setAside).toBe(0);
    expect(check(reading, { length: 9 }).setAside).toBe(0);
    expect(check(reading, { length: 8 }).setAside).toBe(1);
    expect(check(reading, undefined, CODEBOOK).setAside).toBe(1);
  });

  it('explains what was set aside before, and what stands in the place of a section', () => {
    const places = (parts: object) =>
      check({ ...readingWith(), ...parts }).problems.map(({ place }) => place);
    expect(places({ set_aside: { annotations: [1, 2], reading: 'x' } })).toEqual([
      'set_aside/annotations/0',
      'set_aside/annotations/1',
      'set_aside/reading/0'
    ]);
    expect(places({ set_aside: 5, answers: null })).toEqual(['answers', 'set_aside']);
  });

  it('knows a newer version', () => {
    expect(check(readingWith({ schema_version: 2 })).readOnly).toBe(true);
    expect(check(readingWith({ schema_version: '2' })).readOnly).toBe(false);
  });
});

describe('Checker', () => {
  /** Offsets that count how often the text is looked at. */
  function counted(): { offsets: Offsets; count: () => number } {
    let looks = 0;
    const offsets = Object.create(OFFSETS, {
      slice: {
        value: (start: number, end: number) => {
          looks++;
          return OFFSETS.slice(start, end);
        }
      }
    });
    return { offsets, count: () => looks };
  }

  it('looks only at records that it has not seen', () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`a-${at}`, annotation()]));
    const reading = readingWith({ annotations: many });
    const { offsets, count } = counted();
    const checker = new Checker(offsets, CODEBOOK);
    expect(checker.check(reading).annotations).toBe(reading.annotations);
    expect(count()).toBe(1000);
    const changed = { ...reading, annotations: { ...many, 'a-7': annotation(8, 15) } };
    expect(checker.check(changed).setAside).toBe(0);
    expect(count()).toBe(1001);
  });

  it('gives the same as a new one', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyReading, dented), { maxLength: 4 }), readings => {
        const checker = new Checker(OFFSETS, CODEBOOK);
        for (const reading of [...readings, ...readings]) {
          expect(checker.check(reading)).toEqual(check(copyOf(reading), OFFSETS, CODEBOOK));
        }
      })
    );
  });

  it('gives the same where it is told what differs', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyReading, dented), { minLength: 1, maxLength: 5 }), readings => {
        const checker = new Checker(OFFSETS, CODEBOOK);
        let before: Reading = withSections(readingWith());
        checker.check(before);
        for (const reading of readings as Reading[]) {
          const merged = merge(before, { ...reading, document: before.document, reader: 'ada' });
          const told = checker.check(merged, { reading: before, delta: delta(before, merged) });
          const anew = check(copyOf(merged), OFFSETS, CODEBOOK);
          const sorted = ({ problems, ...rest }: Checked) => ({
            ...rest,
            problems: problems.map(canonical).sort()
          });
          expect(sorted(told)).toEqual(sorted(anew));
          before = merged;
        }
      }),
      { numRuns: 500 }
    );
  });

  it('trusts nobody who tells of another reading than the last', () => {
    const checker = new Checker(OFFSETS, CODEBOOK);
    checker.check(readingWith());
    const reading = readingWith({ annotations: { 'a-1': 'x' } });
    expect(checker.check(reading, { reading: readingWith(), delta: {} }).setAside).toBe(1);
  });

  it('looks at one record of very many when it is told which', () => {
    const ids = Array.from({ length: 1000 }, (_, at) => `a-${at}`);
    const before = readingWith({ annotations: Object.fromEntries(ids.map(id => [id, annotation()])) });
    const checker = new Checker(OFFSETS, CODEBOOK);
    checker.check(before);
    let looks = 0;
    const records = { ...before.annotations, 'a-7': annotation(8, 15) };
    const annotations = new Proxy(records, {
      getOwnPropertyDescriptor(target, key) {
        looks++;
        return Reflect.getOwnPropertyDescriptor(target, key);
      }
    });
    const next = { ...before, annotations };
    const told = checker.check(next, { reading: before, delta: { annotations: { 'a-7': records['a-7'] } } });
    expect(told.annotations).toBe(annotations);
    expect(looks).toBeLessThan(10);
  });

  it('does not take a record for good under an id where it is bad', () => {
    const record = annotation();
    const checker = new Checker(OFFSETS, CODEBOOK);
    expect(checker.check(readingWith({ annotations: { 'a-1': record } })).setAside).toBe(0);
    expect(checker.check(readingWith({ annotations: { 'no id': record } })).setAside).toBe(1);
    expect(checker.check(readingWith({ relations: { 'a-1': record } })).setAside).toBe(1);
  });
});
