// What else is tagged at the same place: overlapping, nested and identical annotations, told apart and each reachable.
import type { Controller } from '../controller';
import { shortened } from './shortened';

/** Words of a quote that tell two of a kind apart: how it begins and how it ends. */
function ends(quote: string): string {
  const letters = Array.from(quote);
  return letters.length > 44
    ? `${letters.slice(0, 22).join('').trimEnd()} … ${letters.slice(-18).join('').trimStart()}`
    : quote;
}

export function Here({ controller }: { controller: Controller }) {
  const { annotations, screen, n } = controller;
  const { here, picked } = screen;
  if (here.length < 2) return null;
  return (
    <div className="jp-Annotator-here">
      <span>
        {n('%1 annotation here', '%1 annotations here', here.length)} <kbd aria-hidden="true">o</kbd>
      </span>
      <ol>
        {here.map((id, at) => {
          const annotation = annotations[id];
          const kind = controller.kind(annotation?.kind ?? '')?.title ?? '';
          return (
            <li key={id}>
              <button
                type="button"
                aria-pressed={id === picked}
                title={shortened(annotation?.quote ?? '', 200)}
                onClick={() => controller.show({ picked: id })}
              >
                <span aria-hidden="true">{at + 1}</span> <b>{kind}</b>{' '}
                <span dir="auto">{ends(annotation?.quote ?? '')}</span>
              </button>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
