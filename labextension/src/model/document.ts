// What is read: frozen text, standoff markup over it, and identity.
import type { DocumentReference } from './generated/reading';
import { isObject } from './json';
import { Offsets } from './offsets';

export interface Markup {
  type: string;
  start: number;
  end: number;
  level?: unknown;
  href?: unknown;
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
    )
  };
}

/** How a reading names its article. */
export function referenceTo({ id, title, sha256, length, source }: Document): DocumentReference {
  return { id, title, sha256, length, source };
}
