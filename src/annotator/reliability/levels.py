"""Levels of measurement: how far two values are apart, and how their distances grow with the data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Level = Literal["nominal", "ordinal", "interval", "ratio"]
Floats = NDArray[np.float64]
LEVELS: tuple[str, ...] = ("nominal", "ordinal", "interval", "ratio")


def distances(level: str, values: Sequence[Any], totals: Floats) -> Floats:
    """Krippendorff's metric differences between the values of a variable.

    Args:
        level: nominal, ordinal, interval or ratio.
        values: The K values in order; numbers where the level is interval or ratio.
        totals: How often each value occurs in a pair, shape (..., K): ordinal differences depend on it.

    Returns:
        Squared differences, shape (K, K), or (..., K, K) for the ordinal level.

    Raises:
        ValueError: If the level is none of these.

    Source: Krippendorff (2011), Computing Krippendorff's alpha-reliability, section C.
    """
    size = len(values)
    if level == "nominal":
        return 1.0 - np.eye(size)
    if level == "ordinal":
        # The number of ranks between two values, each value standing in the middle of its own.
        middle = np.cumsum(totals, axis=-1) - totals / 2
        return np.asarray((middle[..., :, None] - middle[..., None, :]) ** 2)
    numbers = np.asarray(values, dtype=np.float64)
    difference = numbers[:, None] - numbers[None, :]
    if level == "interval":
        return np.asarray(difference**2)
    if level == "ratio":
        total = numbers[:, None] + numbers[None, :]
        return np.asarray(np.divide(difference, total, out=np.zeros_like(difference), where=total != 0) ** 2)
    raise ValueError(f"There is no level of measurement {level!r}: choose one of {', '.join(LEVELS)}.")


def masi(one: Iterable[Any], other: Iterable[Any]) -> float:
    """MASI distance between two sets of values: 0 for equal sets, 1 for sets that share nothing.

    Source: Passonneau (2006), Measuring agreement on set-valued items (MASI), LREC.

    Examples:
        >>> round(masi({1, 2}, {1, 2, 3, 4}), 3)
        0.667
        >>> masi([], []), masi({1}, {2})
        (0.0, 1.0)
    """
    first, second = set(one), set(other)
    if first == second:
        return 0.0
    common = len(first & second)
    if common == 0:
        return 1.0
    monotone = 2 / 3 if first < second or second < first else 1 / 3
    return 1.0 - common / len(first | second) * monotone


def set_distances(sets: Sequence[Iterable[Any]]) -> Floats:
    """MASI distances between sets, shape (K, K)."""
    found = np.zeros((len(sets), len(sets)))
    for i, one in enumerate(sets):
        for j in range(i):
            found[i, j] = found[j, i] = masi(one, sets[j])
    return found


def weights(kind: str | None, size: int) -> Floats:
    """Weights of agreement between K ordered values: 1 on the diagonal, less the further two values are apart.

    Args:
        kind: None for 0 and 1 only, `"linear"`, `"quadratic"`, or `"ordinal"` (Gwet's, by the number of pairs of ranks).
        size: How many values there are.

    Raises:
        ValueError: If the kind is none of these.

    Source: Gwet (2014), Handbook of inter-rater reliability, 4th ed., chapter 3; Cohen (1968).
    """
    apart = np.abs(np.subtract.outer(np.arange(size), np.arange(size))).astype(np.float64)
    most = max(size - 1, 1)
    if kind is None:
        return np.eye(size)
    if kind == "linear":
        return np.asarray(1 - apart / most)
    if kind == "quadratic":
        return np.asarray(1 - (apart / most) ** 2)
    if kind == "ordinal":
        pairs = apart * (apart + 1) / 2
        return np.asarray(1 - pairs / max(float(pairs.max()), 1.0))
    raise ValueError(f"There are no weights {kind!r}: choose linear, quadratic, ordinal, or None.")
