// Whether a place that quotes and contexts alone have led to may be another passage that says the same: an article may
// say a sentence twice, and of the second time nothing is known. Where the first one was edited or deleted since, the
// second one is what looks like it. Two things tell: that both are there, and that what stands farther off has kept its
// distance to one of them only.
import type { Alignment } from './diff';
import { SEED } from './matching';

/** Tokens on each side that are compared. */
const CONTEXT = 8;
/** Tokens by which a word of a passage may have come nearer to the others. */
const SHIFT = 4;
/** Places of one run of words that are looked at. */
const MANY = 16;
/** Of the words, weighed by their letters: as much says the same. */
const RIVAL = 0.5;
/** Code points: what is nearer may be in the same sentence. */
const APART = 200;
/** Code points by which a distance may differ: some sentences. */
const SLACK = 250;
/** And of the distance: the longer it is, the more may have come or gone. */
const STRETCH = 0.25;
/** Letters of the next sentence that are there again by more than chance. */
const BEYOND = 8;

/** In the old and in the new text, in code points. */
type Place = readonly [old: number, new_: number];

/** The index of the first of the rising numbers that is as large as this one. */
function firstAtLeast(numbers: readonly number[], least: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] as number) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether a place has kept its distance to one of its neighbours. */
function isInLine([at, there]: Place, neighbours: readonly Place[]): boolean {
  return neighbours.some(([old, new_]) => {
    const distance = Math.abs(at - old);
    const now = at > old ? there - new_ : new_ - there;
    return now > 0 && Math.abs(now - distance) <= SLACK + STRETCH * distance;
  });
}

/** The words of a run, as a key. */
function keyOf(ids: ArrayLike<number>, at: number): string {
  let key = '';
  for (let step = 0; step < SEED; step++) key += `${ids[at + step]} `;
  return key;
}

export class Rivals {
  /** Old tokens that are there again beside the one before them: a single word is found by chance. */
  private readonly held: number[] = [];
  private readonly places: ReadonlyMap<string, number[]>;

  constructor(private readonly alignment: Alignment) {
    for (let at = 1; at < alignment.old.length; at++) {
      const before = this.placeOf(at - 1);
      if (before >= 0 && this.placeOf(at) === before + 1) this.held.push(at);
    }
    this.places = this.placesOfRuns();
  }

  /** Whether the span of old tokens has kept its distance neither to what stands before it nor behind it. */
  isOutOfLine(first: number, last: number): boolean {
    const neighbours = this.neighbours(first, last);
    return neighbours.length > 0 && !isInLine(this.place(first), neighbours);
  }

  /** Whether more than one sentence is there again: no sentence that is said twice has the same one beside it. */
  hasNextSentence(first: number, last: number): boolean {
    const { old, sentenceEnds, vocabulary } = this.alignment;
    const [low, high] = this.window(first, last);
    const weight = (from: number, step: 1 | -1) => {
      let [at, total] = [from, 0];
      while (at + step >= low && at + step < high && this.placeOf(at + step) === this.placeOf(at) + step) {
        if (this.placeOf(at) < 0) break;
        at += step;
        total += vocabulary.weights[old.ids[at] as number] as number;
      }
      return total;
    };
    for (let at = low; at < high; at++) {
      if (!sentenceEnds.has(old.ids[at] as number) || this.placeOf(at) < 0) continue;
      if (Math.min(weight(at, -1), weight(at, 1)) >= BEYOND) return true;
    }
    return false;
  }

  /** Whether another passage of the new text may be the span as well, by what it says and where it stands. */
  hasRival(first: number, last: number): boolean {
    const rivals = this.rivals(first, last);
    if (rivals.length === 0) return false;
    const [at, there] = this.place(first);
    const neighbours = this.neighbours(first, last);
    if (!neighbours.some(([old]) => old < at)) neighbours.push([0, 0]);
    // Nothing has come or gone between them.
    if (neighbours.some(([old, new_]) => there - at === new_ - old)) return false;
    return !isInLine([at, there], neighbours) || rivals.some(rival => isInLine([at, rival], neighbours));
  }

  private placeOf(at: number): number {
    return this.alignment.newOf[at] as number;
  }

  private place(first: number): Place {
    const { old, new_ } = this.alignment;
    let at = first;
    while (this.placeOf(at) < 0) at++;
    return [old.starts[at] as number, new_.starts[this.placeOf(at)] as number];
  }

  /** The nearest words before and behind the span that are far enough to have been left behind. */
  private neighbours(first: number, last: number): Place[] {
    const { old, new_ } = this.alignment;
    // Ends rise by whole numbers: the first that is larger is the first that is as large as the next number.
    const before = firstAtLeast(old.ends, (old.starts[first] as number) - APART + 1);
    const behind = firstAtLeast(old.starts, (old.ends[last] as number) + APART);
    const found = [firstAtLeast(this.held, before) - 1, firstAtLeast(this.held, behind)];
    return found.flatMap(index => {
      const at = this.held[index];
      if (at === undefined) return [];
      return [[old.starts[at] as number, new_.starts[this.placeOf(at)] as number] as const];
    });
  }

  /** The span with its context, as far as it is known. */
  private window(first: number, last: number): readonly [low: number, high: number] {
    const { ids, length } = this.alignment.old;
    let [low, high] = [first, last + 1];
    while (low > 0 && first - low < CONTEXT && (ids[low - 1] as number) >= 0) low--;
    while (high < length && high - last <= CONTEXT && (ids[high] as number) >= 0) high++;
    return [low, high];
  }

  /** Where the new text has the runs of words that are known of the old one, and they are in no use. */
  private placesOfRuns(): Map<string, number[]> {
    const { old, new_, taken } = this.alignment;
    const places = new Map<string, number[]>();
    for (let at = 0; at <= old.length - SEED; at++) places.set(keyOf(old.ids, at), []);
    for (let at = 0; at <= new_.length - SEED; at++) {
      const found = places.get(keyOf(new_.ids, at));
      if (found && found.length < MANY && !taken.subarray(at, at + SEED).includes(1)) found.push(at);
    }
    return places;
  }

  /** Where in the new text, in code points, else stands what says the same. */
  private rivals(first: number, last: number): number[] {
    const { old, new_, vocabulary } = this.alignment;
    const [low, high] = this.window(first, last);
    const weightOf = (at: number) => vocabulary.weights[old.ids[at] as number] as number;
    const matches: (readonly [shift: number, at: number])[] = [];
    for (let at = low; at <= high - SEED; at++) {
      for (const place of this.places.get(keyOf(old.ids, at)) ?? []) matches.push([place - at, at]);
    }
    let whole = 0;
    for (let at = low; at < high; at++) whole += weightOf(at);
    const shifts = [...new Set(matches.map(([shift]) => shift))].sort((a, b) => a - b);
    return shifts.flatMap(shift => {
      const said = new Set<number>();
      for (const [other, at] of matches) {
        if (other < shift || other > shift + SHIFT) continue;
        for (let step = 0; step < SEED; step++) said.add(at + step);
      }
      const weight = [...said].reduce((sum, at) => sum + weightOf(at), 0);
      if (weight < RIVAL * whole) return [];
      return [new_.starts[Math.min(Math.max(first + shift, 0), new_.length - 1)] as number];
    });
  }
}
