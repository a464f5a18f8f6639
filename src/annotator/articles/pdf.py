"""Articles in PDF files with a text layer: lines become paragraphs again.

Line-end hyphens, running heads, page numbers, columns and footnotes do not cut sentences. What is a heading is told by
the size and weight of its letters; `page` marks tell where each page begins.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath
from statistics import median
from typing import Any, NamedTuple

from annotator.articles.blocks import CELLS, Block, joined
from annotator.articles.extras import extraction
from annotator.articles.pdf_characters import BOLD, ITALIC, UNREADABLE, Page, read_pages
from annotator.articles.pdf_lines import Line, lines_of, without_running_heads
from annotator.document import Document, DocumentError

# In parts of the size of the body's letters.
HEADING = 1.12  # larger letters head a section
TITLE = 1.3
FOOTNOTE = 0.9  # smaller letters at the foot of a page
INDENT = 0.7
LONGEST_HEADING = 200

GAP = 1.35  # of the usual distance between lines: a larger one begins a paragraph
MOST_UNREADABLE = 0.05

BULLET = re.compile(r"[•◦▪‣●○■·∙–—*-]\s+(?=\S)")
NUMBERED = re.compile(r"\(?(\d{1,3})[.)]\s+(?=\S)")
NOTE = re.compile(r"\[?(\d{1,3})[\].)]?\s*")
CAPTIONED = re.compile(r"(?:figure|fig\.|table|photo|abbildung|abb\.|tabelle|foto)\s*\d*[.:]", re.IGNORECASE)
SENTENCE_END = re.compile(r"[.!?…:؟。][\"'”’»)\]]*\Z")
HYPHENS = "-\u2010\u00ad"
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

SCAN = (
    "the PDF has {pages} and no text in it, only pictures: a scan. Run OCR first, for example with OCRmyPDF, and open "
    "the file that it makes."
)


def to_document(data: bytes, title: str | None, source: str) -> Document:
    """Make a document of a PDF.

    Args:
        data: The file.
        title: The title; None for the article's own.
        source: Where it was opened from; may be empty.

    Returns:
        The document, with `page` marks: `number` counts from 1, `label` is what is printed on the page.

    Raises:
        DocumentError: If the extra `pdf` is not installed, or the file is no PDF, encrypted, damaged, or a scan.
    """
    pages: list[_Seen] = []
    stated = read_pages(data, lambda page: pages.append(_seen(page)))
    _check_text(pages)
    kept, printed = without_running_heads([page.lines for page in pages], [page.height for page in pages])
    if not any(kept):
        raise DocumentError("the PDF has running heads and page numbers only. Save the article as .txt.")
    flow = _Flow(kept)
    blocks = flow.blocks()
    done = [(block, finished) for block in blocks if (finished := block.finished())]
    text, markup = joined(finished for _, finished in done)
    markup += _page_marks(
        done, {page.number: label or page.label for page, label in zip(pages, printed, strict=True)}
    )
    named = next((block.text for _, block in done if block.type == "title"), None)
    author = stated.pop("author", None)
    own = stated.pop("title", None)
    empty = [str(page.number) for page in pages if page.has_picture and not page.letters]
    made = extraction("pdf", "pdfminer.six") | ({"pages_without_text": ", ".join(empty)} if empty else {})
    return Document.from_text(
        text,
        title=title or named or own or PurePosixPath(source).stem,
        source=source,
        markup=_cleaned(markup),
        metadata={**({"author": author} if author else {}), **stated, "extraction": made},
    )


def _check_text(pages: list[_Seen]) -> None:
    letters = sum(page.letters for page in pages)
    if not letters:
        count = "1 page" if len(pages) == 1 else f"{len(pages):,} pages"
        if any(page.has_picture for page in pages):
            raise DocumentError(SCAN.format(pages=count))
        raise DocumentError(f"the PDF has {count} and no text in it. Run OCR first if you see words on them.")
    bad = sum(page.unreadable for page in pages)
    if bad > MOST_UNREADABLE * letters:
        raise DocumentError(
            f"{bad:,} of {letters:,} letters cannot be read: the fonts do not say which letters they show. "
            "Run OCR over the file, or save the article as .txt."
        )


class _Seen(NamedTuple):
    """What is kept of a page."""

    number: int
    label: str
    height: float
    has_picture: bool
    letters: int
    unreadable: int
    lines: list[Line]


def _seen(page: Page) -> _Seen:
    texts = [one.text for one in page.characters if not one.text.isspace()]
    bad = sum(1 for text in texts if UNREADABLE in text)
    return _Seen(page.number, page.label, page.height, page.has_picture, len(texts), bad, lines_of(page))


def _cleaned(markup: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in mark.items() if key != "breaks"} for mark in markup]


def _page_marks(done: list[tuple[Block, Block]], labels: dict[int, str]) -> list[dict[str, Any]]:
    """One mark for each stretch that stands on one page."""
    starts: list[tuple[int, int]] = []  # offset, page
    offset = 0
    for written, finished in done:
        for at, page in written.members["breaks"]:
            place = offset + min(at, len(finished.text))
            if not starts or starts[-1][1] != page:
                starts.append((place, page))
        offset += len(finished.text) + 2
    ends = [place for place, _ in starts[1:]] + [offset - 2]
    marks = []
    for (start, page), end in zip(starts, ends, strict=True):
        label = {"label": labels[page]} if labels[page] and labels[page] != str(page) else {}
        if start < end:
            marks.append({"type": "page", "start": start, "end": end, "number": page, **label})
    return marks


class _Flow:
    """All lines of an article in reading order, and what they are."""

    def __init__(self, pages: list[list[Line]]) -> None:
        lines = [line for page in pages for line in page]
        sizes = Counter[float]()
        for line in lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
        self.body = sizes.most_common(1)[0][0]
        self.title = self._title(pages)
        self.notes: list[Line] = []
        self.lines: list[Line] = []
        for page in pages:
            notes = self._notes(page)
            self.notes += notes
            noted = {id(note) for note in notes}
            self.lines += [line for line in page if id(line) not in noted]
        gaps = [
            above.y - below.y
            for above, below in zip(self.lines, self.lines[1:], strict=False)
            if above.page == below.page and 0 < above.y - below.y < 3 * self.body
        ]
        self.leading = median(gaps) if gaps else 1.2 * self.body
        larger = sorted(
            {self._rounded(line) for line in lines if line.size >= HEADING * self.body}, reverse=True
        )
        self.levels = {
            size: min(at + 2, 6) for at, size in enumerate(size for size in larger if size != self.title)
        }
        words = Counter(re.findall(r"\w+(?:-\w+)+|\w+", " ".join(line.text for line in lines).casefold()))
        self.words = words

    @staticmethod
    def _rounded(line: Line) -> float:
        return round(line.size * 2) / 2

    def _title(self, pages: list[list[Line]]) -> float:
        first = next((page for page in pages if page), [])
        largest = max((self._rounded(line) for line in first), default=0.0)
        return largest if largest >= TITLE * self.body else 0.0

    def _notes(self, page: list[Line]) -> list[Line]:
        """The lines in small letters at the foot of a page, from the first that begins with a number."""
        if not page:
            return []
        found: list[Line] = []
        for line in sorted(page, key=lambda line: line.y):
            if line.size >= FOOTNOTE * self.body:
                break
            found.append(line)
        small = {id(line) for line in found}
        found = [line for line in page if id(line) in small]
        first = next((at for at, line in enumerate(found) if NOTE.match(line.text)), None)
        return [] if first is None else found[first:]

    # --- blocks

    def blocks(self) -> list[Block]:
        """Title, headings, paragraphs, lists, rows of tables; footnotes last."""
        made: list[tuple[Block, list[Line]]] = []
        lines = [line for line in self.lines if line.text.strip()]
        for at, line in enumerate(lines):
            kind, members = self._kind(line, lines, at)
            before = lines[at - 1] if at else None
            if before is not None and made and not self._begins(line, before, kind, made[-1]):
                made[-1][1].append(line)
            else:
                made.append((Block(kind, dict(members)), [line]))
        for line in self.notes:
            if (
                (NOTE.match(line.text) and line.text[:1].isdigit())
                or not made
                or made[-1][0].type != "footnote"
            ):
                made.append((Block("footnote"), [line]))
            else:
                made[-1][1].append(line)
        for block, own in made:
            self._write(block, own)
        return [block for block, _ in made]

    def _kind(self, line: Line, lines: list[Line], at: int) -> tuple[str, dict[str, Any]]:
        text = line.text.strip()
        size = self._rounded(line)
        if self.title and size == self.title and line.page == lines[0].page:
            return "title", {}
        if line.cells and any(
            other.cells and other.page == line.page
            for other in lines[max(at - 1, 0) : at + 2]
            if other is not line
        ):
            return "table_row", {}
        if CAPTIONED.match(text) and (line.style & ITALIC or line.size < self.body * 0.95):
            return "caption", {}
        if size in self.levels and size >= HEADING * self.body and len(text) <= LONGEST_HEADING:
            return "heading", {"level": self.levels[size]}
        if line.style & BOLD and len(text) <= 90 and not text.endswith((".", ",", ";")):
            return "heading", {"level": min(len(self.levels) + 2, 6)}
        bullet = BULLET.match(text)
        if (bullet and not text.startswith(("–", "—", "-"))) or (bullet and line.x0 > line.column[0] + 2):
            return "list_item", {"level": 1, "ordered": False}
        number = NUMBERED.match(text)
        if number:
            return "list_item", {"level": 1, "ordered": True, "number": int(number[1])}
        return "paragraph", {}

    def _begins(self, line: Line, before: Line, kind: str, last: tuple[Block, list[Line]]) -> bool:
        """Whether a line begins a block."""
        block, own = last
        if kind == "table_row" or block.type == "table_row":
            return True
        if kind in ("title", "heading"):
            return not (
                kind == block.type
                and self._rounded(line) == self._rounded(before)
                and self._is_close(line, before)
            )
        if block.type in ("title", "heading") or kind in ("list_item", "caption"):
            return True
        if block.type == "caption":
            return not self._is_close(line, before) or self._rounded(line) != self._rounded(own[0])
        same_column = line.page == before.page and line.y < before.y
        if not same_column:
            return self._ends_a_paragraph(before) and not line.text.strip()[:1].islower()
        if before.y - line.y > GAP * self.leading:
            return True
        if block.type == "list_item":
            return line.x0 < own[0].x0 - 1
        if line.column != before.column:
            return True
        left = line.column[0]
        if _is_rtl(line):
            return self._ends_a_paragraph(before) and before.x0 > before.column[0] + 3 * self.body
        indented = line.x0 > left + INDENT * self.body
        if indented and before.x0 < line.x0 - INDENT * self.body / 2:
            return True
        if not indented and before.x0 > left + 1.5 * self.body and len(own) > 1:
            return True  # the end of a passage that is set in
        short = before.x1 < before.column[1] - 0.25 * (before.column[1] - before.column[0])
        return short and self._ends_a_paragraph(before) and bool(line.text.strip()[:1].isupper())

    def _is_close(self, line: Line, before: Line) -> bool:
        return line.page == before.page and 0 < before.y - line.y < 1.7 * max(line.size, before.size)

    @staticmethod
    def _ends_a_paragraph(line: Line) -> bool:
        return bool(SENTENCE_END.search(line.text.rstrip()))

    # --- words

    def _write(self, block: Block, lines: list[Line]) -> None:
        notes = {found[1] for line in self.notes if (found := NOTE.match(line.text))}
        breaks: list[tuple[int, int]] = []
        page = 0
        runs: list[tuple[int, int, str]] = []  # start, style, link
        if block.type == "list_item":
            _cut_bullet(lines[0])
        for at, line in enumerate(lines):
            if at:
                self._join(block, line)
            if line.page != page:
                page = line.page
                breaks.append((len(block.text), page))
            if block.type == "table_row" and line.cells:
                for number, cell in enumerate(line.cells):
                    block.text = block.text.rstrip() + (CELLS if number else "")
                    self._write_line(block, cell, notes, runs)
            else:
                self._write_line(block, line, notes, runs)
        _mark_runs(block, runs)
        block.members["breaks"] = breaks

    def _join(self, block: Block, line: Line) -> None:
        """Put the end of a line and the beginning of the next together."""
        block.text = block.text.rstrip()
        text = line.text.lstrip()
        last = block.text[-1:]
        if last == "\u00ad" or (
            last in HYPHENS and len(block.text) > 1 and block.text[-2].isalpha() and text[:1].islower()
        ):
            head = re.search(r"([\w-]+)[-\u2010\u00ad]\Z", block.text)
            tail = re.match(r"\w+", text)
            hyphenated = f"{head[1]}-{tail[0]}".casefold() if head and tail else ""
            if last == "\u00ad" or not self.words[hyphenated]:
                block.text = block.text[:-1]
        elif last in HYPHENS or (last in "–—" and block.text[-2:-1].strip()):
            pass  # a compound, or a dash without blanks
        elif last:
            block.text += " "

    def _write_line(
        self, block: Block, line: Line, notes: set[str], runs: list[tuple[int, int, str]]
    ) -> None:
        style_of_all = (
            BOLD | ITALIC if block.type in ("title", "heading") else ITALIC if block.type == "caption" else 0
        )
        for piece in line.pieces:
            if piece.raised:
                is_note = piece.text in notes and block.type != "footnote"
                written = f"[{piece.text}]" if is_note else piece.text.translate(RAISED)
                if block.type == "footnote" and not block.text.strip():
                    written = f"[{piece.text}] "
                block.write(written)
                continue
            style = piece.style & ~style_of_all
            if not runs or runs[-1][1:] != (style, piece.link):
                runs.append((len(block.text), style, piece.link))
            block.write(piece.text)


def _is_rtl(line: Line) -> bool:
    return any("\u0590" <= char <= "\u08ff" for char in line.text)


def _cut_bullet(line: Line) -> None:
    lead = len(line.text) - len(line.text.lstrip())
    found = BULLET.match(line.text, lead) or NUMBERED.match(line.text, lead)
    left = found.end() if found else 0
    pieces = []
    for piece in line.pieces:
        pieces.append(piece._replace(text=piece.text[left:]))
        left = max(left - len(piece.text), 0)
    line.pieces = tuple(piece for piece in pieces if piece.text)
    line.text = "".join(piece.text for piece in line.pieces)


def _mark_runs(block: Block, runs: list[tuple[int, int, str]]) -> None:
    whole = block.text
    ends = [start for start, _, _ in runs[1:]] + [len(whole)]
    for type_, test in (("emphasis", ITALIC), ("strong", BOLD)):
        for start, end in _stretches(
            (start, end, style & test) for (start, style, _), end in zip(runs, ends, strict=True)
        ):
            block.text = whole[:end]
            block.mark(type_, start)
    for target in dict.fromkeys(link for _, _, link in runs if link):
        for start, end in _stretches(
            (start, end, link == target) for (start, _, link), end in zip(runs, ends, strict=True)
        ):
            block.text = whole[:end]
            block.mark("link", start, href=target)
    block.text = whole


def _stretches(runs: Iterator[tuple[int, int, Any]]) -> Iterator[tuple[int, int]]:
    """Runs that lie beside each other and have the property, as one."""
    begun: tuple[int, int] | None = None
    for start, end, has in runs:
        if has:
            begun = (begun[0], end) if begun else (start, end)
        elif begun:
            yield begun
            begun = None
    if begun:
        yield begun
