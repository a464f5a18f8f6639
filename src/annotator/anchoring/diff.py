"""One diff of two texts: which token of the old one is which of the new one, blocks that were moved included.

A patience diff of words: what stands once in both texts is matched first, then what lies between. Patience diff is by
Bram Cohen (2008); its weak point, that nothing in a short stretch may be unique, is met by a longest common
subsequence there.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from annotator.anchoring.tokens import Tokens, Vocabulary

if TYPE_CHECKING:
    import numpy as np

SEED = 4  # tokens: three are often a turn of phrase, five are seldom left whole where much was edited
MOVED = 8  # tokens of a moved block; what is shorter may be chance
NEAR = 40  # tokens between parts of one moved block
_CELLS = 20_000  # of a table of the longest common subsequence: some milliseconds
_MATCH = 100  # a match outweighs its neighbours
_ALIKE = 0.7  # of the letters, for a word with a corrected typo

Pair = tuple[int, int]


class Alignment:
    """Old tokens and their new ones.

    Attributes:
        new_of: For each old token the index of its new one, or -1.
        taken: For each new token whether an old one is it.
    """

    def __init__(self, old: Tokens, new: Tokens, vocabulary: Vocabulary) -> None:
        self.old, self.new, self.vocabulary = old, new, vocabulary
        self.new_of = [-1] * len(old)
        self.taken = bytearray(len(new))
        self.sentence_ends = {id_ for id_, key in enumerate(vocabulary.keys) if key in (".", "!", "?", "...")}
        self._alike: dict[Pair, bool] = {}
        blocks = _blocks(old.ids, new.ids)
        for start, place, length in blocks:
            self._take(start, place, length)
        for start, place, length in blocks:
            self._extend(start, place, length)
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
                self._gap(at, end, 0, right) if right >= 0 else None
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
            pairs = _unique([old[at] for at in ats], [new[place] for place in places])
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
        best: tuple[int, int] | None = None
        for i, at in enumerate(ats):
            for j, place in enumerate(places):
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
        best = max(
            range(low, high + 1), key=lambda at: (_boundary(self.old, self.vocabulary, at), -abs(at - start))
        )
        for at in range(best, start):  # moves to the left
            self.new_of[at + length], self.new_of[at] = self.new_of[at], -1
        for at in range(start, best):
            self.new_of[at], self.new_of[at + length] = self.new_of[at + length], -1

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
        best = max(
            range(low, high + 1), key=lambda at: (_boundary(self.new, self.vocabulary, at), -abs(at - start))
        )
        for step in range(start - best):  # the tokens before it move behind it
            new_of[before - step] += length
        for step in range(best - start):
            new_of[before + 1 + step] -= length
        for place in range(min(start, best), max(end, best + length)):
            self.taken[place] = not best <= place < best + length


def _boundary(tokens: Tokens, vocabulary: Vocabulary, at: int) -> int:
    """How good a place the beginning of a token is for a removal or insertion to begin."""
    if at == 0 or tokens.ids[at - 1] < 0:
        return 3
    if tokens.starts[at] == tokens.ends[at - 1]:
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


def alike(a: str, b: str) -> bool:
    """Whether two words are spelt almost alike: most letters are the same, in the same order.

    Examples:
        >>> alike("harbour", "harbuor"), alike("harbour", "port")
        (True, False)
    """
    if not (a[0].isalnum() and b[0].isalnum()) or 10 * min(len(a), len(b)) < 6 * max(len(a), len(b)):
        return False
    return len(common(a, b)) * 2 >= _ALIKE * (len(a) + len(b))


def _one(i: int, j: int) -> int:
    return 1


def common(
    a: Sequence[int] | str, b: Sequence[int] | str, score: Callable[[int, int], int] = _one
) -> list[Pair]:
    """The common subsequence of the highest score, as pairs of indices; of several, one near the diagonal."""
    rows, columns = len(a), len(b)
    best = [[0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        row, below, item = best[i], best[i + 1], a[i]
        for j in range(columns - 1, -1, -1):
            without = below[j] if below[j] >= row[j + 1] else row[j + 1]
            if item == b[j]:
                taken = below[j + 1] + score(i, j)
                row[j] = taken if taken >= without else without
            else:
                row[j] = without
    pairs, i, j = [], 0, 0
    while i < rows and j < columns and best[i][j]:
        down, right = best[i + 1][j], best[i][j + 1]
        if best[i][j] > down and best[i][j] > right:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif down != right:
            i, j = (i + 1, j) if down > right else (i, j + 1)
        elif a[i] == b[j] and best[i][j] == best[i + 1][j + 1] + score(i, j):
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif i * columns <= j * rows:
            i += 1
        else:
            j += 1
    return pairs


def _unique(a: list[int], b: list[int]) -> list[Pair]:
    """What stands once in both, two tokens or else one, in the same order."""
    for length in (2, 1):
        pairs = [(i, j) for i, j in _seeds(a, b, length).tolist()]
        chain = _longest_chain([j for _, j in pairs])
        found: list[Pair] = []
        for at in chain:
            for step in range(length):
                i, j = pairs[at][0] + step, pairs[at][1] + step
                if not found or (i > found[-1][0] and j > found[-1][1]):
                    found.append((i, j))
        if found:
            return found
    return []


def _seeds(a: Sequence[int], b: Sequence[int], length: int) -> np.ndarray:
    """Places of the runs of `length` tokens that stand once in `a` and once in `b`, in the order of `a`."""
    import numpy as np  # slow to import, and only who carries over needs it

    if len(a) < length or len(b) < length:
        return np.empty((0, 2), np.int64)
    both = np.concatenate([np.asarray(a, np.int64), np.asarray(b, np.int64)])
    names = np.unique(both, return_inverse=True)[1].astype(np.int64)
    # Names of single tokens, then of two, then of four: exact, where a hash would have to be trusted.
    done = 1
    while done < length:
        step = min(done, length - done)
        names = names[:-step] * (len(both) + 1) + names[step:]
        names = np.unique(names, return_inverse=True)[1].astype(np.int64)
        done += step
    left, right = names[: len(a) - length + 1], names[len(a) :]
    size = int(names.max()) + 1
    once = (np.bincount(left, minlength=size) == 1) & (np.bincount(right, minlength=size) == 1)
    place = np.empty(size, np.int64)
    place[right] = np.arange(len(right))
    at = np.flatnonzero(once[left])
    return np.stack([at, place[left[at]]], axis=1)


def _longest_chain(places: Sequence[int]) -> list[int]:
    """Indices of a longest rising subsequence."""
    tails: list[int] = []
    last: list[int] = []
    before = [-1] * len(places)
    for at, place in enumerate(places):
        rank = bisect_left(tails, place)
        if rank:
            before[at] = last[rank - 1]
        if rank == len(tails):
            tails.append(place)
            last.append(at)
        else:
            tails[rank], last[rank] = place, at
    chain = []
    at = last[-1] if last else -1
    while at >= 0:
        chain.append(at)
        at = before[at]
    return chain[::-1]


def _blocks(a: Sequence[int], b: Sequence[int]) -> list[tuple[int, int, int]]:
    """Runs of equal tokens (old place, new place, length): those in order first, then those that were moved."""
    import numpy as np  # slow to import, and only who carries over needs it

    seeds = _seeds(a, b, SEED)
    if not len(seeds):
        return []
    is_kept = np.zeros(len(seeds), bool)
    is_kept[_longest_chain(seeds[:, 1].tolist())] = True
    main = _runs(seeds[is_kept])
    moved: list[tuple[int, int, int]] = []
    group: list[tuple[int, int, int]] = []
    for run in [*_runs(seeds[~is_kept]), None]:
        if run and group:
            start, place, length = group[-1]
            if 0 <= run[0] - start - length <= NEAR and 0 <= run[1] - place - length <= NEAR:
                group.append(run)
                continue
        if sum(length for _, _, length in group) >= MOVED:
            moved += group
        group = [run] if run else []
    return [*main, *moved]


def _runs(seeds: np.ndarray) -> list[tuple[int, int, int]]:
    import numpy as np  # slow to import, and only who carries over needs it

    if not len(seeds):
        return []
    steps = np.diff(seeds, axis=0)
    # Seeds overlap: up to SEED apart on one diagonal they are one run.
    cuts = np.flatnonzero((steps[:, 0] != steps[:, 1]) | (steps[:, 0] > SEED)) + 1
    firsts = np.concatenate([[0], cuts])
    lasts = np.concatenate([cuts - 1, [len(seeds) - 1]])
    starts, ends = seeds[firsts], seeds[lasts]
    return [
        (int(i), int(j), int(end - i) + SEED)
        for (i, j), end in zip(starts.tolist(), ends[:, 0].tolist(), strict=True)
    ]
