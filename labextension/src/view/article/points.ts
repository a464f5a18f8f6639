// Between places in the page (text node, UTF-16 index) and offsets in the article (code points).
import type { Offsets } from '../../model';
import { type Block, blockAt } from './layout';

export interface Point {
  node: Text;
  index: number;
}

/** Knows which stretch of the article each text node on the page shows. */
export class Points {
  private readonly starts = new WeakMap<Text, number>();
  private readonly nodes: Text[][];

  constructor(
    private readonly root: HTMLElement,
    private readonly blocks: Block[],
    private readonly offsets: Offsets,
    /** Puts a block on the page. */
    private readonly need: (block: number) => void
  ) {
    this.nodes = blocks.map(() => []);
  }

  /** A text node for [start, end) of block `block`, registered; nodes of a block come in text order. */
  text(block: number, start: number, end: number): Text {
    const node = document.createTextNode(this.offsets.slice(start, end));
    this.starts.set(node, start);
    this.keep(block, node);
    return node;
  }

  /** Registers once more, after `clear`, a node that stays. */
  keep(block: number, node: Text): void {
    (this.nodes[block] as Text[]).push(node);
  }

  /** Text of the article, code points. */
  slice(start: number, end: number): string {
    return this.offsets.slice(start, end);
  }

  clear(block: number): void {
    this.nodes[block] = [];
  }

  /** The offset at a DOM boundary point inside the article; undefined outside of it. */
  offsetAt(container: Node, index: number): number | undefined {
    if (!this.root.contains(container)) return undefined;
    if (container instanceof Text) return this.inText(container, index);
    const walker = document.createTreeWalker(this.root, NodeFilter.SHOW_TEXT);
    const child = container.childNodes[index];
    if (child) {
      walker.currentNode = child;
      const next = child instanceof Text ? child : (walker.nextNode() as Text | null);
      if (next) return this.inText(next, 0);
    }
    walker.currentNode = container;
    let last: Text | undefined;
    for (let node = walker.nextNode(); node && container.contains(node); node = walker.nextNode())
      last = node as Text;
    if (last) return this.inText(last, last.length);
    walker.currentNode = container;
    const previous = walker.previousNode() as Text | null;
    return previous ? this.inText(previous, previous.length) : undefined;
  }

  /** The offset nearest to a point of the window; undefined where that shows no text of the article. */
  offsetAtPoint(x: number, y: number): number | undefined {
    if (document.caretPositionFromPoint) {
      const position = document.caretPositionFromPoint(x, y);
      return position ? this.offsetAt(position.offsetNode, position.offset) : undefined;
    }
    // Safari, and Chromium before 128.
    const range = document.caretRangeFromPoint(x, y);
    return range ? this.offsetAt(range.startContainer, range.startOffset) : undefined;
  }

  private inText(node: Text, index: number): number | undefined {
    const start = this.starts.get(node);
    if (start === undefined) return undefined;
    return this.offsets.toCodePoint(this.offsets.toUtf16(start) + Math.min(index, node.length));
  }

  /** Where `offset` is on the page; between two nodes, the end of the first if `atEnd`, else the start of the second. */
  pointAt(offset: number, atEnd = false): Point | undefined {
    const at = Math.max(blockAt(this.blocks, atEnd ? Math.max(offset - 1, 0) : offset), 0);
    if (this.nodes[at]?.length === 0) this.need(at);
    const nodes = this.nodes[at];
    if (!nodes || nodes.length === 0) return undefined;
    let chosen = nodes[0] as Text;
    for (const node of nodes) {
      const start = this.starts.get(node) as number;
      if (atEnd ? start < offset : start <= offset) chosen = node;
      else break;
    }
    const index = this.offsets.toUtf16(offset) - this.offsets.toUtf16(this.starts.get(chosen) as number);
    return { node: chosen, index: Math.min(Math.max(index, 0), chosen.length) };
  }

  range(start: number, end: number): Range | undefined {
    const from = this.pointAt(start);
    const to = this.pointAt(end, true);
    if (!from || !to) return undefined;
    const range = document.createRange();
    range.setStart(from.node, from.index);
    range.setEnd(to.node, to.index);
    return range;
  }
}
