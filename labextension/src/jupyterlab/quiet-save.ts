// Saving a notebook without ever asking anything: where JupyterLab would open a dialog, the reason is given back.
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { INotebookModel } from '@jupyterlab/notebook';
import type { Contents } from '@jupyterlab/services';
import { msg } from '../model';
import type { JsonObject } from '../model/json';
import { differOnlyInReadings, readingsIn } from './disk';
import { NOT_WRITTEN, type Outcome } from './saving';

export type NotebookContext = DocumentRegistry.IContext<INotebookModel>;
type Stat = Pick<Contents.IModel, 'hash' | 'last_modified' | 'writable'>;

const CHANGED = msg(
  'the notebook file was changed on disk by another program, in more than annotations. Press Ctrl+S and choose ' +
    'Revert to load it: what you tagged stays. (Overwrite would undo the other change.)'
);
const READ_ONLY = msg(
  'the notebook file is read-only. Go on, and make it writable, or keep a copy: it saves as soon as it can.'
);
const FULL = msg('the disk is full. Go on, and make room: it saves as soon as there is some.');
const GONE = msg('the notebook file was moved or deleted. Press Ctrl+S to write it again.');
export const AWAY = msg(
  'Jupyter’s server does not answer. Keep this page open: it saves as soon as the server is back.'
);
/** The same where the browser keeps drafts. */
export const AWAY_KEPT = msg(
  'Jupyter’s server does not answer. Go on: what you tag is kept in this browser, and saved when the server is back.'
);
const FORBIDDEN = msg(
  'Jupyter’s server does not let you write this file. Log in again in another tab, or ask who runs it.'
);

/** Words for a request that failed. */
export function reasonOf(error: unknown, otherwise: string): string {
  const response = (error as { response?: Response } | null)?.response;
  const said = String((error as { message?: unknown } | null)?.message ?? '');
  if (response === undefined) return (error as Error | null)?.name === 'ModalCancelError' ? CHANGED : AWAY;
  if (response.status === 404) return GONE;
  if (response.status === 403 && /permission denied/i.test(said)) return READ_ONLY;
  if (response.status === 401 || response.status === 403) return FORBIDDEN;
  // What the operating system said comes through Jupyter's server as text.
  if (/No space left|Errno 28\b|quota exceeded|Errno 122\b/i.test(said)) return FULL;
  if (/Read-only file system|Errno 30\b/i.test(said)) return READ_ONLY;
  return otherwise;
}

/** JupyterLab's own rule (`Context._maybeSave`): the hash where there is one, else the time with a margin. */
export function isNewer(disk: Stat, known: Stat | null, margin: number): boolean {
  if (known?.hash && disk.hash) return known.hash !== disk.hash;
  if (!known?.last_modified) return false;
  return Date.parse(disk.last_modified) - Date.parse(known.last_modified) > margin;
}

function isSame(a: Stat, b: Stat): boolean {
  return a.hash && b.hash ? a.hash === b.hash : a.last_modified === b.last_modified;
}

/** Puts `members` in the place of the context's own methods of these names while `work` runs. */
async function standingInFor<T>(
  context: object,
  members: Record<string, unknown>,
  work: () => Promise<T>
): Promise<T> {
  const open = context as Record<string, unknown>;
  const before = Object.keys(members)
    .filter(name => typeof open[name] === 'function')
    .map(name => [name, Object.getOwnPropertyDescriptor(open, name)] as const);
  for (const [name] of before) open[name] = members[name];
  try {
    return await work();
  } finally {
    for (const [name, own] of before) {
      if (own) Object.defineProperty(open, name, own);
      else delete open[name];
    }
  }
}

function cancelled(): Error {
  const error = new Error('The file changed on disk.');
  // By this name JupyterLab knows that somebody decided against saving, and tells nobody that it failed.
  error.name = 'ModalCancelError';
  return error;
}

export interface QuietSaveOptions {
  context: NotebookContext;
  contents: Contents.IManager;
  /** Merges a reading that the file holds into the page's notebook. */
  takeIn(key: string, value: unknown): void;
}

/** Without the content, which is not needed to know whether the file has changed. */
const ASK = { content: false, hash: true };

/** Takes in what the file holds of readings; null where it differs in more, else what may be written over. */
async function takeFile({ context, contents, takeIn }: QuietSaveOptions): Promise<Stat | null> {
  const file = await contents.get(context.path, {
    content: true,
    hash: true,
    type: 'notebook',
    format: 'json'
  });
  for (const [key, value] of readingsIn(file.content)) takeIn(key, value);
  const mine = context.model.toJSON() as unknown as JsonObject;
  return differOnlyInReadings(file.content as JsonObject, mine) ? file : null;
}

/** Writes the notebook as it is now, with what was taken in. */
async function writeOver(
  { context, contents }: QuietSaveOptions,
  options: Partial<Contents.IModel>
): Promise<Contents.IModel> {
  const written = await contents.save(context.path, { ...options, content: context.model.toJSON() });
  const { hash, hash_algorithm } = await contents.get(context.path, ASK);
  return { ...written, hash, hash_algorithm };
}

type Conflict = (disk: Contents.IModel, options: Partial<Contents.IModel>) => Promise<Contents.IModel>;

/**
 * Answers JupyterLab's question what to do with a file that changed on disk, where it did in its readings only: whoever
 * saves, by Ctrl+S or JupyterLab's own autosave. What differs in more stays JupyterLab's to ask.
 */
export function answerConflicts(options: QuietSaveOptions): void {
  const open = options.context as unknown as { _raiseConflict?: Conflict };
  const ask = open._raiseConflict;
  if (typeof ask !== 'function') return;
  open._raiseConflict = async (disk, contents) => {
    const taken = await takeFile(options);
    return taken ? writeOver(options, contents) : ask.call(options.context, disk, contents);
  };
}

/**
 * Saves a notebook that is not shared. A file that changed on disk in its readings only, by another page or program, is taken in and
 * written over; one that changed in anything else is left alone.
 */
export async function saveQuietly(options: QuietSaveOptions): Promise<Outcome> {
  const { context, contents } = options;
  /** The state of the file that the page has taken in and may write over. */
  let taken: Stat | null = null;
  try {
    await context.ready;
    const disk = await contents.get(context.path, ASK);
    if (!disk.writable) return { saved: false, why: READ_ONLY };
    if (isNewer(disk, context.contentsModel, context.lastModifiedCheckMargin)) {
      taken = await takeFile(options);
      if (taken === null) return { saved: false, why: CHANGED };
    }
    // The context has no public way to save without dialogs. Where a later JupyterLab names these otherwise, the check
    // above still keeps nearly all of them away.
    const members: { _handleError: unknown; _raiseConflict: Conflict } = {
      _handleError: async () => undefined,
      _raiseConflict: async (disk, model) => {
        if (taken === null || !isSame(taken, disk)) throw cancelled();
        return writeOver(options, model);
      }
    };
    if (
      taken !== null &&
      typeof (context as unknown as Record<string, unknown>)._raiseConflict !== 'function'
    ) {
      return { saved: false, why: CHANGED };
    }
    await standingInFor(context, members, () => context.save());
    return { saved: true };
  } catch (error) {
    return { saved: false, why: reasonOf(error, NOT_WRITTEN) };
  }
}
