"""Cohen's, Scott's, Fleiss' and Gwet's coefficients of plain arrays. Alpha is what the tables of this package use."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from annotator.reliability.intervals import jackknife
from annotator.reliability.levels import weights as weights_of
from annotator.reliability.ratings import Ratings, documents_of, interval_note, ratings_of
from annotator.reliability.result import Result
from annotator.reliability.sums import Chance, Pairwise, Share, Sums

Ints = NDArray[np.int64]


def cohen_kappa(
    a: ArrayLike,
    b: ArrayLike,
    weights: str | None = None,
    *,
    values: Any = None,
    documents: ArrayLike | None = None,
) -> Result:
    """Cohen's kappa of two readers.

    Args:
        a: Answers of one reader, shape (units,); NaN or None where there is none.
        b: Answers of the other.
        weights: `"linear"`, `"quadratic"` or `"ordinal"` for ordered values; None if only equal answers agree.
        values: The values in order; None for those that occur, sorted.
        documents: The document of each unit, for the interval; see `krippendorff_alpha`.

    Returns:
        Kappa with its 95 % interval. Units that one of the two did not answer do not count.

    Raises:
        ValueError: If the two are not of one length, or there are no such weights.

    Source: Cohen (1960), A coefficient of agreement for nominal scales; Cohen (1968) for the weights. The example is
    the table on p. 45 of 1960; he prints .492.

    Examples:
        >>> table = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
        >>> pairs = [(i, j) for i in range(3) for j in range(3) for _ in range(table[i][j])]
        >>> a, b = zip(*pairs)
        >>> round(cohen_kappa(a, b).value, 3), cohen_kappa(a, b).n
        (0.492, 200)
    """
    return _of_two("Cohen's kappa" if weights is None else f"Cohen's kappa, {weights} weights", "cohen", a, b, weights,
                   values, documents)  # fmt: skip


def scott_pi(a: ArrayLike, b: ArrayLike, *, values: Any = None, documents: ArrayLike | None = None) -> Result:
    """Scott's pi of two readers: chance as if both had the habits of their mean.

    Arguments, result and errors as for `cohen_kappa`.

    Source: Scott (1955), Reliability of content analysis: the case of nominal scale coding.

    Examples:
        >>> round(scott_pi([0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]).value, 4)
        0.0476
    """
    return _of_two("Scott's pi", "scott", a, b, None, values, documents)


def fleiss_kappa(counts: ArrayLike, *, documents: ArrayLike | None = None) -> Result:
    """Fleiss' kappa of any number of readers.

    Args:
        counts: How many readers chose each value, shape (units, K). Where units have different numbers of readers,
            their shares are averaged (Gwet 2014).
        documents: The document of each unit, for the interval; see `krippendorff_alpha`.

    Returns:
        Kappa with its 95 % interval.

    Raises:
        ValueError: If these are not counts.

    Source: Fleiss (1971), Measuring nominal scale agreement among many raters.

    Examples:
        >>> counts = [[0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
        ...           [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7]]
        >>> round(fleiss_kappa(counts).value, 3)
        0.21
    """
    table = np.asarray(counts)
    if (
        table.ndim != 2
        or table.dtype.kind not in "iuf"
        or (table < 0).any()
        or (table != np.floor(table)).any()
    ):
        raise ValueError(
            "Fleiss' kappa takes counts of readers: one row for each unit, one column for each value."
        )
    cluster, clusters = _clusters(documents, len(table))
    values = range(table.shape[1])
    sums = Chance.of("fleiss", table, cluster, clusters, values, np.eye(table.shape[1]))
    return _result("Fleiss' kappa", sums, int((table.sum(axis=1) >= 2).sum()), documents is not None)


def gwet_ac1(ratings: ArrayLike, *, values: Any = None, documents: ArrayLike | None = None) -> Result:
    """Gwet's AC1 of any number of readers, with missing answers.

    Args:
        ratings: One row for each reader, one column for each unit; NaN or None where there is no answer.
        values: All values that can be chosen; None for those that occur. AC1 depends on how many there are.
        documents: The document of each unit, for the interval; see `krippendorff_alpha`.

    Returns:
        AC1 with its 95 % interval.

    Raises:
        ValueError: If the table is not of two dimensions, or a value is not among `values`.

    Source: Gwet (2008), Computing inter-rater reliability and its variance in the presence of high agreement; Gwet
    (2014), Handbook of inter-rater reliability, 4th ed. The example is that of Krippendorff (2011), for which Gwet's
    programs print .775.

    Examples:
        >>> _ = None
        >>> ratings = [
        ...     [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
        ...     [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
        ...     [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
        ...     [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
        ... ]
        >>> round(gwet_ac1(ratings).value, 3)
        0.775
    """
    return _gwet("Gwet's AC1", "ac1", ratings_of(ratings, values), None, documents, values is not None)


def gwet_ac2(
    ratings: ArrayLike, weights: str = "quadratic", *, values: Any = None, documents: ArrayLike | None = None
) -> Result:
    """Gwet's AC2: AC1 for ordered values, where answers that are close agree in part.

    Args:
        ratings: One row for each reader, one column for each unit; NaN or None where there is no answer.
        weights: `"quadratic"`, `"linear"` or `"ordinal"`.
        values: All values in order; None for those that occur, sorted.
        documents: The document of each unit, for the interval; see `krippendorff_alpha`.

    Returns:
        AC2 with its 95 % interval.

    Raises:
        ValueError: As for `gwet_ac1`, or if there are no such weights.

    Source: Gwet (2014), Handbook of inter-rater reliability, 4th ed., chapters 3 and 5. The weights go by the place of a
    value in the order.

    Examples:
        >>> round(gwet_ac2([[1, 2, 3, 3, 2], [1, 2, 3, 2, 2]]).value, 3)
        0.868
    """
    return _gwet(
        f"Gwet's AC2, {weights} weights",
        "ac2",
        ratings_of(ratings, values),
        weights,
        documents,
        values is not None,
    )


def percent_agreement(ratings: ArrayLike, *, documents: ArrayLike | None = None) -> Result:
    """The share of pairs of answers to one unit that are equal, averaged over units. Not corrected for chance.

    Args:
        ratings: One row for each reader, one column for each unit; NaN or None where there is no answer.
        documents: The document of each unit, for the interval; see `krippendorff_alpha`.

    Examples:
        >>> round(percent_agreement([["a", "a", "b"], ["a", "b", "b"]]).value, 3)
        0.667
    """
    table = ratings_of(ratings).counts()
    cluster, clusters = _clusters(documents, len(table))
    sums = percent(table, cluster, clusters)
    return _result("percent agreement", sums, int((table.sum(axis=1) >= 2).sum()), documents is not None)


def percent(table: Ints, document: Ints, documents: int) -> Share:
    """The sums of percent agreement, from counts of each value, shape (units, K)."""
    chance = Chance.of("fleiss", table, document, documents, range(table.shape[1]), np.eye(table.shape[1]))
    return Share(chance.agreement, chance.paired)


def _gwet(
    name: str, kind: str, table: Ratings, weights: str | None, documents: ArrayLike | None, listed: bool
) -> Result:
    counts = table.counts()
    cluster, clusters = _clusters(documents, len(counts))
    values = list(table.values)
    if not listed:  # whole numbers between those that occur are no values
        occurs = np.flatnonzero(counts.sum(axis=0))
        counts, values = counts[:, occurs], [values[at] for at in occurs.tolist()]
    sums = Chance.of(kind, counts, cluster, clusters, values, weights_of(weights, len(values)))
    return _result(name, sums, int((counts.sum(axis=1) >= 2).sum()), documents is not None)


def _of_two(
    name: str,
    kind: str,
    a: ArrayLike,
    b: ArrayLike,
    weights: str | None,
    values: Any,
    documents: ArrayLike | None,
) -> Result:
    rows = [np.asarray(each, dtype=object) for each in (a, b)]
    if rows[0].shape != rows[1].shape or rows[0].ndim != 1:
        raise ValueError(
            f"The two readers need answers to the same units: these have the shapes {rows[0].shape} and {rows[1].shape}."
        )
    table = ratings_of(np.stack(rows) if len(rows[0]) else np.zeros((2, 0)), values)
    both = (table.codes >= 0).all(axis=0)
    cluster, clusters = _clusters(documents, len(rows[0]))
    size = max(len(table.values), 1)
    codes = table.codes[:, both].astype(np.int64)
    flat = cluster[both] * size * size + codes[0] * size + codes[1]
    cells, often = np.unique(flat, return_counts=True)
    if documents is None:
        # Every unit is a cluster of its own, and units with the same pair of answers are alike.
        pair = np.unique(codes[0] * size + codes[1], return_counts=True)
        return _of_cells(name, kind, pair, size, weights, table, int(both.sum()))
    found = np.zeros((clusters, size, size))
    found.reshape(-1)[cells] = often
    sums = Pairwise(kind, np.arange(clusters), np.zeros(clusters, dtype=np.int64), found, clusters,
                    weights_of(weights, size), tuple(table.values))  # fmt: skip
    return _result(name, sums, int(both.sum()), True)


def _of_cells(
    name: str, kind: str, pair: tuple[Ints, Ints], size: int, weights: str | None, table: Ratings, units: int
) -> Result:
    cells = np.zeros((1, size, size))
    cells.reshape(-1)[pair[0]] = pair[1]
    zero = np.zeros(1, dtype=np.int64)
    whole = Pairwise(kind, zero, zero, cells, 1, weights_of(weights, size), tuple(table.values))
    value = whole.value()
    if np.isnan(value):
        return Result(name, value, None, units, whole.undefined())
    one = np.zeros((len(pair[0]), size * size))
    one[np.arange(len(pair[0])), pair[0]] = 1
    left = whole._coefficient(cells - one.reshape(-1, size, size))
    interval = jackknife(value, left, often=pair[1])
    return Result(name, value, interval, units, interval_note(interval, False))


def _clusters(documents: ArrayLike | None, units: int) -> tuple[Ints, int]:
    cluster, clusters = documents_of(documents, units)
    return (np.arange(units), units) if cluster is None else (cluster, clusters)


def _result(name: str, sums: Sums, units: int, clustered: bool) -> Result:
    value = sums.value()
    if np.isnan(value):
        return Result(name, value, None, units, sums.undefined())
    interval = jackknife(value, sums.without(), scale=sums.scale)
    return Result(name, value, interval, units, interval_note(interval, clustered))
