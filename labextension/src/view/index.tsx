// The view: an article beside its tagging panel, on any host that provides a session.
import { createRoot } from 'react-dom/client';
import type { Session, Span, Store } from '../model';
import { Offsets } from '../model';
import { Adjudicating } from './adjudicating';
import { ArticleView } from './article/article';
import { byline, mountOutline } from './article/outline';
import { ReaderLanes } from './article/reader-lanes';
import { Controller } from './controller';
import { Hearing } from './hearing';
import { keepFocus } from './kept-focus';
import { listenToKeys } from './keys';
import { drawLinks } from './link-drawing';
import { addStretch, drawMarking, followCaret, moveEdge, Resizing } from './marking';
import { Panel } from './panel/Panel';
import { printArticle, printedPart } from './print';
import { Seen } from './seen';
import { spoken } from './spoken';
import { Suggesting } from './suggesting';
import { rememberUndo } from './undo-memory';

/** A view on the page, for the host's commands and its list of readings. */
export interface MountedView {
  readonly controller: Controller;
  /** Puts the focus into the article. */
  focus(): void;
  /** Selects a stretch of the article, in code points, and brings it into view. */
  showPassage(span: Span): void;
  dispose(): void;
}

export interface ViewOptions {
  /** Fill the host's height instead of a reading height of its own. */
  fill?: boolean;
  /** Goes to another article, where the view is one of several. */
  articles?: { step(by: number): boolean };
}

/** Below this width, in pixels, the panel stands under the article. */
const NARROW = 640;

/** Puts the view into `root`; it lives until `dispose` is called. */
export function mountView(root: HTMLElement, session: Session, options: ViewOptions = {}): MountedView {
  const ending = new AbortController();
  const { signal } = ending;
  const controller = new Controller(session, root);
  root.classList.add('jp-Annotator');
  root.classList.toggle('jp-mod-fill', options.fill === true);

  const resizing = new Resizing(controller);
  const article = new ArticleView(
    session.document,
    session.codebook,
    new Offsets(session.document.text),
    {
      onSelect: pending => controller.selected(pending),
      onSelected: bar => controller.show({ bar }),
      onAdd: span => addStretch(controller, span),
      onCaret: () => followCaret(controller),
      snap: () => controller.snap,
      handles: {
        onDrag: (at, edge, offset, exact) => resizing.drag(at, edge, offset, exact),
        onDrop: counts => resizing.drop(counts),
        onStep: (at, edge, by, unit) => moveEdge(controller, edge, by, unit, at),
        label: (at, edge, of) =>
          (edge === 'start'
            ? controller.t('Start of the annotation')
            : controller.t('End of the annotation')) + (of > 1 ? ` (${at + 1}/${of})` : '')
      },
      onPick: ids => (controller.adjudicating ?? suggesting).pickAmong(ids),
      say: spoken(controller)
    },
    signal
  );
  controller.stage = article;
  const suggesting = new Suggesting(controller, (ids, annotations) => article.update(ids, annotations));
  controller.suggesting = suggesting;
  if (session.adjudication) {
    const adjudicating = new Adjudicating(controller, session.adjudication, (ids, annotations) =>
      article.update(ids, annotations)
    );
    controller.adjudicating = adjudicating;
    const lanes = new ReaderLanes(article, adjudicating, signal);
    controller.subscribe(() => lanes.select(controller.screen.unit));
  }
  controller.print = () => printArticle(controller, article);
  controller.articles = options.articles ?? null;
  const about = byline(session.document.metadata, controller.t);
  if (about) article.pane.prepend(about);
  controller.outline = mountOutline(article, controller.t, signal);

  const panel = document.createElement('aside');
  panel.className = 'jp-Annotator-panel';
  panel.setAttribute('aria-label', controller.t('Tagging panel'));
  const hearing = new Hearing(controller, article, signal);
  root.replaceChildren(article.pane, panel, hearing.element, printedPart(controller, signal));
  listenToKeys(controller, article.element, signal);
  keepFocus(panel, article.element, signal);
  drawLinks(controller, article);
  drawMarking(controller, article);

  const seen = new Seen(
    article.pane,
    () => {
      controller.seen = seen.share;
      controller.changed();
    },
    signal
  );
  let store: Store | null = null;
  let unsubscribe: (() => void) | undefined;
  /** Follows the session's store: it changes when the reader does. */
  const follow = () => {
    if (session.store !== store) {
      unsubscribe?.();
      const gone = store ? Object.keys(store.checked.annotations) : [];
      store = session.store;
      if (store) {
        rememberUndo(store);
        seen.follow(`${store.document.id}:${store.reader}`);
        controller.seen = seen.share;
      }
      const there = store?.checked.annotations ?? {};
      article.update([...gone, ...Object.keys(there)], there);
      controller.list.choose([]);
      controller.show({ picked: null, here: [], finishing: false });
      suggesting.follow();
      controller.adjudicating?.changed();
      unsubscribe = store?.subscribe(({ ids }) => {
        const now = store?.checked.annotations ?? {};
        article.update(ids, now);
        suggesting.changed(ids);
        controller.adjudicating?.changed();
        const { picked, here } = controller.screen;
        if (picked !== null && !Object.hasOwn(now, picked)) controller.show({ picked: null, here: [] });
        else if (here.some(id => !Object.hasOwn(now, id))) controller.show({ here: [] });
        else controller.changed();
      });
    } else controller.changed();
  };
  follow();
  const forget = session.subscribe(follow);

  // A container query cannot style the container itself, and the host's window says nothing about our width.
  const width = new ResizeObserver(() =>
    root.classList.toggle('jp-mod-narrow', root.clientWidth > 0 && root.clientWidth < NARROW)
  );
  width.observe(root);
  signal.addEventListener('abort', () => width.disconnect());

  const react = createRoot(panel);
  react.render(<Panel controller={controller} />);

  return {
    controller,
    focus: () => article.element.focus(),
    showPassage: span => article.showPassage(span),
    dispose() {
      ending.abort();
      unsubscribe?.();
      forget();
      // React must not be unmounted while it renders, which is when a host may dispose of us.
      queueMicrotask(() => react.unmount());
      root.replaceChildren();
    }
  };
}
