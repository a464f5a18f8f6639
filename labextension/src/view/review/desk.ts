// The reviewer's desk: what is looked at, what is decided, and what Python has confirmed of it.
import {
  type Annotation,
  answerTo,
  type Codebook,
  cleanReaderName,
  ENGLISH,
  type Field,
  type FieldValue,
  type Span,
  type Words
} from '../../model';
import { toggled } from '../keys';
import { type Bindings, bindingsFor } from './bindings';
import { type Draft, EMPTY, isDrafted, spanOf, withAnswer, withSpan } from './draft';
import {
  type Decision,
  type FromReviewed,
  fromReviewed,
  type Kept,
  type Passage,
  type Report,
  type ToReviewed
} from './messages';
import { Patience } from './patience';
import { EVERYTHING, type Found, type Query, Search } from './query';
import { remember, remembered } from './reviewer';
import { changeRow, columnNamed, NONE, parseTable, type Table } from './table';

/** What the desk needs of its host. */
export interface ReviewHost {
  send(message: ToReviewed): void;
  /** The bytes of a table that the kernel has put into a model of its own. */
  table(model: string): Promise<ArrayBufferView | ArrayBuffer>;
  memory: Pick<Storage, 'getItem' | 'setItem'>;
}

const CONTEXT = 300;
const WIDER = 2000;

export class Desk {
  readonly t: Words['t'];
  readonly n: Words['n'];
  table: Table | null = null;
  query: Query = EVERYTHING;
  found: Found = { rows: new Int32Array(0), counts: new Map() };
  /** Place of the chosen row in what is found; -1 for none. */
  at = -1;
  passage: Passage | null = null;
  draft: Draft = EMPTY;
  /** The comment is asked for a flag, or offered for a correction. */
  commenting: 'flag' | 'correct' | null = null;
  comment = '';
  reviewer: string;
  readonly isNamed: boolean;
  report: Report | null = null;
  writing = false;
  help = false;
  facets = false;
  definitions = false;
  pending = 0;
  message = '';
  failure = '';
  /** Where decisions are kept until they are written back; null where they are not. */
  kept: Kept | null = null;
  bindings: Bindings = bindingsFor([]);
  version = 0;
  private generation = -1;
  private search: Search | null = null;
  private readonly patience = new Patience(() => this.changed());
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly host: ReviewHost,
    reviewer: string,
    words: Words = ENGLISH
  ) {
    this.t = words.t;
    this.n = words.n;
    this.isNamed = reviewer !== '';
    this.reviewer = reviewer || remembered(host.memory);
    this.ask({ type: 'open' });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  changed(): void {
    this.version++;
    for (const listener of this.listeners) listener();
  }

  show(
    change: Partial<
      Pick<Desk, 'help' | 'facets' | 'definitions' | 'commenting' | 'comment' | 'report' | 'message'>
    >
  ) {
    Object.assign(this, change);
    this.changed();
  }

  dispose(): void {
    this.patience.end();
    this.listeners.clear();
  }

  // --- asking and hearing

  private ask(message: ToReviewed): void {
    this.patience.asked();
    this.host.send(message);
  }

  /** Whether Python has not answered for long. */
  get slow(): boolean {
    return this.patience.isOver;
  }

  readonly receive = (content: unknown): void => {
    const message = fromReviewed(content);
    if (!message) return;
    // It is told beside answers, and is none.
    if (message.type !== 'kept') this.patience.answered();
    if (message.type === 'table') void this.take(message.model, message.generation);
    else this.hear(message);
    this.changed();
  };

  private async take(model: string, generation: number): Promise<void> {
    try {
      const table = parseTable(await this.host.table(model));
      const place = this.at;
      this.table = table;
      this.generation = generation;
      this.search = new Search(table);
      this.bindings = bindingsFor(table.codebooks);
      this.pending = table.pending.reduce((sum, one) => sum + one, 0);
      this.passage = null;
      this.failure = '';
      this.found = this.search.ask(this.query);
      this.at = -1;
      this.select(Math.max(0, Math.min(place, this.found.rows.length - 1)));
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
    this.host.send({ type: 'taken' });
    this.changed();
  }

  private hear(message: Exclude<FromReviewed, { type: 'table' }>): void {
    if (message.type === 'error') {
      this.writing = false;
      this.failure = message.what;
      // What the table shows may be ahead of what Python took.
      if (message.row >= 0 && message.row === this.row) this.look();
    } else if (message.type === 'written') {
      this.written(message.report);
    } else if (message.type === 'kept') {
      // What is shown was decided, or is not any more.
      if (this.kept && this.kept.leftOut !== message.kept.leftOut && this.row >= 0) this.look();
      this.kept = message.kept;
    } else if (message.generation === this.generation) {
      if (message.type === 'passage') {
        if (message.passage.row === this.row) this.passage = message.passage;
      } else {
        this.pending = message.pending;
        for (const row of message.rows)
          if (this.table && changeRow(this.table, row)) this.search?.changed(row.row);
        this.counted();
      }
    }
  }

  /** Counts anew, and leaves the rows where they are: a row does not go away under the hands that decide on it. */
  private counted(): void {
    if (this.search) this.found = { rows: this.found.rows, counts: this.search.ask(this.query).counts };
  }

  private written(report: Report): void {
    this.writing = false;
    this.report = report;
    this.table?.pending.fill(0);
    for (const row of report.pending) if (this.table && row < this.table.rows) this.table.pending[row] = 1;
    this.pending = report.pending.length;
  }

  // --- looking

  get row(): number {
    return this.at < 0 ? -1 : (this.found.rows[this.at] ?? -1);
  }

  lookFor(query: Query): void {
    this.keepDraft();
    const row = this.row;
    this.query = query;
    if (this.search) this.found = this.search.ask(query);
    const place = this.found.rows.indexOf(row);
    this.at = -1;
    this.select(place >= 0 ? place : this.found.rows.length > 0 ? 0 : -1, place >= 0);
    this.changed();
  }

  select(at: number, same = false): void {
    const next = Math.max(-1, Math.min(at, this.found.rows.length - 1));
    if (next !== this.at) {
      if (!same) this.keepDraft();
      this.at = next;
      if (!same || this.passage?.row !== this.row) this.look();
    }
    this.changed();
  }

  move(by: number): void {
    if (this.found.rows.length > 0) this.select(Math.max(0, this.at + by));
  }

  private look(): void {
    this.draft = EMPTY;
    this.commenting = null;
    this.comment = '';
    if (this.row < 0) this.passage = null;
    else this.passageOf(this.row, CONTEXT);
  }

  private passageOf(row: number, context: number): void {
    this.ask({ type: 'passage', generation: this.generation, row, context });
  }

  wider(): void {
    if (this.row >= 0) this.passageOf(this.row, WIDER);
  }

  /** The annotation that is shown; null until its passage has arrived. */
  get annotation(): Annotation | null {
    return this.passage?.row === this.row ? (this.passage?.annotation ?? null) : null;
  }

  get codebook(): Codebook | undefined {
    const column = this.table && columnNamed(this.table, 'codebook');
    const code = column?.codes[this.row] ?? NONE;
    return code === NONE ? undefined : this.table?.codebooks[Number(column?.values[code]?.[0])];
  }

  get fields(): Field[] {
    const kind = this.annotation?.kind;
    return (this.codebook?.fields ?? []).filter(field => kind !== undefined && field.on.includes(kind));
  }

  /** The answer as it stands, with what is about to be corrected. */
  answer(field: Field): FieldValue | undefined {
    const given = this.draft.values[field.id];
    if (given !== undefined) return given ?? undefined;
    return this.annotation ? answerTo(this.annotation, field.id) : undefined;
  }

  // --- deciding

  get isDrafted(): boolean {
    return isDrafted(this.draft);
  }

  setAnswer(field: Field, value: FieldValue | null): void {
    if (!this.annotation) return;
    this.draft = withAnswer(this.draft, this.annotation, field, value);
    this.changed();
  }

  /** Answers with the value whose key was pressed; false where there is none. */
  press(key: string): boolean {
    for (const field of this.fields) {
      const value = (field.values ?? []).find(option => option.key === key);
      if (!value) continue;
      this.setAnswer(field, toggled(field, this.answer(field), value.id));
      return true;
    }
    return false;
  }

  /** Takes a part of the passage's text, in UTF-16 places, for the stretch that it corrects. */
  takeText(from: number, to: number): void {
    const { passage } = this;
    const span = passage?.whole ? spanOf(passage, from, to) : null;
    if (!span) return;
    this.draft = { ...this.draft, spans: withSpan(this.spans, span) };
    this.changed();
  }

  /** The spans as they stand, with what is about to be corrected. */
  get spans(): readonly Span[] {
    return this.draft.spans ?? this.annotation?.spans ?? [];
  }

  discard(): void {
    this.draft = EMPTY;
    this.commenting = null;
    this.comment = '';
    this.changed();
  }

  accept(): void {
    if (this.isDrafted) this.correct(true);
    else if (this.decide({ decision: 'accept', comment: '' })) this.move(1);
  }

  flag(): void {
    if (this.comment.trim() === '') {
      this.message = this.t('A flag needs a comment that says what is doubtful.');
      this.changed();
    } else if (this.decide({ decision: 'flag', comment: this.comment })) this.move(1);
  }

  correct(next: boolean): void {
    const { values, spans } = this.draft;
    if (
      !this.decide({
        decision: 'correct',
        comment: this.comment,
        values,
        ...(spans ? { spans: [...spans] } : {})
      })
    )
      return;
    if (next) this.move(1);
  }

  takeBack(): void {
    if (this.row >= 0) this.ask({ type: 'take_back', generation: this.generation, row: this.row });
    this.discard();
  }

  /** Whoever goes on without a word has meant the correction. */
  private keepDraft(): void {
    if (this.isDrafted && this.reviewer !== '') this.correct(false);
  }

  private decide(decision: Omit<Decision, 'reviewer'>): boolean {
    // What has not been seen is not accepted; to doubt it, the table says enough.
    if (this.row < 0 || (!this.annotation && decision.decision !== 'flag')) return false;
    if (this.reviewer === '') {
      this.message = this.t('Say who reviews: readers will see your name beside each decision.');
      this.changed();
      return false;
    }
    const { generation, row, reviewer } = this;
    this.ask({ type: 'decide', generation, row, reviewer, ...decision });
    this.message = '';
    this.failure = '';
    this.discard();
    return true;
  }

  // --- files

  writeBack(dryRun: boolean): void {
    this.keepDraft();
    this.writing = true;
    this.failure = '';
    this.ask({ type: 'write_back', dry_run: dryRun });
    this.changed();
  }

  refresh(): void {
    this.keepDraft();
    this.report = null;
    this.message = this.t('Reading the files again…');
    this.ask({ type: 'refresh' });
    this.changed();
  }

  /** Takes the decisions of an earlier session back, or up again. */
  leaveOut(leave: boolean): void {
    this.keepDraft();
    this.ask({ type: leave ? 'leave_out' : 'bring_back' });
    this.changed();
  }

  // --- who

  setReviewer(name: string): void {
    try {
      this.reviewer = cleanReaderName(name);
      this.message = '';
      remember(this.host.memory, this.reviewer);
    } catch (error) {
      if (this.reviewer === '') this.message = error instanceof Error ? error.message : String(error);
    }
    this.changed();
  }
}
