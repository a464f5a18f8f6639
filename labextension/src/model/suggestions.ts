// Suggestions: what detectors propose, checked as the rest of the bundle, and what a reader has made of each.
import { rejectedIn } from './edits';
import type { Codebook, Field } from './generated/codebook';
import type { Annotation, FieldValue, Reading, Span } from './generated/reading';
import { isDeeperThan, isObject, type JsonObject, member, objectOf } from './json';

export interface Suggestion {
  /** That of the annotation it becomes: the same one whenever the detector proposes the same for the same reader. */
  id: string;
  detector: string;
  kind: string;
  span: Span;
  values: Record<string, FieldValue>;
  /** Why, in the detector's own words: any JSON. */
  detail: JsonObject;
}

/** As the kernel gives them, for whoever reads. */
export interface Suggestions {
  /** Whether they are hidden until the reader has finished on her own. */
  after: 'first-pass' | 'at once';
  items: readonly Omit<Suggestion, 'id'>[];
  /** Sentences about detectors that failed, and what could not be used. */
  problems: readonly string[];
}

const MOST = 2000;
const MOST_PROBLEMS = 20;
const LONGEST_TEXT = 20_000;
const LONGEST_DETAIL = 4000;
const DEEPEST_DETAIL = 6;
const DETECTOR = /^[A-Za-z0-9_.-]{1,64}$/;

function isAnswer(field: Field, value: unknown): value is FieldValue {
  const ids = (field.values ?? []).map(({ id }) => id);
  switch (field.level) {
    case 'nominal':
    case 'ordinal':
      return ids.includes(value as string);
    case 'multiple':
      return Array.isArray(value) && value.length <= ids.length && value.every(one => ids.includes(one));
    case 'interval':
      return Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
    default:
      return typeof value === 'string' && value.length <= LONGEST_TEXT;
  }
}

/** The answers that the codebook has for this kind; what it does not know is left out. */
export function valuesOf(raw: unknown, kind: string, codebook: Codebook): Record<string, FieldValue> {
  const fields = (codebook.fields ?? []).filter(({ on }) => on.includes(kind));
  return objectOf(
    fields.flatMap(field => {
      const value = member(raw, field.id);
      return isAnswer(field, value) ? [[field.id, value] as const] : [];
    })
  );
}

function detailOf(raw: unknown): JsonObject {
  const isSmall =
    isObject(raw) && !isDeeperThan(raw, DEEPEST_DETAIL) && JSON.stringify(raw).length <= LONGEST_DETAIL;
  return isSmall ? raw : {};
}

function parseItem(raw: unknown, length: number, codebook: Codebook): Omit<Suggestion, 'id'> | undefined {
  const [detector, kind, start, end] = ['detector', 'kind', 'start', 'end'].map(key => member(raw, key));
  if (typeof detector !== 'string' || !DETECTOR.test(detector)) return undefined;
  if (typeof kind !== 'string' || !codebook.kinds.some(({ id }) => id === kind)) return undefined;
  const [from, to] = [start as number, end as number];
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || from >= to || to > length)
    return undefined;
  return {
    detector,
    kind,
    span: { start: from, end: to },
    values: valuesOf(member(raw, 'values'), kind, codebook),
    detail: detailOf(member(raw, 'detail'))
  };
}

/** The suggestions of a bundle, whatever stands there; undefined where there are none. Never throws. */
export function parseSuggestions(raw: unknown, length: number, codebook: Codebook): Suggestions | undefined {
  if (!isObject(raw)) return undefined;
  const listed = Array.isArray(raw.items) ? raw.items : [];
  const items = listed
    .slice(0, MOST)
    .flatMap(item => parseItem(item, length, codebook) ?? [])
    .sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
  const told = Array.isArray(raw.problems) ? raw.problems : [];
  const problems = told
    .filter(problem => typeof problem === 'string')
    .slice(0, MOST_PROBLEMS)
    .map(problem => problem.slice(0, 1000));
  const lost = listed.length - items.length;
  if (lost > 0) problems.push(`${lost} suggestions in this output cannot be used.`);
  return { after: raw.after === 'at once' ? 'at once' : 'first-pass', items, problems };
}

/** 64 bits of a text as hex digits (FNV-1a with two seeds): short ids that stay the same, no safeguard. */
function hash(text: string): string {
  return [0x811c9dc5, 0x01234567]
    .map(seed => {
      let sum = seed;
      for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
      return (sum >>> 0).toString(16).padStart(8, '0');
    })
    .join('');
}

/** A suggestion in the form of an annotation, so that it is painted on the same way. */
export function asAnnotation({ kind, span, values, detector }: Suggestion): Annotation {
  return { kind, spans: [span], quote: '', values, origin: originOf(detector), rev: 0, by: '' };
}

/** Whether this is a suggestion in the form of an annotation: what was written has a revision. */
export function isSuggested(annotation: Annotation): boolean {
  return annotation.rev === 0;
}

export function originOf(detector: string): string {
  return `suggestion:${detector}`;
}

/** Shares at least this much of what either covers: the same passage, give or take a full stop. */
const SAME = 0.8;

function isSame(a: Span, b: Span): boolean {
  const common = Math.min(a.end, b.end) - Math.max(a.start, b.start);
  const both = Math.max(a.end, b.end) - Math.min(a.start, b.start);
  return common >= SAME * both;
}

/** The suggestions for one reader, and which of them are still open. */
export class SuggestionList {
  /** In text order. */
  readonly items: readonly Suggestion[];
  readonly byId: ReadonlyMap<string, Suggestion>;
  /** By annotation: the suggestions that say what the reader has tagged herself. */
  private readonly said = new Map<string, string[]>();
  /** By suggestion: how many annotations say the same. */
  private readonly times = new Map<string, number>();

  constructor(suggestions: Suggestions, document: string, reader: string) {
    const found = new Map<string, Suggestion>();
    for (const item of suggestions.items) {
      const { detector, kind, span } = item;
      const id = `s-${hash(JSON.stringify([document, reader, detector, kind, span.start, span.end]))}`;
      if (!found.has(id)) found.set(id, { id, ...item });
    }
    this.items = [...found.values()];
    this.byId = found;
  }

  /** Takes in what became of these annotations; costs what they touch, not what there is. */
  update(ids: Iterable<string>, annotations: Readonly<Record<string, Annotation>>): void {
    for (const id of ids) {
      for (const before of this.said.get(id) ?? []) this.count(before, -1);
      const annotation = Object.hasOwn(annotations, id) ? annotations[id] : undefined;
      const now = annotation && !this.byId.has(id) ? this.sayingTheSame(annotation) : [];
      for (const suggestion of now) this.count(suggestion, 1);
      if (now.length > 0) this.said.set(id, now);
      else this.said.delete(id);
    }
  }

  /** Those that were neither accepted nor rejected, and that the reader has not tagged herself. */
  open({ annotations, removed }: Pick<Reading, 'annotations' | 'removed'>): Suggestion[] {
    return this.items.filter(
      ({ id }) =>
        !Object.hasOwn(annotations, id) &&
        rejectedIn(removed as Record<string, unknown>, id) === undefined &&
        !this.times.get(id)
    );
  }

  private count(id: string, by: number): void {
    this.times.set(id, (this.times.get(id) ?? 0) + by);
  }

  private sayingTheSame({ kind, spans }: Annotation): string[] {
    const hull = { start: spans[0]?.start ?? 0, end: spans.at(-1)?.end ?? 0 };
    // What begins further away shares less than `SAME`.
    const reach = (hull.end - hull.start) * (1 / SAME - 1);
    const found: string[] = [];
    for (let at = this.firstFrom(hull.start - reach); at < this.items.length; at++) {
      const item = this.items[at] as Suggestion;
      if (item.span.start > hull.start + reach) break;
      if (item.kind === kind && isSame(item.span, hull)) found.push(item.id);
    }
    return found;
  }

  private firstFrom(start: number): number {
    let low = 0;
    let high = this.items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.items[middle] as Suggestion).span.start < start) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Whether the reader may see suggestions: at once, or when she has finished on her own. */
export function areShown({ after }: Suggestions, progress: unknown): boolean {
  return (
    after === 'at once' ||
    typeof member(progress, 'first_pass') === 'string' ||
    member(progress, 'done') === true
  );
}
