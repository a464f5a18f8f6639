import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Offsets, snapToGraphemes, snapToWords } from '../../src/model';
import { TEXT } from './support';

/** Texts out of the pieces that offsets go wrong at. */
const piece = fc.constantFrom(
  'a',
  'word ',
  ' ',
  '\n',
  '\r\n',
  '\r',
  '\t',
  '😀',
  '👩‍👩‍👧',
  '👍🏽',
  '🇳🇴',
  '🇳',
  '\u200d',
  'e\u0301',
  '\u0301',
  'x\u0323\u0307',
  '世界',
  '港が',
  'مرحبا',
  'שָׁלוֹם',
  'ไทย',
  '한국',
  'co\u00adop',
  '\u00ad',
  '𝄞',
  '\ufe0f',
  '\u2067',
  'naïve',
  "don't",
  '3.14',
  '\ud800',
  '\udc00'
);
const text = fc.array(piece, { maxLength: 30 }).map(pieces => pieces.join(''));
const textAndSpan = text.chain(made => {
  const { length } = Array.from(made);
  return fc.tuple(fc.constant(made), fc.nat({ max: length }), fc.nat({ max: length }));
});

describe('Offsets', () => {
  it('counts code points', () => {
    fc.assert(fc.property(text, made => new Offsets(made).length === Array.from(made).length));
  });

  it('slices by code points', () => {
    fc.assert(
      fc.property(textAndSpan, ([made, one, other]) => {
        const [start, end] = [Math.min(one, other), Math.max(one, other)];
        expect(new Offsets(made).slice(start, end)).toBe(Array.from(made).slice(start, end).join(''));
      })
    );
  });

  it('goes to UTF-16 and back', () => {
    fc.assert(
      fc.property(text, made => {
        const offsets = new Offsets(made);
        let unit = 0;
        Array.from(made).forEach((letter, point) => {
          expect(offsets.toUtf16(point)).toBe(unit);
          expect(offsets.toCodePoint(unit)).toBe(point);
          // The middle of a surrogate pair is no place of its own.
          if (letter.length === 2) expect(offsets.toCodePoint(unit + 1)).toBe(point);
          unit += letter.length;
        });
        expect(offsets.toUtf16(offsets.length)).toBe(made.length);
        expect(offsets.toCodePoint(made.length)).toBe(offsets.length);
      })
    );
  });

  it('takes places outside of the text for its ends', () => {
    const offsets = new Offsets('😀b');
    expect([offsets.toUtf16(-3), offsets.toUtf16(9)]).toEqual([0, 3]);
    expect([offsets.toCodePoint(-3), offsets.toCodePoint(9)]).toEqual([0, 2]);
    expect(offsets.slice(-1, 1)).toBe('😀');
  });

  it('keeps CRLF as the two code points that they are', () => {
    const offsets = new Offsets('a\r\n😀');
    expect(offsets.length).toBe(4);
    expect(offsets.slice(1, 3)).toBe('\r\n');
  });
});

/** Boundaries of the whole text, in code points: slow, and right by definition. */
function boundaries(made: string, granularity: 'grapheme' | 'word'): number[] {
  const segments = new Intl.Segmenter(undefined, { granularity }).segment(made);
  const offsets = new Offsets(made);
  return [...[...segments].map(({ index }) => offsets.toCodePoint(index)), offsets.length];
}

describe.each([
  ['snapToGraphemes', snapToGraphemes, 'grapheme'],
  ['snapToWords', snapToWords, 'word']
] as const)('%s', (_, snap, granularity) => {
  it('gives the smallest span between boundaries around the one given', () => {
    fc.assert(
      fc.property(textAndSpan, ([made, one, other]) => {
        const [start, end] = [Math.min(one, other), Math.max(one, other)];
        const all = boundaries(made, granularity);
        expect(snap(new Offsets(made), start, end)).toEqual({
          start: Math.max(0, ...all.filter(at => at <= start)),
          end: Math.min(...all.filter(at => at >= end))
        });
      }),
      { numRuns: 1000 }
    );
  });

  it('gives the same again', () => {
    fc.assert(
      fc.property(textAndSpan, ([made, one, other]) => {
        const offsets = new Offsets(made);
        const once = snap(offsets, Math.min(one, other), Math.max(one, other));
        expect(snap(offsets, once.start, once.end)).toEqual(once);
      })
    );
  });
});

describe('snapping', () => {
  const offsets = new Offsets(TEXT);
  const around = (snap: typeof snapToWords, within: string) => {
    const start = offsets.toCodePoint(TEXT.indexOf(within)) + 1;
    const { start: from, end } = snap(offsets, start, start);
    return offsets.slice(from, end);
  };

  it('keeps together what is one letter to a reader', () => {
    expect(around(snapToGraphemes, '👩‍👩‍👧')).toBe('👩‍👩‍👧');
    expect(around(snapToGraphemes, '🇳🇴')).toBe('🇳🇴');
    expect(around(snapToGraphemes, '👍🏽')).toBe('👍🏽');
    expect(around(snapToGraphemes, 'a\u0301')).toBe('a\u0301');
    expect(around(snapToGraphemes, 'x\u0323')).toBe('x\u0323\u0307');
  });

  it('finds whole words, soft hyphens inside', () => {
    expect(around(snapToWords, 'mayor')).toBe('mayor');
    expect(around(snapToWords, 'co\u00ad')).toBe('co\u00adoperate');
    expect(around(snapToWords, 'مرحبا')).toBe('مرحبا');
    expect(around(snapToWords, 'שלום')).toBe('שלום');
    expect(around(snapToWords, '世界')).toBe('世界');
  });

  it('looks at one line only, however long the article is', () => {
    const line = 'One line of an article.\n';
    const long = new Offsets(line.repeat(20_000));
    const seen: number[] = [];
    const { segment } = Intl.Segmenter.prototype;
    Intl.Segmenter.prototype.segment = function (input: string) {
      seen.push(input.length);
      return segment.call(this, input);
    };
    try {
      const start = line.length * 10_000 + 1;
      expect(snapToWords(long, start, start)).toEqual({ start: start - 1, end: start + 2 });
    } finally {
      Intl.Segmenter.prototype.segment = segment;
    }
    expect(seen.length).toBeGreaterThan(0);
    expect(Math.max(...seen)).toBe(line.length);
  });
});
