"""One diff of two texts: which token of the old one is which of the new one, blocks that were moved included.

A patience diff of words: what stands once in both texts is matched first, then what lies between. Patience diff is by
Bram Cohen (2008); its weak point, that nothing in a short stretch may be unique, is met by a longest common
subsequence there.
"""

from __future__ import annotations

from annotator.anchoring.matching import Pair, alike, blocks, common, unique
from annotator.anchoring.tokens import Tokens, Vocabulary

_CELLS = 20_000  # of a table of the longest common subsequence: some milliseconds
_MATCH = 100  # a match outweighs its neighbours


class Alignment:
    """Old tokens and their new ones.

    Attributes:
        new_of: For each old token the index of its new one, or -1.
        taken: For each new token whether an old one is it.
        is_moved: For each old token whether it is in a block that stands elsewhere among the others now.
    """

    def __init__(self, old: Tokens, new: Tokens, vocabulary: Vocabulary) -> None:
        self.old, self.new, self.vocabulary = old, new, vocabulary
        self.new_of = [-1] * len(old)
        self.taken = bytearray(len(new))
        self.is_moved = bytearray(len(old))
        self.sentence_ends = {id_ for id_, key in enumerate(vocabulary.keys) if key in (".", "!", "?", "...")}
        self._alike: dict[Pair, bool] = {}
        in_order, moved = blocks(old.ids, new.ids)
        found = [*in_order, *moved]
        for start, place, length in found:
            self._take(start, place, length)
        for start, place, length in found:
            self._extend(start, place, length)
        for start, _, length in moved:
            self.is_moved[start : start + length] = bytes([1]) * length
        self._fill()
        self._slide()

    def _take(self, start: int, place: int, length: int) -> None:
        for step in range(length):
            self._pair(start + step, place + step)

    def _pair(self, at: int, place: int) -> None:
        if self.new_of[at] < 0 and not self.taken[place]:
            self.new_of[at] = place
            self.taken[place] = 1

    def _extend(self, start: int, place: int, length: int) -> None:
        old, new = self.old.ids, self.new.ids
        for step, at, to in ((1, start + length, place + length), (-1, start - 1, place - 1)):
            while (
                0 <= at < len(old)
                and 0 <= to < len(new)
                and old[at] == new[to]
                and self.new_of[at] < 0
                and not self.taken[to]
            ):
                self._pair(at, to)
                at, to = at + step, to + step

    def _fill(self) -> None:
        """Matches what lies between matched tokens."""
        new_of, count = self.new_of, len(self.old)
        at = 0
        while at < count:
            if new_of[at] >= 0 or self.old.ids[at] < 0:
                at += 1
                continue
            end = at
            while end < count and new_of[end] < 0 and self.old.ids[end] >= 0:
                end += 1
            left = new_of[at - 1] if at > 0 else -1
            right = new_of[end] if end < count else -1
            if at == 0:
                self._gap(at, end, 0, right if end < count else len(self.new))
            elif left >= 0 and (right >= left or end == count):
                self._gap(at, end, left + 1, right if end < count else len(self.new))
            else:
                # Beside the end of what is known, or of what was moved: as much again, and a little more.
                reach = (end - at) + (end - at) // 2 + 4
                if left >= 0:
                    self._gap(at, end, left + 1, min(left + 1 + reach, len(self.new)))
                rest = end
                while rest > at and new_of[rest - 1] < 0:
                    rest -= 1
                if right >= 0:
                    self._gap(rest, end, max(right - reach, 0), right)
            at = end

    def _gap(self, start: int, end: int, low: int, high: int) -> None:
        # What was moved into the gap, or is there already, is not its text.
        places = [place for place in range(low, high) if not self.taken[place]]
        if start < end and places:
            self._between(list(range(start, end)), places)

    def _between(self, ats: list[int], places: list[int]) -> None:
        old, new = self.old.ids, self.new.ids
        while ats and places and old[ats[0]] == new[places[0]]:
            self._pair(ats.pop(0), places.pop(0))
        while ats and places and old[ats[-1]] == new[places[-1]]:
            self._pair(ats.pop(), places.pop())
        if not ats or not places:
            return
        if len(ats) * len(places) <= _CELLS:
            pairs = self._common(ats, places)
            # In a stretch that was rewritten, the words that both have are chance.
            if 4 * len(pairs) < min(len(ats), len(places)):
                pairs = []
        else:
            pairs = unique([old[at] for at in ats], [new[place] for place in places])
            if not pairs:
                return
        done, reached = 0, 0
        for i, j in [*pairs, (len(ats), len(places))]:
            inner, inner_places = ats[done:i], places[reached:j]
            if len(ats) * len(places) <= _CELLS:
                self._reworded(inner, inner_places)
            elif inner and inner_places:
                self._between(inner, inner_places)
            if i < len(ats):
                self._pair(ats[i], places[j])
            done, reached = i + 1, j + 1

    def _common(self, ats: list[int], places: list[int]) -> list[Pair]:
        """A common subsequence of as many tokens as can be; of several, that whose tokens have the same neighbours."""
        old, new = self.old, self.new
        a, b = [old.ids[at] for at in ats], [new.ids[place] for place in places]
        if len(a) == 1 or len(b) == 1:
            shared = set(a) & set(b)
            if not shared:
                return []
        last_old, last_new = len(old) - 1, len(new) - 1

        def score(i: int, j: int) -> int:
            at, place = ats[i], places[j]
            bonus = int(old.plains[at] == new.plains[place])
            if len(a) == len(b) and i == j:  # as many words as before: each is in its old place
                bonus += 2
            if at > 0 and place > 0 and old.ids[at - 1] == new.ids[place - 1]:
                bonus += 2
            if at < last_old and place < last_new and old.ids[at + 1] == new.ids[place + 1]:
                bonus += 2
            return _MATCH + bonus

        return common(a, b, score)

    def _reworded(self, ats: list[int], places: list[int]) -> None:
        """Matches words that are spelt almost alike, in order."""
        if not ats or not places or len(ats) * len(places) > 64:
            return
        is_one_by_one = len(ats) == len(places)
        best: tuple[int, int] | None = None
        for i, at in enumerate(ats):
            for j, place in enumerate(places):
                if is_one_by_one and i != j:
                    continue
                # Nearest to the diagonal first: the order of the words has seldom changed.
                if self._is_alike(at, place) and (best is None or abs(i - j) < abs(best[0] - best[1])):
                    best = i, j
        if best is None:
            return
        i, j = best
        self._pair(ats[i], places[j])
        self._reworded(ats[:i], places[:j])
        self._reworded(ats[i + 1 :], places[j + 1 :])

    def _is_alike(self, at: int, place: int) -> bool:
        pair = self.old.ids[at], self.new.ids[place]
        known = self._alike.get(pair)
        if known is None:
            known = self._alike[pair] = alike(*(self.vocabulary.keys[id_] for id_ in pair))
        return known

    def _slide(self) -> None:
        """Moves each pure removal and insertion to where a sentence or paragraph begins, if the words allow it.

        Of "He left. He won." without its first sentence the diff may keep the first "He" or the second: readers mean
        the second.
        """
        old, new_of = self.old, self.new_of
        at = 1
        while at < len(old):
            if new_of[at] >= 0 or old.ids[at] < 0 or new_of[at - 1] < 0:
                at += 1
                continue
            end = at
            while end < len(old) and new_of[end] < 0 and old.ids[end] >= 0:
                end += 1
            if end < len(old) and new_of[end] == new_of[at - 1] + 1:
                self._slide_removal(at, end)
            at = end + 1
        for before in range(len(old) - 1):
            low, high = new_of[before] + 1, new_of[before + 1]
            if 0 < low < high and not any(self.taken[low:high]):
                self._slide_insertion(before, low, high)

    def _slide_removal(self, start: int, end: int) -> None:
        ids, length, place = self.old.ids, end - start, self.new_of[start - 1]
        low = start
        # Not beyond a place where the matched tokens are no longer neighbours.
        while (
            low > 0
            and self.new_of[low - 1] == place - (start - low)
            and ids[low - 1] == ids[low - 1 + length]
        ):
            low -= 1
        high = start
        while (
            high + length < len(ids)
            and self.new_of[high + length] == place + 1 + (high - start)
            and ids[high] == ids[high + length] >= 0
        ):
            high += 1
        best = self._best_start(self.old, range(low, high + 1), length, start)
        for at in range(best, start):  # moves to the left
            self.new_of[at + length], self.new_of[at] = self.new_of[at], -1
        for at in range(start, best):
            self.new_of[at], self.new_of[at + length] = self.new_of[at + length], -1

    def _best_start(self, tokens: Tokens, starts: range, length: int, near: int) -> int:
        """Where a removal or insertion of so many tokens begins best: it does not cut a word from its signs."""
        return max(
            starts,
            key=lambda at: (
                -_is_glued(tokens, at) - _is_glued(tokens, at + length),
                _boundary(tokens, self.vocabulary, at),
                -abs(at - near),
            ),
        )

    def _slide_insertion(self, before: int, start: int, end: int) -> None:
        ids, length, new_of = self.new.ids, end - start, self.new_of
        low, at = start, before
        while low > 0 and at >= 0 and new_of[at] == low - 1 and ids[low - 1] == ids[low - 1 + length]:
            low, at = low - 1, at - 1
        high, at = start, before + 1
        while (
            high + length < len(ids)
            and at < len(new_of)
            and new_of[at] == high + length
            and ids[high] == ids[high + length]
        ):
            high, at = high + 1, at + 1
        best = self._best_start(self.new, range(low, high + 1), length, start)
        for step in range(start - best):  # the tokens before it move behind it
            new_of[before - step] += length
        for step in range(best - start):
            new_of[before + 1 + step] -= length
        for place in range(min(start, best), max(end, best + length)):
            self.taken[place] = not best <= place < best + length


def _is_glued(tokens: Tokens, at: int) -> bool:
    """Whether no blank is before a token."""
    return 0 < at < len(tokens) and tokens.ids[at - 1] >= 0 and tokens.starts[at] == tokens.ends[at - 1]


def _boundary(tokens: Tokens, vocabulary: Vocabulary, at: int) -> int:
    """How good a place the beginning of a token is for a removal or insertion to begin."""
    if at == 0 or tokens.ids[at - 1] < 0:
        return 3
    if _is_glued(tokens, at):
        return 0
    last = vocabulary.keys[tokens.ids[at - 1]]
    if last in ".!?":
        return 3
    if (
        last in "\"')]"
        and at > 1
        and tokens.ids[at - 2] >= 0
        and vocabulary.keys[tokens.ids[at - 2]] in ".!?"
    ):
        return 3
    return 2 if last in ",;:-" else 1
