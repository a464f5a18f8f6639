// The sound view over a reading that may hold anything: good records are used, the others are set aside and explained.
import type { Codebook } from './generated/codebook';
import type { Annotation, Answer, Relation } from './generated/reading';
import { isObject, type JsonObject, member } from './json';
import { Offsets } from './offsets';
import { SCHEMA_VERSION } from './reading';
import { flawOf, KEPT, type Problem, problemOf, type Wrong } from './shapes';

export interface Checked {
  annotations: Readonly<Record<string, Annotation>>;
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

interface Verdict {
  id: string;
  part: Part;
  problem: Problem | undefined;
}

function idsOf(items: unknown): Set<unknown> {
  return new Set((Array.isArray(items) ? items : []).map(item => member(item, 'id')));
}

/** The records for which `test` gives no problem; `records` itself where that is all of them. */
function soundOf(
  records: Records,
  problems: Problem[],
  test: (id: string, record: unknown) => Problem | undefined
): Records {
  const bad: string[] = [];
  for (const id of Object.keys(records)) {
    const problem = test(id, records[id]);
    if (!problem) continue;
    problems.push(problem);
    bad.push(id);
  }
  if (bad.length === 0) return records;
  const sound = { ...records };
  for (const id of bad) delete sound[id];
  return sound;
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

/** Checks readings of one document; remembers its verdicts, so that an edit costs the records that it touches. */
export class Checker {
  private readonly offsets: Offsets | undefined;
  private readonly length: number;
  private readonly kinds: Set<unknown> | undefined;
  private readonly relationKinds: Set<unknown> | undefined;
  private readonly verdicts = new WeakMap<object, Verdict>();

  /** Offsets are not held against an article that is not given, kinds not against a codebook that is not. */
  constructor(text?: Text, codebook?: Codebook) {
    this.offsets = text instanceof Offsets ? text : undefined;
    this.length = text?.length ?? Number.POSITIVE_INFINITY;
    this.kinds = codebook && idsOf(codebook.kinds);
    this.relationKinds = codebook && idsOf(codebook.relations);
  }

  /** The sound view of a reading; never throws, whatever JSON is given. */
  check(reading: unknown): Checked {
    if (!isObject(reading)) {
      const problems = [{ place: '', what: 'is not a reading', remedy: KEPT }];
      return { annotations: {}, relations: {}, answers: {}, problems, setAside: 1, readOnly: false };
    }
    const problems: Problem[] = [];
    const annotations = this.part(reading, 'annotations', problems);
    const relations = this.part(reading, 'relations', problems, record => {
      const { from, to } = record as Relation;
      const lost = [from, to].find(end => !Object.hasOwn(annotations, end));
      return lost === undefined ? undefined : ['', `links ${lost}, which is not there or not sound`];
    });
    const answers = this.part(reading, 'answers', problems);
    if (Object.hasOwn(reading, 'removed')) this.part(reading, 'removed', problems);
    problems.push(...alreadyAside(reading));
    const version = member(reading, 'schema_version');
    return {
      annotations: annotations as Record<string, Annotation>,
      relations: relations as Record<string, Relation>,
      answers: answers as Record<string, Answer>,
      problems,
      setAside: problems.length,
      readOnly: typeof version === 'number' && version > SCHEMA_VERSION
    };
  }

  private part(
    reading: JsonObject,
    part: Part,
    problems: Problem[],
    test: (record: unknown) => Wrong | undefined = () => undefined
  ): Records {
    const records = member(reading, part);
    if (!isObject(records)) {
      problems.push({ place: part, what: 'is missing or is not a set of records', remedy: KEPT });
      return {};
    }
    return soundOf(records, problems, (id, record) => {
      const problem = this.verdict(part, id, record);
      if (problem) return problem;
      const wrong = test(record);
      return wrong && problemOf(part, id, wrong);
    });
  }

  private verdict(part: Part, id: string, record: unknown): Problem | undefined {
    const known = isObject(record) ? this.verdicts.get(record) : undefined;
    if (known && known.id === id && known.part === part) return known.problem;
    let problem = flawOf(part, id, record);
    if (!problem) {
      const wrong = this.wrongContent(part, record);
      problem = wrong && problemOf(part, id, wrong);
    }
    if (isObject(record)) this.verdicts.set(record, { id, part, problem });
    return problem;
  }

  private wrongContent(part: Part, record: unknown): Wrong | undefined {
    if (part !== 'annotations' && part !== 'relations') return undefined;
    const kinds = part === 'annotations' ? this.kinds : this.relationKinds;
    const { kind } = record as Annotation | Relation;
    if (kinds && !kinds.has(kind)) return ['/kind', `“${kind}” is not in the codebook`];
    return part === 'annotations' ? this.wrongPlace(record as Annotation) : undefined;
  }

  private wrongPlace({ spans, quote }: Annotation): Wrong | undefined {
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
