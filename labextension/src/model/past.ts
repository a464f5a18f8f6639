// The history of a record: what its changes replaced, when and by whom, and what a removed one held. It is kept in the
// notebook, and so it is kept small. Twin: src/annotator/past.py.
import { canonical, same } from './canonical';
import type { Stamp } from './edits';
import { compareText, isObject, type JsonObject, member, objectOf } from './json';

/** Seconds without a change after which the next one is an entry of its own: until then a reader is still at it. */
const SITTING = 600;
const MOST_ENTRIES = 20;
/** Characters of a text that is kept of an earlier state. */
const LONGEST = 200;
/** Characters of a note that is kept with a removed annotation. */
const LONGEST_NOTE = 1_000;
/** Characters of canonical JSON: of one annotation's history, of those of a reading together, of one removed record. */
const PER_RECORD = 1_000;
const PER_READING = 60_000;
const PER_REMOVED = 2_000;
/** What all removed records of a reading may take together, in characters of canonical JSON. */
const ALL_REMOVED = 60_000;

export interface Entry {
  /** When, in UTC. */
  at: string;
  /** The page or program that wrote it. */
  by: string;
  /** Whose page it was, where it was not the reader's. */
  who?: string;
  /** The members before the change; of `values` those that changed, null where there was no answer. */
  was: JsonObject;
}

/** The members whose changes count, and what they are where they are missing. */
const MEMBERS: JsonObject = { kind: null, spans: null, note: '', status: 'open' };

/** The sound entries of a history, the oldest first. */
export function entriesOf(history: unknown): Entry[] {
  if (!Array.isArray(history)) return [];
  return history.filter(
    (entry): entry is Entry =>
      typeof member(entry, 'at') === 'string' &&
      typeof member(entry, 'by') === 'string' &&
      isObject(member(entry, 'was'))
  );
}

/** A time as a number that grows with it, the same in every language: months have 31 days. NaN where it is none. */
function clock(time: unknown): number {
  const found =
    typeof time === 'string'
      ? /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z$/.exec(time)
      : null;
  if (!found) return Number.NaN;
  const [year, month, day, hour, minute, second] = found.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number
  ];
  return ((((year * 12 + month) * 31 + day) * 24 + hour) * 60 + minute) * 60 + second;
}

function isSoonAfter(before: unknown, now: string): boolean {
  const gap = clock(now) - clock(before);
  return gap >= 0 && gap <= SITTING;
}

function cut(value: unknown, longest = LONGEST): unknown {
  if (typeof value !== 'string' || value.length <= longest) return value;
  const letters = Array.from(value);
  return letters.length > longest ? `${letters.slice(0, longest).join('')}…` : value;
}

/** Whose page it was, where a stamp says that. */
function whose(who: unknown): { who?: string } {
  return typeof who === 'string' && who !== '' ? { who: Array.from(who).slice(0, 200).join('') } : {};
}

function valuesOf(record: JsonObject): JsonObject {
  const values = member(record, 'values');
  return isObject(values) ? values : {};
}

/** What of `old` is otherwise in `next`. */
function replaced(old: JsonObject, next: JsonObject): JsonObject {
  const was: JsonObject = {};
  for (const [name, missing] of Object.entries(MEMBERS)) {
    const [before, after] = [old, next].map(record => (Object.hasOwn(record, name) ? record[name] : missing));
    if (!same(before, after)) was[name] = cut(before);
  }
  const [before, after] = [valuesOf(old), valuesOf(next)];
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    field => !same(member(before, field) ?? null, member(after, field) ?? null)
  );
  if (fields.length > 0) {
    was.values = objectOf(fields.map(field => [field, cut(member(before, field) ?? null)] as const));
  }
  return was;
}

/** The older state of both, without what is now again as it was then. */
function joined(older: JsonObject, newer: JsonObject, next: JsonObject): JsonObject {
  const now = (name: string) => cut(Object.hasOwn(next, name) ? next[name] : MEMBERS[name]);
  const { values: _new, ...later } = newer;
  const { values: _old, ...earlier } = older;
  const members = Object.entries({ ...later, ...earlier }).filter(
    ([name, value]) => !Object.hasOwn(MEMBERS, name) || !same(value, now(name))
  );
  const values = Object.entries({ ...valuesOf(newer), ...valuesOf(older) }).filter(
    ([field, value]) => !same(value, cut(member(valuesOf(next), field) ?? null))
  );
  return objectOf(values.length > 0 ? [...members, ['values', objectOf(values)] as const] : members);
}

const isEmpty = (object: JsonObject) => Object.keys(object).length === 0;

/** The latest entries that the budget has room for; `count` is the number of annotations that share it. */
function withinBudget(entries: readonly Entry[], count: number): Entry[] {
  let room = Math.min(PER_RECORD, Math.floor(PER_READING / Math.max(count, 1)));
  const kept: Entry[] = [];
  for (const entry of entries.slice(-MOST_ENTRIES).reverse()) {
    room -= canonical(entry).length;
    if (room < 0) break;
    kept.unshift(entry);
  }
  return kept;
}

/**
 * `next` with the history of `old` and, where this change counts, an entry for it. Changes of one sitting are one entry:
 * what the reader takes back in it has never been. In the sitting in which an annotation is made nothing changes it.
 */
export function withHistory(
  old: JsonObject,
  next: JsonObject,
  { by, now, who }: Stamp,
  count: number
): JsonObject {
  const change = replaced(old, next);
  if (isEmpty(change)) return next;
  const entries = entriesOf(member(old, 'history'));
  const isSitting = member(old, 'by') === by && isSoonAfter(member(old, 'modified'), now);
  const last = entries.at(-1);
  const isGoingOn = isSitting && last !== undefined && last.by === by && isSoonAfter(last.at, now);
  const isNew = isSitting && !isGoingOn && isSoonAfter(member(old, 'created'), now);
  const was = isGoingOn ? joined(last.was, change, next) : isNew ? {} : change;
  const before = isGoingOn ? entries.slice(0, -1) : entries;
  const all = isEmpty(was) ? before : [...before, { at: now, by, ...whose(who), was }];
  const { history: _, ...rest } = next;
  const kept = withinBudget(all, count);
  return kept.length > 0 ? { ...rest, history: kept } : rest;
}

/** Of the record itself: what a tombstone keeps of it, so that it can be brought back; nothing where that is too much. */
export function buried(record: JsonObject, { now, who }: Stamp): JsonObject {
  const left = ['rev', 'by', 'modified', 'review', 'decides'];
  // The words of the passage are in the article; of an orphan they are not.
  if (member(record, 'orphan') !== true) left.push('quote', 'prefix', 'suffix');
  const was: JsonObject = objectOf(
    Object.entries(record)
      .filter(([name, value]) => !left.includes(name) && value !== '')
      .map(([name, value]) => [name, name === 'note' ? cut(value, LONGEST_NOTE) : value] as const)
  );
  const stone = { at: now, ...whose(who) };
  if (canonical(was).length <= PER_REMOVED) return { ...stone, was };
  const { history: _, ...short } = was;
  return canonical(short).length <= PER_REMOVED ? { ...stone, was: short } : stone;
}

const sizes = new WeakMap<object, number>();

function sizeOf(was: JsonObject): number {
  let size = sizes.get(was);
  if (size === undefined) {
    size = canonical(was).length;
    sizes.set(was, size);
  }
  return size;
}

/** The tombstones that lose what they keep, where all of them together keep too much: the oldest. */
export function overfull(removed: Readonly<Record<string, unknown>>): [id: string, stone: JsonObject][] {
  const full = Object.entries(removed).flatMap(([id, stone]) => {
    const was = member(stone, 'was');
    return isObject(was) ? [{ id, stone: stone as JsonObject, size: sizeOf(was) }] : [];
  });
  let total = full.reduce((sum, { size }) => sum + size, 0);
  if (total <= ALL_REMOVED) return [];
  const at = ({ stone }: { stone: JsonObject }) => {
    const time = clock(stone.at);
    return Number.isNaN(time) ? 0 : time;
  };
  full.sort((a, b) => at(a) - at(b) || compareText(a.id, b.id));
  const lose: [string, JsonObject][] = [];
  for (const { id, stone, size } of full) {
    if (total <= ALL_REMOVED) break;
    total -= size;
    const { was: _, ...rest } = stone;
    lose.push([id, rest]);
  }
  return lose;
}
