// The history of the picked annotation: when it was tagged, and what each change replaced.
import type { Annotation, Field, Words } from '../../model';
import { isObject, type JsonObject, member } from '../../model/json';
import type { Entry } from '../../model/past';
import { pastOf, putBack, putBackEdit } from '../bringing-back';
import type { Controller } from '../controller';
import { STATUS_TITLES, type Status } from '../several';
import { shortened } from './shortened';
import { When } from './When';

function valueText(value: unknown, field: Field | undefined, t: Words['t']): string {
  if (value === null || value === undefined || value === '') return t('(none)');
  const title = (one: unknown) =>
    (field?.values ?? []).find(option => option.id === one)?.title ?? String(one);
  return Array.isArray(value) ? value.map(title).join(', ') : title(value);
}

interface Line {
  name: string;
  before: string;
  after: string;
}

/** What an entry says of one member: `kind`, `note` …, or `values/` and a field. */
function said({ was }: { was: JsonObject }): [place: string, value: unknown][] {
  const { values, ...members } = was;
  const fields = Object.entries(isObject(values) ? values : {});
  return [
    ...Object.entries(members),
    ...fields.map(([id, value]): [string, unknown] => [`values/${id}`, value])
  ];
}

/** The name of a member and its value in words; undefined for members that nobody sees. */
function inWords(
  controller: Controller,
  place: string,
  value: unknown
): [name: string, text: string] | undefined {
  const { t, codebook, store } = controller;
  if (place.startsWith('values/')) {
    const id = place.slice('values/'.length);
    const field = (codebook.fields ?? []).find(one => one.id === id);
    return [field?.title ?? id, valueText(value, field, t)];
  }
  const text = typeof value === 'string' ? value : '';
  if (place === 'kind') return [t('Kind'), controller.kind(text)?.title ?? text];
  if (place === 'status') return [t('Status'), t(STATUS_TITLES[text as Status] ?? STATUS_TITLES.open)];
  if (place === 'note') return [t('Note'), shortened(valueText(text, undefined, t), 160)];
  if (place !== 'spans' || !Array.isArray(value) || !store) return undefined;
  const quotes = value.map(span => {
    const [start, end] = [member(span, 'start'), member(span, 'end')];
    // Offsets from before the article changed say nothing.
    const isPlace = Number.isSafeInteger(start) && Number.isSafeInteger(end) && !store.reading.carried_from;
    return isPlace ? store.offsets.slice(start as number, end as number) : '…';
  });
  return [t('Passage'), shortened(quotes.join(' … '), 160)];
}

/** The lines of each change, the last change first: from what to what. */
function linesOf(controller: Controller, annotation: Annotation, past: readonly Entry[]): Line[][] {
  // What a later change replaced is what the earlier one led to.
  const now = new Map<string, unknown>([...said({ was: annotation as unknown as JsonObject })]);
  return past.map(entry =>
    said(entry).flatMap(([place, value]): Line[] => {
      const before = inWords(controller, place, value);
      const after = inWords(controller, place, now.get(place) ?? null);
      now.set(place, value);
      return before && after ? [{ name: before[0], before: before[1], after: after[1] }] : [];
    })
  );
}

export function Past({ controller, annotation }: { controller: Controller; annotation: Annotation }) {
  const { t, screen, session } = controller;
  const id = screen.picked;
  const past = pastOf(annotation);
  const lines = linesOf(controller, annotation, past);
  if (id === null || (past.length === 0 && !annotation.created)) return null;
  return (
    <details
      className="jp-Annotator-past"
      open={screen.past}
      onToggle={event => {
        const { open } = event.currentTarget;
        if (open !== controller.screen.past) controller.show({ past: open });
      }}
    >
      <summary>
        {t('History')} <kbd aria-hidden="true">H</kbd>{' '}
        {past.length > 0 ? <span>{controller.n('%1 change', '%1 changes', past.length)}</span> : null}
      </summary>
      {/* biome-ignore lint/a11y/noRedundantRoles: list-style none takes the role away in Safari */}
      <ul role="list" aria-label={t('History')}>
        {past.map((entry, at) => (
          <li key={JSON.stringify(entry)}>
            <p className="jp-Annotator-soft">
              <When time={entry.at} controller={controller} /> <bdi>{entry.who ?? session.reader ?? ''}</bdi>
              {putBackEdit(controller, id, entry) ? (
                <button
                  type="button"
                  className="jp-Annotator-link"
                  onClick={() => putBack(controller, id, entry)}
                >
                  {t('Put back')}
                </button>
              ) : null}
            </p>
            {(lines[at] ?? []).map(({ name, before, after }) => (
              <p key={name}>
                {name}: <bdi>{before}</bdi> <span aria-hidden="true">→</span>{' '}
                <span className="jp-Annotator-hidden">{t('became')}</span> <bdi>{after}</bdi>
              </p>
            ))}
          </li>
        ))}
        {annotation.created ? (
          <li>
            <p className="jp-Annotator-soft">
              <When time={annotation.created} controller={controller} /> {t('tagged')}
            </p>
          </li>
        ) : null}
      </ul>
    </details>
  );
}
