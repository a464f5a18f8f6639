// The links of the picked annotation: where each leads, what it says, a note on it; and making a new one.
import { useEffect, useState } from 'react';
import type { Relation } from '../../model';
import type { Controller } from '../controller';
import { startLinking } from '../link-mode';
import { canLink, type Link, linksOf, offers } from '../linking';
import { shortened } from './shortened';

/** What joins the two ends; a choice where the codebook leaves one. */
function LinkKind({
  controller,
  link,
  relation
}: {
  controller: Controller;
  link: Link;
  relation: Relation;
}) {
  const options = offers(controller.codebook, controller.annotations, relation.from, relation.to).filter(
    ({ from }) => from === relation.from
  );
  const arrow = link.outgoing ? '→' : '←';
  const known = options.some(({ kind }) => kind.id === relation.kind);
  if (!known || options.length < 2) {
    return (
      <span className="jp-Annotator-rowKind">
        {arrow} {link.title}
      </span>
    );
  }
  return (
    <label className="jp-Annotator-rowKind">
      <span aria-hidden="true">{arrow}</span>{' '}
      <select
        aria-label={`${controller.t('Link')} ${shortened(controller.annotations[link.other]?.quote ?? '', 40)}`}
        value={relation.kind}
        onChange={event =>
          controller.edit({ type: 'change_relation', id: link.id, set: { kind: event.currentTarget.value } })
        }
      >
        {options.map(({ kind }) => (
          <option key={kind.id} value={kind.id}>
            {kind.title}
          </option>
        ))}
      </select>
    </label>
  );
}

function LinkNote({ controller, id, saved }: { controller: Controller; id: string; saved: string }) {
  const { t } = controller;
  const [text, setText] = useState(saved);
  const [open, setOpen] = useState(false);
  useEffect(() => setText(saved), [saved]);
  if (!open && saved === '') {
    return (
      <button type="button" className="jp-Annotator-link" onClick={() => setOpen(true)}>
        {t('Add a note')}
      </button>
    );
  }
  return (
    <textarea
      // biome-ignore lint/a11y/noAutofocus: it was asked for by the button in its place
      autoFocus={open}
      aria-label={t('Note on the link')}
      rows={1}
      value={text}
      placeholder={t('Why are the two linked?')}
      onChange={event => {
        const note = event.currentTarget.value;
        setText(note);
        controller.edit({ type: 'change_relation', id, set: { note } }, '', `${id}/note`);
      }}
    />
  );
}

function LinkRow({ controller, link }: { controller: Controller; link: Link }) {
  const { t, annotations, store } = controller;
  const relation = store?.checked.relations[link.id] as Relation;
  const other = annotations[link.other];
  return (
    <li>
      <div className="jp-Annotator-linkLine">
        <LinkKind controller={controller} link={link} relation={relation} />
        <LinkNote controller={controller} id={link.id} saved={relation.note ?? ''} />
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
      </div>
      <button type="button" className="jp-Annotator-row" onClick={() => controller.pick(link.other, true)}>
        <span className="jp-Annotator-rowKind">{controller.kind(other?.kind ?? '')?.title}</span>{' '}
        <span className="jp-Annotator-rowQuote" dir="auto">
          {shortened(other?.quote ?? '')}
        </span>
      </button>
    </li>
  );
}

export function Links({ controller, id }: { controller: Controller; id: string }) {
  const { t, annotations, screen, store } = controller;
  const links = linksOf(controller.codebook, store?.checked.relations ?? {}, id);
  const kind = annotations[id]?.kind ?? '';
  if (links.length === 0 && !canLink(controller.codebook, kind)) return null;
  return (
    <section className="jp-Annotator-links" aria-label={t('Links')}>
      <div className="jp-Annotator-fieldTitle">
        <span>{t('Links')}</span>
        {screen.linking ? null : (
          <button type="button" className="jp-Annotator-clear" onClick={() => startLinking(controller)}>
            {t('Link to …')} <kbd aria-hidden="true">l</kbd>
          </button>
        )}
      </div>
      <ul>
        {links.map(link => (
          <LinkRow key={link.id} controller={controller} link={link} />
        ))}
      </ul>
    </section>
  );
}
