// Filter, order and counts over the table: one pass over columns of whole numbers, so that typing stays fluid.
import { folded } from '../filtering';
import { type Column, codesOf, NONE, type Table } from './table';

export interface Sort {
  /** A column's name, `quote`, or `` for the order in which the annotations were read. */
  column: string;
  down: boolean;
}

/**
 * Words to look for, all of which must occur, and chosen values by column; within a column any of them will do. The
 * number of a column's values stands for "no value".
 */
export interface Query {
  text: string;
  chosen: Readonly<Record<string, readonly number[]>>;
  sort: Sort;
}

export const EVERYTHING: Query = { text: '', chosen: {}, sort: { column: '', down: false } };

export interface Found {
  /** The rows that are let through, in order. */
  rows: Int32Array;
  /** By column: how many rows each value would show, the other columns being as they are; the last is "no value". */
  counts: Map<string, Int32Array>;
}

export function isNarrowed({ text, chosen }: Query): boolean {
  return text.trim() !== '' || Object.values(chosen).some(codes => codes.length > 0);
}

/** The query with one value of a column chosen, or no longer chosen. */
export function toggleValue(query: Query, column: string, code: number): Query {
  const old = query.chosen[column] ?? [];
  const codes = old.includes(code) ? old.filter(one => one !== code) : [...old, code];
  return { ...query, chosen: { ...query.chosen, [column]: codes } };
}

interface Test {
  column: Column;
  /** 1 where a value is let through; the last is "no value". */
  allowed: Uint8Array | null;
  counts: Int32Array;
}

function lets(test: Test, row: number): boolean {
  if (!test.allowed) return true;
  const { codes, values } = test.column;
  const code = codes[row] as number;
  if (code >= 0) return test.allowed[code] === 1;
  if (code === NONE) return test.allowed[values.length] === 1;
  return codesOf(test.column, row).some(one => test.allowed?.[one] === 1);
}

function count({ column, counts }: Test, row: number): void {
  const code = column.codes[row] as number;
  const add = (at: number) => {
    counts[at] = (counts[at] ?? 0) + 1;
  };
  if (code >= 0) add(code);
  else if (code === NONE) add(column.values.length);
  else for (const one of new Set(codesOf(column, row))) add(one);
}

export class Search {
  private texts: (string | undefined)[] = [];
  private quoteRank: Int32Array | undefined;
  private ordered: { key: string; order: Int32Array } | undefined;

  constructor(private readonly table: Table) {}

  /** Forgets what was known of a row that was changed. */
  changed(row: number): void {
    this.texts[row] = undefined;
    this.quoteRank = undefined;
    this.ordered = undefined;
  }

  ask(query: Query): Found {
    const tests = this.table.columns.filter(column => column.facet).map(column => this.test(column, query));
    const narrowing = tests.filter(test => test.allowed !== null);
    const words = folded(query.text).split(' ').filter(Boolean);
    const order = this.order(query.sort);
    const rows = new Int32Array(order.length);
    let found = 0;
    for (const row of order) {
      if (words.length > 0 && !this.has(row, words)) continue;
      // A row that one column alone keeps out is what choosing more of that column would show.
      let against: Test | null = null;
      let failed = 0;
      for (const test of narrowing) {
        if (lets(test, row)) continue;
        against = test;
        if (++failed > 1) break;
      }
      if (failed > 1) continue;
      if (against) count(against, row);
      else {
        rows[found++] = row;
        for (const test of tests) count(test, row);
      }
    }
    return {
      rows: rows.subarray(0, found),
      counts: new Map(tests.map(({ column, counts }) => [column.name, counts]))
    };
  }

  private test(column: Column, query: Query): Test {
    const chosen = query.chosen[column.name] ?? [];
    const size = column.values.length + 1;
    let allowed: Uint8Array | null = null;
    if (chosen.length > 0) {
      allowed = new Uint8Array(size);
      for (const code of chosen) allowed[code] = 1;
    }
    return { column, allowed, counts: new Int32Array(size) };
  }

  private has(row: number, words: readonly string[]): boolean {
    let text = this.texts[row];
    if (text === undefined) {
      text = folded(`${this.table.quotes[row]} ${this.table.notes[row]}`);
      this.texts[row] = text;
    }
    for (const word of words) if (!text.includes(word)) return false;
    return true;
  }

  private order({ column, down }: Sort): Int32Array {
    const key = `${down} ${column}`;
    if (this.ordered?.key !== key) this.ordered = { key, order: this.sorted(column, down) };
    return this.ordered.order;
  }

  private sorted(name: string, down: boolean): Int32Array {
    const order = Int32Array.from({ length: this.table.rows }, (_, row) => row);
    const rank = this.rank(name);
    if (!rank) return down ? order.reverse() : order;
    const sign = down ? -1 : 1;
    // What has no value comes last either way; equals keep the order in which they were read.
    return order.sort((a, b) => {
      const x = rank[a] as number;
      const y = rank[b] as number;
      if (x === y) return a - b;
      if (x === NONE) return 1;
      if (y === NONE) return -1;
      return sign * (x - y);
    });
  }

  private rank(name: string): Int32Array | undefined {
    if (name === 'quote') {
      this.quoteRank ??= ranked(this.table.quotes);
      return this.quoteRank;
    }
    const column = this.table.columns.find(one => one.name === name);
    if (!column) return undefined;
    if (column.lists.length === 0) return column.codes;
    return Int32Array.from(column.codes, (_, row) => codesOf(column, row)[0] ?? NONE);
  }
}

/** Where each text stands in the alphabet, whatever its case and accents; a collator takes ten times as long. */
function ranked(texts: readonly string[]): Int32Array {
  const keys = texts.map(folded);
  const places = new Map([...new Set(keys)].sort().map((key, at) => [key, at]));
  return Int32Array.from(keys, key => places.get(key) as number);
}
