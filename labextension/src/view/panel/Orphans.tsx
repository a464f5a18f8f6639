// Annotations that lost their place when the article changed, apart from the others.
import type { Annotation } from '../../model';
import { attach, discard, orphansOf } from '../attaching';
import type { Controller } from '../controller';
import { shortened } from './shortened';

function Orphan({ controller, id, orphan }: { controller: Controller; id: string; orphan: Annotation }) {
  const { t, screen } = controller;
  return (
    <li>
      <p>
        <span className="jp-Annotator-rowKind">{controller.kind(orphan.kind)?.title}</span>{' '}
        <span className="jp-Annotator-rowQuote" dir="auto">
          {shortened(orphan.quote, 240)}
        </span>
        {orphan.note ? <span className="jp-Annotator-rowMeta">{shortened(orphan.note, 120)}</span> : null}
      </p>
      <div className="jp-Annotator-actions">
        <button
          type="button"
          className={screen.pending ? 'jp-mod-primary' : ''}
          aria-description={orphan.quote}
          // Keeps the selection in the article.
          onPointerDown={event => event.preventDefault()}
          onMouseDown={event => event.preventDefault()}
          onClick={() => attach(controller, id)}
        >
          {t('Attach to the selection')}
        </button>
        <button
          type="button"
          className="jp-Annotator-link"
          aria-description={orphan.quote}
          onClick={() => discard(controller, id)}
        >
          {t('Delete')}
        </button>
      </div>
    </li>
  );
}

export function Orphans({ controller }: { controller: Controller }) {
  const { t } = controller;
  const orphans = orphansOf(controller);
  if (orphans.length === 0) return null;
  return (
    <section className="jp-Annotator-orphans" aria-label={t('Without a place')}>
      <details open>
        <summary>
          {t('Without a place')} <span>{orphans.length}</span>
        </summary>
        <p>
          {t(
            'These were not found when the article changed. Select the passage that is meant, and attach it; it keeps its answers, note and links.'
          )}
        </p>
        {/* biome-ignore lint/a11y/noRedundantRoles: list-style none takes the role away in Safari */}
        <ul role="list" aria-label={t('Without a place')}>
          {orphans.map(([id, orphan]) => (
            <Orphan key={id} controller={controller} id={id} orphan={orphan} />
          ))}
        </ul>
      </details>
    </section>
  );
}
