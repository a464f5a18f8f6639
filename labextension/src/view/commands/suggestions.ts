// Commands on suggestions; those that decide do nothing where none is at hand.
import type { Controller } from '../controller';
import type { Command } from './command';

const isAtHand = ({ suggesting }: Controller) => suggesting?.current !== undefined;

export const SUGGESTIONS: readonly Command[] = [
  {
    id: 'next-suggestion',
    title: 'Next suggestion',
    group: 'Suggestions',
    keys: [';'],
    isEnabled: ({ suggesting }) => suggesting?.isThere === true,
    run: ({ suggesting }) => {
      suggesting?.step(1);
      return suggesting?.isThere === true;
    }
  },
  {
    id: 'previous-suggestion',
    title: 'Previous suggestion',
    group: 'Suggestions',
    keys: [':'],
    isEnabled: ({ suggesting }) => suggesting?.isThere === true,
    run: ({ suggesting }) => {
      suggesting?.step(-1);
      return suggesting?.isThere === true;
    }
  },
  {
    id: 'accept-suggestion',
    title: 'Accept the suggestion',
    group: 'Suggestions',
    keys: ['y'],
    isEnabled: isAtHand,
    run: ({ suggesting }) => suggesting?.accept() === true
  },
  {
    id: 'change-suggestion',
    title: 'Accept the suggestion and change it',
    group: 'Suggestions',
    keys: ['Y'],
    isEnabled: isAtHand,
    run: ({ suggesting }) => suggesting?.accept(true) === true
  },
  {
    id: 'reject-suggestion',
    title: 'Reject the suggestion',
    group: 'Suggestions',
    keys: ['-'],
    isEnabled: isAtHand,
    run: ({ suggesting }) => suggesting?.reject() === true
  }
];
