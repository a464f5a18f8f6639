// A reading as a file of its own: kept when the notebook cannot be written, and read back by Python and the command line.
import type { Reading, Store } from '../model';
import type { Controller } from './controller';

const SUFFIX = '.reading.json';
/** Characters of a part of a file name; with the suffix it stays below what file systems allow. */
const LONGEST = 60;

/** A part of a file name that every system takes, whatever the title or the reader's name holds. */
export function fileNamePart(text: string): string {
  const plain = text
    .normalize('NFC')
    // Separators, what Windows refuses, and what is invisible or turns the direction of reading.
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\:*?"<>|]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  return Array.from(plain)
    .slice(0, LONGEST)
    .join('')
    .replace(/^[.~\s-]+|[.\s]+$/gu, '');
}

/** The file for a reading: its name, and what stands in it. */
export function readingFile(
  { title, id }: Store['document'],
  reading: Reading
): { name: string; text: string } {
  const name = [fileNamePart(title) || id, fileNamePart(reading.reader) || 'reader'].join(' – ');
  return { name: name + SUFFIX, text: `${JSON.stringify(reading, null, 1)}\n` };
}

/** Gives the reader her reading as a download. */
export function exportReading(controller: Controller): boolean {
  const { store, t } = controller;
  if (!store) return false;
  const { name, text } = readingFile(store.document, store.reading);
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  controller.show({ message: t('A copy of your reading goes to your downloads: %1', name) });
  return true;
}
