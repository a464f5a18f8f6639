// The ends of the annotation at hand, to be dragged: a bar with a knob at either end of each of its stretches.
import type { Span } from '../../model';
import { isRtl } from './highlight';
import type { Points } from './points';
import type { Edge } from './units';

export interface HandleEvents {
  /** An end is dragged to `offset`, code points; Alt goes against the settings' snapping. */
  onDrag(at: number, edge: Edge, offset: number, exact: boolean): void;
  /** The drag is over: what it was dragged to counts, or not. */
  onDrop(counts: boolean): void;
  /** An end is moved by key, in text order. */
  onStep(at: number, edge: Edge, by: 1 | -1, unit: 'words' | 'characters'): void;
  /** Name of a handle for people. */
  label(at: number, edge: Edge, of: number): string;
}

/** Pixels from the pane's edge within which a drag scrolls it, and how far in one step. */
const SCROLL_ZONE = 36;
const SCROLL_STEP = 14;
/** The words that a screen reader hears at an end. */
const HEARD = 40;

export class Handles {
  private readonly all: HTMLElement[] = [];
  private spans: readonly Span[] = [];
  /** Which handle is dragged. */
  private dragged: HTMLElement | null = null;

  constructor(
    private readonly pane: HTMLElement,
    private readonly article: HTMLElement,
    private readonly points: Points,
    private readonly text: (start: number, end: number) => string,
    private readonly events: HandleEvents,
    private readonly signal: AbortSignal
  ) {
    const resized = new ResizeObserver(() => this.draw());
    resized.observe(article);
    signal.addEventListener('abort', () => resized.disconnect());
  }

  get isDragging(): boolean {
    return this.dragged !== null;
  }

  show(spans: readonly Span[]): void {
    this.spans = spans;
    while (this.all.length > 2 * spans.length) this.all.pop()?.remove();
    while (this.all.length < 2 * spans.length) this.all.push(this.make(this.all.length));
    this.draw();
  }

  /** Puts the handles where the text is now. */
  draw(): void {
    if (this.spans.length === 0) return;
    const pane = this.pane.getBoundingClientRect();
    const { scrollLeft, scrollTop } = this.pane;
    const places = this.spans.flatMap(({ start, end }) => [this.edge(start, false), this.edge(end, true)]);
    this.all.forEach((handle, number) => {
      const { start, end } = this.spans[number >> 1] as Span;
      const place = places[number];
      const isEnd = number % 2 === 1;
      handle.hidden = !place;
      handle.setAttribute(
        'aria-label',
        this.events.label(number >> 1, isEnd ? 'end' : 'start', this.spans.length)
      );
      handle.setAttribute('aria-valuemin', String(isEnd ? start + 1 : 0));
      handle.setAttribute('aria-valuenow', String(isEnd ? end : start));
      handle.setAttribute(
        'aria-valuetext',
        isEnd
          ? `…${this.text(Math.max(start, end - HEARD), end)}`
          : `${this.text(start, Math.min(end, start + HEARD))}…`
      );
      if (!place) return;
      handle.style.left = `${place.x - pane.left + scrollLeft}px`;
      handle.style.top = `${place.top - pane.top + scrollTop}px`;
      handle.style.height = `${place.height}px`;
    });
  }

  /** Where an end of a stretch is on the page; undefined where it is not laid out. */
  private edge(offset: number, isEnd: boolean): { x: number; top: number; height: number } | undefined {
    // The first or last letter's own box: a place between two letters has two sides where directions meet.
    const range = isEnd ? this.points.range(offset - 1, offset) : this.points.range(offset, offset + 1);
    const rects = range?.getClientRects();
    const rect = rects?.[isEnd ? rects.length - 1 : 0];
    if (!range || !rect || rect.height === 0) return undefined;
    const rtl = this.isRtl(range);
    return { x: isEnd !== rtl ? rect.right : rect.left, top: rect.top, height: rect.height };
  }

  private isRtl(range: Range): boolean {
    const own = isRtl(range.toString());
    if (own !== undefined) return own;
    const parent = range.startContainer.parentElement;
    return parent !== null && getComputedStyle(parent).direction === 'rtl';
  }

  private make(number: number): HTMLElement {
    const { signal } = this;
    const handle = document.createElement('div');
    const edge = number % 2 === 1 ? 'end' : 'start';
    const at = number >> 1;
    handle.className = `jp-Annotator-handle jp-mod-${edge}`;
    handle.setAttribute('role', 'slider');
    handle.setAttribute('aria-orientation', 'horizontal');
    handle.tabIndex = 0;
    handle.addEventListener('pointerdown', event => this.drag(handle, at, edge, event), { signal });
    handle.addEventListener('keydown', event => this.onKey(at, edge, event), { signal });
    this.pane.append(handle);
    return handle;
  }

  private onKey(at: number, edge: Edge, event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      this.article.focus({ preventScroll: true });
      event.preventDefault();
      return;
    }
    const rtl = getComputedStyle(this.article).direction === 'rtl' || this.isRtlAt(at, edge);
    const by = { ArrowRight: rtl ? -1 : 1, ArrowLeft: rtl ? 1 : -1, ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const unit = event.altKey || event.shiftKey ? 'characters' : 'words';
    this.events.onStep(at, edge, by as 1 | -1, unit);
  }

  private isRtlAt(at: number, edge: Edge): boolean {
    const span = this.spans[at];
    const offset = span ? (edge === 'end' ? span.end - 1 : span.start) : 0;
    const range = this.points.range(offset, offset + 1);
    return range !== undefined && this.isRtl(range);
  }

  private drag(handle: HTMLElement, at: number, edge: Edge, down: PointerEvent): void {
    if (down.button !== 0 || this.dragged) return;
    // Neither a selection nor a scroll begins here.
    down.preventDefault();
    const ending = new AbortController();
    const signal = AbortSignal.any([ending.signal, this.signal]);
    handle.setPointerCapture(down.pointerId);
    handle.classList.add('jp-mod-dragged');
    this.dragged = handle;
    const box = handle.getBoundingClientRect();
    // The knob hangs above or below the line: the finger's way counts, not where it stands.
    const [dx, dy] = [down.clientX - (box.left + box.right) / 2, down.clientY - (box.top + box.bottom) / 2];
    let latest = down;
    const follow = () => {
      const offset = this.offsetAt(latest.clientX - dx, latest.clientY - dy);
      if (offset !== undefined) this.events.onDrag(at, edge, offset, latest.altKey);
    };
    const end = (counts: boolean) => {
      ending.abort();
      handle.classList.remove('jp-mod-dragged');
      this.dragged = null;
      this.events.onDrop(counts);
    };
    handle.addEventListener(
      'pointermove',
      event => {
        latest = event;
        follow();
      },
      { signal }
    );
    handle.addEventListener('pointerup', () => end(true), { signal });
    handle.addEventListener('pointercancel', () => end(false), { signal });
    document.addEventListener(
      'keydown',
      event => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        end(false);
      },
      { signal, capture: true }
    );
    const scroll = () => {
      if (signal.aborted) return;
      const pane = this.pane.getBoundingClientRect();
      const by =
        latest.clientY < pane.top + SCROLL_ZONE
          ? -SCROLL_STEP
          : latest.clientY > pane.bottom - SCROLL_ZONE
            ? SCROLL_STEP
            : 0;
      const before = this.pane.scrollTop;
      if (by !== 0 && latest !== down) this.pane.scrollTop += by;
      if (this.pane.scrollTop !== before) follow();
      requestAnimationFrame(scroll);
    };
    requestAnimationFrame(scroll);
  }

  private offsetAt(x: number, y: number): number | undefined {
    const box = this.article.getBoundingClientRect();
    const pane = this.pane.getBoundingClientRect();
    return this.points.offsetAtPoint(
      Math.min(Math.max(x, box.left + 1), box.right - 1),
      Math.min(Math.max(y, pane.top + 1), pane.bottom - 1)
    );
  }
}
