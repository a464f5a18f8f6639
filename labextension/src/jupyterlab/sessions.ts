// All that one notebook has open: sessions by article, readings by metadata key, and the saving of the notebook.
import { PageConfig } from '@jupyterlab/coreutils';
import type { ServiceManager } from '@jupyterlab/services';
import type { Rows } from '../drafts';
import {
  type Codebook,
  canonical,
  cleanReaderName,
  metadataKey,
  type Preferences,
  type Reading,
  type SaveState,
  type Store,
  type Words
} from '../model';
import type { Bundle } from '../model/bundle';
import { type JsonObject, member } from '../model/json';
import { type Progress, progressOf } from '../view/articles';
import { keepBeside } from './beside';
import { readingsIn } from './disk';
import { HtmlOutputs } from './html-output';
import { type MetadataOwner, takeInto } from './metadata';
import { OpenReading } from './open-reading';
import { PageSession, type SessionHost } from './page-session';
import { AWAY, AWAY_KEPT, answerConflicts, type NotebookContext, saveQuietly } from './quiet-save';
import { suggestedReader } from './reader';
import { type Outcome, Saving } from './saving';
import { settingNotices } from './setting-notices';
import type { Settings } from './settings';
import { waitUntilWritten } from './shared-save';

export interface SessionsOptions {
  services: ServiceManager.IManager;
  settings: Settings;
  words: Words;
  openSettings(): void;
  /** Where drafts are kept. */
  rows: Rows;
}

/** With real-time collaboration the server saves by itself; pages for others are made this long after an edit, in ms. */
const COLLABORATION_PAUSE = 3_000;

/** Waits between looks into the file, in milliseconds. */
const CONFIRMATION = [1_000, 2_000, 5_000, 10_000, 30_000];

function cleanOrNull(name: string): string | null {
  try {
    return cleanReaderName(name);
  } catch {
    return null;
  }
}

export class NotebookSessions implements SessionHost {
  private readonly sessions = new Map<string, PageSession>();
  private readonly readings = new Map<string, OpenReading>();
  private readonly saving: Saving;
  private readonly html: HtmlOutputs;
  private readonly notebook: MetadataOwner & { getMetadata(): object };
  /** Stays when the setting is changed in another notebook. */
  private known: string | null = null;
  private isDisposed = false;
  private htmlTimer: ReturnType<typeof setTimeout> | undefined;
  private confirmTimer: ReturnType<typeof setTimeout> | undefined;
  /** Whether the browser keeps drafts; undefined until it was asked. */
  private isKept: boolean | undefined;
  private readonly retry = () => this.saving.retry();
  private readonly leave = () => {
    this.flush();
    if (document.visibilityState === 'hidden') this.saving.saveNow();
  };

  constructor(
    private readonly context: NotebookContext,
    private readonly options: SessionsOptions
  ) {
    const { sharedModel } = context.model;
    this.notebook = sharedModel as unknown as MetadataOwner & { getMetadata(): object };
    this.html = new HtmlOutputs(sharedModel, payload => this.storeOf(payload));
    const { contents } = options.services;
    const quiet = {
      context,
      contents,
      takeIn: (key: string, value: unknown) => this.takeIn(key, value)
    };
    answerConflicts(quiet);
    this.saving = new Saving(
      {
        attempt: () => (context.model.collaborative ? this.saveShared() : saveQuietly(quiet)),
        flush: () => this.flush(),
        setDirty: () => {
          context.model.dirty = true;
        }
      },
      options.settings
    );
    this.saving.changed.connect(() => this.tell());
    context.saveState.connect(this.onSaveState, this);
    sharedModel.metadataChanged.connect(this.onMetadataChanged, this);
    options.settings.changed.connect(this.onSettingsChanged, this);
    void options.services.user.ready.then(() => this.tell());
    document.addEventListener('visibilitychange', this.leave);
    window.addEventListener('pagehide', this.leave);
    window.addEventListener('online', this.retry);
    context.sessionContext.connectionStatusChanged.connect(this.onConnectionChanged, this);
    context.pathChanged.connect(this.onPathChanged, this);
  }

  /** The session that shows this article; the same for all outputs that are about it in the same way. */
  session(bundle: Bundle): PageSession {
    const { document, codebook, reader, suggestions = null, adjudication = null } = bundle;
    // Canonical: the members of what came out of a file are in another order than the kernel's.
    const key = canonical([
      document.id,
      document.title,
      document.markup,
      codebook,
      reader,
      suggestions,
      adjudication
    ]);
    let session = this.sessions.get(key);
    if (!session) {
      session = new PageSession(this, bundle);
      this.sessions.set(key, session);
    } else session.connect();
    return session;
  }

  open(bundle: Bundle, reader: string): OpenReading {
    const { document, codebook } = bundle;
    const key = canonical([metadataKey(document.id, reader), codebook]);
    let reading = this.readings.get(key);
    if (!reading) {
      const { sessionContext } = this.context;
      reading = new OpenReading({
        notebook: this.notebook,
        sessionContext,
        bundle,
        reader,
        who: () => this.suggestedReader || undefined,
        edited: () => this.edited(),
        told: () => this.tell(),
        drafts: {
          rows: this.options.rows,
          root: this.root,
          path: this.context.path,
          exists: path => this.exists(path),
          kept: isKept => this.kept(isKept)
        }
      });
      this.readings.set(key, reading);
    }
    return reading;
  }

  get reader(): string | null {
    this.known ??= cleanOrNull(this.options.settings.reader);
    return this.known;
  }

  setReader(name: string): void {
    this.known = name;
    this.options.settings.setReader(name);
    for (const session of this.sessions.values()) session.follow();
  }

  get suggestedReader(): string {
    return suggestedReader(this.options.services.user.identity);
  }

  get save(): SaveState {
    const { state, why } = this.saving.state;
    const said = why === AWAY && this.isKept ? AWAY_KEPT : why;
    return { state, why: said && this.words.t(said) };
  }

  saveNow(): void {
    this.saving.saveNow();
  }

  metadata(): object {
    return this.notebook.getMetadata();
  }

  get words(): Words {
    return this.options.words;
  }

  get preferences(): Preferences {
    return this.options.settings.preferences;
  }

  settingNotices(codebook: Codebook): string[] {
    return settingNotices(this.options.settings, codebook, this.words);
  }

  openSettings(): void {
    this.options.openSettings();
  }

  /** How far a reader is with an article: of the reading that is open, else of what the notebook keeps. */
  progress(document: string, reader: string): Progress {
    for (const { store } of this.readings.values()) {
      if (store.document.id === document && store.reader === reader) return progressOf(store.reading);
    }
    return progressOf(this.notebook.getMetadata(metadataKey(document, reader)));
  }

  /** The server and the folder that it serves: another server at the same address tomorrow has other notebooks. */
  private get root(): string {
    const { baseUrl } = this.options.services.serverSettings;
    return `${baseUrl} ${PageConfig.getOption('serverRoot')}`;
  }

  /** Whether a notebook is at a path; where that cannot be known it is taken to be. */
  private async exists(path: string): Promise<boolean> {
    try {
      await this.options.services.contents.get(path, { content: false });
      return true;
    } catch (error) {
      return (error as { response?: Response } | null)?.response?.status !== 404;
    }
  }

  private kept(isKept: boolean): void {
    if (this.isKept === isKept) return;
    this.isKept = isKept;
    this.tell();
  }

  keepBeside(reading: Reading): Promise<string> {
    return keepBeside(this.options.services.contents, this.context.path, reading);
  }

  get keepsDrafts(): boolean {
    return this.isKept !== false;
  }

  private edited(): void {
    // Large readings reach the notebook a little later; who closes it meanwhile is to be asked.
    this.context.model.dirty = true;
    this.saving.edited();
    if (!this.context.model.collaborative) return;
    clearTimeout(this.htmlTimer);
    this.htmlTimer = setTimeout(() => this.html.update(), COLLABORATION_PAUSE);
  }

  /** Puts all that is tagged into the notebook's model, from where a save takes it. */
  private flush(): (() => void) | undefined {
    if (this.isDisposed) return undefined;
    for (const reading of this.readings.values()) reading.stored.flush();
    this.html.update();
    const saved = [...this.readings.values()].map(({ draft, store: { reading } }) => ({ draft, reading }));
    return () => {
      if (this.context.model.collaborative) void this.confirmed();
      else for (const { draft, reading } of saved) void draft.confirm(reading);
    };
  }

  /** With real-time collaboration the server saves; it is said here what JupyterLab says of its own saves. */
  private async saveShared(): Promise<Outcome> {
    this.saving.observe('started');
    const readings = [...this.readings.values()]
      .filter(({ stored }) => stored.isStored)
      .map(({ stored, store }) => [stored.key, store.reading] as const);
    const { contents } = this.options.services;
    const outcome = await waitUntilWritten(contents, () => this.context.path, readings);
    this.saving.observe(outcome.saved ? 'completed' : 'failed');
    return outcome;
  }

  /** With real-time collaboration the server writes some time after it has said yes: the file itself is asked. */
  private async confirmed(again = 0): Promise<void> {
    const drafts = [...this.readings.values()].filter(({ draft }) => draft.isNeeded);
    if (drafts.length === 0 || this.isDisposed) return;
    try {
      const { path } = this.context;
      const file = await this.options.services.contents.get(path, { content: true, type: 'notebook' });
      const readings = new Map(readingsIn(file.content));
      await Promise.all(
        drafts.map(({ draft, stored }) => draft.confirm((readings.get(stored.key) ?? {}) as JsonObject))
      );
    } catch {
      // Asked once more below, or at the next save.
    }
    const pause = CONFIRMATION[again];
    if (pause === undefined || !drafts.some(({ draft }) => draft.isNeeded)) return;
    clearTimeout(this.confirmTimer);
    this.confirmTimer = setTimeout(() => void this.confirmed(again + 1), pause);
  }

  /** Merges what the file holds under a key; the readings that are open follow the notebook. */
  private takeIn(key: string, value: unknown): void {
    for (const reading of this.readings.values()) reading.stored.flush();
    takeInto(this.notebook, key, value);
  }

  /** The reading that an output shows, if the notebook keeps it. */
  private storeOf(payload: unknown): Store | undefined {
    const id = member(member(payload, 'document'), 'id');
    const reader = member(payload, 'reader') ?? this.known;
    const isShown = ({ store, stored }: OpenReading) =>
      store.document.id === id && store.reader === reader && stored.isStored;
    return [...this.readings.values()].find(isShown)?.store;
  }

  private onSaveState(_: unknown, state: string): void {
    this.saving.observe(state);
  }

  private onMetadataChanged(_: unknown, { key, type }: { key: string; type: string }): void {
    if (type !== 'change') for (const session of this.sessions.values()) session.metadataChanged(key);
  }

  /** A kernel is heard of again, and so the server is. */
  private onConnectionChanged(_: unknown, status: string): void {
    if (status === 'connected') this.saving.retry();
  }

  private onPathChanged(_: unknown, path: string): void {
    for (const { draft } of this.readings.values()) draft.move(path);
  }

  private onSettingsChanged(): void {
    this.saving.reconsider();
    for (const session of this.sessions.values()) session.follow();
  }

  private tell(): void {
    for (const session of this.sessions.values()) session.changed();
  }

  dispose(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    clearTimeout(this.htmlTimer);
    clearTimeout(this.confirmTimer);
    window.removeEventListener('online', this.retry);
    this.context.sessionContext.connectionStatusChanged.disconnect(this.onConnectionChanged, this);
    this.context.pathChanged.disconnect(this.onPathChanged, this);
    document.removeEventListener('visibilitychange', this.leave);
    window.removeEventListener('pagehide', this.leave);
    this.context.saveState.disconnect(this.onSaveState, this);
    this.options.settings.changed.disconnect(this.onSettingsChanged, this);
    for (const reading of this.readings.values()) reading.dispose();
    this.saving.dispose();
  }
}
