// One reading and its key in the notebook's metadata: each follows the other, and both merge.
import type { ISignal } from '@lumino/signaling';
import { canonical, MergeError, merge, metadataKey, type Reading, repair, Store } from '../model';
import type { Bundle } from '../model/bundle';
import { isObject } from '../model/json';

/** What is used of a notebook's shared model. `deleteMetadata` is not: it rewrites the keys of everybody. */
export interface MetadataOwner {
  getMetadata(key: string): unknown;
  setMetadata(key: string, value: never): void;
  readonly metadataChanged: ISignal<unknown, { key: string; type: string; newValue?: unknown }>;
}

/**
 * Readings with more records than this are written a little after an edit, the others at once: JupyterLab copies and
 * compares the whole value, which at 1,000 annotations took four fifths of the time from key press to paint.
 */
const LARGE = 200;
/** In milliseconds. */
const PAUSE = 150;

export class ReadingInNotebook {
  readonly key: string;
  readonly store: Store;
  private isPending = false;
  private isWriting = false;
  /** All that is pending answers changes from elsewhere. */
  private isAnswer = false;
  private hasKey: boolean;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly unsubscribe: () => void;

  /**
   * `edited` is called whenever the notebook's file lacks something that is in the reading; `who` says who sits at the
   * page, where that is known.
   */
  constructor(
    private readonly notebook: MetadataOwner,
    { document, codebook }: Bundle,
    reader: string,
    private readonly edited: () => void,
    who?: () => string | undefined
  ) {
    this.key = metadataKey(document.id, reader);
    const reading = notebook.getMetadata(this.key);
    this.hasKey = reading !== undefined;
    this.store = new Store({ document, codebook, reader, reading, who });
    this.unsubscribe = this.store.subscribe(({ origin }) => {
      if (origin !== 'notebook') this.changed();
    });
    notebook.metadataChanged.connect(this.onMetadataChanged, this);
  }

  /** Whether the notebook has a value under this key. */
  get isStored(): boolean {
    return this.hasKey;
  }

  private receive(value: unknown): void {
    const { document, codebook, reader } = this.store;
    const hadContent = !this.isEmpty;
    this.store.receive(isObject(value) ? value : repair(value, document, codebook, reader), 'notebook');
    // A value that brought all there is stays as it is, broken parts included, until the first edit.
    if (hadContent && canonical(value) !== canonical(this.store.reading)) this.changed(true);
  }

  private onMetadataChanged(_: unknown, change: { key: string; type: string; newValue?: unknown }): void {
    if (change.key !== this.key || this.isWriting) return;
    const value = change.type === 'remove' ? undefined : change.newValue;
    this.hasKey = value !== undefined;
    // A notebook that was loaded again from an older file gets back what it lacks.
    if (value === undefined) {
      if (!this.isEmpty) this.changed(true);
    } else this.receive(value);
  }

  private get isEmpty(): boolean {
    const { annotations, relations, answers, removed } = this.store.reading;
    return [annotations, relations, answers, removed].every(records => Object.keys(records).length === 0);
  }

  /**
   * `later` answers a change that came from elsewhere. It must not be answered while it is being told: two pages would
   * answer each other's answers for ever.
   */
  private changed(later = false): void {
    if (this.store.checked.readOnly) return;
    this.isAnswer = later && (this.isAnswer || !this.isPending);
    this.isPending = true;
    const { annotations, relations } = this.store.checked;
    const isSmall = Object.keys(annotations).length + Object.keys(relations).length < LARGE;
    if (isSmall && !later) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), PAUSE);
    this.edited();
  }

  /** Writes what is not yet in the notebook. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (!this.isPending) return;
    this.isPending = false;
    this.hasKey = true;
    const { reading } = this.store;
    // Another page may have answered the same meanwhile.
    if (this.isAnswer && canonical(this.notebook.getMetadata(this.key)) === canonical(reading)) return;
    this.isWriting = true;
    try {
      this.notebook.setMetadata(this.key, reading as never);
    } finally {
      this.isWriting = false;
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.unsubscribe();
    this.notebook.metadataChanged.disconnect(this.onMetadataChanged, this);
  }
}

/** Merges a value from the file into a notebook that shows no view of this reading. */
export function takeInto(notebook: MetadataOwner, key: string, value: unknown): void {
  const mine = notebook.getMetadata(key);
  let merged = value;
  if (isObject(mine) && isObject(value)) {
    try {
      merged = merge(mine as unknown as Reading, value as unknown as Reading);
    } catch (error) {
      // Two things that are no readings of one kind: the file's is the later one.
      if (!(error instanceof MergeError)) throw error;
    }
  }
  notebook.setMetadata(key, merged as never);
}
