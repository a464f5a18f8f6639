// Measures one way on one article: milliseconds from the call to the end of the frame that shows it.
import { type Material, type Shown, WAYS } from './ways';

/** Resolves when the next frame has been painted: a task after the animation callbacks of that frame. */
function painted(): Promise<number> {
  return new Promise(resolve =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.now());
      port2.postMessage(null);
    })
  );
}

async function timed(work: () => void, isDone: () => boolean = () => true): Promise<number> {
  await painted();
  const start = performance.now();
  work();
  for (;;) {
    const end = await painted();
    if (isDone()) return end - start;
    if (end - start > 110_000) throw new Error('not shown within 110 s');
  }
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The longest frame until six in a row were in time: then what a jump has begun has ended. */
async function settled(): Promise<number> {
  let before = performance.now();
  let longest = 0;
  for (let calm = 0; calm < 6; ) {
    const now = await painted();
    calm = now - before < 25 ? calm + 1 : 0;
    longest = Math.max(longest, now - before);
    before = now;
  }
  return longest;
}

/**
 * Frames while scrolling 90 px in each, from the top of a page at rest: how long the median one took, and the share that
 * took over 1.5 times 1/60 s.
 */
async function scrolled(scroller: HTMLElement, frames: number): Promise<Record<'settle' | 'frame' | 'dropped', number>> {
  await painted();
  scroller.scrollTop = 0;
  const settle = await settled();
  const times: number[] = [];
  let before = performance.now();
  await new Promise<void>(resolve => {
    const step = (now: number) => {
      times.push(now - before);
      before = now;
      scroller.scrollTop += 90;
      if (times.length < frames) requestAnimationFrame(step);
      else resolve();
    };
    requestAnimationFrame(now => {
      before = now;
      requestAnimationFrame(step);
    });
  });
  return { settle, frame: median(times), dropped: times.filter(time => time > 25).length / times.length };
}

/** A pointer over annotated places in view, one after the other. */
async function hovered(scroller: HTMLElement): Promise<number> {
  const view = scroller.getBoundingClientRect();
  const times: number[] = [];
  for (let at = 1; at <= 12; at++) {
    const [x, y] = [view.left + 80 + ((at * 97) % 400), view.top + 30 + at * 50];
    times.push(
      await timed(() => {
        const under = document.elementFromPoint(x, y) ?? scroller;
        under.dispatchEvent(
          new PointerEvent('pointermove', { bubbles: true, clientX: x, clientY: y, pointerType: 'mouse' })
        );
      })
    );
  }
  return median(times);
}

async function measure(way: string, material: Material): Promise<Record<string, number>> {
  const root = document.getElementById('root') as HTMLElement;
  const prepare = WAYS[way];
  if (!prepare) throw new Error(`no such way: ${way}`);
  const mount = prepare(material);
  await painted();
  const holder: { shown?: Shown } = {};
  const annotationsShown = () => material.annotations.length === 0 || holder.shown?.isShown() === true;
  const first = await timed(
    () => {
      holder.shown = mount(root);
    },
    () => annotationsShown()
  );
  const shown = holder.shown as Shown;
  const result: Record<string, number> = { first };
  const { annotations, paragraphs } = material;
  // Some ways put what is out of view on the page later.
  const blocks = () => shown.scroller.querySelectorAll('.jp-Annotator-block').length;
  result.whole = first + (await timed(() => {}, () => blocks() === paragraphs.length));
  // Work that was put off to idle time is over before anything else is measured.
  await new Promise<void>(resolve => requestIdleCallback(() => resolve(), { timeout: 20_000 }));
  if (shown.add && annotations.length > 0) {
    const times: number[] = [];
    for (let at = 0; at < 7; at++) {
      const [start] = paragraphs[at % 3] as [number, number];
      const made = {
        id: `a-new0000${at}`,
        kind: `k${at}`,
        start: start + 10 * at,
        end: start + 10 * at + 60
      };
      times.push(
        await timed(
          () => shown.add?.(made),
          () => shown.isShown(made.id)
        )
      );
    }
    result.add = median(times);
    result.hover = await hovered(shown.scroller);
  }
  if (shown.filter && annotations.length > 0) {
    result.filter = await timed(
      () => shown.filter?.('k1'),
      () => shown.isFiltered?.('k1') === true
    );
    result.unfilter = await timed(
      () => shown.filter?.(null),
      () => shown.isFiltered?.(null) === true
    );
  }
  const far = annotations[Math.floor(annotations.length * 0.8)] ?? {
    id: '',
    kind: '',
    start: paragraphs[Math.floor(paragraphs.length * 0.8)]?.[0] ?? 0,
    end: 0
  };
  result.jump = await timed(() => shown.jump(far));
  return { ...result, ...(await scrolled(shown.scroller, 120)) };
}

Object.assign(window, { measure, WAYS });
