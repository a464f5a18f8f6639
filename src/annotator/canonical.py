"""One string for one JSON value, the same in Python and TypeScript: the last tie-break of a merge."""

from __future__ import annotations

import struct
import sys
from json.encoder import encode_basestring_ascii as quoted

from annotator.plain import number

_LARGEST = sys.float_info.max


def canonical(value: object) -> str:
    r"""Canonical JSON of a value.

    Sorted keys, no blanks, everything outside ASCII as `\uXXXX`, and numbers as `n` and the 16 hex digits of their
    IEEE-754 double, so that 1 and 1.0 are the same and no language's way of writing numbers matters.

    Args:
        value: JSON of any depth. Numbers beyond the range of doubles count as the largest one.

    Returns:
        ASCII text; two values give the same text if and only if they are the same JSON.

    Examples:
        >>> canonical({"b": None, "a": [1, 1.0, "é"]})
        '{"a":[n3ff0000000000000,n3ff0000000000000,"\\u00e9"],"b":null}'
    """
    parts: list[str] = []
    # A stack of our own: hostile JSON may nest deeper than Python's.
    work: list[_Text | object] = [value]
    while work:
        item = work.pop()
        if isinstance(item, _Text):
            parts.append(item.text)
        elif item is None:
            parts.append("null")
        elif isinstance(item, bool):
            parts.append("true" if item else "false")
        elif isinstance(item, str):
            parts.append(quoted(item))
        elif isinstance(item, dict):
            members = sorted(
                ((quoted(str(key)), inner) for key, inner in item.items()), key=lambda pair: pair[0]
            )
            work.append(_Text("}"))
            for at in range(len(members) - 1, -1, -1):
                key, inner = members[at]
                work.append(inner)
                work.append(_Text(("," if at else "") + key + ":"))
            work.append(_Text("{"))
        elif isinstance(item, (list, tuple)):
            work.append(_Text("]"))
            for at in range(len(item) - 1, -1, -1):
                work.append(item[at])
                if at:
                    work.append(_Text(","))
            work.append(_Text("["))
        else:
            parts.append(_bits(item))
    return "".join(parts)


class _Text:
    """A finished piece of the output, told from strings that are still to be quoted."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


def _bits(value: object) -> str:
    double = number(value)
    if double is None:
        raise TypeError(f"{type(value).__name__} is not JSON")
    if double != double:
        return "n7ff8000000000000"
    # Adding 0.0 turns -0.0 into 0.0.
    return "n" + struct.pack(">d", min(max(double, -_LARGEST), _LARGEST) + 0.0).hex()
