"""The annotations of many sound readings as Arrow columns, and these as a DataFrame: no row exists as a Python object."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from annotator.codebook import Field
from annotator.document import Document
from annotator.sound import Columns, Sound, quotes_match
from annotator.tables import columns as c
from annotator.tables.rows import counted, in_json, moment
from annotator.typed import MEMBERS, USUAL, Plan

if TYPE_CHECKING:
    import pandas as pd

TEXT = pa.large_string()  # as pandas has it: nothing is copied then
ROWS = 20_000  # of a batch: what is decoded but not yet in columns is small then, and columns are long enough
_PLAIN_TIME = len("2026-11-23T21:00:00Z")  # the only form of this length that Arrow takes
_YEAR_1 = -62_135_596_800_000_000  # microseconds


@dataclass(eq=False)
class Batch:
    """Annotations of readings with one codebook, in text order within each reading.

    Attributes:
        plan: The codebook.
        columns: Arrow arrays by the name of the column; `kind` and the fields with categories as NumPy codes, -1 for
            none; fields of several values as NumPy arrays of tuples and None. Fields have the names `0`, `1` … in the
            order of the plan.
    """

    plan: Plan
    columns: dict[str, Any]


class Batcher:
    """Collects sound readings, and makes batches of them."""

    def __init__(self) -> None:
        self._waiting: dict[int, tuple[list[Sound], int]] = {}

    def add(self, sound: Sound) -> None:
        """Take over the annotations of a reading."""
        waiting, rows = self._waiting.get(id(sound.plan), ([], 0))
        waiting.append(sound)
        rows += sound.count
        self._waiting[id(sound.plan)] = (waiting, rows)
        if rows >= ROWS:
            del self._waiting[id(sound.plan)]
            _fill(waiting)

    def finish(self) -> None:
        """Make batches of what is left."""
        for waiting, _ in self._waiting.values():
            _fill(waiting)
        self._waiting.clear()


def fits(sound: Sound, article: Document) -> bool:
    """Whether the spans of a reading lie in an article, and its quotes are the text there."""
    if sound.seen is not None and (sound.seen is article or sound.seen.text == article.text):
        return True
    if sound.batch is None:
        columns = sound.columns
        assert columns is not None
    else:
        part = {
            name: sound.batch.columns[name].slice(sound.offset, sound.count)
            for name in ("quote", "start", "end", "spans")
        }
        several = {at: spans for at, spans in enumerate(_spans(part["spans"])) if len(spans) > 1}
        starts, ends = part["start"].to_pylist(), part["end"].to_pylist()
        columns = Columns([], [[], part["quote"].to_pylist()], [], starts, ends, several)
    if columns.ends and max(columns.ends) > len(article.text):
        return False
    return quotes_match(columns, article.text)


def _spans(texts: Any) -> list[Any]:
    import json

    return [json.loads(text) for text in texts.to_pylist()]


def frame_of(
    readings: Sequence[tuple[Sound, Mapping[str, str | None]]],
    columns: Sequence[c.Column],
    names: Sequence[Mapping[str, int]],
) -> pd.DataFrame:
    """The table of the annotations of sound readings.

    Args:
        readings: The readings in order, each with the texts of the columns that are the same in all its rows.
        columns: The columns of the table.
        names: For each reading, the places of its plan's fields by the names of their columns.

    Returns:
        A DataFrame with one row for each annotation, of the types that `annotator.tables.frames` gives.
    """
    import pandas as pd

    runs = _runs(readings, names)
    counts = np.array([sound.count for sound, _ in readings], dtype=np.int64)
    of_reading = np.repeat(np.arange(len(readings)), counts)
    constant = readings[0][1].keys()
    series: dict[str, Any] = {}
    for column in columns:
        if column.name in constant:
            texts = pa.array([texts[column.name] for _, texts in readings], TEXT)
            series[column.name] = _text_array([texts.take(pa.array(of_reading))])
        else:
            series[column.name] = _BUILD[column.type](column, [_part(run, column) for run in runs])
    return pd.DataFrame(series, columns=[column.name for column in columns], copy=False)


@dataclass
class _Run:
    """Rows of one batch."""

    batch: Batch
    fields: Mapping[str, int]  # place of the field by the name of its column
    start: int
    stop: int


def _runs(readings: Sequence[tuple[Sound, Any]], names: Sequence[Mapping[str, int]]) -> list[_Run]:
    runs: list[_Run] = []
    for (sound, _), fields in zip(readings, names, strict=True):
        last = runs[-1] if runs else None
        if last and last.batch is sound.batch and last.stop == sound.offset:
            last.stop += sound.count
        else:
            runs.append(_Run(sound.batch, fields, sound.offset, sound.offset + sound.count))
    return runs


def _part(run: _Run, column: c.Column) -> Any:
    """The rows of a column in one run; None if the batch has no such column."""
    size = run.stop - run.start
    plan = run.batch.plan
    if column.name == "kind":
        return _recoded(
            run.batch.columns["kind"][run.start : run.stop], [kind.id for kind in plan.book.kinds], column
        )
    if column.field or column.name in run.fields:
        place = run.fields.get(column.name)
        if place is None:
            return size
        values = run.batch.columns[str(place)]
        if column.type == "category":
            return _recoded(values[run.start : run.stop], _known(plan.fields[place]), column)
        return (
            values[run.start : run.stop] if isinstance(values, np.ndarray) else values.slice(run.start, size)
        )
    return run.batch.columns[column.name].slice(run.start, size)


def _recoded(codes: Any, known: Sequence[str], column: c.Column) -> Any:
    if tuple(known) == column.categories:
        return codes
    place = {id_: at for at, id_ in enumerate(column.categories)}
    return np.array([*(place[id_] for id_ in known), -1], dtype=np.int32)[codes]


def _known(asked: Field) -> list[str]:
    return [value.id for value in asked.values if not value.missing]


def _chunks(parts: Sequence[Any], type_: pa.DataType) -> Any:
    return pa.chunked_array(
        [pa.nulls(part, type_) if isinstance(part, int) else part for part in parts], type_
    )


def _text_array(parts: Sequence[Any]) -> Any:
    import pandas as pd

    return pd.StringDtype().__from_arrow__(_chunks(parts, TEXT))


def _category_array(column: c.Column, parts: Sequence[Any]) -> Any:
    import pandas as pd

    codes = [np.full(part, -1, np.int32) if isinstance(part, int) else part for part in parts]
    dtype = pd.CategoricalDtype(list(column.categories), ordered=column.ordered)
    if not column.categories:  # as pandas types an empty list
        return pd.Categorical([None] * sum(map(len, codes)), dtype=dtype)
    return pd.Categorical.from_codes(np.concatenate(codes), dtype=dtype)


def _masked_array(name: str, type_: pa.DataType) -> Callable[[c.Column, Sequence[Any]], Any]:
    def build(column: c.Column, parts: Sequence[Any]) -> Any:
        import pandas as pd

        return pd.api.types.pandas_dtype(name).__from_arrow__(_chunks(parts, type_))

    return build


def _time_array(column: c.Column, parts: Sequence[Any]) -> Any:
    import pandas as pd

    values = _chunks(parts, pa.timestamp("us", "UTC")).cast(pa.timestamp("us")).to_numpy()
    return pd.Series(values.astype("datetime64[us]")).dt.tz_localize("UTC").array


def _object_array(column: c.Column, parts: Sequence[Any]) -> Any:
    return np.concatenate([np.full(part, None, object) if isinstance(part, int) else part for part in parts])


_BUILD: dict[str, Callable[[c.Column, Sequence[Any]], Any]] = {
    "text": lambda _, parts: _text_array(parts),
    "json": lambda _, parts: _text_array(parts),
    "category": _category_array,
    "integer": _masked_array("Int64", pa.int64()),
    "number": _masked_array("Float64", pa.float64()),
    "boolean": _masked_array("boolean", pa.bool_()),
    "time": _time_array,
    "list": _object_array,
}


def _fill(sounds: Sequence[Sound]) -> None:
    """Move the annotations of readings, which have one plan, into one batch."""
    plan = sounds[0].plan
    parts: list[Columns] = []
    counts = []
    for sound in sounds:
        assert sound.columns is not None
        parts.append(sound.columns)
        counts.append(sound.count)
    ids = _joined(part.ids for part in parts)
    starts = np.array(_joined(part.starts for part in parts), dtype=np.int64)
    ends = np.array(_joined(part.ends for part in parts), dtype=np.int64)
    offsets = np.concatenate([[0], np.cumsum(counts)])
    members = {name: _joined(part.members[at] for part in parts) for at, name in enumerate(MEMBERS[:USUAL])}
    reviewed = [part.members[-1] for part in parts]
    is_none = all(reviews.count(None) == len(reviews) for reviews in reviewed)
    kind_codes = {kind.id: at for at, kind in enumerate(plan.book.kinds)}
    kinds = np.fromiter(map(kind_codes.__getitem__, members["kind"]), np.int32, len(ids))
    columns: dict[str, Any] = {
        "annotation": pa.array(ids, TEXT),
        "kind": kinds,
        "start": pa.array(starts),
        "end": pa.array(ends),
        "spans": _spans_texts(starts, ends, parts, offsets),
        "rev": pa.array(members["rev"], pa.int64()),
        "created": _times(members["created"]),
        "modified": _times(members["modified"]),
    }
    for name in ("quote", "prefix", "suffix", "note", "status", "origin", "by"):
        columns[name] = pa.array(members[name], TEXT)
    reviews = [] if is_none else _joined(reviewed)
    for name, member in (("review", "decision"), ("reviewer", "reviewer"), ("comment", "comment")):
        texts = None if is_none else [_text(getattr(review, member, None)) for review in reviews]
        columns[name] = pa.nulls(len(ids), TEXT) if texts is None else pa.array(texts, TEXT)
    apart: dict[int, dict[str, Any]] = {}
    for at, asked in enumerate(plan.fields):
        values = _joined(part.answers[at] for part in parts)
        is_asked = np.isin(kinds, [code for id_, code in kind_codes.items() if id_ in asked.on])
        columns[str(at)] = _answers(asked, values, is_asked, apart)
    missing = [None] * len(ids)
    known: dict[tuple[Any, ...], str] = {}
    for row, left in apart.items():
        key = tuple((id_, repr(value)) for id_, value in left.items())
        missing[row] = known.get(key) or known.setdefault(key, in_json(left))  # type: ignore[call-overload]
    columns["missing"] = pa.array(missing, TEXT)
    order = _text_order(np.repeat(np.arange(len(sounds)), counts), starts, ends, ids)
    if order is not None:
        places = pa.array(order)
        columns = {
            name: values[order] if isinstance(values, np.ndarray) else values.take(places)
            for name, values in columns.items()
        }
    batch = Batch(plan, columns)
    for sound, offset in zip(sounds, offsets, strict=False):
        sound.batch, sound.offset, sound.columns = batch, int(offset), None


def _joined(parts: Iterable[Sequence[Any]]) -> list[Any]:
    return list(chain.from_iterable(parts))


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _spans_texts(starts: Any, ends: Any, parts: Sequence[Columns], offsets: Any) -> Any:
    first, last = (pc.cast(pa.array(offsets_), pa.string()) for offsets_ in (starts, ends))
    text = pc.cast(pc.binary_join_element_wise("[[", first, ", ", last, "]]", ""), TEXT)
    several = {
        int(offsets[at]) + row: spans for at, part in enumerate(parts) for row, spans in part.several.items()
    }
    if not several:
        return text
    texts = text.to_pylist()
    for row, spans in several.items():
        texts[row] = in_json(spans)
    return pa.array(texts, TEXT)


def _times(texts: list[Any]) -> Any:
    type_ = pa.timestamp("us", "UTC")
    given = pa.array(texts, TEXT)
    if pc.all(pc.equal(pc.binary_length(given), _PLAIN_TIME), min_count=0).as_py():
        with contextlib.suppress(pa.ArrowInvalid):  # the 30th of February
            times = pc.cast(given, type_)
            if pc.all(pc.greater_equal(pc.cast(times, pa.int64()), _YEAR_1), min_count=0).as_py():
                return times
    return pa.array([moment(text) for text in texts], type_)


def _answers(asked: Field, values: list[Any], is_asked: Any, apart: dict[int, dict[str, Any]]) -> Any:
    """The answers that count as a column; the others go into `apart`, by row and field."""
    size = len(values)
    if asked.level in ("nominal", "ordinal"):
        known: dict[Any, int] = {id_: at for at, id_ in enumerate(_known(asked))}
        known[None] = -1
        codes = np.fromiter(map(known.get, values, repeat(-2)), np.int32, size)
        is_apart = (codes == -2) | ((codes >= 0) & ~is_asked)
        for row in np.flatnonzero(is_apart).tolist():
            apart.setdefault(row, {})[asked.id] = values[row]
        codes[is_apart] = -1
        return codes
    cells: list[Any] = [None] * size
    for row, value in enumerate(values):
        if value is not None:
            cells[row] = counted(asked, value) if is_asked[row] else None
            if cells[row] is None or (isinstance(cells[row], tuple) and len(cells[row]) != len(value)):
                apart.setdefault(row, {})[asked.id] = value
    if asked.level == "multiple":
        column = np.empty(size, object)
        column[:] = cells
        return column
    types = {"interval": pa.float64(), "boolean": pa.bool_()}
    return pa.array(cells, types.get(asked.level, TEXT))


def _text_order(readings: Any, starts: Any, ends: Any, ids: Sequence[str]) -> Any:
    """The rows in text order within each reading; None if they are."""
    size = len(ids)
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
