// How far the reader has come: what is unanswered, and whether she says that the article is finished.
import { type Annotation, answerTo, type Field, member, unansweredOfDocument } from '../model';
import type { Controller } from './controller';

export interface Outstanding {
  /** Questions that annotations leave open, and on how many annotations. */
  open: number;
  annotations: number;
  /** Questions about the whole article. */
  document: Field[];
  /** All of them together. */
  all: number;
}

export function outstanding({ list, annotations, store, codebook }: Controller): Outstanding {
  const document = store ? unansweredOfDocument(store.checked.answers, codebook) : [];
  const left = list.outstanding(annotations);
  return { ...left, document, all: left.open + document.length };
}

export function isFinished({ store }: Controller): boolean {
  return member(store?.reading.progress, 'done') === true;
}

/** Goes to the next annotation with an open question, round the end to the beginning; last to the article's own. */
export function nextUnanswered(controller: Controller): void {
  const { annotations, listed, order, screen, list, t } = controller;
  const isOpen = (id: string) => list.filtering.openOf(annotations[id] as Annotation) > 0;
  const open = new Set(listed.filter(id => id !== screen.picked && isOpen(id)));
  const at = order.indexOf(screen.picked ?? '');
  const next = [...order.slice(at + 1), ...order.slice(0, at + 1)].find(id => open.has(id));
  const { document } = outstanding(controller);
  if (next) {
    controller.pick(next, true);
    const annotation = annotations[next] as Annotation;
    const field = controller.fieldsAtHand.find(
      ({ id, optional, level }) => !optional && level !== 'text' && answerTo(annotation, id) === undefined
    );
    controller.show({ message: t('To answer: %1', field?.title ?? '') });
  } else if (document.length > 0) {
    controller.pick(null);
    controller.show({ questions: true, message: t('To answer: %1', document[0]?.title ?? '') });
  } else if (screen.picked && Object.hasOwn(annotations, screen.picked) && isOpen(screen.picked)) {
    controller.show({ message: t('This is the only one with an open question.') });
  } else {
    const hidden = list.isFiltering && list.outstanding(annotations).open > 0;
    const message = hidden ? t('Everything that is listed is answered.') : t('Everything is answered.');
    controller.show({ message });
  }
}

/** Says that the article is finished, or that it is not; asks once where something is unanswered. */
export function finish(controller: Controller, done = true, anyway = false): void {
  const { t } = controller;
  if (done && !anyway && outstanding(controller).all > 0) controller.show({ finishing: true });
  else {
    // Who has finished sees what was proposed, and the reading notes that she had not before.
    const firstPass = done && controller.suggesting?.isHidden ? { first_pass: true as const } : {};
    const message = done ? t('Finished. Thank you.') : t('Open again');
    if (controller.edit({ type: 'progress', done, ...firstPass }, message)) {
      controller.show({ finishing: false });
    }
  }
}
