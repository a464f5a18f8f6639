// Edits: every change of a reading as plain data, applied to give the next reading, and inverted for undo.
import { shapeOf } from './check';
import type { Annotation, FieldValue, Reading, Relation } from './generated/reading';
import { isObject, type JsonObject, withMember } from './json';
import { revOf, withSections } from './merge';
import { SCHEMA_VERSION } from './reading';

export type NewAnnotation = Pick<Annotation, 'kind' | 'spans' | 'quote'> & Partial<Annotation>;
export type NewRelation = Pick<Relation, 'kind' | 'from' | 'to'> & Partial<Relation>;
export type ValueChanges = Record<string, FieldValue | null>;

export interface AnnotationChanges
  extends Partial<Pick<Annotation, 'kind' | 'spans' | 'quote' | 'prefix' | 'suffix' | 'note' | 'status'>> {
  values?: ValueChanges;
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
  | { type: 'progress'; done: boolean }
  | { type: 'batch'; edits: Edit[] };

export interface Stamp {
  /** Random id of who writes: page, kernel or tab. */
  by: string;
  /** UTC, ISO 8601. Information, never order. */
  now: string;
}

/** An edit that cannot be made; the message is for people. */
export class EditError extends Error {}

const LETTERS = '0123456789abcdefghijklmnopqrstuvwxyz';

/** A random id such as `a-7f3k2m9q`; 32 to the power of 8 in 36 letters, so that readers never meet. */
export function newId(prefix: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `${prefix}-${Array.from(bytes, byte => LETTERS[byte % 36]).join('')}`;
}

export function stampOf(by: string): Stamp {
  return { by, now: new Date().toISOString().replace(/\.\d+/, '') };
}

const ANNOTATION_MEMBERS = ['kind', 'spans', 'quote', 'prefix', 'suffix', 'note', 'status'] as const;
const RELATION_MEMBERS = ['kind', 'note'] as const;
const MISSING: Record<string, unknown> = { prefix: '', suffix: '', note: '', status: 'open' };

type Records = Record<string, unknown>;
type Place = 'annotations' | 'relations';

function found(reading: Reading, place: Place, id: string): JsonObject {
  const records = reading[place] as Records;
  const record = Object.hasOwn(records, id) ? records[id] : undefined;
  const what = place === 'annotations' ? 'annotation' : 'link';
  if (!isObject(record))
    throw new EditError(`There is no ${what} ${id}: it may have been deleted elsewhere.`);
  return record;
}

function nextRev(reading: Reading, id: string): number {
  const known = [reading.annotations, reading.relations, reading.removed] as Records[];
  return Math.max(...known.map(records => (Object.hasOwn(records, id) ? revOf(records[id]) : 0))) + 1;
}

function put(reading: Reading, place: Place, id: string, record: JsonObject): Reading {
  const wrong = shapeOf(place, id, record);
  if (wrong) throw new EditError(`${wrong.place}: ${wrong.what}. ${wrong.remedy}`);
  return {
    ...reading,
    [place]: withMember(reading[place] as Records, id, record),
    removed: Object.hasOwn(reading.removed, id) ? withMember(reading.removed, id, undefined) : reading.removed
  } as Reading;
}

function fresh(reading: Reading, id: string): void {
  if (Object.hasOwn(reading.annotations, id) || Object.hasOwn(reading.relations, id)) {
    throw new EditError(`The id ${id} is taken: use another one.`);
  }
}

function changedRecord(record: JsonObject, set: JsonObject, members: readonly string[]): JsonObject {
  const changed: JsonObject = { ...record };
  for (const key of members) if (Object.hasOwn(set, key)) changed[key] = set[key];
  if (isObject(set.values)) {
    let values = isObject(record.values) ? record.values : {};
    for (const [field, value] of Object.entries(set.values))
      values = withMember(values, field, value === null ? undefined : value);
    changed.values = values;
  }
  return changed;
}

function change(reading: Reading, place: Place, id: string, set: unknown, { by, now }: Stamp): Reading {
  if (!isObject(set)) throw new EditError('A change needs a "set" that says what changes.');
  const members = place === 'annotations' ? ANNOTATION_MEMBERS : RELATION_MEMBERS;
  const record = changedRecord(found(reading, place, id), set, members);
  return put(reading, place, id, { ...record, rev: nextRev(reading, id), by, modified: now });
}

function drop(reading: Reading, place: Place, id: string, { by }: Stamp): Reading {
  found(reading, place, id);
  return {
    ...reading,
    [place]: withMember(reading[place] as Records, id, undefined),
    removed: withMember(reading.removed, id, { rev: nextRev(reading, id), by })
  } as Reading;
}

/** Ids of the relations from or to an annotation. */
function relationsOf(reading: Reading, id: string): string[] {
  return Object.entries(reading.relations)
    .filter(([, relation]) => isObject(relation) && (relation.from === id || relation.to === id))
    .map(([relation]) => relation);
}

function relate(reading: Reading, id: string, relation: NewRelation, { by, now }: Stamp): Reading {
  fresh(reading, id);
  if (!isObject(relation)) throw new EditError('A link needs its kind, from and to.');
  found(reading, 'annotations', String(relation.from));
  found(reading, 'annotations', String(relation.to));
  const record = {
    values: {},
    note: '',
    created: now,
    ...relation,
    modified: now,
    rev: nextRev(reading, id),
    by
  };
  return put(reading, 'relations', id, record);
}

/** The reading after `edit`; throws `EditError`, and then nothing is changed. */
export function apply(reading: Reading, edit: Edit, stamp: Stamp): Reading {
  if (typeof reading.schema_version === 'number' && reading.schema_version > SCHEMA_VERSION) {
    throw new EditError(
      'This reading was written by a newer version: it can be read here, not changed. Update jupyter-annotator.'
    );
  }
  const sound = withSections(reading as unknown as JsonObject);
  const { by, now } = stamp;
  switch (edit.type) {
    case 'add': {
      fresh(sound, edit.id);
      if (!isObject(edit.annotation)) throw new EditError('An annotation needs its kind, spans and quote.');
      const defaults = {
        prefix: '',
        suffix: '',
        values: {},
        note: '',
        status: 'open',
        origin: 'reader',
        created: now
      };
      const record = { ...defaults, ...edit.annotation, modified: now, rev: nextRev(sound, edit.id), by };
      return put(sound, 'annotations', edit.id, record);
    }
    case 'change':
      return change(sound, 'annotations', edit.id, edit.set, stamp);
    case 'remove': {
      found(sound, 'annotations', edit.id);
      const unlinked = relationsOf(sound, edit.id).reduce(
        (next, id) => drop(next, 'relations', id, stamp),
        sound
      );
      return drop(unlinked, 'annotations', edit.id, stamp);
    }
    case 'relate':
      return relate(sound, edit.id, edit.relation, stamp);
    case 'change_relation':
      return change(sound, 'relations', edit.id, edit.set, stamp);
    case 'unrelate':
      return drop(sound, 'relations', edit.id, stamp);
    case 'answer': {
      const rev = revOf(Object.hasOwn(sound.answers, edit.field) ? sound.answers[edit.field] : undefined) + 1;
      const answer = { value: edit.value, rev, by };
      const wrong = shapeOf('answers', edit.field, answer);
      if (wrong) throw new EditError(`${wrong.place}: ${wrong.what}. ${wrong.remedy}`);
      return { ...sound, answers: withMember(sound.answers, edit.field, answer) };
    }
    case 'progress':
      if (typeof edit.done !== 'boolean') throw new EditError('"done" is true or false.');
      return {
        ...sound,
        progress: {
          ...(isObject(sound.progress) ? sound.progress : {}),
          done: edit.done,
          rev: revOf(sound.progress) + 1,
          by
        }
      };
    case 'batch':
      if (!Array.isArray(edit.edits)) throw new EditError('A batch needs a list of edits.');
      return edit.edits.reduce((next, one) => apply(next, one, stamp), sound);
    default:
      throw new EditError(`There is no edit "${String((edit as JsonObject).type)}".`);
  }
}

function before(record: JsonObject, set: JsonObject, members: readonly string[]): JsonObject {
  const old: JsonObject = {};
  for (const key of members) if (Object.hasOwn(set, key)) old[key] = record[key] ?? MISSING[key];
  if (isObject(set.values)) {
    const values = isObject(record.values) ? record.values : {};
    old.values = Object.fromEntries(
      Object.keys(set.values).map(field => [field, Object.hasOwn(values, field) ? values[field] : null])
    );
  }
  return old;
}

function content(record: JsonObject): JsonObject {
  const { rev: _rev, by: _by, modified: _modified, ...rest } = record;
  return rest;
}

/** The edit that takes `edit` back; computed on the reading before it. */
export function invert(reading: Reading, edit: Edit): Edit {
  switch (edit.type) {
    case 'add':
      return { type: 'remove', id: edit.id };
    case 'change':
      return {
        type: 'change',
        id: edit.id,
        set: before(found(reading, 'annotations', edit.id), edit.set as JsonObject, ANNOTATION_MEMBERS)
      };
    case 'remove': {
      const annotation = content(found(reading, 'annotations', edit.id)) as unknown as NewAnnotation;
      const links = relationsOf(reading, edit.id).map(
        (id): Edit => ({
          type: 'relate',
          id,
          relation: content(found(reading, 'relations', id)) as unknown as NewRelation
        })
      );
      return { type: 'batch', edits: [{ type: 'add', id: edit.id, annotation }, ...links] };
    }
    case 'relate':
      return { type: 'unrelate', id: edit.id };
    case 'change_relation':
      return {
        type: 'change_relation',
        id: edit.id,
        set: before(found(reading, 'relations', edit.id), edit.set as JsonObject, RELATION_MEMBERS)
      };
    case 'unrelate':
      return {
        type: 'relate',
        id: edit.id,
        relation: content(found(reading, 'relations', edit.id)) as unknown as NewRelation
      };
    case 'answer': {
      const answer = Object.hasOwn(reading.answers, edit.field) ? reading.answers[edit.field] : undefined;
      return { type: 'answer', field: edit.field, value: answer?.value ?? null };
    }
    case 'progress':
      return { type: 'progress', done: reading.progress?.done === true };
    case 'batch': {
      const inverses: Edit[] = [];
      edit.edits.reduce((state, one) => {
        inverses.unshift(invert(state, one));
        return apply(state, one, { by: '', now: '' });
      }, reading);
      return { type: 'batch', edits: inverses };
    }
    default:
      throw new EditError(`There is no edit "${String((edit as JsonObject).type)}".`);
  }
}
