"""What is decided about every unit, field, relation and document, by one of the methods of consensus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from annotator.reliability.alignment import Ints, Units
from annotator.reliability.answers import Answers, answers_to, every_question
from annotator.reliability.labels import ModelResult
from annotator.reliability.material import DOCUMENT, Material
from annotator.reliability.relations import NO_LINK, links_of
from annotator.reliability.unitizing import untangled
from annotator.reliability.votes import (
    MODELS,
    Decision,
    chosen_by_most,
    median,
    modelled,
    plural,
)


@dataclass
class Decided:
    """Decisions.

    Attributes:
        marked: For each unit, whether it is one.
        fields: By unit and field.
        relations: By pair of units: the kinds of relations between them, empty where they are not linked.
        documents: By document and field.
        models: The models that were used, by (kind, question).
        notes: What to know.
    """

    marked: dict[int, Decision] = field(default_factory=dict)
    fields: dict[int, dict[str, Decision]] = field(default_factory=dict)
    relations: dict[tuple[int, int], Decision] = field(default_factory=dict)
    documents: dict[int, dict[str, Decision]] = field(default_factory=dict)
    models: dict[tuple[str, str], ModelResult] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def decide(m: Material, units: Units, method: str) -> Decided:
    """Everything that can be decided."""
    decided = Decided()
    _marks(m, units, method, decided)
    for kind, asked in every_question(m):
        a = answers_to(m, units, kind, asked)
        into = decided.documents if kind == DOCUMENT else decided.fields
        for unit, decision in _decisions(a, units, kind, method, decided).items():
            into.setdefault(unit, {})[asked.id] = decision
    _free_text(m, units, decided)
    _links(m, units, method, decided)
    for (kind, question), model in sorted(decided.models.items()):
        if model.explanation:
            decided.notes.append(f"{model.name}, {kind}, {question}: {model.explanation}.")
    return decided


def _marks(m: Material, units: Units, method: str, decided: Decided) -> None:
    read = m.read.sum(axis=1)
    if method not in MODELS:
        for at, (marks, document) in enumerate(
            zip(units.marks.tolist(), units.document.tolist(), strict=True)
        ):
            votes = [True] * marks + [False] * (int(read[document]) - marks)
            decided.marked[at] = plural(votes, strict=True)
        return
    for code, kind in enumerate(m.kinds):
        unit, reader, marked = marks_of(m, units, code)
        places, who = silence(m, units, code)
        beside = (len(units) + places, who, np.zeros(len(places), dtype=np.int64))
        found, model = modelled(method, unit, reader, marked, (False, True), beside)
        decided.marked.update(found)
        if model is not None:
            decided.models[kind, "marked"] = model
            decided.notes.append(_about_silence(m.title_of(kind), len(np.unique(places))))


def marks_of(m: Material, units: Units, kind: int) -> tuple[Ints, Ints, Ints]:
    """Whether each reader who read the document marked each unit of a kind: units, readers, 1 or 0."""
    here = np.flatnonzero(units.kind == kind)
    which, reader = np.nonzero(m.read[units.document[here]])
    marked = np.zeros((len(here), len(m.readers)), dtype=np.int64)
    place = np.full(len(units), -1, dtype=np.int64)
    place[here] = np.arange(len(here))
    rows = m.kind == kind
    marked[place[units.of[rows]], m.reader[rows]] = 1
    return here[which], reader.astype(np.int64), marked[which, reader]


def silence(m: Material, units: Units, kind: int) -> tuple[Ints, Ints]:
    """Places where nobody who read the document saw one of a kind: a number for each place, and each who passed it.

    Units are only where somebody marked something. A model of the readers that sees nothing else cannot tell a passage
    that one reader missed from one that all others marked wrongly; where all passed by is what it learns from how rarely
    readers mark without cause. The text that nobody marked is cut into as many places as units of the usual length
    would fill it. For Dawid and Skene's model half or twice as many make next to no difference; MACE believes everybody
    more, the more places there are (benchmarks/reliability_simulations.py, `marked`).

    Source: Royle and Link (2006), Generalized site occupancy models allowing for false positive and false negative
    errors, Ecology 87: Dawid and Skene's model of two classes, with the sites where nobody saw anything.
    """
    here, rows = units.kind == kind, m.kind == kind
    if not here.any():
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    document, start, end = m.document[rows], m.start[rows], m.end[rows]
    begins, stays = untangled(document, np.zeros(len(document), dtype=np.int64), start, end)
    marked = np.bincount(document, weights=np.where(stays, end - begins, 0), minlength=len(m.documents))
    usual = max(float(np.mean(units.end[here] - units.start[here])), 1.0)
    many = np.maximum(m.lengths - marked, 0) // usual
    of = np.repeat(np.arange(len(m.documents)), many.astype(np.int64))
    place, reader = np.nonzero(m.read[of])
    return place.astype(np.int64), reader.astype(np.int64)


def _about_silence(title: str, places: int) -> str:
    if places:
        return (
            f"{title}: the text that nobody marked counts as {places:,} places where all readers saw none, "
            "so that the model can tell what is missed from what is marked without cause."
        )
    return (
        f"{title}: no text is left unmarked by everybody, so a model of the readers cannot tell what is missed from what "
        'is marked without cause: trust method="majority" more.'
    )


def _decisions(a: Answers, units: Units, kind: str, method: str, decided: Decided) -> dict[int, Decision]:
    """The answers to one field, by unit."""
    level = a.asked.level
    if method in MODELS and level in ("nominal", "ordinal"):
        found, model = modelled(method, a.unit, a.reader, a.code, a.values)
        if model is not None:
            decided.models[kind, a.asked.id] = model
        return found
    given: dict[int, list[Any]] = {}
    for unit, code in zip(a.unit.tolist(), a.code.tolist(), strict=True):
        given.setdefault(unit, []).append(a.values[code])
    return {unit: _one(answers, a, units, kind, method, unit) for unit, answers in sorted(given.items())}


def _one(answers: Sequence[Any], a: Answers, units: Units, kind: str, method: str, unit: int) -> Decision:
    level = a.asked.level
    if level == "interval":
        return median(answers, None)
    if level == "set":
        return chosen_by_most(answers)
    if level == "ordinal" and method == "median":
        return median(answers, a.values)
    voters = None if kind == DOCUMENT else int(units.marks[unit])
    return plural(answers, voters=voters, strict=method == "strict")


def _free_text(m: Material, units: Units, decided: Decided) -> None:
    """Free text stands where all who wrote something wrote the same; otherwise there is nothing to vote on."""
    compared = {asked.column for asked in m.fields}
    for book in m.codebooks:
        for asked in book.fields:
            if asked.level != "text" or asked.id in compared or asked.id not in m.rows.columns:
                continue
            given: dict[int, list[str]] = {}
            for unit, text in zip(units.of.tolist(), m.rows[asked.id], strict=True):
                if isinstance(text, str) and text:
                    given.setdefault(unit, []).append(text)
            for unit, texts in given.items():
                if len(set(texts)) == 1:
                    decided.fields.setdefault(unit, {})[asked.id] = plural(texts)


def _links(m: Material, units: Units, method: str, decided: Decided) -> None:
    links = links_of(m, units)
    given: dict[int, list[str]] = {}
    for pair, code in zip(links.pair.tolist(), links.code.tolist(), strict=True):
        given.setdefault(pair, []).append(links.values[code])
    for pair, answers in sorted(given.items()):
        found = plural(answers, strict=method == "strict")
        kinds = None
        if found.value is not None:
            kinds = () if found.value == NO_LINK else tuple(found.value.split(" and "))
        one, other = (int(end) for end in links.pairs[pair])
        decided.relations[one, other] = Decision(
            kinds, found.confidence, found.provenance, found.votes, found.why
        )
