import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Document, Offsets } from '../../src/model';
import { layoutOf } from '../../src/view/article/layout';

const laidOut = (text: string, markup: Document['markup'] = []) => {
  const offsets = new Offsets(text);
  const source = {
    id: 'doc-000000000000',
    title: '',
    text,
    sha256: '',
    length: offsets.length,
    source: '',
    markup
  };
  return layoutOf(source, offsets).blocks.map(({ type, start, end }) => [type, offsets.slice(start, end)]);
};

test('blank lines part paragraphs, and blanks at their ends belong to none', () => {
  expect(laidOut('One 👩‍👩‍👧.\n\n  Two\nlines.  \n\n\n\nThree.')).toEqual([
    ['paragraph', 'One 👩‍👩‍👧.'],
    ['paragraph', 'Two\nlines.'],
    ['paragraph', 'Three.']
  ]);
});

test('text between marked blocks is shown too', () => {
  const text = 'Title\n\nFree text.\n\n“Quoted.”\n\nEnd.';
  const markup = [
    { type: 'title', start: 0, end: 5 },
    { type: 'quote', start: 19, end: 28 }
  ];
  expect(laidOut(text, markup)).toEqual([
    ['title', 'Title'],
    ['paragraph', 'Free text.'],
    ['quote', '“Quoted.”'],
    ['paragraph', 'End.']
  ]);
});

test('every visible character is shown exactly once, whatever the markup says', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\n\n', '👩‍👩‍👧', 'ß'), maxLength: 60 });
  const marks = fc.array(
    fc.record({
      type: fc.constantFrom('title', 'heading', 'paragraph', 'quote', 'nonsense'),
      start: fc.integer({ min: -2, max: 70 }),
      end: fc.integer({ min: -2, max: 70 })
    }),
    { maxLength: 6 }
  );
  fc.assert(
    fc.property(letters, marks, (text, markup) => {
      const shown = laidOut(text, markup)
        .map(([, part]) => part)
        .join('');
      expect(shown.replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
    })
  );
});
