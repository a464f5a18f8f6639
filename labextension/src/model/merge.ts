// Merge of two readings: per record the higher (rev, by). Commutative, associative, idempotent; never fails on a record.
import { canonical } from './canonical';
import type { Document } from './document';
import type { Codebook } from './generated/codebook';
import type { Reading } from './generated/reading';
import { isObject, type JsonObject, member, objectOf, withMember } from './json';
import { emptyReading } from './reading';

export class MergeError extends Error {}

/** The changed records of a reading: what travels between pages, kernel and tabs. */
export type Delta = { [section in Section | 'progress']?: Readonly<Record<string, unknown>> };

export const SECTIONS = ['annotations', 'relations', 'answers', 'removed'] as const;
export type Section = (typeof SECTIONS)[number];

/** Sections that share one space of ids; where all else is equal the later one wins. */
const PLACES = ['annotations', 'relations', 'removed'] as const;

const KNOWN = new Set<string>([
  ...SECTIONS,
  'schema_version',
  'reader',
  'document',
  'codebook',
  'progress',
  'set_aside'
]);

export function revOf(record: unknown): number {
  const rev = member(record, 'rev');
  return Number.isInteger(rev) && (rev as number) >= 1 ? (rev as number) : 0;
}

function byOf(record: unknown): string {
  const by = member(record, 'by');
  return typeof by === 'string' ? by : '';
}

function compareText(a: string, b: string): number {
  // By code point, as Python compares; the order of UTF-16 units differs beyond the BMP.
  const left = Array.from(a, letter => letter.codePointAt(0) as number);
  const right = Array.from(b, letter => letter.codePointAt(0) as number);
  for (let at = 0; at < left.length && at < right.length; at++) {
    const by = (left[at] as number) - (right[at] as number);
    if (by !== 0) return by;
  }
  return left.length - right.length;
}

function compare(a: unknown, b: unknown, places = 0): number {
  if (a === b) return places;
  return (
    revOf(a) - revOf(b) ||
    (byOf(a) === byOf(b) ? 0 : compareText(byOf(a), byOf(b))) ||
    places ||
    compareText(canonical(a), canonical(b))
  );
}

function later<T>(a: T, b: T): T {
  return compare(b, a) > 0 ? b : a;
}

function greater<T>(a: T, b: T): T {
  return a === b || compareText(canonical(a), canonical(b)) >= 0 ? a : b;
}

/** Moves sections that are no objects into `set_aside`, where they are kept as they were. */
export function withSections(raw: JsonObject): Reading {
  const broken = SECTIONS.filter(section => !isObject(raw[section]));
  if (broken.length === 0) return raw as unknown as Reading;
  let aside: Record<string, unknown> = isObject(raw.set_aside) ? raw.set_aside : {};
  const sound: JsonObject = { ...raw };
  for (const section of broken) {
    if (Object.hasOwn(raw, section))
      aside = withMember(aside, section, union(aside[section], [raw[section]]));
    sound[section] = {};
  }
  if (Object.keys(aside).length > 0) sound.set_aside = aside;
  return sound as unknown as Reading;
}

function union(a: unknown, b: unknown): unknown[] {
  const items = [a, b].flatMap(list => (Array.isArray(list) ? list : list === undefined ? [] : [list]));
  const unique = new Map(items.map(item => [canonical(item), item]));
  return [...unique].sort(([left], [right]) => compareText(left, right)).map(([, item]) => item);
}

/** A reading that can be worked with, whatever stood in its place; what is broken is kept in `set_aside`. */
export function repair(raw: unknown, document: Document, codebook: Codebook, reader: string): Reading {
  const empty = emptyReading(document, codebook, reader);
  if (raw === undefined || raw === null) return empty;
  if (!isObject(raw)) return { ...empty, set_aside: { reading: [raw] } } as Reading;
  const sound = withSections(raw) as unknown as JsonObject;
  const isOurs = isObject(sound.document) && sound.document.id === document.id;
  return {
    ...sound,
    schema_version: typeof sound.schema_version === 'number' ? sound.schema_version : empty.schema_version,
    reader,
    document: isOurs ? sound.document : empty.document,
    codebook: isObject(sound.codebook) ? sound.codebook : empty.codebook,
    progress: isObject(sound.progress) ? sound.progress : empty.progress
  } as unknown as Reading;
}

type Records = Record<string, unknown>;

/** Puts every record of `from` into `into` where it wins over all that has the same id there. */
function mergeRecords(a: JsonObject, b: JsonObject): Partial<Record<Section, Records>> {
  const mine = PLACES.map(place => a[place] as Records);
  const theirs = PLACES.map(place => (isObject(b[place]) ? b[place] : {}) as Records);
  const moved: [id: string, place: number, record: unknown][] = [];
  const ids = new Set(theirs.flatMap(Object.keys));
  for (const at of [1, 2]) for (const id of Object.keys(mine[at] as Records)) ids.add(id);
  for (const id of ids) {
    let place = -1;
    let best: unknown;
    let count = 0;
    [mine, theirs].forEach((side, sideAt) => {
      side.forEach((records, at) => {
        if (!Object.hasOwn(records, id)) return;
        if (sideAt === 0) count++;
        if (place < 0 || compare(records[id], best, at - place) > 0) [place, best] = [at, records[id]];
      });
    });
    const kept = Object.hasOwn(mine[place] as Records, id) ? (mine[place] as Records)[id] : undefined;
    if (count !== 1 || kept === undefined || (kept !== best && canonical(kept) !== canonical(best))) {
      moved.push([id, place, best]);
    }
  }
  if (moved.length === 0) return {};
  const merged = mine.map(records => new Map(Object.entries(records)));
  for (const [id, place, record] of moved) {
    for (const records of merged) records.delete(id);
    merged[place]?.set(id, record);
  }
  return objectOf(
    PLACES.flatMap((place, at) => {
      const changed = moved.some(([id, to]) => to === at || Object.hasOwn(mine[at] as Records, id));
      return changed ? [[place, objectOf(merged[at] as Map<string, unknown>)] as const] : [];
    })
  );
}

function mergeAnswers(a: Records, b: unknown): Records {
  let merged = a;
  for (const [field, answer] of Object.entries(isObject(b) ? b : {})) {
    const mine = Object.hasOwn(a, field) ? a[field] : undefined;
    if (mine === undefined || later(mine, answer) !== mine) merged = withMember(merged, field, answer);
  }
  return merged;
}

/** `reading` with a delta merged in; the same object where the delta brings nothing new. */
export function mergeDelta(reading: Reading, delta: unknown): Reading {
  if (!isObject(delta)) return reading;
  const raw = withSections(reading as unknown as JsonObject) as unknown as JsonObject;
  const records = mergeRecords(raw, delta);
  const answers = mergeAnswers(raw.answers as Records, delta.answers);
  const progress = isObject(delta.progress) ? later(raw.progress, delta.progress) : raw.progress;
  const isSame = Object.keys(records).length === 0 && answers === raw.answers && progress === raw.progress;
  return isSame ? reading : ({ ...raw, ...records, answers, progress } as unknown as Reading);
}

function version(codebook: unknown): bigint[] {
  return (String(member(codebook, 'version') ?? '').match(/[0-9]+/g) ?? []).map(BigInt);
}

function mergeCodebooks(a: unknown, b: unknown): unknown {
  const [left, right] = [version(a), version(b)];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const [one, other] = [left[at] ?? -1n, right[at] ?? -1n];
    if (one !== other) return one > other ? a : b;
  }
  return greater(a, b);
}

function versionNumber(a: unknown, b: unknown): unknown {
  if (typeof a === 'number' && typeof b === 'number') return Math.max(a, b);
  return typeof a === 'number' ? a : typeof b === 'number' ? b : greater(a, b);
}

function mergeAside(a: unknown, b: unknown): unknown {
  if (!isObject(a) || !isObject(b)) return a === undefined ? b : b === undefined ? a : greater(a, b);
  const sections = new Set([...Object.keys(a), ...Object.keys(b)]);
  return objectOf(
    [...sections].map(section => [section, union(member(a, section), member(b, section))] as const)
  );
}

/** Both readings in one; throws `MergeError` unless reader and document are the same. */
export function merge(a: Reading, b: Reading): Reading {
  const left = withSections(a as unknown as JsonObject) as unknown as JsonObject;
  const right = withSections(b as unknown as JsonObject) as unknown as JsonObject;
  if (left.reader !== right.reader)
    throw new MergeError('These are readings of two readers: they stay apart.');
  if (member(left.document, 'id') !== member(right.document, 'id')) {
    throw new MergeError('These are readings of two documents: they stay apart.');
  }
  const merged = mergeDelta(left as unknown as Reading, {
    ...right,
    progress: undefined
  }) as unknown as JsonObject;
  const rest: Records = {};
  const decide = (key: string, choose: (mine: unknown, theirs: unknown) => unknown) => {
    if (!Object.hasOwn(right, key)) return;
    const chosen = Object.hasOwn(left, key) ? choose(left[key], right[key]) : right[key];
    const isNew =
      chosen !== left[key] && (!Object.hasOwn(left, key) || canonical(chosen) !== canonical(left[key]));
    if (isNew)
      Object.defineProperty(rest, key, {
        value: chosen,
        enumerable: true,
        configurable: true,
        writable: true
      });
  };
  decide('progress', later);
  decide('document', greater);
  decide('codebook', mergeCodebooks);
  decide('schema_version', versionNumber);
  decide('set_aside', mergeAside);
  for (const key of Object.keys(right)) if (!KNOWN.has(key)) decide(key, greater);
  const isSame = merged === left && left === (a as unknown) && Object.keys(rest).length === 0;
  return isSame ? a : (objectOf([...Object.entries(merged), ...Object.entries(rest)]) as unknown as Reading);
}

/** The records of `after` that are not in `before`. */
export function delta(before: Reading, after: Reading): Delta {
  const changed: Delta = {};
  for (const section of SECTIONS) {
    const [old, now] = [before[section] as Records, after[section] as Records];
    if (old === now) continue;
    const differs = ([id, record]: [string, unknown]) =>
      !Object.hasOwn(old, id) || (old[id] !== record && canonical(old[id]) !== canonical(record));
    const records = Object.entries(now).filter(differs);
    if (records.length > 0) changed[section] = objectOf(records);
  }
  if (before.progress !== after.progress && canonical(before.progress) !== canonical(after.progress)) {
    changed.progress = after.progress as Records;
  }
  return changed;
}

/** `reading` with at most one record per id, as every merge leaves it. */
export function canonicalForm(reading: Reading): Reading {
  return merge(reading, reading);
}
