"""Across readers: units, agreement, disagreements, consensus; and the coefficients as functions of plain arrays."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from annotator.reliability.alignment import align
    from annotator.reliability.consensus_reading import consensus
    from annotator.reliability.disagreement_list import disagreements
    from annotator.reliability.em_dawid_skene import dawid_skene
    from annotator.reliability.em_mace import mace

__all__ = ["align", "consensus", "dawid_skene", "disagreements", "mace"]

# A module never has the name of a function: importing it would put the module in the place of the function.
_HOMES = {
    "align": "alignment",
    "consensus": "consensus_reading",
    "dawid_skene": "em_dawid_skene",
    "disagreements": "disagreement_list",
    "mace": "em_mace",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        value = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
