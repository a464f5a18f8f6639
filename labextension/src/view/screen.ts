// What this screen shows beside the reading: selection, picked annotation, what is unfolded.
import type { Span, UnitState, Value } from '../model';
import type { ArticleView } from './article/article';
import type { Linking } from './link-mode';

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
  /** Id of the unit that is adjudicated; then no annotation is picked. */
  unit: string | null;
  /** The units of which state are listed; null for all. */
  unitState: UnitState | null;
  /** Ids of the annotations at the last click, when there were several. */
  here: string[];
  linking: Linking | null;
  message: string;
  help: boolean;
  /** The codebook's definitions stand beside what they define. */
  definitions: boolean;
  /** The questions about the whole article are unfolded. */
  questions: boolean;
  /** The tools that filter and sort the list are shown. */
  tools: boolean;
  /** The reader said that the article is finished, and something is unanswered. */
  finishing: boolean;
  /** The history of the annotation is unfolded. */
  past: boolean;
  /** The removed annotations are listed. */
  removed: boolean;
  tip: Tip | null;
}

/** Reveals and selects in the article; the article knows nothing of the panel. */
export type Stage = Pick<
  ArticleView,
  | 'pane'
  | 'units'
  | 'caret'
  | 'reveal'
  | 'select'
  | 'selection'
  | 'selectionEnds'
  | 'selectSpan'
  | 'deselect'
  | 'collapseTo'
  | 'filter'
  | 'preview'
  | 'update'
  | 'showAt'
>;

/** Nothing is selected, and nothing unfolded. */
export const FRESH: Screen = {
  pending: null,
  bar: null,
  picked: null,
  suggestion: null,
  unit: null,
  unitState: null,
  here: [],
  linking: null,
  message: '',
  help: false,
  definitions: false,
  questions: false,
  tools: false,
  finishing: false,
  past: false,
  removed: false,
  tip: null
};
