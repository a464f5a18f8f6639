// Registers the view with each notebook, in JupyterLab and Notebook 7.
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { INotebookModel, NotebookPanel } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator } from '@jupyterlab/translation';
import { DisposableDelegate, type IDisposable } from '@lumino/disposable';
import { MIME_TYPE } from '../model/bundle';
import type { NotebookContext } from './quiet-save';
import { AnnotatorRenderer } from './renderer';
import { NotebookSessions, type SessionsOptions } from './sessions';
import { PLUGIN_ID, Settings } from './settings';

/** Before ipywidgets (-10), which without a kernel would say "Loading widget…" for ever. */
const RANK = -20;

class RendererPerNotebook implements DocumentRegistry.IWidgetExtension<NotebookPanel, INotebookModel> {
  /** By notebook and not by panel: "New View for Notebook" opens a second panel on the same one. */
  private readonly notebooks = new Map<NotebookContext, { panels: number; sessions?: NotebookSessions }>();

  constructor(private readonly options: SessionsOptions) {}

  createNew(panel: NotebookPanel, context: NotebookContext): IDisposable {
    const notebook = this.notebooks.get(context) ?? { panels: 0 };
    this.notebooks.set(context, notebook);
    notebook.panels++;
    // Of this notebook alone: a renderer that knows its notebook also serves outputs that were moved out of it, and
    // hosts that load our extension and have no notebook (Voilà) keep to the view that works there.
    panel.content.rendermime.addFactory(
      {
        safe: true,
        mimeTypes: [MIME_TYPE],
        defaultRank: RANK,
        createRenderer: () =>
          new AnnotatorRenderer(async bundle => {
            // Without the settings a reader whose name is known would be asked for it.
            await this.options.settings.ready;
            notebook.sessions ??= new NotebookSessions(context, this.options);
            return notebook.sessions.session(bundle);
          })
      },
      RANK
    );
    // Before JupyterLab closes the connection to the kernel, which is to hear that the page is gone.
    panel.disposed.connect(() => {
      notebook.panels--;
      if (notebook.panels > 0) return;
      notebook.sessions?.dispose();
      this.notebooks.delete(context);
    });
    return new DisposableDelegate(() => undefined);
  }
}

const plugin: JupyterFrontEndPlugin<void> = {
  id: PLUGIN_ID,
  description: 'Shows articles beside tagging controls and keeps what readers tag in the notebook.',
  autoStart: true,
  optional: [ISettingRegistry, ITranslator],
  activate: (app: JupyterFrontEnd, registry: ISettingRegistry | null, translator: ITranslator | null) => {
    app.docRegistry.addWidgetExtension(
      'Notebook',
      new RendererPerNotebook({
        services: app.serviceManager,
        settings: new Settings(registry),
        translation: translator?.load('jupyter_annotator') ?? null
      })
    );
  }
};

export default plugin;
