"""What is thrown at the parsers: files of ours with bytes changed, and files grown from the words of their format."""

from __future__ import annotations

import io
import json
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

ARTICLES = Path(__file__).parent.parent / "articles"
# What breaks parsers more often than chance would find it.
BITS = [
    b"", b"\0", b"\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\r", b"\n\n", b"\t", b"<", b">", b"&", b"&#0;",
    b"&#x110000;", b"&lt", b"]]>", b"<!--", b"<![CDATA[", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"<?xml version='1.0'?>",
    b"\"", b"'", b"\\", b"`", b"|", b"[", b"](", b"{", b"}", b",", b";", b":", b"-1", b"0", b"1e999", b"99999999999999999999",
    b"NaN", b"true", b"null", b"=1+1", b"__proto__", b"%", b"%PDF-1.7", b"PK\x03\x04", b"obj", b"endobj", b"stream", b"<<",
    "\u202e\u2066".encode(), "e\u0301".encode(), "👩‍👩‍👧".encode(), "\ufdfa".encode(), b"<<<<<<< a\n", b"=======\n", b">>>>>>> b\n",
]  # fmt: skip


@st.composite
def changed(draw: st.DrawFn, data: bytes, most: int = 8) -> bytes:
    """A file of which some places were overwritten, cut out, doubled or filled with something."""
    made = bytearray(data)
    for _ in range(draw(st.integers(0, most))):
        at = draw(st.integers(0, len(made)))
        length = draw(st.sampled_from([0, 1, 1, 2, 4, 16, 100, 1000]))
        new = draw(st.one_of(st.sampled_from(BITS), st.binary(max_size=8)))
        how = draw(st.integers(0, 5))
        if how == 0:  # double a part
            new = bytes(made[at : at + length]) * 2
        elif how == 1:  # bring a part from elsewhere
            there = draw(st.integers(0, len(made)))
            new, length = bytes(made[there : there + length]), 0
        elif how == 2:
            new *= draw(st.sampled_from([2, 10, 200]))
        elif how == 3 and at < len(made):
            made[at] ^= 1 << draw(st.integers(0, 7))
            continue
        made[at : at + length] = new
    return bytes(made[:2_000_000])


def one_of(files: list[bytes]) -> st.SearchStrategy[bytes]:
    """One of some files, with changes."""
    return st.sampled_from(files).flatmap(changed)


@cache
def written(folder: str) -> list[bytes]:
    """Articles that lie beside the tests."""
    return [
        path.read_bytes() for path in sorted((ARTICLES / folder).glob("[0-9]*")) if path.suffix != ".expected"
    ]


@cache
def pdfs() -> list[bytes]:
    """PDF files of our own making, and small ones written out by hand, whose every byte counts."""
    from articles import make_pdf

    return [*written("pdf"), *(make() for make in make_pdf.ALL.values()), by_hand()]


def by_hand() -> bytes:
    """A PDF without compression."""
    content = b"BT /F1 12 Tf 72 700 Td (The quay is shut.) Tj 0 -14 Td [(Nob) -20 (ody)] TJ T* <54> Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 600 800] >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> /Rotate 0 >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 6 0 R >>",
        b"<< /Length 60 >>\nstream\n1 begincodespacerange <00> <ff> endcodespacerange endcmap  \nendstream",
        b"<< /Title (A quay) /Author <feff0041> >>",
    ]
    out = b"%PDF-1.4\n"
    for number, body in enumerate(objects, 1):
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    return out + b"trailer\n<< /Root 1 0 R /Info 7 0 R /Size 8 >>\nstartxref\n0\n%%EOF\n"


@st.composite
def packed(draw: st.DrawFn, data: bytes) -> bytes:
    """A zip file with changes: mostly inside of one of its parts, sometimes in the container itself."""
    if draw(st.integers(0, 9)) == 0:
        return draw(changed(data))
    parts = parts_of(data)
    name = draw(st.sampled_from(sorted(parts)))
    how = draw(st.integers(0, 19))
    if how == 0:
        del parts[name]
    elif how == 1:
        other = draw(st.sampled_from(["../x.xml", "/x.xml", "x", "word/document.xml", "xl/workbook.xml"]))
        parts[other] = parts[name]
    else:
        parts[name] = draw(changed(parts[name]))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for one, content in parts.items():
            file.writestr(one, content)
    return buffer.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a zip file."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


@cache
def word_files() -> list[bytes]:
    """Word files of our own making."""
    from articles import make_docx

    return [make() for make in make_docx.ALL.values()]


TAGS = (
    "html head title meta link script style base body article main section div p h1 h2 h3 ul ol li dl dt dd blockquote q pre "
    "code table caption thead tbody tr td th a em strong b i u s sup sub span br hr img picture figure figcaption button form "
    "input textarea select option iframe object embed svg math template noscript details summary video audio source"
).split()
ATTRIBUTES = ["id", "class", "href", "src", "content", "name", "property", "lang", "dir", "type", "start", "value", "charset",
              "rowspan", "colspan", "itemprop", "datetime", "role", "onclick", "style"]  # fmt: skip
VALUES = ["", "ad", "comments", "og:title", "author", "javascript:alert(1)", "https://example.org/a", "#fn1", "fn1", "application/ld+json",
          "-1", "99999999999", "rtl", "utf-8", "utf-7", "footnotes", "data:text/html,x", "//example.org", "doc-endnotes"]  # fmt: skip
WORDS = ["The quay is shut.", " ", "\n", "Nobody was hurt, she said (Tide, May 4).", "1", "&nbsp;", "&#0;", "&amp;lt;script&gt;", "é",
         '{"@type": "NewsArticle", "author": [{"name": 5}]}', "]]>", "\ue011", "\ue0135\ue013", "x" * 300, "\u202e"]  # fmt: skip


@st.composite
def pages(draw: st.DrawFn) -> bytes:
    """HTML grown from its elements, mostly not well formed."""
    out: list[str] = []
    open_: list[str] = []
    for _ in range(draw(st.integers(1, 40))):
        how = draw(st.integers(0, 9))
        if how < 4:
            tag = draw(st.sampled_from(TAGS))
            some = draw(st.lists(st.tuples(st.sampled_from(ATTRIBUTES), st.sampled_from(VALUES)), max_size=3))
            out.append(f"<{tag}" + "".join(f' {name}="{value}"' for name, value in some) + ">")
            open_.append(tag)
        elif how < 6 and open_:
            out.append(f"</{open_.pop(draw(st.integers(0, len(open_) - 1)))}>")
        elif how == 6:
            out.append(draw(st.text(max_size=10)))
        else:
            out.append(draw(st.sampled_from(WORDS)))
    times = draw(st.sampled_from([1, 1, 1, 2, 50]))
    return ("".join(out) * times).encode("utf-8", "replace")


MARKS = [
    "# ", "## ", "> ", "- ", "1. ", "999999999. ", "* ", "    ", "\t", "```\n", "~~~\n", "|a|b|\n|-|-|\n", "|", "**", "*", "_", "__", "`",
    "[", "](", ")", "![", "](https://example.org)", "<https://example.org>", "<b>", "</b>", "<!--", "-->", "[^1]", "[^1]: ", "\n", "\n\n",
    "---\n", "---\ntitle: x\n---\n", "===\n", "\\", "&amp;", "&#0;", "\r\n", "a", "The quay.", " ", "e\u0301", "\u202e", "\ue000", ":", "http://",
]  # fmt: skip
markdown = st.one_of(
    st.lists(st.one_of(st.sampled_from(MARKS), st.text(max_size=4)), max_size=60).map("".join),
    st.tuples(st.sampled_from(MARKS), st.integers(1, 3000)).map(lambda it: it[0] * it[1] + "x"),
).map(lambda text: text.encode("utf-8", "surrogatepass"))

# News prose that detectors look for: who said what, when, where it was read.
PROSE = [
    "said ", "wrote ", "according to ", "Noor Eldin", "the Harbour Office", "officials", " (", ")", "(, July 25)", "(Tide, May 4)", "; ", ", ",
    ". ", "“", "”", "‘", "’", '"', "'", "in 2024", "4 May", "May", "May ", "Mon", "12/5/2024", "will ", "should ", "because ", "%", "40 percent",
    "A", "a ", "The ", "Mr. ", "U.S. ", "St. ", "… ", "—", "\n", "\n\n", "e.g. ", "via ", "source: ", "@", "http://x.org/a", "1,000 ", "\u00a0", "ı",
    "İ", "é", "\U0001f468\u200d\U0001f469", "世界。", "\u202e", "[", "]", "[12]",
]  # fmt: skip
prose = st.one_of(
    st.lists(st.one_of(st.sampled_from(PROSE), st.text(max_size=4)), min_size=1, max_size=120).map("".join),
    st.tuples(
        st.lists(st.sampled_from(PROSE), min_size=1, max_size=3).map("".join), st.integers(1, 2000)
    ).map(lambda it: it[0] * it[1]),
)


def in_bytes(value: Any) -> bytes:
    """JSON as it may stand in a file, lone surrogates and all."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
