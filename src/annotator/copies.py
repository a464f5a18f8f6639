"""Copies of one reading in several files: they count once, merged by the merge rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from annotator.merge import MergeError, merge
from annotator.plain import Json
from annotator.tables.stored import MOST_TOLD, FileProblem, Stored
from annotator.three_way import Conflict, merge_readings

RECORDS = ("annotations", "relations", "answers", "removed")


def merged_copies(readings: Iterable[Stored], problems: list[FileProblem]) -> list[Stored]:
    """Each reading once: what was found several times is merged."""
    found: dict[tuple[str, str, str], Stored] = {}
    apart: list[Stored] = []
    for reading in readings:
        known = found.get(reading.identity)
        if not reading.is_object:
            apart.append(reading)
        elif known is None:
            found[reading.identity] = reading
        else:
            try:
                raw = merge(known.raw, reading.raw)
            except MergeError as error:
                what = f"The reading is also in {known.notebook} and cannot be merged with it: {error}"
                problems.append(FileProblem(reading.notebook, reading.place, what, "Keep one of the two."))
                apart.append(reading)
                continue
            problems += _told(known, reading, raw)
            notebooks = tuple(dict.fromkeys((*known.notebooks, *reading.notebooks)))
            parts = (*(known.parts or (known,)), reading)
            found[reading.identity] = Stored(raw, known.document, known.reader, notebooks, parts=parts)
    return [*found.values(), *apart]


def _told(known: Stored, reading: Stored, merged: Json) -> list[FileProblem]:
    """That both have changes which the other lacks, and each place where they say different things."""
    if _same(known.raw, reading.raw):
        return []
    told: list[FileProblem] = []
    if not (_same(merged, known.raw) or _same(merged, reading.raw)):
        what = f"The reading is also in {known.notebook}, and each has changes that the other lacks; all are kept"
        remedy = "Nothing needs to be done; where both changed one record, the higher revision counts."
        told.append(FileProblem(reading.notebook, reading.place, what, remedy))
    conflicts: list[Conflict] = []
    merge_readings(known.raw, reading.raw, None, reading.place, conflicts)
    for conflict in conflicts[:MOST_TOLD]:
        counts = "that counts" if conflict.kept == "ours" else "this one counts"
        passage = f" “{conflict.quote}”" if conflict.quote else ""
        what = (
            f"{passage.lstrip()} is {conflict.theirs} here and {conflict.ours} in {known.notebook}; {counts}"
        )
        remedy = "If the other one is right, correct it in the notebook or by ds.decide."
        told.append(FileProblem(reading.notebook, conflict.place, what.lstrip(), remedy))
    if len(conflicts) > MOST_TOLD:
        what = f"{len(conflicts) - MOST_TOLD} more places differ from {known.notebook}"
        told.append(
            FileProblem(reading.notebook, reading.place, what, "Compare them: jupyter annotator merge.")
        )
    return told


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(one.get(section) == other.get(section) for section in RECORDS)
