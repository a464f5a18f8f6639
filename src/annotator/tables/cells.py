"""Values in the cells of text files and spreadsheets, and back. No cell ever starts like a formula."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

from annotator.tables.columns import Column
from annotator.tables.rows import in_iso, in_json, moment

# What spreadsheets take for the start of a formula, also after blanks, and full-width forms that some of them turn
# into it. A cell also starts after a semicolon, a tab or the end of a line: where the list separator is a semicolon, as
# in much of Europe, Excel divides our rows there, because it does not take our quotation marks for such.
# The apostrophes make the escape unambiguous: one is added where any number of them leads to such a start.
_RUNS = "'*(?:[^\\S\\t\\r\\n]|\ufeff)*[=+\\-@＝＋－＠﹦﹢﹣﹫]"
START = re.compile(f"{_RUNS}|'*[\t\r\n]")
INSIDE = re.compile(f"([;\t\r\n])(?={_RUNS})")
ESCAPED_INSIDE = re.compile(f"([;\t\r\n])'(?={_RUNS})")
EMPTY_LIST = "[]"


class Codec(Protocol):
    """How one file format keeps values in its cells."""

    def encode(self, column: Column, value: Any) -> Any:
        """The cell for a value."""

    def decode(self, column: Column, cell: Any) -> Any:
        """The value of a cell.

        Raises:
            ValueError: If the cell holds no such value; says what is expected.
        """


def neutral(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet could run.

    Examples:
        >>> neutral("=1+1"), neutral("'=1+1"), neutral("'tis"), neutral("rain; +3 mm")
        ("'=1+1", "''=1+1", "'tis", "rain;' +3 mm")
    """
    if START.match(text):
        text = "'" + text
    return INSIDE.sub(r"\1'", text) if _is_divided(text) else text


def restored(cell: str) -> str:
    """The text that `neutral` was given."""
    if cell.startswith("'") and START.match(cell):
        cell = cell[1:]
    return ESCAPED_INSIDE.sub(r"\1", cell) if _is_divided(cell) else cell


def _is_divided(text: str) -> bool:
    return ";" in text or "\n" in text or "\t" in text or "\r" in text


class TextCells:
    """Cells of CSV: text, or None where there is nothing at all."""

    def encode(self, column: Column, value: Any) -> str | None:
        """The cell for a value."""
        if value is None:
            return None
        if column.type == "boolean":
            return "true" if value else "false"
        if column.type == "time":
            return in_iso(value)
        if column.type == "list":
            return neutral(";".join(value)) if value else EMPTY_LIST
        if column.type in ("integer", "number"):
            return repr(value)
        return neutral(value)

    def decode(self, column: Column, cell: Any) -> Any:
        """The value of a cell."""
        return PARSERS[column.type](cell)


class JSONCells:
    """Cells of JSON Lines: JSON values."""

    def encode(self, column: Column, value: Any) -> Any:
        """The cell for a value."""
        if value is None:
            return None
        if column.type == "time":
            return in_iso(value)
        if column.type == "json":
            return json.loads(value)
        return list(value) if column.type == "list" else value

    def decode(self, column: Column, cell: Any) -> Any:
        """The value of a cell."""
        if column.type == "json" and cell is not None:
            return in_json(cell)
        if column.type in ("text", "category") and isinstance(cell, str):
            return cell
        return PARSERS[column.type](cell)


def parse_text(cell: Any) -> str | None:
    """A text; numbers and the like, which spreadsheets make of texts, become text again."""
    if cell is None:
        return None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    return restored(str(cell))


def parse_json(cell: Any) -> str | None:
    """JSON in a text."""
    written = parse_text(cell)
    if not written:
        return None
    try:
        return in_json(json.loads(written))
    except (ValueError, RecursionError):
        raise ValueError("JSON is expected") from None


def parse_category(cell: Any) -> str | None:
    """A value id; blanks around it do not count."""
    return (parse_text(cell) or "").strip() or None


def parse_integer(cell: Any) -> int | None:
    """A whole number."""
    number = parse_number(cell)
    if number is None:
        return None
    if not float(number).is_integer():
        raise ValueError("a whole number is expected")
    return int(number)


def parse_number(cell: Any) -> int | float | None:
    """A number."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return cell
    written = (parse_text(cell) or "").strip()
    if not written:
        return None
    try:
        number = int(written) if re.fullmatch("[+-]?[0-9]{1,18}", written) else float(written)
    except ValueError:
        raise ValueError("a number is expected") from None
    if number != number or number in (float("inf"), float("-inf")):
        raise ValueError("a number is expected")
    return number


def parse_boolean(cell: Any) -> bool | None:
    """Yes or no."""
    written = (parse_text(cell) or "").strip().lower()
    if not written:
        return None
    if written in ("true", "yes", "1"):
        return True
    if written in ("false", "no", "0"):
        return False
    raise ValueError("true or false is expected")


def parse_time(cell: Any) -> datetime | None:
    """A time; without zone it is UTC."""
    written = (parse_text(cell) or "").strip()
    if not written:
        return None
    time = moment(written)
    if time is None:
        raise ValueError("a time such as 2026-11-23T21:00:00Z is expected")
    return time


def parse_list(cell: Any) -> tuple[str, ...] | None:
    """Several value ids, as a list or with semicolons between."""
    if cell is None:
        return None
    if isinstance(cell, (list, tuple)):
        if not all(isinstance(item, str) for item in cell):
            raise ValueError("a list of value ids is expected")
        return tuple(cell)
    written = (parse_text(cell) or "").strip()
    if written == EMPTY_LIST:
        return ()
    return tuple(part.strip() for part in written.split(";") if part.strip()) or None


PARSERS: Mapping[str, Callable[[Any], Any]] = {
    "text": parse_text, "json": parse_json, "category": parse_category, "integer": parse_integer,
    "number": parse_number, "boolean": parse_boolean, "time": parse_time, "list": parse_list,
}  # fmt: skip
