// Commands on the annotation at hand.
import type { Controller } from '../controller';
import type { Status } from '../several';
import type { Command } from './command';

/** Gives what is at hand a status; where all of it has the status already, it is open again. */
function toggleStatus(controller: Controller, status: Status): true {
  const { atHand, annotations } = controller;
  const isSo = atHand.every(id => (annotations[id]?.status ?? 'open') === status);
  controller.setStatus(isSo ? 'open' : status);
  return true;
}

export const TAGGING: readonly Command[] = [
  {
    id: 'undo',
    title: 'Undo',
    group: 'Tagging',
    keys: ['Ctrl+Z', 'u'],
    isEnabled: controller => controller.store?.canUndo === true,
    run: controller => {
      controller.undo();
      return true;
    }
  },
  {
    id: 'redo',
    title: 'Redo',
    group: 'Tagging',
    keys: ['Ctrl+Shift+Z', 'Ctrl+Y'],
    isEnabled: controller => controller.store?.canRedo === true,
    run: controller => {
      controller.redo();
      return true;
    }
  },
  {
    id: 'write-note',
    title: 'Write a note',
    group: 'Tagging',
    keys: ['n'],
    isEnabled: controller => controller.picked !== undefined,
    run: controller => {
      controller.root.querySelector<HTMLTextAreaElement>('.jp-Annotator-note textarea')?.focus();
      return true;
    }
  },
  {
    id: 'flag',
    title: 'Flag it, or take the flag away',
    group: 'Tagging',
    keys: ['!'],
    isEnabled: controller => controller.atHand.length > 0,
    run: controller => toggleStatus(controller, 'flagged')
  },
  {
    id: 'done',
    title: 'Mark it as done, or open again',
    group: 'Tagging',
    keys: ['='],
    isEnabled: controller => controller.atHand.length > 0,
    run: controller => toggleStatus(controller, 'done')
  },
  {
    id: 'delete',
    title: 'Delete the annotation',
    group: 'Tagging',
    keys: ['Delete', 'Backspace'],
    isEnabled: controller => controller.atHand.length > 0,
    run: controller => {
      controller.remove();
      return true;
    }
  }
];
