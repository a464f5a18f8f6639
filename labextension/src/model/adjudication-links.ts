// Links between units: what readers who marked both ends say, and what of it waits in an adjudicator's reading.
import type { Choice, Unit } from './adjudication';
import type { Codebook } from './generated/codebook';
import type { Decides } from './generated/reading';
import { isObject, member } from './json';

/** A kind of link from one unit to another, and who drew it. */
export interface UnitLink {
  /** Of its kind and ends. */
  key: string;
  kind: string;
  /** Ids of units. */
  from: string;
  to: string;
  /** A version at each end, of a reader who drew it. */
  ends: { from: string; to: string };
  /** Places of the readers who drew it, and of those who marked both ends as such kinds and did not. */
  readers: readonly number[];
  without: readonly number[];
  notes: readonly { reader: number; note: string }[];
}

/** A link that came with a version and is made when its other end is decided; that end's version. */
export interface Waiting {
  kind: string;
  from?: string;
  to?: string;
}

const MOST_LINKS = 20_000;
const LONGEST_NOTE = 20_000;

/** Readers of a unit who marked it as one of these kinds. */
function markedBy(unit: Unit | undefined, kinds: readonly string[]): Set<number> {
  return new Set(unit?.versions.filter(({ kind }) => kinds.includes(kind)).map(({ reader }) => reader));
}

/** The links of a bundle by unit, each under both of its ends; what is not sound is left out. */
export function parseLinks(
  raw: unknown,
  units: readonly Unit[],
  codebook: Codebook
): Map<string, readonly UnitLink[]> {
  const unitOf = new Map(
    units.flatMap(unit => unit.versions.map(version => [version.id, { unit, version }]))
  );
  const kinds = new Map((codebook.relations ?? []).map(kind => [kind.id, kind]));
  const found = new Map<string, UnitLink>();
  for (const one of Array.isArray(raw) ? raw.slice(0, MOST_LINKS) : []) {
    const kind = kinds.get(member(one, 'kind') as string);
    let first = unitOf.get(member(one, 'from') as string);
    let second = unitOf.get(member(one, 'to') as string);
    if (!kind || !first || !second || first.unit === second.unit) continue;
    const reader = first.version.reader;
    if (reader !== second.version.reader || reader !== member(one, 'reader')) continue;
    // Without direction it begins at the end that stands first in the text.
    if (kind.symmetric && second.unit.hull.start < first.unit.hull.start) [first, second] = [second, first];
    const key = JSON.stringify([kind.id, first.unit.id, second.unit.id]);
    const known = found.get(key);
    if (known?.readers.includes(reader)) continue;
    const note = member(one, 'note');
    const told =
      typeof note === 'string' && note !== '' ? [{ reader, note: note.slice(0, LONGEST_NOTE) }] : [];
    found.set(key, {
      key,
      kind: kind.id,
      from: first.unit.id,
      to: second.unit.id,
      ends: known?.ends ?? { from: first.version.id, to: second.version.id },
      readers: [...(known?.readers ?? []), reader],
      without: [],
      notes: [...(known?.notes ?? []), ...told]
    });
  }
  const byId = new Map(units.map(unit => [unit.id, unit]));
  const byUnit = new Map<string, UnitLink[]>();
  for (const link of found.values()) {
    const { from = [], to = [] } = kinds.get(link.kind) ?? {};
    const at = markedBy(byId.get(link.to), to);
    const both = [...markedBy(byId.get(link.from), from)].filter(reader => at.has(reader));
    const told = { ...link, without: both.filter(reader => !link.readers.includes(reader)) };
    for (const end of [link.from, link.to]) byUnit.set(end, [...(byUnit.get(end) ?? []), told]);
  }
  return byUnit;
}

/** Whether a link comes with a version: more of its readers drew it than did not, of those who marked both ends. */
export function comesWith({ readers, without }: UnitLink, choice: Choice): boolean {
  const count = (those: readonly number[]) => those.filter(reader => choice.readers.includes(reader)).length;
  return count(readers) > count(without);
}

/** What waits in a decision, whatever stands there. */
export function waitingIn(decides: Decides): Waiting[] {
  const raw: unknown = decides.waiting;
  return (Array.isArray(raw) ? raw : []).filter(
    (one): one is Waiting =>
      isObject(one) &&
      typeof one.kind === 'string' &&
      (typeof one.from === 'string') !== (typeof one.to === 'string')
  );
}
