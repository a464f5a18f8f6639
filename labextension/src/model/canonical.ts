// One string for one JSON value, the same in Python and TypeScript: the last tie-break of a merge.

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

/** Sorted keys, no blanks, everything outside ASCII escaped, numbers as the bits of their IEEE-754 double. */
export function canonical(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number') return number(value);
  if (typeof value === 'string') return string(value);
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const members = Object.entries(value as object).map(([key, item]) => [string(key), item] as const);
  members.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${members.map(([key, item]) => `${key}:${canonical(item)}`).join(',')}}`;
}
