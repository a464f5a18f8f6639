// The annotated article as static HTML for a notebook's text/html output (twin: src/annotator/static_html.py).
// It is a string for pages that know nothing of us and is never put into a page of ours.
import { type StaticBlock, staticLayout } from './static-layout';
import { escaped, isolated, isolatedLines, quotationMarks } from './static-text';

interface PageValue {
  id: string;
  title: string;
  missing?: boolean;
}

interface PageField {
  id: string;
  title: string;
  level: string;
  values?: readonly PageValue[];
}

interface PageCodebook {
  title: string;
  version: string;
  kinds: readonly { id: string; title: string; color?: string; strength?: string }[];
  fields?: readonly PageField[];
  relations?: readonly { id: string; title: string }[];
}

interface PageAnnotation {
  kind: string;
  spans: readonly { start: number; end: number }[];
  quote: string;
  values: Record<string, unknown>;
  note?: string;
  status?: string;
}

interface PageRelation {
  kind: string;
  from: string;
  to: string;
  values?: Record<string, unknown>;
  note?: string;
}

/** The sound records of a reading, as `check` gives them. */
export interface Sound {
  annotations: Record<string, PageAnnotation>;
  relations: Record<string, PageRelation>;
  answers: Record<string, { value?: unknown }>;
  setAside: number;
}

// Fallback for kinds without a colour of their own; the same as in the interactive view.
const FALLBACK = ['#0072B2', '#B4560A', '#00795C', '#A2528F', '#6B6B00'];
const LINES = ['2px dotted', '2px dashed', '2px solid', '4px double'];
const PLAIN = '2px solid';
const UNANSWERED = '1px solid';
// Outermost first.
const INLINES: [string, string][] = [
  ['emphasis', 'em'],
  ['strong', 'strong'],
  ['code', 'code']
];
// Longer hover texts would grow with (annotations x segments) where everything overlaps everything.
const NAMED = 3;

/** How a kind is drawn: its colour, and the ordinal field behind the weight of its line. */
interface Style {
  title: string;
  color: string;
  strength: string;
  scale: string[];
}

/** An annotation with its number in text order. */
interface Item {
  number: number;
  id: string;
  record: PageAnnotation;
  style: Style;
  line: string;
}

function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The whole annotated article as one HTML fragment without script or outside resource.
 * @param document - offsets are code points, half-open
 * @param reader - who annotated; null where nobody has yet
 * @param sound - records that fit the document and the codebook; absent for the bare article
 */
export function staticHtml(
  document: { title: string; text: string; markup: readonly object[] },
  codebook: PageCodebook,
  reader: string | null = null,
  sound: Sound | null = null
): string {
  const items = itemsOf(codebook, sound);
  const text = Array.from(document.text);
  const { blocks, inlines } = staticLayout(text, document.markup);
  const parts = ['<article class="tex2jax_ignore mathjax_ignore" style="max-width:46em;line-height:1.7">\n'];
  if (!blocks.some(block => block.type === 'title'))
    parts.push(`<h2 dir="auto">${escaped(document.title)}</h2>\n`);
  parts.push(article(text, blocks, inlines, items));
  parts.push(aboutDocument(codebook, sound));
  parts.push('<h3 style="margin-top:2em">Annotations</h3>\n');
  if (items.length > 0) parts.push(legend(codebook, items), list(codebook, items, sound));
  else parts.push('<p>No annotations yet.</p>\n');
  parts.push(footer(codebook, reader, items, sound), '</article>');
  return parts.join('');
}

// --- what is drawn

function stylesOf(codebook: PageCodebook): Map<string, Style> {
  const styles = new Map<string, Style>();
  codebook.kinds.forEach((kind, at) => {
    const color = /^#[0-9a-fA-F]{6}$/.test(kind.color ?? '') ? kind.color : FALLBACK[at % FALLBACK.length];
    const strength = (codebook.fields ?? []).find(field => field.id === kind.strength);
    const scale = (strength?.values ?? []).filter(value => !value.missing).map(value => value.id);
    styles.set(kind.id, { title: kind.title, color: color as string, strength: strength?.id ?? '', scale });
  });
  return styles;
}

/** The underline of the `rank`-th of `steps` values; the ends of every scale look the same. */
function lineAt(rank: number, steps: number): string {
  return LINES[steps <= 1 ? 3 : Math.floor((6 * rank + steps - 1) / (2 * (steps - 1)))] as string;
}

function lineOf(style: Style, record: PageAnnotation): string {
  if (!style.strength) return PLAIN;
  const rank = style.scale.indexOf(record.values[style.strength] as string);
  return rank < 0 ? UNANSWERED : lineAt(rank, style.scale.length);
}

/** Annotations in text order, the outer before the inner. */
function itemsOf(codebook: PageCodebook, sound: Sound | null): Item[] {
  if (!sound) return [];
  const styles = stylesOf(codebook);
  const place = (record: PageAnnotation): [number, number] => [
    (record.spans[0] as { start: number }).start,
    -(record.spans[record.spans.length - 1] as { end: number }).end
  ];
  return Object.entries(sound.annotations)
    .map(([id, record]) => ({ id, record, place: place(record) }))
    .sort((a, b) => a.place[0] - b.place[0] || a.place[1] - b.place[1] || compare(a.id, b.id))
    .map(({ id, record }, at) => {
      const fallback = { title: record.kind, color: FALLBACK[0] as string, strength: '', scale: [] };
      const style = styles.get(record.kind) ?? fallback;
      return { number: at + 1, id, record, style, line: lineOf(style, record) };
    });
}

/** The last block that starts before `end`. */
function blockBefore(blocks: StaticBlock[], end: number): StaticBlock | undefined {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((blocks[middle] as StaticBlock).start < end) low = middle + 1;
    else high = middle;
  }
  return blocks[low - 1];
}

function pushTo<T>(map: Map<number, T[]>, at: number, value: T): void {
  const values = map.get(at);
  if (values) values.push(value);
  else map.set(at, [value]);
}

/** The blocks with their text cut at every boundary into flat segments, never nested marks. */
function article(text: string[], blocks: StaticBlock[], inlines: StaticBlock[], items: Item[]): string {
  const cuts = new Set<number>();
  const opens = new Map<number, number[]>();
  const closes = new Map<number, number[]>();
  for (const item of items) {
    for (const { start, end } of item.record.spans) {
      const last = blockBefore(blocks, end);
      const shown = last ? Math.min(end, last.end) : start;
      if (shown <= start) continue;
      cuts.add(start).add(shown);
      pushTo(opens, start, item.number);
      pushTo(closes, shown, item.number);
    }
  }
  const tags = new Map<number, [string, number, string][]>();
  for (const { type, start, end, href = '' } of inlines) {
    cuts.add(start).add(end);
    pushTo(tags, start, [type, 1, href]);
    pushTo(tags, end, [type, -1, href]);
  }
  const content = new Map<number, string[]>();
  const ends = new Map<number, number>();
  for (const { start, end } of blocks) {
    cuts.add(start).add(end);
    ends.set(start, end);
    content.set(start, []);
  }

  const active: number[] = [];
  const depth = new Map<string, number>();
  const targets: string[] = [];
  const ordered = [...cuts].sort((a, b) => a - b);
  let current = -1;
  ordered.forEach((cut, at) => {
    for (const number of closes.get(cut) ?? []) active.splice(active.indexOf(number), 1);
    for (const number of opens.get(cut) ?? []) {
      let before = active.length;
      while (before > 0 && (active[before - 1] as number) > number) before--;
      active.splice(before, 0, number);
    }
    for (const [type, step, href] of tags.get(cut) ?? []) {
      if (type !== 'link') depth.set(type, (depth.get(type) ?? 0) + step);
      else if (step > 0) targets.push(href);
      else targets.splice(targets.indexOf(href), 1);
    }
    if (ends.has(cut)) current = cut;
    if (current < 0 || cut >= (ends.get(current) as number)) return;
    const end = ordered[at + 1] as number;
    let inner = escaped(text.slice(cut, end).join(''));
    for (const [type, tag] of [...INLINES].reverse()) {
      if ((depth.get(type) ?? 0) > 0) inner = `<${tag}>${inner}</${tag}>`;
    }
    const target = targets[targets.length - 1];
    if (target !== undefined) {
      inner = `<a href="${escaped(target)}" target="_blank" rel="noopener noreferrer">${inner}</a>`;
    }
    if (active.length > 0) {
      const covering = active.length < 6 ? active : [...active.slice(0, NAMED), ...active.slice(-2)];
      inner = mark(
        inner,
        covering.map(number => items[number - 1] as Item)
      );
    }
    content.get(current)?.push(inner);
    const ending = closes.get(end);
    if (ending) {
      const numbers = [...ending].sort((a, b) => a - b).join(', ');
      content
        .get(current)
        ?.push(`<sup dir="ltr" style="line-height:0;font-size:0.72em;white-space:nowrap">${numbers}</sup>`);
    }
  });
  return assembled(blocks, content);
}

/** One flat segment: drawn as its innermost annotation, with a second line for the next one out. */
function mark(inner: string, covering: Item[]): string {
  const own = covering[covering.length - 1] as Item;
  const next = covering[covering.length - 2];
  let style = `color:inherit;background-color:${own.style.color}26;border-bottom:${own.line} ${own.style.color}`;
  if (next) style += `;text-decoration:underline ${next.line.split(' ')[1]} ${next.style.color}`;
  const named = covering.slice(0, NAMED).map(item => `${item.number} ${item.style.title}`);
  return `<mark title="${escaped(named.join('; '))}" style="${style}">${inner}</mark>`;
}

function assembled(blocks: StaticBlock[], content: Map<number, string[]>): string {
  const parts: string[] = [];
  let listing = '';
  for (const { type, level, start, number } of blocks) {
    const inner = (content.get(start) ?? []).join('');
    const wanted = type !== 'list_item' ? '' : number === undefined ? 'ul' : 'ol';
    if (listing !== wanted) {
      if (listing) parts.push(`</${listing}>\n`);
      if (wanted) parts.push(`<${wanted}>\n`);
      listing = wanted;
    }
    parts.push(blockHtml(type, level, number, inner));
  }
  if (listing) parts.push(`</${listing}>\n`);
  return parts.join('');
}

function blockHtml(type: string, level: number, number: number | undefined, inner: string): string {
  const rank = Math.min(level + 1, 6);
  const lines = 'dir="auto" style="white-space:pre-line';
  switch (type) {
    case 'title':
      return `<h2 dir="auto">${inner}</h2>\n`;
    case 'heading':
      return `<h${rank} dir="auto">${inner}</h${rank}>\n`;
    case 'list_item': {
      const value = number === undefined ? '' : ` value="${number}"`;
      const inset = level > 1 ? `;margin-left:${2 * (level - 1)}em` : '';
      return `<li${value} ${lines}${inset}">${inner}</li>\n`;
    }
    case 'quote':
      return `<blockquote ${lines}">${inner}</blockquote>\n`;
    case 'code_block':
      // The parser drops the first line break of a pre: this one, not the author's.
      return `<pre dir="auto">\n${inner}</pre>\n`;
    case 'caption':
    case 'footnote':
      return `<p ${lines}"><small>${inner}</small></p>\n`;
    default:
      return `<p ${lines}">${inner}</p>\n`;
  }
}

// --- what is said in words

function legend(codebook: PageCodebook, items: Item[]): string {
  const used = new Set(items.map(item => item.record.kind));
  const styles = [...stylesOf(codebook)].filter(([id]) => used.has(id)).map(([, style]) => style);
  const kinds = styles.map(
    ({ title, color }) =>
      `<span style="background-color:${color}26;border-bottom:${PLAIN} ${color}">${isolated(title)}</span>`
  );
  const sentences = [`Kinds: ${kinds.join(', ')}.`];
  const shown = new Set(styles.filter(style => style.scale.length > 0).map(style => style.strength));
  for (const field of codebook.fields ?? []) {
    if (!shown.delete(field.id)) continue;
    const scale = (field.values ?? []).filter(value => !value.missing);
    const steps = scale.map(
      ({ title }, rank) =>
        `<span style="border-bottom:${lineAt(rank, scale.length)}">${isolated(title)}</span>`
    );
    sentences.push(`Underline by ${isolated(field.title)}: ${steps.join(', ')}.`);
  }
  return `<p><small>${sentences.join(' ')}</small></p>\n`;
}

/** An answer in the words of the codebook. */
function answer(field: PageField | undefined, value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(one => answer(field, one)).join(', ');
  const text = String(value);
  if (!field || field.level === 'text') return isolatedLines(text);
  const known = (field.values ?? []).find(one => one.id === text);
  return known ? isolated(known.title) : `${isolated(text)} (no longer in the codebook)`;
}

/** `field: answer` in the codebook's order; answers to fields it no longer has come last. */
function answers(fields: readonly PageField[], values: Record<string, unknown>): string[] {
  const said: string[] = [];
  const left = new Map(Object.entries(values));
  for (const field of fields) {
    const value = left.get(field.id) ?? null;
    left.delete(field.id);
    if (value !== null) said.push(`${isolated(field.title)}: ${answer(field, value)}`);
  }
  for (const [id, value] of [...left].sort((a, b) => compare(a[0], b[0]))) {
    if (value === null || value === undefined) continue;
    said.push(`${isolated(id)} (no longer in the codebook): ${answer(undefined, value)}`);
  }
  return said;
}

function aboutDocument(codebook: PageCodebook, sound: Sound | null): string {
  const values = Object.fromEntries(
    Object.entries(sound?.answers ?? {}).map(([id, { value }]) => [id, value])
  );
  const said = answers(codebook.fields ?? [], values);
  if (said.length === 0) return '';
  const lines = said.map(line => `<li dir="auto">${line}</li>\n`).join('');
  return `<h3 style="margin-top:2em">About the document</h3>\n<ul>\n${lines}</ul>\n`;
}

/** For each annotation, its relations in words: `2 supports 3`, told at both ends. */
function relationsInWords(codebook: PageCodebook, items: Item[], sound: Sound | null): Map<string, string[]> {
  const titles = new Map([...(codebook.relations ?? [])].reverse().map(kind => [kind.id, kind.title]));
  const numbers = new Map(items.map(item => [item.id, item.number]));
  const told: { from: number; to: number; id: string; relation: PageRelation }[] = [];
  for (const [id, relation] of Object.entries(sound?.relations ?? {})) {
    const from = numbers.get(relation.from);
    const to = numbers.get(relation.to);
    if (from !== undefined && to !== undefined) told.push({ from, to, id, relation });
  }
  told.sort((a, b) => a.from - b.from || a.to - b.to || compare(a.id, b.id));
  const said = new Map<string, string[]>();
  for (const { from, to, relation } of told) {
    const kind = isolated(titles.get(relation.kind) ?? relation.kind);
    let words = [`${from} ${kind} ${to}`, ...answers([], relation.values ?? {})].join('; ');
    if (relation.note) words += ` (${isolatedLines(relation.note)})`;
    for (const id of new Set([relation.from, relation.to])) said.set(id, [...(said.get(id) ?? []), words]);
  }
  return said;
}

function list(codebook: PageCodebook, items: Item[], sound: Sound | null): string {
  const relations = relationsInWords(codebook, items, sound);
  const parts = ['<ol>\n'];
  for (const { id, record, style, line } of items) {
    const kind = `<strong style="border-bottom:${line} ${style.color}">${isolated(style.title)}</strong>`;
    const quote = record.quote.split('\n').join(' ');
    const { before, behind } = quotationMarks(quote);
    const lines = [`${kind}: ${before}${isolated(quote)}${behind}`];
    const said = answers(codebook.fields ?? [], record.values);
    if (said.length > 0) lines.push(said.join('; '));
    if ((record.status ?? 'open') !== 'open') lines.push(`Status: ${isolated(record.status as string)}`);
    if (record.note) lines.push(`Note: ${isolatedLines(record.note)}`);
    lines.push(...(relations.get(id) ?? []));
    parts.push(`<li style="margin-bottom:0.6em">${lines.join('<br>')}</li>\n`);
  }
  parts.push('</ol>\n');
  return parts.join('');
}

function footer(codebook: PageCodebook, reader: string | null, items: Item[], sound: Sound | null): string {
  const book = `${isolated(codebook.title)} ${isolated(codebook.version)}`;
  const who = reader ? `Read by ${isolated(reader)} with the codebook` : 'No reader yet. Codebook:';
  const counts = new Map<string, number>();
  for (const { style } of items) counts.set(style.title, (counts.get(style.title) ?? 0) + 1);
  const each = [...counts].map(([title, count]) => `${isolated(title)} ${count}`).join(', ');
  const sentences = [`${who} ${book}.`, `Annotations: ${items.length}${each ? ` (${each})` : ''}.`];
  sentences.push(`Relations: ${Object.keys(sound?.relations ?? {}).length}.`);
  if (sound?.setAside) sentences.push(`Set aside because they do not fit: ${sound.setAside}.`);
  return `<p style="margin-top:2em"><small>${sentences.join(' ')}</small></p>\n`;
}
