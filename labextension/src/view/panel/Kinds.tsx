// The toolbar of kinds: tags the selection, or says what the picked annotation is.
import { useRef } from 'react';
import { kindStyles } from '../article/highlight';
import type { Controller } from '../controller';
import { sentenceAtCaret } from '../marking';
import { explained, KindDefinitions } from './Definitions';
import { LinkedChoices } from './LinkMaking';

/** Roving tab stop, as the toolbar pattern of the ARIA Authoring Practices has it. */
function rove(event: React.KeyboardEvent<HTMLDivElement>): void {
  const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!by) return;
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  buttons[(at + by + buttons.length) % buttons.length]?.focus();
  event.preventDefault();
}

export function Kinds({ controller }: { controller: Controller }) {
  const { screen, picked, t } = controller;
  const styles = kindStyles(controller.codebook);
  const last = useRef(0);
  const hint = screen.pending
    ? t('What is the selected passage?')
    : controller.isSeveral
      ? controller.n('Make this annotation a …', 'Make these %1 annotations a …', controller.list.chosen.size)
      : picked
        ? t('The annotation is a …')
        : sentenceAtCaret(controller)
          ? t('The sentence at the caret is a …')
          : t('Select a passage, then choose:');
  return (
    <div className={`jp-Annotator-kinds${screen.pending ? ' jp-mod-pending' : ''}`}>
      <p>{hint}</p>
      <div role="toolbar" aria-label={t('Kinds')} onKeyDown={rove}>
        {controller.codebook.kinds.map((kind, at) => {
          const style = styles.get(kind.id);
          return (
            <button
              type="button"
              key={kind.id}
              aria-label={kind.title}
              aria-pressed={
                !screen.pending &&
                controller.atHand.length > 0 &&
                controller.atHand.every(id => controller.annotations[id]?.kind === kind.id)
              }
              aria-keyshortcuts={kind.key}
              aria-description={explained(kind, t) || undefined}
              title={[
                kind.definition,
                kind.include && `${t('Include')}: ${kind.include}`,
                kind.exclude && `${t('Exclude')}: ${kind.exclude}`,
                kind.example && `${t('Example')}: ${kind.example}`
              ]
                .filter(Boolean)
                .join('\n')}
              tabIndex={at === last.current ? 0 : -1}
              style={{ '--jp-annotator-kind': style?.color } as React.CSSProperties}
              onFocus={() => {
                last.current = at;
              }}
              // Keeps the selection and the caret in the article.
              onPointerDown={event => event.preventDefault()}
              onMouseDown={event => event.preventDefault()}
              onClick={() => controller.tag(kind.id)}
            >
              <i aria-hidden="true" className={`jp-Annotator-sample jp-mod-${style?.mark}`}>
                {style?.letter}
              </i>
              {kind.title}
            </button>
          );
        })}
      </div>
      <LinkedChoices controller={controller} />
      {screen.definitions ? <KindDefinitions controller={controller} /> : null}
    </div>
  );
}
