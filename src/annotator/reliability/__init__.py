"""Across readers: units, agreement, disagreements, consensus; and the coefficients as functions of plain arrays."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from annotator.reliability.agreement_table import agreement, agreement_of, sums_of
    from annotator.reliability.alignment import align
    from annotator.reliability.alpha import krippendorff_alpha
    from annotator.reliability.consensus_reading import consensus
    from annotator.reliability.disagreement_list import disagreements
    from annotator.reliability.em_dawid_skene import dawid_skene
    from annotator.reliability.em_mace import mace
    from annotator.reliability.kappas import (
        cohen_kappa,
        fleiss_kappa,
        gwet_ac1,
        gwet_ac2,
        percent_agreement,
        scott_pi,
    )
    from annotator.reliability.pictures import picture
    from annotator.reliability.planning import plan
    from annotator.reliability.reader_profiles import confusion, readers
    from annotator.reliability.unitizing import u_alpha

__all__ = [
    "agreement",
    "agreement_of",
    "align",
    "cohen_kappa",
    "confusion",
    "consensus",
    "dawid_skene",
    "disagreements",
    "fleiss_kappa",
    "gwet_ac1",
    "gwet_ac2",
    "krippendorff_alpha",
    "mace",
    "percent_agreement",
    "picture",
    "plan",
    "readers",
    "scott_pi",
    "sums_of",
    "u_alpha",
]

# A module never has the name of a function: importing it would put the module in the place of the function.
_HOMES = {
    "agreement": "agreement_table",
    "agreement_of": "agreement_table",
    "align": "alignment",
    "cohen_kappa": "kappas",
    "confusion": "reader_profiles",
    "consensus": "consensus_reading",
    "dawid_skene": "em_dawid_skene",
    "disagreements": "disagreement_list",
    "fleiss_kappa": "kappas",
    "gwet_ac1": "kappas",
    "gwet_ac2": "kappas",
    "krippendorff_alpha": "alpha",
    "mace": "em_mace",
    "percent_agreement": "kappas",
    "picture": "pictures",
    "plan": "planning",
    "readers": "reader_profiles",
    "scott_pi": "kappas",
    "sums_of": "agreement_table",
    "u_alpha": "unitizing",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        value = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
