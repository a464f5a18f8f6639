// The one store of a reading on a page: edits go in, changes come out, and undo is edits too.
import { revived } from './anchoring/carry-over';
import { same } from './canonical';
import { type Checked, Checker } from './check';
import type { Document } from './document';
import { type Applied, applyAndInvert, type Edit, EditError, randomId, type Stamp, stampOf } from './edits';
import type { Codebook } from './generated/codebook';
import type { Reading } from './generated/reading';
import { type History, isAsLeft, type Step, stepOf, target } from './history';
import { isObject, member } from './json';
import { canonicalForm, type Delta, delta, merge, mergeDelta, newerCodebook, SECTIONS } from './merge';
import { Offsets } from './offsets';
import { repair } from './repair';
import { wayBack } from './way-back';

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
  /** Who sits at this page, for the history; asked at each edit, since it may become known later. */
  who?(): string | undefined;
}

export interface EditOptions {
  /** Consecutive edits of the same members with the same word become one step of undo: typing, above all. */
  coalesce?: string;
  origin?: string;
}

const DELTA_MEMBERS: readonly string[] = [...SECTIONS, 'progress'];

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
  /** The word of the last edit, as long as nothing else has happened. */
  private typing: string | undefined;
  private latest: Reading['codebook'] | undefined;
  /** The step that takes back what a draft brought. */
  private recovery: Step | undefined;
  private current: Reading;
  private sound: Checked;

  private readonly who: () => string | undefined;

  constructor({ document, codebook, reader, reading, by, who }: StoreOptions) {
    this.document = document;
    this.codebook = codebook;
    this.reader = reader;
    this.by = by ?? randomId();
    this.who = who ?? (() => undefined);
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

  /** The steps that can be taken back and made again. */
  get history(): History {
    return { past: this.past, future: this.future };
  }

  /** Takes up the steps of an earlier page, as long as nothing was done on this one but bringing back its draft. */
  recall({ past, future }: History): void {
    const isFresh = this.past.every(step => step === this.recovery) && !this.canRedo;
    if (!isFresh || past.length + future.length === 0) return;
    this.past = [...past];
    this.future = [...future];
  }

  readonly subscribe = (listener: (change: Change) => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Makes an edit; throws `EditError` where it cannot be made. One that changes nothing leaves no trace. */
  edit(edit: Edit, { coalesce, origin = 'view' }: EditOptions = {}): void {
    const applied = applyAndInvert(this.current, edit, this.stamp());
    const { back } = applied;
    // An edit that is its own inverse changes nothing.
    if (same(edit, back)) return;
    const last = this.past.at(-1);
    const goesOn =
      last !== undefined &&
      coalesce !== undefined &&
      coalesce === this.typing &&
      target(last.back) === target(back);
    // The first of several inverse edits leads back to where the typing began.
    if (goesOn) this.past.pop();
    this.past.push(stepOf(applied.reading, goesOn ? last.back : back));
    this.typing = coalesce;
    this.future = [];
    this.made(applied, origin);
  }

  /** Takes the last edit back; false where there is none left that can be. */
  undo(): boolean {
    return this.travel(this.past, this.future);
  }

  redo(): boolean {
    return this.travel(this.future, this.past);
  }

  /** Merges what comes from elsewhere, a reading or a delta; false where it brings nothing new. */
  receive(value: unknown, origin: string): boolean {
    const next = this.merged(value);
    if (next === this.current) return false;
    this.typing = undefined;
    this.become(next, delta(this.current, next), origin);
    return true;
  }

  /** Merges what was carried over from an earlier version of the article; one step of undo takes it back. */
  carry(reading: Reading): boolean {
    const before = this.current;
    // Where nothing is left it was carried over before and taken back: this time it counts.
    const isTakenBack = Object.keys(before.annotations).length === 0;
    const next = this.merged(isTakenBack ? revived(reading, before.removed) : reading);
    if (next === before) return false;
    const change = delta(before, next);
    this.typing = undefined;
    this.past.push(stepOf(next, wayBack(before, next, change)));
    this.future = [];
    this.become(next, change, 'view');
    return true;
  }

  /**
   * Merges what a draft holds, and tells which ids and fields that changed; none where the reading has all of it. It is
   * a step of undo, unless the steps of the page that made the draft are known.
   */
  recover(draft: Delta, origin: string): string[] {
    const before = this.current;
    if (this.sound.readOnly) return [];
    const next = mergeDelta(before, draft);
    if (next === before) return [];
    const change = delta(before, next);
    this.typing = undefined;
    const step = stepOf(next, wayBack(before, next, change));
    if (!this.canUndo && !this.canRedo) {
      this.past.push(step);
      this.recovery = step;
    }
    this.become(next, change, origin);
    return [
      ...touched(change),
      ...Object.keys(change.answers ?? {}),
      ...(change.progress ? ['progress'] : [])
    ];
  }

  private stamp(): Stamp {
    const who = this.who();
    return stampOf(this.by, who === this.reader ? undefined : who);
  }

  private merged(value: unknown): Reading {
    if (!isObject(value)) return this.current;
    if (Object.keys(value).every(key => DELTA_MEMBERS.includes(key))) return mergeDelta(this.current, value);
    const id = member(member(value, 'document'), 'id');
    const reader = member(value, 'reader');
    const isOther =
      (id !== undefined && id !== this.document.id) || (reader !== undefined && reader !== this.reader);
    return isOther
      ? this.current
      : merge(this.current, repair(value, this.document, this.codebook, this.reader));
  }

  private travel(from: Step[], to: Step[]): boolean {
    this.typing = undefined;
    for (let step = from.pop(); step; step = from.pop()) {
      const applied = this.tried(step);
      // Where somebody else has changed the same meanwhile, the step before it is what the reader means.
      if (!applied || same(step.back, applied.back)) continue;
      to.push(stepOf(applied.reading, applied.back));
      this.made(applied, 'undo');
      return true;
    }
    return false;
  }

  /** What taking a step back gives; undefined where others have made it impossible, or have worked on the same. */
  private tried(step: Step): Applied | undefined {
    try {
      if (!isAsLeft(this.current, step)) return undefined;
      return applyAndInvert(this.current, step.back, this.stamp());
    } catch (error) {
      if (error instanceof EditError) return undefined;
      throw error;
    }
  }

  /** Takes over what an edit gave; with the codebook in use, for those who make tables of it later. */
  private made({ reading, delta }: Applied, origin: string): void {
    const { codebook } = reading;
    if (codebook !== this.latest) this.latest = newerCodebook(codebook, this.codebook) as Reading['codebook'];
    this.become(codebook === this.latest ? reading : { ...reading, codebook: this.latest }, delta, origin);
  }

  private become(next: Reading, delta: Delta, origin: string): void {
    this.sound = this.checker.check(next, { reading: this.current, delta });
    this.current = next;
    const change = { delta, origin, ids: touched(delta) };
    for (const listener of this.listeners) listener(change);
  }
}
