// A reading carried over to a changed article: what is found gets its new place, what is not is kept as an orphan.
import { type Document, referenceTo } from '../document';
import type { Annotation, Reading } from '../generated/reading';
import { compareText, isObject, type JsonObject, member, objectOf } from '../json';
import { namedIn, oneOrMany, revOf, SECTIONS, type Section, withSections } from '../merge';
import { Offsets } from '../offsets';
import { describe } from '../selectors';
import { flawOf, shapeOf } from '../shapes';
import { findAgain, type Outcome } from './outcome';

export interface CarriedOver {
  reading: Reading;
  outcomes: Outcome[];
}

function atItsPlace(annotation: string, record: Annotation): Outcome {
  const { quote, spans, orphan } = record;
  return orphan
    ? { annotation, outcome: 'orphan', spans: [], quote: '', was: quote }
    : {
        annotation,
        outcome: 'exact',
        spans: spans.map(({ start, end }) => ({ start, end })),
        quote,
        was: quote
      };
}

/** The records with their next revisions. What is damaged is kept as it is. */
function carried(section: Section, records: JsonObject): JsonObject {
  return objectOf(
    Object.entries(records).map(([id, record]) => {
      const isSound = !shapeOf(section, id, record);
      return [id, isSound ? { ...(record as JsonObject), rev: revOf(record) + 1 } : record] as const;
    })
  );
}

function outcomesOf(found: Record<string, Annotation>, text: string, before?: string | null): Outcome[] {
  const known = typeof before === 'string' ? new Offsets(before) : undefined;
  const isElsewhere = ({ spans, quote }: Annotation) => known && describe(known, spans).quote !== quote;
  // What has lost its place has only its quote and context, whatever is known of the text before.
  const isLost = ([, record]: readonly [string, Annotation]) =>
    record.orphan === true || Boolean(isElsewhere(record));
  const entries = Object.entries(found);
  const placed = objectOf(entries.filter(entry => !isLost(entry)));
  const lost = objectOf(entries.filter(isLost));
  const again = Object.keys(lost).length > 0 ? findAgain(lost, text) : [];
  const outcomes = [
    ...findAgain(placed, text, before),
    ...again.map(one => (one.outcome === 'exact' ? { ...one, outcome: 'moved' as const } : one))
  ];
  const byId = new Map(outcomes.map(one => [one.annotation, one]));
  return entries.map(([id]) => byId.get(id) as Outcome);
}

/**
 * Carries a reading over to a changed version of its article, as `annotator.anchoring.carry_over` does in Python: each
 * record gets its next revision and keeps its writer, so that copies that are carried over apart give the same records.
 * `before` is the text that the reading is on, if it is known. The reading itself where it is on this document already.
 */
export function carryOver(reading: Reading, document: Document, before?: string | null): CarriedOver {
  const raw = withSections(reading);
  const entries = Object.entries(raw.annotations).filter(
    ([id, record]) => !flawOf('annotations', id, record)
  );
  const found: Record<string, Annotation> = objectOf(entries);
  if (member(raw.document, 'sha256') === document.sha256) {
    return { reading: raw, outcomes: entries.map(([id, record]) => atItsPlace(id, record)) };
  }
  const outcomes = outcomesOf(found, document.text, before);
  const records = Object.fromEntries(
    SECTIONS.map(section => [section, carried(section, raw[section] as JsonObject)])
  ) as Record<Section, JsonObject>;
  const offsets = new Offsets(document.text);
  for (const { annotation, spans } of outcomes) {
    const record = records.annotations[annotation] as JsonObject;
    if (spans.length === 0) record.orphan = true;
    else {
      Object.assign(record, { spans, ...describe(offsets, spans) });
      if (record.orphan === true) record.orphan = false;
    }
  }
  const { progress } = raw;
  const names = new Set([...namedIn(member(raw, 'carried_from')), ...namedIn(member(raw.document, 'id'))]);
  names.delete(document.id);
  const next = {
    ...raw,
    ...records,
    ...(isObject(progress) && revOf(progress) > 0
      ? { progress: { ...progress, rev: revOf(progress) + 1 } }
      : {}),
    document: referenceTo(document),
    ...(names.size > 0 ? { carried_from: oneOrMany([...names].sort(compareText)) } : {})
  };
  return { reading: next as unknown as Reading, outcomes };
}

/** The reading with revisions above those of tombstones, so that a merge brings back what was removed. */
export function revived(reading: Reading, removed: Reading['removed']): Reading {
  const above = <T>(records: Readonly<Record<string, T>>) =>
    objectOf(
      Object.entries(records).map(([id, record]) => {
        const rev = revOf(member(removed, id));
        return [
          id,
          isObject(record) && rev > 0 && rev >= revOf(record) ? { ...record, rev: rev + 1 } : record
        ] as const;
      })
    );
  return { ...reading, annotations: above(reading.annotations), relations: above(reading.relations) };
}
