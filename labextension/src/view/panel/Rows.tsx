// A list of which only the rows near the view are on the page: annotations, suggestions, units.
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { memo, type ReactNode, useEffect, useRef } from 'react';

interface Props {
  /** Of the element that scrolls. */
  className: string;
  /** Name of the list. */
  label: string;
  ids: readonly string[];
  /** The row that stays in view, from 0 on; -1 for none. */
  current: number;
  /** About how high a row is, in pixels. */
  height: number;
  /** What stands over the rows and scrolls with them. */
  before?: ReactNode;
  children: (at: number) => ReactNode;
}

/** While one scrolls, the rows that stay are not drawn again. */
const Row = memo(({ draw, at }: { draw: (at: number) => ReactNode; at: number }) => draw(at));

export function Rows({ className, label, ids, current, height, before, children }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 12,
    // The row with the focus stays on the page however far one scrolls: without it the focus would be lost.
    rangeExtractor: range => {
      const rows = defaultRangeExtractor(range);
      const row = document.activeElement?.closest('li');
      const at = row && scroller.current?.contains(row) ? Number(row.dataset.index) : -1;
      return at < 0 || at >= range.count || rows.includes(at) ? rows : [...rows, at].sort((a, b) => a - b);
    },
    getItemKey: at => ids[at] as string
  });
  useEffect(() => {
    if (current >= 0) virtual.scrollToIndex(current, { align: 'auto' });
  }, [current, virtual]);
  return (
    <div className={className} ref={scroller}>
      {before}
      {/* biome-ignore lint/a11y/noRedundantRoles: list-style none takes the role away in Safari */}
      <ul role="list" aria-label={label} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(item => (
          <li
            key={item.key}
            ref={virtual.measureElement}
            data-index={item.index}
            aria-posinset={item.index + 1}
            aria-setsize={ids.length}
            style={{ transform: `translateY(${item.start}px)` }}
          >
            <Row draw={children} at={item.index} />
          </li>
        ))}
      </ul>
    </div>
  );
}
