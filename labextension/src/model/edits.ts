// Edits: every change of a reading as plain data, applied to give the next reading, and inverted for undo.
import { Draft, EditError, type Place } from './draft';
import type { Annotation, Decides, FieldValue, Reading, Relation, Review } from './generated/reading';
import { isObject, type JsonObject, member, objectOf } from './json';
import { type Delta, revOf } from './merge';
import { SCHEMA_VERSION } from './reading';
import { shapeOf } from './shapes';

export { EditError };

export type NewAnnotation = Pick<Annotation, 'kind' | 'spans' | 'quote'> & Partial<Annotation>;
export type NewRelation = Pick<Relation, 'kind' | 'from' | 'to'> & Partial<Relation>;
/** Answers by field id; null takes an answer back. */
export type ValueChanges = Record<string, FieldValue | null>;

export interface AnnotationChanges
  extends Partial<
    Pick<Annotation, 'kind' | 'spans' | 'quote' | 'prefix' | 'suffix' | 'note' | 'status' | 'orphan'>
  > {
  values?: ValueChanges;
  /** The decision of a reviewer; null takes it back. */
  review?: Review | null;
  /** What an adjudicator had before her; null takes that back. */
  decides?: Decides | null;
}

export interface RelationChanges extends Partial<Pick<Relation, 'kind' | 'note'>> {
  values?: ValueChanges;
}

export type Edit =
  | { type: 'add'; id: string; annotation: NewAnnotation }
  | { type: 'change'; id: string; set: AnnotationChanges }
  | { type: 'remove'; id: string }
  | { type: 'relate'; id: string; relation: NewRelation }
  | { type: 'change_relation'; id: string; set: RelationChanges }
  | { type: 'unrelate'; id: string }
  | { type: 'answer'; field: string; value: FieldValue | null }
  /** `first_pass` notes for good that the reader has finished without suggestions. */
  | { type: 'progress'; done: boolean; first_pass?: true }
  /** A suggestion will not be shown again; `restore` takes that back. */
  | { type: 'reject'; id: string; origin: string; note?: string; decides?: Decides }
  | { type: 'restore'; id: string }
  | { type: 'batch'; edits: Edit[] };

type SingleEdit = Exclude<Edit, { type: 'batch' }>;

export interface Stamp {
  /** Random id of who writes: page, kernel or tab. */
  by: string;
  /** UTC, ISO 8601. Information, never order. */
  now: string;
  /** Whose page it is, where that is not the reader. */
  who?: string;
}

const LETTERS = '0123456789abcdefghijklmnopqrstuvwxyz';
const DEEPEST_BATCH = 20;
const NOBODY: Stamp = { by: '', now: '' };

/** 8 random letters of 36: what two writers make never meets. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return Array.from(bytes, byte => LETTERS[byte % 36]).join('');
}

/** A random id such as `a-7f3k2m9q`: the prefix is `a` for annotations and `r` for relations. */
export function newId(prefix: string): string {
  return `${prefix}-${randomId()}`;
}

export function stampOf(by: string, who?: string): Stamp {
  const stamp = { by, now: new Date().toISOString().replace(/\.\d+/, '') };
  return who ? { ...stamp, who } : stamp;
}

/** What `change` and `change_relation` can set besides values, and what counts where a record lacks it. */
export const MEMBERS = {
  annotations: {
    kind: '',
    spans: [],
    quote: '',
    prefix: '',
    suffix: '',
    note: '',
    status: 'open',
    orphan: false,
    review: null,
    decides: null
  },
  relations: { kind: '', note: '' }
} as const satisfies Record<Place, object>;

const NEW_ANNOTATION = { prefix: '', suffix: '', values: {}, note: '', status: 'open', origin: 'reader' };
const NEW_RELATION = { values: {}, note: '' };

function idOf(edit: { id: string }): string {
  if (typeof edit.id !== 'string') throw new EditError('The edit needs the id of a record.');
  return edit.id;
}

function changesOf(edit: { set: unknown }): JsonObject {
  const { set } = edit;
  const isSound = isObject(set) && (!Object.hasOwn(set, 'values') || isObject(set.values));
  if (!isSound) throw new EditError('A change needs a "set" that says what changes.');
  return set;
}

function put(draft: Draft, place: Place, id: string, given: JsonObject, { by, now }: Stamp): void {
  if (draft.isTaken(id)) throw new EditError(`The id ${id.slice(0, 80)} is taken: use another one.`);
  const defaults = place === 'annotations' ? NEW_ANNOTATION : NEW_RELATION;
  const record = { ...defaults, created: now, ...given, modified: now, rev: draft.nextRev(id), by };
  draft.put(place, id, record);
}

function change(draft: Draft, place: Place, edit: { id: string; set: object }, stamp: Stamp): void {
  const { by, now } = stamp;
  const id = idOf(edit);
  const set = changesOf(edit);
  const old = draft.find(place, id);
  const record: JsonObject = { ...old };
  for (const key of Object.keys(MEMBERS[place])) if (Object.hasOwn(set, key)) record[key] = set[key];
  if (isObject(set.values)) {
    const values = { ...(record.values as object | undefined), ...set.values };
    record.values = objectOf(Object.entries(values).filter(([, value]) => value !== null));
  }
  for (const key of ['review', 'decides']) {
    if (place === 'annotations' && set[key] === null) delete record[key];
  }
  const next = { ...record, rev: draft.nextRev(id), by, modified: now };
  if (place === 'annotations') draft.change(id, old, next, stamp);
  else draft.put(place, id, next);
}

function answer(draft: Draft, edit: { field: string; value: unknown }, { by }: Stamp): void {
  const old = member(draft.records('answers'), edit.field);
  const kept = shapeOf('answers', edit.field, old) ? {} : (old as JsonObject);
  draft.put('answers', edit.field, { ...kept, value: edit.value, rev: revOf(old) + 1, by });
}

/** The origin of a suggestion that was rejected; undefined where it was not. */
export function rejectedIn(removed: Readonly<Record<string, unknown>>, id: string): string | undefined {
  const origin = member(member(removed, id), 'rejected');
  return typeof origin === 'string' ? origin : undefined;
}

/** What a rejection has besides its origin. */
function reasons(given: unknown): { note?: string; decides?: Decides } {
  const names = ['note', 'decides'].filter(name => isObject(given) && Object.hasOwn(given, name));
  return objectOf(names.map(name => [name, member(given, name)] as const));
}

function rejected(draft: Draft, edit: { id: string }): string {
  const origin = rejectedIn(draft.records('removed'), idOf(edit));
  if (origin === undefined) throw new EditError(`There is no rejected suggestion ${edit.id.slice(0, 80)}.`);
  return origin;
}

function batched(edit: { edits: Edit[] }, depth: number): Edit[] {
  if (!Array.isArray(edit.edits)) throw new EditError('A batch needs a list of edits.');
  if (depth >= DEEPEST_BATCH) throw new EditError(`Batches nest at most ${DEEPEST_BATCH} deep.`);
  return edit.edits;
}

/** Refuses what is no edit, in both directions alike. */
function checkedEdit(edit: Edit): Edit {
  if (!isObject(edit)) throw new EditError('An edit is an object with a type.');
  if (edit.type === 'answer' && (typeof edit.field !== 'string' || !Object.hasOwn(edit, 'value'))) {
    throw new EditError('An answer needs its field and value.');
  }
  return edit;
}

function unknownType(edit: never): EditError {
  const type = member(edit, 'type');
  return new EditError(
    `There is no edit of type “${typeof type === 'string' ? type.slice(0, 100) : typeof type}”.`
  );
}

function make(draft: Draft, edit: SingleEdit, stamp: Stamp): void {
  switch (edit.type) {
    case 'add':
      if (!isObject(edit.annotation)) throw new EditError('The edit needs the annotation to add.');
      put(draft, 'annotations', idOf(edit), edit.annotation, stamp);
      break;
    case 'change':
      change(draft, 'annotations', edit, stamp);
      break;
    case 'remove':
      draft.find('annotations', edit.id);
      for (const relation of draft.relationsOf(edit.id)) draft.drop('relations', relation, stamp);
      draft.drop('annotations', edit.id, stamp);
      break;
    case 'relate':
      if (!isObject(edit.relation)) throw new EditError('The edit needs the relation to add.');
      for (const end of ['from', 'to']) draft.find('annotations', member(edit.relation, end));
      put(draft, 'relations', idOf(edit), edit.relation, stamp);
      break;
    case 'change_relation':
      change(draft, 'relations', edit, stamp);
      break;
    case 'unrelate':
      draft.find('relations', edit.id);
      draft.drop('relations', edit.id, stamp);
      break;
    case 'answer':
      answer(draft, edit, stamp);
      break;
    case 'progress': {
      if (typeof edit.done !== 'boolean') throw new EditError('"done" is true or false.');
      const old = draft.progress;
      const kept = isObject(old) ? old : {};
      const isNew = edit.first_pass === true && typeof member(kept, 'first_pass') !== 'string';
      const firstPass = isNew ? { first_pass: stamp.now } : {};
      draft.progress = { ...kept, ...firstPass, done: edit.done, rev: revOf(old) + 1, by: stamp.by };
      break;
    }
    case 'reject':
      if (typeof edit.origin !== 'string') {
        throw new EditError('To reject a suggestion the edit needs its "origin".');
      }
      if (rejectedIn(draft.records('removed'), idOf(edit)) !== undefined) {
        throw new EditError(`The suggestion ${edit.id.slice(0, 80)} was rejected already.`);
      }
      draft.bury(edit.id, stamp.by, { rejected: edit.origin, ...reasons(edit) });
      break;
    case 'restore':
      rejected(draft, edit);
      draft.bury(edit.id, stamp.by, {});
      break;
    default:
      throw unknownType(edit);
  }
}

function changeBack(draft: Draft, place: Place, edit: { id: string; set: object }): JsonObject {
  const set = changesOf(edit);
  const record = draft.find(place, idOf(edit));
  const old: JsonObject = {};
  for (const [key, missing] of Object.entries(MEMBERS[place])) {
    if (Object.hasOwn(set, key)) old[key] = member(record, key) ?? missing;
  }
  if (isObject(set.values)) {
    const fields = Object.keys(set.values);
    old.values = objectOf(fields.map(field => [field, member(record.values, field) ?? null] as const));
  }
  return old;
}

/** The record without its stamp, as an edit can give it again. */
function contentOf<T>(draft: Draft, place: Place, id: string): T {
  const { rev: _rev, by: _by, modified: _modified, ...content } = draft.find(place, id);
  return content as T;
}

function relateAgain(draft: Draft, id: string): Edit {
  return { type: 'relate', id, relation: contentOf<NewRelation>(draft, 'relations', id) };
}

/** The inverse of putting a record in: what was a rejected suggestion before is one again. */
function takeBack(draft: Draft, back: SingleEdit & { id: string }): Edit {
  const origin = rejectedIn(draft.records('removed'), back.id);
  if (origin === undefined) return back;
  const again = {
    type: 'reject',
    id: back.id,
    origin,
    ...reasons(draft.records('removed')[back.id])
  } as const;
  return { type: 'batch', edits: [back, again] };
}

function inverse(draft: Draft, edit: SingleEdit): Edit {
  switch (edit.type) {
    case 'add':
      return takeBack(draft, { type: 'remove', id: idOf(edit) });
    case 'change':
      return { type: 'change', id: edit.id, set: changeBack(draft, 'annotations', edit) };
    case 'remove': {
      const annotation = contentOf<NewAnnotation>(draft, 'annotations', edit.id);
      const links = draft.relationsOf(edit.id).map(id => relateAgain(draft, id));
      return { type: 'batch', edits: [{ type: 'add', id: edit.id, annotation }, ...links] };
    }
    case 'relate':
      return takeBack(draft, { type: 'unrelate', id: idOf(edit) });
    case 'change_relation':
      return { type: 'change_relation', id: edit.id, set: changeBack(draft, 'relations', edit) };
    case 'unrelate':
      return relateAgain(draft, edit.id);
    case 'answer': {
      const old = member(draft.records('answers'), edit.field);
      const value = shapeOf('answers', edit.field, old) ? undefined : member(old, 'value');
      return { type: 'answer', field: edit.field, value: (value ?? null) as FieldValue | null };
    }
    case 'progress':
      // That a reader has seen the suggestions cannot be taken back.
      return { type: 'progress', done: member(draft.progress, 'done') === true };
    case 'reject':
      return { type: 'restore', id: idOf(edit) };
    case 'restore':
      return {
        type: 'reject',
        id: edit.id,
        origin: rejected(draft, edit),
        ...reasons(draft.records('removed')[edit.id])
      };
    default:
      throw unknownType(edit);
  }
}

/** Makes an edit, and gives the one that takes it back. */
function step(draft: Draft, given: Edit, stamp: Stamp, depth = 0): Edit {
  const edit = checkedEdit(given);
  if (edit.type === 'batch') {
    const inverses = batched(edit, depth).map(one => step(draft, one, stamp, depth + 1));
    return { type: 'batch', edits: inverses.reverse() };
  }
  const back = inverse(draft, edit);
  make(draft, edit, stamp);
  return back;
}

function draftOf(reading: Reading): Draft {
  if (!isObject(reading)) throw new EditError('This is not a reading: make one of it with repair().');
  const version = member(reading, 'schema_version');
  if (typeof version === 'number' && version > SCHEMA_VERSION) {
    throw new EditError(
      'This reading was written by a newer version: it can be read here, not changed. Update jupyter-annotator.'
    );
  }
  return new Draft(reading);
}

/** The reading after `edit`; throws `EditError`, and then nothing is changed. */
export function apply(reading: Reading, edit: Edit, stamp: Stamp): Reading {
  return applyAndInvert(reading, edit, stamp).reading;
}

/**
 * The edit that takes `edit` back; computed on the reading before it. Applied after it, the content is as before, all
 * but `rev`, `by` and `modified`.
 */
export function invert(reading: Reading, edit: Edit): Edit {
  const draft = draftOf(reading);
  const checked = checkedEdit(edit);
  return checked.type === 'batch' ? step(draft, checked, NOBODY) : inverse(draft, checked);
}

export interface Applied {
  reading: Reading;
  /** The edit that takes it back. */
  back: Edit;
  /** The records that it touched. */
  delta: Delta;
}

/** `apply`, `invert` and `delta` in one go. */
export function applyAndInvert(reading: Reading, edit: Edit, stamp: Stamp): Applied {
  const draft = draftOf(reading);
  const back = step(draft, edit, stamp);
  return { reading: draft.finish(), back, delta: draft.delta() };
}
