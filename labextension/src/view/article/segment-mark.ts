// What is seen and heard of the annotations over one flat segment of the text, and the element that shows it.
import type { Annotation } from '../../model';
import { isRtl, type KindStyle, type Look, meter, segmentStyle, statusSign } from './highlight';

/** An annotation as one block shows it. */
export interface Shown extends Look {
  id: string;
  annotation: Annotation;
  /** The list's filter keeps it: it is not dimmed. */
  visible: boolean;
  /** It is linked to the selected one. */
  linked: boolean;
  /** The key that chooses it, while a link is being made. */
  hint: string | undefined;
}

export type Edge = 'begin' | 'end';
export interface Found {
  style: KindStyle;
  annotation: Annotation;
  /** Which of its stretches is meant, from 1; nothing where it has one only. */
  part?: number;
}

/** What a screen reader says where these annotations begin or end. */
export type Say = (edge: Edge, found: Found[]) => string;

export interface SegmentMark {
  className: string;
  style: Partial<CSSStyleDeclaration>;
  /** `data-…` of the element: what is drawn before and after the text, and heard there. */
  data: { chip?: string; begin?: string; end?: string; hint?: string; marks: string };
}

const CHIPS = 3;
/** Marks of direction, and an isolate around what has one of its own (Unicode UAX #9). */
const [LRM, RLM, FSI, PDI] = ['\u200e', '\u200f', '\u2068', '\u2069'];

/** An annotation that has a boundary somewhere, with the place of that stretch. */
interface AtEdge {
  one: Shown;
  part: number;
}

function told({ one, part }: AtEdge): Found {
  const { style, annotation, spans } = one;
  return { style, annotation, ...(spans.length > 1 ? { part: part + 1 } : {}) };
}

function sign({ one, part }: AtEdge): string {
  const { style, annotation, spans, suggested } = one;
  const more = part === 0 ? `${meter(style, annotation)}${statusSign(annotation)}` : '';
  return `${suggested ? '?' : ''}${style.letter}${more}${spans.length > 1 ? ` ${part + 1}/${spans.length}` : ''}`;
}

/**
 * Describes the mark of the segment [start, end), in code points.
 * @param over - all annotations that cover it
 * @param text - what it shows
 */
export function describeMark(
  over: readonly Shown[],
  start: number,
  end: number,
  text: string,
  blockIsRtl: boolean,
  say: Say
): SegmentMark {
  const rtl = isRtl(text) ?? blockIsRtl;
  const visible: Shown[] = [];
  const marks: string[] = [];
  const hints: string[] = [];
  const [begin, ending]: [AtEdge[], AtEdge[]] = [[], []];
  let [selected, linked, written] = [false, false, false];
  // Where everything lies over everything, this is what painting takes: each is looked at once.
  for (const one of over) {
    const { spans } = one;
    if (one.linked) linked = true;
    if (one.hint !== undefined && spans[0]?.start === start) hints.push(one.hint);
    if (!one.visible) continue;
    visible.push(one);
    if (one.selected) selected = true;
    if (!one.suggested) written = true;
    if (!marks.includes(one.style.mark)) marks.push(one.style.mark);
    for (let part = 0; part < spans.length; part++) {
      if (spans[part]?.start === start) begin.push({ one, part });
      if (spans[part]?.end === end) ending.push({ one, part });
    }
  }
  const classes = ['jp-Annotator-mark'];
  if (visible.length === 0) classes.push('jp-mod-dimmed');
  else if (!written) classes.push('jp-mod-suggested');
  if (selected) classes.push('jp-mod-selected');
  if (linked) classes.push('jp-mod-linked');
  const data: SegmentMark['data'] = { marks: marks.join(' ') };
  if (hints.length > 0) data.hint = hints.join(' ');
  if (begin.length > 0) {
    const more = begin.length > CHIPS ? ` +${begin.length - CHIPS}` : '';
    const chip = begin.slice(0, CHIPS).map(sign).join(' ') + more;
    // Its letters must not part the chip from a text that runs the other way.
    data.chip = rtl === blockIsRtl ? chip : `${rtl ? RLM : LRM}${FSI}${chip}${PDI}`;
    // Alternative texts of generated content: heard, and neither in the text that offsets count nor in what is copied.
    data.begin = say('begin', begin.map(told));
  }
  if (ending.length > 0) data.end = say('end', ending.map(told));
  return { className: classes.join(' '), style: segmentStyle(visible, start, end, rtl), data };
}

/** Makes an element show what is described, whatever it showed before. */
export function applyMark(mark: HTMLElement, { className, style, data }: SegmentMark): void {
  mark.className = className;
  Object.assign(mark.style, style);
  for (const name of ['chip', 'begin', 'end', 'hint', 'marks'] as const) {
    const value = data[name];
    if (value === undefined) delete mark.dataset[name];
    else mark.dataset[name] = value;
  }
}

export function markElement(described: SegmentMark, text: Node): HTMLElement {
  const mark = document.createElement('mark');
  applyMark(mark, described);
  mark.append(text);
  return mark;
}
