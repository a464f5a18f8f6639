// Listening to the keys of the review.
import { flushSync } from 'react-dom';
import { actOf } from './bindings';
import type { Desk } from './desk';

/** Rows that a page of the table goes. */
const PAGE = 12;

/** At once, with what was just shown: what is typed next belongs there. */
export function focus(root: Element | null, selector: string): void {
  flushSync(() => undefined);
  root?.querySelector<HTMLElement>(selector)?.focus();
}

const toTable = (root: HTMLElement) => focus(root, '.jp-AnnotatorReview-grid');

function goBack(desk: Desk, root: HTMLElement): void {
  if (desk.help) desk.show({ help: false });
  else if (desk.report) desk.show({ report: null });
  else if (desk.commenting) desk.show({ commenting: null, comment: '' });
  else if (desk.isDrafted && !root.querySelector('.jp-AnnotatorReview-search:focus')) desk.discard();
  toTable(root);
}

function moves(desk: Desk, key: string): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return 1;
    case 'ArrowUp':
      return -1;
    case 'PageDown':
      return PAGE;
    case 'PageUp':
      return -PAGE;
    case 'Home':
      return -desk.at;
    case 'End':
      return desk.found.rows.length - 1 - desk.at;
    default:
      return undefined;
  }
}

function typed(desk: Desk, root: HTMLElement, event: KeyboardEvent): boolean {
  const { key } = event;
  const target = event.target as HTMLElement;
  const isGrid = target.matches('.jp-AnnotatorReview-grid');
  // Arrows, Home and End belong to what has the focus, where that is not the table; so does the space bar.
  const by = isGrid ? moves(desk, key) : undefined;
  if (by !== undefined) desk.move(by);
  else if (key === 'Enter' && desk.isDrafted && !target.matches('button')) desk.correct(false);
  else if (key === 'Enter' && isGrid) focus(root, '.jp-AnnotatorReview-passage');
  else if (key === ' ' && isGrid) desk.accept();
  else return acts(desk, root, key) || desk.press(key);
  return true;
}

function acts(desk: Desk, root: HTMLElement, key: string): boolean {
  switch (actOf(desk.bindings, key)) {
    case 'next':
      desk.move(1);
      return true;
    case 'previous':
      desk.move(-1);
      return true;
    case 'accept':
      desk.accept();
      return true;
    case 'flag':
      desk.show({ commenting: 'flag' });
      focus(root, '.jp-AnnotatorReview-comment');
      return true;
    case 'comment':
      if (!desk.isDrafted) return false;
      desk.show({ commenting: 'correct' });
      focus(root, '.jp-AnnotatorReview-comment');
      return true;
    case 'takeBack':
      desk.takeBack();
      return true;
    case 'search':
      focus(root, '.jp-AnnotatorReview-search');
      return true;
    case 'write':
      desk.writeBack(true);
      return true;
    case 'help':
      desk.show({ help: true });
      return true;
    default:
      return false;
  }
}

/** Listens to the keys; none that has no modifier reaches the notebook, where letters delete cells. */
export function listenToReviewKeys(desk: Desk, root: HTMLElement, signal: AbortSignal): void {
  root.addEventListener(
    'keydown',
    event => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      event.stopPropagation();
      if (event.isComposing) return;
      const target = event.target as HTMLElement;
      if (event.key === 'Escape') {
        event.preventDefault();
        goBack(desk, root);
      } else if (desk.help || desk.report) return;
      else if (target.matches('textarea, select, input:not([type="radio"], [type="checkbox"])')) {
        if (event.key === 'Enter' && target.matches('.jp-AnnotatorReview-comment') && !event.shiftKey) {
          event.preventDefault();
          if (desk.commenting === 'flag') desk.flag();
          else desk.correct(false);
          if (!desk.message) toTable(root);
        } else if (event.key === 'Enter' && target.matches('.jp-AnnotatorReview-search')) toTable(root);
      } else if (typed(desk, root, event)) event.preventDefault();
    },
    { signal }
  );
}
