// Whether what was tagged is on disk: a state machine around the saves of a notebook, ours and everybody's.
import { type ISignal, Signal } from '@lumino/signaling';
import { msg, type SaveState } from '../model';

/** How an attempt to save ended; `why` says what to do, in plain words. */
export type Outcome = { saved: true } | { saved: false; why: string };

export interface SavingHost {
  /** Saves the notebook, or says why not. Never rejects, never asks. */
  attempt(): Promise<Outcome>;
  /**
   * Writes what is tagged into the notebook's model; called right before anybody's save takes it from there. What it
   * gives back is called when that save has ended well.
   */
  flush(): (() => void) | undefined;
  /** The notebook holds edits that its last save has not. */
  setDirty(): void;
}

export interface SavingSettings {
  readonly autosave: boolean;
  /** In milliseconds. */
  readonly autosaveDelay: number;
}

/** A save that was cancelled in a dialog tells nobody; after this long, in milliseconds, it is not waited for. */
const FORGOTTEN_AFTER = 30_000;
/** Waits between attempts, in milliseconds; the last one repeats. */
const BACKOFF = [2_000, 4_000, 8_000, 15_000, 30_000];
/** Who edits without a pause is saved after this many delays all the same. */
const PATIENCE = 5;

const PRESS = msg('press Ctrl+S to save the notebook.');
export const NOT_WRITTEN = msg(
  'Jupyter could not write the notebook file. Go on: it is tried again and again. Look whether the disk has room, or keep a copy.'
);

export class Saving {
  private edits = 0;
  private saved = 0;
  private under: { edits: number; since: number; ended: (() => void) | undefined }[] = [];
  private problem: string | null = null;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private firstWait = 0;
  private attempting = false;
  private disposed = false;
  private shown: SaveState = { state: 'saved' };
  private readonly _changed = new Signal<this, void>(this);

  constructor(
    private readonly host: SavingHost,
    private readonly settings: SavingSettings,
    private readonly now: () => number = Date.now
  ) {}

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get state(): SaveState {
    return this.shown;
  }

  /** Something was tagged that the file does not hold yet. */
  edited(): void {
    this.edits++;
    // After a failure the backoff decides: a file that cannot be written is not tried at each key.
    if (this.settings.autosave && this.failures === 0) this.schedule(this.patience());
    this.show();
  }

  /** An attempt at once, because the reader asks for it or is about to leave. */
  saveNow(): void {
    if (this.edits > this.saved) void this.attempt();
  }

  /** The server may be back: what waits for it need not wait any longer. */
  retry(): void {
    if (this.problem !== null && this.settings.autosave) this.saveNow();
  }

  /** Settings changed. */
  reconsider(): void {
    if (this.edits > this.saved && this.settings.autosave) this.schedule(this.settings.autosaveDelay);
    if (!this.settings.autosave) clearTimeout(this.timer);
    this.show();
  }

  /** Follows the `saveState` of the notebook's context. */
  observe(state: string): void {
    if (state === 'started') {
      const ended = this.host.flush();
      const since = this.now();
      this.under = this.under.filter(save => since - save.since < FORGOTTEN_AFTER);
      this.under.push({ edits: this.edits, since, ended });
    } else if (state === 'completed') {
      this.completed();
    } else if (state === 'failed') {
      this.under.shift();
      // An attempt of ours says itself why it failed.
      if (!this.attempting && this.edits > this.saved) this.failed(NOT_WRITTEN);
    }
    this.show();
  }

  /** A save ended well. Where saves overlapped the oldest of them is the one that is sure. */
  private completed(): void {
    const save = this.under.shift();
    if (save) this.saved = Math.max(this.saved, save.edits);
    save?.ended?.();
    this.problem = null;
    this.failures = 0;
    if (this.edits > this.saved) {
      // JupyterLab takes the notebook for clean now.
      this.host.setDirty();
      if (this.settings.autosave) this.schedule(this.settings.autosaveDelay);
    } else this.stop();
  }

  private async attempt(): Promise<void> {
    if (this.attempting || this.disposed) return;
    this.stop();
    this.attempting = true;
    this.show();
    const outcome = await this.host.attempt();
    this.attempting = false;
    if (this.disposed) return;
    if (!outcome.saved) {
      this.failed(outcome.why);
    } else if (this.edits > this.saved && this.settings.autosave && this.timer === undefined) {
      this.schedule(this.settings.autosaveDelay);
    }
    this.show();
  }

  private failed(why: string): void {
    this.problem = why;
    this.failures++;
    if (this.settings.autosave) this.schedule(BACKOFF[Math.min(this.failures, BACKOFF.length) - 1] as number);
  }

  private patience(): number {
    const { autosaveDelay } = this.settings;
    if (this.timer === undefined) this.firstWait = this.now();
    const left = this.firstWait + PATIENCE * autosaveDelay - this.now();
    return Math.max(0, Math.min(autosaveDelay, left));
  }

  private schedule(delay: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.attempt();
    }, delay);
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private current(): SaveState {
    if (this.edits === this.saved) return { state: 'saved' };
    if (this.problem !== null) return { state: 'failed', why: this.problem };
    if (this.settings.autosave || this.attempting) return { state: 'saving' };
    return { state: 'unsaved', why: PRESS };
  }

  private show(): void {
    const next = this.current();
    if (next.state === this.shown.state && next.why === this.shown.why) return;
    this.shown = next;
    this._changed.emit();
  }

  dispose(): void {
    this.disposed = true;
    this.stop();
    Signal.clearData(this);
  }
}
