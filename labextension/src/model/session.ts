// What a host (JupyterLab, anywidget) gives the view. The view knows nothing else of its host.
import type { Adjudication } from './adjudication';
import type { Document } from './document';
import type { Codebook } from './generated/codebook';
import type { Reading } from './generated/reading';
import type { Store } from './store';
import type { Suggestions } from './suggestions';
import type { Words } from './words';

export interface SaveState {
  state: 'saved' | 'saving' | 'unsaved' | 'failed';
  /** In plain words: why it is not saved, and what to do. */
  why?: string;
}

/** Something that the host says once: the reader takes what it offers, or closes it. */
export interface Remark {
  text: string;
  offer?: { title: string; take(): void };
  close(): void;
}

/** The user's choices for every article; what is not set has its default. */
export interface Preferences {
  /** Keys by command id. */
  readonly keys?: Readonly<Record<string, readonly string[]>>;
  /** What a selection is widened to: whole words, whole sentences, or not at all. */
  readonly snap?: 'characters' | 'words' | 'sentences';
}

export interface Session {
  readonly document: Document;
  readonly codebook: Codebook;
  /** What detectors propose; missing where none were asked for. */
  readonly suggestions?: Suggestions;
  /** What readers marked, where an adjudicator decides on it. */
  readonly adjudication?: Adjudication;
  /** null until somebody has said who reads. */
  readonly reader: string | null;
  readonly suggestedReader: string;
  /** Throws an `Error` for people where the name cannot be one. */
  setReader(name: string): void;
  /** null until there is a reader. */
  readonly store: Store | null;
  readonly save: SaveState;
  saveNow?(): void;
  /** `live` where a kernel hears of each edit. */
  readonly link: 'live' | 'none';
  readonly notices: string[];
  /** What the reader has not closed yet. */
  readonly remarks?: readonly Remark[];
  /** Other readers of this article in the same notebook. */
  readonly otherReaders: string[];
  /** This reader's reading of an earlier version of the article, if it has annotations that this one lacks. */
  readonly earlier?: Reading | null;
  /** Why nothing can be changed, where nothing can. */
  readonly readOnly?: string;
  /** Calls `listener` whenever anything above changed. */
  subscribe(listener: () => void): () => void;
  readonly preferences?: Preferences;
  /** The interface's texts in the user's language; English where the host has no other. */
  readonly words?: Words;
  /** Opens the host's settings, where keys and the like are changed. */
  openSettings?(): void;
}
