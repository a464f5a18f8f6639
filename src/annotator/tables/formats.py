"""Which module writes and reads which kind of table file."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Protocol, cast

from annotator.tables.contents import Found, TableError, Tables

MODULES = {
    ".csv": "annotator.tables.csv",
    ".parquet": "annotator.tables.parquet",
    ".xlsx": "annotator.tables.excel",
    ".jsonl": "annotator.tables.jsonlines",
}


class Format(Protocol):
    """A module of this room."""

    def write(self, path: Path, tables: Tables) -> None:
        """Write a table file, whole or not at all."""

    def read(self, path: Path) -> Found:
        """Read a table file."""


def format_of(path: Path) -> Format:
    """The module for a file, by its suffix.

    Raises:
        TableError: If there is none; names those that there are.
    """
    module = MODULES.get(path.suffix.lower())
    if module is None:
        raise TableError(f"{path}: tables end in {', '.join(MODULES)}. Choose one of these suffixes.")
    return cast(Format, importlib.import_module(module))
