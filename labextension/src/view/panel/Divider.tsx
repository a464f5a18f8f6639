// Divides the panel's height between the annotation at hand and the list; where the reader puts it is remembered.
import { useLayoutEffect, useState } from 'react';
import type { Controller } from '../controller';

const REMEMBERED = 'jupyter-annotator:list-height';
/** Heights of the list in pixels. */
const LEAST = 90;
const MOST = 800;
const STEP = 24;
const USUAL = 170;

function remembered(): number | null {
  try {
    const height = Number.parseInt(localStorage.getItem(REMEMBERED) ?? '', 10);
    return height >= LEAST && height <= MOST ? height : null;
  } catch {
    // A browser that lets no page remember anything.
    return null;
  }
}

function remember(height: number | null): void {
  try {
    if (height === null) localStorage.removeItem(REMEMBERED);
    else localStorage.setItem(REMEMBERED, String(height));
  } catch {
    // It holds as long as the view does.
  }
}

export function Divider({ controller }: { controller: Controller }) {
  const [height, setHeight] = useState(remembered);
  useLayoutEffect(() => {
    const { style } = controller.root;
    if (height === null) style.removeProperty('--jp-annotator-list-height');
    else style.setProperty('--jp-annotator-list-height', `${height}px`);
  }, [controller, height]);
  const set = (wanted: number | null) => {
    const next = wanted === null ? null : Math.round(Math.min(Math.max(wanted, LEAST), MOST));
    remember(next);
    setHeight(next);
  };
  const now = (divider: Element) =>
    divider.parentElement?.querySelector('.jp-Annotator-listSection')?.getBoundingClientRect().height ??
    USUAL;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule that can be moved is no hr
    <div
      className="jp-Annotator-divider"
      role="separator"
      tabIndex={0}
      aria-orientation="horizontal"
      aria-label={controller.t('Height of the list')}
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      aria-valuenow={height ?? USUAL}
      title={controller.t('Drag for a longer or a shorter list; double click for the usual one')}
      onDoubleClick={() => set(null)}
      onPointerDown={event => {
        event.currentTarget.setPointerCapture(event.pointerId);
        event.preventDefault();
      }}
      onPointerMove={event => {
        if (event.currentTarget.hasPointerCapture(event.pointerId))
          set(now(event.currentTarget) + event.currentTarget.getBoundingClientRect().top + 4 - event.clientY);
      }}
      onKeyDown={event => {
        const by = { ArrowUp: STEP, ArrowDown: -STEP }[event.key];
        if (by) set(now(event.currentTarget) + by);
        if (by) event.preventDefault();
      }}
    />
  );
}
