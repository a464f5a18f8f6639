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
  type Words
} from '../model';
import type { Adjudicating } from './adjudicating';
import type { Snap } from './article/units';
import type { Filter } from './filtering';
import { linkTo, targets } from './link-mode';
import { Listing } from './listing';
import { sentenceAtCaret } from './marking';
import { FRESH, type Screen, type Stage } from './screen';
import {
  answerEdit,
  commonFields,
  commonValue,
  fieldsOf,
  kindEdit,
  removeEdit,
  STATUS_TITLES,
  type Status,
  statusEdit
} from './several';
import { meets } from './stretches';
import type { Suggesting } from './suggesting';

export type { Screen, Stage, Tip } from './screen';

export class Controller {
  screen: Screen = FRESH;
  readonly list: Listing;
  stage: Stage | null = null;
  suggesting: Suggesting | null = null;
  /** Where readers' versions are decided on. */
  adjudicating: Adjudicating | null = null;
  /** Share of the article that has been on the screen, from 0 to 1. */
  seen = 0;
  /** The annotation that was picked last, also after it was let go of. */
  latest: string | null = null;
  /** Prints the article with its annotations. */
  print: () => void = () => undefined;
  /** The outline of a long article. */
  outline: { open(): boolean } | null = null;
  /** Goes to another article, where there are several. */
  articles: { step(by: number): boolean } | null = null;
  private version = 0;
  private readonly listeners = new Set<() => void>();

  constructor(
    readonly session: Session,
    readonly root: HTMLElement
  ) {
    this.list = new Listing(session.codebook);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): number => this.version;

  changed(): void {
    this.version++;
    for (const listener of this.listeners) listener();
  }

  /** How often something was said: the same words twice are two messages. */
  said = 0;

  show(part: Partial<Screen>): void {
    const before = this.screen;
    if (part.message) this.said++;
    this.screen = { ...before, ...part };
    if (!this.screen.pending) this.screen.bar = null;
    if (part.suggestion === undefined && (part.picked !== undefined || part.pending)) {
      this.screen.suggestion = null;
    }
    if (part.unit === undefined && (part.picked || part.pending)) this.screen.unit = null;
    if (before.picked) this.latest = before.picked;
    // Another one at hand: what was chosen together is let go of.
    if (part.picked && part.picked !== before.picked) this.list.choose([]);
    // A link is made from the annotation whose fields are shown, and from no other.
    if (this.screen.linking && this.screen.linking.from !== this.screen.picked) this.screen.linking = null;
    // What an explanation stood beside may be gone with it.
    const { picked, pending, linking } = this.screen;
    if (picked !== before.picked || pending !== before.pending || linking !== before.linking)
      this.screen.tip = null;
    const [was, now] = [before, this.screen].map(screen => this.markOn(screen));
    if (was !== now) this.stage?.select(now ?? null);
    this.changed();
  }

  /** What is selected in the article. */
  get mark(): string | null {
    return this.markOn(this.screen);
  }

  private markOn({ suggestion, picked, unit }: Screen): string | null {
    return suggestion ?? picked ?? this.adjudicating?.markOf(unit) ?? null;
  }

  /** Moves the focus to a control of the panel as soon as it is there. */
  focusSoon(selector: string): void {
    const focus = () => {
      const control = this.root.querySelector<HTMLElement>(selector);
      control?.focus();
      return control !== null && control === document.activeElement;
    };
    // What is there already takes the very next key. The panel is drawn after the listeners have heard of the change,
    // before the next frame.
    if (!focus()) requestAnimationFrame(focus);
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

  /** What a selection by pointer is widened to: few readers mean half a word. */
  get snap(): Snap {
    return this.session.preferences?.snap ?? 'words';
  }

  kind(id: string): Kind | undefined {
    return this.codebook.kinds.find(kind => kind.id === id);
  }

  fieldsOf(kind: string): Field[] {
    return fieldsOf(this.codebook, kind);
  }

  /** Ids of what a gesture changes: the chosen ones, or else the picked one. */
  get atHand(): string[] {
    const { chosen } = this.list;
    if (chosen.size > 0) return [...chosen].filter(id => Object.hasOwn(this.annotations, id));
    return this.picked ? [this.screen.picked as string] : [];
  }

  get isSeveral(): boolean {
    return this.list.chosen.size > 0;
  }

  /** The fields that keys and buttons answer: of what is at hand, or of the whole article where it is unfolded. */
  get fieldsAtHand(): Field[] {
    const ids = this.atHand;
    if (ids.length > 0) return commonFields(this.codebook, this.annotations, ids);
    return this.screen.questions ? this.fieldsOf('document') : [];
  }

  valueAtHand(field: Field): FieldValue | undefined {
    const ids = this.atHand;
    if (ids.length > 0) return commonValue(this.annotations, ids, field);
    return this.store?.checked.answers[field.id]?.value ?? undefined;
  }

  private counted(message: string): string {
    const { size } = this.list.chosen;
    return size > 0 && message ? this.n('%2 (%1 annotation)', '%2 (%1 annotations)', size, message) : message;
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

  /** The reader selected a stretch, or let go of it. */
  selected(pending: Span | null): void {
    const known = this.screen.pending;
    if (pending?.start === known?.start && pending?.end === known?.end) return;
    this.show(pending ? { pending, here: [], message: '' } : { pending: null });
  }

  /** Takes the selection as it is: the browser tells of its changes later, and keys may be faster. */
  refresh(): void {
    const pending = this.stage?.selection();
    if (pending !== undefined) this.selected(pending);
  }

  /** Tags the selected stretch or the caret's sentence, or gives the picked annotation another kind. */
  tag(kindId: string): void {
    const kind = this.kind(kindId);
    this.refresh();
    const { pending } = this.screen;
    if (!kind) return;
    const sentence = sentenceAtCaret(this);
    const passage = pending ?? sentence;
    const known = sentence && this.tagged(kindId, sentence);
    if (known) {
      this.pick(known);
      this.show({ message: this.t('%1: this sentence is tagged already.', kind.title) });
    } else if (passage && this.store) {
      const id = newId('a');
      const place = describe(this.store.offsets, [passage]);
      const origin = this.adjudicating ? 'adjudication' : 'reader';
      const annotation = { kind: kindId, spans: [passage], ...place, values: {}, origin };
      if (this.edit({ type: 'add', id, annotation }, this.t('%1 tagged', kind.title))) {
        this.show({ pending: null, picked: id, here: [] });
        this.stage?.collapseTo(passage.end);
      }
    } else if (passage) {
      this.edit({ type: 'batch', edits: [] });
    } else if (this.atHand.length > 0) {
      const edit = kindEdit(this.codebook, this.annotations, this.atHand, kindId);
      if (edit) this.edit(edit, this.counted(this.t('Changed to %1', kind.title)));
    } else {
      this.show({ message: this.t('Select a passage in the article first.') });
    }
  }

  /** The annotation of this kind on exactly this passage. */
  private tagged(kind: string, { start, end }: Span): string | undefined {
    return this.order.find(id => {
      const { kind: own, spans } = this.annotations[id] as Annotation;
      return own === kind && spans.length === 1 && spans[0]?.start === start && spans[0].end === end;
    });
  }

  /** Answers a field of what is at hand. */
  answer(field: Field, value: FieldValue | null): void {
    const ids = this.atHand;
    if (ids.length === 0) {
      if (field.on.includes('document')) this.answerDocument(field, value);
      return;
    }
    const edit = answerEdit(this.annotations, ids, field, value);
    if (edit) this.edit(edit, this.counted(this.answered(field, value)), `${ids.join()}/${field.id}/typed`);
  }

  /** Gives what is at hand a status. */
  setStatus(status: Status): void {
    const edit = statusEdit(this.annotations, this.atHand, status);
    if (edit) this.edit(edit, this.counted(this.t('Status: %1', this.t(STATUS_TITLES[status]))));
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
    return value === null ? this.t('%1: cleared', field.title) : title ? `${field.title}: ${title}` : '';
  }

  note(text: string): void {
    const id = this.screen.picked;
    if (id) this.edit({ type: 'change', id, set: { note: text } }, '', `${id}/note`);
  }

  /** Deletes what is at hand. */
  remove(): void {
    const edit = removeEdit(this.atHand);
    if (!edit) return;
    const isSeveral = this.isSeveral;
    const next = isSeveral ? null : (this.neighbour(1) ?? this.neighbour(-1) ?? null);
    if (this.edit(edit, this.counted(this.t('Deleted. Undo brings it back.')))) {
      this.list.choose([]);
      this.show({ picked: isSeveral && this.picked ? this.screen.picked : next, here: [] });
    }
  }

  undo(): void {
    if (this.store?.undo()) this.show({ message: this.t('Undone') });
    else this.show({ message: this.t('Nothing is left to undo.') });
  }

  redo(): void {
    if (this.store?.redo()) this.show({ message: this.t('Redone') });
    else this.show({ message: this.t('Nothing is left to redo.') });
  }

  pick(id: string | null, reveal = false): void {
    if (this.screen.linking && id && id !== this.screen.linking.from) {
      linkTo(this, id);
      return;
    }
    if (this.screen.pending) this.stage?.deselect();
    this.list.choose([]);
    this.show({ picked: id, pending: null, here: [], linking: null, message: '' });
    if (!id || !reveal) return;
    this.stage?.reveal(id);
    // Reading goes on behind it.
    const end = this.picked?.spans.at(-1)?.end;
    if (end !== undefined) this.stage?.caret.moveTo(end);
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

  /** Goes round the annotations that share text with the picked one, or stand at the caret. */
  pickOther(): void {
    const { here, picked } = this.screen;
    const offset = this.stage?.caret.offset;
    const isThere = picked !== null && here.includes(picked);
    const spans = this.picked
      ? this.picked.spans
      : offset !== undefined
        ? [{ start: Math.max(offset - 1, 0), end: offset + 1 }]
        : [];
    const found = isThere
      ? here
      : this.order.filter(id => spans.some(span => meets((this.annotations[id] as Annotation).spans, span)));
    if (found.length > 1 || (found.length === 1 && found[0] !== picked)) this.pickAmong(found);
    else if (found.length === 0) this.show({ message: this.t('No annotation here.') });
  }

  step(by: 1 | -1): void {
    const id = this.screen.picked ? this.neighbour(by) : this.fromCaret(by);
    if (id) this.pick(id, true);
  }

  /** The next annotation from where the reader is. */
  private fromCaret(by: 1 | -1): string | undefined {
    const { caret } = this.stage ?? {};
    const offset = caret?.isShown ? caret.offset : undefined;
    if (offset === undefined) return this.neighbour(by);
    const start = (id: string) => this.annotations[id]?.spans[0]?.start ?? 0;
    const listed = this.listed.filter(id => (by > 0 ? start(id) >= offset : start(id) < offset));
    // In the order of the text, however the list is sorted.
    return listed.sort((a, b) => (start(a) - start(b)) * by)[0];
  }

  /** The listed annotation after or before the picked one; where that is not listed, the next one in the text. */
  neighbour(by: 1 | -1): string | undefined {
    const { listed, screen } = this;
    const at = listed.indexOf(screen.picked ?? '');
    if (at >= 0) return listed[at + by];
    const place = this.order.indexOf(screen.picked ?? '');
    if (place < 0) return listed.at(by > 0 ? 0 : -1);
    const places = new Map(this.order.map((id, index) => [id, index]));
    const around = listed.filter(id => ((places.get(id) as number) - place) * by > 0);
    return around.at(by > 0 ? 0 : -1);
  }

  /** Ids in text order. */
  get order(): readonly string[] {
    return this.list.order(this.annotations);
  }

  /** Ids in the order of the list, without those that its filter keeps out. */
  get listed(): readonly string[] {
    return this.list.ids(this.annotations);
  }

  /** Filters the list and the highlights. */
  filter(filter: Filter): void {
    this.list.filter = filter;
    const { filtering } = this.list;
    this.stage?.filter(annotation => filtering.matches(annotation, filter));
    this.changed();
  }

  /** Chooses annotations to be changed together. */
  choose(ids: Iterable<string>): void {
    this.list.choose(ids);
    this.show({ pending: null, message: this.n('%1 chosen', '%1 chosen', this.list.chosen.size) });
  }
}
