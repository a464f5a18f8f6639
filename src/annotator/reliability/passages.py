"""The words of a unit, from the article or put together from what readers quoted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from annotator.reliability.alignment import Units
from annotator.reliability.material import Material

BETWEEN_SPANS = " … "
AROUND = 32  # code points of context that a reading keeps


class Passages:
    """The words of the units of some material.

    Args:
        m: The material.
        units: Its units.
        texts: Articles by document, where they are at hand.
    """

    def __init__(self, m: Material, units: Units, texts: Mapping[str, str]) -> None:
        self.m, self.units, self.texts = m, units, texts
        order = np.argsort(units.of, kind="stable")
        self.rows: list[NDArray[np.int64]] = (
            np.split(order, np.cumsum(units.marks)[:-1]) if len(units) else []
        )

    def text(self, unit: int) -> str | None:
        """The article of a unit."""
        return self.texts.get(self.m.documents[int(self.units.document[unit])])

    def quote(self, unit: int) -> str | None:
        """The words between the unit's limits; where they are not known, the nearest that a reader quoted."""
        start, end = int(self.units.start[unit]), int(self.units.end[unit])
        found = self.words(unit, [(start, end)])
        if found is not None:
            return found
        rows = self.rows[unit]
        apart = np.abs(self.m.start[rows] - start) + np.abs(self.m.end[rows] - end)
        quote = self.m.rows["quote"].iloc[int(rows[int(np.argmin(apart))])]
        return quote if isinstance(quote, str) else None

    def words(self, unit: int, spans: Sequence[tuple[int, int]]) -> str | None:
        """The words of spans within a unit; None if neither the article nor the readers' quotes have them."""
        text = self.text(unit)
        if text is not None:
            return BETWEEN_SPANS.join(text[start:end] for start, end in spans)
        known: dict[int, str] = {}
        for row in self.rows[unit].tolist():
            quote = self.m.rows["quote"].iloc[row]
            if not isinstance(quote, str):
                continue
            at = 0
            for start, end in self.m.parts.get(row, [(int(self.m.start[row]), int(self.m.end[row]))]):
                known.update(zip(range(start, end), quote[at : at + end - start], strict=False))
                at += end - start + len(BETWEEN_SPANS)
        pieces = [[known.get(place) for place in range(start, end)] for start, end in spans]
        if any(letter is None for piece in pieces for letter in piece):
            return None
        return BETWEEN_SPANS.join("".join(letter or "" for letter in piece) for piece in pieces)

    def spans(self, unit: int) -> list[tuple[int, int]]:
        """The unit's spans: from its start to its end, or the stretches that half of its readers marked."""
        rows = self.rows[unit]
        start, end = int(self.units.start[unit]), int(self.units.end[unit])
        if not any(row in self.m.parts for row in rows.tolist()):
            return [(start, end)]
        steps: dict[int, int] = {}
        for row in rows.tolist():
            for first, last in self.m.parts.get(row, [(int(self.m.start[row]), int(self.m.end[row]))]):
                steps[first] = steps.get(first, 0) + 1
                steps[last] = steps.get(last, 0) - 1
        found: list[tuple[int, int]] = []
        deep, open_at = 0, -1
        for place in sorted(steps):
            before, deep = deep, deep + steps[place]
            if 2 * before < len(rows) <= 2 * deep:
                open_at = place
            elif 2 * deep < len(rows) <= 2 * before:
                if found and found[-1][1] == open_at:
                    found[-1] = (found[-1][0], place)
                else:
                    found.append((open_at, place))
        return found or [(start, end)]
