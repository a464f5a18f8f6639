"""Detectors that propose annotations: citations, attributions, claims, and anybody's own. They never save anything.

The room is not named `suggest`, as the function `annotator.suggest` is: importing a module binds its name in the package.
"""

from annotator.suggestions.detecting import Detector, DetectorError, Found, available, detect, resolve
from annotator.suggestions.table import SuggestionWarning, suggest

__all__ = [
    "Detector",
    "DetectorError",
    "Found",
    "SuggestionWarning",
    "available",
    "detect",
    "resolve",
    "suggest",
]
