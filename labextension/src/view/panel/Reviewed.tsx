// What a reviewer decided on an annotation: who, why, and how it was before.
import type { Annotation, Field, FieldValue, Words } from '../../model';
import { isObject, member } from '../../model/json';

const SIGNS: Record<string, string> = { accepted: '✓', flagged: '⚑', corrected: '✎' };

/** What stands before the reviewer's name in lists. */
export function reviewSign(annotation: Annotation): string {
  const { review } = annotation;
  return review ? `${SIGNS[review.decision] ?? ''} ${review.reviewer}` : '';
}

function shown(value: unknown, field: Field | undefined, t: Words['t']): string {
  if (value === null || value === undefined || value === '') return t('(none)');
  const title = (one: unknown) =>
    (field?.values ?? []).find(option => option.id === one)?.title ?? String(one);
  return Array.isArray(value) ? value.map(title).join(', ') : title(value as FieldValue);
}

/** What a correction changed, as the reader had it: [name, before]. */
function changes(annotation: Annotation, fields: readonly Field[], t: Words['t']): [string, string][] {
  const was = annotation.review?.was;
  if (!isObject(was)) return [];
  const values = Object.entries(isObject(was.values) ? was.values : {}).map(
    ([id, value]): [string, string] => {
      const field = fields.find(one => one.id === id);
      return [field?.title ?? id, shown(value, field, t)];
    }
  );
  const members: [string, string][] = [
    ['kind', t('Kind')],
    ['quote', t('Passage')],
    ['note', t('Note')]
  ];
  return [
    ...values,
    ...members.flatMap(([name, title]): [string, string][] => {
      const value = member(was, name);
      return typeof value === 'string' ? [[title, shown(value, undefined, t)]] : [];
    })
  ];
}

export function Reviewed(props: { annotation: Annotation; fields: readonly Field[]; t: Words['t'] }) {
  const { annotation, fields, t } = props;
  const { review } = annotation;
  if (!review) return null;
  const { decision, reviewer, comment } = review;
  const said =
    decision === 'accepted'
      ? t('Accepted by %1', reviewer)
      : decision === 'flagged'
        ? t('Flagged by %1', reviewer)
        : t('Corrected by %1', reviewer);
  const day = typeof review.time === 'string' ? new Date(review.time) : null;
  return (
    <section className={`jp-Annotator-reviewed jp-mod-${decision}`} aria-label={t('Review')}>
      <p>
        <span aria-hidden="true">{SIGNS[decision]} </span>
        <b>{said}</b>
        {day && !Number.isNaN(day.getTime()) ? (
          <time className="jp-Annotator-soft" dateTime={review.time} title={day.toLocaleString()}>
            {' '}
            {day.toLocaleDateString()}
          </time>
        ) : null}
      </p>
      {comment ? <p dir="auto">{comment}</p> : null}
      {changes(annotation, fields, t).map(([name, before]) => (
        <p key={name} className="jp-Annotator-soft">
          {name}: {t('was')} <span dir="auto">{before}</span>
        </p>
      ))}
    </section>
  );
}
