"""Merging two versions of a notebook or reading with the version that both came from: field by field, and what conflicts.

Two changes of one annotation are both kept where they concern different fields. Where both changed the same field, or
one removed what the other changed, a person has to decide: the merge rule then says what stands there until they do, and
the conflict is listed. Without the common version it is only known that two versions of equal revision conflict.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator import json_files
from annotator.canonical import canonical
from annotator.merge import MergeError, merge, rev_of, with_sections
from annotator.notebook import PREFIX, is_notebook
from annotator.past import entries_of, united
from annotator.plain import MAX_WHOLE, Json, is_object, member, same

PLACE = ("spans", "quote", "prefix", "suffix", "orphan")  # they say one thing together
STAMP = ("rev", "by", "modified")
APART = ("values", "history")  # merged in ways of their own
_GONE = object()


@dataclass(frozen=True)
class Conflict:
    """What a person has to decide.

    Attributes:
        place: Where, such as `annotator:doc-…:ada/annotations/a-1/note`.
        ours: What one side has, for people.
        theirs: What the other has.
        kept: Which of the two stands there now: `ours` or `theirs`.
        quote: The passage, if it is about an annotation.
    """

    place: str
    ours: str
    theirs: str
    kept: str
    quote: str = ""


@dataclass
class Merged:
    """The result of a merge.

    Attributes:
        value: The notebook or reading; sound JSON whatever conflicts.
        conflicts: What a person has to decide.
    """

    value: Json
    conflicts: list[Conflict] = field(default_factory=list)


def merge_files(ours: Json, theirs: Json, base: Json | None = None) -> Merged:
    """Merge two versions of a notebook, or of a reading file.

    Args:
        ours: One version, as JSON.
        theirs: The other.
        base: The version that both came from; None if it is not known.

    Returns:
        The merged version. Cells and other metadata are merged line by line, as git does it; where that fails, those of
        `ours` stay and are among the conflicts.

    Raises:
        MergeError: If one is a notebook and the other is not, or they are readings that do not belong together.
    """
    if is_notebook(ours) != is_notebook(theirs):
        raise MergeError(
            "One file is a notebook and the other a reading. Give two versions of the same file."
        )
    if not is_notebook(ours):
        found = Merged({})
        found.value = merge_readings(ours, theirs, base, "", found.conflicts)
        return found
    found = Merged(ours)
    old_frame = None if base is None else _frame(base)
    frame = _merged_frame(_frame(ours), _frame(theirs), old_frame, found.conflicts)
    metadata = dict(frame.get("metadata", {}))
    mine, other = _readings(ours), _readings(theirs)
    old = None if base is None else _readings(base)
    for key in dict.fromkeys((*mine, *other)):
        reading = _merged_key(key, mine, other, old, found.conflicts)
        if reading is not _GONE:
            metadata[key] = reading
    found.value = {**frame, "metadata": metadata}
    return found


def _readings(notebook: Json) -> Json:
    metadata = notebook.get("metadata")
    found = metadata.items() if is_object(metadata) else ()
    return {key: json_files.tidy(value)[0] for key, value in found if key.startswith(PREFIX)}


def _frame(notebook: Json) -> Json:
    metadata = notebook.get("metadata")
    kept = (
        {key: value for key, value in metadata.items() if not key.startswith(PREFIX)}
        if is_object(metadata)
        else {}
    )
    return {**notebook, "metadata": kept}


def _merged_key(key: str, mine: Json, other: Json, old: Json | None, conflicts: list[Conflict]) -> Any:
    if key in mine and key in other:
        if not (is_object(mine[key]) and is_object(other[key])):
            if not same(mine[key], other[key]):
                conflicts.append(Conflict(key, _shown(mine[key]), _shown(other[key]), "ours"))
            return mine[key]
        return merge_readings(mine[key], other[key], member(old, key), key, conflicts)
    there, side = (mine[key], "ours") if key in mine else (other[key], "theirs")
    if old is None or key not in old:
        return there
    if same(there, old[key]):
        return _GONE  # removed on the other side, and nobody worked on it since
    shown = ("the reading was changed", "the reading was removed")
    conflicts.append(Conflict(key, *(shown if side == "ours" else shown[::-1]), side))
    return there


def merge_readings(ours: Any, theirs: Any, base: Any, name: str, conflicts: list[Conflict]) -> Json:
    """Merge two versions of a reading.

    Args:
        ours: One version, raw.
        theirs: The other.
        base: The version that both came from; None if it is not known.
        name: Its metadata key, for the conflicts.
        conflicts: What a person has to decide is added here.

    Raises:
        MergeError: If they are not of one reader and document.
    """
    merged = merge(ours, theirs)
    left, right = with_sections(ours), with_sections(theirs)
    old = with_sections(base) if is_object(base) else None
    for section in ("annotations", "relations", "answers"):
        for id_ in dict.fromkeys((*left[section], *right[section])):
            mine, other = (_record(side, section, id_) for side in (left, right))
            before = _record(old, section, id_) if old is not None else _GONE
            if same_or_gone(mine, other) or (
                old is not None and (same_or_gone(mine, before) or same_or_gone(other, before))
            ):
                continue
            place = "/".join(part for part in (name, section, id_) if part)
            kept = "ours" if same_or_gone(_record(merged, section, id_), mine) else "theirs"
            if mine is _GONE or other is _GONE:
                _removed(place, mine, other, left, right, id_, kept, old is not None, conflicts)
                continue
            if not (is_object(mine) and is_object(other)):
                conflicts.append(Conflict(place, _shown(mine), _shown(other), kept))
                continue
            if old is None and rev_of(mine) != rev_of(other):
                continue  # the higher revision has seen the lower one, as far as anybody knows
            combined, clashes = _combined(mine, other, before if is_object(before) else None, kept)
            quote = _text(mine.get("quote"))
            conflicts += [Conflict(f"{place}/{at}", a, b, kept, quote) for at, a, b in clashes]
            if combined is not None:
                merged = {**merged, section: {**merged[section], id_: combined}}
    return merged


def _record(reading: Json, section: str, id_: str) -> Any:
    return reading[section].get(id_, _GONE)


def same_or_gone(a: Any, b: Any) -> bool:
    """Whether two records are the same, or both are not there."""
    return a is b or (a is not _GONE and b is not _GONE and same(a, b))


def _removed(
    place: str,
    mine: Any,
    other: Any,
    left: Json,
    right: Json,
    id_: str,
    kept: str,
    is_known: bool,
    conflicts: list[Conflict],
) -> None:
    """A record that one side has no more: a conflict only where the other one changed it."""
    stones = (right if other is _GONE else left)["removed"]
    if id_ not in stones:
        return  # it was never there, or went without a trace: then it is kept
    there = mine if other is _GONE else other
    if not is_known and rev_of(stones[id_]) != rev_of(there):
        return
    changed, removed = f"changed: {_told(there)}", "removed"
    shown = (changed, removed) if other is _GONE else (removed, changed)
    conflicts.append(Conflict(place, *shown, kept, _text(member(there, "quote"))))


def _combined(
    mine: Json, other: Json, before: Json | None, kept: str
) -> tuple[Json | None, list[tuple[str, str, str]]]:
    """One record with the changes of both sides; None if the merge rule's choice is it; and the fields that clash."""
    winner = mine if kept == "ours" else other
    result, clashes = dict(winner), list[tuple[str, str, str]]()
    old = before or {}
    groups = [
        PLACE,
        *((key,) for key in dict.fromkeys((*mine, *other)) if key not in (*PLACE, *STAMP, *APART)),
    ]
    for group in groups:
        a, b, c = ([side.get(key, _GONE) for key in group] for side in (mine, other, old))
        if _all_same(a, b):
            continue
        if before is not None and (_all_same(a, c) or _all_same(b, c)):
            _take(result, group, b if _all_same(a, c) else a)
        else:
            name = "place" if group is PLACE else group[0]
            shown = [_told(side) if group is PLACE else _shown(side.get(group[0])) for side in (mine, other)]
            clashes.append((name, shown[0], shown[1]))
    values = _values(mine, other, old if before is not None else None, winner, clashes)
    if values is not None:
        result["values"] = values
    history = united(mine.get("history"), other.get("history"))
    if len(history) > len(entries_of(winner.get("history"))):
        result["history"] = history
    if same(
        {**result, **{key: winner.get(key) for key in STAMP}},
        {**winner, **{key: winner.get(key) for key in STAMP}},
    ):
        return None, clashes
    result["rev"] = min(max(rev_of(mine), rev_of(other)) + 1, MAX_WHOLE)
    content = {key: value for key, value in result.items() if key not in STAMP}
    result["by"] = "merge-" + hashlib.blake2b(canonical(content).encode(), digest_size=5).hexdigest()
    times = [_text(side.get("modified")) for side in (mine, other)]
    if any(times):
        result["modified"] = max(times)
    return result, clashes


def _values(
    mine: Json, other: Json, old: Json | None, winner: Json, clashes: list[tuple[str, str, str]]
) -> Json | None:
    sides = [side.get("values") for side in (mine, other)]
    if not all(is_object(values) for values in sides) or same(*sides):
        return None
    a, b = sides
    c = old.get("values") if old is not None else None
    known: Json = c if is_object(c) else {}
    result = dict(winner["values"])
    for name in dict.fromkeys((*a, *b)):  # type: ignore[misc]
        one, two, was = (values.get(name, _GONE) for values in (a, b, known))  # type: ignore[union-attr]
        if same_or_gone(one, two):
            continue
        if old is not None and (same_or_gone(one, was) or same_or_gone(two, was)):
            _take(result, (name,), [two if same_or_gone(one, was) else one])
        else:
            clashes.append((f"values/{name}", _shown(one), _shown(two)))
    return result


def _all_same(a: list[Any], b: list[Any]) -> bool:
    return all(same_or_gone(one, two) for one, two in zip(a, b, strict=True))


def _take(record: Json, keys: tuple[str, ...], values: list[Any]) -> None:
    for key, value in zip(keys, values, strict=True):
        if value is _GONE:
            record.pop(key, None)
        else:
            record[key] = value


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _told(record: Any) -> str:
    """A record for people: its quote and place."""
    spans = member(record, "spans")
    places = (
        [f"{member(span, 'start')}–{member(span, 'end')}" for span in spans]
        if isinstance(spans, list)
        else []
    )
    quote = _shown(member(record, "quote"))
    return f"{quote} ({', '.join(places)})" if places else quote


def _shown(value: Any) -> str:
    if value is _GONE or value is None:
        return "(none)"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    return json_files.readable(text if len(text) <= 120 else text[:119] + "…")


def _merged_frame(ours: Json, theirs: Json, base: Json | None, conflicts: list[Conflict]) -> Json:
    """Cells and foreign metadata: those that changed; where both did, line by line."""
    if same(ours, theirs) or (base is not None and same(theirs, base)):
        return ours
    if base is not None and same(ours, base):
        return theirs
    merged = _line_by_line(ours, theirs, base) if base is not None else None
    if merged is not None:
        return merged
    parts = [key for key in dict.fromkeys((*ours, *theirs)) if not same(ours.get(key), theirs.get(key))]
    for part in parts:
        mine, other = (_counted(part, side.get(part)) for side in (ours, theirs))
        conflicts.append(Conflict(part, f"{mine}, changed", f"{other}, changed otherwise", "ours"))
    return ours


def _counted(part: str, value: Any) -> str:
    """`12 cells`; the name alone where there is nothing to count."""
    return f"{len(value)} {part}" if isinstance(value, dict | list) else part


def _line_by_line(ours: Json, theirs: Json, base: Json) -> Json | None:
    git = shutil.which("git")
    if git is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for name, value in (("ours", ours), ("base", base), ("theirs", theirs)):
            path = Path(folder, name)
            path.write_bytes(json_files.encode(value, indent=1) + b"\n")
            paths.append(str(path))
        done = subprocess.run([git, "merge-file", "-p", *paths], capture_output=True, check=False)
    if done.returncode != 0:
        return None
    try:
        value = json_files.decode(done.stdout)
    except json_files.JSONFileError:
        return None
    return value if is_notebook(value) else None
