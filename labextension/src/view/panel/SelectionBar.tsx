// The kinds at the pointer, so that tagging by mouse needs no way to the panel and back.
import { kindStyles } from '../article/highlight';
import type { Controller } from '../controller';
import { LinkedChoices } from './LinkMaking';

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
    </div>
  );
}
