// The browser's own database, IndexedDB, as far as drafts need it.
import { type Home, LIFETIME, MOST_ROWS, type Row } from './rows';

const NAME = 'jupyter-annotator';
const STORE = 'drafts';
/** In the order in which rows are looked for: by reading, then by notebook. */
const KEY = ['root', 'document', 'reader', 'path', 'writer', 'slot'] as const;

/** What the drafts of a reading need of the browser. All promises are rejected where it keeps nothing. */
export interface Rows {
  write(rows: readonly Row[]): Promise<void>;
  /** All rows of a reader's reading of an article on this server, whatever the notebook. */
  find(home: Pick<Home, 'root' | 'document' | 'reader'>): Promise<unknown[]>;
  /** Lets go of the rows of one home for which `isDone`. */
  letGo(home: Home, isDone: (row: Row) => boolean): Promise<void>;
  /** The notebook has another path now. */
  move(from: Home, path: string): Promise<void>;
}

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function ended(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = transaction.onabort = () =>
      reject(transaction.error ?? new Error('The browser keeps nothing.'));
  });
}

/** All keys that begin with `parts`: in IndexedDB a list comes after every text. */
function below(parts: readonly string[]): IDBKeyRange {
  return IDBKeyRange.bound([...parts], [...parts, []]);
}

const homeKey = ({ root, document, reader, path }: Home) => [root, document, reader, path];

async function opened(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    const rows = request.result.createObjectStore(STORE, { keyPath: [...KEY] });
    rows.createIndex('at', 'at');
  };
  const database = await answered(request);
  // A later version of ours in another tab must not wait for this one.
  database.onversionchange = () => database.close();
  return database;
}

export class DraftDatabase implements Rows {
  private database: Promise<IDBDatabase> | undefined;

  private async rows(mode: IDBTransactionMode): Promise<[IDBObjectStore, Promise<void>]> {
    if (!this.database) {
      this.database = opened();
      void this.database.then(
        database => {
          // The browser may close it, as when the user clears what sites keep: the next edit opens it again.
          database.onclose = () => {
            this.database = undefined;
          };
          return this.expire();
        },
        () => undefined
      );
    }
    const database = await this.database;
    // Once the promise is fulfilled the row must be on the disk, not in a buffer of the browser.
    const transaction = database.transaction(STORE, mode, { durability: 'strict' });
    return [transaction.objectStore(STORE), ended(transaction)];
  }

  async write(rows: readonly Row[]): Promise<void> {
    const [store, end] = await this.rows('readwrite');
    for (const row of rows) store.put(row);
    await end;
  }

  async find({ root, document, reader }: Pick<Home, 'root' | 'document' | 'reader'>): Promise<unknown[]> {
    const [store] = await this.rows('readonly');
    return answered(store.getAll(below([root, document, reader]), MOST_ROWS));
  }

  async letGo(home: Home, isDone: (row: Row) => boolean): Promise<void> {
    const [store, end] = await this.rows('readwrite');
    each(store.openCursor(below(homeKey(home))), cursor => {
      if (isDone(cursor.value as Row)) cursor.delete();
    });
    await end;
  }

  async move(from: Home, path: string): Promise<void> {
    const [store, end] = await this.rows('readwrite');
    each(store.openCursor(below(homeKey(from))), cursor => {
      store.put({ ...(cursor.value as Row), path });
      cursor.delete();
    });
    await end;
  }

  /** Lets go of drafts that nobody came back for. */
  private async expire(): Promise<void> {
    try {
      const [store, end] = await this.rows('readwrite');
      const old = IDBKeyRange.upperBound(Date.now() - LIFETIME);
      each(store.index('at').openCursor(old), cursor => cursor.delete());
      await end;
    } catch {
      // What cannot be let go of today may be tomorrow.
    }
  }
}

function each(
  request: IDBRequest<IDBCursorWithValue | null>,
  use: (cursor: IDBCursorWithValue) => void
): void {
  request.onsuccess = () => {
    const cursor = request.result;
    if (!cursor) return;
    use(cursor);
    cursor.continue();
  };
}
