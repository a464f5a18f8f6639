// All annotations in text order; only the rows near the view are on the page.
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { type Annotation, answerTo, unanswered } from '../../model';
import { type KindStyle, kindStyles, meter } from '../article/highlight';
import type { Controller } from '../controller';

function answers(controller: Controller, annotation: Annotation): string {
  return controller
    .fieldsOf(annotation.kind)
    .flatMap(field => {
      const value = answerTo(annotation, field.id);
      if (value === undefined) return [];
      const title = (one: unknown) =>
        (field.values ?? []).find(option => option.id === one)?.title ?? String(one);
      return [Array.isArray(value) ? value.map(title).join(', ') : title(value)];
    })
    .join(' · ');
}

function Row({ controller, id, style }: { controller: Controller; id: string; style?: KindStyle }) {
  const annotation = controller.annotations[id] as Annotation;
  const open = unanswered(annotation, controller.codebook).length;
  return (
    <button
      type="button"
      aria-current={id === controller.screen.picked ? 'true' : undefined}
      className="jp-Annotator-row"
      style={{ '--jp-annotator-kind': style?.color } as React.CSSProperties}
      onClick={() => controller.pick(id, true)}
    >
      <span className="jp-Annotator-rowKind">{controller.kind(annotation.kind)?.title}</span>{' '}
      <span className="jp-Annotator-rowQuote" dir="auto">
        {annotation.quote.length > 240 ? `${annotation.quote.slice(0, 240)}…` : annotation.quote}
      </span>
      <span className="jp-Annotator-rowMeta">
        {style && meter(style, annotation) ? (
          <span aria-hidden="true">{meter(style, annotation)} </span>
        ) : null}
        {answers(controller, annotation)}
        {open > 0 ? (
          <em>
            {' '}
            {open} {controller.t('to answer')}
          </em>
        ) : null}
        {annotation.note ? <span> · {controller.t('note')}</span> : null}
      </span>
    </button>
  );
}

export function List({ controller }: { controller: Controller }) {
  const { order, screen, t } = controller;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: order.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 62,
    overscan: 12,
    getItemKey: at => order[at] as string
  });
  const styles = kindStyles(controller.codebook);
  const at = screen.picked ? order.indexOf(screen.picked) : -1;
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
  }, [at, virtual]);
  return (
    <section className="jp-Annotator-listSection">
      <h3>
        {t('Annotations')} <span>{order.length}</span>
      </h3>
      <div className="jp-Annotator-list" ref={scroller}>
        {order.length === 0 ? <p className="jp-Annotator-empty">{t('Nothing tagged yet.')}</p> : null}
        {/* biome-ignore lint/a11y/noRedundantRoles: list-style none takes the role away in Safari */}
        <ul role="list" aria-label={t('Annotations')} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(item => (
            <li
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              aria-posinset={item.index + 1}
              aria-setsize={order.length}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <Row
                controller={controller}
                id={order[item.index] as string}
                style={styles.get(controller.annotations[order[item.index] as string]?.kind ?? '')}
              />
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
