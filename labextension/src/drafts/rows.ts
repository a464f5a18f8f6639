// A draft as the browser keeps it: one row per record that is not known to be on disk. Whoever runs a script on the same
// server can write there too, so that what is read back is checked like a file from a stranger.
import type { Delta, Reading } from '../model';
import { define, isDeeperThan, isObject, type JsonObject, MAX_DEPTH, member } from '../model/json';
import { revOf, SECTIONS, type Section } from '../model/merge';
import { flawOf } from '../model/shapes';

/** Where a reading is at home: drafts of another place are not its own. */
export interface Home {
  /** The server and the folder that it serves. */
  root: string;
  /** Of the notebook, from that folder on. */
  path: string;
  document: string;
  reader: string;
}

export interface Row extends Home {
  /** The page that made the edit. */
  writer: string;
  /** `record <id>`, `answer <field>` or `progress`: an id is in one section at a time. */
  slot: string;
  section: Section | 'progress';
  id: string;
  value: unknown;
  /** When it was written, in milliseconds since 1970. */
  at: number;
}

/** A draft that nobody has opened for this long is let go of, in milliseconds: ninety days. */
export const LIFETIME = 90 * 24 * 3600 * 1000;
/** More rows than this are no draft of a person's. */
export const MOST_ROWS = 100_000;

const PLACES = ['annotations', 'relations', 'removed'] as const;

function slotOf(section: Section | 'progress', id: string): string {
  if (section === 'progress') return section;
  return `${section === 'answers' ? 'answer' : 'record'} ${id}`;
}

/** The rows for what an edit changed. */
export function rowsOf(delta: Delta, home: Home, writer: string, at: number): Row[] {
  const rows: Row[] = [];
  const row = (section: Section | 'progress', id: string, value: unknown) =>
    rows.push({ ...home, writer, slot: slotOf(section, id), section, id, value, at });
  for (const section of SECTIONS) {
    for (const [id, value] of Object.entries(delta[section] ?? {})) row(section, id, value);
  }
  if (delta.progress) row('progress', '', delta.progress);
  return rows;
}

function isProgress(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value.done === 'boolean' &&
    revOf(value) > 0 &&
    typeof value.by === 'string' &&
    value.by.length <= 64 &&
    !isDeeperThan(value, MAX_DEPTH)
  );
}

function isInside(value: unknown, length: number): boolean {
  const spans = member(value, 'spans');
  return !Array.isArray(spans) || spans.every(span => (member(span, 'end') as number) <= length);
}

/** Whether a row holds a record that could have been made on this article, of `length` code points. */
export function isSound(row: unknown, length: number, now: number): row is Row {
  if (!isObject(row)) return false;
  const { section, id, value, at, slot, writer } = row;
  if (typeof at !== 'number' || !(at <= now + LIFETIME) || typeof writer !== 'string') return false;
  if (section === 'progress') return slot === 'progress' && isProgress(value);
  if (!(SECTIONS as readonly unknown[]).includes(section) || typeof id !== 'string') return false;
  if (slot !== slotOf(section as Section, id)) return false;
  return flawOf(section as Section, id, value) === undefined && isInside(value, length);
}

function stampOf(value: unknown): [rev: number, by: string] {
  const by = member(value, 'by');
  return [revOf(value), typeof by === 'string' ? by : ''];
}

/** Whether `a` wins over `b`, or is it: by the rule of merging. */
function isAtLeast(a: unknown, b: unknown): boolean {
  const [[rev, by], [otherRev, otherBy]] = [stampOf(a), stampOf(b)];
  return rev > otherRev || (rev === otherRev && by >= otherBy);
}

/** Whether a reading has what a row holds, or something that won over it. */
export function holds(reading: Reading | JsonObject, { section, id, value }: Row): boolean {
  if (section === 'progress') return isAtLeast(member(reading, 'progress'), value);
  const places = section === 'answers' ? (['answers'] as const) : PLACES;
  return places.some(place => {
    const found = member(member(reading, place), id);
    return found !== undefined && isAtLeast(found, value);
  });
}

/** What the rows of one or several pages hold, as a delta; of two that are about the same the later one wins. */
export function deltaOf(rows: readonly Row[]): Delta {
  const latest = new Map<string, Row>();
  for (const row of rows) {
    const known = latest.get(row.slot);
    if (!known || isAtLeast(row.value, known.value)) latest.set(row.slot, row);
  }
  const delta: { [section in Section]?: Record<string, unknown> } & { progress?: JsonObject } = {};
  for (const { section, id, value } of latest.values()) {
    if (section === 'progress') delta.progress = value as JsonObject;
    else {
      delta[section] ??= {};
      define(delta[section] as object, id, value);
    }
  }
  return delta;
}
