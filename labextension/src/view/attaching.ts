// Orphans: annotations that lost their place when the article changed, attached to a passage by hand.
import { type Annotation, describe } from '../model';
import type { Controller } from './controller';

/** The annotations without a place, by id. */
export function orphansOf({ store }: Controller): [string, Annotation][] {
  return Object.entries(store?.checked.orphans ?? {});
}

/** Gives an orphan the selected passage. */
export function attach(controller: Controller, id: string): void {
  controller.refresh();
  const { store, t } = controller;
  const { pending } = controller.screen;
  if (!store) return;
  if (!pending) {
    controller.show({ message: t('Select the passage in the article first, then attach.') });
    return;
  }
  const set = { spans: [pending], ...describe(store.offsets, [pending]), orphan: false };
  if (controller.edit({ type: 'change', id, set }, t('Attached'))) {
    controller.show({ pending: null, picked: id, here: [] });
    controller.stage?.collapseTo(pending.end);
  }
}

/** Deletes an orphan; undo brings it back. */
export function discard(controller: Controller, id: string): void {
  controller.edit({ type: 'remove', id }, controller.t('Deleted. Undo brings it back.'));
}
