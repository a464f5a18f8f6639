"""What a table file holds: between the dataset and the formats, one module each, which know nothing of readings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator.tables.cells import Codec
from annotator.tables.columns import Column, Table

REMEDY_COMPANION = (
    "Keep the file as ds.to(…) wrote it, together with what stands beside it; or read the notebooks."
)


class TableError(ValueError):
    """A table that cannot be written or read. Says what is wrong and the remedy."""


@dataclass(frozen=True)
class Tables:
    """What is written.

    Attributes:
        annotations: The table that the file is about.
        relations: Written as a table of its own where the format has room for it.
        others: Further tables for people to look at, by name.
        dataset: JSON from which the readings can be built again: see `annotator.tables.packing`.
        attrs: `DataFrame.attrs`.
    """

    annotations: Table
    relations: Table
    others: Mapping[str, Table]
    dataset: Mapping[str, Any]
    attrs: Mapping[str, Any]


@dataclass
class Cells:
    """A table as it stands in a file.

    Attributes:
        names: Headings.
        rows: Cells in the form of the format.
        first: Number of the first row, as programs that show the file count.
        hints: What the file itself says of the types of its columns, by heading.
    """

    names: list[str]
    rows: list[list[Any]]
    first: int = 2
    hints: Mapping[str, Column] = field(default_factory=dict)


@dataclass
class Found:
    """What was read.

    Attributes:
        codec: How the cells are to be understood.
        annotations: The table, None if there is none in the file.
        relations: The table of relations, if the file has one.
        dataset: The JSON that was written; None if it is gone.
        notes: What was odd: (place, what, remedy).
    """

    codec: Codec
    annotations: Cells | None
    relations: Cells | None = None
    dataset: Any = None
    notes: list[tuple[str, str, str]] = field(default_factory=list)
