import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanReaderName, metadataKey, parseDocument, parseKey, ReadingError } from '../../src/model';
import { DOCUMENT } from './support';

describe('keys', () => {
  it('say document and reader, whatever the name holds', () => {
    const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(name, reader => {
        expect(parseKey(metadataKey(DOCUMENT.id, reader))).toEqual({ documentId: DOCUMENT.id, reader });
      })
    );
  });

  it.each([
    '',
    'annotator:',
    'annotator:doc-0123456789ab',
    'annotator:doc-0123456789ab:',
    'annotator:x:ada',
    'kernelspec'
  ])('of others are not ours: %s', key => expect(parseKey(key)).toBeUndefined());
});

describe('cleanReaderName', () => {
  it.each([
    ['  Ada \n', 'Ada'],
    ['Zoe\u0308', 'Zoë'],
    ['a:b/c 😀', 'a:b/c 😀'],
    ['__proto__', '__proto__'],
    ['x'.repeat(200), 'x'.repeat(200)],
    ['😀'.repeat(200), '😀'.repeat(200)]
  ])('takes %j', (name, clean) => expect(cleanReaderName(name)).toBe(clean));

  it.each(['', ' \t\ufeff', 'a\u0000b', 'a\nb', '\ud800', 'x'.repeat(201), '😀'.repeat(201), 5 as never])(
    'refuses %j',
    name => expect(() => cleanReaderName(name)).toThrow(ReadingError)
  );

  it('gives what it takes again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), name => {
        try {
          const clean = cleanReaderName(name);
          expect(cleanReaderName(clean)).toBe(clean);
        } catch (error) {
          expect(error).toBeInstanceOf(ReadingError);
        }
      })
    );
  });
});

describe('parseDocument', () => {
  it('takes what Python gives, and leaves markup out that is none', () => {
    const markup = [
      { type: 'title', start: 0, end: 7 },
      { type: 'title', start: '0', end: 7 },
      null,
      'title'
    ];
    expect(parseDocument({ ...DOCUMENT, markup })).toEqual({ ...DOCUMENT, markup: markup.slice(0, 1) });
  });

  it.each([null, 'text', {}, { ...DOCUMENT, text: 5 }, { ...DOCUMENT, id: 'doc-1' }, [DOCUMENT]])(
    'tells people where there is no article: %j',
    value => expect(() => parseDocument(value)).toThrow(/no article.*Run the cell again/)
  );
});
