// Paints one block: its text cut at every annotation boundary into flat segments, never nested marks.
import { type Annotation, isSuggested, type Span, segments } from '../../model';
import {
  type Covering,
  isRtl,
  type KindStyle,
  lanes,
  meter,
  segmentStyle,
  statusSign,
  weightOf
} from './highlight';
import type { Block, Inline } from './layout';
import type { Points } from './points';

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
  shown: WeakMap<Element, string[]>;
  /** False of the annotations that are dimmed: the list's filter keeps them out. */
  isShown: (annotation: Annotation) => boolean;
  /** What a screen reader says where these annotations begin or end. */
  say: (edge: Edge, found: Found[]) => string;
}

export type Edge = 'begin' | 'end';
export interface Found {
  style: KindStyle;
  annotation: Annotation;
  /** Which of its stretches is meant, from 1; nothing where it has one only. */
  part?: number;
}

const CHIPS = 3;
/** Marks of direction, and an isolate around what has one of its own (Unicode UAX #9). */
const [LRM, RLM, FSI, PDI] = ['\u200e', '\u200f', '\u2068', '\u2069'];

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

/** Replaces the children of `element` by the block's text under the annotations that cover it. */
export function paintBlock(
  element: HTMLElement,
  at: number,
  block: Block,
  covering: ReadonlyMap<string, Annotation>,
  painting: Painting
): void {
  const { points, styles, selected, linked, hints, shown, isShown } = painting;
  const inlines = painting.inlines.filter(({ start, end }) => start < block.end && end > block.start);
  const lane = lanes(
    [...covering].flatMap(([id, annotation]) =>
      isShown(annotation)
        ? annotation.spans
            .filter(({ start, end }) => start < block.end && end > block.start)
            .map(({ start, end }) => ({ id, start, end }))
        : []
    )
  );
  points.clear(at);
  const blockIsRtl = isRtl(points.slice(block.start, Math.min(block.end, block.start + 200))) === true;
  const gaps = gapsOf(selected === null ? undefined : covering.get(selected));
  const cuts = [...inlines, ...gaps].flatMap(({ start, end }) => [start, end]);
  const children = segments(covering, block.start, block.end, cuts).map(({ start, end, ids }) => {
    const text = wrapInline(points.text(at, start, end), inlines, start, end);
    if (ids.length === 0) return gaps.some(gap => gap.start <= start && end <= gap.end) ? bridge(text) : text;
    const mark = document.createElement('mark');
    mark.className = 'jp-Annotator-mark';
    const layers: Covering[] = [];
    const starting: string[] = [];
    const edges: Record<Edge, Found[]> = { begin: [], end: [] };
    const visible = ids.filter(id => id === selected || isShown(covering.get(id) as Annotation));
    if (visible.length === 0) mark.classList.add('jp-mod-dimmed');
    for (const id of visible) {
      const annotation = covering.get(id) as Annotation;
      const style = styles.get(annotation.kind);
      if (!style) continue;
      const { spans } = annotation;
      const from = spans.findIndex(span => span.start === start);
      const to = spans.findIndex(span => span.end === end);
      const [begins, ends] = [from >= 0, to >= 0];
      const found = (at: number) => ({ style, annotation, ...(spans.length > 1 ? { part: at + 1 } : {}) });
      if (begins) edges.begin.push(found(from));
      if (ends) edges.end.push(found(to));
      layers.push({
        style,
        weight: weightOf(style, annotation),
        lane: lane.get(id) ?? 0,
        starts: begins,
        ends,
        selected: id === selected,
        suggested: isSuggested(annotation)
      });
      if (begins) {
        const part = spans.length > 1 ? ` ${from + 1}/${spans.length}` : '';
        const sign = isSuggested(annotation) ? '?' : '';
        const more = from === 0 ? `${meter(style, annotation)}${statusSign(annotation)}` : '';
        starting.push(`${sign}${style.letter}${more}${part}`);
      }
    }
    const rtl = isRtl(text.textContent ?? '') ?? blockIsRtl;
    Object.assign(mark.style, segmentStyle(layers, rtl));
    mark.classList.toggle('jp-mod-suggested', layers.length > 0 && layers.every(layer => layer.suggested));
    if (layers.some(layer => layer.selected)) mark.classList.add('jp-mod-selected');
    mark.classList.toggle(
      'jp-mod-linked',
      ids.some(id => linked.has(id))
    );
    const signs = ids.filter(id => hints.has(id) && covering.get(id)?.spans[0]?.start === start);
    if (signs.length > 0) mark.dataset.hint = signs.map(id => hints.get(id)).join(' ');
    if (starting.length > 0) {
      const more = starting.length > CHIPS ? ` +${starting.length - CHIPS}` : '';
      const chip = starting.slice(0, CHIPS).join(' ') + more;
      // Its letters must not part the chip from a text that runs the other way.
      mark.dataset.chip = rtl === blockIsRtl ? chip : `${rtl ? RLM : LRM}${FSI}${chip}${PDI}`;
    }
    // Alternative texts of generated content: heard, and neither in the text that offsets count nor in what is copied.
    if (edges.begin.length > 0) mark.dataset.begin = painting.say('begin', edges.begin);
    if (edges.end.length > 0) mark.dataset.end = painting.say('end', edges.end);
    mark.dataset.marks = [...new Set(layers.map(({ style }) => style.mark))].join(' ');
    mark.append(text);
    // What is dimmed can still be clicked where nothing else is.
    shown.set(mark, visible.length > 0 ? visible : ids);
    return mark;
  });
  element.replaceChildren(...children);
}
