// Commands on the view itself.
import { stopLinking } from '../link-mode';
import { followCaret } from '../marking';
import type { Command } from './command';

export const VIEW: readonly Command[] = [
  {
    id: 'print',
    title: 'Print the article with its annotations',
    group: 'View',
    keys: ['Ctrl+P'],
    run: controller => {
      controller.print();
      return true;
    }
  },
  {
    id: 'let-go',
    title: 'Let go of what is selected',
    group: 'View',
    keys: ['Escape'],
    run: controller => {
      const { screen } = controller;
      if (screen.help) controller.show({ help: false });
      else if (screen.linking) stopLinking(controller);
      else if (screen.pending) {
        controller.stage?.deselect();
        controller.show({ pending: null });
        followCaret(controller);
      } else if (controller.isSeveral) {
        controller.list.choose([]);
        controller.show({ message: '' });
      } else if (screen.finishing) controller.show({ finishing: false });
      else if (screen.unit) controller.show({ unit: null, message: '' });
      else controller.pick(null);
      return true;
    }
  },
  {
    id: 'definitions',
    title: 'Show or hide definitions',
    group: 'View',
    keys: ['i'],
    run: controller => {
      const definitions = !controller.screen.definitions;
      const { t } = controller;
      const message = definitions
        ? t('Definitions are shown beside the answers.')
        : t('Definitions are hidden.');
      controller.show({ definitions, message });
      return true;
    }
  },
  {
    id: 'help',
    title: 'All keys',
    group: 'View',
    keys: ['?'],
    run: controller => {
      controller.show({ help: !controller.screen.help });
      return true;
    }
  }
];
