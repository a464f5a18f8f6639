// Where a span of the old text is in the new one, and whether that is sure enough to say so.
import type { Span } from '../generated/reading';
import type { Offsets } from '../offsets';
import type { Alignment } from './diff';
import { Rivals } from './rivals';
import type { Tokens } from './tokens';

/** Tokens on each side that must speak for a place. */
const CONTEXT = 8;
/** Tokens that may have come between the span and its context. */
const SLACK = 4;
/** Of the words, weighed by their letters: less is another passage. */
const LEAST = 0.5;
/** Of a longer quote: sure without its context; of a shorter one: with that of one side. */
const SURE = 0.75;
/** Of the context on one side: less may be chance, as the next sentence's "The". */
const WEAK = 0.25;
/** Letters that make a quote a longer one. */
const LONG = 24;
/** Code points by which two distances may differ. */
const NEARLY = 16;
/** Code points: in more, other things may have gone and come. */
const NEAR = 500;
/** Tokens: nothing that is moved as a whole has lost so many at its end. */
const FAR = 1_000;

/** Sums of the numbers before each place. */
function sums(length: number, of: (at: number) => number): Float64Array {
  const made = new Float64Array(length + 1);
  for (let at = 0; at < length; at++) made[at + 1] = (made[at] as number) + of(at);
  return made;
}

/** How many of the rising numbers hold the condition, which holds for the first ones only. */
function count(numbers: readonly number[], holds: (number: number) => boolean): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(numbers[middle] as number)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function plainsIn({ starts, ends, plains }: Tokens, { start, end }: Span): number[] {
  return plains.slice(
    count(ends, place => place <= start),
    count(starts, place => place < end)
  );
}

export class Places {
  private readonly oldWeight: Float64Array;
  private readonly newWeight: Float64Array;
  private readonly same: Float64Array;
  /** Where quotes and contexts are all that is known of the old text. */
  private readonly rivals?: Rivals;
  /** How often neighbours in the old text are none in the new one. */
  private readonly apart: Float64Array;

  constructor(
    private readonly alignment: Alignment,
    readonly text: Offsets
  ) {
    const { old, new_, newOf, vocabulary } = alignment;
    // Of quotes and contexts the last one is unknown.
    if ((old.ids.at(-1) ?? 0) < 0) this.rivals = new Rivals(alignment);
    const weightOf = (id: number | undefined) => vocabulary.weights[id ?? -1] ?? 0;
    this.oldWeight = sums(old.length, at => weightOf(old.ids[at]));
    this.newWeight = sums(new_.length, at => weightOf(new_.ids[at]));
    this.same = sums(old.length, at => {
      const [id, place] = [old.ids[at] as number, newOf[at] as number];
      return place < 0 ? 0 : id === new_.ids[place] ? weightOf(id) : weightOf(id) >> 1;
    });
    this.apart = sums(Math.max(old.length - 1, 0), at => {
      const [a, b] = [newOf[at] as number, newOf[at + 1] as number];
      return Number(a < 0 || b !== a + 1);
    });
  }

  private placeOf(at: number): number {
    return this.alignment.newOf[at] as number;
  }

  /** The place in the new text of an old span; undefined where no place is a clear winner. */
  find({ start, end }: Span, quote: string): Span | undefined {
    const { old, new_ } = this.alignment;
    let first = count(old.ends, place => place <= start);
    let last = count(old.starts, place => place < end) - 1;
    while (first <= last && (old.ids[first] as number) < 0) first++;
    while (last >= first && (old.ids[last] as number) < 0) last--;
    if (first > last) return this.betweenWords(start, first, quote);
    const places = Array.from(this.alignment.newOf.subarray(first, last + 1)).filter(place => place >= 0);
    if (places.length === 0) return undefined;
    if (places.some((place, at) => at > 0 && place <= (places[at - 1] as number))) return undefined;
    let [low, high] = [places[0] as number, places.at(-1) as number];
    if (this.isOutside(places.length, low, high) || !this.isSure(first, last, low, high)) return undefined;
    if (this.wentAway(first, low, -1) || this.wentAway(last, high, 1)) return undefined;
    const isFirst = this.placeOf(first) === low;
    const isLast = this.placeOf(last) === high;
    // The whole of what replaced the words at an end belongs to it, if the words before it are still there.
    const inside = { before: 0, behind: 0 };
    while (this.placeOf(first + inside.before) < 0) inside.before++;
    while (this.placeOf(last - inside.behind) < 0) inside.behind++;
    if (!isFirst) low = this.widened(first - 1, low, inside.before, -1);
    if (!isLast) high = this.widened(last + 1, high, inside.behind, 1);
    if (low < 0 || high < 0) return undefined;
    let [begin, finish] = [new_.starts[low] as number, new_.ends[high] as number];
    const [lead, trail] = [start - (old.starts[first] as number), end - (old.ends[last] as number)];
    const isWhole = isFirst && isLast && begin + lead >= 0;
    if (isWhole && this.text.slice(begin + lead, finish + trail) === quote) {
      return { start: begin + lead, end: finish + trail };
    }
    // A span that begins inside of a word that is still the same begins there again.
    if (isFirst && lead > 0 && this.isSameWord(first, low)) begin += lead;
    if (isLast && trail < 0 && this.isSameWord(last, high)) finish += trail;
    return begin < finish ? { start: begin, end: finish } : undefined;
  }

  /** Whether the words of the old span are those of the new one, upper and lower case included. */
  hasSameWords(before: Span, now: Span): boolean {
    const { old, new_ } = this.alignment;
    const [a, b] = [plainsIn(old, before), plainsIn(new_, now)];
    return a.length === b.length && a.every((word, at) => word === b[at]);
  }

  private isSameWord(at: number, place: number): boolean {
    const { old, new_ } = this.alignment;
    const isSame = old.plains[at] === new_.plains[place];
    const lengthOf = ({ starts, ends }: Tokens, index: number) =>
      (ends[index] as number) - (starts[index] as number);
    return isSame && lengthOf(old, at) === lengthOf(new_, place);
  }

  /**
   * The edge with what stands in the place of `inside` old tokens between it and the old token `outside`; -1 where more
   * stands there than can be in their place: they may still be among it, and where is not known.
   */
  private widened(outside: number, edge: number, inside: number, step: 1 | -1): number {
    const { old, taken } = this.alignment;
    const isKnown = (at: number) => at >= 0 && at < old.length && (old.ids[at] as number) >= 0;
    let at = outside;
    while (isKnown(at) && this.placeOf(at) < 0 && Math.abs(at - outside) < FAR) at += step;
    if (!isKnown(at) || this.placeOf(at) < 0) return edge;
    const [stop, gone] = [this.placeOf(at), inside + Math.abs(at - outside)];
    if ((stop - edge) * step <= 0) return edge;
    const between = taken.subarray(Math.min(edge, stop) + 1, Math.max(edge, stop));
    if (between.includes(1)) return edge;
    if (between.length > 2 * gone + 2) return -1;
    return at === outside ? stop - step : edge;
  }

  /** Whether the place holds tokens of the old text that were not in the span. */
  private isOutside(known: number, low: number, high: number): boolean {
    return this.alignment.taken.subarray(low, high + 1).reduce((sum, one) => sum + one, 0) > known;
  }

  /**
   * Whether words at an end of the span that are not found may have gone elsewhere with those beside them: the
   * beginning of a paragraph that was moved is such an end, and what is left is half of what the reader meant.
   */
  private wentAway(edge: number, place: number, step: 1 | -1): boolean {
    const { old, taken } = this.alignment;
    const isLost = (at: number) => (old.ids[at] ?? -1) >= 0 && this.placeOf(at) < 0;
    let at = edge;
    while (isLost(at) && Math.abs(at - edge) < FAR) at += step;
    if (at === edge || at < 0 || at >= old.length || this.placeOf(at) < 0) return false;
    const there = this.placeOf(at);
    if ((there - place) * step <= 0) return true;
    return taken.subarray(Math.min(place, there) + 1, Math.max(place, there)).includes(1);
  }

  private isSure(first: number, last: number, low: number, high: number): boolean {
    const between = (table: Float64Array, from: number, to: number) =>
      (table[to] as number) - (table[from] as number);
    const weight = between(this.oldWeight, first, last + 1);
    const same = between(this.same, first, last + 1);
    const whole = weight + between(this.newWeight, low, high + 1);
    const [before, behind] = [this.side(first, low, -1), this.side(last, high, 1)];
    // Punctuation alone is found by its neighbours.
    if (weight === 0) {
      const isWhole = between(this.apart, first, last) === 0 && this.placeOf(first) >= 0;
      return isWhole && before >= SURE && behind >= SURE;
    }
    const likeness = (2 * same) / whole;
    if (likeness < LEAST) return false;
    if (this.rivals && !this.isHeld(this.rivals, first, last, before, behind)) return false;
    // Where an end of the span is gone itself, what is left of it has to stand.
    let [head, tail] = [first, last];
    while (this.placeOf(head) < 0) head++;
    while (this.placeOf(tail) < 0) tail--;
    if ((before < WEAK && !this.stands(head, 1)) || (behind < WEAK && !this.stands(tail, -1))) return false;
    if (likeness >= SURE && (same >= LONG || Math.max(before, behind) >= SURE)) return true;
    return before + behind >= 2 * LEAST;
  }

  /**
   * Whether the context alone holds a place, where quotes and contexts are all that is known of the old text: then
   * nothing tells of a second passage like this one that stood elsewhere all along, nor of what a span that has lost its
   * end went away with.
   */
  private isHeld(rivals: Rivals, first: number, last: number, before: number, behind: number): boolean {
    const isMoved = this.alignment.isMoved.subarray(first, last + 1).includes(1);
    const isBetween = Math.min(before, behind) >= SURE;
    if (isMoved && !isBetween) return false;
    if (rivals.isOutOfLine(first, last) && !(isBetween && rivals.hasNextSentence(first, last))) return false;
    if (rivals.hasRival(first, last)) return false;
    if (this.hasParagraphInside(first, last)) return false;
    if (before < WEAK && !this.isClosed(first, last, -1)) return false;
    if (behind < WEAK && !this.isClosed(last, first, 1)) return false;
    return Math.max(before, behind) >= WEAK;
  }

  /** Whether an end of a span that is not found was cut out: what is known behind it has come as much nearer. */
  private isClosed(edge: number, other: number, step: 1 | -1): boolean {
    const { old, new_, taken } = this.alignment;
    let inner = edge;
    while (this.placeOf(inner) < 0 && inner !== other) inner -= step;
    if (inner === edge) return true;
    const isInside = (at: number) => at > 0 && at < old.length - 1;
    // A single word is there by chance: two that are still neighbours.
    const isTwo = (at: number) =>
      this.placeOf(at) >= 0 && this.placeOf(at + step) === this.placeOf(at) + step;
    let outer = edge + step;
    while (isInside(outer) && !isTwo(outer)) {
      outer += step;
      if (Math.abs(outer - edge) >= FAR) return false;
    }
    if (!isInside(outer)) return false;
    const [a, b] = step > 0 ? [inner, outer] : [outer, inner];
    const [c, d] = [this.placeOf(a), this.placeOf(b)];
    if (d <= c || taken.subarray(c + 1, d).includes(1)) return false;
    const length = (tokens: Tokens, from: number, to: number) =>
      (tokens.starts[to] as number) - (tokens.ends[from] as number);
    const lost =
      step > 0
        ? (old.ends[edge] as number) - (old.ends[inner] as number)
        : (old.starts[inner] as number) - (old.starts[edge] as number);
    const distance = length(old, a, b);
    return distance <= NEAR && length(new_, c, d) <= distance - lost + NEARLY;
  }

  /** Whether other words with the end of a paragraph stand within the place: they may have been moved there. */
  private hasParagraphInside(first: number, last: number): boolean {
    const { starts, ends } = this.alignment.new_;
    const places = Array.from(this.alignment.newOf.subarray(first, last + 1)).filter(place => place >= 0);
    return places.some((b, at) => {
      const a = places[at - 1];
      if (a === undefined || b - a <= CONTEXT) return false;
      return this.text.slice(ends[a] as number, starts[b] as number).includes('\n\n');
    });
  }

  /** Whether an end of a span that has lost its context is held by the words inside: a lone "The" is not. */
  private stands(edge: number, step: 1 | -1): boolean {
    const { old, sentenceEnds } = this.alignment;
    for (const at of [edge, edge + step]) {
      const beyond = at + step;
      if (beyond < 0 || beyond >= old.length || this.placeOf(at) < 0) return false;
      if (this.placeOf(beyond) !== this.placeOf(at) + step) return false;
      // Seen from the end of the span, a sentence must not begin within these words.
      if (sentenceEnds.has(old.ids[step < 0 ? beyond : at] as number)) return false;
    }
    return true;
  }

  /** The share of the context on one side that is there again; 1 where the text has no words there. */
  private side(edge: number, place: number, step: 1 | -1): number {
    const { old, vocabulary } = this.alignment;
    let [there, whole] = [0, 0];
    for (let at = edge + step; at >= 0 && at < old.length && Math.abs(at - edge) <= CONTEXT; at += step) {
      const id = old.ids[at] as number;
      if (id < 0) break;
      const weight = vocabulary.weights[id] as number;
      whole += weight;
      const distance = this.placeOf(at) >= 0 ? (this.placeOf(at) - place) * step : 0;
      if (distance > 0 && distance <= Math.abs(at - edge) + SLACK) there += weight;
    }
    return whole > 0 ? there / whole : 1;
  }

  /** A span of blanks, between two words that are still neighbours. */
  private betweenWords(start: number, after: number, quote: string): Span | undefined {
    const { old, new_ } = this.alignment;
    const before = after - 1;
    if (before < 0 || after >= old.length || this.placeOf(before) < 0) return undefined;
    if (this.placeOf(after) !== this.placeOf(before) + 1) return undefined;
    const begin = (new_.ends[this.placeOf(before)] as number) + start - (old.ends[before] as number);
    const end = begin + Array.from(quote).length;
    return this.text.slice(begin, end) === quote ? { start: begin, end } : undefined;
  }
}
