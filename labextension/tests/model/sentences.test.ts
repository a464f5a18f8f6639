import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Offsets, sentences } from '../../src/model';

/** The text is its sentences, marked by bars. */
function split(marked: string): void {
  const text = marked.replaceAll('|', '');
  const offsets = new Offsets(text);
  expect(sentences(text).map(({ start, end }) => offsets.slice(start, end))).toEqual(
    marked.split('|').map(sentence => sentence.trim())
  );
}

describe('sentences', () => {
  it.each([
    ['plain ones', 'The ferry left. |It came back! |Did it? |It did.'],
    ['a citation before the stop', 'Prices rose (, 14 May). |They fell later.'],
    [
      'a citation behind the stop',
      'Prices rose. (Gazette, 14 May) |They fell later. (see Herald) (, June).|Nobody knew.'
    ],
    ['a footnote behind the stop', 'Prices rose.[12] |They fell.[3][4] |Nobody knew.'],
    ['a bracketed start', 'Prices rose. |(Former) mayor Lund said so. |(She was right.) |So was he.'],
    ['stops in brackets', 'The plan (see “Sugar.” It was odd. Vol. 2) failed. |Nobody knew.'],
    ['a quote closed behind the stop', 'He cursed the “salt hunger.” |Talks go on. |“No!” |Then he left.'],
    ['straight quotes', 'He cursed the "salt hunger." |"Talks go on." |Then he left.'],
    ['speech that goes on', '“Is it over?” she asked. |“It is!” cried Mr. Lund. |He left.'],
    ['German quotes', '„Das ist so.“ |Er ging.'],
    ['titles', 'Dr. Noor and Prof. Lund met Mrs. Eldin in St. Orrick. |They left.'],
    ['initials', 'The mayor, J. R. Lund, met Ada B. Noor. |They left.'],
    ['countries', 'The U.S. Senate met the U.N. envoy. |He lives in the U.S. |The envoy left.'],
    ['companies', 'Orrick Salt Inc. Director Noor left. |He ran Salt Co. |The rest is known.'],
    ['numbers', 'See No. 5 and Sept. 12. |It costs 3.50. |He said no. |Then he left at 5 p.m. |The end.'],
    ['addresses', 'Go to orrick.example.com. |Then read on.'],
    ['ellipses', 'He waited... and left. |She waited… and left.'],
    ['Chinese', '港口价格上涨。|“没有人相信！”|她说。'],
    ['Japanese', '価格が上がった。|本当ですか？|はい。'],
    ['Arabic', 'ارتفعت الأسعار. |هل هذا صحيح؟ |نعم.'],
    ['emoji', 'It rose 👩‍👩‍👧. |Then 👍🏽! |Done 🇳🇴.'],
    ['a heading', 'Grain and the Ferry']
  ])('%s', (_, marked) => split(marked));

  it('goes on in the next line where the lines are wrapped', () => {
    split(
      'The harbour office of Orrick said on Monday that\nprices rose. |The council did not answer for\nweeks.'
    );
    split('Monday\n|Tuesday\n|Wednesday');
  });

  it('cuts nothing away and overlaps nothing', () => {
    const piece = fc.constantFrom(
      'A', 'b', ' ', '. ', '.', '! ', '(', ')', '[', ']', '“', '”', '"', 'Mr. ', 'U.S. ', 'The ', '\n', '😀',
      '👩‍👩‍👧', '。', '世界', 'مرحبا', '؟ ', '12', '…', '\ud800'
    ); // biome-ignore format: one line reads better
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), pieces => {
        const text = Array.from(pieces.join(''));
        const found = sentences(text.join(''));
        let last = 0;
        for (const { start, end } of found) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          expect(text.slice(last, start).join('').trim()).toBe('');
          last = end;
        }
        expect(text.slice(last).join('').trim()).toBe('');
      }),
      { numRuns: 1000 }
    );
  });

  it('takes hostile text in linear time', () => {
    const texts = ['(', '([', 'Mr. ', 'A. (', '.(', '. (x) '].map(unit => unit.repeat(20_000));
    for (const text of texts) expect(sentences(text).length).toBeGreaterThan(0);
  });
});
