import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Edit, keepHistory, type Reading, recallHistory, Store } from '../../src/model';
import { CODEBOOK, DOCUMENT, hostileJson, newAnnotation, readingWith } from './support';

let pages = 0;

function open(reading: unknown, kept?: unknown): Store {
  const store = new Store({
    document: DOCUMENT,
    codebook: CODEBOOK,
    reader: 'ada',
    reading,
    by: `page${pages++}`
  });
  // As the browser keeps it: text.
  store.recall(recallHistory(store.reading, JSON.parse(JSON.stringify(kept ?? null))));
  return store;
}

const reload = (store: Store, reading: unknown = JSON.parse(JSON.stringify(store.reading))) =>
  open(reading, keepHistory(store.reading, store.history, 100_000));

const content = ({ checked }: Store) => {
  const { annotations, relations, answers } = checked;
  const plain = (records: object) =>
    Object.entries(records)
      .map(([id, { rev: _, by: __, modified: ___, history: ____, ...rest }]) => [id, rest])
      .sort();
  const given = Object.entries(answers).flatMap(([id, { value }]) =>
    (value ?? null) === null ? [] : [[id, value]]
  );
  return { annotations: plain(annotations), relations: plain(relations), given };
};

const SCRIPT: Edit[] = [
  { type: 'add', id: 'a-1', annotation: newAnnotation(0, 7) },
  { type: 'add', id: 'a-2', annotation: newAnnotation(8, 15, 'source') },
  { type: 'relate', id: 'r-1', relation: { kind: 'attributes', from: 'a-2', to: 'a-1' } },
  { type: 'change', id: 'a-1', set: { values: { strength: 'thin' }, note: 'x' } },
  { type: 'answer', field: 'genre', value: 'news' },
  { type: 'remove', id: 'a-2' },
  { type: 'progress', done: true },
  { type: 'change', id: 'a-1', set: { status: 'flagged' } }
];

describe('after a reload', () => {
  it('all that was done is undone and done again, whenever the page was loaded', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2), { minLength: 16, maxLength: 16 }), reloads => {
        let store = open(undefined);
        const states = [content(store)];
        for (const edit of SCRIPT) {
          store.edit(edit);
          states.push(content(store));
        }
        let next = 0;
        const maybe = () => {
          if (reloads[next++] === 0) store = reload(store);
        };
        for (const state of states.slice(0, -1).reverse()) {
          maybe();
          expect(store.undo()).toBe(true);
          expect(content(store)).toEqual(state);
        }
        expect(store.canUndo).toBe(false);
        for (const state of states.slice(1)) {
          maybe();
          expect(store.redo()).toBe(true);
          expect(content(store)).toEqual(state);
        }
      })
    );
  });

  it('what a colleague has changed meanwhile is left to her', () => {
    const mine = open(undefined);
    for (const edit of SCRIPT.slice(0, 4)) mine.edit(edit);
    const colleague = open(mine.reading);
    colleague.edit({ type: 'change', id: 'a-1', set: { values: { strength: 'solid' } } });
    const again = reload(mine, colleague.reading);
    // The link is mine alone: it goes; the annotation that she has worked on stays as she left it.
    while (again.undo());
    expect(again.checked.annotations['a-1']?.values).toEqual({ strength: 'solid' });
    expect(again.checked.annotations['a-1']?.note).toBe('x');
    expect(again.checked.relations).toEqual({});
  });

  it('edits that were never saved are not taken back a second time', () => {
    const store = open(undefined);
    store.edit(SCRIPT[0] as Edit);
    const saved = store.reading;
    store.edit({ type: 'change', id: 'a-1', set: { note: 'lost' } });
    const again = reload(store, saved);
    expect(again.canUndo).toBe(false);
    expect(again.undo()).toBe(false);
    expect(again.checked.annotations['a-1']).toBeDefined();
  });

  it('another notebook with the same answer by the same reader has no part in it', () => {
    const store = open(undefined);
    store.edit({ type: 'answer', field: 'genre', value: 'news' });
    const other = readingWith({ answers: { genre: { value: 'news', rev: 1, by: 'elsewhere' } } });
    expect(reload(store, other).canUndo).toBe(false);
  });

  it('whatever stands in the browser’s storage does no harm', () => {
    fc.assert(
      fc.property(hostileJson, hostileJson, (kept, edit) => {
        const step = { back: edit, forth: edit };
        for (const value of [kept, { past: [kept, step], future: [step], stamps: kept }]) {
          const store = open(undefined, value);
          store.undo();
          store.redo();
          expect(content(store)).toEqual(content(open(undefined)));
        }
      })
    );
  });
});

describe('on one page', () => {
  it('undo passes over what somebody else has changed since', () => {
    const store = open(undefined);
    store.edit(SCRIPT[0] as Edit);
    store.edit({ type: 'answer', field: 'genre', value: 'news' });
    store.edit({ type: 'change', id: 'a-1', set: { note: 'mine' } });
    const other = open(store.reading);
    other.edit({ type: 'change', id: 'a-1', set: { note: 'theirs' } });
    store.receive(other.reading, 'kernel');
    store.undo();
    expect(store.checked.annotations['a-1']?.note).toBe('theirs');
    expect(store.checked.answers.genre?.value ?? null).toBeNull();
  });

  it('an answer to another question does not keep mine from being undone', () => {
    const store = open(undefined);
    store.edit(SCRIPT[0] as Edit);
    store.edit({ type: 'change', id: 'a-1', set: { values: { strength: 'thin' } } });
    const other = open(store.reading);
    other.edit({ type: 'change', id: 'a-1', set: { values: { constructor: 'x' } } });
    store.receive(other.reading, 'kernel');
    expect(store.undo()).toBe(true);
    expect(store.checked.annotations['a-1']?.values).toEqual({ constructor: 'x' });
  });
});

it('what is kept has a limit, and the latest steps come first', () => {
  const store = open(undefined);
  for (const edit of SCRIPT) store.edit(edit);
  const kept = keepHistory(store.reading as Reading, store.history, 300);
  expect(kept.past.length).toBeGreaterThan(0);
  expect(kept.past.length).toBeLessThan(SCRIPT.length);
  expect(kept.past.at(-1)).toEqual(store.history.past.at(-1));
});
