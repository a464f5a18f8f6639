// Readings of the same reader on earlier versions of an article: what can be carried over from them.
import { type Document, namedIn, parseKey, type Reading, SCHEMA_VERSION } from '../model';
import { isObject, member } from '../model/json';

function isSameArticle(reading: unknown, { title, source }: Document): boolean {
  const other = member(reading, 'document');
  return (
    (source !== '' && member(other, 'source') === source) ||
    (title !== '' && member(other, 'title') === title)
  );
}

function idsIn(reading: unknown, section: 'annotations' | 'removed'): string[] {
  const records = member(reading, section);
  return isObject(records) ? Object.keys(records) : [];
}

/** Whether a reading was carried over from this document, in however many steps. */
function comesFrom(reading: unknown, document: string, readings: ReadonlyMap<string, unknown>): boolean {
  const seen = new Set<string>();
  const waiting = [reading];
  while (waiting.length > 0) {
    for (const name of namedIn(member(waiting.pop(), 'carried_from'))) {
      if (!seen.has(name)) waiting.push(readings.get(name));
      seen.add(name);
    }
  }
  return seen.has(document);
}

/** Readings of this reader on texts of the same source or title that differ from the one shown, and came before it. */
export function earlierReadings(metadata: object, document: Document, reader: string | null): Reading[] {
  const readings = new Map<string, unknown>();
  for (const [key, value] of Object.entries(metadata)) {
    const parsed = parseKey(key);
    if (parsed && parsed.reader === reader) readings.set(parsed.documentId, value);
  }
  const found: unknown[] = [];
  for (const [id, value] of readings) {
    const version = member(value, 'schema_version');
    const isReadable = typeof version === 'number' && version <= SCHEMA_VERSION;
    if (id === document.id || !isReadable || !isSameArticle(value, document)) continue;
    if (idsIn(value, 'annotations').length > 0 && !comesFrom(value, document.id, readings)) found.push(value);
  }
  return found as Reading[];
}

/** How many annotations of an earlier reading are not in this one, and were not deleted in it. */
export function lacking(earlier: Reading, reading: Reading | undefined): number {
  const here = new Set(idsIn(reading, 'annotations'));
  const removed = new Set(idsIn(reading, 'removed'));
  const ids = idsIn(earlier, 'annotations');
  // Where everything is gone the carrying over itself was taken back: it is offered again.
  const isTakenBack = here.size === 0 && ids.every(id => removed.has(id));
  return ids.filter(id => !here.has(id) && (isTakenBack || !removed.has(id))).length;
}

/** The one that has most to carry over; null where none has. */
export function offered(earlier: readonly Reading[], reading: Reading | undefined): Reading | null {
  const counted = earlier.map(one => ({ one, count: lacking(one, reading) }));
  const best = counted.reduce((a, b) => (b.count > a.count ? b : a), {
    one: null as Reading | null,
    count: 0
  });
  return best.one;
}
