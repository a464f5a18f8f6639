// The keys of the review. A key of the codebook corrects the value that it stands for.
import { flushSync } from 'react-dom';
import { msg } from '../../model';
import type { Desk } from './desk';

/** Rows that a page of the table goes. */
const PAGE = 12;

export const REVIEW_KEYS: readonly [keys: readonly string[], does: string][] = [
  [['j', '↓'], msg('Next annotation')],
  [['k', '↑'], msg('Previous annotation')],
  [['PgDn', 'PgUp', 'Home', 'End'], msg('Go far in the table')],
  [['Enter'], msg('Go into the passage; save a correction')],
  [['a'], msg('Accept, and go to the next')],
  [['f'], msg('Flag with a comment')],
  [['c'], msg('Comment on a correction')],
  [['u'], msg('Take back the last decision on this annotation')],
  [['/'], msg('Search')],
  [['W'], msg('See what will be written back')],
  [['Esc'], msg('Back to the table; drop a correction')],
  [['?'], msg('Keys')]
];

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
    case 'j':
    case 'ArrowDown':
      return 1;
    case 'k':
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
  // Arrows, Home and End belong to what has the focus, where that is not the table.
  const by = isGrid || key === 'j' || key === 'k' ? moves(desk, key) : undefined;
  if (by !== undefined) desk.move(by);
  else if (key === 'Enter' && desk.isDrafted && !target.matches('button')) desk.correct(false);
  else if (key === 'Enter' && isGrid) focus(root, '.jp-AnnotatorReview-passage');
  else if (key === 'a') desk.accept();
  else if (key === 'f' || (key === 'c' && desk.isDrafted)) {
    desk.show({ commenting: key === 'f' ? 'flag' : 'correct' });
    focus(root, '.jp-AnnotatorReview-comment');
  } else if (key === 'u') desk.takeBack();
  else if (key === '/') focus(root, '.jp-AnnotatorReview-search');
  else if (key === 'W') desk.writeBack(true);
  else if (key === '?') desk.show({ help: true });
  else return desk.press(key);
  return true;
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
