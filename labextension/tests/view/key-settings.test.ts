import { expect, test } from 'vitest';
import type { Codebook } from '../../src/model';
import { COMMANDS, type Command, readKeys, spelledKey, takenByCodebook } from '../../src/view/commands';

const command = (id: string, keys: string[]): Command => ({
  id,
  title: id.toUpperCase(),
  group: 'View',
  keys,
  run: () => true
});
const TABLE = [command('next', ['j']), command('previous', ['k']), command('undo', ['Ctrl+Z', 'u'])];

test.each([
  ['j', 'j'],
  ['J', 'J'],
  ['Shift+j', 'J'],
  ['?', '?'],
  ['+', '+'],
  ['ctrl + z', 'Ctrl+Z'],
  ['Accel Shift Z', 'Ctrl+Shift+Z'],
  ['⌘+z', 'Ctrl+Z'],
  ['Shift+Ctrl+left', 'Ctrl+Shift+ArrowLeft'],
  ['Ctrl++', 'Ctrl++'],
  ['esc', 'Escape'],
  ['Space', 'Space'],
  ['f8', 'F8']
])('%s is the key %s', (written, key) => expect(spelledKey(written)).toBe(key));

test.each(['', ' ', 'foo', 'Ctrl+', 'Hyper+j', 'jk', 'Tab', 'Shift+Tab'])('%s is no key', written =>
  expect(spelledKey(written)).toBeUndefined()
);

test('all keys of the commands are spelled as the settings spell them', () => {
  for (const key of COMMANDS.flatMap(({ keys }) => keys)) expect(spelledKey(key)).toBe(key);
});

test('what is sound is taken, what is not is told and falls back', () => {
  expect(readKeys({ next: ['n', 'nonsense'], previous: ['nonsense'], undo: [], gone: ['x'] }, TABLE)).toEqual(
    {
      keys: { next: ['n'], undo: [] },
      problems: [
        { key: 'nonsense', command: 'NEXT' },
        { key: 'nonsense', command: 'PREVIOUS' }
      ]
    }
  );
});

test.each([undefined, null, 5, 'j', [], { next: 'j' }])('%j changes nothing', raw =>
  expect(readKeys(raw, TABLE)).toEqual({ keys: {}, problems: [] })
);

test('a key that another command has is told; giving it away is not', () => {
  expect(readKeys({ previous: ['j'] }, TABLE).problems).toEqual([
    { key: 'j', command: 'PREVIOUS', taken: 'NEXT' }
  ]);
  expect(readKeys({ previous: ['j'], next: ['k'] }, TABLE).problems).toEqual([]);
});

test('a changed key that the codebook has is told', () => {
  const codebook = {
    kinds: [{ id: 'claim', title: 'Claim', key: 'c' }],
    fields: [{ id: 'f', values: [{ id: 'v', title: 'Fact', key: '1' }] }]
  } as unknown as Codebook;
  const { keys } = readKeys({ next: ['c'], undo: ['1', 'Ctrl+Z'] }, TABLE);
  expect(takenByCodebook(keys, TABLE, codebook)).toEqual([
    { key: 'c', command: 'NEXT', taken: 'Claim' },
    { key: '1', command: 'UNDO', taken: 'Fact' }
  ]);
});
