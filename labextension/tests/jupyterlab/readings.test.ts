import fc from 'fast-check';
import { expect, test } from 'vitest';
import { luminoKey } from '../../src/jupyterlab/lumino-key';
import { byArticle, type ListedReading, listedReading, matches } from '../../src/jupyterlab/readings';

const KEY = 'annotator:doc-0123456789ab:ada';
const reading = (annotations: object) => ({
  document: { title: 'Ferry' },
  codebook: {
    kinds: [{ id: 'claim', title: 'Claim' }],
    fields: [{ id: 'type', values: [{ id: 'fact', title: 'A fact' }] }]
  },
  annotations,
  progress: { done: true }
});

test('a reading is listed in text order, with titles instead of ids', () => {
  const listed = listedReading(
    KEY,
    reading({
      late: { kind: 'claim', quote: 'b', spans: [{ start: 5, end: 9 }], modified: '2026-05-01T10:00:00Z' },
      early: {
        kind: 'other',
        quote: 'a',
        spans: [{ start: 1, end: 2 }],
        values: { type: 'fact' },
        note: 'by whom'
      }
    })
  ) as ListedReading;
  expect(listed).toMatchObject({ reader: 'ada', title: 'Ferry', done: true });
  expect(listed.modified).toBe(Date.UTC(2026, 4, 1, 10));
  expect(listed.annotations.map(({ id, kind }) => [id, kind])).toEqual([
    ['early', 'other'],
    ['late', 'Claim']
  ]);
  expect(listed.annotations.filter(one => matches(one, 'A FACT whom')).map(({ id }) => id)).toEqual([
    'early'
  ]);
});

test('a key of somebody else is no reading', () => {
  expect(listedReading('kernelspec', reading({}))).toBeUndefined();
  expect(listedReading(KEY, 'text')).toBeUndefined();
});

test('whatever a notebook holds, listing it does not fail, and every row has a place', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (records, codebook) => {
      const listed = listedReading(KEY, { annotations: records, codebook });
      for (const { spans } of listed?.annotations ?? []) expect(spans.length).toBeGreaterThan(0);
    })
  );
});

test('readings stand under their article', () => {
  const listed = [
    'annotator:doc-000000000002:ben',
    'annotator:doc-000000000001:ada',
    'annotator:doc-000000000002:ada'
  ]
    .map(key => listedReading(key, {}))
    .filter(one => one !== undefined);
  expect(byArticle(listed).map(({ readings }) => readings.map(({ reader }) => reader))).toEqual([
    ['ada'],
    ['ada', 'ben']
  ]);
});

test('keys are shown in JupyterLab’s spelling', () => {
  expect(['j', '?', 'Ctrl+Shift+Z', 'Ctrl++', 'ArrowLeft'].map(luminoKey)).toEqual([
    'j',
    '?',
    'Accel Shift Z',
    'Accel +',
    'ArrowLeft'
  ]);
});
