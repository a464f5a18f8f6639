import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBundle } from '../../src/model/bundle';
import { CODEBOOK, DOCUMENT, hostileJson } from './support';

const GOOD = { version: 1, document: DOCUMENT, codebook: CODEBOOK, reader: 'ada' };

describe('what the kernel gives a page', () => {
  it('is article, codebook and reader', () => {
    expect(parseBundle(GOOD)).toEqual({ document: DOCUMENT, codebook: CODEBOOK, reader: 'ada' });
    expect(parseBundle({ ...GOOD, reader: null }).reader).toBeNull();
  });

  it.each([5, '', '   ', 'a\nb', 'x'.repeat(300), {}])('asks for a reader instead of taking %j', reader => {
    expect(parseBundle({ ...GOOD, reader }).reader).toBeNull();
  });

  it.each([
    ['a newer version', { ...GOOD, version: 2 }, 'Upgrade'],
    ['no article', { ...GOOD, document: { id: 5 } }, 'article'],
    ['a codebook without kinds', { ...GOOD, codebook: { ...CODEBOOK, kinds: undefined } }, 'codebook'],
    ['a kind without a title', { ...GOOD, codebook: { ...CODEBOOK, kinds: [{ id: 'claim' }] } }, 'codebook'],
    [
      'a field of a level that does not exist',
      { ...GOOD, codebook: { ...CODEBOOK, fields: [{ id: 'f', title: 'F', level: 'x', on: ['claim'] }] } },
      'codebook'
    ]
  ])('says what is wrong with %s', (_, value, word) => {
    expect(() => parseBundle(value)).toThrow(word);
  });

  it('refuses a codebook that is larger than any', () => {
    const many = (count: number, entry: object) =>
      Array.from({ length: count }, (_, at) => ({ ...entry, id: `x${at}` }));
    const field = { id: 'f', title: 'F', level: 'nominal', on: ['claim'] };
    const kind = { id: 'claim', title: 'Claim' };
    for (const part of [
      { kinds: many(51, kind) },
      { kinds: [{ ...kind, title: 'x'.repeat(8001) }] },
      { kinds: [{ ...kind, key: 'ab' }] },
      { kinds: [{ ...kind, key: '\u202e' }] },
      { fields: many(101, field) },
      { fields: [{ ...field, values: many(101, { title: 'V' }) }] },
      { relations: many(51, { title: 'R', from: ['claim'], to: ['claim'] }) }
    ]) {
      expect(() => parseBundle({ ...GOOD, codebook: { ...CODEBOOK, ...part } })).toThrow('codebook');
    }
    expect(() => parseBundle({ ...GOOD, codebook: { ...CODEBOOK, kinds: many(50, kind) } })).not.toThrow();
  });

  it('refuses anything else with a sentence', () => {
    const broken = fc.oneof(
      hostileJson,
      fc.record({
        version: fc.constant(1),
        document: hostileJson,
        codebook: hostileJson,
        reader: hostileJson
      }),
      hostileJson.map(codebook => ({ ...GOOD, codebook }))
    );
    fc.assert(
      fc.property(broken, value => {
        expect(() => parseBundle(value)).toThrow(/article|codebook/);
      })
    );
  });
});
