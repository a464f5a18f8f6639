"""Files that are no articles, or are meant to do harm: what, where and a remedy, in bounded time and memory."""

from __future__ import annotations

import io
import resource
import struct
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib import pdfencrypt
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

import annotator as an
from annotator.articles import pdf_characters
from annotator.articles.opening import document_of
from annotator.document import DocumentError
from articles import make_docx, make_pdf


def pdf(draw: Callable[[Canvas], None], **options: object) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1, **options)
    draw(canvas)
    canvas.save()
    return buffer.getvalue()


def encrypted() -> bytes:
    lock = pdfencrypt.StandardEncryption("secret", "owner", canPrint=0)
    return pdf(lambda canvas: canvas.drawString(72, 700, "Nobody is to read this."), encrypt=lock)


def scan(pages: int = 2) -> bytes:
    # A picture of one pixel, as large as the page.
    pixel = io.BytesIO(b"P6 1 1 255\n\x80\x80\x80")

    def draw(canvas: Canvas) -> None:
        for _ in range(pages):
            canvas.drawImage(ImageReader(pixel), 0, 0, 595, 842)
            canvas.showPage()

    return pdf(draw)


def raw_pdf(
    content: bytes, filters: bytes = b"/FlateDecode", extra: bytes = b"", resources: bytes = b""
) -> bytes:
    """A PDF of one page with this content stream."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<%s/Font<</F1<</Type/Font/Subtype/Type1"
        b"/BaseFont/Helvetica>>>>>>>>" % resources,
        b"<</Length %d/Filter %s>>stream\n%s\nendstream" % (len(content), filters, content),
    ]
    data, places = bytearray(b"%PDF-1.7\n"), []
    for number, one in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    for number, one in enumerate(filter(None, extra.split(b"\0OBJ\0")), len(objects) + 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(
        data + b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, start)
    )


def form(name: bytes, draws: bytes, uses: bytes) -> bytes:
    return b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<<%s>>>>/Length %d>>stream\n%s\nendstream" % (
        uses, len(draws), draws,
    )  # fmt: skip


def forms_within_forms() -> bytes:
    """Each of twelve pieces draws the next ten times: 10^12 in all."""
    pieces = [form(b"X", b"/X Do " * 10, b"/X %d 0 R" % (6 + at)) for at in range(12)]
    pieces.append(b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 0>>stream\n\nendstream")
    return raw_pdf(zlib.compress(b"/X Do"), extra=b"\0OBJ\0".join(pieces), resources=b"/XObject<</X 5 0 R>>")


BOMB = zlib.compress(zlib.compress(b"\0" * 1_000_000_000, 1), 9)


def docx_with(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    good = zipfile.ZipFile(io.BytesIO(make_docx.article()))
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name in good.namelist():
            file.writestr(name, parts.pop(name.replace("/", "_").replace(".", "_"), good.read(name)))
        for name, content in parts.items():
            file.writestr(name.replace("_", "/", 1).replace("_", "."), content)
    return buffer.getvalue()


def xml_bomb() -> bytes:
    entities = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 10}">' for at in range(1, 12))
    text = f'<!DOCTYPE d [<!ENTITY e0 "boom">{entities}]><w:document {make_docx.SPACES}><w:body>&e11;</w:body></w:document>'
    return docx_with(word_document_xml=text.encode())


def external_entity() -> bytes:
    text = f'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document {make_docx.SPACES}>&x;</w:document>'
    return docx_with(word_document_xml=text.encode())


def deep_xml() -> bytes:
    depth = 50_000
    text = f"<w:document {make_docx.SPACES}><w:body>{'<w:sdt>' * depth}{'</w:sdt>' * depth}</w:body></w:document>"
    return docx_with(word_document_xml=text.encode())


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def forged_size(data: bytes) -> bytes:
    """A zip whose parts say that they are small."""
    made = bytearray(data)
    at = made.find(b"PK\x01\x02")
    while at >= 0:
        made[at + 24 : at + 28] = struct.pack("<I", 10)
        at = made.find(b"PK\x01\x02", at + 4)
    return bytes(made)


REPORT = make_pdf.report()
ARTICLE = make_docx.article()
BAD: dict[str, tuple[str, Callable[[], bytes], str]] = {
    # PDF
    "encrypted": ("pdf", encrypted, "encrypted and opens with a password only.*save it without one"),
    "scan": ("pdf", scan, "2 pages and no text in it, only pictures: a scan. Run OCR first"),
    "no words": ("pdf", lambda: pdf(lambda canvas: canvas.rect(0, 0, 9, 9)), "1 page and no text in it"),
    "cut off": ("pdf", lambda: REPORT[: len(REPORT) // 2], "damaged"),
    "only a head": ("pdf", lambda: b"%PDF-1.7\n", "damaged"),
    "a picture": ("pdf", lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "no PDF, whatever its name says"),
    "text": ("pdf", lambda: b"These are words.", "no PDF, whatever its name says"),
    "pages missing": (
        "pdf",
        lambda: REPORT.replace(b"/Count 3", b"/Count 4"),
        "should have 4 pages, 3 can be read",
    ),
    "a bomb": ("pdf", lambda: raw_pdf(zlib.compress(b"q Q " * 25_000_000, 1)), "unpacks to more than 40 MB"),
    "a double bomb": (
        "pdf",
        lambda: raw_pdf(BOMB, b"[/FlateDecode/FlateDecode]"),
        "unpacks to more than 40 MB",
    ),
    "an old bomb": ("pdf", lambda: raw_pdf(bytes(5_000_000), b"/LZWDecode"), "packed in an old way"),
    "forms within forms": ("pdf", forms_within_forms, "pieces are drawn"),
    "a form that draws itself": (
        "pdf",
        lambda: raw_pdf(
            zlib.compress(b"/X Do"),
            extra=form(b"X", b"/X Do", b"/X 5 0 R"),
            resources=b"/XObject<</X 5 0 R>>",
        ),
        "no text in it",
    ),
    # Word
    "an old Word file": (
        "docx",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "old Word file.*password.*docx",
    ),
    "no zip": ("docx", lambda: b"These are words.", "damaged or cut off"),
    "a zip of something else": (
        "docx",
        lambda: make_zip({"a.txt": b"words"}),
        "a zip file, but no Word file",
    ),
    "a cut off Word file": ("docx", lambda: ARTICLE[: len(ARTICLE) // 2], "damaged or cut off"),
    "a flipped byte": ("docx", lambda: flipped(ARTICLE, ARTICLE.find(b"word/document.xml") + 40), "damaged"),
    "no XML": ("docx", lambda: docx_with(word_document_xml=b"<w:document"), "damaged"),
    "a zip bomb": ("docx", lambda: docx_with(word_bomb_xml=b" " * 70_000_000), "zip bomb"),
    "a large zip bomb": (
        "docx",
        lambda: make_zip({f"{at}": bytes(30_000_000) for at in range(17)}),
        "zip bomb",
    ),
    "a zip that lies": ("docx", lambda: forged_size(docx_with(word_bomb_xml=b" " * 50_000_000)), "damaged"),
    "many parts": ("docx", lambda: make_zip({f"{at}": b"" for at in range(5001)}), "in 5,001 parts"),
    "an XML bomb": ("docx", xml_bomb, "word/document.xml: it declares entities.*XML bomb"),
    "an external entity": ("docx", external_entity, "it declares entities"),
    "deep XML": ("docx", deep_xml, "damaged"),
    "no words in it": ("docx", lambda: make_docx.file(make_docx.p("")), "no words in this Word file"),
    # HTML
    "links only": (
        "html",
        lambda: b"<html><body><nav>" + b"<a href='/x'>More</a>" * 300 + b"</nav></body></html>",
        "no article was found in this page",
    ),
    "scripts only": (
        "html",
        lambda: b"<html><body><div id=root></div><script>let a=1</script></body></html>",
        "needs JavaScript",
    ),
    "a page without end": (
        "html",
        lambda: b"<body><article>" + (b"<p>" + b"word " * 2_000) * 1_100,
        "11 million characters of text",
    ),
    "nothing": ("html", lambda: b" \n", "no article|empty"),
    "another encoding": ("html", lambda: "<p>Fähre „heute“</p>".encode("windows-1252"), "is not UTF-8"),
    "another encoding than declared": (
        "html",
        lambda: '<meta charset="utf-8"><p>Fähre „heute“</p>'.encode("windows-1252"),
        "is not UTF-8|does not exist in utf-8",
    ),
    "no such encoding": ("html", lambda: b'<meta charset="klingon"><p>words</p>', "no encoding 'klingon'"),
    "a tag without end": (
        "html",
        lambda: b"<p " + b" ".join(b"a%d=1" % at for at in range(100_000)) + b">Words.</p>",
        "thousands of attributes",
    ),
    "a tag without end, in disguise": (
        "html",
        lambda: b"<p a='>'" + b"".join(b'b%d="<>"' % at for at in range(100_000)) + b">Words.</p>",
        "thousands of attributes",
    ),
    "a page by the name of a text": (
        "txt",
        lambda: b"\n<!DOCTYPE html><p>Words.</p>",
        "a web page.*suffix .html",
    ),
    "too many elements": ("html", lambda: b"<p>" + b"<b>x</b>" * 110_000, "more than 100,000 elements"),
    "a PDF by the name of a page": ("html", lambda: REPORT, "a PDF, not text.*suffix .pdf"),
    # Frozen
    "a changed article": (
        "article.json",
        lambda: b'{"text": "Words.", "sha256": "' + b"0" * 64 + b'"}',
        "the text was changed",
    ),
    "no JSON": ("article.json", lambda: b"{", r"line 1"),
}


def make_zip(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize("name", BAD)
def test_a_clear_error_in_bounded_time_and_memory(name: str, tmp_path: Path) -> None:
    suffix, make, message = BAD[name]
    path = tmp_path / f"bad.{suffix}"
    path.write_bytes(make())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.monotonic()
    with pytest.raises(DocumentError, match=message) as error:
        an.open_article(path)
    assert time.monotonic() - start < 60
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 700_000  # kilobytes
    assert str(path) in str(error.value)
    assert str(error.value).count(". ") >= 1, "what, then the remedy"


def test_reading_that_takes_too_long_ends(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pdf_characters, "MOST_SECONDS", 0)
    path = tmp_path / "long.pdf"
    path.write_bytes(REPORT)
    with pytest.raises(DocumentError, match="takes more than 0 seconds"):
        an.open_article(path)


def test_pdfminer_is_as_before_after_a_bomb(tmp_path: Path) -> None:
    from pdfminer import pdftypes

    path = tmp_path / "bomb.pdf"
    path.write_bytes(raw_pdf(BOMB, b"[/FlateDecode/FlateDecode]"))
    with pytest.raises(DocumentError):
        an.open_article(path)
    assert pdftypes.zlib is zlib


@pytest.mark.parametrize(
    ("module", "suffix", "extra"),
    [("trafilatura", "html", "html"), ("pdfminer", "pdf", "pdf"), ("mammoth", "docx", "docx")],
)
def test_a_library_that_is_not_installed(
    module: str, suffix: str, extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, module, None)
    path = tmp_path / f"a.{suffix}"
    path.write_bytes({"html": b"<p>Words.</p>", "pdf": REPORT, "docx": ARTICLE}[suffix])
    with pytest.raises(DocumentError, match=rf'pip install "jupyter-annotator\[{extra}\]"'):
        an.open_article(path)


def test_a_page_of_nothing_but_brackets_is_read_in_time(tmp_path: Path) -> None:
    path = tmp_path / "deep.html"
    path.write_bytes(b"<div>" * 40_000 + b"<p>" + b"Words of an article that is very deep. " * 20)
    start = time.monotonic()
    try:
        assert "Words of an article" in an.open_article(path).text
    except DocumentError as error:
        assert "no article was found" in str(error)
    assert time.monotonic() - start < 30


def test_memory_follows_the_article(tmp_path: Path) -> None:
    path = tmp_path / "large.html"
    path.write_bytes(
        b"<article><p>" + b"Words of a long article, again and again. " * 20_000 + b"</p></article>"
    )
    tracemalloc.start()
    document = an.open_article(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert document.length > 800_000
    assert peak < 60_000_000


@pytest.mark.parametrize(
    "sign", ["\x08", "\x0c", "\x1f", "&#8;", "&#x1f;", "&#31", "&#xffff;", "&#65534;", "\ufffe", "&#0;"]
)
def test_signs_that_no_text_has_are_left_out_of_a_page(sign: str) -> None:
    """Pages have them by accident; the article is opened, in a list with numbers too, where they used to break off."""
    words = "The quay was shut for three days, and nobody was hurt. " * 5
    page = f"<html><body><article><h1>Quay</h1><p>{words}</p><ol start=3><li>first{sign} word</li></ol></article></body></html>"
    document = document_of(page.encode(), "html", None, "a.html", None, place="a.html")
    assert document.text.endswith("first word")
