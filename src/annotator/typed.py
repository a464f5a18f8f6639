"""The types of what we read of notebooks: msgspec decodes them and refuses whatever is not of the schema's form.

Stricter than the schema where that is simpler: a member that it does not know, a very large number. What is refused here
is looked at by `annotator.check`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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


class Change(Strict):
    """What a change of an annotation replaced."""

    at: _Text40
    by: _Text64
    was: Raw
    who: _Text200 | UnsetType = UNSET


class Was(Strict):
    """What a change replaced, as our own programs write it."""

    kind: _Prose | UnsetType = UNSET
    spans: Annotated[list[Span], Meta(max_length=100)] | UnsetType = UNSET
    note: _Prose | UnsetType = UNSET
    status: _Prose | UnsetType = UNSET
    values: dict[str, _Value | None] | UnsetType = UNSET


class UsualChange(Strict):
    """A change whose `was` needs no decoding of its own."""

    at: _Text40
    by: _Text64
    was: Was
    who: _Text200 | UnsetType = UNSET


_History = Annotated[list[Change], Meta(max_length=100)]
_UsualHistory = Annotated[list[UsualChange], Meta(max_length=100)]


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
    at: _Text40 | UnsetType = UNSET
    who: _Text200 | UnsetType = UNSET
    was: Raw | UnsetType = UNSET


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
    """A reading; its codebook is decoded apart, and its annotations as the codebook wants them."""

    schema_version: Annotated[int, Meta(ge=0, le=SCHEMA_VERSION)]
    reader: str
    document: Reference
    codebook: Raw
    annotations: Any
    relations: dict[str, Relation]
    answers: dict[str, Answer]
    removed: dict[str, Tombstone]
    progress: Progress
    carried_from: str | list[str] | UnsetType = UNSET


class Bound(Struct, gc=False):
    """A reading of which only the codebook counts."""

    codebook: Raw


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
decode_codebook = msgspec.json.Decoder(Bound).decode

# The members of an annotation, as a decoded one has them in order. The first six are needed; those up to USUAL are in each
# of our own annotations. None is for absent.
MEMBERS = (
    "kind", "spans", "quote", "values", "rev", "by",
    "prefix", "suffix", "note", "status", "origin", "created", "modified", "orphan", "review", "history",
)  # fmt: skip
NEEDED, USUAL = 6, 13
_TYPES = (
    _Text32, _Text32, _Prose, Literal["open", "done", "flagged"], _Text200, _Text40, _Text40, bool, Review, _History,
)  # fmt: skip


@dataclass(eq=False)
class Plan:
    """How the readings with one codebook are decoded.

    Attributes:
        key: The codebook as minified JSON.
        raw: The codebook as it stands in the reading, decoded.
        book: The sound codebook.
        fields: The fields asked of annotations, in order.
        decode: Decodes a reading: a `Head` with its annotations, of which each has `MEMBERS`.
        decode_usual: The same for those whose annotations have all the usual members, kinds and values of the codebook,
            and histories as our programs write them: then the rest is quicker.
        relations: Ids of the relations.
    """

    key: bytes
    raw: dict[str, Any]
    book: Codebook
    fields: list[Field]
    decode: Callable[[Any], Head]
    decode_usual: Callable[[Any], Head]
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
    links = frozenset(relation.id for relation in book.relations)
    return Plan(data, raw, book, fields, _decoder(book, fields, False), _decoder(book, fields, True), links)


def _decoder(book: Codebook, fields: list[Field], is_usual: bool) -> Callable[[Any], Head]:
    names = [f"f{at}" for at in range(len(fields))]
    values = msgspec.defstruct(
        "Values",
        [(name, _answer(asked, is_usual), None) for name, asked in zip(names, fields, strict=True)],
        bases=(Strict,),
        rename=dict(zip(names, (asked.id for asked in fields), strict=True)),
    )
    kind = _one_of([kind.id for kind in book.kinds]) if is_usual else str
    spans = Annotated[list[Span], Meta(min_length=1, max_length=100)]
    needed: list[Any] = list(zip(MEMBERS, (kind, spans, str, values, _Rev, _Text64), strict=False))
    others: list[Any] = [(name, type_, None) for name, type_ in zip(MEMBERS[NEEDED:], _TYPES, strict=True)]
    if is_usual:
        others = [*(other[:2] for other in others[: USUAL - NEEDED]), *others[USUAL - NEEDED :]]
        others[-1] = (MEMBERS[-1], _UsualHistory, None)
    annotation = msgspec.defstruct("Annotation", [*needed, *others], bases=(Strict,))
    members = [("annotations", dict[str, annotation])]  # type: ignore[valid-type]
    reading: Any = msgspec.defstruct("Reading", members, bases=(Head,))
    decode: Callable[[Any], Head] = msgspec.json.Decoder(reading).decode
    return decode


def _answer(asked: Field, is_usual: bool) -> Any:
    if is_usual and asked.level in ("nominal", "ordinal"):
        return _one_of([value.id for value in asked.values])
    return {"interval": _Number, "boolean": bool, "multiple": _Choices}.get(asked.level, _Prose)


def _one_of(ids: list[str]) -> Any:
    """A text that is one of these: no new one is made of it when it is decoded."""
    return Literal[tuple(ids)] if ids else str
