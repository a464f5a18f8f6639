// Commands that go about in an article, and from article to article.
import type { Command } from './command';

export const ARTICLES: readonly Command[] = [
  {
    id: 'outline',
    title: 'Outline of the article',
    group: 'Reading',
    keys: ['O'],
    isEnabled: controller => controller.outline !== null,
    run: controller => controller.outline?.open() ?? false
  },
  {
    id: 'next-article',
    title: 'Next article',
    group: 'Reading',
    keys: ['N'],
    isEnabled: controller => controller.articles !== null,
    run: controller => controller.articles?.step(1) ?? false
  },
  {
    id: 'previous-article',
    title: 'Previous article',
    group: 'Reading',
    keys: ['P'],
    isEnabled: controller => controller.articles !== null,
    run: controller => controller.articles?.step(-1) ?? false
  }
];
