"""Edits written by hand in Python, checked against the article and the codebook before they are made."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from typing import Any, SupportsIndex

from annotator.anchoring.selectors import describe
from annotator.answers import DOCUMENT, ids_of, listed, one_of, sound_text, value
from annotator.document import Document
from annotator.edits import EditError

__all__ = ["DOCUMENT", "STATUSES", "annotation", "changes", "one_of", "relation", "value"]

Json = dict[str, Any]
STATUSES = ("open", "done", "flagged")


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
    one_of("kind", kind, ids_of(codebook["kinds"]))
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
        "note": sound_text("note", note),
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
        change["kind"] = one_of("kind", kind, ids_of(codebook["kinds"]))
    if note is not None:
        change["note"] = sound_text("note", note)
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
                f"{kind!r} goes {'from' if name == 'from' else 'to'} {listed(asked[name])}, "
                f"but {id_!r} is of kind {record['kind']!r}."
            )
    return {"kind": kind, "from": from_id, "to": to_id, "note": sound_text("note", note)}


def _offset(name: str, given: object) -> int:
    try:
        return operator.index(given)  # type: ignore[arg-type]
    except TypeError:
        raise EditError(f"{name}: give a whole number of characters, not {given!r}.") from None
