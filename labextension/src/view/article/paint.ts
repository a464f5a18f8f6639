// Paints one block: its text cut at every annotation boundary into flat segments, never nested marks.
import { type Annotation, isSuggested, segments } from '../../model';
import { type Covering, type KindStyle, lanes, meter, segmentStyle, statusSign, weightOf } from './highlight';
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
  describe: (style: KindStyle, annotation: Annotation) => string;
}

const CHIPS = 3;

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
  const cuts = inlines.flatMap(inline => [inline.start, inline.end]);
  const children = segments(covering, block.start, block.end, cuts).map(({ start, end, ids }) => {
    const text = wrapInline(points.text(at, start, end), inlines, start, end);
    if (ids.length === 0) return text;
    const mark = document.createElement('mark');
    mark.className = 'jp-Annotator-mark';
    const layers: Covering[] = [];
    const starting: string[] = [];
    const described: string[] = [];
    const visible = ids.filter(id => id === selected || isShown(covering.get(id) as Annotation));
    if (visible.length === 0) mark.classList.add('jp-mod-dimmed');
    for (const id of visible) {
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
        selected: id === selected,
        suggested: isSuggested(annotation)
      });
      if (annotation.spans[0]?.start === start) {
        const sign = isSuggested(annotation) ? '?' : '';
        starting.push(`${sign}${style.letter}${meter(style, annotation)}${statusSign(annotation)}`);
        described.push(painting.describe(style, annotation));
      }
    }
    Object.assign(mark.style, segmentStyle(layers));
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
      mark.dataset.chip = starting.slice(0, CHIPS).join(' ') + more;
      mark.setAttribute('aria-description', described.slice(0, CHIPS).join('; ') + more);
    }
    mark.append(text);
    // What is dimmed can still be clicked where nothing else is.
    shown.set(mark, visible.length > 0 ? visible : ids);
    return mark;
  });
  element.replaceChildren(...children);
}
