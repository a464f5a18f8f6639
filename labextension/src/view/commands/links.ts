// Commands that link annotations.
import { startLinking } from '../link-mode';
import type { Command } from './command';

export const LINKS: readonly Command[] = [
  {
    id: 'link',
    title: 'Link to another annotation',
    group: 'Links',
    keys: ['l'],
    isEnabled: controller => controller.picked !== undefined,
    run: controller => {
      startLinking(controller);
      return true;
    }
  }
];
