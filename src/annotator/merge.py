"""Merge of two readings: per record the higher (rev, by). Commutative, associative, idempotent; fails on no record."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from annotator.canonical import canonical
from annotator.document import Document
from annotator.plain import SCHEMA_VERSION, SECTIONS, Json, is_object, member, number, same, whole, without

# Sections that share one space of ids; where all else is equal the later one wins.
PLACES = ("annotations", "relations", "removed")
# What a reading must have to be worked with, besides its sections.
_HEAD = ("schema_version", "reader", "document", "codebook", "progress")
_DIGITS = re.compile("[0-9]+")


class MergeError(ValueError):
    """Two readings that do not belong together. Says why, and the remedy."""


def merge(a: Mapping[str, Any], b: Mapping[str, Any]) -> Json:
    """Both readings in one.

    For each id the record with the higher `rev` stays, where these are equal the one with the higher `by`; a removal
    counts as a record. Works on raw JSON: records of any shape are merged, and none is lost.

    Args:
        a: A reading of a reader on a document.
        b: Another one, of the same reader on the same document.

    Returns:
        A reading; unchanged records are those of `a` or `b`, not copies. `a` itself where `b` brings nothing new.

    Raises:
        MergeError: If reader or document differ, or one of them is no object.
    """
    for raw in (a, b):
        if not isinstance(raw, dict):
            raise MergeError(
                f"A reading is an object, not {type(raw).__name__}. Make one of it with repair()."
            )
    for place, mine, theirs in (
        ("reader", a.get("reader"), b.get("reader")),
        ("document/id", member(a.get("document"), "id"), member(b.get("document"), "id")),
    ):
        if not same(mine, theirs):
            raise MergeError(
                f"{place}: {str(mine)[:200]!r} and {str(theirs)[:200]!r} differ, so these readings stay apart. "
                "Merge readings of one reader on one document."
            )
    left, right = with_sections(a), with_sections(b)
    merged = merge_delta(left, without(right, "progress"))
    deciders: dict[str, Callable[[Any, Any], Any]] = {
        "progress": _later,
        "codebook": partial(_greatest, _version),
        "schema_version": partial(_greatest, _schema_version),
        "set_aside": _merge_aside,
    }
    changed: Json = {}
    for key, theirs in right.items():
        if key in SECTIONS:
            continue
        if key not in left:
            changed[key] = theirs
            continue
        mine = left[key]
        chosen = mine if mine is theirs else deciders.get(key, _greater)(mine, theirs)
        if chosen is not mine and not same(chosen, mine):
            changed[key] = chosen
    return {**merged, **changed} if changed else merged


def merge_delta(reading: Mapping[str, Any], delta: object) -> Json:
    """A reading with some records merged in, by the same rule as `merge`.

    Args:
        reading: A reading.
        delta: A partial reading: any of annotations, relations, answers, removed and progress.

    Returns:
        A reading; `reading` itself where the delta brings nothing new.
    """
    sound = with_sections(reading)
    if not is_object(delta):
        return sound
    changed = _merge_records(sound, delta)
    answers = _merge_answers(sound["answers"], delta.get("answers"))
    if answers is not sound["answers"]:
        changed["answers"] = answers
    progress = delta.get("progress")
    if is_object(progress) and ("progress" not in sound or _later(sound["progress"], progress) is progress):
        changed["progress"] = progress
    return {**sound, **changed} if changed else sound


def delta(before: Mapping[str, Any], after: Mapping[str, Any]) -> Json:
    """The records of `after` that `before` does not have: merged into `before` they give `after`.

    Args:
        before: A reading.
        after: The same reading later on.

    Returns:
        A partial reading, empty where nothing differs.
    """
    found: Json = {}
    for section in SECTIONS:
        old, new = before.get(section), after.get(section)
        if old is new or not is_object(new):
            continue
        known = old if is_object(old) else {}
        records = {
            id_: record for id_, record in new.items() if id_ not in known or not same(known[id_], record)
        }
        if records:
            found[section] = records
    old, new = before.get("progress"), after.get("progress")
    if is_object(new) and not same(old, new):
        found["progress"] = new
    return found


def repair(
    raw: object, document: Document | Mapping[str, Any], codebook: Mapping[str, Any], reader: str
) -> Json:
    """A reading that can be worked with, whatever stood in its place; what was broken is kept in `set_aside`.

    Args:
        raw: What was found under the reading's key; None for nothing.
        document: The article it is about, or its reference `{"id", "title", "sha256", "length", "source"}`.
        codebook: For a reading that has none.
        reader: Whose it is.

    Returns:
        `raw` itself where nothing is broken.
    """
    empty = empty_reading(document, codebook, reader)
    if raw is None:
        return empty
    if not is_object(raw):
        return {**empty, "set_aside": {"reading": [raw]}}
    sound = with_sections(raw)
    is_fine = {
        "schema_version": number(sound.get("schema_version")) is not None,
        "reader": sound.get("reader") == reader,
        "document": member(sound.get("document"), "id") == empty["document"]["id"],
        "codebook": is_object(sound.get("codebook")),
        "progress": is_object(sound.get("progress")),
    }
    broken = [key for key in _HEAD if not is_fine[key]]
    if not broken:
        return sound
    return {**_set_aside(sound, broken), **{key: empty[key] for key in broken}}


def empty_reading(document: Document | Mapping[str, Any], codebook: Mapping[str, Any], reader: str) -> Json:
    """A reading that nobody has written in yet."""
    return {
        "schema_version": SCHEMA_VERSION,
        "reader": reader,
        "document": document.reference() if isinstance(document, Document) else dict(document),
        "codebook": dict(codebook),
        "annotations": {},
        "relations": {},
        "answers": {},
        "removed": {},
        "progress": {"done": False},
    }


def with_sections(raw: Mapping[str, Any]) -> Json:
    """The reading with all sections as objects; what stood in the place of one is moved into `set_aside`."""
    broken = [section for section in SECTIONS if not is_object(raw.get(section))]
    if not broken:
        return raw if isinstance(raw, dict) else dict(raw)
    return {**_set_aside(raw, broken), **{section: {} for section in broken}}


def rev_of(record: object) -> int:
    """The revision of a record, 0 where it has no sound one."""
    rev = whole(member(record, "rev"))
    return rev if rev is not None and rev >= 1 else 0


def _set_aside(raw: Mapping[str, Any], keys: Iterable[str]) -> Json:
    there = [key for key in keys if key in raw]
    if not there:
        return dict(raw)
    aside = _aside(raw.get("set_aside", {}))
    return {**raw, "set_aside": {**aside, **{key: _union(aside.get(key, []), [raw[key]]) for key in there}}}


def _aside(value: object) -> Json:
    return value if is_object(value) else {"set_aside": [value]}


def _merge_aside(a: object, b: object) -> Json:
    mine, theirs = _aside(a), _aside(b)
    return {key: _union(mine.get(key, []), theirs.get(key, [])) for key in (*mine, *without(theirs, *mine))}


def _union(a: object, b: object) -> list[Any]:
    items = [item for part in (a, b) for item in (part if isinstance(part, list) else [part])]
    return [item for _, item in sorted({canonical(item): item for item in items}.items())]


def _by_of(record: object) -> str:
    by = member(record, "by")
    return by if isinstance(by, str) else ""


def _later(a: Any, b: Any) -> Any:
    """The one with the higher (rev, by, canonical JSON); `a` where they are the same."""
    return _greatest(lambda record: (rev_of(record), _by_of(record)), a, b)


def _greater(a: Any, b: Any) -> Any:
    return _greatest(lambda value: 0, a, b)


def _greatest(rank: Callable[[Any], Any], a: Any, b: Any) -> Any:
    mine, theirs = rank(a), rank(b)
    if mine != theirs:
        return a if mine > theirs else b
    return a if same(a, b) or canonical(a) > canonical(b) else b


def _version(codebook: object) -> list[tuple[int, str]]:
    """The integers in a version, in the order of their size, without making numbers of thousands of digits."""
    version = member(codebook, "version")
    found = _DIGITS.findall(version) if isinstance(version, str) else []
    return [(len(digits), digits) for digits in (digits.lstrip("0") for digits in found)]


def _schema_version(value: object) -> tuple[bool, float]:
    double = number(value)
    return (True, double) if double is not None and double == double else (False, 0.0)


def _merge_records(a: Json, b: Json) -> Json:
    mine: list[Json] = [a[place] for place in PLACES]
    theirs: list[Json] = [part if is_object(part := b.get(place)) else {} for place in PLACES]
    # An id that stands only once, and only in `a`, has won already.
    ids = dict.fromkeys(id_ for records in (*theirs, *mine[1:]) for id_ in records)
    merged: list[Json | None] = [None] * len(PLACES)

    def records_of(at: int) -> Json:
        copy = merged[at]
        if copy is None:
            copy = merged[at] = dict(mine[at])
        return copy

    for id_ in ids:
        place, best = _winner(id_, mine, theirs)
        for at, records in enumerate(mine):
            if at != place and id_ in records:
                del records_of(at)[id_]
        if id_ not in mine[place] or (mine[place][id_] is not best and not same(mine[place][id_], best)):
            records_of(place)[id_] = best
    return {place: records for place, records in zip(PLACES, merged, strict=True) if records is not None}


def _winner(id_: str, *sides: list[Json]) -> tuple[int, Any]:
    candidates = [(at, side[at][id_]) for at in range(len(PLACES)) for side in sides if id_ in side[at]]
    best = candidates[0]
    for other in candidates[1:]:
        mine = rev_of(best[1]), _by_of(best[1]), best[0]
        new = rev_of(other[1]), _by_of(other[1]), other[0]
        if new > mine or (
            new == mine and not same(best[1], other[1]) and canonical(other[1]) > canonical(best[1])
        ):
            best = other
    return best


def _merge_answers(a: Json, b: object) -> Json:
    changed = {}
    for field, answer in (b if is_object(b) else {}).items():
        if field not in a or (a[field] is not answer and _later(a[field], answer) is not a[field]):
            changed[field] = answer
    return {**a, **changed} if changed else a
