// The table of annotations as the kernel sends it: in columns, each value once. It comes over a wire, so it is checked.
import type { Codebook } from '../../model';
import { isCodebook } from '../../model/bundle';
import { isObject, member } from '../../model/json';
import type { ChangedRow } from './messages';

/** The code of a cell without a value. */
export const NONE = -1;

export interface Column {
  name: string;
  title: string;
  /** Whether its values are counted and can be chosen. */
  facet: boolean;
  /** Id and title of each value, in the order in which they are sorted. */
  values: [id: string, title: string][];
  /** Which value each row has; below NONE, which of `lists`: -2 is the first. */
  codes: Int32Array;
  /** The values of cells that have several. */
  lists: number[][];
}

export interface Table {
  rows: number;
  columns: Column[];
  /** The beginnings of the quotes. */
  quotes: string[];
  /** Note and reviewer's comment, for the search. */
  notes: string[];
  starts: Int32Array;
  codebooks: Codebook[];
  /** 1 where a decision is not written back yet. */
  pending: Uint8Array;
}

const MOST_ROWS = 5_000_000;

export class TableError extends Error {}

function wrong(what: string): never {
  throw new TableError(`The table that Python sent cannot be read (${what}). Run the cell again.`);
}

function texts(value: unknown, rows: number, what: string): string[] {
  if (!Array.isArray(value) || value.length !== rows || !value.every(one => typeof one === 'string'))
    return wrong(what);
  return value;
}

function valuesOf(value: unknown): Column['values'] {
  if (!Array.isArray(value)) return wrong('values');
  return value.map(pair =>
    Array.isArray(pair) && typeof pair[0] === 'string' && typeof pair[1] === 'string'
      ? [pair[0], pair[1]]
      : wrong('values')
  );
}

/** A code that is one of `count` values. */
function sound(code: unknown, count: number): number {
  return Number.isInteger(code) && (code as number) >= 0 && (code as number) < count
    ? (code as number)
    : NONE;
}

/** Puts what a cell says into the column. */
export function setCell(column: Column, row: number, cell: unknown): void {
  const count = column.values.length;
  if (!Array.isArray(cell)) column.codes[row] = sound(cell, count);
  else {
    const codes = cell.map(code => sound(code, count)).filter(code => code !== NONE);
    column.codes[row] = codes.length === 0 ? NONE : -1 - column.lists.push(codes);
  }
}

function columnOf(value: unknown, rows: number): Column {
  if (!isObject(value) || typeof value.name !== 'string' || typeof value.title !== 'string')
    return wrong('column');
  const { name, title, data } = value;
  if (!Array.isArray(data) || data.length !== rows) return wrong(`column ${name}`);
  const column: Column = {
    name,
    title,
    facet: value.facet !== false,
    values: valuesOf(value.values),
    codes: new Int32Array(rows),
    lists: []
  };
  for (let row = 0; row < rows; row++) setCell(column, row, data[row]);
  return column;
}

/** The table in UTF-8 JSON; throws a `TableError` where it is none. */
export function parseTable(bytes: ArrayBufferView | ArrayBuffer): Table {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return wrong('JSON');
  }
  if (!isObject(value) || value.version !== 1) return wrong('version');
  const rows = value.rows as number;
  if (!Number.isInteger(rows) || rows < 0 || rows > MOST_ROWS) return wrong('rows');
  if (!Array.isArray(value.columns) || !Array.isArray(value.codebooks)) return wrong('columns');
  if (!Array.isArray(value.starts) || value.starts.length !== rows) return wrong('starts');
  const pending = new Uint8Array(rows);
  for (const row of Array.isArray(value.pending) ? value.pending : [])
    if (sound(row, rows) !== NONE) pending[row as number] = 1;
  return {
    rows,
    columns: value.columns.map(column => columnOf(column, rows)),
    quotes: texts(value.quotes, rows, 'quotes'),
    notes: texts(value.notes, rows, 'notes'),
    starts: Int32Array.from(value.starts, start => (Number.isInteger(start) ? start : 0)),
    codebooks: value.codebooks.map(book => (isCodebook(book) ? book : wrong('codebook'))),
    pending
  };
}

export function columnNamed(table: Table, name: string): Column | undefined {
  return table.columns.find(column => column.name === name);
}

/** The places in the column's values that a row has. */
export function codesOf(column: Column, row: number): readonly number[] {
  const code = column.codes[row] as number;
  if (code === NONE) return [];
  return code >= 0 ? [code] : (column.lists[-2 - code] as number[]);
}

/** What a cell shows. */
export function shownIn(column: Column, row: number): string {
  return codesOf(column, row)
    .map(code => column.values[code]?.[1] ?? '')
    .join(', ');
}

/** Takes over what the kernel says of a row; false where there is no such row. */
export function changeRow(table: Table, row: ChangedRow): boolean {
  if (row.row >= table.rows) return false;
  for (const column of table.columns) {
    const cell = member(row.cells, column.name);
    const fresh = member(cell, 'new');
    if (Array.isArray(fresh) && member(cell, 'from') === column.values.length) {
      for (const pair of fresh)
        if (Array.isArray(pair)) column.values.push([String(pair[0]), String(pair[1])]);
    }
    if (cell !== undefined) setCell(column, row.row, member(cell, 'code'));
  }
  table.quotes[row.row] = row.quote;
  table.notes[row.row] = row.note;
  table.starts[row.row] = row.start;
  table.pending[row.row] = row.pending ? 1 : 0;
  return true;
}
