// A reading: all annotations, relations and answers of one reader on one document, as plain JSON.
import { type Document, referenceTo } from './document';
import type { Codebook } from './generated/codebook';
import type { Reading } from './generated/reading';
import { msg } from './words';

export const SCHEMA_VERSION = 1;
const PREFIX = 'annotator:';

export function emptyReading(document: Document, codebook: Codebook, reader: string): Reading {
  return {
    schema_version: SCHEMA_VERSION,
    reader,
    document: referenceTo(document),
    codebook,
    annotations: {},
    relations: {},
    answers: {},
    removed: {},
    progress: { done: false }
  };
}

/** The notebook metadata key of a reading. */
export function metadataKey(documentId: string, reader: string): string {
  return `${PREFIX}${documentId}:${reader}`;
}

/** Document and reader of a metadata key of ours; undefined for any other key. A name may hold colons. */
export function parseKey(key: string): { documentId: string; reader: string } | undefined {
  if (!key.startsWith(PREFIX)) return undefined;
  const colon = key.indexOf(':', PREFIX.length);
  const documentId = key.slice(PREFIX.length, colon);
  const reader = key.slice(colon + 1);
  return colon > 0 && /^doc-[0-9a-f]{12}$/.test(documentId) && reader !== ''
    ? { documentId, reader }
    : undefined;
}

export class ReadingError extends Error {}

/** A reader's name as it is stored; throws `ReadingError` where it cannot be one. */
export function cleanReaderName(name: string): string {
  if (typeof name !== 'string') throw new ReadingError(msg('A name is text.'));
  const clean = name.trim().normalize('NFC');
  if (clean === '') throw new ReadingError(msg('Type your name first.'));
  if (Array.from(clean).length > 200) throw new ReadingError(msg('A name has at most 200 characters.'));
  if (/[\p{Cc}\p{Cs}]/u.test(clean))
    throw new ReadingError(msg('A name has no control characters: type it again.'));
  return clean;
}
