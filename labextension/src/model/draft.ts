// The next reading while edits make it: each section is copied once, however many edits touch it, and no record is.
import type { Stamp } from './edits';
import type { Reading } from './generated/reading';
import { define, type JsonObject, member, objectOf } from './json';
import { type Delta, revOf, SECTIONS, type Section, withSections } from './merge';
import { buried, overfull, withHistory } from './past';
import { flawOf } from './shapes';

/** An edit that cannot be made; the message is for people. */
export class EditError extends Error {}

export type Place = 'annotations' | 'relations';
type Records = Record<string, unknown>;

const NAMES = { annotations: 'annotation', relations: 'link' } as const;

export class Draft {
  private readonly reading: Reading;
  private readonly copies: Partial<Record<Section, Records>> = {};
  private readonly touched: Partial<Record<Section, Set<string>>> = {};
  private newProgress: JsonObject | undefined;
  /** Of the annotations; counted where it is needed. */
  private count: number | undefined;

  constructor(reading: Reading) {
    this.reading = withSections(reading);
  }

  records(section: Section): Readonly<Records> {
    return this.copies[section] ?? (this.reading[section] as Records);
  }

  get progress(): unknown {
    return this.newProgress ?? member(this.reading, 'progress');
  }

  set progress(progress: JsonObject) {
    this.newProgress = progress;
  }

  /** The record of an id; throws where there is none that is sound. */
  find(place: Place, id: unknown): JsonObject {
    const record = typeof id === 'string' ? member(this.records(place), id) : undefined;
    if (record === undefined || record === null) {
      const name = typeof id === 'string' ? `“${id.slice(0, 80)}”` : 'without an id';
      throw new EditError(`There is no ${NAMES[place]} ${name}: it may have been deleted elsewhere.`);
    }
    if (!this.isSound(place, id, record)) {
      throw new EditError(`The ${NAMES[place]} ${id} is damaged: it is kept as it is and cannot be changed.`);
    }
    return record as JsonObject;
  }

  /** Whether it can be changed, and taken back: by itself without flaw, and a link between annotations that are. */
  private isSound(place: Place, id: unknown, record: unknown): boolean {
    if (flawOf(place, id, record)) return false;
    const ends = place === 'relations' ? [member(record, 'from'), member(record, 'to')] : [];
    return ends.every(end =>
      this.isSound('annotations', end, member(this.records('annotations'), end as string))
    );
  }

  isTaken(id: string): boolean {
    return Object.hasOwn(this.records('annotations'), id) || Object.hasOwn(this.records('relations'), id);
  }

  /** Ids of the relations from or to an annotation; damaged ones are left where they are. */
  relationsOf(id: string): string[] {
    return Object.entries(this.records('relations'))
      .filter(([, relation]) => member(relation, 'from') === id || member(relation, 'to') === id)
      .filter(([relation, record]) => this.isSound('relations', relation, record))
      .map(([relation]) => relation);
  }

  nextRev(id: string): number {
    const known = (['annotations', 'relations', 'removed'] as const).map(section =>
      revOf(member(this.records(section), id))
    );
    return Math.max(...known) + 1;
  }

  /** Puts a record in its place, and takes away the tombstone of its id. */
  put(place: Section, id: string, record: JsonObject): void {
    const flaw = flawOf(place, id, record);
    if (flaw) throw new EditError(`${flaw.place}: ${flaw.what}.`);
    const isNew = place === 'annotations' && !Object.hasOwn(this.records(place), id);
    if (isNew && this.count !== undefined) this.count++;
    define(this.copy(place, id), id, record);
    if (place !== 'answers' && Object.hasOwn(this.records('removed'), id))
      delete this.copy('removed', id)[id];
  }

  /** Puts what an annotation is changed to in its place, with its history. */
  change(id: string, old: JsonObject, record: JsonObject, stamp: Stamp): void {
    this.count ??= Object.keys(this.records('annotations')).length;
    this.put('annotations', id, withHistory(old, record, stamp, this.count));
  }

  /** Takes a record away and leaves a tombstone, from which it can be brought back. */
  drop(place: Place, id: string, stamp: Stamp): void {
    const record = this.records(place)[id] as JsonObject;
    const tombstone = { rev: this.nextRev(id), by: stamp.by, ...buried(record, stamp) };
    delete this.copy(place, id)[id];
    if (place === 'annotations' && this.count !== undefined) this.count--;
    define(this.copy('removed', id), id, tombstone);
  }

  /** Keeps what tombstones hold within its budget. */
  private tidy(): void {
    if (!this.copies.removed) return;
    for (const [id, stone] of overfull(this.records('removed'))) define(this.copy('removed', id), id, stone);
  }

  /** Leaves a tombstone where no record is: for a suggestion that was rejected, or one that comes back. */
  bury(id: string, by: string, more: JsonObject): void {
    if (this.isTaken(id)) throw new EditError(`The id ${id.slice(0, 80)} is taken: use another one.`);
    const tombstone = { rev: this.nextRev(id), by, ...more };
    const flaw = flawOf('removed', id, tombstone);
    if (flaw) throw new EditError(`${flaw.place}: ${flaw.what}.`);
    define(this.copy('removed', id), id, tombstone);
  }

  /** The reading with all that was done; the one from the beginning where nothing was. */
  finish(): Reading {
    this.tidy();
    const isChanged = this.newProgress !== undefined || Object.keys(this.copies).length > 0;
    if (!isChanged) return this.reading;
    const progress = this.newProgress && { progress: this.newProgress };
    return { ...this.reading, ...this.copies, ...progress } as unknown as Reading;
  }

  /** The records that were put; those that were dropped show by their tombstones. */
  delta(): Delta {
    const delta: Delta = {};
    for (const section of SECTIONS) {
      const ids = [...(this.touched[section] ?? [])].filter(id => Object.hasOwn(this.records(section), id));
      if (ids.length > 0) delta[section] = objectOf(ids.map(id => [id, this.records(section)[id]] as const));
    }
    return this.newProgress ? { ...delta, progress: this.newProgress } : delta;
  }

  private copy(section: Section, id: string): Records {
    this.touched[section] ??= new Set();
    this.touched[section].add(id);
    this.copies[section] ??= { ...this.reading[section] };
    return this.copies[section];
  }
}
