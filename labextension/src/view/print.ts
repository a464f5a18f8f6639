// What is added on paper: what the highlights mean, and all annotations with their answers and notes.
import { type Annotation, answerTo, quotationMarks } from '../model';
import type { ArticleView } from './article/article';
import { type KindStyle, kindStyles } from './article/highlight';
import type { Controller } from './controller';

function element(tag: string, text = '', className = ''): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = className;
  return made;
}

function legend({ kind, mark, letter, color, strength }: KindStyle): HTMLElement {
  const item = element('li');
  item.style.setProperty('--jp-annotator-kind', color);
  const scale = (strength?.values ?? []).filter(value => !value.missing).map(value => value.title);
  item.append(
    element('span', letter, `jp-Annotator-sample jp-mod-${mark}`),
    scale.length > 0 ? `${kind.title} (${strength?.title}: ${scale.join(' < ')})` : kind.title
  );
  return item;
}

function answersOf(controller: Controller, annotation: Annotation): string[] {
  return controller.fieldsOf(annotation.kind).flatMap(field => {
    const value = answerTo(annotation, field.id);
    if (value === undefined) return [];
    const chosen = (Array.isArray(value) ? value : [value]).map(
      one => (field.values ?? []).find(option => option.id === one)?.title ?? String(one)
    );
    return [`${field.title}: ${chosen.join(', ')}`];
  });
}

function entry(controller: Controller, annotation: Annotation): HTMLElement {
  const item = element('li');
  const { before, behind } = quotationMarks(annotation.quote);
  const quote = element('span', `${before}${annotation.quote}${behind}`);
  quote.dir = 'auto';
  item.append(element('b', controller.kind(annotation.kind)?.title ?? annotation.kind), ' ', quote);
  const more = [...answersOf(controller, annotation), annotation.note ?? ''].filter(Boolean);
  if (more.length > 0) item.append(element('div', more.join(' · ')));
  return item;
}

function fill(part: HTMLElement, controller: Controller): void {
  const { t, session, order, annotations } = controller;
  const kinds = element('ul');
  kinds.append(...[...kindStyles(controller.codebook).values()].map(legend));
  const list = element('ol');
  list.append(...order.map(id => entry(controller, annotations[id] as Annotation)));
  part.replaceChildren(
    element('h3', t('What the highlights mean')),
    kinds,
    element('h3', session.reader === null ? t('Annotations') : t('Annotations of %1', session.reader)),
    list
  );
}

/** The part of a page that only paper shows; it is filled before printing, since nobody needs it otherwise. */
export function printedPart(controller: Controller, signal: AbortSignal): HTMLElement {
  const part = element('section', '', 'jp-Annotator-print');
  window.addEventListener('beforeprint', () => fill(part, controller), { signal });
  window.addEventListener('afterprint', () => part.replaceChildren(), { signal });
  return part;
}

const SHEET = 'jp-Annotator-sheet';

/**
 * Prints the article and its annotations, and nothing else of the page: the windows of a host are as high as the screen,
 * and paper would show no more of them.
 */
export function printArticle(controller: Controller, article: ArticleView): void {
  document.querySelector(`.${SHEET}`)?.remove();
  const sheet = element('div', '', `jp-Annotator ${SHEET}`);
  const part = element('section', '', 'jp-Annotator-print');
  fill(part, controller);
  article.paintAll();
  sheet.append(article.element.cloneNode(true), part);
  document.body.append(sheet);
  window.addEventListener('afterprint', () => sheet.remove(), { once: true });
  window.print();
}
