import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { COMMANDS, keyLabel, keyName, keysOf } from '../../src/view/commands';

const pressed = (key: string, modifiers: Partial<KeyboardEvent> = {}) =>
  keyName({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...modifiers });

test('a character names itself, whatever was held to type it', () => {
  expect(pressed('j')).toBe('j');
  expect(pressed('?', { shiftKey: true })).toBe('?');
  expect(pressed('J', { shiftKey: true })).toBe('J');
});

test('keys with modifiers are spelled in one order, and ⌘ is Ctrl', () => {
  expect(pressed('z', { ctrlKey: true })).toBe('Ctrl+Z');
  expect(pressed('Z', { metaKey: true, shiftKey: true })).toBe('Ctrl+Shift+Z');
  expect(pressed('ArrowLeft', { altKey: true, shiftKey: true })).toBe('Alt+Shift+ArrowLeft');
  expect(pressed(' ', { shiftKey: true })).toBe('Shift+Space');
});

test('keys read as on a keyboard', () => {
  expect(keyLabel('Ctrl+ArrowLeft')).toBe('Ctrl + ←');
  expect(keyLabel('+')).toBe('+');
});

test('no two commands share an id or a default key', () => {
  const ids = COMMANDS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  // Where units are adjudicated there are no suggestions: the two share keys.
  for (const other of ['Suggestions', 'Adjudication']) {
    const keys = COMMANDS.filter(({ group }) => group !== other).flatMap(command => command.keys);
    expect([...new Set(keys)].sort()).toEqual([...keys].sort());
  }
});

test('settings replace the keys of the commands they name', () => {
  const [first, second] = COMMANDS;
  if (!first || !second) throw new Error('no commands');
  expect(keysOf(first, { [first.id]: ['F8'] })).toEqual(['F8']);
  expect(keysOf(second, { [first.id]: ['F8'] })).toEqual(second.keys);
});

test('a codebook may not take a character that a command has', () => {
  const rules = readFileSync('../src/annotator/codebook_rules.py', 'utf8');
  const table = /^RESERVED[^{]*\{([^}]*\}?[^}]*)^\}/m.exec(rules)?.[1] ?? '';
  const reserved = [...table.matchAll(/^ {4}"(\\?.)":/gm)].map(([, key]) => (key as string).at(-1));
  // The digits of adjudication only count while a unit is at hand, and nothing is that a codebook could ask of.
  const isDigit = (key: string) => /^\d$/.test(key);
  const characters = COMMANDS.flatMap(({ group, keys }) =>
    keys.filter(key => key.length === 1 && !(group === 'Adjudication' && isDigit(key)))
  );
  expect(characters.filter(key => !reserved.includes(key))).toEqual([]);
});
