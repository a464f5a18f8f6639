// One string for one JSON value, the same in Python and TypeScript: the last tie-break of a merge.
import { isObject } from './json';

const bits = new DataView(new ArrayBuffer(8));

function number(value: number): string {
  bits.setFloat64(0, value === 0 ? 0 : Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE));
  return `n${bits.getBigUint64(0).toString(16).padStart(16, '0')}`;
}

function string(value: string): string {
  return JSON.stringify(value).replace(
    /[^ -~]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  );
}

/** A finished piece of the output, told from strings that are still to be quoted. */
class Piece {
  constructor(readonly text: string) {}
}

const [OPEN, CLOSE, COMMA] = [new Piece('['), new Piece(']'), new Piece(',')];

/**
 * Sorted keys, no blanks, everything outside ASCII escaped, numbers as the bits of their IEEE-754 double.
 * Two values give the same text if and only if they are the same JSON.
 */
export function canonical(value: unknown): string {
  const pieces: string[] = [];
  // A stack of our own: hostile JSON may nest deeper than JavaScript's.
  const work: unknown[] = [value];
  while (work.length > 0) {
    const item = work.pop();
    if (item instanceof Piece) pieces.push(item.text);
    else if (typeof item === 'number') pieces.push(number(item));
    else if (typeof item === 'string') pieces.push(string(item));
    else if (typeof item === 'boolean') pieces.push(String(item));
    else if (Array.isArray(item)) {
      work.push(CLOSE);
      for (let at = item.length - 1; at >= 0; at--) {
        work.push(item[at]);
        if (at > 0) work.push(COMMA);
      }
      work.push(OPEN);
    } else if (typeof item === 'object' && item !== null) {
      const members = Object.entries(item)
        .filter(([, inner]) => inner !== undefined)
        .map(([key, inner]) => [string(key), inner] as const)
        .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
      pieces.push('{');
      work.push(new Piece('}'));
      for (let at = members.length - 1; at >= 0; at--) {
        const [key, inner] = members[at] as (typeof members)[number];
        work.push(inner, new Piece(`${at > 0 ? ',' : ''}${key}:`));
      }
    } else pieces.push('null');
  }
  return pieces.join('');
}

function sameNumber(a: number, b: number): boolean {
  return a === b || number(a) === number(b);
}

/** Whether two JSON values say the same: as comparing their canonical JSON would tell, and quicker. */
export function same(a: unknown, b: unknown): boolean {
  const work: unknown[] = [a, b];
  while (work.length > 0) {
    const [left, right] = [work.pop() ?? null, work.pop() ?? null];
    if (left === right) continue;
    if (typeof left === 'number' && typeof right === 'number') {
      if (!sameNumber(left, right)) return false;
    } else if (Array.isArray(left) && Array.isArray(right)) {
      if (left.length !== right.length) return false;
      for (let at = 0; at < left.length; at++) work.push(left[at], right[at]);
    } else if (isObject(left) && isObject(right)) {
      const keys = Object.keys(left).filter(key => left[key] !== undefined);
      if (keys.length !== Object.keys(right).filter(key => right[key] !== undefined).length) return false;
      for (const key of keys) {
        if (!Object.hasOwn(right, key)) return false;
        work.push(left[key], right[key]);
      }
    } else return false;
  }
  return true;
}
