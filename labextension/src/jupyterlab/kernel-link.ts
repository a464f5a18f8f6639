// The kernel hears of each edit and the page of each of the kernel's: two comms per reading, opened by the page.
//
// Two, because ipykernel 7.4 routes the messages of a comm to the shell that last sent on it: where the kernel has sent
// on a comm, edits on the same comm would wait for the cell that runs.
import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel } from '@jupyterlab/services';
import type { Store } from '../model';
import { fromKernel, type ToKernel } from '../model/link';
import { clientId } from './client-id';

const TARGET = 'jupyter-annotator';
/** How long a subshell may take to start, in milliseconds; where kernels have none the promise never settles. */
const SUBSHELL_WAIT = 1_000;

type Role = 'state' | 'edits';
type MaybeSubshell = Kernel.IComm & { subshellStarted?: Promise<void> };

/** Waits until the comm may be opened without falling back to the shell that cells run in. */
async function subshell(kernel: Kernel.IKernelConnection, comm: MaybeSubshell): Promise<void> {
  await kernel.info;
  if (!comm.subshellStarted || !kernel.supportsSubshells) return;
  const patience = new Promise<void>(resolve => setTimeout(resolve, SUBSHELL_WAIT));
  await Promise.race([comm.subshellStarted.catch(() => undefined), patience]);
}

function close(comm: Kernel.IComm | undefined): void {
  if (!comm || comm.isDisposed) return;
  comm.onMsg = () => undefined;
  comm.onClose = () => undefined;
  try {
    comm.close();
  } catch {
    comm.dispose();
  }
}

export class KernelLink {
  private readonly client: { id: string; release(): void };
  private comms: Partial<Record<Role, Kernel.IComm>> = {};
  private attempt = 0;
  private isConnecting = false;
  private isOpen = false;
  private hasRun = false;
  private isLive = false;
  private readonly unsubscribe: () => void;
  private readonly leave = () => this.drop();

  /** `changed` is called whenever `live` changed. */
  constructor(
    private readonly sessionContext: ISessionContext,
    private readonly store: Store,
    private readonly changed: () => void
  ) {
    this.client = clientId(`${store.document.id} ${store.reader}`);
    this.unsubscribe = store.subscribe(({ delta, origin }) => {
      if (origin !== 'kernel') this.send({ type: 'delta', reader: store.reader, delta });
    });
    sessionContext.kernelChanged.connect(this.onKernelChanged, this);
    sessionContext.statusChanged.connect(this.onStatusChanged, this);
    sessionContext.connectionStatusChanged.connect(this.onConnectionChanged, this);
    sessionContext.iopubMessage.connect(this.onMessage, this);
    window.addEventListener('pagehide', this.leave);
    void this.connect();
  }

  get live(): boolean {
    return this.isLive;
  }

  /** Opens the comms if they are not open; without an object in the kernel that is the end of it. */
  async connect(): Promise<void> {
    const kernel = this.sessionContext.session?.kernel;
    if (this.isLive || this.isConnecting || this.store.checked.readOnly) return;
    // Only one connection of a page to a kernel may have comms: a second notebook with the same kernel has none.
    if (!kernel || kernel.isDisposed || !kernel.handleComms || kernel.status === 'dead') return;
    const attempt = ++this.attempt;
    this.isConnecting = true;
    try {
      // The second comm is opened only where the first was welcome: kernels log each one that nobody wants.
      if (!(await this.open(kernel, 'state', attempt)) || !(await this.open(kernel, 'edits', attempt)))
        return;
      this.isOpen = true;
      this.send({ type: 'open', reader: this.store.reader, reading: this.store.reading });
    } catch {
      // The kernel went away, or comms are disabled: there is no link, and annotating goes on.
      if (attempt === this.attempt) this.drop();
    } finally {
      if (attempt === this.attempt) this.isConnecting = false;
    }
  }

  /** Whether the comm is open after the kernel has looked at it. */
  private async open(kernel: Kernel.IKernelConnection, role: Role, attempt: number): Promise<boolean> {
    const comm = kernel.createComm(TARGET);
    this.comms[role] = comm;
    comm.onMsg = ({ content }) => this.receive(content.data);
    comm.onClose = () => this.drop();
    await subshell(kernel, comm);
    if (attempt !== this.attempt) {
      close(comm);
      return false;
    }
    const { document, reader } = this.store;
    await comm.open({ role, document: document.id, reader, client: this.client.id }).done;
    return attempt === this.attempt && !comm.isDisposed && this.comms[role] === comm;
  }

  private receive(data: unknown): void {
    const message = fromKernel(data);
    if (message?.type === 'reading') {
      this.store.receive(message.reading, 'kernel');
      this.setLive(this.isOpen);
    } else if (message?.type === 'delta') this.store.receive(message.delta, 'kernel');
    else if (message?.type === 'error') console.warn(`jupyter-annotator: the kernel says: ${message.what}`);
  }

  private send(message: ToKernel): void {
    const { edits } = this.comms;
    if (!this.isOpen || !edits || edits.isDisposed) return;
    try {
      edits.send(message as never);
    } catch {
      this.drop();
    }
  }

  private setLive(live: boolean): void {
    if (live === this.isLive) return;
    this.isLive = live;
    this.changed();
  }

  /** Lets go of both comms; the next run of a cell, or the next kernel, connects again. */
  private drop(): void {
    this.attempt++;
    this.isConnecting = false;
    this.isOpen = false;
    const { state, edits } = this.comms;
    this.comms = {};
    close(edits);
    close(state);
    this.setLive(false);
  }

  private onKernelChanged(): void {
    this.drop();
    void this.connect();
  }

  private onMessage(_: unknown, message: { header: { msg_type: string } }): void {
    if (message.header.msg_type === 'execute_input') this.hasRun = true;
  }

  private onStatusChanged(_: unknown, status: Kernel.Status): void {
    if (['restarting', 'autorestarting', 'dead', 'terminating'].includes(status)) this.drop();
    if (status === 'idle' && this.hasRun) {
      this.hasRun = false;
      void this.connect();
    }
  }

  /** What was said while the connection was down is said again. */
  private onConnectionChanged(_: unknown, status: Kernel.ConnectionStatus): void {
    if (status === 'connected' && this.isLive) {
      this.send({ type: 'open', reader: this.store.reader, reading: this.store.reading });
    }
  }

  dispose(): void {
    window.removeEventListener('pagehide', this.leave);
    this.unsubscribe();
    this.sessionContext.kernelChanged.disconnect(this.onKernelChanged, this);
    this.sessionContext.statusChanged.disconnect(this.onStatusChanged, this);
    this.sessionContext.connectionStatusChanged.disconnect(this.onConnectionChanged, this);
    this.sessionContext.iopubMessage.disconnect(this.onMessage, this);
    this.drop();
    this.client.release();
  }
}
