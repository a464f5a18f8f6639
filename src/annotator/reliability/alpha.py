"""Krippendorff's alpha of a table of ratings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from annotator.reliability.coincidence import alpha_of, coincidences_by, patterns
from annotator.reliability.intervals import jackknife
from annotator.reliability.levels import LEVELS, Floats
from annotator.reliability.ratings import Ratings, documents_of, interval_note, ratings_of, small_patterns
from annotator.reliability.result import NO_PAIRS, Result, no_variation
from annotator.reliability.sums import Numbers

Ints = NDArray[np.int64]
MANY = 300  # distinct values from which on moments take the place of the matrix


def krippendorff_alpha(
    ratings: ArrayLike, level: str = "nominal", *, values: Any = None, documents: ArrayLike | None = None
) -> Result:
    """Krippendorff's alpha: agreement of any number of readers, with missing answers, at any level of measurement.

    Args:
        ratings: One row for each reader, one column for each unit, shape (readers, units). NaN or None where a reader
            gave no answer.
        level: `"nominal"`, `"ordinal"`, `"interval"` or `"ratio"`.
        values: The values in order, where they are ordered otherwise than by themselves (`["none", "thin", "solid"]`).
        documents: The document of each unit, shape (units,): units of one article are not independent, so the
            interval must leave out whole documents. Without it the interval takes units as independent.

    Returns:
        Alpha with its 95 % interval, and the number of units with two answers or more.

    Raises:
        ValueError: If the table is not of two dimensions, there is no such level, or a value is not among `values`.

    Source: Krippendorff (2011), Computing Krippendorff's alpha-reliability. The example is his: four observers, twelve
    units; he prints .743, .815, .849 and .797.

    Examples:
        >>> import numpy as np
        >>> _ = np.nan
        >>> ratings = [
        ...     [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
        ...     [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
        ...     [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
        ...     [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
        ... ]
        >>> [round(krippendorff_alpha(ratings, level).value, 3) for level in ("nominal", "ordinal", "interval", "ratio")]
        [0.743, 0.815, 0.849, 0.797]
        >>> krippendorff_alpha([[1, 1, 1], [1, 1, 1]])
        Result(Krippendorff's alpha is undefined: no variation: every reader chose 1, so agreement cannot be told from chance)
    """
    if level not in LEVELS:
        raise ValueError(f"There is no level of measurement {level!r}: choose one of {', '.join(LEVELS)}.")
    quick = small_patterns(ratings) if values is None and documents is None else None
    if quick is not None:
        return _of_patterns(*quick, level)
    table = ratings_of(ratings, values)
    cluster, clusters = documents_of(documents, table.codes.shape[1])
    if len(table.values) > MANY and level in ("ordinal", "interval"):
        return _of_many(table, level, cluster, clusters)
    if cluster is None:
        return _of_patterns(*patterns(table.codes, len(table.values)), table.values, level)
    counts = table.counts()
    used = counts.sum(axis=1) >= 2
    each = coincidences_by(counts[used], cluster[used], clusters)
    return _of_each(each[each.sum(axis=(1, 2)) > 0], None, int(used.sum()), table.values, level)


def _of_patterns(counts: Ints, often: Ints, values: Sequence[Any], level: str) -> Result:
    """Alpha of units that are clusters of their own: those that are answered alike move alpha alike."""
    pairs = counts.sum(axis=1) >= 2
    table, often = counts[pairs].astype(np.float64), often[pairs]
    factor = 1 / np.maximum(table.sum(axis=1) - 1, 1)
    each = table[:, :, None] * table[:, None, :] * factor[:, None, None]
    diagonal = np.arange(table.shape[1])
    each[:, diagonal, diagonal] -= table * factor[:, None]
    return _of_each(each, often, int(often.sum()), values, level)


def _of_each(each: Floats, often: Ints | None, units: int, values: Sequence[Any], level: str) -> Result:
    """Alpha of the coincidence matrices of clusters, each occurring so often."""
    observed = each.sum(axis=0) if often is None else np.tensordot(often.astype(np.float64), each, 1)
    numbers = values if level in ("interval", "ratio") else range(len(values))
    value = float(alpha_of(observed, level, numbers))
    if np.isnan(value):
        totals = observed.sum(axis=1)
        why = no_variation(_python(values[int(np.argmax(totals))])) if totals.sum() else NO_PAIRS
        return Result(NAME, value, None, units, why)
    blocks = np.array_split(each, len(each) // 4096 + 1)
    without = np.concatenate([alpha_of(observed - block, level, numbers) for block in blocks])
    interval = jackknife(value, without, often=often)
    return Result(NAME, value, interval, units, interval_note(interval, often is None))


NAME = "Krippendorff's alpha"


def _of_many(table: Ratings, level: str, cluster: NDArray[np.int64] | None, clusters: int) -> Result:
    """Alpha of many distinct values: by the moments of the numbers, or of their ranks, which are the ordinal metric."""
    _, unit = np.nonzero(table.codes >= 0)
    code = table.codes[table.codes >= 0].astype(np.int64)
    answers = np.bincount(unit, minlength=table.codes.shape[1])
    if level == "interval":
        numbers = np.asarray(table.values, dtype=np.float64)
    else:
        totals = np.bincount(code[answers[unit] >= 2], minlength=len(table.values))
        numbers = np.cumsum(totals) - totals / 2
    of = np.arange(len(answers)) if cluster is None else cluster
    sums = Numbers.of(numbers[code], unit, of, len(answers) if cluster is None else clusters)
    value, units = sums.value(), int((answers >= 2).sum())
    if np.isnan(value):
        return Result(NAME, value, None, units, sums.undefined())
    interval = jackknife(value, sums.without())
    return Result(NAME, value, interval, units, interval_note(interval, cluster is not None))


def _python(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value
