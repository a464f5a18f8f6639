"""Links between units: do readers who marked both ends link them, and in the same way?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.reliability.alignment import Units
from annotator.reliability.material import Material

Ints = NDArray[np.int64]
NO_LINK = "no link"


@dataclass(frozen=True)
class Links:
    """Links between matched ends.

    Attributes:
        pairs: The pairs of units that somebody links, shape (P, 2).
        pair, reader, code: A row for each of those pairs and each reader who marked both ends.
        values: What the codes stand for; the first is `NO_LINK`, several relations between the same ends are joined.
        document: Document of each pair.
        unlinked: For each document, pairs of units that could be linked and that nobody links, by how many readers
            marked both ends: rows of document, readers, number of pairs.
        lost: Relations of which an end has no partner, by document.
        total: Relations, by document.
    """

    pairs: Ints
    pair: Ints
    reader: Ints
    code: Ints
    values: tuple[str, ...]
    document: Ints
    unlinked: Ints
    lost: Ints
    total: Ints


def links_of(m: Material, units: Units) -> Links:
    """The links of the material."""
    symmetric = {kind.id for book in m.codebooks for kind in book.relations if kind.symmetric}
    row_of = {
        (document, reader, id_): row
        for row, (document, reader, id_) in enumerate(
            zip(m.rows["document"], m.rows["reader"], m.rows["annotation"], strict=True)
        )
    }
    names = {name: code for code, name in enumerate(m.readers)}
    said: dict[tuple[int, int], dict[int, set[str]]] = {}
    documents = len(m.documents)
    total, lost = np.zeros(documents, dtype=np.int64), np.zeros(documents, dtype=np.int64)
    frame = m.relations
    for document, reader, kind, first, second in zip(
        frame["document"], frame["reader"], frame["kind"], frame["from"], frame["to"], strict=True
    ):
        ends = [row_of.get((document, reader, id_)) for id_ in (first, second)]
        if ends[0] is None or ends[1] is None:
            continue
        one, other = int(units.of[ends[0]]), int(units.of[ends[1]])
        at = int(m.document[ends[0]])
        total[at] += 1
        lost[at] += min(units.marks[one], units.marks[other]) < 2
        if kind in symmetric and other < one:
            one, other = other, one
        said.setdefault((one, other), {}).setdefault(names[reader], set()).add(str(kind))
    return _compared(m, units, said, total, lost)


def _compared(
    m: Material, units: Units, said: dict[tuple[int, int], dict[int, set[str]]], total: Ints, lost: Ints
) -> Links:
    marked = np.zeros((len(units), len(m.readers)), dtype=bool)
    marked[units.of, m.reader] = True
    pairs = sorted(said)
    rows: list[tuple[int, int, str]] = []
    for at, (one, other) in enumerate(pairs):
        for reader in np.flatnonzero(marked[one] & marked[other]).tolist():
            kinds = said[one, other].get(reader)
            rows.append((at, reader, " and ".join(sorted(kinds)) if kinds else NO_LINK))
    values = (NO_LINK, *sorted({value for _, _, value in rows} - {NO_LINK}))
    code = {value: at for at, value in enumerate(values)}
    array = np.array([(pair, reader, code[value]) for pair, reader, value in rows], dtype=np.int64).reshape(
        -1, 3
    )
    ends = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    document = units.document[ends[:, 0]] if len(ends) else np.zeros(0, dtype=np.int64)
    return Links(
        ends, array[:, 0], array[:, 1], array[:, 2], values, document,
        _unlinked(m, units, marked, ends) if len(ends) else np.zeros((0, 3), dtype=np.int64), lost, total,
    )  # fmt: skip


def _unlinked(m: Material, units: Units, marked: NDArray[np.bool_], ends: Ints) -> Ints:
    """How many pairs that could be linked are not, by document and by the number of readers who marked both ends."""
    allowed = np.zeros((len(m.kinds), len(m.kinds)), dtype=bool)
    place = {kind: code for code, kind in enumerate(m.kinds)}
    for book in m.codebooks:
        for relation in book.relations:
            for one in relation.from_:
                for other in relation.to:
                    if one in place and other in place:
                        allowed[place[one], place[other]] = True
    shared = np.flatnonzero(units.marks >= 2)
    found = []
    for document in np.unique(units.document[ends[:, 0]]).tolist():
        here = shared[units.document[shared] == document]
        if len(here) < 2:
            continue
        both = marked[here].astype(np.int64) @ marked[here].T.astype(np.int64)
        possible = allowed[np.ix_(units.kind[here], units.kind[here])] & ~np.eye(len(here), dtype=bool)
        # A pair of units counts once, in the direction that is linked; where nobody links, in the order of the text.
        possible = np.triu(possible | possible.T)
        rank = {int(unit): at for at, unit in enumerate(here)}
        for one, other in ends[units.document[ends[:, 0]] == document].tolist():
            if one in rank and other in rank:
                a, b = sorted((rank[one], rank[other]))
                possible[a, b] = False
        number, often = np.unique(both[possible], return_counts=True)
        found += [(document, int(n), int(o)) for n, o in zip(number, often, strict=True) if n >= 2]
    return np.array(found, dtype=np.int64).reshape(-1, 3)
