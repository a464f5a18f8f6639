// The order of the list: where the text has them, by kind, by strength, or the newest change first.
import type { Annotation } from '../model';
import type { KindStyle } from './article/highlight';
import { rankOf } from './article/highlight';

export const SORTS = ['text', 'kind', 'strength', 'changed'] as const;
export type Sort = (typeof SORTS)[number];

type Annotations = Readonly<Record<string, Annotation>>;
type Compare = (a: string, b: string) => number;

/** Ids in text order: by start, then the longer one first. */
export class TextOrder {
  private of: Annotations = {};
  private placed: { id: string; spans: Annotation['spans'] }[] = [];
  private ids: string[] = [];

  /** The same array as before where nothing has moved: most edits answer a question. */
  update(annotations: Annotations): readonly string[] {
    if (this.of === annotations) return this.ids;
    this.of = annotations;
    const isSame =
      this.placed.length === Object.keys(annotations).length &&
      this.placed.every(
        ({ id, spans }) => Object.hasOwn(annotations, id) && annotations[id]?.spans === spans
      );
    if (isSame) return this.ids;
    const ends = Object.entries(annotations).map(([id, { spans }]) => ({
      id,
      spans,
      start: spans[0]?.start ?? 0,
      end: spans.at(-1)?.end ?? 0
    }));
    ends.sort((a, b) => a.start - b.start || b.end - a.end || (a.id < b.id ? -1 : 1));
    this.placed = ends;
    this.ids = ends.map(({ id }) => id);
    return this.ids;
  }
}

/**
 * How two ids compare; equal ones keep the order they had, which is that of the text. Where the weakest comes first,
 * what has no answer comes last: it is not the bottom of the scale.
 */
export function comparing(
  sort: Sort,
  annotations: Annotations,
  styles: Map<string, KindStyle>
): Compare | null {
  const at = (id: string) => annotations[id] as Annotation;
  switch (sort) {
    case 'text':
      return null;
    case 'kind': {
      const place = new Map([...styles.keys()].map((kind, index) => [kind, index]));
      return (a, b) => (place.get(at(a).kind) ?? 0) - (place.get(at(b).kind) ?? 0);
    }
    case 'strength': {
      const rank = (id: string) => {
        const style = styles.get(at(id).kind);
        const found = style ? rankOf(style, at(id)) : -1;
        return style && found >= 0 ? found / Math.max(style.scale.length - 1, 1) : 2;
      };
      return (a, b) => rank(a) - rank(b);
    }
    case 'changed': {
      // ISO 8601 in UTC sorts as text.
      const time = (id: string) => at(id).modified ?? at(id).created ?? '';
      return (a, b) => (time(a) < time(b) ? 1 : time(a) > time(b) ? -1 : 0);
    }
  }
}
