// The cases that Python wrote (tests/shared/generate.py): the same input gives the same output here, or is refused too.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  apply,
  canonical,
  carryOver,
  check,
  cleanReaderName,
  delta,
  describe as describeSpans,
  EditError,
  findAgain,
  invert,
  MergeError,
  merge,
  mergeDelta,
  metadataKey,
  Offsets,
  parseDocument,
  parseKey,
  ReadingError,
  repair,
  snapToGraphemes
} from '../../src/model';

interface Case {
  name: string;
  function: string;
  // biome-ignore lint/suspicious/noExplicitAny: parameters by name, of whatever type; hostile ones above all
  input: any;
  output?: unknown;
  error?: true;
}

const FOLDER = new URL('../../../tests/shared/', import.meta.url);

function textOf(document: unknown): Offsets | { length: number } | undefined {
  const { text, length } = (document ?? {}) as { text?: string; length?: number };
  return text !== undefined ? new Offsets(text) : length !== undefined ? { length } : undefined;
}

const FUNCTIONS: Record<string, (input: Case['input'], output: unknown) => unknown> = {
  canonical: ({ value }) => canonical(value),
  apply: ({ reading, edit, stamp }) => apply(reading, edit, stamp),
  invert: ({ reading, edit }) => invert(reading, edit),
  merge: ({ a, b }) => merge(a, b),
  merge_delta: input => mergeDelta(input.reading, input.delta),
  delta: ({ before, after }) => delta(before, after),
  repair: ({ raw, document, codebook, reader }) => repair(raw, document, codebook, reader),
  check: ({ raw, document, codebook }) => {
    const checked = check(raw, textOf(document), codebook ?? undefined);
    return {
      annotations: Object.keys(checked.annotations).sort(),
      orphans: Object.keys(checked.orphans).sort(),
      relations: Object.keys(checked.relations).sort(),
      answers: Object.keys(checked.answers).sort(),
      read_only: checked.readOnly,
      problem_count: checked.problems.length
    };
  },
  find_again: ({ annotations, text, before }) => findAgain(annotations, text, before),
  carry_over: ({ reading, document, before }) => carryOver(reading, document, before),
  describe: ({ text, spans }) =>
    describeSpans(
      new Offsets(text),
      spans.map(([start, end]: [number, number]) => ({ start, end }))
    ),
  to_utf16: ({ text, offset }) => new Offsets(text).toUtf16(offset),
  to_code_point: ({ text, unit }) => new Offsets(text).toCodePoint(unit),
  slice: ({ text, start, end }) => new Offsets(text).slice(start, end),
  snap_to_graphemes: ({ text, start, end }) => snapToGraphemes(new Offsets(text), start, end),
  clean_reader_name: ({ name }) => cleanReaderName(name),
  metadata_key: ({ document_id, reader }) => metadataKey(document_id, reader),
  parse_key: ({ key }) => {
    const parsed = parseKey(key);
    return parsed ? { document_id: parsed.documentId, reader: parsed.reader } : null;
  }
};

/** Python opens articles; this side must find in each what Python put there. */
const FOUND: Record<string, (input: Case['input'], output: unknown) => void> = {
  canonical_text: (_, output) => {
    const text = output as string;
    expect(new Offsets(text).length).toBe(Array.from(text).length);
    expect(text.normalize('NFC')).toBe(text);
    expect(text).not.toMatch(/\r|[ \t]\n|\s$/);
  },
  from_text: (_, output) => {
    const document = parseDocument(output);
    expect(document).toEqual(output);
    expect(createHash('sha256').update(document.text).digest('hex')).toBe(document.sha256);
    expect(document.id).toBe(`doc-${document.sha256.slice(0, 12)}`);
    const offsets = new Offsets(document.text);
    for (const { start, end } of document.markup) {
      const block = offsets.slice(start, end);
      expect(block).toMatch(/^\S/);
      expect(block).toMatch(/\S$/);
      expect(block).not.toContain('\n\n');
    }
  }
};

/** Their format is another one, and static-html.test.ts reads them. */
const OTHERS = ['static_html.json'];

const files = readdirSync(FOLDER).filter(name => name.endsWith('.json') && !OTHERS.includes(name));

it('finds the files that Python writes', () => {
  expect(files.length).toBeGreaterThanOrEqual(7);
});

describe.each(files)('%s', file => {
  const { cases } = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as { cases: Case[] };

  it.each(cases.map(one => [`${one.function}: ${one.name}`, one] as const))('%s', (_, one) => {
    const find = FOUND[one.function];
    if (find) {
      if (!one.error) find(one.input, one.output);
      return;
    }
    const run = FUNCTIONS[one.function];
    if (!run) throw new Error(`TypeScript has no “${one.function}”: add it to FUNCTIONS`);
    const before = canonical(one.input);
    if (one.error) {
      let refusal: unknown;
      try {
        run(one.input, one.output);
      } catch (error) {
        refusal = error;
      }
      expect([EditError, MergeError, ReadingError].some(kind => refusal instanceof kind)).toBe(true);
    } else {
      expect(canonical(run(one.input, one.output))).toBe(canonical(one.output));
    }
    expect(canonical(one.input)).toBe(before);
  });
});
