// The reviewer's name, which the browser remembers.
import { cleanReaderName } from '../../model';

const NAME = 'jupyter-annotator:reviewer';

export function remembered(memory: Pick<Storage, 'getItem'>): string {
  try {
    return cleanReaderName(memory.getItem(NAME) ?? '');
  } catch {
    // Nobody has said a name here, or the browser keeps nothing for this page.
    return '';
  }
}

export function remember(memory: Pick<Storage, 'setItem'>, reviewer: string): void {
  memory.setItem(NAME, reviewer);
}
