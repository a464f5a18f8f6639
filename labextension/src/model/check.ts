// The sound view over a reading that may hold anything: good records are used, the others are set aside and explained.
import type { Codebook } from './generated/codebook';
import type { Annotation, Answer, Relation } from './generated/reading';
import { isObject, type JsonObject, member, objectOf } from './json';
import type { Delta } from './merge';
import { Offsets } from './offsets';
import { SCHEMA_VERSION } from './reading';
import { flawOf, KEPT, type Problem, problemOf, type Wrong } from './shapes';

export interface Checked {
  /** Those that have a place in the article. */
  annotations: Readonly<Record<string, Annotation>>;
  /** Those whose passage was not found when the article changed; their spans are those of an earlier version. */
  orphans: Readonly<Record<string, Annotation>>;
  /** Between annotations that have a place; a link to an orphan rests, and is no problem. */
  relations: Readonly<Record<string, Relation>>;
  answers: Readonly<Record<string, Answer>>;
  problems: readonly Problem[];
  /** How many records, or parts of the reading, are kept but not used. */
  setAside: number;
  /** A newer version wrote this: it can be read, not changed. */
  readOnly: boolean;
}

/** The article as far as it is known: its text, or its length in code points alone. */
export type Text = Offsets | { readonly length: number };

const BETWEEN_SPANS = ' … ';
const PARTS = ['annotations', 'relations', 'answers', 'removed'] as const;
type Part = (typeof PARTS)[number];
type Records = Readonly<Record<string, unknown>>;
type Annotations = Checked['annotations'];
type Relations = Checked['relations'];
type Placed = Pick<Checked, 'annotations' | 'orphans' | 'relations'>;

const NONE: Records = {};

/** What is known of one part: the problems of its records by id, and the records that have none. */
interface Judged {
  records: Records;
  problems: ReadonlyMap<string, Problem>;
  sound: Records;
  /** Ids of the sound annotations that have no place. */
  lost: ReadonlySet<string>;
}

interface Memory {
  reading: unknown;
  parts: ReadonlyMap<Part, Judged>;
  /** The relations, their ends included. */
  linked: Judged;
}

/** What was checked last, and the records that differ since: the others are not looked at again. */
export interface Since {
  reading: unknown;
  delta: Delta;
}

function idsOf(items: unknown): Set<unknown> {
  return new Set((Array.isArray(items) ? items : []).map(item => member(item, 'id')));
}

/** `records` itself where there is no problem. */
function without(records: Records, ...lists: readonly { size: number; keys(): Iterable<string> }[]): Records {
  if (lists.every(({ size }) => size === 0)) return records;
  const sound = { ...records };
  for (const list of lists) for (const id of list.keys()) delete sound[id];
  return sound;
}

function isIn(records: Records | undefined, id: string): boolean {
  return records !== undefined && Object.hasOwn(records, id);
}

/** The ids of a part whose records may differ. Annotations, relations and tombstones share one space of ids. */
function touchedIn(part: Part, { annotations, relations, removed, answers }: Delta): Set<string> {
  const sections = part === 'answers' ? [answers] : [annotations, relations, removed];
  return new Set(sections.flatMap(records => Object.keys(records ?? {})));
}

function alreadyAside(reading: JsonObject): Problem[] {
  if (!Object.hasOwn(reading, 'set_aside')) return [];
  const aside = reading.set_aside;
  if (!isObject(aside)) return [{ place: 'set_aside', what: 'is not a set of lists', remedy: KEPT }];
  return Object.entries(aside).flatMap(([key, items]) =>
    (Array.isArray(items) ? items : [items]).map((_, at) => ({
      place: `set_aside/${key.slice(0, 80)}/${at}`,
      what: 'was not a part of a reading, and is kept here',
      remedy: KEPT
    }))
  );
}

/** Checks readings of one document; remembers the last one, so that an edit costs the records that it touches. */
export class Checker {
  private readonly offsets: Offsets | undefined;
  private readonly length: number;
  private readonly kinds: Set<unknown> | undefined;
  private readonly relationKinds: Set<unknown> | undefined;
  private memory: Memory | undefined;

  /** Offsets are not held against an article that is not given, kinds not against a codebook that is not. */
  constructor(text?: Text, codebook?: Codebook) {
    this.offsets = text instanceof Offsets ? text : undefined;
    this.length = text?.length ?? Number.POSITIVE_INFINITY;
    this.kinds = codebook && idsOf(codebook.kinds);
    this.relationKinds = codebook && idsOf(codebook.relations);
  }

  /** The sound view of a reading; never throws, whatever JSON is given. */
  check(reading: unknown, since?: Since): Checked {
    if (!isObject(reading)) {
      const problems = [{ place: '', what: 'is not a reading', remedy: KEPT }];
      return {
        annotations: {},
        orphans: {},
        relations: {},
        answers: {},
        problems,
        setAside: 1,
        readOnly: false
      };
    }
    const delta = since && since.reading === this.memory?.reading ? since.delta : undefined;
    const problems: Problem[] = [];
    const parts = new Map<Part, Judged>();
    for (const part of PARTS) {
      const records = member(reading, part);
      const judged = this.judged(part, isObject(records) ? records : NONE, delta);
      parts.set(part, judged);
      if (part !== 'relations') problems.push(...judged.problems.values());
      if (!isObject(records) && (part !== 'removed' || records !== undefined)) {
        problems.push({ place: part, what: 'is missing or is not a set of records', remedy: KEPT });
      }
    }
    const linked = this.linked(parts, delta);
    problems.push(...linked.problems.values(), ...alreadyAside(reading));
    this.memory = { reading, parts, linked };
    const version = member(reading, 'schema_version');
    return {
      ...this.placed(parts.get('annotations') as Judged, linked),
      answers: parts.get('answers')?.sound as Record<string, Answer>,
      problems,
      setAside: problems.length,
      readOnly: typeof version === 'number' && version > SCHEMA_VERSION
    };
  }

  /** Sets the orphans apart, and the links to them. */
  private placed({ sound, lost }: Judged, linked: Judged): Placed {
    const [annotations, relations] = [sound as Annotations, linked.sound as Relations];
    if (lost.size === 0) return { annotations, orphans: {}, relations };
    const hasPlace = ([id]: [string, unknown]) => !lost.has(id);
    return {
      annotations: objectOf(Object.entries(annotations).filter(hasPlace)),
      orphans: objectOf([...lost].map(id => [id, annotations[id] as Annotation] as const)),
      relations: objectOf(
        Object.entries(relations).filter(([, { from, to }]) => !lost.has(from) && !lost.has(to))
      )
    };
  }

  private judged(part: Part, records: Records, delta: Delta | undefined): Judged {
    const before = this.memory?.parts.get(part);
    if (before?.records === records) return before;
    const problems = new Map<string, Problem>(delta && before?.problems);
    const lost = new Set<string>(delta && before?.lost);
    for (const id of delta && before ? touchedIn(part, delta) : Object.keys(records)) {
      const isSame = isIn(before?.records, id) && before?.records[id] === records[id];
      const problem = isSame
        ? before?.problems.get(id)
        : isIn(records, id)
          ? this.problem(part, id, records[id])
          : undefined;
      if (problem) problems.set(id, problem);
      else problems.delete(id);
      const isLost = part === 'annotations' && !problem && member(member(records, id), 'orphan') === true;
      if (isLost) lost.add(id);
      else lost.delete(id);
    }
    return { records, problems, sound: without(records, problems), lost };
  }

  /**
   * The relations without those that link what is not there. A link to what was deleted in another place meanwhile is
   * no problem: it is gone with it, and comes back with it.
   */
  private linked(parts: ReadonlyMap<Part, Judged>, delta: Delta | undefined): Judged {
    const [annotations, relations] = [parts.get('annotations') as Judged, parts.get('relations') as Judged];
    const removed = parts.get('removed') as Judged;
    const { memory } = this;
    if (memory?.parts.get('relations') === relations && memory.parts.get('removed') === removed) {
      const before = memory.parts.get('annotations') as Judged;
      const isAsBefore = (id: string) => isIn(before.sound, id) === isIn(annotations.sound, id);
      if (before === annotations || (delta && [...touchedIn('annotations', delta)].every(isAsBefore))) {
        return memory.linked;
      }
    }
    const problems = new Map(relations.problems);
    const gone = new Set<string>();
    for (const [id, record] of Object.entries(relations.sound)) {
      const { from, to } = record as Relation;
      const lost = [from, to].filter(end => !isIn(annotations.sound, end));
      const missing = lost.find(end => !isIn(removed.sound, end) || isIn(annotations.records, end));
      if (missing !== undefined)
        problems.set(
          id,
          problemOf('relations', id, ['', `links ${missing}, which is not there or not sound`])
        );
      else if (lost.length > 0) gone.add(id);
    }
    return { ...relations, problems, sound: without(relations.records, problems, gone) };
  }

  private problem(part: Part, id: string, record: unknown): Problem | undefined {
    const flaw = flawOf(part, id, record);
    if (flaw) return flaw;
    const wrong = this.wrongContent(part, record);
    return wrong && problemOf(part, id, wrong);
  }

  private wrongContent(part: Part, record: unknown): Wrong | undefined {
    if (part !== 'annotations' && part !== 'relations') return undefined;
    const kinds = part === 'annotations' ? this.kinds : this.relationKinds;
    const { kind } = record as Annotation | Relation;
    if (kinds && !kinds.has(kind)) return ['/kind', `“${kind}” is not in the codebook`];
    return part === 'annotations' ? this.wrongPlace(record as Annotation) : undefined;
  }

  private wrongPlace({ spans, quote, orphan }: Annotation): Wrong | undefined {
    if (orphan) return undefined;
    const outside = spans.findIndex(({ end }) => end > this.length);
    if (outside >= 0) {
      const end = spans[outside]?.end;
      return [`/spans/${outside}`, `lies outside of the text (${end} of ${this.length} characters)`];
    }
    const { offsets } = this;
    if (offsets && spans.map(({ start, end }) => offsets.slice(start, end)).join(BETWEEN_SPANS) !== quote) {
      return ['/quote', 'differs from the text at its place'];
    }
    return undefined;
  }
}

/** The sound view of one reading; for many readings of a document keep a `Checker`. */
export function check(reading: unknown, text?: Text, codebook?: Codebook): Checked {
  return new Checker(text, codebook).check(reading);
}
