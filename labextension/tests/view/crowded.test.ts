import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { segments } from '../../src/model';
import { crowdedPlaces, widened } from '../../src/view/article/crowded';

const block = (start: number, end: number) => ({ type: 'paragraph', level: 0, start, end });

describe('a crowded block', () => {
  const texts = fc
    .array(
      fc.constantFrom('river', 'a', 'Überflüssigkeiten', '🦊🦊', '河川水位上昇报告说明情况', '\n', ',', '—'),
      {
        minLength: 1,
        maxLength: 120
      }
    )
    .map(words => words.join(' '));

  it('is cut at few places, and each annotation still covers what it covered', () => {
    fc.assert(
      fc.property(texts, fc.nat(50), fc.nat(), (text, start, seed) => {
        const length = [...text].length;
        const here = block(start, start + length);
        const spans = Array.from({ length: 300 }, (_, at) => {
          const from = start - 5 + ((seed + at * 7919) % (length + 8));
          return { start: from, end: from + 1 + ((seed + at * 104_729) % 60) };
        });
        const places = crowdedPlaces(here, spans, () => text);
        if (!places) {
          const inside = spans
            .flatMap(({ start, end }) => [start, end])
            .filter(at => at > here.start && at < here.end);
          expect(new Set(inside).size).toBeLessThanOrEqual(Math.max(100, length / 8));
          return;
        }
        expect(places[0]).toBe(here.start);
        expect(places.at(-1)).toBe(here.end);
        expect(places.every((place, at) => at === 0 || place > (places[at - 1] as number))).toBe(true);
        // As many as there are words, and some in what has no spaces.
        const words = text.split(/\s+/).length;
        expect(places.length).toBeLessThanOrEqual(words + length / 12 + 2);
        const wide = widened(spans, places);
        for (const [at, { start, end }] of wide.entries()) {
          const was = spans[at] as { start: number; end: number };
          expect(start).toBeLessThanOrEqual(was.start);
          expect(end).toBeGreaterThanOrEqual(was.end);
          expect(was.start - start).toBeLessThan(24);
          expect(end - was.end).toBeLessThan(24);
          // Nothing reaches into a block that it was not in.
          if (was.start >= here.start) expect(start).toBeGreaterThanOrEqual(here.start);
          if (was.end <= here.end) expect(end).toBeLessThanOrEqual(here.end);
        }
        const cut = segments(
          wide.map((span, at) => [at, { spans: [span] }] as const),
          here.start,
          here.end
        );
        expect(cut.length).toBeLessThan(places.length);
      })
    );
  });

  it('is none where people annotate as they do', () => {
    const text = 'word '.repeat(120);
    const spans = Array.from({ length: 40 }, (_, at) => ({ start: at * 10, end: at * 10 + 33 }));
    expect(crowdedPlaces(block(0, 600), spans, () => text)).toBeUndefined();
  });
});
