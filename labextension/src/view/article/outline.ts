// What an article says of itself, and the outline to jump by, above its text.
import type { ArticleMetadata } from '../../model';
import type { ArticleView } from './article';
import { safeHref } from './layout';

/** Fewer headings than this can be seen at a glance. */
const FEWEST = 3;

export interface Outline {
  /** Opens the outline on the part that is being read; false where the article has none. */
  open(): boolean;
}

/** Author, publication, date and address, one line; nothing where nothing is stated. */
export function byline(
  metadata: ArticleMetadata | undefined,
  t: (text: string) => string
): HTMLElement | null {
  const { author = [], publication, date, address } = metadata ?? {};
  // Of a point in time the day is enough; where there is another form it is shown as it is stated.
  const day = date?.replace(/^(\d{4}-\d\d-\d\d)[T ].*$/, '$1');
  const parts = [author.join(', '), publication, day].filter((part): part is string => Boolean(part));
  const href = safeHref(address);
  if (parts.length === 0 && href === undefined) return null;
  const line = document.createElement('p');
  line.className = 'jp-Annotator-byline';
  parts.forEach((part, at) => {
    if (at > 0) line.append(' · ');
    const words = document.createElement('bdi');
    words.textContent = part;
    line.append(words);
  });
  if (href !== undefined) {
    if (parts.length > 0) line.append(' · ');
    const link = document.createElement('a');
    link.setAttribute('href', href);
    link.setAttribute('target', '_blank');
    link.setAttribute('rel', 'noopener noreferrer');
    link.textContent = t('Original page');
    line.append(link);
  }
  return line;
}

/** Puts the outline into the article's pane, if the article is long enough to need one. */
export function mountOutline(
  article: ArticleView,
  t: (text: string) => string,
  signal: AbortSignal
): Outline {
  const headings = article.headings;
  if (headings.length < FEWEST) return { open: () => false };

  const nav = document.createElement('nav');
  nav.className = 'jp-Annotator-outline';
  nav.setAttribute('aria-label', t('Outline'));
  const details = document.createElement('details');
  const summary = document.createElement('summary');
  const list = document.createElement('ul');
  const buttons = headings.map(({ at, level, words }) => {
    const item = document.createElement('li');
    const button = document.createElement('button');
    button.type = 'button';
    button.dir = 'auto';
    button.textContent = words;
    button.style.setProperty('--jp-annotator-level', String(level));
    button.addEventListener(
      'click',
      () => {
        close();
        article.revealBlock(at);
        article.element.focus({ preventScroll: true });
        follow();
      },
      { signal }
    );
    item.append(button);
    list.append(item);
    return button;
  });
  details.append(summary, list);
  nav.append(details);
  article.pane.prepend(nav);

  let here = -1;
  /** Where the reader is: the last heading above the upper part of the pane. */
  const follow = () => {
    const pane = article.pane.getBoundingClientRect();
    const top = pane.height > 0 ? pane.top + 60 : Number.NEGATIVE_INFINITY;
    let now = 0;
    headings.forEach(({ element }, at) => {
      if (element.isConnected && element.getBoundingClientRect().top <= top) now = at;
    });
    if (now === here) return;
    buttons[here]?.removeAttribute('aria-current');
    here = now;
    buttons[here]?.setAttribute('aria-current', 'location');
    const words = document.createElement('bdi');
    words.textContent = headings[here]?.words ?? '';
    summary.replaceChildren(`${t('Outline')}: `, words);
  };
  let frame = 0;
  const later = () => {
    if (frame === 0)
      frame = requestAnimationFrame(() => {
        frame = 0;
        if (nav.isConnected) follow();
      });
  };
  article.pane.addEventListener('scroll', later, { passive: true, signal });
  // Before it is laid out, and on other widths, the headings stand elsewhere.
  const size = new ResizeObserver(later);
  size.observe(article.element);
  signal.addEventListener('abort', () => {
    cancelAnimationFrame(frame);
    size.disconnect();
  });
  follow();

  function close(): void {
    details.open = false;
  }
  nav.addEventListener(
    'keydown',
    event => {
      const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
      const step = { ArrowDown: 1, ArrowUp: -1, Home: -at, End: buttons.length - 1 - at }[event.key];
      if (event.key === 'Escape' && details.open) {
        close();
        article.element.focus({ preventScroll: true });
      } else if (step !== undefined && details.open) {
        buttons[Math.min(Math.max(at + step, 0), buttons.length - 1)]?.focus();
      } else if (event.key !== 'Enter' && event.key !== ' ') return;
      else {
        // The browser's own click; it must not become a command of the article.
        event.stopPropagation();
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    },
    { signal }
  );
  article.element.addEventListener('pointerdown', close, { signal });

  return {
    open: () => {
      follow();
      details.open = true;
      buttons[here]?.focus();
      return true;
    }
  };
}
