"""The types of what we read of notebooks: msgspec decodes them and refuses whatever is not of the schema's form.

Stricter than the schema where that is simpler: a member that it does not know, a very large number. What is refused here
is looked at by `annotator.check`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from annotator import json_files
from annotator.codebook import Codebook, CodebookError, Field
from annotator.plain import MAX_WHOLE, SCHEMA_VERSION

MIME = "application/vnd.annotator.v1+json"

_Text32 = Annotated[str, Meta(max_length=32)]
_Text40 = Annotated[str, Meta(max_length=40)]
_Text64 = Annotated[str, Meta(max_length=64)]
_Text200 = Annotated[str, Meta(max_length=200)]
_Prose = Annotated[str, Meta(max_length=20000)]
_Whole = Annotated[int, Meta(ge=0, le=MAX_WHOLE)]
_Rev = Annotated[int, Meta(ge=1, le=MAX_WHOLE)]
_Number = Annotated[int, Meta(ge=-MAX_WHOLE, le=MAX_WHOLE)] | Annotated[float, Meta(ge=-1e300, le=1e300)]
_Choices = Annotated[list[_Text64], Meta(max_length=100)]
_Value = bool | _Number | _Prose | _Choices


class Strict(Struct, forbid_unknown_fields=True, gc=False):
    """A record without members that the schema does not know."""


class Nothing(Strict):
    """An object without members."""


class Span(Strict):
    """A stretch of the text."""

    start: _Whole
    end: _Rev


class Review(Strict):
    """A reviewer's decision."""

    decision: Literal["accepted", "flagged", "corrected"]
    reviewer: Annotated[str, Meta(min_length=1, max_length=200)]
    comment: _Prose | UnsetType = UNSET
    time: _Text40 | UnsetType = UNSET
    was: Raw | UnsetType = UNSET


class Relation(Strict, rename={"from_": "from"}):
    """A link without values."""

    kind: str
    from_: str
    to: str
    rev: _Rev
    by: _Text64
    values: Nothing | UnsetType = UNSET
    note: _Prose | UnsetType = UNSET
    created: _Text40 | UnsetType = UNSET
    modified: _Text40 | UnsetType = UNSET


class Answer(Strict):
    """An answer to a question about the whole document."""

    rev: _Rev
    by: _Text64
    value: _Value | UnsetType | None = UNSET


class Tombstone(Strict):
    """What is left of a removed record, or of a suggestion that was rejected."""

    rev: _Rev
    by: _Text64
    rejected: _Text200 | UnsetType = UNSET


class Reference(Strict):
    """Which article was read."""

    id: str
    length: _Whole
    title: str | UnsetType = UNSET
    sha256: str | UnsetType = UNSET
    source: str | UnsetType = UNSET
    metadata: Raw | UnsetType = UNSET


class Progress(Strict):
    """How far the reader got."""

    done: bool | UnsetType = UNSET
    rev: _Whole | UnsetType = UNSET
    by: str | UnsetType = UNSET
    first_pass: str | UnsetType = UNSET


class Head(Strict):
    """A reading; its codebook and annotations are decoded apart."""

    schema_version: Annotated[int, Meta(ge=0, le=SCHEMA_VERSION)]
    reader: str
    document: Reference
    codebook: Raw
    annotations: Raw
    relations: dict[str, Relation]
    answers: dict[str, Answer]
    removed: dict[str, Tombstone]
    progress: Progress
    carried_from: str | UnsetType = UNSET


class Metadata(Struct, gc=False):
    """A notebook of which only the metadata counts."""

    metadata: Raw


class Payload(Struct, gc=False):
    """What a view is made of."""

    document: Raw | UnsetType = UNSET


class Data(Struct, gc=False, rename={"payload": MIME}):
    """The forms of an output, of which ours counts."""

    payload: Payload | UnsetType = UNSET


class Output(Struct, gc=False):
    """An output of a cell."""

    data: Data | UnsetType = UNSET


class Cell(Struct, gc=False):
    """A cell, of which only the outputs count."""

    outputs: list[Output] | UnsetType = UNSET


class Notebook(Struct, gc=False):
    """A notebook, of which metadata and outputs count."""

    nbformat: Raw
    cells: list[Cell]
    metadata: dict[str, Raw] | UnsetType = UNSET


decode_notebook = msgspec.json.Decoder(Notebook).decode
decode_whole = msgspec.json.Decoder(Raw).decode
decode_metadata = msgspec.json.Decoder(Metadata).decode
decode_members = msgspec.json.Decoder(dict[str, Raw]).decode
decode_head = msgspec.json.Decoder(Head).decode

# The members of an annotation. The first four are needed; those of our own annotations are USUAL; None is for absent.
MEMBERS = (
    "kind", "quote", "rev", "by", "prefix", "suffix", "note", "status", "origin", "created", "modified", "orphan", "review",
)  # fmt: skip
NEEDED, USUAL = 4, 11
_TYPES = (
    _Text32, _Text32, _Prose, Literal["open", "done", "flagged"], _Text200, _Text40, _Text40, bool, Review,
)  # fmt: skip


@dataclass(eq=False)
class Plan:
    """How the annotations of one codebook are decoded.

    Attributes:
        raw: The codebook as it stands in the reading, decoded.
        json: The same in minified JSON.
        book: The sound codebook.
        fields: The fields asked of annotations, in order.
        decode: Decodes annotations.
        decode_usual: The same for those that have all the usual members and no other: then none need be counted.
        answers: The answers of an annotation's `values`, by field; a single one if there is one field.
        kinds: Ids of the kinds.
        relations: Ids of the relations.
        keys: Number of the keys in the codebook.
    """

    raw: dict[str, Any]
    json: bytes
    book: Codebook
    fields: list[Field]
    decode: Callable[[Any], dict[str, Any]]
    decode_usual: Callable[[Any], dict[str, Any]]
    answers: Callable[[Any], Any]
    keys: int
    kinds: frozenset[str]
    relations: frozenset[str]


def plan_of(data: bytes) -> Plan | None:
    """The plan for a codebook in minified JSON; None if it is not sound."""
    try:
        raw, odd = json_files.decode_watched(data)
        if odd or not isinstance(raw, dict) or json_files.keys_in(raw) != json_files.most_keys(data):
            return None
        book = Codebook.from_dict(raw)
    except (json_files.JSONFileError, CodebookError, RecursionError):
        return None
    fields = [asked for asked in book.fields if set(asked.on) - {"document"}]
    types = {"interval": _Number, "boolean": bool, "multiple": _Choices}
    names = [f"f{at}" for at in range(len(fields))]
    values = msgspec.defstruct(
        "Values",
        [(name, types.get(asked.level, _Prose), None) for name, asked in zip(names, fields, strict=True)],
        bases=(Strict,),
        rename=dict(zip(names, (asked.id for asked in fields), strict=True)),
    )
    usual = list(zip(MEMBERS[NEEDED:USUAL], _TYPES, strict=False))
    optional = [(name, type_, None) for name, type_ in zip(MEMBERS[NEEDED:], _TYPES, strict=True)]
    required: list[Any] = [
        ("kind", str), ("spans", Annotated[list[Span], Meta(min_length=1, max_length=100)]), ("quote", str),
        ("values", values), ("rev", _Rev), ("by", _Text64),
    ]  # fmt: skip
    annotation = msgspec.defstruct("Annotation", [*required, *optional], bases=(Strict,))
    complete = msgspec.defstruct("UsualAnnotation", [*required, *usual], bases=(Strict,))
    decode = msgspec.json.Decoder(dict[str, annotation]).decode  # type: ignore[valid-type]
    decode_usual = msgspec.json.Decoder(dict[str, complete]).decode  # type: ignore[valid-type]
    ids = frozenset(kind.id for kind in book.kinds)
    links = frozenset(relation.id for relation in book.relations)
    answers = attrgetter(*names) if names else list
    return Plan(raw, data, book, fields, decode, decode_usual, answers, json_files.keys_in(raw), ids, links)
