// The readings that a notebook keeps, as its side panel lists them. They may come from anybody: nothing is taken on trust.
import { parseKey, type Span } from '../model';
import { isObject, member } from '../model/json';

export interface ListedAnnotation {
  id: string;
  kind: string;
  quote: string;
  /** In text order; never empty. */
  spans: Span[];
  /** All that is written on it, for the filter. */
  said: string;
}

export interface ListedReading {
  key: string;
  documentId: string;
  reader: string;
  title: string;
  /** In text order. */
  annotations: ListedAnnotation[];
  done: boolean;
  /** When the last annotation was changed, in milliseconds since 1970. */
  modified: number | null;
}

const isOffset = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function spansOf(value: unknown): Span[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap(one => {
    const [start, end] = [member(one, 'start'), member(one, 'end')];
    return isOffset(start) && isOffset(end) && start < end ? [{ start, end }] : [];
  });
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Titles by id, of the kinds, or of all values of all fields. */
function titles(options: unknown): Map<string, string> {
  const list = Array.isArray(options) ? options : [];
  return new Map(
    list.map(option => [
      text(member(option, 'id')),
      text(member(option, 'title')) || text(member(option, 'id'))
    ])
  );
}

function valueTitles(codebook: unknown): Map<string, string> {
  const fields = member(codebook, 'fields');
  const values = (Array.isArray(fields) ? fields : []).map(field => member(field, 'values'));
  return titles(values.flatMap(list => (Array.isArray(list) ? list : [])));
}

/** The reading under a metadata key; undefined where the key or its value is none. */
export function listedReading(key: string, value: unknown): ListedReading | undefined {
  const parsed = parseKey(key);
  if (!parsed || !isObject(value)) return undefined;
  const document = member(value, 'document');
  const codebook = member(value, 'codebook');
  const kinds = titles(member(codebook, 'kinds'));
  const answers = valueTitles(codebook);
  const records = member(value, 'annotations');
  let modified: number | null = null;
  const annotations = Object.entries(isObject(records) ? records : {}).flatMap(([id, record]) => {
    const spans = spansOf(member(record, 'spans'));
    if (spans.length === 0) return [];
    const time = Date.parse(text(member(record, 'modified')));
    if (!Number.isNaN(time)) modified = Math.max(modified ?? time, time);
    const values = member(record, 'values');
    const said = Object.values(isObject(values) ? values : {}).flatMap(one =>
      (Array.isArray(one) ? one : [one]).map(each => answers.get(String(each)) ?? String(each))
    );
    const kind = text(member(record, 'kind'));
    return [
      {
        id,
        kind: kinds.get(kind) ?? kind,
        quote: text(member(record, 'quote')),
        spans,
        said: [...said, text(member(record, 'note'))].join(' ')
      }
    ];
  });
  annotations.sort(
    (a, b) => (a.spans[0] as Span).start - (b.spans[0] as Span).start || (a.id < b.id ? -1 : 1)
  );
  return {
    key,
    documentId: parsed.documentId,
    reader: parsed.reader,
    title: text(member(document, 'title')) || parsed.documentId,
    annotations,
    done: member(member(value, 'progress'), 'done') === true,
    modified
  };
}

export interface ListedArticle {
  documentId: string;
  title: string;
  readings: ListedReading[];
}

/** By article, in the order of their titles; readers in the order of their names. */
export function byArticle(readings: Iterable<ListedReading>): ListedArticle[] {
  const articles = new Map<string, ListedArticle>();
  for (const reading of readings) {
    const { documentId, title } = reading;
    const article = articles.get(documentId) ?? { documentId, title, readings: [] };
    article.readings.push(reading);
    articles.set(documentId, article);
  }
  const found = [...articles.values()];
  for (const { readings } of found) readings.sort((a, b) => a.reader.localeCompare(b.reader));
  return found.sort((a, b) => a.title.localeCompare(b.title));
}

/** Whether all words of the query are in the annotation's kind, quote, values or note. */
export function matches({ kind, quote, said }: ListedAnnotation, query: string): boolean {
  const all = `${kind} ${quote} ${said}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every(word => all.includes(word));
}
