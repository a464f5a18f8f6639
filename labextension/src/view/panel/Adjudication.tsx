// Adjudication in the panel: the units by the size of disagreement, and the versions of the one at hand side by side.
import type { Choice, FieldValue, Unit } from '../../model';
import { canonical } from '../../model';
import { STATE_SIGNS, STATE_TITLES, STATES } from '../adjudicating';
import { kindStyles } from '../article/highlight';
import { COMMANDS, keyLabel, keysOf } from '../commands';
import type { Controller } from '../controller';
import { Rows } from './Rows';
import { shortened } from './shortened';
import { UnitLinks } from './UnitLinks';

/** Characters that are shown around a version, where others begin or end elsewhere. */
const LONGEST = 420;

function Key({ controller, of }: { controller: Controller; of: string }) {
  const command = COMMANDS.find(one => one.id === of);
  const first = command && keysOf(command, controller.session.preferences?.keys)[0];
  return first === undefined ? null : <kbd aria-hidden="true">{keyLabel(first)}</kbd>;
}

function slice({ store }: Controller, start: number, end: number): string {
  return store?.offsets.slice(start, end) ?? '';
}

/** The words of a version; what others marked and she did not is faint. */
function Words({ controller, unit, choice }: { controller: Controller; unit: Unit; choice: Choice }) {
  const { hull } = unit;
  const { spans } = choice.version;
  const { t } = controller;
  const isLong = hull.end - hull.start > LONGEST;
  const parts = spans.flatMap(({ start, end }, at) => {
    const from = at === 0 ? hull.start : (spans[at - 1]?.end ?? start);
    const own = slice(controller, start, end);
    const gap = isLong && at > 0 ? ' … ' : isLong ? '' : slice(controller, from, start);
    return [
      gap === '' ? null : (
        <s key={`${start}-gap`} title={t('Others marked this too')}>
          {gap}
        </s>
      ),
      <b key={start}>{isLong && own.length > LONGEST ? `${own.slice(0, LONGEST)}…` : own}</b>
    ];
  });
  const rest = isLong ? '' : slice(controller, spans.at(-1)?.end ?? hull.end, hull.end);
  return (
    <blockquote dir="auto">
      {parts}
      {rest === '' ? null : <s title={t('Others marked this too')}>{rest}</s>}
    </blockquote>
  );
}

interface Answer {
  id: string;
  title: string;
  value: string;
  isDisputed: boolean;
}

function answersOf(controller: Controller, unit: Unit, { version }: Choice): Answer[] {
  return controller.fieldsOf(version.kind).flatMap(field => {
    const given = (values: Readonly<Record<string, FieldValue>>) =>
      Object.hasOwn(values, field.id) ? values[field.id] : undefined;
    const own = given(version.values);
    const others = unit.versions
      .filter(({ kind }) => field.on.includes(kind))
      .map(({ values }) => given(values));
    const isDisputed = new Set(others.map(value => canonical(value ?? null))).size > 1;
    if (own === undefined && !isDisputed) return [];
    const title = (one: unknown) => (field.values ?? []).find(({ id }) => id === one)?.title ?? String(one);
    const value =
      own === undefined
        ? controller.t('no answer')
        : Array.isArray(own)
          ? own.map(title).join(', ')
          : title(own);
    return [{ id: field.id, title: field.title, value, isDisputed }];
  });
}

function VersionCard(props: { controller: Controller; unit: Unit; choice: Choice; at: number }) {
  const { controller, unit, choice, at } = props;
  const { adjudicating, t } = controller;
  if (!adjudicating) return null;
  const { version } = choice;
  const style = kindStyles(controller.codebook).get(version.kind);
  const changes = adjudicating.changesOf(unit);
  const ruling = adjudicating.rulingOn(unit)?.annotation;
  const content = (kind: unknown, spans: unknown, values: unknown) => canonical([kind, spans, values]);
  const isTaken =
    ruling !== undefined &&
    content(ruling.kind, ruling.spans, ruling.values) ===
      content(version.kind, version.spans, version.values);
  const isOtherKind = unit.versions.some(({ kind }) => kind !== version.kind);
  const isNew = choice.ids.some(id => changes?.added.has(id));
  const isChanged = choice.ids.some(id => changes?.changed.has(id));
  const names = choice.readers.map(reader => adjudicating.nameOf(reader));
  return (
    <li className={isTaken ? 'jp-mod-taken' : undefined}>
      <button
        type="button"
        className="jp-Annotator-version"
        style={{ borderInlineStartColor: style?.color }}
        onClick={() => adjudicating.take(at)}
        aria-label={t('Take version %1, of %2', String(at + 1), names.join(', '))}
        aria-pressed={isTaken}
      >
        {at < 9 ? <kbd aria-hidden="true">{at + 1}</kbd> : null}
        <span className="jp-Annotator-versionReaders">
          {choice.readers.map(reader => (
            <span key={reader}>
              <i aria-hidden="true">{adjudicating.letterOf(reader)}</i>{' '}
              <bdi>{adjudicating.nameOf(reader)}</bdi>
            </span>
          ))}
        </span>
        {isTaken ? <em>✓ {t('taken')}</em> : null}
        {isNew ? <em>{t('new since decided')}</em> : null}
        {isChanged ? <em>{t('changed since decided')}</em> : null}
      </button>
      {isOtherKind ? (
        <p className="jp-Annotator-versionKind">
          <span aria-hidden="true">≠ </span>
          {style?.kind.title ?? version.kind}
        </p>
      ) : null}
      <Words controller={controller} unit={unit} choice={choice} />
      <dl>
        {answersOf(controller, unit, choice).map(({ id, title, value, isDisputed }) => (
          <div key={id} className={isDisputed ? 'jp-mod-disputed' : undefined}>
            <dt>{title}</dt>
            <dd>
              {isDisputed ? <span title={t('Readers differ here')}>≠ </span> : null}
              {value}
            </dd>
          </div>
        ))}
      </dl>
      {choice.notes.map(({ reader, note }) => (
        <p key={reader} className="jp-Annotator-versionNote" dir="auto">
          <bdi>{adjudicating.nameOf(reader)}</bdi>: {note}
        </p>
      ))}
    </li>
  );
}

/** What is new since the decision, in a sentence. */
function Changes({ controller, unit }: { controller: Controller; unit: Unit }) {
  const { adjudicating, n, t } = controller;
  const changes = adjudicating?.changesOf(unit);
  if (!changes) return null;
  const told = [
    changes.changed.size > 0 ? n('%1 version changed', '%1 versions changed', changes.changed.size) : '',
    changes.added.size > 0 ? n('%1 version is new', '%1 versions are new', changes.added.size) : '',
    changes.gone > 0 ? n('%1 version is gone', '%1 versions are gone', changes.gone) : '',
    changes.silent > 0
      ? n('%1 more reader marked nothing', '%1 more readers marked nothing', changes.silent)
      : '',
    changes.links ? t('links changed') : ''
  ].filter(Boolean);
  return (
    <p className="jp-Annotator-unitChanges">
      {t('Changed since decided')}
      {told.length > 0 ? `: ${told.join('; ')}.` : '.'}{' '}
      <button type="button" className="jp-Annotator-link" onClick={() => adjudicating?.confirm()}>
        {t('Let the decision stand')}
      </button>{' '}
      <Key controller={controller} of="confirm-decision" />
    </p>
  );
}

/** The unit at hand: its versions, and what can be decided. */
export function UnitCard({ controller, unit }: { controller: Controller; unit: Unit }) {
  const { adjudicating, t } = controller;
  if (!adjudicating) return null;
  const state = adjudicating.stateOf(unit);
  const ruling = adjudicating.rulingOn(unit);
  const note = adjudicating.noteOn(unit);
  const isNone = ruling?.state === 'decided' && ruling.annotation === undefined;
  const [first] = adjudicating.choices(unit);
  const kinds = [...new Set(unit.versions.map(({ kind }) => controller.kind(kind)?.title ?? kind))];
  return (
    <section className="jp-Annotator-unit" aria-label={t('Unit')}>
      <p className="jp-Annotator-unitTitle">
        <i aria-hidden="true">{STATE_SIGNS[state]}</i> {t('Unit %1 of %2', ...adjudicating.place)}:{' '}
        {kinds.join(' / ')}{' '}
        <span>{isNone ? t('Decided: nothing is marked here') : t(STATE_TITLES[state])}</span>
      </p>
      <Changes controller={controller} unit={unit} />
      <ol aria-label={t('Versions')}>
        {adjudicating.choices(unit).map((choice, at) => (
          <VersionCard key={choice.version.id} controller={controller} unit={unit} choice={choice} at={at} />
        ))}
      </ol>
      {unit.silent.length > 0 ? (
        <p className="jp-Annotator-unitSilent">
          <b>{t('Marked nothing here:')}</b>{' '}
          {unit.silent.map(reader => adjudicating.nameOf(reader)).join(', ')}
        </p>
      ) : null}
      <UnitLinks controller={controller} unit={unit} />
      <div className="jp-Annotator-decide">
        {first ? (
          <button type="button" onClick={() => adjudicating.own()}>
            {t('Own version')} <Key controller={controller} of="own-version" />
          </button>
        ) : null}
        <button type="button" aria-pressed={isNone} onClick={() => adjudicating.none()}>
          {t('Nothing here')} <Key controller={controller} of="decide-none" />
        </button>
        <button type="button" aria-pressed={state === 'open'} onClick={() => adjudicating.later()}>
          {t('Later')} <Key controller={controller} of="decide-later" />
        </button>
        <button type="button" onClick={() => adjudicating.step(1)}>
          {t('Next')} <Key controller={controller} of="next-unit" />
        </button>
      </div>
      <label className="jp-Annotator-note" key={unit.id}>
        <span className="jp-Annotator-fieldTitle">
          {t('Why')} <kbd aria-hidden="true">n</kbd>
        </span>
        <textarea
          aria-label={t('Why')}
          rows={note.length > 60 || note.includes('\n') ? 3 : 1}
          value={note}
          placeholder={t('What decided it')}
          onChange={event => adjudicating.note(unit, event.currentTarget.value)}
        />
      </label>
    </section>
  );
}

/** Over the editor of an annotation that decides a unit: the way back to the readers' versions. */
export function DecidedUnit({ controller }: { controller: Controller }) {
  const { adjudicating, screen, t } = controller;
  const unit = adjudicating?.unitOf(screen.picked);
  if (!adjudicating || !unit) return null;
  return (
    <p className="jp-Annotator-decidedUnit">
      {t('Your decision on a unit.')}{' '}
      <button type="button" className="jp-Annotator-link" onClick={() => adjudicating.pick(unit.id)}>
        {t('Readers’ versions')}
      </button>{' '}
      <button type="button" className="jp-Annotator-link" onClick={() => adjudicating.step(1)}>
        {t('Next undecided unit')}
      </button>{' '}
      <Key controller={controller} of="next-unit" />
    </p>
  );
}

function Listed({ controller, units }: { controller: Controller; units: readonly Unit[] }) {
  const { adjudicating, screen, t } = controller;
  if (!adjudicating) return null;
  return (
    <Rows
      className="jp-Annotator-suggestionList"
      label={t('Units')}
      ids={units.map(({ id }) => id)}
      current={units.findIndex(({ id }) => id === screen.unit)}
      height={34}
    >
      {at => {
        const unit = units[at] as Unit;
        const state = adjudicating.stateOf(unit);
        return (
          <button
            type="button"
            className={`jp-Annotator-unitRow jp-mod-${state}`}
            aria-current={unit.id === screen.unit ? 'true' : undefined}
            onClick={() => adjudicating.pick(unit.id, true)}
          >
            <i aria-hidden="true">{STATE_SIGNS[state]}</i>{' '}
            <span className="jp-Annotator-hidden">{t(STATE_TITLES[state])}: </span>
            {adjudicating.changesOf(unit) ? <b>{t('changed')} </b> : null}
            <span dir="auto">{shortened(slice(controller, unit.hull.start, unit.hull.end), 120)}</span>
          </button>
        );
      }}
    </Rows>
  );
}

/** The section of the panel: how many units are in which state, and those in the chosen one. */
export function Units({ controller }: { controller: Controller }) {
  const { adjudicating, screen, store, t } = controller;
  if (!adjudicating || !store) return null;
  const { listed, units } = adjudicating;
  const agreed = adjudicating.count('agree');
  return (
    <section className="jp-Annotator-units" aria-label={t('Adjudication')}>
      <h3>
        {t('Units')}{' '}
        <span className="jp-Annotator-count">
          {t('%1 of %2 decided', String(adjudicating.count('decided')), String(units.length))}
        </span>
      </h3>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in a row in all browsers */}
      <div className="jp-Annotator-unitStates" role="group" aria-label={t('Show')}>
        {STATES.map(state => {
          const count = adjudicating.count(state);
          return (
            <button
              key={state}
              type="button"
              aria-pressed={screen.unitState === state}
              aria-disabled={count === 0}
              onClick={() => adjudicating.filter(screen.unitState === state ? null : state)}
            >
              <i aria-hidden="true">{STATE_SIGNS[state]}</i> {t(STATE_TITLES[state])} {count}
            </button>
          );
        })}
      </div>
      {agreed > 0 ? (
        <p>
          <button type="button" className="jp-Annotator-link" onClick={() => adjudicating.takeAgreed()}>
            {t('Take over all on which everybody agrees')}
          </button>{' '}
          <Key controller={controller} of="take-agreed" />
        </p>
      ) : null}
      {listed.length > 0 ? (
        <Listed controller={controller} units={listed} />
      ) : (
        <p>{units.length === 0 ? t('Nobody marked anything here.') : t('No unit is in this state.')}</p>
      )}
    </section>
  );
}
