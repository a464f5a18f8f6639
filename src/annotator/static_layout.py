"""From standoff markup to the blocks and inline stretches of the static page.

It decides as `labextension/src/view/article/layout.ts` does for the interactive view: of blocks that
overlap the outer one stays, and text without a block becomes paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

Json = Mapping[str, Any]

BLOCKS = (
    *(
        "title",
        "heading",
        "paragraph",
        "list_item",
        "quote",
        "code_block",
        "caption",
        "footnote",
        "table_row",
    ),
)
INLINES = ("emphasis", "strong", "code", "link")
# Of an address nothing is kept that could mean something in HTML; both languages know the same letters.
SAFE_LINK = re.compile("[hH][tT][tT][pP][sS]?://[!#-;=?-Z\\[\\]_a-z~\u00c0-\u1fff\u2c00-\ud7ff]{1,4000}")
_BLANK = " \t\n"


class Block(NamedTuple):
    """A stretch of the text with a type; a level from 1 to 6 for headings and list items, a number, an address."""

    type: str
    level: int
    start: int
    end: int
    number: int | None = None
    href: str = ""


def layout(text: str, markup: Iterable[Json]) -> tuple[list[Block], list[Block]]:
    """Blocks and inline stretches of an article.

    Parameters
    ----------
    text, markup
        Of a `Document`. Unknown types, and marks that do not fit the text, are passed over.

    Returns
    -------
    tuple
        Blocks in text order, which together show every visible character once, whatever the markup says;
        and inline stretches. Offsets are code points, half-open.
    """
    marked = []
    inlines = []
    for mark in markup:
        start, end, level = (_whole(mark.get(name)) for name in ("start", "end", "level"))
        if start is None or end is None or not 0 <= start < end <= len(text):
            continue
        if mark["type"] in BLOCKS:
            usual = 1 if mark["type"] == "list_item" else 2
            number = _whole(mark.get("number")) if mark.get("ordered") is True else None
            number = number if number is not None and 0 <= number < 1_000_000_000 else None
            marked.append(
                Block(mark["type"], usual if level is None else min(max(level, 1), 6), start, end, number)
            )
        elif mark["type"] == "link":
            href = mark.get("href")
            if isinstance(href, str) and SAFE_LINK.fullmatch(href):
                inlines.append(Block("link", 0, start, end, None, href))
        elif mark["type"] in INLINES:
            inlines.append(Block(mark["type"], 0, start, end))
    blocks: list[Block] = []
    covered = 0
    for block in sorted(marked, key=lambda block: (block.start, -block.end)):
        if block.start >= covered:
            blocks += [*_paragraphs(text, covered, block.start), block]
            covered = block.end
    return blocks + _paragraphs(text, covered, len(text)), inlines


def _whole(value: Any) -> int | None:
    """A whole number as JSON means it: 17.0 is 17, and true is none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        return None
    return int(value)


def _paragraphs(text: str, start: int, end: int) -> list[Block]:
    found = []
    while start < end:
        close = text.find("\n\n", start, end)
        close = end if close < 0 else close
        first, last = start, close
        while first < last and text[first] in _BLANK:
            first += 1
        while last > first and text[last - 1] in _BLANK:
            last -= 1
        if first < last:
            found.append(Block("paragraph", 0, first, last))
        start = close + 2
    return found
