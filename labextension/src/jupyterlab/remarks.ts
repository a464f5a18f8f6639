// What a notebook says once beside a reading: what was brought back, and that the browser keeps nothing.
import type { Recovered } from '../drafts';
import { EditError, type Remark, type Store, type Words } from '../model';

/** Readings larger than this make saving slow, and the notebook too large for many tools; in characters of JSON. */
const LARGE = 5_000_000;
/** Below this many records no reading is that large, and none is measured. */
const MANY = 1_000;

/** The reader is told once per page, whatever notebook it is. */
let isTold = false;

/** What an earlier page could not save is back. */
export function recoveredRemark(
  { count, from, back }: Recovered,
  store: Store,
  { t, n }: Words,
  close: () => void
): Remark {
  const text =
    from === undefined
      ? n(
          '%1 change that was not saved last time is back.',
          '%1 changes that were not saved last time are back.',
          count
        )
      : n(
          '%1 change that was not saved in “%2” is back.',
          '%1 changes that were not saved in “%2” are back.',
          count,
          from
        );
  const take = () => {
    close();
    try {
      store.edit(back);
    } catch (error) {
      // Somebody else has deleted what came back: then it is gone already.
      if (!(error instanceof EditError)) throw error;
    }
  };
  return { text, offer: { title: t('Undo'), take }, close };
}

/** The browser keeps no drafts; undefined where that was said already. */
export function noDraftsRemark({ t }: Words, changed: () => void): Remark | undefined {
  if (isTold) return undefined;
  return {
    text: t(
      'This browser keeps no drafts here (a private window, or no room left). All works as usual: only leave this page ' +
        'open until it says “Saved”.'
    ),
    close: () => {
      isTold = true;
      changed();
    }
  };
}

/** How large a reading is, in megabytes, where it is too large for a notebook; measured again after many more records. */
export class Sizes {
  private readonly measured = new WeakMap<Store, { records: number; size: number }>();

  tooLarge(store: Store): number | undefined {
    const { annotations, relations, removed } = store.reading;
    const records = [annotations, relations, removed].reduce((sum, one) => sum + Object.keys(one).length, 0);
    if (records < MANY) return undefined;
    let known = this.measured.get(store);
    if (!known || Math.abs(records - known.records) > MANY) {
      known = { records, size: JSON.stringify(store.reading).length };
      this.measured.set(store, known);
    }
    return known.size > LARGE ? Math.round(known.size / 1_000_000) : undefined;
  }
}

/** A reading has become too large for a notebook: a file of its own keeps it as well. */
export function largeRemark(megabytes: number, { t }: Words, keep: () => void, close: () => void): Remark {
  return {
    text: t(
      'This reading takes %1 MB of the notebook, and saving becomes slow. A file beside the notebook keeps it as well: Python and the command line read both.',
      String(megabytes)
    ),
    offer: { title: t('Keep it in a file'), take: keep },
    close
  };
}
