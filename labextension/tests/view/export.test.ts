import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyReading } from '../../src/model';
import { readingFile } from '../../src/view/export';
import { CODEBOOK, DOCUMENT } from '../model/support';

const named = (title: string, reader: string) =>
  readingFile({ ...DOCUMENT, title }, emptyReading(DOCUMENT, CODEBOOK, reader)).name;

describe('the file of a reading', () => {
  it('is named after article and reader', () => {
    expect(named('Grain and the Ferry', 'ada')).toBe('Grain and the Ferry – ada.reading.json');
    expect(named('', 'ada')).toBe(`${DOCUMENT.id} – ada.reading.json`);
    expect(named('../../etc/passwd', 'CON: a|b')).toBe('etc passwd – CON a b.reading.json');
  });

  it('has a name that every system takes, whatever title and reader are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (title, reader) => {
        const name = named(title, reader);
        expect(name).not.toMatch(/[\p{Cc}\p{Cf}/\\:*?"<>|]/u);
        expect(name).toMatch(/^[^.].*\.reading\.json$/su);
        expect(Array.from(name).length).toBeLessThanOrEqual(140);
      })
    );
  });
});
