// What the review and the kernel tell each other. Twin: src/annotator/widgets/review_messages.py.
import type { Annotation, FieldValue, Span } from '../../model';
import { isObject, type JsonObject, member } from '../../model/json';

export interface Decision {
  decision: 'accept' | 'flag' | 'correct';
  reviewer: string;
  comment: string;
  values?: Record<string, FieldValue | null>;
  spans?: Span[];
}

type OfRow = { generation: number; row: number };

export type ToReviewed =
  | { type: 'open' | 'taken' | 'refresh' | 'leave_out' | 'bring_back' }
  | ({ type: 'passage'; context: number } & OfRow)
  | ({ type: 'decide' } & Decision & OfRow)
  | ({ type: 'take_back' } & OfRow)
  | { type: 'write_back'; dry_run: boolean };

/** An annotation with the text around it. */
export interface Passage {
  row: number;
  text: string;
  /** Where `text` begins in the article, in code points. */
  offset: number;
  /** Length of the article. */
  length: number;
  /** Whether the article is at hand; if not, the text is what the annotation itself keeps. */
  whole: boolean;
  annotation: Annotation;
}

export interface ChangedRow {
  row: number;
  cells: JsonObject;
  quote: string;
  note: string;
  start: number;
  pending: boolean;
}

export interface Report {
  dryRun: boolean;
  rows: Record<string, string>[];
  total: number;
  counts: Record<string, number>;
  files: Record<string, number>;
  pending: number[];
}

/** Where decisions are kept until they are written back, and what was taken up from there. */
export interface Kept {
  file: string;
  restored: number;
  reviewers: string[];
  leftOut: boolean;
  /** Why decisions are not kept; empty if they are. */
  failure: string;
}

export type FromReviewed =
  | { type: 'table'; model: string; generation: number }
  | { type: 'passage'; generation: number; passage: Passage }
  | { type: 'rows'; generation: number; rows: ChangedRow[]; pending: number }
  | { type: 'written'; report: Report }
  | { type: 'kept'; kept: Kept }
  | { type: 'error'; what: string; row: number };

const isText = (value: unknown): value is string => typeof value === 'string';
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function passageOf(value: JsonObject): Passage | undefined {
  const { row, text, offset, length, annotation } = value;
  const spans = member(annotation, 'spans');
  if (!isCount(row) || !isText(text) || !Number.isSafeInteger(offset) || !isCount(length)) return undefined;
  if (!isObject(annotation) || !isText(annotation.kind) || !isText(annotation.quote)) return undefined;
  if (
    !Array.isArray(spans) ||
    !spans.every(span => isCount(member(span, 'start')) && isCount(member(span, 'end')))
  )
    return undefined;
  const known = {
    ...annotation,
    values: isObject(annotation.values) ? annotation.values : {},
    note: isText(annotation.note) ? annotation.note : '',
    review: isObject(annotation.review) ? annotation.review : undefined
  };
  return {
    row,
    text,
    offset: offset as number,
    length,
    whole: value.whole === true,
    annotation: known as unknown as Annotation
  };
}

function rowOf(value: unknown): ChangedRow[] {
  if (!isObject(value)) return [];
  const { row, cells, quote, note, start, pending } = value;
  if (!isCount(row) || !isObject(cells) || !isText(quote) || !isText(note) || !isCount(start)) return [];
  return [{ row, cells, quote, note, start, pending: pending === true }];
}

function countsOf(value: unknown): Record<string, number> {
  const pairs = Object.entries(isObject(value) ? value : {});
  return Object.fromEntries(pairs.filter((pair): pair is [string, number] => isCount(pair[1])));
}

function reportOf(value: JsonObject): Report {
  const rows = (Array.isArray(value.rows) ? value.rows : []).filter(isObject);
  return {
    dryRun: value.dry_run !== false,
    rows: rows.map(row =>
      Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, String(cell)]))
    ),
    total: isCount(value.total) ? value.total : rows.length,
    counts: countsOf(value.counts),
    files: countsOf(value.files),
    pending: (Array.isArray(value.pending) ? value.pending : []).filter(isCount)
  };
}

/** A message of the kernel; undefined where it is none that we know. */
export function fromReviewed(value: unknown): FromReviewed | undefined {
  if (!isObject(value)) return undefined;
  const generation = isCount(value.generation) ? value.generation : -1;
  switch (value.type) {
    case 'table':
      return isText(value.model) ? { type: 'table', model: value.model, generation } : undefined;
    case 'passage': {
      const passage = passageOf(value);
      return passage && { type: 'passage', generation, passage };
    }
    case 'rows': {
      const rows = (Array.isArray(value.rows) ? value.rows : []).flatMap(rowOf);
      return { type: 'rows', generation, rows, pending: isCount(value.pending) ? value.pending : 0 };
    }
    case 'written':
      return { type: 'written', report: reportOf(value) };
    case 'kept': {
      const { file, restored, reviewers, left_out, failure } = value;
      const kept = {
        file: isText(file) ? file : '',
        restored: isCount(restored) ? restored : 0,
        reviewers: (Array.isArray(reviewers) ? reviewers : []).filter(isText),
        leftOut: left_out === true,
        failure: isText(failure) ? failure : ''
      };
      return { type: 'kept', kept };
    }
    case 'error':
      return {
        type: 'error',
        what: isText(value.what) ? value.what : 'unknown',
        row: isCount(value.row) ? value.row : -1
      };
    default:
      return undefined;
  }
}
