// What is known of the text that a reading is about: the quotes, with what stands around them.
import type { Annotation } from '../generated/reading';
import { lengthOf, Tokens, tokensOf, type Vocabulary } from './tokens';

export const BETWEEN_SPANS = ' … ';
// Ids below this mark places where the text is not known; each is used once, so that nothing matches across them.
const UNKNOWN = -2;

/** Where it starts, what stands there (in code points), and where in it the quote starts and ends. */
interface Window {
  start: number;
  text: string[];
  first: number;
  last: number;
}

/** The quote of each span; undefined where quote and spans do not belong together. */
export function quotesOf({ spans, quote }: Annotation): string[] | undefined {
  const text = Array.from(quote);
  const quotes: string[] = [];
  let at = 0;
  for (const { start, end } of spans) {
    if (quotes.length > 0) {
      const until = at + BETWEEN_SPANS.length;
      if (text.slice(at, until).join('') !== BETWEEN_SPANS) return undefined;
      at = until;
    }
    quotes.push(text.slice(at, at + end - start).join(''));
    at += end - start;
  }
  return at === text.length ? quotes : undefined;
}

function windowsOf(annotations: Iterable<Annotation>): Window[] {
  const windows: Window[] = [];
  for (const annotation of annotations) {
    const { spans } = annotation;
    const quotes = quotesOf(annotation);
    if (!quotes) continue;
    spans.forEach(({ start, end }, at) => {
      const before = Array.from(annotation.prefix ?? '');
      const prefix = at === 0 && start > 0 ? before.slice(-start) : [];
      const suffix = at === spans.length - 1 ? (annotation.suffix ?? '') : '';
      const text = [...prefix, ...Array.from((quotes[at] as string) + suffix)];
      windows.push({ start: start - prefix.length, text, first: start, last: end });
    });
  }
  return windows.sort((a, b) => a.start - b.start || a.text.length - b.text.length);
}

/** Windows that touch, united; the one that says something else than those before it is left out. */
function islandsOf(windows: readonly Window[]): Window[] {
  const islands: Window[] = [];
  for (const { start, text, first, last } of windows) {
    const island = islands.at(-1);
    if (!island || start > island.start + island.text.length) {
      islands.push({ start, text: [...text], first, last });
      continue;
    }
    const from = start - island.start;
    const shared = Math.min(island.text.length - from, text.length);
    if (!text.slice(0, shared).every((letter, at) => letter === island.text[from + at])) continue;
    for (const letter of text.slice(shared)) island.text.push(letter);
    island.first = Math.min(island.first, first);
    island.last = Math.max(island.last, last);
  }
  return islands;
}

/** The tokens around annotations, at the places where they stood in their text. */
export function knownTokens(annotations: Iterable<Annotation>, vocabulary: Vocabulary): Tokens {
  const tokens = new Tokens();
  for (const { start, text, first, last } of islandsOf(windowsOf(annotations))) {
    tokens.add(start, start, UNKNOWN - tokens.length, -1);
    const content = text.join('');
    const island = tokensOf(content, vocabulary);
    const finish = start + lengthOf(content);
    for (let at = 0; at < island.length; at++) {
      const begin = (island.starts[at] as number) + start;
      const end = (island.ends[at] as number) + start;
      // A context of 32 characters begins and ends in the middle of words.
      const isCut = (begin === start && start > 0 && end <= first) || (end === finish && begin >= last);
      if (!isCut) tokens.add(begin, end, island.ids[at] as number, island.plains[at] as number);
    }
  }
  tokens.add(tokens.ends.at(-1) ?? 0, 2 ** 53, UNKNOWN - tokens.length, -1);
  return tokens;
}
