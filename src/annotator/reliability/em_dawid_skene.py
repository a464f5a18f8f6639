"""Dawid and Skene's model: each reader has a confusion matrix of their own, found together with the truth."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from annotator.reliability.labels import FLOOR, ModelResult, labels_of, softmax


def dawid_skene(
    tasks: ArrayLike, readers: ArrayLike, labels: ArrayLike, *, iterations: int = 200, tolerance: float = 1e-7
) -> ModelResult:
    """The most probable class of each task, and how each reader errs, by maximum likelihood (EM).

    Args:
        tasks: What each label is about, shape (N,).
        readers: Who gave it, shape (N,).
        labels: The class, shape (N,); None and NaN are left out.
        iterations: At most so many.
        tolerance: It stops when no probability changes by more.

    Returns:
        Classes, probabilities, and the confusion matrix of each reader. The order of rows never changes it.

    Raises:
        ValueError: If the three are not of one length, or there is no label.

    Source: Dawid and Skene (1979), Maximum likelihood estimation of observer error-rates using the EM algorithm, Applied
    Statistics 28. It starts from the votes.

    Examples:
        >>> found = dawid_skene(
        ...     tasks=[1, 1, 1, 2, 2, 2, 3, 3, 3],
        ...     readers=["ada", "ben", "eve"] * 3,
        ...     labels=["fact", "fact", "fact", "fact", "fact", "opinion", "opinion", "opinion", "opinion"],
        ... )
        >>> list(found.value)
        ['fact', 'fact', 'opinion']
    """
    given = labels_of(tasks, readers, labels)
    _, people, size = given.shape
    votes = given.votes()
    probable = votes / votes.sum(axis=1, keepdims=True)
    step, change, likelihood = 0, np.inf, -np.inf
    prior, confusion = probable.mean(axis=0), np.zeros((people, size, size))
    while step < iterations and change > tolerance:
        step += 1
        counts = np.asarray(given.given_turned @ probable).reshape(people, size, size)  # reader, label, truth
        confusion = counts / np.maximum(counts.sum(axis=1, keepdims=True), FLOOR)
        prior = probable.mean(axis=0)
        scores = given.given @ np.log(np.maximum(confusion, FLOOR)).reshape(people * size, size)
        scores += np.log(np.maximum(prior, FLOOR))
        new, each = softmax(scores)
        change, likelihood, probable = float(np.abs(new - probable).max()), float(each.sum()), new
    best = probable.argmax(axis=1)
    by_truth = confusion.transpose(0, 2, 1)
    accuracy = np.einsum("rcc,c->r", by_truth, prior)
    return ModelResult(
        "Dawid-Skene", given.tasks, given.classes[best], probable[np.arange(len(best)), best], probable, given.classes,
        given.readers, accuracy, by_truth, prior, int(votes.sum()), step, likelihood,
        explanation=_caution(change > tolerance, iterations, votes, people, size),
    )  # fmt: skip


def _caution(unfinished: bool, iterations: int, votes: np.ndarray, people: int, size: int) -> str:
    if unfinished:
        return f"it had not settled after {iterations} iterations; give more"
    if size == 1:
        return "no variation: every label is the same, so nothing can be learned about readers"
    if votes.sum() < 2 * people * size * (size - 1):
        return "few labels for so many readers and classes: its probabilities are surer than they should be"
    return ""
