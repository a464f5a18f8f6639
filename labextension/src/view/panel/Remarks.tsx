// What the host says once: brought back drafts, say. One line each, with what it offers and a way to close it.
import type { Controller } from '../controller';

export function Remarks({ controller }: { controller: Controller }) {
  const { session, t } = controller;
  return (
    // Not in the live region of the status line: there a message would be read again with each save.
    <div className="jp-Annotator-remarks" aria-live="polite">
      {(session.remarks ?? []).map(({ text, offer, close }) => (
        <p className="jp-Annotator-remark" key={text}>
          <span>{text}</span>
          {offer ? (
            <button type="button" className="jp-Annotator-link" onClick={offer.take}>
              {offer.title}
            </button>
          ) : null}
          <button type="button" className="jp-Annotator-close" aria-label={t('Close')} onClick={close}>
            <svg viewBox="0 0 16 16" aria-hidden="true">
              <path d="M4 4l8 8M12 4l-8 8" />
            </svg>
          </button>
        </p>
      ))}
    </div>
  );
}
