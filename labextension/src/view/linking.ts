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
