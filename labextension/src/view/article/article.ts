// The article on the page: blocks of text nodes, painted where they are seen, and the selection in code points.
import {
  type Annotation,
  BlockIndex,
  type Codebook,
  type Document,
  type Offsets,
  type Span
} from '../../model';
import { LINE_HEIGHT } from './block-element';
import { BlockElements } from './block-elements';
import { Caret } from './caret';
import { type HandleEvents, Handles } from './handles';
import { type KindStyle, kindStyles } from './highlight';
import { type Block, blockAt, type Layout, layoutOf } from './layout';
import { LinkLanes } from './link-lanes';
import { type Painting, paintBlock } from './paint';
import { PassingMarks } from './passing';
import { Points } from './points';
import { Repainting } from './repainting';
import type { Edge, Found } from './segment-mark';
import { Selecting, type SelectingEvents } from './selecting';
import { Units } from './units';

/** A link of the annotation that is selected. */
export interface ShownLink {
  /** The annotation at its other end. */
  other: string;
  title: string;
  /** Place of the relation in the codebook. */
  look: number;
  outgoing: boolean;
}

export interface ArticleEvents extends SelectingEvents {
  /** The reader clicked where these annotations are, the shortest first. */
  onPick(ids: string[]): void;
  /** The caret stands somewhere else, and nothing is selected. */
  onCaret(): void;
  readonly handles: HandleEvents;
  /** What a screen reader says where these annotations begin or end. */
  say(edge: Edge, found: Found[]): string;
}

const NOTHING: ReadonlyMap<string, Annotation> = new Map();

export class ArticleView {
  /** The scrolling pane that holds the article. */
  readonly pane = document.createElement('div');
  readonly element = document.createElement('div');
  readonly styles: Map<string, KindStyle>;
  readonly points: Points;
  readonly units: Units;
  readonly caret: Caret;
  private readonly selecting: Selecting;
  private readonly handles: Handles;
  private readonly passing: PassingMarks;
  private readonly layout: Layout;
  private readonly index: BlockIndex;
  private readonly blocks: BlockElements;
  private readonly covering: Map<string, Annotation>[] = [];
  private readonly placed = new Map<string, Annotation>();
  private readonly repainting: Repainting;
  private readonly shown: Painting['shown'] = new WeakMap();
  private readonly lanes: LinkLanes;
  private selected: string | null = null;
  private hasHandles = false;
  private sentence: Span | null = null;
  private linked: ReadonlySet<string> = new Set();
  private hints: ReadonlyMap<string, string> = new Map();
  private isShown: (annotation: Annotation) => boolean = () => true;

  constructor(
    source: Document,
    codebook: Codebook,
    private readonly offsets: Offsets,
    private readonly events: ArticleEvents,
    private readonly signal: AbortSignal
  ) {
    this.styles = kindStyles(codebook);
    this.layout = layoutOf(source, offsets);
    this.index = new BlockIndex(this.layout.blocks);
    this.pane.className = 'jp-Annotator-pane';
    this.element.className = 'jp-Annotator-article';
    this.element.setAttribute('role', 'article');
    this.element.setAttribute('aria-label', source.title || 'Article');
    this.element.tabIndex = 0;
    const { blocks, inlines } = this.layout;
    this.points = new Points(this.element, blocks, offsets, at => this.blocks.onPage(at));
    this.blocks = new BlockElements(this.element, blocks, (element, at) => {
      const { start, end } = blocks[at] as Block;
      element.append(this.points.text(at, start, end));
    });
    this.repainting = new Repainting(
      this.pane,
      this.blocks,
      at => this.paint(at),
      work => this.keepSelection(work),
      signal
    );
    if (inlines.length > 0) blocks.forEach((_, at) => void this.repainting.add(at));
    this.pane.append(this.element);
    this.lanes = new LinkLanes(this.pane, this.element, signal);
    this.units = new Units(blocks, offsets);
    this.caret = new Caret(this.element, this.pane, this.points, () => events.onCaret(), signal);
    this.passing = new PassingMarks(signal);
    const { element, pane, points, units, caret } = this;
    const selecting: SelectingEvents = {
      ...events,
      onSelect: span => {
        this.passing.show('pending', span ? points.range(span.start, span.end) : undefined);
        events.onSelect(span);
      }
    };
    this.selecting = new Selecting(element, pane, points, units, caret, selecting, signal);
    this.handles = new Handles(
      pane,
      element,
      points,
      (from, to) => offsets.slice(from, to),
      events.handles,
      signal
    );
    this.blocks.watch(
      pane,
      () => {
        this.repainting.coming(() => this.followText());
        this.lanes.later();
      },
      signal
    );
    window.addEventListener('beforeprint', () => this.paintAll(), { signal });
    this.listen();
  }

  /** Repaints what the change of these annotations touches; an id that is not in `annotations` was removed. */
  update(ids: Iterable<string>, annotations: Readonly<Record<string, Annotation>>): void {
    for (const id of ids) {
      const before = this.placed.get(id);
      const after = Object.hasOwn(annotations, id) ? annotations[id] : undefined;
      if (before === after) continue;
      if (before) this.place(id, before, false);
      if (after) this.place(id, after, true);
    }
    this.repaint();
  }

  select(id: string | null): void {
    if (id === this.selected) return;
    for (const changed of [this.selected, id]) {
      const annotation = changed === null ? undefined : this.placed.get(changed);
      if (annotation) this.touch(annotation, at => this.repainting.add(at));
    }
    this.selected = id;
    this.repaint();
  }

  /** Draws the links of the selected annotation, and signs on those that can be linked to. */
  showLinks(links: readonly ShownLink[], hints: ReadonlyMap<string, string>): void {
    const linked = new Set(links.map(({ other }) => other));
    const changed = [...linked, ...this.linked].filter(id => linked.has(id) !== this.linked.has(id));
    const signed = [...hints.keys(), ...this.hints.keys()].filter(id => hints.get(id) !== this.hints.get(id));
    this.linked = linked;
    this.hints = hints;
    this.element.classList.toggle('jp-mod-linking', hints.size > 0);
    for (const id of [...changed, ...signed]) {
      const annotation = this.placed.get(id);
      if (annotation) this.touch(annotation, at => this.repainting.add(at));
    }
    this.repaint();
    const { selected } = this;
    this.lanes.show(
      () => (selected === null ? undefined : this.heightOf(selected)),
      links.map(({ other, ...link }) => ({ ...link, top: () => this.heightOf(other) }))
    );
  }

  /** Middle of an annotation's first line, in pixels of the pane's content; of its block where that is far away. */
  private heightOf(id: string): number | undefined {
    const span = this.placed.get(id)?.spans[0];
    const at = span && this.index.touched([span])[0];
    if (!span || at === undefined) return undefined;
    const isNear = this.blocks.near.has(at);
    const range = isNear ? this.points.range(span.start, span.start + 1) : undefined;
    const rect = range?.getClientRects()[0] ?? this.blocks.element(at)?.getBoundingClientRect();
    if (!rect) return undefined;
    const middle = rect.top + (isNear ? rect.height : LINE_HEIGHT) / 2;
    return middle - this.pane.getBoundingClientRect().top + this.pane.scrollTop;
  }

  /** Dims the highlights of annotations that `isShown` is not true of. */
  filter(isShown: (annotation: Annotation) => boolean): void {
    const before = this.isShown;
    this.isShown = isShown;
    for (const annotation of this.placed.values()) {
      if (before(annotation) !== isShown(annotation)) this.touch(annotation, at => this.repainting.add(at));
    }
    this.repaint();
  }

  /** The blocks that an outline lists: title and headings, with their words. */
  get headings(): { at: number; level: number; words: string; element: HTMLElement }[] {
    return this.layout.blocks.flatMap(({ type, level, start, end }, at) =>
      type === 'title' || type === 'heading'
        ? {
            at,
            level: type === 'title' ? 1 : level,
            words: this.offsets.slice(start, end).replace(/\s+/g, ' '),
            element: this.blocks.element(at) as HTMLElement
          }
        : []
    );
  }

  /** Brings the beginning of a block to the top of the pane. */
  revealBlock(at: number): void {
    const block = this.blocks.onPage(at);
    if (!block) return;
    const away = () => block.getBoundingClientRect().top - this.pane.getBoundingClientRect().top - 44;
    // Blocks between here and there have estimated heights until they are laid out: the first jump shows them.
    for (let step = 0; step < 4 && Math.abs(away()) > 2; step++) this.pane.scrollTop += away();
  }

  /** Brings an annotation into view, unless it is there already. */
  reveal(id: string): void {
    const span = this.placed.get(id)?.spans[0];
    if (span) this.revealSpan(span);
  }

  /** Selects a stretch and brings it into view. */
  showPassage(span: Span): void {
    this.revealSpan(span);
    this.selecting.select(span);
  }

  /** Brings a stretch into view, and selects nothing. */
  showAt(span: Span): void {
    this.revealSpan(span);
  }

  private revealSpan(span: Span): void {
    const at = this.index.touched([span])[0];
    if (at === undefined) return;
    const block = this.blocks.onPage(at) as HTMLElement;
    this.blocks.near.add(at);
    this.repaint();
    const out = () => {
      const rect = this.points.range(span.start, span.end)?.getBoundingClientRect();
      const view = this.pane.getBoundingClientRect();
      return !rect || rect.height === 0 || rect.top < view.top + 8 || rect.top > view.bottom - 40
        ? (rect ?? null)
        : undefined;
    };
    if (out() === undefined) return;
    // A block that was never laid out has an estimated height: go there first, then to the passage itself.
    const paneTop = () => this.pane.getBoundingClientRect().top;
    this.pane.scrollTop += block.getBoundingClientRect().top - paneTop() - 80;
    const rect = out();
    if (rect) this.pane.scrollTop += rect.top - paneTop() - this.pane.clientHeight / 3;
  }

  /** What is selected, to be tagged; null if it is empty, undefined if it is not in the article. */
  selection(): Span | null | undefined {
    return this.selecting.span();
  }

  selectionEnds(): { anchor: number; focus: number } | undefined {
    return this.selecting.ends();
  }

  /** Selects by command, brings it into view, and gives the keys to the article. */
  selectSpan(span: Span, backward = false): void {
    this.element.focus({ preventScroll: true });
    this.revealSpan(span);
    this.selecting.select(span, backward);
    this.caret.keepInView();
  }

  textOf({ start, end }: Span): string {
    return this.offsets.slice(start, end);
  }

  /** Where the caret is, and the text of its block from there on; undefined where it is not in the article. */
  caretPlace(): { offset: number; rest: string } | undefined {
    const { focusNode, focusOffset } = getSelection() ?? { focusNode: null, focusOffset: 0 };
    const offset = focusNode ? this.points.offsetAt(focusNode, focusOffset) : undefined;
    if (offset === undefined) return undefined;
    const block = this.layout.blocks[blockAt(this.layout.blocks, offset)];
    return { offset, rest: block && offset < block.end ? this.offsets.slice(offset, block.end) : '' };
  }

  deselect(): void {
    this.selecting.deselect();
  }

  /** Ends the selection and leaves the caret behind `offset`. */
  collapseTo(offset: number): void {
    this.selecting.collapseTo(offset);
  }

  /** The sentence that a key would tag; null where there is none. */
  showSentence(span: Span | null): void {
    if (span?.start === this.sentence?.start && span?.end === this.sentence?.end) return;
    this.sentence = span;
    this.passing.show('sentence', span ? this.points.range(span.start, span.end) : undefined);
  }

  /** Shows the ends of the selected annotation as handles. */
  showHandles(on: boolean): void {
    if (on === this.hasHandles) return;
    this.hasHandles = on;
    this.placeHandles();
  }

  /** Paints an annotation with other spans, until `update` says what it is. */
  preview(id: string, spans: Annotation['spans']): void {
    const annotation = this.placed.get(id);
    if (!annotation || annotation.spans === spans) return;
    this.place(id, annotation, false);
    this.place(id, { ...annotation, spans }, true);
    this.repaint();
  }

  private placeHandles(): void {
    const annotation = this.selected === null ? undefined : this.placed.get(this.selected);
    this.handles.show(this.hasHandles && annotation ? annotation.spans : []);
  }

  /** What lies over the text goes along with it. */
  private followText(): void {
    this.placeHandles();
    this.caret.draw();
    const { sentence } = this;
    if (sentence) this.passing.show('sentence', this.points.range(sentence.start, sentence.end));
    const pending = this.selecting.span();
    this.passing.show('pending', pending ? this.points.range(pending.start, pending.end) : undefined);
  }

  private touch(annotation: Annotation, visit: (at: number) => void): void {
    for (const at of this.index.touched(annotation.spans)) visit(at);
  }

  private place(id: string, annotation: Annotation, there: boolean): void {
    this.touch(annotation, at => {
      this.repainting.add(at);
      if (there) {
        this.covering[at] ??= new Map();
        this.covering[at].set(id, annotation);
      } else this.covering[at]?.delete(id);
    });
    if (there) this.placed.set(id, annotation);
    else this.placed.delete(id);
  }

  /** Paints the stale blocks near the view now and the others when the page is idle. */
  private repaint(): void {
    if (this.repainting.now() || this.hasHandles) this.followText();
    this.lanes.later();
  }

  private paint(at: number): void {
    paintBlock(
      this.blocks.element(at) as HTMLElement,
      at,
      this.layout.blocks[at] as Block,
      this.covering[at] ?? NOTHING,
      {
        points: this.points,
        inlines: this.layout.inlines,
        styles: this.styles,
        selected: this.selected,
        linked: this.linked,
        hints: this.hints,
        shown: this.shown,
        isShown: this.isShown,
        say: this.events.say
      }
    );
  }

  /** Painting replaces text nodes; the reader's selection is put back on the new ones. */
  private keepSelection(work: () => void): void {
    const inside = this.selecting.range() ? getSelection() : null;
    const anchor = inside?.anchorNode
      ? this.points.offsetAt(inside.anchorNode, inside.anchorOffset)
      : undefined;
    const focus = inside?.focusNode ? this.points.offsetAt(inside.focusNode, inside.focusOffset) : undefined;
    const nodes = inside ? [inside.anchorNode, inside.focusNode] : [];
    work();
    if (!inside || anchor === undefined || focus === undefined) return;
    if (nodes.every(node => node?.isConnected)) return;
    const from = this.points.pointAt(anchor, anchor > focus);
    const to = this.points.pointAt(focus, focus > anchor);
    if (from && to) inside.setBaseAndExtent(from.node, from.index, to.node, to.index);
  }

  /** Paints what waits until it is seen. */
  paintAll(): void {
    this.repainting.all();
  }

  private listen(): void {
    this.element.addEventListener(
      'click',
      event => {
        if (this.selecting.hasJustSelected || this.selection() || !(event.target instanceof Element)) return;
        const mark = event.target.closest('mark');
        const over = (mark && this.shown.get(mark)) ?? [];
        const visible = over.filter(one => one.visible);
        // What is dimmed can still be clicked where nothing else is.
        const ids = (visible.length > 0 ? visible : over).map(({ id }) => id);
        const length = (id: string) =>
          (this.placed.get(id)?.spans ?? []).reduce((sum, { start, end }) => sum + end - start, 0);
        this.events.onPick([...ids].sort((a, b) => length(a) - length(b)));
        if (ids.length > 0 || (event as PointerEvent).pointerType === 'touch') return;
        // A click into the text is a place to go on from, as in every text.
        this.caret.show();
        this.events.onCaret();
      },
      { signal: this.signal }
    );
  }
}
