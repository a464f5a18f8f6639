"""The columns of the tables: their names, order and types. The contract with people who use the tables is here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from annotator.codebook import Codebook, Field

Type = Literal["text", "category", "integer", "number", "boolean", "time", "list", "json"]


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        name: Its heading.
        type: `category` has `categories`; `list` holds several value ids; `json` is JSON in a text; `time` is UTC.
        categories: The value ids that count, in codebook order.
        ordered: Whether the categories go from lowest to highest.
        field: Id of the codebook's field whose answers are here; empty for the other columns.
    """

    name: str
    type: Type
    categories: tuple[str, ...] = ()
    ordered: bool = False
    field: str = ""


def _columns(text: str) -> tuple[Column, ...]:
    types: Mapping[str, Type] = {
        "kind": "category", "start": "integer", "end": "integer", "rev": "integer", "length": "integer",
        "created": "time", "modified": "time", "spans": "json", "missing": "json", "values": "json", "done": "boolean",
        "annotations": "integer", "relations": "integer", "set_aside": "integer", "schema_version": "integer",
        "readers": "integer",
    }  # fmt: skip
    return tuple(Column(name, types.get(name, "text")) for name in text.split())


# Between the two come the answers: one column for each field of the codebook.
ANNOTATION_START = _columns("document title reader annotation kind start end quote")
ANNOTATION_END = _columns(
    "note status origin created modified notebook spans prefix suffix missing rev by codebook review reviewer comment"
)
RELATIONS = _columns(
    "document reader relation kind from to note created modified notebook values rev by codebook "
    "from_kind from_quote to_kind to_quote"
)
DOCUMENTS = _columns("document title sha256 length source readers annotations")
READING_START = _columns(
    "document title reader codebook codebook_version annotations relations done notebook set_aside schema_version"
)
READING_END = _columns("missing")

LEVELS: Mapping[str, Type] = {
    "nominal": "category", "ordinal": "category", "interval": "number", "boolean": "boolean", "multiple": "list",
    "text": "text",
}  # fmt: skip


@dataclass
class Answers:
    """The columns for the fields of one or more codebooks, and what had to be decided to make them.

    Attributes:
        columns: In the order of the first codebook, then what further ones add.
        names: Name of the column by (place of the codebook in the list, id of the field).
        notes: What differs between the codebooks, in words: (place, what, remedy).
    """

    columns: list[Column] = field(default_factory=list)
    names: dict[tuple[int, str], str] = field(default_factory=dict)
    notes: list[tuple[str, str, str]] = field(default_factory=list)


def answer_columns(codebooks: Sequence[Codebook], taken: Iterable[str], *, document: bool = False) -> Answers:
    """Columns for the fields of codebooks.

    Fields of one id share a column if their level is the same; its categories are the union, and a note says so if
    they differ. A field of another level gets a column of its own, `<codebook>:<field>`. A field whose id is that of
    another column is called `values.<field>`.

    Args:
        codebooks: The codebooks, the most important first.
        taken: Names of the other columns.
        document: True for the fields asked of the whole document, False for those asked of annotations.

    Returns:
        The columns, how to find them, and notes.
    """
    answers, by_name = Answers(), dict[str, Column]()
    reserved = set(taken)
    for index, codebook in enumerate(codebooks):
        for asked in codebook.fields:
            if not ("document" in asked.on if document else set(asked.on) - {"document"}):
                continue
            name = f"values.{asked.id}" if asked.id in reserved else asked.id
            column = _column(name, asked)
            known = by_name.get(name)
            if known is not None and known.type != column.type:
                name = f"{codebook.id}:{asked.id}"
                answers.notes.append(_other_level(name, codebook, asked))
                column, known = replace(column, name=name), by_name.get(name)
            if known is not None and known != column:
                column, note = _union(known, column, codebook)
                answers.notes.append(note)
            by_name[name] = column
            answers.names[index, asked.id] = name
    answers.columns = list(by_name.values())
    return answers


def _column(name: str, asked: Field) -> Column:
    type_ = LEVELS.get(asked.level, "text")
    counted = tuple(value.id for value in asked.values if not value.missing)
    categories = counted if type_ in ("category", "list") else ()
    return Column(name, type_, categories, asked.level == "ordinal", asked.id)


def _union(known: Column, other: Column, codebook: Codebook) -> tuple[Column, tuple[str, str, str]]:
    what = f"codebook {codebook.id} {codebook.version} has other values for the field than the codebooks before it"
    remedy = (
        "Compare readings of one codebook version, or choose them by the column `codebook` of ds.readings."
    )
    if known.ordered and other.ordered:
        categories = in_one_order(known.categories, other.categories)
        if categories is not None:
            note = (known.name, what + "; the column has all of them, in the order both agree on", remedy)
            return replace(known, categories=categories), note
    everything = tuple(dict.fromkeys(known.categories + other.categories))
    unordered = known.ordered or other.ordered
    what += "; the column has all of them" + (
        ", without order because the orders disagree" if unordered else ""
    )
    return replace(known, categories=everything, ordered=False), (known.name, what, remedy)


def _other_level(name: str, codebook: Codebook, asked: Field) -> tuple[str, str, str]:
    return (
        asked.id,
        f"codebook {codebook.id} {codebook.version} asks the field at another level of measurement ({asked.level}) "
        f"than the codebooks before it; its answers are in the column {name!r}",
        "Give one of the two fields another id.",
    )


def in_one_order(first: Sequence[str], second: Sequence[str]) -> tuple[str, ...] | None:
    """The one order of all items that follows from two orders; None if they contradict or leave it open.

    Examples:
        >>> in_one_order(["none", "partial", "solid"], ["none", "thin", "partial"])
        ('none', 'thin', 'partial', 'solid')
        >>> in_one_order(["low", "high"], ["high", "low"]) is None
        True
        >>> in_one_order(["low", "medium", "high"], ["low", "moderate", "high"]) is None
        True
    """
    common = [item for item in first if item in second]
    if common != [item for item in second if item in first]:
        return None
    result: list[str] = []
    for between, others in zip(_split(first, common), _split(second, common), strict=True):
        if between and others:
            return None
        result += [*between, *others, *common[:1]]
        common = common[1:]
    return tuple(result)


def _split(items: Sequence[str], at: Sequence[str]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for item in items:
        if item in at:
            parts.append([])
        else:
            parts[-1].append(item)
    return parts


@dataclass
class Table:
    """A table as plain values: rows of str, int, float, bool, UTC datetime, tuple of str, or None for NA."""

    columns: list[Column]
    rows: list[list[Any]]

    @property
    def names(self) -> list[str]:
        """Headings in order."""
        return [column.name for column in self.columns]

    def place(self, name: str) -> int:
        """Index of a column."""
        return self.names.index(name)
