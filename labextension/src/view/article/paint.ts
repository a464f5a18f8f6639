// Paints one block: its text cut at every annotation boundary into flat segments, never nested marks.
import { type Annotation, isSuggested, type Span, segments } from '../../model';
import { crowdedPlaces, widened } from './crowded';
import { isRtl, type KindStyle, lanes, strangeStyle, weightOf } from './highlight';
import type { Block, Inline } from './layout';
import type { Points } from './points';
import { applyMark, describeMark, markElement, type Say, type Shown } from './segment-mark';

export interface Painting {
  points: Points;
  inlines: Inline[];
  styles: Map<string, KindStyle>;
  selected: string | null;
  /** Annotations that are linked to the selected one. */
  linked: ReadonlySet<string>;
  /** Keys that choose an annotation, while a link is being made. */
  hints: ReadonlyMap<string, string>;
  /** Remembers which annotations an element shows, for clicks. */
  shown: WeakMap<Element, readonly Shown[]>;
  /** False of the annotations that are dimmed: the list's filter keeps them out. */
  isShown: (annotation: Annotation) => boolean;
  say: Say;
}

/** One child of a painted block; it stays on the page as it is for as long as the same lies over it. */
interface Piece {
  start: number;
  end: number;
  over: readonly Shown[];
  isGap: boolean;
  node: Node;
  text: Text;
}

interface Painted {
  /** Whether it was cut at words. */
  isCrowded: boolean;
  over: ReadonlyMap<string, Shown>;
  pieces: readonly Piece[];
}

const painted = new WeakMap<HTMLElement, Painted>();

/** Between the stretches of one annotation. */
function gapsOf(annotation: Annotation | undefined): Span[] {
  const spans = annotation?.spans ?? [];
  return spans.slice(1).map(({ start }, at) => ({ start: (spans[at] as Span).end, end: start }));
}

/** Text between two stretches, drawn so that they are seen to belong together. */
function bridge(text: Node): Node {
  const element = document.createElement('span');
  element.className = 'jp-Annotator-gap';
  element.append(text);
  return element;
}

function wrapInline(node: Node, inlines: Inline[], start: number, end: number): Node {
  let wrapped = node;
  for (const inline of inlines) {
    if (inline.start > start || inline.end < end) continue;
    const tag = { emphasis: 'em', strong: 'strong', code: 'code', link: 'a', image: 'span' }[inline.type];
    const element = document.createElement(tag);
    // The alternative text of a picture: words for what is not there.
    if (inline.type === 'image') element.className = 'jp-Annotator-image';
    if (inline.type === 'link' && inline.href) {
      element.setAttribute('href', inline.href);
      element.setAttribute('target', '_blank');
      element.setAttribute('rel', 'noopener noreferrer');
    }
    element.append(wrapped);
    wrapped = element;
  }
  return wrapped;
}

/** The annotations over a block as they are to be shown; one that looks as it did `before` is the same object. */
function shownOver(
  block: Block,
  covering: ReadonlyMap<string, Annotation>,
  painting: Painting,
  places: readonly number[] | undefined,
  before: ReadonlyMap<string, Shown> | undefined
): Map<string, Shown> {
  const { styles, selected, linked, hints, isShown } = painting;
  const visible = new Set<string>();
  for (const [id, annotation] of covering) if (isShown(annotation)) visible.add(id);
  const spansOf = (id: string, { spans }: Annotation) =>
    places && id !== selected ? widened(spans, places) : spans;
  const lane = lanes(
    [...visible].flatMap(id =>
      spansOf(id, covering.get(id) as Annotation)
        .filter(({ start, end }) => start < block.end && end > block.start)
        .map(({ start, end }) => ({ id, start, end }))
    )
  );
  const found = new Map<string, Shown>();
  for (const [id, annotation] of covering) {
    const style = styles.get(annotation.kind) ?? strangeStyle(annotation.kind);
    const now: Shown = {
      id,
      annotation,
      style,
      spans: spansOf(id, annotation),
      weight: weightOf(style, annotation),
      lane: lane.get(id) ?? 0,
      selected: id === selected,
      suggested: isSuggested(annotation),
      visible: id === selected || visible.has(id),
      linked: linked.has(id),
      hint: hints.get(id)
    };
    const known = before?.get(id);
    found.set(id, known && looksSame(known, now) ? known : now);
  }
  return found;
}

function looksSame(one: Shown, other: Shown): boolean {
  return (
    one.annotation === other.annotation &&
    one.lane === other.lane &&
    one.selected === other.selected &&
    one.visible === other.visible &&
    one.linked === other.linked &&
    one.hint === other.hint
  );
}

function isSame(one: readonly Shown[], other: readonly Shown[]): boolean {
  return one.length === other.length && one.every((shown, at) => shown === other[at]);
}

/** Puts the block's text on the page under the annotations that cover it; what looks as before is left as it is. */
export function paintBlock(
  element: HTMLElement,
  at: number,
  block: Block,
  covering: ReadonlyMap<string, Annotation>,
  painting: Painting
): void {
  const { points, selected, shown, say } = painting;
  const inlines = painting.inlines.filter(({ start, end }) => start < block.end && end > block.start);
  const last = painted.get(element);
  const textOf = () => points.slice(block.start, block.end);
  const spans = [...covering.values()].flatMap(annotation => annotation.spans);
  const places = crowdedPlaces(block, spans, textOf);
  const isCrowded = places !== undefined;
  const over = shownOver(
    block,
    covering,
    painting,
    places,
    last?.isCrowded === isCrowded ? last.over : undefined
  );
  const gaps = gapsOf(selected === null ? undefined : covering.get(selected));
  const cuts = [...inlines, ...gaps].flatMap(({ start, end }) => [start, end]);
  const known = new Map(last?.pieces.map(piece => [piece.start, piece]));
  const blockIsRtl = isRtl(points.slice(block.start, Math.min(block.end, block.start + 200))) === true;
  const describe = (ids: readonly Shown[], start: number, end: number) =>
    describeMark(ids, start, end, points.slice(start, end), blockIsRtl, say);
  points.clear(at);
  const cut = segments(
    [...over.values()].map(one => [one, one] as const),
    block.start,
    block.end,
    cuts
  );
  const pieces = cut.map(({ start, end, ids }): Piece => {
    const isGap = ids.length === 0 && gaps.some(gap => gap.start <= start && end <= gap.end);
    const there = known.get(start);
    if (there?.end === end && there.isGap === isGap && there.over.length > 0 === ids.length > 0) {
      points.keep(at, there.text);
      if (isSame(there.over, ids)) return there;
      applyMark(there.node as HTMLElement, describe(ids, start, end));
      return { ...there, over: ids };
    }
    const text = points.text(at, start, end);
    let node = wrapInline(text, inlines, start, end);
    if (isGap) node = bridge(node);
    else if (ids.length > 0) node = markElement(describe(ids, start, end), node);
    return { start, end, over: ids, isGap, node, text };
  });
  for (const { node, over } of pieces) if (over.length > 0) shown.set(node as Element, over);
  painted.set(element, { isCrowded, over, pieces });
  replacePieces(element, last?.pieces ?? [], pieces);
}

/** Brings the children of `element` from `before` to `after`, both in text order, and touches none that stays. */
function replacePieces(element: HTMLElement, before: readonly Piece[], after: readonly Piece[]): void {
  if (before.length === 0) {
    element.replaceChildren(...after.map(({ node }) => node));
    return;
  }
  const staying = new Set(after.map(({ node }) => node));
  for (const { node } of before) if (!staying.has(node)) element.removeChild(node);
  let place = element.firstChild;
  for (const { node } of after) {
    if (node === place) place = node.nextSibling;
    else element.insertBefore(node, place);
  }
}
