// Marking by gesture: sentence by sentence, the ends of an annotation, its further stretches.
import { type Annotation, describe, type Span } from '../model';
import type { ArticleView } from './article/article';
import type { Edge, Units } from './article/units';
import type { Controller } from './controller';
import { meets, moved, same, united, without } from './stretches';

/** More stretches than these are no annotation that the schema knows. */
const MOST_STRETCHES = 100;

/** The sentence that a kind's key tags where nothing is selected: the one that the reader's caret is in. */
export function sentenceAtCaret({ screen, stage, isSeveral }: Controller): Span | undefined {
  if (isSeveral || screen.picked !== null || screen.pending || screen.linking || !stage?.caret.isShown)
    return undefined;
  const { offset } = stage.caret;
  return offset === undefined ? undefined : stage.units.sentenceAt(offset);
}

/**
 * The caret was moved: out of the annotation at hand, it lets go of that, since an answer's key pressed now would be
 * meant for what is read there.
 */
export function followCaret(controller: Controller): void {
  const { picked, screen, stage } = controller;
  const offset = stage?.caret.offset;
  const isInside = picked?.spans.some(({ start, end }) => start <= (offset ?? -1) && (offset ?? -1) <= end);
  if (picked && stage?.caret.isShown && !isInside && !screen.linking)
    controller.show({ picked: null, here: [], message: '' });
  else controller.changed();
}

/** Selects the next (1) or the previous (-1) sentence; the caret's own where the caret is inside of it. */
export function stepSentence({ screen, stage }: Controller, by: 1 | -1): void {
  if (!stage) return;
  const { units, caret } = stage;
  const { pending } = screen;
  const from = caret.offset ?? caret.firstInView() ?? 0;
  const found = pending
    ? by > 0
      ? units.sentenceAfter(pending.end)
      : units.sentenceBefore(pending.start)
    : nearest(units, from, by);
  if (found) stage.selectSpan(found);
}

/**
 * Selects the next (1) or the previous (-1) passage in brackets, where articles name their sources: the first one in
 * what is selected or at hand, then the one behind it.
 */
export function stepBrackets(controller: Controller, by: 1 | -1): void {
  const { picked, screen, stage, t } = controller;
  if (!stage) return;
  const { units, caret } = stage;
  const offset = caret.offset ?? caret.firstInView() ?? 0;
  const at = screen.pending ?? picked?.spans[0] ?? { start: offset, end: offset };
  const found = by > 0 ? units.bracketsAfter(at.start) : units.bracketsBefore(at.start);
  const isAtHand = found?.start === at.start && found.end === at.end;
  const next = isAtHand ? units.bracketsAfter(at.end) : found;
  if (next) stage.selectSpan(next);
  else
    controller.show({ message: by > 0 ? t('No more brackets behind this.') : t('No brackets before this.') });
}

function nearest(units: Units, offset: number, by: 1 | -1): Span | undefined {
  const own = units.sentenceAt(offset);
  if (own && own.start < offset && offset < own.end) return own;
  return by > 0 ? units.sentenceAfter(offset) : units.sentenceBefore(offset);
}

/** Moves the selection's loose end by a sentence; without a selection, the caret's sentence is the first. */
export function extendBySentence(controller: Controller, by: 1 | -1): void {
  const { stage } = controller;
  const ends = stage?.selectionEnds();
  if (!stage || !ends || ends.anchor === ends.focus || !controller.screen.pending) {
    stepSentence(controller, by);
    return;
  }
  const { units } = stage;
  const { anchor, focus } = ends;
  const isForward = focus > anchor;
  const next =
    by > 0
      ? isForward
        ? units.sentenceAfter(focus)?.end
        : units.sentenceAfter(focus + 1)?.start
      : isForward
        ? units.sentenceBefore(units.sentenceAt(focus - 1)?.start ?? 0)?.end
        : units.sentenceBefore(focus)?.start;
  if (next === undefined) return;
  // Past where it began, the selection turns round its first sentence.
  const turned = isForward ? next <= anchor : next >= anchor;
  const first = units.sentenceAt(isForward ? anchor : anchor - 1);
  if (!turned) stage.selectSpan(ordered(anchor, next), next < anchor);
  else if (!first) return;
  else if (isForward) {
    const before = units.sentenceBefore(first.start);
    if (before) stage.selectSpan({ start: before.start, end: first.end }, true);
  } else {
    const after = units.sentenceAfter(first.end);
    if (after) stage.selectSpan({ start: first.start, end: after.end });
  }
}

function ordered(one: number, other: number): Span {
  return { start: Math.min(one, other), end: Math.max(one, other) };
}

/** Gives the annotation at hand other spans: what is linked to it stays linked, one step of undo. */
export function reshape(controller: Controller, spans: Annotation['spans'], message: string): boolean {
  const { picked, screen, store, t } = controller;
  const offsets = controller.stage?.units.offsets;
  if (!picked || screen.picked === null || !store || !offsets || same(spans, picked.spans)) return false;
  if (spans.length > MOST_STRETCHES) {
    controller.show({ message: t('An annotation has at most 100 stretches.') });
    return false;
  }
  return controller.edit(
    { type: 'change', id: screen.picked, set: { spans, ...describe(offsets, spans) } },
    message
  );
}

/** Moves an end of the selection before it is tagged. */
function moveSelectedEdge(
  { stage }: Controller,
  pending: Span,
  edge: Edge,
  by: 1 | -1,
  unit: 'words' | 'characters'
): void {
  const offset = stage?.units.step(pending[edge], by, edge, unit);
  if (offset === undefined) return;
  const next = { ...pending, [edge]: offset };
  if (next.start < next.end) stage?.selectSpan(next, edge === 'start');
}

/**
 * Moves the start or the end of the selection, or else the first start or the last end of the annotation at hand, by a
 * word or a character, in text order.
 */
export function moveEdge(
  controller: Controller,
  edge: Edge,
  by: 1 | -1,
  unit: 'words' | 'characters',
  at?: number
): void {
  const { picked, screen, stage, t } = controller;
  if (screen.pending && at === undefined) {
    moveSelectedEdge(controller, screen.pending, edge, by, unit);
    return;
  }
  if (!picked || !stage) return;
  const { spans } = picked;
  const which = at ?? (edge === 'start' ? 0 : spans.length - 1);
  const span = spans[which];
  const offset = span && stage.units.step(span[edge], by, edge, unit);
  if (!span || offset === undefined) return;
  if (edge === 'start' ? offset >= span.end : offset <= span.start) {
    controller.show({ message: t('Nothing would be left of it. Delete removes the annotation.') });
    return;
  }
  const next = moved(spans, which, edge, offset, offset);
  reshape(controller, next, edge === 'start' ? t('Start moved') : t('End moved'));
}

/** Adds the selected stretch to the annotation at hand. */
export function addStretch(controller: Controller, stretch: Span | null = controller.screen.pending): void {
  const { annotations, latest, screen, t } = controller;
  const known = screen.picked ?? latest;
  const picked = known !== null && Object.hasOwn(annotations, known) ? annotations[known] : undefined;
  if (picked && stretch && screen.picked === null) controller.show({ picked: known });
  if (!picked || !stretch) {
    const message = picked
      ? t('Select the further stretch, then add it.')
      : t('Choose an annotation first, then select the stretch to add.');
    controller.show({ message });
    return;
  }
  const spans = united([...picked.spans, stretch]);
  const message = same(spans, picked.spans)
    ? t('That stretch is a part of it already.')
    : spans.length > 1
      ? t('Stretch added: the annotation has %1 now.', String(spans.length))
      : t('Stretch added');
  if (reshape(controller, spans, message)) letGo(controller, stretch.end);
  else controller.show({ message });
}

/** Takes the selected stretch out of the annotation at hand, or the one that the caret is in. */
export function removeStretch(controller: Controller, stretch?: Span): void {
  const { picked, screen, stage, t } = controller;
  if (!picked) {
    controller.show({ message: t('Choose an annotation first, then select the stretch to take out.') });
    return;
  }
  const offset = stage?.caret.offset ?? -1;
  const own = picked.spans.find(({ start, end }) => start <= offset && offset <= end);
  const cut = stretch ?? screen.pending ?? own;
  const spans = cut ? without(picked.spans, cut) : picked.spans;
  if (!cut || !meets(picked.spans, cut)) {
    controller.show({ message: t('Select the stretch of the annotation to take out.') });
  } else if (spans.length === 0) {
    controller.show({ message: t('Nothing would be left of it. Delete removes the annotation.') });
  } else {
    const trimmed = spans.flatMap(span => stage?.units.snapped(span, 'characters') ?? []);
    if (reshape(controller, trimmed, t('Stretch taken out')) && screen.pending) letGo(controller, cut.end);
  }
}

function letGo(controller: Controller, offset: number): void {
  controller.show({ pending: null });
  controller.stage?.collapseTo(offset);
}

/** The article's handles: dragging previews, and dropping makes one edit. */
export class Resizing {
  private spans: Annotation['spans'] | null = null;

  constructor(private readonly controller: Controller) {}

  drag(at: number, edge: Edge, offset: number, exact: boolean): void {
    const { picked, screen, stage, snap } = this.controller;
    const span = picked?.spans[at];
    if (!picked || !span || !stage || screen.picked === null) return;
    const { units } = stage;
    const wanted = exact ? (snap === 'characters' ? 'words' : 'characters') : snap;
    const least = units.step(
      edge === 'start' ? span.end : span.start,
      edge === 'start' ? -1 : 1,
      edge,
      'characters'
    );
    const raw = edge === 'start' ? Math.min(offset, span.end - 1) : Math.max(offset, span.start + 1);
    const snapped = units.snapped(ordered(raw, edge === 'start' ? span.end : span.start), wanted);
    const to = snapped ? snapped[edge] : raw;
    const next = moved(picked.spans, at, edge, to, least ?? to);
    if (same(next, this.spans ?? picked.spans)) return;
    this.spans = next;
    stage.preview(screen.picked, next);
  }

  drop(counts: boolean): void {
    const { spans, controller } = this;
    const { screen, stage, t } = controller;
    this.spans = null;
    if (!spans || screen.picked === null) return;
    if (counts) reshape(controller, spans, t('Annotation resized'));
    // A refused or broken off drag goes back to what is stored.
    stage?.update([screen.picked], controller.annotations);
  }
}

/** Keeps handles and the caret's sentence as the reader's gestures have them. */
export function drawMarking(controller: Controller, article: ArticleView): void {
  controller.subscribe(() => {
    const { screen, picked, session } = controller;
    article.showHandles(picked !== undefined && !screen.pending && !screen.linking && !session.readOnly);
    article.showSentence(sentenceAtCaret(controller) ?? null);
  });
}
