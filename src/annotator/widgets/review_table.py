"""The table that the review's page gets: in columns, each text once, so that 100,000 rows travel and filter fast."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator import reviewing
from annotator.dataset import Dataset
from annotator.json_files import readable
from annotator.tables.stored import Stored

Json = dict[str, Any]
NONE = -1  # the code of a cell without a value
STATUSES = {"open": "Open", "done": "Done", "flagged": "Flagged"}
DECISIONS = {"accepted": "Accepted", "flagged": "Flagged", "corrected": "Corrected"}
LEVELS = ("nominal", "ordinal", "boolean", "multiple")  # what has values that can be counted
LONGEST = 400  # characters of a quote in the table; the passage has all of it


@dataclass
class Codes:
    """A column whose cells are places in a list of values; for several answers in one cell, lists of places.

    Attributes:
        name: Its id; fields of the codebook are called `field:<id>`.
        title: Its heading.
        values: `[id, title]` of each value, in the order in which they are sorted.
        data: A code for each row.
        facet: Whether the page counts its values.
    """

    name: str
    title: str
    values: list[list[str]] = field(default_factory=list)
    data: list[Any] = field(default_factory=list)
    facet: bool = True
    places: dict[str, int] = field(default_factory=dict, repr=False)

    def code(self, id_: str, title: str | None = None) -> int:
        """The code of a value, which is new if it was not met before."""
        at = self.places.get(id_)
        if at is None:
            at = self.places[id_] = len(self.values)
            self.values.append([readable(id_), readable(id_ if title is None else title)])
        return at

    def sorted(self) -> Codes:
        """The same with its values by title."""
        order = sorted(range(len(self.values)), key=lambda at: (self.values[at][1].casefold(), at))
        to = {old: new for new, old in enumerate(order)}
        places = {id_: to[at] for id_, at in self.places.items()}
        data = [to.get(code, NONE) for code in self.data]
        return Codes(self.name, self.title, [self.values[at] for at in order], data, self.facet, places)

    def to_json(self) -> Json:
        """What is sent."""
        return {
            "name": self.name,
            "title": self.title,
            "facet": self.facet,
            "values": self.values,
            "data": self.data,
        }


@dataclass
class ReviewTable:
    """All annotations of a dataset as columns.

    Attributes:
        rows: Which annotation each row is: document, reader, codebook, annotation.
        columns: The coded columns.
        quotes: The beginning of each quote.
        notes: The note and the reviewer's comment, for the search.
        starts: Where the passages begin, code points.
        codebooks: The codebooks; the column `codebook` says which.
    """

    rows: list[tuple[str, str, str, str]]
    columns: list[Codes]
    quotes: list[str]
    notes: list[str]
    starts: list[int]
    codebooks: list[Json]
    pending: list[int]

    def to_bytes(self) -> bytes:
        """As JSON in UTF-8."""
        shown = {
            "version": 1,
            "rows": len(self.rows),
            "columns": [column.to_json() for column in self.columns],
            "quotes": self.quotes,
            "notes": self.notes,
            "starts": self.starts,
            "codebooks": self.codebooks,
            "pending": self.pending,
        }
        return json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode()

    def row(self, at: int, reading: Stored, pending: bool) -> Json:
        """One row anew, after a decision: values by title where a code for them is not known yet."""
        record = reading.checked.annotations[self.rows[at][3]]
        cells: Json = {}
        for column in self.columns:
            if column.name in ("document", "reader", "codebook", "file"):
                continue
            known = len(column.values)
            code = _cell(column, record)
            if len(column.values) > known:
                cells[column.name] = {"code": code, "new": column.values[known:], "from": known}
            else:
                cells[column.name] = {"code": code}
        quote, note, start = _texts(record)
        return {
            "row": at,
            "cells": cells,
            "quote": quote,
            "note": note,
            "start": start,
            "pending": pending,
        }


def review_table(dataset: Dataset) -> ReviewTable:
    """The table of all sound annotations of a dataset, in text order within each reading."""
    codebooks: list[Json] = []
    document, reader = Codes("document", "Document"), Codes("reader", "Reader")
    file, book = Codes("file", "File", facet=False), Codes("codebook", "Codebook", facet=False)
    kind = Codes("kind", "Kind")
    status = Codes("status", "Status")
    decision, reviewer = Codes("review", "Review"), Codes("reviewer", "Reviewer")
    for column, known in ((status, STATUSES), (decision, DECISIONS)):
        for id_, title in known.items():
            column.code(id_, title)
    fields: dict[str, Codes] = {}
    books: dict[int, int] = {}
    for reading in dataset.stored:
        if reading.codebook is not None and id(reading.codebook) not in books:
            books[id(reading.codebook)] = len(codebooks)
            codebooks.append(reading.codebook.to_dict())
            _know(codebooks[-1], kind, fields)
            book.code(str(len(codebooks) - 1), f"{reading.codebook.title} {reading.codebook.version}")
    own = [kind, status, decision, reviewer, *fields.values()]
    rows, quotes, notes, starts = [], [], [], []
    for reading in dataset.stored:
        id_, name, codebook = reading.identity
        records = reading.checked.annotations
        codes = (
            document.code(id_, reading.text("document", "title") or id_),
            reader.code(name),
            file.code(reading.notebook),
            books.get(id(reading.codebook), NONE),
        )
        for annotation, record in sorted(records.items(), key=_text_order):
            rows.append((id_, name, codebook, annotation))
            for column, code in zip((document, reader, file, book), codes, strict=True):
                column.data.append(code)
            for column in own:
                column.data.append(_cell(column, record))
            quote, note, start = _texts(record)
            quotes.append(quote)
            notes.append(note)
            starts.append(start)
    open_ = reviewing.open_places(dataset)
    pending = [at for at, row in enumerate(rows) if row in open_] if open_ else []
    columns = [
        kind,
        *fields.values(),
        decision,
        status,
        reader.sorted(),
        document.sorted(),
        reviewer,
        file,
        book,
    ]
    return ReviewTable(rows, columns, quotes, notes, starts, codebooks, pending)


def _know(codebook: Mapping[str, Any], kind: Codes, fields: dict[str, Codes]) -> None:
    """The kinds, fields and values of a codebook, in its order."""
    for item in codebook["kinds"]:
        kind.code(item["id"], item["title"])
    for asked in codebook.get("fields") or ():
        if asked["level"] not in LEVELS or asked["on"] == ["document"]:
            continue
        column = fields.setdefault(asked["id"], Codes(f"field:{asked['id']}", asked["title"]))
        if asked["level"] == "boolean":
            column.code("true", "Yes")
            column.code("false", "No")
        for value in asked.get("values") or ():
            column.code(value["id"], value["title"])


def _cell(column: Codes, record: Mapping[str, Any]) -> Any:
    name = column.name
    if name == "kind":
        return column.code(record["kind"])
    if name == "status":
        return column.code(str(record.get("status") or "open"))
    if name in ("review", "reviewer"):
        review = record.get("review") or {}
        told = review.get("decision" if name == "review" else "reviewer")
        return NONE if told is None else column.code(told)
    value = record["values"].get(name.removeprefix("field:")) if record.get("values") else None
    if value is None:
        return NONE
    if isinstance(value, list):
        return [column.code(_id(one)) for one in value] or NONE
    return column.code(_id(value))


def _id(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _texts(record: Mapping[str, Any]) -> tuple[str, str, int]:
    comment = (record.get("review") or {}).get("comment") or ""
    note = " · ".join(part for part in (record.get("note") or "", comment) if part)
    quote = record["quote"]
    quote = quote if len(quote) <= LONGEST else quote[: LONGEST - 1] + "…"
    return readable(quote), readable(note), record["spans"][0]["start"]


def _text_order(item: tuple[str, Mapping[str, Any]]) -> tuple[int, int, str]:
    spans = item[1]["spans"]
    return spans[0]["start"], spans[-1]["end"], item[0]
