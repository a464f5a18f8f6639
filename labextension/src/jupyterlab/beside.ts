// A reading in a file beside its notebook, for readings that are too large for one. Merged with what the file holds.
import type { Contents } from '@jupyterlab/services';
import { MergeError, merge, type Reading } from '../model';
import { isObject } from '../model/json';
import { fileNamePart } from '../view/export';

/** `<notebook>.<document id>.<reader>.reading.json`, as Python names its own. */
export function besidePath(notebook: string, { document, reader }: Reading): string {
  const stem = notebook.replace(/\.ipynb$/, '');
  return `${stem}.${document.id}.${fileNamePart(reader) || 'reader'}.reading.json`;
}

const MOST_NAMES = 20;

/** The reading with what a file has of it; undefined where the file holds anything else, which must stay. */
function mergedWith(reading: Reading, content: unknown): Reading | undefined {
  try {
    const there: unknown = typeof content === 'string' ? JSON.parse(content) : content;
    return isObject(there) ? merge(reading, there as unknown as Reading) : undefined;
  } catch (error) {
    if (error instanceof MergeError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The file's content; undefined where there is no such file. What cannot be read now is not taken for missing. */
async function contentOf(contents: Contents.IManager, path: string): Promise<unknown> {
  try {
    return (await contents.get(path, { type: 'file', format: 'text', content: true })).content ?? '';
  } catch (error) {
    if ((error as { response?: Response }).response?.status === 404) return undefined;
    throw error;
  }
}

/** Writes a reading beside its notebook and gives back the file's path; rejects where it cannot be written. */
export async function keepBeside(
  contents: Contents.IManager,
  notebook: string,
  reading: Reading
): Promise<string> {
  const first = besidePath(notebook, reading);
  for (let number = 1; number <= MOST_NAMES; number++) {
    // Two readers' names may give the same file name, and a file may be damaged: it stays, and ours gets a number.
    const path = number === 1 ? first : first.replace(/\.reading\.json$/, `-${number}.reading.json`);
    const there = await contentOf(contents, path);
    const kept = there === undefined ? reading : mergedWith(reading, there);
    if (!kept) continue;
    await contents.save(path, {
      type: 'file',
      format: 'text',
      content: `${JSON.stringify(kept, null, 1)}\n`
    });
    return path;
  }
  throw new Error(`${first} and the names after it are taken by files that are not this reading.`);
}
