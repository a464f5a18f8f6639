// A reading that is too large for a notebook: when that is said, and the file that is offered beside it.
import type { Contents } from '@jupyterlab/services';
import { describe, expect, it } from 'vitest';
import { besidePath, keepBeside } from '../../src/jupyterlab/beside';
import { Sizes } from '../../src/jupyterlab/remarks';
import { Store } from '../../src/model';
import { annotation, CODEBOOK, DOCUMENT, readingWith } from '../model/support';

/** As many annotations, each with a note of as many letters. */
function large(count: number, letters: number) {
  const note = 'x'.repeat(letters);
  const entries = Array.from({ length: count }, (_, at) => [`a-${at}`, annotation(0, 7, { note })]);
  return readingWith({ annotations: Object.fromEntries(entries) });
}

const storeOf = (letters: number) =>
  new Store({ document: DOCUMENT, codebook: CODEBOOK, reader: 'ada', reading: large(1_200, letters) });

/** Files of a server, in memory. */
function disk(files: Map<string, string>): Contents.IManager {
  const get = (path: string) =>
    files.has(path)
      ? Promise.resolve({ content: files.get(path) })
      : Promise.reject(Object.assign(new Error('none'), { response: { status: 404 } }));
  const save = (path: string, { content }: { content: string }) => Promise.resolve(files.set(path, content));
  return { get, save } as unknown as Contents.IManager;
}

describe('a reading that is too large for a notebook', () => {
  it('is said from five megabytes on, and not before', () => {
    const sizes = new Sizes();
    expect(sizes.tooLarge(storeOf(3_500))).toBeUndefined();
    expect(sizes.tooLarge(storeOf(5_000))).toBe(6);
  });

  it('is kept in a file beside the notebook, merged with what stands there', async () => {
    const reading = large(2, 10);
    const path = besidePath('folder/a.ipynb', reading);
    const there = readingWith({ annotations: { 'a-0': annotation(0, 7, { note: 'later', rev: 9 }) } });
    const files = new Map([[path, JSON.stringify(there)]]);
    expect(await keepBeside(disk(files), 'folder/a.ipynb', reading)).toBe(path);
    const kept = JSON.parse(files.get(path) as string);
    expect(Object.keys(kept.annotations).sort()).toEqual(['a-0', 'a-1']);
    expect(kept.annotations['a-0'].note).toBe('later');
  });

  it.each(['not JSON', '[]', '{"reader":"somebody else"}'])('leaves %s where it stands', async content => {
    const reading = large(1, 10);
    const taken = besidePath('a.ipynb', reading);
    const files = new Map([[taken, content]]);
    const path = await keepBeside(disk(files), 'a.ipynb', reading);
    expect(path).toBe(taken.replace('.reading.json', '-2.reading.json'));
    expect(files.get(taken)).toBe(content);
    expect(JSON.parse(files.get(path) as string)).toEqual(reading);
  });

  it('is not written over a file that cannot be read now', async () => {
    const contents = disk(new Map());
    contents.get = () => Promise.reject(new Error('no network'));
    await expect(keepBeside(contents, 'a.ipynb', large(1, 10))).rejects.toThrow('no network');
  });
});
