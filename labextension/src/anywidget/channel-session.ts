// A session over the messages of an anywidget. The kernel merges each edit and writes it into a file beside the
// notebook; what it has not confirmed is not saved.
import {
  type Codebook,
  cleanReaderName,
  type Delta,
  type Document,
  type SaveState,
  type Session,
  Store
} from '../model';
import type { Adjudication } from '../model/adjudication';
import type { Bundle } from '../model/bundle';
import { member } from '../model/json';
import { type FromKernel, fromKernel, type ToKernel } from '../model/link';
import type { Suggestions } from '../model/suggestions';
import { Unconfirmed } from './unconfirmed';

export interface Channel {
  send(message: ToKernel): void;
  on(event: 'msg:custom', listener: (message: unknown) => void): void;
  off(event: 'msg:custom', listener: (message: unknown) => void): void;
}

type Memory = Pick<Storage, 'getItem' | 'setItem'>;

const NAME = 'jupyter-annotator:reader';
/** How long the kernel may be silent before it is said, in milliseconds. */
const PATIENCE = 5_000;
/** Between attempts to reach it again; they wait in line where a cell runs. */
const AGAIN = 30_000;
const SILENT =
  'Python does not answer: it may be running a cell, or have stopped. Keep this page open, and run the cell again.';

function remembered(memory: Memory): string | null {
  try {
    return cleanReaderName(memory.getItem(NAME) ?? '');
  } catch {
    // Nobody has said a name here, or the browser keeps nothing for this page.
    return null;
  }
}

export class ChannelSession implements Session {
  readonly document: Document;
  readonly codebook: Codebook;
  readonly suggestions?: Suggestions;
  readonly adjudication?: Adjudication;
  reader: string | null;
  readonly suggestedReader: string;
  store: Store | null = null;
  save: SaveState = { state: 'saved' };
  link: 'live' | 'none' = 'none';
  notices: string[] = [];
  readonly otherReaders: string[] = [];
  private readonly stores = new Map<string, Store>();
  private readonly listeners = new Set<() => void>();
  private readonly unconfirmed = new Unconfirmed();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly bundle: Bundle,
    payload: unknown,
    private readonly channel: Channel,
    private readonly memory: Memory
  ) {
    this.document = bundle.document;
    this.codebook = bundle.codebook;
    this.suggestions = bundle.suggestions;
    this.adjudication = bundle.adjudication;
    const suggested = member(payload, 'suggested_reader');
    this.suggestedReader = typeof suggested === 'string' ? suggested : '';
    this.reader = bundle.reader ?? remembered(memory);
    channel.on('msg:custom', this.receive);
    if (this.reader !== null) this.begin(this.reader);
  }

  readonly setReader = (name: string): void => {
    const clean = cleanReaderName(name);
    if (this.bundle.reader === null) {
      try {
        this.memory.setItem(NAME, clean);
      } catch {
        // A browser that keeps nothing asks again next time.
      }
    }
    this.begin(clean);
    this.changed();
  };

  private begin(reader: string): void {
    this.reader = reader;
    const known = this.stores.get(reader);
    const { document, codebook } = this;
    this.store = known ?? new Store({ document, codebook, reader });
    if (!known) {
      this.stores.set(reader, this.store);
      this.store.subscribe(({ delta, origin }) => {
        if (origin !== 'kernel') this.edited(reader, delta);
      });
    }
    this.ask(reader);
  }

  /** Asks for the reading that the kernel has, and gives what this page has. */
  private ask(reader: string): void {
    const reading = this.stores.get(reader)?.reading ?? null;
    this.channel.send({ type: 'open', reader, reading });
  }

  private edited(reader: string, delta: Delta): void {
    this.unconfirmed.sent(reader, delta);
    if (this.save.state !== 'failed') this.save = { state: 'saving' };
    this.timer ??= setTimeout(() => this.waited(), PATIENCE);
    this.channel.send({ type: 'delta', reader, delta });
    this.changed();
  }

  private waited(): void {
    this.timer = undefined;
    if (this.save.state === 'saved') return;
    if (this.save.state === 'saving') this.save = { state: 'unsaved', why: SILENT };
    this.link = 'none';
    this.saveNow();
    this.changed();
  }

  readonly saveNow = (): void => {
    if (this.reader !== null) this.ask(this.reader);
    this.timer ??= setTimeout(() => this.waited(), AGAIN);
  };

  private readonly receive = (content: unknown): void => {
    const message = fromKernel(content);
    if (!message) return;
    this.link = 'live';
    this.take(message);
    this.changed();
  };

  private take(message: FromKernel): void {
    const store = message.reader === undefined ? this.store : this.stores.get(message.reader);
    if (message.type === 'error') {
      this.save = { state: 'failed', why: message.what };
    } else if (message.type === 'saved') {
      if (this.unconfirmed.isEmpty) this.saved();
      const notice = `Kept in ${message.file}, beside the notebook.`;
      if (message.file && this.notices[0] !== notice) this.notices = [notice];
    } else if (store) {
      const part = message.type === 'reading' ? message.reading : message.delta;
      this.unconfirmed.heard(store.reader, part);
      store.receive(part, 'kernel');
      // Asked again after a silence, the kernel turns out to have all of it: it wrote it then, or said why not.
      if (message.type === 'reading' && this.save.state === 'unsaved' && this.unconfirmed.isEmpty)
        this.saved();
    }
  }

  private saved(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.save = { state: 'saved' };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private changed(): void {
    for (const listener of this.listeners) listener();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.channel.off('msg:custom', this.receive);
  }
}
