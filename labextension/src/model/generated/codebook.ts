// Generated from schemas/codebook.schema.json by `npm run types`: change the schema, not this file.

/**
 * Lower-case or upper-case letters, digits, '_' and '-'; starts with a letter or digit.
 */
export type Identifier = string;
export type Title = string;
export type Prose = string;
/**
 * One printable character that is pressed without a modifier.
 */
export type Key = string;
/**
 * sRGB colour.
 */
export type Color = string;

/**
 * A tagging scheme as content analysis calls it: kinds of spans, the fields asked of them, their values, and relations between them.
 */
export interface Codebook {
  /**
   * Version of this format.
   */
  schema_version: number;
  id: Identifier;
  /**
   * Version of the scheme; raise it whenever a definition changes.
   */
  version: string;
  title: Title;
  description?: Prose;
  /**
   * BCP 47 tag of the language the codebook is written in.
   */
  language?: string;
  /**
   * @minItems 1
   * @maxItems 50
   */
  kinds: Kind[];
  /**
   * @maxItems 100
   */
  fields?: Field[];
  /**
   * @maxItems 50
   */
  relations?: RelationKind[];
}
/**
 * What a span can be.
 */
export interface Kind {
  id: Identifier;
  title: Title;
  key?: Key;
  color?: Color;
  /**
   * How the kind is told apart without colour.
   */
  mark?: 'line' | 'box' | 'brackets' | 'wave';
  /**
   * Lower-case or upper-case letters, digits, '_' and '-'; starts with a letter or digit.
   */
  strength?: string;
  definition?: Prose;
  include?: Prose;
  exclude?: Prose;
  example?: Prose;
}
/**
 * A question asked of a kind or of the whole document.
 */
export interface Field {
  id: Identifier;
  title: Title;
  /**
   * Level of measurement. The values of an ordinal field are listed from lowest to highest; values marked missing stand outside the order.
   */
  level: 'nominal' | 'ordinal' | 'interval' | 'boolean' | 'multiple' | 'text';
  /**
   * Ids of the kinds that are asked, or ["document"].
   *
   * @minItems 1
   */
  on: Identifier[];
  definition?: Prose;
  /**
   * True if an annotation is complete without an answer.
   */
  optional?: boolean;
  /**
   * Interval fields: smallest allowed number.
   */
  minimum?: number;
  /**
   * Interval fields: largest allowed number.
   */
  maximum?: number;
  /**
   * @maxItems 100
   */
  values?: Value[];
}
/**
 * An allowed answer of a field.
 */
export interface Value {
  id: Identifier;
  title: Title;
  key?: Key;
  color?: Color;
  /**
   * True for 'cannot be judged': counts as missing, never as the bottom of a scale.
   */
  missing?: boolean;
  definition?: Prose;
  include?: Prose;
  exclude?: Prose;
  example?: Prose;
}
/**
 * A type of link between two annotations.
 */
export interface RelationKind {
  id: Identifier;
  title: Title;
  key?: Key;
  /**
   * @minItems 1
   */
  from: Identifier[];
  /**
   * @minItems 1
   */
  to: Identifier[];
  symmetric?: boolean;
  definition?: Prose;
  include?: Prose;
  exclude?: Prose;
  example?: Prose;
}
