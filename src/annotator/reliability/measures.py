"""Everything that is compared in some material, as sums of documents: where, what, both, relations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.reliability.alignment import Units
from annotator.reliability.answers import Answers, answers_to
from annotator.reliability.coincidence import coincidences_by
from annotator.reliability.kappas import percent
from annotator.reliability.levels import weights as weights_of
from annotator.reliability.material import DOCUMENT, Asked, Material, coded
from annotator.reliability.relations import Links, links_of
from annotator.reliability.sums import (
    Along,
    Chance,
    FixedMetric,
    Numbers,
    Ordinal,
    Pairwise,
    Share,
    Sums,
    sum_by,
)
from annotator.reliability.unitizing import continuum

Ints = NDArray[np.int64]
WHERE, WHAT, BOTH, RELATIONS = "where", "what", "both", "relations"
MORE = ("percent", "cohen", "weighted_kappa", "fleiss", "scott", "ac1", "ac2")


@dataclass(frozen=True)
class Measure:
    """One row of the table of agreement, before it is a figure.

    Attributes:
        kind: The kind.
        about: where, what, both or relations.
        field: Id of the field; empty where there is none.
        measure: u_alpha, alpha, f1_exact, f1_overlap, alone, f1, or one of `MORE`.
        level: Level of measurement; empty where there is none.
        sums: What the figure is made of.
        units, pairs: How many units, and pairs of answers, are compared.
        readers: Who took part.
        title: What people call what is compared.
        kind_title: What people call the kind.
    """

    kind: str
    about: str
    field: str
    measure: str
    level: str
    sums: Sums
    units: int
    pairs: int
    readers: frozenset[str]
    title: str
    kind_title: str


def measures(m: Material, units: Units, more: Sequence[str] = ()) -> Iterator[Measure]:
    """All measures of the material.

    Args:
        m: The material.
        units: Its units.
        more: Further coefficients for each field: some of `MORE`.
    """
    for code, kind in enumerate((*m.kinds, DOCUMENT)):
        if kind != DOCUMENT:
            yield from _where(m, units, code)
        for asked in m.fields_of(kind):
            answers = answers_to(m, units, kind, asked)
            if not len(answers.code):
                continue
            yield from _what(m, answers, more)
            if kind != DOCUMENT and asked.level in ("nominal", "ordinal"):
                yield _both(m, kind, asked)
    if len(m.relations):
        yield from _relations(m, units)


def _where(m: Material, units: Units, code: int) -> Iterator[Measure]:
    kind = m.kinds[code]
    here = np.flatnonzero(m.kind == code)
    if not len(here):
        return
    read = m.read.sum(axis=1)
    several = read >= 2
    state = continuum(
        m.document[here], m.reader[here], m.start[here], m.end[here], np.ones(len(here), dtype=np.int64), 1, read,
        m.lengths,
    )  # fmt: skip
    count = int((units.kind == code).sum())
    readers = _names(m, np.flatnonzero(m.read[several].any(axis=0)))
    pairs = int((read * (read - 1) // 2).sum())
    about = Measure(kind, WHERE, "", "u_alpha", "", Along(state.observed, state.self_pairs), count, pairs, readers,
                    m.title_of(kind), m.title_of(kind))  # fmt: skip
    yield about
    for name, sums in _f1(m, units, here):
        yield replace(about, measure=name, sums=sums)
    compared = several[m.document[here]]
    alone = compared & (units.marks[units.of[here]] == 1)
    size = len(m.documents)
    share = Share(
        sum_by(m.document[here], alone, size),
        sum_by(m.document[here], compared, size),
    )
    yield replace(about, measure="alone", sums=share)


def _f1(m: Material, units: Units, here: Ints) -> Iterator[tuple[str, Pairwise]]:
    """Mean pairwise F1 of spans: exactly the same, or put into one unit."""
    readers = len(m.readers)
    own = np.zeros((len(m.documents), readers))
    np.add.at(own, (m.document[here], m.reader[here]), 1)
    document, first, second = _reader_pairs(m.read)
    pair = first * readers + second
    key = document * readers * readers + pair
    for name, together in (("f1_exact", _same_span(m, here)), ("f1_overlap", units.of[here])):
        both = _shared(m.document[here], m.reader[here], together, readers)
        found = np.searchsorted(key, both[0])
        cells = np.zeros((len(key), 3))
        cells[found, 0] = both[1]
        cells[:, 1], cells[:, 2] = own[document, first], own[document, second]
        codes, names = _pair_names(m, pair, readers)
        yield name, Pairwise("f1", document, codes, cells, len(m.documents), pairs=names)


def _reader_pairs(read: NDArray[np.bool_]) -> tuple[Ints, Ints, Ints]:
    """Document, first and second reader of every two readers who read the same document, sorted."""
    document, reader = np.nonzero(read)
    counts = read.sum(axis=1)
    return _pairs_within(
        document.astype(np.int64), reader.astype(np.int64), counts[counts > 0].astype(np.int64)
    )


def _pairs_within(group: Ints, member: Ints, counts: Ints) -> tuple[Ints, Ints, Ints]:
    """All pairs of members of a group, in order. Members are sorted by group."""
    at = np.arange(len(group))
    ends = np.repeat(np.cumsum(counts), counts)
    many = ends - at - 1
    one = np.repeat(at, many)
    other = np.arange(len(one)) - np.repeat(np.cumsum(many) - many, many) + one + 1
    return group[one], member[one], member[other]


def _shared(document: Ints, reader: Ints, unit: Ints, readers: int) -> tuple[Ints, Ints]:
    """How many units every two readers share in a document: keys as in `_f1`, and numbers."""
    order = np.lexsort((reader, unit))
    counts = np.unique(unit, return_counts=True)[1]
    row, first, second = _pairs_within(np.arange(len(unit))[order], reader[order], counts)
    different = first != second
    key = (document[row] * readers + first)[different] * readers + second[different]
    return np.unique(key, return_counts=True)


def _same_span(m: Material, here: Ints) -> Ints:
    """Rows with the same limits in the same document get the same number; a reader's doubles count once."""
    spans = [m.document[here], m.start[here], m.end[here]]
    if m.parts:
        inside = {row: str(spans) for row, spans in m.parts.items()}
        words = sorted(set(inside.values()))
        code = {word: at + 1 for at, word in enumerate(words)}
        spans.append(np.array([code[inside[row]] if row in inside else 0 for row in here.tolist()]))
    double = np.zeros(len(here), dtype=np.int64)
    order = np.lexsort((m.reader[here], *spans[::-1]))
    same = np.ones(max(len(here) - 1, 0), dtype=bool)
    for column in (*spans, m.reader[here]):
        same &= column[order][1:] == column[order][:-1]
    double[order[1:][same]] = 1
    new = np.ones(len(here), dtype=bool)
    order = np.lexsort((double, *spans[::-1]))
    changed = np.zeros(max(len(here) - 1, 0), dtype=bool)
    for column in (*spans, double):
        changed |= column[order][1:] != column[order][:-1]
    new[1:] = changed
    number = np.empty(len(here), dtype=np.int64)
    number[order] = np.cumsum(new) - 1
    return number


def _what(m: Material, a: Answers, more: Sequence[str]) -> Iterator[Measure]:
    units, table = a.counts()
    marks = table.sum(axis=1)
    size = len(m.documents)
    document = a.document[units]
    level = a.asked.level
    sums: Sums
    if level == "interval":
        sums = Numbers.of(np.asarray(a.values, dtype=np.float64)[a.code], a.unit, a.document, size)
    elif level == "ordinal":
        sums = Ordinal(coincidences_by(table, document, size), a.values)
    else:
        metric = a.metric if a.metric is not None else 1.0 - np.eye(len(a.values))
        sums = FixedMetric.of(table, document, size, a.values, metric)
    paired = np.bincount(a.unit, minlength=len(a.document))[a.unit] >= 2
    readers = _names(m, a.reader[paired])
    about = Measure(a.kind, WHAT, a.asked.id, "alpha", level, sums, len(units), int((marks * (marks - 1) // 2).sum()),
                    readers, a.asked.title, _kind_title(m, a.kind))  # fmt: skip
    yield about
    for name in more:
        found = _another(m, name, a, size)
        if found is not None:
            yield replace(about, measure=name, sums=found)


def _another(m: Material, name: str, a: Answers, documents: int) -> Sums | None:
    """A further coefficient; None where the level has no use for it."""
    level = a.asked.level
    values = a.values
    ordered = level == "ordinal"
    if level == "interval" or (level == "set" and name != "percent"):
        return None
    if name in ("cohen", "scott", "weighted_kappa"):
        if name == "weighted_kappa" and not ordered:
            return None
        weights = weights_of("quadratic" if name == "weighted_kappa" else None, len(values))
        return _two_by_two(m, "scott" if name == "scott" else "cohen", a, weights)
    if name == "ac2" and not ordered:
        return None
    answered = np.bincount(a.unit, minlength=len(a.document))
    every = np.flatnonzero(answered)
    place = np.full(len(a.document), -1, dtype=np.int64)
    place[every] = np.arange(len(every))
    table = np.bincount(place[a.unit] * len(values) + a.code, minlength=len(every) * len(values))
    table = table.reshape(len(every), len(values))
    document = a.document[every]
    if name == "percent":
        return percent(table, document, documents)
    weights = weights_of("quadratic" if name == "ac2" else None, len(values))
    return Chance.of(name, table, document, documents, values, weights)


def _two_by_two(m: Material, name: str, a: Answers, weights: Any) -> Pairwise:
    """Contingency tables of every two readers in every document."""
    order = np.lexsort((a.reader, a.unit))
    unit, reader, code = a.unit[order], a.reader[order], a.code[order]
    counts = np.unique(unit, return_counts=True)[1]
    row, one, other = _pairs_within(np.arange(len(unit)), np.arange(len(unit)), counts)
    readers, size = len(m.readers), len(a.values)
    pair = reader[one] * readers + reader[other]
    key = a.document[unit[row]] * readers * readers + pair
    rows, place = np.unique(key, return_inverse=True)
    cells = np.bincount(
        (place * size + code[one]) * size + code[other], minlength=len(rows) * size * size
    ).reshape(len(rows), size, size)
    codes, names = _pair_names(m, rows % (readers * readers), readers)
    return Pairwise(
        name, rows // (readers * readers), codes, cells.astype(np.float64), len(m.documents),
        weights, a.values, names,
    )  # fmt: skip


def _pair_names(m: Material, pair: Ints, readers: int) -> tuple[Ints, tuple[tuple[str, str], ...]]:
    """Pairs of readers as codes 0 … P - 1, and their names."""
    known, codes = np.unique(pair, return_inverse=True)
    names = tuple((m.readers[key // readers], m.readers[key % readers]) for key in known.tolist())
    return codes.astype(np.int64), names


def _kind_title(m: Material, kind: str) -> str:
    return "the document" if kind == DOCUMENT else m.title_of(kind)


def _names(m: Material, readers: Ints) -> frozenset[str]:
    return frozenset(m.readers[reader] for reader in np.unique(readers).tolist())


def _both(m: Material, kind: str, asked: Asked) -> Measure:
    here = np.flatnonzero(m.kind == m.kinds.index(kind))
    code, values = coded(m.rows[asked.column].iloc[here], asked)
    read = m.read.sum(axis=1)
    state = continuum(
        m.document[here], m.reader[here], m.start[here], m.end[here], code + 1, len(values), read, m.lengths
    )
    readers = _names(m, np.flatnonzero(m.read[read >= 2].any(axis=0)))
    return Measure(
        kind, BOTH, asked.id, "u_alpha", "nominal", Along(state.observed, state.self_pairs), int((code >= 0).sum()),
        int((read * (read - 1) // 2).sum()), readers, asked.title, m.title_of(kind),
    )  # fmt: skip


def _relations(m: Material, units: Units) -> Iterator[Measure]:
    links = links_of(m, units)
    size = len(m.documents)
    table = np.zeros((len(links.pairs) + len(links.unlinked), len(links.values)), dtype=np.int64)
    np.add.at(table, (links.pair, links.code), 1)
    often = np.ones(len(table), dtype=np.int64)
    document = np.concatenate([links.document, links.unlinked[:, 0]])
    table[len(links.pairs) :, 0] = links.unlinked[:, 1]
    often[len(links.pairs) :] = links.unlinked[:, 2]
    paired = table.sum(axis=1) >= 2
    table, often, document = table[paired], often[paired], document[paired]
    answers = table.sum(axis=1)
    apart = (answers**2 - (table**2).sum(axis=1)) / np.maximum(answers - 1, 1)
    values = len(links.values)
    totals = np.zeros((size, values))
    np.add.at(totals, document, table * often[:, None])
    alpha = FixedMetric(
        totals,
        sum_by(document, apart * often, size),
        links.values,
        1.0 - np.eye(values),
    )
    readers = _names(m, links.reader)
    pairs = int((answers * (answers - 1) // 2 * often).sum())
    linked = int(paired[: len(links.pairs)].sum())
    about = Measure("", RELATIONS, "", "alpha", "nominal", alpha, linked, pairs, readers, "Relations", "")
    yield about
    yield replace(about, measure="f1", level="", sums=_links_f1(m, links))
    share = Share(links.lost.astype(np.float64), links.total.astype(np.float64))
    yield replace(about, measure="alone", level="", sums=share)


def _links_f1(m: Material, links: Links) -> Pairwise:
    """F1 of the relations of every two readers, of those whose ends both marked; the type must be the same."""
    order = np.lexsort((links.reader, links.pair))
    pair, reader, code = links.pair[order], links.reader[order], links.code[order]
    counts = np.unique(pair, return_counts=True)[1]
    _, one, other = _pairs_within(pair, np.arange(len(pair)), counts)
    readers = len(m.readers)
    key = (links.document[pair[one]] * readers + reader[one]) * readers + reader[other]
    rows, place = np.unique(key, return_inverse=True)
    cells = np.zeros((len(rows), 3))
    np.add.at(cells[:, 0], place, (code[one] == code[other]) & (code[one] > 0))
    np.add.at(cells[:, 1], place, code[one] > 0)
    np.add.at(cells[:, 2], place, code[other] > 0)
    codes, names = _pair_names(m, rows % (readers * readers), readers)
    return Pairwise("f1", rows // (readers * readers), codes, cells, len(m.documents), pairs=names)
