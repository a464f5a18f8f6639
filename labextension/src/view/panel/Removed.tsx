// The removed annotations, out of the way until they are asked for: each can be brought back.
import { bringBack, removedOf } from '../bringing-back';
import type { Controller } from '../controller';
import { shortened } from './shortened';
import { When } from './When';

export function Removed({ controller }: { controller: Controller }) {
  const { t, screen } = controller;
  if (!screen.removed) return null;
  const removed = removedOf(controller);
  return (
    <section className="jp-Annotator-removed" aria-label={t('Removed annotations')}>
      <header>
        <b>{t('Removed annotations')}</b> <span>{removed.length}</span>
        <button
          type="button"
          className="jp-Annotator-close"
          aria-label={t('Close')}
          onClick={() => controller.show({ removed: false })}
        >
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M4 4l8 8M12 4l-8 8" />
          </svg>
        </button>
      </header>
      {/* biome-ignore lint/a11y/noRedundantRoles: list-style none takes the role away in Safari */}
      <ul role="list" aria-label={t('Removed annotations')}>
        {removed.map(one => (
          <li key={one.id}>
            <p>
              <span className="jp-Annotator-rowKind">
                {controller.kind(one.annotation.kind)?.title ?? one.annotation.kind}
              </span>{' '}
              <q className="jp-Annotator-rowQuote" dir="auto">
                {shortened(one.annotation.quote, 160)}
              </q>
            </p>
            <p className="jp-Annotator-soft">
              {one.at ? <When time={one.at} controller={controller} /> : null} <bdi>{one.who ?? ''}</bdi>{' '}
              <button
                type="button"
                className="jp-Annotator-link"
                aria-description={one.annotation.quote}
                onClick={() => bringBack(controller, one)}
              >
                {t('Bring back')}
              </button>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
