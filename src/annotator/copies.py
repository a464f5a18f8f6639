"""Copies of one reading in several files: they count once, merged by the merge rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from annotator.merge import MergeError, merge
from annotator.tables.stored import FileProblem, Stored

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
            if not (_same(raw, known.raw) or _same(raw, reading.raw)):
                what = f"The reading is also in {known.notebook}, and each has changes that the other lacks; all are kept"
                remedy = (
                    "Nothing needs to be done; where both changed one record, the higher revision counts."
                )
                problems.append(FileProblem(reading.notebook, reading.place, what, remedy))
            notebooks = tuple(dict.fromkeys((*known.notebooks, *reading.notebooks)))
            parts = (*(known.parts or (known,)), reading)
            found[reading.identity] = Stored(raw, known.document, known.reader, notebooks, parts=parts)
    return [*found.values(), *apart]


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(one.get(section) == other.get(section) for section in RECORDS)
