import { describe, expect, it } from 'vitest';
import { earlierReadings, lacking, offered } from '../../src/jupyterlab/earlier';
import { metadataKey, type Reading } from '../../src/model';
import { annotation, DOCUMENT, documentOf, readingWith } from '../model/support';

const earlier = documentOf('An earlier text.');

function on(document: object, records: object, more: object = {}): Reading {
  return { ...readingWith({ annotations: records as never }), document, ...more } as Reading;
}

const OLD = on({ ...earlier, text: undefined }, { 'a-1': annotation(), 'a-2': annotation() });

describe('readings on earlier versions', () => {
  const metadata = {
    [metadataKey(DOCUMENT.id, 'ada')]: readingWith(),
    [metadataKey(earlier.id, 'ada')]: OLD,
    [metadataKey(earlier.id, 'cay')]: OLD,
    [metadataKey('doc-000000000000', 'ada')]: on({ title: 'Another' }, { 'a-1': annotation() }),
    [metadataKey('doc-000000000001', 'ada')]: { ...OLD, schema_version: 99 },
    [metadataKey('doc-000000000002', 'ada')]: 'broken',
    [metadataKey('doc-000000000003', 'ada')]: on(DOCUMENT, {}),
    kernelspec: {}
  };

  it('are of the same reader and article, and have something', () => {
    expect(earlierReadings(metadata, DOCUMENT, 'ada')).toEqual([OLD]);
    expect(earlierReadings(metadata, DOCUMENT, 'ben')).toEqual([]);
    expect(earlierReadings(metadata, DOCUMENT, null)).toEqual([]);
    expect(earlierReadings(metadata, { ...DOCUMENT, title: 'x', source: 'b.txt' }, 'ada')).toEqual([]);
  });

  it('are not those that came later, in however many steps', () => {
    const next = on(
      { ...DOCUMENT, id: 'doc-000000000004' },
      { b: annotation() },
      { carried_from: DOCUMENT.id }
    );
    const last = on(
      { ...DOCUMENT, id: 'doc-000000000005' },
      { b: annotation() },
      { carried_from: 'doc-000000000004' }
    );
    const round = on(
      { ...DOCUMENT, id: 'doc-000000000006' },
      { b: annotation() },
      { carried_from: 'doc-000000000006' }
    );
    const readings = Object.fromEntries(
      [next, last, round].map(one => [metadataKey(one.document.id, 'ada'), one])
    );
    expect(earlierReadings(readings, DOCUMENT, 'ada')).toEqual([round]);
  });
});

describe('what is left to carry over', () => {
  const here = (ids: string[], removed: string[] = []) =>
    readingWith({
      annotations: Object.fromEntries(ids.map(id => [id, annotation()])),
      removed: Object.fromEntries(removed.map(id => [id, { rev: 3, by: 'z' }]))
    });

  it.each([
    ['nothing is here', [], [], 2],
    ['one is here', ['a-1'], [], 1],
    ['one was deleted here', ['a-1'], ['a-2'], 0],
    ['all was taken back', [], ['a-1', 'a-2'], 2],
    ['all was deleted, and others made', ['b'], ['a-1', 'a-2'], 0]
  ])('where %s', (_, ids, removed, count) => {
    expect(lacking(OLD, here(ids, removed))).toBe(count);
    expect(offered([OLD], here(ids, removed))).toBe(count > 0 ? OLD : null);
  });

  it('is nothing without an earlier reading', () => expect(offered([], undefined)).toBeNull());
});
