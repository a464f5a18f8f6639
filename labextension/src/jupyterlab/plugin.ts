// Registers the view with each notebook, in JupyterLab and Notebook 7.
import { ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import { IMainMenu } from '@jupyterlab/mainmenu';
import { type INotebookModel, INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator } from '@jupyterlab/translation';
import { DisposableDelegate, type IDisposable } from '@lumino/disposable';
import { DraftDatabase } from '../drafts';
import type { Words } from '../model';
import { MIME_TYPE } from '../model/bundle';
import { addCommandsToHost, openSettings, SHOW_PANEL } from './commands';
import type { NotebookContext } from './quiet-save';
import { AnnotatorRenderer } from './renderer';
import { NotebookSessions, type SessionsOptions } from './sessions';
import { PLUGIN_ID, Settings } from './settings';
import { AnnotationsPanel } from './side-panel';
import { Views } from './views';
import { DOMAIN, wordsOf } from './words';

/** Before ipywidgets (-10), which without a kernel would say "Loading widget…" for ever. */
const RANK = -20;

/** Below JupyterLab's own panels. */
const PANEL_RANK = 600;

class RendererPerNotebook implements DocumentRegistry.IWidgetExtension<NotebookPanel, INotebookModel> {
  /** By notebook and not by panel: "New View for Notebook" opens a second panel on the same one. */
  private readonly notebooks = new Map<NotebookContext, { panels: number; sessions?: NotebookSessions }>();

  constructor(private readonly options: SessionsOptions & { views: Views }) {}

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
          new AnnotatorRenderer(
            {
              open: async bundle => {
                // Without the settings a reader whose name is known would be asked for it.
                await this.options.settings.ready;
                notebook.sessions ??= new NotebookSessions(context, this.options);
                return notebook.sessions.session(bundle);
              },
              progress: (document, reader) =>
                notebook.sessions?.progress(document, reader) ?? { done: false, annotations: 0 }
            },
            this.options.views
          )
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

function addPanel(
  app: JupyterFrontEnd,
  panel: AnnotationsPanel,
  { t }: Words,
  restorer: ILayoutRestorer | null
): void {
  app.shell.add(panel, 'left', { rank: PANEL_RANK });
  restorer?.add(panel, panel.id);
  app.commands.addCommand(SHOW_PANEL, {
    label: t('Annotations of this notebook'),
    caption: t('Lists the readings of the current notebook in the side panel'),
    execute: () => app.shell.activateById(panel.id)
  });
}

const plugin: JupyterFrontEndPlugin<void> = {
  id: PLUGIN_ID,
  description: 'Shows articles beside tagging controls and keeps what readers tag in the notebook.',
  autoStart: true,
  optional: [ISettingRegistry, ITranslator, ICommandPalette, IMainMenu, INotebookTracker, ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    registry: ISettingRegistry | null,
    translator: ITranslator | null,
    palette: ICommandPalette | null,
    menu: IMainMenu | null,
    tracker: INotebookTracker | null,
    restorer: ILayoutRestorer | null
  ) => {
    const settings = new Settings(registry);
    const words = wordsOf(translator?.load(DOMAIN) ?? null);
    const views = new Views(app.shell);
    app.docRegistry.addWidgetExtension(
      'Notebook',
      new RendererPerNotebook({
        services: app.serviceManager,
        settings,
        words,
        views,
        rows: new DraftDatabase(),
        openSettings: () => openSettings(app)
      })
    );
    if (tracker) addPanel(app, new AnnotationsPanel(tracker, views, words), words, restorer);
    addCommandsToHost({ app, views, settings, words, palette, menu });
  }
};

export default plugin;
