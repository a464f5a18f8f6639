import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromRuns, toRuns } from '../../src/view/seen';

it('what was seen comes back from its runs', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(300)), indices => {
      const back = fromRuns(toRuns(indices), 301);
      expect([...back].sort((a, b) => a - b)).toEqual([...indices].sort((a, b) => a - b));
    })
  );
  expect(toRuns([3, 0, 1, 2, 7])).toBe('0-4,7-8');
});

it('runs of another text, or no runs, give nothing that is not there', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.constantFrom('0-9999999999', '5-2', '-', '1-')), text => {
      expect([...fromRuns(text, 10)].every(at => at >= 0 && at < 10)).toBe(true);
    })
  );
});
