// The review of folders, wherever JupyterLab has a launcher or a file browser.
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import { ILauncher } from '@jupyterlab/launcher';
import { ITranslator } from '@jupyterlab/translation';
import { shareWords } from '../model';
import { addReviewOfFolders, REVIEW_FOLDER } from './review-folder';
import { DOMAIN, wordsOf } from './words';

const plugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-annotator:review',
  description: 'Opens the annotations of a folder of notebooks for review.',
  autoStart: true,
  optional: [ILauncher, IDefaultFileBrowser, ITranslator, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    launcher: ILauncher | null,
    browser: IDefaultFileBrowser | null,
    translator: ITranslator | null,
    palette: ICommandPalette | null
  ) => {
    const words = wordsOf(translator?.load(DOMAIN) ?? null);
    shareWords(words);
    addReviewOfFolders({ app, words, launcher, browser });
    palette?.addItem({ command: REVIEW_FOLDER, category: words.t('Annotator') });
  }
};

export default plugin;
