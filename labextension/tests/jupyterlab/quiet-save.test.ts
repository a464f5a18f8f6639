import { describe, expect, it } from 'vitest';
import {
  answerConflicts,
  isNewer,
  type QuietSaveOptions,
  reasonOf,
  saveQuietly
} from '../../src/jupyterlab/quiet-save';

const stat = (hash: string | undefined, last_modified: string) => ({ hash, last_modified, writable: true });
const AT_NINE = '2026-11-23T09:00:00.000Z';
const SOON_AFTER = '2026-11-23T09:00:00.400Z';
const AT_TEN = '2026-11-23T10:00:00.000Z';

describe('whether the file is newer than the page', () => {
  it.each([
    ['the same hash', stat('a', AT_TEN), stat('a', AT_NINE), false],
    ['another hash', stat('b', AT_NINE), stat('a', AT_NINE), true],
    ['no hash, the same time', stat(undefined, AT_NINE), stat(undefined, AT_NINE), false],
    ['no hash, within the margin', stat(undefined, SOON_AFTER), stat('a', AT_NINE), false],
    ['no hash, later', stat('b', AT_TEN), stat(undefined, AT_NINE), true],
    ['nothing known', stat('b', AT_TEN), null, false]
  ])('with %s', (_, disk, known, newer) => expect(isNewer(disk, known, 500)).toBe(newer));
});

describe('words for what failed', () => {
  const failed = (status: number, said = '') => Object.assign(new Error(said), { response: { status } });
  it.each([
    [new TypeError('Failed to fetch'), 'does not answer'],
    [failed(404), 'moved or deleted'],
    [failed(403), 'does not let you'],
    [failed(403, 'Permission denied: a.ipynb'), 'read-only'],
    [failed(500), 'otherwise'],
    [
      failed(500, 'Unexpected error while saving file: a.ipynb [Errno 28] No space left on device'),
      'disk is full'
    ],
    [
      failed(500, 'Unexpected error while saving file: a.ipynb [Errno 30] Read-only file system'),
      'read-only'
    ],
    [Object.assign(new Error(), { name: 'ModalCancelError' }), 'changed on disk']
  ])('%s', (error, words) => expect(reasonOf(error, 'otherwise')).toContain(words));
});

/** A notebook's context as far as saving needs it: its `save` finds the file changed, as JupyterLab's does. */
function changedOnDisk(file: object, mine: object) {
  const told: string[] = [];
  const stat = { hash: 'disk', last_modified: AT_TEN, writable: true, content: file };
  const context = {
    ready: Promise.resolve(),
    path: 'a.ipynb',
    model: { collaborative: false, toJSON: () => mine },
    contentsModel: { hash: 'known', last_modified: AT_NINE },
    lastModifiedCheckMargin: 500,
    async _raiseConflict(): Promise<unknown> {
      told.push('asked');
      return stat;
    },
    save: async () => context._raiseConflict.call(context, ...([stat, { type: 'notebook' }] as unknown as []))
  };
  const contents = {
    get: async () => stat,
    save: async (_: string, { content }: { content: unknown }) => {
      told.push(`wrote ${JSON.stringify(content)}`);
      return stat;
    }
  };
  const takeIn = (key: string) => told.push(`took ${key}`);
  return { options: { context, contents, takeIn } as unknown as QuietSaveOptions, context, told };
}

describe('a file that changed on disk', () => {
  const cells = [{ cell_type: 'code', source: '1', metadata: {}, outputs: [] }];
  const KEY = 'annotator:doc-000000000000:ada';
  const mine = { metadata: {}, cells };
  const theirs = { metadata: { [KEY]: { reader: 'ada' } }, cells };
  const others = { metadata: { [KEY]: { reader: 'ada' } }, cells: [...cells, ...cells] };
  const written = `wrote ${JSON.stringify(mine)}`;

  it('in its readings only is taken in and written over, whoever saves', async () => {
    const { options, context, told } = changedOnDisk(theirs, mine);
    answerConflicts(options);
    await context.save();
    expect(told).toEqual([`took ${KEY}`, written]);
    expect(await saveQuietly(options)).toEqual({ saved: true });
    expect(told.slice(2)).toEqual([`took ${KEY}`, written]);
    await context.save();
    expect(told.slice(4)).toEqual([`took ${KEY}`, written]);
  });

  it('in more is asked about by whoever saves by hand, and left alone by us', async () => {
    const { options, context, told } = changedOnDisk(others, mine);
    answerConflicts(options);
    await context.save();
    expect(told).toEqual([`took ${KEY}`, 'asked']);
    expect(await saveQuietly(options)).toMatchObject({ saved: false });
    expect(told.slice(2)).toEqual([`took ${KEY}`]);
  });
});
