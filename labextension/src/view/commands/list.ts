// Commands on the list: searching, choosing several, what is left to do.
import { finish, isFinished, nextUnanswered } from '../progress';
import type { Command } from './command';

/** Adds the next or the previous annotation of the list to the chosen ones, as Shift and an arrow do in a list. */
function chooseOn(by: 1 | -1): Command['run'] {
  return controller => {
    const { list, annotations, screen } = controller;
    const from = screen.picked;
    const to = controller.neighbour(by);
    if (!to) return true;
    const chosen = from ? [...list.chosen, from, to] : [...list.chosen, to];
    controller.pick(to, true);
    controller.choose(chosen.filter(id => Object.hasOwn(annotations, id)));
    return true;
  };
}

export const LIST: readonly Command[] = [
  {
    id: 'search',
    title: 'Search and filter the annotations',
    group: 'List',
    keys: ['/'],
    run: controller => {
      controller.show({ tools: true });
      controller.focusSoon('.jp-Annotator-search');
      return true;
    }
  },
  {
    id: 'next-unanswered',
    title: 'Next unanswered question',
    group: 'Reading',
    keys: ['m'],
    run: controller => {
      nextUnanswered(controller);
      return true;
    }
  },
  {
    id: 'choose',
    title: 'Choose this one too',
    group: 'List',
    keys: ['#'],
    isEnabled: controller => controller.screen.picked !== null,
    run: controller => {
      const { list, screen } = controller;
      if (screen.picked) list.toggle(screen.picked);
      controller.choose(list.chosen);
      return true;
    }
  },
  {
    id: 'choose-next',
    title: 'Choose the next one too',
    group: 'List',
    keys: ['J'],
    run: chooseOn(1)
  },
  {
    id: 'choose-previous',
    title: 'Choose the previous one too',
    group: 'List',
    keys: ['K'],
    run: chooseOn(-1)
  },
  {
    id: 'choose-listed',
    title: 'Choose all that are listed',
    group: 'List',
    keys: ['*'],
    run: controller => {
      const { list, listed } = controller;
      controller.choose(list.chosen.size === listed.length ? [] : listed);
      return true;
    }
  },
  {
    id: 'article-questions',
    title: 'Questions about the whole article',
    group: 'Tagging',
    keys: ['Q'],
    isEnabled: controller => controller.fieldsOf('document').length > 0,
    run: controller => {
      if (controller.fieldsOf('document').length === 0) return false;
      controller.pick(null);
      controller.show({ questions: true });
      controller.focusSoon('.jp-Annotator-questions :is(input, textarea)');
      return true;
    }
  },
  {
    id: 'finish',
    title: 'Finished, or open again',
    group: 'Reading',
    keys: ['D'],
    isEnabled: controller => controller.store !== null,
    run: controller => {
      finish(controller, !isFinished(controller));
      return true;
    }
  }
];
