"""Labels of many readers for the models of readers: checked, coded, and as one sparse matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from annotator.reliability.levels import Floats

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_array

Ints = NDArray[np.int64]
FLOOR = (
    1e-10  # a probability is never taken for smaller: one surprising label must not forbid a class for ever
)


@dataclass(frozen=True)
class Labels:
    """Labels, coded in sorted order, so that the order in which they were given is gone.

    Attributes:
        tasks, readers, classes: What the codes stand for, sorted.
        given: How often reader r gave task t the class l: sparse, shape (T, R * K), columns r * K + l.
        given_turned: The same, turned over.
    """

    tasks: NDArray[Any]
    readers: NDArray[Any]
    classes: NDArray[Any]
    given: csr_array
    given_turned: csr_array

    @property
    def shape(self) -> tuple[int, int, int]:
        """Numbers of tasks, readers and classes."""
        return len(self.tasks), len(self.readers), len(self.classes)

    def votes(self) -> Floats:
        """How many readers gave each task each class, shape (T, K)."""
        _, readers, classes = self.shape
        fold = np.tile(np.eye(classes), (readers, 1))
        return np.asarray(self.given @ fold)


@dataclass(frozen=True)
class ModelResult:
    """What a model of readers says.

    Attributes:
        name: The model.
        tasks: The tasks, sorted.
        value: The most probable class of each task.
        confidence: Its probability.
        probabilities: Of each class, shape (tasks, classes).
        classes: The classes, sorted.
        readers: The readers, sorted.
        accuracy: Of each reader: how often the model expects them to give the true class; for MACE their competence, the
            probability that they do not guess.
        confusion: Probability that a reader gives class l where c is true, shape (readers, c, l).
        prior: Of each class.
        n: How many labels it rests on.
        interval: None: these models give probabilities, not intervals.
        iterations: Steps until nothing changed.
        log_likelihood: Of the labels.
        explanation: What to know before trusting it; empty if nothing is to be said.
    """

    name: str
    tasks: NDArray[Any]
    value: NDArray[Any]
    confidence: Floats
    probabilities: Floats
    classes: NDArray[Any]
    readers: NDArray[Any]
    accuracy: Floats
    confusion: Floats
    prior: Floats
    n: int
    iterations: int
    log_likelihood: float
    interval: None = None
    explanation: str = ""

    def table(self) -> pd.DataFrame:
        """One row for each task: task, value, confidence."""
        import pandas as pd

        return pd.DataFrame({"task": self.tasks, "value": self.value, "confidence": self.confidence})

    def __repr__(self) -> str:
        said = f"; {self.explanation}" if self.explanation else ""
        return (
            f"ModelResult({self.name}: {len(self.tasks):,} tasks, {len(self.readers):,} readers, {self.n:,} labels, "
            f"{self.iterations} iterations{said})"
        )


def labels_of(tasks: ArrayLike, readers: ArrayLike, labels: ArrayLike) -> Labels:
    """Code labels.

    Args:
        tasks: What each label is about, shape (N,): ids of any kind that can be sorted.
        readers: Who gave it, shape (N,).
        labels: The class, shape (N,); None and NaN are left out.

    Raises:
        ValueError: If the three are not of one length, or there is no label.
    """
    import pandas as pd
    from scipy.sparse import csr_array

    columns = [pd.Series(each) for each in (tasks, readers, labels)]
    if len({len(column) for column in columns}) > 1:
        lengths = ", ".join(str(len(column)) for column in columns)
        raise ValueError(f"tasks, readers and labels are columns of one table: their lengths are {lengths}.")
    if any(column.isna().any() for column in columns):
        there = ~(columns[0].isna() | columns[1].isna() | columns[2].isna())
        columns = [column[there] for column in columns]
    if not len(columns[0]):
        raise ValueError("There is no label: give at least one task, reader and label.")
    coded = [pd.factorize(column, sort=True) for column in columns]
    (task, names), (reader, people), (label, classes) = coded
    size = len(people) * len(classes)
    cells, often = np.unique(task.astype(np.int64) * size + reader * len(classes) + label, return_counts=True)
    rows, places = np.divmod(cells, size)
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(names)))])
    given = csr_array((often.astype(np.float64), places, starts), shape=(len(names), size))
    return Labels(np.asarray(names), np.asarray(people), np.asarray(classes), given, given.T.tocsr())


def softmax(scores: Floats) -> tuple[Floats, Floats]:
    """Rows of log scores as probabilities, and the log of each row's sum: no product ever underflows."""
    highest = scores.max(axis=1, keepdims=True)
    shifted = np.exp(scores - highest)
    total = shifted.sum(axis=1, keepdims=True)
    return shifted / total, (highest + np.log(total))[:, 0]
