// The help sheet: every command with its keys, and the caret's own.
import { COMMANDS, GROUPS, keyLabel, keysOf } from '../commands';
import type { Controller } from '../controller';

/** Keys that move and select as in every text; they are not commands. */
const CARET: readonly [keys: string, does: string][] = [
  ['← → ↑ ↓', 'Move the caret in the article (Ctrl: by word or paragraph)'],
  ['Shift + arrows', 'Select text']
];

function Entry({ keys, does }: { keys: readonly string[]; does: string }) {
  return (
    <div>
      <dt>
        {keys.map(key => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dt>
      <dd>{does}</dd>
    </div>
  );
}

export function Help({ controller }: { controller: Controller }) {
  const { t, session } = controller;
  return (
    <section className="jp-Annotator-help" aria-label={t('Keys')}>
      <p>{t('Select text and press the key on a kind’s button; then press the keys on its answers.')}</p>
      <dl>
        {CARET.map(([keys, does]) => (
          <Entry key={keys} keys={[keys]} does={t(does)} />
        ))}
      </dl>
      {GROUPS.map(group => {
        const commands = COMMANDS.filter(command => command.group === group);
        return commands.length > 0 ? (
          <section key={group} aria-label={t(group)}>
            <h4>{t(group)}</h4>
            <dl>
              {commands.map(command => (
                <Entry
                  key={command.id}
                  keys={keysOf(command, session.preferences?.keys).map(keyLabel)}
                  does={t(command.title)}
                />
              ))}
            </dl>
          </section>
        ) : null;
      })}
      {session.openSettings ? (
        <button type="button" onClick={() => session.openSettings?.()}>
          {t('Change keys…')}
        </button>
      ) : null}
    </section>
  );
}
