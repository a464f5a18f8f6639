// The selection in the article: what of it counts, snapped as the reader likes it, by mouse, touch and keyboard.
import type { Span } from '../../model';
import type { Caret } from './caret';
import type { Points } from './points';
import type { Snap, Units } from './units';

export interface SelectingEvents {
  /** The reader selected a stretch, or let go of it. */
  onSelect(span: Span | null): void;
  /** A selection is made: `place` is below it, in pixels of the pane. */
  onSelected(place: { left: number; top: number }): void;
  /** The selection was made with Ctrl or ⌘ held: it goes to the annotation at hand. */
  onAdd(span: Span): void;
  /** What a selection by pointer is widened to. */
  snap(): Snap;
}

/** Room in pixels that the kinds beside the pointer need. */
const BAR_WIDTH = 330;
const BAR_HEIGHT = 38;
/** Room for the handles that a touch screen hangs below a selection. */
const NATIVE_HANDLES = 34;
/** Milliseconds without a change after which a selection by touch is taken to be made. */
const SETTLED = 300;

export class Selecting {
  /** What made the selection; by key the reader says how far it goes, to the letter. */
  private by: 'mouse' | 'touch' | 'key' = 'mouse';
  /** Alt is held: the opposite of what the settings say. */
  private isExact = false;
  private isDragging = false;
  private settling = 0;
  /** Until somebody has selected anything: asking the browser for the selection lays out the page. */
  private neverSelected = true;
  /** The pointer that was lifted last had selected: the click that follows picks nothing. */
  hasJustSelected = false;

  constructor(
    private readonly element: HTMLElement,
    private readonly pane: HTMLElement,
    private readonly points: Points,
    private readonly units: Units,
    private readonly caret: Caret,
    private readonly events: SelectingEvents,
    private readonly signal: AbortSignal
  ) {
    for (const event of ['selectionchange', 'pointerdown', 'keydown', 'focusin']) {
      const note = () => {
        this.neverSelected = false;
      };
      document.addEventListener(event, note, { capture: true, once: true, signal });
    }
    document.addEventListener('selectionchange', () => this.onChange(), { signal });
    element.addEventListener('keydown', event => this.onKey(event), { signal });
    element.addEventListener('pointerdown', event => this.onDown(event), { signal });
    signal.addEventListener('abort', () => clearTimeout(this.settling));
  }

  range(): Range | undefined {
    if (this.neverSelected) return undefined;
    const selection = getSelection();
    const holds = (node: Node | null | undefined) => node && this.element.contains(node);
    return selection && holds(selection.anchorNode) && holds(selection.focusNode)
      ? selection.getRangeAt(0)
      : undefined;
  }

  /** What is selected, to be tagged; null if it is empty, undefined if it is not in the article. */
  span(): Span | null | undefined {
    const range = this.range();
    if (!range) return undefined;
    if (range.collapsed) return null;
    const start = this.points.offsetAt(range.startContainer, range.startOffset);
    const end = this.points.offsetAt(range.endContainer, range.endOffset);
    if (start === undefined || end === undefined || start >= end) return null;
    return this.units.snapped({ start, end }, this.snap()) ?? null;
  }

  /** The ends of the selection as they are, code points. */
  ends(): { anchor: number; focus: number } | undefined {
    const selection = this.range() ? getSelection() : null;
    if (!selection?.anchorNode || !selection.focusNode) return undefined;
    const anchor = this.points.offsetAt(selection.anchorNode, selection.anchorOffset);
    const focus = this.points.offsetAt(selection.focusNode, selection.focusOffset);
    return anchor === undefined || focus === undefined ? undefined : { anchor, focus };
  }

  /** Selects by command: exactly this, with the caret at its end, or at its start if `backward`. */
  select(span: Span, backward = false): void {
    this.by = 'key';
    this.caret.show();
    this.set(span, backward);
    this.events.onSelect(this.span() ?? null);
  }

  /** Ends the selection and leaves the caret behind `offset`. */
  collapseTo(offset: number): void {
    this.neverSelected = false;
    const point = this.points.pointAt(offset, true);
    if (point) getSelection()?.collapse(point.node, point.index);
  }

  deselect(): void {
    if (this.range()) getSelection()?.collapseToEnd();
  }

  private set({ start, end }: Span, backward: boolean): void {
    const from = this.points.pointAt(start);
    const to = this.points.pointAt(end, true);
    if (!from || !to) return;
    this.neverSelected = false;
    const [anchor, focus] = backward ? [to, from] : [from, to];
    getSelection()?.setBaseAndExtent(anchor.node, anchor.index, focus.node, focus.index);
  }

  private snap(): Snap {
    if (this.by === 'key') return 'characters';
    const wanted = this.events.snap();
    if (!this.isExact) return wanted;
    return wanted === 'characters' ? 'words' : 'characters';
  }

  private onKey(event: KeyboardEvent): void {
    if (/^(Arrow|Home|End|Page)/.test(event.key) && !this.isDragging) this.by = 'key';
  }

  private onChange(): void {
    if (!this.range()) return;
    this.events.onSelect(this.span() ?? null);
    if (this.by !== 'touch') return;
    clearTimeout(this.settling);
    this.settling = (window as Window).setTimeout(() => this.offerKinds(), SETTLED);
  }

  private onDown(down: PointerEvent): void {
    this.by = down.pointerType === 'touch' ? 'touch' : 'mouse';
    this.isExact = down.altKey;
    this.hasJustSelected = false;
    if (this.by === 'touch') return;
    // Or the browser would drag the selected text about, where a new selection is meant.
    if (down.button === 0 && !down.shiftKey && this.range()?.collapsed === false)
      getSelection()?.removeAllRanges();
    const ending = new AbortController();
    const signal = AbortSignal.any([ending.signal, this.signal]);
    this.isDragging = true;
    const watch = (event: PointerEvent | KeyboardEvent) => {
      if (event.altKey === this.isExact) return;
      this.isExact = event.altKey;
      // The window's menu would take the key.
      if (event instanceof KeyboardEvent) event.preventDefault();
      this.events.onSelect(this.span() ?? null);
    };
    document.addEventListener('pointermove', watch, { signal });
    document.addEventListener('keydown', watch, { signal });
    document.addEventListener('keyup', watch, { signal });
    // Lifted outside of the article, the selection made inside of it still counts.
    for (const name of ['pointerup', 'pointercancel'] as const)
      document.addEventListener(
        name,
        event => {
          ending.abort();
          this.isDragging = false;
          this.isExact = event.altKey;
          if (name === 'pointerup') this.onUp(event);
        },
        { signal }
      );
  }

  /** What is seen as selected is what will be tagged. */
  private onUp(event: PointerEvent): void {
    const span = this.span();
    const ends = this.ends();
    if (!span || !ends) return;
    this.hasJustSelected = true;
    const backward = ends.focus < ends.anchor;
    const [start, end] = [Math.min(ends.anchor, ends.focus), Math.max(ends.anchor, ends.focus)];
    if (start !== span.start || end !== span.end) this.set(span, backward);
    this.events.onSelect(span);
    if (event.ctrlKey || event.metaKey) this.events.onAdd(span);
    else this.offerKinds();
  }

  private offerKinds(): void {
    const rects = this.span() ? this.range()?.getClientRects() : undefined;
    const last = rects?.[rects.length - 1];
    if (!last) return;
    const pane = this.pane.getBoundingClientRect();
    const left = Math.min(Math.max(last.right - pane.left - 60, 8), Math.max(pane.width - BAR_WIDTH, 8));
    const gap = this.by === 'touch' ? NATIVE_HANDLES : 8;
    const height = pane.width < BAR_WIDTH + 100 ? 2 * BAR_HEIGHT : BAR_HEIGHT;
    const first = rects?.[0]?.top ?? last.top;
    const isAbove = last.bottom + gap + height > pane.bottom && first - height - gap > pane.top;
    const top = isAbove ? first - height - gap : last.bottom + gap;
    this.events.onSelected({ left, top: top - pane.top + this.pane.scrollTop });
  }
}
