// From standoff markup to the blocks and inline stretches of the static page (twin: src/annotator/static_layout.py).

/** A stretch of the text with a type and, for headings, a level from 1 to 6. */
export interface StaticBlock {
  type: string;
  level: number;
  start: number;
  end: number;
}

const BLOCKS = new Set(['title', 'heading', 'paragraph', 'list_item', 'quote', 'code_block']);
// Links are left out, and so show as plain text: a page that is looked at must not lead anywhere.
const INLINES = new Set(['emphasis', 'strong', 'code']);
const BLANK = new Set([' ', '\t', '\n']);

function whole(value: unknown): number | undefined {
  return Number.isInteger(value) ? (value as number) : undefined;
}

function paragraphs(text: string[], from: number, end: number): StaticBlock[] {
  const found: StaticBlock[] = [];
  let start = from;
  while (start < end) {
    let close = start;
    while (close < end && !(close + 1 < end && text[close] === '\n' && text[close + 1] === '\n')) close++;
    let first = start;
    let last = close;
    while (first < last && BLANK.has(text[first] as string)) first++;
    while (last > first && BLANK.has(text[last - 1] as string)) last--;
    if (first < last) found.push({ type: 'paragraph', level: 0, start: first, end: last });
    start = close + 2;
  }
  return found;
}

/**
 * Blocks in text order, which together show every visible character once, whatever the markup says; and inline stretches.
 * @param text - code points of the article
 */
export function staticLayout(
  text: string[],
  markup: readonly object[]
): { blocks: StaticBlock[]; inlines: StaticBlock[] } {
  const marked: StaticBlock[] = [];
  const inlines: StaticBlock[] = [];
  for (const mark of markup as readonly Record<string, unknown>[]) {
    const type = mark.type as string;
    const start = whole(mark.start);
    const end = whole(mark.end);
    const level = whole(mark.level);
    if (start === undefined || end === undefined || !(start >= 0 && start < end && end <= text.length))
      continue;
    if (BLOCKS.has(type)) {
      marked.push({ type, level: level === undefined ? 2 : Math.min(Math.max(level, 1), 6), start, end });
    } else if (INLINES.has(type)) {
      inlines.push({ type, level: 0, start, end });
    }
  }
  const blocks: StaticBlock[] = [];
  let covered = 0;
  for (const block of marked.sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (block.start < covered) continue;
    blocks.push(...paragraphs(text, covered, block.start), block);
    covered = block.end;
  }
  blocks.push(...paragraphs(text, covered, text.length));
  return { blocks, inlines };
}
