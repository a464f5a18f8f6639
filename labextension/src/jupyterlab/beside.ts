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

/** The reading with what a file has of it; the reading itself where the file has nothing that belongs to it. */
function mergedWith(reading: Reading, content: unknown): Reading {
  try {
    const there: unknown = typeof content === 'string' ? JSON.parse(content) : content;
    return isObject(there) ? merge(reading, there as unknown as Reading) : reading;
  } catch (error) {
    if (error instanceof MergeError || error instanceof SyntaxError) return reading;
    throw error;
  }
}

/** Writes a reading beside its notebook and gives back the file's path; rejects where it cannot be written. */
export async function keepBeside(
  contents: Contents.IManager,
  notebook: string,
  reading: Reading
): Promise<string> {
  const path = besidePath(notebook, reading);
  const there = await contents
    .get(path, { type: 'file', format: 'text', content: true })
    .catch((): null => null);
  const content = `${JSON.stringify(mergedWith(reading, there?.content), null, 1)}\n`;
  await contents.save(path, { type: 'file', format: 'text', content });
  return path;
}
