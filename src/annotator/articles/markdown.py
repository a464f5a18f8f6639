"""Articles in Markdown: the words become the text, the marks become standoff markup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import PurePosixPath
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from annotator.articles.blocks import CELLS, Block
from annotator.articles.blocks import to_document as blocks_to_document
from annotator.document import Document, DocumentError

# Front matter: the lines between two `---` at the very top that blogs and newsletters put there.
FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
FRONT_LINE = re.compile(r"^(\w+):[ \t]*(.*)((?:\n[ \t]*-[ \t].*)*)$", re.MULTILINE)
LIST_ITEM = re.compile(r"^[ \t]*-[ \t]+(.*)$", re.MULTILINE)
FRONT_MEMBERS = {
    "title": "title",
    "author": "author",
    "authors": "author",
    "publication": "publication",
    "publisher": "publication",
    "date": "date",
    "lang": "language",
    "language": "language",
    "url": "address",
    "canonical_url": "address",
}
INLINE = {"em": "emphasis", "strong": "strong", "link": "link"}
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
        The document. Its markup has a block (`title`, `heading`, `paragraph`, `list_item`, `quote`, `code_block`,
        `table_row`) for every line, and `emphasis`, `strong`, `code`, `link` and `image` over them.

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
    stated = _stated(front[0]) if front else {}
    if title is None:
        heading = next((block.text.strip() for block in blocks if block.type == "heading"), None)
        title = stated.get("title") or heading or PurePosixPath(source).stem or None
    if blocks and blocks[0].type == "heading" and blocks[0].members["level"] == 1:
        blocks[0].type, blocks[0].members = "title", {}
    made = {"opener": "markdown", "library": "markdown-it-py", "version": version("markdown-it-py")}
    return blocks_to_document(
        blocks,
        title or "",
        source,
        {**{name: value for name, value in stated.items() if name != "title"}, "extraction": made},
        empty="there are no words in this Markdown. Put the text of the article into it.",
    )


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802
        """Every link is one, so that its words stay and no more; `Block.mark` says which targets are kept."""
        return True


def _parser() -> MarkdownIt:
    parser = _Parser("commonmark", {"html": False, "maxNesting": MAX_NESTING})
    return parser.enable(["table", "strikethrough"])


def _blocks(tokens: Iterable[Token]) -> Iterable[Block]:
    lists: list[Mark] = []  # one entry for each list that is open
    fresh_item: Mark | None = None  # an item whose first paragraph is yet to come
    quotes = 0
    row: Block | None = None
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
            row = Block("table_row")
        elif token.type == "tr_close" and row is not None:
            finished, row = row, None
            if finished.text.strip():
                yield finished
        elif token.type == "inline" and row is not None:
            row.text += CELLS if row.text else ""
            _inline(token.children or [], row)
        elif token.type in ("inline", "fence", "code_block"):
            if token.type != "inline":
                block = Block("code_block")
            elif heading:
                block = Block("heading", {"level": heading})
            elif fresh_item is not None:
                block, fresh_item = Block("list_item", fresh_item), None
            else:
                block = Block("quote" if quotes else "paragraph")
            if token.type == "inline":
                _inline(token.children or [], block)
            else:
                block.text = token.content
            if block.text.strip():
                yield block


def _inline(tokens: Iterable[Token], block: Block) -> None:
    opened: list[tuple[str, int, str]] = []  # type, start, target
    for token in tokens:
        name, _, side = token.type.rpartition("_")
        if token.type in ("softbreak", "hardbreak"):
            block.text = block.text.rstrip(" ") + (" " if token.type == "softbreak" else "\n")
        elif token.type == "code_inline":
            start = len(block.text)
            block.text += token.content
            block.mark("code", start)
        elif token.type == "image":
            start = len(block.text)
            block.text += _plain(token.children or [])
            block.mark("image", start)
        elif side == "open" and name in INLINE:
            opened.append((INLINE[name], len(block.text), str(token.attrs.get("href", ""))))
        elif side == "close" and name in INLINE and opened:
            type_, start, target = opened.pop()
            block.mark(type_, start, **({"href": target} if type_ == "link" else {}))
        else:
            block.text += token.content


def _plain(tokens: Iterable[Token]) -> str:
    return "".join(" " if token.type == "softbreak" else token.content for token in tokens)


def _stated(front: str) -> dict[str, Any]:
    """What front matter states, as far as it stands in lines of their own: title, author, publication, date, …."""
    stated: dict[str, Any] = {}
    for found in FRONT_LINE.finditer(front):
        member, value = FRONT_MEMBERS.get(found[1].lower()), found[2].strip()
        if member is None or member in stated:
            continue
        names = LIST_ITEM.findall(found[3] or "")
        if value.startswith("[") and value.endswith("]"):
            names, value = value[1:-1].split(","), ""
        if member == "author":
            stated[member] = [_bare(name) for name in names or [value]]
        elif _bare(value):
            stated[member] = _bare(value)
    return stated


def _bare(value: str) -> str:
    return value.strip().strip("\"'").strip()
