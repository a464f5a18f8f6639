// The codebook's questions about the whole article.
import { unansweredOfDocument } from '../../model';
import type { Controller } from '../controller';
import { FieldGroup } from './FieldGroup';

export function Questions({ controller }: { controller: Controller }) {
  const fields = controller.fieldsOf('document');
  if (fields.length === 0 || !controller.store) return null;
  const { t, n, store, codebook, screen } = controller;
  const { answers } = store.checked;
  const open = unansweredOfDocument(answers, codebook).length;
  const answered = fields.filter(({ id }) => (answers[id]?.value ?? null) !== null).length;
  return (
    <details
      className="jp-Annotator-questions"
      open={screen.questions}
      onToggle={event => {
        const questions = event.currentTarget.open;
        if (questions !== controller.screen.questions) controller.show({ questions });
      }}
    >
      <summary>
        {t('About the whole article')} <kbd aria-hidden="true">Q</kbd>{' '}
        <em>
          {open > 0
            ? n('%1 to answer', '%1 to answer', open)
            : t('%1 of %2 answered', String(answered), String(fields.length))}
        </em>
      </summary>
      {fields.map(field => (
        <FieldGroup
          key={field.id}
          controller={controller}
          field={field}
          value={answers[field.id]?.value ?? undefined}
          onAnswer={value => controller.answerDocument(field, value)}
        />
      ))}
    </details>
  );
}
