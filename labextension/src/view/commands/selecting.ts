// Commands that select, and that change what an annotation covers.
import { msg } from '../../model';
import type { Controller } from '../controller';
import {
  addStretch,
  extendBySentence,
  moveEdge,
  removeStretch,
  stepBrackets,
  stepSentence
} from '../marking';
import type { Command } from './command';

type Run = (controller: Controller) => void;

const isAtHand = ({ picked, screen }: Controller) => picked !== undefined || screen.pending !== null;

function selecting(id: string, title: string, keys: string[], run: Run): Command {
  return {
    id,
    title,
    group: 'Selecting',
    keys,
    run: controller => {
      run(controller);
      return true;
    }
  };
}

/** Changes the selection, or else the annotation at hand: without either, the key may mean something else. */
function reshaping(id: string, title: string, keys: string[], run: Run): Command {
  return {
    ...selecting(id, title, keys, run),
    isEnabled: isAtHand,
    run: controller => {
      if (!isAtHand(controller)) return false;
      run(controller);
      return true;
    }
  };
}

export const SELECTING: readonly Command[] = [
  selecting('next-sentence', msg('Select the next sentence'), ['.'], controller =>
    stepSentence(controller, 1)
  ),
  selecting('previous-sentence', msg('Select the previous sentence'), [','], controller =>
    stepSentence(controller, -1)
  ),
  selecting('next-brackets', msg('Select the next passage in brackets'), ['('], controller =>
    stepBrackets(controller, 1)
  ),
  selecting('previous-brackets', msg('Select the previous passage in brackets'), [')'], controller =>
    stepBrackets(controller, -1)
  ),
  selecting('extend-sentence', msg('Extend the selection by a sentence'), ['>'], controller =>
    extendBySentence(controller, 1)
  ),
  selecting(
    'shrink-sentence',
    msg('Shrink the selection by a sentence, or extend it backwards'),
    ['<'],
    controller => extendBySentence(controller, -1)
  ),
  reshaping('start-earlier', msg('Start a word earlier'), ['['], controller =>
    moveEdge(controller, 'start', -1, 'words')
  ),
  reshaping('start-later', msg('Start a word later'), ['{'], controller =>
    moveEdge(controller, 'start', 1, 'words')
  ),
  reshaping('end-later', msg('End a word later'), [']'], controller =>
    moveEdge(controller, 'end', 1, 'words')
  ),
  reshaping('end-earlier', msg('End a word earlier'), ['}'], controller =>
    moveEdge(controller, 'end', -1, 'words')
  ),
  reshaping('start-earlier-character', msg('Start a character earlier'), ['Alt+['], controller =>
    moveEdge(controller, 'start', -1, 'characters')
  ),
  reshaping('start-later-character', msg('Start a character later'), ['Alt+Shift+{'], controller =>
    moveEdge(controller, 'start', 1, 'characters')
  ),
  reshaping('end-later-character', msg('End a character later'), ['Alt+]'], controller =>
    moveEdge(controller, 'end', 1, 'characters')
  ),
  reshaping('end-earlier-character', msg('End a character earlier'), ['Alt+Shift+}'], controller =>
    moveEdge(controller, 'end', -1, 'characters')
  ),
  selecting('add-stretch', msg('Add the selected stretch to the annotation'), ['+'], controller =>
    addStretch(controller)
  ),
  selecting('remove-stretch', msg('Take the selected stretch out of the annotation'), ['_'], controller =>
    removeStretch(controller)
  )
];
