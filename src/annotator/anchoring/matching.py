"""What two sequences of tokens have in common: what stands once in both, and longest common subsequences."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

SEED = 4  # tokens: three are often a turn of phrase, five are seldom left whole where much was edited
MOVED = 8  # tokens of a moved block; what is shorter may be chance
NEAR = 40  # tokens between parts of one moved block
_ALIKE = 0.7  # of the letters, for a word with a corrected typo

Pair = tuple[int, int]
Run = tuple[int, int, int]  # old place, new place, length


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


def unique(a: list[int], b: list[int]) -> list[Pair]:
    """What stands once in both, two tokens or else one, in the same order."""
    for length in (2, 1):
        pairs = [(i, j) for i, j in seeds(a, b, length).tolist()]
        chain = longest_chain([j for _, j in pairs])
        found: list[Pair] = []
        for at in chain:
            for step in range(length):
                i, j = pairs[at][0] + step, pairs[at][1] + step
                if not found or (i > found[-1][0] and j > found[-1][1]):
                    found.append((i, j))
        if found:
            return found
    return []


def seeds(a: Sequence[int], b: Sequence[int], length: int) -> np.ndarray:
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


def longest_chain(places: Sequence[int]) -> list[int]:
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


def blocks(a: Sequence[int], b: Sequence[int]) -> tuple[list[Run], list[Run]]:
    """Runs of equal tokens: those in order, and those that were moved."""
    import numpy as np  # slow to import, and only who carries over needs it

    found = seeds(a, b, SEED)
    if not len(found):
        return [], []
    is_kept = np.zeros(len(found), bool)
    is_kept[longest_chain(found[:, 1].tolist())] = True
    main = _runs(found[is_kept])
    moved: list[Run] = []
    group: list[Run] = []
    for run in [*_runs(found[~is_kept]), None]:
        if run and group:
            start, place, length = group[-1]
            if 0 <= run[0] - start - length <= NEAR and 0 <= run[1] - place - length <= NEAR:
                group.append(run)
                continue
        if sum(length for _, _, length in group) >= MOVED:
            moved += group
        group = [run] if run else []
    return main, moved


def _runs(seeds: np.ndarray) -> list[Run]:
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
