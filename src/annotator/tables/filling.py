"""Readings that look sound are collected, proven sound thousands of annotations at a time, and put into batches of columns."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from string import ascii_letters, digits
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec.structs import astuple

from annotator.codebook import Field
from annotator.sound import Sound, keys_of_review
from annotator.tables.batches import TEXT, Batch, known_values, quotes_match
from annotator.tables.rows import counted, in_json, moment
from annotator.typed import MEMBERS, USUAL, Plan

ROWS = 2_500  # of a batch: what is decoded but not yet in columns then stays in the cache of the processor
SIZE = 32_000_000  # bytes of the files whose annotations wait for a batch
_SPANS, _VALUES = MEMBERS.index("spans"), MEMBERS.index("values")
_TEXTS = ("quote", "by", "prefix", "suffix", "note", "status", "origin", "created", "modified")
_IS_SIGN = np.isin(np.arange(256), [ord("-"), ord("_")])
_IS_IN_ID = np.isin(np.arange(256), list(b"-_" + (ascii_letters + digits).encode()))
_PLAIN_TIME = len("2026-11-23T21:00:00Z")  # the only form of this length that Arrow takes
_YEAR_1 = -62_135_596_800_000_000  # microseconds


class Batcher:
    """Collects readings that look sound, and makes batches of them."""

    def __init__(self) -> None:
        self._waiting: dict[int, _Waiting] = {}

    def add(self, sound: Sound, size: int, refuse: Callable[[], None]) -> None:
        """Take over the annotations of a reading.

        Args:
            sound: The reading.
            size: Bytes that `refuse` keeps in memory.
            refuse: Is called, now or later, if something is wrong with the reading after all.
        """
        waiting = self._waiting.setdefault(id(sound.plan), _Waiting(sound.plan))
        waiting.add(sound, size, refuse)
        if len(waiting.ids) >= ROWS or waiting.size >= SIZE:
            del self._waiting[id(sound.plan)]
            waiting.fill()

    def finish(self) -> None:
        """Make batches of what is left."""
        for waiting in self._waiting.values():
            waiting.fill()
        self._waiting.clear()


@dataclass(eq=False)
class _Waiting:
    """What a batch will be made of: cells, row by row. Records are taken apart while they are in the processor's cache.

    Attributes:
        plan: The codebook.
        sounds: The readings.
        refuse: See `Batcher.add`.
        ids: Ids of the annotations.
        members: The members of each, without spans and values.
        spans: Start and end of each span.
        numbers: Number of the spans of each annotation.
        answers: The answers of each, one for each field of the plan.
        size: Bytes that are kept in memory.
    """

    plan: Plan
    sounds: list[Sound] = field(default_factory=list)
    refuse: list[Callable[[], None]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    members: list[Any] = field(default_factory=list)
    spans: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)
    size: int = 0

    def add(self, sound: Sound, size: int, refuse: Callable[[], None]) -> None:
        self.sounds.append(sound)
        self.refuse.append(refuse)
        self.size += size
        self.ids += sound.head.annotations
        members = _cells(sound.head.annotations.values())
        spans, values = members[_SPANS :: len(MEMBERS)], members[_VALUES :: len(MEMBERS)]
        members[_SPANS :: len(MEMBERS)] = members[_VALUES :: len(MEMBERS)] = [None] * sound.count
        self.members += members
        self.numbers += map(len, spans)
        self.spans += _cells(chain.from_iterable(spans))
        self.answers += _cells(values)
        sound.head.annotations = None

    def fill(self) -> None:
        _fill(self)
        for sound, refuse in zip(self.sounds, self.refuse, strict=True):
            if sound.batch is None:
                refuse()


def _cells(records: Iterable[Any]) -> list[Any]:
    """The members of structs, one after the other."""
    return list(chain.from_iterable(map(astuple, records)))


def _fill(waiting: _Waiting) -> None:
    """Move the annotations of readings into one batch, unless something is wrong with them."""
    plan, sounds, ids = waiting.plan, waiting.sounds, waiting.ids
    counts = [sound.count for sound in sounds]
    offsets = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])
    of_reading = np.repeat(np.arange(len(sounds)), counts)
    size = len(ids)
    members = {name: waiting.members[at :: len(MEMBERS)] for at, name in enumerate(MEMBERS)}
    starts, ends, several = _places(waiting)
    kind_codes: dict[Any, int] = {kind.id: at for at, kind in enumerate(plan.book.kinds)}
    kinds = np.fromiter(map(kind_codes.get, members["kind"], repeat(-1)), np.int32, size)
    columns: dict[str, Any] = {
        "annotation": pa.array(ids, TEXT),
        "kind": kinds,
        "start": pa.array(starts),
        "end": pa.array(ends),
        "spans": _spans_texts(starts, ends, several),
        "rev": pa.array(members["rev"], pa.int64()),
    }
    for name in _TEXTS:
        columns[name] = pa.array(members[name], TEXT)
    keys = np.full(size, 1 + USUAL + 2)  # its id, its members, start and end
    for name in _TEXTS:
        if columns[name].null_count:
            keys -= columns[name].is_null().to_numpy(zero_copy_only=False)
    for row, spans in several.items():
        keys[row] += 2 * (len(spans) - 1)
    for name in ("created", "modified"):
        columns[name] = _times(columns[name])
    reviews = members["review"]
    is_none = reviews.count(None) == size
    for name, member in (("review", "decision"), ("reviewer", "reviewer"), ("comment", "comment")):
        texts = None if is_none else [_text(getattr(review, member, None)) for review in reviews]
        columns[name] = pa.nulls(size, TEXT) if texts is None else pa.array(texts, TEXT)
    for row, review in enumerate(() if is_none else reviews):
        keys[row] += 0 if review is None else keys_of_review(review)
    apart: dict[int, dict[str, Any]] = {}
    for at, asked in enumerate(plan.fields):
        is_asked = np.isin(kinds, [code for id_, code in kind_codes.items() if id_ in asked.on])
        columns[str(at)], is_given = _answers(asked, waiting.answers[at :: len(plan.fields)], is_asked, apart)
        keys += is_given
    missing = [None] * size
    known: dict[tuple[Any, ...], str] = {}
    for row, left in apart.items():
        key = tuple((id_, repr(value)) for id_, value in left.items())
        missing[row] = known.get(key) or known.setdefault(key, in_json(left))  # type: ignore[call-overload]
    columns["missing"] = pa.array(missing, TEXT)

    lengths = [len(sound.seen.text) if sound.seen else sound.head.document.length for sound in sounds]
    is_wrong = (kinds < 0) | (starts >= ends) | (ends > np.array(lengths)[of_reading])
    is_wrong |= ~_are_ids(columns["annotation"])
    orphans = members["orphan"]
    if orphans.count(None) < size:
        is_wrong |= np.array([orphan is True for orphan in orphans], dtype=bool)
        keys += np.array([orphan is not None for orphan in orphans], dtype=bool)
    for row, spans in several.items():
        is_wrong[row] |= not _in_order(spans)
    wrong, number = _sums(is_wrong, offsets), _sums(keys, offsets)

    order = _text_order(of_reading, starts, ends, ids)
    if order is not None:
        places = pa.array(order)
        columns = {
            name: values[order] if isinstance(values, np.ndarray) else values.take(places)
            for name, values in columns.items()
        }
    batch = Batch(plan, columns)
    for at, sound in enumerate(sounds):
        first, last = int(offsets[at]), int(offsets[at + 1])
        is_sound = not wrong[at] and sound.has_keys(int(number[at]))
        if is_sound and sound.seen is not None:
            rows = slice(first, last)
            quotes, text = members["quote"][rows], sound.seen.text
            is_sound = quotes_match(text, quotes, starts[rows].tolist(), ends[rows].tolist(), several, first)
        if is_sound:
            sound.batch, sound.offset = batch, first


def _places(waiting: _Waiting) -> tuple[Any, Any, dict[int, list[list[int]]]]:
    """Start of the first span and end of the last one, in code points; and by row all spans where there are several."""
    spans = np.array(waiting.spans, dtype=np.int64).reshape(-1, 2)
    if len(spans) == len(waiting.numbers):
        return spans[:, 0].copy(), spans[:, 1].copy(), {}
    numbers = np.array(waiting.numbers)
    last = np.cumsum(numbers)
    first = last - numbers
    several = {row: spans[first[row] : last[row]].tolist() for row in np.flatnonzero(numbers > 1).tolist()}
    return spans[first, 0], spans[last - 1, 1], several


def _in_order(spans: Sequence[Sequence[int]]) -> bool:
    last = 0
    for start, end in spans:
        if start < last or start >= end:
            return False
        last = end
    return True


def _are_ids(ids: Any) -> Any:
    """Which of these texts are ids: a letter or digit, then at most 63 of letters, digits, `_` and `-`."""
    size = len(ids)
    _, places, data = ids.buffers()
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


def _sums(values: Any, offsets: Any) -> Any:
    """The sums of the rows of each reading."""
    return np.diff(np.concatenate([[0], np.cumsum(values)])[offsets])


def _spans_texts(starts: Any, ends: Any, several: Mapping[int, Any]) -> Any:
    first, last = (pc.cast(pa.array(offsets), TEXT) for offsets in (starts, ends))
    begin, between, end, nothing = (pa.scalar(sign, TEXT) for sign in ("[[", ", ", "]]", ""))
    text = pc.binary_join_element_wise(begin, first, between, last, end, nothing)
    if not several:
        return text
    texts = text.to_pylist()
    for row, spans in several.items():
        texts[row] = in_json(spans)
    return pa.array(texts, TEXT)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _times(given: Any) -> Any:
    type_ = pa.timestamp("us", "UTC")
    if pc.all(pc.equal(pc.binary_length(given), _PLAIN_TIME), min_count=0).as_py():
        with contextlib.suppress(pa.ArrowInvalid):  # the 30th of February
            times = pc.cast(given, type_)
            if pc.all(pc.greater_equal(pc.cast(times, pa.int64()), _YEAR_1), min_count=0).as_py():
                return times
    return pa.array([moment(text) for text in given.to_pylist()], type_)


def _answers(
    asked: Field, values: list[Any], is_asked: Any, apart: dict[int, dict[str, Any]]
) -> tuple[Any, Any]:
    """The answers that count as a column, and which rows have one; those that do not count go into `apart`, by row and field."""
    size = len(values)
    if asked.level in ("nominal", "ordinal"):
        known: dict[Any, int] = {id_: at for at, id_ in enumerate(known_values(asked))}
        known[None] = -1
        codes = np.fromiter(map(known.get, values, repeat(-2)), np.int32, size)
        is_apart = (codes == -2) | ((codes >= 0) & ~is_asked)
        for row in np.flatnonzero(is_apart).tolist():
            apart.setdefault(row, {})[asked.id] = values[row]
        is_given = codes != -1
        codes[is_apart] = -1
        return codes, is_given
    cells: list[Any] = [None] * size
    is_given = np.array([value is not None for value in values], dtype=bool)
    for row, value in enumerate(values):
        if value is not None:
            cells[row] = counted(asked, value) if is_asked[row] else None
            if cells[row] is None or (isinstance(cells[row], tuple) and len(cells[row]) != len(value)):
                apart.setdefault(row, {})[asked.id] = value
    if asked.level == "multiple":
        column = np.empty(size, object)
        column[:] = cells
        return column, is_given
    types = {"interval": pa.float64(), "boolean": pa.bool_()}
    return pa.array(cells, types.get(asked.level, TEXT)), is_given


def _text_order(readings: Any, starts: Any, ends: Any, ids: Sequence[str]) -> Any:
    """The rows in text order within each reading; None if they are."""
    size = len(ids)
    if np.all((starts[1:] > starts[:-1]) | (readings[1:] != readings[:-1])):
        return None
    order = np.lexsort((ends, starts, readings))
    first, second = order[:-1], order[1:]
    ties = (
        (readings[first] == readings[second])
        & (starts[first] == starts[second])
        & (ends[first] == ends[second])
    )
    if ties.any():
        keys = list(zip(readings.tolist(), starts.tolist(), ends.tolist(), ids, strict=True))
        order = np.array(sorted(range(size), key=keys.__getitem__))
    return None if np.array_equal(order, np.arange(size)) else order
