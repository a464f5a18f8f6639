"""Readings of which a later one, on a changed text of the article, holds the annotations: they must not count twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from annotator.merge import rev_of
from annotator.plain import SECTIONS
from annotator.tables.stored import FileProblem, Stored

Identity = tuple[str, str, str]


def without_earlier(readings: Sequence[Stored]) -> tuple[list[Stored], list[FileProblem]]:
    """The readings that count, and what to say of those that do not.

    A reading names in `carried_from` the documents from which its annotations came, in however many steps. Two readings
    of the same reader with the same codebook belong together if one names the document of the other, or both name the
    same one and have an annotation in common: the article was changed in two ways. Of the former the one of which more
    records have the higher revision is the later one: as a rule that which was carried over, but the text may have
    changed back since. Of the latter it is the one on which more was done. One without annotations holds none: its
    carrying over was taken back.

    Args:
        readings: Readings, those of the same identity merged.

    Returns:
        Those that no later one holds, in their order; and a problem for each of the others.
    """
    by_identity = {reading.identity: reading for reading in readings}
    later: dict[Identity, list[Identity]] = {}
    for one, other in _pairs(readings, by_identity):
        later.setdefault(one, []).append(other)
    if not later:
        return list(readings), []
    kept, problems = [], []
    for reading in readings:
        holders = _reached(reading.identity, later)
        if reading.identity in holders:  # in a circle
            age = _age(reading)
            holders = {one for one in holders if _age(by_identity[one]) > age}
        if not holders:
            kept.append(reading)
        else:
            held_by = [by_identity[one] for one in sorted(holders)]
            problems.append(_told(reading, held_by))
    return kept, problems


def _pairs(
    readings: Iterable[Stored], by_identity: dict[Identity, Stored]
) -> Iterator[tuple[Identity, Identity]]:
    """An earlier and a later reading that belong together."""
    siblings: dict[Identity, list[Stored]] = {}
    for reading in readings:
        for document in sorted(reading.carried_from - {reading.document}):
            origin = (document, *reading.identity[1:])
            siblings.setdefault(origin, []).append(reading)
            source = by_identity.get(origin)
            if source is not None and reading.section("annotations"):
                pair = (source.identity, reading.identity)
                yield pair[::-1] if _lead(reading, source) < 0 else pair
    for same_origin in siblings.values():
        if len(same_origin) < 2:
            continue
        holding: dict[str, list[Identity]] = {}
        for reading in sorted(same_origin, key=_age):
            for id_ in reading.section("annotations"):
                holding.setdefault(id_, []).append(reading.identity)
        yield from dict.fromkeys(pair for held in holding.values() for pair in pairwise(held))


def _reached(identity: Identity, later: dict[Identity, list[Identity]]) -> set[Identity]:
    """All readings that are later, in however many steps."""
    reached: set[Identity] = set()
    waiting = [identity]
    while waiting:
        for one in later.get(waiting.pop(), ()):
            if one not in reached:
                reached.add(one)
                waiting.append(one)
    return reached


def _revisions(reading: Stored) -> dict[tuple[str, str], int]:
    return {(name, id_): rev_of(record) for name in SECTIONS for id_, record in reading.section(name).items()}


def _lead(one: Stored, other: Stored) -> int:
    """How many more of the records that both have are later in the one than in the other."""
    a, b = _revisions(one), _revisions(other)
    return sum((a[key] > b[key]) - (a[key] < b[key]) for key in a.keys() & b.keys())


def _age(reading: Stored) -> tuple[int, str]:
    """Each carrying over raises every revision by one."""
    return sum(_revisions(reading).values()), reading.document


def _told(reading: Stored, later: Sequence[Stored]) -> FileProblem:
    there = {id_ for one in later for name in ("annotations", "removed") for id_ in one.section(name)}
    lacking = sum(id_ not in there for id_ in reading.section("annotations"))
    where = "; ".join(dict.fromkeys(name for one in later for name in one.notebooks)) or "the dataset"
    documents = ", ".join(one.document for one in later)
    what = (
        f"The annotations were carried over to a changed text of the article ({documents} in {where}), which counts "
        "instead: this reading is in no table"
    )
    remedy = "Nothing needs to be done: it stays in its file. With annotator.read(…, earlier=True) it counts as well."
    if lacking:
        what += f", and {lacking} of its annotations {'was' if lacking == 1 else 'were'} not carried over"
        remedy = (
            "Carry over what is lacking: open the notebook, or jupyter annotator reanchor. With "
            "annotator.read(…, earlier=True) both readings count."
        )
    return FileProblem(reading.notebook, reading.place, what, remedy)
