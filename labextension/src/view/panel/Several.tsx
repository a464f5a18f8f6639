// What can be done to all chosen annotations at once: one edit, one undo.
import type { Controller } from '../controller';
import { isMixed } from '../several';
import { FieldGroup } from './FieldGroup';
import { StatusGroup } from './StatusGroup';

export function Several({ controller }: { controller: Controller }) {
  const { t, n, list, listed, annotations, atHand } = controller;
  const { size } = list.chosen;
  return (
    <section className="jp-Annotator-editor" aria-label={t('Several annotations')}>
      <div className="jp-Annotator-severalHead">
        <strong>{n('%1 chosen', '%1 chosen', size)}</strong>
        {size < listed.length ? (
          <button type="button" className="jp-Annotator-link" onClick={() => controller.choose(listed)}>
            {t('Choose all %1', String(listed.length))} <kbd aria-hidden="true">*</kbd>
          </button>
        ) : null}
        <button type="button" className="jp-Annotator-link" onClick={() => controller.choose([])}>
          {t('Let go')} <kbd aria-hidden="true">Esc</kbd>
        </button>
      </div>
      <p className="jp-Annotator-soft">
        {t('What you choose here or above goes to all of them; one undo takes it back.')}
      </p>
      {controller.fieldsAtHand
        .filter(field => field.level !== 'text' && field.level !== 'interval')
        .map(field => (
          <FieldGroup
            key={field.id}
            controller={controller}
            field={field}
            value={controller.valueAtHand(field)}
            hint={isMixed(annotations, atHand, field) ? t('different answers') : undefined}
            onAnswer={value => controller.answer(field, value)}
          />
        ))}
      <div className="jp-Annotator-field">
        <div className="jp-Annotator-fieldTitle">
          <span>{t('Status')}</span>
        </div>
        <StatusGroup controller={controller} name="several" />
      </div>
      <div>
        <button type="button" onClick={() => controller.remove()}>
          {n('Delete %1 annotation', 'Delete %1 annotations', size)} <kbd aria-hidden="true">Del</kbd>
        </button>
      </div>
    </section>
  );
}
