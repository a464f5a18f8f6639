"""Edits: every change of a reading as plain data, applied to give the next reading, and inverted for undo."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timezone
from functools import cache, partial
from typing import Any

from annotator.check import shape_of, wrong_spans
from annotator.merge import rev_of, with_sections
from annotator.past import buried, tidied, with_history
from annotator.plain import SCHEMA_VERSION, Json, is_object, number, without

Edit = Mapping[str, Any]
Stamp = Mapping[str, str]

_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
_ANNOTATION_MEMBERS = (
    "kind",
    "spans",
    "quote",
    "prefix",
    "suffix",
    "note",
    "status",
    "orphan",
    "review",
    "decides",
)
_RELATION_MEMBERS = ("kind", "note")
_NEW_ANNOTATION: Json = {
    "prefix": "",
    "suffix": "",
    "values": {},
    "note": "",
    "status": "open",
    "origin": "reader",
}
_NEW_RELATION: Json = {"values": {}, "note": ""}
_NAMES = {"annotations": "annotation", "relations": "link"}
_DEEPEST_BATCH = 20


class EditError(ValueError):
    """An edit that cannot be made; the message is for people."""


def apply(reading: Mapping[str, Any], edit: Edit, stamp: Stamp) -> Json:
    """The reading after an edit.

    Args:
        reading: Raw JSON; it stays as it is.
        edit: One of `{"type": "add", "id", "annotation"}`, `{"type": "change", "id", "set"}`, `{"type": "remove",
            "id"}`, `{"type": "relate", "id", "relation"}`, `{"type": "change_relation", "id", "set"}`, `{"type":
            "unrelate", "id"}`, `{"type": "answer", "field", "value"}`, `{"type": "progress", "done"}`, `{"type":
            "reject", "id", "origin"}` for a suggestion and `{"type": "restore", "id"}` for one that was rejected,
            `{"type": "batch", "edits"}`. In `set`, a value of None takes an answer back, and a `review` or a
            `decides` of None a decision. A rejection may have a `note` and, by an adjudicator, a `decides`. A progress with
            `"first_pass": true` notes for good that the reader has finished without suggestions.
        stamp: Who writes, and when: `{"by", "now"}`, see `stamp`.

    Returns:
        A new reading, which shares every record that the edit does not touch.

    Raises:
        EditError: If the edit does not fit the reading: an id that is taken or unknown, a damaged record, a wrong
            form, a reading of a newer version. Nothing has changed then.
    """
    _check_writable(reading)
    before = with_sections(reading)
    after = _applied(before, edit, stamp, 0)
    removed = after["removed"]
    tidy = removed if removed is before["removed"] else tidied(removed)
    return after if tidy is removed else {**after, "removed": tidy}


def invert(reading: Mapping[str, Any], edit: Edit) -> Json:
    """The edit that takes `edit` back.

    Args:
        reading: The reading *before* the edit.
        edit: An edit that can be applied to it.

    Returns:
        An edit. Applied to the reading after `edit` it gives the content before, all but `rev`, `by` and `modified`.

    Raises:
        EditError: If the edit does not fit the reading.
    """
    _check_writable(reading)
    return _inverted(with_sections(reading), edit, 0)


def new_id(prefix: str) -> str:
    """A random id such as `a-7f3k2m9q`: 8 of 36 letters, so that what two readers make never meets.

    Args:
        prefix: `a` for annotations, `r` for relations.
    """
    return f"{prefix}-{''.join(secrets.choice(_LETTERS) for _ in range(8))}"


def stamp(by: str | None = None) -> dict[str, str]:
    """Who writes, and the time in UTC.

    Args:
        by: Id of the writer; None for that of this process.
    """
    now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"by": _writer(os.getpid()) if by is None else by, "now": now}


@cache
def _writer(process: int) -> str:
    # By process: a forked one must not write under the name of its parent.
    return "".join(secrets.choice(_LETTERS) for _ in range(8))


def _check_writable(reading: object) -> None:
    if not is_object(reading):
        raise EditError("This is not a reading. Make one of it with repair().")
    version = number(reading.get("schema_version"))
    if version is not None and version > SCHEMA_VERSION:
        raise EditError(
            "This reading was written by a newer version: it can be read here, not changed. Update jupyter-annotator."
        )


def _applied(reading: Json, edit: Edit, stamp: Stamp, depth: int) -> Json:
    kind = _kind(edit)
    if kind == "batch":
        for one in _batched(edit, depth):
            reading = _applied(reading, one, stamp, depth + 1)
        return reading
    return _EDITS[kind][0](reading, edit, stamp)


def _inverted(reading: Json, edit: Edit, depth: int) -> Json:
    kind = _kind(edit)
    if kind == "batch":
        inverses = []
        for one in _batched(edit, depth):
            inverses.append(_inverted(reading, one, depth + 1))
            reading = _applied(reading, one, {"by": "", "now": ""}, depth + 1)
        return {"type": "batch", "edits": inverses[::-1]}
    return _EDITS[kind][1](reading, edit)


def _kind(edit: object) -> str:
    if not isinstance(edit, Mapping):
        raise EditError(f"An edit is an object with a type, not {type(edit).__name__}.")
    kind = edit.get("type")
    if not isinstance(kind, str) or (kind != "batch" and kind not in _EDITS):
        raise EditError(
            f"There is no edit of type {str(kind)[:100]!r}: use one of {', '.join(_EDITS)}, batch."
        )
    return kind


def _batched(edit: Edit, depth: int) -> list[Edit]:
    edits = edit.get("edits")
    if not isinstance(edits, (list, tuple)):
        raise EditError("A batch needs a list of edits.")
    if depth >= _DEEPEST_BATCH:
        raise EditError(f"Batches nest at most {_DEEPEST_BATCH} deep.")
    return list(edits)


def _id(edit: Edit) -> str:
    id_ = edit.get("id")
    if not isinstance(id_, str):
        raise EditError("The edit needs the id of a record.")
    return id_


def _found(reading: Json, section: str, id_: str) -> Json:
    record: Json | None = reading[section].get(id_)
    if record is None:
        raise EditError(f"There is no {_NAMES[section]} {id_[:80]}: it may have been deleted elsewhere.")
    if not _is_sound(reading, section, id_, record):
        raise EditError(
            f"The {_NAMES[section]} {id_[:80]} is damaged: it is kept as it is and cannot be changed."
        )
    return record


def _is_sound(reading: Json, section: str, id_: str, record: Any) -> bool:
    """Whether it can be changed, and taken back: by itself sound, and a link between annotations that are."""
    if shape_of(section, id_, record):
        return False
    if section == "annotations":
        return wrong_spans(record["spans"]) is None
    annotations = reading["annotations"]
    return all(
        _is_sound(reading, "annotations", end, annotations.get(end)) for end in (record["from"], record["to"])
    )


def _check_free(reading: Json, id_: str) -> None:
    if id_ in reading["annotations"] or id_ in reading["relations"]:
        raise EditError(f"The id {id_[:80]} is taken: use another one.")


def _next_rev(reading: Json, id_: str) -> int:
    return 1 + max(rev_of(reading[section].get(id_)) for section in ("annotations", "relations", "removed"))


def _put(reading: Json, section: str, id_: str, record: Json) -> Json:
    problem = shape_of(section, id_, record)
    if problem:
        raise EditError(f"{problem.place}: {problem.what}.")
    wrong = wrong_spans(record["spans"]) if section == "annotations" else None
    if wrong:
        raise EditError(f"{section}/{id_}{wrong[0]}: {wrong[1]}.")
    removed = reading["removed"]
    return {
        **reading,
        section: {**reading[section], id_: record},
        "removed": without(removed, id_) if id_ in removed else removed,
    }


def _drop(reading: Json, section: str, id_: str, stamp: Stamp) -> Json:
    content = buried(reading[section][id_], stamp)
    tombstone = {"rev": _next_rev(reading, id_), "by": stamp["by"], **content}
    return {
        **reading,
        section: without(reading[section], id_),
        "removed": {**reading["removed"], id_: tombstone},
    }


def _linked(reading: Json, id_: str) -> Iterator[tuple[str, Json]]:
    """The relations from or to an annotation. Damaged ones stay where they are, as all that is damaged."""
    for relation, record in reading["relations"].items():
        is_link = is_object(record) and id_ in (record.get("from"), record.get("to"))
        if is_link and _is_sound(reading, "relations", relation, record):
            yield relation, record


def _new(reading: Json, section: str, edit: Edit, defaults: Json, stamp: Stamp) -> Json:
    id_, given = _id(edit), edit.get(_NAMES_IN_EDITS[section])
    _check_free(reading, id_)
    if not is_object(given):
        raise EditError(f"The edit needs the {_NAMES_IN_EDITS[section]} to add.")
    if section == "relations":
        for end in ("from", "to"):
            _found(reading, "annotations", str(given.get(end)))
    record = {
        **defaults,
        "created": stamp["now"],
        **given,
        "modified": stamp["now"],
        "rev": _next_rev(reading, id_),
        "by": stamp["by"],
    }
    return _put(reading, section, id_, record)


def _changes(edit: Edit) -> Json:
    changes = edit.get("set")
    if not is_object(changes) or not is_object(changes.get("values", {})):
        raise EditError('A change needs a "set" that says what changes.')
    return changes


def _changed(reading: Json, section: str, edit: Edit, members: tuple[str, ...], stamp: Stamp) -> Json:
    id_, changes = _id(edit), _changes(edit)
    old = _found(reading, section, id_)
    record = {**old, **{key: changes[key] for key in members if key in changes}}
    if "values" in changes:
        values = {**record.get("values", {}), **changes["values"]}
        record["values"] = {field: value for field, value in values.items() if value is not None}
    for name in ("review", "decides"):
        if changes.get(name, record) is None:
            record.pop(name, None)
    record |= {"rev": _next_rev(reading, id_), "by": stamp["by"], "modified": stamp["now"]}
    if section == "annotations":
        record = with_history(old, record, stamp, len(reading["annotations"]))
    return _put(reading, section, id_, record)


def _changed_back(reading: Json, section: str, edit: Edit, members: tuple[str, ...], defaults: Json) -> Json:
    id_, changes = _id(edit), _changes(edit)
    record = _found(reading, section, id_)
    old = {key: record[key] if key in record else defaults.get(key) for key in members if key in changes}
    if "values" in changes:
        old["values"] = {field: record.get("values", {}).get(field) for field in changes["values"]}
    return {"type": edit["type"], "id": id_, "set": old}


def _content(record: Json) -> Json:
    return without(record, "rev", "by", "modified")


def _add(reading: Json, edit: Edit, stamp: Stamp) -> Json:
    return _new(reading, "annotations", edit, _NEW_ANNOTATION, stamp)


def _change(reading: Json, edit: Edit, stamp: Stamp) -> Json:
    return _changed(reading, "annotations", edit, _ANNOTATION_MEMBERS, stamp)


def _change_back(reading: Json, edit: Edit) -> Json:
    return _changed_back(
        reading, "annotations", edit, _ANNOTATION_MEMBERS, {**_NEW_ANNOTATION, "orphan": False}
    )


def _remove(reading: Json, edit: Edit, stamp: Stamp) -> Json:
    id_ = _id(edit)
    _found(reading, "annotations", id_)
    for relation, _ in list(_linked(reading, id_)):
        reading = _drop(reading, "relations", relation, stamp)
    return _drop(reading, "annotations", id_, stamp)


def _put_back(reading: Json, edit: Edit) -> Json:
    id_ = _id(edit)
    annotation = {"type": "add", "id": id_, "annotation": _content(_found(reading, "annotations", id_))}
    links = [
        {"type": "relate", "id": relation, "relation": _content(record)}
        for relation, record in _linked(reading, id_)
    ]
    return {"type": "batch", "edits": [annotation, *links]}


def _relate(reading: Json, edit: Edit, stamp: Stamp) -> Json:
    return _new(reading, "relations", edit, _NEW_RELATION, stamp)


def _change_relation(reading: Json, edit: Edit, stamp: Stamp) -> Json:
    return _changed(reading, "relations", edit, _RELATION_MEMBERS, stamp)


def _change_relation_back(reading: Json, edit: Edit) -> Json:
    return _changed_back(reading, "relations", edit, _RELATION_MEMBERS, _NEW_RELATION)


def _unrelate(reading: Json, edit: Edit, stamp: Stamp) -> Json:
    id_ = _id(edit)
    _found(reading, "relations", id_)
    return _drop(reading, "relations", id_, stamp)


def _relate_again(reading: Json, edit: Edit) -> Json:
    id_ = _id(edit)
    return {"type": "relate", "id": id_, "relation": _content(_found(reading, "relations", id_))}


def _field(edit: Edit) -> str:
    field = edit.get("field")
    if not isinstance(field, str) or "value" not in edit:
        raise EditError("An answer needs its field and value.")
    return field


def _answer(reading: Json, edit: Edit, stamp: Stamp) -> Json:
    field = _field(edit)
    old = reading["answers"].get(field)
    kept = old if shape_of("answers", field, old) is None else {}
    record = {**kept, "value": edit["value"], "rev": rev_of(old) + 1, "by": stamp["by"]}
    problem = shape_of("answers", field, record)
    if problem:
        raise EditError(f"{problem.place}: {problem.what}.")
    return {**reading, "answers": {**reading["answers"], field: record}}


def _answer_back(reading: Json, edit: Edit) -> Json:
    field = _field(edit)
    old = reading["answers"].get(field)
    value = old.get("value") if shape_of("answers", field, old) is None else None
    return {"type": "answer", "field": field, "value": value}


def _progress(reading: Json, edit: Edit, stamp: Stamp) -> Json:
    if not isinstance(edit.get("done"), bool):
        raise EditError('"done" is true or false.')
    old = reading.get("progress")
    kept = dict(old) if is_object(old) else {}
    if edit.get("first_pass") is True and not isinstance(kept.get("first_pass"), str):
        kept["first_pass"] = stamp["now"]
    return {**reading, "progress": {**kept, "done": edit["done"], "rev": rev_of(old) + 1, "by": stamp["by"]}}


def _progress_back(reading: Json, edit: Edit) -> Json:
    # That a reader has seen the suggestions cannot be taken back.
    progress = reading.get("progress")
    return {"type": "progress", "done": is_object(progress) and progress.get("done") is True}


def _rejected(reading: Json, id_: str) -> str | None:
    """The origin of a suggestion that was rejected; None where it was not."""
    tombstone = reading["removed"].get(id_)
    origin = tombstone.get("rejected") if is_object(tombstone) else None
    return origin if isinstance(origin, str) else None


def _bury(reading: Json, id_: str, stamp: Stamp, more: Json) -> Json:
    tombstone = {"rev": _next_rev(reading, id_), "by": stamp["by"], **more}
    problem = shape_of("removed", id_, tombstone)
    if problem:
        raise EditError(f"{problem.place}: {problem.what}.")
    return {**reading, "removed": {**reading["removed"], id_: tombstone}}


def _reasons(given: Edit) -> Json:
    """What a rejection has besides its origin."""
    return {name: given[name] for name in ("note", "decides") if name in given}


def _reject(reading: Json, edit: Edit, stamp: Stamp) -> Json:
    id_, origin = _id(edit), edit.get("origin")
    _check_free(reading, id_)
    if not isinstance(origin, str):
        raise EditError('To reject a suggestion the edit needs its "origin".')
    if _rejected(reading, id_) is not None:
        raise EditError(f"The suggestion {id_[:80]} was rejected already.")
    return _bury(reading, id_, stamp, {"rejected": origin, **_reasons(edit)})


def _restore(reading: Json, edit: Edit, stamp: Stamp) -> Json:
    _reject_again(reading, edit)
    return _bury(reading, _id(edit), stamp, {})


def _reject_again(reading: Json, edit: Edit) -> Json:
    id_ = _id(edit)
    origin = _rejected(reading, id_)
    if origin is None:
        raise EditError(f"There is no rejected suggestion {id_[:80]}.")
    return {"type": "reject", "id": id_, "origin": origin, **_reasons(reading["removed"][id_])}


def _take_back(kind: str, reading: Json, edit: Edit) -> Json:
    """The inverse of putting a record in: what was a rejected suggestion before is one again."""
    back = {"type": kind, "id": _id(edit)}
    if _rejected(reading, _id(edit)) is None:
        return back
    return {"type": "batch", "edits": [back, _reject_again(reading, edit)]}


_NAMES_IN_EDITS = {"annotations": "annotation", "relations": "relation"}
_EDITS: dict[str, tuple[Callable[[Json, Edit, Stamp], Json], Callable[[Json, Edit], Json]]] = {
    "add": (_add, partial(_take_back, "remove")),
    "change": (_change, _change_back),
    "remove": (_remove, _put_back),
    "relate": (_relate, partial(_take_back, "unrelate")),
    "change_relation": (_change_relation, _change_relation_back),
    "unrelate": (_unrelate, _relate_again),
    "answer": (_answer, _answer_back),
    "progress": (_progress, _progress_back),
    "reject": (_reject, lambda reading, edit: {"type": "restore", "id": _id(edit)}),
    "restore": (_restore, _reject_again),
}
