"""Which annotations of different readers are about the same span: greedy by overlap, one of each reader in a unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Parts = Mapping[int, Sequence[tuple[int, int]]]
MOST_PAIRS = 1_000_000  # pairs held at a time


def greedy(
    group: Ints, reader: Ints, start: Ints, end: Ints, parts: Parts | None = None, threshold: float = 0.0
) -> Ints:
    """Put overlapping spans of different readers together, most alike first.

    Pairs are joined from the largest intersection over union (IoU) to the smallest, unless a reader would stand twice
    in the unit. Ties go by position, so the order of rows counts only between spans of one reader that are the same.
    What readers answered plays no part. For overlapping spans the order by IoU is the order by gamma's cost of
    position (Mathet, Widlöcher and Métivier 2015), which is ((1 - IoU) / (1 + IoU))².

    Args:
        group: What is compared with each other, such as document and kind, shape (spans,); sorted.
        reader: Reader of each span, 0 … R - 1.
        start: First code point of each span; sorted within a group, ties by `end`, then in an order of their own.
        end: Code point after the last.
        parts: The stretches of spans that are not contiguous, by row; `start` and `end` are then their hull.
        threshold: Spans whose IoU is not above this are never put together.

    Returns:
        A unit for each span: 0 … U - 1, in order of first appearance.
    """
    count = len(group)
    if count == 0:
        return np.zeros(0, dtype=np.int64)
    wide = int(end.max()) + 1
    shift = group * wide
    reach = np.maximum.accumulate(end + shift)
    fresh = np.ones(count, dtype=bool)
    fresh[1:] = (start + shift)[1:] >= reach[:-1]
    component = np.cumsum(fresh) - 1
    firsts = np.flatnonzero(fresh)
    sizes = np.diff(np.append(firsts, count))
    # Where no reader stands twice, everything that hangs together by overlaps is one unit.
    decided = ~_repeated(component, reader, len(firsts))
    if threshold > 0:
        decided &= sizes == 1
    decided[component[list(parts or ())]] = False
    unit = np.where(decided[component], firsts[component], -1)
    for rows in _batches(np.flatnonzero(~decided), firsts, sizes):
        _join(rows, component, reader, start, end, parts or {}, threshold, unit)
    return _in_order(unit)


def _repeated(component: Ints, reader: Ints, components: int) -> NDArray[np.bool_]:
    """Whether a reader stands twice in a component."""
    key = component * (int(reader.max()) + 1) + reader
    ordered = np.sort(key)
    twice = ordered[1:][ordered[1:] == ordered[:-1]] // (int(reader.max()) + 1)
    found = np.zeros(components, dtype=bool)
    found[twice] = True
    return found


def _batches(components: Ints, firsts: Ints, sizes: Ints) -> list[Ints]:
    """The rows of components, so many at a time that their pairs fit into memory."""
    batches, at = [], 0
    pairs = np.cumsum(sizes[components] ** 2 // 2)
    while at < len(components):
        before = int(pairs[at - 1]) if at else 0
        to = max(int(np.searchsorted(pairs, before + MOST_PAIRS, side="right")), at + 1)
        chosen = components[at:to]
        lengths = sizes[chosen]
        ends = np.cumsum(lengths)
        rows = np.repeat(firsts[chosen] - (ends - lengths), lengths) + np.arange(int(ends[-1]))
        batches.append(rows)
        at = to
    return batches


def _join(
    rows: Ints,
    component: Ints,
    reader: Ints,
    start: Ints,
    end: Ints,
    parts: Parts,
    threshold: float,
    unit: Ints,
) -> None:
    """Write the units of some rows into `unit`."""
    here, begins, stops, who = component[rows], start[rows], end[rows], reader[rows]
    wide = int(stops.max()) + 1
    place = np.arange(len(rows))
    ordinal = np.cumsum(np.append(0, np.diff(here) != 0))
    upto = np.searchsorted(begins + ordinal * wide, stops + ordinal * wide, side="left")
    many = upto - place - 1
    one = np.repeat(place, many)
    other = np.arange(len(one)) - np.repeat(np.cumsum(many) - many, many) + one + 1
    apart = who[one] != who[other]
    one, other = one[apart], other[apart]
    common = np.minimum(stops[one], stops[other]) - begins[other]
    length = stops - begins
    if parts:
        common, length = _discontinuous(rows, (one, other), begins, stops, common, parts)
    alike = common / (length[one] + length[other] - common)
    above = alike > threshold
    one, other, alike = one[above], other[above], alike[above]
    order = np.lexsort((other, one, -alike))
    cluster = list(range(len(rows)))
    members = [[row] for row in range(len(rows))]
    mask = [1 << name for name in who.tolist()]
    for a, b in zip(one[order].tolist(), other[order].tolist(), strict=True):
        first, second = cluster[a], cluster[b]
        if first != second and not mask[first] & mask[second]:
            if len(members[first]) < len(members[second]):
                first, second = second, first
            mask[first] |= mask[second]
            for row in members[second]:
                cluster[row] = first
            members[first] += members[second]
    unit[rows] = rows[np.array(cluster, dtype=np.int64)]


def _discontinuous(
    rows: Ints, pairs: tuple[Ints, Ints], begins: Ints, stops: Ints, common: Ints, parts: Parts
) -> tuple[Ints, Ints]:
    """Intersections and lengths by the stretches themselves, where there are several."""
    stretches: list[Sequence[tuple[int, int]]] = [
        parts.get(row, ((first, last),))
        for row, first, last in zip(rows.tolist(), begins.tolist(), stops.tolist(), strict=True)
    ]
    several = np.array([len(each) > 1 for each in stretches])
    length = np.array([sum(last - first for first, last in each) for each in stretches], dtype=np.int64)
    exact = common.copy()
    for at in np.flatnonzero(several[pairs[0]] | several[pairs[1]]):
        exact[at] = overlap(stretches[pairs[0][at]], stretches[pairs[1][at]])
    return exact, length


def overlap(one: Sequence[tuple[int, int]], other: Sequence[tuple[int, int]]) -> int:
    """How many code points two sets of stretches share.

    Examples:
        >>> overlap([(0, 5), (10, 20)], [(3, 12)])
        4
    """
    return sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in one for b in other)


def _in_order(unit: Ints) -> Ints:
    _, first, inverse = np.unique(unit, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    return rank[inverse]
