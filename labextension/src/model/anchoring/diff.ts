// One diff of two texts: which token of the old one is which of the new one, blocks that were moved included.
// A patience diff of words (Bram Cohen, 2008), with a longest common subsequence where a stretch is short.
import { alike, blocks, common, type Pair, unique } from './matching';
import type { Tokens, Vocabulary } from './tokens';

/** Of a table of the longest common subsequence: some milliseconds. */
const CELLS = 20_000;
/** A match outweighs its neighbours. */
const MATCH = 100;

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(to - from, 0) }, (_, step) => from + step);
}

/** Whether no blank is before a token. */
function isGlued(tokens: Tokens, at: number): boolean {
  const isInside = at > 0 && at < tokens.length && (tokens.ids[at - 1] as number) >= 0;
  return isInside && tokens.starts[at] === tokens.ends[at - 1];
}

export class Alignment {
  /** For each old token the index of its new one, or -1. */
  readonly newOf: Int32Array;
  /** For each new token whether an old one is it. */
  readonly taken: Uint8Array;
  /** For each old token whether it is in a block that stands elsewhere among the others now. */
  readonly isMoved: Uint8Array;
  readonly sentenceEnds: ReadonlySet<number>;
  private readonly alikes = new Map<string, boolean>();

  constructor(
    readonly old: Tokens,
    readonly new_: Tokens,
    readonly vocabulary: Vocabulary
  ) {
    this.newOf = new Int32Array(old.length).fill(-1);
    this.taken = new Uint8Array(new_.length);
    const ends = vocabulary.keys.flatMap((key, id) => (['.', '!', '?', '...'].includes(key) ? [id] : []));
    this.sentenceEnds = new Set(ends);
    const { inOrder, moved } = blocks(old.ids, new_.ids);
    const found = [...inOrder, ...moved];
    for (const [start, place, length] of found) {
      for (let step = 0; step < length; step++) this.pair(start + step, place + step);
    }
    for (const [start, place, length] of found) {
      this.extend(start + length, place + length, 1);
      this.extend(start - 1, place - 1, -1);
    }
    this.isMoved = new Uint8Array(old.length);
    for (const [start, , length] of moved) this.isMoved.fill(1, start, start + length);
    this.fill();
    this.slide();
  }

  private oldId(at: number): number {
    return this.old.ids[at] as number;
  }

  private newId(place: number): number {
    return this.new_.ids[place] as number;
  }

  private placeOf(at: number): number {
    return this.newOf[at] as number;
  }

  private pair(at: number, place: number): void {
    if (this.placeOf(at) >= 0 || this.taken[place]) return;
    this.newOf[at] = place;
    this.taken[place] = 1;
  }

  private extend(from: number, to: number, step: 1 | -1): void {
    let [at, place] = [from, to];
    const isInside = () => at >= 0 && at < this.old.length && place >= 0 && place < this.new_.length;
    while (isInside() && this.oldId(at) === this.newId(place) && this.placeOf(at) < 0 && !this.taken[place]) {
      this.pair(at, place);
      at += step;
      place += step;
    }
  }

  /** The end of the tokens from `at` on that have no new one. */
  private endOfGap(at: number): number {
    let end = at;
    while (end < this.old.length && this.placeOf(end) < 0 && this.oldId(end) >= 0) end++;
    return end;
  }

  /** Matches what lies between matched tokens. */
  private fill(): void {
    const count = this.old.length;
    let at = 0;
    while (at < count) {
      const end = this.endOfGap(at);
      if (end === at) {
        at++;
        continue;
      }
      const left = at > 0 ? this.placeOf(at - 1) : -1;
      const right = end < count ? this.placeOf(end) : -1;
      const limit = end < count ? right : this.new_.length;
      if (at === 0) this.gap(at, end, 0, limit);
      else if (left >= 0 && (right >= left || end === count)) this.gap(at, end, left + 1, limit);
      else {
        // Beside the end of what is known, or of what was moved: as much again, and a little more.
        const reach = end - at + Math.floor((end - at) / 2) + 4;
        if (left >= 0) this.gap(at, end, left + 1, Math.min(left + 1 + reach, this.new_.length));
        let rest = end;
        while (rest > at && this.placeOf(rest - 1) < 0) rest--;
        if (right >= 0) this.gap(rest, end, Math.max(right - reach, 0), right);
      }
      at = end;
    }
  }

  private gap(start: number, end: number, low: number, high: number): void {
    // What was moved into the gap, or is there already, is not its text.
    const places = range(low, high).filter(place => !this.taken[place]);
    if (start < end && places.length > 0) this.between(range(start, end), places);
  }

  private between(ats: number[], places: number[]): void {
    const isSame = (i: number, j: number) =>
      ats.length > 0 &&
      places.length > 0 &&
      this.oldId(ats.at(i) as number) === this.newId(places.at(j) as number);
    while (isSame(0, 0)) this.pair(ats.shift() as number, places.shift() as number);
    while (isSame(-1, -1)) this.pair(ats.pop() as number, places.pop() as number);
    if (ats.length === 0 || places.length === 0) return;
    const isSmall = ats.length * places.length <= CELLS;
    let pairs: Pair[];
    if (isSmall) {
      pairs = this.common(ats, places);
      // In a stretch that was rewritten, the words that both have are chance.
      if (4 * pairs.length < Math.min(ats.length, places.length)) pairs = [];
    } else {
      pairs = unique(
        ats.map(at => this.oldId(at)),
        places.map(place => this.newId(place))
      );
      if (pairs.length === 0) return;
    }
    let [done, reached] = [0, 0];
    for (const [i, j] of [...pairs, [ats.length, places.length] as const]) {
      const [inner, innerPlaces] = [ats.slice(done, i), places.slice(reached, j)];
      if (isSmall) this.reworded(inner, innerPlaces);
      else if (inner.length > 0 && innerPlaces.length > 0) this.between(inner, innerPlaces);
      if (i < ats.length) this.pair(ats[i] as number, places[j] as number);
      [done, reached] = [i + 1, j + 1];
    }
  }

  /** A common subsequence of as many tokens as can be; of several, that whose tokens have the same neighbours. */
  private common(ats: readonly number[], places: readonly number[]): Pair[] {
    const { old, new_ } = this;
    return common(
      ats.map(at => this.oldId(at)),
      places.map(place => this.newId(place)),
      (i, j) => {
        const [at, place] = [ats[i] as number, places[j] as number];
        let score = MATCH + Number(old.plains[at] === new_.plains[place]);
        // As many words as before: each is in its old place.
        if (ats.length === places.length && i === j) score += 2;
        if (at > 0 && place > 0 && old.ids[at - 1] === new_.ids[place - 1]) score += 2;
        const hasNext = at < old.length - 1 && place < new_.length - 1;
        if (hasNext && old.ids[at + 1] === new_.ids[place + 1]) score += 2;
        return score;
      }
    );
  }

  /** Matches words that are spelt almost alike, in order. */
  private reworded(ats: readonly number[], places: readonly number[]): void {
    if (ats.length === 0 || places.length === 0 || ats.length * places.length > 64) return;
    const isOneByOne = ats.length === places.length;
    let best: Pair | undefined;
    for (const [i, at] of ats.entries()) {
      for (const [j, place] of places.entries()) {
        if (isOneByOne && i !== j) continue;
        // Nearest to the diagonal first: the order of the words has seldom changed.
        if (this.isAlike(at, place) && (!best || Math.abs(i - j) < Math.abs(best[0] - best[1])))
          best = [i, j];
      }
    }
    if (!best) return;
    const [i, j] = best;
    this.pair(ats[i] as number, places[j] as number);
    this.reworded(ats.slice(0, i), places.slice(0, j));
    this.reworded(ats.slice(i + 1), places.slice(j + 1));
  }

  private isAlike(at: number, place: number): boolean {
    const { keys } = this.vocabulary;
    const [a, b] = [this.oldId(at), this.newId(place)];
    const key = `${a} ${b}`;
    const known = this.alikes.get(key) ?? alike(keys[a] as string, keys[b] as string);
    this.alikes.set(key, known);
    return known;
  }

  /**
   * Moves each pure removal and insertion to where a sentence or paragraph begins, if the words allow it. Of "He left.
   * He won." without its first sentence the diff may keep the first "He" or the second: readers mean the second.
   */
  private slide(): void {
    const { old } = this;
    let at = 1;
    while (at < old.length) {
      const end = this.endOfGap(at);
      if (end === at || this.placeOf(at - 1) < 0) {
        at++;
        continue;
      }
      if (end < old.length && this.placeOf(end) === this.placeOf(at - 1) + 1) this.slideRemoval(at, end);
      at = end + 1;
    }
    for (let before = 0; before < old.length - 1; before++) {
      const [low, high] = [this.placeOf(before) + 1, this.placeOf(before + 1)];
      if (low > 0 && low < high && !this.taken.subarray(low, high).includes(1)) {
        this.slideInsertion(before, low, high);
      }
    }
  }

  private slideRemoval(start: number, end: number): void {
    const { ids } = this.old;
    const length = end - start;
    const place = this.placeOf(start - 1);
    let low = start;
    // Not beyond a place where the matched tokens are no longer neighbours.
    while (
      low > 0 &&
      this.placeOf(low - 1) === place - (start - low) &&
      ids[low - 1] === ids[low - 1 + length]
    )
      low--;
    let high = start;
    while (
      high + length < ids.length &&
      this.placeOf(high + length) === place + 1 + (high - start) &&
      ids[high] === ids[high + length] &&
      this.oldId(high) >= 0
    )
      high++;
    const best = this.bestStart(this.old, low, high, length, start);
    for (let at = best; at < start; at++) {
      this.newOf[at + length] = this.placeOf(at);
      this.newOf[at] = -1;
    }
    for (let at = start; at < best; at++) {
      this.newOf[at] = this.placeOf(at + length);
      this.newOf[at + length] = -1;
    }
  }

  private slideInsertion(before: number, start: number, end: number): void {
    const { ids } = this.new_;
    const length = end - start;
    let [low, left] = [start, before];
    while (low > 0 && left >= 0 && this.placeOf(left) === low - 1 && ids[low - 1] === ids[low - 1 + length]) {
      low--;
      left--;
    }
    let [high, right] = [start, before + 1];
    while (
      high + length < ids.length &&
      right < this.newOf.length &&
      this.placeOf(right) === high + length &&
      ids[high] === ids[high + length]
    ) {
      high++;
      right++;
    }
    const best = this.bestStart(this.new_, low, high, length, start);
    // The tokens before it move behind it, or those behind it before it.
    for (let step = 0; step < start - best; step++) (this.newOf[before - step] as number) += length;
    for (let step = 0; step < best - start; step++) (this.newOf[before + 1 + step] as number) -= length;
    for (let place = Math.min(start, best); place < Math.max(end, best + length); place++) {
      this.taken[place] = Number(!(place >= best && place < best + length));
    }
  }

  /** Where a removal or insertion of so many tokens begins best: it does not cut a word from its signs. */
  private bestStart(tokens: Tokens, low: number, high: number, length: number, near: number): number {
    const rank = (at: number) =>
      4 * (2 - Number(isGlued(tokens, at)) - Number(isGlued(tokens, at + length))) +
      this.boundary(tokens, at);
    let best = low;
    for (const at of range(low, high + 1)) {
      const lead = rank(at) - rank(best);
      if (lead > 0 || (lead === 0 && Math.abs(at - near) < Math.abs(best - near))) best = at;
    }
    return best;
  }

  /** How good a place the beginning of a token is for a removal or insertion to begin. */
  private boundary(tokens: Tokens, at: number): number {
    const keyOf = (index: number) => this.vocabulary.keys[tokens.ids[index] as number] ?? '';
    if (at === 0 || (tokens.ids[at - 1] as number) < 0) return 3;
    if (isGlued(tokens, at)) return 0;
    const last = keyOf(at - 1);
    const isEnd = (key: string) => key === '.' || key === '!' || key === '?';
    if (isEnd(last)) return 3;
    if (['"', "'", ')', ']'].includes(last) && at > 1 && isEnd(keyOf(at - 2))) return 3;
    return [',', ';', ':', '-'].includes(last) ? 2 : 1;
  }
}
