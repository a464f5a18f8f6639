// Saving under real-time collaboration: the server writes the file by itself, some time after an edit, and the file is
// asked. JupyterLab's own save would wait for ever for an answer where the connection was cut meanwhile.
import type { Contents } from '@jupyterlab/services';
import { MergeError, merge, type Reading } from '../model';
import { isObject } from '../model/json';
import { readingsIn } from './disk';
import { AWAY, reasonOf } from './quiet-save';
import { NOT_WRITTEN, type Outcome } from './saving';

/** Waits before each look into the file, in milliseconds; the server writes about a second after an edit. */
const PAUSES = [500, 1_000, 1_500, 3_000, 6_000];

/** Whether the file's value holds all of a reading, or what has won over it. */
function holds(value: unknown, reading: Reading): boolean {
  if (!isObject(value)) return false;
  const there = value as unknown as Reading;
  try {
    return merge(there, reading) === there;
  } catch (error) {
    if (error instanceof MergeError) return false;
    throw error;
  }
}

/** Waits until the file holds the readings, each with its key; or says why it does not. */
export async function waitUntilWritten(
  contents: Pick<Contents.IManager, 'get'>,
  path: () => string,
  readings: readonly (readonly [key: string, reading: Reading])[]
): Promise<Outcome> {
  let why = AWAY;
  for (const pause of PAUSES) {
    await new Promise(resolve => setTimeout(resolve, pause));
    try {
      const file = await contents.get(path(), { content: true, type: 'notebook' });
      const found = new Map(readingsIn(file.content));
      if (readings.every(([key, reading]) => holds(found.get(key), reading))) return { saved: true };
      why = AWAY;
    } catch (error) {
      why = reasonOf(error, NOT_WRITTEN);
    }
  }
  return { saved: false, why };
}
