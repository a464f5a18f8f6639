import { describe, expect, it } from 'vitest';
import { changedWords } from '../../src/view/changed-words';

describe('the words of two versions', () => {
  it.each([
    ['a rise of five per cent', 'a rise of four percent', [' a rise of ', '-five per cent', '+four percent']],
    ['one two', 'one two', [' one two']],
    ['one two three', 'one three', [' one ', '-two ', ' three']],
    ['one', 'two one', ['+two ', ' one']],
    ['', 'new', ['-', '+new']]
  ])('“%s” and “%s”', (was, now, parts) => {
    const shown = changedWords(was, now).map(([sign, words]) => sign + words);
    expect(shown).toEqual(parts);
  });

  it('stand one after the other where there are very many', () => {
    const [was, now] = ['a '.repeat(500), 'b '.repeat(500)];
    expect(changedWords(was, now)).toEqual([
      ['-', was],
      ['+', now]
    ]);
  });
});
