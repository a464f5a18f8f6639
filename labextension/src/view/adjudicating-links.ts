// The links that come with what an adjudicator takes: made where both ends are decided, remembered where one is not.
import {
  type Choice,
  type Codebook,
  type Edit,
  newId,
  type Relation,
  type Ruling,
  type Unit
} from '../model';
import { comesWith, type UnitLink, type Waiting, waitingIn } from '../model/adjudication-links';

/** What is decided now, and what is known of the links. */
export interface Known {
  codebook: Codebook;
  links: ReadonlyMap<string, readonly UnitLink[]>;
  units: readonly Unit[];
  rulings: ReadonlyMap<string, Ruling>;
  relations: Readonly<Record<string, Relation>>;
}

export interface Taken {
  /** Of the annotation that it becomes. */
  id: string;
  choice: Choice;
}

export interface Brought {
  /** To be done after the annotations are there. */
  edits: Edit[];
  /** What each unit's decision remembers. */
  waiting: ReadonlyMap<string, Waiting[]>;
  /** How many links were made, and how many wait. */
  made: number;
}

function relationOf({ relations }: Known, kind: string, from: string, to: string): string | undefined {
  const found = Object.entries(relations).find(
    ([, one]) => one.kind === kind && one.from === from && one.to === to
  );
  return found?.[0];
}

/** Whether the codebook has such a link between these kinds. */
function isAllowed({ codebook }: Known, kind: string, from: string, to: string): boolean {
  const relation = (codebook.relations ?? []).find(({ id }) => id === kind);
  return relation?.from.includes(from) === true && relation.to.includes(to);
}

/** How a link between two units stands in the adjudicator's reading. */
export type Standing = 'made' | 'waiting' | 'none';

export function standingOf(known: Known, link: UnitLink): Standing {
  const { rulings } = known;
  const [from, to] = [rulings.get(link.from), rulings.get(link.to)];
  if (from?.annotation && to?.annotation) {
    return relationOf(known, link.kind, from.id, to.id) === undefined ? 'none' : 'made';
  }
  const waits = (ruling: Ruling | undefined, end: 'from' | 'to', unit: string) =>
    ruling?.annotation !== undefined &&
    waitingIn(ruling.decides).some(one => one.kind === link.kind && isIn(known, unit, one[end]));
  return waits(from, 'to', link.to) || waits(to, 'from', link.from) ? 'waiting' : 'none';
}

function isIn({ units }: Known, id: string, version: string | undefined): boolean {
  return units.find(unit => unit.id === id)?.versions.some(one => one.id === version) === true;
}

/** What must be written so that what was taken has its links. */
export function bring(known: Known, taken: ReadonlyMap<string, Taken>): Brought {
  const { rulings } = known;
  const edits: Edit[] = [];
  const waiting = new Map<string, Waiting[]>();
  const told = new Map<string, boolean>();
  const at = (unit: string): { id: string; kind: string } | undefined => {
    const now = taken.get(unit);
    if (now) return { id: now.id, kind: now.choice.version.kind };
    const ruling = rulings.get(unit);
    return ruling?.annotation && { id: ruling.id, kind: ruling.annotation.kind };
  };
  let made = 0;
  const make = (kind: string, from: { id: string; kind: string }, to: { id: string; kind: string }) => {
    if (!isAllowed(known, kind, from.kind, to.kind)) return;
    const key = JSON.stringify([kind, from.id, to.id]);
    if (told.get(key) || relationOf(known, kind, from.id, to.id) !== undefined) return;
    told.set(key, true);
    made += 1;
    const relation = { kind, from: from.id, to: to.id, values: {}, note: '' };
    edits.push({ type: 'relate', id: newId('r'), relation });
  };
  const unmake: { key: string; id: string }[] = [];
  for (const [unit, { choice }] of taken) {
    for (const link of known.links.get(unit) ?? []) {
      const [from, to] = [at(link.from), at(link.to)];
      if (comesWith(link, choice)) {
        if (from && to) make(link.kind, from, to);
        else {
          const other = link.from === unit ? { to: link.ends.to } : { from: link.ends.from };
          waiting.set(unit, [...(waiting.get(unit) ?? []), { kind: link.kind, ...other }]);
        }
      } else if (from && to && rulings.get(unit)?.annotation) {
        // Another version than before was taken, which has no such link.
        const id = relationOf(known, link.kind, from.id, to.id);
        if (id !== undefined) unmake.push({ key: JSON.stringify([link.kind, from.id, to.id]), id });
      }
    }
  }
  const unitOf = (version: string | undefined) =>
    known.units.find(({ versions }) => versions.some(({ id }) => id === version))?.id;
  for (const [unit, ruling] of rulings) {
    const here = ruling.annotation && !taken.has(unit) ? waitingIn(ruling.decides) : [];
    const own = at(unit);
    const isReady = ({ from, to }: Waiting) => taken.has(unitOf(from ?? to) ?? '');
    if (!own || !here.some(isReady)) continue;
    for (const one of here.filter(isReady)) {
      const other = at(unitOf(one.from ?? one.to) ?? '');
      if (other && one.to !== undefined) make(one.kind, own, other);
      else if (other) make(one.kind, other, own);
    }
    const decides = { ...ruling.decides, waiting: here.filter(each => !isReady(each)) };
    edits.push({ type: 'change', id: ruling.id, set: { decides } });
  }
  for (const { key, id } of unmake) if (!told.get(key)) edits.push({ type: 'unrelate', id });
  return { edits, waiting, made };
}

/** Makes a link, or takes it away; where an end is not decided yet, that it waits or no longer does. */
export function toggled(known: Known, link: UnitLink): Edit[] {
  const [from, to] = [known.rulings.get(link.from), known.rulings.get(link.to)];
  if (from?.annotation && to?.annotation) {
    const id = relationOf(known, link.kind, from.id, to.id);
    if (id !== undefined) return [{ type: 'unrelate', id }];
    if (!isAllowed(known, link.kind, from.annotation.kind, to.annotation.kind)) return [];
    const relation = { kind: link.kind, from: from.id, to: to.id, values: {}, note: '' };
    return [{ type: 'relate', id: newId('r'), relation }];
  }
  const ruling = from?.annotation ? from : to?.annotation ? to : undefined;
  if (!ruling) return [];
  const [end, unit] = ruling === from ? (['to', link.to] as const) : (['from', link.from] as const);
  const here = waitingIn(ruling.decides);
  const isThis = (one: Waiting) => one.kind === link.kind && isIn(known, unit, one[end]);
  const waiting = here.some(isThis)
    ? here.filter(one => !isThis(one))
    : [...here, { kind: link.kind, [end]: link.ends[end] }];
  return [{ type: 'change', id: ruling.id, set: { decides: { ...ruling.decides, waiting } } }];
}
