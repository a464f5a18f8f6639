// Sentences of a paragraph: what the Unicode rules (UAX #29) say, mended where news text knows better.
import type { Span } from './generated/reading';
import { Offsets } from './offsets';

/** Longer lines are broken by their width, not by their sense: the sentence goes on in the next one. */
const WRAPPED = 40;
/** A bracket that takes longer to close was most likely never meant to be closed by what closes it. */
const LONGEST_BRACKET = 400;

const words = (list: string) => new Set(list.split(' '));
/** A name follows: these never end a sentence. */
const BEFORE_NAME = words(
  'mr mrs ms dr prof gen col lt maj capt sgt cpl pvt adm cmdr sen rep gov rev fr hon pres amb st mt ft messrs mme mlle ' +
    'sr sra srta dña hr supt insp det e.g i.e cf vs viz approx z.b d.h u.a bzw ca'
);
/** A number follows. */
const BEFORE_NUMBER = words(
  'no nos nr art sec fig figs p pp vol ch para jan feb mar apr jun jul aug sep sept oct nov dec'
);
/** These end a sentence or not; the word that follows tells. So do single letters and letters with dots between. */
const EITHER = words('inc ltd co corp plc llc jr bros etc al dept est ave blvd univ');
/** Words that begin sentences far more often than names. */
const BEGINNERS = words(
  'a an the this that these those it its he she they we you i his her their our my there here in on at by for from to of ' +
    'with as after before since when while where what who why how if although though because but and or so yet still ' +
    'however moreover meanwhile then thus now both many most some several such no not even only according despite'
);

const LOWER = /[\s\p{Pi}\p{Ps}"']*\p{Ll}/uy;
const NEXT_WORD = /[\s\p{Pi}\p{Ps}"']*([\p{L}\p{M}]+|\p{N})/uy;
const ABBREVIATION = /(?:^|[^\p{L}\p{M}.])((?:\p{L}\p{M}*\.)*[\p{L}\p{M}]+)\.\s*$/u;
const ENDED = /[.!?…。！？؟]['"’”»)\]\s]*$/u;
const SPOKEN = /[\p{L}\p{N}]/u;

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** The text with line breaks that only wrap it made blanks, of the same length. */
function unwrapped(text: string): string {
  const lines = text.split('\n');
  const joints = lines.map((line, at) =>
    at === lines.length - 1 ? '' : line.trim().length >= WRAPPED && lines[at + 1] ? ' ' : '\n'
  );
  return lines.map((line, at) => line + joints[at]).join('');
}

/** For every bracket that opens and closes, where it does. */
function brackets(text: string): Map<number, number> {
  const found = new Map<number, number>();
  const open: number[] = [];
  for (const { 0: sign, index } of text.matchAll(/[()[\]（）]/g)) {
    if ('([（'.includes(sign)) open.push(index);
    else {
      const from = open.pop();
      if (from !== undefined && index - from <= LONGEST_BRACKET) found.set(from, index);
    }
  }
  return found;
}

/** Whether the full stop before `cut` belongs to an abbreviation after which the sentence goes on. */
function isAbbreviated(text: string, from: number, cut: number): boolean {
  const found = ABBREVIATION.exec(text.slice(Math.max(from, cut - 24), cut));
  const next = matchAt(NEXT_WORD, text, cut)?.[1];
  if (!found || next === undefined) return false;
  const word = (found[1] as string).toLowerCase();
  if (BEFORE_NAME.has(word)) return true;
  if (BEFORE_NUMBER.has(word)) return /\p{N}/u.test(next);
  const isLetters = /^\p{L}\p{M}*(\.\p{L}\p{M}*)*$/u.test(word) || word === 'ph.d';
  return (isLetters || EITHER.has(word)) && !BEGINNERS.has(next.toLowerCase());
}

/** Behind a reference in brackets that starts at `cut` and belongs to the sentence before it; `cut` where none does. */
function behindReference(text: string, cut: number, closing: Map<number, number>): number {
  let at = cut;
  for (;;) {
    const opening = at + (/^\s*/.exec(text.slice(at, at + 8))?.[0].length ?? 0);
    const close = closing.get(opening);
    if (close === undefined || ENDED.test(text.slice(opening + 1, close)) || matchAt(LOWER, text, close + 1))
      return at;
    if (/[,;:–—]/.test(text.charAt(close + 1))) return at;
    at = close + 1;
    while (/[.!?…’”"]/.test(text.charAt(at)) && at < text.length) at++;
  }
}

/** Where sentences end, in UTF-16. */
function cuts(text: string): number[] {
  const closing = brackets(text);
  const pairs = [...closing].sort((a, b) => a[0] - b[0]);
  const found: number[] = [];
  let from = 0;
  /** How many of the brackets open before the place at hand, and where the last of those closes. */
  let opened = 0;
  let outer: [number, number] = [-1, -1];
  for (const { index, segment } of new Intl.Segmenter('en', { granularity: 'sentence' }).segment(text)) {
    let cut = index + segment.length;
    if (cut <= from) continue;
    // The Unicode rules count an opening bracket right behind the full stop among the closing ones.
    while (cut < text.length && cut > from + 1 && /[([（“‘«]/.test(text.charAt(cut - 1))) cut--;
    for (; opened < pairs.length && (pairs[opened] as [number, number])[0] < cut; opened++) {
      const pair = pairs[opened] as [number, number];
      if (pair[0] > outer[1]) outer = pair;
    }
    if (cut < text.length && text.charAt(cut - 1) !== '\n') {
      const begun = text.slice(from, outer[0]).trim().length > 0;
      if (outer[0] >= from && outer[1] >= cut && begun) continue;
      if (matchAt(LOWER, text, cut) || isAbbreviated(text, from, cut)) continue;
      cut = behindReference(text, cut, closing);
    }
    found.push(cut);
    from = cut;
  }
  if (from < text.length) found.push(text.length);
  return found;
}

/**
 * Sentences of a paragraph, in text order and without the blanks around them. A citation in brackets behind the full
 * stop belongs to the sentence that it is the source of; abbreviations, initials and what stands in brackets end none.
 * @returns spans in code points of `text`, half-open; together they hold every character that is not blank.
 * @see https://www.unicode.org/reports/tr29/#Sentence_Boundaries
 */
export function sentences(text: string): Span[] {
  const offsets = new Offsets(text);
  const found: [number, number][] = [];
  let from = 0;
  for (const cut of cuts(unwrapped(text))) {
    const piece = text.slice(from, cut);
    const start = from + piece.length - piece.trimStart().length;
    const end = from + piece.trimEnd().length;
    from = cut;
    if (start >= end) continue;
    const last = found.at(-1);
    // A piece without a letter or figure, such as a lost quotation mark, is no sentence.
    if (last && !SPOKEN.test(piece)) last[1] = end;
    else found.push([start, end]);
  }
  return found.map(([start, end]) => ({ start: offsets.toCodePoint(start), end: offsets.toCodePoint(end) }));
}
