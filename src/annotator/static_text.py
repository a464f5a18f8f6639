"""People's text and numbers as HTML: the one door by which they come into the static page.

The twin in TypeScript is `labextension/src/model/static-text.ts`; both give the same strings.
"""

from __future__ import annotations

import re
from decimal import Decimal
from math import inf, isfinite, isnan

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_DOUBLE = tuple('"\u201c\u201d\u201e\u201f\u00ab\u00bb\u300c\u300d\u300e\u300f')
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


def escaped(text: str) -> str:
    """`text` as HTML that shows exactly it; what HTML cannot hold shows as U+FFFD."""
    return _UNFIT.sub("\ufffd", text).translate(_ESCAPES)


def isolated(text: str) -> str:
    """Inline text of people, kept from turning the direction of what stands around it."""
    depth = 0
    kept = []
    for char in text:
        if "\u2066" <= char <= "\u2068":
            depth += 1
        elif char == "\u2069":
            # One closing mark too many would end our own isolation.
            if depth == 0:
                continue
            depth -= 1
        kept.append(char)
    return f"<bdi>{escaped(''.join(kept) + chr(0x2069) * depth)}</bdi>"


def quotation_marks(text: str) -> tuple[str, str]:
    """The marks before and behind a quote; none where it has its own at that end.

    Examples:
        >>> quotation_marks("so he said.”")
        ('“', '')
    """
    return "" if text[:1] in _DOUBLE else "\u201c", "" if text[-1:] in _DOUBLE else "\u201d"


def isolated_lines(text: str) -> str:
    """Like `_isolated`, with line breaks kept even where style is stripped."""
    return "<br>".join(isolated(line) for line in text.split("\n"))


def number_text(value: float) -> str:
    """A number as ECMAScript writes it, so that both languages give the same page."""
    try:
        number = float(value)
    except OverflowError:
        number = inf if value > 0 else -inf
    if not isfinite(number):
        return "NaN" if isnan(number) else "Infinity" if number > 0 else "-Infinity"
    if number == 0:
        return "0"
    sign = "-" if number < 0 else ""
    shape = Decimal(repr(abs(number))).normalize().as_tuple()
    digits = "".join(map(str, shape.digits))
    count = len(digits)
    point = count + int(shape.exponent)
    if count <= point <= 21:
        return sign + digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    exponent = f"e{'+' if point > 0 else '-'}{abs(point - 1)}"
    return sign + digits[0] + ("." + digits[1:] if count > 1 else "") + exponent
