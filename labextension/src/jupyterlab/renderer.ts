// The output of a cell that shows an article: the view on the notebook's session.
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { DisposableDelegate, type IDisposable } from '@lumino/disposable';
import type { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import type { Session } from '../model';
import { type Bundle, MIME_TYPE, parseBundles } from '../model/bundle';
import { type MountedView, mountView } from '../view';
import { ArticlesView, type Progress } from '../view/articles';
import type { Views } from './views';

/** What a renderer needs of its notebook. */
export interface RendererHost {
  /** The session that an article belongs to. */
  open(bundle: Bundle): Promise<Session>;
  /** What the notebook keeps of a reader's reading of an article. */
  progress(document: string, reader: string): Progress;
}

export class AnnotatorRenderer extends Widget implements IRenderMime.IRenderer {
  private shown: string | undefined;
  private session: Session | null = null;
  private bundles: Bundle[] = [];
  private view: IDisposable | null = null;

  constructor(
    private readonly host: RendererHost,
    private readonly views: Views
  ) {
    super();
    this.addClass('jp-RenderedAnnotator');
  }

  /** JupyterLab asks again whenever anything in the output changed; what has not changed is left alone. */
  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const payload = model.data[MIME_TYPE];
    const text = JSON.stringify(payload);
    if (this.isDisposed || text === this.shown) return;
    this.shown = text;
    try {
      const bundles = parseBundles(payload);
      const session = await this.host.open(bundles[0] as Bundle);
      if (this.isDisposed || text !== this.shown) return;
      if (session !== this.session || bundles.length > 1) this.unmount();
      this.session = session;
      this.bundles = bundles;
    } catch (error) {
      this.unmount();
      this.complain(error instanceof Error ? error.message : String(error));
    }
    if (this.isAttached) this.mount();
  }

  private mount(): void {
    if (this.view || !this.session) return;
    const root = document.createElement('div');
    this.node.replaceChildren(root);
    // In a cell the article has a height of its own; in a view of its own it has the view's.
    const fill = this.node.closest('.jp-Notebook') === null;
    this.node.classList.toggle('jp-mod-fill', fill);
    this.view = this.bundles.length === 1 ? this.mountOne(root, fill) : this.mountSeveral(root, fill);
  }

  private mountOne(root: HTMLElement, fill: boolean): IDisposable {
    return this.listed(mountView(root, this.session as Session, { fill }));
  }

  private mountSeveral(root: HTMLElement, fill: boolean): IDisposable {
    const { open, progress } = this.host;
    const mounted = (view: MountedView) => this.listed(view);
    const articles = new ArticlesView(root, this.bundles, { open, progress, fill, mounted });
    void articles.start();
    return new DisposableDelegate(() => articles.dispose());
  }

  /** The view, known to the host's commands until it is disposed of. */
  private listed(view: MountedView): IDisposable {
    const listed = this.views.add(view);
    return new DisposableDelegate(() => {
      listed.dispose();
      view.dispose();
    });
  }

  private unmount(): void {
    this.view?.dispose();
    this.view = null;
    this.session = null;
    this.node.replaceChildren();
  }

  private complain(what: string): void {
    const message = document.createElement('p');
    message.setAttribute('role', 'alert');
    message.textContent = what;
    this.node.replaceChildren(message);
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this.mount();
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.unmount();
    super.dispose();
  }
}
