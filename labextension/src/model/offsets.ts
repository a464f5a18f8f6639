// Code points, as everything stored has them, and the UTF-16 units of JavaScript strings. Nowhere else is converted.
import type { Span } from './generated/reading';

/** Surrogate pairs: without the `u` flag, in which a lone half is no character and a pair is one. */
const PAIRS = /[\uD800-\uDBFF][\uDC00-\uDFFF]/g;

export class Offsets {
  /** Length in code points. */
  readonly length: number;
  /** Code point offsets of the characters that take two UTF-16 units, ascending. */
  private readonly wide: number[] = [];

  constructor(readonly text: string) {
    for (const { index } of text.matchAll(PAIRS)) this.wide.push(index - this.wide.length);
    this.length = text.length - this.wide.length;
  }

  /** How many wide characters, told by code point offset and rank, are before a place. */
  private count(isBefore: (wide: number, rank: number) => boolean): number {
    let low = 0;
    let high = this.wide.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(this.wide[middle] as number, middle)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** UTF-16 index of the code point at `offset`; an offset outside of the text counts as its nearest end. */
  toUtf16(offset: number): number {
    if (offset <= 0) return 0;
    if (offset >= this.length) return this.text.length;
    return offset + this.count(wide => wide < offset);
  }

  /**
   * Code point offset of UTF-16 index `unit`. The middle of a surrogate pair counts as the place before it, an index
   * outside of the text as its nearest end.
   */
  toCodePoint(unit: number): number {
    if (unit <= 0) return 0;
    if (unit >= this.text.length) return this.length;
    return unit - this.count((wide, rank) => wide + rank < unit);
  }

  /** Text of [start, end), in code points. */
  slice(start: number, end: number): string {
    return this.text.slice(this.toUtf16(start), this.toUtf16(end));
  }
}

type Granularity = 'grapheme' | 'word';

const segmenters = new Map<Granularity, Intl.Segmenter>();

function segmenter(granularity: Granularity): Intl.Segmenter {
  const known = segmenters.get(granularity);
  if (known) return known;
  const made = new Intl.Segmenter(undefined, { granularity });
  segmenters.set(granularity, made);
  return made;
}

/** The start and end, in UTF-16, of the segment that `unit` lies inside of; `unit` twice where it is a boundary. */
function around(text: string, unit: number, granularity: Granularity): [number, number] {
  if (unit <= 0 || unit >= text.length) return [unit, unit];
  // The place behind a line feed is always a boundary, so that one line is enough: an article would take milliseconds.
  const from = text.lastIndexOf('\n', unit - 1) + 1;
  if (from === unit) return [unit, unit];
  const feed = text.indexOf('\n', unit);
  const line = text.slice(from, feed < 0 ? text.length : feed + 1);
  const found = segmenter(granularity)
    .segment(line)
    .containing(unit - from);
  if (!found || found.index + from === unit) return [unit, unit];
  return [found.index + from, found.index + from + found.segment.length];
}

function snap(offsets: Offsets, start: number, end: number, granularity: Granularity): Span {
  const { text } = offsets;
  const from = around(text, offsets.toUtf16(start), granularity)[0];
  const to = around(text, offsets.toUtf16(end), granularity)[1];
  return { start: offsets.toCodePoint(from), end: offsets.toCodePoint(to) };
}

/** The smallest span of whole graphemes (Unicode UAX #29) around [start, end), in code points. */
export function snapToGraphemes(offsets: Offsets, start: number, end: number): Span {
  return snap(offsets, start, end, 'grapheme');
}

/** The smallest span of whole words (Unicode UAX #29) around [start, end), in code points. */
export function snapToWords(offsets: Offsets, start: number, end: number): Span {
  return snap(offsets, start, end, 'word');
}
