// What the article draws of links: those of the annotation at hand, and the signs of what it can be linked to.
import type { Relation } from '../model';
import type { ArticleView, ShownLink } from './article/article';
import type { Controller } from './controller';
import { type Linking, targets } from './link-mode';
import { linksOf } from './linking';

function shownLinks(controller: Controller, relations: Readonly<Record<string, Relation>>): ShownLink[] {
  const { codebook, screen } = controller;
  if (screen.picked === null) return [];
  return linksOf(codebook, relations, screen.picked).map(({ id, title, outgoing, other }) => ({
    other,
    title,
    look: Math.max(
      (codebook.relations ?? []).findIndex(kind => kind.id === relations[id]?.kind),
      0
    ),
    outgoing
  }));
}

/** Keeps the drawing up to date; what has not changed is not drawn again. */
export function drawLinks(controller: Controller, article: ArticleView): void {
  let drawn: { picked: string | null; linking: Linking | null; checked: unknown } | undefined;
  controller.subscribe(() => {
    const { picked, linking } = controller.screen;
    const checked = controller.store?.checked;
    if (drawn?.picked === picked && drawn.linking === linking && drawn.checked === checked) return;
    drawn = { picked, linking, checked };
    const hints = new Map(targets(controller).flatMap(({ id, hint }) => (hint ? [[id, hint] as const] : [])));
    article.showLinks(shownLinks(controller, checked?.relations ?? {}), hints);
  });
}
