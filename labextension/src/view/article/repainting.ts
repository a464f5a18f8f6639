// When which block is painted: at once, as the reader comes to it, or while the page is idle.
import type { BlockElements } from './block-elements';

/** Milliseconds of work at a time while the page is idle. */
const IDLE_WORK = 6;
/** Milliseconds of painting in a frame while somebody scrolls: the browser's own work on it takes about twice that. */
const FRAME_WORK = 3;

export class Repainting {
  private readonly stale = new Set<number>();
  private idle = 0;
  private frame = 0;

  /**
   * @param paintBlock - paints the block at a place
   * @param around - does the work it is given and puts right what painting moves
   */
  constructor(
    private readonly pane: HTMLElement,
    private readonly blocks: BlockElements,
    private readonly paintBlock: (at: number) => void,
    private readonly around: (work: () => void) => void,
    private readonly signal: AbortSignal
  ) {}

  /** The block at a place has to be painted again. */
  add(at: number): void {
    this.stale.add(at);
  }

  /** Paints what is near the view now and the rest while the page is idle; says whether something was painted. */
  now(): boolean {
    const now = this.near();
    this.around(() => {
      for (const at of now) this.paint(at);
    });
    this.later();
    return now.length > 0;
  }

  /** Paints what has come near the view, what is seen first, and in one frame no more than fits into it. */
  coming(onPainted: () => void): void {
    const now = this.near();
    if (now.length > 1) {
      const { top, bottom } = this.pane.getBoundingClientRect();
      const away = new Map(
        now.map(at => {
          const rect = this.blocks.element(at)?.getBoundingClientRect();
          return [at, rect ? Math.max(top - rect.bottom, rect.top - bottom, 0) : 0];
        })
      );
      now.sort((a, b) => (away.get(a) ?? 0) - (away.get(b) ?? 0));
    }
    const start = performance.now();
    this.around(() => {
      for (const at of now) {
        this.paint(at);
        if (performance.now() - start > FRAME_WORK) break;
      }
    });
    if (now.length > 0) onPainted();
    if (this.near().length === 0) this.later();
    else
      this.frame ||= requestAnimationFrame(() => {
        this.frame = 0;
        if (!this.signal.aborted) this.coming(onPainted);
      });
  }

  /** Paints what waits until it is seen. */
  all(): void {
    this.blocks.grow(() => true);
    for (const at of this.stale) this.paint(at);
  }

  private near(): number[] {
    return [...this.stale].filter(at => this.blocks.near.has(at));
  }

  private paint(at: number): void {
    this.stale.delete(at);
    this.paintBlock(at);
  }

  /** Builds and paints what is not seen while the page is idle, a little at a time. */
  private later(): void {
    if (this.idle !== 0 || (this.stale.size === 0 && this.blocks.isComplete)) return;
    const work = (deadline?: IdleDeadline) => {
      this.idle = 0;
      if (this.signal.aborted) return;
      const start = performance.now();
      let last = start;
      let longest = 2;
      const goOn = () => {
        const now = performance.now();
        longest = Math.min(Math.max(longest, now - last), IDLE_WORK);
        last = now;
        // An idle page grants 50 ms, in which a key that is pressed would wait; while it scrolls, less than a frame.
        return now - start < IDLE_WORK && (!deadline || deadline.timeRemaining() > longest);
      };
      this.blocks.grow(goOn);
      this.around(() => {
        for (const at of this.stale) {
          if (!this.blocks.isComplete || !goOn()) break;
          this.paint(at);
        }
      });
      this.later();
    };
    // Safari has no requestIdleCallback.
    this.idle =
      'requestIdleCallback' in window ? requestIdleCallback(work) : (window as Window).setTimeout(work, 50);
  }
}
