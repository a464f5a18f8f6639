// The user's settings: saving after edits, and the reader's name. Works with their defaults where there is no registry.
import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import { type ISignal, Signal } from '@lumino/signaling';
import type { Preferences } from '../model';
import { COMMANDS, type KeyProblem, readKeys } from '../view/commands';

export const PLUGIN_ID = 'jupyter-annotator:plugin';
const DEFAULT_DELAY = 1000;

function snapOf(value: unknown): Preferences['snap'] {
  return value === 'words' || value === 'sentences' || value === 'characters' ? value : undefined;
}

export class Settings {
  private registered: ISettingRegistry.ISettings | null = null;
  private typedReader = '';
  private known: { preferences: Preferences; keyProblems: KeyProblem[] } | null = null;
  /** False where the user's settings could not be read, so that the defaults hold. */
  isSound = true;
  private readonly _changed = new Signal<this, void>(this);
  /** Fulfilled when the user's own settings are known, or cannot be. */
  readonly ready: Promise<void>;

  constructor(registry: ISettingRegistry | null) {
    this.ready = registry ? this.load(registry) : Promise.resolve();
  }

  private async load(registry: ISettingRegistry): Promise<void> {
    try {
      this.registered = await registry.load(PLUGIN_ID);
      this.registered.changed.connect(() => {
        this.known = null;
        this._changed.emit();
      });
    } catch (error) {
      this.isSound = false;
      console.warn('jupyter-annotator: its settings could not be read, so that the defaults hold.', error);
    }
    this.known = null;
    this._changed.emit();
  }

  private read(): { preferences: Preferences; keyProblems: KeyProblem[] } {
    if (!this.known) {
      const { keys: raw, snap } = this.registered?.composite ?? {};
      const { keys, problems } = readKeys(raw, COMMANDS);
      this.known = { preferences: { keys, snap: snapOf(snap) }, keyProblems: problems };
    }
    return this.known;
  }

  get preferences(): Preferences {
    return this.read().preferences;
  }

  /** What of the user's keys is none, or is another command's. */
  get keyProblems(): readonly KeyProblem[] {
    return this.read().keyProblems;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get autosave(): boolean {
    return this.registered?.composite.autosave !== false;
  }

  /** Milliseconds without an edit after which the notebook is saved. */
  get autosaveDelay(): number {
    const delay = this.registered?.composite.autosaveDelay;
    return typeof delay === 'number' && delay >= 0 ? delay : DEFAULT_DELAY;
  }

  /** Who reads where the notebook does not say it; '' where nobody has said it. */
  get reader(): string {
    const reader = this.registered?.composite.reader;
    return this.typedReader || (typeof reader === 'string' ? reader : '');
  }

  setReader(name: string): void {
    // Kept beside the registry, which may be absent, slow or refuse to write.
    this.typedReader = name;
    this.registered?.set('reader', name).catch(error => {
      console.warn('jupyter-annotator: the reader’s name could not be stored in the settings.', error);
    });
  }
}
