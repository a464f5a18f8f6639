// What the list shows on this screen: filter, order, and which annotations are chosen to be changed together.
import type { Annotation, Codebook } from '../model';
import { type KindStyle, kindStyles } from './article/highlight';
import { type Facet, type Filter, Filtering, isFiltering, NO_FILTER } from './filtering';
import { comparing, type Sort, TextOrder } from './sorting';

type Annotations = Readonly<Record<string, Annotation>>;

const NOBODY: ReadonlySet<string> = new Set();

interface Shown {
  annotations: Annotations;
  filter: Filter;
  sort: Sort;
  ids: readonly string[];
}

export class Listing {
  readonly filtering: Filtering;
  private readonly styles: Map<string, KindStyle>;
  private readonly text = new TextOrder();
  private shown: Shown = { annotations: {}, filter: NO_FILTER, sort: 'text', ids: [] };
  private counted: { of: Annotations; filter: Filter; facets: Facet[] } | undefined;
  private tallied: { of: Annotations; open: number; annotations: number } | undefined;
  filter: Filter = NO_FILTER;
  sort: Sort = 'text';
  /** Annotations that are changed together; empty where only the picked one is. */
  chosen: ReadonlySet<string> = NOBODY;
  /** Where a range of chosen ones begins. */
  private anchor: string | null = null;

  constructor(codebook: Codebook) {
    this.filtering = new Filtering(codebook);
    this.styles = kindStyles(codebook);
  }

  get isFiltering(): boolean {
    return isFiltering(this.filter);
  }

  /** All ids in text order. */
  order(annotations: Annotations): readonly string[] {
    return this.text.update(annotations);
  }

  /** The ids that are listed, in the order of the list; found anew only where something has changed. */
  ids(annotations: Annotations): readonly string[] {
    const { filter, sort, shown } = this;
    if (shown.annotations === annotations && shown.filter === filter && shown.sort === sort) return shown.ids;
    const order = this.text.update(annotations);
    const compare = comparing(sort, annotations, this.styles);
    const found = this.isFiltering
      ? order.filter(id => this.filtering.matches(annotations[id] as Annotation, filter))
      : order;
    const ids = compare ? [...found].sort(compare) : found;
    this.shown = { annotations, filter, sort, ids };
    if (this.chosen.size > 0) {
      // What is changed together is always in sight.
      const listed = new Set(ids);
      const kept = [...this.chosen].filter(id => listed.has(id));
      if (kept.length < this.chosen.size) this.chosen = new Set(kept);
    }
    return ids;
  }

  facets(annotations: Annotations, t: (text: string) => string): Facet[] {
    const { filter } = this;
    if (this.counted?.of !== annotations || this.counted.filter !== filter) {
      const facets = this.filtering.facets(Object.values(annotations), filter, t);
      this.counted = { of: annotations, filter, facets };
    }
    return this.counted.facets;
  }

  /** How many questions are open, and on how many annotations. */
  outstanding(annotations: Annotations): { open: number; annotations: number } {
    if (this.tallied?.of !== annotations) {
      let open = 0;
      let count = 0;
      for (const id of this.text.update(annotations)) {
        const left = this.filtering.openOf(annotations[id] as Annotation);
        open += left;
        if (left > 0) count++;
      }
      this.tallied = { of: annotations, open, annotations: count };
    }
    return this.tallied;
  }

  choose(ids: Iterable<string>, anchor: string | null = null): void {
    const chosen = new Set(ids);
    this.chosen = chosen.size > 0 ? chosen : NOBODY;
    this.anchor = chosen.size > 0 ? (anchor ?? this.anchor) : null;
  }

  toggle(id: string): void {
    const ids = new Set(this.chosen);
    if (!ids.delete(id)) ids.add(id);
    this.choose(ids, id);
  }

  /** Chooses from the anchor, or from `start` where there is none, to `id`, as a list does on Shift and a click. */
  chooseTo(annotations: Annotations, id: string, start: string | null): void {
    const ids = this.ids(annotations);
    const from = ids.indexOf(this.anchor ?? start ?? id);
    const to = ids.indexOf(id);
    if (to < 0) return;
    const [first, last] = from < 0 ? [to, to] : [Math.min(from, to), Math.max(from, to)];
    const anchor = ids[from < 0 ? to : from] as string;
    this.choose([...this.chosen, ...ids.slice(first, last + 1)], anchor);
  }
}
