// The draft of one reading: each edit goes into the browser at once, and out of it when it is on disk.
import type { Change, Delta, Edit, Reading, Store } from '../model';
import { delta } from '../model';
import type { JsonObject } from '../model/json';
import { wayBack } from '../model/way-back';
import type { Rows } from './database';
import { deltaOf, type Home, holds, isSound, type Row, rowsOf } from './rows';

/** What an earlier page could not save, and this one brought back. */
export interface Recovered {
  /** How many annotations, links and answers. */
  count: number;
  /** The notebook's name when they were made, where it has another one now. */
  from?: string;
  back: Edit;
}

export interface DraftOptions {
  rows: Rows;
  store: Store;
  home: Home;
  /** Whether a notebook is still at another path. */
  exists(path: string): Promise<boolean>;
  /** The browser kept something, or refused to. */
  kept(isKept: boolean): void;
}

/** Changes that are in the notebook already, or in the browser. */
const ELSEWHERE = ['notebook', 'draft'];
/** Other notebooks that are asked after; who has more of them has copies, which keep their own drafts. */
const MOST_PATHS = 5;

export class Draft {
  /** What is in the browser, or on its way there, by slot. */
  private own = new Map<string, Row>();
  private waiting = new Map<string, Row>();
  private hasOthers = false;
  private isWriting = false;
  private home: Home;
  private readonly unsubscribe: () => void;

  constructor(private readonly options: DraftOptions) {
    this.home = options.home;
    this.unsubscribe = options.store.subscribe(change => this.changed(change));
  }

  /** Whether the browser holds anything that may not be on disk. */
  get isNeeded(): boolean {
    return this.own.size > 0 || this.hasOthers;
  }

  private changed({ delta, origin }: Change): void {
    if (ELSEWHERE.includes(origin)) return;
    for (const row of rowsOf(delta, this.home, this.options.store.by, Date.now())) {
      this.own.set(row.slot, row);
      this.waiting.set(row.slot, row);
    }
    void this.write();
  }

  /** One write at a time: what is typed meanwhile goes with the next. */
  private async write(): Promise<void> {
    if (this.isWriting) return;
    this.isWriting = true;
    while (this.waiting.size > 0) {
      const rows = [...this.waiting.values()];
      this.waiting.clear();
      try {
        await this.options.rows.write(rows);
        this.options.kept(true);
      } catch {
        this.options.kept(false);
      }
    }
    this.isWriting = false;
  }

  /** Merges what earlier pages could not save; null where there is nothing that the reading lacks. */
  async recover(): Promise<Recovered | null> {
    const { store, rows } = this.options;
    let found: unknown[];
    try {
      found = await rows.find(this.home);
      this.options.kept(true);
    } catch {
      this.options.kept(false);
      return null;
    }
    const now = Date.now();
    const sound = found
      .filter(row => isSound(row, store.document.length, now))
      .filter(row => row.writer !== store.by);
    const here = sound.filter(row => row.path === this.home.path);
    const moved = await this.orphans(sound.filter(row => row.path !== this.home.path));
    this.hasOthers = here.length + moved.length > 0;
    const before = store.reading;
    const ids = store.recover(deltaOf([...here, ...moved]), 'draft');
    if (ids.length === 0) return null;
    const change: Delta = delta(before, store.reading);
    const from = moved[0]?.path;
    return { count: ids.length, back: wayBack(before, store.reading, change), ...(from ? { from } : {}) };
  }

  /** The rows of notebooks that are gone: this one is what became of them. */
  private async orphans(rows: readonly Row[]): Promise<Row[]> {
    const paths = [...new Set(rows.map(({ path }) => path))];
    if (paths.length > MOST_PATHS) return [];
    const gone: string[] = [];
    for (const path of paths) {
      if (typeof path !== 'string' || (await this.options.exists(path))) continue;
      gone.push(path);
      await this.options.rows.move({ ...this.home, path }, this.home.path).catch(() => undefined);
    }
    return rows.filter(({ path }) => gone.includes(path));
  }

  /** What `reading` holds is on disk. */
  async confirm(reading: Reading | JsonObject): Promise<void> {
    if (!this.isNeeded) return;
    for (const [slot, row] of this.own) {
      if (!holds(reading, row)) continue;
      this.own.delete(slot);
      this.waiting.delete(slot);
    }
    this.hasOthers = false;
    try {
      await this.options.rows.letGo(this.home, row => {
        const isDone = holds(reading, row);
        if (!isDone && row.writer !== this.options.store.by) this.hasOthers = true;
        return isDone;
      });
    } catch {
      // What stays there is merged once more at the next opening, and brings nothing new.
    }
  }

  /** The notebook was renamed. */
  move(path: string): void {
    if (path === this.home.path) return;
    const from = this.home;
    this.home = { ...from, path };
    for (const [slot, row] of this.own) this.own.set(slot, { ...row, path });
    for (const [slot, row] of this.waiting) this.waiting.set(slot, { ...row, path });
    void this.options.rows.move(from, path).catch(() => undefined);
  }

  dispose(): void {
    this.unsubscribe();
  }
}
