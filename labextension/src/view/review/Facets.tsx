// The values of each column with how many rows they would show.
import { useState } from 'react';
import type { Desk } from './desk';
import { toggleValue } from './query';
import type { Column, Table } from './table';

/** Values that are shown of a column before more are asked for. */
const FEW = 8;

function Facet({ desk, column }: { desk: Desk; column: Column }) {
  const { t, n, query, found } = desk;
  const [all, setAll] = useState(false);
  const counts = found.counts.get(column.name) ?? new Int32Array(column.values.length + 1);
  const chosen = query.chosen[column.name] ?? [];
  const titles = [...column.values.map(([, title]) => title), t('(none)')];
  const options = titles
    .map((title, code) => ({ title, code, count: counts[code] ?? 0 }))
    .filter(({ code, count }) => chosen.includes(code) || count > 0);
  const many = options.length > FEW + 2;
  const ranked = many && !all ? [...options].sort((a, b) => b.count - a.count).slice(0, FEW) : options;
  const shown = options.filter(option => ranked.includes(option) || chosen.includes(option.code));
  // Where no row has a value there is nothing to choose.
  if (options.every(({ code }) => code === column.values.length && !chosen.includes(code))) return null;
  return (
    <fieldset className="jp-AnnotatorReview-facet">
      <legend>{t(column.title)}</legend>
      {shown.map(({ title, code, count }) => (
        <label key={code}>
          <input
            type="checkbox"
            checked={chosen.includes(code)}
            onChange={() => desk.lookFor(toggleValue(query, column.name, code))}
          />
          <span title={title}>{t(title)}</span>
          <span className="jp-Annotator-count">{count.toLocaleString()}</span>
        </label>
      ))}
      {many ? (
        <button type="button" className="jp-Annotator-link" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('Show fewer') : n('Show %1 more', 'Show %1 more', options.length - shown.length)}
        </button>
      ) : null}
    </fieldset>
  );
}

export function Facets({ desk, table }: { desk: Desk; table: Table }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse
    <section className="jp-AnnotatorReview-facets" aria-label={desk.t('Filters')} tabIndex={0}>
      {table.columns
        .filter(column => column.facet)
        .map(column => (
          <Facet key={column.name} desk={desk} column={column} />
        ))}
    </section>
  );
}
