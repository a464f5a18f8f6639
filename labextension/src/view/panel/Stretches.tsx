// The stretches of a discontinuous annotation, each of which can be taken out.
import type { Annotation } from '../../model';
import type { Controller } from '../controller';
import { removeStretch } from '../marking';
import { shortened } from './shortened';

export function Stretches({ controller, annotation }: { controller: Controller; annotation: Annotation }) {
  const { t, stage } = controller;
  const { spans } = annotation;
  if (spans.length < 2 || !stage) return null;
  return (
    <ol className="jp-Annotator-stretches" aria-label={t('Stretches')}>
      {spans.map(span => {
        const quote = shortened(stage.units.offsets.slice(span.start, span.end), 60);
        return (
          <li key={span.start}>
            <span dir="auto">{quote}</span>
            <button
              type="button"
              className="jp-Annotator-tool"
              aria-label={`${t('Take out')} “${quote}”`}
              title={t('Take out')}
              onClick={() => removeStretch(controller, span)}
            >
              <svg viewBox="0 0 16 16" aria-hidden="true">
                <path d="M3.5 8h9" />
              </svg>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
