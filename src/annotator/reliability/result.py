"""What a coefficient comes back as: the figure, its interval, what it rests on, and why it may be undefined."""

from __future__ import annotations

import math
from dataclasses import dataclass

UNDEFINED = float("nan")


@dataclass(frozen=True)
class Result:
    """A coefficient of agreement.

    Attributes:
        name: What was computed.
        value: The coefficient; NaN where it is undefined.
        interval: Limits of the 95 % interval; None where there is none.
        n: How many units it rests on: those with at least two answers.
        explanation: Why it, or its interval, is undefined, and what the interval assumes; empty if nothing is to be said.

    Examples:
        >>> Result("alpha", 0.75, (0.5, 0.9), 12)
        Result(alpha = 0.750, 95 % interval 0.500 to 0.900, n = 12)
        >>> float(Result("alpha", 0.75, None, 12))
        0.75
    """

    name: str
    value: float
    interval: tuple[float, float] | None
    n: int
    explanation: str = ""

    @property
    def defined(self) -> bool:
        """Whether there is a value."""
        return not math.isnan(self.value)

    def __float__(self) -> float:
        return self.value

    def __repr__(self) -> str:
        if not self.defined:
            return f"Result({self.name} is undefined: {self.explanation})"
        between = f", 95 % interval {self.interval[0]:.3f} to {self.interval[1]:.3f}" if self.interval else ""
        return f"Result({self.name} = {self.value:.3f}{between}, n = {self.n:,})"


def no_variation(value: object, name: str = "value") -> str:
    """The explanation where all answers are the same.

    Examples:
        >>> no_variation("fact")
        "no variation: every reader chose 'fact', so agreement cannot be told from chance"
    """
    return f"no variation: every reader chose {value!r}, so agreement cannot be told from chance"


NO_PAIRS = "no unit has answers of two readers, so there is nothing to compare"
