// The stretches of an annotation: adding one, taking one away, moving an end. Code points, half-open, in text order.
import type { Span } from '../model';

/** In text order; stretches that overlap or touch become one. */
export function united(spans: readonly Span[]): Span[] {
  const found: Span[] = [];
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = found.at(-1);
    if (last && start <= last.end)
      found[found.length - 1] = { start: last.start, end: Math.max(last.end, end) };
    else found.push({ start, end });
  }
  return found;
}

/** What is left of the stretches without `cut`: one that it goes through becomes two. */
export function without(spans: readonly Span[], cut: Span): Span[] {
  return spans.flatMap(({ start, end }) =>
    [
      { start, end: Math.min(end, cut.start) },
      { start: Math.max(start, cut.end), end }
    ].filter((piece, at) => piece.start < piece.end && (at === 0 ? start < cut.start : end > cut.end))
  );
}

export function same(one: readonly Span[], other: readonly Span[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ start, end }, at) => start === other[at]?.start && end === other[at]?.end)
  );
}

/** Whether any of the stretches shares a character with `span`. */
export function meets(spans: readonly Span[], span: Span): boolean {
  return spans.some(({ start, end }) => start < span.end && end > span.start);
}

/**
 * One end of the stretch `at`, moved to `offset`: not past its other end, and not over its neighbours.
 * @param least - the nearest place to the other end that leaves something of the stretch
 */
export function moved(
  spans: readonly Span[],
  at: number,
  edge: 'start' | 'end',
  offset: number,
  least: number
): Span[] {
  const span = spans[at];
  if (!span) return [...spans];
  const next =
    edge === 'start'
      ? { start: Math.max(Math.min(offset, least), spans[at - 1]?.end ?? 0), end: span.end }
      : { start: span.start, end: Math.min(Math.max(offset, least), spans[at + 1]?.start ?? Infinity) };
  return united(spans.map((old, index) => (index === at ? next : old)));
}
