// A reading that is open on the page: bound to its key in the notebook, and to the kernel.
import type { ISessionContext } from '@jupyterlab/apputils';
import type { Store } from '../model';
import type { Bundle } from '../model/bundle';
import { KernelLink } from './kernel-link';
import { type MetadataOwner, ReadingInNotebook } from './metadata';

export interface OpenReadingOptions {
  notebook: MetadataOwner;
  sessionContext: ISessionContext;
  bundle: Bundle;
  reader: string;
  /** Called when the notebook's file lacks something. */
  edited(): void;
  /** Called when the link to the kernel came or went. */
  linked(): void;
}

export class OpenReading {
  readonly stored: ReadingInNotebook;
  private readonly kernel: KernelLink;

  constructor({ notebook, sessionContext, bundle, reader, edited, linked }: OpenReadingOptions) {
    this.stored = new ReadingInNotebook(notebook, bundle, reader, edited);
    this.kernel = new KernelLink(sessionContext, this.stored.store, linked);
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
    this.stored.dispose();
  }
}
