"""Arrow columns of many texts at once, made without a step of Python for each of them."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from operator import mul
from string import ascii_letters, digits
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from annotator.tables.rows import in_json, moment

TEXT = pa.large_string()  # as pandas has it: nothing is copied then
BETWEEN = "\0"  # between texts that are joined; one that holds it is read carefully
_IS_SIGN = np.isin(np.arange(256), [ord("-"), ord("_")])
_IS_IN_ID = np.isin(np.arange(256), list(b"-_" + (ascii_letters + digits).encode()))
_PLAIN_TIME = len("2026-11-23T21:00:00Z")  # the only form of this length that Arrow takes
_YEAR_1 = -62_135_596_800_000_000  # microseconds


def of_buffers(offsets: Any, data: Any) -> Any:
    """A column of texts: UTF-8 one after the other, and where each starts and the last one ends."""
    return pa.LargeStringArray.from_buffers(len(offsets) - 1, pa.py_buffer(offsets), pa.py_buffer(data))


def split(joined: Sequence[str], size: int) -> Any | None:
    """A column of texts that were joined by `BETWEEN`; None if it stands in one of them.

    Args:
        joined: One or more texts in each.
        size: How many texts there are.
    """
    data = np.frombuffer(BETWEEN.join(joined).encode(), np.uint8)
    is_between = data == ord(BETWEEN)
    places = np.flatnonzero(is_between)
    if len(places) != size - 1:
        return None
    offsets = np.empty(size + 1, np.int64)
    offsets[0], offsets[-1] = 0, len(data) - len(places)
    np.subtract(places, np.arange(len(places)), out=offsets[1:-1])
    return of_buffers(offsets, data[~is_between])


def repeated(texts: Sequence[str | None], counts: Sequence[int]) -> Any:
    """A column in which each text stands a number of times, one after the other."""
    if None in texts:
        return pa.array(texts, TEXT).take(pa.array(np.repeat(np.arange(len(texts)), counts)))
    given = [text.encode() for text in texts if text is not None]
    offsets = np.zeros(sum(counts) + 1, np.int64)
    np.cumsum(np.repeat(list(map(len, given)), counts), out=offsets[1:])
    return of_buffers(offsets, b"".join(map(mul, given, counts)))


def span_texts(starts: Any, ends: Any, several: Mapping[int, Any]) -> Any:
    """The column `spans`: `[[start, end]]`.

    Args:
        starts: Start of each, in code points.
        ends: End of each.
        several: All spans by row where there are several.
    """
    if not len(starts):
        return pa.array([], TEXT)
    most = max(int(starts.max()), int(ends.max()))
    width = len(str(most))
    signs = np.empty((2 * width + 6, len(starts)), np.uint8)
    is_shown = np.ones(signs.shape, dtype=bool)
    for first, numbers in ((2, starts), (width + 4, ends)):
        last, left = first + width - 1, numbers.astype(np.min_scalar_type(most))
        for place in range(last, first - 1, -1):
            rest = left // 10
            signs[place] = left - rest * 10 + ord("0")
            is_shown[place] = (left > 0) | (place == last)
            left = rest
    for places, sign in (([0, 1], "["), ([width + 2], ","), ([width + 3], " "), ([-2, -1], "]")):
        signs[places] = ord(sign)
    offsets = np.zeros(len(starts) + 1, np.int64)
    np.cumsum(is_shown.sum(axis=0), out=offsets[1:])
    column = of_buffers(offsets, signs.T[is_shown.T])
    if not several:
        return column
    texts = column.to_pylist()
    for row, spans in several.items():
        texts[row] = in_json(spans)
    return pa.array(texts, TEXT)


def are_ids(texts: Any) -> Any:
    """Which texts of a column are ids: a letter or digit, then at most 63 of letters, digits, `_` and `-`."""
    size = len(texts)
    _, places, data = texts.buffers()
    edges = np.frombuffer(places, np.int64, size + 1)
    if not edges[-1]:
        return np.zeros(size, dtype=bool)
    letters = np.frombuffer(data, np.uint8, edges[-1])
    lengths = np.diff(edges)
    others = np.concatenate([[0], np.cumsum(~_IS_IN_ID[letters])])
    first = letters[np.minimum(edges[:-1], len(letters) - 1)]
    return (
        (lengths > 0) & (lengths <= 64) & (np.diff(others[edges]) == 0) & _IS_IN_ID[first] & ~_IS_SIGN[first]
    )


def times(given: Any) -> Any:
    """The UTC times that a column of ISO 8601 texts names."""
    type_ = pa.timestamp("us", "UTC")
    if pc.all(pc.equal(pc.binary_length(given), _PLAIN_TIME), min_count=0).as_py():
        with contextlib.suppress(pa.ArrowInvalid):  # the 30th of February
            found = pc.cast(given, type_)
            if pc.all(pc.greater_equal(pc.cast(found, pa.int64()), _YEAR_1), min_count=0).as_py():
                return found
    return pa.array([moment(text) for text in given.to_pylist()], type_)
