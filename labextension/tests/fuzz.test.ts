// What reads strangers' JSON in the page: a few inputs for each in the tests, FUZZ seconds of them with `make fuzz`.
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { listedReading } from '../src/jupyterlab/readings';
import { apply, check, Offsets } from '../src/model';
import { parseBundle, parseBundles } from '../src/model/bundle';
import { parseDocument } from '../src/model/document';
import { recallHistory } from '../src/model/history';
import { fromKernel } from '../src/model/link';
import { merge, mergeDelta } from '../src/model/merge';
import { staticHtml } from '../src/model/static-html';
import { parseSuggestions } from '../src/model/suggestions';
import { layoutOf } from '../src/view/article/layout';
import { fromReviewed } from '../src/view/review/messages';
import { parseTable, TableError } from '../src/view/review/table';
import {
  anyReading,
  CODEBOOK,
  DOCUMENT,
  hostileJson,
  hostileKey,
  OFFSETS,
  readingWith
} from './model/support';

const SECONDS = Number(process.env.FUZZ ?? 0);
const untouched = Object.getOwnPropertyNames(Object.prototype).join();

afterAll(() => {
  expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(untouched);
});

/** A sound value of which one or two members, somewhere, are anything. */
function dented(sound: unknown): fc.Arbitrary<unknown> {
  const dent = fc.tuple(fc.array(fc.nat(30), { maxLength: 6 }), hostileKey, hostileJson);
  return fc.array(dent, { minLength: 1, maxLength: 2 }).map(dents => {
    const copy = structuredClone(sound);
    for (const [path, key, value] of dents) {
      let at = copy as Record<string, unknown>;
      for (const step of path) {
        const inner = Object.values(at).filter(one => typeof one === 'object' && one !== null);
        if (inner.length === 0) break;
        at = inner[step % inner.length] as Record<string, unknown>;
      }
      const names = Object.keys(at);
      const isList = Array.isArray(at);
      const name =
        names.length > 0 && (isList || path.length % 2 === 0) ? names[path.length % names.length] : key;
      if (isList && names.length === 0) continue;
      Object.defineProperty(at, name as string, {
        value,
        enumerable: true,
        configurable: true,
        writable: true
      });
    }
    return copy;
  });
}

const BUNDLE = { version: 1, document: DOCUMENT, codebook: CODEBOOK, reader: 'ada' };
const SUGGESTIONS = {
  after: 'at once',
  problems: ['x'],
  items: [{ detector: 'm', kind: 'claim', start: 0, end: 7, values: { strength: 'thin' }, detail: { a: 1 } }]
};
const DELTA = { type: 'delta', reader: 'ada', delta: { annotations: { 'a-1': { rev: 1, by: 'k' } } } };
const TOLD = {
  type: 'passage',
  generation: 1,
  row: 0,
  text: 'x',
  offset: 0,
  length: 1,
  whole: true,
  annotation: { kind: 'claim', spans: [{ start: 0, end: 1 }], quote: 'x', values: {}, note: '' }
};
const EDIT = {
  type: 'add',
  id: 'a-1',
  annotation: { kind: 'claim', spans: [{ start: 0, end: 7 }], quote: OFFSETS.slice(0, 7) }
};

/** What may be thrown: a sentence for people. Anything that JavaScript itself throws is a crash. */
function saysWhy(error: unknown): void {
  const isOurs = error instanceof Error && !(error instanceof TypeError) && !(error instanceof RangeError);
  if (!isOurs || error.message === '') throw error;
}

const TARGETS: Record<string, fc.IRawProperty<unknown>> = {
  check: fc.property(fc.oneof(hostileJson, anyReading, dented(readingWith())), raw => {
    const checked = check(raw, OFFSETS, CODEBOOK);
    staticHtml(DOCUMENT, CODEBOOK, 'ada', checked);
  }),
  bundle: fc.property(
    fc.oneof(hostileJson, dented(BUNDLE), dented({ ...BUNDLE, documents: [DOCUMENT] })),
    raw => {
      try {
        for (const { document, codebook } of parseBundles(raw)) {
          layoutOf(document, new Offsets(document.text));
          staticHtml(document, codebook, null);
        }
      } catch (error) {
        saysWhy(error);
      }
    }
  ),
  document: fc.property(dented(DOCUMENT), raw => {
    try {
      parseDocument(raw);
    } catch (error) {
      saysWhy(error);
    }
  }),
  suggestions: fc.property(fc.oneof(hostileJson, dented(SUGGESTIONS)), raw => {
    parseSuggestions(raw, DOCUMENT.length, CODEBOOK);
  }),
  adjudication: fc.property(
    hostileJson,
    dented({ readers: ['a'], units: [{ id: 'u-1', versions: [] }] }),
    (a, b) => {
      for (const raw of [a, b]) parseBundle({ ...BUNDLE, adjudication: { [DOCUMENT.id]: raw } });
    }
  ),
  'message of the kernel': fc.property(fc.oneof(hostileJson, dented(DELTA)), raw => {
    const message = fromKernel(raw);
    if (message?.type === 'delta') mergeDelta(readingWith(), message.delta);
  }),
  'message of a review': fc.property(fc.oneof(hostileJson, dented(TOLD)), raw => {
    fromReviewed(raw);
  }),
  'table of a review': fc.property(fc.uint8Array({ maxLength: 200 }), fc.json(), (bytes, json) => {
    for (const raw of [bytes, new TextEncoder().encode(json)]) {
      try {
        parseTable(raw);
      } catch (error) {
        if (!(error instanceof TableError)) throw error;
      }
    }
  }),
  merge: fc.property(anyReading, anyReading, (a, b) => {
    try {
      merge(a, b);
    } catch (error) {
      saysWhy(error);
    }
  }),
  'reading of the side panel': fc.property(fc.string(), fc.oneof(hostileJson, anyReading), (name, raw) => {
    listedReading(`annotator:${DOCUMENT.id}:${name}`, raw);
  }),
  'history in the browser': fc.property(fc.oneof(hostileJson, dented({ done: [EDIT], undone: [] })), raw => {
    recallHistory(readingWith(), raw);
  }),
  edit: fc.property(dented(EDIT), anyReading, (edit, reading) => {
    try {
      apply(reading, edit as Parameters<typeof apply>[1], { by: 'k', now: '' });
    } catch (error) {
      saysWhy(error);
    }
  })
};

describe('whatever comes', () => {
  it.each(Object.entries(TARGETS))(
    '%s takes it, or says why not',
    (name, property) => {
      const began = performance.now();
      const long = { numRuns: Number.MAX_SAFE_INTEGER, interruptAfterTimeLimit: SECONDS * 1000 };
      const run = fc.check(property as fc.IProperty<unknown>, SECONDS > 0 ? long : { numRuns: 60 });
      if (SECONDS > 0) {
        const seconds = Math.round((performance.now() - began) / 1000);
        process.stdout.write(`${name}: ${run.numRuns} inputs in ${seconds} s\n`);
      }
      if (run.failed) throw run.errorInstance ?? new Error('failed');
    },
    SECONDS * 1500 + 60_000
  );
});
