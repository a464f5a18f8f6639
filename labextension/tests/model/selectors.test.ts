import fc from 'fast-check';
import { expect, describe as group, it } from 'vitest';
import { describe, Offsets, snapToGraphemes, unanswered } from '../../src/model';
import { annotation, CODEBOOK, OFFSETS } from './support';

group('describe', () => {
  const text = 'The ferry sank. Nobody was hurt, said the harbour master on Monday morning.';
  const offsets = new Offsets(text);

  it('gives the quote and up to 32 code points on both sides', () => {
    const start = text.indexOf('hurt');
    expect(describe(offsets, [{ start, end: start + 4 }])).toEqual({
      quote: 'hurt',
      prefix: 'The ferry sank. Nobody was ',
      suffix: ', said the harbour master on Mon'
    });
  });

  it('joins the quotes of several spans', () => {
    const spans = [
      { start: 4, end: 9 },
      { start: 16, end: 22 }
    ];
    expect(describe(offsets, spans)).toMatchObject({ quote: 'ferry … Nobody', prefix: 'The ' });
  });

  it('has contexts that join the quote, are short, and do not begin or end inside of a letter', () => {
    const place = fc.nat({ max: OFFSETS.length });
    fc.assert(
      fc.property(place, place, (one, other) => {
        const { start, end } = snapToGraphemes(OFFSETS, Math.min(one, other), Math.max(one, other));
        const { quote, prefix, suffix } = describe(OFFSETS, [{ start, end }]);
        const [before, after] = [prefix, suffix].map(part => Array.from(part).length) as [number, number];
        expect(quote).toBe(OFFSETS.slice(start, end));
        expect(prefix).toBe(OFFSETS.slice(start - before, start));
        expect(suffix).toBe(OFFSETS.slice(end, end + after));
        expect(Math.max(before, after)).toBeLessThanOrEqual(32);
        const edges = snapToGraphemes(OFFSETS, start - before, end + after);
        expect(edges).toEqual({ start: start - before, end: end + after });
      })
    );
  });

  it('leaves a letter out that is longer than the context', () => {
    const zalgo = new Offsets(`x${'\u0301'.repeat(50)}y`);
    expect(describe(zalgo, [{ start: 51, end: 52 }])).toEqual({ quote: 'y', prefix: '', suffix: '' });
    // A span that begins inside of a letter, as a program may give it.
    expect(describe(zalgo, [{ start: 40, end: 52 }])).toMatchObject({ prefix: '', suffix: '' });
  });
});

group('unanswered', () => {
  it('names the fields that the kind is asked, that are not optional, and have no answer', () => {
    const fields = (values: object, kind = 'claim') =>
      unanswered(annotation(0, 7, { kind, values: values as never }), CODEBOOK).map(({ id }) => id);
    // A field named "constructor" is no answer that every object has.
    expect(fields({})).toEqual(['strength', 'constructor']);
    expect(fields({ strength: 'thin', constructor: 'x' })).toEqual([]);
    expect(fields({ strength: 'thin' }, 'source')).toEqual(['constructor']);
  });
});
