/** Where names are kept; a sandboxed frame refuses even to be asked. */
export function memory(): Pick<Storage, 'getItem' | 'setItem'> {
  try {
    return window.localStorage;
  } catch {
    return { getItem: () => null, setItem: () => undefined };
  }
}
