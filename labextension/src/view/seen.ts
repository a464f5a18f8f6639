// The share of the article that has been on the reader's screen. Kept in this browser, not in the reading: scrolling is
// no edit, and must not make a notebook dirty that was only opened.

/** Scrolling past is not reading: what is on the screen counts after standing still for this long, in milliseconds. */
const DWELL = 800;
const KEY = 'jupyter-annotator:seen';
/** Articles that the browser remembers; the oldest ones are forgotten. */
const ARTICLES = 200;

/** Runs of indices, half-open, as `0-4,7-9`. */
export function toRuns(indices: Iterable<number>): string {
  const runs: [number, number][] = [];
  for (const at of [...indices].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && at <= last[1]) last[1] = Math.max(last[1], at + 1);
    else runs.push([at, at + 1]);
  }
  return runs.map(([from, to]) => `${from}-${to}`).join(',');
}

/** The indices of runs that lie below `count`; what is no run is passed over. */
export function fromRuns(text: string, count: number): Set<number> {
  const indices = new Set<number>();
  for (const [, from, to] of text.matchAll(/(\d+)-(\d+)/g)) {
    for (let at = Number(from); at < Math.min(Number(to), count); at++) indices.add(at);
  }
  return indices;
}

function readAll(): Record<string, unknown> {
  try {
    const all: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return typeof all === 'object' && all !== null && !Array.isArray(all) ? { ...all } : {};
  } catch {
    return {};
  }
}

export class Seen {
  private seen = new Set<number>();
  private name = '';
  private readonly blocks: HTMLElement[];
  private readonly lengths: number[];
  private readonly total: number;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly pane: HTMLElement,
    private readonly changed: () => void,
    signal: AbortSignal
  ) {
    this.blocks = [...pane.querySelectorAll<HTMLElement>('.jp-Annotator-block')];
    this.lengths = this.blocks.map(block => block.textContent?.length ?? 0);
    this.total = this.lengths.reduce((sum, length) => sum + length, 0);
    const soon = () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.look(), DWELL);
    };
    pane.addEventListener('scroll', soon, { passive: true, signal });
    document.addEventListener('visibilitychange', soon, { signal });
    // The pane itself comes into view and grows.
    const coming = new IntersectionObserver(soon, { threshold: [0, 0.25, 0.5, 0.75, 1] });
    coming.observe(pane);
    signal.addEventListener('abort', () => {
      coming.disconnect();
      clearTimeout(this.timer);
    });
  }

  /** From 0 to 1, by length of text. */
  get share(): number {
    if (this.total === 0) return 0;
    let length = 0;
    for (const at of this.seen) length += this.lengths[at] as number;
    return length / this.total;
  }

  /** Goes on where this reader was on this article. */
  follow(name: string): void {
    if (name === this.name) return;
    this.name = name;
    const kept = readAll()[name];
    // What was seen before a name was given has been seen by whoever gave it.
    const before = typeof kept === 'string' ? fromRuns(kept, this.blocks.length) : [];
    this.seen = new Set([...this.seen, ...before]);
  }

  /** Takes note of the blocks whose end is on the screen: long ones count when the reader has come to their end. */
  private look(): void {
    if (document.hidden) return;
    // The browser knows what the page around us clips away.
    const once = new IntersectionObserver(([entry]) => {
      once.disconnect();
      if (entry?.isIntersecting) this.note(entry.intersectionRect);
    });
    once.observe(this.pane);
  }

  private note({ top, bottom }: DOMRectReadOnly): void {
    const end = (at: number) => (this.blocks[at] as HTMLElement).getBoundingClientRect().bottom;
    let low = 0;
    let high = this.blocks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (end(middle) <= top) low = middle + 1;
      else high = middle;
    }
    const before = this.seen.size;
    for (let at = low; at < this.blocks.length && end(at) <= bottom + 1; at++) this.seen.add(at);
    if (this.seen.size === before) return;
    this.keep();
    this.changed();
  }

  private keep(): void {
    if (this.name === '') return;
    const { [this.name]: _, ...others } = readAll();
    const kept = Object.entries(others).slice(1 - ARTICLES);
    try {
      localStorage.setItem(
        KEY,
        JSON.stringify({ ...Object.fromEntries(kept), [this.name]: toRuns(this.seen) })
      );
    } catch {
      // A browser that keeps nothing begins anew next time.
    }
  }
}
