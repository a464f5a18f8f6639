import { describe, expect, it } from 'vitest';
import { otherReaders, setAsideNotice, suggestedReader } from '../../src/jupyterlab/reader';
import { metadataKey } from '../../src/model';
import { DOCUMENT, readingWith } from '../model/support';

describe('the name to suggest', () => {
  const identity = { username: 'u', name: 'Ada L.', display_name: 'Ada', initials: 'A', color: '' };
  it.each([
    [identity, 'Ada'],
    [{ ...identity, display_name: '' }, 'Ada L.'],
    [{ ...identity, display_name: 'Anonymous Metis', name: 'Anonymous Metis' }, ''],
    [null, '']
  ])('of %o is “%s”', (given, name) => expect(suggestedReader(given)).toBe(name));
});

describe('others in the notebook', () => {
  const metadata = {
    [metadataKey(DOCUMENT.id, 'ada')]: readingWith(),
    [metadataKey(DOCUMENT.id, 'zoë: 読者')]: 'broken',
    [metadataKey(DOCUMENT.id, 'ben')]: readingWith(),
    kernelspec: {}
  };

  it('are the readers of this article', () => {
    expect(otherReaders(metadata, DOCUMENT.id, 'ada')).toEqual(['ben', 'zoë: 読者']);
    expect(otherReaders(metadata, DOCUMENT.id, null)).toEqual(['ada', 'ben', 'zoë: 読者']);
  });
});

it('says what was set aside, and why', () => {
  const problem = (place: string) => ({ place, what: 'is not a record', remedy: '' });
  expect(setAsideNotice([])).toEqual([]);
  expect(setAsideNotice([problem('annotations/a-1')])).toEqual([
    '1 record of this reading is not shown, and kept in the notebook as it was: annotations/a-1 is not a record.'
  ]);
  const [many] = setAsideNotice(['a', 'b', 'c', 'd', 'e'].map(problem));
  expect(many).toContain('5 records of this reading are not shown');
  expect(many).toContain('and 2 more.');
});
