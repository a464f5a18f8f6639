// Who is reading, whether it is saved, undo and redo.
import { useState } from 'react';
import { msg, type SaveState } from '../../model';
import type { Controller } from '../controller';
import { exportReading } from '../export';
import { Remarks } from './Remarks';

const WORDS: Record<SaveState['state'], string> = {
  saved: msg('Saved'),
  saving: msg('Saving…'),
  unsaved: msg('Not saved'),
  failed: msg('Not saved')
};

function ReaderForm({ controller, done }: { controller: Controller; done: () => void }) {
  const { session, t } = controller;
  const [name, setName] = useState(session.reader ?? session.suggestedReader);
  const [problem, setProblem] = useState('');
  return (
    <form
      className="jp-Annotator-readerForm"
      onSubmit={event => {
        event.preventDefault();
        try {
          session.setReader(name);
          controller.show({ message: '', picked: null });
          done();
        } catch (error) {
          setProblem(error instanceof Error ? error.message : String(error));
        }
      }}
    >
      <p>{t('Your name goes with every tag, so that several readers can be told apart.')}</p>
      <div>
        <input
          aria-label={t('Your name')}
          placeholder={t('Your name')}
          value={name}
          maxLength={200}
          onChange={event => setName(event.currentTarget.value)}
        />
        <button type="submit" className="jp-mod-primary">
          {t('Start tagging')}
        </button>
        {session.reader !== null ? (
          <button type="button" onClick={done}>
            {t('Cancel')}
          </button>
        ) : null}
      </div>
      {problem ? <p role="alert">{t(problem)}</p> : null}
      {session.otherReaders.length > 0 ? (
        <p>
          {t('Readers in this notebook:')} {session.otherReaders.join(', ')}
        </p>
      ) : null}
    </form>
  );
}

function Status({ controller }: { controller: Controller }) {
  const { session, screen, t } = controller;
  const { state, why } = session.save;
  const shown = session.readOnly
    ? { state: 'failed', word: t('Read only'), why: session.readOnly }
    : { state, word: t(WORDS[state]), why };
  const waiting = session.store === null && !session.readOnly;
  return (
    <div className="jp-Annotator-status" role="status" aria-atomic="false">
      {waiting ? null : (
        <span
          className={`jp-Annotator-save jp-mod-${shown.state}`}
          // That all is well need not be heard after each edit.
          aria-live={shown.state === 'saved' || shown.state === 'saving' ? 'off' : undefined}
        >
          <i aria-hidden="true" />
          {shown.word}
          {shown.why ? <span className="jp-Annotator-why">: {shown.why}</span> : null}
        </span>
      )}{' '}
      {session.saveNow && !session.readOnly && (state === 'failed' || state === 'unsaved') && !waiting ? (
        <button type="button" className="jp-Annotator-link" onClick={() => session.saveNow?.()}>
          {t('Save now')}
        </button>
      ) : null}{' '}
      {state === 'failed' && session.store !== null ? (
        <button type="button" className="jp-Annotator-link" onClick={() => exportReading(controller)}>
          {t('Keep a copy')}
        </button>
      ) : null}
      {screen.message ? (
        <span key={controller.said} className="jp-Annotator-message">
          {screen.message}
        </span>
      ) : null}
    </div>
  );
}

function Tool(props: {
  name: string;
  keys: string;
  path: string;
  disabled?: boolean;
  pressed?: boolean;
  use: () => void;
}) {
  return (
    <button
      type="button"
      className="jp-Annotator-tool"
      aria-label={props.name}
      title={`${props.name} (${props.keys})`}
      aria-disabled={props.disabled}
      aria-pressed={props.pressed}
      onClick={() => !props.disabled && props.use()}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={props.path} />
      </svg>
    </button>
  );
}

export function Header({ controller }: { controller: Controller }) {
  const { session, store, t } = controller;
  const [asking, setAsking] = useState(false);
  return (
    <header className="jp-Annotator-header">
      <div className="jp-Annotator-bar">
        <span className="jp-Annotator-reader">
          {session.reader !== null ? (
            <button
              type="button"
              className="jp-Annotator-link"
              aria-label={t('Change reader')}
              title={t('Change reader')}
              onClick={() => setAsking(!asking)}
            >
              <bdi>{session.reader}</bdi>
            </button>
          ) : null}
          {session.link === 'live' ? (
            <span className="jp-Annotator-live" title={t('Python sees each edit at once')}>
              Python
            </span>
          ) : null}
        </span>
        <Tool
          name={t('Undo')}
          keys="Ctrl+Z"
          path="M3 6h6.5a3.5 3.5 0 0 1 0 7H6M6 3 3 6l3 3"
          disabled={!store?.canUndo}
          use={() => controller.undo()}
        />
        <Tool
          name={t('Redo')}
          keys="Ctrl+Shift+Z"
          path="M13 6H6.5a3.5 3.5 0 0 0 0 7H10M10 3l3 3-3 3"
          disabled={!store?.canRedo}
          use={() => controller.redo()}
        />
        <Tool
          name={t('Definitions')}
          keys="i"
          path="M8 4.2C6.5 3 4 2.8 2 3v9.5c2-.2 4.5 0 6 1.2 1.5-1.2 4-1.4 6-1.2V3c-2-.2-4.5 0-6 1.2zM8 4.2v9.5"
          pressed={controller.screen.definitions}
          use={() => controller.show({ definitions: !controller.screen.definitions })}
        />
        <Tool
          name={t('Keys')}
          keys="?"
          path="M1.5 4.5h13v7.5h-13zM4 7h.01M7 7h.01M10 7h.01M12.5 7h.01M5 9.8h6"
          pressed={controller.screen.help}
          use={() => controller.show({ help: !controller.screen.help })}
        />
      </div>
      <Status controller={controller} />
      <Remarks controller={controller} />
      {session.notices.map(notice => (
        <p className="jp-Annotator-notice" key={notice}>
          {notice}
        </p>
      ))}
      {session.reader === null || asking ? (
        <ReaderForm controller={controller} done={() => setAsking(false)} />
      ) : null}
    </header>
  );
}
