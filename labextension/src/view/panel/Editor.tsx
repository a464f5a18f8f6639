// The picked annotation: its quote, fields, note, and what else is at the same place.
import { useEffect, useState } from 'react';
import { type Annotation, answerTo } from '../../model';
import { kindStyles } from '../article/highlight';
import type { Controller } from '../controller';
import { FieldGroup } from './FieldGroup';
import { Here } from './Here';
import { LinkMaking } from './LinkMaking';
import { Links } from './Links';
import { useOpenQuestion } from './open-question';
import { Past } from './Past';
import { Reviewed } from './Reviewed';
import { StatusGroup } from './StatusGroup';
import { Stretches } from './Stretches';

/** Keeps what is typed on the screen at once; the edit may come back changed from another page. */
function Note({ controller, annotation }: { controller: Controller; annotation: Annotation }) {
  const saved = annotation.note ?? '';
  const [text, setText] = useState(saved);
  useEffect(() => setText(saved), [saved]);
  return (
    <label className="jp-Annotator-note">
      <span className="jp-Annotator-fieldTitle">
        {controller.t('Note')} <kbd aria-hidden="true">n</kbd>
      </span>
      <textarea
        aria-label={controller.t('Note')}
        rows={text.length > 60 || text.includes('\n') ? 3 : 1}
        value={text}
        placeholder={controller.t('Anything worth remembering')}
        onChange={event => {
          setText(event.currentTarget.value);
          controller.note(event.currentTarget.value);
        }}
      />
    </label>
  );
}

export function Editor({ controller, annotation }: { controller: Controller; annotation: Annotation }) {
  const { t, screen } = controller;
  const style = kindStyles(controller.codebook).get(annotation.kind);
  const fields = controller.fieldsOf(annotation.kind);
  const section = useOpenQuestion(`${screen.picked}/${screen.linking !== null}`, annotation, fields);
  return (
    <section ref={section} className="jp-Annotator-editor" aria-label={t('Selected annotation')}>
      <Here controller={controller} />
      <div className="jp-Annotator-quoteLine">
        <blockquote dir="auto" style={{ borderColor: style?.color }}>
          {annotation.quote}
        </blockquote>
        <button
          type="button"
          className="jp-Annotator-delete"
          aria-label={t('Delete annotation')}
          title={`${t('Delete annotation')} (Delete)`}
          onClick={() => controller.remove()}
        >
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.6 9h5.8l.6-9M6.8 7v4.2M9.2 7v4.2" />
          </svg>
        </button>
      </div>
      <Reviewed annotation={annotation} fields={fields} t={t} />
      <Stretches controller={controller} annotation={annotation} />
      <LinkMaking controller={controller} kind={annotation.kind} />
      {(screen.linking ? [] : fields).map(field => (
        <FieldGroup
          key={`${screen.picked}/${field.id}`}
          controller={controller}
          field={field}
          value={answerTo(annotation, field.id)}
          color={style?.strength?.id === field.id ? style.color : undefined}
          onAnswer={value => controller.answer(field, value)}
        />
      ))}
      {screen.picked ? <Links controller={controller} id={screen.picked} /> : null}
      {screen.picked ? <StatusGroup controller={controller} name={screen.picked} /> : null}
      <Note key={screen.picked} controller={controller} annotation={annotation} />
      <Past controller={controller} annotation={annotation} />
    </section>
  );
}
