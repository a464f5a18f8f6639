"""Coincidence matrices: which values stand together in a unit. Sums, so that documents, files and machines add up."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import ArrayLike, NDArray

from annotator.reliability.levels import Floats, distances

Ints = NDArray[np.int64]
MOST_PATTERNS = (
    1 << 16
)  # patterns are counted in a table of this size at most; beyond it units are counted one by one
BLOCK = 1 << 16  # units taken at a time: what one step writes, the next still finds in the cache


def coincidences(counts: ArrayLike, frequency: ArrayLike | None = None) -> Floats:
    """The coincidence matrix of units.

    Args:
        counts: How many readers chose each value, shape (units, K). Units with fewer than two answers do not count.
        frequency: How often each row occurs; None for once.

    Returns:
        Observed coincidences, shape (K, K), symmetric; their sum is the number of pairable answers. Matrices of
        different units add up.

    Source: Krippendorff (2011), section C.

    Examples:
        >>> coincidences([[2, 0], [1, 1], [0, 3]])
        array([[2., 1.],
               [1., 3.]])
    """
    table = np.asarray(counts, dtype=np.float64)
    answers = table.sum(axis=1)
    often = np.ones(len(table)) if frequency is None else np.asarray(frequency, dtype=np.float64)
    factor = np.where(answers >= 2, often / np.maximum(answers - 1, 1), 0.0)
    weighted = table * factor[:, None]
    found = weighted.T @ table
    found[np.diag_indices(table.shape[1])] -= weighted.sum(axis=0)
    return np.asarray(found)


def coincidences_by(counts: ArrayLike, group: ArrayLike, groups: int) -> Floats:
    """The coincidence matrix of each group of units, such as a document.

    Args:
        counts: How many readers chose each value, shape (units, K).
        group: The group of each unit, 0 … groups - 1.
        groups: How many groups there are.

    Returns:
        Shape (groups, K, K).
    """
    table = np.asarray(counts, dtype=np.float64)
    of = np.asarray(group)
    size = table.shape[1]
    answers = table.sum(axis=1)
    factor = np.where(answers >= 2, 1 / np.maximum(answers - 1, 1), 0.0)
    found = np.zeros((groups, size, size))
    for c in range(size):
        weighted = table[:, c] * factor
        for k in range(c, size):
            pairs = weighted * (table[:, k] - (c == k))
            found[:, c, k] = found[:, k, c] = np.bincount(of, weights=pairs, minlength=groups)
    return found


def alpha_of(observed: ArrayLike, level: str, values: Any, metric: Floats | None = None) -> Floats:
    """Krippendorff's alpha of coincidence matrices.

    Args:
        observed: Shape (..., K, K).
        level: nominal, ordinal, interval or ratio.
        values: The K values.
        metric: Distances of its own, shape (K, K), in place of those of the level.

    Returns:
        Shape (...). NaN where nothing varies or nothing can be paired.

    Source: Krippendorff (2011): 1 - (n - 1) * sum(o * d) / sum(n_c * n_k * d).
    """
    found = np.asarray(observed, dtype=np.float64)
    totals = found.sum(axis=-1)
    apart = distances(level, values, totals) if metric is None else metric
    together = (found * apart).sum(axis=(-2, -1))
    # An ordinal distance between values that do not occur is 0 or counts for nothing: their totals are 0.
    expected = np.einsum("...c,...ck,...k->...", totals, np.broadcast_to(apart, found.shape), totals)
    pairable = totals.sum(axis=-1)
    # Leaving out what cancels exactly leaves rounding behind, which is no variation.
    nothing = expected <= 1e-9 * np.maximum(pairable, 1) * (np.max(apart, initial=0.0) or 1.0)
    result = 1 - (pairable - 1) * together / np.where(nothing, 1.0, expected)
    return np.asarray(np.where(nothing, np.nan, result))


def patterns(codes: NDArray[np.integer[Any]], size: int) -> tuple[Ints, Ints]:
    """The distinct ways in which units are answered, and how often each occurs.

    Args:
        codes: Codes of the answers, 0 … K - 1, negative where there is none, shape (readers, units).
        size: K.

    Returns:
        Counts of each value, shape (patterns, K), and frequencies, shape (patterns,).
    """
    readers, units = codes.shape
    base = readers + 1
    if base**size <= MOST_PATTERNS:
        # A unit's counts as the digits of one number: a table look-up and a sum for each answer.
        digit = np.array([base**k for k in range(size)] + [0], dtype=np.int32)
        histogram = np.zeros(base**size, dtype=np.int64)
        for at in range(0, units, BLOCK):
            number = np.zeros(min(BLOCK, units - at), dtype=np.int32)
            for row in codes:
                number += digit.take(row[at : at + BLOCK], mode="wrap")
            histogram += np.bincount(number, minlength=len(histogram))
        which = np.flatnonzero(histogram)
        counts = which[:, None] // np.array([base**k for k in range(size)]) % base
        return counts, histogram[which]
    found: dict[bytes, list[Any]] = {}
    for at in range(0, units, BLOCK):
        block = codes[:, at : at + BLOCK]
        width = block.shape[1]
        place = np.where(block >= 0, block + size * np.arange(width), -1)
        table = np.bincount(place[place >= 0], minlength=width * size).reshape(width, size)
        rows, often = np.unique(table, axis=0, return_counts=True)
        for row, number_of in zip(rows, often, strict=True):
            found.setdefault(row.tobytes(), [row, 0])[1] += int(number_of)
    if not found:
        return np.zeros((0, size), dtype=np.int64), np.zeros(0, dtype=np.int64)
    return np.array([row for row, _ in found.values()]), np.array([often for _, often in found.values()])


def pattern_histogram(table: Any, by: list[str], unit: list[str], value: str, size: int) -> Any:
    """How often each pattern of answers occurs, in a table of any size and kind.

    One grouping by units comes before anything that is not a sum, so rows may stand in any order and in any partition.

    Args:
        table: A pandas, Polars, PyArrow, DuckDB, Dask, Ibis or PySpark table with a row for each answer.
        by: Columns that tell groups apart, such as the document.
        unit: Columns that tell units apart within a group.
        value: Column with the code of the answer, 0 … size - 1; anything else counts as missing.
        size: How many values there are.

    Returns:
        A table of the same kind: the columns of `by`, `n0` … (how many readers chose each value), and `units`.
    """
    names = [f"n{k}" for k in range(size)]
    frame = nw.from_native(table)
    counted = frame.with_columns(
        *[(nw.col(value) == k).fill_null(False).cast(nw.Int64).alias(name) for k, name in enumerate(names)]
    )
    units = counted.group_by(*by, *unit).agg(*[nw.col(name).sum() for name in names])
    grouped = units.group_by(*by, *names).agg(nw.len().alias("units"))
    return grouped.to_native()


def coincidence_table(table: Any, by: list[str], unit: list[str], value: str, size: int) -> Any:
    """The coincidence matrix of each group, in a table of any size and kind: sums that machines can add up.

    Args:
        table: A pandas, Polars, PyArrow, DuckDB, Dask, Ibis or PySpark table with a row for each answer.
        by: Columns that tell groups apart, such as the document.
        unit: Columns that tell units apart within a group.
        value: Column with the code of the answer, 0 … size - 1; anything else counts as missing.
        size: How many values there are.

    Returns:
        A table of the same kind, one row for each group: the columns of `by`, `units` (with two answers or more), and
        `o0_0`, `o0_1`, … for c <= k.
    """
    frame = nw.from_native(pattern_histogram(table, by, unit, value, size))
    total = nw.col("n0")
    for k in range(1, size):  # nw.sum_horizontal fails on Dask
        total = total + nw.col(f"n{k}")
    frame = frame.with_columns(total.cast(nw.Float64).alias("answers"))
    frame = frame.filter(nw.col("answers") >= 2).with_columns(
        (nw.col("units").cast(nw.Float64) / (nw.col("answers") - 1)).alias("factor")
    )
    cells = [(c, k) for c in range(size) for k in range(c, size)]
    frame = frame.with_columns(
        *[
            (nw.col("factor") * nw.col(f"n{c}") * (nw.col(f"n{k}") - int(c == k))).alias(f"o{c}_{k}")
            for c, k in cells
        ]
    )
    grouped = frame.group_by(*by).agg(nw.col("units").sum(), *[nw.col(f"o{c}_{k}").sum() for c, k in cells])
    return grouped.to_native()


def matrices(sums: Any, size: int) -> Floats:
    """The rows of `coincidence_table` as matrices, shape (groups, K, K). `sums` is collected if it is lazy."""
    frame = nw.from_native(sums)
    if isinstance(frame, nw.LazyFrame):
        frame = frame.collect()
    found = np.zeros((len(frame), size, size))
    for c in range(size):
        for k in range(c, size):
            found[:, c, k] = found[:, k, c] = frame[f"o{c}_{k}"].to_numpy()
    return found
