"""Whether a place that quotes and contexts alone have led to may be another passage that says the same.

An article may say a sentence twice, and of the second time nothing is known. Where the first one was edited or deleted
since, the second one is what looks like it. Two things tell: that both are there, and that what stands farther off has
kept its distance to one of them only.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from annotator.anchoring.diff import Alignment
from annotator.anchoring.matching import SEED

_CONTEXT = 8  # tokens on each side that are compared
_SHIFT = 4  # tokens by which a word of a passage may have come nearer to the others
_MANY = 16  # places of one run of words that are looked at
_RIVAL = 0.5  # of the words, weighed by their letters: as much says the same
_APART = 200  # code points: what is nearer may be in the same sentence
_SLACK = 250  # code points by which a distance may differ: some sentences
_STRETCH = 0.25  # and of the distance: the longer it is, the more may have come or gone
_BEYOND = 8  # letters of the next sentence that are there again by more than chance

Place = tuple[int, int]  # in the old and in the new text, in code points


class Rivals:
    """Judges the places of spans by what else the new text says, and by what stands where around them.

    Args:
        alignment: Of what is known of the old text, and the new one.
    """

    def __init__(self, alignment: Alignment) -> None:
        self.alignment = alignment
        new_of = alignment.new_of
        # A single word is found by chance: two that are still neighbours.
        self._held = [at for at in range(1, len(new_of)) if 0 <= new_of[at - 1] == new_of[at] - 1]
        self._places = self._places_of_runs()

    def is_out_of_line(self, first: int, last: int) -> bool:
        """Whether the span of old tokens has kept its distance neither to what stands before it nor behind it."""
        neighbours = self._neighbours(first, last)
        return bool(neighbours) and not _is_in_line(self._place(first), neighbours)

    def has_next_sentence(self, first: int, last: int) -> bool:
        """Whether more than one sentence is there again: no sentence that is said twice has the same one beside it."""
        old, new_of, weights = self.alignment.old, self.alignment.new_of, self.alignment.vocabulary.weights
        low, high = self._window(first, last)

        def weight(at: int, step: int) -> int:
            total = 0
            while low <= at + step < high and new_of[at] >= 0 and new_of[at + step] == new_of[at] + step:
                at += step
                total += weights[old.ids[at]]
            return total

        ends = self.alignment.sentence_ends
        return any(
            old.ids[at] in ends and new_of[at] >= 0 and min(weight(at, -1), weight(at, 1)) >= _BEYOND
            for at in range(low, high)
        )

    def has_rival(self, first: int, last: int) -> bool:
        """Whether another passage of the new text may be the span as well, by what it says and where it stands."""
        rivals = self._rivals(first, last)
        if not rivals:
            return False
        at, there = self._place(first)
        neighbours = self._neighbours(first, last)
        if not any(place[0] < at for place in neighbours):
            neighbours.append((0, 0))
        if any(there - at == new - old for old, new in neighbours):
            return False  # nothing has come or gone between them
        return not _is_in_line((at, there), neighbours) or any(
            _is_in_line((at, rival), neighbours) for rival in rivals
        )

    def _place(self, first: int) -> Place:
        while self.alignment.new_of[first] < 0:
            first += 1
        return self.alignment.old.starts[first], self.alignment.new.starts[self.alignment.new_of[first]]

    def _neighbours(self, first: int, last: int) -> list[Place]:
        """The nearest words before and behind the span that are far enough to have been left behind."""
        old, new, new_of = self.alignment.old, self.alignment.new, self.alignment.new_of
        before = bisect_right(old.ends, old.starts[first] - _APART)
        behind = bisect_left(old.starts, old.ends[last] + _APART)
        low, high = bisect_left(self._held, before) - 1, bisect_left(self._held, behind)
        found = self._held[low : low + 1] if low >= 0 else []
        return [(old.starts[at], new.starts[new_of[at]]) for at in [*found, *self._held[high : high + 1]]]

    def _window(self, first: int, last: int) -> tuple[int, int]:
        """The span with its context, as far as it is known."""
        ids = self.alignment.old.ids
        low, high = first, last + 1
        while low > 0 and first - low < _CONTEXT and ids[low - 1] >= 0:
            low -= 1
        while high < len(ids) and high - last <= _CONTEXT and ids[high] >= 0:
            high += 1
        return low, high

    def _places_of_runs(self) -> dict[tuple[int, ...], list[int]]:
        """Where the new text has the runs of words that are known of the old one, and they are in no use."""
        old, new, taken = self.alignment.old.ids, self.alignment.new.ids, self.alignment.taken
        places: dict[tuple[int, ...], list[int]] = {
            run: [] for run in zip(*(old[step:] for step in range(SEED)), strict=False)
        }
        for at, run in enumerate(zip(*(new[step:] for step in range(SEED)), strict=False)):
            found = places.get(run)
            if found is not None and len(found) < _MANY and not any(taken[at : at + SEED]):
                found.append(at)
        return places

    def _rivals(self, first: int, last: int) -> list[int]:
        """Where in the new text, in code points, else stands what says the same."""
        old, new, weights = self.alignment.old, self.alignment.new, self.alignment.vocabulary.weights
        low, high = self._window(first, last)
        matches = sorted(
            (place - at, at)
            for at in range(low, high - SEED + 1)
            for place in self._places[tuple(old.ids[at : at + SEED])]
        )
        whole = sum(weights[old.ids[at]] for at in range(low, high))
        rivals: list[int] = []
        for shift in sorted({shift for shift, _ in matches}):
            near = matches[bisect_left(matches, (shift, 0)) : bisect_left(matches, (shift + _SHIFT + 1, 0))]
            said = {at + step for _, at in near for step in range(SEED)}
            if sum(weights[old.ids[at]] for at in said) >= _RIVAL * whole:
                rivals.append(new.starts[min(max(first + shift, 0), len(new) - 1)])
        return rivals


def _is_in_line(place: Place, neighbours: list[Place]) -> bool:
    """Whether a place has kept its distance to one of its neighbours."""
    for old, new in neighbours:
        distance = abs(place[0] - old)
        now = place[1] - new if place[0] > old else new - place[1]
        if now > 0 and abs(now - distance) <= _SLACK + _STRETCH * distance:
            return True
    return False
