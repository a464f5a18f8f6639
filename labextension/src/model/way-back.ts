// The edit that leads back from one reading to an earlier one: how a merge is taken back, whatever it brought.
import type { Edit, NewAnnotation, NewRelation } from './edits';
import { MEMBERS, rejectedIn } from './edits';
import type { FieldValue, Reading } from './generated/reading';
import { type JsonObject, member, objectOf } from './json';
import type { Delta } from './merge';
import { flawOf } from './shapes';

type Place = keyof typeof MEMBERS;

/** The record without its stamp, as an edit can give it again. */
function contentOf(record: unknown): JsonObject {
  const { rev: _rev, by: _by, modified: _modified, ...content } = record as JsonObject;
  return content;
}

function changes(place: Place, was: unknown, now: unknown): JsonObject {
  const set: JsonObject = {};
  for (const [name, missing] of Object.entries(MEMBERS[place])) {
    const [old, current] = [member(was, name), member(now, name)];
    if (old !== undefined || current !== undefined) set[name] = old ?? missing;
  }
  const [old, current] = [member(was, 'values') ?? {}, member(now, 'values') ?? {}];
  const fields = new Set([old, current].flatMap(values => Object.keys(values as object)));
  return { ...set, values: objectOf([...fields].map(field => [field, member(old, field) ?? null] as const)) };
}

/**
 * The edit that gives what `delta` touched the content it had in `before` again, on `after`. Damaged records stay as
 * they are, and that a reader has finished without suggestions cannot be taken back.
 */
export function wayBack(before: Reading, after: Reading, delta: Delta): Edit {
  // Links go before what they join, and come after it.
  const [unrelate, remove, add, relate, rest]: [Edit[], Edit[], Edit[], Edit[], Edit[]] = [
    [],
    [],
    [],
    [],
    []
  ];
  const ids = new Set(
    [delta.annotations, delta.relations, delta.removed].flatMap(records => Object.keys(records ?? {}))
  );
  const sound = (place: Place, reading: Reading, id: string): unknown => {
    const record = member(reading[place], id);
    if (record === undefined || flawOf(place, id, record)) return undefined;
    const ends = place === 'relations' ? [member(record, 'from'), member(record, 'to')] : [];
    return ends.every(end => sound('annotations', reading, end as string)) ? record : undefined;
  };
  for (const id of ids) {
    const [was, now] = [before, after].map(reading => sound('annotations', reading, id));
    const [wasLink, nowLink] = [before, after].map(reading => sound('relations', reading, id));
    if (nowLink && !wasLink) unrelate.push({ type: 'unrelate', id });
    if (now && !was) remove.push({ type: 'remove', id });
    if (was && !now) add.push({ type: 'add', id, annotation: contentOf(was) as unknown as NewAnnotation });
    if (wasLink && !nowLink)
      relate.push({ type: 'relate', id, relation: contentOf(wasLink) as unknown as NewRelation });
    if (was && now) rest.push({ type: 'change', id, set: changes('annotations', was, now) });
    if (wasLink && nowLink)
      rest.push({ type: 'change_relation', id, set: changes('relations', wasLink, nowLink) });
    const [origin, rejected] = [before, after].map(({ removed }) => rejectedIn(removed, id));
    if (rejected !== undefined && origin === undefined && !was && !wasLink)
      rest.push({ type: 'restore', id });
    if (origin !== undefined && rejected === undefined) rest.push({ type: 'reject', id, origin });
  }
  for (const field of Object.keys(delta.answers ?? {})) {
    const old = member(before.answers, field);
    const value = flawOf('answers', field, old) ? null : (member(old, 'value') ?? null);
    rest.push({ type: 'answer', field, value: value as FieldValue | null });
  }
  if (delta.progress) {
    rest.push({ type: 'progress', done: member(member(before, 'progress'), 'done') === true });
  }
  return { type: 'batch', edits: [...unrelate, ...remove, ...add, ...relate, ...rest] };
}
