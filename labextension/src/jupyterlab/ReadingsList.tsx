// What the side panel shows: articles, their readers, and on request the annotations of each.
import { useId, useState } from 'react';
import type { Words } from '../model';
import { byArticle, type ListedAnnotation, type ListedReading, matches } from './readings';

interface Props {
  words: Words;
  /** Name of the current notebook; null where there is none. */
  notebook: string | null;
  hasArticle: boolean;
  readings: ListedReading[];
  /** Id of the annotation that is picked in the current view. */
  picked: string | null;
  /** The reading of the current view; it is open from the start. */
  current: { documentId: string; reader: string | null } | null;
  message: string;
  jump(reading: ListedReading, annotation: ListedAnnotation): void;
  /** Goes to the article. */
  begin(): void;
}

/** Rows shown of one reading at first, and more with each press. */
const PAGE = 200;

function Rows(props: {
  words: Words;
  reading: ListedReading;
  found: ListedAnnotation[];
  picked: string | null;
  jump: Props['jump'];
}) {
  const { words, reading, found, picked, jump } = props;
  const [limit, setLimit] = useState(PAGE);
  const rest = found.length - limit;
  return (
    <>
      {/* biome-ignore lint/a11y/noRedundantRoles: list-style none takes the role away in Safari */}
      <ul role="list" aria-label={words.t('Annotations of %1', reading.reader)}>
        {found.slice(0, limit).map(annotation => (
          <li key={annotation.id}>
            <button
              type="button"
              className="jp-AnnotatorReadings-row"
              data-row
              aria-current={annotation.id === picked ? 'true' : undefined}
              onClick={() => jump(reading, annotation)}
            >
              <b>{annotation.kind}</b>{' '}
              <span dir="auto">
                {annotation.quote.length > 160 ? `${annotation.quote.slice(0, 160)}…` : annotation.quote}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {rest > 0 ? (
        <button
          type="button"
          className="jp-AnnotatorReadings-more"
          data-row
          onClick={() => setLimit(limit + PAGE)}
        >
          {words.n('and %1 more', 'and %1 more', rest)}
        </button>
      ) : null}
    </>
  );
}

function Reading(props: {
  words: Words;
  reading: ListedReading;
  query: string;
  isCurrent: boolean;
  picked: string | null;
  jump: Props['jump'];
}) {
  const { words, reading, query, isCurrent, picked, jump } = props;
  const id = useId();
  const [toggled, setToggled] = useState<boolean | null>(null);
  const found = query === '' ? reading.annotations : reading.annotations.filter(one => matches(one, query));
  const isOpen = toggled ?? (isCurrent || (query !== '' && found.length > 0));
  const total = reading.annotations.length;
  const facts = [
    query === ''
      ? words.n('%1 annotation', '%1 annotations', total)
      : words.t('%1 of %2', String(found.length), String(total)),
    reading.done ? words.t('done') : '',
    reading.modified === null
      ? ''
      : new Date(reading.modified).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' })
  ].filter(Boolean);
  return (
    <li>
      <button
        type="button"
        className="jp-AnnotatorReadings-reader"
        data-row
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setToggled(!isOpen)}
      >
        <i aria-hidden="true">{isOpen ? '▾' : '▸'}</i> <bdi>{reading.reader}</bdi>{' '}
        <span className="jp-AnnotatorReadings-facts">{facts.join(' · ')}</span>
      </button>
      <div id={id}>
        {isOpen ? <Rows words={words} reading={reading} found={found} picked={picked} jump={jump} /> : null}
      </div>
    </li>
  );
}

function Empty({ words, notebook, hasArticle, begin }: Props) {
  const { t } = words;
  if (notebook === null) return <p>{t('Open a notebook: its readings are listed here.')}</p>;
  return (
    <div className="jp-AnnotatorReadings-empty">
      <p>{t('Nothing is tagged in this notebook yet.')}</p>
      {hasArticle ? (
        <>
          <p>{t('Select a passage in the article, then choose what it is.')}</p>
          <button type="button" onClick={begin}>
            {t('Go to the article')}
          </button>
        </>
      ) : (
        <>
          <p>{t('Show an article in a cell:')}</p>
          <pre>
            <code>{'import annotator as an\nan.Annotator("article.txt")'}</code>
          </pre>
        </>
      )}
    </div>
  );
}

/** Arrow keys go from row to row, beside Tab. */
function walk(event: React.KeyboardEvent<HTMLElement>): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  if (!by || at < 0) return;
  rows[at + by]?.focus();
  event.preventDefault();
}

export function ReadingsList(props: Props) {
  const { words, readings, current, message } = props;
  const [query, setQuery] = useState('');
  const clean = query.trim();
  const articles = byArticle(readings);
  return (
    <>
      <h2>{words.t('Annotations')}</h2>
      {props.notebook === null ? null : <p className="jp-AnnotatorReadings-notebook">{props.notebook}</p>}
      {readings.length > 0 ? (
        <input
          type="search"
          aria-label={words.t('Filter the annotations')}
          placeholder={words.t('Filter the annotations')}
          value={query}
          onChange={event => setQuery(event.currentTarget.value)}
        />
      ) : (
        <Empty {...props} />
      )}
      <p role="status">{message}</p>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the rows inside are buttons; arrows are a second way */}
      <div className="jp-AnnotatorReadings-articles" onKeyDown={walk}>
        {articles.map(article => (
          <section key={article.documentId}>
            <h3 dir="auto">{article.title}</h3>
            {/* biome-ignore lint/a11y/noRedundantRoles: list-style none takes the role away in Safari */}
            <ul role="list" aria-label={words.t('Readings of %1', article.title)}>
              {article.readings.map(reading => {
                const isCurrent =
                  current?.documentId === reading.documentId && current.reader === reading.reader;
                return (
                  <Reading
                    key={reading.key}
                    words={words}
                    reading={reading}
                    query={clean}
                    isCurrent={isCurrent || readings.length === 1}
                    picked={isCurrent ? props.picked : null}
                    jump={props.jump}
                  />
                );
              })}
            </ul>
          </section>
        ))}
      </div>
    </>
  );
}
