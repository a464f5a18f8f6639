// The keys that a user's settings name: spelled as `keyName` spells them, and what is wrong with them.
import type { Codebook } from '../../model';
import type { Command } from './command';

export interface KeyProblem {
  /** As the settings have it. */
  key: string;
  /** Title of the command that it was meant for. */
  command: string;
  /** What has this key already; nothing where it is no key at all. */
  taken?: string;
}

export interface ReadKeys {
  /** By command id, for the commands that the settings name soundly. */
  keys: Record<string, readonly string[]>;
  problems: KeyProblem[];
}

const MODIFIERS: Record<string, 'Ctrl' | 'Alt' | 'Shift'> = {
  ctrl: 'Ctrl',
  control: 'Ctrl',
  cmd: 'Ctrl',
  command: 'Ctrl',
  meta: 'Ctrl',
  accel: 'Ctrl',
  '⌘': 'Ctrl',
  alt: 'Alt',
  option: 'Alt',
  shift: 'Shift'
};

// Tab is missing: it must lead out of the article (WCAG 2.1.2).
const NAMED = [
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Home',
  'End',
  'PageUp',
  'PageDown',
  'Enter',
  'Escape',
  'Space',
  'Backspace',
  'Delete',
  'Insert',
  ...Array.from({ length: 24 }, (_, at) => `F${at + 1}`)
];
const ALIASES: Record<string, string> = {
  esc: 'Escape',
  del: 'Delete',
  return: 'Enter',
  left: 'ArrowLeft',
  right: 'ArrowRight',
  up: 'ArrowUp',
  down: 'ArrowDown',
  '←': 'ArrowLeft',
  '→': 'ArrowRight',
  '↑': 'ArrowUp',
  '↓': 'ArrowDown'
};

function isCharacter(text: string): boolean {
  return Array.from(text).length === 1 && text.trim() !== '';
}

/** A key as `keyName` spells it, from what a person writes: `ctrl + z`, `Accel Shift Z`, `⌘+left`; undefined if it is none. */
export function spelledKey(written: string): string | undefined {
  const text = written.trim();
  if (isCharacter(text)) return text;
  const parts = text.replace(/\+\s*\+$/, '+plus').split(/[+\s]+/);
  const last = parts.pop() ?? '';
  const held = parts.map(part => MODIFIERS[part.toLowerCase()]);
  if (held.includes(undefined)) return undefined;
  const named = ALIASES[last.toLowerCase()] ?? NAMED.find(name => name.toLowerCase() === last.toLowerCase());
  const character = last === 'plus' ? '+' : isCharacter(last) ? last : undefined;
  const name = named ?? character?.toUpperCase();
  if (name === undefined) return undefined;
  const modifiers = (['Ctrl', 'Alt', 'Shift'] as const).filter(modifier => held.includes(modifier));
  // Without Ctrl or Alt, what Shift types has a name of its own.
  if (character !== undefined && modifiers.every(modifier => modifier === 'Shift')) return name;
  return [...modifiers, name].join('+');
}

/** Takes what is sound of the settings' `keys`; where a command is left without a sound key it keeps its own. */
export function readKeys(raw: unknown, commands: readonly Command[]): ReadKeys {
  const keys: Record<string, readonly string[]> = {};
  const problems: KeyProblem[] = [];
  const settings = typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>) : {};
  for (const { id, title, keys: own } of commands) {
    const written = Object.hasOwn(settings, id) ? settings[id] : undefined;
    if (!Array.isArray(written)) continue;
    const sound: string[] = [];
    for (const one of written) {
      const key = typeof one === 'string' ? spelledKey(one) : undefined;
      if (key !== undefined) sound.push(key);
      else problems.push({ key: String(one), command: title });
    }
    const isOwn = sound.length === own.length && sound.every((key, at) => key === own[at]);
    if (!isOwn && (sound.length > 0 || written.length === 0)) keys[id] = [...new Set(sound)];
  }
  return { keys, problems: [...problems, ...collisions(keys, commands)] };
}

/** Keys that a changed command shares with another one. The commands' own keys may be shared: each then knows its turn. */
function collisions(keys: ReadKeys['keys'], commands: readonly Command[]): KeyProblem[] {
  const problems: KeyProblem[] = [];
  const owners = new Map<string, Command>();
  for (const command of commands) {
    for (const key of keys[command.id] ?? command.keys) {
      const owner = owners.get(key);
      if (!owner) owners.set(key, command);
      else if (Object.hasOwn(keys, owner.id) || Object.hasOwn(keys, command.id))
        problems.push({ key, command: command.title, taken: owner.title });
    }
  }
  return problems;
}

/** Changed keys that a kind or a value of this codebook has too: there the codebook's comes first. */
export function takenByCodebook(
  keys: ReadKeys['keys'],
  commands: readonly Command[],
  codebook: Codebook
): KeyProblem[] {
  const owners = new Map<string, string>();
  const options = [...codebook.kinds, ...(codebook.fields ?? []).flatMap(field => field.values ?? [])];
  for (const { key, title } of options) if (key !== undefined) owners.set(key, title);
  return commands.flatMap(({ id, title }) =>
    (keys[id] ?? []).flatMap(key => {
      const taken = owners.get(key);
      return taken === undefined ? [] : [{ key, command: title, taken }];
    })
  );
}
