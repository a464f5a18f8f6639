// What page and kernel tell each other about one reading. Both merge what they hear, so that repeats, losses of order
// and echoes do no harm. Twin: src/annotator/widgets/messages.py.
import type { Reading } from './generated/reading';
import { isObject, type JsonObject } from './json';
import type { Delta } from './merge';

export type ToKernel =
  | { type: 'open'; reader: string; reading: Reading | null }
  | { type: 'delta'; reader: string; delta: Delta };

export type FromKernel =
  | { type: 'reading'; reader?: string; reading: JsonObject }
  | { type: 'delta'; reader?: string; delta: JsonObject }
  | { type: 'saved'; reader?: string; file: string }
  | { type: 'error'; reader?: string; what: string };

/** A message of the kernel; undefined where it is none that we know. */
export function fromKernel(value: unknown): FromKernel | undefined {
  if (!isObject(value)) return undefined;
  const reader = typeof value.reader === 'string' ? value.reader : undefined;
  const { type, reading, delta, what, file } = value;
  if (type === 'reading' && isObject(reading)) return { type, reader, reading };
  if (type === 'delta' && isObject(delta)) return { type, reader, delta };
  if (type === 'saved') return { type, reader, file: typeof file === 'string' ? file : '' };
  if (type === 'error') return { type, reader, what: typeof what === 'string' ? what : 'unknown' };
  return undefined;
}
