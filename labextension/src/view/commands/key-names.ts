// How keys are spelled in settings and on the help sheet: `j`, `?`, `Shift+ArrowLeft`, `Ctrl+Shift+Z`.

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/**
 * The name of what was pressed. A character that is typed without Ctrl or Alt names itself (`?`, not `Shift+/`), so that
 * it is the same key on every keyboard layout; ⌘ counts as Ctrl.
 */
export function keyName(event: Pressed): string {
  const { key } = event;
  const ctrl = event.ctrlKey || event.metaKey;
  const isCharacter = Array.from(key).length === 1 && key !== ' ';
  if (isCharacter && !ctrl && !event.altKey) return key;
  const name = key === ' ' ? 'Space' : isCharacter ? key.toUpperCase() : key;
  const parts = [ctrl && 'Ctrl', event.altKey && 'Alt', event.shiftKey && 'Shift', name];
  return parts.filter(Boolean).join('+');
}

const SIGNS: Record<string, string> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc'
};

/** The name for people: `Ctrl + ←`. */
export function keyLabel(name: string): string {
  const parts = name.length > 1 ? name.split('+') : [name];
  return parts.map(part => SIGNS[part] ?? part).join(' + ');
}
