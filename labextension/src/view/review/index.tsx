// The review: a table of annotations beside their passages, on any host that reaches a kernel.
import { createRoot } from 'react-dom/client';
import type { Words } from '../../model';
import { Desk, type ReviewHost } from './desk';
import { listenToReviewKeys } from './keys';
import { Review } from './Review';

export interface MountedReview {
  readonly desk: Desk;
  dispose(): void;
}

/** Below this width, in pixels, the passage stands under the table. */
const NARROW = 860;
/** Above it the facets stand beside the table from the beginning. */
const WIDE = 1180;

/** Puts the review into `root`; it lives until `dispose` is called. */
export function mountReview(
  root: HTMLElement,
  host: ReviewHost,
  reviewer: string,
  words?: Words
): MountedReview {
  const ending = new AbortController();
  const desk = new Desk(host, reviewer, words);
  root.classList.add('jp-Annotator', 'jp-AnnotatorReview');
  listenToReviewKeys(desk, root, ending.signal);
  let isSeen = false;
  // The host's window says nothing about our width.
  const width = new ResizeObserver(() => {
    const { clientWidth } = root;
    if (clientWidth === 0) return;
    root.classList.toggle('jp-mod-narrow', clientWidth < NARROW);
    if (!isSeen && clientWidth >= WIDE) desk.show({ facets: true });
    isSeen = true;
  });
  width.observe(root);
  const react = createRoot(root);
  react.render(<Review desk={desk} />);
  return {
    desk,
    dispose() {
      ending.abort();
      width.disconnect();
      desk.dispose();
      // React must not be unmounted while it renders, which is when a host may dispose of us.
      queueMicrotask(() => react.unmount());
    }
  };
}
