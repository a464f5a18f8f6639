// Real-time collaboration without a server: pages of one notebook that hear of each other late, in pieces, or after they
// were closed. No edit is lost, and in the end all pages are equal.
import { YNotebook } from '@jupyter/ydoc';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { Draft, type Rows } from '../../src/drafts';
import type { Row } from '../../src/drafts/rows';
import { ReadingInNotebook } from '../../src/jupyterlab/metadata';
import { canonical, type Edit, EditError, metadataKey, type Reading, type Store } from '../../src/model';
import { type Delta, revOf, SECTIONS } from '../../src/model/merge';
import { CODEBOOK, DOCUMENT, newAnnotation } from '../model/support';
import { metadataOf, notebookWith, owner } from './notebooks';

const RUNS = Number(process.env.HISTORIES ?? 500);
const KERNEL = { name: 'python3' };

/** What a browser keeps; two windows of it share this. */
class Browser implements Rows {
  private readonly rows = new Map<string, Row>();

  async write(rows: readonly Row[]): Promise<void> {
    for (const row of rows) this.rows.set(`${row.reader} ${row.writer} ${row.slot}`, structuredClone(row));
  }

  async find({ reader }: { reader: string }): Promise<unknown[]> {
    return [...this.rows.values()].filter(row => row.reader === reader);
  }

  async letGo({ reader }: { reader: string }, isDone: (row: Row) => boolean): Promise<void> {
    for (const [key, row] of this.rows) if (row.reader === reader && isDone(row)) this.rows.delete(key);
  }

  async move(): Promise<void> {}
}

interface Made {
  reader: string;
  id: string;
  rev: number;
  by: string;
}

/** A notebook on a server, with the pages that show it. */
class Room {
  readonly server = notebookWith({ kernelspec: KERNEL });
  file: Record<string, unknown> = {};
  readonly made: Made[] = [];
  readonly seats: Seat[];

  constructor(readers: readonly string[]) {
    this.seats = readers.map(reader => new Seat(this, reader));
  }

  receive(update: Uint8Array, from: Seat): void {
    Y.applyUpdate(this.server.ydoc, update, 'network');
    for (const seat of this.seats) if (seat !== from && seat.page) seat.inbox.push(update);
  }

  dispose(): void {
    for (const seat of this.seats) seat.leave();
    this.server.dispose();
  }
}

class Seat {
  page: { notebook: YNotebook; stored: ReadingInNotebook; draft: Draft } | undefined;
  inbox: Uint8Array[] = [];
  private outbox: Uint8Array[] = [];
  private readonly browser = new Browser();

  constructor(
    private readonly room: Room,
    readonly reader: string
  ) {}

  get key(): string {
    return metadataKey(DOCUMENT.id, this.reader);
  }

  get store(): Store | undefined {
    return this.page?.stored.store;
  }

  get isQuiet(): boolean {
    return this.inbox.length === 0 && this.outbox.length === 0;
  }

  come(): void {
    if (this.page) return;
    const { reader } = this;
    const notebook = new YNotebook();
    Y.applyUpdate(notebook.ydoc, Y.encodeStateAsUpdate(this.room.server.ydoc), 'network');
    notebook.ydoc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'network') this.outbox.push(update);
    });
    const bundle = { document: DOCUMENT, codebook: CODEBOOK, reader };
    const stored = new ReadingInNotebook(owner(notebook), bundle, reader, () => undefined);
    const { store } = stored;
    store.subscribe(({ delta, origin }) => {
      if (origin === 'view' || origin === 'undo') this.note(delta);
    });
    const home = { root: '/', path: 'a.ipynb', document: DOCUMENT.id, reader };
    const draft = new Draft({
      rows: this.browser,
      store,
      home,
      exists: async () => true,
      kept: () => undefined
    });
    this.page = { notebook, stored, draft };
    void draft.recover();
  }

  leave(): void {
    this.page?.draft.dispose();
    this.page?.stored.dispose();
    this.page?.notebook.dispose();
    this.page = undefined;
    this.inbox = [];
    this.outbox = [];
  }

  send(): void {
    for (const update of this.outbox.splice(0)) this.room.receive(update, this);
  }

  hear(most = Number.POSITIVE_INFINITY): void {
    for (const update of this.inbox.splice(0, most)) {
      if (this.page) Y.applyUpdate(this.page.notebook.ydoc, update, 'network');
    }
  }

  private note(delta: Delta): void {
    for (const section of SECTIONS) {
      for (const [id, record] of Object.entries(delta[section] ?? {})) {
        const { by } = record as { by: string };
        this.room.made.push({ reader: this.reader, id, rev: revOf(record), by });
      }
    }
  }
}

type Act =
  | 'tag'
  | 'value'
  | 'note'
  | 'remove'
  | 'relate'
  | 'answer'
  | 'undo'
  | 'redo'
  | 'send'
  | 'hear'
  | 'hear one'
  | 'wait'
  | 'save'
  | 'close'
  | 'crash'
  | 'come';

let counter = 0;

function editOf(store: Store, act: Act, which: number): Edit | undefined {
  const ids = Object.keys(store.checked.annotations).sort();
  const id = ids[which % ids.length] ?? 'a-none';
  const to = ids[(which + 1) % ids.length] ?? 'a-none';
  counter++;
  switch (act) {
    case 'tag':
      return { type: 'add', id: `a-${counter}`, annotation: newAnnotation(which, which + 3) };
    case 'value':
      return { type: 'change', id, set: { values: { strength: counter % 2 ? 'thin' : 'solid' } } };
    case 'note':
      return { type: 'change', id, set: { note: `note ${counter}` } };
    case 'remove':
      return { type: 'remove', id };
    case 'relate':
      return { type: 'relate', id: `r-${counter}`, relation: { kind: 'supports', from: id, to } };
    case 'answer':
      return { type: 'answer', field: 'genre', value: `g${counter}` };
    default:
      return undefined;
  }
}

/** Lets promises go on that wait for nothing but each other. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) await Promise.resolve();
}

async function act(room: Room, seat: Seat, what: Act, which: number): Promise<void> {
  const { store, page } = seat;
  if (what === 'send') seat.send();
  else if (what === 'hear') seat.hear();
  else if (what === 'hear one') seat.hear(1);
  else if (what === 'wait') vi.advanceTimersByTime(100);
  else if (what === 'come') seat.come();
  else if (what === 'save') {
    room.file = metadataOf(room.server);
    await page?.draft.confirm((room.file[seat.key] ?? {}) as Reading);
  } else if (what === 'close') {
    page?.stored.flush();
    seat.send();
    seat.leave();
  } else if (what === 'crash') {
    // Who only just began to write has had no time to keep it.
    await settled();
    seat.leave();
  } else if (what === 'undo') store?.undo();
  else if (what === 'redo') store?.redo();
  else {
    const edit = store && editOf(store, what, which);
    try {
      if (edit) store.edit(edit);
    } catch (error) {
      if (!(error instanceof EditError)) throw error;
    }
  }
}

/** Everybody is there and connected, until nobody has anything to say. */
async function quiet(room: Room): Promise<void> {
  for (let round = 0; round < 100; round++) {
    for (const seat of room.seats) {
      seat.come();
      seat.send();
      seat.hear();
    }
    await settled();
    vi.advanceTimersByTime(200);
    if (room.seats.every(seat => seat.isQuiet)) return;
  }
  throw new Error('The pages answer each other without end.');
}

function stampOf(reading: unknown, id: string): { rev: number; by: string } | undefined {
  for (const section of SECTIONS) {
    const records = (reading as Reading | undefined)?.[section] as Record<string, unknown> | undefined;
    if (records && Object.hasOwn(records, id)) {
      return { rev: revOf(records[id]), by: (records[id] as { by: string }).by };
    }
  }
  return undefined;
}

/** Edits that are not there, nor anything that won over them. */
function lost(room: Room): string[] {
  const metadata = metadataOf(room.server);
  const known = new Set(room.made.map(({ reader, id, rev, by }) => `${reader} ${id} ${rev} ${by}`));
  return room.made.flatMap(({ reader, id, rev, by }) => {
    const now = stampOf(metadata[metadataKey(DOCUMENT.id, reader)], id);
    const isThere = now && (now.rev > rev || (now.rev === rev && now.by >= by));
    return isThere && known.has(`${reader} ${id} ${now.rev} ${now.by}`)
      ? []
      : [`${reader} ${id} ${rev} ${by}`];
  });
}

function unequal(room: Room): string[] {
  const metadata = canonical(metadataOf(room.server));
  return room.seats.flatMap(({ page, store, key, reader }) => {
    if (!page || canonical(metadataOf(page.notebook)) !== metadata) return [`${reader}: the notebook`];
    const value = metadataOf(page.notebook)[key];
    return value !== undefined && canonical(value) !== canonical(store?.reading)
      ? [`${reader}: the view`]
      : [];
  });
}

/** Two to ten readers, each with a reading of her own; some have two windows. */
const readers = fc
  .integer({ min: 2, max: 10 })
  .chain(count => fc.array(fc.nat({ max: 5 }), { minLength: count, maxLength: count }))
  .map(names => names.map(name => `reader ${name}`));

const what = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom<Act>('tag', 'value', 'note', 'remove', 'relate', 'answer') },
  { weight: 3, arbitrary: fc.constantFrom<Act>('undo', 'redo') },
  { weight: 8, arbitrary: fc.constantFrom<Act>('send', 'hear', 'hear one', 'wait') },
  { weight: 3, arbitrary: fc.constantFrom<Act>('save', 'close', 'crash', 'come') }
);
const history = fc.record({
  readers,
  acts: fc.array(fc.tuple(fc.nat({ max: 9 }), what, fc.nat({ max: 20 })), { minLength: 5, maxLength: 60 })
});

describe('many pages of one notebook', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('lose no edit and end equal', { timeout: 900_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ readers, acts }) => {
        const room = new Room(readers);
        try {
          for (const seat of room.seats) seat.come();
          await settled();
          for (const [at, name, which] of acts) {
            await act(room, room.seats[at % room.seats.length] as Seat, name, which);
            await settled();
          }
          await quiet(room);
          expect({ lost: lost(room), unequal: unequal(room) }).toEqual({ lost: [], unequal: [] });
          expect(metadataOf(room.server).kernelspec).toEqual(KERNEL);
        } finally {
          room.dispose();
        }
      }),
      { numRuns: RUNS }
    );
  });
});
