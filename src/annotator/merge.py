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
    left, right = with_sections(a), with_sections(b)
    for place, mine, theirs in (
        ("reader", left.get("reader"), right.get("reader")),
        ("document/id", member(left.get("document"), "id"), member(right.get("document"), "id")),
    ):
        if not same(mine, theirs):
            raise MergeError(
                f"{place}: {str(mine)[:200]!r} and {str(theirs)[:200]!r} differ, so these readings stay apart. "
                "Merge readings of one reader on one document."
            )
    merged = merge_delta(left, without(right, "progress"))
    deciders: dict[str, Callable[[Any, Any], bool]] = {
        "progress": _is_later,
        "codebook": partial(_is_greater, _version),
        "schema_version": partial(_is_greater, _schema_version),
    }
    changed: Json = {}
    for key, theirs in right.items():
        if key not in SECTIONS and (
            key not in left or deciders.get(key, _is_greater_text)(theirs, left[key])
        ):
            changed[key] = theirs
    if "set_aside" in left or "set_aside" in right:
        aside = _merge_aside(left.get("set_aside", {}), right.get("set_aside", {}))
        changed["set_aside"] = left["set_aside"] if same(left.get("set_aside"), aside) else aside
    if "carried_from" in left and "carried_from" in right:
        changed.pop("carried_from", None)
        mine, theirs = left["carried_from"], right["carried_from"]
        # Each names texts whose readings must not be counted beside this one: none may be lost.
        if not same(mine, both := one_or_many(_union(mine, theirs))) and not same(mine, theirs):
            changed["carried_from"] = both
    is_new = any(key not in left or value is not left[key] for key, value in changed.items())
    return {**merged, **changed} if is_new else merged


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
    if is_object(progress) and ("progress" not in sound or _is_later(progress, sound["progress"])):
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
        "document": document.reference() if isinstance(document, Document) else _reference(document),
        "codebook": dict(codebook),
        "annotations": {},
        "relations": {},
        "answers": {},
        "removed": {},
        "progress": {"done": False},
    }


def _reference(document: Mapping[str, Any]) -> Json:
    kept = ("id", "title", "sha256", "length", "source", "metadata")
    return {key: document[key] for key in kept if key in document}


def with_sections(raw: object) -> Json:
    """The reading with all sections as objects; what stood in the place of one is moved into `set_aside`.

    Raises:
        MergeError: If it is no object.
    """
    if not isinstance(raw, Mapping):
        raise MergeError(f"A reading is an object, not {type(raw).__name__}. Make one of it with repair().")
    broken = [section for section in SECTIONS if not is_object(raw.get(section))]
    if not broken:
        return raw if isinstance(raw, dict) else dict(raw)
    return {**_set_aside(raw, broken), **{section: {} for section in broken}}


def rev_of(record: object) -> int:
    """The revision of a record, 0 where it has no sound one."""
    rev = whole(member(record, "rev"))
    return rev if rev is not None and rev >= 1 else 0


def one_or_many(items: list[Any]) -> Any:
    """A member that may be one thing or a list of several."""
    return items[0] if len(items) == 1 and not isinstance(items[0], list) else items


def named_in(value: object) -> list[str]:
    """The names in such a member."""
    return [name for name in (value if isinstance(value, list) else [value]) if isinstance(name, str)]


def _set_aside(raw: Mapping[str, Any], keys: Iterable[str]) -> Json:
    there = [key for key in keys if key in raw]
    if not there:
        return dict(raw)
    broken = {key: [raw[key]] for key in there}
    return {**raw, "set_aside": _merge_aside(raw.get("set_aside", {}), broken)}


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


def _rank(record: object) -> tuple[int, str]:
    return rev_of(record), _by_of(record)


def _is_greater(rank: Callable[[Any], Any], a: Any, b: Any) -> bool:
    """Whether `a` comes before `b`: by rank, and where that is the same by canonical JSON."""
    if a is b:
        return False
    mine, theirs = rank(a), rank(b)
    return bool(mine > theirs) if mine != theirs else not same(a, b) and canonical(a) > canonical(b)


_is_later = partial(_is_greater, _rank)
_is_greater_text = partial(_is_greater, lambda value: None)


def _version(codebook: object) -> list[tuple[int, str]]:
    """The integers in a version, in the order of their size, without making numbers of thousands of digits."""
    version = member(codebook, "version")
    found = _DIGITS.findall(version) if isinstance(version, str) else []
    return [(len(digits), digits) for digits in (digits.lstrip("0") for digits in found)]


def _schema_version(value: object) -> tuple[bool, float]:
    double = number(value)
    return (False, 0.0) if double is None else (True, double)


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
        if _is_greater(lambda found: (*_rank(found[1]), found[0]), other, best):
            best = other
    return best


def _merge_answers(a: Json, b: object) -> Json:
    theirs = b if is_object(b) else {}
    changed = {field: new for field, new in theirs.items() if field not in a or _is_later(new, a[field])}
    return {**a, **changed} if changed else a
