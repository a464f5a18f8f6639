import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  apply,
  type Change,
  canonical,
  type Edit,
  EditError,
  mergeDelta,
  type NewAnnotation,
  Store,
  type StoreOptions
} from '../../src/model';
import {
  anyReading,
  CODEBOOK,
  copyOf,
  DOCUMENT,
  hostileJson,
  newAnnotation,
  readingWith,
  STAMP
} from './support';

function storeWith(options: Partial<StoreOptions> = {}): Store {
  return new Store({ document: DOCUMENT, codebook: CODEBOOK, reader: 'ada', by: 'me', ...options });
}

function add(store: Store, id: string, annotation: NewAnnotation = newAnnotation(0, 7)): void {
  store.edit({ type: 'add', id, annotation });
}

function note(store: Store, id: string, text: string): void {
  store.edit({ type: 'change', id, set: { note: text } }, { coalesce: `${id}/note` });
}

function heard(store: Store): Change[] {
  const changes: Change[] = [];
  store.subscribe(change => changes.push(change));
  return changes;
}

describe('edit', () => {
  it('changes the reading and tells what, who and which', () => {
    const store = storeWith();
    const changes = heard(store);
    add(store, 'a-1');
    expect(store.checked.annotations['a-1']).toMatchObject({ quote: 'Harbour', rev: 1, by: 'me' });
    expect(changes).toEqual([
      { origin: 'view', ids: ['a-1'], delta: { annotations: { 'a-1': store.reading.annotations['a-1'] } } }
    ]);
  });

  it('names the links that go with an annotation', () => {
    const store = storeWith();
    add(store, 'a-1');
    add(store, 'a-2');
    store.edit({ type: 'relate', id: 'r-1', relation: { kind: 'supports', from: 'a-1', to: 'a-2' } });
    const changes = heard(store);
    store.edit({ type: 'remove', id: 'a-1' });
    expect(changes[0]?.ids.sort()).toEqual(['a-1', 'r-1']);
    expect(changes[0]?.delta).toEqual({
      removed: {
        'a-1': expect.objectContaining({ rev: 2, by: 'me', was: expect.objectContaining({ kind: 'claim' }) }),
        'r-1': expect.objectContaining({ rev: 2, by: 'me', was: expect.objectContaining({ from: 'a-1' }) })
      }
    });
  });

  it('refuses what cannot be, and then nothing has happened', () => {
    const store = storeWith();
    const changes = heard(store);
    const before = store.reading;
    expect(() => store.edit({ type: 'remove', id: 'a-1' })).toThrow(EditError);
    expect(store.reading).toBe(before);
    expect(store.canUndo).toBe(false);
    expect(changes).toEqual([]);
  });

  it.each<[string, Edit]>([
    ['the note that it has', { type: 'change', id: 'a-1', set: { note: '' } }],
    [
      'its values in another order',
      { type: 'change', id: 'a-1', set: { values: { b: 2, strength: 'thin' }, note: '' } }
    ],
    ['an answer taken back that was never given', { type: 'answer', field: 'genre', value: null }],
    ['progress as it is', { type: 'progress', done: false }],
    ['an empty batch', { type: 'batch', edits: [] }]
  ])('of %s leaves no trace', (_, edit) => {
    const store = storeWith();
    add(store, 'a-1', { ...newAnnotation(0, 7), values: { strength: 'thin', b: 2 } });
    store.undo();
    store.redo();
    store.undo();
    store.redo();
    add(store, 'a-2');
    store.undo();
    const before = store.reading;
    const changes = heard(store);
    store.edit(edit);
    expect(store.reading).toBe(before);
    expect(changes).toEqual([]);
    expect(store.canRedo).toBe(true);
  });

  it('stops telling who no longer listens', () => {
    const store = storeWith();
    const changes: Change[] = [];
    const stop = store.subscribe(change => changes.push(change));
    add(store, 'a-1');
    stop();
    add(store, 'a-2');
    expect(changes).toHaveLength(1);
  });

  it('keeps the codebook in use with the annotations that are made with it', () => {
    const old = readingWith({ codebook: { ...CODEBOOK, version: '1.1' } });
    const store = storeWith({ reading: old });
    expect(store.reading.codebook.version).toBe('1.1');
    add(store, 'a-1');
    expect(store.reading.codebook.version).toBe('1.2');
    const newer = storeWith({ reading: readingWith({ codebook: { ...CODEBOOK, version: '1.10' } }) });
    add(newer, 'a-1');
    expect(newer.reading.codebook.version).toBe('1.10');
  });
});

describe('undo and redo', () => {
  const script: Edit[] = [
    { type: 'add', id: 'a-1', annotation: newAnnotation(0, 7) },
    { type: 'add', id: 'a-2', annotation: newAnnotation(8, 15, 'source') },
    { type: 'relate', id: 'r-1', relation: { kind: 'attributes', from: 'a-2', to: 'a-1' } },
    { type: 'change', id: 'a-1', set: { values: { strength: 'thin' }, note: 'x' } },
    { type: 'answer', field: 'genre', value: 'news' },
    { type: 'remove', id: 'a-2' },
    { type: 'progress', done: true },
    {
      type: 'batch',
      edits: [
        { type: 'remove', id: 'a-1' },
        { type: 'add', id: 'a-3', annotation: newAnnotation(0, 3) }
      ]
    }
  ];
  const seen = ({ checked, reading }: Store) => {
    const bare = (records: object) =>
      Object.entries(records).map(
        ([id, { rev: _rev, by: _by, modified: _modified, history: _history, ...rest }]) => [id, rest]
      );
    const answers = Object.entries(checked.answers).filter(([, { value }]) => value !== null);
    return canonical([
      Object.fromEntries(bare(checked.annotations)),
      Object.fromEntries(bare(checked.relations)),
      Object.fromEntries(bare(Object.fromEntries(answers))),
      reading.progress.done
    ]);
  };

  it('go all the way back and forth, any number of times', () => {
    const store = storeWith();
    const states = [seen(store)];
    for (const edit of script) {
      store.edit(edit);
      states.push(seen(store));
    }
    for (let round = 0; round < 3; round++) {
      for (let at = script.length - 1; at >= 0; at--) {
        expect(store.undo()).toBe(true);
        expect(seen(store)).toBe(states[at]);
      }
      expect([store.canUndo, store.canRedo, store.undo()]).toEqual([false, true, false]);
      for (let at = 1; at <= script.length; at++) {
        expect(store.redo()).toBe(true);
        expect(seen(store)).toBe(states[at]);
      }
      expect([store.canUndo, store.canRedo, store.redo()]).toEqual([true, false, false]);
    }
    expect(store.checked.problems).toEqual([]);
  });

  it('write new revisions, which win everywhere', () => {
    const store = storeWith();
    const other = storeWith({ by: 'other' });
    store.subscribe(({ delta }) => other.receive(copyOf(delta), 'kernel'));
    for (const edit of script) store.edit(edit);
    while (store.canUndo) store.undo();
    expect(seen(other)).toBe(seen(store));
    while (store.canRedo) store.redo();
    expect(canonical(other.reading)).toBe(canonical(store.reading));
  });

  it('say that they are undo', () => {
    const store = storeWith();
    add(store, 'a-1');
    const changes = heard(store);
    store.undo();
    store.redo();
    expect(changes.map(({ origin, ids }) => [origin, ids])).toEqual([
      ['undo', ['a-1']],
      ['undo', ['a-1']]
    ]);
  });

  it('forget what was undone when something new is done', () => {
    const store = storeWith();
    add(store, 'a-1');
    store.undo();
    add(store, 'a-2');
    expect(store.canRedo).toBe(false);
  });

  it('take typing for one step', () => {
    const store = storeWith();
    add(store, 'a-1');
    for (const text of ['s', 'so', 'so ', 'so b', 'so be it']) note(store, 'a-1', text);
    store.undo();
    expect(store.reading.annotations['a-1']?.note).toBe('');
    store.redo();
    expect(store.reading.annotations['a-1']?.note).toBe('so be it');
  });

  it('end the step where something else is done, undone or heard between', () => {
    const store = storeWith();
    add(store, 'a-1');
    add(store, 'a-2');
    const notes = () => [store.reading.annotations['a-1']?.note, store.reading.annotations['a-2']?.note];
    note(store, 'a-1', 'one');
    note(store, 'a-2', 'two');
    note(store, 'a-1', 'one more');
    store.undo();
    expect(notes()).toEqual(['one', 'two']);
    store.undo();
    expect(notes()).toEqual(['one', '']);
    note(store, 'a-1', 'one again');
    store.undo();
    expect(notes()).toEqual(['one', '']);
    note(store, 'a-1', 'mine');
    store.receive({ answers: { genre: { value: 'x', rev: 1, by: 'z' } } }, 'kernel');
    note(store, 'a-1', 'mine too');
    store.undo();
    expect(notes()).toEqual(['mine', '']);
  });

  it('do not join edits of other members under one word', () => {
    const store = storeWith();
    add(store, 'a-1');
    const coalesce = 'same word';
    store.edit({ type: 'change', id: 'a-1', set: { note: 'x' } }, { coalesce });
    store.edit({ type: 'change', id: 'a-1', set: { status: 'done' } }, { coalesce });
    store.undo();
    expect(store.reading.annotations['a-1']).toMatchObject({ note: 'x', status: 'open' });
  });

  it('step over what another page has made impossible', () => {
    const store = storeWith();
    add(store, 'a-1');
    add(store, 'a-2');
    note(store, 'a-2', 'x');
    store.receive({ removed: { 'a-2': { rev: 9, by: 'other' } } }, 'notebook');
    expect(store.undo()).toBe(true);
    expect(Object.keys(store.reading.annotations)).toEqual([]);
    expect(store.undo()).toBe(false);
  });

  it('step over what another page has done already', () => {
    const store = storeWith();
    add(store, 'a-1');
    note(store, 'a-1', 'x');
    const far = { ...store.reading.annotations['a-1'], note: '', rev: 9 };
    store.receive({ annotations: { 'a-1': far } }, 'notebook');
    expect(store.undo()).toBe(true);
    expect(store.reading.annotations).toEqual({});
  });

  it('never throw, whatever has been received', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom<unknown>('edit', 'undo', 'redo'), anyReading, hostileJson), {
          maxLength: 20
        }),
        steps => {
          const store = storeWith();
          let made = 0;
          for (const step of steps) {
            if (step === 'edit') {
              try {
                store.edit(script[made++ % script.length] as Edit);
              } catch (error) {
                expect(error).toBeInstanceOf(EditError);
              }
            } else if (step === 'undo') store.undo();
            else if (step === 'redo') store.redo();
            else store.receive(step, 'kernel');
            expect(store.checked.setAside).toBe(store.checked.problems.length);
          }
        }
      ),
      { numRuns: 300 }
    );
  });
});

describe('receive', () => {
  it('merges a reading or a delta, once', () => {
    const far = apply(readingWith(), { type: 'add', id: 'a-1', annotation: newAnnotation(0, 7) }, STAMP);
    const store = storeWith();
    const changes = heard(store);
    expect(store.receive(copyOf(far), 'notebook')).toBe(true);
    expect(store.receive(copyOf(far), 'notebook')).toBe(false);
    expect(store.receive({ annotations: copyOf(far.annotations) }, 'kernel')).toBe(false);
    expect(changes.map(({ origin, ids }) => [origin, ids])).toEqual([['notebook', ['a-1']]]);
    expect(store.canUndo).toBe(false);
  });

  it('leaves readings of others and of other articles alone', () => {
    const store = storeWith();
    const far = apply(readingWith(), { type: 'add', id: 'a-1', annotation: newAnnotation(0, 7) }, STAMP);
    for (const other of [
      { ...far, reader: 'bo' },
      { ...far, document: { ...far.document, id: 'doc-000000000000' } }
    ]) {
      expect(store.receive(other, 'kernel')).toBe(false);
    }
    expect(store.reading.annotations).toEqual({});
  });

  it('takes anything, and loses nothing of its own', () => {
    fc.assert(
      fc.property(fc.oneof(hostileJson, anyReading), value => {
        const store = storeWith();
        add(store, 'a-77');
        const mine = store.reading.annotations['a-77'];
        store.receive(value, 'kernel');
        expect(store.reading.annotations['a-77']).toBe(mine);
        expect(store.receive(copyOf(value), 'kernel')).toBe(false);
      }),
      { numRuns: 500 }
    );
  });

  it('brings two pages that edit apart to the same', () => {
    const edit = fc.constantFrom<Edit>(
      { type: 'add', id: 'a-1', annotation: newAnnotation(0, 7) },
      { type: 'add', id: 'a-2', annotation: newAnnotation(8, 15) },
      { type: 'change', id: 'a-1', set: { note: 'x' } },
      { type: 'change', id: 'a-1', set: { note: 'y', values: { strength: 'thin' } } },
      { type: 'relate', id: 'r-1', relation: { kind: 'supports', from: 'a-1', to: 'a-2' } },
      { type: 'remove', id: 'a-1' },
      { type: 'answer', field: 'genre', value: 'news' }
    );
    const step = fc.tuple(fc.nat({ max: 1 }), fc.oneof(edit, fc.constantFrom('undo', 'redo', 'sync')));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), steps => {
        const stores = [storeWith({ by: 'one' }), storeWith({ by: 'two' })] as const;
        const post: [number, unknown][] = [];
        stores.forEach((store, at) => {
          store.subscribe(({ delta, origin }) => origin !== 'kernel' && post.push([1 - at, copyOf(delta)]));
        });
        // What is sent arrives late, in another order, and twice.
        const deliver = () => {
          for (const [to, sent] of [...post.splice(0).reverse(), ...post]) {
            stores[to]?.receive(sent, 'kernel');
            stores[to]?.receive(sent, 'kernel');
          }
        };
        for (const [at, what] of steps) {
          const store = stores[at] as Store;
          if (what === 'sync') deliver();
          else if (what === 'undo') store.undo();
          else if (what === 'redo') store.redo();
          else {
            try {
              store.edit(what as Edit);
            } catch (error) {
              expect(error).toBeInstanceOf(EditError);
            }
          }
        }
        deliver();
        expect(canonical(stores[1].reading)).toBe(canonical(stores[0].reading));
      }),
      { numRuns: 500 }
    );
  });

  it('tells a delta that brings others where it is', () => {
    const store = storeWith();
    const mirror = { reading: readingWith() };
    store.subscribe(({ delta }) => {
      mirror.reading = mergeDelta(mirror.reading, copyOf(delta));
    });
    add(store, 'a-1');
    store.receive({ removed: { 'a-1': { rev: 5, by: 'x' } } }, 'kernel');
    store.edit({ type: 'answer', field: 'genre', value: 'x' });
    store.edit({ type: 'progress', done: true });
    store.undo();
    expect(canonical(mirror.reading)).toBe(canonical(store.reading));
  });
});

describe('a new store', () => {
  it('opens whatever is stored, and loses nothing of it', () => {
    fc.assert(
      fc.property(fc.oneof(hostileJson, anyReading), reading => {
        const store = storeWith({ reading });
        expect(store.reading).toMatchObject({ reader: 'ada', document: { id: DOCUMENT.id } });
        const again = storeWith({ reading: copyOf(store.reading) });
        expect(canonical(again.reading)).toBe(canonical(store.reading));
      })
    );
  });

  it('shows the good records and explains the others', () => {
    const reading = apply(readingWith(), { type: 'add', id: 'a-1', annotation: newAnnotation(0, 7) }, STAMP);
    const store = storeWith({
      reading: { ...reading, annotations: { ...reading.annotations, 'a-2': 'x' }, answers: [1], reader: 'bo' }
    });
    expect(Object.keys(store.checked.annotations)).toEqual(['a-1']);
    expect(store.checked.problems.map(({ place }) => place)).toEqual([
      'annotations/a-2',
      'set_aside/answers/0',
      'set_aside/reader/0'
    ]);
    expect(store.reading.annotations['a-2']).toBe('x');
  });

  it('may be read and not changed where a newer version wrote', () => {
    const store = storeWith({ reading: readingWith({ schema_version: 2 }) });
    expect(store.checked.readOnly).toBe(true);
    expect(() => store.edit({ type: 'progress', done: true })).toThrow(/newer version/);
  });

  it('has a writer id of its own', () => {
    const ids = Array.from({ length: 20 }, () => storeWith({ by: undefined }).by);
    expect(new Set(ids).size).toBe(20);
  });
});
