"""Where readers marked something: Krippendorff's u-alpha (2016), by one sweep over the ends of all spans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from annotator.reliability.levels import Floats
from annotator.reliability.result import Result

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Continuum:
    """The additive state of u-alpha, for each document.

    Attributes:
        observed: Coincidences in code points, shape (documents, K + 1, K + 1); value 0 is the gap.
        self_pairs: What a segment would share with itself, shape (documents, K + 1): the squared lengths of segments,
            and the length of gaps, which have no identity.
    """

    observed: Floats
    self_pairs: Floats


def untangled(document: Ints, reader: Ints, start: Ints, end: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """Spans of one reader without overlaps: u-alpha knows one value at each place.

    Where two spans of a reader overlap, the later one begins where the earlier ends; of two that begin together the
    longer stays. What nothing is left of goes.

    Returns:
        The new starts, and which spans stay.
    """
    if len(start) == 0:
        return start, np.zeros(0, dtype=bool)
    key = document * (int(reader.max()) + 1) + reader
    order = np.lexsort((-end, start, key))
    wide = int(end.max()) + 1
    shift = key[order] * wide  # far smaller than 2**63: documents × readers × length
    reach = np.maximum.accumulate(end[order] + shift)
    before = np.append(np.int64(-1), reach[:-1]) - shift
    begins = start.copy()
    begins[order] = np.maximum(start[order], before)
    return begins, np.asarray(begins < end)


def continuum(
    document: Ints,
    reader: Ints,
    start: Ints,
    end: Ints,
    value: Ints,
    size: int,
    read: ArrayLike,
    lengths: Ints,
) -> Continuum:
    """Coincidences along the text.

    Args:
        document: Document of each span, 0 … D - 1.
        reader: Its reader.
        start: Its first code point.
        end: The code point after its last.
        value: Its value, 1 … size; 0 for a stretch whose value is missing, which counts as unread by its reader.
        size: How many values there are.
        read: How many readers read each document, shape (D,).
        lengths: Length of each document.

    Returns:
        The state, which adds up over documents.

    Source: Krippendorff, Mathet, Bouvry and Widlöcher (2016), On the reliability of unitizing textual continua, Quality
    & Quantity 50; Krippendorff (2019), Content analysis, section 12.6, equations 32 and 33. The pairs of segments of the
    paper are summed here over elementary segments, between which nobody's value changes: the same sums in n log n.
    """
    readers = np.asarray(read, dtype=np.int64)
    documents = len(readers)
    start, stays = untangled(document, reader, start, end)
    document, start, end, value = (each[stays] for each in (document, start, end, value))
    long = (end - start).astype(np.float64)
    self_pairs = np.zeros((documents, size + 1))
    np.add.at(self_pairs, (document, value), np.where(value > 0, long**2, 0.0))
    marked = np.bincount(document, weights=long, minlength=documents)
    self_pairs[:, 0] = readers * lengths - marked

    where = np.concatenate([document, document, np.arange(documents), np.arange(documents)])
    place = np.concatenate([start, end, np.zeros(documents, dtype=np.int64), lengths])
    change = np.concatenate([value, value])
    order = np.lexsort((place, where))
    where, place = where[order], place[order]
    long = np.diff(place, append=0).astype(np.float64)
    long[np.append(np.diff(where) != 0, True)] = 0.0
    long[readers[where] < 2] = 0.0
    keep = long > 0
    where, long = where[keep], long[keep]
    counts = []
    for code in range(1, size + 1):
        step = np.zeros(len(place), dtype=np.int32)
        step[: len(start)] = change[: len(start)] == code
        step[len(start) : 2 * len(start)] = -(change[len(start) :] == code).astype(np.int32)
        counts.append(np.cumsum(step[order])[keep])
    missing = np.zeros(len(place), dtype=np.int32)
    missing[: len(start)] = change[: len(start)] == 0
    missing[len(start) : 2 * len(start)] = -(change[len(start) :] == 0).astype(np.int32)
    answers = readers[where] - np.cumsum(missing[order])[keep]
    gaps = answers - sum(counts, np.zeros(len(where), dtype=np.int64))
    factor = np.where(answers >= 2, long / np.maximum(answers - 1, 1), 0.0)
    observed = np.zeros((documents, size + 1, size + 1))
    columns = [gaps, *counts]
    for c, first in enumerate(columns):
        for k in range(c, size + 1):
            pairs = factor * first * (columns[k] - (c == k))
            observed[:, c, k] = observed[:, k, c] = np.bincount(where, weights=pairs, minlength=documents)
    alone = readers < 2  # one reader's segments cannot be paired
    self_pairs[alone] = 0.0
    return Continuum(observed, self_pairs)


def u_alpha_of(observed: ArrayLike, self_pairs: ArrayLike) -> Floats:
    """u-alpha of sums of `continuum`, shapes (..., K + 1, K + 1) and (..., K + 1). NaN where nothing varies."""
    found, own = np.asarray(observed), np.asarray(self_pairs)
    totals = found.sum(axis=-1)
    everything = totals.sum(axis=-1)
    apart = everything - np.trace(found, axis1=-2, axis2=-1)
    chance = everything**2 - (totals**2).sum(axis=-1)
    pairs = everything**2 - own.sum(axis=-1)
    nothing = (chance <= 1e-9 * np.maximum(everything, 1) ** 2) | (pairs <= 0)
    expected = everything * chance / np.where(nothing, 1.0, pairs)
    return np.asarray(np.where(nothing, np.nan, 1 - apart / np.where(nothing, 1.0, expected)))


def expected_of(observed: Floats, self_pairs: Floats) -> float:
    """The expected disagreement of u-alpha in code points; 0 where nothing varies."""
    totals = observed.sum(axis=-1)
    everything = float(totals.sum())
    pairs = everything**2 - float(self_pairs.sum())
    return everything * (everything**2 - float((totals**2).sum())) / pairs if pairs > 0 else 0.0


def u_alpha(
    spans: Iterable[tuple[Any, int, int, Any]],
    length: int,
    *,
    readers: Sequence[Any] | None = None,
    values: bool = True,
) -> Result:
    """Krippendorff's u-alpha of one text: do readers mark the same stretches, and give them the same values?

    Args:
        spans: Reader, start, end, value of each stretch; offsets in code points, half-open; a value of None
            is missing. Where stretches of one reader overlap, the later one begins where the earlier ends.
        length: Length of the text in code points.
        readers: All who read it, also those who marked nothing; None for those who occur.
        values: False to ask only where something is marked, whatever its value (Krippendorff's binary u-alpha).

    Returns:
        u-alpha. One text gives no interval: `annotator.agreement` has it, from several.

    Raises:
        ValueError: If a span is empty or lies outside of the text, or its reader is not among the readers.

    Source: Krippendorff, Mathet, Bouvry and Widlöcher (2016), On the reliability of unitizing textual continua, Quality
    & Quantity 50. The example is figure 12.11 of Krippendorff (2019), Content analysis, 4th ed.; he prints .510, and .413
    for the second, which is 1 - 26 / 44.3: its expected coincidences, 44.338, with one decimal. Exact are 144,038 of 348,255.

    Examples:
        >>> spans = [
        ...     ("Alex", 0, 7, 1), ("Alex", 7, 13, 2), ("Alex", 30, 32, 5),
        ...     ("Alex", 32, 37, 6), ("Alex", 37, 44, 6), ("Alex", 44, 60, 7),
        ...     ("Paul", 0, 7, 1), ("Paul", 7, 13, 3), ("Paul", 13, 21, 5), ("Paul", 32, 44, 6),
        ...     ("Suzan", 0, 7, 1), ("Suzan", 7, 13, 4), ("Suzan", 13, 21, 5),
        ...     ("Suzan", 32, 37, 6), ("Suzan", 37, 41, 6), ("Suzan", 41, 44, 6),
        ... ]
        >>> round(u_alpha(spans, 60).value, 3)
        0.51
        >>> round(u_alpha(spans, 60, values=False).value, 4)
        0.4136
    """
    rows = list(spans)
    people = sorted(set(readers) if readers is not None else {row[0] for row in rows}, key=str)
    for who, start, end, _ in rows:
        if not 0 <= start < end <= length:
            raise ValueError(
                f"The span {start} to {end} of {who} is empty or lies outside of the text (0 to {length})."
            )
        if who not in people:
            raise ValueError(f"{who!r} marked something and is not among the readers: add them.")
    found = sorted({row[3] for row in rows} - {None}, key=str) if values else [True]
    place, code = ({each: at for at, each in enumerate(listed)} for listed in (people, found))
    columns = [
        np.array([pick(row) for row in rows], dtype=np.int64)
        for pick in (
            lambda row: place[row[0]],
            lambda row: row[1],
            lambda row: row[2],
            lambda row: (0 if row[3] is None else code[row[3]] + 1) if values else 1,
        )
    ]
    zero = np.zeros(len(rows), dtype=np.int64)
    state = continuum(
        zero, columns[0], columns[1], columns[2], columns[3], len(found), [len(people)], np.array([length])
    )
    value = float(u_alpha_of(state.observed.sum(axis=0), state.self_pairs.sum(axis=0)))
    name = "u-alpha" if values else "u-alpha, marked or not"
    if not np.isnan(value):
        return Result(name, value, None, len(rows), "no interval: it takes several documents")
    if len(people) < 2:
        return Result(name, value, None, len(rows), "fewer than two readers, so there is nothing to compare")
    why = "no variation: everybody marked everything" if rows else "no variation: nobody marked anything"
    return Result(name, value, None, len(rows), why)
