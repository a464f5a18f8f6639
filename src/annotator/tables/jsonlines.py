"""JSON Lines: one JSON object a line, which says with `record` what it is: dataset, reading, annotation, relation."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from annotator import json_files
from annotator.files import replace_file
from annotator.tables.cells import JSONCells
from annotator.tables.columns import Table
from annotator.tables.contents import REMEDY_COMPANION, Cells, Found, TableError, Tables

RECORD = "record"


def write(path: Path, tables: Tables) -> None:
    """Write the dataset's line, one for each reading, then one for each annotation and relation."""
    head = {
        RECORD: "dataset",
        **{name: value for name, value in tables.dataset.items() if name != "readings"},
    }
    lines = [head, *({RECORD: "reading", **reading} for reading in tables.dataset["readings"])]
    lines += _records("annotation", tables.annotations)
    lines += _records("relation", tables.relations)
    replace_file(path, b"".join(json_files.encode(line) + b"\n" for line in lines))


def _records(record: str, table: Table) -> list[dict[str, Any]]:
    codec = JSONCells()
    return [
        {
            RECORD: record,
            **{c.name: codec.encode(c, value) for c, value in zip(table.columns, row, strict=True)},
        }
        for row in table.rows
    ]


def read(path: Path) -> Found:
    """Read JSON Lines of ours, or foreign ones in which every line is an annotation."""
    dataset: dict[str, Any] | None = None
    readings: list[Any] = []
    records: dict[str, list[Mapping[str, Any]]] = {"annotation": [], "relation": []}
    notes: list[tuple[str, str, str]] = []
    for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            value = json_files.decode(line)
        except json_files.JSONFileError as error:
            notes.append((f"line {number}", error.what, "Correct the line, or remove it."))
            continue
        record = value.get(RECORD, "annotation") if isinstance(value, dict) else None
        if record == "dataset":
            dataset = {**value, "readings": readings}
        elif record == "reading":
            readings.append(value)
        elif isinstance(record, str) and record in records:
            records[record].append(value)
        else:
            what = "this is no object with record dataset, reading, annotation or relation"
            notes.append((f"line {number}", what, "Correct the line, or remove it."))
    if dataset is None and not any(records.values()):
        raise TableError("There is no annotation in the file. Give JSON Lines that ds.to(…) wrote.")
    if dataset is None:
        what = "the line with record 'dataset' is not there: the codebook and the documents are unknown"
        notes.append(("line 1", what, REMEDY_COMPANION))
    relations = _cells(records["relation"])
    return Found(JSONCells(), _cells(records["annotation"]), relations, dataset, notes)


def _cells(records: list[Mapping[str, Any]]) -> Cells:
    names = list(dict.fromkeys(name for record in records for name in record if name != RECORD))
    return Cells(names, [[record.get(name) for name in names] for record in records], first=1)
