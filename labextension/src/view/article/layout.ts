// From standoff markup to the blocks and inline stretches that the article is built of.
import type { Document, Markup, Offsets } from '../../model';

export interface Block {
  type: string;
  level: number;
  start: number;
  end: number;
  /** Of an item of an ordered list. */
  number?: number;
  /** The page of print that begins here, as it is printed there. */
  page?: string;
}

export interface Inline {
  type: 'emphasis' | 'strong' | 'code' | 'link' | 'image';
  start: number;
  end: number;
  href?: string;
}

export interface Layout {
  blocks: Block[];
  inlines: Inline[];
}

const BLOCKS = new Set([
  'title',
  'heading',
  'paragraph',
  'list_item',
  'quote',
  'code_block',
  'caption',
  'footnote',
  'table_row'
]);
const INLINES = new Set(['emphasis', 'strong', 'code', 'link', 'image']);

function isSound(mark: Markup, length: number): boolean {
  return (
    Number.isInteger(mark.start) &&
    Number.isInteger(mark.end) &&
    mark.start >= 0 &&
    mark.start < mark.end &&
    mark.end <= length
  );
}

/** Only these schemes open from an article; anything else is shown as plain text. */
export function safeHref(href: unknown): string | undefined {
  if (typeof href !== 'string') return undefined;
  try {
    const { protocol } = new URL(href);
    return protocol === 'http:' || protocol === 'https:' ? href : undefined;
  } catch {
    return undefined;
  }
}

/** Blank-line paragraphs of the stretch [start, end), for text that no block markup covers. */
function paragraphs(offsets: Offsets, start: number, end: number): Block[] {
  const stretch = offsets.slice(start, end);
  const base = offsets.toUtf16(start);
  const found: Block[] = [];
  for (let from = 0; from < stretch.length; ) {
    const blank = stretch.indexOf('\n\n', from);
    const to = blank < 0 ? stretch.length : blank;
    const text = stretch.slice(from, to);
    const first = base + from + text.length - text.trimStart().length;
    const last = base + from + text.trimEnd().length;
    if (first < last)
      found.push({
        type: 'paragraph',
        level: 0,
        start: offsets.toCodePoint(first),
        end: offsets.toCodePoint(last)
      });
    from = to + 2;
  }
  return found;
}

/**
 * Blocks in text order that together show every visible character exactly once, whatever the markup says.
 * Offsets are code points, half-open.
 */
export function layoutOf(document: Document, offsets: Offsets): Layout {
  const sound = document.markup.filter(mark => isSound(mark, offsets.length));
  const marked = sound
    .filter(mark => BLOCKS.has(mark.type))
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const blocks: Block[] = [];
  let covered = 0;
  for (const mark of marked) {
    // A block inside another (a paragraph in a quote) would show its text twice: the outer one is kept.
    if (mark.start < covered) continue;
    blocks.push(...paragraphs(offsets, covered, mark.start));
    const usual = mark.type === 'list_item' ? 1 : 2;
    const level = typeof mark.level === 'number' ? Math.min(Math.max(Math.trunc(mark.level), 1), 6) : usual;
    const numbered = mark.ordered === true && Number.isInteger(mark.number);
    blocks.push({
      type: mark.type,
      level,
      start: mark.start,
      end: mark.end,
      ...(numbered ? { number: mark.number as number } : {})
    });
    covered = mark.end;
  }
  blocks.push(...paragraphs(offsets, covered, offsets.length));
  markPages(blocks, sound);
  const inlines: Inline[] = [];
  for (const mark of sound) {
    if (!INLINES.has(mark.type)) continue;
    const href = mark.type === 'link' ? safeHref(mark.href) : undefined;
    if (mark.type === 'link' && href === undefined) continue;
    inlines.push({ type: mark.type as Inline['type'], start: mark.start, end: mark.end, href });
  }
  inlines.sort((a, b) => a.start - b.start || b.end - a.end);
  return { blocks, inlines };
}

/** Notes at the block that holds the beginning of a page of print which page that is; the first page goes without saying. */
function markPages(blocks: Block[], sound: Markup[]): void {
  const pages = sound.filter(mark => mark.type === 'page').sort((a, b) => a.start - b.start);
  for (const { start, number, label } of pages.slice(1)) {
    const shown = typeof label === 'string' ? label : typeof number === 'number' ? String(number) : '';
    const block = blocks[Math.max(blockAt(blocks, start), 0)];
    if (block && shown !== '' && start < block.end) block.page = shown.slice(0, 20);
  }
}

/** Index of the last block that starts at or before `offset`; -1 where there is none. */
export function blockAt(blocks: Block[], offset: number): number {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((blocks[middle] as Block).start <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
