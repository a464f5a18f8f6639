// Which of the blocks that wait for it are painted, and when, as somebody scrolls to them.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BlockElements } from '../../src/view/article/block-elements';
import { Repainting } from '../../src/view/article/repainting';

const HEIGHT = 100;
/** Milliseconds that painting one block takes here. */
const COST = 2;

/** An element of which only its place on the page counts. */
function at(top: number, height: number): HTMLElement {
  return { getBoundingClientRect: () => ({ top, bottom: top + height }) } as HTMLElement;
}

/** Blocks 0 to 9 under each other, all near a pane that shows blocks 4 and 5. */
function scene(signal = new AbortController().signal) {
  const painted: number[] = [];
  const near = new Set(Array.from({ length: 10 }, (_, place) => place));
  const elements = [...near].map(place => at(place * HEIGHT, HEIGHT));
  const blocks = {
    near,
    isComplete: true,
    element: (place: number) => elements[place],
    grow: () => undefined
  } as unknown as BlockElements;
  const paint = (place: number) => {
    painted.push(place);
    clock += COST;
  };
  const repainting = new Repainting(at(410, 180), blocks, paint, work => work(), signal);
  for (const place of near) repainting.add(place);
  return { painted, near, repainting };
}

let clock = 0;
let coming: (() => void)[] = [];

function nextFrame(): void {
  const due = coming;
  coming = [];
  for (const callback of due) callback();
}

beforeEach(() => {
  clock = 0;
  coming = [];
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => coming.push(callback));
  // No idle time comes.
  vi.stubGlobal('requestIdleCallback', () => 1);
  vi.stubGlobal('window', { requestIdleCallback });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('blocks that somebody scrolls to', () => {
  it('are painted from what is seen outwards, a frame’s worth at a time', () => {
    const { painted, repainting } = scene();
    const told = vi.fn();
    repainting.coming(told);
    expect([...painted].sort()).toEqual([4, 5]);
    expect(told).toHaveBeenCalledTimes(1);
    nextFrame();
    expect(painted.slice(2).sort()).toEqual([3, 6]);
    for (let frame = 0; frame < 3; frame++) nextFrame();
    expect([...painted].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(told).toHaveBeenCalledTimes(5);
  });

  it('are left to idle times where they are far again', () => {
    const { painted, near, repainting } = scene();
    repainting.coming(() => undefined);
    for (const place of near) if (place > 5) near.delete(place);
    for (let frame = 0; frame < 5; frame++) nextFrame();
    expect([...painted].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('are all painted at once where something was changed', () => {
    const { painted, repainting } = scene();
    expect(repainting.now()).toBe(true);
    expect(painted).toHaveLength(10);
    expect(repainting.now()).toBe(false);
  });

  it('stay as they are in a view that is gone', () => {
    const gone = new AbortController();
    const { painted, repainting } = scene(gone.signal);
    repainting.coming(() => undefined);
    gone.abort();
    nextFrame();
    expect(painted).toHaveLength(2);
  });
});
