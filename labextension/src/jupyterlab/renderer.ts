// The output of a cell that shows an article: the view on the notebook's session.
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { DisposableDelegate, type IDisposable } from '@lumino/disposable';
import type { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import type { Session } from '../model';
import { type Bundle, MIME_TYPE, parseBundle } from '../model/bundle';
import { mountView } from '../view';
import type { Views } from './views';

export class AnnotatorRenderer extends Widget implements IRenderMime.IRenderer {
  private shown: string | undefined;
  private session: Session | null = null;
  private view: IDisposable | null = null;

  /** `open` gives the session that an article belongs to. */
  constructor(
    private readonly open: (bundle: Bundle) => Promise<Session>,
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
      const session = await this.open(parseBundle(payload));
      if (this.isDisposed || text !== this.shown) return;
      if (session !== this.session) this.unmount();
      this.session = session;
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
    const view = mountView(root, this.session, { fill });
    const listed = this.views.add(view);
    this.view = new DisposableDelegate(() => {
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
