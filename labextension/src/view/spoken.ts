// What a screen reader hears of annotations in the text: kind and evidence strength in words, where each begins and ends.
import { answerTo, isSuggested, type Words } from '../model';
import type { Edge, Found } from './article/segment-mark';
import type { Controller } from './controller';

/** Named at one place; of more it is said how many. */
const NAMED = 3;

/** An annotation in a few words: `Suggestion: Claim, Partial, flagged`. */
export function spokenName({ style, annotation, part }: Found, t: Words['t']): string {
  const answer = style.strength ? answerTo(annotation, style.strength.id) : undefined;
  const strength = (style.strength?.values ?? []).find(value => value.id === answer);
  const { status } = annotation;
  const word = status === 'flagged' ? t('flagged') : status === 'done' ? t('done') : undefined;
  const which =
    part === undefined ? undefined : t('part %1 of %2', String(part), String(annotation.spans.length));
  const said = [style.kind.title, strength?.title, word, which].filter(Boolean).join(', ');
  if (isSuggested(annotation) && annotation.origin === 'adjudication') return `${t('To decide')}: ${said}`;
  return isSuggested(annotation) ? `${t('Suggestion')}: ${said}` : said;
}

export function spoken({ t, n }: Pick<Controller, 't' | 'n'>): (edge: Edge, found: Found[]) => string {
  // There are few different ones, and many marks.
  const known = new Map<string, string>();
  return (edge, found) => {
    const names = found.slice(0, NAMED).map(one => spokenName(one, t));
    const rest = found.length - names.length;
    const key = `${edge} ${rest} ${names.join('\n')}`;
    let said = known.get(key);
    if (said === undefined) {
      if (rest > 0) names.push(n('%1 more', '%1 more', rest));
      const all = names.join('; ');
      said = edge === 'begin' ? t('begin %1:', all) : t('end %1.', all);
      known.set(key, said);
    }
    return said;
  };
}
