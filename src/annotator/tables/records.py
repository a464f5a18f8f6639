"""One row of a table as the record of a reading: taking over what a person changed in its cells."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence, Set
from typing import Any

from annotator.canonical import canonical
from annotator.codebook import Codebook, Field
from annotator.tables.rows import in_iso

Record = dict[str, Any]
PROSE = ("quote", "prefix", "suffix", "note")  # an empty cell means an empty text
STATUSES = ("open", "done", "flagged")


class NotUnderstood(ValueError):
    """A cell whose value the record cannot take; says why."""


def changed_annotation(
    record: Record,
    changes: Mapping[str, Any],
    before: Mapping[str, Any],
    fields: Mapping[str, Field],
    codebook: Codebook | None,
) -> tuple[Record, list[tuple[str, str]]]:
    """The record of an annotation with changed cells.

    Args:
        record: The record; an empty one for a new row.
        changes: Changed values by heading.
        before: The values of the row as it was written; empty for a new row.
        fields: The fields whose answers the columns hold, by heading.
        codebook: The codebook, if it is sound.

    Returns:
        A new record, and the cells that were not taken over: (heading, why).
    """
    new, complaints = {**record, "values": dict(record.get("values") or {})}, []
    answered = {fields[name].id for name in changes if name in fields} if before else set()
    for name, value in changes.items():
        try:
            if name in fields:
                _answer(new["values"], fields[name], value)
            elif name == "kind":
                known = [kind.id for kind in codebook.kinds] if codebook else []
                new["kind"] = _one_of(value, known)
            elif name == "missing":
                _apart(new["values"], value, before.get(name), answered)
            elif name == "status":
                new["status"] = _one_of(value, STATUSES)
            elif name == "spans":
                new["spans"] = _spans(value)
            elif name in ("start", "end"):
                if "spans" not in changes:
                    new["spans"] = _moved(new.get("spans"), name, value)
            else:
                _member(new, name, value)
        except NotUnderstood as why:
            complaints.append((name, str(why)))
    return new, complaints


def changed_relation(
    record: Record,
    changes: Mapping[str, Any],
    before: Mapping[str, Any],
    fields: Mapping[str, Field],
    codebook: Codebook | None,
) -> tuple[Record, list[tuple[str, str]]]:
    """The record of a relation with changed cells; see `changed_annotation`."""
    new, complaints = dict(record), []
    for name, value in changes.items():
        try:
            if name == "kind":
                known = [kind.id for kind in codebook.relations] if codebook else []
                new["kind"] = _one_of(value, known)
            elif name == "values":
                new["values"] = _object(value)
            elif name in ("from", "to"):
                new[name] = _one_of(value, ())
            else:
                _member(new, name, value)
        except NotUnderstood as why:
            complaints.append((name, str(why)))
    return new, complaints


def writer(record: Record) -> str:
    """The writer id of a change that was made in a table: the same change has the same writer wherever it is read."""
    content = {name: value for name, value in record.items() if name not in ("rev", "by")}
    return "table-" + hashlib.blake2b(canonical(content).encode(), digest_size=5).hexdigest()


def _member(record: Record, name: str, value: Any) -> None:
    if value is None and name not in PROSE:
        record.pop(name, None)
    elif name in ("created", "modified"):
        record[name] = in_iso(value)
    else:
        record[name] = "" if value is None else value


def _answer(values: Record, field: Field, value: Any) -> None:
    known = [item.id for item in field.values]
    if value is None:
        values.pop(field.id, None)
    elif field.level in ("nominal", "ordinal"):
        values[field.id] = _one_of(value, known)
    elif field.level == "multiple":
        values[field.id] = [_one_of(item, known) for item in value]
    elif isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        values[field.id] = int(value)
    else:
        values[field.id] = value


def _one_of(value: Any, known: Sequence[str]) -> str:
    if not isinstance(value, str) or not value or (known and value not in known):
        raise NotUnderstood(f"expected is one of {', '.join(known)}" if known else "a value is needed")
    return value


def _object(value: str | None) -> Record:
    result = json.loads(value) if value else {}
    if not isinstance(result, dict):
        raise NotUnderstood('expected is a JSON object such as {"claim_type": "unsure"}')
    return result


def _apart(values: Record, value: str | None, was: str | None, answered: Set[str]) -> None:
    """Answers that do not count, from the column `missing`; one that was given in its own column wins."""
    new, old = _object(value), _object(was)
    for field in (new.keys() | old.keys()) - answered:
        if field in new:
            values[field] = new[field]
        elif values.get(field) == old[field]:
            del values[field]


def _spans(value: str | None) -> list[Record]:
    pairs = json.loads(value) if value else None
    if not isinstance(pairs, list) or not all(_is_pair(pair) for pair in pairs) or not pairs:
        raise NotUnderstood("expected are pairs of start and end such as [[967, 1016]]")
    return [{"start": start, "end": end} for start, end in pairs]


def _is_pair(pair: Any) -> bool:
    return (
        isinstance(pair, list)
        and len(pair) == 2
        and all(isinstance(at, int) and not isinstance(at, bool) for at in pair)
    )


def _moved(spans: Any, name: str, value: Any) -> list[Record]:
    if value is None:
        raise NotUnderstood("a whole number is needed")
    if isinstance(spans, list) and len(spans) > 1:
        raise NotUnderstood("the annotation has several spans: change the column spans instead")
    span = dict(spans[0]) if isinstance(spans, list) and spans else {}
    return [{**span, name: value}]
