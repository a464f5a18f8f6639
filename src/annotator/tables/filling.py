"""Readings that look sound are collected, proven sound thousands of annotations at a time, and put into batches of columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, repeat
from typing import Any

import numpy as np
import pyarrow as pa
from msgspec.structs import astuple

from annotator import json_files
from annotator.codebook import Field
from annotator.packed import Packed
from annotator.sound import Sound, keys_of_history, keys_of_review
from annotator.tables import text_columns
from annotator.tables.batches import Batch, has_codes, known_values, quotes_match
from annotator.tables.rows import counted, in_json
from annotator.tables.text_columns import TEXT
from annotator.typed import MEMBERS, USUAL, Plan

ROWS = 10_000  # of a batch: more of them take more memory while they wait, fewer more calls
SIZE = 32_000_000  # bytes of the files whose annotations wait for a batch
_TEXTS = ("quote", "by", "prefix", "suffix", "note", "status", "origin", "created", "modified")
_NONE, _UNKNOWN = -1, -2  # codes of an answer


class Batcher:
    """Collects readings that look sound, and makes batches of them."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[int, bool], _Waiting] = {}

    def add(self, sound: Sound, size: int, refuse: Callable[[], None]) -> None:
        """Take over the annotations of a reading.

        Args:
            sound: The reading.
            size: Bytes that `refuse` keeps in memory.
            refuse: Is called, now or later, if something is wrong with the reading after all.
        """
        key = id(sound.plan), sound.is_usual
        waiting = self._waiting.get(key)
        if waiting is None:
            waiting = self._waiting[key] = _Waiting(sound.plan, sound.is_usual)
        waiting.add(sound, size, refuse)
        if len(waiting.kinds) >= ROWS or waiting.size >= SIZE:
            del self._waiting[key]
            waiting.fill()

    def finish(self) -> None:
        """Make batches of what is left."""
        for waiting in self._waiting.values():
            waiting.fill()
        self._waiting.clear()


class _Waiting:
    """What a batch will be made of. Records are taken apart reading by reading, while they are in the processor's cache.

    Attributes:
        plan: The codebook.
        is_usual: Whether all members that are texts are there, in each annotation.
        sounds: The readings.
        refuse: See `Batcher.add`.
        texts: By member, and `annotation` for the ids: the texts, joined for each reading if it is usual.
        kinds: Place of the kind in the codebook.
        revs: The revision of each.
        spans: Start and end of each span.
        numbers: Number of the spans of each annotation.
        answers: For each field of the plan the answers; codes where the field has categories.
        others: The members that not each annotation has.
        size: Bytes that are kept in memory.
    """

    def __init__(self, plan: Plan, is_usual: bool) -> None:
        self.plan, self.is_usual = plan, is_usual
        self.sounds: list[Sound] = []
        self.refuse: list[Callable[[], None]] = []
        self.texts: dict[str, list[Any]] = {name: [] for name in ("annotation", *_TEXTS)}
        self.kinds: list[int] = []
        self.revs: list[int] = []
        self.spans: list[int] = []
        self.numbers: list[int] = []
        self.answers: list[list[Any]] = [[] for _ in plan.fields]
        self.others: dict[str, list[Any]] = {name: [] for name in MEMBERS[USUAL:]}
        self.size = 0
        self._kind_codes: dict[Any, int] = {kind.id: at for at, kind in enumerate(plan.book.kinds)}
        self._codes = [_codes(asked) if is_usual and has_codes(asked) else None for asked in plan.fields]

    def add(self, sound: Sound, size: int, refuse: Callable[[], None]) -> None:
        self.sounds.append(sound)
        self.refuse.append(refuse)
        self.size += size
        records, sound.head.annotations = sound.head.annotations, None
        if not records:
            return
        columns = dict(zip(MEMBERS, _columns(records.values()), strict=True))
        columns["annotation"] = tuple(records)
        for name, texts in self.texts.items():
            if self.is_usual:
                texts.append(text_columns.BETWEEN.join(columns[name]))
            else:
                texts += columns[name]
        self.kinds += map(self._kind_codes.get, columns["kind"], repeat(_NONE))
        self.revs += columns["rev"]
        self.numbers += map(len, columns["spans"])
        self.spans += chain.from_iterable(map(astuple, chain.from_iterable(columns["spans"])))
        of_fields = _columns(columns["values"]) if self.answers else ()
        for answers, codes, values in zip(self.answers, self._codes, of_fields, strict=True):
            answers += values if codes is None else map(codes.__getitem__, values)
        for name, cells in self.others.items():
            cells += columns[name]

    def fill(self) -> None:
        _fill(self)
        for sound, refuse in zip(self.sounds, self.refuse, strict=True):
            if sound.batch is None:
                refuse()


def _columns(records: Iterable[Any]) -> Iterable[tuple[Any, ...]]:
    """The members of structs, each of all of them."""
    return zip(*map(astuple, records), strict=True)


def _all_values(asked: Field) -> list[str]:
    """The ids of the values, those that count first."""
    return [*known_values(asked), *(value.id for value in asked.values if value.missing)]


def _codes(asked: Field) -> dict[str | None, int]:
    return {None: _NONE, **{id_: at for at, id_ in enumerate(_all_values(asked))}}


def _fill(waiting: _Waiting) -> None:
    """Move the annotations of readings into one batch, unless something is wrong with them."""
    plan, sounds = waiting.plan, waiting.sounds
    counts = [sound.count for sound in sounds]
    offsets = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])
    of_reading = np.repeat(np.arange(len(sounds)), counts)
    size = int(offsets[-1])
    starts, ends, several = _places(waiting)
    kinds = np.array(waiting.kinds, np.int32)
    columns: dict[str, Any] = {
        "kind": kinds,
        "start": pa.array(starts),
        "end": pa.array(ends),
        "spans": text_columns.span_texts(starts, ends, several),
        "rev": pa.array(np.array(waiting.revs, np.int64)),
    }
    keys = np.full(size, 1 + USUAL + 2)  # its id, its members, start and end
    for name, texts in waiting.texts.items():
        column = text_columns.split(texts, size) if waiting.is_usual and size else pa.array(texts, TEXT)
        if column is None:
            return
        columns[name] = column
        if column.null_count:
            keys -= column.is_null().to_numpy(zero_copy_only=False)
    for row, spans in several.items():
        keys[row] += 2 * (len(spans) - 1)
    for name in ("created", "modified"):
        columns[name] = text_columns.times(columns[name])
    keys += _reviews(waiting.others["review"], size, columns)
    histories = waiting.others["history"]
    if histories.count(None) < len(histories):
        keys += np.array([0 if one is None else keys_of_history(one) for one in histories], np.int64)
    columns["missing"] = pa.array(_missing(waiting, kinds, columns, keys), TEXT)

    lengths = [len(sound.seen.text) if sound.seen else sound.head.document.length for sound in sounds]
    is_wrong = (kinds < 0) | (starts >= ends) | (ends > np.array(lengths, np.int64)[of_reading])
    is_wrong |= ~text_columns.are_ids(columns["annotation"])
    orphans = waiting.others["orphan"]
    if orphans.count(None) < len(orphans):
        is_wrong |= np.array([orphan is True for orphan in orphans], dtype=bool)
        keys += np.array([orphan is not None for orphan in orphans], dtype=bool)
    for row, spans in several.items():
        is_wrong[row] |= not _in_order(spans)
    wrong, number = _sums(is_wrong, offsets), _sums(keys, offsets)
    joined = b"".join(piece for sound in sounds for piece in sound.pieces)
    most = int(number.sum()) + sum(sound.keys for sound in sounds)
    # Each of them has at least as many keys as were found in it: if all together have no more, none is repeated.
    is_exact = json_files.most_keys(joined, False) == most
    packed = Packed(joined, [sum(map(len, sound.pieces)) for sound in sounds])

    order = _text_order(of_reading, starts, ends, columns["annotation"])
    quotes = columns["quote"]
    if order is not None:
        places = pa.array(order)
        columns = {
            name: values[order] if isinstance(values, np.ndarray) else values.take(places)
            for name, values in columns.items()
        }
    batch = Batch(plan, columns)
    for at, sound in enumerate(sounds):
        first, last = int(offsets[at]), int(offsets[at + 1])
        is_sound = not wrong[at] and (is_exact or sound.has_keys(int(number[at])))
        if is_sound and sound.seen is not None:
            rows, text = slice(first, last), sound.seen.text
            given = quotes.slice(first, last - first).to_pylist()
            is_sound = quotes_match(text, given, starts[rows].tolist(), ends[rows].tolist(), several, first)
        if is_sound:
            sound.batch, sound.offset = batch, first
            sound.packed, sound.at, sound.pieces = packed, at, ()


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


def _sums(values: Any, offsets: Any) -> Any:
    """The sums of the rows of each reading."""
    return np.diff(np.concatenate([[0], np.cumsum(values)])[offsets])


def _reviews(reviews: Sequence[Any], size: int, columns: dict[str, Any]) -> Any:
    """Put reviews into columns; the number of their keys by row, or 0."""
    is_none = reviews.count(None) == len(reviews)
    for name, member in (("review", "decision"), ("reviewer", "reviewer"), ("comment", "comment")):
        texts = None if is_none else [_text(getattr(review, member, None)) for review in reviews]
        columns[name] = pa.nulls(size, TEXT) if texts is None else pa.array(texts, TEXT)
    if is_none:
        return 0
    return np.array([0 if review is None else keys_of_review(review) for review in reviews], np.int64)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _missing(waiting: _Waiting, kinds: Any, columns: dict[str, Any], keys: Any) -> list[str | None]:
    """Put the answers that count into columns, and count their keys; the column of those that do not count."""
    apart: dict[int, dict[str, Any]] = {}
    for at, asked in enumerate(waiting.plan.fields):
        asked_of = [kind.id in asked.on for kind in waiting.plan.book.kinds]
        is_asked = np.array([*asked_of, False])[kinds]  # the last one is for kinds that are not known
        columns[str(at)], is_given = _answers(asked, waiting.answers[at], waiting.is_usual, is_asked, apart)
        keys += is_given
    missing: list[str | None] = [None] * len(kinds)
    known: dict[Any, str] = {}
    for row, left in apart.items():
        key = tuple((id_, repr(value)) for id_, value in left.items())
        missing[row] = known.get(key) or known.setdefault(key, in_json(left))
    return missing


def _answers(
    asked: Field, values: list[Any], is_usual: bool, is_asked: Any, apart: dict[int, dict[str, Any]]
) -> tuple[Any, Any]:
    """The answers that count as a column, and which rows have one; those that do not count go into `apart`, by row and field."""
    size = len(values)
    if has_codes(asked):
        counting, ids = len(known_values(asked)), _all_values(asked)
        if is_usual:
            codes = np.array(values, np.int32)
        else:
            codes = np.fromiter(map(_codes(asked).get, values, repeat(_UNKNOWN)), np.int32, size)
        is_given = codes != _NONE
        is_apart = is_given & ~(is_asked & (codes >= 0) & (codes < counting))
        for row in np.flatnonzero(is_apart).tolist():
            apart.setdefault(row, {})[asked.id] = ids[codes[row]] if is_usual else values[row]
        codes[is_apart] = _NONE
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


def _text_order(readings: Any, starts: Any, ends: Any, ids: Any) -> Any:
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
        keys = list(zip(readings.tolist(), starts.tolist(), ends.tolist(), ids.to_pylist(), strict=True))
        order = np.array(sorted(range(size), key=keys.__getitem__))
    return None if np.array_equal(order, np.arange(size)) else order
