// Words of a text with their places, compared so that extractors, editors and typographers make no difference.

// Scripts without blanks between words: each letter is a token of its own.
const SINGLE =
  '\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}';
// Inside of words: accents that do not compose, soft hyphens, joiners.
const JOINED =
  '\\u0300-\\u036f\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7\\u0610-\\u061a\\u064b-\\u065f\\u0670\\u06d6-\\u06dc' +
  '\\u00ad\\u200b-\\u200d\\u2060';
// What Python calls blank; JavaScript's own class differs.
const BLANK = '\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const LETTER = `(?![${SINGLE}])[\\p{L}\\p{N}]`;
const TOKEN = new RegExp(`([${SINGLE}]|${LETTER}(?:${LETTER}|[${JOINED}])*|\\.\\.\\.|[^${BLANK}])`, 'u');

const FOLD = new Map<string, string>([
  ...Array.from('\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f', sign => [sign, ''] as const),
  ...Array.from('“”„‟«»″〝〞＂', sign => [sign, '"'] as const),
  ...Array.from('‘’‚‛‹›′`´ʼ＇', sign => [sign, "'"] as const),
  ...Array.from('‐‑‒–—―−﹘﹣－', sign => [sign, '-'] as const),
  ['ﬀ', 'ff'],
  ['ﬁ', 'fi'],
  ['ﬂ', 'fl'],
  ['ﬃ', 'ffi'],
  ['ﬄ', 'ffl'],
  ['ﬅ', 'st'],
  ['ﬆ', 'st'],
  ['…', '...']
]);

/** A token as it is compared: composed, with plain quotes and dashes, without ligatures and invisible signs. */
export function plain(token: string): string {
  return Array.from(token, letter => FOLD.get(letter) ?? letter)
    .join('')
    .normalize('NFC');
}

export function isWord(key: string): boolean {
  return /^[\p{L}\p{N}]/u.test(key);
}

type Numbers = readonly [id: number, plainId: number];

/** Numbers for the tokens of several texts: the same number for what differs in upper and lower case only. */
export class Vocabulary {
  readonly keys: string[] = [];
  readonly weights: number[] = [];
  private readonly ids = new Map<string, number>();
  private readonly plains = new Map<string, number>();
  private readonly known = new Map<string, Numbers>();

  /** Number of a token, and of its plain form, where upper and lower case differ; -1 twice if nothing is left. */
  lookUp(raw: string): Numbers {
    let known = this.known.get(raw);
    if (!known) {
      const word = plain(raw);
      known = word === '' ? [-1, -1] : [this.id(word.toLowerCase()), this.plainId(word)];
      this.known.set(raw, known);
    }
    return known;
  }

  private plainId(word: string): number {
    const found = this.plains.get(word) ?? this.plains.size;
    this.plains.set(word, found);
    return found;
  }

  private id(key: string): number {
    const found = this.ids.get(key);
    if (found !== undefined) return found;
    this.ids.set(key, this.keys.length);
    this.keys.push(key);
    // Punctuation says nothing about whether two passages are the same.
    this.weights.push(isWord(key) ? Array.from(key).length : 0);
    return this.keys.length - 1;
  }
}

/** The tokens of a text, in order. */
export class Tokens {
  /** Code point offset of each. */
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  /** Its number in the vocabulary; below -1 for a place where the text is not known. */
  readonly ids: number[] = [];
  /** Number of its plain form. */
  readonly plains: number[] = [];

  get length(): number {
    return this.ids.length;
  }

  add(start: number, end: number, id: number, plainId: number): void {
    this.starts.push(start);
    this.ends.push(end);
    this.ids.push(id);
    this.plains.push(plainId);
  }
}

export function lengthOf(text: string): number {
  let length = text.length;
  for (let at = 0; at < text.length; at++) {
    const isHigh = text.charCodeAt(at) >> 10 === 0x36;
    if (isHigh && text.charCodeAt(at + 1) >> 10 === 0x37) length--;
  }
  return length;
}

export function tokensOf(text: string, vocabulary: Vocabulary): Tokens {
  const tokens = new Tokens();
  let place = 0;
  // What lies between the tokens stands at even places, the tokens at odd ones.
  text.split(TOKEN).forEach((part, at) => {
    const end = place + lengthOf(part);
    if (at % 2 === 1) {
      const [id, plainId] = vocabulary.lookUp(part);
      if (id >= 0) tokens.add(place, end, id, plainId);
    }
    place = end;
  });
  return tokens;
}
