"""Sums of each document from which a coefficient and its interval follow. They add up over files and machines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from annotator.reliability.coincidence import alpha_of
from annotator.reliability.levels import Floats
from annotator.reliability.result import NO_PAIRS, no_variation
from annotator.reliability.unitizing import u_alpha_of

Ints = NDArray[np.int64]


class Sums(Protocol):
    """What a coefficient is made of, document by document.

    Documents in which nothing can be compared have sums of zero.
    """

    @property
    def scale(self) -> str:
        """As in `intervals.jackknife`."""

    @property
    def compared(self) -> NDArray[np.bool_]:
        """In which documents something can be compared, shape (documents,)."""

    def value(self) -> float:
        """The coefficient of all documents; NaN where it is undefined."""

    def without(self) -> Floats:
        """The coefficient without each of the compared documents."""

    def undefined(self) -> str:
        """Why it is undefined, if it is."""


@dataclass(frozen=True)
class FixedMetric:
    """Alpha at a level whose distances do not depend on the data: nominal, sets.

    Attributes:
        totals: How often each value stands in a pair, shape (documents, K).
        apart: Distances between answers that stand together, summed, shape (documents,).
        values: The values.
        metric: Distances between them, shape (K, K).
    """

    totals: Floats
    apart: Floats
    values: tuple[Any, ...]
    metric: Floats
    scale: str = "z"

    @classmethod
    def of(
        cls, table: Ints, document: Ints, documents: int, values: Sequence[Any], metric: Floats
    ) -> FixedMetric:
        """From counts of each value, shape (units, K), in which every unit has two answers or more."""
        answers = table.sum(axis=1)
        own = ((table @ metric) * table).sum(axis=1) / np.maximum(answers - 1, 1)
        totals = _by_document(table, document, documents)
        apart = sum_by(document, own, documents)
        return cls(totals, apart, tuple(values), metric)

    @property
    def compared(self) -> NDArray[np.bool_]:
        """In which documents something can be compared."""
        return np.asarray(self.totals.sum(axis=1) > 0)

    def _alpha(self, totals: Floats, apart: Floats) -> Floats:
        count = totals.sum(axis=-1)
        expected = ((totals @ self.metric) * totals).sum(axis=-1)
        nothing = expected <= 1e-9 * np.maximum(count, 1)
        return np.asarray(
            np.where(nothing, np.nan, 1 - (count - 1) * apart / np.where(nothing, 1.0, expected))
        )

    def value(self) -> float:
        """Alpha of all documents."""
        return float(self._alpha(self.totals.sum(axis=0), self.apart.sum()))

    def without(self) -> Floats:
        """Alpha without each document."""
        at = self.compared
        return self._alpha(self.totals.sum(axis=0) - self.totals[at], self.apart.sum() - self.apart[at])

    def undefined(self) -> str:
        """Why it is undefined."""
        return _no_variation(self.totals.sum(axis=0), self.values)


@dataclass(frozen=True)
class Ordinal:
    """Alpha of ordered values.

    Attributes:
        observed: Coincidences, shape (documents, K, K).
        values: The values from lowest to highest.
    """

    observed: Floats
    values: tuple[Any, ...]
    scale: str = "z"

    @property
    def compared(self) -> NDArray[np.bool_]:
        """In which documents something can be compared."""
        return np.asarray(self.observed.sum(axis=(1, 2)) > 0)

    def value(self) -> float:
        """Alpha of all documents."""
        return float(alpha_of(self.observed.sum(axis=0), "ordinal", self.values))

    def without(self) -> Floats:
        """Alpha without each document."""
        return alpha_of(self.observed.sum(axis=0) - self.observed[self.compared], "ordinal", self.values)

    def undefined(self) -> str:
        """Why it is undefined."""
        return _no_variation(self.observed.sum(axis=(0, 1)), self.values)


@dataclass(frozen=True)
class Numbers:
    """Alpha of numbers, by their moments: there may be as many different numbers as answers.

    Attributes:
        moments: Number of answers in pairs, their sum, the sum of their squares, and the squared differences of those
            that stand together, shape (documents, 4). Numbers count from `origin`, which keeps the squares small.
        origin: Where they count from.
    """

    moments: Floats
    origin: float
    scale: str = "z"

    @classmethod
    def of(cls, number: Floats, unit: Ints, document: Ints, documents: int) -> Numbers:
        """From the numbers, the unit of each, and the document of every unit."""
        answers = np.bincount(unit, minlength=len(document)).astype(np.float64)
        pairs = answers[unit] >= 2
        origin = float(number[pairs].mean()) if pairs.any() else 0.0
        centred, at = number[pairs] - origin, unit[pairs]
        once = sum_by(at, centred, len(document))
        squares = sum_by(at, centred**2, len(document))
        paired = answers >= 2
        own = np.where(paired, 2 * (answers * squares - once**2) / np.maximum(answers - 1, 1), 0.0)
        columns = [np.where(paired, answers, 0.0), once, squares, np.maximum(own, 0.0)]
        found = np.stack([sum_by(document, c, documents) for c in columns], axis=1)
        return cls(found, origin)

    @property
    def compared(self) -> NDArray[np.bool_]:
        """In which documents something can be compared."""
        return np.asarray(self.moments[:, 0] > 0)

    @staticmethod
    def _alpha(moments: Floats) -> Floats:
        count, once, squares, apart = np.moveaxis(moments, -1, 0)
        expected = 2 * (count * squares - once**2)
        nothing = expected <= 1e-9 * np.maximum(count * squares, 1e-300)
        return np.asarray(
            np.where(nothing, np.nan, 1 - (count - 1) * apart / np.where(nothing, 1.0, expected))
        )

    def value(self) -> float:
        """Alpha of all documents."""
        return float(self._alpha(self.moments.sum(axis=0)))

    def without(self) -> Floats:
        """Alpha without each document."""
        return self._alpha(self.moments.sum(axis=0) - self.moments[self.compared])

    def undefined(self) -> str:
        """Why it is undefined."""
        count, once = self.moments.sum(axis=0)[:2]
        return no_variation(round(float(self.origin + once / count), 9)) if count else NO_PAIRS


@dataclass(frozen=True)
class Along:
    """u-alpha.

    Attributes:
        observed: Coincidences along the text, shape (documents, K + 1, K + 1); the first value is the gap.
        self_pairs: See `unitizing.Continuum`, shape (documents, K + 1).
    """

    observed: Floats
    self_pairs: Floats
    scale: str = "z"

    @property
    def compared(self) -> NDArray[np.bool_]:
        """In which documents something can be compared."""
        return np.asarray(self.observed.sum(axis=(1, 2)) > 0)

    def value(self) -> float:
        """u-alpha of all documents."""
        return float(u_alpha_of(self.observed.sum(axis=0), self.self_pairs.sum(axis=0)))

    def without(self) -> Floats:
        """u-alpha without each document."""
        at = self.compared
        return u_alpha_of(
            self.observed.sum(axis=0) - self.observed[at], self.self_pairs.sum(axis=0) - self.self_pairs[at]
        )

    def undefined(self) -> str:
        """Why it is undefined."""
        totals = self.observed.sum(axis=(0, 1))
        if not totals.sum():
            return "no document was read by two readers, so there is nothing to compare"
        if totals[0] == totals.sum():
            return "no variation: nobody marked anything"
        return "no variation: everybody marked everything"


@dataclass(frozen=True)
class Share:
    """A share of something: one sum over another."""

    part: Floats
    whole: Floats
    scale: str = "share"

    @property
    def compared(self) -> NDArray[np.bool_]:
        """In which documents something can be compared."""
        return np.asarray(self.whole > 0)

    def value(self) -> float:
        """The share in all documents."""
        whole = self.whole.sum()
        return float(self.part.sum() / whole) if whole else float("nan")

    def without(self) -> Floats:
        """The share without each document."""
        at = self.compared
        whole = self.whole.sum() - self.whole[at]
        return np.asarray(
            np.where(whole > 0, (self.part.sum() - self.part[at]) / np.where(whole > 0, whole, 1), np.nan)
        )

    def undefined(self) -> str:
        """Why it is undefined."""
        return NO_PAIRS


@dataclass(frozen=True)
class Chance:
    """Coefficients that correct the share of agreeing pairs of a unit by one agreement by chance: Fleiss, Gwet.

    Attributes:
        name: fleiss, ac1 or ac2.
        agreement: Agreement within units, summed, shape (documents,).
        paired: Units with two answers or more.
        shares: Shares of each value within units, summed, shape (documents, K).
        weights: Of agreement between values, shape (K, K).
        values: The values.
    """

    name: str
    agreement: Floats
    paired: Floats
    shares: Floats
    weights: Floats
    values: tuple[Any, ...]
    scale: str = "z"

    @classmethod
    def of(
        cls, name: str, table: Ints, document: Ints, documents: int, values: Sequence[Any], weights: Floats
    ) -> Chance:
        """From counts of each value, shape (units, K). Units with one answer count for the shares.

        Source: Gwet (2014), Handbook of inter-rater reliability, 4th ed., chapters 2 to 5; Fleiss (1971).
        """
        answers = table.sum(axis=1)
        within = (table * (table @ weights - np.diag(weights))).sum(axis=1)
        paired = answers >= 2
        agreement = np.where(paired, within / np.maximum(answers * (answers - 1), 1), 0.0)
        shares = table / np.maximum(answers, 1)[:, None]
        return cls(
            name, sum_by(document, agreement, documents),
            sum_by(document, paired.astype(np.float64), documents),
            _by_document(shares, document, documents), weights, tuple(values),
        )  # fmt: skip

    @property
    def compared(self) -> NDArray[np.bool_]:
        """In which documents something can be compared."""
        return np.asarray(self.paired > 0)

    def _coefficient(self, agreement: Floats, paired: Floats, shares: Floats) -> Floats:
        size = len(self.values)
        count = shares.sum(axis=-1)
        share = shares / np.maximum(count, 1e-12)[..., None]
        if self.name == "fleiss":
            chance = ((share @ self.weights) * share).sum(axis=-1)
        else:
            chance = self.weights.sum() / max(size * (size - 1), 1) * (share * (1 - share)).sum(axis=-1)
        nothing = (paired <= 0) | (share.max(axis=-1, initial=0.0) >= 1 - 1e-12)
        observed = agreement / np.where(nothing, 1.0, paired)
        return np.asarray(np.where(nothing, np.nan, (observed - chance) / np.where(nothing, 1.0, 1 - chance)))

    def value(self) -> float:
        """The coefficient of all documents."""
        return float(self._coefficient(self.agreement.sum(), self.paired.sum(), self.shares.sum(axis=0)))

    def without(self) -> Floats:
        """The coefficient without each document."""
        at = self.compared
        return self._coefficient(
            self.agreement.sum() - self.agreement[at], self.paired.sum() - self.paired[at],
            self.shares.sum(axis=0) - self.shares[at],
        )  # fmt: skip

    def undefined(self) -> str:
        """Why it is undefined."""
        return NO_PAIRS if not self.paired.sum() else _no_variation(self.shares.sum(axis=0), self.values)


@dataclass(frozen=True)
class Pairwise:
    """Coefficients of two readers, and their mean over all pairs of readers: Cohen, Scott, F1.

    Attributes:
        name: cohen, scott or f1.
        document: Document of each row.
        pair: Pair of readers of each row, 0 … P - 1.
        cells: What the two readers did in the document: a contingency table, shape (rows, K, K); for F1 what both
            marked, and what each marked, shape (rows, 3).
        documents: How many documents there are.
        weights: Of agreement between values; None for F1.
        values: The values.
        pairs: Names of the two readers of each pair.
    """

    name: str
    document: Ints
    pair: Ints
    cells: Floats
    documents: int
    weights: Floats | None = None
    values: tuple[Any, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()

    @property
    def scale(self) -> str:
        """F1 is a share; the kappas go below 0."""
        return "share" if self.name == "f1" else "z"

    @property
    def compared(self) -> NDArray[np.bool_]:
        """In which documents something can be compared."""
        weights = self.cells.sum(axis=tuple(range(1, self.cells.ndim)))
        return np.asarray(sum_by(self.document, weights, self.documents) > 0)

    def _sums(self) -> Floats:
        pairs = int(self.pair.max()) + 1 if len(self.pair) else 0
        found = np.zeros((pairs, *self.cells.shape[1:]))
        np.add.at(found, self.pair, self.cells)
        return found

    def _coefficient(self, cells: Floats) -> Floats:
        if self.name == "f1":
            marked = cells[..., 1] + cells[..., 2]
            return np.asarray(np.where(marked > 0, 2 * cells[..., 0] / np.maximum(marked, 1), np.nan))
        assert self.weights is not None
        total = cells.sum(axis=(-2, -1))
        share = cells / np.maximum(total, 1)[..., None, None]
        one, other = share.sum(axis=-1), share.sum(axis=-2)
        if self.name == "scott":
            one = other = (one + other) / 2
        observed = (share * self.weights).sum(axis=(-2, -1))
        chance = ((one @ self.weights) * other).sum(axis=-1)
        nothing = (total <= 0) | (chance >= 1 - 1e-12)
        return np.asarray(np.where(nothing, np.nan, (observed - chance) / np.where(nothing, 1.0, 1 - chance)))

    def value(self) -> float:
        """The mean over the pairs for which it is defined."""
        each = self._coefficient(self._sums())
        return float(np.nanmean(each)) if (~np.isnan(each)).any() else float("nan")

    def without(self) -> Floats:
        """The same, without each document."""
        sums = self._sums()
        each = self._coefficient(sums)
        defined = ~np.isnan(each)
        changed = self._coefficient(sums[self.pair] - self.cells)
        before, after = each[self.pair], changed
        total = sum_by(self.document, np.nan_to_num(after) - np.nan_to_num(before), self.documents)
        count = sum_by(
            self.document,
            (~np.isnan(after)).astype(float) - (~np.isnan(before)),
            self.documents,
        )
        left = defined.sum() + count
        mean = (np.nansum(each) + total) / np.where(left > 0, left, 1)
        return np.asarray(np.where(left > 0, mean, np.nan)[self.compared])

    def undefined(self) -> str:
        """Why it is undefined."""
        if not len(self.cells) or not self.cells.sum():
            return NO_PAIRS
        return _no_variation(self.cells.sum(axis=(0, 1)) + self.cells.sum(axis=(0, 2)), self.values)


def sum_by(group: Ints, weights: NDArray[Any], groups: int) -> Floats:
    """The sum of the weights of each group, shape (groups,)."""
    return np.bincount(group, weights=weights, minlength=groups).astype(np.float64)


def _by_document(table: NDArray[Any], document: Ints, documents: int) -> Floats:
    columns = [sum_by(document, column, documents) for column in table.T]
    return np.stack(columns, axis=1) if columns else np.zeros((documents, 0))


def _no_variation(totals: Floats, values: Sequence[Any]) -> str:
    if not totals.sum():
        return NO_PAIRS
    return no_variation(values[int(np.argmax(totals))])
