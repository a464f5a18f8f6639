// What a codebook still asks of an annotation.
import type { Codebook, Field } from './generated/codebook';
import type { Annotation } from './generated/reading';

/** Fields that are asked of the annotation's kind, are not optional, and have no answer. */
export function unanswered(annotation: Annotation, codebook: Codebook): Field[] {
  return (codebook.fields ?? []).filter(
    field =>
      !field.optional &&
      field.level !== 'text' &&
      field.on.includes(annotation.kind) &&
      !Object.hasOwn(annotation.values, field.id)
  );
}
