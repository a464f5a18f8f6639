"""From a tree of elements (HTML, or the TEI that trafilatura gives) to blocks with inline marks."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin

from annotator.articles.blocks import CELLS, Block

PARAGRAPHS = frozenset(
    {"p", "div", "section", "figure", "body", "fw", "dd", "dt", "figcaption", "main", "article"}
)
QUOTES = frozenset({"quote", "blockquote"})
LISTS = frozenset({"list", "ul", "ol", "dl"})
ITEMS = frozenset({"item", "li"})
ROWS = frozenset({"row", "tr"})
CELL_TAGS = frozenset({"cell", "td", "th"})
HEADING = re.compile(r"h([1-6])\Z")
INLINE = {
    "em": "emphasis", "i": "emphasis", "#i": "emphasis",
    "strong": "strong", "b": "strong", "#b": "strong",
    "code": "code", "tt": "code", "#t": "code",
    "a": "link", "ref": "link",
}  # fmt: skip
SKIPPED = frozenset({"script", "style", "template", "noscript", "head_", "object", "svg", "math"})

# What an opener writes in front of an element's text where the tree itself cannot say it: private-use characters.
CAPTION = "\ue011"
FOOTNOTE = "\ue012"
NUMBER = "\ue013"
IMAGE = "\ue014"  # on both sides of an alternative text
ROLES = {CAPTION: "caption", FOOTNOTE: "footnote"}
PRIVATE = re.compile("[\ue010-\ue01f]")

_BLANKS = "\t\n\r\f"  # HTML's white space beside the blank itself: a no-break space is none
_NUMBERED = re.compile(NUMBER + r"(\d{1,9})" + NUMBER)


class TreeReader:
    """Reads one tree. `blocks` has what was found, `linked` how many characters of it are links.

    Args:
        base: Address that relative links start from; empty where it is not known.
    """

    def __init__(self, base: str = "") -> None:
        self.blocks: list[Block] = []
        self.linked = 0
        self._base = base
        self._open: Block | None = None
        self._kind: tuple[str, dict[str, Any]] = ("paragraph", {})
        self._lists: list[dict[str, Any]] = []
        self._quotes = 0
        self._in_row = False
        self._in_code = False

    def read(self, root: Any) -> list[Block]:
        """All blocks below an element.

        Args:
            root: An element of lxml.
        """
        self._walk(root)
        self._close()
        return self.blocks

    # --- blocks

    def _close(self) -> None:
        if self._open is not None and self._open.text.strip():
            self.blocks.append(self._open)
        self._open = None

    def _begin(self, type_: str, **members: Any) -> None:
        self._close()
        self._kind = (type_, members)

    def _block(self) -> Block:
        if self._open is None:
            type_, members = self._kind
            self._open = Block(type_, dict(members))
            if type_ in (
                "list_item",
                "footnote",
                "caption",
            ):  # what follows in the same item is a paragraph of its own
                self._kind = self._plain()
        return self._open

    def _plain(self) -> tuple[str, dict[str, Any]]:
        return ("quote" if self._quotes else "paragraph", {})

    def _walk(self, element: Any) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in SKIPPED:  # a comment or an instruction
            return
        heading = tag[0] == "h" and HEADING.match(element.get("rend", "h2") if tag == "head" else tag)
        if (
            self._in_row
            and tag not in CELL_TAGS
            and tag not in INLINE
            and tag not in ("hi", "br", "lb", "graphic", "img")
        ):
            self._say(" ")
            self._inside(element)
            self._say(" ")
        elif heading:
            is_title = element.get("class") == "title"
            self._begin("title") if is_title else self._begin("heading", level=int(heading[1]))
            self._inside(element)
            self._begin(*self._plain()[:1])
        elif tag in QUOTES:
            self._quotes += 1
            self._begin("quote")
            self._inside(element)
            self._close()
            self._quotes -= 1
            self._kind = self._plain()
        elif tag in LISTS:
            ordered = tag == "ol" or element.get("rend") == "ol"
            self._close()
            self._lists.append({"ordered": ordered, "next": _whole(element.get("start"), 1)})
            self._inside(element)
            self._lists.pop()
            self._close()
            self._kind = self._plain()
        elif tag in ITEMS:
            self._item(element)
        elif tag in ROWS:
            self._row(element)
        elif tag in CELL_TAGS:
            block = self._block()
            block.text = block.text.rstrip()
            if block.members.pop("cells", None):
                block.text += CELLS
            block.members["cells"] = True
            self._inside(element)
        elif tag == "pre" or (tag == "code" and (self._open is None or "\n" in "".join(element.itertext()))):
            self._code(element)
        elif tag in PARAGRAPHS:
            self._close()
            if tag in ("p", "figcaption", "dt", "dd") and self._kind[0] not in ("list_item", "footnote"):
                self._kind = ("caption", {}) if tag == "figcaption" else self._plain()
            self._inside(element)
            self._close()
        else:
            self._inline(element, tag)

    def _item(self, element: Any) -> None:
        mine = self._lists[-1] if self._lists else {"ordered": False, "next": 1}
        members: dict[str, Any] = {"level": max(len(self._lists), 1), "ordered": mine["ordered"]}
        if mine["ordered"]:
            members["number"] = _whole(element.get("value"), mine["next"])
            mine["next"] = members["number"] + 1
        self._begin("list_item", **members)
        self._inside(element)
        self._close()
        if self._open is None:
            self._kind = self._plain()

    def _row(self, element: Any) -> None:
        self._begin("table_row")
        self._in_row = True
        self._inside(element)
        self._in_row = False
        if self._open is not None:
            self._open.members.pop("cells", None)
            if not self._open.text.replace(CELLS.strip(), "").strip():
                self._open = None
        self._close()
        self._kind = self._plain()

    def _code(self, element: Any) -> None:
        self._begin("code_block")
        text = "".join(element.itertext()).strip("\n")
        if text.strip():
            self._block().text = text
        self._close()
        self._kind = self._plain()

    # --- what stands in a block

    def _inside(self, element: Any) -> None:
        self._say(element.text)
        for child in element:
            self._walk(child)
            self._say(child.tail)

    def _inline(self, element: Any, tag: str) -> None:
        if tag in ("br", "lb"):
            if self._open is not None and self._in_row:
                self._say(" ")
            elif self._open is not None:
                if self._open.text.endswith("\n"):  # two line breaks are how old pages end a paragraph
                    self._close()
                else:
                    self._open.break_line()
        elif tag in ("graphic", "img"):
            self._image(element)
        else:
            type_ = INLINE.get(element.get("rend", "") if tag == "hi" else tag)
            held, start = self._open, len(self._open.text) if self._open else 0
            self._inside(element)
            if type_ and self._open is not None:
                # A block that began inside of the element is marked from its start.
                start = start if self._open is held else 0
                if type_ == "link":
                    self.linked += len(self._open.text) - start
                    self._open.mark("link", start, href=self._target(element))
                else:
                    self._open.mark(type_, start)

    def _target(self, element: Any) -> str:
        target = str(element.get("target") or element.get("href") or "").strip()
        if not target or not self._base or target.startswith("#"):
            return target
        try:
            return str(urljoin(self._base, target))
        except ValueError:
            return ""

    def _image(self, element: Any) -> None:
        words = " ".join((element.get("alt") or "").split())
        if not words:
            return
        block = self._block()
        start = len(block.text)
        block.write(words)
        block.mark("image", start)

    def _say(self, text: str | None) -> None:
        if not text:
            return
        words = _with_single_blanks(text)
        if self._open is None:
            words = words.lstrip(" ")
            if not words:
                return
            self._begin_marked(words)
        if not (CAPTION in words or FOOTNOTE in words or NUMBER in words or IMAGE in words):
            self._block().write(words)
            return
        numbered = _NUMBERED.match(words)
        if numbered and self._open is not None and self._open.type == "list_item":
            self._open.members["number"] = int(numbered[1])
        for at, part in enumerate(_NUMBERED.sub("", words).split(IMAGE)):
            part = PRIVATE.sub("", part)
            if self._open is None or not part:
                continue
            start = len(self._open.text)
            self._open.write(part)
            if at % 2:
                self._open.mark("image", start)

    def _begin_marked(self, words: str) -> None:
        role = None
        if PRIVATE.search(words, 0, 20):
            role = next((ROLES[char] for char in words[:20] if char in ROLES), None)
        if role and not self._in_row:
            self._kind = (role, {})
        self._block()


def _with_single_blanks(text: str) -> str:
    # Several times quicker than a regular expression: this is done with all of a page.
    for sign in _BLANKS:
        if sign in text:
            text = text.replace(sign, " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"[0-9]{1,9}", text.strip()) else default
