// Edits on several annotations at once: one batch, so that one undo takes all of it back.
import {
  type Annotation,
  type AnnotationChanges,
  answerTo,
  type Codebook,
  type Edit,
  type Field,
  type FieldValue,
  msg
} from '../model';
import { same } from '../model/canonical';

type Annotations = Readonly<Record<string, Annotation>>;
export type Status = NonNullable<Annotation['status']>;

export const STATUS_TITLES: Readonly<Record<Status, string>> = {
  open: msg('Open'),
  done: msg('Done'),
  flagged: msg('Flagged')
};

/** One edit where there is one, a batch where there are several; undefined where nothing would change. */
function together(edits: Edit[]): Edit | undefined {
  return edits.length > 1 ? { type: 'batch', edits } : edits[0];
}

function changes(
  annotations: Annotations,
  ids: Iterable<string>,
  set: (annotation: Annotation) => AnnotationChanges | undefined
): Edit | undefined {
  const edits = [...ids].flatMap((id): Edit[] => {
    const annotation = Object.hasOwn(annotations, id) ? annotations[id] : undefined;
    const changed = annotation && set(annotation);
    return changed ? [{ type: 'change', id, set: changed }] : [];
  });
  return together(edits);
}

export function fieldsOf(codebook: Codebook, kind: string): Field[] {
  return (codebook.fields ?? []).filter(field => field.on.includes(kind));
}

/** Answers to fields that the new kind is not asked are taken back: they would be kept where nobody sees them. */
export function kindEdit(
  codebook: Codebook,
  annotations: Annotations,
  ids: Iterable<string>,
  kind: string
): Edit | undefined {
  const asked = new Set(fieldsOf(codebook, kind).map(field => field.id));
  return changes(annotations, ids, annotation => {
    if (annotation.kind === kind) return undefined;
    const dropped = Object.keys(annotation.values).filter(field => !asked.has(field));
    return { kind, values: Object.fromEntries(dropped.map(field => [field, null])) };
  });
}

export function statusEdit(
  annotations: Annotations,
  ids: Iterable<string>,
  status: Status
): Edit | undefined {
  return changes(annotations, ids, annotation =>
    (annotation.status ?? 'open') === status ? undefined : { status }
  );
}

export function removeEdit(ids: Iterable<string>): Edit | undefined {
  return together([...ids].map(id => ({ type: 'remove', id })));
}

/** The fields that all of them are asked. */
export function commonFields(codebook: Codebook, annotations: Annotations, ids: Iterable<string>): Field[] {
  const kinds = new Set([...ids].flatMap(id => annotations[id]?.kind ?? []));
  return (codebook.fields ?? []).filter(
    field => kinds.size > 0 && [...kinds].every(kind => field.on.includes(kind))
  );
}

function listOf(value: FieldValue | undefined): string[] {
  return Array.isArray(value) ? value : [];
}

/** The answer that all of them have; of a field with several answers, those that all have. */
export function commonValue(
  annotations: Annotations,
  ids: Iterable<string>,
  field: Field
): FieldValue | undefined {
  const [first, ...others] = [...ids].map(id => answerTo(annotations[id] as Annotation, field.id));
  if (field.level === 'multiple') {
    const shared = listOf(first).filter(one => others.every(value => listOf(value).includes(one)));
    return shared.length > 0 ? shared : undefined;
  }
  return others.every(value => same(value, first)) ? first : undefined;
}

/** Whether their answers differ. */
export function isMixed(annotations: Annotations, ids: Iterable<string>, field: Field): boolean {
  const [first, ...others] = [...ids].map(id => answerTo(annotations[id] as Annotation, field.id));
  return others.some(value => !same(value, first));
}

/** Gives all of them an answer; where there may be several, each keeps what only it has. */
export function answerEdit(
  annotations: Annotations,
  ids: readonly string[],
  field: Field,
  value: FieldValue | null
): Edit | undefined {
  const shared = listOf(commonValue(annotations, ids, field));
  const wanted = listOf(value ?? undefined);
  return changes(annotations, ids, annotation => {
    const old = answerTo(annotation, field.id);
    let next: FieldValue | null = value;
    if (field.level === 'multiple') {
      const kept = listOf(old).filter(one => wanted.includes(one) || !shared.includes(one));
      const all = [...kept, ...wanted.filter(one => !kept.includes(one))];
      next = all.length > 0 ? all : null;
    }
    return same(next, old ?? null) ? undefined : { values: { [field.id]: next } };
  });
}
