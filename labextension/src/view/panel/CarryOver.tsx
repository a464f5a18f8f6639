// The article has changed: what the reader tagged on the version before can be carried over, after a look at it.
import { useEffect, useState } from 'react';
import { type CarriedOver, carryOver, msg, type Outcome, type Reading } from '../../model';
import { changedWords } from '../changed-words';
import type { Controller } from '../controller';
import { shortened } from './shortened';

type Count = Record<Outcome['outcome'], number>;

const MEANINGS: readonly [outcome: Outcome['outcome'], title: string, meaning: string][] = [
  ['exact', msg('exact'), msg('at the same place')],
  ['moved', msg('moved'), msg('the same words at another place')],
  ['changed', msg('changed'), msg('the words differ: look below')],
  ['orphan', msg('not found'), msg('kept apart, for you to attach or delete')]
];

function countsOf(outcomes: readonly Outcome[]): Count {
  const counts: Count = { exact: 0, moved: 0, changed: 0, orphan: 0 };
  for (const { outcome } of outcomes) counts[outcome]++;
  return counts;
}

function Words({ was, now }: { was: string; now: string }) {
  return (
    <>
      {changedWords(was, now).map(([sign, words], at) => {
        // The parts never change places.
        const key = `${at}${sign}`;
        if (sign === '-') return <del key={key}>{words}</del>;
        if (sign === '+') return <ins key={key}>{words}</ins>;
        return <span key={key}>{words}</span>;
      })}
    </>
  );
}

function Changed({ controller, outcomes }: { controller: Controller; outcomes: readonly Outcome[] }) {
  const { t } = controller;
  const changed = outcomes.filter(({ outcome }) => outcome === 'changed');
  const orphans = outcomes.filter(({ outcome }) => outcome === 'orphan');
  return (
    <>
      {changed.length > 0 ? (
        <details open={changed.length <= 20}>
          <summary>
            {t('Changed')} <span>{changed.length}</span>
          </summary>
          <ul aria-label={t('Changed')}>
            {changed.map(({ annotation, was, quote }) => (
              <li key={annotation} className="jp-Annotator-rowQuote" dir="auto">
                <Words was={shortened(was, 400)} now={shortened(quote, 400)} />
              </li>
            ))}
          </ul>
        </details>
      ) : null}
      {orphans.length > 0 ? (
        <details open={orphans.length <= 20}>
          <summary>
            {t('Not found')} <span>{orphans.length}</span>
          </summary>
          <ul aria-label={t('Not found')}>
            {orphans.map(({ annotation, was }) => (
              <li key={annotation} className="jp-Annotator-rowQuote" dir="auto">
                {shortened(was, 240)}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </>
  );
}

function Preview(props: { controller: Controller; carried: CarriedOver; close: () => void }) {
  const { controller, carried, close } = props;
  const { t } = controller;
  const counts = countsOf(carried.outcomes);
  return (
    <>
      <dl>
        {MEANINGS.filter(([outcome]) => counts[outcome] > 0).map(([outcome, title, meaning]) => (
          <div key={outcome} className={`jp-mod-${outcome}`}>
            <dt>
              <b>{counts[outcome].toLocaleString('en')}</b> {t(title)}
            </dt>
            <dd>{t(meaning)}</dd>
          </div>
        ))}
      </dl>
      <Changed controller={controller} outcomes={carried.outcomes} />
      <div className="jp-Annotator-actions">
        <button
          type="button"
          className="jp-mod-primary"
          onClick={() => {
            const told = MEANINGS.filter(([outcome]) => counts[outcome] > 0).map(
              ([outcome, title]) => `${counts[outcome]} ${t(title)}`
            );
            if (controller.store?.carry(carried.reading)) {
              controller.show({
                message: t('Carried over: %1', told.join(', ')),
                picked: null,
                here: []
              });
            }
            close();
          }}
        >
          {t('Carry them over')}
        </button>
        <button type="button" onClick={close}>
          {t('Not now')}
        </button>
      </div>
      <p className="jp-Annotator-soft">
        {t('The tags on the earlier version stay in the notebook as they are. Undo takes this back.')}
      </p>
    </>
  );
}

function Offer({ controller, earlier }: { controller: Controller; earlier: Reading }) {
  const { t, n, store, session } = controller;
  const [state, setState] = useState<'offered' | 'looking' | 'later' | CarriedOver>('offered');
  const here = store?.reading.annotations ?? {};
  const count = Object.keys(earlier.annotations).filter(id => !Object.hasOwn(here, id)).length;
  const isLooking = state === 'looking';
  useEffect(() => {
    if (!isLooking || !store) return;
    // After a frame, so that the reader sees that something is done: a long article takes a second or two.
    const timer = setTimeout(() => {
      const { reading, outcomes } = carryOver(earlier, session.document);
      const isNew = ({ annotation }: Outcome) => !Object.hasOwn(store.reading.annotations, annotation);
      setState({ reading, outcomes: outcomes.filter(isNew) });
    }, 30);
    return () => clearTimeout(timer);
  }, [isLooking, store, session, earlier]);
  if (state === 'later') {
    return (
      <button type="button" className="jp-Annotator-link" onClick={() => setState('looking')}>
        {n(
          'Carry over %1 tag from the earlier version …',
          'Carry over %1 tags from the earlier version …',
          count
        )}
      </button>
    );
  }
  return (
    <>
      <p>
        <strong>{t('This article has changed since you tagged it.')}</strong>{' '}
        {n('You made %1 tag on the version before.', 'You made %1 tags on the version before.', count)}
      </p>
      {typeof state === 'object' ? (
        <Preview controller={controller} carried={state} close={() => setState('later')} />
      ) : isLooking ? (
        <p aria-live="polite">{t('Looking for each passage …')}</p>
      ) : (
        <div className="jp-Annotator-actions">
          <button type="button" className="jp-mod-primary" onClick={() => setState('looking')}>
            {n('Carry your tag over …', 'Carry your %1 tags over …', count)}
          </button>
          <button type="button" onClick={() => setState('later')}>
            {t('Not now')}
          </button>
        </div>
      )}
    </>
  );
}

export function CarryOver({ controller }: { controller: Controller }) {
  const { session, store } = controller;
  const { earlier } = session;
  if (!earlier || !store || session.readOnly) return null;
  return (
    <section className="jp-Annotator-carryOver" aria-label={controller.t('Earlier version')}>
      <Offer key={`${earlier.document.id} ${earlier.reader}`} controller={controller} earlier={earlier} />
    </section>
  );
}
