// What a command is: a gesture with a name, the keys it has by default, and what it does.
import type { Controller } from '../controller';

/** Sections of the help sheet and of the menu, in their order. */
export const GROUPS = [
  'Reading',
  'Selecting',
  'Tagging',
  'Links',
  'Suggestions',
  'Adjudication',
  'List',
  'Saving and history',
  'View'
] as const;

export interface Command {
  /** Stable: settings and the host's commands refer to it. */
  id: string;
  title: string;
  group: (typeof GROUPS)[number];
  /** As `keyName` spells them; the user's settings may name others. */
  keys: readonly string[];
  /** False where it had nothing to do, so that the key may mean something else. */
  run(controller: Controller): boolean | undefined;
  isEnabled?(controller: Controller): boolean;
}
