// What two sequences of tokens have in common: what stands once in both, and longest common subsequences.
import { isWord } from './tokens';

/** Tokens: three are often a turn of phrase, five are seldom left whole where much was edited. */
export const SEED = 4;
/** Tokens of a moved block; what is shorter may be chance. */
const MOVED = 8;
/** Tokens between parts of one moved block. */
const NEAR = 40;
/** Of the letters, for a word with a corrected typo. */
const ALIKE = 0.7;

export type Pair = readonly [number, number];
/** Old place, new place, length. */
export type Block = readonly [number, number, number];

/** Whether two words are spelt almost alike: most letters are the same, in the same order. */
export function alike(a: string, b: string): boolean {
  const [left, right] = [Array.from(a), Array.from(b)];
  const [shorter, longer] = [Math.min(left.length, right.length), Math.max(left.length, right.length)];
  if (!(isWord(a) && isWord(b)) || 10 * shorter < 6 * longer) return false;
  return common(left, right).length * 2 >= ALIKE * (left.length + right.length);
}

/** The common subsequence of the highest score, as pairs of indices; of several, one near the diagonal. */
export function common<T>(
  a: readonly T[],
  b: readonly T[],
  score: (i: number, j: number) => number = () => 1
): Pair[] {
  const [rows, columns] = [a.length, b.length];
  const width = columns + 1;
  const best = new Int32Array((rows + 1) * width);
  const at = (i: number, j: number) => best[i * width + j] as number;
  for (let i = rows - 1; i >= 0; i--) {
    for (let j = columns - 1; j >= 0; j--) {
      const without = Math.max(at(i + 1, j), at(i, j + 1));
      const taken = a[i] === b[j] ? at(i + 1, j + 1) + score(i, j) : 0;
      best[i * width + j] = Math.max(taken, without);
    }
  }
  const pairs: Pair[] = [];
  let [i, j] = [0, 0];
  while (i < rows && j < columns && at(i, j) > 0) {
    const [down, right] = [at(i + 1, j), at(i, j + 1)];
    const isPair =
      (at(i, j) > down && at(i, j) > right) ||
      (down === right && a[i] === b[j] && at(i, j) === at(i + 1, j + 1) + score(i, j));
    if (isPair) {
      pairs.push([i, j]);
      i++;
      j++;
    } else if (down !== right ? down > right : i * columns <= j * rows) i++;
    else j++;
  }
  return pairs;
}

/** What stands once in both, two tokens or else one, in the same order. */
export function unique(a: readonly number[], b: readonly number[]): Pair[] {
  for (const length of [2, 1]) {
    const pairs = seeds(a, b, length);
    const found: [number, number][] = [];
    for (const at of longestChain(pairs.map(([, j]) => j))) {
      for (let step = 0; step < length; step++) {
        const [i, j] = [(pairs[at] as Pair)[0] + step, (pairs[at] as Pair)[1] + step];
        const last = found.at(-1);
        if (!last || (i > last[0] && j > last[1])) found.push([i, j]);
      }
    }
    if (found.length > 0) return found;
  }
  return [];
}

/**
 * A name for each pair of numbers, the same for the same pair. A table of our own: a Map of so many numbers takes ten
 * times as long.
 */
function namesOfPairs(first: Int32Array, second: Int32Array): Int32Array {
  let size = 16;
  while (size < 2 * first.length) size *= 2;
  const owners = new Int32Array(size).fill(-1);
  const names = new Int32Array(first.length);
  let count = 0;
  for (let at = 0; at < first.length; at++) {
    const [x, y] = [first[at] as number, second[at] as number];
    let slot = (Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca6b)) >>> 0;
    slot = (slot ^ (slot >>> 15)) & (size - 1);
    let owner = owners[slot] as number;
    while (owner >= 0 && (first[owner] !== x || second[owner] !== y)) {
      slot = (slot + 1) & (size - 1);
      owner = owners[slot] as number;
    }
    if (owner < 0) owners[slot] = at;
    names[at] = owner < 0 ? count++ : (names[owner] as number);
  }
  return names;
}

/** Names of the runs of `length` tokens that begin at each place: of single tokens, then of two, then of four. */
function namesOf(a: readonly number[], b: readonly number[], length: number): [Int32Array, Int32Array] {
  const both = Int32Array.from([...a, ...b]);
  let names = namesOfPairs(both, new Int32Array(both.length));
  for (let done = 1; done < length; done *= 2) {
    const until = Math.max(names.length - done, 0);
    names = namesOfPairs(names.subarray(0, until), names.subarray(done));
  }
  // Runs that begin at the end of one and go on in the other are no runs.
  return [names.subarray(0, Math.max(a.length - length + 1, 0)), names.subarray(a.length)];
}

function countsOf(names: Int32Array, size: number): Uint32Array {
  const counts = new Uint32Array(size);
  for (const name of names) (counts[name] as number)++;
  return counts;
}

/** Places of the runs of `length` tokens (1, 2 or 4) that stand once in `a` and once in `b`, in the order of `a`. */
export function seeds(a: readonly number[], b: readonly number[], length: number): Pair[] {
  const [left, right] = namesOf(a, b, length);
  const size = a.length + b.length;
  const [inLeft, inRight] = [countsOf(left, size), countsOf(right, size)];
  const places = new Uint32Array(size);
  right.forEach((name, place) => {
    places[name] = place;
  });
  const found: Pair[] = [];
  left.forEach((name, at) => {
    if (inLeft[name] === 1 && inRight[name] === 1) found.push([at, places[name] as number]);
  });
  return found;
}

/** Indices of a longest rising subsequence. */
export function longestChain(places: readonly number[]): number[] {
  const tails: number[] = [];
  const last: number[] = [];
  const before: number[] = [];
  places.forEach((place, at) => {
    let [low, high] = [0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((tails[middle] as number) < place) low = middle + 1;
      else high = middle;
    }
    before.push(low > 0 ? (last[low - 1] as number) : -1);
    tails[low] = place;
    last[low] = at;
  });
  const chain: number[] = [];
  for (let at = last.at(-1) ?? -1; at >= 0; at = before[at] as number) chain.push(at);
  return chain.reverse();
}

/** Runs of equal tokens: those in order, and those that were moved. */
export function blocks(
  a: readonly number[],
  b: readonly number[]
): { inOrder: readonly Block[]; moved: readonly Block[] } {
  const found = seeds(a, b, SEED);
  const kept = new Set(longestChain(found.map(([, j]) => j)));
  const inOrder = runs(found.filter((_, at) => kept.has(at)));
  const moved: Block[] = [];
  let group: Block[] = [];
  const finish = () => {
    if (group.reduce((sum, [, , length]) => sum + length, 0) >= MOVED) moved.push(...group);
    group = [];
  };
  for (const run of runs(found.filter((_, at) => !kept.has(at)))) {
    const last = group.at(-1);
    if (last) {
      const [start, place, length] = last;
      const [apart, between] = [run[0] - start - length, run[1] - place - length];
      if (!(apart >= 0 && apart <= NEAR && between >= 0 && between <= NEAR)) finish();
    }
    group.push(run);
  }
  finish();
  return { inOrder, moved };
}

function runs(found: readonly Pair[]): Block[] {
  const made: [number, number, number][] = [];
  for (const [i, j] of found) {
    const last = made.at(-1);
    // Seeds overlap: up to SEED apart on one diagonal they are one run.
    if (last && i - last[0] === j - last[1] && i - last[0] <= last[2]) last[2] = i - last[0] + SEED;
    else made.push([i, j, SEED]);
  }
  return made;
}
