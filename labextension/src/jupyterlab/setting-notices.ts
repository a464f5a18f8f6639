// What of the user's settings cannot hold, in words: bad settings fall back, and it is said.
import type { Codebook, Words } from '../model';
import { COMMANDS, type KeyProblem, keyLabel, takenByCodebook } from '../view/commands';
import type { Settings } from './settings';

type Read = Pick<Settings, 'isSound' | 'keyProblems' | 'preferences'>;

function said({ key, command, taken }: KeyProblem, { t }: Words): string {
  const change = t('Change it in Settings → Settings Editor → Annotator.');
  const what =
    taken === undefined
      ? t('“%1” is no key that can be set: “%2” goes without it.', key, t(command))
      : t(
          'The key %1 is set for “%2”, but “%3” has it too and comes first.',
          keyLabel(key),
          t(command),
          t(taken)
        );
  return `${what} ${change}`;
}

export function settingNotices(settings: Read, codebook: Codebook, words: Words): string[] {
  const { keyProblems, preferences } = settings;
  const notices = [...keyProblems, ...takenByCodebook(preferences.keys ?? {}, COMMANDS, codebook)].map(
    problem => said(problem, words)
  );
  if (!settings.isSound)
    notices.unshift(words.t('The settings of Annotator could not be read, so that the defaults hold.'));
  return notices;
}
