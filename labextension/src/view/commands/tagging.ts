// Commands on the annotation at hand.
import type { Command } from './command';

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
    id: 'delete',
    title: 'Delete the annotation',
    group: 'Tagging',
    keys: ['Delete', 'Backspace'],
    isEnabled: controller => controller.picked !== undefined,
    run: controller => {
      controller.remove();
      return true;
    }
  }
];
