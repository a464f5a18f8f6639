// The views on the page: which one a command is meant for, and where a reading is shown.
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { DisposableDelegate, type IDisposable } from '@lumino/disposable';
import { type ISignal, Signal } from '@lumino/signaling';
import type { MountedView } from '../view';

export class Views {
  /** The one that had the focus last comes first. */
  private open: MountedView[] = [];
  private readonly _changed = new Signal<this, void>(this);

  constructor(private readonly shell: Pick<JupyterFrontEnd.IShell, 'currentWidget'>) {}

  /** A view came or went, or another one has the focus. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Follows a view until what is returned is disposed of. */
  add(view: MountedView): IDisposable {
    const { root } = view.controller;
    const first = () => {
      if (this.open[0] === view) return;
      this.open = [view, ...this.open.filter(other => other !== view)];
      this._changed.emit();
    };
    root.addEventListener('focusin', first);
    root.addEventListener('pointerdown', first);
    const forget = view.controller.subscribe(() => {
      if (this.active === view) this._changed.emit();
    });
    this.open.push(view);
    this._changed.emit();
    return new DisposableDelegate(() => {
      forget();
      root.removeEventListener('focusin', first);
      root.removeEventListener('pointerdown', first);
      this.open = this.open.filter(other => other !== view);
      this._changed.emit();
    });
  }

  /** The views inside of `node`, the one that had the focus last first. */
  inside(node: Node): MountedView[] {
    return this.open.filter(({ controller }) => node.contains(controller.root));
  }

  /** The view of the current notebook that had the focus last. */
  get active(): MountedView | undefined {
    const current = this.shell.currentWidget?.node;
    return current ? this.inside(current)[0] : undefined;
  }
}
