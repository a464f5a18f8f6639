// What is generated is what the schemas say, and what the model calls sound is what the schemas call valid.
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generate } from '../../scripts/generate-types.mjs';
import { shapeOf } from '../../src/model/shapes';
import { annotation, CODEBOOK, hostileJson, hostileKey, readingWith, relation } from './support';

const here = (path: string) => new URL(path, import.meta.url);
const schemaOf = (name: string) =>
  JSON.parse(readFileSync(here(`../../../schemas/${name}.schema.json`), 'utf8'));

describe('generated types', () => {
  it.each(['codebook', 'reading'])('of the %s are current', async name => {
    const found = readFileSync(here(`../../src/model/generated/${name}.ts`), 'utf8');
    expect(found, `Run "npm run types": generated/${name}.ts is not what the schema says`).toBe(
      await generate(name)
    );
  });
});

describe('shapeOf', () => {
  const ajv = new Ajv2020({ strict: false });
  const schema = schemaOf('reading');
  ajv.addSchema(schema);
  const sections = {
    annotations: 'annotation',
    relations: 'relation',
    answers: 'answer',
    removed: 'tombstone'
  };
  const validators = Object.fromEntries(
    ['identifier', ...Object.values(sections)].map(name => [
      name,
      ajv.compile({ $ref: `${schema.$id}#/$defs/${name}` })
    ])
  );
  const isValid = (name: string, value: unknown) => validators[name]?.(value) === true;

  const sound: Record<keyof typeof sections, object> = {
    annotations: annotation(0, 7, {
      prefix: '',
      suffix: '…',
      note: 'n',
      status: 'open',
      origin: 'reader',
      created: '',
      modified: ''
    }),
    relations: relation('a-1', 'a-2', { values: { strength: 'thin' }, note: '' }),
    answers: { value: ['x'], rev: 1, by: '' },
    removed: { rev: 3, by: 'k2j8' }
  };

  const section = fc.constantFrom(...(Object.keys(sections) as (keyof typeof sections)[]));
  const almost = fc.oneof(
    hostileJson,
    fc.constantFrom<unknown>(
      'x'.repeat(32),
      'x'.repeat(33),
      '😀'.repeat(32),
      '😀'.repeat(33),
      'x'.repeat(40),
      'x'.repeat(41),
      'x'.repeat(64),
      'x'.repeat(65),
      'x'.repeat(200),
      '😀'.repeat(201),
      'y'.repeat(20_000),
      'y'.repeat(20_001),
      Number.MAX_SAFE_INTEGER,
      2 ** 53,
      [{ start: 0, end: 1 }],
      [{ start: -1, end: 1 }],
      [{ start: 0, end: 0 }],
      [{ start: 0.5, end: 1 }],
      [{ start: 0 }],
      Array.from({ length: 100 }, () => ({ start: 0, end: 1 })),
      Array.from({ length: 101 }, () => ({ start: 0, end: 1 })),
      Array.from({ length: 100 }, () => 'x'),
      Array.from({ length: 101 }, () => 'x'),
      { strength: 1 },
      { strength: ['x'.repeat(65)] },
      { strength: null },
      { 'no id': 1 }
    )
  );

  it('finds nothing in the samples, which the schema calls valid', () => {
    for (const [name, record] of Object.entries(sound)) {
      expect(isValid(sections[name as keyof typeof sections], record)).toBe(true);
      expect(shapeOf(name as keyof typeof sections, 'a-1', record)).toBeUndefined();
    }
  });

  it('agrees with the schema on records in which one thing is wrong', () => {
    fc.assert(
      fc.property(
        section.chain(name =>
          fc.tuple(fc.constant(name), fc.constantFrom(...Object.keys(sound[name]), 'extra'), almost)
        ),
        fc.boolean(),
        ([name, key, value], isLeftOut) => {
          const record: Record<string, unknown> = { ...sound[name], [key]: value };
          if (isLeftOut) delete record[key];
          // JSON Schema has no infinite numbers, which JSON.parse makes of 1e999.
          if (/infinity/i.test(fc.stringify(value))) return;
          expect(shapeOf(name, 'a-1', record) === undefined).toBe(isValid(sections[name], record));
        }
      ),
      { numRuns: 3000 }
    );
  });

  it('agrees with the schema on ids', () => {
    fc.assert(
      fc.property(fc.oneof(hostileKey, fc.string(), fc.constantFrom('a'.repeat(64), 'a'.repeat(65))), id => {
        expect(shapeOf('removed', id, sound.removed) === undefined).toBe(isValid('identifier', id));
      })
    );
  });

  it('is what an empty reading and our codebook are', () => {
    const codebooks = new Ajv2020({ strict: false }).compile(schemaOf('codebook'));
    expect(codebooks(CODEBOOK), JSON.stringify(codebooks.errors)).toBe(true);
    const readings = ajv.getSchema(schema.$id);
    expect(readings?.(readingWith()), JSON.stringify(readings?.errors)).toBe(true);
  });
});
