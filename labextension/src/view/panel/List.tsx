// The annotations that the filter lets through; only the rows near the view are on the page.
import { type Annotation, answerTo } from '../../model';
import { type KindStyle, kindStyles, meter } from '../article/highlight';
import { COMMANDS, keyLabel, keysOf } from '../commands';
import type { Controller } from '../controller';
import { NO_FILTER } from '../filtering';
import { STATUS_TITLES } from '../several';
import { Filters } from './Filters';
import { reviewSign } from './Reviewed';
import { Rows } from './Rows';

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

const SIGNS = { done: '✓', flagged: '⚑' };

function short(quote: string): string {
  return quote.length > 240 ? `${quote.slice(0, 240)}…` : quote;
}

/** As lists do: Ctrl and a click adds or takes away, Shift and a click goes on to here. */
function click(event: React.MouseEvent, controller: Controller, id: string): void {
  const { list, annotations, screen } = controller;
  if (event.shiftKey) list.chooseTo(annotations, id, screen.picked);
  else {
    if (list.chosen.size === 0 && screen.picked && screen.picked !== id) list.toggle(screen.picked);
    list.toggle(id);
  }
  controller.choose(list.chosen);
}

function Row({ controller, id, style }: { controller: Controller; id: string; style?: KindStyle }) {
  const annotation = controller.annotations[id] as Annotation;
  const open = controller.list.filtering.openOf(annotation);
  const { status = 'open' } = annotation;
  return (
    <button
      type="button"
      aria-current={id === controller.screen.picked ? 'true' : undefined}
      className="jp-Annotator-row"
      style={{ '--jp-annotator-kind': style?.color } as React.CSSProperties}
      onClick={event => {
        if (event.shiftKey || event.ctrlKey || event.metaKey) click(event, controller, id);
        else controller.pick(id, true);
      }}
    >
      <span className="jp-Annotator-rowText">
        <span className="jp-Annotator-rowKind">{controller.kind(annotation.kind)?.title}</span>{' '}
        <span className="jp-Annotator-rowQuote" dir="auto">
          {short(annotation.quote)}
        </span>
      </span>
      <span className="jp-Annotator-rowMeta">
        {style && meter(style, annotation) ? (
          <span aria-hidden="true">{meter(style, annotation)} </span>
        ) : null}
        {status === 'open' ? null : (
          <b className="jp-Annotator-sign">
            {SIGNS[status]} {controller.t(STATUS_TITLES[status])}{' '}
          </b>
        )}
        {annotation.review ? (
          <b className="jp-Annotator-sign" title={controller.t('Review')}>
            {reviewSign(annotation)}{' '}
          </b>
        ) : null}
        {answers(controller, annotation)}
        {open > 0 ? <em> {controller.n('%1 to answer', '%1 to answer', open)}</em> : null}
        {annotation.note ? <span> · {controller.t('note')}</span> : null}
      </span>
    </button>
  );
}

function Choose({ controller, id }: { controller: Controller; id: string }) {
  const { t, list, annotations } = controller;
  const { kind, quote } = annotations[id] as Annotation;
  return (
    <input
      type="checkbox"
      className="jp-Annotator-choose"
      // In the tab order once something is chosen; before that the keys # J K * choose.
      tabIndex={list.chosen.size > 0 ? 0 : -1}
      aria-label={`${t('Choose')} ${controller.kind(kind)?.title}: ${quote.slice(0, 60)}`}
      checked={list.chosen.has(id)}
      onChange={() => {}}
      onClick={event => {
        if (event.shiftKey) list.chooseTo(annotations, id, controller.screen.picked);
        else list.toggle(id);
        controller.choose(list.chosen);
      }}
    />
  );
}

function Head({ controller }: { controller: Controller }) {
  const { t, list, order, listed, screen } = controller;
  return (
    <div className="jp-Annotator-listHead">
      <h3>
        {t('Annotations')} <span>{list.isFiltering ? null : order.length}</span>
      </h3>
      <span className="jp-Annotator-shown">
        <span aria-live="polite">
          {list.isFiltering ? t('%1 of %2 shown', String(listed.length), String(order.length)) : null}
        </span>
        {list.isFiltering ? (
          <>
            {' · '}
            <button type="button" className="jp-Annotator-link" onClick={() => controller.filter(NO_FILTER)}>
              {t('Clear filters')}
            </button>
          </>
        ) : null}
      </span>
      <button
        type="button"
        className="jp-Annotator-tool"
        aria-label={t('Search and filter')}
        title={`${t('Search and filter')} (/)`}
        aria-expanded={screen.tools}
        onClick={() => {
          controller.show({ tools: !screen.tools });
          if (!screen.tools) controller.focusSoon('.jp-Annotator-search');
        }}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M2 3.5h12M4.5 8h7M6.5 12.5h3" />
        </svg>
      </button>
    </div>
  );
}

/** What one has to know to begin, for those who keep their hands on the keys. */
function FirstKeys({ controller }: { controller: Controller }) {
  const { t, session } = controller;
  const known = ['next-sentence', 'next-brackets', 'help'].flatMap(id => {
    const command = COMMANDS.find(one => one.id === id);
    const [key] = command ? keysOf(command, session.preferences?.keys) : [];
    return command && key ? [{ id, key, title: command.title }] : [];
  });
  return (
    <dl className="jp-Annotator-firstKeys">
      {known.map(({ id, key, title }) => (
        <div key={id}>
          <dt>
            <kbd>{keyLabel(key)}</kbd>
          </dt>
          <dd>{t(title)}</dd>
        </div>
      ))}
    </dl>
  );
}

export function List({ controller }: { controller: Controller }) {
  const { order, listed, list, screen, t } = controller;
  const styles = kindStyles(controller.codebook);
  const at = screen.picked ? listed.indexOf(screen.picked) : -1;
  const choosing = list.chosen.size > 0 ? ' jp-mod-choosing' : '';
  return (
    <section className={`jp-Annotator-listSection${screen.tools ? ' jp-mod-tools' : ''}${choosing}`}>
      <Head controller={controller} />
      {screen.tools ? <Filters controller={controller} /> : null}
      <Rows
        className="jp-Annotator-list"
        label={t('Annotations')}
        ids={listed}
        current={at}
        height={62}
        before={
          <>
            {listed.length === 0 ? (
              <p className="jp-Annotator-empty">
                {order.length === 0 ? t('Nothing tagged yet.') : t('No annotation fits these filters.')}
              </p>
            ) : null}
            {order.length === 0 && !controller.session.readOnly ? (
              <FirstKeys controller={controller} />
            ) : null}
          </>
        }
      >
        {row => {
          const id = listed[row] as string;
          return (
            <>
              <Row
                controller={controller}
                id={id}
                style={styles.get(controller.annotations[id]?.kind ?? '')}
              />
              <Choose controller={controller} id={id} />
            </>
          );
        }}
      </Rows>
    </section>
  );
}
