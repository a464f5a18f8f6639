"""Articles in Markdown: the words become the text, the marks become standoff markup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from annotator.document import Document, DocumentError, canonical_text

# Front matter: the lines between two `---` at the very top that blogs and newsletters put there.
FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
FRONT_TITLE = re.compile(r"^title:[ \t]*(.+?)[ \t]*$", re.MULTILINE)
SAFE_LINK = re.compile(r"https?://[^\s\x00-\x1f]+\Z", re.IGNORECASE)
INLINE = {"em": "emphasis", "strong": "strong", "link": "link"}
END = "\ue000"  # a private-use character: stays what and where it is in canonical text
# The parser drops in silence what is nested deeper than its limit; with this one it exhausts Python's stack before,
# which is an error that can be told.
MAX_NESTING = 100_000

Mark = dict[str, Any]


def to_document(text: str, title: str | None, source: str) -> Document:
    """Make a document of a Markdown text.

    HTML in the text is shown as it is written; pictures are their alternative text; links that are not http or https
    lose their target.

    Args:
        text: CommonMark, with tables; front matter is skipped.
        title: The title; None for that of the front matter, else the first heading, else the name of the file.
        source: Where it was opened from; may be empty.

    Returns:
        The document. Its markup has a block (`title`, `heading`, `paragraph`, `list_item`, `quote`, `code_block`) for
        every line, and `emphasis`, `strong`, `code` and `link` over them.

    Raises:
        DocumentError: If no words are left.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    front = FRONT_MATTER.match(text)
    body = text[front.end() :] if front else text
    try:
        blocks = list(_blocks(_parser().parse(body)))
    except RecursionError:
        raise DocumentError(
            "lists or quotes are nested too deeply to be read. Save the article as .txt."
        ) from None
    if not blocks:
        raise DocumentError("there are no words in this Markdown. Put the text of the article into it.")
    canonical, markup = _joined(blocks)
    if title is None:
        title = _front_title(front) or _heading(canonical, markup) or PurePosixPath(source).stem or None
    first = markup[0]
    if first["type"] == "heading" and first["level"] == 1:
        markup[0] = {"type": "title", "start": first["start"], "end": first["end"]}
    return Document.from_text(canonical, title=title, source=source, markup=markup)


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802
        """Every link is one, so that its words stay and no more; `SAFE_LINK` says which targets are kept."""
        return True


def _parser() -> MarkdownIt:
    parser = _Parser("commonmark", {"html": False, "maxNesting": MAX_NESTING})
    return parser.enable(["table", "strikethrough"])


@dataclass
class _Block:
    type: str
    members: Mark = field(default_factory=dict)
    text: str = ""
    marks: list[Mark] = field(default_factory=list)  # offsets within the block

    def finished(self) -> _Block | None:
        """The block with canonical text and its marks moved along; None if nothing is left."""
        text = canonical_text(self.text.rstrip() + END)[:-1]
        if text == self.text:
            return self if text else None
        marks = [
            {**mark, "start": self._moved(mark["start"]), "end": self._moved(mark["end"])}
            for mark in self.marks
        ]
        marks = [{**mark, "end": min(mark["end"], len(text))} for mark in marks]
        kept = [mark for mark in marks if mark["start"] < mark["end"]]
        return _Block(self.type, self.members, text, kept) if text else None

    def _moved(self, offset: int) -> int:
        return len(canonical_text(self.text[:offset] + END)) - 1


def _joined(blocks: list[_Block]) -> tuple[str, list[Mark]]:
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


def _blocks(tokens: Iterable[Token]) -> Iterable[_Block]:
    lists: list[Mark] = []  # one entry for each list that is open
    fresh_item: Mark | None = None  # an item whose first paragraph is yet to come
    quotes = 0
    row: _Block | None = None
    heading = 0
    for token in tokens:
        if token.type == "blockquote_open":
            quotes += 1
        elif token.type == "blockquote_close":
            quotes -= 1
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append({"ordered": token.type.startswith("ordered")})
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            fresh_item = {"level": len(lists), **lists[-1]}
            if token.info.isdigit():
                fresh_item["number"] = int(token.info)
        elif token.type == "list_item_close":
            fresh_item = None
        elif token.type == "heading_open":
            heading = int(token.tag[1:])
        elif token.type == "heading_close":
            heading = 0
        elif token.type == "tr_open":
            row = _Block("paragraph")
        elif token.type == "tr_close" and row is not None:
            finished, row = row.finished(), None
            if finished:
                yield finished
        elif token.type == "inline" and row is not None:
            row.text += " | " if row.text else ""
            _inline(token.children or [], row)
        elif token.type in ("inline", "fence", "code_block"):
            if token.type != "inline":
                block = _Block("code_block")
            elif heading:
                block = _Block("heading", {"level": heading})
            elif fresh_item is not None:
                block, fresh_item = _Block("list_item", fresh_item), None
            else:
                block = _Block("quote" if quotes else "paragraph")
            if token.type == "inline":
                _inline(token.children or [], block)
            else:
                block.text = token.content
            finished = block.finished()
            if finished:
                yield finished


def _inline(tokens: Iterable[Token], block: _Block) -> None:
    opened: list[tuple[str, int, str]] = []  # type, start, target
    for token in tokens:
        name, _, side = token.type.rpartition("_")
        if token.type in ("softbreak", "hardbreak"):
            block.text = block.text.rstrip(" ") + (" " if token.type == "softbreak" else "\n")
        elif token.type == "code_inline":
            start = len(block.text)
            block.text += token.content
            block.marks.append({"type": "code", "start": start, "end": len(block.text)})
        elif token.type == "image":
            block.text += _plain(token.children or [])
        elif side == "open" and name in INLINE:
            opened.append((INLINE[name], len(block.text), str(token.attrs.get("href", ""))))
        elif side == "close" and name in INLINE and opened:
            type_, start, target = opened.pop()
            mark: Mark = {"type": type_, "start": start, "end": len(block.text)}
            if type_ == "link":
                mark["href"] = target
            if mark["end"] > start and (type_ != "link" or SAFE_LINK.match(target)):
                block.marks.append(mark)
        else:
            block.text += token.content


def _plain(tokens: Iterable[Token]) -> str:
    return "".join(" " if token.type == "softbreak" else token.content for token in tokens)


def _front_title(front: re.Match[str] | None) -> str | None:
    found = FRONT_TITLE.search(front[0]) if front else None
    return found[1].strip("\"'").strip() or None if found else None


def _heading(text: str, markup: list[Mark]) -> str | None:
    return next((text[mark["start"] : mark["end"]] for mark in markup if mark["type"] == "heading"), None)
