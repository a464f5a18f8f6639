// The readers' links to and from the unit at hand: who drew them, who did not, and what became of them.
import type { Unit } from '../../model';
import type { UnitLink } from '../../model/adjudication-links';
import type { Adjudicating } from '../adjudicating';
import type { Controller } from '../controller';
import { shortened } from './shortened';

function Readers({ adjudicating, those }: { adjudicating: Adjudicating; those: readonly number[] }) {
  return those.map(reader => (
    <span key={reader}>
      <i aria-hidden="true">{adjudicating.letterOf(reader)}</i> <bdi>{adjudicating.nameOf(reader)}</bdi>
    </span>
  ));
}

function LinkRow({ controller, unit, link }: { controller: Controller; unit: Unit; link: UnitLink }) {
  const { adjudicating, codebook, store, t } = controller;
  const other = adjudicating?.unitAt(link.from === unit.id ? link.to : link.from);
  if (!adjudicating || !other) return null;
  const standing = adjudicating.standingOf(link);
  const title = (codebook.relations ?? []).find(({ id }) => id === link.kind)?.title ?? link.kind;
  const quote = store?.offsets.slice(other.hull.start, other.hull.end) ?? '';
  const isDisputed = link.without.length > 0;
  const isDecided = [unit, other].some(one => adjudicating.rulingOn(one)?.annotation !== undefined);
  const words = { made: t('linked'), waiting: t('waits for its other end'), none: t('not linked') };
  const signs = { made: '✓', waiting: '…', none: '' };
  return (
    <li className={isDisputed ? 'jp-mod-disputed' : undefined}>
      <p>
        {isDisputed ? <span title={t('Readers differ here')}>≠ </span> : null}
        <span className="jp-Annotator-rowKind">
          {link.from === unit.id ? '→' : '←'} {title}
        </span>{' '}
        {isDecided ? (
          <button
            type="button"
            className="jp-Annotator-linkToggle"
            aria-pressed={standing !== 'none'}
            aria-label={`${title} ${shortened(quote, 40)}: ${words[standing]}`}
            onClick={() => adjudicating.toggleLink(link)}
          >
            {signs[standing]} {words[standing]}
          </button>
        ) : null}
      </p>
      <button
        type="button"
        className="jp-Annotator-unitRow"
        onClick={() => adjudicating.pick(other.id, true)}
      >
        <span dir="auto">{shortened(quote, 120)}</span>
      </button>
      <p className="jp-Annotator-versionReaders">
        <Readers adjudicating={adjudicating} those={link.readers} />
        {isDisputed ? (
          <>
            <em>{t('not linked by')}</em>
            <Readers adjudicating={adjudicating} those={link.without} />
          </>
        ) : null}
      </p>
      {link.notes.map(({ reader, note }) => (
        <p key={reader} className="jp-Annotator-versionNote" dir="auto">
          <bdi>{adjudicating.nameOf(reader)}</bdi>: {note}
        </p>
      ))}
    </li>
  );
}

export function UnitLinks({ controller, unit }: { controller: Controller; unit: Unit }) {
  const { adjudicating, t } = controller;
  const links = adjudicating?.linksOf(unit) ?? [];
  if (!adjudicating || links.length === 0) return null;
  const isDecided = adjudicating.rulingOn(unit)?.annotation !== undefined;
  return (
    <section className="jp-Annotator-unitLinks" aria-label={t('Links of the readers')}>
      <p className="jp-Annotator-fieldTitle">
        {t('Links')}
        {isDecided ? null : <span> {t('They come with the version that you take.')}</span>}
      </p>
      <ul>
        {links.map(link => (
          <LinkRow key={link.key} controller={controller} unit={unit} link={link} />
        ))}
      </ul>
    </section>
  );
}
