// Our texts through JupyterLab's translator.
import type { TranslationBundle } from '@jupyterlab/translation';
import { ENGLISH, type Words } from '../model';

/** Name of our catalogue: src/annotator/locale/<language>/LC_MESSAGES/jupyter_annotator.json. */
export const DOMAIN = 'jupyter_annotator';

export function wordsOf(bundle: TranslationBundle | null): Words {
  if (!bundle) return ENGLISH;
  return {
    // What came from elsewhere, a server's words say, has no places in it, whatever it looks like.
    t: (text, ...parts) => (parts.length === 0 && /%\d/.test(text) ? text : bundle.__(text, ...parts)),
    n: (one, many, count, ...parts) => bundle._n(one, many, count, ...parts)
  };
}
