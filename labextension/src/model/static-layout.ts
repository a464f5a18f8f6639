// From standoff markup to the blocks and inline stretches of the static page (twin: src/annotator/static_layout.py).

/** A stretch of the text with a type; a level from 1 to 6 for headings and list items, a number, an address. */
export interface StaticBlock {
  type: string;
  level: number;
  start: number;
  end: number;
  number?: number;
  href?: string;
}

const BLOCKS = new Set(
  'title heading paragraph list_item quote code_block caption footnote table_row'.split(' ')
);
const INLINES = new Set(['emphasis', 'strong', 'code']);
// Of an address nothing is kept that could mean something in HTML; both languages know the same letters.
const SAFE_LINK = /^[hH][tT][tT][pP][sS]?:\/\/[!#-;=?-Z[\]_a-z~\u00c0-\u1fff\u2c00-\ud7ff]{1,4000}$/;
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
      const usual = type === 'list_item' ? 1 : 2;
      const given = mark.ordered === true ? whole(mark.number) : undefined;
      const number = given !== undefined && given >= 0 && given < 1_000_000_000 ? given : undefined;
      marked.push({
        type,
        level: level === undefined ? usual : Math.min(Math.max(level, 1), 6),
        start,
        end,
        number
      });
    } else if (type === 'link') {
      if (typeof mark.href === 'string' && SAFE_LINK.test(mark.href)) {
        inlines.push({ type, level: 0, start, end, href: mark.href });
      }
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
