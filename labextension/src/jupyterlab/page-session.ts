// What one article's views in one notebook share: the session that the view shows.

import type { Codebook } from '../model';
import {
  type Adjudication,
  cleanReaderName,
  type Document,
  type Preferences,
  parseKey,
  type Reading,
  type Remark,
  type SaveState,
  type Session,
  type Store,
  type Words
} from '../model';
import type { Bundle } from '../model/bundle';
import type { Suggestions } from '../model/suggestions';
import { earlierReadings, offered } from './earlier';
import type { OpenReading } from './open-reading';
import { newer, otherReaders, setAsideNotice } from './reader';
import { largeRemark, noDraftsRemark, recoveredRemark, Sizes } from './remarks';

/** What a session needs of its notebook. */
export interface SessionHost {
  /** The reading of this reader on this article, opened once and shared. */
  open(bundle: Bundle, reader: string): OpenReading;
  /** Who reads where the output does not say it. */
  readonly reader: string | null;
  setReader(name: string): void;
  readonly suggestedReader: string;
  readonly save: SaveState;
  saveNow(): void;
  /** All metadata of the notebook; copies it, so ask rarely. */
  metadata(): object;
  /** False where the browser keeps no drafts. */
  readonly keepsDrafts: boolean;
  /** Writes a reading into a file beside the notebook, and gives back its path. */
  keepBeside(reading: Reading): Promise<string>;
  readonly words: Words;
  readonly preferences: Preferences;
  /** What of the user's settings cannot hold beside this codebook. */
  settingNotices(codebook: Codebook): string[];
  openSettings(): void;
}

export class PageSession implements Session {
  readonly document: Document;
  readonly codebook: Codebook;
  readonly suggestions?: Suggestions;
  readonly adjudication?: Adjudication;
  private readonly listeners = new Set<() => void>();
  /** Chosen in this view, where the output names a reader. */
  private chosen: string | null = null;
  private opened: OpenReading | null = null;
  private unsubscribe: (() => void) | undefined;
  private problems: unknown;
  private seen: { others: string[]; earlier: Reading[] } | null = null;
  private told: string[] = [];
  private readonly sizes = new Sizes();
  private isLargeKnown = false;
  /** What came of keeping a large reading in a file. */
  private answer = '';

  constructor(
    private readonly host: SessionHost,
    private readonly bundle: Bundle
  ) {
    this.document = bundle.document;
    this.codebook = bundle.codebook;
    this.suggestions = bundle.suggestions;
    this.adjudication = bundle.adjudication;
    this.follow();
  }

  get reader(): string | null {
    return this.chosen ?? this.bundle.reader ?? this.host.reader;
  }

  get suggestedReader(): string {
    return this.host.suggestedReader;
  }

  readonly setReader = (name: string): void => {
    const clean = cleanReaderName(name);
    if (this.bundle.reader === null) this.host.setReader(clean);
    else {
      this.chosen = clean;
      this.follow();
    }
  };

  get store(): Store | null {
    return this.opened?.store ?? null;
  }

  get save(): SaveState {
    return this.host.save;
  }

  readonly saveNow = (): void => this.host.saveNow();

  get link(): 'live' | 'none' {
    return this.opened?.live ? 'live' : 'none';
  }

  get readOnly(): string | undefined {
    return this.opened?.store.checked.readOnly ? newer(this.words) : undefined;
  }

  get otherReaders(): string[] {
    return this.seeMetadata().others;
  }

  get notices(): string[] {
    const problems = this.store?.checked.problems ?? [];
    if (problems !== this.problems) {
      this.problems = problems;
      this.told = setAsideNotice(problems, this.words);
    }
    return [...this.told, ...this.host.settingNotices(this.codebook)];
  }

  get remarks(): Remark[] {
    const { opened, words } = this;
    if (!opened) return [];
    const remarks: Remark[] = [];
    if (opened.recovered) {
      const close = () => opened.setRecovered(null);
      remarks.push(recoveredRemark(opened.recovered, opened.store, words, close));
    }
    const none = this.host.keepsDrafts ? undefined : noDraftsRemark(words, () => this.changed());
    if (none) remarks.push(none);
    const megabytes = this.isLargeKnown ? undefined : this.sizes.tooLarge(opened.store);
    const close = () => this.answered('');
    if (megabytes !== undefined) {
      const keep = async () => {
        try {
          this.answered(
            words.t('Kept in %1, beside the notebook.', await this.host.keepBeside(opened.store.reading))
          );
        } catch {
          this.answered(words.t('The file could not be written: press E for a copy in your downloads.'));
        }
      };
      remarks.push(largeRemark(megabytes, words, () => void keep(), close));
    }
    if (this.answer) remarks.push({ text: this.answer, close });
    return remarks;
  }

  /** The reader has taken note of the size of the reading. */
  private answered(answer: string): void {
    this.isLargeKnown = true;
    this.answer = answer;
    this.changed();
  }

  get earlier(): Reading | null {
    return offered(this.seeMetadata().earlier, this.store?.reading);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  get words(): Words {
    return this.host.words;
  }

  get preferences(): Preferences {
    return this.host.preferences;
  }

  readonly openSettings = (): void => this.host.openSettings();

  /** Whether the two are about the same article in the same version. */
  isAbout(document: string): boolean {
    return this.document.id === document;
  }

  /** Tries to reach the kernel: this article's cell may just have made its object there. */
  connect(): void {
    this.opened?.connect();
  }

  /** Goes to the reading of the reader that is the present one. */
  follow(): void {
    const { reader } = this;
    const next = reader === null ? null : this.host.open(this.bundle, reader);
    if (next !== this.opened) {
      this.unsubscribe?.();
      this.opened = next;
      this.unsubscribe = next?.store.subscribe(() => this.changed());
      this.metadataChanged();
    }
    this.changed();
  }

  /** A key came or went. */
  metadataChanged(key?: string): void {
    if (key !== undefined && !parseKey(key)) return;
    this.seen = null;
    this.problems = undefined;
    if (key !== undefined) this.changed();
  }

  changed(): void {
    for (const listener of this.listeners) listener();
  }

  private seeMetadata(): { others: string[]; earlier: Reading[] } {
    if (!this.seen) {
      const metadata = this.host.metadata();
      this.seen = {
        others: otherReaders(metadata, this.document.id, this.reader),
        earlier: earlierReadings(metadata, this.document, this.reader)
      };
    }
    return this.seen;
  }
}
