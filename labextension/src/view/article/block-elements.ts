// The elements of an article's blocks: the first screens with the article, the others as soon as the page is idle.
import { elementFor, estimatedHeight } from './block-element';
import type { Block } from './layout';

/** Pixels that are built with the article: more than anybody sees at once, and less than a frame's work. */
const AT_ONCE = 40_000;
/** Blocks between two looks at the clock. */
const STEP = 16;
/** Space below a block, in pixels, where its height is only estimated. */
const GAP = 18;

export class BlockElements {
  /** Blocks that are in view or a screen away from it. */
  readonly near = new Set<number>();
  private readonly elements: HTMLElement[] = [];
  private readonly places = new WeakMap<Element, number>();
  /** Keeps the room of the blocks that are still to come. */
  private readonly rest = document.createElement('div');
  private attached = 0;
  /** Pixels of those that are still to come. */
  private left = 0;
  private observer: IntersectionObserver | undefined;

  /**
   * @param fill - gives a block, by its place, the text that it begins with
   */
  constructor(
    private readonly root: HTMLElement,
    private readonly blocks: readonly Block[],
    private readonly fill: (element: HTMLElement, at: number) => void
  ) {
    let height = 0;
    // The first blocks are painted with their text; the observer would tell of them a frame later.
    for (let at = 0; at < blocks.length && height <= window.innerHeight; at++) {
      this.near.add(at);
      height += estimatedHeight(blocks[at] as Block);
    }
    let built = 0;
    let until = 0;
    while (until < blocks.length && built < AT_ONCE) built += this.room(until++);
    for (let at = 0; at < blocks.length; at++) this.left += this.room(at);
    this.rest.setAttribute('aria-hidden', 'true');
    root.append(this.rest);
    this.attach(until);
  }

  /** Pixels that a block takes, about. */
  private room(at: number): number {
    return estimatedHeight(this.blocks[at] as Block) + GAP;
  }

  get isComplete(): boolean {
    return this.attached === this.blocks.length;
  }

  /** The element of a block, which may not be on the page yet. */
  element(at: number): HTMLElement | undefined {
    const block = this.blocks[at];
    const known = this.elements[at];
    if (known || !block) return known;
    const element = elementFor(block);
    this.elements[at] = element;
    this.places.set(element, at);
    this.fill(element, at);
    return element;
  }

  /** The element of a block, on the page. */
  onPage(at: number): HTMLElement | undefined {
    this.attach(at + 1);
    return this.element(at);
  }

  /** Puts further blocks on the page for so long as `goOn` says. */
  grow(goOn: () => boolean): void {
    while (!this.isComplete && goOn()) this.attach(this.attached + STEP);
  }

  /** Puts all blocks before `until` on the page. */
  attach(until: number): void {
    const end = Math.min(until, this.blocks.length);
    if (end <= this.attached) return;
    const added: HTMLElement[] = [];
    for (let at = this.attached; at < end; at++) {
      added.push(this.element(at) as HTMLElement);
      this.left -= this.room(at);
    }
    this.attached = end;
    this.rest.before(...added);
    for (const element of added) this.observer?.observe(element);
    if (this.isComplete) this.rest.remove();
    else this.rest.style.height = `${this.left}px`;
  }

  /** Keeps `near` up to date from now on and calls `onChange` whenever it has changed. */
  watch(pane: HTMLElement, onChange: () => void, signal: AbortSignal): void {
    const observer = new IntersectionObserver(
      entries => {
        for (const { target, isIntersecting } of entries) {
          const at = this.places.get(target);
          // Somebody scrolls faster than the page was idle.
          if (at === undefined) {
            if (isIntersecting) this.attach(this.blocks.length);
          } else if (isIntersecting) this.near.add(at);
          else this.near.delete(at);
        }
        onChange();
      },
      { root: pane, rootMargin: '100% 0px' }
    );
    // What is seen first is known without it: the first frame does not wait for many blocks to be looked at.
    requestAnimationFrame(() =>
      setTimeout(() => {
        if (signal.aborted) return;
        this.observer = observer;
        for (const element of this.root.children) observer.observe(element);
      })
    );
    signal.addEventListener('abort', () => observer.disconnect());
  }
}
