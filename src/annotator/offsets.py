r"""Code points, as everything stored has them; UTF-16 units, as JavaScript counts; and whole graphemes."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property


class Offsets:
    """Converts offsets in one text between code points and UTF-16 units.

    Args:
        text: The text.

    Examples:
        >>> offsets = Offsets("a😀b")
        >>> offsets.to_utf16(2), offsets.to_code_point(3)
        (3, 2)
    """

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _wide(self) -> list[int]:
        """Code point offsets of the characters that take two UTF-16 units."""
        if self.text.isascii():
            return []
        return [at for at, char in enumerate(self.text) if char > "\uffff"]

    @cached_property
    def _wide_units(self) -> list[int]:
        """UTF-16 index of the second unit of each of them."""
        return [at + before + 1 for before, at in enumerate(self._wide)]

    @property
    def length(self) -> int:
        """Length in code points."""
        return len(self.text)

    def to_utf16(self, offset: int) -> int:
        """UTF-16 index of the code point at `offset`; an offset outside of the text counts as its nearest end."""
        offset = min(max(offset, 0), self.length)
        return offset + bisect_left(self._wide, offset)

    def to_code_point(self, unit: int) -> int:
        """Code point offset of UTF-16 index `unit`.

        The middle of a surrogate pair counts as the place before it, an index outside of the text as its nearest end.
        """
        unit = min(max(unit, 0), self.length + len(self._wide))
        before = bisect_left(self._wide_units, unit)
        inside = before < len(self._wide_units) and self._wide_units[before] == unit
        return unit - before - inside

    def slice(self, start: int, end: int) -> str:
        """Text of [start, end), in code points."""
        return self.text[start:end]


def snap_to_graphemes(text: str, start: int, end: int) -> tuple[int, int]:
    r"""The smallest span of whole graphemes (Unicode UAX #29) around a span.

    Args:
        text: The text.
        start: In code points, from 0.
        end: In code points, `start` to `len(text)`.

    Returns:
        Start and end of a span that cuts no letter with its accents, no emoji and no line end apart.

    Examples:
        >>> snap_to_graphemes("e\u0301te\u0301", 1, 3)
        (0, 3)
    """
    return _around(text, start)[0], _around(text, end)[1]


def _around(text: str, at: int) -> tuple[int, int]:
    """Start and end of the grapheme that `at` lies inside of; `at` twice where it is a boundary."""
    import regex  # third party and slow to import: only who snaps needs it

    if not 0 < at < len(text):
        return at, at
    # The place behind a line feed is always a boundary, so that one line is enough.
    begin = text.rfind("\n", 0, at) + 1
    feed = text.find("\n", at)
    for found in regex.finditer(r"\X", text, pos=begin, endpos=len(text) if feed < 0 else feed + 1):
        if found.end() > at:
            return (found.start(), found.end()) if found.start() < at else (at, at)
    return at, at
