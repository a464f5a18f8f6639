// How far the reader has come, in one line at the foot of the panel.
import type { Controller } from '../controller';
import { finish, isFinished, nextUnanswered, outstanding } from '../progress';

function Asking({ controller }: { controller: Controller }) {
  const { t, n } = controller;
  const { all } = outstanding(controller);
  return (
    <section className="jp-Annotator-finishing" aria-label={t('Finish the article')}>
      <p role="alert">{n('One question has no answer yet.', '%1 questions have no answer yet.', all)}</p>
      <div>
        <button
          type="button"
          className="jp-mod-primary"
          onClick={() => {
            controller.show({ finishing: false });
            nextUnanswered(controller);
          }}
        >
          {t('Show me')}
        </button>
        <button type="button" onClick={() => finish(controller, true, true)}>
          {t('Finish all the same')}
        </button>
        <button type="button" onClick={() => controller.show({ finishing: false })}>
          {t('Not yet')}
        </button>
      </div>
    </section>
  );
}

export function Progress({ controller }: { controller: Controller }) {
  const { t, n, screen, session } = controller;
  if (!controller.store) return null;
  const { all } = outstanding(controller);
  const finished = isFinished(controller);
  const seen = Math.floor(controller.seen * 100);
  return (
    <section className="jp-Annotator-progress" aria-label={t('Progress')}>
      {screen.finishing && all > 0 ? <Asking controller={controller} /> : null}
      <div
        className="jp-Annotator-seen"
        role="progressbar"
        aria-label={t('Seen of the article')}
        aria-valuenow={seen}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuetext={`${seen} %`}
      >
        <i style={{ width: `${seen}%` }} />
      </div>
      <div className="jp-Annotator-progressLine">
        <span title={t('The part of the article that has been on your screen, in this browser.')}>
          {t('%1 % seen', String(seen))}
        </span>
        {all > 0 ? (
          <button
            type="button"
            className="jp-Annotator-link"
            title={t('Next unanswered question')}
            onClick={() => nextUnanswered(controller)}
          >
            {n('%1 to answer', '%1 to answer', all)} <kbd aria-hidden="true">m</kbd>
          </button>
        ) : (
          <span>{controller.order.length > 0 ? t('all answered') : null}</span>
        )}
        {finished ? (
          <>
            <strong className="jp-Annotator-finished">✓ {t('Finished')}</strong>
            {session.readOnly ? null : (
              <button type="button" className="jp-Annotator-link" onClick={() => finish(controller, false)}>
                {t('Open again')}
              </button>
            )}
          </>
        ) : (
          <button
            type="button"
            className="jp-Annotator-finish"
            title={`${t('I have finished this article')} (D)`}
            aria-expanded={screen.finishing && all > 0}
            onClick={() => finish(controller)}
          >
            {t('Finish')}
          </button>
        )}
      </div>
    </section>
  );
}
