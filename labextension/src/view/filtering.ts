// Which annotations are listed: a filter as plain data, what it lets through, and how many each choice would show.
import { type Annotation, answerTo, type Codebook, type Field, type FieldValue, unanswered } from '../model';

/**
 * Chosen options by facet, and words to look for. Within a facet any chosen option will do; all facets must agree. The
 * facets are `kind`, `status`, `origin`, `with`, and `field:<id>` for each field of the codebook.
 */
export interface Filter {
  readonly text: string;
  readonly chosen: Readonly<Record<string, readonly string[]>>;
}

export const NO_FILTER: Filter = { text: '', chosen: {} };

export interface Option {
  id: string;
  title: string;
  /** How many annotations it shows under the other facets as they are. */
  count: number;
}

export interface Facet {
  id: string;
  title: string;
  options: Option[];
}

/** Stands for "no answer yet" among the values of a field; no value of a codebook can be called this. */
export const NO_ANSWER = '?';

export function isFiltering({ text, chosen }: Filter): boolean {
  return text.trim() !== '' || Object.values(chosen).some(options => options.length > 0);
}

/** The filter with one option of a facet chosen, or no longer chosen. */
export function toggle(filter: Filter, facet: string, option: string): Filter {
  const old = filter.chosen[facet] ?? [];
  const options = old.includes(option) ? old.filter(one => one !== option) : [...old, option];
  return { ...filter, chosen: { ...filter.chosen, [facet]: options } };
}

/** ASCII in which blanks stand alone. */
const PLAIN = /^ ?[!-~]*(?: [!-~]+)* ?$/;

/** Small letters without accents and with straight quotation marks: what people type finds what is printed. */
export function folded(text: string): string {
  // Most texts have nothing of all this, which is quicker found out than looked for piece by piece.
  if (PLAIN.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .replace(/[‘’‚‛′]/g, "'")
    .replace(/[“”„‟«»″]/g, '"')
    .replace(/\s+/g, ' ')
    .toLowerCase();
}

export function originOf({ origin = 'reader' }: Annotation): string {
  return origin.split(':', 1)[0] as string;
}

function idsOf(value: FieldValue | undefined): string[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [String(value)];
}

/** Reads annotations by the facets of a codebook. Records are never changed in place, so that what is known stays true. */
export class Filtering {
  private readonly texts = new WeakMap<Annotation, string>();

  private readonly fields: ReadonlyMap<string, Field>;

  constructor(private readonly codebook: Codebook) {
    this.fields = new Map((codebook.fields ?? []).map(field => [`field:${field.id}`, field]));
  }

  private textOf(annotation: Annotation): string {
    let text = this.texts.get(annotation);
    if (text === undefined) {
      text = folded(`${annotation.quote}\n${annotation.note ?? ''}`);
      this.texts.set(annotation, text);
    }
    return text;
  }

  /** The options of a facet that an annotation falls under. */
  private optionsOf(annotation: Annotation, facet: string): readonly string[] {
    switch (facet) {
      case 'kind':
        return [annotation.kind];
      case 'status':
        return [annotation.status ?? 'open'];
      case 'origin':
        return [originOf(annotation)];
      case 'with': {
        const note = (annotation.note ?? '') === '' ? [] : ['note'];
        return this.openOf(annotation) > 0 ? ['unanswered', ...note] : note;
      }
      default: {
        const field = this.fields.get(facet);
        if (!field?.on.includes(annotation.kind)) return [];
        const ids = idsOf(answerTo(annotation, field.id));
        return ids.length > 0 ? ids : [NO_ANSWER];
      }
    }
  }

  private readonly open = new WeakMap<Annotation, number>();

  /** How many questions of the codebook the annotation leaves open. */
  openOf(annotation: Annotation): number {
    let count = this.open.get(annotation);
    if (count === undefined) {
      count = unanswered(annotation, this.codebook).length;
      this.open.set(annotation, count);
    }
    return count;
  }

  matches(annotation: Annotation, filter: Filter): boolean {
    return this.hasWords(annotation, filter) && this.against(annotation, filter, 1).length === 0;
  }

  private hasWords(annotation: Annotation, { text }: Filter): boolean {
    const words = folded(text).trim();
    return words === '' || this.textOf(annotation).includes(words);
  }

  /** The facets that keep an annotation out of the list, `limit` of them at most. */
  private against(annotation: Annotation, { chosen }: Filter, limit: number): string[] {
    const found: string[] = [];
    for (const facet of Object.keys(chosen)) {
      const wanted = chosen[facet] ?? [];
      if (wanted.length === 0) continue;
      if (this.optionsOf(annotation, facet).some(option => wanted.includes(option))) continue;
      found.push(facet);
      if (found.length === limit) break;
    }
    return found;
  }

  /** The facets that there is a choice in, with what each option would show. */
  facets(annotations: readonly Annotation[], filter: Filter, t: (text: string) => string): Facet[] {
    const facets = this.allFacets(annotations, t);
    const counts = new Map(facets.map(facet => [facet.id, new Map<string, number>()]));
    for (const annotation of annotations) {
      if (!this.hasWords(annotation, filter)) continue;
      // What one facet alone keeps out would be shown by another choice in it; what two keep out, by no single choice.
      const against = this.against(annotation, filter, 2);
      if (against.length > 1) continue;
      for (const [facet, count] of counts) {
        if (against.length === 1 && against[0] !== facet) continue;
        for (const option of this.optionsOf(annotation, facet))
          count.set(option, (count.get(option) ?? 0) + 1);
      }
    }
    for (const facet of facets) {
      for (const option of facet.options) option.count = counts.get(facet.id)?.get(option.id) ?? 0;
    }
    return facets;
  }

  private allFacets(annotations: readonly Annotation[], t: (text: string) => string): Facet[] {
    const facet = (id: string, title: string, options: [id: string, title: string][]): Facet => ({
      id,
      title,
      options: options.map(([option, name]) => ({ id: option, title: name, count: 0 }))
    });
    const origins = new Set(annotations.map(originOf));
    const known: [string, string][] = [
      ['reader', t('Tagged by the reader')],
      ['suggestion', t('Accepted from a suggestion')],
      ['import', t('Imported')],
      ['adjudication', t('Adjudicated')]
    ];
    return [
      facet(
        'kind',
        t('Kind'),
        this.codebook.kinds.map(kind => [kind.id, kind.title])
      ),
      ...this.fieldFacets(annotations, t, facet),
      facet('status', t('Status'), [
        ['open', t('Open')],
        ['done', t('Done')],
        ['flagged', t('Flagged')]
      ]),
      facet('with', t('With'), [
        ['unanswered', t('Questions to answer')],
        ['note', t('A note')]
      ]),
      ...(origins.size > 1
        ? [
            facet(
              'origin',
              t('Origin'),
              known.filter(([id]) => origins.has(id))
            )
          ]
        : [])
    ];
  }

  private fieldFacets(
    annotations: readonly Annotation[],
    t: (text: string) => string,
    facet: (id: string, title: string, options: [string, string][]) => Facet
  ): Facet[] {
    const kinds = new Set(annotations.map(annotation => annotation.kind));
    return (this.codebook.fields ?? [])
      .filter(({ on, level }) => level !== 'text' && level !== 'interval' && on.some(kind => kinds.has(kind)))
      .map(field => {
        const scale: [string, string][] =
          field.level === 'boolean'
            ? [
                ['true', t('Yes')],
                ['false', t('No')]
              ]
            : [];
        const values = (field.values ?? []).map(({ id, title }): [string, string] => [id, title]);
        return facet(`field:${field.id}`, field.title, [
          ...scale,
          ...values,
          [NO_ANSWER, t('No answer yet')]
        ]);
      });
  }
}
