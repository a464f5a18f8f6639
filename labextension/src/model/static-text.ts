// People's text as HTML: the one door by which it comes into the static page (twin: src/annotator/static_text.py).

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is to find
const UNFIT = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]/gu;
const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;'
};

/** `text` as HTML that shows exactly it; what HTML cannot hold shows as U+FFFD. */
export function escaped(text: string): string {
  return text.replace(UNFIT, '\ufffd').replace(/[&<>"']/g, char => ESCAPES[char] as string);
}

/** Inline text of people, kept from turning the direction of what stands around it. */
export function isolated(text: string): string {
  let depth = 0;
  let kept = '';
  for (const char of text) {
    if (char >= '\u2066' && char <= '\u2068') depth++;
    else if (char === '\u2069') {
      // One closing mark too many would end our own isolation.
      if (depth === 0) continue;
      depth--;
    }
    kept += char;
  }
  return `<bdi>${escaped(kept + '\u2069'.repeat(depth))}</bdi>`;
}

/** Like `isolated`, with line breaks kept even where style is stripped. */
export function isolatedLines(text: string): string {
  return text.split('\n').map(isolated).join('<br>');
}

const DOUBLE = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\u300c\u300d\u300e\u300f';

/** The marks before and behind a quote; none where it has its own at that end. */
export function quotationMarks(text: string): { before: string; behind: string } {
  const isOwn = (char: string) => char !== '' && DOUBLE.includes(char);
  return {
    before: isOwn(text.slice(0, 1)) ? '' : '\u201c',
    behind: isOwn(text.slice(-1)) ? '' : '\u201d'
  };
}
