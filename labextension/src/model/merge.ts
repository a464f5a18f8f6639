// Merge of two readings: per record the higher (rev, by). Commutative, associative, idempotent; fails on no record.
import { canonical, same } from './canonical';
import type { Reading } from './generated/reading';
import { compareText, define, isObject, type JsonObject, member, objectOf } from './json';

/** Two readings that do not belong together; the message is for people. */
export class MergeError extends Error {}

/** The changed records of a reading: what travels between pages, kernel and tabs. */
export type Delta = { [section in Section | 'progress']?: Readonly<Record<string, unknown>> };

export const SECTIONS = ['annotations', 'relations', 'answers', 'removed'] as const;
export type Section = (typeof SECTIONS)[number];

/** Sections that share one space of ids; where all else is equal the later one wins. */
const PLACES = ['annotations', 'relations', 'removed'] as const;

type Records = Record<string, unknown>;

/** The revision of a record, 0 where it has no sound one. */
export function revOf(record: unknown): number {
  const rev = member(record, 'rev');
  return Number.isInteger(rev) && (rev as number) >= 1 ? (rev as number) : 0;
}

function byOf(record: unknown): string {
  const by = member(record, 'by');
  return typeof by === 'string' ? by : '';
}

function byContent(a: unknown, b: unknown): number {
  return same(a, b) ? 0 : compareText(canonical(a), canonical(b));
}

/** The greater one by `compare` and then by canonical JSON; `a` itself where they are the same. */
function greatest(compare: (a: unknown, b: unknown) => number, a: unknown, b: unknown): unknown {
  if (a === b) return a;
  const order = compare(a, b) || byContent(a, b);
  return order >= 0 ? a : b;
}

function byRev(a: unknown, b: unknown): number {
  return revOf(a) - revOf(b) || compareText(byOf(a), byOf(b));
}

const later = (a: unknown, b: unknown) => greatest(byRev, a, b);
const greater = (a: unknown, b: unknown) => greatest(() => 0, a, b);

function union(a: unknown, b: unknown): unknown[] {
  const items = [a, b].flatMap(list => (Array.isArray(list) ? list : [list]));
  const unique = new Map(items.map(item => [canonical(item), item]));
  return [...unique].sort(([left], [right]) => compareText(left, right)).map(([, item]) => item);
}

/** A member that may be one thing or a list of several. */
export function oneOrMany<T>(items: readonly T[]): T | readonly T[] {
  return items.length === 1 && !Array.isArray(items[0]) ? (items[0] as T) : items;
}

/** The names in such a member. */
export function namedIn(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter(name => typeof name === 'string');
}

function mergeAside(a: unknown, b: unknown): JsonObject {
  const [mine, theirs] = [a, b].map(value => (isObject(value) ? value : { set_aside: [value] }));
  const keys = new Set([mine, theirs].flatMap(value => Object.keys(value as object)));
  const listOf = (value: unknown, key: string) =>
    isObject(value) && Object.hasOwn(value, key) ? value[key] : [];
  return objectOf([...keys].map(key => [key, union(listOf(mine, key), listOf(theirs, key))] as const));
}

/** A copy of `raw` that keeps what stands under `keys` in `set_aside`. */
export function setAside(raw: JsonObject, keys: readonly string[]): JsonObject {
  const there = keys.filter(key => Object.hasOwn(raw, key));
  if (there.length === 0) return { ...raw };
  const broken = objectOf(there.map(key => [key, [raw[key]]] as const));
  return { ...raw, set_aside: mergeAside(Object.hasOwn(raw, 'set_aside') ? raw.set_aside : {}, broken) };
}

/** The reading with all sections as objects; what stood in the place of one is moved into `set_aside`. */
export function withSections(raw: unknown): Reading {
  if (!isObject(raw)) throw new MergeError('A reading is an object: make one of it with repair().');
  const broken = SECTIONS.filter(section => !isObject(member(raw, section)));
  const sound =
    broken.length === 0
      ? raw
      : { ...setAside(raw, broken), ...objectOf(broken.map(section => [section, {}] as const)) };
  return sound as unknown as Reading;
}

/** The place and record that win among all that both sides have under one id. */
function winner(id: string, sides: readonly (readonly Records[])[]): [place: number, record: unknown] {
  let place = -1;
  let best: unknown;
  for (let at = 0; at < PLACES.length; at++) {
    for (const side of sides) {
      const records = side[at] as Records;
      if (!Object.hasOwn(records, id)) continue;
      const record = records[id];
      const wins =
        place < 0 ||
        (record === best && place !== at) ||
        (record !== best && (byRev(record, best) || at - place || byContent(record, best)) > 0);
      if (wins) [place, best] = [at, record];
    }
  }
  return [place, best];
}

function mergeRecords(a: JsonObject, b: JsonObject): Partial<Record<Section, Records>> {
  const mine = PLACES.map(place => a[place] as Records);
  const theirs = PLACES.map(place => {
    const records = member(b, place);
    return isObject(records) ? records : {};
  });
  // An id that stands only once, and only in `a`, has won already.
  const ids = new Set([...theirs, ...mine.slice(1)].flatMap(Object.keys));
  const merged: Partial<Record<Section, Records>> = {};
  const recordsOf = (at: number): Records => {
    const place = PLACES[at] as Section;
    merged[place] ??= { ...mine[at] };
    return merged[place];
  };
  for (const id of ids) {
    const [place, best] = winner(id, [mine, theirs]);
    mine.forEach((records, at) => {
      if (at !== place && Object.hasOwn(records, id)) delete recordsOf(at)[id];
    });
    const kept = mine[place] as Records;
    if (!Object.hasOwn(kept, id) || !same(kept[id], best)) define(recordsOf(place), id, best);
  }
  return merged;
}

function mergeAnswers(a: Records, b: unknown): Records {
  const changed = Object.entries(isObject(b) ? b : {}).filter(
    ([field, answer]) => !Object.hasOwn(a, field) || later(a[field], answer) !== a[field]
  );
  return changed.length > 0 ? { ...a, ...objectOf(changed) } : a;
}

/** `reading` with a delta merged in, by the rule of `merge`; the same object where it brings nothing new. */
export function mergeDelta(reading: Reading, delta: unknown): Reading {
  const raw = withSections(reading) as unknown as JsonObject;
  if (!isObject(delta)) return raw as unknown as Reading;
  const changed: JsonObject = { ...mergeRecords(raw, delta) };
  const answers = mergeAnswers(raw.answers as Records, member(delta, 'answers'));
  if (answers !== raw.answers) changed.answers = answers;
  const progress = member(delta, 'progress');
  if (isObject(progress)) {
    const chosen = Object.hasOwn(raw, 'progress') ? later(raw.progress, progress) : progress;
    if (chosen !== raw.progress) changed.progress = chosen;
  }
  return (Object.keys(changed).length > 0 ? { ...raw, ...changed } : raw) as unknown as Reading;
}

/** The integers in a version, without leading zeros: of two, the longer one is the greater. */
function versionOf(codebook: unknown): string[] {
  const version = member(codebook, 'version');
  const found = typeof version === 'string' ? version.match(/[0-9]+/g) : null;
  return (found ?? []).map(digits => digits.replace(/^0+/, ''));
}

function byVersion(a: unknown, b: unknown): number {
  const [left, right] = [versionOf(a), versionOf(b)];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const [one, other] = [left[at] as string, right[at] as string];
    const order = one.length - other.length || compareText(one, other);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** The codebook of the higher version, by the rule of `merge`. */
export function newerCodebook(a: unknown, b: unknown): unknown {
  return greatest(byVersion, a, b);
}

function bySchemaVersion(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a === b ? 0 : a - b;
  return Number(typeof a === 'number') - Number(typeof b === 'number');
}

type Decider = (mine: unknown, theirs: unknown) => unknown;

const DECIDERS = new Map<string, Decider>([
  ['progress', later],
  ['codebook', newerCodebook],
  // Each names texts whose readings must not be counted beside this one: none may be lost.
  ['carried_from', (mine, theirs) => (same(mine, theirs) ? mine : oneOrMany(union(mine, theirs)))],
  ['schema_version', (mine, theirs) => greatest(bySchemaVersion, mine, theirs)]
]);

/** `set_aside` of both, always in the same form, so that merging a reading with its copy gives what merging it with itself does. */
function asideOf(left: JsonObject, right: JsonObject): unknown {
  const found = [left, right].filter(side => Object.hasOwn(side, 'set_aside')).map(side => side.set_aside);
  return found.length > 0 ? found.reduce(mergeAside, {}) : undefined;
}

/** Both readings in one, `a` itself where `b` brings nothing new; throws `MergeError` where they are no pair. */
export function merge(a: Reading, b: Reading): Reading {
  const left = withSections(a) as unknown as JsonObject;
  const right = withSections(b) as unknown as JsonObject;
  if (!same(member(left, 'reader'), member(right, 'reader'))) {
    throw new MergeError('These are readings of two readers: they stay apart.');
  }
  if (!same(member(member(left, 'document'), 'id'), member(member(right, 'document'), 'id'))) {
    throw new MergeError('These are readings of two documents: they stay apart.');
  }
  const merged = mergeDelta(left as unknown as Reading, { ...right, progress: undefined });
  const rest: JsonObject = {};
  for (const [key, theirs] of Object.entries(right)) {
    if (key === 'set_aside' || (SECTIONS as readonly string[]).includes(key)) continue;
    if (!Object.hasOwn(left, key)) define(rest, key, theirs);
    else if (left[key] !== theirs) {
      const chosen = (DECIDERS.get(key) ?? greater)(left[key], theirs);
      if (!same(chosen, left[key])) define(rest, key, chosen);
    }
  }
  const aside = asideOf(left, right);
  if (!same(aside, left.set_aside)) rest.set_aside = aside;
  return Object.keys(rest).length > 0 ? ({ ...merged, ...rest } as Reading) : merged;
}

/** The records of `after` that are not in `before`: merged into `before` they give `after`. */
export function delta(before: Reading, after: Reading): Delta {
  const changed: Delta = {};
  for (const section of SECTIONS) {
    const [old, now] = [member(before, section), member(after, section)];
    if (old === now || !isObject(now)) continue;
    const known = isObject(old) ? old : {};
    const records: Records = {};
    for (const id of Object.keys(now)) {
      if (Object.hasOwn(known, id) ? known[id] !== now[id] && !same(known[id], now[id]) : true) {
        define(records, id, now[id]);
      }
    }
    if (Object.keys(records).length > 0) changed[section] = records;
  }
  const [old, now] = [member(before, 'progress'), member(after, 'progress')];
  if (isObject(now) && !same(old, now)) changed.progress = now;
  return changed;
}

/** `reading` with at most one record per id, as every merge leaves it. */
export function canonicalForm(reading: Reading): Reading {
  return merge(reading, reading);
}
