import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Draft, type Home, type Rows } from '../../src/drafts';
import { holds, isSound, LIFETIME, type Row } from '../../src/drafts/rows';
import { Store } from '../../src/model';
import { CODEBOOK, DOCUMENT, hostileJson, newAnnotation } from '../model/support';

const KEY = ['root', 'document', 'reader', 'path', 'writer', 'slot'] as const;

/** The browser's database as far as a draft sees it; real browsers are in tests/browser/test_drafts.py. */
class Memory implements Rows {
  rows = new Map<string, Row>();
  broken = false;

  private key(row: Row): string {
    return JSON.stringify(KEY.map(part => row[part]));
  }

  private async answer<T>(value: () => T): Promise<T> {
    await Promise.resolve();
    if (this.broken) throw new DOMException('full', 'QuotaExceededError');
    return value();
  }

  write(rows: readonly Row[]): Promise<void> {
    return this.answer(() => {
      for (const row of rows) this.rows.set(this.key(row), structuredClone(row));
    });
  }

  find({ root, document, reader }: Home): Promise<unknown[]> {
    return this.answer(() =>
      [...this.rows.values()].filter(
        row => row.root === root && row.document === document && row.reader === reader
      )
    );
  }

  letGo(home: Home, isDone: (row: Row) => boolean): Promise<void> {
    return this.answer(() => {
      for (const [key, row] of this.rows) if (row.path === home.path && isDone(row)) this.rows.delete(key);
    });
  }

  move(from: Home, path: string): Promise<void> {
    return this.answer(() => {
      for (const [key, row] of [...this.rows]) {
        if (row.path !== from.path) continue;
        this.rows.delete(key);
        this.rows.set(this.key({ ...row, path }), { ...row, path });
      }
    });
  }
}

let pages = 0;

function page(rows: Memory, reading: unknown = undefined, path = 'a.ipynb', gone: string[] = []) {
  const store = new Store({
    document: DOCUMENT,
    codebook: CODEBOOK,
    reader: 'ada',
    reading,
    by: `p${pages++}`
  });
  const said: boolean[] = [];
  const draft = new Draft({
    rows,
    store,
    home: { root: '/ ~', path, document: DOCUMENT.id, reader: 'ada' },
    exists: async other => !gone.includes(other),
    kept: isKept => said.push(isKept)
  });
  return { store, draft, said };
}

const settled = () => new Promise(resolve => setTimeout(resolve, 0));
const tag = (store: Store, id: string, start = 0) =>
  store.edit({ type: 'add', id, annotation: newAnnotation(start, start + 7) });

describe('a draft', () => {
  it('is there at once, and gone when the edits are on disk', async () => {
    const rows = new Memory();
    const { store, draft } = page(rows);
    tag(store, 'a-1');
    const saved = store.reading;
    tag(store, 'a-2', 8);
    store.edit({ type: 'change', id: 'a-1', set: { note: 'later' } });
    await settled();
    expect(rows.rows.size).toBe(2);
    await draft.confirm(saved);
    // The save took `a-1` as it was before its note.
    expect(rows.rows.size).toBe(2);
    await draft.confirm(store.reading);
    expect(rows.rows.size).toBe(0);
    expect(draft.isNeeded).toBe(false);
  });

  it('comes back on the next page, with removals, answers and progress', async () => {
    const rows = new Memory();
    const first = page(rows);
    tag(first.store, 'a-1');
    tag(first.store, 'a-2', 8);
    const saved = JSON.parse(JSON.stringify(first.store.reading));
    await first.draft.confirm(first.store.reading);
    first.store.edit({ type: 'remove', id: 'a-1' });
    first.store.edit({ type: 'answer', field: 'genre', value: 'news' });
    first.store.edit({ type: 'progress', done: true });
    await settled();

    const second = page(rows, saved);
    const recovered = await second.draft.recover();
    expect(recovered?.count).toBe(3);
    expect(second.store.reading).toEqual(first.store.reading);
    second.store.edit(recovered?.back ?? { type: 'batch', edits: [] });
    expect(Object.keys(second.store.checked.annotations).sort()).toEqual(['a-1', 'a-2']);
    await settled();
    await second.draft.confirm(second.store.reading);
    expect(rows.rows.size).toBe(0);
    expect(await page(rows, second.store.reading).draft.recover()).toBeNull();
  });

  it('of two pages is let go of record by record', async () => {
    const rows = new Memory();
    const [first, second] = [page(rows), page(rows)];
    tag(first.store, 'a-1');
    tag(second.store, 'a-2');
    await settled();
    await second.draft.confirm(second.store.reading);
    expect([...rows.rows.values()].map(({ id }) => id)).toEqual(['a-1']);
  });

  it('of a notebook that is gone belongs to the one that has the same reading', async () => {
    const rows = new Memory();
    tag(page(rows, undefined, 'old.ipynb').store, 'a-1');
    tag(page(rows, undefined, 'other.ipynb').store, 'a-2');
    await settled();
    const { draft, store } = page(rows, undefined, 'new.ipynb', ['old.ipynb']);
    expect(await draft.recover()).toMatchObject({ count: 1, from: 'old.ipynb' });
    expect(Object.keys(store.reading.annotations)).toEqual(['a-1']);
    await draft.confirm(store.reading);
    expect([...rows.rows.values()].map(({ path }) => path)).toEqual(['other.ipynb']);
  });

  it('follows its notebook to a new name', async () => {
    const rows = new Memory();
    const { store, draft } = page(rows);
    tag(store, 'a-1');
    await settled();
    draft.move('b.ipynb');
    tag(store, 'a-2', 8);
    await settled();
    expect([...rows.rows.values()].map(({ path }) => path)).toEqual(['b.ipynb', 'b.ipynb']);
    await draft.confirm(store.reading);
    expect(rows.rows.size).toBe(0);
  });

  it('says where the browser keeps nothing, and goes on', async () => {
    const rows = new Memory();
    rows.broken = true;
    const { store, draft, said } = page(rows);
    expect(await draft.recover()).toBeNull();
    tag(store, 'a-1');
    await settled();
    await draft.confirm(store.reading);
    expect(said).toEqual([false, false]);
    expect(Object.keys(store.reading.annotations)).toEqual(['a-1']);
  });

  it('is merged only where it is sound, whatever a stranger wrote', async () => {
    const now = Date.now();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.dictionary(fc.string(), hostileJson, { maxKeys: 6 })),
        hostileJson,
        async (junk, value) => {
          const rows = new Memory();
          const good = page(rows);
          tag(good.store, 'a-1');
          await settled();
          const [row] = rows.rows.values() as Iterable<Row>;
          const bad = [
            ...junk,
            ...['id', 'value', 'section', 'slot', 'at', 'writer'].map(name => ({ ...row, [name]: value }))
          ];
          for (const [at, one] of bad.entries()) {
            rows.rows.set(`bad ${at}`, { ...one, root: '/ ~', document: DOCUMENT.id, reader: 'ada' } as Row);
          }
          const { store, draft } = page(rows);
          await draft.recover();
          expect(store.checked.problems).toEqual([]);
          expect(({} as Record<string, unknown>).polluted).toBeUndefined();
          await draft.confirm(store.reading);
        }
      ),
      { numRuns: 200 }
    );
    const row = { writer: 'x', slot: 'record a-1', section: 'annotations', id: 'a-1', at: now };
    const outside = {
      ...newAnnotation(0, 7),
      spans: [{ start: 0, end: DOCUMENT.length + 1 }],
      values: {},
      rev: 1,
      by: 'x'
    };
    expect(isSound({ ...row, value: outside }, DOCUMENT.length, now)).toBe(false);
    expect(
      isSound({ ...row, value: { ...outside, spans: [{ start: 0, end: 7 }] } }, DOCUMENT.length, now)
    ).toBe(true);
    expect(isSound({ ...row, value: outside, at: now + 2 * LIFETIME }, DOCUMENT.length, now)).toBe(false);
  });

  it('is done with where the file holds a later version', () => {
    const row = (value: unknown) => ({ section: 'annotations', id: 'a-1', value }) as Row;
    const reading = { annotations: {}, removed: { 'a-1': { rev: 3, by: 'k' } } };
    expect(holds(reading, row({ rev: 2, by: 'z' }))).toBe(true);
    expect(holds(reading, row({ rev: 3, by: 'k' }))).toBe(true);
    expect(holds(reading, row({ rev: 3, by: 'z' }))).toBe(false);
    expect(holds({}, row({ rev: 1, by: 'a' }))).toBe(false);
  });
});
