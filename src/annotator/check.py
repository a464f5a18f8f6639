"""The sound view over a reading that may hold anything: good records are used, the others set aside and explained."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from annotator.plain import (
    MAX_DEPTH,
    MAX_WHOLE,
    SCHEMA_VERSION,
    Json,
    is_deeper_than,
    is_object,
    member,
    number,
    whole,
)

KEPT = "It is kept as it is and not used; correct it in the file, or remove it there."
BETWEEN_SPANS = " … "
DECISIONS = ["accepted", "flagged", "corrected"]  # a list: what is looked for in it may not be hashable

_ID = re.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_LONGEST_DOUBLE = 1.7976931348623157e308

Wrong = tuple[str, str] | None  # where in the record, and what
Test = Callable[[Any], str | None]


@dataclass(frozen=True)
class Problem:
    """A record that is not used.

    Attributes:
        place: Path in the reading, such as `annotations/a-1/spans/0`.
        what: What is wrong.
        remedy: What a person can do.
    """

    place: str
    what: str
    remedy: str = KEPT


@dataclass(frozen=True)
class Checked:
    """What of a reading can be used.

    Attributes:
        annotations: The sound ones that have a place in the article, by id. Their offsets and revisions are integers.
        relations: The sound ones between these, by id. A link to an orphan is no problem: it rests, and is not here.
        answers: The sound ones, by field id.
        problems: One for each record, or part of the reading, that is not used.
        read_only: A newer version wrote this: it can be read, not changed.
        orphans: The sound annotations whose passage was not found when the article changed, by id. Their spans are
            those of an earlier version.
    """

    annotations: dict[str, Json]
    relations: dict[str, Json]
    answers: dict[str, Json]
    problems: list[Problem]
    read_only: bool
    orphans: dict[str, Json] = field(default_factory=dict)

    @property
    def set_aside(self) -> int:
        """How many records, or parts of the reading, are kept but not used."""
        return len(self.problems)


class _HasText(Protocol):
    @property
    def text(self) -> str: ...


class _HasDict(Protocol):
    def to_dict(self) -> Json: ...


def check(
    raw: object,
    document: _HasText | Mapping[str, Any] | None = None,
    codebook: _HasDict | Mapping[str, Any] | None = None,
) -> Checked:
    """The sound view of a reading. Never raises, whatever JSON is given.

    Set aside is a record whose form is not that of the schema, which nests deeper than 20 levels, whose spans are
    empty, reversed, overlapping or outside of the text, whose quote is not the text there, whose kind the codebook
    does not know, or which links an annotation that is not sound. A *value* that the codebook does not know is kept:
    codebooks change. A link to an annotation that was deleted in another place meanwhile is neither shown nor wrong.

    Args:
        raw: The reading.
        document: The article, or an object with its `text`, or with its `length` in code points alone; None if it is
            not known: then offsets are not held against it.
        codebook: The codebook or its JSON; None if kinds need not be known.

    Returns:
        The sound records, and what is wrong with the others.
    """
    if not is_object(raw):
        return Checked({}, {}, {}, [Problem("", "is not a reading")], False)
    problems: list[Problem] = []
    text, length = _text_of(document)
    kinds, relation_kinds = _known_kinds(codebook)
    annotations: dict[str, Json] = {}
    orphans: dict[str, Json] = {}
    for id_, record in _sound(raw, "annotations", problems):
        is_orphan = record.get("orphan", False)
        wrong = _wrong_kind(record, kinds) or wrong_spans(record["spans"])
        if not is_orphan:
            wrong = wrong or _wrong_place(record, text, length)
        if wrong:
            problems.append(_problem("annotations", id_, wrong))
        else:
            (orphans if is_orphan else annotations)[id_] = record
    relations: dict[str, Json] = {}
    for id_, record in _sound(raw, "relations", problems):
        ends = (record["from"], record["to"])
        lost = [end for end in ends if end not in annotations and end not in orphans]
        missing = next((end for end in lost if not _is_deleted(raw, end)), None)
        wrong = _wrong_kind(record, relation_kinds)
        if wrong is None and missing is not None:
            wrong = ("", f"links {missing}, which is not there or not sound")
        if wrong:
            problems.append(_problem("relations", id_, wrong))
        elif not lost and not any(end in orphans for end in ends):
            relations[id_] = record
    answers = dict(_sound(raw, "answers", problems))
    if "removed" in raw:
        _sound(raw, "removed", problems)
    problems += _already_aside(raw)
    version = number(raw.get("schema_version"))
    return Checked(
        annotations,
        relations,
        answers,
        problems,
        version is not None and version > SCHEMA_VERSION,
        orphans,
    )


def shape_of(section: str, id_: object, record: object) -> Problem | None:
    """What is wrong with the form of one record, whatever its article and codebook: what the JSON Schema says.

    Args:
        section: `annotations`, `relations`, `answers` or `removed`.
        id_: Its id.
        record: Anything.

    Returns:
        The first thing that is wrong, None if nothing is.
    """
    if not isinstance(id_, str) or not _ID.fullmatch(id_):
        return _problem(section, str(id_), ("", "has an id that is not allowed"))
    wrong = _wrong_shape(section, record)
    return _problem(section, id_, wrong) if wrong else None


def wrong_spans(spans: list[Any]) -> Wrong:
    """What is wrong with spans of sound form: empty, reversed, overlapping or out of order."""
    last = 0
    for at, span in enumerate(spans):
        start, end = whole(span["start"]), whole(span["end"])
        if start is None or end is None or start >= end:
            return f"/spans/{at}", f"is empty or reversed ({start} to {end})"
        if start < last:
            return f"/spans/{at}", "overlaps the span before it, or stands before it"
        last = end
    return None


def _problem(section: str, id_: str, wrong: tuple[str, str]) -> Problem:
    return Problem(f"{section}/{id_[:80]}{wrong[0]}", wrong[1])


def _is_deleted(raw: Json, id_: str) -> bool:
    """Whether an annotation was deleted: links that were made elsewhere meanwhile are gone, and come back, with it."""
    removed, annotations = raw.get("removed"), raw.get("annotations")
    if not is_object(removed) or id_ not in removed or (is_object(annotations) and id_ in annotations):
        return False
    return shape_of("removed", id_, removed[id_]) is None


def _sound(raw: Json, section: str, problems: list[Problem]) -> list[tuple[str, Json]]:
    records = raw.get(section)
    if not is_object(records):
        problems.append(Problem(section, "is missing or is not a set of records"))
        return []
    found = []
    for id_, record in records.items():
        problem = shape_of(section, id_, record)
        if problem:
            problems.append(problem)
        else:
            found.append((id_, with_integers(section, record)))
    return found


def with_integers(section: str, record: Json) -> Json:
    """The record with 17.0 as 17; itself where there is nothing to change."""
    changed: Json = {}
    if type(record["rev"]) is not int:
        changed["rev"] = whole(record["rev"])
    # Elsewhere "spans" would be an unknown member, and may be anything.
    spans = record["spans"] if section == "annotations" else []
    if any(type(span[key]) is not int for span in spans for key in ("start", "end")):
        changed["spans"] = [
            {**span, "start": whole(span["start"]), "end": whole(span["end"])} for span in spans
        ]
    return {**record, **changed} if changed else record


def _already_aside(raw: Json) -> list[Problem]:
    if "set_aside" not in raw:
        return []
    aside = raw["set_aside"]
    if not is_object(aside):
        return [Problem("set_aside", "is not a set of lists")]
    return [
        Problem(f"set_aside/{key[:80]}/{at}", "was not a part of a reading, and is kept here")
        for key, items in aside.items()
        for at, _ in enumerate(items if isinstance(items, list) else [items])
    ]


def _text_of(document: _HasText | Mapping[str, Any] | None) -> tuple[str | None, int | None]:
    text = document.get("text") if isinstance(document, Mapping) else getattr(document, "text", None)
    if isinstance(text, str):
        return text, len(text)
    return None, whole(document.get("length")) if isinstance(document, Mapping) else None


def _known_kinds(codebook: _HasDict | Mapping[str, Any] | None) -> tuple[set[str] | None, set[str] | None]:
    if codebook is None:
        return None, None
    raw = codebook if isinstance(codebook, Mapping) else codebook.to_dict()
    return _ids(raw.get("kinds")), _ids(raw.get("relations"))


def _ids(items: object) -> set[str]:
    ids = (member(item, "id") for item in (items if isinstance(items, (list, tuple)) else ()))
    return {id_ for id_ in ids if isinstance(id_, str)}


def _wrong_kind(record: Json, kinds: set[str] | None) -> Wrong:
    return (
        None
        if kinds is None or record["kind"] in kinds
        else ("/kind", f"{record['kind']!r} is not in the codebook")
    )


def _wrong_place(record: Json, text: str | None, length: int | None) -> Wrong:
    spans = record["spans"]
    for at, span in enumerate(spans):
        if length is not None and span["end"] > length:
            return f"/spans/{at}", f"lies outside of the text ({span['end']} of {length} characters)"
    if (
        text is not None
        and BETWEEN_SPANS.join(text[span["start"] : span["end"]] for span in spans) != record["quote"]
    ):
        return "/quote", "differs from the text at its place"
    return None


def _wrong_shape(section: str, record: object) -> Wrong:
    if not is_object(record):
        return "", "is not a record"
    if is_deeper_than(record, MAX_DEPTH):
        return "", f"is nested deeper than {MAX_DEPTH} levels"
    for name, required, test in _SHAPES[section]:
        if name not in record:
            if required:
                return f"/{name}", "is missing"
            continue
        wrong = test(record[name])
        if wrong:
            return f"/{name}", wrong
    return None


def _text(limit: int | None = None) -> Test:
    def test(value: Any) -> str | None:
        if not isinstance(value, str):
            return "is not text"
        return f"is longer than {limit} characters" if limit is not None and len(value) > limit else None

    return test


def _id(value: Any) -> str | None:
    return None if isinstance(value, str) and _ID.fullmatch(value) else "is not an id"


def _rev(value: Any) -> str | None:
    rev = whole(value)
    return None if rev is not None and 1 <= rev <= MAX_WHOLE else "is not a revision number"


def _status(value: Any) -> str | None:
    return (
        None
        if isinstance(value, str) and value in ("open", "done", "flagged")
        else "is not open, done or flagged"
    )


def _flag(value: Any) -> str | None:
    return None if isinstance(value, bool) else "is not true or false"


def _review(value: Any) -> str | None:
    if not is_object(value):
        return "is not a review"
    if value.get("decision") not in DECISIONS:
        return "is not accepted, flagged or corrected"
    if not value.get("reviewer") or _text(200)(value["reviewer"]):
        return "has no valid reviewer"
    for name, limit in (("comment", 20000), ("time", 40)):
        wrong = _text(limit)(value[name]) if name in value else None
        if wrong:
            return f"has a {name} that {wrong}"
    return None if is_object(value.get("was", {})) else "does not say what was before"


def _decides(value: Any) -> str | None:
    versions = value.get("versions") if is_object(value) else None
    if not is_object(versions) or any(_text(64)(digest) for digest in versions.values()):
        return "does not say what was decided"
    silent = value.get("silent", 0)
    is_count = isinstance(silent, (int, float)) and not isinstance(silent, bool) and silent >= 0
    if not is_count or silent % 1 != 0:
        return "does not say how many marked nothing"
    waiting = value.get("waiting", [])
    is_list = isinstance(waiting, list) and len(waiting) <= 1000
    if _text(64)(value.get("linked", "")) or not is_list or any(_waits(each) for each in waiting):
        return "does not say what was linked"
    return None


def _waits(value: Any) -> bool:
    """Whether something is wrong with a link that waits for its other end."""
    return (
        not is_object(value)
        or any(_text(64)(value.get(name, "")) for name in ("kind", "from", "to"))
        or ("kind" not in value)
    )


def _history(value: Any) -> str | None:
    if not isinstance(value, list) or len(value) > 100:
        return "is not a list of at most 100 changes"
    for entry in value:
        for name, limit in (("at", 40), ("by", 64), ("who", 200)):
            is_missing = name == "who" and (not is_object(entry) or name not in entry)
            wrong = None if is_missing else _text(limit)(member(entry, name))
            if wrong:
                return f"has a change whose {name!r} {wrong}"
        if not is_object(member(entry, "was")):
            return "has a change that does not say what was before"
    return None


def _what(value: Any) -> str | None:
    return None if is_object(value) else "does not say what was before"


def _value(value: Any) -> str | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return _text(20000)(value)
    double = number(value)
    if double is not None:
        return None if abs(double) <= _LONGEST_DOUBLE else "is not a number"
    if not isinstance(value, list) or len(value) > 100:
        return "is not an answer"
    return "is not a list of answers" if any(_text(64)(item) for item in value) else None


def _values(value: Any) -> str | None:
    if not is_object(value):
        return "is not a set of answers"
    for name, answer in value.items():
        wrong = _value(answer) if _id(name) is None else "has no valid field id"
        if wrong:
            return f"has an answer to {name[:80]!r} that {wrong}"
    return None


def _spans(value: Any) -> str | None:
    if not isinstance(value, list) or not 1 <= len(value) <= 100:
        return "is not a list of 1 to 100 spans"
    for at, span in enumerate(value):
        if not is_object(span):
            return f"has no span at {at}"
        for name, least in (("start", 0), ("end", 1)):
            offset = whole(span.get(name))
            if offset is None or offset < least:
                return f"has at {at} an {name!r} that is not a whole number from {least} on"
    return None


_STAMP: tuple[tuple[str, bool, Test], ...] = (("rev", True, _rev), ("by", True, _text(64)))
_BASE = (("created", False, _text(40)), ("modified", False, _text(40)), *_STAMP)
_SHAPES: dict[str, tuple[tuple[str, bool, Test], ...]] = {
    "annotations": (
        ("kind", True, _id),
        ("spans", True, _spans),
        ("quote", True, _text()),
        ("prefix", False, _text(32)),
        ("suffix", False, _text(32)),
        ("values", True, _values),
        ("note", False, _text(20000)),
        ("status", False, _status),
        ("orphan", False, _flag),
        ("origin", False, _text(200)),
        ("review", False, _review),
        ("decides", False, _decides),
        ("history", False, _history),
        *_BASE,
    ),
    "relations": (
        ("kind", True, _id),
        ("from", True, _id),
        ("to", True, _id),
        ("values", False, _values),
        ("note", False, _text(20000)),
        *_BASE,
    ),
    "answers": (("value", False, lambda value: None if value is None else _value(value)), *_STAMP),
    "removed": (
        *_STAMP,
        ("rejected", False, _text(200)),
        ("note", False, _text(20000)),
        ("decides", False, _decides),
        ("at", False, _text(40)),
        ("who", False, _text(200)),
        ("was", False, _what),
    ),
}
