// Which page this is, for the kernel: the same after a reload, so that what the page left behind there is replaced.
import { UUID } from '@lumino/coreutils';

const KEY = 'jupyter-annotator:client';

function pageId(): string {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  try {
    // A tab that was duplicated has a copy of the storage too, and is another page all the same.
    const kept = navigation?.type === 'reload' ? sessionStorage.getItem(KEY) : null;
    const id = kept ?? UUID.uuid4();
    sessionStorage.setItem(KEY, id);
    return id;
  } catch {
    return UUID.uuid4();
  }
}

let page: string | undefined;
const taken = new Set<string>();

/** An id for a link of this page about `subject`, and how to give it back. */
export function clientId(subject: string): { id: string; release(): void } {
  page ??= pageId();
  let number = 0;
  while (taken.has(`${number} ${subject}`)) number++;
  const name = `${number} ${subject}`;
  taken.add(name);
  return { id: `${page}-${number}`, release: () => taken.delete(name) };
}
