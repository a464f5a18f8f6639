// Paints one block: its text cut at every annotation boundary into flat segments, never nested marks.
import type { Annotation } from '../../model';
import { type Covering, type KindStyle, lanes, meter, segmentStyle, weightOf } from './highlight';
import type { Block, Inline } from './layout';
import type { Points } from './points';

export interface Painting {
  points: Points;
  inlines: Inline[];
  styles: Map<string, KindStyle>;
  selected: string | null;
  /** Remembers which annotations an element shows, for clicks. */
  shown: WeakMap<Element, string[]>;
  describe: (style: KindStyle, annotation: Annotation) => string;
}

interface Piece {
  start: number;
  end: number;
  ids: string[];
}

const CHIPS = 3;

function pieces(block: Block, covering: Map<string, Annotation>, inlines: Inline[]): Piece[] {
  const opens = new Map<number, string[]>();
  const closes = new Map<number, string[]>();
  const cuts = new Set<number>([block.start, block.end]);
  const note = (map: Map<number, string[]>, at: number, id: string) => {
    cuts.add(at);
    const ids = map.get(at);
    if (ids) ids.push(id);
    else map.set(at, [id]);
  };
  for (const [id, annotation] of covering) {
    for (const span of annotation.spans) {
      const start = Math.max(span.start, block.start);
      const end = Math.min(span.end, block.end);
      if (start >= end) continue;
      note(opens, start, id);
      note(closes, end, id);
    }
  }
  for (const { start, end } of inlines) {
    if (start > block.start && start < block.end) cuts.add(start);
    if (end > block.start && end < block.end) cuts.add(end);
  }
  const found: Piece[] = [];
  const active = new Set<string>();
  const sorted = [...cuts].sort((a, b) => a - b);
  sorted.forEach((start, at) => {
    for (const id of closes.get(start) ?? []) active.delete(id);
    for (const id of opens.get(start) ?? []) active.add(id);
    const end = sorted[at + 1];
    if (end !== undefined) found.push({ start, end, ids: [...active] });
  });
  return found;
}

function wrapInline(node: Node, inlines: Inline[], start: number, end: number): Node {
  let wrapped = node;
  for (const inline of inlines) {
    if (inline.start > start || inline.end < end) continue;
    const tag = { emphasis: 'em', strong: 'strong', code: 'code', link: 'a' }[inline.type];
    const element = document.createElement(tag);
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
  covering: Map<string, Annotation>,
  painting: Painting
): void {
  const { points, styles, selected, shown } = painting;
  const inlines = painting.inlines.filter(({ start, end }) => start < block.end && end > block.start);
  const lane = lanes(
    [...covering].flatMap(([id, { spans }]) =>
      spans
        .filter(({ start, end }) => start < block.end && end > block.start)
        .map(({ start, end }) => ({ id, start, end }))
    )
  );
  points.clear(at);
  const children = pieces(block, covering, inlines).map(({ start, end, ids }) => {
    const text = wrapInline(points.text(at, start, end), inlines, start, end);
    if (ids.length === 0) return text;
    const mark = document.createElement('mark');
    mark.className = 'jp-Annotator-mark';
    const layers: Covering[] = [];
    const starting: string[] = [];
    const described: string[] = [];
    for (const id of ids) {
      const annotation = covering.get(id) as Annotation;
      const style = styles.get(annotation.kind);
      if (!style) continue;
      const begins = annotation.spans.some(span => span.start === start);
      layers.push({
        style,
        weight: weightOf(style, annotation),
        lane: lane.get(id) ?? 0,
        starts: begins,
        ends: annotation.spans.some(span => span.end === end),
        selected: id === selected
      });
      if (annotation.spans[0]?.start === start) {
        starting.push(`${style.letter}${meter(style, annotation)}`);
        described.push(painting.describe(style, annotation));
      }
    }
    Object.assign(mark.style, segmentStyle(layers));
    if (layers.some(layer => layer.selected)) mark.classList.add('jp-mod-selected');
    if (starting.length > 0) {
      const more = starting.length > CHIPS ? ` +${starting.length - CHIPS}` : '';
      mark.dataset.chip = starting.slice(0, CHIPS).join(' ') + more;
      mark.setAttribute('aria-description', described.slice(0, CHIPS).join('; ') + more);
    }
    mark.append(text);
    shown.set(mark, ids);
    return mark;
  });
  element.replaceChildren(...children);
}
