// The chosen annotation in its text, its answers, and what the reviewer decides about it.
import { useEffect, useMemo, useRef, useState } from 'react';
import { type Annotation, Offsets, type Span } from '../../model';
import { kindStyles } from '../article/highlight';
import { FieldGroup } from '../panel/FieldGroup';
import { Reviewed } from '../panel/Reviewed';
import type { Desk } from './desk';
import { focus } from './keys';
import type { Passage as Shown } from './messages';
import { columnNamed, shownIn } from './table';

/** The text cut at the spans: [text, whether it is marked]. */
function pieces({ text, offset }: Shown, spans: readonly Span[]): [string, boolean][] {
  const offsets = new Offsets(text);
  const found: [string, boolean][] = [];
  let last = 0;
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    const from = Math.max(last, start - offset);
    const to = Math.min(offsets.length, end - offset);
    if (from >= to) continue;
    found.push([offsets.slice(last, from), false], [offsets.slice(from, to), true]);
    last = to;
  }
  found.push([offsets.slice(last, offsets.length), false]);
  return found.filter(([part]) => part !== '');
}

/** The selected part of an element's text, in UTF-16 places; null where nothing of it is selected. */
function selectedIn(element: HTMLElement): [number, number] | null {
  const selection = element.ownerDocument.getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  if (!element.contains(range.startContainer) || !element.contains(range.endContainer)) return null;
  const before = element.ownerDocument.createRange();
  before.selectNodeContents(element);
  before.setEnd(range.startContainer, range.startOffset);
  const from = before.toString().length;
  return [from, from + range.toString().length];
}

function Text({ desk, passage, color }: { desk: Desk; passage: Shown; color?: string }) {
  const { t, spans } = desk;
  const element = useRef<HTMLParagraphElement>(null);
  const [selected, setSelected] = useState<[number, number] | null>(null);
  const parts = useMemo(() => pieces(passage, spans), [passage, spans]);
  useEffect(() => {
    const look = () => setSelected(element.current && selectedIn(element.current));
    document.addEventListener('selectionchange', look);
    return () => document.removeEventListener('selectionchange', look);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another passage begins where its mark is
  useEffect(() => {
    const mark = element.current?.querySelector('mark');
    const box = element.current?.parentElement;
    if (mark && box) box.scrollTop = Math.max(0, mark.offsetTop - box.offsetTop - 60);
  }, [passage.row, passage.offset]);
  const isAll = passage.offset <= 0 && passage.length <= new Offsets(passage.text).length;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse
    <section className="jp-AnnotatorReview-text" aria-label={t('Text')} tabIndex={0}>
      <p ref={element} dir="auto" style={{ '--jp-annotator-kind': color } as React.CSSProperties}>
        {parts.map(([text, isMarked], at) =>
          isMarked ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text
            <mark key={at}>{text}</mark>
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text
            <span key={at}>{text}</span>
          )
        )}
      </p>
      <div className="jp-AnnotatorReview-textTools">
        {selected && passage.whole ? (
          <button
            type="button"
            className="jp-mod-primary"
            // The selection is lost where the button takes the focus.
            onPointerDown={event => event.preventDefault()}
            onClick={() => {
              desk.takeText(...selected);
              document.getSelection()?.removeAllRanges();
            }}
          >
            {t('Use this passage')}
          </button>
        ) : null}
        {passage.whole && !isAll ? (
          <button type="button" className="jp-Annotator-link" onClick={() => desk.wider()}>
            {t('More of the text')}
          </button>
        ) : null}
        {passage.whole ? (
          selected ? null : (
            <span className="jp-Annotator-soft">{t('Select text to correct the passage.')}</span>
          )
        ) : (
          <span className="jp-Annotator-soft">
            {t(
              'The article is not at hand: only the words around the passage are shown, and it cannot be moved.'
            )}
          </span>
        )}
      </div>
    </section>
  );
}

const withKey = (title: string, key: string) => (key === '' ? title : `${title} (${key})`);

function Key({ children }: { children: string }) {
  return children === '' ? null : <kbd aria-hidden="true">{children}</kbd>;
}

function Buttons({ desk }: { desk: Desk }) {
  const { t, bindings } = desk;
  const row = desk.row;
  const isPending = row >= 0 && desk.table?.pending[row] === 1;
  const comment = (
    <textarea
      className="jp-AnnotatorReview-comment"
      rows={2}
      aria-label={desk.commenting === 'flag' ? t('What is doubtful') : t('Why (optional)')}
      placeholder={desk.commenting === 'flag' ? t('What is doubtful') : t('Why (optional)')}
      value={desk.comment}
      onChange={event => desk.show({ comment: event.currentTarget.value })}
    />
  );
  if (desk.isDrafted)
    return (
      <div className="jp-AnnotatorReview-decide jp-mod-draft">
        {comment}
        <button type="button" className="jp-mod-primary" onClick={() => desk.correct(false)}>
          {t('Save correction')}
        </button>
        <button type="button" onClick={() => desk.discard()}>
          {t('Discard')}
        </button>
      </div>
    );
  if (desk.commenting)
    return (
      <div className="jp-AnnotatorReview-decide">
        {comment}
        <button type="button" className="jp-mod-primary" onClick={() => desk.flag()}>
          {t('Flag')}
        </button>
        <button type="button" onClick={() => desk.discard()}>
          {t('Cancel')}
        </button>
      </div>
    );
  return (
    <div className="jp-AnnotatorReview-decide">
      <button type="button" className="jp-mod-primary" onClick={() => desk.accept()}>
        {t('Accept')} <Key>{bindings.accept}</Key>
      </button>
      <button
        type="button"
        onClick={event => {
          const root = event.currentTarget.closest('.jp-AnnotatorReview');
          desk.show({ commenting: 'flag' });
          focus(root, '.jp-AnnotatorReview-comment');
        }}
      >
        {t('Flag…')} <Key>{bindings.flag}</Key>
      </button>
      {isPending ? (
        <button type="button" onClick={() => desk.takeBack()}>
          {t('Take back')} <Key>{bindings.takeBack}</Key>
        </button>
      ) : null}
      <span className="jp-AnnotatorReview-space" />
      <button
        type="button"
        aria-label={t('Previous annotation')}
        title={withKey(t('Previous annotation'), bindings.previous)}
        onClick={() => desk.move(-1)}
      >
        ↑
      </button>
      <button
        type="button"
        aria-label={t('Next annotation')}
        title={withKey(t('Next annotation'), bindings.next)}
        onClick={() => desk.move(1)}
      >
        ↓
      </button>
    </div>
  );
}

function Answers({ desk, annotation }: { desk: Desk; annotation: Annotation }) {
  const { t, row, fields } = desk;
  const style = desk.codebook ? kindStyles(desk.codebook).get(annotation.kind) : undefined;
  const host = {
    t,
    screen: { definitions: desk.definitions, tip: null },
    show: () => undefined
  };
  return (
    <div className="jp-AnnotatorReview-answers">
      <Reviewed annotation={annotation} fields={fields} t={t} />
      {annotation.note ? (
        <p className="jp-AnnotatorReview-note">
          <b>{t('Note')}</b> <span dir="auto">{annotation.note}</span>
        </p>
      ) : null}
      {fields.map(field => (
        <FieldGroup
          key={`${row}/${field.id}`}
          controller={host}
          field={field}
          value={desk.answer(field)}
          color={style?.strength?.id === field.id ? style.color : undefined}
          hint={desk.draft.values[field.id] === undefined ? undefined : t('corrected')}
          onAnswer={value => desk.setAnswer(field, value)}
        />
      ))}
      <button
        type="button"
        className="jp-Annotator-link"
        aria-pressed={desk.definitions}
        onClick={() => desk.show({ definitions: !desk.definitions })}
      >
        {desk.definitions ? t('Hide the definitions') : t('Show the definitions')}
      </button>
    </div>
  );
}

export function Passage({ desk }: { desk: Desk }) {
  const { t, passage, annotation, table, row } = desk;
  if (!table || row < 0) {
    return (
      <section className="jp-AnnotatorReview-passage" aria-label={t('Passage')} tabIndex={-1}>
        <p className="jp-Annotator-empty">{t('Choose an annotation.')}</p>
      </section>
    );
  }
  const named = (name: string) => {
    const column = columnNamed(table, name);
    return column ? shownIn(column, row) : '';
  };
  const kind = columnNamed(table, 'kind');
  const id = kind?.values[kind.codes[row] as number]?.[0] ?? '';
  const color = desk.codebook ? kindStyles(desk.codebook).get(id)?.color : undefined;
  return (
    <section className="jp-AnnotatorReview-passage" aria-label={t('Passage')} tabIndex={-1}>
      <div className="jp-AnnotatorReview-about">
        <b style={{ '--jp-annotator-kind': color } as React.CSSProperties}>{named('kind')}</b>
        <span>{named('reader')}</span>
        <span className="jp-Annotator-soft" title={named('file')}>
          {named('document')}
        </span>
      </div>
      {passage && annotation ? (
        <Text desk={desk} passage={passage} color={color} />
      ) : (
        <p className="jp-AnnotatorReview-text jp-Annotator-soft">{t('Getting the passage…')}</p>
      )}
      <Buttons desk={desk} />
      {annotation ? <Answers desk={desk} annotation={annotation} /> : null}
    </section>
  );
}
