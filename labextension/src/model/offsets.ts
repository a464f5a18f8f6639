// Code points, as everything stored has them, and the UTF-16 units of JavaScript strings. Nowhere else is converted.
import type { Span } from './generated/reading';

export class Offsets {
  /** Length in code points. */
  readonly length: number;
  /** Code point offsets of the characters that take two UTF-16 units, ascending. */
  private readonly wide: number[] = [];

  constructor(readonly text: string) {
    let point = 0;
    for (let unit = 0; unit < text.length; point++) {
      const isWide = (text.codePointAt(unit) as number) > 0xffff;
      if (isWide) this.wide.push(point);
      unit += isWide ? 2 : 1;
    }
    this.length = point;
  }

  /** How many wide characters begin before the place that `before` tells. */
  private count(before: (wide: number, at: number) => boolean): number {
    let low = 0;
    let high = this.wide.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (before(this.wide[middle] as number, middle)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** UTF-16 index of the code point at `offset`. */
  toUtf16(offset: number): number {
    return offset + this.count(wide => wide < offset);
  }

  /** Code point offset of UTF-16 index `unit`; the middle of a surrogate pair counts as the place before it. */
  toCodePoint(unit: number): number {
    const before = this.count((wide, at) => wide + at + 1 < unit);
    const inside = this.wide[before];
    return unit - before - (inside !== undefined && inside + before + 1 === unit ? 1 : 0);
  }

  /** Text of [start, end), in code points. */
  slice(start: number, end: number): string {
    return this.text.slice(this.toUtf16(start), this.toUtf16(end));
  }
}

const WINDOW = 200;
const segmenters = new Map<string, Intl.Segmenter>();

function segmenter(granularity: 'grapheme' | 'word'): Intl.Segmenter {
  const known = segmenters.get(granularity);
  if (known) return known;
  const made = new Intl.Segmenter(undefined, { granularity });
  segmenters.set(granularity, made);
  return made;
}

/** The start and end, in UTF-16, of the segment that `unit` lies inside of; `unit` itself where it is a boundary. */
function around(text: string, unit: number, granularity: 'grapheme' | 'word'): [number, number] {
  let from = Math.max(unit - WINDOW, 0);
  // A window that begins at a blank begins at a boundary, whatever stands before it.
  while (from > 0 && !/\s/.test(text[from] as string) && unit - from < 4 * WINDOW) from--;
  const segments = segmenter(granularity).segment(text.slice(from, unit + WINDOW));
  const found = segments.containing(unit - from);
  if (!found || found.index + from === unit) return [unit, unit];
  return [found.index + from, found.index + from + found.segment.length];
}

function snap(offsets: Offsets, start: number, end: number, granularity: 'grapheme' | 'word'): Span {
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
