// Plain JSON that may be hostile: telling its parts apart, and copying objects without touching prototypes.
export type JsonObject = { [key: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `fromEntries` defines members and never assigns them, so that a key named `__proto__` stays a key. */
export function objectOf<T>(entries: Iterable<readonly [string, T]>): Record<string, T> {
  return Object.fromEntries(entries) as Record<string, T>;
}

/** An own member of `object`; undefined where there is none, or `object` is no object. */
export function member(object: unknown, key: string): unknown {
  return isObject(object) && Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Sets a member as JSON.parse would: never through a setter such as that of `__proto__`. */
export function define(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

/** A copy of `object` with `key` set, or left out where `value` is undefined. */
export function withMember<T, V = T>(
  object: Readonly<Record<string, T>>,
  key: string,
  value: V | undefined
): Record<string, T | V> {
  const copy: Record<string, T | V> = { ...object };
  if (value === undefined) delete copy[key];
  else define(copy, key, value);
  return copy;
}

export const MAX_DEPTH = 20;

/** Whether `value` nests deeper than `limit`; does not recurse, so that no depth can exhaust the stack. */
export function isDeeperThan(value: unknown, limit: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap(item => (typeof item === 'object' && item !== null ? Object.values(item) : []));
  }
  return false;
}

/** Order by code point, as Python compares text; the order of UTF-16 units differs beyond the BMP. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  if (at === length) return a.length - b.length;
  // Where the first unit that differs ends a surrogate pair, the pair is what is compared.
  const isLow = (text: string) => text.charCodeAt(at) >> 10 === 0x37;
  if (at > 0 && a.charCodeAt(at - 1) >> 10 === 0x36 && (isLow(a) || isLow(b))) at--;
  return (a.codePointAt(at) as number) - (b.codePointAt(at) as number);
}
