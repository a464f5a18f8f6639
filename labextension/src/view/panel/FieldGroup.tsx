// One field of the codebook as radio group, checkboxes, number or text.
import { useId, useRef } from 'react';
import type { Field, FieldValue, Value } from '../../model';
import { type Weight, weightAt } from '../article/highlight';
import type { Controller } from '../controller';
import { toggled } from '../keys';
import type { Screen } from '../screen';
import { Definition, explained } from './Definitions';

/** What a field needs of the view that it is in. */
export interface FieldHost extends Pick<Controller, 't'> {
  readonly screen: Pick<Screen, 'definitions' | 'tip'>;
  show(change: Pick<Partial<Screen>, 'tip'>): void;
}

interface Props {
  controller: FieldHost;
  field: Field;
  value: FieldValue | undefined;
  onAnswer: (value: FieldValue | null) => void;
  /** Said beside the title, where several annotations are answered at once. */
  hint?: string;
  /** Colour of the kind whose highlight this field draws; none for the other fields. */
  color?: string;
}

function yesNo(field: Field, t: Controller['t']): Value[] {
  return [
    { id: 'true', title: t('Yes'), key: undefined },
    { id: 'false', title: t('No') },
    ...(field.values ?? [])
  ];
}

function Option(props: {
  controller: FieldHost;
  value: Value;
  name: string;
  many: boolean;
  checked: boolean;
  weight?: Weight;
  color?: string;
  choose: () => void;
}) {
  const { controller, value, name, many, checked, weight, color, choose } = props;
  const timer = useRef(0);
  const label = useRef<HTMLLabelElement>(null);
  const explain = (soon: boolean) => {
    window.clearTimeout(timer.current);
    if (!value.definition || controller.screen.definitions) return;
    const show = () =>
      label.current && controller.show({ tip: { value, rect: label.current.getBoundingClientRect() } });
    if (soon) show();
    else timer.current = window.setTimeout(show, 350);
  };
  // Not on enter: the page may have moved under a pointer that lies still.
  const hover = () => {
    if (timer.current === 0 && controller.screen.tip?.value !== value) explain(false);
  };
  const hide = () => {
    window.clearTimeout(timer.current);
    timer.current = 0;
    if (controller.screen.tip?.value === value) controller.show({ tip: null });
  };
  return (
    <label
      ref={label}
      className={`jp-Annotator-option${value.missing ? ' jp-mod-missing' : ''}`}
      onPointerMove={hover}
      onPointerLeave={hide}
    >
      <input
        type={many ? 'checkbox' : 'radio'}
        name={name}
        checked={checked}
        aria-label={value.title}
        aria-description={explained(value, controller.t) || undefined}
        onChange={choose}
        onClick={() => checked && !many && choose()}
        onFocus={event => event.currentTarget.matches(':focus-visible') && explain(true)}
        onBlur={hide}
      />
      {value.key ? <kbd aria-hidden="true">{value.key}</kbd> : null}
      <span>{value.title}</span>
      {weight ? (
        <i aria-hidden="true" className={`jp-Annotator-swatch jp-mod-${weight}`} style={{ color }} />
      ) : null}
      {controller.screen.definitions ? <Definition of={value} t={controller.t} /> : null}
    </label>
  );
}

function Choices({ controller, field, value, onAnswer, color, hint }: Props) {
  const id = useId();
  const many = field.level === 'multiple';
  const isYesNo = field.level === 'boolean';
  const known: Value[] = isYesNo ? yesNo(field, controller.t) : (field.values ?? []);
  const chosen = Array.isArray(value) ? value : value === undefined ? [] : [String(value)];
  const gone: Value[] = chosen
    .filter(one => !known.some(option => option.id === one))
    .map(one => ({ id: one, title: `${one} (${controller.t('no longer in codebook')})` }));
  const scale = known.filter(option => !option.missing);
  const choose = (option: Value) => {
    const next = toggled(field, Array.isArray(value) ? value : chosen[0], option.id);
    onAnswer(isYesNo && !option.missing && next !== null ? option.id === 'true' : next);
  };
  return (
    <div className="jp-Annotator-field">
      <div className="jp-Annotator-fieldTitle">
        <span>
          <span id={id}>{field.title}</span>
          {hint ? <em> {hint}</em> : null}
        </span>
        {chosen.length > 0 ? (
          <button type="button" className="jp-Annotator-clear" onClick={() => onAnswer(null)}>
            {controller.t('Clear')}
            <span className="jp-Annotator-hidden"> {field.title}</span>
          </button>
        ) : null}
      </div>
      {controller.screen.definitions && field.definition ? (
        <p className="jp-Annotator-definition">{field.definition}</p>
      ) : null}
      <div
        className={`jp-Annotator-options${controller.screen.definitions ? ' jp-mod-defined' : ''}`}
        role={many ? 'group' : 'radiogroup'}
        aria-labelledby={id}
        aria-description={field.definition}
      >
        {[...known, ...gone].map(option => (
          <Option
            key={option.id}
            controller={controller}
            value={option}
            name={id}
            many={many}
            checked={chosen.includes(option.id)}
            weight={
              color && !option.missing && scale.includes(option)
                ? weightAt(scale.indexOf(option), scale.length)
                : undefined
            }
            color={color}
            choose={() => choose(option)}
          />
        ))}
      </div>
    </div>
  );
}

function Typed({ controller, field, value, onAnswer }: Props) {
  const id = useId();
  const isNumber = field.level === 'interval';
  return (
    <div className="jp-Annotator-field">
      <label className="jp-Annotator-fieldTitle" htmlFor={id}>
        {field.title}
      </label>
      {isNumber ? (
        <input
          id={id}
          type="number"
          step="any"
          min={field.minimum}
          max={field.maximum}
          value={typeof value === 'number' ? value : ''}
          aria-description={field.definition}
          onChange={event => {
            const number = event.currentTarget.valueAsNumber;
            onAnswer(Number.isFinite(number) ? number : null);
          }}
        />
      ) : (
        <textarea
          id={id}
          rows={2}
          value={typeof value === 'string' ? value : ''}
          aria-description={field.definition}
          onChange={event => onAnswer(event.currentTarget.value || null)}
        />
      )}
      {(field.values ?? []).map(option => (
        <label key={option.id} className="jp-Annotator-option jp-mod-missing">
          <input
            type="checkbox"
            checked={value === option.id}
            aria-description={explained(option, controller.t) || undefined}
            onChange={() => onAnswer(value === option.id ? null : option.id)}
          />
          <span>{controller.t(option.title)}</span>
        </label>
      ))}
    </div>
  );
}

export function FieldGroup(props: Props) {
  return props.field.level === 'interval' || props.field.level === 'text' ? (
    <Typed {...props} />
  ) : (
    <Choices {...props} />
  );
}
