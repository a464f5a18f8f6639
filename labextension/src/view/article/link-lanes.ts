// The links of the picked annotation, drawn beside the text: brackets in lanes of the margin, the nearest innermost, so
// that they nest and never cross.

const SVG = 'http://www.w3.org/2000/svg';
/** Between two lanes, in pixels. */
const STEP = 7;
/** Between the text and the first lane. */
const GAP = 6;
/** More links than these are told in the panel alone: the margin would say nothing any more. */
const DRAWN = 40;
/** Room in pixels that the name of a link needs in the margin. */
const NAME = 74;
/** One look for each relation of the codebook, in its order. */
const DASHES = ['none', '5 3', '1.5 3', '9 3 2 3', '2 2', '12 4'];

export interface DrawnLink {
  title: string;
  /** Place of the relation in the codebook. */
  look: number;
  /** True where it starts at the picked annotation. */
  outgoing: boolean;
  /** Height of the first line of the other end, in pixels of the pane's content; undefined where it is not laid out. */
  top: () => number | undefined;
}

interface Placed extends DrawnLink {
  y: number;
}

export class LinkLanes {
  private readonly svg = document.createElementNS(SVG, 'svg');
  private links: DrawnLink[] = [];
  private top: () => number | undefined = () => undefined;
  private frame = 0;
  /** How many links lead out of view, upwards and downwards. */
  private readonly beyond = [document.createElement('div'), document.createElement('div')] as const;

  constructor(
    private readonly pane: HTMLElement,
    private readonly article: HTMLElement,
    signal: AbortSignal
  ) {
    this.svg.classList.add('jp-Annotator-lanes');
    // The panel says all of it in words.
    this.svg.setAttribute('aria-hidden', 'true');
    this.svg.style.display = 'none';
    for (const badge of this.beyond) {
      badge.className = 'jp-Annotator-laneMore';
      badge.setAttribute('aria-hidden', 'true');
      badge.hidden = true;
    }
    pane.append(this.svg, ...this.beyond);
    pane.addEventListener('scroll', () => this.later(), { passive: true, signal });
    const resized = new ResizeObserver(() => this.later());
    resized.observe(article);
    signal.addEventListener('abort', () => {
      resized.disconnect();
      cancelAnimationFrame(this.frame);
    });
  }

  /** `top` is the height of the picked annotation's first line. */
  show(top: () => number | undefined, links: DrawnLink[]): void {
    if (links.length === 0 && this.links.length === 0) return;
    this.top = top;
    this.links = links.slice(0, DRAWN);
    this.later();
  }

  /** Draws before the next frame: places are asked once for all that changed. */
  later(): void {
    if (this.frame !== 0 || (this.links.length === 0 && this.svg.style.display === 'none')) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  private draw(): void {
    const from = this.top();
    const links = this.links.flatMap(link => {
      const y = link.top();
      return y === undefined ? [] : [{ ...link, y }];
    });
    this.svg.style.display = from === undefined || links.length === 0 ? 'none' : '';
    if (from === undefined || links.length === 0) {
      this.svg.replaceChildren();
      for (const badge of this.beyond) badge.hidden = true;
      return;
    }
    this.count(links);
    const pane = this.pane.getBoundingClientRect();
    const style = getComputedStyle(this.article);
    const rtl = style.direction === 'rtl';
    const box = this.article.getBoundingClientRect();
    const padding = Number.parseFloat(rtl ? style.paddingRight : style.paddingLeft) || 0;
    const edge = rtl ? box.right - padding - pane.left : box.left + padding - pane.left;
    const room = rtl ? this.pane.clientWidth - edge : edge;
    const out = rtl ? 1 : -1;
    const text = edge + this.pane.scrollLeft + out * 3;
    const lanes = Math.max(Math.floor((room - GAP - 2) / STEP), 1);
    const x = (lane: number) => text + out * (GAP + Math.min(lane, lanes - 1) * STEP);
    const children: SVGElement[] = [];
    for (const side of [-1, 1]) {
      const there = links
        .filter(({ y }) => (side < 0 ? y < from : y >= from))
        .sort((a, b) => Math.abs(a.y - from) - Math.abs(b.y - from));
      there.forEach((link, lane) => {
        children.push(...this.bracket(link, from, text, x(lane), out, side));
      });
      const outermost = x(there.length - 1);
      const left = rtl ? this.pane.clientWidth - outermost : outermost;
      if (left > NAME) children.push(...names(there, outermost, out));
    }
    this.svg.style.height = `${this.article.offsetHeight}px`;
    this.svg.replaceChildren(...children);
  }

  private count(links: Placed[]): void {
    const { scrollTop, clientHeight } = this.pane;
    const [above, below] = [
      links.filter(({ y }) => y < scrollTop).length,
      links.filter(({ y }) => y > scrollTop + clientHeight).length
    ];
    const [up, down] = this.beyond;
    up.hidden = above === 0;
    up.textContent = `↑ ${above}`;
    up.style.top = `${scrollTop + 4}px`;
    down.hidden = below === 0;
    down.textContent = `↓ ${below}`;
    down.style.top = `${scrollTop + clientHeight - 24}px`;
  }

  private bracket(
    link: Placed,
    from: number,
    text: number,
    lane: number,
    out: number,
    side: number
  ): SVGElement[] {
    // Both ways leave the picked line a little apart, so that the two sides are seen.
    const start = from + side * 3;
    const end = link.outgoing ? link.y : start;
    const path = shape('path', {
      d: `M${text} ${start}H${lane}V${link.y}H${text}`,
      'stroke-dasharray': DASHES[link.look % DASHES.length] as string,
      class: `jp-Annotator-lane jp-mod-look${link.look % DASHES.length}`
    });
    const title = document.createElementNS(SVG, 'title');
    title.textContent = link.title;
    path.append(title);
    const head = shape('path', {
      d: `M${text} ${end}l${out * 5} -3.5v7z`,
      class: `jp-Annotator-laneHead jp-mod-look${link.look % DASHES.length}`
    });
    return [path, head];
  }
}

/** The name of each link beside its far end; where two would touch, the nearer one is named. */
function names(links: Placed[], lane: number, out: number): SVGElement[] {
  const taken: number[] = [];
  return links.flatMap(({ y, title, look }) => {
    if (taken.some(other => Math.abs(other - y) < 12)) return [];
    taken.push(y);
    const text = shape('text', {
      x: String(lane + out * 6),
      y: String(y + 3.5),
      'text-anchor': out < 0 ? 'end' : 'start',
      class: `jp-Annotator-laneName jp-mod-look${look % DASHES.length}`
    });
    text.textContent = title.length > 14 ? `${title.slice(0, 13)}…` : title;
    return [text];
  });
}

function shape(name: string, attributes: Record<string, string>): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
