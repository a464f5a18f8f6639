"""What an article states about itself: author, publication, date, language, address; and how its text was extracted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

LONGEST = 2000  # characters of one entry, as in the schema of a reading
MOST = 50  # entries of a list, and members

_SHAPES = {
    "author": list, "publication": str, "date": str, "language": str, "address": str, "extraction": dict
}  # fmt: skip
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")

Json = dict[str, Any]


def clean_metadata(given: object) -> Json:
    """Metadata as they are stored: texts of one line, lists of them, and objects of them; everything else is dropped.

    Args:
        given: Anything. Known members are `author` (a list of names), `publication`, `date` (as it is stated),
            `language` (BCP 47), `address`, and `extraction` (an object of `opener`, `library` and `version`);
            others are kept.

    Returns:
        The metadata, without empty entries.

    Examples:
        >>> clean_metadata({"author": [" Maren\\nHolt ", ""], "date": "2026-03-14", "language": None})
        {'author': ['Maren Holt'], 'date': '2026-03-14'}
    """
    if not isinstance(given, Mapping):
        return {}
    found: Json = {}
    for key, value in list(given.items())[:MOST]:
        if not isinstance(key, str) or not key or len(key) > 100:
            continue
        kept: Any = None
        if isinstance(value, str):
            kept = _line(value)
        elif isinstance(value, (list, tuple)):
            kept = [line for one in value[:MOST] if isinstance(one, str) and (line := _line(one))]
        elif isinstance(value, Mapping):
            kept = {
                name: line
                for name, one in list(value.items())[:MOST]
                if isinstance(name, str) and isinstance(one, str) and (line := _line(one))
            }
        if key == "author" and isinstance(kept, str):
            kept = [kept]
        if kept and isinstance(kept, _SHAPES.get(key, object)):
            found[key] = kept
    return found


def _line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", _UNSEEN.sub(" ", text)).split())[:LONGEST]
