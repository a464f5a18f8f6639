// Which key does what in the review. A key of a codebook corrects the value that it stands for, as it does while reading:
// where the review wants the same one, it takes the capital letter, for the whole table.
import { type Codebook, msg } from '../../model';

export type Act =
  | 'next'
  | 'previous'
  | 'accept'
  | 'flag'
  | 'comment'
  | 'takeBack'
  | 'search'
  | 'write'
  | 'help';

/** Best first. Space accepts too, in the table. */
const CHOICES: Readonly<Record<Act, readonly string[]>> = {
  next: ['j', 'J'],
  previous: ['k', 'K'],
  accept: ['a', 'A'],
  flag: ['f', 'F'],
  comment: ['c', 'C'],
  takeBack: ['u', 'U'],
  search: ['/'],
  write: ['W'],
  help: ['?']
};

export type Bindings = Readonly<Record<Act, string>>;

/** The key of each act, empty where the codebooks have taken all of its keys. */
export function bindingsFor(codebooks: readonly Codebook[]): Bindings {
  const taken = new Set(
    codebooks.flatMap(({ fields }) =>
      (fields ?? []).flatMap(({ values }) => (values ?? []).map(({ key }) => key))
    )
  );
  const acts = Object.entries(CHOICES).map(([act, keys]) => [act, keys.find(key => !taken.has(key)) ?? '']);
  return Object.fromEntries(acts);
}

/** The act that a key stands for. */
export function actOf(bindings: Bindings, key: string): Act | undefined {
  return (Object.keys(bindings) as Act[]).find(act => bindings[act] === key);
}

/** The keys and what they do, for people to read. */
export function keysToRead(bindings: Bindings): [keys: string[], does: string][] {
  const lines: [string[], string][] = [
    [[bindings.next, '↓'], msg('Next annotation')],
    [[bindings.previous, '↑'], msg('Previous annotation')],
    [['PgDn', 'PgUp', 'Home', 'End'], msg('Go far in the table')],
    [['Enter'], msg('Go into the passage; save a correction')],
    [[bindings.accept, msg('Space')], msg('Accept, and go to the next')],
    [[bindings.flag], msg('Flag with a comment')],
    [[bindings.comment], msg('Comment on a correction')],
    [[bindings.takeBack], msg('Take back the last decision on this annotation')],
    [[bindings.search], msg('Search')],
    [[bindings.write], msg('See what will be written back')],
    [['Esc'], msg('Back to the table; drop a correction')],
    [[bindings.help], msg('Keys')]
  ];
  return lines
    .map(([keys, does]): [string[], string] => [keys.filter(key => key !== ''), does])
    .filter(([keys]) => keys.length > 0);
}
