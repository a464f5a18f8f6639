import { describe, expect, it, vi } from 'vitest';
import { ReadingInNotebook, takeInto } from '../../src/jupyterlab/metadata';
import { canonical, metadataKey } from '../../src/model';
import { annotation, CODEBOOK, copyOf, DOCUMENT, newAnnotation, readingWith } from '../model/support';
import { metadataOf, notebookWith, owner, secondPageOf } from './notebooks';

const KEY = metadataKey(DOCUMENT.id, 'ada');
const BUNDLE = { document: DOCUMENT, codebook: CODEBOOK, reader: 'ada' };

function open(notebook: ReturnType<typeof notebookWith>) {
  const edits: number[] = [];
  const reading = new ReadingInNotebook(owner(notebook), BUNDLE, 'ada', () => edits.push(1));
  const add = (id: string) => reading.store.edit({ type: 'add', id, annotation: newAnnotation(0, 7) });
  const ids = () => Object.keys(reading.store.checked.annotations).sort();
  return { reading, edits, add, ids };
}

describe('a reading in a notebook', () => {
  it('leaves the notebook alone until the first edit', () => {
    const notebook = notebookWith();
    const { edits, reading } = open(notebook);
    expect([metadataOf(notebook), notebook.dirty, edits, reading.isStored]).toEqual([{}, false, [], false]);
  });

  it('writes each edit under its key and touches no other', () => {
    const notebook = notebookWith({ kernelspec: { name: 'python3' }, 'annotator:': 5 });
    const { add, edits, reading } = open(notebook);
    add('a-1');
    expect(metadataOf(notebook)).toEqual({
      kernelspec: { name: 'python3' },
      'annotator:': 5,
      [KEY]: reading.store.reading
    });
    expect([edits.length, notebook.dirty, reading.isStored]).toEqual([1, true, true]);
  });

  it('reads what is there', () => {
    const stored = readingWith({ annotations: { 'a-1': annotation() } });
    expect(open(notebookWith({ [KEY]: stored })).ids()).toEqual(['a-1']);
  });

  it.each([
    ['text', 'a text'],
    ['a list', [1, 2]],
    ['a broken section', { ...readingWith(), annotations: ['no', 'object'] }],
    ['broken records', readingWith({ annotations: { 'a-1': 7, 'a-2': { kind: 'horoscope' } } })]
  ])('keeps %s as it is until the first edit, and inside the reading after it', (_, broken) => {
    const notebook = notebookWith({ [KEY]: copyOf(broken) });
    const { add, edits } = open(notebook);
    expect([metadataOf(notebook)[KEY], edits]).toEqual([broken, []]);
    add('a-9');
    const written = metadataOf(notebook)[KEY] as { annotations: object };
    expect(Object.keys(written.annotations)).toContain('a-9');
    const lost = Array.isArray(broken) || typeof broken === 'string' ? broken : broken.annotations;
    const kept = Array.isArray(lost) || typeof lost === 'string' ? [lost] : Object.values(lost);
    for (const part of kept) expect(canonical(written)).toContain(canonical(part));
  });

  it('changes nothing in a reading of a newer version', () => {
    const newer = { ...readingWith({ annotations: { 'a-1': annotation() } }), schema_version: 2, next: [1] };
    const notebook = notebookWith({ [KEY]: copyOf(newer) });
    const { reading, ids, edits } = open(notebook);
    expect(ids()).toEqual(['a-1']);
    expect(reading.store.checked.readOnly).toBe(true);
    notebook.setMetadata(KEY, { ...copyOf(newer), next: [2] } as never);
    expect([metadataOf(notebook)[KEY], edits]).toEqual([{ ...newer, next: [2] }, []]);
  });

  it('gives a notebook that was loaded again from an older file what it lacks', async () => {
    const older = readingWith({ annotations: { 'a-1': annotation() } });
    const notebook = notebookWith({ [KEY]: older });
    const { add, ids, edits } = open(notebook);
    add('a-2');
    notebook.metadata = { [KEY]: copyOf(older) } as never;
    expect(ids()).toEqual(['a-1', 'a-2']);
    const stored = () =>
      Object.keys((metadataOf(notebook)[KEY] as { annotations: object })?.annotations ?? {});
    await vi.waitFor(() => expect(stored()).toHaveLength(2));
    notebook.metadata = {} as never;
    await vi.waitFor(() => expect(stored()).toHaveLength(2));
    expect(edits.length).toBe(3);
  });

  it('keeps the edits of two pages that were made at the same time', async () => {
    const notebook = notebookWith();
    const { second, hold } = secondPageOf(notebook);
    const [one, other] = [open(notebook), open(second)];
    hold(() => {
      one.add('a-1');
      other.add('a-2');
    });
    await vi.waitFor(() => {
      expect([one.ids(), other.ids()]).toEqual([
        ['a-1', 'a-2'],
        ['a-1', 'a-2']
      ]);
      expect(metadataOf(notebook)).toEqual(metadataOf(second));
    });
    hold(() => {
      one.reading.store.edit({ type: 'remove', id: 'a-2' });
      other.reading.store.edit({ type: 'change', id: 'a-1', set: { note: 'mine' } });
    });
    await vi.waitFor(() => {
      expect([one.ids(), other.ids()]).toEqual([['a-1'], ['a-1']]);
      expect(one.reading.store.checked.annotations['a-1']?.note).toBe('mine');
      expect(metadataOf(notebook)).toEqual(metadataOf(second));
      expect(metadataOf(notebook)[KEY]).toEqual(one.reading.store.reading);
    });
  });

  it('writes large readings when a save asks for them', () => {
    const many = Object.fromEntries(Array.from({ length: 2_100 }, (_, n) => [`a-${n}`, annotation()]));
    const notebook = notebookWith({ [KEY]: readingWith({ annotations: many }) });
    const { add, edits, reading } = open(notebook);
    add('a-x');
    const count = () =>
      Object.keys((metadataOf(notebook)[KEY] as { annotations: object }).annotations).length;
    expect([edits.length, count()]).toEqual([1, 2_100]);
    reading.flush();
    expect(count()).toBe(2_101);
    reading.dispose();
  });
});

describe('a reading out of the file that no view shows', () => {
  const mine = readingWith({ annotations: { 'a-1': annotation() } });
  const theirs = readingWith({ annotations: { 'a-2': annotation() } });

  it.each([
    ['a new one is taken', {}, theirs, ['a-2']],
    ['two are merged', { [KEY]: mine }, theirs, ['a-1', 'a-2']],
    ['a broken one gives way', { [KEY]: 'broken' }, theirs, ['a-2']]
  ])('%s', (_, metadata, value, ids) => {
    const notebook = notebookWith(copyOf(metadata));
    takeInto(owner(notebook), KEY, copyOf(value));
    expect(Object.keys((metadataOf(notebook)[KEY] as { annotations: object }).annotations).sort()).toEqual(
      ids
    );
  });
});
