// The tools above the list: words to search for, facets to filter by, and the order.
import { useState } from 'react';
import { msg } from '../../model';
import type { Controller } from '../controller';
import { type Facet, toggle } from '../filtering';
import { SORTS, type Sort } from '../sorting';

const SORT_TITLES: Record<Sort, string> = {
  text: msg('Text order'),
  kind: msg('Kind'),
  strength: msg('Weakest first'),
  changed: msg('Newest change')
};

function Search({ controller }: { controller: Controller }) {
  const { t, list } = controller;
  const { filter } = list;
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape' && !list.isFiltering) controller.show({ tools: false });
    else if (event.key === 'Escape') {
      // The key goes on to the root, which takes the reader back to the article: letters are keys again there.
      controller.filter({ ...filter, text: '' });
    } else if (event.key === 'Enter') {
      const [first] = controller.listed;
      // The filter stays, and letters are keys again: j goes to the next one found.
      if (first) controller.pick(first, true);
      if (first) controller.focusSoon('.jp-Annotator-article');
      event.preventDefault();
    }
  };
  return (
    <input
      type="search"
      className="jp-Annotator-search"
      aria-label={t('Search the annotations')}
      placeholder={t('Words in quotes and notes')}
      value={filter.text}
      onKeyDown={onKeyDown}
      onChange={event => controller.filter({ ...filter, text: event.currentTarget.value })}
    />
  );
}

function Options({ controller, facet }: { controller: Controller; facet: Facet }) {
  const { filter } = controller.list;
  const chosen = filter.chosen[facet.id] ?? [];
  return (
    <fieldset className="jp-Annotator-facetOptions" aria-label={facet.title}>
      {facet.options.map(({ id, title, count }) => (
        <label key={id} className={count === 0 && !chosen.includes(id) ? 'jp-mod-none' : undefined}>
          <input
            type="checkbox"
            checked={chosen.includes(id)}
            aria-label={`${title} (${count})`}
            onChange={() => controller.filter(toggle(filter, facet.id, id))}
          />
          <span>{title}</span>
          <span className="jp-Annotator-count">{count}</span>
        </label>
      ))}
    </fieldset>
  );
}

export function Filters({ controller }: { controller: Controller }) {
  const { t, list, annotations } = controller;
  const [unfolded, unfold] = useState<string | null>(null);
  const facets = list.facets(annotations, t);
  const chosenIn = ({ id, options }: Facet) => {
    const chosen = list.filter.chosen[id] ?? [];
    if (chosen.length === 0) return '';
    const only = options.find(option => option.id === chosen[0]);
    return `: ${chosen.length === 1 && only ? only.title : chosen.length}`;
  };
  const shown = facets.find(({ id }) => id === unfolded);
  return (
    <search className="jp-Annotator-tools" aria-label={t('Search and filter')}>
      <div className="jp-Annotator-searchLine">
        <Search controller={controller} />
        <select
          aria-label={t('Sort')}
          title={t('Sort')}
          value={list.sort}
          onChange={event => {
            list.sort = event.currentTarget.value as Sort;
            controller.changed();
          }}
        >
          {SORTS.map(sort => (
            <option key={sort} value={sort}>
              {t(SORT_TITLES[sort])}
            </option>
          ))}
        </select>
      </div>
      <div className="jp-Annotator-facets">
        {facets.map(facet => (
          <button
            type="button"
            key={facet.id}
            aria-expanded={facet.id === unfolded}
            className={chosenIn(facet) ? 'jp-mod-active' : undefined}
            onClick={() => unfold(facet.id === unfolded ? null : facet.id)}
          >
            {facet.title}
            {chosenIn(facet)}
          </button>
        ))}
      </div>
      {shown ? <Options controller={controller} facet={shown} /> : null}
    </search>
  );
}
