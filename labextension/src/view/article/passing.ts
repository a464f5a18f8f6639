// What passes over the text without becoming a part of it: the selection as it will be tagged, the caret's sentence.
// CSS highlights do it where the browser has them; elsewhere the browser's own selection has to say enough.

const PREFIX = 'jp-annotator';

export type Passing = 'pending' | 'sentence';

/** One highlight per name and page: every view adds its own range to it. */
const shared = new Map<Passing, Highlight>();

function highlightOf(name: Passing): Highlight | undefined {
  if (typeof Highlight === 'undefined' || typeof CSS === 'undefined' || !CSS.highlights) return undefined;
  const known = shared.get(name);
  if (known) return known;
  const made = new Highlight();
  shared.set(name, made);
  CSS.highlights.set(`${PREFIX}-${name}`, made);
  return made;
}

/** The ranges of one view. */
export class PassingMarks {
  private readonly ranges = new Map<Passing, Range>();

  constructor(signal: AbortSignal) {
    signal.addEventListener('abort', () => {
      for (const name of [...this.ranges.keys()]) this.show(name, undefined);
    });
  }

  show(name: Passing, range: Range | undefined): void {
    const before = this.ranges.get(name);
    if (!before && !range) return;
    const highlight = highlightOf(name);
    if (before) highlight?.delete(before);
    if (range) {
      highlight?.add(range);
      this.ranges.set(name, range);
    } else this.ranges.delete(name);
  }
}
