// The history of the picked annotation: when it was tagged, and what each change replaced.
import type { Annotation, Field, Words } from '../../model';
import { isObject, member } from '../../model/json';
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

/** What a change replaced, in words: [name, before]. */
function lines({ was }: Entry, controller: Controller, kind: string): [string, string][] {
  const { t, store } = controller;
  const text = (name: string) => (typeof was[name] === 'string' ? (was[name] as string) : undefined);
  const found: [string, string][] = [];
  const before = text('kind');
  if (before !== undefined) found.push([t('Kind'), controller.kind(before)?.title ?? before]);
  const fields = [...controller.fieldsOf(kind), ...(before === undefined ? [] : controller.fieldsOf(before))];
  for (const [id, value] of Object.entries(isObject(was.values) ? was.values : {})) {
    const field = fields.find(one => one.id === id);
    found.push([field?.title ?? id, valueText(value, field, t)]);
  }
  const status = text('status');
  if (status !== undefined)
    found.push([t('Status'), t(STATUS_TITLES[status as Status] ?? STATUS_TITLES.open)]);
  const note = text('note');
  if (note !== undefined) found.push([t('Note'), valueText(note, undefined, t)]);
  if (Array.isArray(was.spans) && store) {
    const quotes = was.spans.map(span => {
      const [start, end] = [member(span, 'start'), member(span, 'end')];
      const isPlace = Number.isSafeInteger(start) && Number.isSafeInteger(end) && !store.reading.carried_from;
      return isPlace ? store.offsets.slice(start as number, end as number) : '…';
    });
    found.push([t('Passage'), shortened(quotes.join(' … '), 160)]);
  }
  return found;
}

export function Past({ controller, annotation }: { controller: Controller; annotation: Annotation }) {
  const { t, screen, session } = controller;
  const id = screen.picked;
  const past = pastOf(annotation);
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
        {past.map(entry => (
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
            {lines(entry, controller, annotation.kind).map(([name, before]) => (
              <p key={name}>
                {name}: {t('was')} <span dir="auto">{before}</span>
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
