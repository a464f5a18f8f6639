// Undo: steps as plain data, so that they outlive a reload, and when one may still be taken back.
import { canonical, same } from './canonical';
import { type Edit, invert } from './edits';
import type { Reading } from './generated/reading';
import { isDeeperThan, isObject, MAX_DEPTH, member, objectOf } from './json';
import { revOf } from './merge';

export interface Step {
  /** The edit that takes the step back. */
  back: Edit;
  /** The edit that makes it again; as long as it is the inverse of `back`, all that `back` touches is as it was left. */
  forth: Edit;
}

export interface History {
  /** The last one for the last edit. */
  past: readonly Step[];
  future: readonly Step[];
}

/** The step that `back` takes back, on the reading that the edit has led to. */
export function stepOf(reading: Reading, back: Edit): Step {
  return { back, forth: invert(reading, back) };
}

/**
 * Whether a step may still be taken back. Its content is compared, not who wrote last: where anybody else has changed
 * what it touches, now or while the page was closed, taking it back would revert their work. Throws `EditError` where
 * it cannot be made at all.
 */
export function isAsLeft(reading: Reading, { back, forth }: Step): boolean {
  return same(withoutHistory(invert(reading, back)), withoutHistory(forth));
}

/** What annotations have been is told, and is no content: taking a change back adds to it. */
function withoutHistory(edit: Edit): Edit {
  if (edit.type === 'batch') return { ...edit, edits: edit.edits.map(withoutHistory) };
  if (edit.type !== 'add' || !Object.hasOwn(edit.annotation, 'history')) return edit;
  const { history: _, ...annotation } = edit.annotation;
  return { ...edit, annotation };
}

/** What an inverse edit puts back, without the values: where two are equal, the earlier one does for both. */
export function target(edit: Edit): string {
  switch (edit.type) {
    case 'change':
    case 'change_relation': {
      const { values, ...members } = edit.set;
      return canonical([edit.type, edit.id, Object.keys(members).sort(), Object.keys(values ?? {}).sort()]);
    }
    case 'answer':
      return canonical([edit.type, edit.field]);
    case 'progress':
      return edit.type;
    default:
      return canonical(edit);
  }
}

/** The records that an edit touches: annotations and relations share one space of ids. */
function touchedBy(edit: Edit): string[] {
  switch (edit.type) {
    case 'batch':
      return edit.edits.flatMap(touchedBy);
    case 'answer':
      return [`answer ${edit.field}`];
    case 'progress':
      return [edit.type];
    default:
      return [`record ${edit.id}`];
  }
}

function touched({ back, forth }: Step): string[] {
  return [...new Set([...touchedBy(back), ...touchedBy(forth)])];
}

/** Who wrote a record last, and its revision; tombstones are records too. */
function stampAt({ annotations, relations, removed, answers, progress }: Reading, key: string): string {
  const [kind, id] = [key.split(' ', 1)[0] as string, key.slice(key.indexOf(' ') + 1)];
  const places =
    kind === 'record' ? [annotations, relations, removed] : [kind === 'answer' ? answers : { progress }];
  const record = places.map(records => member(records, id)).find(found => found !== undefined);
  return `${revOf(record)} ${String(member(record, 'by') ?? '')}`;
}

/** A history as it is kept outside of the page: with the stamps that its records had when the page was left. */
export interface KeptHistory extends History {
  stamps: Readonly<Record<string, string>>;
}

/** The latest steps that together are at most `limit` characters of JSON: what lies below one left out is lost with it. */
function latest(steps: readonly Step[], limit: number): Step[] {
  let room = limit;
  let from = steps.length;
  while (from > 0) {
    room -= JSON.stringify(steps[from - 1]).length;
    if (room < 0) break;
    from--;
  }
  return steps.slice(from);
}

/** What to keep of a history; each side has at most `limit` characters of JSON. */
export function keepHistory(reading: Reading, history: History, limit: number): KeptHistory {
  const [past, future] = [latest(history.past, limit), latest(history.future, limit)];
  const keys = new Set([...past, ...future].flatMap(touched));
  return { past, future, stamps: objectOf([...keys].map(key => [key, stampAt(reading, key)] as const)) };
}

function isStep(step: unknown): step is Step {
  return (
    isObject(member(step, 'back')) && isObject(member(step, 'forth')) && !isDeeperThan(step, MAX_DEPTH + 4)
  );
}

/**
 * The steps of a kept history that still belong to the reading: all that they touch has been left alone since. A reading
 * of the same article in another notebook, or one whose last edits were never saved, has other stamps.
 */
export function recallHistory(reading: Reading, kept: unknown): History {
  const stamps = member(kept, 'stamps');
  const steps = (name: string): Step[] => {
    const found = member(kept, name);
    if (!Array.isArray(found)) return [];
    return found.filter(isStep).filter(step => {
      try {
        return touched(step).every(key => member(stamps, key) === stampAt(reading, key));
      } catch {
        // What others have put into the browser's storage is no step.
        return false;
      }
    });
  };
  return { past: steps('past'), future: steps('future') };
}
