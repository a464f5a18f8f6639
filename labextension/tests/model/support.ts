// What the tests of the model share: an article with every trap of Unicode, a codebook, and arbitrary JSON.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import {
  type Annotation,
  type Codebook,
  type Document,
  emptyReading,
  type NewAnnotation,
  Offsets,
  type Reading,
  type Relation
} from '../../src/model';

export const TEXT = [
  'Harbour reopens 👩‍👩‍👧',
  '',
  'The mayor said 🇳🇴 that “nothing was lost” — ca\u0301fe\u0301, na\u0131\u0308ve, co\u00adoperate.',
  'مرحبا بالعالم، שלום עולם, 世界の港が再開した。',
  '👍🏽 x\u0323\u0307 \u{1D11E} end.'
].join('\n');

export function documentOf(text: string): Document {
  const sha256 = createHash('sha256').update(text).digest('hex');
  const length = Array.from(text).length;
  return {
    id: `doc-${sha256.slice(0, 12)}`,
    title: 'Harbour reopens',
    text,
    sha256,
    length,
    source: '',
    markup: []
  };
}

export const DOCUMENT = documentOf(TEXT);
export const OFFSETS = new Offsets(TEXT);

export const CODEBOOK: Codebook = {
  schema_version: 1,
  id: 'claims',
  version: '1.2',
  title: 'Claims',
  kinds: [
    { id: 'claim', title: 'Claim' },
    { id: 'source', title: 'Source' }
  ],
  fields: [
    {
      id: 'strength',
      title: 'Strength',
      level: 'ordinal',
      on: ['claim'],
      values: [
        { id: 'thin', title: 'Thin' },
        { id: 'solid', title: 'Solid' }
      ]
    },
    { id: 'constructor', title: 'Maker', level: 'nominal', on: ['claim', 'source'] },
    { id: 'remark', title: 'Remark', level: 'text', on: ['claim'], optional: true },
    { id: 'genre', title: 'Genre', level: 'nominal', on: ['document'] }
  ],
  relations: [
    { id: 'supports', title: 'Supports', from: ['claim'], to: ['claim'] },
    { id: 'attributes', title: 'Attributes', from: ['source'], to: ['claim'] }
  ]
};

export const NOW = '2026-11-23T21:00:00Z';
export const STAMP = { by: 'k2j8', now: NOW };

export function newAnnotation(start: number, end: number, kind = 'claim'): NewAnnotation {
  return { kind, spans: [{ start, end }], quote: OFFSETS.slice(start, end) };
}

export function annotation(start = 0, end = 7, more: Partial<Annotation> = {}): Annotation {
  return { ...newAnnotation(start, end), values: {}, rev: 1, by: 'k2j8', ...more };
}

export function relation(from: string, to: string, more: Partial<Relation> = {}): Relation {
  return { kind: 'supports', from, to, rev: 1, by: 'k2j8', ...more };
}

export function readingWith(parts: Partial<Record<keyof Reading, unknown>> = {}): Reading {
  return { ...emptyReading(DOCUMENT, CODEBOOK, 'ada'), ...parts } as Reading;
}

/** A deep copy that shares no object with `value`, as what comes back from a file does. */
export function copyOf<T>(value: T): T {
  return structuredClone(value);
}

/** Freezes all of a value, so that a test fails where something is changed in place. */
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const item of Object.values(value)) frozen(item);
  }
  return value;
}

/** Keys that have a meaning in JavaScript, in our format, or in neither. */
export const hostileKey = fc.constantFrom(
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'a-1',
  'a-2',
  'r-1',
  'rev',
  'by',
  'kind',
  'values',
  'spans',
  '',
  '1',
  'a-1\n',
  'é',
  '\ud800',
  '😀'
);

/** Any JSON as `JSON.parse` can give it, with own members named `__proto__` and the numbers that it makes of 1e999. */
export const hostileJson: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<unknown>(null, true, false, '', 'x', '😀', '\uffff', '\ud800', 'k1', 'open'),
    fc.constantFrom<unknown>(0, -0, 1, 2, 17, -1, 1.5, 2 ** 53, 1e308, Infinity, -Infinity, 5e-324),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(hostileKey, tie('value')), { maxLength: 4 }).map(members => Object.fromEntries(members))
  )
})).value;

const rev = fc.constantFrom<unknown>(1, 1, 2, 3, 2.0, 0, -1, 1.5, '2', null, 2 ** 53, Infinity);
const by = fc.constantFrom<unknown>('k1', 'k2', '', '😀', '\uffff', 7);

/** Records that collide in rank often, and are often no records. */
const anyRecord = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record(
      { rev, by, note: fc.constantFrom('x', 'y') },
      { requiredKeys: [], noNullPrototype: true }
    )
  },
  { weight: 1, arbitrary: hostileJson }
);

const anySection = (key: fc.Arbitrary<string>) =>
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc
        .array(fc.tuple(key, anyRecord), { maxLength: 5 })
        .map(members => Object.fromEntries(members))
    },
    { weight: 1, arbitrary: hostileJson },
    { weight: 1, arbitrary: fc.constant(undefined) }
  );

/** What may stand under the key of a reading: one reader and document, and anything else. */
export const anyReading: fc.Arbitrary<Reading> = fc
  .record({
    annotations: anySection(hostileKey),
    relations: anySection(hostileKey),
    answers: anySection(hostileKey),
    removed: anySection(hostileKey),
    progress: fc.oneof(anyRecord, fc.constant(undefined)),
    codebook: fc.oneof(
      fc.constantFrom<unknown>('1.9', '1.10', '01.10', '2', '', 'v', 3, null).map(version => ({ version })),
      hostileJson,
      fc.constant(undefined)
    ),
    title: fc.constantFrom('A', 'B'),
    schema_version: fc.constantFrom<unknown>(1, 1, 2, 1.5, '3', null, undefined),
    set_aside: fc.oneof(
      fc.constant(undefined),
      hostileJson,
      fc.array(hostileJson, { maxLength: 2 }).map(annotations => ({ annotations }))
    ),
    extra: fc.oneof(hostileJson, fc.constant(undefined))
  })
  .map(({ title, ...parts }) => {
    const members = Object.entries({ ...parts, reader: 'ada', document: { id: DOCUMENT.id, title } });
    return Object.fromEntries(members.filter(([, value]) => value !== undefined)) as unknown as Reading;
  });
