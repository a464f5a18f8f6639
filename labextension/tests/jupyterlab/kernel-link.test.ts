// @vitest-environment jsdom
import type { ISessionContext } from '@jupyterlab/apputils';
import { Signal } from '@lumino/signaling';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { KernelLink } from '../../src/jupyterlab/kernel-link';
import { merge, mergeDelta, type Reading, Store } from '../../src/model';
import { CODEBOOK, copyOf, DOCUMENT, newAnnotation } from '../model/support';

type Data = Record<string, unknown>;

/** A comm to a kernel that does what src/annotator/widgets/link.py does. */
class Comm {
  onMsg: (message: { content: { data: Data } }) => void = () => undefined;
  onClose: (message: unknown) => void = () => undefined;
  isDisposed = false;
  role = '';

  constructor(readonly kernel: Kernel) {}

  open(data: Data) {
    return { done: this.kernel.opened(this, data) };
  }

  send(data: Data): void {
    if (this.isDisposed) throw new Error('Cannot send');
    this.kernel.received(this, copyOf(data));
  }

  say(data: Data): void {
    if (!this.isDisposed) this.onMsg({ content: { data: copyOf(data) } });
  }

  close(): void {
    this.dispose();
    this.kernel.comms.delete(this);
  }

  closeFromKernel(): void {
    this.onClose({});
    this.close();
  }

  dispose(): void {
    this.isDisposed = true;
  }
}

class Kernel {
  isDisposed = false;
  handleComms = true;
  status = 'idle';
  supportsSubshells = false;
  info = Promise.resolve({});
  comms = new Set<Comm>();
  /** The object of the article, if a cell has made one. */
  reading: Reading | null = null;
  log: string[] = [];

  createComm(): Comm {
    if (!this.handleComms) throw new Error('Comms are disabled on this kernel connection');
    const comm = new Comm(this);
    this.comms.add(comm);
    return comm;
  }

  async opened(comm: Comm, data: Data): Promise<void> {
    comm.role = String(data.role);
    this.log.push(`open ${comm.role}`);
    await Promise.resolve();
    if (!this.reading) comm.closeFromKernel();
  }

  received(comm: Comm, message: Data): void {
    this.log.push(String(message.type));
    if (!this.reading || comm.role !== 'edits') throw new Error(`not expected on ${comm.role}`);
    if (message.type === 'delta') this.reading = mergeDelta(this.reading, message.delta);
    else {
      this.reading = merge(this.reading, message.reading as Reading);
      this.say({ type: 'reading', reading: this.reading });
    }
  }

  say(message: Data): void {
    for (const comm of this.comms) if (comm.role === 'state') comm.say(message);
  }
}

class SessionContext {
  session: { kernel: Kernel } | null;
  kernelChanged = new Signal<this, object>(this);
  statusChanged = new Signal<this, string>(this);
  connectionStatusChanged = new Signal<this, string>(this);
  iopubMessage = new Signal<this, object>(this);

  constructor(kernel: Kernel | null) {
    this.session = kernel && { kernel };
  }

  run(): void {
    this.iopubMessage.emit({ header: { msg_type: 'execute_input' } });
    this.statusChanged.emit('idle');
  }
}

const links: KernelLink[] = [];

function setUp(kernel: Kernel | null) {
  const context = new SessionContext(kernel);
  const store = new Store({ document: DOCUMENT, codebook: CODEBOOK, reader: 'ada' });
  const changed = vi.fn();
  const link = new KernelLink(context as unknown as ISessionContext, store, changed);
  links.push(link);
  const add = (id: string) => store.edit({ type: 'add', id, annotation: newAnnotation(0, 7) });
  const ids = () => Object.keys(store.checked.annotations).sort();
  return { context, store, link, changed, add, ids };
}

function kernelWith(reading: Reading | null = null): Kernel {
  const kernel = new Kernel();
  kernel.reading = reading ?? new Store({ document: DOCUMENT, codebook: CODEBOOK, reader: 'ada' }).reading;
  return kernel;
}

const idsIn = (kernel: Kernel) => Object.keys(kernel.reading?.annotations ?? {}).sort();
const live = async (link: KernelLink) => vi.waitFor(() => expect(link.live).toBe(true));
const settle = () => new Promise(resolve => setTimeout(resolve, 20));

describe('the link to the kernel', () => {
  afterEach(() => {
    for (const link of links.splice(0)) link.dispose();
  });

  it('brings both what the other has, and each edit', async () => {
    const kernel = kernelWith();
    const { add, ids, link, changed } = setUp(kernel);
    add('a-1');
    await live(link);
    expect(changed).toHaveBeenCalledTimes(1);
    expect(idsIn(kernel)).toEqual(['a-1']);
    add('a-2');
    expect(idsIn(kernel)).toEqual(['a-1', 'a-2']);
    const elsewhere = mergeDelta(kernel.reading as Reading, {
      annotations: { 'a-3': { ...newAnnotation(0, 7), values: {}, rev: 1, by: 'py' } }
    });
    kernel.say({ type: 'delta', delta: { annotations: elsewhere.annotations } });
    expect(ids()).toEqual(['a-1', 'a-2', 'a-3']);
    expect(kernel.log).toEqual(['open state', 'open edits', 'open', 'delta']);
  });

  it('goes without a kernel, and with one whose comms are another notebook’s', async () => {
    const none = setUp(null);
    const kernel = kernelWith();
    kernel.handleComms = false;
    const disabled = setUp(kernel);
    none.add('a-1');
    disabled.add('a-1');
    await settle();
    expect([none.link.live, disabled.link.live, none.ids(), disabled.ids()]).toEqual([
      false,
      false,
      ['a-1'],
      ['a-1']
    ]);
  });

  it('asks once where the kernel has no object, and again when a cell has run', async () => {
    const kernel = new Kernel();
    const { context, link, add } = setUp(kernel);
    await settle();
    context.statusChanged.emit('idle');
    await settle();
    expect([kernel.log, kernel.comms.size, link.live]).toEqual([['open state'], 0, false]);
    add('a-1');
    kernel.reading = kernelWith().reading;
    context.run();
    await live(link);
    expect(idsIn(kernel)).toEqual(['a-1']);
  });

  it('begins again with another kernel, and after a restart when a cell has run', async () => {
    const first = kernelWith();
    const { context, link, add } = setUp(first);
    await live(link);
    context.statusChanged.emit('restarting');
    expect(link.live).toBe(false);
    add('a-1');
    context.run();
    await live(link);
    expect(idsIn(first)).toEqual(['a-1']);
    const second = kernelWith();
    context.session = { kernel: second };
    context.kernelChanged.emit({});
    expect(link.live).toBe(false);
    await live(link);
    expect([idsIn(second), first.comms.size]).toEqual([['a-1'], 0]);
  });

  it('says again what was said while the connection was down', async () => {
    const kernel = kernelWith();
    const { context, link, add } = setUp(kernel);
    await live(link);
    const received = kernel.received;
    kernel.received = () => undefined;
    add('a-1');
    kernel.received = received;
    expect(idsIn(kernel)).toEqual([]);
    context.connectionStatusChanged.emit('connected');
    expect(idsIn(kernel)).toEqual(['a-1']);
  });

  it('is gone when the kernel closes it, and leaves no comm behind at its end', async () => {
    const kernel = kernelWith();
    const { link, add, ids } = setUp(kernel);
    await live(link);
    for (const comm of [...kernel.comms]) comm.closeFromKernel();
    expect(link.live).toBe(false);
    add('a-1');
    expect(ids()).toEqual(['a-1']);
    link.dispose();
    expect(kernel.comms.size).toBe(0);
  });
});
