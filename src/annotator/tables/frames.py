"""Tables as pandas DataFrames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from annotator.tables.columns import Column, Table, Type

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
