"""The answers to one field of one kind, unit by unit, and their coincidences in each document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.reliability.alignment import Units
from annotator.reliability.coincidence import coincidences_by
from annotator.reliability.levels import Floats, distances, set_distances
from annotator.reliability.material import DOCUMENT, Asked, Material, coded

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Answers:
    """Answers that can be compared.

    Attributes:
        kind: The kind, or `document`.
        asked: The field.
        unit: Unit of each answer: of `Units`, or the document for questions about the whole document.
        reader: Its reader.
        code: Its code; at the interval level the rank of its number among the distinct ones.
        values: What the codes stand for.
        document: Document of every unit, whether answered or not.
    """

    kind: str
    asked: Asked
    unit: Ints
    reader: Ints
    code: Ints
    values: tuple[Any, ...]
    document: Ints

    @property
    def metric(self) -> Floats | None:
        """Distances between the values, where the level alone does not give them."""
        return set_distances(self.values) if self.asked.level == "set" else None

    def only(self, keep: NDArray[np.bool_]) -> Answers:
        """Some of the answers."""
        return Answers(
            self.kind,
            self.asked,
            self.unit[keep],
            self.reader[keep],
            self.code[keep],
            self.values,
            self.document,
        )

    def counts(self) -> tuple[Ints, Ints]:
        """The units with two answers or more, and how many readers chose each value there, shape (units, K)."""
        answered = np.bincount(self.unit, minlength=len(self.document))
        units = np.flatnonzero(answered >= 2)
        place = np.full(len(self.document), -1, dtype=np.int64)
        place[units] = np.arange(len(units))
        at = place[self.unit]
        size = len(self.values)
        cells = at[at >= 0] * size + self.code[at >= 0]
        table = np.bincount(cells, minlength=len(units) * size).reshape(len(units), size)
        return units, table

    def distances(self, totals: Floats) -> Floats:
        """Distances between the values, given how often each occurs in pairs."""
        metric = self.metric
        level = self.asked.level
        return metric if metric is not None else distances(level, self.values, totals)


def answers_to(m: Material, units: Units, kind: str, asked: Asked) -> Answers:
    """The answers of a field of a kind; those that are missing are left out."""
    if kind == DOCUMENT:
        documents = {id_: code for code, id_ in enumerate(m.documents)}
        names = {name: code for code, name in enumerate(m.readers)}
        unit = np.array([documents[id_] for id_ in m.answers["document"]], dtype=np.int64)
        reader = np.array([names[name] for name in m.answers["reader"]], dtype=np.int64)
        column = m.answers[asked.column]
        of = np.arange(len(m.documents))
    else:
        here = np.flatnonzero(m.kind == m.kinds.index(kind))
        unit, reader, column = units.of[here], m.reader[here], m.rows[asked.column].iloc[here]
        of = units.document
    found, values = coded(column, asked)
    if asked.level == "interval":
        given = ~np.isnan(found)
        numbers, code = np.unique(found[given], return_inverse=True)
        values = tuple(numbers.tolist())
    else:
        given = found >= 0
        code = found[given]
    unit, reader = unit[given], reader[given]
    # A document with readings of two codebooks has two answers of a reader: the first counts.
    _, first = np.unique(unit * len(m.readers) + reader, return_index=True)
    first.sort()
    return Answers(kind, asked, unit[first], reader[first], code[first].astype(np.int64), values, of)


def every_question(m: Material) -> Iterator[tuple[str, Asked]]:
    """Kind and field of everything that is compared, in the order of the codebook."""
    for kind in (*m.kinds, DOCUMENT):
        for asked in m.fields_of(kind):
            yield kind, asked


def by_document(a: Answers, documents: int) -> Floats:
    """The coincidence matrix of each document, shape (documents, K, K)."""
    units, table = a.counts()
    return coincidences_by(table, a.document[units], documents)
