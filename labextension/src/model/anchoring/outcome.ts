// What became of each annotation of a reading when its article changed.
import type { Annotation, Span } from '../generated/reading';
import { Offsets } from '../offsets';
import { Alignment } from './diff';
import { BETWEEN_SPANS, knownTokens, quotesOf } from './known-text';
import { Places } from './places';
import { tokensOf, Vocabulary } from './tokens';

export interface Outcome {
  /** Id of the annotation. */
  annotation: string;
  /** `moved`: the same words at another place; `changed`: other words; `orphan`: found nowhere for sure. */
  outcome: 'exact' | 'moved' | 'changed' | 'orphan';
  /** In the new text; empty for an orphan. */
  spans: Span[];
  /** What stands there; empty for an orphan. */
  quote: string;
  /** What the reader tagged. */
  was: string;
}

function outcomeOf(annotation: string, record: Annotation, places: Places, before?: Offsets): Outcome {
  const was = record.quote;
  const lost: Outcome = { annotation, outcome: 'orphan', spans: [], quote: '', was };
  const quotes = quotesOf(record);
  if (!quotes) return lost;
  const spans: Span[] = [];
  let isChanged = false;
  let isThere = true;
  for (const [at, span] of record.spans.entries()) {
    const quote = quotes[at] as string;
    // What does not stand where it says is not in the old text, and not in what is known of it.
    if (before && before.slice(span.start, span.end) !== quote) return lost;
    const place = places.find(span, quote);
    if (!place || place.start < (spans.at(-1)?.end ?? 0)) return lost;
    spans.push(place);
    isThere &&= place.start === span.start && place.end === span.end;
    isChanged ||= places.text.slice(place.start, place.end) !== quote && !places.hasSameWords(span, place);
  }
  const quote = spans.map(({ start, end }) => places.text.slice(start, end)).join(BETWEEN_SPANS);
  return { annotation, outcome: isChanged ? 'changed' : isThere ? 'exact' : 'moved', spans, quote, was };
}

/**
 * Finds sound annotations in a changed text, by the text that they are on or, without it, by their quotes and contexts.
 * One of several spans is found if each of them is, in order: half of it would say what nobody has said.
 */
export function findAgain(
  annotations: Readonly<Record<string, Annotation>>,
  text: string,
  before?: string | null
): Outcome[] {
  const vocabulary = new Vocabulary();
  const new_ = tokensOf(text, vocabulary);
  const isKnown = typeof before === 'string';
  const old = isKnown ? tokensOf(before, vocabulary) : knownTokens(Object.values(annotations), vocabulary);
  const places = new Places(new Alignment(old, new_, vocabulary), new Offsets(text));
  const known = isKnown ? new Offsets(before) : undefined;
  return Object.entries(annotations).map(([id, record]) => outcomeOf(id, record, places, known));
}
