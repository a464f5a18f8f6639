// Sentences and words of the article, found block by block when they are asked for.
import { type Offsets, type Span, sentences, snapToGraphemes, snapToWords } from '../../model';
import { type Block, blockAt } from './layout';

export type Snap = 'characters' | 'words' | 'sentences';
export type Edge = 'start' | 'end';

const segmenters = {
  words: new Intl.Segmenter(undefined, { granularity: 'word' }),
  characters: new Intl.Segmenter(undefined, { granularity: 'grapheme' })
};

/** A span without the blanks at its ends; undefined if nothing is left. */
export function trimmed(offsets: Offsets, { start, end }: Span): Span | undefined {
  const text = offsets.slice(start, end);
  // Blanks are one code point and one UTF-16 unit each.
  const first = start + text.length - text.trimStart().length;
  const last = end - (text.length - text.trimEnd().length);
  return first < last ? { start: first, end: last } : undefined;
}

/** The last that fits; `Array.findLast` is younger than the browsers that we serve. */
function last<T>(all: readonly T[], fits: (one: T) => boolean): T | undefined {
  for (let at = all.length - 1; at >= 0; at--) if (fits(all[at] as T)) return all[at];
  return undefined;
}

const CLOSING: Record<string, string> = { '(': ')', '[': ']', '（': '）', '［': '］' };
const CLOSES = new Set(Object.values(CLOSING));

/** The outermost pairs of brackets, in text order; one without its other half is text like any other. */
export function brackets(text: string): Span[] {
  const found: Span[] = [];
  const open: { start: number; closing: string }[] = [];
  for (const [at, sign] of Array.from(text).entries()) {
    const closing = CLOSING[sign];
    if (closing) open.push({ start: at, closing });
    else if (CLOSES.has(sign) && open.at(-1)?.closing === sign) {
      const { start } = open.pop() as { start: number };
      while ((found.at(-1)?.start ?? -1) > start) found.pop();
      found.push({ start, end: at + 1 });
    }
  }
  return found;
}

/** All offsets are code points of the article, half-open. */
export class Units {
  private readonly found = new Map<number, Span[]>();

  constructor(
    private readonly blocks: readonly Block[],
    readonly offsets: Offsets
  ) {}

  /** Sentences of a block, in text order. */
  sentencesOf(at: number): Span[] {
    const known = this.found.get(at);
    if (known) return known;
    const block = this.blocks[at];
    if (!block) return [];
    const { start, end } = block;
    const made = sentences(this.offsets.slice(start, end)).map(span => ({
      start: span.start + start,
      end: span.end + start
    }));
    this.found.set(at, made);
    return made;
  }

  /** The sentence that holds the character at `offset`; between two, and behind the last, the one before. */
  sentenceAt(offset: number): Span | undefined {
    for (let at = this.blockAt(offset); at >= 0; at--) {
      const found = last(this.sentencesOf(at), ({ start }) => start <= offset);
      if (found) return found;
    }
    return this.sentenceAfter(offset);
  }

  /** The first sentence that starts at `offset` or behind it. */
  sentenceAfter(offset: number): Span | undefined {
    for (let at = Math.max(this.blockAt(offset), 0); at < this.blocks.length; at++) {
      const found = this.sentencesOf(at).find(({ start }) => start >= offset);
      if (found) return found;
    }
    return undefined;
  }

  /** The last sentence that starts before `offset`. */
  sentenceBefore(offset: number): Span | undefined {
    for (let at = this.blockAt(offset); at >= 0; at--) {
      const found = last(this.sentencesOf(at), ({ start }) => start < offset);
      if (found) return found;
    }
    return undefined;
  }

  /** The first passage in brackets that starts at `offset` or behind it, its brackets included. */
  bracketsAfter(offset: number): Span | undefined {
    for (let at = Math.max(this.blockAt(offset), 0); at < this.blocks.length; at++) {
      const found = this.bracketsOf(at).find(({ start }) => start >= offset);
      if (found) return found;
    }
    return undefined;
  }

  /** The last passage in brackets that starts before `offset`. */
  bracketsBefore(offset: number): Span | undefined {
    for (let at = this.blockAt(offset); at >= 0; at--) {
      const found = last(this.bracketsOf(at), ({ start }) => start < offset);
      if (found) return found;
    }
    return undefined;
  }

  private bracketsOf(at: number): Span[] {
    const block = this.blocks[at];
    if (!block) return [];
    return brackets(this.offsets.slice(block.start, block.end)).map(({ start, end }) => ({
      start: start + block.start,
      end: end + block.start
    }));
  }

  /** The smallest span of whole units around what is given, without blanks at its ends; undefined if it is blank. */
  snapped(given: Span, snap: Snap): Span | undefined {
    const { offsets } = this;
    const whole = snapToGraphemes(offsets, given.start, given.end);
    const span = trimmed(offsets, whole);
    if (!span || snap === 'characters') return span;
    if (snap === 'words') return trimmed(offsets, snapToWords(offsets, span.start, span.end));
    const { start } = this.sentenceAt(span.start) ?? span;
    const { end } = this.sentenceAt(span.end - 1) ?? span;
    return { start: Math.min(span.start, start), end: Math.max(span.end, end) };
  }

  /**
   * The nearest place before (-1) or behind (1) `offset` where a word (or a character that is not blank) has its
   * `edge`; undefined where the article has no more.
   */
  step(offset: number, by: 1 | -1, edge: Edge, unit: 'words' | 'characters'): number | undefined {
    const from = this.blockAt(by < 0 || edge === 'end' ? offset - (by < 0 ? 1 : 0) : offset);
    for (let at = Math.max(from, 0); at >= 0 && at < this.blocks.length; at += by) {
      const edges = this.edges(at, edge, unit);
      const found = by > 0 ? edges.find(place => place > offset) : last(edges, place => place < offset);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private edges(at: number, edge: Edge, unit: 'words' | 'characters'): number[] {
    const { start, end } = this.blocks[at] as Block;
    const { offsets } = this;
    const base = offsets.toUtf16(start);
    const found: number[] = [];
    for (const { index, segment, isWordLike } of segmenters[unit].segment(offsets.slice(start, end))) {
      if (unit === 'words' ? !isWordLike : !segment.trim()) continue;
      found.push(offsets.toCodePoint(base + index + (edge === 'end' ? segment.length : 0)));
    }
    return found;
  }

  private blockAt(offset: number): number {
    return blockAt(this.blocks as Block[], offset);
  }
}
