// Commands of adjudication; while a unit is at hand their keys come before those of the codebook.
import { msg } from '../../model';
import type { Controller } from '../controller';
import type { Command } from './command';

const GROUP = 'Adjudication';
const isAtHand = ({ adjudicating }: Controller) => adjudicating?.current !== undefined;
const isThere = ({ adjudicating }: Controller) => adjudicating !== null;

const TAKE = [
  msg('Take version 1'),
  msg('Take version 2'),
  msg('Take version 3'),
  msg('Take version 4'),
  msg('Take version 5'),
  msg('Take version 6'),
  msg('Take version 7'),
  msg('Take version 8'),
  msg('Take version 9')
];

function deciding(id: string, title: string, keys: readonly string[], run: Command['run']): Command {
  return { id, title, group: GROUP, keys, isEnabled: isAtHand, run };
}

export const ADJUDICATION: readonly Command[] = [
  {
    id: 'next-unit',
    title: msg('Next undecided unit'),
    group: GROUP,
    keys: [';'],
    isEnabled: isThere,
    run: ({ adjudicating }) => {
      adjudicating?.step(1);
      return adjudicating !== null;
    }
  },
  {
    id: 'previous-unit',
    title: msg('Previous unit'),
    group: GROUP,
    keys: [':'],
    isEnabled: isThere,
    run: ({ adjudicating }) => {
      adjudicating?.step(-1);
      return adjudicating !== null;
    }
  },
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map(number =>
    deciding(
      `take-version-${number}`,
      TAKE[number - 1] as string,
      [String(number)],
      ({ adjudicating }) => adjudicating?.take(number - 1) === true
    )
  ),
  deciding(
    'confirm-decision',
    msg('Take the first version, or let the decision stand'),
    ['y'],
    ({ adjudicating }) => adjudicating?.confirm() === true
  ),
  deciding(
    'own-version',
    msg('Write your own version'),
    ['Y'],
    ({ adjudicating }) => adjudicating?.own() === true
  ),
  deciding(
    'decide-none',
    msg('Decide that nothing is marked here'),
    ['-'],
    ({ adjudicating }) => adjudicating?.none() === true
  ),
  deciding(
    'decide-later',
    msg('Leave it open for later'),
    ['0'],
    ({ adjudicating }) => adjudicating?.later() === true
  ),
  {
    id: 'take-agreed',
    title: msg('Take over all on which everybody agrees'),
    group: GROUP,
    keys: ['&'],
    isEnabled: isThere,
    run: ({ adjudicating }) => adjudicating?.takeAgreed() === true
  }
];
