"""How a span is described so that it can be found again: its quote with what stands before and after it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from annotator.check import BETWEEN_SPANS
from annotator.offsets import snap_to_graphemes

CONTEXT = 32  # code points, the most that the schema allows

# Letters of these categories stand alone: between two of them is always a boundary (UAX #29), without a closer look.
_ALONE = {"Ll", "Lu", "Lt", "Nd", "Zs", "Po", "Pd", "Ps", "Pe", "Pi", "Pf"}


def describe(text: str, spans: Iterable[Sequence[int]]) -> dict[str, str]:
    """Quote, prefix and suffix of spans, as an annotation keeps them.

    Args:
        text: The article.
        spans: Start and end of each, in code points, in text order.

    Returns:
        `quote`: the text of the spans, joined by ` … `; `prefix` and `suffix`: up to 32 code points before the first
        and after the last of them, in whole graphemes.

    Examples:
        >>> describe("The river rose.", [(4, 9)])
        {'quote': 'river', 'prefix': 'The ', 'suffix': ' rose.'}
    """
    pairs = [(start, end) for start, end in spans]
    start, end = pairs[0][0], pairs[-1][1]
    low, high = max(start - CONTEXT, 0), min(end + CONTEXT, len(text))
    return {
        "quote": BETWEEN_SPANS.join(text[a:b] for a, b in pairs),
        "prefix": text[_boundary(text, low, 1) : start],
        "suffix": text[end : _boundary(text, high, 0)],
    }


def _boundary(text: str, at: int, side: int) -> int:
    if (
        not 0 < at < len(text)
        or {unicodedata.category(text[at - 1]), unicodedata.category(text[at])} <= _ALONE
    ):
        return at
    return snap_to_graphemes(text, at, at)[side]
