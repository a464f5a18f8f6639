"""From the rows of a file back to readings, with what people changed in the rows.

The readings that were written along are the base: a row that says the same as before leaves its record as it is. A
cell that was changed wins: its record gets the next revision, so that the change also wins when the notebook is read
beside the table. A cell that cannot be understood is reported and the record keeps what it had. A row that is gone is
left out and reported, but not removed for good: people filter tables.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any

from annotator.canonical import canonical
from annotator.codebook import Field
from annotator.merge import merge_delta
from annotator.plain import MAX_WHOLE
from annotator.tables.cells import Codec
from annotator.tables.columns import Answers, Column, Table
from annotator.tables.contents import Cells, Found
from annotator.tables.packing import unpack
from annotator.tables.records import changed_annotation, changed_relation, writer
from annotator.tables.rows import annotation_table, codebooks_of, relation_table
from annotator.tables.stored import FileProblem, Stored
from annotator.tables.unaided import codebooks_from, empty_reading

Key = tuple[str, ...]
AS_WRITTEN = "Correct the cell in the file, or write the table again."


@dataclass(frozen=True)
class _Section:
    """What differs between the table of annotations and that of relations."""

    name: str  # member of the reading
    id: str  # column with the ids of the records
    change: Callable[..., tuple[dict[str, Any], list[tuple[str, str]]]]
    needed: tuple[str, ...]
    table: Callable[[Sequence[Stored]], tuple[Table, Answers]]
    defaults: Mapping[str, Any]  # of a new row


ANNOTATIONS = _Section(
    "annotations",
    "annotation",
    changed_annotation,
    ("document", "reader", "kind", "start", "end"),
    annotation_table,
    {
        "quote": "",
        "prefix": "",
        "suffix": "",
        "values": {},
        "note": "",
        "status": "open",
        "origin": "import:table",
    },
)
RELATIONS = _Section(
    "relations",
    "relation",
    changed_relation,
    ("document", "reader", "kind", "from", "to"),
    lambda readings: (relation_table(readings), Answers()),
    {"note": ""},
)
# Columns that repeat what stands elsewhere; a decision is only made by who reviews.
OF_THE_READING = ("title", "notebook", "review", "reviewer", "comment")
OF_THE_ENDS = ("from_kind", "from_quote", "to_kind", "to_quote")  # these follow the rows of the annotations


def rebuild(found: Found, file: str) -> tuple[list[Stored], list[FileProblem]]:
    """The readings of a table file.

    Args:
        found: What the format's module read.
        file: Name of the file, for messages, and as the notebook of rows that name none.

    Returns:
        The readings, and what is to be said about them.
    """
    problems = [FileProblem(file, *note) for note in found.notes]
    readings: list[Stored] = []
    if found.dataset is not None:
        readings, notes = unpack(found.dataset)
        problems += [FileProblem(file, *note) for note in notes]
    spare: list[dict[str, Any]] = []
    if not readings and found.annotations is not None:
        spare = codebooks_from(found.annotations, found.relations, found.codec)
    for section, cells in ((ANNOTATIONS, found.annotations), (RELATIONS, found.relations)):
        if cells is not None:
            work = _Table(file, found.codec, section, cells, readings, spare, problems)
            readings = work.readings()
    return readings, problems


@dataclass
class _Table:
    file: str
    codec: Codec
    section: _Section
    cells: Cells
    base: Sequence[Stored]
    spare: Sequence[dict[str, Any]]
    problems: list[FileProblem]
    changed: dict[tuple[str, str, str], dict[str, Any]] = field(default_factory=dict)
    added: dict[tuple[str, str, str], dict[str, Any]] = field(default_factory=dict)
    ignored: dict[str, int] = field(default_factory=dict)
    fields: dict[tuple[str, str, str], dict[str, Field]] = field(default_factory=dict)

    def readings(self) -> list[Stored]:
        """The base with what the rows say."""
        context = self.base or [empty_reading("", "", book) for book in self.spare]
        self.books = codebooks_of(context)
        self.table, self.answers = self.section.table(context)
        encode = self.codec.encode
        self.expected = [
            [encode(column, value) for column, value in zip(self.table.columns, row, strict=True)]
            for row in self.table.rows
        ]
        if self.cells.names == self.table.names and self.cells.rows == self.expected:
            return list(self.base)
        if not self._headings():
            return list(self.base)
        self.by_identity = {
            reading.identity: reading for reading in self.base if isinstance(reading.raw, dict)
        }
        gone = self._compare()
        self._summary(gone)
        return self._applied(gone)

    def _headings(self) -> bool:
        """Find the columns of the file; False if it is no table of ours."""
        names = self.cells.names
        for name in sorted({name for name in names if name and names.count(name) > 1}):
            self._problem(
                "heading", f"the column {name!r} stands more than once; the first one counts", AS_WRITTEN
            )
        known = {column.name: column for column in self.table.columns}
        self.at = {name: names.index(name) for name in names if name in known}
        self.shared = [known[name] for name in self.at]
        if not self.cells.rows and not names:
            return True
        lacking = [name for name in self.section.needed if name not in self.at]
        if lacking:
            what = f"this is no table of {self.section.name}: there is no column {', '.join(lacking)}"
            self._problem("heading", what, "Give a table that ds.to(…) wrote.")
            return False
        strange = [name for name in names if name and name not in known]
        if strange and self.base:
            what = f"the column {', '.join(strange)} is not of the dataset and was not taken over"
            self._problem("heading", what, "Nothing needs to be done if the column is your own.")
        return True

    def _problem(self, place: str, what: str, remedy: str) -> None:
        self.problems.append(FileProblem(self.file, place, what, remedy))

    def _compare(self) -> dict[Key, int]:
        """Go through the rows of the file; gives the rows of the base that are not among them, by key."""
        columns = {column.name: column for column in self.table.columns}
        names = [name for name in ("document", "reader", self.section.id, "codebook") if name in self.at]
        places = [self.table.place(name) for name in names]
        rest = {
            tuple(row[place] or "" for place in places): index for index, row in enumerate(self.table.rows)
        }
        seen: set[Key] = set()
        for number, row in enumerate(self.cells.rows, start=self.cells.first):
            row = [*row, *[None] * (len(self.cells.names) - len(row))]
            key = tuple(str(self._value(columns[name], row, number) or "") for name in names)
            if key in rest:
                seen.add(key)
                self._known_row(number, row, rest.pop(key))
            elif key in seen:
                self._problem(
                    f"row {number}", f"{' / '.join(key)} stands twice; the first row counts", AS_WRITTEN
                )
            else:
                self._new_row(number, row)
        return rest

    def _value(self, column: Column, row: Sequence[Any], number: int) -> Any:
        try:
            return self.codec.decode(column, row[self.at[column.name]])
        except ValueError as why:
            cell = str(row[self.at[column.name]])[:60]
            self._problem(
                f"row {number}, column {column.name}", f"{cell!r}: {why}; not taken over", AS_WRITTEN
            )
            return None

    def _known_row(self, number: int, row: Sequence[Any], index: int) -> None:
        was, expected = self.table.rows[index], self.expected[index]
        changes: dict[str, Any] = {}
        before: dict[str, Any] = {}
        for place, column in enumerate(self.table.columns):
            before[column.name] = was[place]
            cell = row[self.at[column.name]] if column.name in self.at else expected[place]
            # Other programs do not tell an empty text from none when they write a table.
            if cell == expected[place] or (cell in (None, "") and expected[place] in (None, "")):
                continue
            try:
                value = self.codec.decode(column, cell)
            except ValueError:
                self._value(column, row, number)  # tells the problem
                continue
            if value != was[place]:
                changes[column.name] = value
        for name in OF_THE_ENDS:
            changes.pop(name, None)
        for name in OF_THE_READING:
            if name in changes:
                del changes[name]
                self.ignored[name] = self.ignored.get(name, 0) + 1
        if not changes:
            return
        identity = (before["document"], before["reader"], before["codebook"])
        reading = self.by_identity[identity]
        id_ = before[self.section.id]
        old = reading.raw[self.section.name][id_]
        own_version = changes.keys() & {"rev", "by"}
        new, complaints = self._changed(reading, old, changes, before)
        self._complain(number, complaints)
        if own_version:
            self.added.setdefault(identity, {})[id_] = new
        elif new != old:
            new = {**new, "rev": min((before["rev"] or 0) + 1, MAX_WHOLE)}
            self.changed.setdefault(identity, {})[id_] = {**new, "by": writer(new)}

    def _new_row(self, number: int, row: Sequence[Any]) -> None:
        values = {column.name: self._value(column, row, number) for column in self.shared}
        values = {name: value for name, value in values.items() if value is not None}
        lacking = [name for name in self.section.needed if name not in values]
        if lacking:
            what = f"the row lacks {', '.join(lacking)}; not taken over"
            self._problem(f"row {number}", what, AS_WRITTEN)
            return
        reading = self._reading_for(number, values)
        elsewhere = ("document", "reader", "codebook", *OF_THE_READING, *OF_THE_ENDS, self.section.id)
        changes = {name: value for name, value in values.items() if name not in elsewhere}
        new, complaints = self._changed(reading, dict(self.section.defaults), changes, {})
        self._complain(number, complaints)
        new = {"rev": 1, "by": writer(new), **new}
        digest = hashlib.blake2b(
            canonical([values["document"], values["reader"], new]).encode(), digest_size=5
        )
        id_ = values.get(self.section.id) or f"{self.section.id[0]}-{digest.hexdigest()}"
        self.added.setdefault(reading.identity, {})[id_] = new

    def _changed(
        self, reading: Stored, record: dict[str, Any], changes: Mapping[str, Any], before: Mapping[str, Any]
    ) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        fields = self._fields(reading)
        answers = {column.name for column in self.table.columns if column.field}
        other = [name for name in changes if name in answers and name not in fields]
        changes = {name: value for name, value in changes.items() if name not in other}
        new, complaints = self.section.change(record, changes, before, fields, reading.codebook)
        return new, [*complaints, *((name, "the reading's codebook has no such field") for name in other)]

    def _fields(self, reading: Stored) -> dict[str, Field]:
        """The fields of the reading's codebook by the heading of their column."""
        if reading.identity not in self.fields:
            own = reading.codebook.to_dict() if reading.codebook else None
            index = next((at for at, book in enumerate(self.books) if book.to_dict() == own), -1)
            asked = reading.codebook.fields if reading.codebook else ()
            names = self.answers.names
            self.fields[reading.identity] = {names[index, f.id]: f for f in asked if (index, f.id) in names}
        return self.fields[reading.identity]

    def _complain(self, number: int, complaints: Sequence[tuple[str, str]]) -> None:
        for name, why in complaints:
            self._problem(f"row {number}, column {name}", f"{why}; not taken over", AS_WRITTEN)

    def _reading_for(self, number: int, values: Mapping[str, Any]) -> Stored:
        """The reading that a new row belongs to; made if there is none."""
        document, reader, codebook = values["document"], values["reader"], values.get("codebook")
        known = self.by_identity.get((document, reader, codebook or ""))
        if known is None and codebook is None:
            known = next(
                (r for (d, n, _), r in self.by_identity.items() if (d, n) == (document, reader)), None
            )
        if known is not None:
            return known
        books = [*(reading.section("codebook") for reading in self.base), *self.spare]
        book = next((book for book in books if book.get("id") == codebook), books[0] if books else {})
        if codebook is not None and book.get("id") != codebook:
            what = f"the codebook {codebook!r} is not known; the row is read with {book.get('id')!r}"
            self._problem(f"row {number}, column codebook", what, AS_WRITTEN)
            return self._reading_for(number, {**values, "codebook": book.get("id")})
        same = next((reading for reading in self.by_identity.values() if reading.document == document), None)
        made = empty_reading(document, reader, book, values.get("title"))
        if same is not None:
            made = replace(made, raw={**made.raw, "document": dict(same.section("document"))})
        made = replace(made, notebooks=(values.get("notebook") or self.file,))
        self.by_identity[made.identity] = made
        return made

    def _summary(self, gone: Mapping[Key, int]) -> None:
        for name, count in self.ignored.items():
            what = (
                f"{count} cells were changed; the column repeats what the readings say and was not taken over"
            )
            self._problem(f"column {name}", what, "Nothing needs to be done.")
        if gone:
            what = f"{len(gone)} {self.section.name} that were written are not among the rows any more; they are left out"
            self._problem(
                "rows", what, "Nothing needs to be done if you removed them; the notebooks still have them."
            )

    def _applied(self, gone: Mapping[Key, int]) -> list[Stored]:
        dropped: dict[tuple[str, str, str], set[str]] = {}
        names = ("document", "reader", "codebook", self.section.id)
        for index in gone.values():
            document, reader, codebook, id_ = (
                self.table.rows[index][self.table.place(name)] for name in names
            )
            dropped.setdefault((document, reader, codebook), set()).add(id_)
        made = [
            reading for reading in self.by_identity.values() if not any(reading is old for old in self.base)
        ]
        return [
            self._renewed(reading, dropped.get(reading.identity, set())) for reading in [*self.base, *made]
        ]

    def _renewed(self, reading: Stored, dropped: Set[str]) -> Stored:
        raw, identity, name = reading.raw, reading.identity, self.section.name
        if self.by_identity.get(identity) is not reading:
            return reading
        changed = self.changed.get(identity, {})
        if changed or dropped:
            records = {**raw[name], **changed}
            raw = {**raw, name: {id_: record for id_, record in records.items() if id_ not in dropped}}
        if identity in self.added:
            raw = merge_delta(raw, {name: self.added[identity]})
        return reading if raw is reading.raw else replace(reading, raw=raw)
