"""What is read: frozen canonical text, standoff markup over it, and identity."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from annotator.metadata import clean_metadata
from annotator.plain import whole

LONGEST_TITLE = 2000  # both as in the schema of a reading
LONGEST_SOURCE = 4000
LONGEST_TITLE_LINE = 300  # a longer first line is a paragraph without its full stop
LONGEST_HEADING = 80

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_BLOCK = re.compile(r"[^\n]+(?:\n[^\n]+)*")
_SENTENCE_END = tuple(".!?…:;,。！？：；，、؟۔।॥")
_CLOSING = "\"'”’»›)]}」』）】"


class DocumentError(ValueError):
    """Something that is no article. Names the place and the remedy; who opened a file adds its name."""


@dataclass(frozen=True)
class Document:
    """An article. Make one with `from_text` or `annotator.open_article`.

    Attributes:
        text: Canonical text; never changes.
        title: One line; empty if the article has none.
        markup: Stretches `{"type", "start", "end", …}` of the text, in code points, half-open. Types of blocks are
            title, heading (with a `level`), paragraph, list_item, quote, code_block, caption, footnote and table_row;
            over them lie emphasis, strong, code, link and image (of its alternative text); and `page`, with its
            `number`, tells which page of a printed article a stretch stands on.
        source: Where it was opened from; may be empty.
        metadata: What the article states of itself, and nothing else: author (a list), publication, date, language,
            address; and extraction: opener, library and version.
    """

    text: str = field(repr=False)
    title: str = ""
    markup: tuple[dict[str, Any], ...] = field(default=(), repr=False, hash=False)
    source: str = ""
    metadata: dict[str, Any] = field(default_factory=dict, repr=False, hash=False)

    @classmethod
    def from_text(
        cls,
        text: str,
        title: str | None = None,
        source: str = "",
        markup: Iterable[Mapping[str, Any]] | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> Document:
        r"""Make a document of a text.

        Args:
            text: The text; made canonical, see `canonical_text`.
            title: The title; None for the first line if it stands alone like a title.
            source: Where the text comes from.
            markup: Stretches of the *canonical* text; None for blocks at blank lines.
            metadata: What is known of the article: author, publication, date, language, address.

        Returns:
            The document.

        Raises:
            DocumentError: If the text is empty, binary or broken, or a stretch lies outside of it.

        Examples:
            >>> document = Document.from_text("Harbour reopens\r\n\r\nShips came in.\r\n")
            >>> document.title, document.length, [mark["type"] for mark in document.markup]
            ('Harbour reopens', 31, ['title', 'paragraph'])
        """
        made = canonical_text(text)
        if markup is None:
            marks = tuple(_blocks(made))
        else:
            if made != text:
                raise DocumentError(
                    "the text is not canonical, so the markup over it would be shifted. "
                    "Make the markup over canonical_text(text), and give that as text."
                )
            marks = tuple(_mark(mark, at, len(made)) for at, mark in enumerate(markup))
        if title is None:
            first = next((mark for mark in marks if mark["type"] == "title"), None)
            title = made[first["start"] : first["end"]] if first else ""
        return cls(
            made,
            _one_line(title, LONGEST_TITLE),
            marks,
            _one_line(source, LONGEST_SOURCE),
            clean_metadata(metadata),
        )

    @classmethod
    def from_dict(cls, data: object) -> Document:
        """A document out of the JSON that `to_dict` gives. Markup that does not fit the text is left out.

        Raises:
            DocumentError: If there is no text, or it is not the one that `sha256` or `id` tell of.
        """
        if not isinstance(data, Mapping) or not isinstance(data.get("text"), str):
            raise DocumentError("text: there is none. Run the cell that shows the article again.")
        text, title, source = (value if isinstance(value := data.get(key), str) else "" for key in _TEXTS)
        _check_characters(text)
        _check_words(text)
        raw = data.get("markup")
        marks = (
            tuple(dict(mark) for mark in raw if _fits(mark, len(text)))
            if isinstance(raw, (list, tuple))
            else ()
        )
        document = cls(
            text,
            _one_line(title, LONGEST_TITLE),
            marks,
            _one_line(source, LONGEST_SOURCE),
            clean_metadata(data.get("metadata")),
        )
        for key in ("sha256", "id"):
            if data.get(key) not in (None, getattr(document, key)):
                raise DocumentError(
                    f"{key}: it is {str(data[key])[:80]!r}, but this text has {getattr(document, key)!r}: the text "
                    "was changed. Open the article again."
                )
        return document

    def to_dict(self) -> dict[str, Any]:
        """The document as JSON: id, title, sha256, length, source, text, markup."""
        return {**self.reference(), "text": self.text, "markup": [dict(mark) for mark in self.markup]}

    def reference(self) -> dict[str, Any]:
        """How a reading names its article: id, title, sha256, length, source, and metadata where there are any."""
        return {
            "id": self.id,
            "title": self.title,
            "sha256": self.sha256,
            "length": self.length,
            "source": self.source,
            **({"metadata": dict(self.metadata)} if self.metadata else {}),
        }

    def page(self, offset: int) -> int | None:
        """The number of the page that the character at `offset` stands on; None where the article has no pages.

        Args:
            offset: In code points.

        Examples:
            >>> pages = [{"type": "page", "start": 0, "end": 4, "number": 12}]
            >>> Document.from_text("Fish", markup=pages).page(3)
            12
        """
        for mark in self.markup:
            if mark["type"] == "page" and mark["start"] <= offset < mark["end"]:
                return whole(mark.get("number"))
        return None

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the text in UTF-8, 64 hex digits: its version."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()

    @property
    def id(self) -> str:
        """`doc-` and the first 12 hex digits of `sha256`."""
        return f"doc-{self.sha256[:12]}"

    @property
    def length(self) -> int:
        """Length of the text in code points."""
        return len(self.text)


def canonical_text(raw: str) -> str:
    r"""The text as it is frozen: what readers see stays, what editors and systems differ in goes.

    A byte order mark is dropped, line ends become LF, Unicode is composed (NFC), trailing blanks of lines and of the
    text are removed, and blank lines at its beginning.

    Args:
        raw: Any text.

    Returns:
        Canonical text; canonical text itself stays as it is.

    Raises:
        DocumentError: If it is empty, or holds control characters or half a surrogate pair, as binary or wrongly
            decoded files do. Names line and column.

    Examples:
        >>> canonical_text("\ufeff\r\nCafe\u0301 \r\n")
        'Café'
    """
    if not isinstance(raw, str):
        raise DocumentError(
            f"an article is text, not {type(raw).__name__}. Decode it first: data.decode('utf-8')."
        )
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    _check_characters(text)
    text = unicodedata.normalize("NFC", text)
    text = "\n".join(line.rstrip() for line in text.split("\n")).rstrip().lstrip("\ufeff\n")
    _check_words(text)
    return text


_TEXTS = ("text", "title", "source")


def _check_characters(text: str) -> None:
    bad = _FORBIDDEN.search(text)
    if bad is None:
        return
    at, code = bad.start(), ord(bad[0])
    place = f"line {text.count(chr(10), 0, at) + 1}, column {at - text.rfind(chr(10), 0, at)}"
    if code == 0:
        what = "a NUL character: this is a binary file, or UTF-16 read as another encoding"
        remedy = "Save the article as text in UTF-8."
    elif code >= 0xD800:
        what = f"half a surrogate pair (U+{code:04X}): the text was cut or decoded wrongly"
        remedy = "Copy it again from its source, or decode it with its own encoding."
    elif code >= 0x80:
        what = f"the control character U+{code:04X}: the text was decoded wrongly"
        remedy = "Open it with its own encoding, most likely encoding='windows-1252'."
    else:
        what = f"the control character U+{code:04X}, which no text has"
        remedy = "Remove it, or save the article as plain text in UTF-8."
    raise DocumentError(f"{place}: {what}. {remedy}")


def _check_words(text: str) -> None:
    # Blanks and invisible signs alone cannot be read, nor selected.
    if not any(char > " " and unicodedata.category(char) not in ("Zs", "Zl", "Zp", "Cf") for char in text):
        raise DocumentError(
            "the text is empty: there are no words in it. Put the text of the article into it."
        )


def _one_line(text: str, longest: int) -> str:
    return " ".join(unicodedata.normalize("NFC", _FORBIDDEN.sub("\ufffd", text)).split())[:longest]


def _fits(mark: object, length: int) -> bool:
    if not isinstance(mark, Mapping) or not isinstance(mark.get("type"), str):
        return False
    start, end = whole(mark.get("start")), whole(mark.get("end"))
    return start is not None and end is not None and 0 <= start <= end <= length


def _mark(mark: Mapping[str, Any], at: int, length: int) -> dict[str, Any]:
    if not _fits(mark, length):
        raise DocumentError(
            f"markup[{at}]: {str(mark)[:200]} is no stretch of this text of {length} characters. "
            "Give {'type': …, 'start': …, 'end': …} with 0 <= start <= end <= length."
        )
    return dict(mark)


def _blocks(text: str) -> Iterator[dict[str, Any]]:
    # What stands between the title and the first sentence is masthead and byline: nothing that a reader jumps to.
    is_begun = False
    for at, found in enumerate(_BLOCK.finditer(text)):
        end = found.end()
        line = found[0].lstrip()
        start = end - len(line)
        stands_alone = "\n" not in line and not line.rstrip(_CLOSING).endswith(_SENTENCE_END)
        if stands_alone and at == 0 and len(line) <= LONGEST_TITLE_LINE:
            yield {"type": "title", "start": start, "end": end}
        elif stands_alone and is_begun and len(line) <= LONGEST_HEADING:
            yield {"type": "heading", "start": start, "end": end, "level": 2}
        else:
            is_begun = is_begun or not stands_alone
            yield {"type": "paragraph", "start": start, "end": end}
