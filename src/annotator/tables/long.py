"""The long table: one row for each answer, of annotations and of whole documents."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from annotator.codebook import Codebook

if TYPE_CHECKING:
    import pandas as pd

OF_ANNOTATIONS = ["document", "reader", "annotation", "kind", "start", "end", "notebook", "codebook"]
OF_READINGS = ["document", "reader", "notebook", "codebook"]
COLUMNS = [
    "document", "reader", "annotation", "kind", "start", "end", "field", "value", "counts", "notebook", "codebook",
]  # fmt: skip


def answer_frame(
    annotations: pd.DataFrame, readings: pd.DataFrame, codebooks: Sequence[Codebook]
) -> pd.DataFrame:
    """The long table.

    Args:
        annotations: The table of annotations.
        readings: The table of readings.
        codebooks: The codebooks of the dataset.

    Returns:
        One row for each answer: document, reader, annotation (NA where the whole document was asked), kind, start, end,
        field, value (text), counts (False for answers such as "cannot be judged", and for those that the codebook does
        not know), notebook, codebook. A field of several values has a row for each. Rows are in the order of the
        annotations, then of the fields; those of whole documents come last.
    """
    import pandas as pd

    fields = {asked.id for book in codebooks for asked in book.fields}
    parts = [
        *_parts(annotations, OF_ANNOTATIONS, fields),
        *_parts(readings.assign(kind="document"), [*OF_READINGS, "kind"], fields, after=len(annotations)),
    ]
    if not parts:
        parts = [pd.DataFrame({name: [] for name in [*COLUMNS, "_row", "_field"]})]
    frame = pd.concat(parts, ignore_index=True).sort_values(
        ["_row", "_field"], kind="stable", ignore_index=True
    )
    types = dict.fromkeys(COLUMNS, "string") | {"start": "Int64", "end": "Int64", "counts": "boolean"}
    result = frame.reindex(columns=COLUMNS).astype(types)
    result.attrs.update(annotations.attrs)
    return result


def _parts(frame: pd.DataFrame, kept: list[str], fields: set[str], after: int = 0) -> list[pd.DataFrame]:
    head = frame[kept].assign(_row=range(after, after + len(frame)))
    parts = []
    for place, name in enumerate(frame.columns):
        field = _field(str(name), fields)
        given = frame[name].notna() if field else None
        if field is None or given is None or not given.any():
            continue
        part = head[given].assign(
            field=field, value=frame.loc[given, name].map(_cell).astype(object), counts=True, _field=place
        )
        parts.append(part.explode("value").dropna(subset=["value"]) if frame[name].dtype == object else part)
    apart = frame.loc[frame["missing"].notna(), "missing"]
    if len(apart):
        pairs = [
            (row, field, _cell(value))
            for row, text in apart.items()
            for field, value in json.loads(text).items()
        ]
        rows, names, values = zip(*pairs, strict=True)
        part = head.loc[list(rows)].assign(
            field=list(names), value=list(values), counts=False, _field=len(frame.columns)
        )
        parts.append(part.explode("value"))
    return parts


def _field(column: str, fields: set[str]) -> str | None:
    """The field whose answers are in a column; a column may be called `values.<field>` or `<codebook>:<field>`."""
    if column in fields:
        return column
    rest = column.removeprefix("values.") if column.startswith("values.") else column.partition(":")[2]
    return rest if rest in fields else None


def _cell(value: Any) -> Any:
    """An answer as text; several as a list of texts."""
    if isinstance(value, (tuple, list)):
        return [_cell(item) for item in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return (
        value
        if isinstance(value, str)
        else json.dumps(value, ensure_ascii=False)
        if isinstance(value, dict)
        else str(value)
    )
