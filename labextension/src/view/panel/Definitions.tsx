// The codebook beside the answers: what each kind and each value means, what belongs to it and what does not.
import type { Kind, Value } from '../../model';
import type { Controller } from '../controller';

type Defined = Pick<Value, 'definition' | 'include' | 'exclude' | 'example'>;

/** What is said of a kind or a value when its control has the focus. */
export function explained({ definition, include, exclude, example }: Defined, t: Controller['t']): string {
  return [
    definition,
    include && `${t('Include')}: ${include}`,
    exclude && `${t('Exclude')}: ${exclude}`,
    example && `${t('Example')}: ${example}`
  ]
    .filter(Boolean)
    .join(' ');
}

export function Definition({ of, t }: { of: Defined; t: Controller['t'] }) {
  const { definition, include, exclude, example } = of;
  if (!definition && !include && !exclude && !example) return null;
  return (
    <span className="jp-Annotator-definition">
      {definition ? <span>{definition}</span> : null}
      {include ? (
        <span>
          <b>{t('Include')}</b> {include}
        </span>
      ) : null}
      {exclude ? (
        <span>
          <b>{t('Exclude')}</b> {exclude}
        </span>
      ) : null}
      {example ? <span className="jp-Annotator-example">{example}</span> : null}
    </span>
  );
}

/** The kinds in question: that of the picked annotation, or all where one is to be chosen. */
export function KindDefinitions({ controller }: { controller: Controller }) {
  const { t, picked, screen, codebook } = controller;
  const kinds: Kind[] =
    picked && !screen.pending ? codebook.kinds.filter(kind => kind.id === picked.kind) : codebook.kinds;
  return (
    <dl className="jp-Annotator-kindDefinitions" aria-label={t('Definitions of the kinds')}>
      {kinds.map(kind => (
        <div key={kind.id}>
          <dt>{kind.title}</dt>
          <dd>
            <Definition of={kind} t={t} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
