// Several articles in one place: which one is shown, going to the next, and which are done. The view below is the same.
import { ENGLISH, type Session, type Words } from '../model';
import type { Bundle } from '../model/bundle';
import { member } from '../model/json';
import { type MountedView, mountView } from './index';

export interface Progress {
  done: boolean;
  annotations: number;
}

export interface ArticlesHost {
  open(bundle: Bundle): Promise<Session>;
  /** What is stored of a reader's reading of an article that is not open here. */
  progress(document: string, reader: string): Progress;
  fill?: boolean;
  /** Takes a view over that came onto the page, and ends it when it is asked to. */
  mounted?(view: MountedView): { dispose(): void };
}

function button(sign: string, use: () => void, signal: AbortSignal): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = sign;
  made.addEventListener('click', use, { signal });
  return made;
}

/** Progress as a reading in its raw form tells it. */
export function progressOf(reading: unknown): Progress {
  const annotations = member(reading, 'annotations');
  return {
    done: member(member(reading, 'progress'), 'done') === true,
    annotations: typeof annotations === 'object' && annotations !== null ? Object.keys(annotations).length : 0
  };
}

export class ArticlesView {
  private readonly ending = new AbortController();
  private readonly bar = document.createElement('nav');
  private readonly list = document.createElement('details');
  private readonly summary = document.createElement('summary');
  private readonly items = document.createElement('ol');
  private readonly count = document.createElement('span');
  private readonly previous: HTMLButtonElement;
  private readonly next: HTMLButtonElement;
  private readonly place = document.createElement('div');
  private at = -1;
  private session: Session | null = null;
  private view: { dispose(): void } | null = null;
  private unsubscribe: (() => void) | undefined;
  /** Of all articles, as of the last look at the notebook: looking copies whole readings. */
  private known: { reader: string | null; progress: Progress[] } = { reader: null, progress: [] };

  constructor(
    private readonly root: HTMLElement,
    private readonly bundles: Bundle[],
    private readonly host: ArticlesHost
  ) {
    const { signal } = this.ending;
    root.classList.add('jp-AnnotatorArticles');
    root.classList.toggle('jp-mod-fill', host.fill === true);
    this.bar.className = 'jp-Annotator-articles';
    this.bar.setAttribute('aria-label', 'Articles');
    this.previous = button('‹', () => this.step(-1), signal);
    this.next = button('›', () => this.step(1), signal);
    this.count.className = 'jp-Annotator-articleCount';
    this.count.setAttribute('role', 'status');
    this.list.append(this.summary, this.items);
    this.bar.append(this.previous, this.next, this.list, this.count);
    root.replaceChildren(this.bar, this.place);
    this.list.addEventListener('toggle', () => this.list.open && this.fillList(), { signal });
    this.bar.addEventListener('keydown', event => this.onKey(event), { signal });
    document.addEventListener(
      'pointerdown',
      event => {
        if (!this.list.contains(event.target as Node)) this.list.open = false;
      },
      { signal }
    );
  }

  /** Opens the first article that is not done, in the name of whoever reads the first. */
  async start(): Promise<void> {
    const session = await this.host.open(this.bundles[0] as Bundle);
    const { reader } = session;
    const open = this.bundles.findIndex(bundle => reader === null || !this.stored(bundle, reader).done);
    await this.show(Math.max(open, 0), false);
  }

  step(by: number): boolean {
    const at = this.at + by;
    if (at < 0 || at >= this.bundles.length) return false;
    void this.show(at, true);
    return true;
  }

  private async show(at: number, focus: boolean): Promise<void> {
    const bundle = this.bundles[at];
    if (!bundle || at === this.at) return;
    const session = await this.host.open(bundle);
    if (this.ending.signal.aborted) return;
    this.view?.dispose();
    this.unsubscribe?.();
    this.at = at;
    this.session = session;
    this.list.open = false;
    const root = document.createElement('div');
    this.place.replaceChildren(root);
    const view = mountView(root, session, {
      fill: this.host.fill === true,
      articles: { step: by => this.step(by) }
    });
    this.view = this.host.mounted?.(view) ?? view;
    this.unsubscribe = session.subscribe(() => this.tell());
    this.look();
    this.tell();
    // The letters go on working after N and P.
    if (focus) root.querySelector<HTMLElement>('[role=article]')?.focus({ preventScroll: true });
  }

  private stored(bundle: Bundle, reader: string): Progress {
    return this.session?.document.id === bundle.document.id && this.session.store
      ? progressOf(this.session.store.reading)
      : this.host.progress(bundle.document.id, reader);
  }

  private get words(): Words {
    return this.session?.words ?? ENGLISH;
  }

  /** Asks the notebook how far the reader is with each article. */
  private look(): void {
    const reader = this.session?.reader ?? null;
    const progress = reader === null ? [] : this.bundles.map(bundle => this.stored(bundle, reader));
    this.known = { reader, progress };
  }

  private tell(): void {
    const { at, bundles, session } = this;
    const { t } = this.words;
    if (session?.reader !== this.known.reader) this.look();
    const { progress } = this.known;
    if (session?.store) progress[at] = progressOf(session.store.reading);
    this.summary.replaceChildren(
      Object.assign(document.createElement('b'), {
        textContent: t('Article %1 of %2', String(at + 1), String(bundles.length))
      }),
      ' ',
      Object.assign(document.createElement('bdi'), { textContent: bundles[at]?.document.title ?? '' })
    );
    const done = progress.filter(one => one?.done).length;
    this.count.textContent = t('%1 of %2 finished', String(done), String(bundles.length));
    for (const [one, name, key] of [
      [this.previous, t('Previous article'), 'P'],
      [this.next, t('Next article'), 'N']
    ] as const) {
      one.setAttribute('aria-label', name);
      one.title = `${name} (${key})`;
    }
    this.previous.setAttribute('aria-disabled', String(at === 0));
    this.next.setAttribute('aria-disabled', String(at === bundles.length - 1));
  }

  private fillList(): void {
    this.look();
    const { t, n } = this.words;
    this.items.replaceChildren(
      ...this.bundles.map((bundle, at) => {
        const progress = this.known.progress[at];
        const item = document.createElement('li');
        const entry = document.createElement('button');
        entry.type = 'button';
        const mark = Object.assign(document.createElement('i'), {
          textContent: progress?.done ? '✓' : progress?.annotations ? '·' : ''
        });
        mark.setAttribute('aria-hidden', 'true');
        const title = Object.assign(document.createElement('bdi'), {
          textContent: bundle.document.title || bundle.document.id
        });
        const counted = document.createElement('small');
        counted.textContent = progress?.annotations ? String(progress.annotations) : '';
        const told = [
          `${at + 1}. ${bundle.document.title || bundle.document.id}`,
          progress?.done ? t('finished') : '',
          progress?.annotations ? n('%1 annotation', '%1 annotations', progress.annotations) : ''
        ];
        entry.setAttribute('aria-label', told.filter(Boolean).join(', '));
        if (at === this.at) entry.setAttribute('aria-current', 'true');
        entry.append(mark, title, counted);
        entry.addEventListener('click', () => {
          this.list.open = false;
          void this.show(at, true);
        });
        item.append(entry);
        return item;
      })
    );
    this.items.querySelector<HTMLElement>('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }

  /** The bar stands outside of the view's root, and its keys must not reach the notebook either. */
  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.stopPropagation();
    const entries = [...this.items.querySelectorAll('button')];
    const at = entries.indexOf(document.activeElement as HTMLButtonElement);
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -at, End: entries.length - 1 - at }[event.key];
    if (event.key === 'Escape') this.list.open = false;
    else if (step !== undefined && this.list.open) {
      const start = at < 0 ? this.at - step : at;
      entries[Math.min(Math.max(start + step, 0), entries.length - 1)]?.focus();
    } else if (event.key === 'N') this.step(1);
    else if (event.key === 'P') this.step(-1);
    else return;
    event.preventDefault();
  }

  dispose(): void {
    this.ending.abort();
    this.unsubscribe?.();
    this.view?.dispose();
    this.root.replaceChildren();
  }
}
