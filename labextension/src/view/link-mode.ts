// Making links: a key, then the other end, which may be a passage that is tagged for it.
import { describe, type Edit, newId, type RelationKind } from '../model';
import type { Controller } from './controller';
import { canLink, type LinkedKind, linkedKinds, type Offer, type Target, targetsOf } from './linking';

/** A link that is being made. */
export interface Linking {
  from: string;
  /** Id of the relation; null where any will do. */
  relation: string | null;
  /** null until the other end is chosen. */
  to: string | null;
}

/** The targets of the link that is being made; asked anew they are the same as long as nothing has changed. */
export function targets(controller: Controller): Target[] {
  const { linking } = controller.screen;
  const { checked } = controller.store ?? {};
  if (!linking || linking.to !== null || !checked) return [];
  const known = latest.get(controller);
  if (known?.linking === linking && known.checked === checked) return known.targets;
  const { annotations, relations } = checked;
  const found = targetsOf(controller.codebook, annotations, relations, linking.from, linking.relation);
  latest.set(controller, { linking, checked, targets: found });
  return found;
}

const latest = new WeakMap<Controller, { linking: Linking; checked: unknown; targets: Target[] }>();

export function startLinking(controller: Controller, relation: RelationKind | null = null): void {
  const { codebook, picked, screen, t } = controller;
  if (!picked || screen.picked === null) {
    controller.show({ message: t('Choose an annotation first, then link it.') });
    return;
  }
  const fits = relation
    ? [...relation.from, ...relation.to].includes(picked.kind)
    : canLink(codebook, picked.kind);
  if (!fits) {
    controller.show({ message: t('The codebook has no links for this kind.') });
    return;
  }
  const linking = { from: screen.picked, relation: relation?.id ?? null, to: null };
  controller.show({ linking, help: false });
  const message =
    targets(controller).length > 0
      ? t('Choose the other passage by its sign or by click, or select new text and tag it.')
      : t('Nothing tagged fits yet: select the other passage and tag it.');
  controller.show({ message });
}

export function stopLinking(controller: Controller): void {
  controller.show({ linking: null, message: '' });
}

/** The other end is chosen; where one relation only is possible, the link is made. */
export function linkTo(controller: Controller, to: string): void {
  const { linking } = controller.screen;
  if (!linking) return;
  const options = targets(controller).find(({ id }) => id === to)?.offers ?? [];
  if (options.length === 1) relate(controller, options[0] as Offer);
  else if (options.length === 0)
    controller.show({ message: controller.t('These two cannot be linked so. Choose another passage.') });
  else
    controller.show({
      linking: { ...linking, to },
      message: controller.t('Which link is it?')
    });
}

export function relate(controller: Controller, { kind, from, to }: Offer): void {
  const relation = { kind: kind.id, from, to };
  const message = `${controller.t('Linked')}: ${kind.title}`;
  if (controller.edit({ type: 'relate', id: newId('r'), relation }, message))
    controller.show({ linking: null });
}

/** Tags the selected passage and links it to the annotation at hand: one edit, one step of undo. */
export function tagLinked(controller: Controller, { kind, relation, outgoing }: LinkedKind): void {
  const { store, screen, t } = controller;
  const { pending } = screen;
  const other = screen.linking?.from ?? screen.picked;
  if (!store || !pending || other === null) return;
  const id = newId('a');
  const [from, to] = outgoing ? [id, other] : [other, id];
  const edits: Edit[] = [
    {
      type: 'add',
      id,
      annotation: { kind, spans: [pending], ...describe(store.offsets, [pending]), values: {} }
    },
    { type: 'relate', id: newId('r'), relation: { kind: relation.id, from, to } }
  ];
  const title = controller.kind(kind)?.title ?? kind;
  if (!controller.edit({ type: 'batch', edits }, `${title} ${t('tagged and linked')}: ${relation.title}`))
    return;
  controller.show({ pending: null, linking: null, picked: id, here: [] });
  controller.stage?.collapseTo(pending.end);
}

/** What the selected passage could become, linked to the annotation at hand in the same gesture. */
export function linkedChoices(controller: Controller): LinkedKind[] {
  const { picked, screen, annotations, codebook } = controller;
  const other = screen.linking ? annotations[screen.linking.from] : picked;
  if (!screen.pending || !other) return [];
  return linkedKinds(codebook, other.kind, screen.linking?.relation ?? null);
}

/** Keys while a link is being made; false where the key means what it always does. */
export function pressLinking(controller: Controller, key: string): boolean {
  const { linking, pending } = controller.screen;
  if (!linking) return false;
  if (linking.to !== null) return pressOffer(controller, key);
  if (pending) return pressLinkedKind(controller, key);
  const target = targets(controller).find(({ hint }) => hint === key);
  if (target) linkTo(controller, target.id);
  return target !== undefined;
}

/** The offers between the two ends that are chosen. */
export function openOffers(controller: Controller): Offer[] {
  const { linking } = controller.screen;
  const { checked } = controller.store ?? {};
  if (!linking || linking.to === null || !checked) return [];
  const { annotations, relations } = checked;
  const all = targetsOf(controller.codebook, annotations, relations, linking.from, linking.relation);
  return all.find(({ id }) => id === linking.to)?.offers ?? [];
}

/** An offer's own key where the codebook has one that is unambiguous here, else its number. */
export function offerKey(offers: readonly Offer[], at: number): string {
  const key = offers[at]?.kind.key;
  return key && offers.filter(offer => offer.kind.key === key).length === 1 ? key : String(at + 1);
}

function pressOffer(controller: Controller, key: string): boolean {
  const offers = openOffers(controller);
  const chosen = offers.find((_, at) => offerKey(offers, at) === key);
  if (chosen) relate(controller, chosen);
  return chosen !== undefined;
}

function pressLinkedKind(controller: Controller, key: string): boolean {
  const kind = controller.codebook.kinds.find(option => option.key === key);
  const choices = linkedChoices(controller).filter(choice => choice.kind === kind?.id);
  if (!kind || choices.length === 0) return false;
  if (choices.length === 1) {
    tagLinked(controller, choices[0] as LinkedKind);
    return true;
  }
  // Several relations fit: the passage is tagged, and the question is asked with both ends known.
  const from = controller.screen.linking?.from as string;
  controller.tag(kind.id);
  const to = controller.screen.picked;
  if (to !== null && to !== from) {
    const relation = controller.screen.linking?.relation ?? null;
    controller.show({
      picked: from,
      linking: { from, relation, to },
      message: controller.t('Which link is it?')
    });
  }
  return true;
}

/** The relation whose key this is, where the annotation at hand can have it. */
export function pressRelation(controller: Controller, key: string): boolean {
  const kind = controller.picked?.kind;
  const relation = (controller.codebook.relations ?? []).find(option => option.key === key);
  if (!relation || !kind || ![...relation.from, ...relation.to].includes(kind)) return false;
  startLinking(controller, relation);
  return true;
}
