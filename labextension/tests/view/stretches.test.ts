import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Span } from '../../src/model';
import { meets, moved, united, without } from '../../src/view/stretches';

const span = fc
  .tuple(fc.nat(40), fc.integer({ min: 1, max: 12 }))
  .map(([start, length]) => ({ start, end: start + length }));
const spans = fc.array(span, { minLength: 1, maxLength: 6 }).map(united);

function places(all: readonly Span[]): number[] {
  return all.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, at) => start + at));
}

function expectSound(all: readonly Span[]): void {
  all.forEach(({ start, end }, at) => {
    expect(end).toBeGreaterThan(start);
    if (at > 0) expect(start).toBeGreaterThan((all[at - 1] as Span).end);
  });
}

describe('stretches', () => {
  it('united hold what each of them held, in order and apart', () => {
    fc.assert(
      fc.property(fc.array(span, { maxLength: 8 }), all => {
        const found = united(all);
        expectSound(found);
        expect(places(found)).toEqual([...new Set(places(all))].sort((a, b) => a - b));
      })
    );
  });

  it('without a cut lose that and nothing else', () => {
    fc.assert(
      fc.property(spans, span, (all, cut) => {
        const found = without(all, cut);
        expect(places(found)).toEqual(places(all).filter(at => at < cut.start || at >= cut.end));
        expect(meets(found, cut)).toBe(false);
        expectSound(united(found));
      })
    );
  });

  it('adding what was cut out gives the same again', () => {
    fc.assert(
      fc.property(spans, fc.nat(), (all, pick) => {
        const cut = all[pick % all.length] as Span;
        expect(united([...without(all, cut), cut])).toEqual(all);
      })
    );
  });

  it('an end moves where it is put, not past its other end, nor over its neighbours', () => {
    fc.assert(
      fc.property(
        spans,
        fc.nat(),
        fc.constantFrom('start' as const, 'end' as const),
        fc.nat(60),
        (all, pick, edge, to) => {
          const at = pick % all.length;
          const { start, end } = all[at] as Span;
          const found = moved(all, at, edge, to, edge === 'start' ? end - 1 : start + 1);
          expectSound(found);
          const others = places(all.filter((_, other) => other !== at));
          expect(places(found)).toEqual(
            expect.arrayContaining([...others, edge === 'start' ? end - 1 : start])
          );
          const free =
            edge === 'start'
              ? to >= (all[at - 1]?.end ?? 0) && to < end
              : to > start && to <= (all[at + 1]?.start ?? 99);
          if (free) {
            const own = edge === 'start' ? { start: to, end } : { start, end: to };
            expect(places(found)).toEqual([...new Set([...others, ...places([own])])].sort((a, b) => a - b));
          }
        }
      )
    );
  });
});
