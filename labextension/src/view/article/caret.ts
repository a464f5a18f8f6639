// A caret for text that is not edited: moves and extends the selection by keyboard as a text editor does.
import type { Points } from './points';

type Granularity = 'character' | 'word' | 'line' | 'lineboundary' | 'paragraph';

interface Move {
  direction: 'left' | 'right' | 'forward' | 'backward';
  granularity: Granularity;
}

function moveFor(event: KeyboardEvent): Move | undefined {
  const jump = event.ctrlKey || event.altKey;
  switch (event.key) {
    case 'ArrowLeft':
      return { direction: 'left', granularity: jump ? 'word' : 'character' };
    case 'ArrowRight':
      return { direction: 'right', granularity: jump ? 'word' : 'character' };
    case 'ArrowUp':
      return { direction: 'backward', granularity: jump ? 'paragraph' : 'line' };
    case 'ArrowDown':
      return { direction: 'forward', granularity: jump ? 'paragraph' : 'line' };
    case 'Home':
      return { direction: 'backward', granularity: 'lineboundary' };
    case 'End':
      return { direction: 'forward', granularity: 'lineboundary' };
    default:
      return undefined;
  }
}

export class Caret {
  private readonly bar = document.createElement('div');
  private byKey = false;
  /** Where the caret was when the focus left, in code points. */
  private last: number | undefined;

  constructor(
    private readonly article: HTMLElement,
    private readonly pane: HTMLElement,
    private readonly points: Points,
    signal: AbortSignal
  ) {
    this.bar.className = 'jp-Annotator-caret';
    this.bar.hidden = true;
    pane.append(this.bar);
    article.addEventListener('keydown', event => this.onKey(event), { signal });
    article.addEventListener('pointerdown', () => this.setByKey(false), { signal });
    article.addEventListener('focus', () => this.comeBack(), { signal });
    article.addEventListener('blur', () => this.draw(), { signal });
    document.addEventListener('selectionchange', () => this.follow(), { signal });
  }

  private follow(): void {
    const selection = getSelection();
    if (selection?.focusNode && this.article.contains(selection.focusNode)) {
      this.last = this.points.offsetAt(selection.focusNode, selection.focusOffset);
    }
    this.draw();
  }

  /** A text field takes the selection along with the focus; coming back, the caret is where it was. */
  private comeBack(): void {
    const selection = getSelection();
    const point = this.last === undefined ? undefined : this.points.pointAt(this.last, true);
    if (this.byKey && selection && point && !this.article.contains(selection.focusNode)) {
      selection.collapse(point.node, point.index);
    }
    this.draw();
  }

  private setByKey(byKey: boolean): void {
    this.byKey = byKey;
    this.draw();
  }

  private onKey(event: KeyboardEvent): void {
    const move = event.metaKey ? undefined : moveFor(event);
    const selection = getSelection();
    if (!move || !selection) return;
    event.preventDefault();
    this.byKey = true;
    if (!this.article.contains(selection.focusNode)) {
      this.toFirstInView(selection);
      if (!event.shiftKey) {
        this.draw();
        return;
      }
    }
    const { anchorNode, anchorOffset, focusNode, focusOffset } = selection;
    selection.modify(event.shiftKey ? 'extend' : 'move', move.direction, move.granularity);
    // A move past either end of the article leaves it: come back to where we were.
    if (anchorNode && focusNode && !this.article.contains(selection.focusNode)) {
      selection.setBaseAndExtent(anchorNode, anchorOffset, focusNode, focusOffset);
    }
    this.draw();
    this.keepInView();
  }

  private toFirstInView(selection: Selection): void {
    const top = this.pane.getBoundingClientRect().top;
    for (const block of this.article.children) {
      if (block.getBoundingClientRect().bottom <= top + 1) continue;
      const offset = this.points.offsetAt(block, 0);
      const point = offset === undefined ? undefined : this.points.pointAt(offset);
      if (point) selection.collapse(point.node, point.index);
      return;
    }
  }

  private rect(): DOMRect | undefined {
    const selection = getSelection();
    if (!selection?.focusNode || !this.article.contains(selection.focusNode)) return undefined;
    const range = document.createRange();
    range.setStart(selection.focusNode, selection.focusOffset);
    const rects = range.getClientRects();
    return rects[rects.length - 1];
  }

  private draw(): void {
    const rect = this.byKey && document.activeElement === this.article ? this.rect() : undefined;
    this.bar.hidden = !rect;
    if (!rect) return;
    const pane = this.pane.getBoundingClientRect();
    this.bar.style.left = `${rect.left - pane.left + this.pane.scrollLeft - 1}px`;
    this.bar.style.top = `${rect.top - pane.top + this.pane.scrollTop}px`;
    this.bar.style.height = `${rect.height}px`;
  }

  private keepInView(): void {
    const rect = this.rect();
    const pane = this.pane.getBoundingClientRect();
    if (!rect) return;
    if (rect.top < pane.top + 24) this.pane.scrollTop -= pane.top + 24 - rect.top;
    if (rect.bottom > pane.bottom - 24) this.pane.scrollTop += rect.bottom - pane.bottom + 24;
  }
}
