"""From blocks with inline marks, as openers find them, to canonical text with standoff markup."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from annotator.document import Document, DocumentError, canonical_text

# Links with other schemes lose their target, their words stay.
SAFE_LINK = re.compile(r"https?://[^\s\x00-\x1f\x7f]+\Z", re.IGNORECASE)
LONGEST_LINK = 4000
CELLS = " | "  # between the cells of a table's row

_END = "\ue000"  # a private-use character: stays what and where it is in canonical text

# Where canonical text would be another one.
_UNEVEN = re.compile(r"\s\n|[\r\ufeff]|\A\n")

Mark = dict[str, Any]


@dataclass
class Block:
    """A block while it is being written.

    Attributes:
        type: As in `Document.markup`: paragraph, heading, list_item, quote, code_block, caption, footnote, table_row.
        members: Further members of its mark, such as `level`.
        text: What was written so far.
        marks: Inline marks; offsets within `text`.
    """

    type: str
    members: Mark = field(default_factory=dict)
    text: str = ""
    marks: list[Mark] = field(default_factory=list)

    def write(self, words: str) -> None:
        """Append words, with one blank where two meet and none at the start."""
        if words[:1] == " " and (not self.text or self.text[-1] in " \n"):
            words = words[1:]
        self.text += words

    def break_line(self) -> None:
        """End the line."""
        self.text = self.text.rstrip(" ")
        if self.text:
            self.text += "\n"

    def mark(self, type_: str, start: int, **members: Any) -> None:
        """Mark from `start` to here, if there are words and, for a link, a target that is safe."""
        end = len(self.text.rstrip())
        while start < end and self.text[start] in " \n":
            start += 1
        if start >= end:
            return
        if type_ == "link":
            href = str(members.get("href", "")).strip()
            if len(href) > LONGEST_LINK or not SAFE_LINK.match(href):
                return
            members["href"] = href
        self.marks.append({"type": type_, "start": start, "end": end, **members})

    def finished(self) -> Block | None:
        """The block with canonical text and its marks moved along; None if nothing is left."""
        stripped = self.text.rstrip()
        is_even = not ("\n" in stripped or "\r" in stripped or "\ufeff" in stripped)
        if unicodedata.is_normalized("NFC", stripped) and (is_even or not _UNEVEN.search(stripped)):
            # As most are; what no text may hold is found when the whole is looked at.
            self.text = stripped
            return self if stripped else None
        text = canonical_text(stripped + _END)[:-1]
        if text == self.text:
            return self if text.strip() else None
        marks = [
            {**mark, "start": self._moved(mark["start"]), "end": self._moved(mark["end"])}
            for mark in self.marks
        ]
        marks = [{**mark, "end": min(mark["end"], len(text))} for mark in marks]
        kept = [mark for mark in marks if mark["start"] < mark["end"]]
        return Block(self.type, self.members, text, kept) if text.strip() else None

    def _moved(self, offset: int) -> int:
        return len(canonical_text(self.text[:offset] + _END)) - 1


def joined(blocks: Iterable[Block]) -> tuple[str, list[Mark]]:
    """The text of finished blocks, with blank lines between them, and the marks over it."""
    markup: list[Mark] = []
    parts: list[str] = []
    start = 0
    for block in blocks:
        markup.append({"type": block.type, "start": start, "end": start + len(block.text), **block.members})
        markup += [
            {**mark, "start": mark["start"] + start, "end": mark["end"] + start} for mark in block.marks
        ]
        parts.append(block.text)
        start += len(block.text) + 2
    return "\n\n".join(parts), markup


def to_document(
    blocks: Iterable[Block], title: str | None, source: str, metadata: Mark, *, empty: str
) -> Document:
    """The document that blocks make.

    Args:
        blocks: Not yet finished ones are finished.
        title: None for the first block of type title or heading.
        source: Where it was opened from.
        metadata: See `annotator.metadata`.
        empty: What to say, and what to do, if there are no words.

    Raises:
        DocumentError: If there are no words, or characters that no text has.
    """
    done = [finished for block in blocks if (finished := block.finished())]
    if not done:
        raise DocumentError(empty)
    text, markup = joined(done)
    if title is None:
        named = next((block for block in done if block.type in ("title", "heading")), None)
        title = named.text if named else None
    return Document.from_text(text, title=title or "", source=source, markup=markup, metadata=metadata)
