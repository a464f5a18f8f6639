// Who reads: the name to suggest, the others in the notebook, and what the notebook keeps that is not shown.
import type { User } from '@jupyterlab/services';
import { ENGLISH, type Problem, parseKey, type Words } from '../model';

/** The name to suggest: Jupyter's identity, unless Jupyter made it up. */
export function suggestedReader(identity: User.IIdentity | null): string {
  const name = (identity?.display_name || identity?.name || '').trim();
  // Servers without accounts call people "Anonymous" and a moon of Jupiter, another one after each start.
  return /^anonymous\b/i.test(name) ? '' : name;
}

export function otherReaders(metadata: object, document: string, reader: string | null): string[] {
  const readers = Object.keys(metadata).flatMap(key => {
    const parsed = parseKey(key);
    return parsed && parsed.documentId === document && parsed.reader !== reader ? [parsed.reader] : [];
  });
  return readers.sort((a, b) => a.localeCompare(b));
}

/** What of a reading could not be used, and why. */
export function setAsideNotice(problems: readonly Problem[], { n }: Words = ENGLISH): string[] {
  if (problems.length === 0) return [];
  const shown = problems.slice(0, 3).map(({ place, what }) => `${place} ${what}`);
  const rest = problems.length - shown.length;
  const more = rest > 0 ? `; ${n('and %1 more', 'and %1 more', rest)}` : '';
  return [
    n(
      '%1 record of this reading is not shown, and kept in the notebook as it was: %2.',
      '%1 records of this reading are not shown, and kept in the notebook as they were: %2.',
      problems.length,
      shown.join('; ') + more
    )
  ];
}

export function newer({ t }: Words): string {
  return t(
    'a newer version of jupyter-annotator wrote these annotations. Upgrade jupyter-annotator to change them.'
  );
}
