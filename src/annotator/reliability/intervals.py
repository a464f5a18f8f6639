"""Intervals of coefficients by leaving out one document at a time: units of one article are not independent."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

CONFIDENCE = 0.95
# Where nobody disagrees any more once a document is left out, z is infinite.
LARGEST = 0.9999


def jackknife(
    value: float, without: ArrayLike, *, often: ArrayLike | None = None, scale: str = "z"
) -> tuple[float, float] | None:
    """The 95 % interval of a coefficient, by the delete-one jackknife.

    Args:
        value: The coefficient of everything.
        without: The coefficient with each cluster (document) left out, shape (clusters,).
        often: How often each of these occurs; None for once.
        scale: `"z"` for coefficients up to 1 (Fisher's transformation keeps the limits below 1), `"share"` for
            proportions between 0 and 1, and F1.

    Returns:
        The limits; None with fewer than two clusters, where leaving one out leaves the coefficient undefined, or where
        it changes nothing.

    Source: Efron and Tibshirani (1993), An introduction to the bootstrap, chapter 11, on Fisher's z scale, with
    Student's t for the number of clusters. How often it holds the truth: benchmarks/reliability_simulations.py.
    """
    error = standard_error(value, without, often=often, scale=scale)
    if error is None:
        return None
    clusters = int(np.size(without) if often is None else np.sum(np.asarray(often)))
    return interval_of(value, error, clusters, _usable(scale, value, np.asarray(without)))


def interval_of(value: float, error: float, clusters: int, scale: str) -> tuple[float, float]:
    """The 95 % interval that follows from a standard error on a scale, from so many clusters."""
    half = t_quantile(clusters - 1) * error
    centre = _forward(value, scale)
    low, high = _back(centre - half, scale), _back(centre + half, scale)
    return min(low, value), max(high, value)


def standard_error(
    value: float, without: ArrayLike, *, often: ArrayLike | None = None, scale: str = "z"
) -> float | None:
    """The jackknife's standard error on the scale; None where there is none. Arguments as in `jackknife`."""
    left = np.asarray(without, dtype=np.float64)
    scale = _usable(scale, value, left)
    times = np.ones(len(left)) if often is None else np.asarray(often, dtype=np.float64)
    clusters = float(times.sum())
    if clusters < 2 or math.isnan(value) or np.isnan(left).any():
        return None
    moved = np.array([_forward(each, scale) for each in left]) if len(left) < 50 else _forwards(left, scale)
    mean = float((times * moved).sum() / clusters)
    # Without the usual factor (n - 1) / n: with four articles of ten units that covered 92 to 94 % instead of 95 %.
    error = math.sqrt(float((times * (moved - mean) ** 2).sum()))
    return error if error > 1e-12 else None


def t_quantile(freedom: int, confidence: float = CONFIDENCE) -> float:
    """The two-sided quantile of Student's t.

    Examples:
        >>> round(t_quantile(4), 3), round(t_quantile(1_000_000), 3)
        (2.776, 1.96)
    """
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + confidence) / 2))


def _usable(scale: str, value: float, without: np.ndarray) -> str:
    """Where all agree once a cluster is left out, z is infinite, and the coefficient is taken as it is."""
    extreme = abs(value) > LARGEST or bool((np.abs(without) > LARGEST).any())
    return "plain" if scale == "z" and extreme else scale


def _forward(value: float, scale: str) -> float:
    return float(_forwards(np.array([value]), scale)[0])


def _forwards(values: np.ndarray, scale: str) -> np.ndarray:
    if scale == "z":
        return np.asarray(np.arctanh(values))
    if scale == "plain":
        return np.asarray(values, dtype=np.float64)
    return np.asarray(np.arcsin(np.sqrt(np.clip(values, 0.0, 1.0))))


def _back(moved: float, scale: str) -> float:
    if scale == "z":
        return math.tanh(moved)
    if scale == "plain":
        return min(max(moved, -1.0), 1.0)
    return math.sin(min(max(moved, 0.0), math.pi / 2)) ** 2
