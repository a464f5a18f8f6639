// The links of the picked annotation, and making a new one: choose the other end, then what joins them.
import type { Controller } from '../controller';
import { canLink, linksOf, offers } from '../linking';

function short(quote: string): string {
  return quote.length > 70 ? `${quote.slice(0, 70)}…` : quote;
}

function Offers({ controller, from, to }: { controller: Controller; from: string; to: string }) {
  const { t, annotations } = controller;
  const options = offers(controller.codebook, annotations, from, to);
  const name = (id: string) => controller.kind(annotations[id]?.kind ?? '')?.title ?? '';
  if (options.length === 0) {
    return <p>{t('The codebook has no link between these two. Choose another passage.')}</p>;
  }
  return (
    <div className="jp-Annotator-offers">
      {options.map(offer => (
        <button
          type="button"
          key={`${offer.kind.id}/${offer.from}`}
          title={offer.kind.definition}
          onClick={() => controller.relate(offer)}
        >
          {offer.from === from ? t('This') : name(to)} <b>{offer.kind.title}</b>{' '}
          {offer.from === from ? name(to) : t('this')}
        </button>
      ))}
    </div>
  );
}

export function Links({ controller, id }: { controller: Controller; id: string }) {
  const { t, annotations, screen, store } = controller;
  const links = linksOf(controller.codebook, store?.checked.relations ?? {}, id);
  const kind = annotations[id]?.kind ?? '';
  if (links.length === 0 && !canLink(controller.codebook, kind)) return null;
  const linking = screen.linking?.from === id ? screen.linking : null;
  return (
    <section className="jp-Annotator-links" aria-label={t('Links')}>
      <div className="jp-Annotator-fieldTitle">
        <span>{t('Links')}</span>
        <button
          type="button"
          className="jp-Annotator-clear"
          aria-pressed={linking !== null}
          onClick={() => controller.startLinking(linking === null)}
        >
          {linking ? t('Cancel') : t('Link to …')} <kbd aria-hidden="true">l</kbd>
        </button>
      </div>
      {linking && linking.to === null ? (
        <p>{t('Click the other passage in the article or in the list.')}</p>
      ) : null}
      {linking && linking.to !== null ? (
        <>
          <p className="jp-Annotator-rowQuote">{short(annotations[linking.to]?.quote ?? '')}</p>
          <Offers controller={controller} from={id} to={linking.to} />
        </>
      ) : null}
      <ul>
        {links.map(link => (
          <li key={link.id}>
            <button
              type="button"
              className="jp-Annotator-row"
              onClick={() => controller.pick(link.other, true)}
            >
              <span className="jp-Annotator-rowKind">
                {link.outgoing ? '→' : '←'} {link.title}
              </span>{' '}
              <span className="jp-Annotator-rowQuote" dir="auto">
                {short(annotations[link.other]?.quote ?? '')}
              </span>
            </button>
            <button
              type="button"
              className="jp-Annotator-tool"
              aria-label={t('Remove link')}
              title={t('Remove link')}
              onClick={() =>
                controller.edit({ type: 'unrelate', id: link.id }, t('Link removed. Undo brings it back.'))
              }
            >
              <svg viewBox="0 0 16 16" aria-hidden="true">
                <path d="M4 4l8 8M12 4l-8 8" />
              </svg>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
