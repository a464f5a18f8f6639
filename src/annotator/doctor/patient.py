"""One reading on the table: what was found in it, what was taken out of it, and how a repaired record is put back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator.document import Document
from annotator.merge import rev_of
from annotator.plain import MAX_WHOLE, Json, is_object, member

BY = "doctor"
TOMBSTONES = "It is taken out, put aside, and marked as removed."


@dataclass(frozen=True)
class Finding:
    """Something that is wrong.

    Attributes:
        check: Name of the check that found it.
        file: The file it is in.
        place: Where in the file.
        what: What is wrong.
        remedy: What the repair does; what a person can do where there is none.
        repairable: Whether there is a repair.
    """

    check: str
    file: str
    place: str
    what: str
    remedy: str
    repairable: bool = True


@dataclass
class Patient:
    """A reading that is examined and, step by step, repaired.

    Attributes:
        raw: The reading as it stands now.
        file: Its file.
        key: Its metadata key; empty for a reading file.
        document: The article, if it is known.
        newer: The newest version of each codebook that is known, by id.
        findings: What was found.
        aside: What was taken out: `{"place", "why", "value"}`.
        check: Name of the check that is at work.
    """

    raw: Json
    file: str
    key: str = ""
    document: Document | None = None
    newer: Mapping[str, Json] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    aside: list[Json] = field(default_factory=list)
    check: str = ""

    def find(self, place: str, what: str, remedy: str) -> None:
        """Note what is wrong, and what the repair does."""
        where = "/".join(part for part in (self.key, place) if part)
        self.findings.append(Finding(self.check, self.file, where, what, remedy))

    def put_aside(self, place: str, why: str, value: Any) -> None:
        """Keep what is taken out."""
        where = "/".join(part for part in (self.key, place) if part)
        self.aside.append({"place": where, "why": why, "value": value})

    def records(self, section: str) -> list[tuple[str, Json]]:
        """The records of a section that are objects, as they stand now."""
        found = self.raw.get(section)
        items = found.items() if is_object(found) else ()
        return [(id_, record) for id_, record in items if is_object(record)]

    def put(self, section: str, id_: str, record: Json) -> None:
        """Put a repaired record in its place: a new revision, so that it wins where the damaged one is met again."""
        new = {**record, "rev": min(rev_of(record) + 1, MAX_WHOLE), "by": BY}
        self.raw = {**self.raw, section: {**self.raw[section], id_: new}}

    def remove(self, section: str, id_: str, why: str) -> None:
        """Take a record out; a tombstone keeps it from coming back by a merge."""
        records = dict(self.raw[section])
        record = records.pop(id_)
        self.put_aside(f"{section}/{id_}", why, record)
        stone = {"rev": min(rev_of(record) + 1, MAX_WHOLE), "by": BY}
        removed = self.raw.get("removed")
        stones = {**(removed if is_object(removed) else {}), id_: stone}
        self.raw = {**self.raw, section: records, **({"removed": stones} if section != "answers" else {})}

    def point_elsewhere(self, old: str, new: str) -> None:
        """Let links to one annotation go to another one."""
        for id_, link in self.records("relations"):
            ends = {end: new for end in ("from", "to") if link.get(end) == old}
            if ends:
                self.put("relations", id_, {**link, **ends})


def ids_in(items: object) -> set[Any]:
    """The ids of a list of kinds or relations of a codebook."""
    found = [member(item, "id") for item in (items if isinstance(items, list) else ())]
    return {id_ for id_ in found if isinstance(id_, str)}
