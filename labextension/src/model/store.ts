// The one store of a reading on a page: edits go in, changes come out, and undo is edits too.
import { type Checked, Checker } from './check';
import type { Document } from './document';
import { apply, type Edit, EditError, invert, stampOf } from './edits';
import type { Codebook } from './generated/codebook';
import type { Reading } from './generated/reading';
import { isObject } from './json';
import { canonicalForm, type Delta, delta, MergeError, merge, mergeDelta, repair } from './merge';
import { Offsets } from './offsets';

export interface Change {
  delta: Delta;
  /** `view` for a gesture, `undo`, or where the change came from: `notebook`, `kernel` … */
  origin: string;
  /** Ids of the annotations and relations that it touches. */
  ids: string[];
}

export interface StoreOptions {
  document: Document;
  codebook: Codebook;
  reader: string;
  /** What is stored under the reading's key, whatever it is. */
  reading?: unknown;
  /** Writer id; random where none is given. */
  by?: string;
}

export interface EditOptions {
  /** Consecutive edits with the same word become one step of undo: typing, above all. */
  coalesce?: string;
  origin?: string;
}

interface Step {
  edit: Edit;
  coalesce?: string;
}

function touched({ annotations, relations, removed }: Delta): string[] {
  return [...new Set([annotations, relations, removed].flatMap(records => Object.keys(records ?? {})))];
}

export class Store {
  readonly document: Document;
  readonly codebook: Codebook;
  readonly reader: string;
  readonly offsets: Offsets;
  readonly by: string;
  private readonly checker: Checker;
  private readonly listeners = new Set<(change: Change) => void>();
  private past: Step[] = [];
  private future: Step[] = [];
  private current: Reading;
  private sound: Checked;

  constructor({ document, codebook, reader, reading, by }: StoreOptions) {
    this.document = document;
    this.codebook = codebook;
    this.reader = reader;
    this.by = by ?? Math.random().toString(36).slice(2, 10);
    this.offsets = new Offsets(document.text);
    this.checker = new Checker(this.offsets, codebook);
    this.current = canonicalForm(repair(reading, document, codebook, reader));
    this.sound = this.checker.check(this.current);
  }

  get reading(): Reading {
    return this.current;
  }

  get checked(): Checked {
    return this.sound;
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  readonly subscribe = (listener: (change: Change) => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Makes an edit; throws `EditError` where it cannot be made. One that changes nothing leaves no trace. */
  edit(edit: Edit, { coalesce, origin = 'view' }: EditOptions = {}): void {
    const next = apply(this.current, edit, stampOf(this.by));
    const back = invert(this.current, edit);
    if (
      edit.type === 'change' &&
      JSON.stringify(back.type === 'change' && back.set) === JSON.stringify(edit.set)
    )
      return;
    const last = this.past.at(-1);
    // The first of several inverse edits leads back to where the typing began.
    if (coalesce === undefined || last?.coalesce !== coalesce) this.past.push({ edit: back, coalesce });
    this.future = [];
    this.become(next, origin);
  }

  undo(): void {
    this.travel(this.past, this.future);
  }

  redo(): void {
    this.travel(this.future, this.past);
  }

  /** Merges what comes from elsewhere, a reading or a delta; false where it brings nothing new. */
  receive(value: unknown, origin: string): boolean {
    const next = this.merged(value);
    if (next === this.current) return false;
    this.become(next, origin);
    return true;
  }

  private merged(value: unknown): Reading {
    if (!isObject(value)) return this.current;
    if (!Object.hasOwn(value, 'document')) return mergeDelta(this.current, value);
    try {
      return merge(this.current, repair(value, this.document, this.codebook, this.reader));
    } catch (error) {
      if (error instanceof MergeError) return this.current;
      throw error;
    }
  }

  private travel(from: Step[], to: Step[]): void {
    const step = from.pop();
    if (!step) return;
    try {
      const back = invert(this.current, step.edit);
      const next = apply(this.current, step.edit, stampOf(this.by));
      to.push({ edit: back });
      this.become(next, 'undo');
    } catch (error) {
      // What the step was about is gone: another page removed it. The step is let go.
      if (!(error instanceof EditError)) throw error;
    }
  }

  private become(next: Reading, origin: string): void {
    const changed = delta(this.current, next);
    this.current = next;
    this.sound = this.checker.check(next);
    const change = { delta: changed, origin, ids: touched(changed) };
    for (const listener of this.listeners) listener(change);
  }
}
