"""Articles in saved web pages: the article without navigation, advertisements and comments.

trafilatura finds the article. What it would lose is carried past it: outlets that stand in buttons, no-break spaces,
captions, raised digits, the numbers of lists.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any

from annotator.articles import html_metadata
from annotator.articles.blocks import SAFE_LINK, Block
from annotator.articles.blocks import to_document as blocks_to_document
from annotator.articles.bytes_to_text import BOMS, web_encoding
from annotator.articles.extras import extraction, library
from annotator.articles.tree import CAPTION, FOOTNOTE, IMAGE, NUMBER, TreeReader
from annotator.document import Document, DocumentError

MOST_ELEMENTS = 100_000
MOST_TEXT = 10_000_000  # characters that are seen; the extraction needs some forty bytes for each
MOST_LINKED = 0.8  # share of the letters; more is a list of links
MOST_PROSE = 0.7  # share of the paragraphs' letters that makes an element the article
MOST_SIGNS = 20_000  # blanks, strokes and quotation marks in one tag: libxml2 takes the square of its attributes in time
NBSP = "\ue00f"  # stands in for a no-break space, which the extraction would turn into a blank
RESERVED = re.compile("[\ue00f-\ue01f]")
# What the parser lets through and XML does not have: an element that is given such a text raises.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
NOT_XML_EITHER = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01]|6553[45])(?![0-9])|x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef])(?![0-9a-f]));?",
    re.IGNORECASE,
)

# Tokens of class and id that name what is no article. Whole tokens: "download" holds "ad" as well.
ADVERTS = re.compile(
    r"(?:ads?|advert|adverts|advertisement|advertising|adsbygoogle|sponsored|sponsor|promo|promotion|promobox|newsletter|"
    r"comments?|respond|disqus|related|recommended|share|sharing|social|cookie|cookies|paywall|subscribe|outbrain|taboola)"
    r"(?:[-_](?:box|slot|unit|banner|container|wrapper|block|section|list|area|thread|teaser|articles|links|bar|buttons|"
    r"signup|form|notice|consent|banner-top|inline|\d+))*\Z"
)
CONTAINERS = ("div", "section", "aside", "ul", "ol", "form", "iframe", "p", "figure", "table", "span", "ins")
UNSEEN = ("template", "noscript", "svg", "math", "object", "iframe")
FOOTNOTES = re.compile(r"(?:footnotes?|endnotes?|references)\Z")
PROSE = frozenset(
    {"p", "li", "td", "th", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "dd"}
)
DECLARED = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]*?\b(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:-]{2,40})""", re.IGNORECASE
)
DATA = re.compile("data:", re.IGNORECASE)
INLINE_DATA = re.compile(r"""(\bsrc(?:set)?\s*=\s*["']?)data:[^"'\s>]{200,}""", re.IGNORECASE)

TAG = re.compile(r"""<[A-Za-z][^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*""")

RAISED = str.maketrans("0123456789+-−n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ")
LOWERED = str.maketrans("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋")
RAISABLE, LOWERABLE = re.compile(r"[0-9+\-−n]{1,9}\Z"), re.compile(r"[0-9+\-−]{1,9}\Z")
NOTE_MARK = re.compile(r"[0-9]{1,4}\Z|[a-z]\Z|[*†‡§]{1,3}\Z")

NO_ARTICLE = (
    "no article was found in this page: it may be a list of links, a page that needs JavaScript to show its text, or a "
    "login. Open it in a browser, copy the article, and save it as .txt."
)


def to_document(text: str, title: str | None, source: str) -> Document:
    """Make a document of a web page.

    Args:
        text: HTML. Nothing in it is run or fetched.
        title: The title; None for the page's own.
        source: Where it was opened from; may be empty.

    Returns:
        The document, with what the page states as metadata.

    Raises:
        DocumentError: If the extra `html` is not installed, or there is no article in the page.
    """
    trafilatura = library("trafilatura", "Web pages", "html")
    tree = _parsed(text)
    stated = {name: _restored(value) for name, value in html_metadata.stated(tree).items()}
    headlines = [" ".join(_restored(found.text_content()).split()) for found in tree.iter("h1")]
    stated_title = stated.pop("title", None)
    page_title = next(
        (" ".join(_restored(found.text_content()).split()) for found in tree.iter("title")), None
    )
    _prepare(tree)
    try:
        found = trafilatura.bare_extraction(
            tree, include_comments=False, include_formatting=True, include_links=True, include_images=True,
            include_tables=True, with_metadata=False,
        )  # fmt: skip
    except RecursionError:
        raise DocumentError(f"its elements are nested too deeply. {NO_ARTICLE}") from None
    body = None if found is None else found.body
    reader = TreeReader(stated.get("address") or (source if SAFE_LINK.match(source) else ""))
    blocks = [] if body is None else reader.read(body)
    for block in blocks:
        block.text = block.text.replace(NBSP, "\u00a0")
    blocks = [block for block in blocks if block.text.strip()]
    if not blocks or reader.linked > MOST_LINKED * sum(len(block.text) for block in blocks):
        raise DocumentError(NO_ARTICLE)
    own = _with_title(blocks, headlines, stated_title or page_title)
    title = title or own or stated_title or page_title or PurePosixPath(source).stem
    return blocks_to_document(
        blocks, title, source, {**stated, "extraction": extraction("html", "trafilatura")}, empty=NO_ARTICLE
    )


def _parsed(text: str) -> Any:
    lxml_html = library("lxml.html", "Web pages", "html")
    # The prefix of XML would be refused in a text; pictures inside of the page are megabytes that nobody reads.
    text = re.sub(r"\A\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff"))
    if DATA.search(text):
        text = INLINE_DATA.sub(r"\1", text)
    text = RESERVED.sub("", text).replace("\u00a0", NBSP).replace("\f", " ")
    text = NOT_XML.sub("", text)
    if "&#" in text:
        text = NOT_XML_EITHER.sub("", text)
    text = re.sub(r"&(?:nbsp|#160|#x0*a0);", NBSP, text, flags=re.IGNORECASE)
    if any(
        len(tag) > MOST_SIGNS and len(re.findall(r"[\s/\"']", tag)) > MOST_SIGNS for tag in TAG.findall(text)
    ):
        raise DocumentError(f"one of its tags has thousands of attributes. {NO_ARTICLE}")
    try:
        tree = lxml_html.document_fromstring(text, parser=lxml_html.HTMLParser(no_network=True))
    except Exception as error:  # lxml's own errors, of several classes
        raise DocumentError(f"this is no HTML ({error}). {NO_ARTICLE}") from None
    if not len(tree):
        raise DocumentError(NO_ARTICLE)
    length = 0
    if len(text) > MOST_TEXT:  # where less is written, less is seen
        for element in tree.iter():
            length += len(element.tail or "")
            if element.tag not in ("script", "style"):
                length += len(element.text or "")
    if length > MOST_TEXT:
        raise DocumentError(
            f"the page has {length / 1e6:.0f} million characters of text; pages of up to {MOST_TEXT // 1_000_000} million "
            "are opened. Save the article alone, or as .txt."
        )
    if tree.xpath("count(//*)") > MOST_ELEMENTS:
        raise DocumentError(
            f"the page has more than {MOST_ELEMENTS:,} elements, no article does. Save the article alone."
        )
    return tree


def _restored(value: Any) -> Any:
    """A text, or a list of them, with its no-break spaces."""
    if isinstance(value, list):
        return [_restored(one) for one in value]
    return value.replace(NBSP, "\u00a0")


def _prepare(tree: Any) -> None:
    """Take out what is no article, and write down in words what the extraction would lose."""
    _drop(tree)
    marks = _note_marks(tree)
    for element in tree.iter("section", "div", "ol"):
        if element.get("role") == "doc-endnotes" or any(FOOTNOTES.match(name) for name in _names(element)):
            _notes(element, marks)
    for element in list(tree.iter("button")):
        if any(above.tag in PROSE for above in element.iterancestors()):
            element.drop_tag()
    for element in list(tree.iter("sup", "sub")):
        _raise_digits(element)
    for element in list(tree.iter("img")):
        _image(element)
    for element in list(tree.iter("figcaption", "caption")):
        element.text = CAPTION + (element.text or "").lstrip()
        table = element.getparent()
        if element.tag == "caption" and table.getparent() is not None:
            element.tail = None
            table.addprevious(element)
        element.tag = "p"
    for listing in tree.iter("ol"):
        number = _whole(listing.get("start"))
        if number == 1:
            continue
        for at, item in enumerate(listing.iterchildren("li")):
            item.text = f"{NUMBER}{number + at}{NUMBER}{item.text or ''}"
    for table in tree.iter("table"):
        _unfold(table)
    _name_article(tree)


def _names(element: Any) -> list[str]:
    return f"{element.get('class') or ''} {element.get('id') or ''}".lower().split()


def _drop(tree: Any) -> None:
    for element in list(tree.iter(*CONTAINERS, *UNSEEN)):
        if element.getparent() is not None and (
            element.tag in UNSEEN or any(ADVERTS.match(name) for name in _names(element))
        ):
            element.drop_tree()


def _note_marks(tree: Any) -> dict[str, str]:
    """By the id of a footnote, the mark that leads to it in the text."""
    return {
        link.get("href")[1:]: link.text_content().strip(" []\n")
        for raised in tree.iter("sup")
        for link in raised.iter("a")
        if (link.get("href") or "").startswith("#")
    }


def _notes(element: Any, marks: dict[str, str]) -> None:
    for item in element.iter("li", "p"):
        if item.tag == "li" or item.getparent().tag != "li":
            number = marks.get(item.get("id") or "")
            if number is None and item.tag == "li":
                number = str(1 + sum(1 for _ in item.itersiblings("li", preceding=True)))
            item.text = FOOTNOTE + (f"[{number}] " if number else "") + (item.text or "").lstrip()


def _image(element: Any) -> None:
    """A picture in a sentence: the extraction would drop it, and the words after it."""
    words = " ".join(NOT_XML.sub("", element.get("alt") or "").split())
    in_prose = any(above.tag in PROSE for above in element.iterancestors())
    if in_prose or (element.tail or "").strip():
        element.text = f"{IMAGE}{words}{IMAGE}" if words else ""
        element.drop_tag()
    elif words and element.getparent().tag in ("figure", "picture"):
        element.tag, element.text = "p", f"{IMAGE}{words}{IMAGE}"


def _unfold(table: Any) -> None:
    """A table that only lays out the page is none."""
    rows = list(table.iter("tr"))
    single = all(sum(1 for cell in row if cell.tag in ("td", "th")) <= 1 for row in rows)
    if table.get("role") in ("presentation", "none") or single:
        for element in [table, *table.iter("tbody", "tr", "td", "th")]:
            element.tag = "div"


def _name_article(tree: Any) -> None:
    """Call the element with most of the prose the article where the page names none.

    Without a name the extraction looks for paragraphs alone, and loses headings and lists.
    """
    body = tree.find("body")
    if body is None or next(tree.iter("article", "main"), None) is not None:
        return
    prose: dict[Any, int] = {}
    whole = 0
    for paragraph in body.iter("p"):
        length = len(paragraph.text_content().strip())
        whole += length
        for above in paragraph.iterancestors():
            prose[above] = prose.get(above, 0) + length
            if above is body:
                break
    most = [element for element, length in prose.items() if length >= MOST_PROSE * whole]
    if not whole or not most:
        return
    # All of them lie in one line; the innermost has the most ancestors.
    inner = max(most, key=lambda element: sum(1 for _ in element.iterancestors()))
    if inner is not body:
        inner.tag = "article"
        return
    article = body.makeelement("article")
    article.text, body.text = body.text, None
    article.extend(list(body))
    body.append(article)


def _whole(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"[0-9]{1,9}", text) else 1


def _raise_digits(element: Any) -> None:
    words = element.text_content().strip()
    links = [link for link in element.iter("a") if (link.get("href") or "").startswith("#")]
    if element.tag == "sup" and links and NOTE_MARK.match(words):
        words = f"[{words}]"
    elif element.tag == "sup" and not len(element) and RAISABLE.match(words):
        words = words.translate(RAISED)
    elif element.tag == "sub" and not len(element) and LOWERABLE.match(words):
        words = words.translate(LOWERED)
    else:
        return
    for child in list(element):
        element.remove(child)
    element.text = words
    element.drop_tag()


def _with_title(blocks: list[Block], headlines: list[str], stated: str | None) -> str | None:
    """Let the headline be the title, above the text also where the extraction left it out; its words are given back."""
    wanted = [_plain(headline) for headline in (*headlines[:1], stated) if headline]
    for at, block in enumerate(blocks[:5]):
        is_headline = block.type == "heading" and at == 0 and block.members["level"] == 1
        if is_headline or (block.type in ("heading", "paragraph") and _plain(block.text) in wanted):
            block.type, block.members = "title", {}
            return block.text
    if headlines and headlines[0]:
        blocks.insert(0, Block("title", {}, headlines[0]))
        return headlines[0]
    return None


def _plain(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def declared_encoding(data: bytes) -> str | None:
    """The encoding that the first bytes of a page declare, with the names of the web; None for the usual one."""
    start = data[:4096]
    if any(start.startswith(mark) for mark, _ in BOMS):
        return None
    found = DECLARED.search(start)
    if found is None:
        return None
    return web_encoding(found[1].decode("ascii"))
