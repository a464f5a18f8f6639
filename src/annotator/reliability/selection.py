"""A part of the readings, with the units of all: figures of parts are about the same units as the whole."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from annotator.reliability.alignment import Units
from annotator.reliability.material import Material


def selected(m: Material, units: Units, read: NDArray[np.bool_]) -> tuple[Material, Units]:
    """Some readings.

    Args:
        m: The material.
        units: Its units.
        read: Which readings to keep, shape (documents, readers).

    Returns:
        The material and the units of these readings; units that none of them marked are gone.
    """
    keep = read[m.document, m.reader]
    rows = np.flatnonzero(keep)
    new = {int(row): at for at, row in enumerate(rows)} if m.parts else {}
    documents = {id_: at for at, id_ in enumerate(m.documents)}
    readers = {name: at for at, name in enumerate(m.readers)}

    def kept(frame: object) -> list[bool]:
        return [
            bool(read[documents[id_], readers[name]]) if id_ in documents and name in readers else False
            for id_, name in zip(frame["document"], frame["reader"], strict=True)  # type: ignore[index]
        ]

    part = replace(
        m, read=read, rows=m.rows.iloc[rows].reset_index(drop=True), document=m.document[rows], reader=m.reader[rows],
        kind=m.kind[rows], start=m.start[rows], end=m.end[rows],
        parts={new[row]: spans for row, spans in m.parts.items() if row in new},
        answers=m.answers[kept(m.answers)].reset_index(drop=True),
        relations=m.relations[kept(m.relations)].reset_index(drop=True),
    )  # fmt: skip
    which, of = np.unique(units.of[rows], return_inverse=True)
    marks = np.bincount(of, minlength=len(which))
    return part, Units(
        of.astype(np.int64),
        units.document[which],
        units.kind[which],
        units.start[which],
        units.end[which],
        marks,
    )
