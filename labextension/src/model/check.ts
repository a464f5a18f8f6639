// The sound view over a reading that may hold anything: good records are used, the others are set aside and explained.
import type { Codebook } from './generated/codebook';
import type { Annotation, Answer, Reading, Relation, Span } from './generated/reading';
import { isDeeperThan, isObject, MAX_DEPTH, objectOf } from './json';
import type { Offsets } from './offsets';
import { SCHEMA_VERSION } from './reading';

export interface Problem {
  /** Path in the reading, such as `annotations/a-1/spans/0`. */
  place: string;
  what: string;
  remedy: string;
}

export interface Checked {
  annotations: Readonly<Record<string, Annotation>>;
  relations: Readonly<Record<string, Relation>>;
  answers: Readonly<Record<string, Answer>>;
  problems: readonly Problem[];
  /** How many records are kept but not used. */
  setAside: number;
  /** A newer version wrote this: it can be read, not changed. */
  readOnly: boolean;
}

type Wrong = [path: string, what: string] | undefined;
type Test = (value: unknown) => string | undefined;

const ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const KEPT = 'It is kept in the notebook as it is; ask whoever wrote it, or delete it there.';

const count = (text: string) => Array.from(text).length;

const isText =
  (limit: number): Test =>
  value =>
    typeof value !== 'string'
      ? 'is not text'
      : value.length > limit && count(value) > limit
        ? `is longer than ${limit} characters`
        : undefined;
const isId: Test = value => (typeof value === 'string' && ID.test(value) ? undefined : 'is not an id');
const isOffset =
  (least: number): Test =>
  value =>
    Number.isInteger(value) && (value as number) >= least
      ? undefined
      : `is not a whole number from ${least} on`;
const isRev: Test = value =>
  Number.isSafeInteger(value) && (value as number) >= 1 ? undefined : 'is not a revision number';
const isStatus: Test = value =>
  ['open', 'done', 'flagged'].includes(value as string) ? undefined : 'is not open, done or flagged';

const isValue: Test = value => {
  if (typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : 'is not a number';
  if (typeof value === 'string') return isText(20000)(value);
  if (!Array.isArray(value) || value.length > 100) return 'is not an answer';
  return value.some(item => isText(64)(item)) ? 'is not a list of answers' : undefined;
};

const isValues: Test = value => {
  if (!isObject(value)) return 'is not a set of answers';
  const bad = Object.entries(value).find(([field, answer]) => isId(field) ?? isValue(answer));
  return bad && `has an answer to “${bad[0]}” that ${isValue(bad[1]) ?? 'has no valid field id'}`;
};

const isSpans: Test = value => {
  if (!Array.isArray(value) || value.length === 0 || value.length > 100)
    return 'is not a list of 1 to 100 spans';
  for (const [at, span] of value.entries()) {
    if (!isObject(span)) return `${at} is not a span`;
    const wrong = isOffset(0)(span.start) ?? isOffset(1)(span.end);
    if (wrong) return `${at} has an offset that ${wrong}`;
  }
  return undefined;
};

const BASE: [string, boolean, Test][] = [
  ['created', false, isText(40)],
  ['modified', false, isText(40)],
  ['rev', true, isRev],
  ['by', true, isText(64)]
];

const SHAPES: Record<string, [string, boolean, Test][]> = {
  annotations: [
    ['kind', true, isId],
    ['spans', true, isSpans],
    ['quote', true, isText(Number.POSITIVE_INFINITY)],
    ['prefix', false, isText(32)],
    ['suffix', false, isText(32)],
    ['values', true, isValues],
    ['note', false, isText(20000)],
    ['status', false, isStatus],
    ['origin', false, isText(200)],
    ...BASE
  ],
  relations: [
    ['kind', true, isId],
    ['from', true, isId],
    ['to', true, isId],
    ['values', false, isValues],
    ['note', false, isText(20000)],
    ...BASE
  ],
  answers: [
    ['value', false, value => (value === null ? undefined : isValue(value))],
    ['rev', true, isRev],
    ['by', true, isText(64)]
  ],
  removed: [
    ['rev', true, isRev],
    ['by', true, isText(64)]
  ]
};

function wrongShape(section: string, record: unknown): Wrong {
  if (!isObject(record)) return ['', 'is not a record'];
  if (isDeeperThan(record, MAX_DEPTH)) return ['', `is nested deeper than ${MAX_DEPTH} levels`];
  for (const [name, required, test] of SHAPES[section] ?? []) {
    if (!Object.hasOwn(record, name)) {
      if (required) return [`/${name}`, 'is missing'];
      continue;
    }
    const wrong = test(record[name]);
    if (wrong) return [`/${name}`, wrong];
  }
  return undefined;
}

/** What is wrong with the form of one record, whatever its article and codebook. */
export function shapeOf(section: string, id: string, record: unknown): Problem | undefined {
  const wrong = ID.test(id) ? wrongShape(section, record) : (['', 'has an id that is not allowed'] as Wrong);
  return wrong && { place: `${section}/${id.slice(0, 80)}${wrong[0]}`, what: wrong[1], remedy: KEPT };
}

function wrongSpans(spans: readonly Span[], length: number): Wrong {
  let last = 0;
  for (const [at, { start, end }] of spans.entries()) {
    if (start >= end) return [`/spans/${at}`, `is empty or reversed (${start} to ${end})`];
    if (end > length) return [`/spans/${at}`, `lies outside of the text (${end} of ${length} characters)`];
    if (start < last) return [`/spans/${at}`, 'overlaps the span before it or stands before it'];
    last = end;
  }
  return undefined;
}

/** Checks readings of one document; remembers its verdicts, so that an edit costs the records that it touches. */
export class Checker {
  private readonly kinds: Set<string>;
  private readonly relationKinds: Set<string>;
  private readonly verdicts = new WeakMap<object, { id: string; section: string; problem?: Problem }>();

  constructor(
    private readonly offsets: Offsets,
    codebook: Codebook
  ) {
    this.kinds = new Set(codebook.kinds.map(({ id }) => id));
    this.relationKinds = new Set((codebook.relations ?? []).map(({ id }) => id));
  }

  private wrongContent(section: string, record: unknown): Wrong {
    if (section === 'annotations') {
      const { kind, spans, quote } = record as Annotation;
      if (!this.kinds.has(kind)) return ['/kind', `“${kind}” is not in the codebook`];
      const wrong = wrongSpans(spans, this.offsets.length);
      if (wrong) return wrong;
      if (spans.map(({ start, end }) => this.offsets.slice(start, end)).join(' … ') !== quote) {
        return ['/quote', 'differs from the text at its place'];
      }
    }
    if (section === 'relations') {
      const { kind } = record as Relation;
      if (!this.relationKinds.has(kind)) return ['/kind', `“${kind}” is not in the codebook`];
    }
    return undefined;
  }

  private verdict(section: string, id: string, record: unknown): Problem | undefined {
    const known = isObject(record) ? this.verdicts.get(record) : undefined;
    if (known && known.id === id && known.section === section) return known.problem;
    let problem = shapeOf(section, id, record);
    if (!problem) {
      const wrong = this.wrongContent(section, record);
      if (wrong) problem = { place: `${section}/${id}${wrong[0]}`, what: wrong[1], remedy: KEPT };
    }
    if (isObject(record)) this.verdicts.set(record, { id, section, problem });
    return problem;
  }

  private section<T>(
    reading: Reading,
    section: 'annotations' | 'relations' | 'answers' | 'removed',
    problems: Problem[]
  ): [string, T][] {
    const records = reading[section] as unknown;
    if (!isObject(records)) {
      if (records !== undefined || section !== 'removed') {
        problems.push({ place: section, what: 'is missing or is not a set of records', remedy: KEPT });
      }
      return [];
    }
    return Object.entries(records).filter(([id, record]) => {
      const problem = this.verdict(section, id, record);
      if (problem) problems.push(problem);
      return !problem;
    }) as [string, T][];
  }

  check(reading: Reading): Checked {
    const problems: Problem[] = [];
    const annotations = objectOf(this.section<Annotation>(reading, 'annotations', problems));
    const relations = this.section<Relation>(reading, 'relations', problems).filter(([id, { from, to }]) => {
      const lost = [from, to].find(end => !Object.hasOwn(annotations, end));
      if (lost !== undefined) {
        problems.push({ place: `relations/${id}`, what: `links ${lost}, which is not there`, remedy: KEPT });
      }
      return lost === undefined;
    });
    const answers = objectOf(this.section<Answer>(reading, 'answers', problems));
    this.section(reading, 'removed', problems);
    const readOnly = typeof reading.schema_version === 'number' && reading.schema_version > SCHEMA_VERSION;
    return {
      annotations,
      relations: objectOf(relations),
      answers,
      problems,
      setAside: problems.length,
      readOnly
    };
  }
}

/** The sound view of one reading; for many readings of a document keep a `Checker`. */
export function check(reading: Reading, offsets: Offsets, codebook: Codebook): Checked {
  return new Checker(offsets, codebook).check(reading);
}
