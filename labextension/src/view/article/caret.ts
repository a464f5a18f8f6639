// A caret for text that is not edited: moves and extends the selection by keyboard as a text editor does.
import type { Points } from './points';

type Granularity = 'character' | 'word' | 'line' | 'lineboundary' | 'paragraph';

interface Move {
  direction: 'left' | 'right' | 'forward' | 'backward';
  granularity: Granularity;
  times?: number;
}

/** Lines that stay in view when a page is turned. */
const KEPT = 2;
const LINE_HEIGHT = 29;
/** No line is farther from the next one, in pixels. */
const FARTHEST = 120;

function moveFor(event: KeyboardEvent, page: number): Move | undefined {
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
    case 'PageUp':
      return { direction: 'backward', granularity: 'line', times: page };
    case 'PageDown':
      return { direction: 'forward', granularity: 'line', times: page };
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
    /** The caret stands somewhere else, and nothing is selected. */
    private readonly onMove: () => void,
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

  /** Where the caret is, or was when the selection left the article; undefined before it was anywhere. */
  get offset(): number | undefined {
    const selection = getSelection();
    const inside = selection?.focusNode && this.article.contains(selection.focusNode);
    return inside
      ? (this.points.offsetAt(selection.focusNode as Node, selection.focusOffset) ?? this.last)
      : this.last;
  }

  /** Whether the reader goes by keys, so that she sees the caret. */
  get isShown(): boolean {
    return this.byKey && this.last !== undefined;
  }

  show(): void {
    this.setByKey(true);
  }

  /** The caret goes on from `offset`. */
  moveTo(offset: number): void {
    this.last = offset;
    const selection = getSelection();
    const point = this.points.pointAt(offset, true);
    if (point && selection?.focusNode && this.article.contains(selection.focusNode))
      selection.collapse(point.node, point.index);
  }

  /** Where reading goes on by keys, if the caret was nowhere yet: the first block in view. */
  firstInView(): number | undefined {
    const top = this.pane.getBoundingClientRect().top;
    for (const block of this.article.children) {
      if (block.getBoundingClientRect().bottom > top + 1) return this.points.offsetAt(block, 0);
    }
    return undefined;
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
    const page = Math.max(Math.floor(this.pane.clientHeight / LINE_HEIGHT) - KEPT, 1);
    const move = event.metaKey ? undefined : moveFor(event, page);
    const selection = getSelection();
    if (!move || !selection) return;
    event.preventDefault();
    this.byKey = true;
    if (!event.shiftKey) queueMicrotask(this.onMove);
    if (!this.article.contains(selection.focusNode)) {
      const isNew = this.last === undefined;
      this.toFirstInView(selection);
      // The first key shows where the caret is.
      if (isNew && !event.shiftKey && !event.ctrlKey) {
        this.draw();
        return;
      }
    }
    const bound = event.ctrlKey ? { Home: 0, End: Infinity }[event.key] : undefined;
    if (bound !== undefined) this.put(selection, bound, event.shiftKey);
    else for (let time = 0; time < (move.times ?? 1); time++) this.step(selection, move, event.shiftKey);
    this.draw();
    this.keepInView();
  }

  private put(selection: Selection, offset: number, extend: boolean): void {
    const point = this.points.pointAt(offset, offset === Infinity);
    if (point && extend) selection.extend(point.node, point.index);
    else if (point) selection.collapse(point.node, point.index);
  }

  private step(selection: Selection, { direction, granularity }: Move, extend: boolean): void {
    const { anchorNode, anchorOffset, focusNode, focusOffset } = selection;
    const before = this.offset;
    selection.modify(extend ? 'extend' : 'move', direction, granularity);
    // A move past either end of the article leaves it: come back to where we were.
    if (anchorNode && focusNode && !this.article.contains(selection.focusNode)) {
      selection.setBaseAndExtent(anchorNode, anchorOffset, focusNode, focusOffset);
    }
    if (granularity !== 'line' || this.offset !== before || before === undefined) return;
    // Chromium finds no way into a line that begins with an annotation's sign.
    const offset = this.beyond(before, direction === 'forward' ? 1 : -1);
    if (offset !== undefined) this.put(selection, offset, extend);
  }

  /** The place below (1) or above (-1) the caret, by what is seen there; undefined at the article's ends. */
  private beyond(offset: number, by: 1 | -1): number | undefined {
    const rect = this.rect();
    if (!rect) return undefined;
    const pane = this.pane.getBoundingClientRect();
    const scrollBefore = this.pane.scrollTop;
    if (by > 0 ? rect.bottom + FARTHEST > pane.bottom : rect.top - FARTHEST < pane.top)
      this.pane.scrollTop += by * FARTHEST;
    const moved = this.pane.scrollTop - scrollBefore;
    const from = (by > 0 ? rect.bottom : rect.top) - moved;
    // Below a block's last line, the browser takes its end for the nearest place.
    const isOther = (place: number) => {
      const own = this.points.range(place, place + 1)?.getClientRects()[0];
      return own !== undefined && (by > 0 ? own.top >= from - 2 : own.bottom <= from + 2);
    };
    for (let away = 4; away < FARTHEST; away += 6) {
      for (const aside of [1, 30]) {
        const found = this.points.offsetAtPoint(rect.left + aside, from + by * away);
        if (found !== undefined && (by > 0 ? found > offset : found < offset) && isOther(found)) return found;
      }
    }
    return undefined;
  }

  private toFirstInView(selection: Selection): void {
    const offset = this.last ?? this.firstInView();
    const point = offset === undefined ? undefined : this.points.pointAt(offset);
    if (point) selection.collapse(point.node, point.index);
  }

  private rect(): DOMRect | undefined {
    const selection = getSelection();
    if (!selection?.focusNode || !this.article.contains(selection.focusNode)) return undefined;
    const range = document.createRange();
    range.setStart(selection.focusNode, selection.focusOffset);
    const rects = range.getClientRects();
    return rects[rects.length - 1];
  }

  /** Puts the caret where the text is now. */
  draw(): void {
    const rect = this.byKey && document.activeElement === this.article ? this.rect() : undefined;
    this.bar.hidden = !rect;
    if (!rect) return;
    const pane = this.pane.getBoundingClientRect();
    this.bar.style.left = `${rect.left - pane.left + this.pane.scrollLeft - 1}px`;
    this.bar.style.top = `${rect.top - pane.top + this.pane.scrollTop}px`;
    this.bar.style.height = `${rect.height}px`;
  }

  keepInView(): void {
    const rect = this.rect();
    const pane = this.pane.getBoundingClientRect();
    if (!rect) return;
    if (rect.top < pane.top + 24) this.pane.scrollTop -= pane.top + 24 - rect.top;
    if (rect.bottom > pane.bottom - 24) this.pane.scrollTop += rect.bottom - pane.bottom + 24;
  }
}
