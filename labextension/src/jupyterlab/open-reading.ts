// A reading that is open on the page: bound to its key in the notebook, and to the kernel.
import type { ISessionContext } from '@jupyterlab/apputils';
import { Draft, type Home, type Recovered, type Rows } from '../drafts';
import type { Store } from '../model';
import type { Bundle } from '../model/bundle';
import { KernelLink } from './kernel-link';
import { type MetadataOwner, ReadingInNotebook } from './metadata';

export interface OpenReadingOptions {
  notebook: MetadataOwner;
  sessionContext: ISessionContext;
  bundle: Bundle;
  reader: string;
  /** Who sits at the page, where that is known. */
  who(): string | undefined;
  /** Called when the notebook's file lacks something. */
  edited(): void;
  /** Called when something that is shown beside the reading changed: the link to the kernel, a draft. */
  told(): void;
  drafts: {
    rows: Rows;
    root: string;
    path: string;
    exists(path: string): Promise<boolean>;
    kept(isKept: boolean): void;
  };
}

export class OpenReading {
  readonly stored: ReadingInNotebook;
  readonly draft: Draft;
  /** What an earlier page left, until the reader has taken note of it. */
  recovered: Recovered | null = null;
  private readonly kernel: KernelLink;
  private readonly told: () => void;

  constructor({ notebook, sessionContext, bundle, reader, who, edited, told, drafts }: OpenReadingOptions) {
    this.stored = new ReadingInNotebook(notebook, bundle, reader, edited, who);
    this.told = told;
    const { store } = this;
    const { root, path, ...browser } = drafts;
    const home: Home = { root, path, document: store.document.id, reader };
    this.draft = new Draft({ ...browser, store, home });
    this.kernel = new KernelLink(sessionContext, store, told);
    void this.draft.recover().then(recovered => recovered && this.setRecovered(recovered));
  }

  setRecovered(recovered: Recovered | null): void {
    this.recovered = recovered;
    this.told();
  }

  get store(): Store {
    return this.stored.store;
  }

  get live(): boolean {
    return this.kernel.live;
  }

  connect(): void {
    void this.kernel.connect();
  }

  dispose(): void {
    this.kernel.dispose();
    this.draft.dispose();
    this.stored.dispose();
  }
}
