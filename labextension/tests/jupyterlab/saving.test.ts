import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Outcome, Saving } from '../../src/jupyterlab/saving';

/** A notebook that is saved as JupyterLab does it: `started` at once, `completed` or `failed` later. */
class Notebook {
  content = 0;
  disk = 0;
  dirty = false;
  attempts = 0;
  refusal: string | null = null;
  saving: Saving;

  constructor(readonly settings = { autosave: true, autosaveDelay: 1000 }) {
    this.saving = new Saving(
      { attempt: () => this.attempt(), flush: () => undefined, setDirty: () => (this.dirty = true) },
      settings
    );
  }

  edit(): void {
    this.content++;
    this.dirty = true;
    this.saving.edited();
  }

  /** What Ctrl+S does; the write takes 100 ms. */
  async save(): Promise<void> {
    this.saving.observe('started');
    const written = this.content;
    await new Promise(resolve => setTimeout(resolve, 100));
    this.disk = written;
    this.dirty = false;
    this.saving.observe('completed');
  }

  private async attempt(): Promise<Outcome> {
    this.attempts++;
    if (this.refusal !== null) return { saved: false, why: this.refusal };
    await this.save();
    return { saved: true };
  }

  get shown(): string {
    return this.saving.state.state;
  }
}

describe('saving', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('saves once, a moment after the last edit', async () => {
    const notebook = new Notebook();
    expect(notebook.shown).toBe('saved');
    notebook.edit();
    expect(notebook.shown).toBe('saving');
    await vi.advanceTimersByTimeAsync(900);
    notebook.edit();
    await vi.advanceTimersByTimeAsync(900);
    expect(notebook.disk).toBe(0);
    await vi.advanceTimersByTimeAsync(300);
    expect([notebook.shown, notebook.disk, notebook.attempts]).toEqual(['saved', 2, 1]);
  });

  it('saves while somebody edits without a pause', async () => {
    const notebook = new Notebook();
    for (let edit = 0; edit < 20; edit++) {
      notebook.edit();
      await vi.advanceTimersByTimeAsync(500);
    }
    expect(notebook.disk).toBeGreaterThan(5);
  });

  it('is not saved before the last edit is on disk', async () => {
    const notebook = new Notebook();
    notebook.edit();
    await vi.advanceTimersByTimeAsync(1050);
    notebook.edit();
    await vi.advanceTimersByTimeAsync(100);
    expect([notebook.disk, notebook.shown, notebook.dirty]).toEqual([1, 'saving', true]);
    await vi.advanceTimersByTimeAsync(1200);
    expect([notebook.disk, notebook.shown, notebook.dirty]).toEqual([2, 'saved', false]);
  });

  it('takes a save of the reader’s own for a save', async () => {
    const notebook = new Notebook();
    notebook.edit();
    void notebook.save();
    await vi.advanceTimersByTimeAsync(150);
    expect(notebook.shown).toBe('saved');
    await vi.advanceTimersByTimeAsync(5000);
    expect(notebook.attempts).toBe(0);
  });

  it('trusts the older of two saves that overlap', async () => {
    const notebook = new Notebook({ autosave: false, autosaveDelay: 1000 });
    notebook.edit();
    void notebook.save();
    await vi.advanceTimersByTimeAsync(50);
    notebook.edit();
    void notebook.save();
    await vi.advanceTimersByTimeAsync(60);
    expect([notebook.disk, notebook.shown]).toEqual([1, 'unsaved']);
    await vi.advanceTimersByTimeAsync(60);
    expect([notebook.disk, notebook.shown]).toEqual([2, 'saved']);
  });

  it('says why it is not saved, tries again ever more slowly, and recovers', async () => {
    const notebook = new Notebook();
    notebook.refusal = 'the server does not answer.';
    notebook.edit();
    await vi.advanceTimersByTimeAsync(1000);
    expect(notebook.saving.state).toEqual({ state: 'failed', why: 'the server does not answer.' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(notebook.attempts).toBeLessThan(8);
    expect(notebook.attempts).toBeGreaterThan(3);
    notebook.edit();
    expect(notebook.shown).toBe('failed');
    notebook.refusal = null;
    await vi.advanceTimersByTimeAsync(31_000);
    expect([notebook.shown, notebook.disk]).toEqual(['saved', 2]);
  });

  it('does not wait for ever for a save that was cancelled in a dialog', async () => {
    const notebook = new Notebook();
    notebook.edit();
    notebook.saving.observe('started');
    await vi.advanceTimersByTimeAsync(5000);
    notebook.edit();
    await vi.advanceTimersByTimeAsync(10_000);
    expect([notebook.shown, notebook.disk]).toEqual(['saved', 2]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(notebook.attempts).toBeLessThan(4);
  });

  it('leaves saving to the reader where it is told so', async () => {
    const notebook = new Notebook({ autosave: false, autosaveDelay: 1000 });
    notebook.edit();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(notebook.saving.state.state).toBe('unsaved');
    expect(notebook.saving.state.why).toContain('Ctrl+S');
    expect(notebook.attempts).toBe(0);
    notebook.saving.saveNow();
    await vi.advanceTimersByTimeAsync(200);
    expect(notebook.shown).toBe('saved');
  });

  it('follows the setting', async () => {
    const notebook = new Notebook({ autosave: false, autosaveDelay: 1000 });
    notebook.edit();
    notebook.settings.autosave = true;
    notebook.saving.reconsider();
    await vi.advanceTimersByTimeAsync(1200);
    expect(notebook.shown).toBe('saved');
  });

  it('does nothing after its end', async () => {
    const notebook = new Notebook();
    notebook.edit();
    notebook.saving.dispose();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(notebook.attempts).toBe(0);
  });
});
