// @vitest-environment jsdom
import { beforeEach, expect, it } from 'vitest';
import { Store } from '../../src/model';
import { rememberUndo } from '../../src/view/undo-memory';
import { CODEBOOK, DOCUMENT, newAnnotation } from '../model/support';

let pages = 0;
const open = (reading?: unknown) =>
  new Store({ document: DOCUMENT, codebook: CODEBOOK, reader: 'ada', reading, by: `page${pages++}` });
const leave = () => window.dispatchEvent(new Event('pagehide'));

beforeEach(() => sessionStorage.clear());

function tagged(): Store {
  const store = open();
  rememberUndo(store);
  store.edit({ type: 'add', id: 'a-1', annotation: newAnnotation(0, 7) });
  store.edit({ type: 'change', id: 'a-1', set: { note: 'x' } });
  leave();
  return store;
}

it('a page that is loaded again takes up where the last one ended', () => {
  const store = tagged();
  store.undo();
  leave();
  const next = open(store.reading);
  rememberUndo(next);
  expect([next.canUndo, next.canRedo]).toEqual([true, true]);
  next.redo();
  expect(next.checked.annotations['a-1']?.note).toBe('x');
  next.undo();
  next.undo();
  expect(next.checked.annotations).toEqual({});
});

it('a reading that the kernel brings a moment later finds its steps again', () => {
  const { reading } = tagged();
  const next = open();
  rememberUndo(next);
  expect(next.canUndo).toBe(false);
  next.receive(reading, 'kernel');
  expect(next.canUndo).toBe(true);
  next.undo();
  expect(next.checked.annotations['a-1']?.note).toBe('');
});

it('what is done first on a new page is not mixed with what was done before', () => {
  const { reading } = tagged();
  const next = open();
  rememberUndo(next);
  next.edit({ type: 'answer', field: 'genre', value: 'news' });
  next.receive(reading, 'kernel');
  next.undo();
  expect(next.undo()).toBe(false);
  expect(next.checked.annotations['a-1']?.note).toBe('x');
});

it('storage that holds something else, or nothing, is no harm', () => {
  for (const text of ['{', '[]', '"x"', '{"past": 1}']) {
    sessionStorage.setItem(`jupyter-annotator:undo:${DOCUMENT.id}:ada`, text);
    const store = open();
    rememberUndo(store);
    expect(store.canUndo).toBe(false);
  }
});
