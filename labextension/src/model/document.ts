// What is read: frozen text, standoff markup over it, and identity.
import type { ArticleMetadata, DocumentReference } from './generated/reading';
import { isDeeperThan, isObject } from './json';
import { Offsets } from './offsets';

export interface Markup {
  type: string;
  start: number;
  end: number;
  level?: unknown;
  href?: unknown;
  ordered?: unknown;
  number?: unknown;
  label?: unknown;
}

export interface Document {
  id: string;
  title: string;
  text: string;
  sha256: string;
  /** In code points. */
  length: number;
  source: string;
  markup: Markup[];
  /** What the article states of itself; absent where it states nothing. */
  metadata?: ArticleMetadata;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The document of a MIME bundle or comm message; throws an `Error` for people where it is none. */
export function parseDocument(value: unknown): Document {
  if (!isObject(value) || typeof value.text !== 'string' || !/^doc-[0-9a-f]{12}$/.test(text(value.id))) {
    throw new Error('This output holds no article that can be shown. Run the cell again.');
  }
  const markup = Array.isArray(value.markup) ? value.markup : [];
  const metadata = parseMetadata(value.metadata);
  return {
    id: text(value.id),
    title: text(value.title),
    text: value.text,
    sha256: text(value.sha256),
    length: new Offsets(value.text).length,
    source: text(value.source),
    markup: markup.filter(
      (mark): mark is Markup =>
        isObject(mark) &&
        typeof mark.type === 'string' &&
        Number.isInteger(mark.start) &&
        Number.isInteger(mark.end)
    ),
    ...(metadata ? { metadata } : {})
  };
}

/** Only what is shown is looked at; the rest is kept as it came. */
function parseMetadata(value: unknown): ArticleMetadata | undefined {
  if (!isObject(value) || Object.keys(value).length === 0 || isDeeperThan(value, 3)) return undefined;
  const kept: Record<string, unknown> = { ...value };
  if (!Array.isArray(kept.author) || !kept.author.every(name => typeof name === 'string')) delete kept.author;
  for (const name of ['publication', 'date', 'language', 'address']) {
    if (typeof kept[name] !== 'string') delete kept[name];
  }
  return kept as ArticleMetadata;
}

/** How a reading names its article. */
export function referenceTo({ id, title, sha256, length, source, metadata }: Document): DocumentReference {
  return { id, title, sha256, length, source, ...(metadata ? { metadata } : {}) };
}
