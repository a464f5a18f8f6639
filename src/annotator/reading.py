"""A reading: all annotations, relations and answers of one reader on one document. A thin face over the raw JSON."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypedDict

from annotator.check import Checked, Problem, check
from annotator.document import Document
from annotator.edits import Edit, Stamp
from annotator.edits import apply as apply_edit
from annotator.merge import empty_reading
from annotator.merge import merge as merge_readings
from annotator.plain import Json, is_object, member

PREFIX = "annotator:"
LONGEST_NAME = 200  # code points

_KEY = re.compile(r"annotator:(doc-[0-9a-f]{12}):(.+)", re.DOTALL)
# What JavaScript's trim() takes away: str.strip() differs in the byte order mark and in control characters.
_BLANKS = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)


class Span(TypedDict):
    """A stretch of the text: code points, half-open."""

    start: int
    end: int


FieldValue = str | float | bool | list[str]


class Review(TypedDict, total=False):
    """The last decision of a reviewer on an annotation; see schemas/reading.schema.json."""

    decision: str
    reviewer: str
    comment: str
    time: str
    was: dict[str, Any]


class Annotation(TypedDict, total=False):
    """A span of the text, or several, with a kind, values and a note; see schemas/reading.schema.json."""

    kind: str
    spans: list[Span]
    quote: str
    prefix: str
    suffix: str
    values: dict[str, FieldValue]
    note: str
    status: str
    orphan: bool
    origin: str
    created: str
    modified: str
    review: Review
    rev: int
    by: str


Relation = TypedDict(
    "Relation",
    {
        "kind": str,
        "from": str,
        "to": str,
        "values": dict[str, FieldValue],
        "note": str,
        "created": str,
        "modified": str,
        "rev": int,
        "by": str,
    },
    total=False,
)
Relation.__doc__ = "A typed link between two annotations; see schemas/reading.schema.json."


class ReadingError(ValueError):
    """Something that is no reading, or a name that no reader can have. Says what to do."""


@dataclass(frozen=True, eq=False)
class Reading:
    """A reading; make one with `new` or `from_dict`. Never changes: edits and merges give new ones.

    Attributes:
        raw: The JSON, which is the truth: what is not sound in it is kept, and left out of the other attributes.
    """

    raw: Json = field(repr=False)

    @classmethod
    def new(cls, document: Document | Mapping[str, Any], codebook: Any, reader: str) -> Reading:
        """A reading that nobody has written in yet.

        Args:
            document: The article, or its reference.
            codebook: A `Codebook`, or its JSON.
            reader: Name of the reader.

        Raises:
            ReadingError: If the name cannot be a reader's.
        """
        book = codebook if isinstance(codebook, Mapping) else codebook.to_dict()
        return cls(empty_reading(document, book, clean_reader_name(reader)))

    @classmethod
    def from_dict(cls, data: object) -> Reading:
        """The reading that `to_dict` gave. Records that are not sound are no error: see `problems`.

        Raises:
            ReadingError: If it does not name its reader and document; `repair` makes a reading of anything.
        """
        raw = data if isinstance(data, dict) else dict(data) if isinstance(data, Mapping) else None
        if raw is None:
            raise ReadingError(f"A reading is an object, not {type(data).__name__}.")
        for place, value in (
            ("reader", raw.get("reader")),
            ("document/id", member(raw.get("document"), "id")),
        ):
            if not isinstance(value, str):
                raise ReadingError(
                    f"{place}: it is missing or not text. Take the reading from its notebook again."
                )
        return cls(raw)

    def to_dict(self) -> Json:
        """The raw JSON. It is shared, so never change it in place."""
        return self.raw

    @property
    def reader(self) -> str:
        """Name of the reader."""
        return str(self.raw["reader"])

    @property
    def document(self) -> Json:
        """Which article was read: id, title, sha256, length, source."""
        document: Json = self.raw["document"]
        return document

    @property
    def codebook(self) -> Json:
        """The whole codebook as JSON; empty if there is none."""
        codebook = self.raw.get("codebook")
        return codebook if is_object(codebook) else {}

    @property
    def key(self) -> str:
        """Its key in the metadata of a notebook."""
        return metadata_key(self.document["id"], self.reader)

    @cached_property
    def checked(self) -> Checked:
        """The sound view, held against the codebook and the length of the article."""
        return check(self.raw, {"length": self.document.get("length")}, self.codebook or None)

    @property
    def annotations(self) -> dict[str, Json]:
        """The sound annotations by id."""
        return self.checked.annotations

    @property
    def orphans(self) -> dict[str, Json]:
        """The annotations that lost their place when the article changed, by id; see `annotator.reanchor`."""
        return self.checked.orphans

    @property
    def relations(self) -> dict[str, Json]:
        """The sound relations by id."""
        return self.checked.relations

    @property
    def answers(self) -> dict[str, Json]:
        """The sound answers to the questions about the whole document, by field id."""
        return self.checked.answers

    @property
    def problems(self) -> list[Problem]:
        """What is kept but not used, and why."""
        return self.checked.problems

    def apply(self, edit: Edit, stamp: Stamp) -> Reading:
        """The reading after an edit; see `annotator.edits.apply`."""
        return Reading(apply_edit(self.raw, edit, stamp))

    def merge(self, other: Reading | Mapping[str, Any]) -> Reading:
        """Both readings in one; see `annotator.merge.merge`."""
        return Reading(merge_readings(self.raw, other.raw if isinstance(other, Reading) else other))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reading) and self.raw == other.raw

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        return f"Reading({self.key!r}, {len(self.annotations)} annotations, {len(self.relations)} relations)"


def metadata_key(document_id: str, reader: str) -> str:
    """The key of a reading in the metadata of a notebook.

    Examples:
        >>> metadata_key("doc-b9e380de9a51", "ada")
        'annotator:doc-b9e380de9a51:ada'
    """
    return f"{PREFIX}{document_id}:{reader}"


def parse_key(key: object) -> tuple[str, str] | None:
    """Document id and reader of a metadata key of ours; None for any other key. A name may hold colons.

    Examples:
        >>> parse_key("annotator:doc-b9e380de9a51:Ada: the first")
        ('doc-b9e380de9a51', 'Ada: the first')
    """
    found = _KEY.fullmatch(key) if isinstance(key, str) else None
    return (found[1], found[2]) if found else None


def clean_reader_name(name: object) -> str:
    """A reader's name as it is stored: without blanks around it, and composed (Unicode NFC).

    Args:
        name: 1 to 200 code points; any letters, signs and emoji, but no control characters.

    Raises:
        ReadingError: If it cannot be a name. Says what to do.
    """
    if not isinstance(name, str):
        raise ReadingError(f"A reader's name is text, not {type(name).__name__}.")
    clean = unicodedata.normalize("NFC", name.strip(_BLANKS))
    if not clean:
        raise ReadingError("The reader's name is empty: give a name.")
    if len(clean) > LONGEST_NAME:
        raise ReadingError(
            f"A reader's name has at most {LONGEST_NAME} characters, this has {len(clean)}: shorten it."
        )
    if any(unicodedata.category(char) in ("Cc", "Cs") for char in clean):
        raise ReadingError("A reader's name has no control characters: type it again.")
    return clean
