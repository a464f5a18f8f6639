// Undo after a reload: the steps of this tab, kept in the browser until the tab is closed.
import { keepHistory, recallHistory, type Store } from '../model';

const KEY = 'jupyter-annotator:undo';
/** Characters of JSON for the steps of one reading in each direction: about five hundred edits. */
const LIMIT = 250_000;
/** Milliseconds without an edit before the steps are written: typing writes once. */
const PAUSE = 400;

const followed = new WeakSet<Store>();
const waiting = new Map<Store, ReturnType<typeof setTimeout>>();

/** Of the tab, not of the browser: two tabs have two histories, as two people at one table have. */
function storage(): Storage | undefined {
  try {
    return window.sessionStorage;
  } catch {
    return undefined;
  }
}

function keyOf({ document, reader }: Store): string {
  return `${KEY}:${document.id}:${reader}`;
}

function write(store: Store): void {
  clearTimeout(waiting.get(store));
  waiting.delete(store);
  try {
    storage()?.setItem(keyOf(store), JSON.stringify(keepHistory(store.reading, store.history, LIMIT)));
  } catch {
    // Full, or closed to us: undo then ends with the page, and an old history would not fit any more.
    storage()?.removeItem(keyOf(store));
  }
}

function kept(store: Store): unknown {
  try {
    return JSON.parse(storage()?.getItem(keyOf(store)) ?? 'null');
  } catch {
    return null;
  }
}

/** Takes up what can be undone from before a reload, and keeps what can be undone from now on. */
export function rememberUndo(store: Store): void {
  if (followed.has(store)) return;
  followed.add(store);
  let before = kept(store);
  const takeUp = () => store.recall(recallHistory(store.reading, before));
  takeUp();
  store.subscribe(({ origin }) => {
    if (origin === 'view' || origin === 'undo') before = null;
    // Where the kernel keeps the reading, it comes a moment after the page.
    else if (before !== null) takeUp();
    if (!store.canUndo && !store.canRedo) return;
    clearTimeout(waiting.get(store));
    waiting.set(
      store,
      setTimeout(() => write(store), PAUSE)
    );
  });
}

if (typeof window !== 'undefined') {
  window.addEventListener('pagehide', () => {
    for (const store of [...waiting.keys()]) write(store);
  });
}
