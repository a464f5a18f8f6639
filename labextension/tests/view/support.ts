// What the tests of the list share: annotations of two kinds with answers, notes, statuses and origins.
import fc from 'fast-check';
import type { Annotation } from '../../src/model';
import type { Filter } from '../../src/view/filtering';

export const KINDS = ['claim', 'source'];
export const STATUSES = ['open', 'done', 'flagged'] as const;

export const anyAnnotation: fc.Arbitrary<Annotation> = fc.record({
  kind: fc.constantFrom(...KINDS),
  spans: fc.nat(500).map(start => [{ start, end: start + 5 }]),
  quote: fc.constantFrom('The café said “no”', 'Grain rose', 'grain fell', 'It’s the ferry'),
  values: fc.dictionary(fc.constantFrom('strength', 'constructor'), fc.constantFrom('thin', 'solid', 'gone')),
  note: fc.constantFrom('', 'ask the café'),
  status: fc.constantFrom(...STATUSES),
  origin: fc.constantFrom('reader', 'suggestion:claims', 'import:webanno'),
  modified: fc.constantFrom('2026-05-01T10:00:00Z', '2026-06-01T10:00:00Z', '2026-07-01T10:00:00Z'),
  rev: fc.constant(1),
  by: fc.constant('k2j8')
});

export const anyAnnotations = fc.dictionary(fc.stringMatching(/^a-[a-z]{2}$/), anyAnnotation, {
  maxKeys: 25
});

const some = (options: readonly string[]) => fc.subarray([...options]);

export const anyFilter: fc.Arbitrary<Filter> = fc.record({
  text: fc.constantFrom('', ' ', 'GRAIN', 'cafe', '"no"', "it's", 'zzz'),
  chosen: fc.record(
    {
      kind: some(KINDS),
      status: some(STATUSES),
      origin: some(['reader', 'suggestion', 'import']),
      with: some(['unanswered', 'note']),
      'field:strength': some(['thin', 'solid', '?']),
      'field:constructor': some(['thin', '?'])
    },
    { requiredKeys: [] }
  )
});
