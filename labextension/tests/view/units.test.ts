import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Offsets, type Span } from '../../src/model';
import { layoutOf } from '../../src/view/article/layout';
import { brackets, Units } from '../../src/view/article/units';

function unitsOf(text: string): Units {
  const length = Array.from(text).length;
  const document = { id: 'doc-1', title: '', text, markup: [], sha256: '', source: '', length };
  const offsets = new Offsets(text);
  return new Units(layoutOf(document, offsets).blocks, offsets);
}

const piece = fc.constantFrom(
  'Orrick ',
  'rose. ',
  'Mr. ',
  ' ',
  '\n\n',
  '“',
  '.” ',
  '(, 14 May). ',
  '👩‍👩‍👧',
  '👍🏽 ',
  '🇳🇴',
  'e\u0301',
  '世界。',
  '港が',
  'مرحبا ',
  'שָׁלוֹם. ',
  'ไทย',
  "don't "
);
const text = fc.array(piece, { minLength: 1, maxLength: 25 }).map(pieces => pieces.join(''));
const textAndSpan = text.chain(made => {
  const { length } = Array.from(made);
  return fc
    .tuple(fc.constant(made), fc.nat({ max: length }), fc.nat({ max: length }))
    .map(([all, one, other]) => [all, { start: Math.min(one, other), end: Math.max(one, other) }] as const);
});
const snap = fc.constantFrom('characters' as const, 'words' as const, 'sentences' as const);

function boundaries(made: string, granularity: 'grapheme' | 'word'): Set<number> {
  const offsets = new Offsets(made);
  const segments = new Intl.Segmenter(undefined, { granularity }).segment(made);
  return new Set([...[...segments].map(({ index }) => offsets.toCodePoint(index)), offsets.length]);
}

describe('snapped', () => {
  it('holds all that was selected but blanks, ends between graphemes, and gives the same again', () => {
    fc.assert(
      fc.property(textAndSpan, snap, ([made, span], how) => {
        const units = unitsOf(made);
        const found = units.snapped(span, how);
        const letters = Array.from(made);
        const wanted = letters.flatMap((letter, at) =>
          at >= span.start && at < span.end && letter.trim() ? [at] : []
        );
        if (wanted.length > 0) expect(found).toBeDefined();
        if (!found) return;
        for (const at of wanted) expect(at >= found.start && at < found.end).toBe(true);
        const graphemes = boundaries(made, 'grapheme');
        expect(graphemes.has(found.start) && graphemes.has(found.end)).toBe(true);
        expect(letters[found.start]?.trim()).not.toBe('');
        expect(letters[found.end - 1]?.trim()).not.toBe('');
        expect(units.snapped(found, how)).toEqual(found);
      }),
      { numRuns: 500 }
    );
  });

  it('words end where words end', () => {
    fc.assert(
      fc.property(textAndSpan, ([made, span]) => {
        const found = unitsOf(made).snapped(span, 'words');
        const words = boundaries(made, 'word');
        if (found) expect(words.has(found.start) && words.has(found.end)).toBe(true);
      })
    );
  });

  it.each([
    ['half a word', 'The harb[our off]ice said so.', 'words', 'harbour office'],
    ['blanks at its ends', 'The[ harbour ]office said so.', 'words', 'harbour'],
    ['to the letter', 'The har[bour off]ice said so.', 'characters', 'bour off'],
    [
      'a sentence',
      'It rose. The [har]bour said so (, 14 May). It fell.',
      'sentences',
      'The harbour said so (, 14 May).'
    ],
    [
      'two sentences',
      'It r[ose. The ha]rbour said so. It fell.',
      'sentences',
      'It rose. The harbour said so.'
    ],
    ['Chinese', '港口的谷[物]价格上涨。', 'words', '谷物'],
    ['a family', 'a 👩‍[👩]‍👧 b', 'characters', '👩‍👩‍👧'],
    ['Arabic', 'ارتف[عت الأس]عار', 'words', 'ارتفعت الأسعار']
  ] as const)('%s', (_, marked, how, wanted) => {
    const made = marked.replace(/[[\]]/g, '');
    const start = Array.from(marked.slice(0, marked.indexOf('['))).length;
    const end = Array.from(marked.slice(0, marked.indexOf(']'))).length - 1;
    const units = unitsOf(made);
    const found = units.snapped({ start, end }, how) as Span;
    expect(units.offsets.slice(found.start, found.end)).toBe(wanted);
  });
});

describe('sentences of an article', () => {
  const made = 'A title\n\nIt rose. It fell 😀.\n\nNobody knew.';
  const units = unitsOf(made);
  const quote = (span: Span | undefined) => span && units.offsets.slice(span.start, span.end);

  it('go on from block to block, and back', () => {
    const forth: (string | undefined)[] = [];
    for (let at = units.sentenceAfter(0); at; at = units.sentenceAfter(at.end)) forth.push(quote(at));
    expect(forth).toEqual(['A title', 'It rose.', 'It fell 😀.', 'Nobody knew.']);
    const back: (string | undefined)[] = [];
    for (let at = units.sentenceBefore(units.offsets.length); at; at = units.sentenceBefore(at.start))
      back.push(quote(at));
    expect(back).toEqual(forth.reverse());
  });

  it('every place has one: the one it is in, else the one before', () => {
    const offset = (before: string) => Array.from(made.slice(0, made.indexOf(before))).length;
    expect(quote(units.sentenceAt(offset('rose')))).toBe('It rose.');
    expect(quote(units.sentenceAt(offset(' It fell')))).toBe('It rose.');
    expect(quote(units.sentenceAt(offset('It fell')))).toBe('It fell 😀.');
    expect(quote(units.sentenceAt(offset('\n\nNobody')))).toBe('It fell 😀.');
    expect(quote(units.sentenceAt(units.offsets.length))).toBe('Nobody knew.');
    expect(unitsOf('').sentenceAt(0)).toBeUndefined();
  });
});

describe('step', () => {
  it('goes from edge to edge, one way and back', () => {
    fc.assert(
      fc.property(text, fc.constantFrom('start' as const, 'end' as const), (made, edge) => {
        const units = unitsOf(made);
        for (const unit of ['words', 'characters'] as const) {
          const forth: number[] = [];
          for (let at = units.step(-1, 1, edge, unit); at !== undefined; at = units.step(at, 1, edge, unit))
            forth.push(at);
          const back: number[] = [];
          const behind = units.offsets.length + 1;
          for (
            let at = units.step(behind, -1, edge, unit);
            at !== undefined;
            at = units.step(at, -1, edge, unit)
          )
            back.push(at);
          expect(back.reverse()).toEqual(forth);
        }
      })
    );
  });

  it('passes over what is no word, and over blocks', () => {
    const units = unitsOf('It “rose”, by 3.5 percent.\n\nNobody knew.');
    const behind = (from: number) => units.step(from, 1, 'end', 'words') as number;
    const ends = [0, 2, 8, 13, 17, 25].map(behind);
    expect(ends.map(end => units.offsets.slice(0, end).split(' ').at(-1))).toEqual([
      'It',
      '“rose',
      'by',
      '3.5',
      'percent',
      'percent.\n\nNobody'
    ]);
  });
});

describe('brackets', () => {
  const within = (text: string) =>
    brackets(text).map(({ start, end }) => Array.from(text).slice(start, end).join(''));

  it('finds what articles put in them, the outer pair of two', () => {
    expect(within('Prices rose (, 14 May), 👩‍👩‍👧 says [the Gazette (2 June)].')).toEqual([
      '(, 14 May)',
      '[the Gazette (2 June)]'
    ]);
    expect(within('価格は上がった（港湾局）。')).toEqual(['（港湾局）']);
  });

  it('takes half a pair for text', () => {
    expect(within('a) first (see below, b) second')).toEqual(['(see below, b)']);
    expect(within('1) first :-( and (Gazette)')).toEqual(['(Gazette)']);
  });

  it('goes through them in both directions, across paragraphs', () => {
    const units = unitsOf('Title\n\nOne (a) two (b).\n\nThree (c).');
    const first = units.bracketsAfter(0);
    const second = units.bracketsAfter(first?.end ?? 0);
    const third = units.bracketsAfter(second?.end ?? 0);
    expect([first, second, third].map(one => units.offsets.slice(one?.start ?? 0, one?.end ?? 0))).toEqual([
      '(a)',
      '(b)',
      '(c)'
    ]);
    expect(units.bracketsAfter(third?.end ?? 0)).toBeUndefined();
    expect(units.bracketsBefore(third?.start ?? 0)).toEqual(second);
    expect(units.bracketsBefore(first?.start ?? 0)).toBeUndefined();
  });
});
