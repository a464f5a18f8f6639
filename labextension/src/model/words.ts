// The interface's texts: with places in them, in the number that a count asks for, in the user's language.

export interface Words {
  /** A text; `parts` take the places of %1, %2 … in it. */
  t(text: string, ...parts: string[]): string;
  /** The text for this many; %1 in it is the count, `parts` are %2, %3 … */
  n(one: string, many: string, count: number, ...parts: string[]): string;
}

/** Marks a text for the catalogue that is translated where it is shown. */
export const msg = (text: string): string => text;

/** `text` with %1, %2 … replaced by `parts`; a place without a part stays as it is. */
export function filled(text: string, parts: readonly string[]): string {
  return text.replace(/%(\d+)/g, (place, number) => parts[Number(number) - 1] ?? place);
}

/** For hosts without a translator. */
export const ENGLISH: Words = {
  t: (text, ...parts) => filled(text, parts),
  n: (one, many, count, ...parts) => filled(count === 1 ? one : many, [count.toLocaleString('en'), ...parts])
};

const SHARED = Symbol.for('jupyter-annotator:words');

/** Gives the words to what has no way to the host's translator: our widgets on the same page. */
export function shareWords(words: Words): void {
  Reflect.set(globalThis, SHARED, words);
}

/** The words that were shared on this page; English where nobody did. */
export function sharedWords(): Words {
  const words: unknown = Reflect.get(globalThis, SHARED);
  return (words as Words | undefined) ?? ENGLISH;
}
