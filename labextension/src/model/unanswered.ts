// What an annotation answers, and what a codebook still asks of it.
import type { Codebook, Field } from './generated/codebook';
import type { Annotation, Answer, FieldValue } from './generated/reading';

/** The answer to a field; a field may be called `constructor`, which every object has and nobody answered. */
export function answerTo(annotation: Annotation, field: string): FieldValue | undefined {
  return Object.hasOwn(annotation.values, field) ? annotation.values[field] : undefined;
}

/** Fields that are asked of the annotation's kind, are not optional, and have no answer. */
export function unanswered(annotation: Annotation, codebook: Codebook): Field[] {
  return (codebook.fields ?? []).filter(
    field =>
      !field.optional &&
      field.level !== 'text' &&
      field.on.includes(annotation.kind) &&
      answerTo(annotation, field.id) === undefined
  );
}

/** Questions about the whole document that are not optional and have no answer. */
export function unansweredOfDocument(answers: Readonly<Record<string, Answer>>, codebook: Codebook): Field[] {
  return (codebook.fields ?? []).filter(
    field =>
      !field.optional &&
      field.level !== 'text' &&
      field.on.includes('document') &&
      (Object.hasOwn(answers, field.id) ? (answers[field.id]?.value ?? null) : null) === null
  );
}
