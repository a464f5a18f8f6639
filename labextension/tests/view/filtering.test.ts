import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Annotation } from '../../src/model';
import { Filtering, folded, isFiltering, NO_FILTER, toggle } from '../../src/view/filtering';
import { annotation, CODEBOOK } from '../model/support';
import { anyAnnotation, anyAnnotations, anyFilter } from './support';

const filtering = new Filtering(CODEBOOK);
const t = (text: string) => text;

function shown(annotations: Annotation[], filter = NO_FILTER): string[] {
  return annotations.filter(one => filtering.matches(one, filter)).map(({ quote }) => quote);
}

describe('a filter', () => {
  const claim = annotation(0, 7, { values: { strength: 'thin', constructor: 'x' }, note: 'Ask Zoë' });
  const open = annotation(0, 7, { quote: 'It’s “open”', status: 'flagged' });
  const source = annotation(8, 15, { kind: 'source', quote: 'the mayor', origin: 'suggestion:claims' });
  const all = [claim, open, source];

  it('that is empty lets everything through', () => {
    expect(isFiltering(NO_FILTER)).toBe(false);
    expect(shown(all)).toHaveLength(3);
  });

  it.each([
    ['kind', 'source', [source]],
    ['status', 'flagged', [open]],
    ['status', 'open', [claim, source]],
    ['origin', 'suggestion', [source]],
    ['with', 'note', [claim]],
    ['with', 'unanswered', [open, source]],
    ['field:strength', 'thin', [claim]],
    // No answer is one of those who were asked; a source has no strength to answer.
    ['field:strength', '?', [open]],
    ['field:constructor', '?', [open, source]]
  ])('by %s %s', (facet, option, expected) => {
    const filter = toggle(NO_FILTER, facet, option);
    expect(isFiltering(filter)).toBe(true);
    expect(shown(all, filter)).toEqual(expected.map(({ quote }) => quote));
    expect(isFiltering(toggle(filter, facet, option))).toBe(false);
  });

  it.each(['zoe', 'ZOË', 'ask  zo'])('finds %s in a note', text => {
    expect(shown(all, { ...NO_FILTER, text })).toEqual([claim.quote]);
  });

  it.each(["it's", '"open"', '“OPEN”'])('finds %s whatever the quotation marks', text => {
    expect(shown(all, { ...NO_FILTER, text })).toEqual([open.quote]);
  });

  it('shows what any option of a facet and every facet lets through', () => {
    const either = toggle(toggle(NO_FILTER, 'kind', 'claim'), 'kind', 'source');
    expect(shown(all, either)).toHaveLength(3);
    expect(shown(all, toggle(either, 'status', 'flagged'))).toEqual([open.quote]);
  });

  it('never lets through more when another facet joins in', () => {
    fc.assert(
      fc.property(
        anyAnnotation,
        anyFilter,
        fc.constantFrom('kind', 'status', 'with'),
        (one, filter, facet) => {
          const without = { ...filter, chosen: { ...filter.chosen, [facet]: [] } };
          expect(filtering.matches(one, filter) && !filtering.matches(one, without)).toBe(false);
        }
      )
    );
  });
});

describe('the counts of facets', () => {
  it('say what each option would show if it alone were chosen in its facet', () => {
    fc.assert(
      fc.property(anyAnnotations, anyFilter, (annotations, filter) => {
        const all = Object.values(annotations);
        for (const { id, options } of filtering.facets(all, filter, t)) {
          for (const option of options) {
            const only = { ...filter, chosen: { ...filter.chosen, [id]: [option.id] } };
            expect(option.count).toBe(shown(all, only).length);
          }
        }
      })
    );
  });

  it('are offered for closed questions of the kinds that are there, and for origins where they differ', () => {
    const ids = (annotations: Annotation[]) =>
      filtering.facets(annotations, NO_FILTER, t).map(({ id }) => id);
    expect(ids([annotation()])).toEqual(['kind', 'field:strength', 'field:constructor', 'status', 'with']);
    expect(ids([annotation(), annotation(0, 7, { origin: 'import:x' })])).toContain('origin');
    expect(ids([annotation(0, 7, { kind: 'source' })])).not.toContain('field:strength');
  });
});

it('folding twice is folding once', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), text => {
      expect(folded(folded(text))).toBe(folded(text));
    })
  );
});
