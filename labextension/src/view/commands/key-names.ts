// How keys are spelled in settings and on the help sheet: `j`, `?`, `Shift+ArrowLeft`, `Ctrl+Shift+Z`.

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'> &
  Partial<Pick<KeyboardEvent, 'getModifierState'>>;

/** Whether Ctrl, ⌘ or Alt is held for their own sake: Windows reports AltGr, which types `[` in Oslo, as both. */
export function isModified(event: Pressed): boolean {
  return (event.ctrlKey || event.metaKey || event.altKey) && event.getModifierState?.('AltGraph') !== true;
}

/**
 * The name of what was pressed. A character that is typed without Ctrl or Alt names itself (`?`, not `Shift+/`), so that
 * it is the same key on every keyboard layout; ⌘ counts as Ctrl.
 */
export function keyName(event: Pressed): string {
  const { key } = event;
  const modified = isModified(event);
  const ctrl = modified && (event.ctrlKey || event.metaKey);
  const alt = modified && event.altKey;
  const isCharacter = Array.from(key).length === 1 && key !== ' ';
  if (isCharacter && !ctrl && !alt) return key;
  const name = key === ' ' ? 'Space' : isCharacter ? key.toUpperCase() : key;
  const parts = [ctrl && 'Ctrl', alt && 'Alt', event.shiftKey && 'Shift', name];
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
