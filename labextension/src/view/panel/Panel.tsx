// The panel beside the article.
import { useSyncExternalStore } from 'react';
import { createPortal } from 'react-dom';
import type { Controller, Tip } from '../controller';
import { DecidedUnit, UnitCard, Units } from './Adjudication';
import { CarryOver } from './CarryOver';
import { Divider } from './Divider';
import { Editor } from './Editor';
import { Header } from './Header';
import { Help } from './Help';
import { Kinds } from './Kinds';
import { List } from './List';
import { Orphans } from './Orphans';
import { Progress } from './Progress';
import { Questions } from './Questions';
import { Removed } from './Removed';
import { SelectionBar } from './SelectionBar';
import { Several } from './Several';
import { SuggestionCard, Suggestions } from './Suggestions';

/** Room in pixels that an explanation needs beside the panel. */
const TIP_WIDTH = 360;
/** As high as explanations get, in pixels. */
const TIP_HEIGHT = 230;

function TipCard({ controller, tip }: { controller: Controller; tip: Tip }) {
  const { t } = controller;
  const root = controller.root.getBoundingClientRect();
  const panel = controller.root.querySelector('.jp-Annotator-panel')?.getBoundingClientRect();
  const list = controller.root.querySelector('.jp-Annotator-listSection')?.getBoundingClientRect();
  const isWide = panel && panel.left - root.left > TIP_WIDTH;
  // Over the list it hides neither the passage that is judged nor another answer; where it would, it stands beside the
  // panel, and on a narrow screen above its own answer.
  const isOverList = isWide && list && root.bottom - tip.rect.bottom > TIP_HEIGHT;
  const roomy = list && root.bottom - list.top > TIP_HEIGHT;
  const style = isOverList
    ? { right: 6, width: panel.width - 12, ...(roomy ? { top: list.top - root.top + 4 } : { bottom: 6 }) }
    : isWide
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
  const unit = controller.adjudicating?.current;
  return (
    <>
      <Header controller={controller} />
      <Kinds controller={controller} />
      <div className="jp-Annotator-middle">
        <CarryOver controller={controller} />
        <Removed controller={controller} />
        {picked && !screen.pending ? <DecidedUnit controller={controller} /> : null}
        {unit && !screen.pending ? (
          <UnitCard controller={controller} unit={unit} />
        ) : suggestion ? (
          <SuggestionCard controller={controller} suggestion={suggestion} />
        ) : controller.isSeveral && !screen.pending ? (
          <Several controller={controller} />
        ) : picked && !screen.pending ? (
          <Editor controller={controller} annotation={picked} />
        ) : (
          <Questions controller={controller} />
        )}
        <Orphans controller={controller} />
      </div>
      {unit ? null : <Divider controller={controller} />}
      <Units controller={controller} />
      <Suggestions controller={controller} />
      {unit ? null : <List controller={controller} />}
      <Progress controller={controller} />
      {screen.help ? <Help controller={controller} /> : null}
      {controller.stage
        ? createPortal(<SelectionBar controller={controller} />, controller.stage.pane)
        : null}
      {screen.tip
        ? createPortal(<TipCard controller={controller} tip={screen.tip} />, controller.root)
        : null}
    </>
  );
}
