// What lies over the review: the keys, and what is written back. Modal: the browser keeps the focus in them.
import { type ReactNode, useEffect, useRef } from 'react';
import { keysToRead } from './bindings';
import type { Desk } from './desk';
import type { Report } from './messages';

function Sheet(props: {
  title: string;
  desk: Desk;
  close: () => void;
  children: ReactNode;
  foot?: ReactNode;
}) {
  const { title, desk, close, children, foot } = props;
  const sheet = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = sheet.current;
    dialog?.showModal();
    dialog?.querySelector<HTMLElement>('.jp-Annotator-helpBody')?.focus();
    return () => dialog?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it too
    <dialog
      ref={sheet}
      className="jp-Annotator-help"
      aria-label={title}
      onCancel={close}
      onClick={event => event.target === event.currentTarget && close()}
    >
      <div className="jp-Annotator-helpSheet">
        <header>
          <h3>{title}</h3>
          <button
            type="button"
            className="jp-Annotator-tool jp-AnnotatorReview-close"
            aria-label={desk.t('Close')}
            onClick={close}
          >
            <svg viewBox="0 0 16 16" aria-hidden="true">
              <path d="M4 4l8 8M12 4l-8 8" />
            </svg>
          </button>
        </header>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse */}
        <section className="jp-Annotator-helpBody" tabIndex={0} aria-label={title}>
          {children}
        </section>
        {foot ? <footer>{foot}</footer> : null}
      </div>
    </dialog>
  );
}

export function Keys({ desk }: { desk: Desk }) {
  const { t } = desk;
  return (
    <Sheet title={t('Keys')} desk={desk} close={() => desk.show({ help: false })}>
      <p>{t('The keys of the codebook correct the value that they stand for.')}</p>
      <div className="jp-Annotator-helpColumns">
        <dl>
          {keysToRead(desk.bindings).map(([keys, does]) => (
            <div key={does}>
              <dt>
                {keys.map(key => (
                  <kbd key={key}>{t(key)}</kbd>
                ))}
              </dt>
              <dd>{t(does)}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Sheet>
  );
}

/** Ids of outcomes, as the kernel gives them. */
const WOULD = 'would_be_written';
const NOWHERE = 'not_in_a_file';

function Line({ desk, row }: { desk: Desk; row: Record<string, string> }) {
  const { t } = desk;
  const decisions: Record<string, string> = {
    accepted: t('Accepted'),
    flagged: t('Flagged'),
    corrected: t('Corrected')
  };
  const outcomes: Record<string, string> = {
    [WOULD]: t('will be written'),
    written: t('written'),
    already_there: t('already there'),
    refused: t('refused'),
    [NOWHERE]: t('not in a file')
  };
  const outcome = row.outcome ?? '';
  return (
    <tr className={outcome === 'refused' || outcome === NOWHERE ? 'jp-mod-refused' : undefined}>
      <td>{row.file}</td>
      <td>{row.reader}</td>
      <td>
        {decisions[row.decision ?? ''] ?? row.decision}
        {row.change ? <span>: {row.change}</span> : null}
        {row.comment ? <q dir="auto">{row.comment}</q> : null}
      </td>
      <td>
        {outcomes[outcome] ?? outcome}
        {row.why ? <span className="jp-Annotator-soft"> {row.why}</span> : null}
      </td>
    </tr>
  );
}

export function WriteBack({ desk, report }: { desk: Desk; report: Report }) {
  const { t, n } = desk;
  const { counts, files, dryRun } = report;
  const due = (dryRun ? counts[WOULD] : counts.written) ?? 0;
  const inFiles = n('%1 file', '%1 files', (dryRun ? files[WOULD] : files.written) ?? 0);
  const refused = (counts.refused ?? 0) + (counts[NOWHERE] ?? 0);
  const close = () => desk.show({ report: null });
  return (
    <Sheet
      title={dryRun ? t('What will be written back') : t('What was written back')}
      desk={desk}
      close={close}
      foot={
        <div className="jp-AnnotatorReview-foot">
          {dryRun && due > 0 ? (
            <button
              type="button"
              className="jp-mod-primary"
              disabled={desk.writing}
              onClick={() => desk.writeBack(false)}
            >
              {desk.writing ? t('Writing…') : t('Write into the files')}
            </button>
          ) : null}
          {refused > 0 ? (
            <button type="button" onClick={() => desk.refresh()}>
              {t('Read the files again')}
            </button>
          ) : null}
          <button type="button" onClick={close}>
            {dryRun && due > 0 ? t('Cancel') : t('Close')}
          </button>
        </div>
      }
    >
      <p>
        {report.total === 0
          ? t('There is no decision to write back.')
          : dryRun
            ? n('%1 decision goes into %2.', '%1 decisions go into %2.', due, inFiles)
            : n('%1 decision was written into %2.', '%1 decisions were written into %2.', due, inFiles)}
        {refused > 0 ? (
          <strong> {n('%1 is refused; it stays here.', '%1 are refused; they stay here.', refused)}</strong>
        ) : null}
      </p>
      {dryRun && due > 0 ? (
        <p className="jp-Annotator-soft">
          {t(
            'Save and close these notebooks first where they are open: a page that is open does not know of changes.'
          )}
        </p>
      ) : null}
      {report.rows.length > 0 ? (
        <table className="jp-AnnotatorReview-report">
          <thead>
            <tr>
              <th>{t('File')}</th>
              <th>{t('Reader')}</th>
              <th>{t('Decision')}</th>
              <th>{t('Outcome')}</th>
            </tr>
          </thead>
          <tbody>
            {report.rows.map((row, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a report never changes
              <Line key={at} desk={desk} row={row} />
            ))}
          </tbody>
        </table>
      ) : null}
      {report.total > report.rows.length ? (
        <p>{n('… and %1 more', '… and %1 more', report.total - report.rows.length)}</p>
      ) : null}
    </Sheet>
  );
}
