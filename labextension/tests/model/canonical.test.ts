import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical } from '../../src/model';
import { same } from '../../src/model/canonical';
import { compareText } from '../../src/model/json';
import { hostileJson } from './support';

describe('canonical', () => {
  it('sorts keys, escapes all that is not ASCII and writes numbers as their bits', () => {
    expect(canonical({ b: null, a: [1, 'é😀\u007f"\\\n'] })).toBe(
      '{"a":[n3ff0000000000000,"\\u00e9\\ud83d\\ude00\\u007f\\"\\\\\\n"],"b":null}'
    );
  });

  it('takes zeros for one number, and numbers beyond the range of doubles for the largest', () => {
    expect(canonical(-0)).toBe(canonical(0));
    expect(canonical(JSON.parse('1e999'))).toBe(canonical(Number.MAX_VALUE));
    expect(canonical(JSON.parse('-1e999'))).toBe(canonical(-Number.MAX_VALUE));
  });

  it('does not depend on the order of members', () => {
    const backwards = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(backwards)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .reverse()
                .map(([key, item]) => [key, backwards(item)])
            )
          : value;
    fc.assert(fc.property(hostileJson, value => canonical(backwards(value)) === canonical(value)));
  });

  it('is the same for two values only if they are the same JSON', () => {
    const finite = (value: unknown) => JSON.stringify(value, (_, item) => (item === 0 ? 0 : item));
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const one = JSON.parse(JSON.stringify(a));
        const other = JSON.parse(JSON.stringify(b));
        expect(canonical(one)).toBe(canonical(JSON.parse(finite(one))));
        if (canonical(one) === canonical(other)) expect(one).toEqual(other);
      })
    );
  });

  it('is ASCII', () => {
    fc.assert(fc.property(hostileJson, value => /^[ -~]*$/.test(canonical(value))));
  });

  it('takes any depth', () => {
    const depth = 100_000;
    const deep = JSON.parse('['.repeat(depth) + ']'.repeat(depth));
    expect(canonical(deep)).toHaveLength(2 * depth);
  });
});

describe('same', () => {
  it('tells what canonical JSON tells', () => {
    fc.assert(
      fc.property(hostileJson, hostileJson, (a, b) => {
        expect(same(a, b)).toBe(canonical(a) === canonical(b));
        expect(same(a, structuredClone(a))).toBe(true);
        expect(same({ x: [a, b] }, { x: [b, a] })).toBe(canonical(a) === canonical(b));
      }),
      { numRuns: 1000 }
    );
  });

  it('does not take inherited members for own ones', () => {
    expect(same({ toString: 1 }, { constructor: 1 })).toBe(false);
    expect(same(JSON.parse('{"__proto__":{}}'), { x: {} })).toBe(false);
  });
});

describe('compareText', () => {
  it('orders by code points, as Python does', () => {
    const points = (text: string) => Array.from(text, letter => letter.codePointAt(0) as number);
    const byPoints = (a: string, b: string) => {
      const [left, right] = [points(a), points(b)];
      const at = left.findIndex((point, index) => point !== right[index]);
      return at < 0 || at >= right.length
        ? left.length - right.length
        : (left[at] as number) - (right[at] as number);
    };
    const letters = fc.constantFrom(
      'a',
      'b',
      '\uffff',
      '\ue000',
      '😀',
      '😁',
      '𝄞',
      '\ud800',
      '\udc00',
      '\ud83d'
    );
    const text = fc.array(letters, { maxLength: 6 }).map(parts => parts.join(''));
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareText(a, b))).toBe(Math.sign(byPoints(a, b)));
      }),
      { numRuns: 2000 }
    );
  });
});
