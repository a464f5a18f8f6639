// Keys as Lumino spells them.

/** As Lumino spells keys: `Accel Shift Z`. */
export function luminoKey(name: string): string {
  if (name.length === 1) return name;
  return name
    .split('+')
    .map(part => (part === 'Ctrl' ? 'Accel' : part))
    .join(' ')
    .replace(/ {2}$/, ' +');
}
