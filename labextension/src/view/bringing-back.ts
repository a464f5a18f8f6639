// What was removed or replaced, and how to have it again: an edit like any other, so that undo knows it.
import {
  type Annotation,
  type AnnotationChanges,
  describe,
  type Edit,
  type FieldValue,
  type Span
} from '../model';
import { isObject, type JsonObject, member } from '../model/json';
import { type Entry, entriesOf } from '../model/past';
import { flawOf } from '../model/shapes';
import type { Controller } from './controller';

/** How many removed annotations are listed: the budget of a notebook has room for about two hundred. */
const MOST = 100;

export interface Removed {
  id: string;
  annotation: Annotation;
  /** When, in UTC; '' where that is not known. */
  at: string;
  /** Who removed it, where that was not the reader. */
  who?: string;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The annotation that a tombstone keeps; undefined where it keeps none that fits this article. */
function kept({ store }: Controller, id: string, stone: unknown): Annotation | undefined {
  const was = member(stone, 'was');
  if (!store || !isObject(was) || member(was, 'from') !== undefined) return undefined;
  // Of a passage of the article the words are there; an orphan brings its own.
  const record = { quote: '', values: {}, ...was, rev: 1, by: '' };
  if (flawOf('annotations', id, record)) return undefined;
  const annotation = record as unknown as Annotation;
  if (annotation.orphan) return annotation;
  const isInside = annotation.spans.every(({ end }) => end <= store.document.length);
  return isInside ? { ...annotation, ...describe(store.offsets, annotation.spans) } : undefined;
}

/** The removed annotations that can be brought back, the last removed first. */
export function removedOf(controller: Controller): Removed[] {
  const found = Object.entries(controller.store?.reading.removed ?? {}).flatMap(([id, stone]): Removed[] => {
    const annotation = kept(controller, id, stone);
    if (!annotation) return [];
    const who = textOf(member(stone, 'who'));
    return [{ id, annotation, at: textOf(member(stone, 'at')), ...(who ? { who } : {}) }];
  });
  return found.sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, MOST);
}

/** Brings an annotation back, with the links that went with it. */
export function bringBack(controller: Controller, { id, annotation, at }: Removed): void {
  const { store, t } = controller;
  if (!store) return;
  const { rev: _rev, by: _by, ...content } = annotation;
  const edits: Edit[] = [{ type: 'add', id, annotation: content }];
  const there = (end: unknown) =>
    end === id || (typeof end === 'string' && Object.hasOwn(store.checked.annotations, end));
  for (const [link, stone] of Object.entries(store.reading.removed)) {
    const was = member(stone, 'was');
    const [from, to] = [member(was, 'from'), member(was, 'to')];
    const went = member(stone, 'at') === at && (from === id || to === id);
    const record = { ...(was as JsonObject), rev: 1, by: '' };
    if (!went || !there(from) || !there(to) || flawOf('relations', link, record)) continue;
    const { rev: _r, by: _b, ...relation } = record;
    edits.push({ type: 'relate', id: link, relation: relation as never });
  }
  if (controller.edit({ type: 'batch', edits }, t('Brought back'))) controller.pick(id, true);
}

/** The changes of an annotation, the last one first. */
export function pastOf(annotation: Annotation): Entry[] {
  return entriesOf(annotation.history).reverse();
}

const isCut = (value: unknown) => typeof value === 'string' && value.endsWith('…') && value.length > 200;

/** What would give an annotation the state before a change again; undefined where nothing of it is known in full. */
export function putBackEdit({ store }: Controller, id: string, { was }: Entry): Edit | undefined {
  const set: AnnotationChanges = {};
  for (const name of ['kind', 'note', 'status'] as const) {
    const value = member(was, name);
    if (typeof value === 'string' && !isCut(value)) Object.assign(set, { [name]: value });
  }
  const values = member(was, 'values');
  if (isObject(values)) {
    const known = Object.entries(values).filter(([, value]) => !isCut(value));
    if (known.length > 0) set.values = Object.fromEntries(known) as Record<string, FieldValue | null>;
  }
  const spans = member(was, 'spans') as Span[] | undefined;
  // Of an article that has changed since, the offsets were those of the version before.
  if (spans && store && !store.reading.carried_from) {
    const record = { kind: 'x', quote: '', values: {}, spans, rev: 1, by: '' };
    const isSound =
      !flawOf('annotations', id, record) && spans.every(({ end }) => end <= store.document.length);
    if (isSound) Object.assign(set, { spans, ...describe(store.offsets, spans) });
  }
  return Object.keys(set).length > 0 ? { type: 'change', id, set } : undefined;
}

/** Gives an annotation the state before a change again. */
export function putBack(controller: Controller, id: string, entry: Entry): void {
  const edit = putBackEdit(controller, id, entry);
  if (edit) controller.edit(edit, controller.t('Put back'));
}
