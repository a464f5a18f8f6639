// How an annotation looks in the text: kind by hue and mark, evidence strength by the weight of its line.
import { type Annotation, answerTo, type Codebook, type Field, type Kind, type Span } from '../../model';

/** Okabe–Ito-like fallback for kinds that the codebook leaves without a colour. */
const FALLBACK = ['#0072B2', '#B4560A', '#00795C', '#A2528F', '#6B6B00'];
const MARKS = ['line', 'box', 'brackets', 'wave'] as const;

export type Mark = (typeof MARKS)[number];

export interface KindStyle {
  kind: Kind;
  color: string;
  mark: Mark;
  letter: string;
  strength?: Field;
  /** Ids of the strength field's values from lowest to highest. */
  scale: string[];
}

export function kindStyles(codebook: Codebook): Map<string, KindStyle> {
  const styles = new Map<string, KindStyle>();
  codebook.kinds.forEach((kind, at) => {
    const strength = (codebook.fields ?? []).find(field => field.id === kind.strength);
    styles.set(kind.id, {
      kind,
      color: /^#[0-9a-fA-F]{6}$/.test(kind.color ?? '')
        ? (kind.color as string)
        : (FALLBACK[at % FALLBACK.length] as string),
      // It becomes part of a class name: nothing else may.
      mark: MARKS.find(mark => mark === kind.mark) ?? (MARKS[at % MARKS.length] as Mark),
      letter: (kind.key ?? kind.title.charAt(0)).toUpperCase(),
      strength,
      scale: (strength?.values ?? []).filter(value => !value.missing).map(value => value.id)
    });
  });
  return styles;
}

/** For a kind that the codebook has lost: what was tagged stays to be seen, and to be clicked. */
export function strangeStyle(kind: string): KindStyle {
  return {
    kind: { id: kind, title: kind },
    color: '#808080',
    mark: 'line',
    letter: kind.charAt(0).toUpperCase(),
    scale: []
  };
}

export type Weight = 'plain' | 'unanswered' | 'dotted' | 'dashed' | 'thin' | 'thick';

/** The weight of line that shows where a value stands on its scale; the ends of every scale look the same. */
export function weightAt(rank: number, steps: number): Weight {
  const weights: Weight[] = ['dotted', 'dashed', 'thin', 'thick'];
  const at = steps <= 1 ? 3 : Math.round((rank / (steps - 1)) * 3);
  return weights[at] as Weight;
}

/** Where the annotation stands on its kind's scale; -1 where it has no answer, or the kind has no scale. */
export function rankOf(style: KindStyle, annotation: Annotation): number {
  return style.strength ? style.scale.indexOf(String(answerTo(annotation, style.strength.id) ?? '')) : -1;
}

export function weightOf(style: KindStyle, annotation: Annotation): Weight {
  if (!style.strength) return 'plain';
  const rank = rankOf(style, annotation);
  return rank < 0 ? 'unanswered' : weightAt(rank, style.scale.length);
}

/** `●●○` for the third of four steps: the same fact as the line, for those who see neither hue nor weight. */
export function meter(style: KindStyle, annotation: Annotation): string {
  if (!style.strength) return '';
  const steps = style.scale.length - 1;
  const rank = rankOf(style, annotation);
  if (rank < 0 || steps < 1) return '';
  return steps > 4 ? ` ${rank + 1}/${steps + 1}` : ` ${'●'.repeat(rank)}${'○'.repeat(steps - rank)}`;
}

/** `⚑` and `✓`: the status where it is not the usual one. */
export function statusSign({ status }: Annotation): string {
  return status === 'flagged' ? ' ⚑' : status === 'done' ? ' ✓' : '';
}

interface Layer {
  image: string;
  size: string;
  position: string;
}

const LANE = 4;

function band(color: string, weight: Weight, lane: number): Layer {
  const bottom = `left 0 bottom ${lane * LANE}px`;
  const flat = `linear-gradient(${color},${color})`;
  switch (weight) {
    case 'dotted':
      return {
        image: `repeating-linear-gradient(90deg,${color} 0 2px,transparent 2px 6px)`,
        size: '100% 2px',
        position: bottom
      };
    case 'dashed':
      return {
        image: `repeating-linear-gradient(90deg,${color} 0 7px,transparent 7px 11px)`,
        size: '100% 2px',
        position: bottom
      };
    case 'thick':
      return { image: flat, size: '100% 4px', position: `left 0 bottom ${lane * LANE - 1}px` };
    case 'unanswered':
      return { image: flat, size: '100% 1px', position: bottom };
    default:
      return { image: flat, size: '100% 2px', position: bottom };
  }
}

/** A codebook's colour as the theme shows it: lighter where the paper is dark. */
function themed(color: string): string {
  return `color-mix(in srgb, ${color} var(--jp-annotator-hue), white)`;
}

/** How one annotation looks wherever it is. */
export interface Look {
  style: KindStyle;
  weight: Weight;
  /** Height at which its line is drawn; 0 is closest to the text's foot. */
  lane: number;
  /** Stretches of the article, to be told where it begins and ends. */
  spans: readonly Span[];
  selected: boolean;
  /** Proposed, not written: drawn as a dashed frame without a tint. */
  suggested: boolean;
}

/** A dashed frame, open where the suggestion goes on. */
function dashedFrame(color: string, starts: boolean, ends: boolean): Layer[] {
  const dashes = (angle: number) =>
    `repeating-linear-gradient(${angle}deg,${color} 0 5px,transparent 5px 9px)`;
  const edges: Layer[] = [
    { image: dashes(90), size: '100% 1px', position: 'left 0 top 0' },
    { image: dashes(90), size: '100% 1px', position: 'left 0 bottom 0' }
  ];
  if (starts) edges.push({ image: dashes(180), size: '1px 100%', position: 'left 0 top 0' });
  if (ends) edges.push({ image: dashes(180), size: '1px 100%', position: 'right 0 top 0' });
  return edges;
}

/** So many lines fit between two rows of text; what more there is, is told by the depth of the tint and by a count. */
const LINES = 3;

/** What of the annotations over a segment is drawn: one in each lane, the selected ones before the others. */
function drawn(covering: readonly Look[]): readonly Look[] {
  if (covering.length <= LINES) return covering;
  const byLane = new Map<number, Look>();
  for (const one of covering) {
    const there = byLane.get(one.lane);
    if (!there || (one.selected && !there.selected)) byLane.set(one.lane, one);
  }
  return [...byLane.values()];
}

/** From so many on the tint gets no deeper. */
const DEEPEST = 4;

/** One flat colour for all: mixed of the two kinds on top, deeper where more lie over each other. */
function tint(covering: readonly Look[], top: readonly Look[]): string {
  const selected = top.filter(one => one.selected);
  const [first, second] = selected.length > 0 ? selected : top.filter(one => !one.suggested);
  if (!first) return '';
  const color = themed(first.style.color);
  const mixed =
    second && second.style !== first.style
      ? `color-mix(in srgb, ${color}, ${themed(second.style.color)})`
      : color;
  let written = 0;
  for (let at = 0; at < covering.length && written < DEEPEST; at++) if (!covering[at]?.suggested) written++;
  const depth = selected.length > 0 ? (first.suggested ? 22 : 38) : 9 + 6 * written;
  return `color-mix(in srgb, ${mixed} ${depth}%, transparent)`;
}

/** Whether the text's first letter is written from right to left; undefined where it has no letter. */
export function isRtl(text: string): boolean | undefined {
  const letter = /\p{L}/u.exec(text)?.[0];
  return letter === undefined
    ? undefined
    : /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}]/u.test(letter);
}

/**
 * Inline style of the flat segment [start, end), in code points, under the annotations that cover it.
 * @param rtl - its text runs from right to left, so that it begins at its right
 */
export function segmentStyle(
  covering: readonly Look[],
  start: number,
  end: number,
  rtl = false
): Partial<CSSStyleDeclaration> {
  const layers: Layer[] = [];
  const shadows: string[] = [];
  const top = drawn(covering);
  let textDecoration = '';
  let before = 0;
  let after = 0;
  for (const { style, weight, lane, spans, suggested } of top) {
    const starts = spans.some(span => span.start === start);
    const ends = spans.some(span => span.end === end);
    const { mark } = style;
    const color = themed(style.color);
    if (suggested) {
      layers.push(...dashedFrame(color, rtl ? ends : starts, rtl ? starts : ends));
      continue;
    }
    const edge = mark === 'line' ? 0 : mark === 'brackets' ? 3 : 1;
    if (mark === 'line') layers.push(band(color, weight, lane));
    if (mark === 'box') {
      layers.push(band(color, 'unanswered', lane), {
        image: `linear-gradient(${color},${color})`,
        size: '100% 1px',
        position: 'left 0 top 0'
      });
    }
    if (mark === 'brackets') layers.push(band(color, 'dotted', lane));
    if (mark === 'wave') textDecoration = `underline wavy ${color}`;
    // Room for the edge, so that it does not stand on the first or the last letter.
    if (edge > 0 && starts) {
      shadows.push(`inset ${rtl ? -edge : edge}px 0 0 ${color}`);
      before = Math.max(before, edge + 1);
    }
    if (edge > 0 && ends) {
      shadows.push(`inset ${rtl ? edge : -edge}px 0 0 ${color}`);
      after = Math.max(after, edge + 1);
    }
  }
  const images = layers.map(({ image, size, position }) => `${image} ${position} / ${size} no-repeat`);
  return {
    // The colour is the last layer of the shorthand.
    background: [...images.slice(0, -1), `${images.at(-1) ?? ''} ${tint(covering, top)}`].join(', ').trim(),
    boxShadow: shadows.join(', '),
    paddingLeft: `${rtl ? after : before}px`,
    paddingRight: `${rtl ? before : after}px`,
    textDecoration
  };
}

/**
 * Lanes for annotations that overlap, lowest free one first, so that each line stays visible.
 * @param spans - [id, start, end) in code points.
 */
export function lanes(spans: { id: string; start: number; end: number }[]): Map<string, number> {
  const taken: number[] = [];
  const lane = new Map<string, number>();
  const sorted = [...spans].sort((a, b) => a.start - b.start || b.end - a.end || (a.id < b.id ? -1 : 1));
  for (const { id, start, end } of sorted) {
    let at = taken.findIndex(until => until <= start);
    if (at < 0) at = taken.length;
    taken[at] = end;
    // Below the third line there is no room between two rows of text.
    lane.set(id, Math.max(lane.get(id) ?? 0, Math.min(at, 2)));
  }
  return lane;
}
