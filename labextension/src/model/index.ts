// The model: plain data and pure functions, no page and no host.

export {
  type Adjudication,
  type Choice,
  choices,
  type Differences,
  differences,
  type Ruling,
  ruled,
  seenOf,
  type Unit,
  type UnitState,
  type Version
} from './adjudication';
export { type CarriedOver, carryOver } from './anchoring/carry-over';
export { common } from './anchoring/matching';
export { findAgain, type Outcome } from './anchoring/outcome';
export { canonical } from './canonical';
export { type Checked, Checker, check, type Text } from './check';
export { type Document, type Markup, parseDocument } from './document';
export {
  type AnnotationChanges,
  apply,
  type Edit,
  EditError,
  invert,
  type NewAnnotation,
  type NewRelation,
  newId,
  type RelationChanges,
  type Stamp,
  stampOf
} from './edits';
export type { Codebook, Field, Kind, RelationKind, Value } from './generated/codebook';
export type {
  Annotation,
  Answer,
  ArticleMetadata,
  Decides,
  FieldValue,
  Reading,
  Relation,
  Span
} from './generated/reading';
export { type History, keepHistory, recallHistory, type Step } from './history';
export { member } from './json';
export { type Delta, delta, MergeError, merge, mergeDelta, namedIn } from './merge';
export { Offsets, snapToGraphemes, snapToWords } from './offsets';
export {
  cleanReaderName,
  emptyReading,
  metadataKey,
  parseKey,
  ReadingError,
  SCHEMA_VERSION
} from './reading';
export { repair } from './repair';
export { BlockIndex, type Segment, segments } from './segments';
export { describe } from './selectors';
export { sentences } from './sentences';
export type { Preferences, Remark, SaveState, Session } from './session';
export type { Problem } from './shapes';
export { quotationMarks } from './static-text';
export { type Change, type EditOptions, Store, type StoreOptions } from './store';
export { isSuggested, type Suggestion, SuggestionList, type Suggestions } from './suggestions';
export { answerTo, unanswered, unansweredOfDocument } from './unanswered';
export { ENGLISH, msg, sharedWords, shareWords, type Words } from './words';
