import { describe, expect, it } from 'vitest';
import { isNewer, reasonOf } from '../../src/jupyterlab/quiet-save';

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
