// Generated from schemas/reading.schema.json by `npm run types`: change the schema, not this file.

/**
 * doc- and the first 12 hex digits of sha256.
 */
export type DocumentId = string;
export type Identifier = string;
/**
 * Answer to a field: a value id, a number, yes or no, several value ids, or text.
 */
export type FieldValue = string | number | boolean | string[];
export type Prose = string;
/**
 * UTC, ISO 8601. Information, never order.
 */
export type Time = string;
/**
 * Random id of the writer of this revision.
 */
export type By = string;
/**
 * What changes of the annotation replaced, the oldest first. Changes by the same page with at most ten minutes between them are one; in the first ten minutes of an annotation there are none. At most 1,000 characters for one annotation, some 60,000 for all of a reading: the oldest go first.
 *
 * @maxItems 100
 */
export type History = HistoryEntry[];
/**
 * Revision counter of the record; merge takes the higher (rev, by).
 */
export type Rev = number;

/**
 * All annotations, relations and answers of one reader on one document. The value of the notebook metadata key annotator:<document id>:<reader>, and the whole of a *.reading.json file. Unknown members are kept.
 */
export interface Reading {
  /**
   * Version of this format; a newer one opens read-only.
   */
  schema_version: number;
  /**
   * Who annotates.
   */
  reader: string;
  document: DocumentReference;
  /**
   * The whole codebook, see codebook.schema.json.
   */
  codebook: {
    id: string;
    version: string;
  };
  annotations: Annotations;
  relations: Relations;
  answers: Answers;
  removed: Removed;
  progress: Progress;
  /**
   * Id of the document in an earlier version, from whose reading annotations were carried over; sorted ids where there were several versions.
   */
  carried_from?: DocumentId | DocumentId[];
}
/**
 * Which article was read.
 */
export interface DocumentReference {
  id: DocumentId;
  title?: string;
  /**
   * Of the canonical text in UTF-8.
   */
  sha256: string;
  /**
   * In Unicode code points.
   */
  length: number;
  /**
   * Where the article was opened from.
   */
  source?: string;
  metadata?: ArticleMetadata;
}
/**
 * What the article states of itself, and how its text was extracted. Nothing in it is guessed.
 */
export interface ArticleMetadata {
  /**
   * @maxItems 50
   */
  author?: string[];
  publication?: string;
  /**
   * As the article states it.
   */
  date?: string;
  /**
   * BCP 47.
   */
  language?: string;
  address?: string;
  /**
   * Which opener made the text, with which version of which library.
   */
  extraction?: {
    opener?: string;
    library?: string;
    version?: string;
  };
}
export interface Annotations {
  [k: string]: Annotation;
}
/**
 * A span of the text, or several, with a kind, values and a note.
 */
export interface Annotation {
  kind: Identifier;
  /**
   * In text order, not overlapping.
   *
   * @minItems 1
   * @maxItems 100
   */
  spans: Span[];
  /**
   * The text of the spans, joined by ' … ' where there are several.
   */
  quote: string;
  /**
   * Up to 32 code points before the first span.
   */
  prefix?: string;
  /**
   * Up to 32 code points after the last span.
   */
  suffix?: string;
  values: Values;
  note?: Prose;
  status?: 'open' | 'done' | 'flagged';
  /**
   * Whether the passage is no longer there since the article changed. Spans, quote, prefix and suffix are then those of an earlier version; it is shown apart, and links to it rest, until it is attached again.
   */
  orphan?: boolean;
  /**
   * reader, suggestion:<detector>, import:<format> or adjudication.
   */
  origin?: string;
  created?: Time;
  modified?: Time;
  review?: Review;
  decides?: Decides;
  history?: History;
  rev: Rev;
  by: By;
}
/**
 * A stretch of the text: Unicode code points, half-open.
 */
export interface Span {
  start: number;
  end: number;
}
/**
 * Answers by field id.
 */
export interface Values {
  [k: string]: FieldValue;
}
/**
 * The last decision of a reviewer on an annotation. It is part of the record, so that it is merged with it.
 */
export interface Review {
  decision: 'accepted' | 'flagged' | 'corrected';
  /**
   * Name of who decided.
   */
  reviewer: string;
  comment?: Prose;
  time?: Time;
  /**
   * What corrections changed, as the reader had it: members of the annotation; in values, null stands for no answer.
   */
  was?: {};
}
/**
 * What an adjudicator had before her when she decided: the readers' versions of a unit, so that later ones are told apart.
 */
export interface Decides {
  /**
   * Digest of each version's content, by the version's id.
   */
  versions: {
    [k: string]: string;
  };
  /**
   * How many had read the document and marked nothing here.
   */
  silent?: number;
  /**
   * Digest of the readers' links to and from the unit.
   */
  linked?: string;
  /**
   * Links of the version that was taken whose other end is not decided yet: a kind of relation, and the version at the other end as from or to.
   *
   * @maxItems 1000
   */
  waiting?: {
    kind: string;
    from?: string;
    to?: string;
  }[];
}
export interface HistoryEntry {
  at: Time;
  by: By;
  /**
   * Whose page it was, where it was not the reader's.
   */
  who?: string;
  /**
   * Members as they were before: kind, spans, note, status, and of values those that changed, null where there was no answer. Texts are cut after 200 characters.
   */
  was: {};
}
export interface Relations {
  [k: string]: Relation;
}
/**
 * A typed link between two annotations.
 */
export interface Relation {
  kind: Identifier;
  from: Identifier;
  to: Identifier;
  values?: Values;
  note?: Prose;
  created?: Time;
  modified?: Time;
  rev: Rev;
  by: By;
}
/**
 * Answers to the fields asked of the whole document, by field id.
 */
export interface Answers {
  [k: string]: Answer;
}
export interface Answer {
  value?: FieldValue | null;
  rev: Rev;
  by: By;
}
/**
 * Tombstones of removed annotations and relations, by id.
 */
export interface Removed {
  [k: string]: Tombstone;
}
/**
 * Of a removed annotation or relation, of a suggestion that was rejected, or of a unit that an adjudicator decided is none.
 */
export interface Tombstone {
  /**
   * suggestion:<detector>, where a suggestion was rejected; it does not come back. adjudication, where an adjudicator decided that nothing is marked here; adjudication:later, where she put the decision off.
   */
  rejected?: string;
  note?: Prose;
  decides?: Decides;
  /**
   * When, in UTC. The oldest lose what they keep, where all of them keep too much.
   */
  at?: string;
  /**
   * Who removed it, where that was not the reader.
   */
  who?: string;
  /**
   * What it held, all but its stamp and what the article says anyway: enough to bring it back. Some 60,000 characters for all of a reading.
   */
  was?: {};
  rev: Rev;
  by: By;
}
export interface Progress {
  done?: boolean;
  /**
   * UTC, ISO 8601. Information, never order.
   */
  first_pass?: string;
  rev?: number;
  by?: string;
}
