// Quotes where there is room for a line.

/** The first `length` code points, with an ellipsis where there were more. */
export function shortened(quote: string, length = 70): string {
  const start = Array.from(quote.slice(0, 2 * length + 2));
  return start.length > length ? `${start.slice(0, length).join('')}…` : quote;
}
