"""Selectors (offsets, quote, context) and finding them again in a changed text."""

from annotator.anchoring.outcome import OUTCOMES, Outcome, find_again
from annotator.anchoring.reanchor import ReanchorError, carry_over, reanchor, report, revived
from annotator.anchoring.selectors import describe

__all__ = [
    "OUTCOMES",
    "Outcome",
    "ReanchorError",
    "carry_over",
    "describe",
    "find_again",
    "reanchor",
    "report",
    "revived",
]
