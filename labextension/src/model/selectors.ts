// How a span is described so that it can be found again: its quote with what stands before and after it.
import type { Span } from './generated/reading';
import { type Offsets, snapToGraphemes } from './offsets';

const CONTEXT = 32;

export interface Description {
  quote: string;
  prefix: string;
  suffix: string;
}

/** Quote, prefix and suffix (up to 32 code points, whole graphemes) of spans in text order. */
export function describe(offsets: Offsets, spans: readonly Span[]): Description {
  const start = spans[0]?.start ?? 0;
  const end = spans.at(-1)?.end ?? 0;
  const from = Math.max(start - CONTEXT, 0);
  const to = Math.min(end + CONTEXT, offsets.length);
  const before = snapToGraphemes(offsets, from, from);
  const after = snapToGraphemes(offsets, to, to);
  return {
    quote: spans.map(span => offsets.slice(span.start, span.end)).join(' … '),
    prefix: offsets.slice(before.start === from ? from : before.end, start),
    suffix: offsets.slice(end, after.end === to ? to : after.start)
  };
}
