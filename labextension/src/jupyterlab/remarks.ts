// What a notebook says once beside a reading: what was brought back, and that the browser keeps nothing.
import type { Recovered } from '../drafts';
import { EditError, type Remark, type Store, type Words } from '../model';

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
