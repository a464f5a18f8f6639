// One lane for each reader beside the text: bars where she marked something, a letter over each lane.
import type { Span, Unit } from '../../model';
import type { Adjudicating } from '../adjudicating';
import type { ArticleView } from './article';

/** Width of a lane in pixels, and the most that are drawn: more would say nothing any more. */
const WIDTH = 11;
const MOST_LANES = 12;
const SHORTEST = 8;

interface Bar {
  unit: Unit;
  span: Span;
  element: HTMLElement;
}

export class ReaderLanes {
  private readonly element = document.createElement('div');
  private readonly bars: Bar[] = [];
  private frame = 0;
  private selected: string | null = null;

  constructor(
    private readonly article: ArticleView,
    private readonly adjudicating: Adjudicating,
    signal: AbortSignal
  ) {
    const lanes = Math.min(adjudicating.adjudication.readers.length, MOST_LANES);
    this.element.className = 'jp-Annotator-readerLanes';
    // The panel says all of it in words.
    this.element.setAttribute('aria-hidden', 'true');
    this.element.style.width = `${lanes * WIDTH + 4}px`;
    article.pane.style.setProperty('--jp-annotator-lanes', `${lanes * WIDTH + 12}px`);
    article.pane.classList.add('jp-mod-lanes');
    this.element.append(this.heads(lanes));
    for (const unit of adjudicating.units) this.addBars(unit, lanes);
    article.pane.append(this.element);
    const later = () => this.later();
    article.pane.addEventListener('scroll', later, { passive: true, signal });
    const resized = new ResizeObserver(later);
    resized.observe(article.element);
    signal.addEventListener('abort', () => {
      resized.disconnect();
      cancelAnimationFrame(this.frame);
    });
    this.later();
  }

  select(unit: string | null): void {
    if (unit === this.selected) return;
    this.selected = unit;
    for (const bar of this.bars) bar.element.classList.toggle('jp-mod-current', bar.unit.id === unit);
    this.later();
  }

  private heads(lanes: number): HTMLElement {
    const heads = document.createElement('div');
    heads.className = 'jp-Annotator-laneHeads';
    for (let reader = 0; reader < lanes; reader++) {
      const head = document.createElement('span');
      head.textContent = this.adjudicating.letterOf(reader);
      head.title = this.adjudicating.nameOf(reader);
      heads.append(head);
    }
    return heads;
  }

  private addBars(unit: Unit, lanes: number): void {
    for (const { reader, kind, spans } of unit.versions) {
      const style = this.article.styles.get(kind);
      if (reader >= lanes || !style) continue;
      for (const span of spans) {
        const element = document.createElement('div');
        element.className = `jp-Annotator-laneBar jp-mod-${style.mark}`;
        element.style.insetInlineStart = `${reader * WIDTH + 3}px`;
        element.style.setProperty('--jp-annotator-kind', style.color);
        element.title = `${this.adjudicating.nameOf(reader)}: ${style.kind.title}`;
        element.hidden = true;
        element.addEventListener('click', () => this.adjudicating.pick(unit.id));
        this.bars.push({ unit, span, element });
        this.element.append(element);
      }
    }
  }

  /** Places are asked once before the next frame. */
  private later(): void {
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  private draw(): void {
    const { pane, element, points } = this.article;
    // A page that is not shown has no places; what was drawn is still right when it is shown again.
    if (element.offsetHeight === 0) return;
    const origin = pane.getBoundingClientRect().top - pane.scrollTop;
    this.element.style.height = `${element.offsetHeight}px`;
    const places = this.bars.map(({ span }) => points.range(span.start, span.end)?.getBoundingClientRect());
    this.bars.forEach(({ element }, at) => {
      const rect = places[at];
      // Text far away is not laid out yet; scrolling there draws it.
      element.hidden = !rect || rect.height === 0;
      if (!rect || element.hidden) return;
      element.style.top = `${rect.top - origin}px`;
      element.style.height = `${Math.max(rect.height, SHORTEST)}px`;
    });
  }
}
