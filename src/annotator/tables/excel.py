"""Excel: a sheet for each table, and a hidden one from which the readings can be built again.

Texts are text cells and never formulas. What a cell cannot hold, more than 32,767 characters, goes on in the sheet
`continued`. Characters that XML does not have are written as Excel itself writes them: `_x000D_` (ECMA-376, ST_Xstring).
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from annotator import json_files
from annotator.files import replace_file
from annotator.tables.cells import EMPTY_LIST, PARSERS, neutral, restored
from annotator.tables.columns import Column, Table
from annotator.tables.contents import REMEDY_COMPANION, Cells, Found, TableError, Tables
from annotator.tables.rows import in_iso
from annotator.zip_files import beginning, is_bomb, is_xml

LONGEST = 32_000  # UTF-16 units of a cell; Excel holds 32,767, and the note that the text goes on needs some
MOST_ROWS = 1_048_576
MOST_PARTS = 5000
LARGEST = 2_000_000_000  # bytes of an unpacked workbook
WIDTHS: Mapping[str, int] = {"title": 30, "quote": 60, "note": 40, "definition": 60, "example": 40}
NEEDS_ESCAPE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
CONTINUES = re.compile(r"⟦continued ([0-9]{1,9})⟧\Z")
DATASET, CONTINUED = "dataset", "continued"
LARGEST_NUMBER = 1.797693134862315e308
KEEP = "Written by jupyter-annotator. annotator.read() needs this sheet to take the tables back without loss."


class ExcelCells:
    """Cells of a workbook: text, number, boolean, or None.

    Attributes:
        continued: Text that did not fit: (number, part). Filled by `encode`, needed by `decode`.
    """

    def __init__(self, continued: Iterable[tuple[int, str]] = ()) -> None:
        self.continued: list[tuple[int, str]] = list(continued)
        self._number = 0
        self._parts: dict[int, str] = {}
        for number, part in self.continued:
            self._parts[number] = self._parts.get(number, "") + part

    def encode(self, column: Column, value: Any) -> Any:
        """The cell for a value."""
        if value is None or value == "":
            return None
        if column.type == "number":
            return rounded(value)
        if column.type in ("integer", "boolean"):
            return value
        if column.type == "time":
            return in_iso(value)
        if column.type == "list":
            return escape(neutral(";".join(value))) if value else EMPTY_LIST
        text = escape(neutral(value))
        first, rest = cut(text)
        if not rest:
            return first
        self._number += 1
        while rest:
            part, rest = cut(rest)
            self.continued.append((self._number, part))
        return f"{first}⟦continued {self._number}⟧"

    def decode(self, column: Column, cell: Any) -> Any:
        """The value of a cell."""
        if isinstance(cell, str):
            found = CONTINUES.search(cell)
            if found and int(found[1]) in self._parts and units(cell) > LONGEST:
                cell = cell[: found.start()] + self._parts[int(found[1])]
            cell = unescape(cell)
        return PARSERS[column.type](cell)


def rounded(value: float) -> float:
    """The number with the digits that openpyxl writes; the readings beside have all of them."""
    # Rounding up the largest of all numbers would make infinity of it.
    return min(max(float(f"{value:.16g}"), -LARGEST_NUMBER), LARGEST_NUMBER)


def escape(text: str) -> str:
    """The text with characters that XML lacks, and what looks like such an escape, as `_xHHHH_`."""
    return NEEDS_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unescape(cell: str) -> str:
    """The text that `escape` was given."""
    return json_files.readable(ESCAPED.sub(lambda found: chr(int(found[1], 16)), cell))


def units(text: str) -> int:
    """Length in UTF-16 units, as Excel counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str) -> tuple[str, str]:
    """The part that fits into a cell, and the rest."""
    if len(text) <= LONGEST // 2 or units(text) <= LONGEST:
        return text, ""
    size = LONGEST
    while units(text[:size]) > LONGEST:
        size -= max(1, (units(text[:size]) - LONGEST) // 2)
    return text[:size], text[size:]


def write(path: Path, tables: Tables) -> None:
    """Write the workbook: annotations, relations, further tables, and the hidden sheets.

    Raises:
        TableError: If there are more rows than a sheet has.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    codec = ExcelCells()
    for name, table in {
        "annotations": tables.annotations,
        "relations": tables.relations,
        **tables.others,
    }.items():
        if len(table.rows) >= MOST_ROWS:
            raise TableError(
                f"A sheet of Excel holds {MOST_ROWS - 1:,} rows, {name} has {len(table.rows):,}. Write .parquet or .csv."
            )
        _sheet(book, name, table, codec)
    if codec.continued:
        columns = [Column("number", "integer"), Column("part", "text")]
        # The parts are escaped already, and neutral() has looked at the beginning of the first one only.
        sheet = book.create_sheet(CONTINUED)
        sheet.append([_cell(sheet, column.name) for column in columns])
        for number, part in codec.continued:
            sheet.append([number, _cell(sheet, neutral(part))])
    _dataset(book, tables.dataset)
    buffer = io.BytesIO()
    book.save(buffer)
    replace_file(path, buffer.getvalue())


def _sheet(book: Any, name: str, table: Table, codec: ExcelCells) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for place, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = WIDTHS.get(column.name, 16)
    last = get_column_letter(max(1, len(table.columns)))
    sheet.auto_filter.ref = f"A1:{last}{len(table.rows) + 1}"
    bold, top = Font(bold=True), Alignment(vertical="top", wrap_text=True)
    headings = [_cell(sheet, escape(neutral(name))) for name in table.names]
    for heading in headings:
        heading.font = bold
    sheet.append(headings)
    for row in table.rows:
        cells = []
        for column, value in zip(table.columns, row, strict=True):
            cell = _cell(sheet, codec.encode(column, value))
            if column.name in WIDTHS and cell is not None:
                cell.alignment = top
            cells.append(cell)
        sheet.append(cells)


def _cell(sheet: Any, value: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if value is None:
        return None
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"  # openpyxl makes a formula of what begins with '=', an error of '#N/A'
    return cell


def _dataset(book: Any, dataset: Mapping[str, Any]) -> None:
    sheet = book.create_sheet(DATASET)
    sheet.sheet_state = "hidden"
    sheet.append([_cell(sheet, KEEP)])
    rest = escape(json.dumps(dataset))
    while rest:
        part, rest = cut(rest)
        sheet.append([_cell(sheet, neutral(part))])


def read(path: Path) -> Found:
    """Read a workbook of ours, also after people edited it, or a foreign one with a table on its first sheet."""
    from openpyxl import load_workbook

    data = io.BytesIO(path.read_bytes())
    try:
        _refuse_bombs(data)
        book = load_workbook(data, read_only=True, data_only=True)
        sheets = {
            sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets
        }
        book.close()
    except TableError:
        raise
    except Exception as error:  # openpyxl meets damage with every error that Python has
        raise TableError(f"This is not a sound Excel workbook ({error}). Write it again as .xlsx.") from None
    notes: list[tuple[str, str, str]] = []
    continued = [
        (row[0], restored(row[1]))
        for row in sheets.get(CONTINUED, [])[1:]
        if len(row) > 1 and isinstance(row[0], int) and isinstance(row[1], str)
    ]
    found = Found(ExcelCells(continued), None, notes=notes)
    if "annotations" in sheets:
        found.annotations = _cells(sheets["annotations"])
        found.relations = _cells(sheets["relations"]) if "relations" in sheets else None
    elif sheets:
        found.annotations = _cells(next(iter(sheets.values())))
    parts = [restored(row[0]) for row in sheets.get(DATASET, [])[1:] if row and isinstance(row[0], str)]
    try:
        found.dataset = json_files.decode(unescape("".join(parts)).encode()) if parts else None
    except json_files.JSONFileError as error:
        notes.append((f"sheet {DATASET}", f"the sheet is damaged ({error.what})", REMEDY_COMPANION))
    if not parts:
        what = f"the sheet {DATASET!r} is not there: answers to whole documents and the codebook are unknown"
        notes.append((f"sheet {DATASET}", what, REMEDY_COMPANION))
    return found


def _refuse_bombs(data: io.BytesIO) -> None:
    with zipfile.ZipFile(data) as packed:
        parts = packed.infolist()
        size = sum(part.file_size for part in parts)
        if size > LARGEST or len(parts) > MOST_PARTS or is_bomb(parts, len(data.getbuffer())):
            raise TableError(
                f"The workbook unpacks to {size / 1e6:,.0f} MB in {len(parts):,} parts (a “zip bomb”). Write it again."
            )
        for part in parts:
            with packed.open(part) as opened:
                start = opened.read(100)
            if not is_xml(start):
                continue
            with packed.open(part) as opened:
                if beginning(opened) == "doctype":
                    raise TableError(
                        f"{part.filename}: it declares entities, as no workbook does (an “XML bomb”). Write it again."
                    )


def _cells(rows: list[list[Any]]) -> Cells:
    names = [restored(unescape(str(name))) if name is not None else "" for name in (rows[0] if rows else [])]
    while names and not names[-1]:
        names.pop()
    width = len(names)
    body = [(row + [None] * width)[:width] for row in rows[1:]]
    return Cells(names, [row for row in body if any(cell is not None for cell in row)])
