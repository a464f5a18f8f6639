// What the kernel gives a page to show: article, codebook, reader. It comes out of a file, so that it may be anything.
import { type Adjudication, parseAdjudication } from './adjudication';
import { type Document, parseDocument } from './document';
import type { Codebook } from './generated/codebook';
import { isDeeperThan, isObject, MAX_DEPTH, member } from './json';
import { cleanReaderName } from './reading';
import { parseSuggestions, type Suggestions } from './suggestions';

export const MIME_TYPE = 'application/vnd.annotator.v1+json';
export const BUNDLE_VERSION = 1;

export interface Bundle {
  document: Document;
  codebook: Codebook;
  /** null where the page is to ask. */
  reader: string | null;
  /** What detectors propose; missing where none were asked for. */
  suggestions?: Suggestions;
  /** What readers marked, to be decided on; missing where that is not what the output is for. */
  adjudication?: Adjudication;
}

// As the schema of codebooks has them: what is larger is no codebook, and would only be there to bring the page down.
const MOST = { kinds: 50, fields: 100, values: 100, relations: 50 };
const LONGEST = 8000; // UTF-16 units; 4,000 code points

const LEVELS = ['nominal', 'ordinal', 'interval', 'boolean', 'multiple', 'text'];

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isOptional(test: (value: unknown) => boolean, value: unknown): boolean {
  return value === undefined || test(value);
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

function isShort(value: unknown): value is string {
  return isText(value) && value.length <= LONGEST;
}

/** What is pressed; it is also the sign that stands beside each highlight, so that it may be nothing longer. */
function isKey(value: unknown): boolean {
  return isText(value) && /^[!-~]$/.test(value);
}

/** An object with an id and a title, whose other words are words where there are any. */
function isEntry(value: unknown): value is Record<string, unknown> {
  return (
    isObject(value) &&
    isShort(value.id) &&
    isShort(value.title) &&
    isOptional(isKey, value.key) &&
    ['color', 'mark', 'strength', 'definition', 'include', 'exclude', 'example'].every(name =>
      isOptional(isShort, value[name])
    )
  );
}

function isListOf(test: (value: unknown) => boolean, most: number): (value: unknown) => boolean {
  return value => Array.isArray(value) && value.length <= most && value.every(test);
}

function isField(value: unknown): boolean {
  return (
    isEntry(value) &&
    LEVELS.includes(value.level as string) &&
    isTexts(value.on) &&
    isOptional(isListOf(isEntry, MOST.values), value.values)
  );
}

function isRelation(value: unknown): boolean {
  return isEntry(value) && isTexts(value.from) && isTexts(value.to);
}

export function isCodebook(value: unknown): value is Codebook {
  return (
    isObject(value) &&
    !isDeeperThan(value, MAX_DEPTH) &&
    isText(value.id) &&
    isText(value.version) &&
    isText(value.title) &&
    isListOf(isEntry, MOST.kinds)(value.kinds) &&
    isOptional(isListOf(isField, MOST.fields), value.fields) &&
    isOptional(isListOf(isRelation, MOST.relations), value.relations)
  );
}

function readerOf(value: unknown): string | null {
  if (!isText(value)) return null;
  try {
    return cleanReaderName(value);
  } catch {
    return null;
  }
}

/** How many articles one output may hold. */
const MOST_ARTICLES = 1000;

/** The bundles of an output that shows one article or several; throws an `Error` for people where there is none. */
export function parseBundles(value: unknown): Bundle[] {
  if (!isObject(value) || !Array.isArray(value.documents)) return [parseBundle(value)];
  const { documents, ...common } = value;
  if (documents.length === 0 || documents.length > MOST_ARTICLES) {
    throw new Error(
      `This output holds ${documents.length} articles, which cannot be shown. Run the cell again.`
    );
  }
  return documents.map(document => parseBundle({ ...common, document }));
}

/** The bundle that a page can show; throws an `Error` for people where it is none. */
export function parseBundle(value: unknown): Bundle {
  if (isObject(value) && typeof value.version === 'number' && value.version > BUNDLE_VERSION) {
    throw new Error(
      'A newer version of jupyter-annotator wrote this article. Upgrade jupyter-annotator and reload.'
    );
  }
  if (!isObject(value) || value.version !== BUNDLE_VERSION) {
    throw new Error('This output holds no article that can be shown. Run the cell again.');
  }
  const document = parseDocument(value.document);
  if (!isCodebook(value.codebook)) {
    throw new Error(
      'The codebook of this article cannot be read. Check the codebook, and run the cell again.'
    );
  }
  const { codebook } = value;
  const bundle: Bundle = { document, codebook, reader: readerOf(value.reader) };
  const toDecide = parseAdjudication(member(value.adjudication, document.id), document.length, codebook);
  if (toDecide) bundle.adjudication = toDecide;
  const suggestions = parseSuggestions(value.suggestions, document.length, codebook);
  return suggestions ? { ...bundle, suggestions } : bundle;
}
