// Plain JSON that may be hostile: telling its parts apart, and copying objects without touching prototypes.
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `fromEntries` defines members and never assigns them, so that a key named `__proto__` stays a key. */
export function objectOf<T>(entries: Iterable<readonly [string, T]>): Record<string, T> {
  return Object.fromEntries(entries) as Record<string, T>;
}

export function member(object: unknown, key: string): unknown {
  return isObject(object) && Object.hasOwn(object, key) ? object[key] : undefined;
}

/** A copy of `object` with `key` set, or left out where `value` is undefined. */
export function withMember<T, V = T>(
  object: Readonly<Record<string, T>>,
  key: string,
  value: V | undefined
): Record<string, T | V> {
  const copy: Record<string, T | V> = { ...object };
  if (value === undefined) delete copy[key];
  else Object.defineProperty(copy, key, { value, enumerable: true, configurable: true, writable: true });
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
