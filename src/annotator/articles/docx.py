"""Articles in Word files (.docx), read by mammoth."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePosixPath
from typing import Any
from xml.etree import ElementTree

from annotator.articles.blocks import Block
from annotator.articles.blocks import to_document as blocks_to_document
from annotator.articles.extras import extraction, library
from annotator.articles.tree import FOOTNOTE, PRIVATE, TreeReader
from annotator.document import Document, DocumentError
from annotator.zip_files import beginning, is_xml

MOST_PARTS = 5000
LARGEST_XML = 60_000_000  # bytes, unpacked, of all parts that are read
LARGEST = 500_000_000  # bytes, unpacked, pictures and all
PICTURE = ".svg"  # the one kind of picture that is XML, and may well have a DOCTYPE
NOBODY = frozenset({"python-docx", "unknown", "author", "user", "microsoft office user", "administrator"})

STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Block Text'] => blockquote > p:fresh
p[style-name='Caption'] => figcaption:fresh
p[style-name='HTML Preformatted'] => pre:separator('\\n')
p[style-name='TOC Heading'] =>
p[style-name='TOC 1'] =>
p[style-name='TOC 2'] =>
p[style-name='TOC 3'] =>
p[style-name='footnote text'] => p:fresh
r[style-name='Strong'] => strong
r[style-name='Emphasis'] => em
"""
DAMAGED = "Open it in Word or LibreOffice and save it anew as .docx."
_CORE = {
    "title": "{http://purl.org/dc/elements/1.1/}title",
    "author": "{http://purl.org/dc/elements/1.1/}creator",
}
_LANGUAGE = "{http://purl.org/dc/elements/1.1/}language"


def to_document(data: bytes, title: str | None, source: str) -> Document:
    """Make a document of a Word file.

    Text that was deleted under “track changes” is left out, text that was inserted is there; comments are left out.

    Args:
        data: The file.
        title: The title; None for the paragraph in the style Title, or the file's own property.
        source: Where it was opened from; may be empty.

    Returns:
        The document; footnotes stand at its end.

    Raises:
        DocumentError: If the extra `docx` is not installed, or the file is no Word file, encrypted or damaged.
    """
    mammoth = library("mammoth", "Word files", "docx")
    lxml_html = library("lxml.html", "Word files", "docx")
    stated = _checked(data)
    try:
        made = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=STYLES,
            convert_image=mammoth.images.img_element(lambda image: {"src": "#"}),
            ignore_empty_paragraphs=True,
        )
        if not made.value.strip():
            raise DocumentError("there are no words in this Word file. Put the text of the article into it.")
        tree = lxml_html.document_fromstring(PRIVATE.sub("", made.value))
    except DocumentError:
        raise
    except Exception as error:  # mammoth meets damage with every error that Python has
        raise DocumentError(
            f"the Word file is damaged ({type(error).__name__}: {str(error)[:200]}). {DAMAGED}"
        ) from None
    _prepare(tree)
    blocks = TreeReader().read(tree)
    own = _title(blocks, stated.get("title", ""))
    named = title or own or stated.pop("title", None) or PurePosixPath(source).stem
    stated.pop("title", None)
    return blocks_to_document(
        blocks, named, source, {**stated, "extraction": extraction("docx", "mammoth")},
        empty="there are no words in this Word file. Put the text of the article into it.",
    )  # fmt: skip


def _checked(data: bytes) -> dict[str, Any]:
    """Refuse what is no Word file, or unpacks to more than one; give what the file states of itself."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise DocumentError(
            "this is an old Word file (.doc), or one that opens with a password only. Open it in Word or LibreOffice "
            "and save it as .docx, without a password."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            parts = file.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST:
                raise DocumentError(
                    f"the file unpacks to {sum(part.file_size for part in parts) / 1e6:,.0f} MB in {len(parts):,} parts "
                    f"(a “zip bomb”); {LARGEST / 1e6:.0f} MB are opened. Save the article alone."
                )
            names = {part.filename for part in parts}
            if "[Content_Types].xml" not in names or not any(name.startswith("word/") for name in names):
                raise DocumentError(
                    "this is a zip file, but no Word file. Unpack it, and open the article in it."
                )
            if any(part.flag_bits & 1 for part in parts):
                raise DocumentError("the file is encrypted. Save it without a password.")
            # Whatever the name ends in: the file itself says which of its parts is the text.
            written = [
                part
                for part in parts
                if part.filename.lower().endswith((".xml", ".rels")) or is_xml(_start(file, part))
            ]
            if sum(part.file_size for part in written) > LARGEST_XML:
                raise DocumentError(
                    f"the text of the file unpacks to more than {LARGEST_XML / 1e6:.0f} MB (a “zip bomb”). "
                    "Save the article alone."
                )
            for part in written:
                if part.filename.lower().endswith(PICTURE):
                    continue
                with file.open(part) as opened:
                    if beginning(opened) == "doctype":
                        raise DocumentError(
                            f"{part.filename}: it declares entities, as no Word file does (an “XML bomb”). {DAMAGED}"
                        )
            return _stated(file.read("docProps/core.xml")) if "docProps/core.xml" in names else {}
    except DocumentError:
        raise
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise DocumentError(f"the Word file is damaged or cut off ({error}). {DAMAGED}") from None
    except Exception as error:  # zlib's and lzma's own
        raise DocumentError(
            f"the Word file is damaged ({type(error).__name__}: {error}). {DAMAGED}"
        ) from None


def _start(file: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    with file.open(part) as opened:
        return opened.read(100)


def _stated(core: bytes) -> dict[str, Any]:
    try:
        root = ElementTree.fromstring(core)
    except (ElementTree.ParseError, RecursionError):
        return {}
    stated: dict[str, Any] = {}
    for member, tag in _CORE.items():
        text = (root.findtext(tag) or "").strip()
        if text and text.casefold() not in NOBODY:
            stated[member] = text
    language = (root.findtext(_LANGUAGE) or "").strip()
    return {**stated, "language": language} if language else stated


def _prepare(tree: Any) -> None:
    """Mark footnotes and endnotes, and take out the arrows that lead back from them."""
    for item in tree.iter("li"):
        found = re.match(r"(?:foot|end)note-(\d+)\Z", item.get("id") or "")
        if not found:
            continue
        for link in list(item.iter("a")):
            if (link.get("href") or "").startswith("#") and (link.text or "") == "↑":
                link.drop_tree()
        mark = next((a.text for a in tree.iter("a") if a.get("href") == f"#{item.get('id')}"), None)
        first = next(item.iterchildren("p"), item)
        first.text = f"{FOOTNOTE}{mark or ''} {(first.text or '').lstrip()}"


def _title(blocks: list[Block], stated: str) -> str | None:
    for block in blocks[:10]:
        if block.type == "title":
            return block.text.strip()
    if blocks and stated and blocks[0].text.strip().casefold() == stated.casefold():
        blocks[0].type, blocks[0].members = "title", {}
        return blocks[0].text.strip()
    tops = [block for block in blocks if block.type == "heading" and block.members["level"] == 1]
    if len(tops) == 1 and blocks[0] is tops[0]:
        blocks[0].type, blocks[0].members = "title", {}
        return blocks[0].text.strip()
    return None
