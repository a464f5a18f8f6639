// What an adjudicator does: goes through the units, takes a reader's version, writes her own, decides that nothing is
// marked, or puts it off. Each decision is an edit of her own reading, and undone as any.
import {
  type Adjudication,
  type Annotation,
  type Choice,
  choices,
  type Differences,
  differences,
  type Edit,
  msg,
  newId,
  type Ruling,
  ruled,
  seenOf,
  type Unit,
  type UnitState,
  type Version
} from '../model';
import { ADJUDICATION, LATER } from '../model/adjudication';
import { type UnitLink, waitingIn } from '../model/adjudication-links';
import { type Decision, decisions, withWaiting } from './adjudicating-edits';
import { type Known, type Standing, standingOf, toggled } from './adjudicating-links';
import type { Controller } from './controller';

/** Paints annotations of these ids; those that are not in the record any more are taken away. */
type Paint = (ids: Iterable<string>, annotations: Readonly<Record<string, Annotation>>) => void;

export const STATES: readonly UnitState[] = ['disagree', 'partial', 'agree', 'open', 'decided'];

export const STATE_TITLES: Readonly<Record<UnitState, string>> = {
  disagree: msg('Disagree'),
  partial: msg('Partly missing'),
  agree: msg('All agree'),
  open: msg('Left open'),
  decided: msg('Decided')
};

/** So that a state is never told by its colour alone. */
export const STATE_SIGNS: Readonly<Record<UnitState, string>> = {
  disagree: '≠',
  partial: '◐',
  agree: '=',
  open: '…',
  decided: '✓'
};

/** A unit in the form of an annotation, so that it is painted on the same way; it was never written. */
function painted({ kind, spans, values }: Version): Annotation {
  return { kind, spans: [...spans], quote: '', values: { ...values }, origin: ADJUDICATION, rev: 0, by: '' };
}

export class Adjudicating {
  readonly units: readonly Unit[];
  private readonly byId: ReadonlyMap<string, Unit>;
  private readonly choicesOf = new Map<string, readonly Choice[]>();
  private rulings: ReadonlyMap<string, Ruling> = new Map();
  private shown: Readonly<Record<string, Annotation>> = {};
  /** Why, written before the decision; by unit. */
  private readonly drafts = new Map<string, string>();

  constructor(
    private readonly controller: Controller,
    readonly adjudication: Adjudication,
    private readonly paint: Paint
  ) {
    this.units = adjudication.units;
    this.byId = new Map(this.units.map(unit => [unit.id, unit]));
  }

  get current(): Unit | undefined {
    return this.byId.get(this.controller.screen.unit ?? '');
  }

  /** The units in the state that is asked for, in their order. */
  get listed(): readonly Unit[] {
    const { unitState } = this.controller.screen;
    return unitState === null ? this.units : this.units.filter(unit => this.stateOf(unit) === unitState);
  }

  /** Which of all units the current one is, from 1 on. */
  get place(): [at: string, of: string] {
    const { current, units } = this;
    return [String(current ? units.indexOf(current) + 1 : 0), String(units.length)];
  }

  stateOf(unit: Unit): UnitState {
    return this.rulings.get(unit.id)?.state ?? unit.state;
  }

  rulingOn(unit: Unit): Ruling | undefined {
    return this.rulings.get(unit.id);
  }

  /** How the readers' versions differ from what was decided on. */
  changesOf(unit: Unit): Differences | undefined {
    const ruling = this.rulings.get(unit.id);
    return ruling && differences(unit, ruling);
  }

  choices(unit: Unit): readonly Choice[] {
    let found = this.choicesOf.get(unit.id);
    if (!found) {
      found = choices(unit);
      this.choicesOf.set(unit.id, found);
    }
    return found;
  }

  /** The readers' links to and from a unit. */
  linksOf(unit: Unit): readonly UnitLink[] {
    return this.adjudication.links.get(unit.id) ?? [];
  }

  /** How a link stands in the adjudicator's reading. */
  standingOf(link: UnitLink): Standing {
    return standingOf(this.known, link);
  }

  unitAt(id: string): Unit | undefined {
    return this.byId.get(id);
  }

  /** Makes a link of readers one's own, or takes it away. */
  toggleLink(link: UnitLink): void {
    const { t } = this.controller;
    const edits = toggled(this.known, link);
    if (edits.length === 0) return;
    this.controller.edit({ type: 'batch', edits }, t('Undo takes it back.'));
  }

  private get known(): Known {
    const { codebook, store } = this.controller;
    const relations = store?.checked.relations ?? {};
    return { codebook, relations, links: this.adjudication.links, units: this.units, rulings: this.rulings };
  }

  count(state: UnitState): number {
    return this.units.filter(unit => this.stateOf(unit) === state).length;
  }

  /** A reader's name; a letter where nobody is to know it. */
  nameOf(reader: number): string {
    return this.adjudication.readers[reader] ?? this.controller.t('Reader %1', this.letterOf(reader));
  }

  /** What stands over the reader's lane. */
  letterOf(reader: number): string {
    return reader < 26 ? String.fromCharCode(65 + reader) : String(reader + 1);
  }

  noteOn(unit: Unit): string {
    return this.rulings.get(unit.id)?.note ?? this.drafts.get(unit.id) ?? '';
  }

  /** What the article shows of a unit: the annotation that decided it, or else the unit itself. */
  markOf(id: string | null): string | null {
    const ruling = id === null ? undefined : this.rulings.get(id);
    return ruling?.annotation ? ruling.id : id;
  }

  /** The unit that an annotation decides. */
  unitOf(annotation: string | null): Unit | undefined {
    return this.units.find(({ id }) => this.rulings.get(id)?.id === annotation);
  }

  /** Takes in what became of the reading: paints what came or went, and goes back to a unit that is undecided again. */
  changed(): void {
    const { controller } = this;
    const { store, annotations } = controller;
    const before = this.rulings;
    this.rulings = store ? ruled(this.units, store.reading, annotations) : new Map();
    const now: Record<string, Annotation> = {};
    for (const unit of store ? this.units : []) {
      if (this.stateOf(unit) === 'decided') continue;
      const [first] = this.choices(unit);
      if (first) now[unit.id] = this.shown[unit.id] ?? painted(first.version);
    }
    const known = this.shown;
    const ids = new Set([...Object.keys(known), ...Object.keys(now)]);
    const moved = [...ids].filter(id => known[id] !== now[id]);
    this.shown = now;
    if (moved.length > 0) this.paint(moved, now);
    const lost = this.units.find(({ id }) => before.has(id) && !this.rulings.has(id));
    if (lost && controller.screen.picked === null) controller.show({ unit: lost.id });
    controller.stage?.select(controller.mark);
  }

  /** A click on the text: the units there and the adjudicator's annotations, the shortest first. */
  pickAmong(ids: string[]): void {
    const { controller } = this;
    if (controller.screen.linking) {
      controller.pickAmong(ids.filter(id => Object.hasOwn(controller.annotations, id)));
      return;
    }
    const { unit, picked } = controller.screen;
    const units = ids.map(id => (this.byId.has(id) ? id : this.unitOf(id)?.id));
    const at = units.findIndex((id, place) => (picked === null ? id === unit : ids[place] === picked));
    const next = (at + 1) % Math.max(ids.length, 1);
    const id = units[next];
    if (id !== undefined) this.pick(id);
    else controller.pickAmong(ids[next] === undefined ? [] : [ids[next]]);
  }

  pick(id: string, reveal = false): void {
    const { controller } = this;
    const unit = this.byId.get(id);
    if (!unit) return;
    if (controller.screen.pending) controller.stage?.deselect();
    controller.show({ unit: id, picked: null, pending: null, here: [], linking: null, message: '' });
    if (reveal) controller.stage?.showAt(unit.hull);
  }

  /** The next unit that is not decided, or the one before in the list, whatever its state. */
  step(by: 1 | -1): void {
    const { controller } = this;
    const next = by > 0 ? this.following() : this.before();
    if (next) this.pick(next.id, true);
    else if (by > 0) controller.show({ unit: null, message: controller.t('Every unit is decided.') });
  }

  private before(): Unit | undefined {
    const { current, listed } = this;
    return listed[(current ? listed.indexOf(current) : listed.length) - 1];
  }

  /** After the current one and round; what was put off only where nothing else is left. */
  private following(): Unit | undefined {
    const { current, units } = this;
    const at = current ? units.indexOf(current) + 1 : 0;
    const round = [...units.slice(at), ...units.slice(0, at)].filter(unit => unit !== current);
    const isTodo = (unit: Unit) => this.stateOf(unit) !== 'decided' || this.changesOf(unit) !== undefined;
    const todo = round.filter(isTodo);
    return todo.find(unit => this.stateOf(unit) !== 'open') ?? todo[0];
  }

  /** Takes the version of this place, from 0 on, and goes on; false where there is none. */
  take(place: number): boolean {
    const unit = this.current;
    const choice = unit && this.choices(unit)[place];
    if (!unit || !choice) return false;
    const { t } = this.controller;
    const names = choice.readers.map(reader => this.nameOf(reader)).join(', ');
    const links = this.controller.store?.checked.relations ?? {};
    const before = Object.keys(links).length;
    if (!this.decide(unit, choice)) return true;
    const now = this.rulings.get(unit.id);
    const made = Object.keys(this.controller.store?.checked.relations ?? {}).length - before;
    const waits = now ? waitingIn(now.decides).length : 0;
    const told = [
      `${t('Decided')}: ${names}.`,
      made > 0 ? this.controller.n('%1 link came with it.', '%1 links came with it.', made) : '',
      waits > 0
        ? this.controller.n('%1 link waits for its other end.', '%1 links wait for their other ends.', waits)
        : '',
      t('Undo takes it back.')
    ];
    this.goOn(told.filter(Boolean).join(' '));
    return true;
  }

  /** Opens one's own version: what was decided, or a copy of what most said. */
  own(): boolean {
    const unit = this.current;
    if (!unit) return false;
    const { controller } = this;
    const known = this.rulings.get(unit.id)?.annotation && this.rulings.get(unit.id)?.id;
    const [first] = this.choices(unit);
    const id = known ?? (first && this.decide(unit, first));
    if (id === undefined) return true;
    const message = controller.t('Change it as it should be; the next unit is a key away.');
    controller.show({ picked: id, unit: null, message });
    return true;
  }

  /** Decides that nothing is to be marked here. */
  none(): boolean {
    const { t } = this.controller;
    return this.bury(ADJUDICATION, `${t('Decided: nothing is marked here.')} ${t('Undo takes it back.')}`);
  }

  /** Leaves it open for later. */
  later(): boolean {
    return this.bury(LATER, this.controller.t('Left open: it comes back at the end.'));
  }

  /** Lets a decision stand although readers' versions differ since; where there is none, takes what most said. */
  confirm(): boolean {
    const unit = this.current;
    if (!unit) return false;
    const ruling = this.rulings.get(unit.id);
    if (ruling?.state !== 'decided') return this.take(0);
    if (!this.changesOf(unit)) {
      this.step(1);
      return true;
    }
    const { t } = this.controller;
    const decides = withWaiting(seenOf(unit), waitingIn(ruling.decides));
    const edit: Edit = ruling.annotation
      ? { type: 'change', id: ruling.id, set: { decides } }
      : this.buried(ruling.id, ADJUDICATION, ruling.note, decides);
    const message = `${t('The decision stands.')} ${t('Undo takes it back.')}`;
    if (this.controller.edit(edit, message)) this.goOn(message);
    return true;
  }

  /** Why: goes with the decision, or waits for it. */
  note(unit: Unit, text: string): void {
    const ruling = this.rulings.get(unit.id);
    if (!ruling) {
      this.drafts.set(unit.id, text);
      this.controller.changed();
      return;
    }
    const origin = ruling.state === 'open' ? LATER : ADJUDICATION;
    const edit: Edit = ruling.annotation
      ? { type: 'change', id: ruling.id, set: { note: text } }
      : this.buried(ruling.id, origin, text, ruling.decides);
    this.controller.edit(edit, '', `${ruling.id}/note`);
  }

  /** Takes all versions on which everybody agrees; one step of undo takes all of it back. */
  takeAgreed(): boolean {
    const { controller } = this;
    const agreed = this.units.filter(unit => this.stateOf(unit) === 'agree');
    const edits = this.editsOf(
      agreed.flatMap(unit => {
        const [choice] = this.choices(unit);
        return choice ? [{ unit, choice, id: newId('a') }] : [];
      })
    );
    if (edits.length === 0)
      controller.show({ message: controller.t('There is no undecided unit on which all agree.') });
    else {
      const message = controller.n('%1 unit taken over.', '%1 units taken over.', agreed.length);
      controller.edit({ type: 'batch', edits }, `${message} ${controller.t('Undo takes it back.')}`);
    }
    return true;
  }

  filter(state: UnitState | null): void {
    this.controller.show({ unitState: state });
  }

  /** Gives the unit the content of a version; the id of the annotation, undefined where it was refused. */
  private decide(unit: Unit, choice: Choice): string | undefined {
    const known = this.rulings.get(unit.id);
    const id = known?.annotation ? known.id : newId('a');
    const edits = this.editsOf([{ unit, choice, id }]);
    return this.controller.edit({ type: 'batch', edits }) ? id : undefined;
  }

  private editsOf(those: readonly Decision[]): Edit[] {
    const { store } = this.controller;
    return store ? decisions(this.known, those, store.offsets, unit => this.noteOn(unit)) : [];
  }

  private bury(origin: string, message: string): boolean {
    const unit = this.current;
    if (!unit) return false;
    const known = this.rulings.get(unit.id);
    const note = this.noteOn(unit);
    const edit: Edit = known?.annotation
      ? {
          type: 'batch',
          edits: [
            { type: 'remove', id: known.id },
            { type: 'reject', id: unit.id, origin, note, decides: seenOf(unit) }
          ]
        }
      : this.buried(known?.id ?? unit.id, origin, note, seenOf(unit));
    if (this.controller.edit(edit, message)) this.goOn(message);
    return true;
  }

  /** A rejection, whatever was rejected under this id before. */
  private buried(id: string, origin: string, note: string, decides: Ruling['decides']): Edit {
    const isThere = [...this.rulings.values()].some(ruling => ruling.id === id && !ruling.annotation);
    const edit: Edit = { type: 'reject', id, origin, note, decides };
    return isThere ? { type: 'batch', edits: [{ type: 'restore', id }, edit] } : edit;
  }

  private goOn(message: string): void {
    const next = this.following();
    const said = next ? message : `${message} ${this.controller.t('Every unit is decided.')}`;
    this.controller.show({ unit: next?.id ?? null, picked: null, message: said });
    if (next) this.controller.stage?.showAt(next.hull);
  }
}
