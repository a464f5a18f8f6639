// Adjudication: readers' versions of each unit, checked as the rest of the bundle, and what the adjudicator decided.
import { parseLinks, type UnitLink } from './adjudication-links';
import type { Codebook } from './generated/codebook';
import type { Annotation, Decides, FieldValue, Reading, Span } from './generated/reading';
import { isObject, member, objectOf } from './json';
import { wrongSpans } from './shapes';
import { valuesOf } from './suggestions';

export interface Version {
  /** Place of the reader among the readers of the document. */
  reader: number;
  id: string;
  /** Of kind, spans and answers: differs where they do. */
  digest: string;
  kind: string;
  spans: readonly Span[];
  values: Readonly<Record<string, FieldValue>>;
  note: string;
}

/** How the readers stand to a unit. */
export type Standing = 'agree' | 'partial' | 'disagree';
export type UnitState = Standing | 'decided' | 'open';

/** A passage that readers marked, or some of them. */
export interface Unit {
  id: string;
  size: number;
  state: Standing;
  /** Places of the readers who read the document and marked nothing here. */
  silent: readonly number[];
  versions: readonly Version[];
  /** Digest of the readers' links to and from it; empty where there are none. */
  linked: string;
  /** From the first to the last that anybody marked. */
  hull: Span;
}

export interface Adjudication {
  /** Names; null where nobody is to know them. */
  readers: readonly (string | null)[];
  /** The largest disagreements first. */
  units: readonly Unit[];
  /** By unit, each under both of its ends. */
  links: ReadonlyMap<string, readonly UnitLink[]>;
}

export const ADJUDICATION = 'adjudication';
export const LATER = 'adjudication:later';

const MOST_UNITS = 5000;
const MOST_READERS = 1000;
const LONGEST_NAME = 200;
const LONGEST_NOTE = 20_000;
const STANDINGS: readonly unknown[] = ['agree', 'partial', 'disagree'];
const ID = /^[uv]-[A-Za-z0-9_-]{1,60}$/;

function isId(value: unknown): value is string {
  return typeof value === 'string' && ID.test(value);
}

function spansOf(raw: unknown, length: number): Span[] | undefined {
  if (!Array.isArray(raw) || raw.length === 0 || raw.length > 100) return undefined;
  const spans = raw.map(one => ({
    start: member(one, 'start') as number,
    end: member(one, 'end') as number
  }));
  const isIn = spans.every(
    ({ start, end }) => Number.isInteger(start) && Number.isInteger(end) && start >= 0 && end <= length
  );
  return isIn && !wrongSpans(spans) ? spans : undefined;
}

function versionOf(raw: unknown, readers: number, length: number, codebook: Codebook): Version | undefined {
  const [reader, id, digest, kind, note] = ['reader', 'id', 'digest', 'kind', 'note'].map(key =>
    member(raw, key)
  );
  const spans = spansOf(member(raw, 'spans'), length);
  const isSound =
    Number.isInteger(reader) && (reader as number) >= 0 && (reader as number) < readers && isId(id) && spans;
  if (!isSound || typeof digest !== 'string' || digest.length > 64) return undefined;
  if (typeof kind !== 'string' || !codebook.kinds.some(one => one.id === kind)) return undefined;
  const values = valuesOf(member(raw, 'values'), kind, codebook);
  const said = typeof note === 'string' ? note.slice(0, LONGEST_NOTE) : '';
  return { reader: reader as number, id, digest, kind, spans, values, note: said };
}

function unitOf(raw: unknown, readers: number, length: number, codebook: Codebook): Unit | undefined {
  const [id, size, state, silent, versions, linked] = [
    'id',
    'size',
    'state',
    'silent',
    'versions',
    'linked'
  ].map(key => member(raw, key));
  if (!isId(id) || !STANDINGS.includes(state) || !Array.isArray(versions)) return undefined;
  const sound = versions
    .slice(0, readers)
    .flatMap(version => versionOf(version, readers, length, codebook) ?? []);
  if (sound.length === 0) return undefined;
  const quiet = Array.isArray(silent)
    ? silent.filter(at => Number.isInteger(at) && at >= 0 && at < readers)
    : [];
  const hull = {
    start: Math.min(...sound.map(({ spans }) => spans[0]?.start ?? 0)),
    end: Math.max(...sound.map(({ spans }) => spans.at(-1)?.end ?? 0))
  };
  return {
    id,
    size: Number.isFinite(size) ? (size as number) : 0,
    state: state as Standing,
    silent: [...new Set(quiet)],
    versions: sound,
    linked: typeof linked === 'string' && linked.length <= 64 ? linked : '',
    hull
  };
}

/** What a bundle gives to adjudicate in a document, whatever stands there; undefined where that is nothing. */
export function parseAdjudication(
  raw: unknown,
  length: number,
  codebook: Codebook
): Adjudication | undefined {
  const [names, listed] = [member(raw, 'readers'), member(raw, 'units')];
  if (!Array.isArray(names) || !Array.isArray(listed)) return undefined;
  const readers = names
    .slice(0, MOST_READERS)
    .map(name => (typeof name === 'string' && name !== '' ? name.slice(0, LONGEST_NAME) : null));
  const found = new Map<string, Unit>();
  for (const one of listed.slice(0, MOST_UNITS)) {
    const unit = unitOf(one, readers.length, length, codebook);
    if (unit && !found.has(unit.id)) found.set(unit.id, unit);
  }
  const units = [...found.values()];
  return { readers, units, links: parseLinks(member(raw, 'links'), units, codebook) };
}

/** What a decision on a unit remembers. */
export function seenOf({ versions, silent, linked }: Unit): Decides {
  return {
    versions: objectOf(versions.map(({ id, digest }) => [id, digest] as const)),
    silent: silent.length,
    ...(linked === '' ? {} : { linked })
  };
}

/** A decision in the adjudicator's reading. */
export interface Ruling {
  state: 'decided' | 'open';
  /** The annotation that it gave, or the tombstone of what is none or was put off. */
  id: string;
  annotation?: Annotation;
  note: string;
  decides: Decides;
}

function decidesOf(record: unknown): Decides | undefined {
  const decides = member(record, 'decides');
  return isObject(member(decides, 'versions')) ? (decides as unknown as Decides) : undefined;
}

function rulings({ removed }: Pick<Reading, 'removed'>, annotations: Readonly<Record<string, Annotation>>) {
  const found: Ruling[] = [];
  for (const [id, annotation] of Object.entries(annotations)) {
    const decides = decidesOf(annotation);
    if (decides) found.push({ state: 'decided', id, annotation, note: annotation.note ?? '', decides });
  }
  for (const [id, stone] of Object.entries(removed as Record<string, unknown>)) {
    const decides = decidesOf(stone);
    const origin = member(stone, 'rejected');
    if (!decides || (origin !== ADJUDICATION && origin !== LATER)) continue;
    const note = member(stone, 'note');
    const state = origin === LATER ? 'open' : 'decided';
    found.push({ state, id, note: typeof note === 'string' ? note : '', decides });
  }
  return found;
}

/** By unit: the ruling that shares versions with it, the one that shares most; where two do, what is decided counts. */
export function ruled(
  units: readonly Unit[],
  reading: Pick<Reading, 'removed'>,
  annotations: Readonly<Record<string, Annotation>>
): Map<string, Ruling> {
  const byVersion = new Map<string, Ruling[]>();
  for (const ruling of rulings(reading, annotations)) {
    for (const version of Object.keys(ruling.decides.versions)) {
      const known = byVersion.get(version);
      if (known) known.push(ruling);
      else byVersion.set(version, [ruling]);
    }
  }
  const found = new Map<string, Ruling>();
  for (const unit of units) {
    const shared = new Map<Ruling, number>();
    for (const { id } of unit.versions) {
      for (const ruling of byVersion.get(id) ?? []) shared.set(ruling, (shared.get(ruling) ?? 0) + 1);
    }
    const rank = (ruling: Ruling) => (shared.get(ruling) ?? 0) * 2 + (ruling.state === 'decided' ? 1 : 0);
    const [best] = [...shared.keys()].sort((a, b) => rank(b) - rank(a));
    if (best) found.set(unit.id, best);
  }
  return found;
}

export interface Differences {
  /** Versions that were not there, and versions that said something else. */
  added: ReadonlySet<string>;
  changed: ReadonlySet<string>;
  /** How many were there and are not any more. */
  gone: number;
  /** How many more have read the document and marked nothing here. */
  silent: number;
  /** Whether the readers' links to and from it are others. */
  links: boolean;
}

/** How a unit differs from what a ruling was made on; undefined where it does not. */
export function differences(unit: Unit, { decides }: Ruling): Differences | undefined {
  const before = decides.versions as Record<string, string>;
  const now = new Set(unit.versions.map(({ id }) => id));
  const isKnown = (id: string) => Object.hasOwn(before, id);
  const added = unit.versions.filter(({ id }) => !isKnown(id)).map(({ id }) => id);
  const changed = unit.versions.filter(({ id, digest }) => isKnown(id) && before[id] !== digest);
  const gone = Object.keys(before).filter(id => !now.has(id)).length;
  const silent = unit.silent.length - (decides.silent ?? 0);
  const links = (decides.linked ?? '') !== unit.linked;
  if (added.length + changed.length + gone === 0 && silent === 0 && !links) return undefined;
  return { added: new Set(added), changed: new Set(changed.map(({ id }) => id)), gone, silent, links };
}

/** Readers who said the same. */
export interface Choice {
  version: Version;
  readers: readonly number[];
  ids: readonly string[];
  notes: readonly { reader: number; note: string }[];
}

/** The different versions of a unit, what most said first; each is taken by the key of its place. */
export function choices({ versions }: Unit): Choice[] {
  const found = new Map<string, Choice>();
  for (const version of versions) {
    const { reader, id, digest, note } = version;
    const known = found.get(digest);
    const notes = note === '' ? [] : [{ reader, note }];
    found.set(digest, {
      version: known?.version ?? version,
      readers: [...(known?.readers ?? []), reader],
      ids: [...(known?.ids ?? []), id],
      notes: [...(known?.notes ?? []), ...notes]
    });
  }
  return [...found.values()].sort((a, b) => b.readers.length - a.readers.length);
}
