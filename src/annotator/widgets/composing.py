"""Edits written by hand in Python, checked against the article and the codebook before they are made."""

from __future__ import annotations

import difflib
import math
import operator
from collections.abc import Iterable, Mapping
from typing import Any, SupportsIndex

from annotator.anchoring.selectors import describe
from annotator.document import Document
from annotator.edits import EditError

Json = dict[str, Any]
STATUSES = ("open", "done", "flagged")
DOCUMENT = "document"


def annotation(
    document: Document,
    codebook: Mapping[str, Any],
    kind: str,
    start: SupportsIndex,
    end: SupportsIndex,
    note: str,
    values: Mapping[str, Any],
) -> Json:
    """A new annotation on `document.text[start:end]`.

    Raises:
        EditError: If it does not fit the article or the codebook.
    """
    one_of("kind", kind, _ids(codebook["kinds"]))
    first, last = _offset("start", start), _offset("end", end)
    text = document.text
    if not 0 <= first < last <= len(text):
        raise EditError(
            f"start {first}, end {last}: an annotation needs 0 <= start < end <= {len(text)}, the length of the article "
            "in characters. `start = document.text.index(quote)` finds a quote."
        )
    return {
        "kind": kind,
        "spans": [{"start": first, "end": last}],
        **describe(text, [(first, last)]),
        "values": {name: value(codebook, name, given, kind) for name, given in values.items()},
        "note": _text("note", note),
    }


def changes(
    codebook: Mapping[str, Any],
    record: Mapping[str, Any],
    kind: str | None,
    note: str | None,
    status: str | None,
    values: Mapping[str, Any],
) -> Json:
    """The `set` of a change to an annotation; None as a value removes the answer.

    Raises:
        EditError: If it does not fit the codebook, or changes nothing.
    """
    change: Json = {}
    if kind is not None:
        change["kind"] = one_of("kind", kind, _ids(codebook["kinds"]))
    if note is not None:
        change["note"] = _text("note", note)
    if status is not None:
        change["status"] = one_of("status", status, STATUSES)
    if values:
        asked = kind or record["kind"]
        change["values"] = {
            name: None if given is None and name in record["values"] else value(codebook, name, given, asked)
            for name, given in values.items()
        }
    if not change:
        raise EditError("Nothing to change: give a note, a status, a kind or an answer.")
    return change


def relation(
    codebook: Mapping[str, Any],
    annotations: Mapping[str, Any],
    kind: str,
    from_id: str,
    to_id: str,
    note: str,
) -> Json:
    """A new relation between two annotations.

    Raises:
        EditError: If an end does not exist, or the codebook has no such relation between such kinds.
    """
    known = {one["id"]: one for one in codebook.get("relations") or ()}
    asked = known[one_of("kind", kind, list(known))]
    for name, id_ in (("from", from_id), ("to", to_id)):
        record = annotations.get(one_of(f"{name}_id", id_, list(annotations)))
        if record is not None and record["kind"] not in asked[name]:
            raise EditError(
                f"{kind!r} goes {'from' if name == 'from' else 'to'} {_listed(asked[name])}, "
                f"but {id_!r} is of kind {record['kind']!r}."
            )
    return {"kind": kind, "from": from_id, "to": to_id, "note": _text("note", note)}


def value(codebook: Mapping[str, Any], name: str, given: Any, asked: str) -> Any:
    """An answer as it is stored.

    Args:
        codebook: The codebook as a dict.
        name: Id of the field.
        given: The answer; None, which removes an answer, is allowed for any field of the codebook.
        asked: Kind that is asked, or "document".

    Raises:
        EditError: If the field is not asked here, or does not take this answer.
    """
    fields = {field["id"]: field for field in codebook.get("fields") or ()}
    here = [id_ for id_, field in fields.items() if asked in field["on"]]
    if name in fields and name not in here:
        where = "about the whole document" if asked == DOCUMENT else f"of kind {asked!r}"
        raise EditError(f"{name!r} is not asked {where}. Asked are: {_listed(here)}.")
    field = fields[one_of("field", name, here)]
    if given is None:
        return None
    level = field["level"]
    allowed = _ids(field.get("values") or ())
    match level:
        case "nominal" | "ordinal":
            return one_of(name, given, allowed)
        case "multiple":
            if isinstance(given, str) or not isinstance(given, Iterable):
                raise EditError(f"{name}: give a list of {_listed(allowed)}.")
            chosen = {one_of(name, one, allowed) for one in given}
            return [id_ for id_ in allowed if id_ in chosen]
        case "boolean":
            if given is True or given is False:
                return given
            raise EditError(f"{name}: give True or False, not {given!r}.")
        case "interval":
            return _number(name, given, field)
        case _:
            return _text(name, given)


def one_of(name: str, given: object, allowed: Iterable[str]) -> str:
    """`given`, if it is one of the ids that are allowed.

    Raises:
        EditError: Names what is allowed, and what may have been meant.
    """
    ids = list(allowed)
    if isinstance(given, str) and given in ids:
        return given
    close = difflib.get_close_matches(given, ids, 1) if isinstance(given, str) else []
    hint = f" Did you mean {close[0]!r}?" if close else ""
    raise EditError(f"{name}: there is no {given!r}.{hint} There is: {_listed(ids)}.")


def _number(name: str, given: object, field: Mapping[str, Any]) -> float:
    low, high = field.get("minimum", -math.inf), field.get("maximum", math.inf)
    # numpy's numbers are no int or float, but become one.
    plain = given.item() if hasattr(given, "item") else given
    if isinstance(plain, bool) or not isinstance(plain, int | float) or not math.isfinite(plain):
        raise EditError(f"{name}: give a number, not {given!r}.")
    if not low <= plain <= high:
        raise EditError(f"{name}: {plain} is outside {low} to {high}.")
    return plain


def _offset(name: str, given: object) -> int:
    try:
        return operator.index(given)  # type: ignore[arg-type]
    except TypeError:
        raise EditError(f"{name}: give a whole number of characters, not {given!r}.") from None


def _text(name: str, given: object) -> str:
    if not isinstance(given, str):
        raise EditError(f"{name}: give a text, not {given!r}.")
    try:
        given.encode("utf-8")
    except UnicodeEncodeError:
        raise EditError(f"{name}: the text holds half of a character (a lone surrogate).") from None
    return given


def _ids(entries: Iterable[Mapping[str, Any]]) -> list[str]:
    return [entry["id"] for entry in entries]


def _listed(ids: Iterable[str]) -> str:
    return ", ".join(map(repr, ids)) or "none"
