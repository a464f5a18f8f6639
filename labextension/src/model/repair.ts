// A reading out of whatever was found in the place of one. Nothing is lost: what is broken is kept in `set_aside`.
import { same } from './canonical';
import type { Document } from './document';
import type { Codebook } from './generated/codebook';
import type { Reading } from './generated/reading';
import { isObject, type JsonObject, member } from './json';
import { setAside, withSections } from './merge';
import { emptyReading } from './reading';

/** A reading that can be worked with, whatever stood in its place; `raw` itself where nothing is broken. */
export function repair(raw: unknown, document: Document, codebook: Codebook, reader: string): Reading {
  const empty = emptyReading(document, codebook, reader);
  if (raw === undefined || raw === null) return empty;
  if (!isObject(raw)) return { ...empty, set_aside: { reading: [raw] } } as Reading;
  const sound = withSections(raw) as unknown as JsonObject;
  const isFine = {
    schema_version: typeof member(sound, 'schema_version') === 'number',
    reader: member(sound, 'reader') === reader,
    document: same(member(member(sound, 'document'), 'id'), document.id),
    codebook: isObject(member(sound, 'codebook')),
    progress: isObject(member(sound, 'progress'))
  };
  const heads = Object.keys(isFine) as (keyof typeof isFine)[];
  const broken = heads.filter(head => !isFine[head]);
  if (broken.length === 0) return sound as unknown as Reading;
  const kept = setAside(sound, broken);
  return { ...kept, ...Object.fromEntries(broken.map(head => [head, empty[head]])) } as unknown as Reading;
}
