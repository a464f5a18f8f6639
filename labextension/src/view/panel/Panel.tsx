// The panel beside the article.
import { useSyncExternalStore } from 'react';
import { createPortal } from 'react-dom';
import type { Controller, Tip } from '../controller';
import { Editor } from './Editor';
import { FieldGroup } from './FieldGroup';
import { Header } from './Header';
import { Help } from './Help';
import { Kinds } from './Kinds';
import { List } from './List';
import { SelectionBar } from './SelectionBar';
import { SuggestionCard, Suggestions } from './Suggestions';

function Questions({ controller }: { controller: Controller }) {
  const fields = controller.fieldsOf('document');
  if (fields.length === 0 || !controller.store) return null;
  const { answers } = controller.store.checked;
  const open = fields.filter(field => (answers[field.id]?.value ?? null) === null).length;
  return (
    <details className="jp-Annotator-questions">
      <summary>
        {controller.t('About the whole article')}
        {open > 0 ? (
          <em>
            {' '}
            {open} {controller.t('to answer')}
          </em>
        ) : null}
      </summary>
      {fields.map(field => (
        <FieldGroup
          key={field.id}
          controller={controller}
          field={field}
          value={answers[field.id]?.value ?? undefined}
          onAnswer={value => controller.answerDocument(field, value)}
        />
      ))}
    </details>
  );
}

/** Room in pixels that an explanation needs beside the panel. */
const TIP_WIDTH = 360;

function TipCard({ controller, tip }: { controller: Controller; tip: Tip }) {
  const { t } = controller;
  const root = controller.root.getBoundingClientRect();
  const panel = controller.root.querySelector('.jp-Annotator-panel')?.getBoundingClientRect();
  const beside = panel && panel.left - root.left > TIP_WIDTH;
  // Beside the panel it hides no other answer; on a narrow screen it stands above its own.
  const style = beside
    ? { right: root.right - panel.left + 8, top: Math.min(tip.rect.top - root.top - 8, root.height - 200) }
    : { right: 10, bottom: root.bottom - tip.rect.top + 6 };
  return (
    <div className="jp-Annotator-tip" aria-hidden="true" style={style}>
      <strong>{tip.value.title}</strong>
      <p>{tip.value.definition}</p>
      {tip.value.include ? (
        <p>
          <b>{t('Include')}</b> {tip.value.include}
        </p>
      ) : null}
      {tip.value.exclude ? (
        <p>
          <b>{t('Exclude')}</b> {tip.value.exclude}
        </p>
      ) : null}
      {tip.value.example ? <p className="jp-Annotator-example">{tip.value.example}</p> : null}
    </div>
  );
}

export function Panel({ controller }: { controller: Controller }) {
  useSyncExternalStore(controller.subscribe, controller.snapshot);
  const { picked, screen } = controller;
  const suggestion = controller.suggesting?.current;
  return (
    <>
      <Header controller={controller} />
      <Kinds controller={controller} />
      <div className="jp-Annotator-middle">
        {screen.help ? <Help controller={controller} /> : null}
        {suggestion ? (
          <SuggestionCard controller={controller} suggestion={suggestion} />
        ) : picked && !screen.pending ? (
          <Editor controller={controller} annotation={picked} />
        ) : (
          <Questions controller={controller} />
        )}
      </div>
      <Suggestions controller={controller} />
      <List controller={controller} />
      {controller.stage
        ? createPortal(<SelectionBar controller={controller} />, controller.stage.pane)
        : null}
      {screen.tip
        ? createPortal(<TipCard controller={controller} tip={screen.tip} />, controller.root)
        : null}
    </>
  );
}
