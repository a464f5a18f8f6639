// The kinds at the pointer, so that tagging by mouse needs no way to the panel and back.
import { kindStyles } from '../article/highlight';
import type { Controller } from '../controller';
import { addStretch, removeStretch } from '../marking';
import { LinkedChoices } from './LinkMaking';

/** A further stretch for the picked annotation, or one less. */
function Stretch({ controller }: { controller: Controller }) {
  const { picked, screen, t } = controller;
  if (!picked || !screen.pending) return null;
  const { pending } = screen;
  const isPart = picked.spans.some(({ start, end }) => start <= pending.start && pending.end <= end);
  const title = controller.kind(picked.kind)?.title ?? picked.kind;
  const name = isPart ? t('Take out of the %1 at hand', title) : t('Add to the %1 at hand', title);
  const isAll = picked.spans.every(({ start, end }) => pending.start <= start && end <= pending.end);
  if (isPart && isAll) return null;
  return (
    <button
      type="button"
      className="jp-Annotator-stretch"
      aria-label={name}
      title={name}
      onPointerDown={event => event.preventDefault()}
      onMouseDown={event => event.preventDefault()}
      onClick={() => (isPart ? removeStretch(controller, pending) : addStretch(controller))}
    >
      <span aria-hidden="true">{isPart ? '−' : '+'}</span>
      {title}
      <kbd aria-hidden="true">{isPart ? '_' : '+'}</kbd>
    </button>
  );
}

export function SelectionBar({ controller }: { controller: Controller }) {
  const { screen, t } = controller;
  if (!screen.pending || !screen.bar) return null;
  if (screen.linking) {
    return (
      <div className="jp-Annotator-selectionBar" style={screen.bar}>
        <LinkedChoices controller={controller} />
      </div>
    );
  }
  const styles = kindStyles(controller.codebook);
  return (
    <div
      className="jp-Annotator-selectionBar"
      role="toolbar"
      aria-label={t('Tag the selection')}
      style={screen.bar}
    >
      {controller.codebook.kinds.map(kind => (
        <button
          type="button"
          key={kind.id}
          style={{ '--jp-annotator-kind': styles.get(kind.id)?.color } as React.CSSProperties}
          title={kind.definition}
          onPointerDown={event => event.preventDefault()}
          onMouseDown={event => event.preventDefault()}
          onClick={() => controller.tag(kind.id)}
        >
          {kind.title}
          {kind.key ? <kbd aria-hidden="true">{kind.key}</kbd> : null}
        </button>
      ))}
      <Stretch controller={controller} />
    </div>
  );
}
