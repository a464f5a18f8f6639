import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { waitUntilWritten } from '../../src/jupyterlab/shared-save';
import { metadataKey, type Reading } from '../../src/model';
import { annotation, DOCUMENT, readingWith } from '../model/support';

const KEY = metadataKey(DOCUMENT.id, 'ada');
const mine = readingWith({ annotations: { 'a-1': annotation(0, 7, { rev: 2 }) } });
const older = readingWith({ annotations: { 'a-1': annotation(0, 7) } });
const more = readingWith({ annotations: { 'a-1': annotation(0, 7, { rev: 3 }), 'a-2': annotation() } });

/** A server whose file has one state after the other; the last one stays. */
function server(...states: unknown[]) {
  let looks = 0;
  return {
    get: vi.fn(async () => {
      const state = states[Math.min(looks++, states.length - 1)];
      if (state instanceof Error) throw state;
      return { content: { metadata: { [KEY]: state } } } as never;
    })
  };
}

async function outcome(contents: ReturnType<typeof server>, reading: Reading = mine) {
  const waiting = waitUntilWritten(contents, () => 'a.ipynb', [[KEY, reading]]);
  await vi.advanceTimersByTimeAsync(20_000);
  return waiting;
}

describe('a shared notebook is saved', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    ['as soon as the file has it', [undefined, older, mine], 3],
    ['when the file has something that won', [more], 1],
    ['after the server was away', [new TypeError('Failed to fetch'), mine], 2]
  ])('%s', async (_, states, looks) => {
    const contents = server(...states);
    expect(await outcome(contents)).toEqual({ saved: true });
    expect(contents.get).toHaveBeenCalledTimes(looks);
  });

  it.each([
    ['the server does not hear of the page', older, 'does not answer'],
    ['the server is away', new TypeError('Failed to fetch'), 'does not answer'],
    ['the file is gone', Object.assign(new Error(), { response: { status: 404 } }), 'moved or deleted']
  ])('not while %s', async (_, state, words) => {
    const found = await outcome(server(state));
    expect(found).toMatchObject({ saved: false, why: expect.stringContaining(words) });
  });
});
