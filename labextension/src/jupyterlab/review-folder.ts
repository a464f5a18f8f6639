// "Review annotations" in the launcher and on a folder: a small notebook that reads the folder and shows the review.
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import type { ILauncher } from '@jupyterlab/launcher';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { Contents } from '@jupyterlab/services';
import { LabIcon } from '@jupyterlab/ui-components';
import type { Words } from '../model';

export const REVIEW_FOLDER = 'annotator:review-folder';
const LAUNCHER_RANK = 60;
const ON_FOLDERS = '.jp-DirListing-item[data-isdir="true"]';
const SOURCE = 'import annotator as an\n\nds = an.read(".")\nan.review(ds)';

/** A table of passages with one that is accepted. */
const ICON = new LabIcon({
  name: 'annotator:review',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="16"><g class="jp-icon3" fill="none" stroke="#616161" stroke-width="1.8" stroke-linecap="round"><path d="M3 5h18M3 10h18M3 15h9M3 20h9"/><path d="M14.5 17.5l2.6 2.6 4.4-5.2"/></g></svg>'
});

export interface ReviewFolderOptions {
  app: JupyterFrontEnd;
  words: Words;
  launcher: ILauncher | null;
  browser: IDefaultFileBrowser | null;
}

function notebook(kernel: string, explanation: string): object {
  const cell = { metadata: {}, source: '' };
  return {
    cells: [
      { ...cell, cell_type: 'markdown', id: 'about', source: explanation },
      { ...cell, cell_type: 'code', id: 'review', execution_count: null, outputs: [], source: SOURCE }
    ],
    metadata: { kernelspec: { name: kernel, display_name: kernel, language: 'python' } },
    nbformat: 4,
    nbformat_minor: 5
  };
}

/** A name that no file of the folder has. */
function freeName(taken: ReadonlySet<string>): string {
  let number = 1;
  let name = 'Review.ipynb';
  while (taken.has(name)) name = `Review-${++number}.ipynb`;
  return name;
}

async function pythonKernel({ serviceManager }: JupyterFrontEnd): Promise<string> {
  await serviceManager.kernelspecs.ready;
  const { specs } = serviceManager.kernelspecs;
  const known = specs?.kernelspecs ?? {};
  const isPython = (name: string | undefined) =>
    name !== undefined && known[name]?.language.toLowerCase() === 'python';
  if (isPython(specs?.default)) return specs?.default as string;
  return Object.keys(known).find(isPython) ?? 'python3';
}

async function create({ app, words }: ReviewFolderOptions, folder: string): Promise<Contents.IModel> {
  const { contents } = app.serviceManager;
  const listed = await contents.get(folder, { content: true });
  const files: Contents.IModel[] = Array.isArray(listed.content) ? listed.content : [];
  const name = freeName(new Set(files.map(file => file.name)));
  const about = `# ${words.t('Review of this folder')}\n\n${words.t(
    'The cell below reads all notebooks and reading files of this folder and shows their annotations. Your decisions go into the files when you write them back, not before.'
  )}`;
  const path = folder === '' ? name : `${folder}/${name}`;
  return contents.save(path, {
    type: 'notebook',
    format: 'json',
    content: notebook(await pythonKernel(app), about)
  });
}

async function open(options: ReviewFolderOptions, folder: string): Promise<void> {
  const { commands } = options.app;
  const { path } = await create(options, folder);
  const panel = (await commands.execute('docmanager:open', { path, factory: 'Notebook' })) as NotebookPanel;
  await panel.context.ready;
  await panel.sessionContext.ready;
  options.app.shell.activateById(panel.id);
  await commands.execute('notebook:run-all-cells');
  // So that closing it asks nothing.
  await panel.context.save();
}

export function addReviewOfFolders(options: ReviewFolderOptions): void {
  const { app, words, launcher, browser } = options;
  const chosen = () => [...(browser?.selectedItems() ?? [])].find(item => item.type === 'directory');
  app.commands.addCommand(REVIEW_FOLDER, {
    label: words.t('Review annotations'),
    caption: words.t('Look at the annotations of all notebooks in this folder, and correct them'),
    icon: ICON,
    // The launcher says where it stands; a menu is opened on a folder.
    execute: async args => {
      const { cwd } = args;
      const folder = typeof cwd === 'string' ? cwd : (chosen()?.path ?? browser?.model.path ?? '');
      await open(options, folder);
    }
  });
  launcher?.add({ command: REVIEW_FOLDER, category: words.t('Annotator'), rank: LAUNCHER_RANK });
  app.contextMenu.addItem({ command: REVIEW_FOLDER, selector: ON_FOLDERS, rank: 50 });
}
