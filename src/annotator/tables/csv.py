"""CSV, with what CSV cannot say in a companion beside it: `<name>.csv-metadata.json` (CSV on the Web, W3C 2015).

Texts are quoted and NA is not, so that an empty text stays one, and a lone carriage return does not end a row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from annotator import json_files
from annotator.files import replace_file
from annotator.tables.cells import TextCells, neutral, restored
from annotator.tables.columns import Column, Table
from annotator.tables.contents import REMEDY_COMPANION, Cells, Found, TableError, Tables

CONTEXT = "http://www.w3.org/ns/csvw"
MEMBER = "annotator:dataset"
DATATYPES: Mapping[str, str] = {
    "integer": "integer", "number": "double", "boolean": "boolean", "time": "dateTime", "json": "json",
}  # fmt: skip
BARE = ("integer", "number", "boolean", "time")  # types whose cells stand without quotes


def companion(path: Path) -> Path:
    """The file beside a CSV that says what CSV cannot."""
    return path.with_name(path.name + "-metadata.json")


def write(path: Path, tables: Tables) -> None:
    """Write the annotations as CSV (UTF-8, comma, all texts quoted), everything else to the companion."""
    described = {
        "@context": CONTEXT,
        "url": path.name,
        "dialect": {"encoding": "utf-8", "delimiter": ",", "quoteChar": '"', "header": True},
        "tableSchema": {
            "columns": [_described(column) for column in tables.annotations.columns],
            "primaryKey": ["document", "reader", "annotation", "codebook"],
        },
        MEMBER: tables.dataset,
    }
    replace_file(path, _text(tables.annotations).encode("utf-8"))
    replace_file(companion(path), json_files.encode(described, indent=1) + b"\n")


def _described(column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {"name": column.name, "titles": column.name, "required": False}
    described["datatype"] = DATATYPES.get(column.type, "string")
    if column.type == "list":
        described["separator"] = ";"
    return described


def _text(table: Table) -> str:
    codec = TextCells()
    lines = [",".join(_quoted(neutral(name)) for name in table.names)]
    for row in table.rows:
        cells = []
        for column, value in zip(table.columns, row, strict=True):
            cell = codec.encode(column, value)
            cells.append("" if cell is None else cell if column.type in BARE else _quoted(cell))
        lines.append(",".join(cells))
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def read(path: Path) -> Found:
    """Read a CSV of ours, or a foreign one: UTF-8 or UTF-16 with a byte order mark; comma, semicolon or tab."""
    text = _decoded(path.read_bytes())
    rows = parse(text, _delimiter(text))
    if not rows:
        raise TableError("The file is empty. Write it again.")
    names = [restored(name or "") for name in rows[0]]
    found = Found(TextCells(), Cells(names, [row for row in rows[1:] if row != [None]]))
    beside = companion(path)
    if not beside.is_file():
        what = (
            f"the companion {beside.name} is not there: relations, answers to whole documents, the codebook (titles, "
            "order and missing values) and the checksums of the articles are unknown"
        )
        found.notes.append(("", what, REMEDY_COMPANION))
        return found
    try:
        described = json_files.decode(beside.read_bytes())
    except json_files.JSONFileError as error:
        found.notes.append((beside.name, f"{error.place}: {error.what}".lstrip(": "), REMEDY_COMPANION))
        return found
    found.dataset = described.get(MEMBER) if isinstance(described, dict) else None
    if found.dataset is None:
        found.notes.append((beside.name, f"the member {MEMBER!r} is not there", REMEDY_COMPANION))
    return found


def _decoded(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TableError(
            f"line {line}, byte {error.start}: 0x{data[error.start]:02x} is not {encoding.upper()[:6].rstrip('-')}. "
            "Save the table as UTF-8."
        ) from None


def _delimiter(text: str) -> str:
    header = re.sub('"[^"]*(?:""[^"]*)*"', "", text.split("\n", 1)[0])
    return max(",;\t", key=header.count)


def parse(text: str, delimiter: str = ",") -> list[list[str | None]]:
    r"""Rows and cells of CSV (RFC 4180); a cell that holds nothing and has no quotes is None, a quoted one is ''.

    The module `csv` does not tell the two apart before Python 3.12.

    Args:
        text: The table. Rows end with LF, CRLF or CR; inside quotes all three are kept.
        delimiter: One character.

    Returns:
        The rows; they may differ in length.

    Raises:
        TableError: If a quote is opened and never closed.

    Examples:
        >>> parse('a,,""')
        [['a', None, '']]
    """
    plain = f"[^{delimiter}\r\n]*"
    cell = re.compile(f'(?:"([^"]*(?:""[^"]*)*)"({plain})|(?!")({plain}))({delimiter}|\r\n|\r|\n|\\Z)')
    rows: list[list[str | None]] = []
    row: list[str | None] = []
    position = 0
    while position < len(text) or row:
        found = cell.match(text, position)
        if found is None:
            line = len(re.findall("\r\n|\r|\n", text[:position])) + 1
            raise TableError(
                f"line {line}: a quotation mark is opened and never closed. Write the table again."
            )
        quoted, rest, bare, end = found.groups()
        row.append((bare or None) if quoted is None else quoted.replace('""', '"') + rest)
        position = found.end()
        if end != delimiter:
            rows.append(row)
            row = []
    return rows
