"""The characters of a PDF's pages with their places, by pdfminer.six, within limits of time and memory."""

from __future__ import annotations

import contextlib
import io
import threading
import time
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from annotator.articles.extras import library
from annotator.document import DocumentError

MOST_PAGES = 3000
MOST_CHARACTERS = 10_000_000
MOST_SECONDS = 300
MOST_FORMS = 20_000  # pieces of pages that are drawn again and again
LARGEST_STREAM = 40_000_000  # bytes of one unpacked part of the file, and of all
LARGEST_TOTAL = 600_000_000
LARGEST_SLOW_STREAM = 4_000_000  # packed bytes, where unpacking is pure Python

ITALIC, BOLD = 1, 2
UNREADABLE = "\ufffd"
UNUSED = (
    127,
    129,
    141,
    143,
    144,
    157,
)  # codes of WinAnsiEncoding that show a bullet (PDF 32000-1, annex D.2)
# What programs write into a file when nobody has told them a title or an author.
NOBODY = frozenset({"anonymous", "unknown", "unspecified", "untitled", "author", "user", "title"})

DAMAGED = "Open it in a PDF viewer and save it anew (“Print to PDF”)."


class Character(NamedTuple):
    """A character on its page. Lengths in points, `y` of the baseline from the bottom of the page."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    style: int  # ITALIC | BOLD, or both
    link: str


@dataclass
class Page:
    """A page: its characters in the order of the file."""

    number: int
    width: float
    height: float
    label: str = ""
    characters: list[Character] = field(default_factory=list)
    has_picture: bool = False


class TooMuch(Exception):
    """A limit was passed. Says which."""


def read_pages(data: bytes, take: Callable[[Page], None]) -> dict[str, Any]:
    """Read the pages of a PDF, one after the other.

    Args:
        data: The file.
        take: Is given each page. Its characters take much room: what is needed of them must be taken now.

    Returns:
        What the file states of itself: `title`, `author`, `language`.

    Raises:
        DocumentError: If the file is none, encrypted, damaged, or passes the limits.
    """
    library("pdfminer", "PDF files", "pdf")
    if b"%PDF-" not in data[:1024]:
        raise DocumentError(
            "byte 0: this is no PDF, whatever its name says. Save the article as PDF again, or as .txt."
        )
    from pdfminer.pdfdocument import PDFEncryptionError
    from pdfminer.psexceptions import PSException

    clock = Clock()
    try:
        with limited(clock):
            return _read(data, clock, take)
    except DocumentError:
        raise
    except TooMuch as error:
        raise DocumentError(f"{error}. Save the pages that hold the article as a PDF of their own.") from None
    except PDFEncryptionError:
        raise DocumentError(
            "the PDF is encrypted and opens with a password only. Open it in a PDF viewer and save it without one."
        ) from None
    except (PSException, RecursionError, MemoryError, ArithmeticError) as error:
        raise DocumentError(
            f"the PDF is damaged ({type(error).__name__}: {str(error)[:200]}). {DAMAGED}"
        ) from None
    except Exception as error:  # pdfminer meets damage with every error that Python has
        raise DocumentError(
            f"the PDF is damaged ({type(error).__name__}: {str(error)[:200]}). {DAMAGED}"
        ) from None


class Clock:
    """Counts what reading a file costs."""

    def __init__(self) -> None:
        self.until = time.monotonic() + MOST_SECONDS
        self.unpacked = 0
        self.characters = 0
        self.forms = 0

    def check(self) -> None:
        """Raise `TooMuch` if the time is up."""
        if time.monotonic() > self.until:
            raise TooMuch(f"reading takes more than {MOST_SECONDS} seconds")

    def add_characters(self, count: int) -> None:
        """Count characters."""
        self.characters += count
        if self.characters > MOST_CHARACTERS:
            raise TooMuch(f"there are more than {MOST_CHARACTERS:,} characters")
        self.check()

    def add_form(self) -> None:
        """Count a piece that is drawn."""
        self.forms += 1
        if self.forms > MOST_FORMS:
            raise TooMuch(f"more than {MOST_FORMS:,} pieces are drawn: no article does that")
        self.check()

    def add_unpacked(self, count: int) -> None:
        """Count unpacked bytes."""
        self.unpacked += count
        if count > LARGEST_STREAM or self.unpacked > LARGEST_TOTAL:
            raise TooMuch(
                f"a part of the file unpacks to more than {LARGEST_STREAM / 1e6:.0f} MB (a “zip bomb”)"
            )
        self.check()


_lock = threading.RLock()


@contextlib.contextmanager
def limited(clock: Clock) -> Iterator[None]:
    """Let pdfminer unpack within limits, which it has none of its own for."""
    from pdfminer import pdftypes

    def slow(unpack: Any) -> Any:
        def within(packed: bytes) -> bytes:
            if len(packed) > LARGEST_SLOW_STREAM:
                raise TooMuch(
                    f"a part of the file is packed in an old way and has {len(packed) / 1e6:.1f} MB"
                )
            unpacked: bytes = unpack(packed)
            clock.add_unpacked(len(unpacked))
            return unpacked

        return within

    names = ("lzwdecode", "rldecode", "ascii85decode", "asciihexdecode", "ccittfaxdecode")
    with _lock:
        module: Any = pdftypes
        before = {name: getattr(module, name) for name in ("zlib", *names) if hasattr(module, name)}
        try:
            module.zlib = _Zlib(clock)
            for name in names[:4]:
                setattr(module, name, slow(before[name]))
            yield
        finally:
            for name, value in before.items():
                setattr(module, name, value)


class _Zlib:
    """What pdfminer uses of zlib."""

    error = zlib.error

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def decompress(self, packed: bytes) -> bytes:
        one = zlib.decompressobj()
        unpacked = one.decompress(packed, LARGEST_STREAM + 1)
        self._clock.add_unpacked(len(unpacked))
        if not one.eof:
            raise zlib.error("incomplete or truncated stream")
        return unpacked

    def decompressobj(self) -> Any:
        return zlib.decompressobj()


def _read(data: bytes, clock: Clock, take: Callable[[Page], None]) -> dict[str, Any]:
    from pdfminer.pdfdocument import PDFDocument, PDFXRefFallback
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser
    from pdfminer.pdftypes import int_value, resolve1

    document = PDFDocument(PDFParser(io.BytesIO(data)))
    if any(isinstance(xref, PDFXRefFallback) for xref in document.xrefs):
        raise DocumentError(f"the PDF is damaged or cut off: its table of contents is missing. {DAMAGED}")

    class Interpreter(PDFPageInterpreter):
        def render_contents(self, *arguments: Any, **named: Any) -> None:
            clock.add_form()
            super().render_contents(*arguments, **named)

    resources = PDFResourceManager()
    device = _device(resources, clock)
    interpreter = Interpreter(resources, device)
    at = 0
    for at, page in enumerate(PDFPage.create_pages(document), 1):
        if at > MOST_PAGES:
            raise TooMuch(f"there are more than {MOST_PAGES:,} pages")
        x0, y0, x1, y1 = page.mediabox
        width, height = abs(x1 - x0), abs(y1 - y0)
        if page.rotate in (90, 270):
            width, height = height, width
        device.page = Page(at, width, height, page.label or "")
        device.links = _links(page, x0, y0) if page.annots else []
        interpreter.process_page(page)
        clock.add_characters(len(device.page.characters))
        take(device.page)
    count = resolve1(resolve1(document.catalog.get("Pages")).get("Count"))
    if not at or (isinstance(count, int) and int_value(count) != at):
        raise DocumentError(f"the PDF is damaged: it should have {count} pages, {at} can be read. {DAMAGED}")
    return _stated(document)


def _device(resources: Any, clock: Clock) -> Any:
    """A device of pdfminer that notes characters. Made here: its class exists only where pdfminer is installed."""
    from pdfminer.pdfdevice import PDFTextDevice
    from pdfminer.pdffont import PDFUnicodeNotDefined

    styles: dict[int, int] = {}

    class Device(PDFTextDevice):
        page = Page(0, 0, 0)
        links: list[tuple[float, float, float, float, str]] = []  # noqa: RUF012

        def render_image(self, name: str, stream: Any) -> None:
            self.page.has_picture = True

        def render_char(  # type: ignore[no-untyped-def]
            self, matrix, font, fontsize, scaling, rise, cid, ncs, graphicstate
        ) -> float:
            try:
                text = font.to_unichr(cid)
            except PDFUnicodeNotDefined:
                text = "•" if not font.is_multibyte() and cid in UNUSED else UNREADABLE
            advance: float = font.char_width(cid) * fontsize * scaling
            a, b, c, d, x, y = matrix
            if abs(b) > abs(a):  # written upwards, as beside a picture or in the margin
                return advance
            x0, x1 = x, x + advance * a
            if x1 < x0:
                x0, x1 = x1, x0
            size = abs(d) * fontsize or abs(c) * fontsize
            style = styles.get(id(font))
            if style is None:
                style = styles[id(font)] = _style(font)
            baseline = y + rise * d
            link = ""
            if self.links:
                middle, height = (x0 + x1) / 2, baseline + size / 4
                for left, bottom, right, top, target in self.links:
                    if left <= middle <= right and bottom <= height <= top:
                        link = target
            characters = self.page.characters
            characters.append(Character(text, x0, x1, baseline, size, style, link))
            if len(characters) % 10_000 == 0:
                clock.check()
                if len(characters) > MOST_CHARACTERS:
                    clock.add_characters(len(characters))
            return advance

    return Device(resources)


def _style(font: Any) -> int:
    name = str(getattr(font, "fontname", "") or "").lower()
    slanted = "italic" in name or "oblique" in name or bool(getattr(font, "italic_angle", 0))
    heavy = any(word in name for word in ("bold", "black", "heavy", "semibold", "demi"))
    return (ITALIC if slanted else 0) | (BOLD if heavy else 0)


def _links(page: Any, x0: float, y0: float) -> list[tuple[float, float, float, float, str]]:
    from pdfminer.pdftypes import resolve1

    found = []
    annotations = resolve1(page.annots)
    for one in annotations if isinstance(annotations, list) else []:
        annotation = resolve1(one)
        action = resolve1(annotation.get("A")) if isinstance(annotation, dict) else None
        target = resolve1(action.get("URI")) if isinstance(action, dict) else None
        corners = resolve1(annotation.get("Rect")) if target else None
        if isinstance(target, bytes) and isinstance(corners, list) and len(corners) == 4:
            left, bottom, right, top = (float(resolve1(number)) for number in corners)
            found.append((
                min(left, right) - x0, min(bottom, top) - y0, max(left, right) - x0, max(bottom, top) - y0,
                target.decode("utf-8", "replace"),
            ))  # fmt: skip
    return found[:10_000]


def _stated(document: Any) -> dict[str, Any]:
    from pdfminer.pdftypes import resolve1

    stated: dict[str, Any] = {}
    for info in reversed(document.info):
        for member, key in (("title", "Title"), ("author", "Author")):
            text = _text(resolve1(info.get(key)))
            if text and text.casefold().strip("() ") not in NOBODY:
                stated.setdefault(member, text)
    language = _text(resolve1(document.catalog.get("Lang")))
    if language:
        stated["language"] = language
    return stated


def _text(value: object) -> str:
    if not isinstance(value, bytes):
        return ""
    if value.startswith(b"\xfe\xff"):
        text = value[2:].decode("utf-16-be", "replace")
    elif value.startswith(b"\xef\xbb\xbf"):
        text = value[3:].decode("utf-8", "replace")
    else:
        from pdfminer.utils import decode_text

        text = decode_text(value)
    return "".join(char for char in text if unicodedata.category(char) != "Cc").strip()
