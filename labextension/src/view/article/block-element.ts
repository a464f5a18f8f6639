// The element that a block of the article is shown by.
import type { Block } from './layout';

export const LINE_HEIGHT = 29;
const LETTERS_A_LINE = 68;

function tagOf({ type, level }: Block): string {
  switch (type) {
    case 'title':
      return 'h2';
    case 'heading':
      return `h${Math.min(level + 1, 6)}`;
    case 'quote':
      return 'blockquote';
    default:
      return 'p';
  }
}

export function estimatedHeight(block: Block): number {
  return Math.ceil((block.end - block.start) / LETTERS_A_LINE) * LINE_HEIGHT;
}

export function elementFor(block: Block): HTMLElement {
  const element = document.createElement(tagOf(block));
  element.className = `jp-Annotator-block jp-Annotator-${block.type}`;
  element.dir = 'auto';
  if (block.type === 'list_item') {
    element.setAttribute('role', 'listitem');
    element.style.setProperty('--jp-annotator-level', String(block.level));
    // Not list-style: a block with containment has no marker of its own.
    element.dataset.marker = block.number === undefined ? (block.level > 1 ? '◦' : '•') : `${block.number}.`;
  }
  if (block.page !== undefined) element.dataset.page = block.page;
  element.style.containIntrinsicSize = `auto ${estimatedHeight(block)}px`;
  return element;
}
