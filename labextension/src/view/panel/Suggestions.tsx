// Suggestions in the panel: a section of their own, so that nobody takes them for annotations.
import { useState } from 'react';
import type { FieldValue, Suggestion } from '../../model';
import { isObject } from '../../model/json';
import { kindStyles } from '../article/highlight';
import { COMMANDS, keyLabel, keysOf } from '../commands';
import type { Controller } from '../controller';
import { Rows } from './Rows';

const MOST_REASONS = 8;
const LONGEST_REASON = 160;

function key(controller: Controller, id: string): string {
  const command = COMMANDS.find(one => one.id === id);
  const first = command && keysOf(command, controller.session.preferences?.keys)[0];
  return first === undefined ? '' : keyLabel(first);
}

function plain(value: unknown): string {
  if (Array.isArray(value)) return value.map(plain).join(', ');
  if (isObject(value)) {
    return Object.entries(value)
      .map(([name, one]) => `${name}: ${plain(one)}`)
      .join('; ');
  }
  return String(value);
}

/** The detector's reasons as pairs of words: what it found, and where the text does not say. */
function reasons(detail: Suggestion['detail']): [name: string, words: string][] {
  return Object.entries(detail)
    .flatMap(([name, value]) => (isObject(value) ? Object.entries(value) : [[name, value] as const]))
    .filter(([, value]) => value !== '' && value !== null)
    .slice(0, MOST_REASONS)
    .map(([name, value]) => {
      const words = plain(value);
      const short = words.length > LONGEST_REASON ? `${words.slice(0, LONGEST_REASON)}…` : words;
      return [name.replaceAll('_', ' '), short];
    });
}

function answers(controller: Controller, { kind, values }: Suggestion): [title: string, value: string][] {
  return controller.fieldsOf(kind).flatMap(field => {
    const value = Object.hasOwn(values, field.id) ? (values[field.id] as FieldValue) : undefined;
    if (value === undefined) return [];
    const title = (one: unknown) => (field.values ?? []).find(({ id }) => id === one)?.title ?? String(one);
    return [[field.title, Array.isArray(value) ? value.map(title).join(', ') : title(value)]];
  });
}

function quoteOf(controller: Controller, { span }: Suggestion): string {
  return controller.store?.offsets.slice(span.start, span.end) ?? '';
}

function Key({ controller, of }: { controller: Controller; of: string }) {
  const name = key(controller, of);
  return name === '' ? null : <kbd aria-hidden="true">{name}</kbd>;
}

/** The suggestion at hand: what is proposed, why, and what can be done with it. */
export function SuggestionCard({
  controller,
  suggestion
}: {
  controller: Controller;
  suggestion: Suggestion;
}) {
  const { t, suggesting } = controller;
  const kind = controller.kind(suggestion.kind);
  const style = kindStyles(controller.codebook).get(suggestion.kind);
  const proposed = answers(controller, suggestion);
  return (
    <section className="jp-Annotator-suggestion" aria-label={t('Suggestion')}>
      <p className="jp-Annotator-suggestionTitle">
        <i aria-hidden="true">?</i>{' '}
        {t('Suggestion %1 of %2: %3', ...(suggesting?.place ?? ['', '']), kind?.title ?? suggestion.kind)}
        <span>
          {' '}
          {t('by')} <bdi>{suggestion.detector}</bdi>
        </span>
      </p>
      <blockquote dir="auto" style={{ borderColor: style?.color }}>
        {quoteOf(controller, suggestion)}
      </blockquote>
      <dl>
        {proposed.map(([title, value]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>
              <b>{value}</b>
            </dd>
          </div>
        ))}
        {reasons(suggestion.detail).map(([name, words]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd dir="auto">{words === 'unknown' ? <em>{t('unknown')}</em> : words}</dd>
          </div>
        ))}
      </dl>
      <div className="jp-Annotator-decide">
        <button type="button" className="jp-mod-primary" onClick={() => suggesting?.accept()}>
          {t('Accept')} <Key controller={controller} of="accept-suggestion" />
        </button>
        <button type="button" onClick={() => suggesting?.accept(true)}>
          {t('Change')} <Key controller={controller} of="change-suggestion" />
        </button>
        <button type="button" onClick={() => suggesting?.reject()}>
          {t('Reject')} <Key controller={controller} of="reject-suggestion" />
        </button>
      </div>
    </section>
  );
}

/** What stands where the suggestions will be, as long as the reader is on her own. */
function FirstPass({ controller }: { controller: Controller }) {
  const { t } = controller;
  const [isAsking, setAsking] = useState(false);
  return isAsking ? (
    <div className="jp-Annotator-firstPass">
      <p>
        {t(
          'Have you finished your own reading? The reading notes when you first saw suggestions; undo does not change that.'
        )}
      </p>
      <div className="jp-Annotator-decide">
        <button
          type="button"
          className="jp-mod-primary"
          // biome-ignore lint/a11y/noAutofocus: it takes the place of the button that was pressed
          autoFocus
          onClick={() => controller.suggesting?.finishFirstPass()}
        >
          {t('I have finished: show them')}
        </button>
        <button type="button" onClick={() => setAsking(false)}>
          {t('Not yet')}
        </button>
      </div>
    </div>
  ) : (
    <div className="jp-Annotator-firstPass">
      <p>{t('Suggestions are hidden until you have finished your own reading: they sway what one sees.')}</p>
      <button type="button" onClick={() => setAsking(true)}>
        {t('Show suggestions …')}
      </button>
    </div>
  );
}

function Listed({ controller, open }: { controller: Controller; open: readonly Suggestion[] }) {
  const { suggestion } = controller.screen;
  return (
    <Rows
      className="jp-Annotator-suggestionList"
      label={controller.t('Suggestions')}
      ids={open.map(({ id }) => id)}
      current={suggestion === null ? -1 : open.findIndex(({ id }) => id === suggestion)}
      height={44}
    >
      {at => {
        const one = open[at] as Suggestion;
        const quote = quoteOf(controller, one);
        return (
          <button
            type="button"
            className="jp-Annotator-suggestionRow"
            aria-current={one.id === suggestion ? 'true' : undefined}
            onClick={() => controller.suggesting?.pick(one.id, true)}
          >
            <i aria-hidden="true">?</i> <span>{controller.kind(one.kind)?.title}</span>{' '}
            <span className="jp-Annotator-suggestionQuote" dir="auto">
              {quote.length > 120 ? `${quote.slice(0, 120)}…` : quote}
            </span>
          </button>
        );
      }}
    </Rows>
  );
}

/** The section of the panel. */
export function Suggestions({ controller }: { controller: Controller }) {
  const { suggesting, t } = controller;
  const [isListed, setListed] = useState(false);
  if (!suggesting?.isThere) return null;
  const { open, isHidden, problems } = suggesting;
  const step = (by: 1 | -1, name: string, command: string, sign: string) => (
    <button
      type="button"
      className="jp-Annotator-tool"
      aria-label={name}
      title={`${name} (${key(controller, command)})`}
      aria-disabled={open.length === 0}
      onClick={() => suggesting.step(by)}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={sign} />
      </svg>
    </button>
  );
  return (
    <section className="jp-Annotator-suggestions" aria-label={t('Suggestions')}>
      <h3>
        {isHidden ? (
          t('Suggestions')
        ) : (
          <button
            type="button"
            className="jp-Annotator-link"
            aria-expanded={isListed}
            onClick={() => setListed(!isListed)}
          >
            {t('Suggestions')}
          </button>
        )}{' '}
        {isHidden ? null : <span className="jp-Annotator-count">{open.length}</span>}
        {isHidden ? null : step(-1, t('Previous suggestion'), 'previous-suggestion', 'M10 3 5 8l5 5')}
        {isHidden ? null : step(1, t('Next suggestion'), 'next-suggestion', 'm6 3 5 5-5 5')}
      </h3>
      {isHidden ? <FirstPass controller={controller} /> : null}
      {problems.map(problem => (
        <p className="jp-Annotator-notice" key={problem}>
          {problem}
        </p>
      ))}
      {isListed && open.length > 0 ? <Listed controller={controller} open={open} /> : null}
    </section>
  );
}
