// Two versions of a quote, word by word: what is gone, what is new, what stayed.
import { common } from '../model';

type Part = [sign: '-' | '+' | ' ', words: string];

/** Longer quotes are shown one after the other: a table of all their words would be too large. */
const MOST = 400;

/** Parts in order: `-` stands in the old version only, `+` in the new one only. */
export function changedWords(was: string, now: string): Part[] {
  const [old, new_] = [was.split(/(?<=\s)/), now.split(/(?<=\s)/)];
  if (old.length > MOST || new_.length > MOST) {
    return [
      ['-', was],
      ['+', now]
    ];
  }
  const bare = (word: string) => word.trim();
  const parts: Part[] = [];
  const add = (sign: Part[0], words: string[]) => {
    if (words.length > 0) parts.push([sign, words.join('')]);
  };
  let [done, reached] = [0, 0];
  for (const [i, j] of [...common(old.map(bare), new_.map(bare)), [old.length, new_.length] as const]) {
    add('-', old.slice(done, i));
    add('+', new_.slice(reached, j));
    if (i < old.length) {
      const last = parts.at(-1);
      if (last?.[0] === ' ') last[1] += new_[j];
      else add(' ', [new_[j] as string]);
    }
    [done, reached] = [i + 1, j + 1];
  }
  return parts;
}
