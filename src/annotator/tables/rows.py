"""From readings to the rows of the tables."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

from annotator.codebook import Codebook, Field
from annotator.json_files import readable
from annotator.tables import columns as c
from annotator.tables.stored import Stored

MOMENT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|z|[+-]\d\d:?\d\d)?\Z",
    re.ASCII,
)


def codebooks_of(readings: Iterable[Stored]) -> list[Codebook]:
    """The distinct sound codebooks of readings, in the order in which they are met."""
    found: dict[int, Codebook] = {}
    for reading in readings:
        if reading.codebook is not None:
            found.setdefault(id(reading.codebook), reading.codebook)
    return list(found.values())


def annotation_table(
    readings: Sequence[Stored], codebooks: Sequence[Codebook] | None = None
) -> tuple[c.Table, c.Answers]:
    """The table of the sound annotations, in text order within each reading.

    Args:
        readings: The readings.
        codebooks: Those that the columns are for; None for those of the readings.
    """
    codebooks = codebooks_of(readings) if codebooks is None else codebooks
    answers = annotation_answers(codebooks)
    rows = []
    for reading in readings:
        sort = _Sorter(reading, codebooks, answers)
        for id_, record in sorted(reading.checked.annotations.items(), key=_text_order):
            cells, apart = sort.answers(record.get("values"), record["kind"])
            spans = [[int(span["start"]), int(span["end"])] for span in record["spans"]]
            review = record.get("review", {})
            rows.append([
                reading.document, text(reading.text("document", "title")), reading.reader, id_, record["kind"],
                spans[0][0], spans[-1][1], text(record["quote"]),
                *cells,
                text(record.get("note")), text(record.get("status")), text(record.get("origin")),
                moment(record.get("created")), moment(record.get("modified")), text(reading.notebook), in_json(spans),
                text(record.get("prefix")), text(record.get("suffix")), apart,
                whole(record.get("rev")), text(record.get("by")), reading.codebook_id,
                text(review.get("decision")), text(review.get("reviewer")), text(review.get("comment")),
            ])  # fmt: skip
    kind = len(c.ANNOTATION_START) - 4
    return c.Table(annotation_columns(codebooks, answers, {row[kind] for row in rows}), rows), answers


def annotation_columns(
    codebooks: Sequence[Codebook], answers: c.Answers, kinds: Set[str] = frozenset()
) -> list[c.Column]:
    """The columns of the table of annotations.

    Args:
        codebooks: The codebooks of the dataset.
        answers: The columns for their fields.
        kinds: Kinds that occur; those that no codebook has come last.
    """
    known = list(dict.fromkeys(kind.id for codebook in codebooks for kind in codebook.kinds))
    known += sorted(kinds - set(known))
    start = [
        replace(column, categories=tuple(known)) if column.name == "kind" else column
        for column in c.ANNOTATION_START
    ]
    return [*start, *answers.columns, *c.ANNOTATION_END]


def annotation_answers(codebooks: Sequence[Codebook]) -> c.Answers:
    """The columns for the fields that are asked of annotations."""
    return c.answer_columns(codebooks, (column.name for column in (*c.ANNOTATION_START, *c.ANNOTATION_END)))


def reading_answers(codebooks: Sequence[Codebook]) -> c.Answers:
    """The columns for the fields that are asked of the whole document."""
    fixed = (*c.READING_START, *c.READING_END)
    return c.answer_columns(codebooks, (column.name for column in fixed), document=True)


def relation_table(readings: Sequence[Stored]) -> c.Table:
    """The table of the sound relations."""
    kinds = list(dict.fromkeys(kind.id for codebook in codebooks_of(readings) for kind in codebook.relations))
    rows = [
        [
            reading.document, reading.reader, id_, record["kind"], record["from"], record["to"],
            text(record.get("note")), moment(record.get("created")), moment(record.get("modified")),
            text(reading.notebook), in_json(record["values"]) if record.get("values") else None,
            whole(record.get("rev")), text(record.get("by")), reading.codebook_id,
            *ends[record["from"]], *ends[record["to"]],
        ]
        for reading in readings
        if reading.relations
        for ends in [reading.kinds_and_quotes()]
        for id_, record in sorted(reading.relations.items())
    ]  # fmt: skip
    kinds += sorted({row[3] for row in rows} - set(kinds))
    columns = [
        replace(column, categories=tuple(kinds)) if column.name == "kind" else column
        for column in c.RELATIONS
    ]
    return c.Table(columns, rows)


def document_table(readings: Sequence[Stored]) -> c.Table:
    """One row for each document that was read."""
    rows: dict[str, list[Any]] = {}
    for reading in readings:
        row = rows.setdefault(reading.document, [reading.document, None, None, None, None, set(), 0])
        title, sha256, source = (
            text(reading.text("document", name)) for name in ("title", "sha256", "source")
        )
        known = (title, sha256, whole(reading.section("document").get("length")), source)
        row[1:5] = [old if old is not None else new for old, new in zip(row[1:5], known, strict=True)]
        row[5].add(reading.reader)
        row[6] += reading.annotation_count
    return c.Table(list(c.DOCUMENTS), [[*row[:5], len(row[5]), row[6]] for row in rows.values()])


def reading_table(readings: Sequence[Stored]) -> tuple[c.Table, c.Answers]:
    """One row for each reading, with the answers to the fields asked of the whole document."""
    codebooks = codebooks_of(readings)
    answers = reading_answers(codebooks)
    rows = []
    for reading in readings:
        given = {id_: answer.get("value") for id_, answer in reading.answers.items()}
        cells, apart = _Sorter(reading, codebooks, answers).answers(given, "document")
        rows.append([
            reading.document, text(reading.text("document", "title")), reading.reader, reading.codebook_id,
            text(reading.text("codebook", "version")),
            reading.annotation_count, len(reading.relations),
            reading.section("progress").get("done") is True, text(reading.notebook), reading.set_aside,
            whole(reading.schema_version), *cells, apart,
        ])  # fmt: skip
    return c.Table([*c.READING_START, *answers.columns, *c.READING_END], rows), answers


def value_table(readings: Sequence[Stored]) -> c.Table:
    """The codebooks as a table: one row for each kind, field, value and relation, for people to look things up."""
    headings = "codebook version part id of level title missing definition include exclude example"
    types: Mapping[str, c.Type] = {"missing": "boolean"}
    rows: list[list[Any]] = []
    for book in codebooks_of(readings):
        raw = book.to_dict()
        for part, items in (("kind", "kinds"), ("field", "fields"), ("relation", "relations")):
            for item in raw.get(items) or []:
                of = "; ".join(item.get("on", ())) or " → ".join(
                    "; ".join(item.get(end, ())) for end in ("from", "to")
                )
                rows.append(_described(book, part, item, of.strip(" →")))
                rows += [_described(book, "value", value, item["id"]) for value in item.get("values") or []]
    return c.Table([c.Column(name, types.get(name, "text")) for name in headings.split()], rows)


def _described(book: Codebook, part: str, item: Mapping[str, Any], of: str) -> list[Any]:
    prose = [text(item.get(name)) for name in ("definition", "include", "exclude", "example")]
    missing = item.get("missing", False) if part == "value" else None
    return [book.id, book.version, part, item["id"], of or None, text(item.get("level")), text(item.get("title")),
            missing, *prose]  # fmt: skip


class _Sorter:
    """Puts the answers of a reading into their columns, and those that do not count apart."""

    def __init__(self, reading: Stored, codebooks: Sequence[Codebook], answers: c.Answers) -> None:
        self.fields: dict[str, tuple[int, Field]] = {}
        self.width = len(answers.columns)
        if reading.codebook is not None:
            index = next(at for at, codebook in enumerate(codebooks) if codebook is reading.codebook)
            places = {column.name: at for at, column in enumerate(answers.columns)}
            self.fields = {
                asked.id: (places[answers.names[index, asked.id]], asked)
                for asked in reading.codebook.fields
                if (index, asked.id) in answers.names
            }

    def answers(self, values: Any, kind: str) -> tuple[list[Any], str | None]:
        cells: list[Any] = [None] * self.width
        apart: dict[str, Any] = {}
        for id_, value in values.items() if isinstance(values, dict) else ():
            if value is None:
                continue
            place, asked = self.fields.get(id_, (-1, None))
            cell = counted(asked, value) if asked is not None and kind in asked.on else None
            if cell is not None:
                cells[place] = text(cell) if isinstance(cell, str) else cell
            if cell is None or (isinstance(cell, tuple) and len(cell) != len(value)):
                apart[id_] = value
        return cells, in_json(apart) if apart else None


def counted(asked: Field, value: Any) -> Any:
    """The answer as the cell of a table; None if it does not count.

    An answer does not count if the codebook marks it missing, does not know it, or it is of another type.
    """
    level = asked.level
    known = {item.id: not item.missing for item in asked.values}
    if level == "multiple":
        if not isinstance(value, list):
            return None
        chosen = tuple(dict.fromkeys(item for item in value if isinstance(item, str) and known.get(item)))
        return chosen if chosen or not value else None
    if isinstance(value, str):
        if level in ("nominal", "ordinal"):
            return value if known.get(value) else None
        return value if level == "text" and value not in known else None
    if level == "boolean":
        return value if isinstance(value, bool) else None
    if level == "interval" and isinstance(value, (int, float)) and not isinstance(value, bool):
        try:
            number = float(value)
        except OverflowError:
            return None
        return number if math.isfinite(number) else None
    return None


def text(value: Any) -> str | None:
    """A text for a cell; None for anything else."""
    return readable(value) if isinstance(value, str) else None


def whole(value: Any) -> int | None:
    """A whole number for a cell; None for anything else, or beyond 64 bits."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return int(value) if abs(value) < 2**63 and value == int(value) else None


def in_json(value: Any) -> str:
    """JSON for a cell: sorted, letters stay letters."""
    return readable(json.dumps(value, ensure_ascii=False, sort_keys=True))


def moment(value: Any) -> datetime | None:
    """The UTC time that an ISO 8601 text names; without zone it is taken as UTC. None if it names none."""
    found = MOMENT.match(value) if isinstance(value, str) else None
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    try:
        time = datetime(
            int(year), int(month), int(day), int(hour), int(minute), int(second or 0),
            int((fraction or "0").ljust(6, "0")[:6]), timezone.utc,
        )  # fmt: skip
        if zone and zone not in "Zz":
            offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
            time = time - offset if zone[0] == "+" else time + offset
    except (ValueError, OverflowError):
        return None
    return time


def in_iso(time: datetime) -> str:
    """A UTC time as it stands in a reading: `2026-11-23T21:00:00Z`."""
    return time.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")


def _text_order(item: tuple[str, Any]) -> tuple[Any, ...]:
    spans = item[1]["spans"]
    return spans[0]["start"], spans[-1]["end"], item[0]
