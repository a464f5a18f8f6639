// Where a block has more boundaries than anybody can tell apart, highlights are drawn from word to word.
import type { Span } from '../../model';
import type { Block } from './layout';

/** Boundaries that a block may have in any case. */
const ALWAYS = 100;
/** Code points to a boundary below which a block is crowded. */
const LETTERS = 8;
/** In a long word, and where there are no spaces as in Chinese, a place comes after so many code points. */
const LONGEST = 12;

/**
 * The places that a crowded block is cut at, code points, ascending, its ends included; undefined for all other blocks.
 * @param text - of the block
 */
export function crowdedPlaces(
  { start, end }: Block,
  spans: Iterable<Span>,
  text: () => string
): number[] | undefined {
  const most = Math.max(ALWAYS, (end - start) / LETTERS);
  const boundaries = new Set<number>();
  for (const span of spans) {
    if (span.start > start && span.start < end) boundaries.add(span.start);
    if (span.end > start && span.end < end) boundaries.add(span.end);
  }
  if (boundaries.size <= most) return undefined;
  const places = [start];
  let at = start;
  let wasSpace = false;
  for (const letter of text()) {
    const isSpace = letter.trim() === '';
    const last = places.at(-1) as number;
    if (at > last && ((wasSpace && !isSpace) || at - last >= LONGEST)) places.push(at);
    wasSpace = isSpace;
    at++;
  }
  if (end > (places.at(-1) as number)) places.push(end);
  return places;
}

/** How many of the places are at most `offset`. */
function rank(places: readonly number[], offset: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] as number) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The stretches widened to the nearest places; what is outside of the block is left as it is. */
export function widened(spans: readonly Span[], places: readonly number[]): Span[] {
  const [first, last] = [places[0] as number, places.at(-1) as number];
  return spans.map(({ start, end }) => ({
    start: start > first && start < last ? (places[rank(places, start) - 1] as number) : start,
    end: end > first && end < last ? (places[rank(places, end - 1)] as number) : end
  }));
}
