"""The history of a record: what its changes replaced, when and by whom, and what a removed one held.

It is kept in the notebook, and so it is kept small. Twin: labextension/src/model/past.ts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from annotator.canonical import canonical
from annotator.plain import Json, is_object, member, same, without

SITTING = 600  # seconds without a change after which the next one is an entry of its own
MOST_ENTRIES = 20
LONGEST = 200  # characters of a text that is kept of an earlier state
LONGEST_NOTE = 1_000  # of a note that is kept with a removed annotation
# Characters of canonical JSON: of one annotation's history, of those of a reading together, of one removed record, of all.
PER_RECORD = 1_000
PER_READING = 60_000
PER_REMOVED = 2_000
ALL_REMOVED = 60_000

_MEMBERS: Json = {"kind": None, "spans": None, "note": "", "status": "open"}
_TIME = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z")
_LEFT = ("rev", "by", "modified", "review", "decides")
_IN_THE_ARTICLE = ("quote", "prefix", "suffix")


def with_history(old: Json, new: Json, stamp: Mapping[str, str], count: int) -> Json:
    """A changed annotation with the history of what it was.

    Changes of one sitting are one entry: what is taken back in it has never been. In the sitting in which an annotation
    is made nothing changes it.

    Args:
        old: The record before the change.
        new: The record after it; its own `history` does not count.
        stamp: Who writes, and when: `{"by", "now"}`, and `who` where that is not the reader.
        count: How many annotations share the budget.

    Returns:
        `new` with `history`: a list of `{"at", "by", "who", "was"}`, the oldest first; without it where there is none.
    """
    change = _replaced(old, new)
    if not change:
        return new
    by, now = stamp["by"], stamp["now"]
    entries = entries_of(old.get("history"))
    is_sitting = old.get("by") == by and _is_soon_after(old.get("modified"), now)
    last = entries[-1] if entries else None
    is_going_on = is_sitting and last is not None and last["by"] == by and _is_soon_after(last["at"], now)
    is_new = is_sitting and not is_going_on and _is_soon_after(old.get("created"), now)
    if is_going_on and last is not None:
        was, before = _joined(last["was"], change, new), entries[:-1]
    else:
        was, before = ({} if is_new else change), entries
    changes = [*before, {"at": now, "by": by, **_whose(stamp), "was": was}] if was else before
    kept = _within_budget(changes, count)
    rest = without(new, "history")
    return {**rest, "history": kept} if kept else rest


def buried(record: Json, stamp: Mapping[str, str]) -> Json:
    """What a tombstone keeps of a removed record, so that it can be brought back.

    Args:
        record: The annotation or relation.
        stamp: Who removes it, and when.

    Returns:
        `{"at", "who", "was"}`; without `was` where that is more than a tombstone may keep. The quote of a passage is in
        the article, and is left out.
    """
    left = _LEFT if record.get("orphan") is True else (*_LEFT, *_IN_THE_ARTICLE)
    was = {
        name: _cut(value, LONGEST_NOTE) if name == "note" else value
        for name, value in record.items()
        if name not in left and value != ""
    }
    stone = {"at": stamp["now"], **_whose(stamp)}
    for content in (was, without(was, "history")):
        if len(canonical(content)) <= PER_REMOVED:
            return {**stone, "was": content}
    return stone


def tidied(removed: Json) -> Json:
    """The tombstones of a reading; where all of them together keep too much, the oldest lose what they keep."""
    full = [
        (_clock(stone.get("at")) or 0, id_, len(canonical(stone["was"])))
        for id_, stone in removed.items()
        if is_object(stone) and is_object(stone.get("was"))
    ]
    total = sum(size for _, _, size in full)
    if total <= ALL_REMOVED:
        return removed
    kept = dict(removed)
    for _, id_, size in sorted(full):
        if total <= ALL_REMOVED:
            break
        total -= size
        kept[id_] = without(removed[id_], "was")
    return kept


def entries_of(history: object) -> list[Json]:
    """The sound entries of a history, the oldest first."""
    if not isinstance(history, list):
        return []
    return [
        entry
        for entry in history
        if isinstance(member(entry, "at"), str)
        and isinstance(member(entry, "by"), str)
        and is_object(member(entry, "was"))
    ]


def united(one: object, other: object) -> list[Json]:
    """The history of a record on which two versions of it were merged: what either tells, the oldest first."""
    entries = {canonical(entry): entry for entry in (*entries_of(one), *entries_of(other))}
    in_order = sorted(entries.items(), key=lambda item: (item[1]["at"], item[0]))
    return _within_budget([entry for _, entry in in_order], 1)


def _whose(stamp: Mapping[str, str]) -> Json:
    who = stamp.get("who")
    return {"who": who[:200]} if isinstance(who, str) and who else {}


def _clock(time: object) -> int | None:
    """A time as a number that grows with it, the same in every language: months have 31 days. None where it is none."""
    found = _TIME.fullmatch(time) if isinstance(time, str) else None
    if found is None:
        return None
    year, month, day, hour, minute, second = map(int, found.groups())
    return ((((year * 12 + month) * 31 + day) * 24 + hour) * 60 + minute) * 60 + second


def _is_soon_after(before: object, now: object) -> bool:
    then, after = _clock(before), _clock(now)
    return then is not None and after is not None and 0 <= after - then <= SITTING


def _cut(value: Any, longest: int = LONGEST) -> Any:
    return f"{value[:longest]}…" if isinstance(value, str) and len(value) > longest else value


def _values(record: object) -> Json:
    values = member(record, "values")
    return values if is_object(values) else {}


def _replaced(old: Json, new: Json) -> Json:
    """What of `old` is otherwise in `new`."""
    was = {}
    for name, missing in _MEMBERS.items():
        before = old.get(name, missing)
        if not same(before, new.get(name, missing)):
            was[name] = _cut(before)
    before, after = _values(old), _values(new)
    fields = [field for field in {**before, **after} if not same(before.get(field), after.get(field))]
    if fields:
        was["values"] = {field: _cut(before.get(field)) for field in fields}
    return was


def _joined(older: Json, newer: Json, new: Json) -> Json:
    """The older state of both, without what is now again as it was then."""
    members = {
        name: value
        for name, value in {**without(newer, "values"), **without(older, "values")}.items()
        if name not in _MEMBERS or not same(value, _cut(new.get(name, _MEMBERS[name])))
    }
    values = {
        field: value
        for field, value in {**_values(newer), **_values(older)}.items()
        if not same(value, _cut(_values(new).get(field)))
    }
    return {**members, "values": values} if values else members


def _within_budget(entries: list[Json], count: int) -> list[Json]:
    room = min(PER_RECORD, PER_READING // max(count, 1))
    kept: list[Json] = []
    for entry in entries[-MOST_ENTRIES:][::-1]:
        room -= len(canonical(entry))
        if room < 0:
            break
        kept.insert(0, entry)
    return kept
