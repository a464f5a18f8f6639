"""Tables as pandas DataFrames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from annotator.codebook import Codebook
from annotator.tables import batches, rows
from annotator.tables.columns import Answers, Column, Table, Type
from annotator.tables.sound_stored import SoundStored
from annotator.tables.stored import Stored

if TYPE_CHECKING:
    import pandas as pd

DTYPES: Mapping[Type, str] = {
    "text": "string", "json": "string", "integer": "Int64", "number": "Float64", "boolean": "boolean",
    "time": "datetime64[us, UTC]", "list": "object",
}  # fmt: skip


def to_frame(table: Table, attrs: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """A DataFrame with the types that the columns name.

    Args:
        table: The table.
        attrs: What `DataFrame.attrs` says; JSON, so that Parquet keeps it.

    Returns:
        Texts as `string`, value ids as (ordered) categories, offsets as `Int64`, times as UTC, several values as
        tuples; NA where there is no value.
    """
    import pandas as pd

    cells = list(zip(*table.rows, strict=True)) if table.rows else [()] * len(table.columns)
    series = {
        column.name: _series(column, values) for column, values in zip(table.columns, cells, strict=True)
    }
    frame = pd.DataFrame(series, columns=table.names)
    frame.attrs.update(attrs or {})
    return frame


def _series(column: Column, values: Sequence[Any]) -> pd.Series:
    import pandas as pd

    if column.type == "category":
        return pd.Series(pd.Categorical(values, categories=list(column.categories), ordered=column.ordered))
    return pd.Series(list(values), dtype=DTYPES[column.type])


def annotation_frame(
    readings: Sequence[Stored], codebooks: Sequence[Codebook], attrs: Mapping[str, Any] | None = None
) -> pd.DataFrame:
    """The DataFrame of `annotator.tables.rows.annotation_table`; what is sound comes from its columns, not from rows."""
    import numpy as np
    import pandas as pd

    quick = [(at, reading) for at, reading in enumerate(readings) if isinstance(reading, SoundStored)]
    others = [(at, reading) for at, reading in enumerate(readings) if not isinstance(reading, SoundStored)]
    table, answers = rows.annotation_table([reading for _, reading in others], codebooks)
    if not any(reading.annotation_count for _, reading in quick):
        return to_frame(table, attrs)
    frame = _quick_frame([reading for _, reading in quick], codebooks, table.columns, answers)
    if table.rows:
        frame = pd.concat([frame, to_frame(table)], ignore_index=True)
        places = [*quick, *others]
        counts = [reading.annotation_count for _, reading in places]
        order = np.argsort(np.repeat([at for at, _ in places], counts), kind="stable")
        frame = frame.take(order).reset_index(drop=True)
    frame.attrs.update(attrs or {})
    return frame


def _quick_frame(
    readings: Sequence[SoundStored],
    codebooks: Sequence[Codebook],
    columns: Sequence[Column],
    answers: Answers,
) -> pd.DataFrame:
    places = {id(book): at for at, book in enumerate(codebooks)}
    by_plan: dict[int, dict[str, int]] = {}
    names = []
    for reading in readings:
        plan = reading.sound.plan
        if id(plan) not in by_plan:
            book = places[id(reading.codebook)]
            by_plan[id(plan)] = {answers.names[book, asked.id]: at for at, asked in enumerate(plan.fields)}
        names.append(by_plan[id(plan)])
    constant: dict[str, list[str | None]] = {
        "document": [reading.document for reading in readings],
        "title": [_title(reading) for reading in readings],
        "reader": [reading.reader for reading in readings],
        "notebook": [reading.notebook for reading in readings],
        "codebook": [reading.codebook_id for reading in readings],
    }
    return batches.frame_of([reading.sound for reading in readings], constant, columns, names)


def _title(reading: SoundStored) -> str | None:
    title = reading.sound.head.document.title
    return title if isinstance(title, str) else None
