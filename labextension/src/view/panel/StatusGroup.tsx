// Open, done or flagged: of the picked annotation, or of all that are chosen.
import type { Controller } from '../controller';
import { STATUS_TITLES, type Status } from '../several';

const STATUSES: readonly { id: Status; sign: string; key: string }[] = [
  { id: 'open', sign: '', key: '' },
  { id: 'done', sign: '✓', key: '=' },
  { id: 'flagged', sign: '⚑', key: '!' }
];

export function StatusGroup({ controller, name }: { controller: Controller; name: string }) {
  const { t, annotations, atHand } = controller;
  const now = new Set(atHand.map(id => annotations[id]?.status ?? 'open'));
  return (
    <div className="jp-Annotator-statuses" role="radiogroup" aria-label={t('Status')}>
      {STATUSES.map(({ id, sign, key }) => (
        <label key={id} className="jp-Annotator-option">
          <input
            type="radio"
            name={`${name}/status`}
            aria-label={t(STATUS_TITLES[id])}
            checked={now.size === 1 && now.has(id)}
            onChange={() => controller.setStatus(id)}
          />
          {key ? <kbd aria-hidden="true">{key}</kbd> : null}
          {sign ? <span aria-hidden="true">{sign}</span> : null}
          <span>{t(STATUS_TITLES[id])}</span>
        </label>
      ))}
    </div>
  );
}
