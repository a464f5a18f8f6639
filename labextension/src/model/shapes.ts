// The form of single records, as schemas/reading.schema.json has it: what is wrong with one, whatever its article.
import type { Span } from './generated/reading';
import { isDeeperThan, isObject, MAX_DEPTH, member } from './json';

export interface Problem {
  /** Path in the reading, such as `annotations/a-1/spans/0`. */
  place: string;
  what: string;
  remedy: string;
}

/** Where in a record, and what. */
export type Wrong = readonly [path: string, what: string];
type Test = (value: unknown) => string | undefined;
type Shape = readonly (readonly [name: string, required: boolean, test: Test])[];

const ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const STATUSES: readonly unknown[] = ['open', 'done', 'flagged'];
const DECISIONS: readonly unknown[] = ['accepted', 'flagged', 'corrected'];
export const KEPT = 'It is kept as it is and not used; correct it in the file, or remove it there.';

function isLonger(text: string, limit: number): boolean {
  return text.length > limit && (text.length > 2 * limit || Array.from(text).length > limit);
}

const isText =
  (limit = Number.POSITIVE_INFINITY): Test =>
  value => {
    if (typeof value !== 'string') return 'is not text';
    return isLonger(value, limit) ? `is longer than ${limit} characters` : undefined;
  };

const isId: Test = value => (typeof value === 'string' && ID.test(value) ? undefined : 'is not an id');

const isRev: Test = value =>
  Number.isSafeInteger(value) && (value as number) >= 1 ? undefined : 'is not a revision number';

const isStatus: Test = value => (STATUSES.includes(value) ? undefined : 'is not open, done or flagged');

const isFlag: Test = value => (typeof value === 'boolean' ? undefined : 'is not true or false');

const isAnswer = isText(20_000);

const isReview: Test = value => {
  if (!isObject(value)) return 'is not a review';
  const reviewer = member(value, 'reviewer');
  if (!DECISIONS.includes(member(value, 'decision'))) return 'is not accepted, flagged or corrected';
  if (!reviewer || isText(200)(reviewer)) return 'has no valid reviewer';
  for (const [name, limit] of [['comment', 20_000] as const, ['time', 40] as const]) {
    const wrong = Object.hasOwn(value, name) ? isText(limit)(value[name]) : undefined;
    if (wrong) return `has a ${name} that ${wrong}`;
  }
  return !Object.hasOwn(value, 'was') || isObject(value.was) ? undefined : 'does not say what was before';
};

const isDigest = isText(64);

const isDecides: Test = value => {
  const versions = member(value, 'versions');
  if (!isObject(versions) || Object.values(versions).some(isDigest)) return 'does not say what was decided';
  const given = (name: string, absent: unknown) =>
    Object.hasOwn(value as object, name) ? member(value, name) : absent;
  const silent = given('silent', 0);
  if (!Number.isInteger(silent) || (silent as number) < 0) return 'does not say how many marked nothing';
  const waiting = given('waiting', []);
  const isList = Array.isArray(waiting) && waiting.length <= 1000 && waiting.every(isWaiting);
  return isList && !isDigest(given('linked', '')) ? undefined : 'does not say what was linked';
};

/** A link that waits for its other end to be decided. */
function isWaiting(value: unknown): boolean {
  return (
    isObject(value) &&
    Object.hasOwn(value, 'kind') &&
    ['kind', 'from', 'to'].every(name => !Object.hasOwn(value, name) || !isDigest(value[name]))
  );
}

const isWhat: Test = value => (isObject(value) ? undefined : 'does not say what was before');

const isHistory: Test = value => {
  if (!Array.isArray(value) || value.length > 100) return 'is not a list of at most 100 changes';
  for (const entry of value) {
    for (const [name, limit] of [['at', 40] as const, ['by', 64] as const]) {
      const wrong = isText(limit)(member(entry, name));
      if (wrong) return `has a change whose “${name}” ${wrong}`;
    }
    const wrong = member(entry, 'who') === undefined ? undefined : isText(200)(member(entry, 'who'));
    if (wrong) return `has a change whose “who” ${wrong}`;
    if (!isObject(member(entry, 'was'))) return 'has a change that does not say what was before';
  }
  return undefined;
};

const isChoice = isText(64);

const isValue: Test = value => {
  if (typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : 'is not a number';
  if (typeof value === 'string') return isAnswer(value);
  if (!Array.isArray(value) || value.length > 100) return 'is not an answer';
  return value.some(isChoice) ? 'is not a list of answers' : undefined;
};

const isValues: Test = value => {
  if (!isObject(value)) return 'is not a set of answers';
  for (const [field, answer] of Object.entries(value)) {
    const wrong = isId(field) ? 'has no valid field id' : isValue(answer);
    if (wrong) return `has an answer to “${field.slice(0, 80)}” that ${wrong}`;
  }
  return undefined;
};

const isSpans: Test = value => {
  if (!Array.isArray(value) || value.length === 0 || value.length > 100) {
    return 'is not a list of 1 to 100 spans';
  }
  for (const [at, span] of value.entries()) {
    if (!isObject(span)) return `has no span at ${at}`;
    for (const [name, least] of [['start', 0] as const, ['end', 1] as const]) {
      const offset = Object.hasOwn(span, name) ? span[name] : undefined;
      if (!Number.isInteger(offset) || (offset as number) < least) {
        return `has at ${at} a “${name}” that is not a whole number from ${least} on`;
      }
    }
  }
  return undefined;
};

const STAMP: Shape = [
  ['rev', true, isRev],
  ['by', true, isText(64)]
];
const BASE: Shape = [['created', false, isText(40)], ['modified', false, isText(40)], ...STAMP];
const SHAPES = {
  annotations: [
    ['kind', true, isId],
    ['spans', true, isSpans],
    ['quote', true, isText()],
    ['prefix', false, isText(32)],
    ['suffix', false, isText(32)],
    ['values', true, isValues],
    ['note', false, isText(20_000)],
    ['status', false, isStatus],
    ['orphan', false, isFlag],
    ['origin', false, isText(200)],
    ['review', false, isReview],
    ['decides', false, isDecides],
    ['history', false, isHistory],
    ...BASE
  ],
  relations: [
    ['kind', true, isId],
    ['from', true, isId],
    ['to', true, isId],
    ['values', false, isValues],
    ['note', false, isText(20_000)],
    ...BASE
  ],
  answers: [['value', false, value => (value === null ? undefined : isValue(value))], ...STAMP],
  removed: [
    ...STAMP,
    ['rejected', false, isText(200)],
    ['note', false, isText(20_000)],
    ['decides', false, isDecides],
    ['at', false, isText(40)],
    ['who', false, isText(200)],
    ['was', false, isWhat]
  ]
} as const satisfies Record<string, Shape>;

function wrongShape(section: keyof typeof SHAPES, record: unknown): Wrong | undefined {
  if (!isObject(record)) return ['', 'is not a record'];
  if (isDeeperThan(record, MAX_DEPTH)) return ['', `is nested deeper than ${MAX_DEPTH} levels`];
  for (const [name, required, test] of SHAPES[section]) {
    if (!Object.hasOwn(record, name)) {
      if (required) return [`/${name}`, 'is missing'];
      continue;
    }
    const wrong = test(record[name]);
    if (wrong) return [`/${name}`, wrong];
  }
  return undefined;
}

export function problemOf(section: string, id: string, [path, what]: Wrong): Problem {
  return { place: `${section}/${id.slice(0, 80)}${path}`, what, remedy: KEPT };
}

/** The first thing that is wrong with the form of a record, whatever its article and codebook. */
export function shapeOf(section: keyof typeof SHAPES, id: unknown, record: unknown): Problem | undefined {
  const wrong: Wrong | undefined = isId(id)
    ? ['', 'has an id that is not allowed']
    : wrongShape(section, record);
  return wrong && problemOf(section, String(id), wrong);
}

/** What is wrong with spans of sound form: empty, reversed, overlapping or out of order. */
export function wrongSpans(spans: readonly Span[]): Wrong | undefined {
  let last = 0;
  for (const [at, { start, end }] of spans.entries()) {
    if (start >= end) return [`/spans/${at}`, `is empty or reversed (${start} to ${end})`];
    if (start < last) return [`/spans/${at}`, 'overlaps the span before it, or stands before it'];
    last = end;
  }
  return undefined;
}

/** What is wrong with a record by itself: its form and, of an annotation, the order of its spans. */
export function flawOf(section: keyof typeof SHAPES, id: unknown, record: unknown): Problem | undefined {
  const problem = shapeOf(section, id, record);
  if (problem || section !== 'annotations') return problem;
  const wrong = wrongSpans((record as { spans: Span[] }).spans);
  return wrong && problemOf(section, String(id), wrong);
}
