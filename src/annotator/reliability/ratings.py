"""A table of ratings, readers by units, as codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]
MOST_PATTERNS = 1 << 16
FEW = 64  # whole numbers that lie so close together are codes already
CLUSTERS = "the interval takes units as independent; give their documents if several come from one"
BLOCK = 1 << 16


@dataclass(frozen=True)
class Ratings:
    """Ratings as codes.

    Attributes:
        codes: 0 … K - 1, -1 where there is no answer, shape (readers, units).
        values: What the codes stand for, in order.
    """

    codes: NDArray[np.integer[Any]]
    values: Sequence[Any]

    def counts(self) -> Ints:
        """How many readers chose each value, shape (units, K)."""
        _, units = self.codes.shape
        size = len(self.values)
        reader, unit = np.nonzero(self.codes >= 0)
        cells = unit * size + self.codes[reader, unit]
        return np.bincount(cells, minlength=units * size).reshape(units, size)


def ratings_of(ratings: ArrayLike, values: Any = None) -> Ratings:
    """Code a table of ratings.

    Args:
        ratings: Shape (readers, units); NaN, None or NA where there is no answer.
        values: The values in order; None for those that occur, sorted.

    Raises:
        ValueError: If the table is not of two dimensions, or a value is not among `values`.
    """
    table = np.asarray(ratings)
    if table.dtype.kind in "US" and not isinstance(ratings, np.ndarray):
        table = np.asarray(ratings, dtype=object)  # numpy makes the words "None" and "nan" of what is missing
    if table.ndim != 2:
        raise ValueError(
            f"The ratings need two dimensions, readers by units; these have {table.ndim}. "
            "For one row of each reader: [[…], […]]."
        )
    if values is None and table.dtype.kind in "fiub":
        found = _small_numbers(table)
        if found is not None:
            return found
    return _general(table, values)


def _small_numbers(table: NDArray[Any]) -> Ratings | None:
    """Whole numbers close together, without sorting; None if they are not."""
    if table.dtype.kind == "b":
        table = table.astype(np.int8)
    if not table.size:
        return Ratings(table.astype(np.int8), [])
    floating = table.dtype.kind == "f"
    with np.errstate(invalid="ignore"):
        low, high = (np.fmin.reduce(table, axis=None), np.fmax.reduce(table, axis=None)) if floating else (
            table.min(), table.max())  # fmt: skip
        if np.isnan(low):
            return Ratings(np.full(table.shape, -1, dtype=np.int8), [])
        if (
            not (np.isfinite(low) and np.isfinite(high))
            or high - low >= FEW
            or (floating and low != int(low))
        ):
            return None
    codes = np.empty(table.shape, dtype=np.int8)
    for row, out in zip(table, codes, strict=True):
        for at in range(0, len(row), BLOCK):
            block = row[at : at + BLOCK] - low
            if floating:
                there = block == block
                np.copyto(block, -1, where=~there)
            made = block.astype(np.int8)
            if floating and not (made == block).all():
                return None
            out[at : at + BLOCK] = made
    numbers = [low.dtype.type(low + step) for step in range(int(high - low) + 1)]
    return Ratings(codes, [int(each) if each == int(each) else float(each) for each in numbers])


def small_patterns(ratings: ArrayLike) -> tuple[Ints, Ints, list[Any]] | None:
    """The ways in which units are answered, where the answers are a few whole numbers of a few readers.

    A unit's answers are read as the digits of one number, in floating point, where a missing answer (NaN) is 0 by one
    maximum: a handful of passes over the table, and no sorting.

    Args:
        ratings: Shape (readers, units).

    Returns:
        Counts of each value, shape (patterns, K), how often each pattern occurs, and the values; None if the table is
        of another kind, which `ratings_of` takes.
    """
    table = np.asarray(ratings)
    if table.ndim != 2 or table.dtype.kind not in "fiu" or not table.size:
        return None
    low, high = float(np.fmin.reduce(table, axis=None)), float(np.fmax.reduce(table, axis=None))
    base = high - low + 2
    if not (np.isfinite(low) and np.isfinite(high)) or low != int(low) or base ** len(table) > MOST_PATTERNS:
        return None
    histogram = np.zeros(int(base) ** len(table), dtype=np.int64)
    # Digits count from low - 1; what that adds to the number is taken away at the end.
    shift = (low - 1) * sum(base**step for step in range(len(table)))
    floating = table.dtype.kind == "f"
    number, digit, whole = (np.empty(min(BLOCK, table.shape[1])) for _ in range(3))
    for at in range(0, table.shape[1], BLOCK):
        block = table[:, at : at + BLOCK]
        number, digit, whole = (each[: block.shape[1]] for each in (number, digit, whole))
        number.fill(0)
        for row in block:
            np.fmax(row, low - 1, out=digit)
            if floating and (np.floor(digit, out=whole) != digit).any():
                return None
            number *= base
            number += digit
        if shift:
            number -= shift
        histogram += np.bincount(number.astype(np.int64), minlength=len(histogram))
    which = np.flatnonzero(histogram)
    digits = which[:, None] // int(base) ** np.arange(len(table)) % int(base)
    values = [low + step for step in range(int(base) - 1)]
    counts = np.stack([(digits == step + 1).sum(axis=1) for step in range(len(values))], axis=1)
    same, place = np.unique(counts @ (len(table) + 1) ** np.arange(len(values)), return_inverse=True)
    first = np.zeros(len(same), dtype=np.int64)
    first[place[::-1]] = np.arange(len(place))[::-1]
    often = np.bincount(place, weights=histogram[which]).astype(np.int64)
    return counts[first], often, [int(each) for each in values]


def _general(table: NDArray[Any], values: Any) -> Ratings:
    import pandas as pd

    flat = pd.Series(table.ravel())
    if values is not None:
        listed = list(values)
        codes = pd.Index(listed).get_indexer(flat)
        strange = flat[(codes < 0) & ~flat.isna().to_numpy()]
        if len(strange):
            raise ValueError(
                f"{strange.iloc[0]!r} is not among the values {listed!r}: add it, or take it out."
            )
        codes = np.where(flat.isna(), -1, codes)
    else:
        try:
            codes, found = pd.factorize(flat, sort=True)
        except TypeError as error:
            raise ValueError(
                "The ratings are of types that have no common order: name the values."
            ) from error
        listed = list(found)
    return Ratings(np.asarray(codes, dtype=np.int64).reshape(table.shape), listed)


def documents_of(documents: ArrayLike | None, units: int) -> tuple[Ints | None, int]:
    """Codes of the documents of units, and how many there are."""
    if documents is None:
        return None, 0
    import pandas as pd

    codes, found = pd.factorize(np.asarray(documents), sort=True)
    if len(codes) != units:
        raise ValueError(f"There are {units} units but documents of {len(codes)}: give one for each unit.")
    return np.asarray(codes, dtype=np.int64), len(found)


def interval_note(interval: tuple[float, float] | None, clustered: bool) -> str:
    """What to say about an interval."""
    if interval is None:
        what = "documents" if clustered else "units"
        return f"no interval: it takes at least two {what}, disagreement in more than one of them, and variation in the rest"
    return "" if clustered else CLUSTERS
