"""The annotations of many sound readings as Arrow columns, and these as a DataFrame: no row exists as a Python object."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from annotator.check import BETWEEN_SPANS
from annotator.codebook import Field
from annotator.document import Document
from annotator.sound import Sound
from annotator.tables import columns as c
from annotator.tables import text_columns
from annotator.tables.text_columns import TEXT
from annotator.typed import Plan

if TYPE_CHECKING:
    import pandas as pd


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


def fits(sound: Sound, article: Document) -> bool:
    """Whether the spans of a reading lie in an article, and its quotes are the text there."""
    if sound.seen is not None and (sound.seen is article or sound.seen.text == article.text):
        return True
    part = {
        name: sound.batch.columns[name].slice(sound.offset, sound.count)
        for name in ("quote", "start", "end", "spans")
    }
    several = {at: spans for at, spans in enumerate(_spans(part["spans"])) if len(spans) > 1}
    starts, ends = part["start"].to_pylist(), part["end"].to_pylist()
    if ends and max(ends) > len(article.text):
        return False
    return quotes_match(article.text, part["quote"].to_pylist(), starts, ends, several)


def quotes_match(
    text: str,
    quotes: Sequence[str],
    starts: Sequence[int],
    ends: Sequence[int],
    several: Mapping[int, Sequence[Sequence[int]]],
    offset: int = 0,
) -> bool:
    """Whether the quotes are the text at their places; `several` has all spans where there are several, by row from `offset`."""
    found = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    for at in range(len(quotes)) if several else ():
        if at + offset in several:
            found[at] = BETWEEN_SPANS.join(text[start:end] for start, end in several[at + offset])
    return found == list(quotes)


def _spans(texts: Any) -> list[Any]:
    import json

    return [json.loads(text) for text in texts.to_pylist()]


def frame_of(
    sounds: Sequence[Sound],
    constant: Mapping[str, Sequence[str | None]],
    columns: Sequence[c.Column],
    names: Sequence[Mapping[str, int]],
) -> pd.DataFrame:
    """The table of the annotations of sound readings.

    Args:
        sounds: The readings in order.
        constant: For the columns that are the same in all rows of a reading, the text of each reading.
        columns: The columns of the table.
        names: For each reading, the places of its plan's fields by the names of their columns.

    Returns:
        A DataFrame with one row for each annotation, of the types that `annotator.tables.frames` gives.
    """
    import pandas as pd

    runs = _runs(sounds, names)
    counts = [sound.count for sound in sounds]
    series: dict[str, Any] = {}
    for column in columns:
        texts = constant.get(column.name)
        if texts is not None:
            series[column.name] = _text_array([text_columns.repeated(texts, counts)])
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


def _runs(sounds: Sequence[Sound], names: Sequence[Mapping[str, int]]) -> list[_Run]:
    runs: list[_Run] = []
    for sound, fields in zip(sounds, names, strict=True):
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
            return _recoded(values[run.start : run.stop], known_values(plan.fields[place]), column)
        return (
            values[run.start : run.stop] if isinstance(values, np.ndarray) else values.slice(run.start, size)
        )
    return run.batch.columns[column.name].slice(run.start, size)


def _recoded(codes: Any, known: Sequence[str], column: c.Column) -> Any:
    if tuple(known) == column.categories:
        return codes
    place = {id_: at for at, id_ in enumerate(column.categories)}
    return np.array([*(place[id_] for id_ in known), -1], dtype=np.int32)[codes]


def has_codes(asked: Field) -> bool:
    """Whether its answers are stored as the places of values in the codebook."""
    return asked.level in ("nominal", "ordinal")


def known_values(asked: Field) -> list[str]:
    """The ids of the values that count, in order."""
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
