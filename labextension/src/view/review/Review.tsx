// The whole review: what is asked of the table above, facets, table and passage below.
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Desk } from './desk';
import { Facets } from './Facets';
import { Grid } from './Grid';
import { Passage } from './Passage';
import { isNarrowed } from './query';
import { Keys, WriteBack } from './Sheets';

/** How long a pause in typing is, in milliseconds, until the table follows. */
const PAUSE = 80;

function SearchBox({ desk }: { desk: Desk }) {
  const { t, query } = desk;
  const [text, setText] = useState(query.text);
  useEffect(() => setText(query.text), [query.text]);
  useEffect(() => {
    if (text === desk.query.text) return;
    const timer = setTimeout(() => desk.lookFor({ ...desk.query, text }), PAUSE);
    return () => clearTimeout(timer);
  }, [desk, text]);
  return (
    <input
      type="search"
      className="jp-AnnotatorReview-search"
      aria-label={t('Search passages, notes and comments')}
      placeholder={t('Search')}
      title={`${t('Search')} (/)`}
      value={text}
      onChange={event => setText(event.currentTarget.value)}
    />
  );
}

function Reviewer({ desk }: { desk: Desk }) {
  const { t, reviewer } = desk;
  const [name, setName] = useState(reviewer);
  const [asks, setAsks] = useState(reviewer === '');
  if (!asks)
    return (
      <span className="jp-AnnotatorReview-who">
        {t('Reviewer')}: <b>{reviewer}</b>
        {desk.isNamed ? null : (
          <button type="button" className="jp-Annotator-link" onClick={() => setAsks(true)}>
            {t('Change')}
          </button>
        )}
      </span>
    );
  return (
    <form
      className="jp-AnnotatorReview-who"
      onSubmit={event => {
        event.preventDefault();
        desk.setReviewer(name);
        if (desk.reviewer !== '') setAsks(false);
      }}
    >
      <input
        aria-label={t('Your name as reviewer')}
        placeholder={t('Your name as reviewer')}
        value={name}
        maxLength={200}
        onChange={event => setName(event.currentTarget.value)}
      />
      <button type="submit" className={desk.reviewer === '' ? 'jp-mod-primary' : undefined}>
        {t('OK')}
      </button>
    </form>
  );
}

function Head({ desk }: { desk: Desk }) {
  const { t, n, table, found, query } = desk;
  const chosen = Object.values(query.chosen).reduce((sum, codes) => sum + codes.length, 0);
  return (
    <div className="jp-AnnotatorReview-head">
      <button type="button" aria-expanded={desk.facets} onClick={() => desk.show({ facets: !desk.facets })}>
        {t('Filters')}
        {chosen > 0 ? ` (${chosen})` : ''}
      </button>
      <SearchBox desk={desk} />
      <span className="jp-Annotator-soft jp-AnnotatorReview-count" aria-live="polite">
        {!table
          ? null
          : isNarrowed(query)
            ? t('%1 of %2 shown', found.rows.length.toLocaleString(), table.rows.toLocaleString())
            : n('%1 annotation', '%1 annotations', table.rows)}
      </span>
      {isNarrowed(query) ? (
        <button
          type="button"
          className="jp-Annotator-link"
          onClick={() => desk.lookFor({ ...query, text: '', chosen: {} })}
        >
          {t('Clear filters')}
        </button>
      ) : null}
      <span className="jp-AnnotatorReview-space" />
      <Reviewer desk={desk} />
      <button type="button" title={t('Read files that changed again')} onClick={() => desk.refresh()}>
        {t('Read again')}
      </button>
      <button
        type="button"
        className={desk.pending > 0 ? 'jp-mod-primary' : undefined}
        title={`${t('See what will be written back')} (W)`}
        onClick={() => desk.writeBack(true)}
      >
        {desk.pending > 0
          ? n('Write back %1 decision…', 'Write back %1 decisions…', desk.pending)
          : t('Write back…')}
      </button>
      <button
        type="button"
        className="jp-Annotator-tool"
        aria-label={t('Keys')}
        title={`${t('Keys')} (?)`}
        onClick={() => desk.show({ help: true })}
      >
        ?
      </button>
    </div>
  );
}

/** What was taken up from an earlier session, and that decisions are kept: one line. */
function KeptLine({ desk }: { desk: Desk }) {
  const { t, n, kept } = desk;
  if (!kept || (kept.restored === 0 && kept.failure === '')) return null;
  if (kept.failure !== '')
    return (
      <p className="jp-AnnotatorReview-kept">
        {t('Decisions are not kept on the disk until you write them back: %1', kept.failure)}
      </p>
    );
  const { restored, file, reviewers, leftOut } = kept;
  return (
    <p className="jp-AnnotatorReview-kept">
      {leftOut
        ? n(
            '%1 decision of an earlier session is left out.',
            '%1 decisions of an earlier session are left out.',
            restored
          )
        : n(
            '%1 decision that was not written back is here again (by %2, from %3).',
            '%1 decisions that were not written back are here again (by %2, from %3).',
            restored,
            reviewers.join(', '),
            file
          )}{' '}
      <button type="button" className="jp-Annotator-link" onClick={() => desk.leaveOut(!leftOut)}>
        {leftOut ? t('Bring them back') : t('Leave them out')}
      </button>
    </p>
  );
}

export function Review({ desk }: { desk: Desk }) {
  useSyncExternalStore(desk.subscribe, () => desk.version);
  const { t, table } = desk;
  const status = desk.slow
    ? t(
        'Python does not answer: it may be running a cell, or have stopped. Keep this page open, and run the cell again.'
      )
    : desk.message || (table ? '' : t('Getting the table…'));
  return (
    <>
      <Head desk={desk} />
      <KeptLine desk={desk} />
      <div
        role="status"
        className={`jp-AnnotatorReview-status${status === '' && desk.failure === '' ? ' jp-mod-quiet' : ''}`}
      >
        {status}
        {desk.failure ? <strong role="alert">{desk.failure}</strong> : null}
      </div>
      {table ? (
        <div className={`jp-AnnotatorReview-body${desk.facets ? ' jp-mod-facets' : ''}`}>
          {desk.facets ? <Facets desk={desk} table={table} /> : null}
          <Grid desk={desk} table={table} />
          <Passage desk={desk} />
        </div>
      ) : null}
      {desk.help ? <Keys desk={desk} /> : null}
      {desk.report ? <WriteBack desk={desk} report={desk.report} /> : null}
    </>
  );
}
