// The help sheet: every key there is, the codebook's own among them. A modal dialog: the browser keeps the focus in it
// and gives it back.
import { useEffect, useRef, useState } from 'react';
import { msg } from '../../model';
import { COMMANDS, GROUPS, keyLabel, keysOf } from '../commands';
import type { Controller } from '../controller';
import { folded } from '../filtering';

interface Entry {
  keys: readonly string[];
  does: string;
}

interface Section {
  title: string;
  entries: Entry[];
}

/** Keys that move and select as in every text; they are not commands. */
const CARET: readonly [keys: string, does: string][] = [
  ['← → ↑ ↓', msg('Move the caret in the article')],
  ['Ctrl + ← → ↑ ↓', msg('Move by word or paragraph')],
  ['Shift + ← → ↑ ↓', msg('Select text')]
];

/** The keys of the codebook: kinds, and the answers to each field. */
function codebookSections({ codebook, t }: Controller): Section[] {
  const keyed = (title: string, parts: readonly { key?: string; title: string }[]): Section => ({
    title,
    entries: parts.flatMap(part => (part.key ? [{ keys: [part.key], does: part.title }] : []))
  });
  return [
    keyed(t('Kinds'), codebook.kinds),
    ...(codebook.fields ?? []).map(field => {
      const asked = codebook.kinds.filter(kind => field.on.includes(kind.id)).map(kind => kind.title);
      const on = field.on.includes('document') ? t('whole article') : asked.join(', ');
      return keyed(`${field.title} (${on})`, field.values ?? []);
    })
  ];
}

function commandSections({ t, session, adjudicating }: Controller): Section[] {
  // The two share their keys, and never meet.
  const elsewhere = adjudicating ? 'Suggestions' : 'Adjudication';
  return GROUPS.filter(group => group !== elsewhere).map(group => ({
    title: t(group),
    entries: [
      ...(group === 'Selecting' ? CARET.map(([keys, does]) => ({ keys: [keys], does: t(does) })) : []),
      ...COMMANDS.filter(command => command.group === group).map(command => ({
        keys: keysOf(command, session.preferences?.keys).map(keyLabel),
        does: t(command.title)
      }))
    ]
  }));
}

function Sections({ sections }: { sections: Section[] }) {
  return (
    <div className="jp-Annotator-helpColumns">
      {sections.map(({ title, entries }) => (
        <section key={title} aria-label={title}>
          <h4>{title}</h4>
          <dl>
            {entries.map(({ keys, does }) => (
              <div key={does}>
                <dt>
                  {keys.map(key => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}

export function Help({ controller }: { controller: Controller }) {
  const { t, session } = controller;
  const sheet = useRef<HTMLDialogElement>(null);
  const [words, setWords] = useState('');
  useEffect(() => {
    const dialog = sheet.current;
    dialog?.showModal();
    // Not the search: there a second ? would be typed instead of closing the sheet.
    dialog?.querySelector<HTMLElement>('.jp-Annotator-helpBody')?.focus();
    return () => dialog?.close();
  }, []);
  const close = () => controller.show({ help: false });
  const looked = folded(words).trim();
  const found = (sections: Section[]) =>
    sections
      .map(section => ({
        ...section,
        entries: section.entries.filter(({ keys, does }) =>
          [section.title, does, ...keys].some(text => folded(text).includes(looked))
        )
      }))
      .filter(({ entries }) => entries.length > 0);
  const commands = found(commandSections(controller));
  const codebook = found(codebookSections(controller));
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it too
    <dialog
      ref={sheet}
      className="jp-Annotator-help"
      aria-label={t('Keys')}
      onCancel={close}
      onClick={event => event.target === event.currentTarget && close()}
    >
      <div className="jp-Annotator-helpSheet">
        <header>
          <h3>{t('Keys')}</h3>
          <input
            type="search"
            aria-label={t('Search the keys')}
            placeholder={t('Search')}
            value={words}
            onChange={event => setWords(event.currentTarget.value)}
          />
          <button type="button" className="jp-Annotator-tool" aria-label={t('Close')} onClick={close}>
            <svg viewBox="0 0 16 16" aria-hidden="true">
              <path d="M4 4l8 8M12 4l-8 8" />
            </svg>
          </button>
        </header>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse */}
        <section className="jp-Annotator-helpBody" tabIndex={0} aria-label={t('All keys')}>
          <p>{t('Select text and press the key of a kind; then press the keys of its answers.')}</p>
          <Sections sections={commands} />
          {codebook.length > 0 ? (
            <>
              <h3>
                {t('This codebook')}: {controller.codebook.title}
              </h3>
              <Sections sections={codebook} />
            </>
          ) : null}
          {commands.length + codebook.length === 0 ? <p>{t('No key does that.')}</p> : null}
        </section>
        {session.openSettings ? (
          <footer>
            <button type="button" onClick={() => session.openSettings?.()}>
              {t('Change keys…')}
            </button>
          </footer>
        ) : null}
      </div>
    </dialog>
  );
}
