// Where annotations lie in the blocks of an article: flat segments of a block, and the blocks that a span touches.
import type { Span } from './generated/reading';

export interface Segment<T = string> {
  /** Code points, half-open. */
  start: number;
  end: number;
  /** The annotations that cover all of it, told by what they were given with, in the order in which they begin. */
  ids: T[];
}

type Spans = { readonly spans: readonly Span[] };

/**
 * Cuts the block [start, end) at every boundary of an annotation inside it. The segments join without gaps, and none
 * is empty; `cuts` are further places to cut at.
 */
export function segments<T = string>(
  annotations: Iterable<readonly [id: T, annotation: Spans]>,
  start: number,
  end: number,
  cuts: Iterable<number> = []
): Segment<T>[] {
  if (start >= end) return [];
  const opening = new Map<number, T[]>();
  const closing = new Map<number, T[]>();
  const note = (places: Map<number, T[]>, at: number, id: T) => {
    const ids = places.get(at);
    if (ids) ids.push(id);
    else places.set(at, [id]);
  };
  for (const [id, { spans }] of annotations) {
    for (const span of spans) {
      const [from, to] = [Math.max(span.start, start), Math.min(span.end, end)];
      if (from >= to) continue;
      note(opening, from, id);
      note(closing, to, id);
    }
  }
  const inside = [...cuts].filter(cut => cut > start && cut < end);
  const places = [...new Set([start, end, ...opening.keys(), ...closing.keys(), ...inside])];
  places.sort((a, b) => a - b);
  const covering = new Set<T>();
  const found: Segment<T>[] = [];
  for (let at = 0; at + 1 < places.length; at++) {
    const [from, to] = [places[at] as number, places[at + 1] as number];
    for (const id of closing.get(from) ?? []) covering.delete(id);
    for (const id of opening.get(from) ?? []) covering.add(id);
    found.push({ start: from, end: to, ids: [...covering] });
  }
  return found;
}

/** Finds the blocks that a span touches, by binary search. */
export class BlockIndex {
  /** `blocks` are in text order and do not overlap; between them there may be gaps. */
  constructor(private readonly blocks: readonly Span[]) {}

  /** Index of the first block that ends behind `offset`; the number of blocks where none does. */
  private firstBehind(offset: number): number {
    let low = 0;
    let high = this.blocks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.blocks[middle] as Span).end <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Indices of the blocks that share a character with any of the spans, ascending, each once. */
  touched(spans: readonly Span[]): number[] {
    // Nearly every annotation has one span, which lies in one block.
    if (spans.length === 1) return this.within(spans[0] as Span);
    return [...new Set(spans.flatMap(span => this.within(span)))].sort((a, b) => a - b);
  }

  private within({ start, end }: Span): number[] {
    const found: number[] = [];
    for (let at = this.firstBehind(start); at < this.blocks.length; at++) {
      if ((this.blocks[at] as Span).start >= end) break;
      found.push(at);
    }
    return found;
  }
}
