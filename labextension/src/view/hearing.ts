// What keys do in the article, for those who hear it: the text that the caret passes or selects, the annotations that it
// enters or leaves, and the annotation that was gone to. The browser itself reads only text that can be edited.
import type { Annotation } from '../model';
import { asAnnotation } from '../model/suggestions';
import type { ArticleView } from './article/article';
import type { Controller } from './controller';
import { spokenName } from './spoken';

/** Keys that follow each other closely are heard as one, in milliseconds. */
const PAUSE = 120;
/** Characters of a passage that are read; of a longer one its two ends. */
const LONGEST = 240;

type Grain = 'character' | 'word' | 'line';

function grainOf({ key, ctrlKey, altKey }: KeyboardEvent): Grain {
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return 'line';
  return ctrlKey || altKey ? 'word' : 'character';
}

/** What is read of the text from the caret on. */
function passed(text: string, grain: Grain): string {
  if (grain === 'character') return Array.from(text)[0] ?? '';
  if (grain === 'word') return /^\s*\S+/.exec(text)?.[0].trim() ?? '';
  return text.slice(0, LONGEST);
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST / 2)} … ${text.slice(-LONGEST / 2)}` : text;
}

export class Hearing {
  /** The live region: heard, not seen. */
  readonly element = document.createElement('div');
  private grain: Grain | null = null;
  private around = new Set<string>();
  private picked: string | null = null;
  private suggestion: string | null = null;
  /** The selection or the caret that was heard last. */
  private spot = '';
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly controller: Controller,
    private readonly article: ArticleView,
    signal: AbortSignal
  ) {
    this.element.className = 'jp-Annotator-hidden';
    this.element.setAttribute('aria-live', 'polite');
    const { element } = article;
    element.addEventListener('keydown', event => this.pressed(event), { signal, capture: true });
    element.addEventListener('pointerdown', () => this.pressed(null), { signal, capture: true });
    document.addEventListener('selectionchange', () => this.soon(), { signal });
    signal.addEventListener(
      'abort',
      controller.subscribe(() => {
        // Gone to once more, the same annotation is heard once more.
        if (controller.screen.picked === null) this.picked = null;
        this.soon();
      })
    );
    signal.addEventListener('abort', () => clearTimeout(this.timer));
  }

  private pressed(event: KeyboardEvent | null): void {
    this.grain = event && grainOf(event);
  }

  private soon(): void {
    // Who uses the mouse sees what happens; the panel's own controls are heard by themselves.
    if (this.grain === null || document.activeElement !== this.article.element) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.say(), PAUSE);
  }

  private say(): void {
    const gone = this.gone();
    // The caret came along: where it stands now is no news, and must not be heard over what was gone to.
    const moved = this.moved();
    const said = gone ?? moved;
    if (said && said !== this.element.textContent) this.element.textContent = said;
  }

  /** The annotation or the suggestion that was gone to, where that is what happened. */
  private gone(): string | undefined {
    const { controller } = this;
    const { picked, suggestion } = controller.screen;
    if (suggestion !== this.suggestion) {
      this.suggestion = suggestion;
      const { current, place = ['', ''] } = controller.suggesting ?? {};
      if (current) {
        this.picked = picked;
        const name = this.name(asAnnotation(current));
        return controller.t('%1 of %2: %3: %4', ...place, name, shortened(this.article.textOf(current.span)));
      }
    }
    if (picked === this.picked) return undefined;
    this.picked = picked;
    const annotation = controller.picked;
    if (picked === null || !annotation) return undefined;
    const { order } = controller;
    const place = [String(order.indexOf(picked) + 1), String(order.length)];
    return controller.t('%1 of %2: %3: %4', ...place, this.name(annotation), shortened(annotation.quote));
  }

  private moved(): string {
    const span = this.article.selection();
    if (span === undefined) return '';
    const { t } = this.controller;
    const caret = this.article.caretPlace();
    // Much changes while the reader keeps still: whether all is saved, say.
    const spot = span ? `${span.start}-${span.end}` : String(caret?.offset);
    if (spot === this.spot) return '';
    this.spot = spot;
    if (span) return t('Selected: %1', shortened(this.article.textOf(span)));
    if (caret === undefined) return '';
    const parts: string[] = [];
    const { annotations } = this.controller;
    const around = new Set(
      Object.keys(annotations).filter(id =>
        annotations[id]?.spans.some(({ start, end }) => start <= caret.offset && caret.offset < end)
      )
    );
    const names = (ids: string[]) =>
      ids.flatMap(id => (annotations[id] ? [this.name(annotations[id] as Annotation)] : [])).join('; ');
    const left = names([...this.around].filter(id => !around.has(id)));
    const entered = names([...around].filter(id => !this.around.has(id)));
    this.around = around;
    if (left) parts.push(t('end %1.', left));
    if (entered) parts.push(t('begin %1:', entered));
    parts.push(passed(caret.rest, this.grain ?? 'line'));
    return parts.join(' ');
  }

  private name(annotation: Annotation): string {
    const style = this.article.styles.get(annotation.kind);
    return style ? spokenName({ style, annotation }, this.controller.t) : annotation.kind;
  }
}
