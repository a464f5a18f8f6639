// Commands that go from annotation to annotation.
import type { Command } from './command';

export const READING: readonly Command[] = [
  {
    id: 'next-annotation',
    title: 'Next annotation',
    group: 'Reading',
    keys: ['j'],
    run: controller => {
      controller.step(1);
      return true;
    }
  },
  {
    id: 'previous-annotation',
    title: 'Previous annotation',
    group: 'Reading',
    keys: ['k'],
    run: controller => {
      controller.step(-1);
      return true;
    }
  },
  {
    id: 'other-annotation',
    title: 'Other annotation at the same place',
    group: 'Reading',
    keys: ['o'],
    run: controller => {
      controller.pickOther();
      return true;
    }
  }
];
