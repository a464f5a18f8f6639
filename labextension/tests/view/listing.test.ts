import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Annotation } from '../../src/model';
import { NO_FILTER, toggle } from '../../src/view/filtering';
import { Listing } from '../../src/view/listing';
import { SORTS } from '../../src/view/sorting';
import { annotation, CODEBOOK } from '../model/support';
import { anyAnnotations, anyFilter } from './support';

const SCALED = {
  ...CODEBOOK,
  kinds: [{ id: 'claim', title: 'Claim', strength: 'strength' }, ...CODEBOOK.kinds.slice(1)]
};
const THREE: Record<string, Annotation> = {
  'a-1': annotation(20, 25, { values: { strength: 'thin' }, modified: '2026-05-02T00:00:00Z' }),
  'a-2': annotation(0, 7, { modified: '2026-05-03T00:00:00Z' }),
  'a-3': annotation(0, 15, { kind: 'source', modified: '2026-05-01T00:00:00Z' }),
  'a-4': annotation(30, 35, { values: { strength: 'solid' }, modified: '2026-05-01T00:00:00Z' })
};

describe('the order', () => {
  it.each([
    // Of two that begin together the longer one comes first.
    ['text', ['a-3', 'a-2', 'a-1', 'a-4']],
    ['kind', ['a-2', 'a-1', 'a-4', 'a-3']],
    // What has no answer is not the bottom of the scale.
    ['strength', ['a-1', 'a-4', 'a-3', 'a-2']],
    ['changed', ['a-2', 'a-1', 'a-3', 'a-4']]
  ] as const)('by %s', (sort, expected) => {
    const list = new Listing(SCALED);
    list.sort = sort;
    expect(list.ids(THREE)).toEqual(expected);
  });

  it('is the same after any edits as for a list that is new', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(anyAnnotations, anyFilter, fc.constantFrom(...SORTS)), { maxLength: 6 }),
        steps => {
          const list = new Listing(SCALED);
          for (const [annotations, filter, sort] of steps) {
            const fresh = new Listing(SCALED);
            for (const one of [list, fresh]) Object.assign(one, { filter, sort });
            expect(list.ids(annotations)).toEqual(fresh.ids(annotations));
            expect(list.outstanding(annotations)).toEqual(fresh.outstanding(annotations));
          }
        }
      )
    );
  });

  it('lists every annotation that the filter lets through, once', () => {
    fc.assert(
      fc.property(anyAnnotations, anyFilter, fc.constantFrom(...SORTS), (annotations, filter, sort) => {
        const list = new Listing(SCALED);
        Object.assign(list, { filter, sort });
        const expected = Object.keys(annotations).filter(id =>
          list.filtering.matches(annotations[id] as Annotation, filter)
        );
        expect([...list.ids(annotations)].sort()).toEqual(expected.sort());
      })
    );
  });

  it('is not found anew where nothing has changed', () => {
    const list = new Listing(SCALED);
    list.filter = toggle(NO_FILTER, 'kind', 'claim');
    expect(list.ids(THREE)).toBe(list.ids(THREE));
    const answered = { ...THREE, 'a-2': { ...(THREE['a-2'] as Annotation), values: { strength: 'thin' } } };
    const order = list.order(THREE);
    expect(list.order(answered)).toBe(order);
  });
});

describe('choosing', () => {
  const chosen = (list: Listing) => [...list.chosen].sort();

  it('goes from the last one chosen to here, in the order of the list', () => {
    const list = new Listing(SCALED);
    list.toggle('a-2');
    list.chooseTo(THREE, 'a-4', null);
    expect(chosen(list)).toEqual(['a-1', 'a-2', 'a-4']);
    list.toggle('a-1');
    expect(chosen(list)).toEqual(['a-2', 'a-4']);
  });

  it('goes from the picked one where none is chosen', () => {
    const list = new Listing(SCALED);
    list.chooseTo(THREE, 'a-3', 'a-1');
    expect(chosen(list)).toEqual(['a-1', 'a-2', 'a-3']);
  });

  it('holds only what is listed', () => {
    const list = new Listing(SCALED);
    list.choose(Object.keys(THREE));
    list.filter = toggle(NO_FILTER, 'kind', 'source');
    list.ids(THREE);
    expect(chosen(list)).toEqual(['a-3']);
    list.ids({});
    expect(chosen(list)).toEqual([]);
  });
});
