import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Channel, ChannelSession } from '../../src/anywidget/channel-session';
import { merge, mergeDelta, type Reading } from '../../src/model';
import type { ToKernel } from '../../src/model/link';
import { CODEBOOK, copyOf, DOCUMENT, newAnnotation, readingWith } from '../model/support';

/** The kernel's end as `Annotator._received` has it: repeats what it took in, then says that it has saved. */
class Kernel implements Channel {
  readings: Record<string, Reading> = {};
  file: Record<string, Reading> = {};
  listeners = new Set<(message: unknown) => void>();
  isSilent = false;
  diskIsFull = false;
  unsaved = false;

  on(_: 'msg:custom', listener: (message: unknown) => void): void {
    this.listeners.add(listener);
  }

  off(_: 'msg:custom', listener: (message: unknown) => void): void {
    this.listeners.delete(listener);
  }

  say(message: object): void {
    for (const listener of this.listeners) listener(copyOf(message));
  }

  send(message: ToKernel): void {
    if (this.isSilent) return;
    const { reader, type } = copyOf(message);
    const before = this.readings[reader] ?? readingWith({ reader });
    const after =
      message.type === 'delta'
        ? mergeDelta(before, message.delta)
        : message.reading
          ? merge(before, message.reading)
          : before;
    this.readings[reader] = after;
    if (type === 'open') this.say({ type: 'reading', reader, reading: after });
    if (type === 'delta' && message.type === 'delta')
      this.say({ type: 'delta', reader, delta: message.delta });
    if (after !== before || this.unsaved) this.save(reader, after);
  }

  private save(reader: string, reading: Reading): void {
    this.unsaved = this.diskIsFull;
    if (!this.diskIsFull) this.file[reader] = reading;
    this.say(
      this.diskIsFull
        ? { type: 'error', reader, what: 'the disk is full.' }
        : { type: 'saved', reader, file: `nb.${reader}.reading.json` }
    );
  }
}

function memory(name: string | null = null) {
  let kept = name;
  return {
    getItem: () => kept,
    setItem: (_: string, value: string) => {
      kept = value;
    }
  };
}

function open(kernel: Kernel, reader: string | null = 'ada', storage = memory()) {
  const session = new ChannelSession(
    { document: DOCUMENT, codebook: CODEBOOK, reader },
    { suggested_reader: 'cay' },
    kernel,
    storage
  );
  const add = (id: string) => session.store?.edit({ type: 'add', id, annotation: newAnnotation(0, 7) });
  return { session, add, ids: () => Object.keys(session.store?.checked.annotations ?? {}).sort() };
}

describe('a session that the kernel keeps', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('gives each edit to the kernel, and is saved when the file is', () => {
    const kernel = new Kernel();
    const { session, add } = open(kernel);
    expect([session.save.state, session.link]).toEqual(['saved', 'live']);
    add('a-1');
    expect(Object.keys(kernel.file.ada?.annotations ?? {})).toEqual(['a-1']);
    expect(session.save).toEqual({ state: 'saved' });
    expect(session.notices).toEqual(['Kept in nb.ada.reading.json, beside the notebook.']);
  });

  it('shows what the kernel had, and what other views do', () => {
    const kernel = new Kernel();
    const first = open(kernel);
    first.add('a-1');
    const second = open(kernel);
    expect(second.ids()).toEqual(['a-1']);
    second.add('a-2');
    expect(first.ids()).toEqual(['a-1', 'a-2']);
    expect([first.session.save.state, second.session.save.state]).toEqual(['saved', 'saved']);
  });

  it('says that the kernel is silent, and brings everything when it is back', () => {
    const kernel = new Kernel();
    const { session, add } = open(kernel);
    kernel.isSilent = true;
    add('a-1');
    expect(session.save.state).toBe('saving');
    vi.advanceTimersByTime(6_000);
    expect(session.save.state).toBe('unsaved');
    expect(session.save.why).toContain('Python does not answer');
    expect(session.link).toBe('none');
    kernel.isSilent = false;
    vi.advanceTimersByTime(30_000);
    expect([session.save.state, session.link]).toEqual(['saved', 'live']);
    expect(Object.keys(kernel.file.ada?.annotations ?? {})).toEqual(['a-1']);
  });

  it('passes on why the file cannot be written, and tries again when asked', () => {
    const kernel = new Kernel();
    const { session, add } = open(kernel);
    kernel.diskIsFull = true;
    add('a-1');
    expect(session.save).toEqual({ state: 'failed', why: 'the disk is full.' });
    kernel.diskIsFull = false;
    session.saveNow();
    expect(session.save.state).toBe('saved');
    expect(Object.keys(kernel.file.ada?.annotations ?? {})).toEqual(['a-1']);
  });

  it('is not saved because another view’s edit is', () => {
    const kernel = new Kernel();
    const { session, add } = open(kernel);
    kernel.isSilent = true;
    add('a-1');
    kernel.say({ type: 'saved', reader: 'ada', file: 'x' });
    expect(session.save.state).toBe('saving');
  });

  it('asks for the name once in a browser', () => {
    const kernel = new Kernel();
    const storage = memory();
    const { session, add, ids } = open(kernel, null, storage);
    expect([session.reader, session.store, session.suggestedReader]).toEqual([null, null, 'cay']);
    expect(() => session.setReader('  ')).toThrow('name');
    session.setReader(' zoë ');
    add('a-1');
    expect([session.reader, ids()]).toEqual(['zoë', ['a-1']]);
    expect(open(kernel, null, storage).ids()).toEqual(['a-1']);
    expect(open(kernel, 'ada', storage).session.reader).toBe('ada');
  });

  it('keeps the readings of several readers apart', () => {
    const kernel = new Kernel();
    const { session, add, ids } = open(kernel);
    add('a-1');
    session.setReader('ben');
    add('a-2');
    expect(ids()).toEqual(['a-2']);
    session.setReader('ada');
    expect(ids()).toEqual(['a-1']);
    expect(Object.keys(kernel.file).sort()).toEqual(['ada', 'ben']);
  });

  it.each([
    null,
    5,
    'x',
    {},
    { type: 'reading', reading: 7 },
    { type: 'delta' },
    { type: 'delta', delta: { annotations: 7 } }
  ])('takes no harm from %j', message => {
    const kernel = new Kernel();
    const { add, ids } = open(kernel);
    add('a-1');
    kernel.say(message as object);
    expect(ids()).toEqual(['a-1']);
  });
});
