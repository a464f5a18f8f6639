// Several articles in one output, and what an article states of itself.
import { expect, test } from 'vitest';
import { parseBundles } from '../../src/model/bundle';
import { parseDocument, referenceTo } from '../../src/model/document';

const document = { id: 'doc-000000000000', text: 'Words.', title: 'One', sha256: '', markup: [] };
const codebook = {
  id: 'c',
  version: '1',
  title: 'C',
  kinds: [{ id: 'claim', title: 'Claim' }],
  fields: [],
  relations: []
};
const bundle = { version: 1, codebook, reader: 'ada' };

test('an output has one article or several', () => {
  expect(parseBundles({ ...bundle, document }).map(one => one.document.title)).toEqual(['One']);
  const documents = [document, { ...document, id: 'doc-111111111111', title: 'Two' }];
  const several = parseBundles({ ...bundle, documents });
  expect(several.map(one => [one.document.title, one.reader])).toEqual([
    ['One', 'ada'],
    ['Two', 'ada']
  ]);
});

test.each([
  { ...bundle, documents: [] },
  { ...bundle, documents: [document, null] },
  { ...bundle, documents: Array(1001).fill(document) },
  { ...bundle, documents: 'x' }
])('an output that holds none is told', value => {
  expect(() => parseBundles(value)).toThrow(/cannot be shown|can be shown/);
});

test('metadata reach the reading as they came, without what would not fit on the page', () => {
  const metadata = { author: ['Ina'], date: '2026', other: 'kept', extraction: { opener: 'pdf' } };
  const parsed = parseDocument({ ...document, metadata });
  expect(referenceTo(parsed).metadata).toEqual(metadata);
  const hostile = { author: 'Ina', publication: { toString: 1 }, date: 7, address: null, other: 'kept' };
  expect(parseDocument({ ...document, metadata: hostile }).metadata).toEqual({ other: 'kept' });
  for (const nothing of [undefined, null, 'x', [], {}, { a: { b: { c: { d: {} } } } }]) {
    expect('metadata' in parseDocument({ ...document, metadata: nothing })).toBe(false);
    expect(referenceTo(parseDocument({ ...document, metadata: nothing }))).not.toHaveProperty('metadata');
  }
});
