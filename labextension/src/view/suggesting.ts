// What the reader does with suggestions: goes through them, accepts, changes or rejects. Nothing is saved before that.
import { type Annotation, describe, type Suggestion, SuggestionList } from '../model';
import { areShown, asAnnotation, originOf } from '../model/suggestions';
import type { Controller } from './controller';

/** Paints annotations of these ids; those that are not in the record any more are taken away. */
type Paint = (ids: Iterable<string>, annotations: Readonly<Record<string, Annotation>>) => void;

export class Suggesting {
  private list: SuggestionList | null = null;
  private shown: Readonly<Record<string, Annotation>> = {};
  private openNow: readonly Suggestion[] = [];

  constructor(
    private readonly controller: Controller,
    private readonly paint: Paint
  ) {}

  /** Those that can be decided on now, in text order. */
  get open(): readonly Suggestion[] {
    return this.openNow;
  }

  /** Sentences about detectors that failed. */
  get problems(): readonly string[] {
    return this.controller.session.suggestions?.problems ?? [];
  }

  /** Whether there is anything to say about suggestions. */
  get isThere(): boolean {
    const { suggestions, store } = this.controller.session;
    return suggestions !== undefined && store !== null;
  }

  /** Hidden until the reader has finished on her own. */
  get isHidden(): boolean {
    const { suggestions, store } = this.controller.session;
    return suggestions !== undefined && store !== null && !areShown(suggestions, store.reading.progress);
  }

  get current(): Suggestion | undefined {
    const id = this.controller.screen.suggestion;
    return id === null ? undefined : this.openNow.find(one => one.id === id);
  }

  /** Which of how many the current one is, from 1 on. */
  get place(): [at: string, of: string] {
    const { current, openNow } = this;
    return [String(current ? openNow.indexOf(current) + 1 : 0), String(openNow.length)];
  }

  /** Another reader, or another store. */
  follow(): void {
    const { suggestions, document, reader, store } = this.controller.session;
    this.list =
      suggestions && store && reader !== null ? new SuggestionList(suggestions, document.id, reader) : null;
    this.changed(Object.keys(store?.checked.annotations ?? {}));
  }

  /** Takes in what became of these annotations and removals; paints the suggestions that came or went. */
  changed(ids: Iterable<string>): void {
    const { store } = this.controller;
    this.list?.update(ids, this.controller.annotations);
    this.openNow = this.list && store && !this.isHidden ? this.list.open(store.reading) : [];
    const before = this.shown;
    const now: Record<string, Annotation> = {};
    for (const one of this.openNow) now[one.id] = before[one.id] ?? asAnnotation(one);
    const came = this.openNow.filter(({ id }) => !Object.hasOwn(before, id)).map(({ id }) => id);
    const went = Object.keys(before).filter(id => !Object.hasOwn(now, id));
    this.shown = now;
    // What became an annotation is painted as one by now.
    const gone = went.filter(id => !Object.hasOwn(this.controller.annotations, id));
    if (came.length + gone.length > 0) this.paint([...gone, ...came], now);
    const { suggestion } = this.controller.screen;
    if (suggestion !== null && !Object.hasOwn(now, suggestion)) this.controller.show({ suggestion: null });
  }

  /** A click on the text: the annotations there, the shortest first, and the suggestions. */
  pickAmong(ids: string[]): void {
    const { controller } = this;
    const { suggestion, picked, linking } = controller.screen;
    const isOwn = (id: string) => Object.hasOwn(controller.annotations, id);
    const own = ids.filter(isOwn);
    if (own.length === ids.length || linking) {
      controller.pickAmong(own);
      return;
    }
    const next = ids[(ids.indexOf(suggestion ?? picked ?? '') + 1) % ids.length] as string;
    if (!isOwn(next)) this.pick(next);
    else {
      controller.show({ picked: next, pending: null, here: own.length > 1 ? own : [], message: '' });
    }
  }

  pick(id: string, reveal = false): void {
    const { controller } = this;
    if (!this.openNow.some(one => one.id === id)) return;
    if (controller.screen.pending) controller.stage?.deselect();
    controller.show({ suggestion: id, picked: null, pending: null, here: [], linking: null, message: '' });
    if (reveal) controller.stage?.reveal(id);
  }

  /** The next or the previous one; from the annotation or the caret at hand where no suggestion is. */
  step(by: 1 | -1): void {
    const { controller } = this;
    if (this.isHidden) {
      controller.show({
        message: controller.t('Suggestions are hidden until you have finished your own reading.')
      });
      return;
    }
    if (this.openNow.length === 0) {
      if (this.isThere) controller.show({ message: controller.t('There are no more suggestions.') });
      return;
    }
    const { current } = this;
    const from = current?.span.start ?? controller.picked?.spans[0]?.start ?? (by > 0 ? -1 : Infinity);
    const at = current ? this.openNow.indexOf(current) + by : this.placeOf(from, by);
    const next = this.openNow[(at + this.openNow.length) % this.openNow.length];
    if (next) this.pick(next.id, true);
  }

  /** Makes an annotation of the suggestion, and goes on to the next; or opens it, so that it can be changed. */
  accept(isOpened = false): boolean {
    const { controller, current } = this;
    const { store, t } = controller;
    if (!current || !store) return false;
    const { id, kind, span, values, detector } = current;
    const annotation = {
      kind,
      spans: [span],
      ...describe(store.offsets, [span]),
      values,
      origin: originOf(detector)
    };
    const following = this.following(current);
    const title = controller.kind(kind)?.title ?? kind;
    const message = `${t('Accepted')}: ${title}. ${t('Undo takes it back.')}`;
    if (!controller.edit({ type: 'add', id, annotation }, message)) return true;
    if (isOpened) controller.show({ picked: id, message });
    else this.goOn(following, message);
    return true;
  }

  /** It will not be shown again. */
  reject(): boolean {
    const { controller, current } = this;
    if (!current) return false;
    const following = this.following(current);
    const message = `${controller.t('Rejected')}. ${controller.t('Undo brings it back.')}`;
    const edit = { type: 'reject', id: current.id, origin: originOf(current.detector) } as const;
    if (controller.edit(edit, message)) this.goOn(following, message);
    return true;
  }

  /** The reader has finished on her own: notes that for good, and shows what was proposed. */
  finishFirstPass(): void {
    const { controller } = this;
    const done = controller.store?.reading.progress.done === true;
    controller.edit(
      { type: 'progress', done, first_pass: true },
      controller.t('Your own reading is noted as finished.')
    );
  }

  private following(current: Suggestion): string | undefined {
    return this.openNow[this.openNow.indexOf(current) + 1]?.id;
  }

  private goOn(id: string | undefined, message: string): void {
    const next = this.openNow.find(one => one.id === id);
    this.controller.show({ suggestion: next?.id ?? null, picked: null, message });
    if (next) this.controller.stage?.reveal(next.id);
  }

  private placeOf(from: number, by: 1 | -1): number {
    const at = this.openNow.findIndex(({ span }) => span.start >= from);
    if (by > 0) return at < 0 ? 0 : at;
    return (at < 0 ? this.openNow.length : at) - 1;
  }
}
