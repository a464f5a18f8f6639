"""Tables that come alone, without the readings they were made of: what can be said of codebook and document."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from annotator.tables.cells import EMPTY_LIST, Codec, parse_number
from annotator.tables.columns import ANNOTATION_END, ANNOTATION_START, Column
from annotator.tables.contents import Cells
from annotator.tables.stored import Stored

IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}\Z")
UNKNOWN = "unknown"
MOST_VALUES, MOST_KINDS, MOST_FIELDS = 100, 50, 100  # what a codebook may have


def empty_reading(
    document: str, reader: str, codebook: Mapping[str, Any], title: str | None = None
) -> Stored:
    """A reading in which nothing is yet. The checksum and length of its document are not known."""
    reference = {"id": document, **({"title": title} if title else {})}
    raw = {
        "schema_version": 1, "reader": reader, "document": reference, "codebook": dict(codebook),
        "annotations": {}, "relations": {}, "answers": {}, "removed": {}, "progress": {"done": False},
    }  # fmt: skip
    return Stored(raw, document, reader)


def codebooks_from(cells: Cells, relations: Cells | None, codec: Codec) -> list[dict[str, Any]]:
    """Codebooks with which the rows of a table can be read, one for each id in the column `codebook`.

    Titles, definitions and the order of values are not known; values are those that occur. The level of a field is
    guessed with care: numbers that could be codes stay codes.
    """
    fixed = {column.name: column for column in (*ANNOTATION_START, *ANNOTATION_END)}
    places = {name: cells.names.index(name) for name in cells.names}
    headings = [name for name in places if name not in fixed and IDENTIFIER.match(_field_of(name))]
    rows: dict[str, list[list[Any]]] = {}
    for row in cells.rows:
        row = [*row, *[None] * (len(cells.names) - len(row))]
        id_ = _text(codec, fixed["codebook"], row[places["codebook"]]) if "codebook" in places else None
        rows.setdefault(id_ if id_ and IDENTIFIER.match(id_) else UNKNOWN, []).append(row)
    books = [
        _codebook(id_, group, headings[:MOST_FIELDS], places, cells.hints, codec)
        for id_, group in rows.items()
    ]
    kinds = _relation_kinds(relations, codec)
    for book in books:
        ends = [kind["id"] for kind in book["kinds"]]
        book["relations"] = [{"id": kind, "title": kind, "from": ends, "to": ends} for kind in kinds]
    return books


def _field_of(heading: str) -> str:
    return heading.rpartition(":")[2].removeprefix("values.")


def _relation_kinds(cells: Cells | None, codec: Codec) -> list[str]:
    if cells is None or "kind" not in cells.names:
        return []
    place, column = cells.names.index("kind"), Column("kind", "category")
    kinds = (_text(codec, column, row[place]) for row in cells.rows if len(row) > place)
    return list(dict.fromkeys(kind for kind in kinds if kind and IDENTIFIER.match(kind)))[:MOST_KINDS]


def _codebook(
    id_: str,
    rows: Sequence[Sequence[Any]],
    headings: Sequence[str],
    places: Mapping[str, int],
    hints: Mapping[str, Column],
    codec: Codec,
) -> dict[str, Any]:
    kind_of = [
        _text(codec, Column("kind", "category"), row[places["kind"]]) if "kind" in places else None
        for row in rows
    ]
    kinds = list(dict.fromkeys(kind for kind in kind_of if kind and IDENTIFIER.match(kind)))[:MOST_KINDS] or [
        UNKNOWN
    ]
    missing = _missing(rows, places, codec)
    fields = []
    for heading in headings:
        if ":" in heading and heading.partition(":")[0] != id_:
            continue
        field = _field_of(heading)
        cells = [row[places[heading]] for row in rows]
        asked = {
            kind
            for kind, cell in zip(kind_of, cells, strict=True)
            if cell not in (None, "") and kind in kinds
        }
        fields.append({
            "id": field, "title": field, "on": [kind for kind in kinds if kind in asked] or kinds,
            **_level(cells, hints.get(heading), missing.get(field, ())),
        })  # fmt: skip
    return {
        "schema_version": 1, "id": id_, "version": UNKNOWN, "title": id_,
        "kinds": [{"id": kind, "title": kind} for kind in kinds], "fields": fields,
    }  # fmt: skip


def _level(cells: Sequence[Any], hint: Column | None, missing: Sequence[str]) -> dict[str, Any]:
    if hint is not None and hint.categories:
        return {
            "level": "ordinal" if hint.ordered else "nominal",
            "values": _values(hint.categories, missing),
        }
    given = [cell for cell in cells if cell is not None and cell != ""]
    if given and all(isinstance(cell, bool) or cell in ("true", "false", "True", "False") for cell in given):
        return {"level": "boolean"}
    if given and all(isinstance(cell, (list, tuple)) for cell in given):
        return {"level": "multiple", "values": _values([item for cell in given for item in cell], missing)}
    if not given and not missing:
        return {"level": "text"}
    texts = list(dict.fromkeys(cell.strip() for cell in given if isinstance(cell, str)))
    if len(texts) <= MOST_VALUES - len(missing) and all(isinstance(cell, str) for cell in given):
        if all(IDENTIFIER.match(text) for text in texts):
            return {"level": "nominal", "values": _values(texts, missing)}
        parts = [part.strip() for text in texts if text != EMPTY_LIST for part in text.split(";")]
        if len(set(parts)) <= MOST_VALUES and all(IDENTIFIER.match(part) for part in parts):
            return {"level": "multiple", "values": _values(parts, missing)}
    return {"level": "interval"} if given and all(_is_number(cell) for cell in given) else {"level": "text"}


def _values(ids: Sequence[Any], missing: Sequence[str]) -> list[dict[str, Any]]:
    counted = [{"id": id_, "title": id_} for id_ in dict.fromkeys(map(str, ids)) if id_ not in missing]
    return counted + [{"id": id_, "title": id_, "missing": True} for id_ in missing]


def _missing(rows: Sequence[Sequence[Any]], places: Mapping[str, int], codec: Codec) -> dict[str, list[str]]:
    """Values by field that the column `missing` names."""
    found: dict[str, list[str]] = {}
    for row in rows:
        text = (
            _text(codec, Column("missing", "json"), row[places["missing"]]) if "missing" in places else None
        )
        answers = json.loads(text) if text else {}
        for field, value in answers.items() if isinstance(answers, dict) else ():
            if (
                isinstance(value, str)
                and IDENTIFIER.match(value)
                and value not in found.setdefault(field, [])
            ):
                found[field].append(value)
    return {field: values[:MOST_VALUES] for field, values in found.items()}


def _is_number(cell: Any) -> bool:
    try:
        return not isinstance(cell, bool) and parse_number(cell) is not None
    except ValueError:
        return False


def _text(codec: Codec, column: Column, cell: Any) -> str | None:
    try:
        value = codec.decode(column, cell)
    except ValueError:
        return None
    return value if isinstance(value, str) else None
