"""MACE: each reader either knows or guesses; how often, and what they guess, is found together with the truth."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from annotator.reliability.labels import Labels, ModelResult, labels_of, softmax
from annotator.reliability.levels import Floats

# As in the authors' program: Beta(0.5, 0.5) for knowing, and 0.01 shared among the classes for guessing.
KNOWING, GUESSING = 0.5, 0.5
SMOOTHING = 0.01


def mace(
    tasks: ArrayLike,
    readers: ArrayLike,
    labels: ArrayLike,
    *,
    restarts: int = 10,
    iterations: int = 100,
    tolerance: float = 1e-4,
    seed: int = 0,
) -> ModelResult:
    """The most probable class of each task, and the competence of each reader, by variational EM.

    Args:
        tasks: What each label is about, shape (N,).
        readers: Who gave it, shape (N,).
        labels: The class, shape (N,); None and NaN are left out.
        restarts: Random starts, of which the most probable counts.
        iterations: At most so many for each start.
        tolerance: A start is done when no probability changes by more.
        seed: Of the random starts.

    Returns:
        Classes, probabilities, and the competence of each reader as `accuracy`. The order of rows never changes it.

    Raises:
        ValueError: If the three are not of one length, or there is no label.

    Source: Hovy, Berg-Kirkpatrick, Vaswani and Hovy (2013), Learning whom to trust with MACE, NAACL-HLT.

    Examples:
        >>> found = mace(
        ...     tasks=[1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4],
        ...     readers=["ada", "ben", "eve"] * 4,
        ...     labels="fact fact fact opinion opinion fact opinion opinion fact fact fact fact".split(),
        ... )
        >>> list(found.value), str(found.readers[found.accuracy.argmin()])
        (['fact', 'opinion', 'opinion', 'fact'], 'eve')
    """
    given = labels_of(tasks, readers, labels)
    generator = np.random.default_rng(seed)
    starts = [_Start(given, generator) for _ in range(max(restarts, 1))]
    best = max((start.run(iterations, tolerance) for start in starts), key=lambda start: start.likelihood)
    chosen = best.probable.argmax(axis=1)
    size = len(given.classes)
    guess = (1 - best.knows)[:, None] * best.guesses
    confusion = guess[:, None, :] + best.knows[:, None, None] * np.eye(size)
    explanation = "" if best.settled else f"it had not settled after {iterations} iterations; give more"
    if size == 1:
        explanation = "no variation: every label is the same, so nothing can be learned about readers"
    return ModelResult(
        "MACE", given.tasks, given.classes[chosen], best.probable[np.arange(len(chosen)), chosen], best.probable,
        given.classes, given.readers, best.knows, confusion, np.full(size, 1 / size), int(given.given.sum()),
        best.steps, best.likelihood, explanation=explanation,
    )  # fmt: skip


class _Start:
    """One start: its parameters, improved step by step."""

    def __init__(self, given: Labels, generator: np.random.Generator) -> None:
        self.given = given
        _, people, size = given.shape
        self.totals = np.asarray(given.given.sum(axis=0)).reshape(people, size)
        knows = generator.uniform(0.5, 1.0, people)
        guesses = generator.uniform(0.5, 1.0, (people, size))
        self.knows: Floats = knows
        self.guesses: Floats = guesses / guesses.sum(axis=1, keepdims=True)
        self.probable: Floats = np.zeros((0, size))
        self.likelihood, self.steps, self.settled = -np.inf, 0, False

    def run(self, iterations: int, tolerance: float) -> _Start:
        """Improve it until it has settled."""
        knowing, guessing = self.knows, (1 - self.knows)[:, None] * self.guesses
        _, people, size = self.given.shape
        diagonal = np.arange(size)
        while self.steps < iterations and not self.settled:
            self.steps += 1
            right = guessing + knowing[:, None]  # probability of a label that is the truth
            log_guessing = np.log(guessing)
            scores = np.repeat(log_guessing[:, :, None], size, axis=2)
            scores[:, diagonal, diagonal] = np.log(right)
            new, each = softmax(self.given.given @ scores.reshape(people * size, size))
            agreed = np.asarray(self.given.given_turned @ new).reshape(people, size, size)[
                :, diagonal, diagonal
            ]
            known = agreed * knowing[:, None] / right
            guessed = self.totals - known
            self.likelihood = float(each.sum()) - len(new) * float(np.log(size))
            self.settled = len(self.probable) > 0 and float(np.abs(new - self.probable).max()) < tolerance
            self.probable = new
            knowing, guessing = self._parameters(known.sum(axis=1), guessed)
        return self

    def _parameters(self, known: Floats, guessed: Floats) -> tuple[Floats, Floats]:
        from scipy.special import digamma

        size = guessed.shape[1]
        often = guessed.sum(axis=1)
        total = digamma(known + often + KNOWING + GUESSING)
        knowing = np.exp(digamma(known + KNOWING) - total)
        not_knowing = np.exp(digamma(often + GUESSING) - total)
        smoothed = guessed + SMOOTHING / size
        guesses = np.exp(digamma(smoothed) - digamma(smoothed.sum(axis=1, keepdims=True)))
        # The exponentials of digamma sum to less than 1 and are used as they are; what is told are shares.
        self.knows = (known + KNOWING) / (known + often + KNOWING + GUESSING)
        self.guesses = smoothed / smoothed.sum(axis=1, keepdims=True)
        return np.asarray(knowing), np.asarray(np.maximum(not_knowing[:, None] * guesses, 1e-300))
