// Commands that keep what was tagged: in the notebook, in a file, and what it was before.
import { removedOf } from '../bringing-back';
import { exportReading } from '../export';
import type { Command } from './command';

export const SAVING: readonly Command[] = [
  {
    id: 'save-now',
    title: 'Save now',
    group: 'Saving and history',
    keys: ['W'],
    isEnabled: ({ session }) => session.saveNow !== undefined && !session.readOnly,
    run: controller => {
      const { session, t } = controller;
      if (!session.saveNow) return false;
      if (session.save.state === 'saved') controller.show({ message: t('All is saved.') });
      else session.saveNow();
      return true;
    }
  },
  {
    id: 'export-reading',
    title: 'Keep a copy of the reading in a file',
    group: 'Saving and history',
    keys: ['E'],
    isEnabled: ({ store }) => store !== null,
    run: exportReading
  },
  {
    id: 'history',
    title: 'Show or hide the history of the annotation',
    group: 'Saving and history',
    keys: ['H'],
    isEnabled: ({ picked }) => picked !== undefined,
    run: controller => {
      if (!controller.picked) return false;
      controller.show({ past: !controller.screen.past });
      if (controller.screen.past) controller.focusSoon('.jp-Annotator-past summary');
      return true;
    }
  },
  {
    id: 'removed-annotations',
    title: 'Show or hide removed annotations',
    group: 'Saving and history',
    keys: ['B'],
    isEnabled: ({ store }) => store !== null,
    run: controller => {
      const isShown = controller.screen.removed;
      const { t, n } = controller;
      const { length } = isShown ? [] : removedOf(controller);
      if (!isShown && length === 0) {
        controller.show({ message: t('No annotation was removed.') });
        return true;
      }
      const message = isShown
        ? ''
        : n('%1 annotation can be brought back.', '%1 annotations can be brought back.', length);
      controller.show({ removed: !isShown, message });
      if (!isShown) controller.focusSoon('.jp-Annotator-removed li button');
      return true;
    }
  }
];
