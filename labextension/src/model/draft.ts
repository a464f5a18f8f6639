// The next reading while edits make it: each section is copied once, however many edits touch it, and no record is.
import type { Reading } from './generated/reading';
import { define, isObject, type JsonObject, member } from './json';
import { revOf, type Section, withSections } from './merge';
import { flawOf } from './shapes';

/** An edit that cannot be made; the message is for people. */
export class EditError extends Error {}

export type Place = 'annotations' | 'relations';
type Records = Record<string, unknown>;

const NAMES = { annotations: 'annotation', relations: 'link' } as const;

export class Draft {
  private readonly reading: Reading;
  private readonly copies: Partial<Record<Section, Records>> = {};
  private newProgress: JsonObject | undefined;

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
      const name = String(id).slice(0, 80);
      throw new EditError(`There is no ${NAMES[place]} ${name}: it may have been deleted elsewhere.`);
    }
    if (!this.isSound(place, id, record)) {
      throw new EditError(`The ${NAMES[place]} ${id} is damaged: it is kept as it is and cannot be changed.`);
    }
    return record as JsonObject;
  }

  private isSound(place: Place, id: unknown, record: unknown): boolean {
    return flawOf(place, id, record) === undefined;
  }

  isTaken(id: string): boolean {
    return Object.hasOwn(this.records('annotations'), id) || Object.hasOwn(this.records('relations'), id);
  }

  /** Ids of the relations from or to an annotation that undo can bring back; damaged ones stay where they are. */
  relationsOf(id: string): string[] {
    const isThere = (end: unknown) =>
      this.isSound('annotations', end, member(this.records('annotations'), end as string));
    return Object.entries(this.records('relations'))
      .filter(([, relation]) => isObject(relation) && (relation.from === id || relation.to === id))
      .filter(([relation, record]) => this.isSound('relations', relation, record))
      .filter(([, record]) => isThere(member(record, 'from')) && isThere(member(record, 'to')))
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
    define(this.copy(place), id, record);
    if (place !== 'answers' && Object.hasOwn(this.records('removed'), id)) delete this.copy('removed')[id];
  }

  /** Takes a record away and leaves a tombstone. */
  drop(place: Place, id: string, by: string): void {
    const tombstone = { rev: this.nextRev(id), by };
    delete this.copy(place)[id];
    define(this.copy('removed'), id, tombstone);
  }

  /** The reading with all that was done; the one from the beginning where nothing was. */
  finish(): Reading {
    const isChanged = this.newProgress !== undefined || Object.keys(this.copies).length > 0;
    if (!isChanged) return this.reading;
    const progress = this.newProgress && { progress: this.newProgress };
    return { ...this.reading, ...this.copies, ...progress } as unknown as Reading;
  }

  private copy(section: Section): Records {
    this.copies[section] ??= { ...this.reading[section] };
    return this.copies[section];
  }
}
