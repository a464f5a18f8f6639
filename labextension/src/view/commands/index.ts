// All commands of the view: the one table that keys, help sheet, settings, menus and the host's palette are made of.
import { ADJUDICATION } from './adjudication';
import { ARTICLES } from './articles';
import type { Command } from './command';
import { LINKS } from './links';
import { LIST } from './list';
import { READING } from './reading';
import { SAVING } from './saving';
import { SELECTING } from './selecting';
import { SUGGESTIONS } from './suggestions';
import { TAGGING } from './tagging';
import { VIEW } from './view';

export type { Command } from './command';
export { GROUPS } from './command';
export { isModified, keyLabel, keyName } from './key-names';
export { type KeyProblem, readKeys, spelledKey, takenByCodebook } from './key-settings';

export const COMMANDS: readonly Command[] = [
  ...READING,
  ...SELECTING,
  ...ARTICLES,
  ...TAGGING,
  ...LINKS,
  ...ADJUDICATION,
  ...SUGGESTIONS,
  ...LIST,
  ...SAVING,
  ...VIEW
];

/** Keys by command id, as the user's settings name them; a command that is not named keeps its own. */
export type KeySettings = Readonly<Record<string, readonly string[]>>;

export function keysOf(command: Command, settings: KeySettings | undefined): readonly string[] {
  return settings && Object.hasOwn(settings, command.id)
    ? (settings[command.id] as readonly string[])
    : command.keys;
}
