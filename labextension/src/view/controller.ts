// What the reader is doing on this screen: selection, picked annotation, messages; and the gestures that become edits.
import {
  type Annotation,
  type Codebook,
  describe,
  type Edit,
  EditError,
  ENGLISH,
  type Field,
  type FieldValue,
  type Kind,
  newId,
  type Session,
  type Span,
  type Store,
  type Value,
  type Words
} from '../model';
import { type Linking, linkTo, targets } from './link-mode';
import type { Suggesting } from './suggesting';

export interface Tip {
  value: Value;
  /** Place of the control it explains, in pixels of the window. */
  rect: DOMRect;
}

/** State that only this screen needs: it is never saved and never leaves the page. */
export interface Screen {
  /** Selected stretch of the article that has no kind yet. */
  pending: Span | null;
  /** Where the kinds are offered beside the pointer, in pixels of the article's pane. */
  bar: { left: number; top: number } | null;
  /** Id of the annotation whose fields are shown. */
  picked: string | null;
  /** Id of the suggestion to be decided on; then no annotation is picked. */
  suggestion: string | null;
  /** Ids of the annotations at the last click, when there were several. */
  here: string[];
  linking: Linking | null;
  message: string;
  help: boolean;
  tip: Tip | null;
}

/** Reveals and selects in the article; the article knows nothing of the panel. */
export interface Stage {
  /** The article's scrolling pane. */
  readonly pane: HTMLElement;
  reveal(id: string): void;
  select(id: string | null): void;
  collapseTo(offset: number): void;
  /** The selection as it is now: null if it is empty, undefined if it is not in the article. */
  selection(): Span | null | undefined;
  /** Lets go of the selection; the caret stays at its end. */
  deselect(): void;
}

export class Controller {
  screen: Screen = {
    pending: null,
    bar: null,
    picked: null,
    suggestion: null,
    here: [],
    linking: null,
    message: '',
    help: false,
    tip: null
  };
  stage: Stage | null = null;
  suggesting: Suggesting | null = null;
  private version = 0;
  private readonly listeners = new Set<() => void>();

  constructor(
    readonly session: Session,
    readonly root: HTMLElement
  ) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): number => this.version;

  changed(): void {
    this.version++;
    for (const listener of this.listeners) listener();
  }

  show(part: Partial<Screen>): void {
    const before = this.screen;
    this.screen = { ...before, ...part };
    if (!this.screen.pending) this.screen.bar = null;
    if (part.suggestion === undefined && (part.picked !== undefined || part.pending)) {
      this.screen.suggestion = null;
    }
    // A link is made from the annotation whose fields are shown, and from no other.
    if (this.screen.linking && this.screen.linking.from !== this.screen.picked) this.screen.linking = null;
    // What an explanation stood beside may be gone with it.
    const { picked, pending, linking } = this.screen;
    if (picked !== before.picked || pending !== before.pending || linking !== before.linking)
      this.screen.tip = null;
    const [was, now] = [before, this.screen].map(({ suggestion, picked }) => suggestion ?? picked);
    if (was !== now) this.stage?.select(now ?? null);
    this.changed();
  }

  get store(): Store | null {
    return this.session.store;
  }

  get codebook(): Codebook {
    return this.session.codebook;
  }

  get annotations(): Readonly<Record<string, Annotation>> {
    return this.store?.checked.annotations ?? {};
  }

  get picked(): Annotation | undefined {
    const id = this.screen.picked;
    return id !== null && Object.hasOwn(this.annotations, id) ? this.annotations[id] : undefined;
  }

  readonly t: Words['t'] = (text, ...parts) => (this.session.words ?? ENGLISH).t(text, ...parts);

  readonly n: Words['n'] = (one, many, count, ...parts) =>
    (this.session.words ?? ENGLISH).n(one, many, count, ...parts);

  kind(id: string): Kind | undefined {
    return this.codebook.kinds.find(kind => kind.id === id);
  }

  fieldsOf(kind: string): Field[] {
    return (this.codebook.fields ?? []).filter(field => field.on.includes(kind));
  }

  /** Makes an edit; a refusal is told to the reader and changes nothing. */
  edit(edit: Edit, message = '', coalesce?: string): boolean {
    if (!this.store) {
      this.show({ message: this.t('Say who is reading first: your name goes with every tag.') });
      this.root.querySelector<HTMLInputElement>('.jp-Annotator-readerForm input')?.focus();
      return false;
    }
    if (this.session.readOnly) {
      this.show({ message: this.session.readOnly });
      return false;
    }
    try {
      this.store.edit(edit, coalesce === undefined ? undefined : { coalesce });
    } catch (error) {
      if (!(error instanceof EditError)) throw error;
      this.show({ message: error.message });
      return false;
    }
    this.show({ message });
    return true;
  }

  /** Takes the selection as it is: the browser tells of its changes later, and keys may be faster. */
  refresh(): void {
    const pending = this.stage?.selection();
    const known = this.screen.pending;
    if (pending === undefined || (pending?.start === known?.start && pending?.end === known?.end)) return;
    this.show({ pending });
  }

  /** Tags the selected stretch, or gives the picked annotation another kind. */
  tag(kindId: string): void {
    const kind = this.kind(kindId);
    this.refresh();
    const { pending, picked } = this.screen;
    if (!kind) return;
    if (pending && this.store) {
      const id = newId('a');
      const place = describe(this.store.offsets, [pending]);
      const annotation = { kind: kindId, spans: [pending], ...place, values: {} };
      if (this.edit({ type: 'add', id, annotation }, `${kind.title} ${this.t('tagged')}`)) {
        this.show({ pending: null, picked: id, here: [] });
        this.stage?.collapseTo(pending.end);
      }
    } else if (pending) {
      this.edit({ type: 'batch', edits: [] });
    } else if (picked && this.picked && this.picked.kind !== kindId) {
      const asked = new Set(this.fieldsOf(kindId).map(field => field.id));
      const dropped = Object.keys(this.picked.values).filter(field => !asked.has(field));
      const values = Object.fromEntries(dropped.map(field => [field, null]));
      this.edit(
        { type: 'change', id: picked, set: { kind: kindId, values } },
        `${this.t('Changed to')} ${kind.title}`
      );
    } else if (!picked) {
      this.show({ message: this.t('Select a passage in the article first.') });
    }
  }

  answer(field: Field, value: FieldValue | null): void {
    const id = this.screen.picked;
    if (id)
      this.edit(
        { type: 'change', id, set: { values: { [field.id]: value } } },
        this.answered(field, value),
        `${id}/${field.id}/typed`
      );
  }

  answerDocument(field: Field, value: FieldValue | null): void {
    this.edit(
      { type: 'answer', field: field.id, value },
      this.answered(field, value),
      `document/${field.id}/typed`
    );
  }

  private answered(field: Field, value: FieldValue | null): string {
    if (typeof value === 'string' && field.level === 'text') return '';
    const title = (field.values ?? []).find(option => option.id === value)?.title;
    return value === null ? `${field.title}: ${this.t('cleared')}` : title ? `${field.title}: ${title}` : '';
  }

  note(text: string): void {
    const id = this.screen.picked;
    if (id) this.edit({ type: 'change', id, set: { note: text } }, '', `${id}/note`);
  }

  remove(): void {
    const id = this.screen.picked;
    const annotation = this.picked;
    if (!id || !annotation) return;
    const next = this.neighbour(1) ?? this.neighbour(-1);
    if (this.edit({ type: 'remove', id }, this.t('Deleted. Undo brings it back.'))) {
      this.show({ picked: next ?? null, here: [] });
    }
  }

  undo(): void {
    if (this.store?.undo()) this.show({ message: this.t('Undone') });
  }

  redo(): void {
    if (this.store?.redo()) this.show({ message: this.t('Redone') });
  }

  pick(id: string | null, reveal = false): void {
    if (this.screen.linking && id && id !== this.screen.linking.from) {
      linkTo(this, id);
      return;
    }
    if (this.screen.pending) this.stage?.deselect();
    this.show({ picked: id, pending: null, here: [], linking: null, message: '' });
    if (id && reveal) this.stage?.reveal(id);
  }

  /** A click on the text: the shortest annotation there; a second click goes to the next one. */
  pickAmong(ids: string[]): void {
    const fitting = new Set(targets(this).map(({ id }) => id));
    const target = ids.find(id => fitting.has(id));
    if (target) {
      linkTo(this, target);
      return;
    }
    const at = ids.indexOf(this.screen.picked ?? '');
    const next = ids[(at + 1) % Math.max(ids.length, 1)] ?? null;
    this.show({ picked: next, pending: null, here: ids.length > 1 ? ids : [], linking: null, message: '' });
  }

  pickOther(): void {
    if (this.screen.here.length > 1) this.pickAmong(this.screen.here);
    else if (this.picked) {
      const [from, to] = [this.picked.spans[0]?.start ?? 0, this.picked.spans.at(-1)?.end ?? 0];
      const here = this.order.filter(id =>
        (this.annotations[id] as Annotation).spans.some(({ start, end }) => start < to && end > from)
      );
      if (here.length > 1) this.pickAmong(here);
    }
  }

  step(by: 1 | -1): void {
    const id = this.screen.picked ? this.neighbour(by) : this.order.at(by > 0 ? 0 : -1);
    if (id) this.pick(id, true);
  }

  private neighbour(by: 1 | -1): string | undefined {
    const at = this.order.indexOf(this.screen.picked ?? '');
    return at < 0 ? undefined : this.order[at + by];
  }

  private placed: { of: unknown; order: Placed[]; ids: string[] } = { of: null, order: [], ids: [] };

  /** Ids in text order: by start, then the longer one first. */
  get order(): string[] {
    const { annotations } = this;
    const { of, order } = this.placed;
    if (of !== annotations) {
      // Most edits answer a question and move nothing.
      const isSame =
        order.length === Object.keys(annotations).length &&
        order.every(({ id, spans }) => Object.hasOwn(annotations, id) && annotations[id]?.spans === spans);
      const next = isSame ? order : inTextOrder(annotations);
      this.placed = {
        of: annotations,
        order: next,
        ids: isSame ? this.placed.ids : next.map(({ id }) => id)
      };
    }
    return this.placed.ids;
  }
}

interface Placed {
  id: string;
  start: number;
  end: number;
  spans: Annotation['spans'];
}

function inTextOrder(annotations: Readonly<Record<string, Annotation>>): Placed[] {
  return Object.entries(annotations)
    .map(([id, { spans }]) => ({ id, start: spans[0]?.start ?? 0, end: spans.at(-1)?.end ?? 0, spans }))
    .sort((a, b) => a.start - b.start || b.end - a.end || (a.id < b.id ? -1 : 1));
}
