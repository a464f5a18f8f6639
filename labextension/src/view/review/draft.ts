// What the reviewer is about to correct: answers and stretches of one annotation, until they are saved or dropped.
import {
  type Annotation,
  answerTo,
  type Field,
  type FieldValue,
  Offsets,
  type Span,
  snapToGraphemes
} from '../../model';
import type { Passage } from './messages';

export interface Draft {
  readonly values: Readonly<Record<string, FieldValue | null>>;
  readonly spans?: readonly Span[];
}

export const EMPTY: Draft = { values: {} };

export const isDrafted = (draft: Draft): boolean =>
  draft.spans !== undefined || Object.keys(draft.values).length > 0;

/** The draft with another answer; one that is as it was is no correction. */
export function withAnswer(
  draft: Draft,
  annotation: Annotation,
  field: Field,
  value: FieldValue | null
): Draft {
  const values = { ...draft.values, [field.id]: value };
  const was = answerTo(annotation, field.id) ?? null;
  if (JSON.stringify(was) === JSON.stringify(value)) delete values[field.id];
  return { ...draft, values };
}

/** A part of a passage's text, given in UTF-16 places, as a span of the article without blanks at its ends. */
export function spanOf(passage: Passage, from: number, to: number): Span | null {
  const offsets = new Offsets(passage.text);
  const text = passage.text.slice(from, to);
  const blank = text.length - text.trimStart().length;
  const start = offsets.toCodePoint(from + blank);
  const end = offsets.toCodePoint(from + blank + text.trim().length);
  if (start >= end) return null;
  const span = snapToGraphemes(offsets, start, end);
  return { start: span.start + passage.offset, end: span.end + passage.offset };
}

const gap = (one: Span, other: Span) => Math.max(one.start - other.end, other.start - one.end);

/** The spans with one corrected: that which it touches, or lies nearest to; the other stretches stay as they are. */
export function withSpan(spans: readonly Span[], span: Span): Span[] {
  const nearest = Math.min(...spans.map(one => gap(one, span)));
  const replaced = (one: Span) => gap(one, span) < 0 || (nearest >= 0 && gap(one, span) === nearest);
  return [...spans.filter(one => !replaced(one)), span].sort((a, b) => a.start - b.start);
}
