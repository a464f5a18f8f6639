"""From characters with places to the lines of a page in reading order: columns, running heads, page numbers."""

from __future__ import annotations

import itertools
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple

from annotator.articles.pdf_characters import Character, Page

# In parts of the size of the letters.
SPACE = 0.16  # a wider gap is a blank
APART = 1.6  # a wider gap is another column or cell
SAME_LINE = 0.55  # how far a raised digit may stand off the baseline
SMALL = 0.82  # a raised digit is smaller than this part of its line

MOST_CROSSING = 0.35  # share of the lines that may stand across a gutter: titles, pictures' captions
FILLED = 0.6  # share of a column's width that its middle line fills; the cells of tables are shorter

PAGE_NUMBER = re.compile(
    r"[-–—|\s]*(?:(?:page|seite|pagina|página|p\.|s\.)\s*)?(\d{1,4}|[ivxl]{1,7})(?:\s*(?:of|/|von|de)\s*\d{1,4})?[-–—|\s]*\Z",
    re.IGNORECASE,
)
EDGE = 0.13  # part of the page's height, at its top and foot, where running heads stand

# Arabic letters in the shapes they take within a word, and joined Latin letters.
_SHAPES = re.compile("[\ufb00-\ufb06\ufb1d-\ufdff\ufe70-\ufefc]")
MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
_RIGHT_TO_LEFT = ("R", "AL")


class Piece(NamedTuple):
    """Words of a line in one style, to one link; raised digits are pieces of their own."""

    text: str
    style: int
    link: str
    raised: bool


_NO_CHARACTERS: list[Character] = []
_NONE_RAISED: set[int] = set()


@dataclass(slots=True)
class Line:
    """A line, or the part of one that stands in a column or cell. `y` from the bottom of the page.

    While a page is read it has characters; afterwards pieces, which take a fraction of their room.
    """

    page: int
    x0: float
    x1: float
    y: float
    size: float
    characters: list[Character] = field(default_factory=list)
    raised: set[int] = field(default_factory=set)  # indices of raised characters
    column: tuple[float, float] = (0.0, 0.0)
    cells: list[Line] = field(default_factory=list)
    pieces: tuple[Piece, ...] = ()
    text: str = ""

    @property
    def style(self) -> int:
        """What all of its letters have in common."""
        style = -1
        for piece in self.pieces:
            if not piece.text.isspace():
                style &= piece.style
        return max(style, 0)

    def settle(self) -> Line:
        """Put pieces in the place of characters, here and in the cells."""
        pieces: list[tuple[list[str], int, str, bool]] = []
        for at, character in enumerate(self.characters):
            raised, blank = at in self.raised, character.text.isspace()
            last = pieces[-1] if pieces else None
            # A blank belongs to what is before it, but not to a link that has ended.
            continues = last is not None and last[3] == raised and last[2] == character.link
            if last and continues and (last[1] == character.style or (blank and not raised)):
                last[0].append(" " if blank else character.text)
                continue
            pieces.append(([" " if blank else character.text], character.style, character.link, raised))
        self.pieces = tuple(Piece("".join(text), style, link, raised) for text, style, link, raised in pieces)
        self.text = "".join(piece.text for piece in self.pieces)
        # Shared, since nobody adds to a settled line: thousands of empty sets would take more than the text.
        self.characters, self.raised = _NO_CHARACTERS, _NONE_RAISED
        for cell in self.cells:
            if cell is not self:
                cell.settle()
        return self


def lines_of(page: Page) -> list[Line]:
    """The lines of a page in reading order, each with the column it stands in.

    Args:
        page: With its characters.
    """
    return [line for line in map(Line.settle, _ordered(_segments(page))) if line.text.strip()]


def without_running_heads(
    pages: list[list[Line]], heights: list[float]
) -> tuple[list[list[Line]], list[str]]:
    """Pages without running heads and page numbers.

    A line at the top or foot of a page is one if it stands on several pages, whatever its digits, or if it is nothing
    but a number.

    Returns:
        The pages, and the number that is printed on each, empty where there is none.
    """
    seen: Counter[tuple[str, int]] = Counter()
    edges = [_edges(lines, height) for lines, height in zip(pages, heights, strict=True)]
    for lines in edges:
        seen.update({_pattern(line) for line in lines})
    often = max(2, round(0.3 * len(pages)))
    kept, printed = [], []
    for lines, candidates, height in zip(pages, edges, heights, strict=True):
        number = ""
        gone = set()
        for line in candidates:
            alone = PAGE_NUMBER.match(line.text.strip())
            if alone and _is_outermost(line, lines, height):
                number = number or alone[1]
                gone.add(id(line))
            elif seen[_pattern(line)] >= often and len(pages) > 1:
                digits = re.findall(r"\d{1,4}", line.text)
                number = number or (digits[-1] if len(digits) == 1 else "")
                gone.add(id(line))
        kept.append([line for line in lines if id(line) not in gone])
        printed.append(number)
    return kept, printed


def _edges(lines: list[Line], height: float) -> list[Line]:
    return [line for line in lines if line.y > height * (1 - EDGE) or line.y < height * EDGE]


def _pattern(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", " ".join(line.text.split())).casefold(), round(line.y / 6)


def _is_outermost(line: Line, lines: list[Line], height: float) -> bool:
    others = [other.y for other in lines if other is not line]
    return not others or line.y < min(others) - 1 or line.y > max(others) + 1


def _segments(page: Page) -> list[Line]:
    """Runs of characters that stand beside each other on one baseline, in the order of the file."""
    found: list[Line] = []
    line: Line | None = None
    for character in page.characters:
        text = character.text
        if _SHAPES.search(text):
            character = character._replace(text=unicodedata.normalize("NFKC", text))
        if not text or (line is None and text.isspace()):
            continue
        if line is not None and _continues(line, character):
            _append(line, character)
        else:
            if line is not None:
                found.append(line)
            line = None
            if not text.isspace():
                line = Line(page.number, character.x0, character.x1, character.y, character.size, [character])
    if line is not None:
        found.append(line)
    return _joined(found)


def _continues(line: Line, character: Character) -> bool:
    size = max(line.size, character.size)
    if abs(character.y - line.y) > SAME_LINE * size:
        return False
    last = line.characters[-1]
    if character.x0 > last.x1 + APART * size:
        return False
    # Text from the right to the left may be drawn in either order.
    return character.x1 > line.x0 - APART * size and (
        character.x0 >= last.x0 - 0.5 * size
        or _is_right_to_left(character.text)
        or _is_right_to_left(last.text)
    )


def _append(line: Line, character: Character) -> None:
    last = line.characters[-1]
    if (
        character.x0 - last.x1 > SPACE * line.size
        and not character.text[0].isspace()
        and not last.text[-1].isspace()
    ):
        line.characters.append(
            last._replace(text=" ", x0=last.x1, x1=character.x0, link=last.link and character.link)
        )
    if (
        character.size < SMALL * line.size
        and character.y > line.y + 0.1 * line.size
        and character.text.isdigit()
    ):
        line.raised.add(len(line.characters))
    elif character.size > line.size / SMALL and all(one.text.isdigit() for one in line.characters):
        # The line began with a raised digit, as footnotes do.
        line.raised.update(range(len(line.characters)))
        line.size, line.y = character.size, character.y
    line.characters.append(character)
    line.x0, line.x1 = min(line.x0, character.x0), max(line.x1, character.x1)
    line.size = max(line.size, character.size)


def _joined(segments: list[Line]) -> list[Line]:
    """Segments that continue each other although others were drawn between."""
    result: list[Line] = []
    for segment in segments:
        for other in reversed(result[-4:]):
            size = max(other.size, segment.size)
            gap = segment.x0 - other.x1
            if abs(other.y - segment.y) < 0.2 * size and -0.2 * size < gap < 0.6 * size:
                for character in segment.characters:
                    _append(other, character)
                break
        else:
            result.append(segment)
    for line in result:
        _to_logical_order(line)
    return result


# --- reading order


def _ordered(lines: list[Line]) -> list[Line]:
    gutter = _gutter(lines)
    if gutter is None:
        return _rows(lines)
    across = sorted((line for line in lines if line.x0 < gutter < line.x1), key=lambda line: -line.y)
    beside = [line for line in lines if not line.x0 < gutter < line.x1]
    result: list[Line] = []
    for foot in [*(line.y for line in across), float("-inf")]:
        band = [line for line in beside if line.y > foot]
        beside = [line for line in beside if line.y <= foot]
        result += _ordered([line for line in band if line.x1 <= gutter])
        result += _ordered([line for line in band if line.x0 >= gutter])
        result += [line for line in across if line.y == foot]
    spread = (min(line.x0 for line in lines), max(line.x1 for line in lines))
    for line in across:
        line.column = spread
    return result


def _gutter(lines: list[Line]) -> float | None:
    """The middle of the empty strip between two columns; None where there is one column."""
    if len(lines) < 6:
        return None
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    best: tuple[int, float, float] | None = None
    starts, ends = sorted(line.x0 for line in lines), sorted(line.x1 for line in lines)
    edges = sorted({round(edge, 1) for edge in (*starts, *ends)})
    for before, after in itertools.pairwise(edges):
        middle = (before + after) / 2
        if after - before < 4 or not left + 0.2 * (right - left) < middle < right - 0.2 * (right - left):
            continue
        crossing = bisect_left(starts, middle) - bisect_right(ends, middle)
        if best is None or (crossing, before - after) < best[:2]:
            best = (crossing, before - after, middle)
    if best is None or best[0] > MOST_CROSSING * len(lines):
        return None
    middle = best[2]
    for side in (
        [line for line in lines if line.x1 <= middle],
        [line for line in lines if line.x0 >= middle],
    ):
        if len(side) < 3:
            return None
        width = max(line.x1 for line in side) - min(line.x0 for line in side)
        if (
            median(line.x1 - line.x0 for line in side) < FILLED * width
            or len({round(line.y) for line in side}) < 3
        ):
            return None
    return middle


def _rows(lines: list[Line]) -> list[Line]:
    """Lines of one column from the top; what stands beside each other on one height becomes cells of a row."""
    if not lines:
        return []
    column = (min(line.x0 for line in lines), max(line.x1 for line in lines))
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (-line.y, line.x0)):
        if rows and abs(rows[-1][0].y - line.y) < 0.35 * max(rows[-1][0].size, line.size):
            rows[-1].append(line)
        else:
            rows.append([line])
    result = []
    for row in rows:
        row.sort(key=lambda line: line.x0)
        if any(_is_right_to_left(character.text) for line in row for character in line.characters):
            row.reverse()
        whole = row[0]
        if len(row) > 1:
            whole = Line(
                row[0].page,
                min(c.x0 for c in row),
                max(c.x1 for c in row),
                row[0].y,
                max(c.size for c in row),
            )
            whole.cells = row
            for cell in row:
                if whole.characters:
                    whole.characters.append(cell.characters[0]._replace(text=" ", link=""))
                whole.raised.update(len(whole.characters) + at for at in cell.raised)
                whole.characters += cell.characters
        whole.column = column
        result.append(whole)
    return result


# --- right to left


def _is_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in text)


def _to_logical_order(line: Line) -> None:
    """Characters of a line that runs from the right to the left, in the order in which they are read."""
    letters = [char for character in line.characters for char in character.text if char.isalpha()]
    strong = sum(1 for char in letters if unicodedata.bidirectional(char) in _RIGHT_TO_LEFT)
    if not strong or strong * 2 < len(letters):
        return
    seen = sorted(line.characters, key=lambda character: -character.x0)
    result: list[Character] = []
    run: list[Character] = []
    for character in seen:
        if _runs_left_to_right(character.text) or (run and character.text in ".,:/-–% "):
            run.append(character)
            continue
        result += _turned(run)
        run = []
        result.append(character._replace(text=character.text.translate(MIRRORED)))
    line.characters = result + _turned(run)


def _runs_left_to_right(text: str) -> bool:
    return any(unicodedata.bidirectional(char) in ("L", "EN", "AN") for char in text)


def _turned(run: Iterable[Character]) -> list[Character]:
    """A run from the left to the right, in its own order; marks and blanks at its end stay where they were."""
    turned = list(run)
    tail: list[Character] = []
    while turned and not _runs_left_to_right(turned[-1].text):
        tail.insert(0, turned.pop())
    return turned[::-1] + tail
