// Links between annotations: which ones the codebook allows, and how each reads in words.
import type { Annotation, Codebook, Relation, RelationKind } from '../model';

export interface Offer {
  kind: RelationKind;
  from: string;
  to: string;
}

/** Every relation that the codebook allows between two annotations, in either direction. */
export function offers(
  codebook: Codebook,
  annotations: Readonly<Record<string, Annotation>>,
  one: string,
  other: string
): Offer[] {
  const first = annotations[one]?.kind;
  const second = annotations[other]?.kind;
  if (first === undefined || second === undefined || one === other) return [];
  return (codebook.relations ?? []).flatMap(kind => {
    // "The same" is said of two of a kind; the codebook lists the kinds, not their pairs.
    if (kind.symmetric && first !== second) return [];
    const forth =
      kind.from.includes(first) && kind.to.includes(second) ? [{ kind, from: one, to: other }] : [];
    const back =
      !kind.symmetric && kind.from.includes(second) && kind.to.includes(first)
        ? [{ kind, from: other, to: one }]
        : [];
    return [...forth, ...back];
  });
}

/** Whether any relation of the codebook has this kind at either end. */
export function canLink(codebook: Codebook, kind: string): boolean {
  return (codebook.relations ?? []).some(({ from, to }) => from.includes(kind) || to.includes(kind));
}

export interface Link {
  id: string;
  title: string;
  /** True where the relation starts at the annotation asked about. */
  outgoing: boolean;
  other: string;
}

export function linksOf(
  codebook: Codebook,
  relations: Readonly<Record<string, Relation>>,
  annotation: string
): Link[] {
  return Object.entries(relations).flatMap(([id, { kind, from, to }]) => {
    if (from !== annotation && to !== annotation) return [];
    const title = (codebook.relations ?? []).find(relation => relation.id === kind)?.title ?? kind;
    return [{ id, title, outgoing: from === annotation, other: from === annotation ? to : from }];
  });
}

/** A passage that can be linked to, and the key that chooses it. */
export interface Target {
  id: string;
  offers: Offer[];
  /** '' where the keys have run out: it is chosen by click. */
  hint: string;
}

/** Keys of the targets, nearest first; `j` and `k` go on meaning next and previous. */
const HINTS = [...'123456789abcdefghilmnopqrstuvwxyz'];

/**
 * What the annotation `from` can be linked to, nearest in the text first, by relation `kind` or any; pairs that are
 * linked so already are left out.
 */
export function targetsOf(
  codebook: Codebook,
  annotations: Readonly<Record<string, Annotation>>,
  relations: Readonly<Record<string, Relation>>,
  from: string,
  kind: string | null
): Target[] {
  const here = annotations[from];
  if (!here) return [];
  const there = new Set(Object.values(relations).map(({ kind, from, to }) => `${kind}/${from}/${to}`));
  const found = Object.entries(annotations).flatMap(([id, annotation]) => {
    const options = offers(codebook, annotations, from, id).filter(
      offer =>
        (kind === null || offer.kind.id === kind) &&
        !there.has(`${offer.kind.id}/${offer.from}/${offer.to}`) &&
        !(offer.kind.symmetric && there.has(`${offer.kind.id}/${offer.to}/${offer.from}`))
    );
    return options.length > 0 ? [{ id, offers: options, away: distance(here, annotation) }] : [];
  });
  return found
    .sort((a, b) => a.away - b.away || (a.id < b.id ? -1 : 1))
    .map(({ id, offers }, at) => ({ id, offers, hint: HINTS[at] ?? '' }));
}

/** Code points between two annotations; 0 where they touch or overlap. */
function distance(one: Annotation, other: Annotation): number {
  const [a, b] = [hull(one), hull(other)];
  return Math.max(a.start - b.end, b.start - a.end, 0);
}

function hull({ spans }: Annotation): { start: number; end: number } {
  return { start: spans[0]?.start ?? 0, end: spans.at(-1)?.end ?? 0 };
}

/** What a new passage could be, linked to the annotation `to` in one go: its kind, and the relation. */
export interface LinkedKind {
  kind: string;
  relation: RelationKind;
  /** True where the relation starts at the new passage. */
  outgoing: boolean;
}

export function linkedKinds(codebook: Codebook, to: string, relation: string | null = null): LinkedKind[] {
  return codebook.kinds.flatMap(({ id: kind }) =>
    (codebook.relations ?? [])
      .filter(option => relation === null || option.id === relation)
      .flatMap(option => {
        if (option.symmetric)
          return kind === to && option.from.includes(kind) ? [made(kind, option, true)] : [];
        const forth = option.from.includes(kind) && option.to.includes(to);
        const back = option.from.includes(to) && option.to.includes(kind);
        return forth ? [made(kind, option, true)] : back ? [made(kind, option, false)] : [];
      })
  );
}

function made(kind: string, relation: RelationKind, outgoing: boolean): LinkedKind {
  return { kind, relation, outgoing };
}
