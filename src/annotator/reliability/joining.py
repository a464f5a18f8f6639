"""Sums of different documents put together: from several datasets, files or machines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from annotator.reliability.measures import Measure
from annotator.reliability.sums import Along, Chance, FixedMetric, Numbers, Ordinal, Pairwise, Share, Sums


def joined(parts: Iterable[Sequence[Measure]]) -> list[Measure]:
    """The measures of all parts. No document may be in two of them: its units would be taken for different ones.

    Args:
        parts: The measures of each part, from `measures`.

    Returns:
        One measure for each kind, field and coefficient, in the order in which they are met.
    """
    found: dict[tuple[str, ...], list[Measure]] = {}
    for part in parts:
        for each in part:
            key = (each.kind, each.about, each.field, each.measure, each.level)
            found.setdefault(key, []).append(each)
    return [_measure(each) for each in found.values()]


def _measure(parts: Sequence[Measure]) -> Measure:
    if len(parts) == 1:
        return parts[0]
    return replace(
        parts[0], sums=_sums([each.sums for each in parts]), units=sum(each.units for each in parts),
        pairs=sum(each.pairs for each in parts), readers=frozenset().union(*(each.readers for each in parts)),
    )  # fmt: skip


def _sums(parts: Sequence[Any]) -> Sums:
    first = parts[0]
    if isinstance(first, Pairwise):
        return _pairwise(parts)
    if isinstance(first, Numbers):
        origin = first.origin
        return Numbers(np.concatenate([_from_origin(each, origin) for each in parts]), origin)
    if isinstance(first, FixedMetric):
        return _fixed(parts)
    names = {Ordinal: ["observed"], Along: ["observed", "self_pairs"], Share: ["part", "whole"],
             Chance: ["agreement", "paired", "shares"]}[type(first)]  # fmt: skip
    if any(getattr(each, "values", None) != getattr(first, "values", None) for each in parts):
        raise ValueError("The parts have codebooks with different values: compare one version at a time.")
    columns = {name: np.concatenate([getattr(each, name) for each in parts]) for name in names}
    made: Sums = replace(first, **columns)
    return made


def _from_origin(part: Numbers, origin: float) -> Any:
    """Moments counted from another origin."""
    count, once, squares, apart = part.moments.T
    shift = part.origin - origin
    return np.stack(
        [count, once + shift * count, squares + 2 * shift * once + shift**2 * count, apart], axis=1
    )


def _fixed(parts: Sequence[FixedMetric]) -> FixedMetric:
    """Each part knows the values, or sets of values, that occur in it."""
    values = sorted({value for each in parts for value in each.values}, key=str)
    if all(each.values == parts[0].values for each in parts):
        values = list(parts[0].values)
    place = {value: at for at, value in enumerate(values)}
    metric = 1.0 - np.eye(len(values))
    totals = []
    for each in parts:
        at = np.array([place[value] for value in each.values], dtype=np.int64)
        wide = np.zeros((len(each.totals), len(values)))
        wide[:, at] = each.totals
        totals.append(wide)
        metric[np.ix_(at, at)] = each.metric
    if any(isinstance(value, tuple) for value in values):
        from annotator.reliability.levels import set_distances

        metric = set_distances(values)
    return FixedMetric(
        np.concatenate(totals), np.concatenate([each.apart for each in parts]), tuple(values), metric
    )


def _pairwise(parts: Sequence[Pairwise]) -> Pairwise:
    """Pairs of readers are known by their names."""
    pairs = sorted({pair for each in parts for pair in each.pairs})
    place = {pair: at for at, pair in enumerate(pairs)}
    offset = 0
    documents, codes, cells = [], [], []
    for each in parts:
        new = np.array([place[pair] for pair in each.pairs], dtype=np.int64)
        documents.append(each.document + offset)
        codes.append(new[each.pair] if len(each.pair) else each.pair)
        cells.append(each.cells)
        offset += each.documents
    return replace(
        parts[0], document=np.concatenate(documents), pair=np.concatenate(codes), cells=np.concatenate(cells),
        documents=offset, pairs=tuple(pairs),
    )  # fmt: skip
