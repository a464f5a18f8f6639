// A link that is being made: what it can lead to, and what joins the two ends.
import type { RelationKind } from '../../model';
import type { Controller } from '../controller';
import {
  linkedChoices,
  linkTo,
  offerKey,
  openOffers,
  relate,
  startLinking,
  stopLinking,
  tagLinked,
  targets
} from '../link-mode';
import { shortened } from './shortened';

/** More than these are better found in the article than in a list. */
const LISTED = 9;

/** Narrows the link that is being made to one relation, or widens it again. */
function Relations({ controller, kind }: { controller: Controller; kind: string }) {
  const { codebook, screen, t } = controller;
  const possible = (codebook.relations ?? []).filter(({ from, to }) => [...from, ...to].includes(kind));
  if (possible.length < 2) return null;
  const choose = (relation: RelationKind) =>
    startLinking(controller, screen.linking?.relation === relation.id ? null : relation);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings a frame and a legend of its own
    <div className="jp-Annotator-offers" role="group" aria-label={t('Only this link')}>
      {possible.map(relation => (
        <button
          type="button"
          key={relation.id}
          aria-pressed={screen.linking?.relation === relation.id}
          title={relation.definition}
          onClick={() => choose(relation)}
        >
          {relation.title} {relation.key ? <kbd aria-hidden="true">{relation.key}</kbd> : null}
        </button>
      ))}
    </div>
  );
}

function Targets({ controller }: { controller: Controller }) {
  const { annotations, t, n } = controller;
  const found = targets(controller);
  return (
    <>
      <ul aria-label={t('Passages to link to')}>
        {found.slice(0, LISTED).map(({ id, hint }) => (
          <li key={id}>
            <button
              type="button"
              className="jp-Annotator-row"
              aria-keyshortcuts={hint}
              onClick={() => linkTo(controller, id)}
            >
              <kbd aria-hidden="true">{hint}</kbd>{' '}
              <span className="jp-Annotator-rowKind">
                {controller.kind(annotations[id]?.kind ?? '')?.title}
              </span>{' '}
              <span className="jp-Annotator-rowQuote" dir="auto">
                {shortened(annotations[id]?.quote ?? '')}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {found.length > LISTED ? (
        <p>
          {n(
            '%1 more: choose it in the article or in the list.',
            '%1 more: choose them in the article or in the list.',
            found.length - LISTED
          )}
        </p>
      ) : null}
    </>
  );
}

function Offers({ controller, from, to }: { controller: Controller; from: string; to: string }) {
  const { t, annotations } = controller;
  const options = openOffers(controller);
  const name = (id: string) => controller.kind(annotations[id]?.kind ?? '')?.title ?? '';
  return (
    <>
      <p className="jp-Annotator-rowQuote" dir="auto">
        {shortened(annotations[to]?.quote ?? '')}
      </p>
      <div className="jp-Annotator-offers">
        {options.map((offer, at) => (
          <button
            type="button"
            key={`${offer.kind.id}/${offer.from}`}
            title={offer.kind.definition}
            aria-keyshortcuts={offerKey(options, at)}
            onClick={() => relate(controller, offer)}
          >
            {offer.from === from ? t('This') : name(to)} <b>{offer.kind.title}</b>{' '}
            {offer.from === from ? name(to) : t('this')} <kbd aria-hidden="true">{offerKey(options, at)}</kbd>
          </button>
        ))}
      </div>
    </>
  );
}

export function LinkMaking({ controller, kind }: { controller: Controller; kind: string }) {
  const { screen, t } = controller;
  const { linking } = screen;
  if (!linking) return null;
  return (
    <section className="jp-Annotator-linkMaking" aria-label={t('New link')}>
      <div className="jp-Annotator-fieldTitle">
        <span>{linking.to === null ? t('Link to …') : t('Which link is it?')}</span>
        <button type="button" className="jp-Annotator-clear" onClick={() => stopLinking(controller)}>
          {t('Cancel')} <kbd aria-hidden="true">Esc</kbd>
        </button>
      </div>
      {linking.to === null ? (
        <>
          <Relations controller={controller} kind={kind} />
          <Targets controller={controller} />
        </>
      ) : (
        <Offers controller={controller} from={linking.from} to={linking.to} />
      )}
    </section>
  );
}

/** Tags the selected passage and links it to the annotation at hand, in one go. */
export function LinkedChoices({ controller }: { controller: Controller }) {
  const { t, screen, picked, annotations } = controller;
  const choices = linkedChoices(controller);
  const other = screen.linking ? annotations[screen.linking.from] : picked;
  if (choices.length === 0 || !other) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings a frame and a legend of its own
    <div className="jp-Annotator-linked" role="group" aria-label={t('Tag and link')}>
      <p dir="auto">
        {screen.linking ? t('Tag it and link it to') : t('… or tag it and link it to')}{' '}
        {controller.kind(other.kind)?.title}{' '}
        <span className="jp-Annotator-rowQuote">{shortened(other.quote, 40)}</span>
      </p>
      <div className="jp-Annotator-offers">
        {choices.map(choice => (
          <button
            type="button"
            key={`${choice.kind}/${choice.relation.id}`}
            title={choice.relation.definition}
            onPointerDown={event => event.preventDefault()}
            onMouseDown={event => event.preventDefault()}
            onClick={() => tagLinked(controller, choice)}
          >
            {controller.kind(choice.kind)?.title}
            {choice.outgoing ? ' ' : ' ← '}
            <b>{choice.relation.title}</b>{' '}
            {screen.linking ? <kbd aria-hidden="true">{controller.kind(choice.kind)?.key}</kbd> : null}
          </button>
        ))}
      </div>
    </div>
  );
}
