import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BlockIndex, type Span, segments } from '../../src/model';

const place = fc.nat({ max: 40 });
const span = fc
  .tuple(place, fc.integer({ min: 1, max: 15 }))
  .map(([start, length]): Span => ({ start, end: start + length }));
const annotations = fc
  .array(fc.array(span, { minLength: 1, maxLength: 3 }), { maxLength: 8 })
  .map(all => all.map((spans, at): [string, { spans: Span[] }] => [`a-${at}`, { spans }]));

/** Spans of one annotation are apart from each other in every sound reading. */
const apart = ([, { spans }]: [string, { spans: Span[] }]) =>
  spans.every((one, at) =>
    spans.every((other, to) => at === to || one.end < other.start || other.end < one.start)
  );

describe('segments', () => {
  it('join without gaps, and each names the annotations that cover it', () => {
    fc.assert(
      fc.property(
        annotations,
        place,
        fc.nat({ max: 20 }),
        fc.array(place, { maxLength: 3 }),
        (all, start, length, cuts) => {
          const sound = all.filter(apart);
          const found = segments(sound, start, start + length, cuts);
          expect(found.map(segment => segment.start)).toEqual(
            [start, ...found.map(({ end }) => end)].slice(0, found.length)
          );
          expect(found.at(-1)?.end ?? start).toBe(start + length);
          for (const segment of found) {
            expect(segment.start).toBeLessThan(segment.end);
            for (let at = segment.start; at < segment.end; at++) {
              const there = sound.filter(([, { spans }]) =>
                spans.some(one => one.start <= at && at < one.end)
              );
              expect([...segment.ids].sort()).toEqual(there.map(([id]) => id).sort());
            }
          }
        }
      ),
      { numRuns: 500 }
    );
  });

  it('has as many segments as it needs', () => {
    const found = segments(
      [
        ['a-1', { spans: [{ start: 2, end: 6 }] }],
        ['a-2', { spans: [{ start: 4, end: 9 }] }]
      ],
      0,
      8,
      [1, 4, 99]
    );
    expect(found).toEqual([
      { start: 0, end: 1, ids: [] },
      { start: 1, end: 2, ids: [] },
      { start: 2, end: 4, ids: ['a-1'] },
      { start: 4, end: 6, ids: ['a-1', 'a-2'] },
      { start: 6, end: 8, ids: ['a-2'] }
    ]);
  });
});

describe('BlockIndex', () => {
  const blocks = fc
    .array(fc.tuple(fc.nat({ max: 4 }), fc.integer({ min: 1, max: 6 })), { maxLength: 12 })
    .map(parts => {
      let end = 0;
      return parts.map(([gap, length]): Span => {
        const start = end + gap;
        end = start + length;
        return { start, end };
      });
    });

  it('names the blocks that share a character with the spans', () => {
    fc.assert(
      fc.property(blocks, fc.array(span, { maxLength: 4 }), (all, spans) => {
        const expected = all.flatMap((block, at) =>
          spans.some(({ start, end }) => start < block.end && end > block.start) ? [at] : []
        );
        expect(new BlockIndex(all).touched(spans)).toEqual(expected);
      })
    );
  });
});
