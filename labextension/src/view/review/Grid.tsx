// The table itself; only the rows near the view are on the page.
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useId, useMemo, useRef } from 'react';
import { kindStyles } from '../article/highlight';
import type { Desk } from './desk';
import { type Column, columnNamed, shownIn, type Table } from './table';

const HEIGHT = 30;
const SIGNS: Record<string, string> = { accepted: '✓', flagged: '⚑', corrected: '✎' };

interface Heading {
  name: string;
  title: string;
  /** In pixels; the passage takes what is left. */
  width: number;
  column?: Column;
}

/** Fields first asked come first; the others are in the facets and beside the passage. */
const MOST_FIELDS = 4;

function headings(table: Table): Heading[] {
  const of = (name: string, width: number): Heading[] => {
    const column = columnNamed(table, name);
    return column ? [{ name, title: column.title, width, column }] : [];
  };
  const fields = table.columns.filter(({ name }) => name.startsWith('field:')).slice(0, MOST_FIELDS);
  return [
    ...of('review', 132),
    ...of('kind', 84),
    { name: 'quote', title: 'Passage', width: 240 },
    ...fields.flatMap(({ name }) => of(name, 118)),
    ...of('reader', 92),
    ...of('document', 150),
    ...of('status', 76)
  ];
}

function Cell({ desk, table, row, heading }: { desk: Desk; table: Table; row: number; heading: Heading }) {
  const { column, name } = heading;
  if (!column) return <span dir="auto">{table.quotes[row]}</span>;
  const shown = desk.t(shownIn(column, row));
  if (name !== 'review') return <>{shown}</>;
  const id = column.values[column.codes[row] as number]?.[0] ?? '';
  return (
    <>
      {SIGNS[id] ? <span aria-hidden="true">{SIGNS[id]} </span> : null}
      {shown}
      {table.pending[row] === 1 ? (
        <i className="jp-AnnotatorReview-dot" role="img" aria-label={desk.t('not written back yet')} />
      ) : null}
    </>
  );
}

export function Grid({ desk, table }: { desk: Desk; table: Table }) {
  const { t, found, at, query } = desk;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const shown = useMemo(() => headings(table), [table]);
  const colors = useMemo(
    () =>
      new Map(
        table.codebooks.flatMap(book => [...kindStyles(book)].map(([kind, { color }]) => [kind, color]))
      ),
    [table]
  );
  const kinds = columnNamed(table, 'kind');
  const virtual = useVirtualizer({
    count: found.rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => HEIGHT,
    overscan: 14,
    scrollMargin: HEIGHT,
    // The chosen row stays on the page however far one scrolls: assistive technology is told its id.
    rangeExtractor: range => {
      const rows = defaultRangeExtractor(range);
      return at < 0 || at >= range.count || rows.includes(at) ? rows : [...rows, at].sort((a, b) => a - b);
    }
  });
  // Not `virtual`: it is another one after each rendering, and one who scrolls on would be brought back.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    const element = scroller.current;
    if (!element || at < 0) return;
    const top = at * HEIGHT;
    const view = element.clientHeight - HEIGHT;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + HEIGHT > element.scrollTop + view) element.scrollTop = top + HEIGHT - view + 4;
  }, [at, found.rows]);
  const template = shown
    .map(({ name, width }) => (name === 'quote' ? `minmax(${width}px, 1fr)` : `${width}px`))
    .join(' ');
  const minWidth = shown.reduce((sum, { width }) => sum + width, 0);
  const sortBy = (name: string) => {
    const { column, down } = query.sort;
    const sort =
      column !== name
        ? { column: name, down: false }
        : down
          ? { column: '', down: false }
          : { column, down: true };
    desk.lookFor({ ...query, sort });
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table of the browser cannot be virtual
    <div
      ref={scroller}
      className="jp-AnnotatorReview-grid"
      role="grid"
      tabIndex={0}
      aria-label={t('Annotations')}
      aria-rowcount={found.rows.length + 1}
      aria-colcount={shown.length}
      aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: its buttons are */}
      <div
        role="row"
        aria-rowindex={1}
        className="jp-AnnotatorReview-headings"
        style={{ gridTemplateColumns: template, minWidth }}
      >
        {shown.map(({ name, title }) => {
          const isSorted = query.sort.column === name;
          return (
            // biome-ignore lint/a11y/useSemanticElements: see above
            // biome-ignore lint/a11y/useFocusableInteractive: its button is
            <div
              key={name}
              role="columnheader"
              aria-sort={isSorted ? (query.sort.down ? 'descending' : 'ascending') : 'none'}
            >
              <button type="button" onClick={() => sortBy(name)} title={t('Sort by %1', t(title))}>
                <span>{t(title)}</span>
                {isSorted ? <span aria-hidden="true">{query.sort.down ? '▾' : '▴'}</span> : null}
              </button>
            </div>
          );
        })}
      </div>
      {found.rows.length === 0 ? (
        <p className="jp-Annotator-empty">
          {table.rows === 0 ? t('There are no annotations here.') : t('No annotation fits these filters.')}
        </p>
      ) : null}
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <div
        role="rowgroup"
        className="jp-AnnotatorReview-rows"
        style={{ height: virtual.getTotalSize(), minWidth }}
      >
        {virtual.getVirtualItems().map(item => {
          const row = found.rows[item.index] as number;
          const kind = kinds?.values[kinds.codes[row] as number]?.[0] ?? '';
          return (
            // biome-ignore lint/a11y/useSemanticElements: see above
            // biome-ignore lint/a11y/useKeyWithClickEvents: the grid hears the keys
            // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus, and names the row
            <div
              key={row}
              id={`${id}-${item.index}`}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={item.index === at}
              className="jp-AnnotatorReview-row"
              style={
                {
                  gridTemplateColumns: template,
                  transform: `translateY(${item.index * HEIGHT}px)`,
                  '--jp-annotator-kind': colors.get(kind)
                } as React.CSSProperties
              }
              onClick={() => {
                desk.select(item.index);
                scroller.current?.focus({ preventScroll: true });
              }}
            >
              {shown.map(heading => (
                // biome-ignore lint/a11y/useSemanticElements: see above
                // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
                <div key={heading.name} role="gridcell" data-column={heading.name}>
                  <Cell desk={desk} table={table} row={row} heading={heading} />
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}
