"""What holds for every article, whatever format it comes in and whatever stands in it."""

from __future__ import annotations

import html
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

import annotator as an
from annotator.document import DocumentError, canonical_text
from articles import make_docx
from articles.showing import BLOCKS

# Letters of several scripts, signs of the page description languages, blanks of every kind, marks that combine.
LETTERS = st.text(
    st.sampled_from(
        list(
            "abcÄéßñ אבגמ ابت 中文 🚢👩‍👧 ,.;:!?()[]<>&|*_`#>~-–—…“”‘’«»\u00a0\u00ad\u200b\u200f\u0301 0123456789\t"
        )
    ),
    min_size=1,
    max_size=60,
)
PARAGRAPHS = st.lists(LETTERS, min_size=1, max_size=6)
# What core fonts of PDF can show.
PLAIN = st.lists(
    st.text(st.sampled_from(list("abc def ghi, jkl. (xyz) 123-–—’“”é")), min_size=1, max_size=70),
    min_size=1,
    max_size=30,
)


def opened(data: bytes, suffix: str) -> an.Document | None:
    """The document, opened twice; None where there are no words."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        path.write_bytes(data)
        try:
            document = an.open_article(path)
        except DocumentError as error:
            assert str(path) in str(error)
            return None
        again = an.open_article(path)
    assert (again.id, again.markup, again.metadata) == (document.id, document.markup, document.metadata)
    return document


def check(document: an.Document | None) -> None:
    if document is None:
        return
    text = document.text
    assert canonical_text(text) == text
    end = 0
    for mark in document.markup:
        assert 0 <= mark["start"] < mark["end"] <= len(text), mark
        if mark["type"] in BLOCKS:
            # Blocks follow each other, and what stands between them is nothing but line breaks.
            assert text[end : mark["start"]].strip("\n") == "", mark
            quote = text[mark["start"] : mark["end"]]
            assert quote == quote.strip("\n")
            assert quote.strip()
            end = mark["end"]
        if mark["type"] == "link":
            assert mark["href"].startswith(("http://", "https://"))
    assert end == len(text)
    assert an.Document.from_dict(document.to_dict()) == document
    assert an.Reading.new(document, an.Codebook.load("claims"), "ada").document == document.reference()


fast = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@fast
@given(PARAGRAPHS)
def test_markdown(paragraphs: list[str]) -> None:
    check(opened("\n\n".join(paragraphs).encode(), ".md"))


@fast
@given(PARAGRAPHS, st.sampled_from(["p", "h2", "li", "blockquote", "td", "div", "em", "pre"]))
def test_html(paragraphs: list[str], tag: str) -> None:
    body = "".join(
        f"<{tag}>{html.escape(words)} <b>{html.escape(words[:5])}</b></{tag}>" for words in paragraphs
    )
    check(
        opened(
            f"<html><body><article><p>Words to begin with.</p>{body}</article></body></html>".encode(),
            ".html",
        )
    )


@fast
@given(st.text(max_size=300))
def test_html_of_anything(words: str) -> None:
    check(opened(words.encode("utf-8", "replace"), ".html"))


@fast
@given(PARAGRAPHS, st.sampled_from(["", "Title", "Heading1", "Quote", "Caption"]), st.booleans())
def test_word_files(paragraphs: list[str], style: str, listed: bool) -> None:
    made = [
        make_docx.p(make_docx.run(words, "bi"), style=style, numbered=(2, 0) if listed else None)
        for words in paragraphs
    ]
    document = opened(make_docx.file(*made, make_docx.table(tuple(paragraphs))), ".docx")
    check(document)


@fast
@given(PLAIN, st.sampled_from([10, 11, 14]), st.floats(12, 20))
def test_pdf(lines: list[str], size: int, leading: float) -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for at, line in enumerate(lines):
        canvas.setFont("Times-Roman" if at % 3 else "Times-Bold", size + (at % 5 == 0) * 3)
        canvas.drawString(72 + (at % 4) * 3, 740 - leading * (at % 12), line)
        if at % 12 == 11:
            canvas.showPage()
    canvas.save()
    document = opened(buffer.getvalue(), ".pdf")
    check(document)
    if document is not None:
        pages = [mark for mark in document.markup if mark["type"] == "page"]
        assert document.page(0) is not None
        assert document.page(document.length - 1) == max(mark["number"] for mark in pages)
        # No letter is lost but hyphens at line ends, running heads and page numbers.
        letters = {char for line in lines for char in line if char.isalpha()}
        assert set(document.text) - letters <= set(" \n,.()0123456789-–—’“”•|[]¹²³⁴⁵⁶⁷⁸⁹⁰")


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".html"])
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_damage_is_told_or_does_no_harm(suffix: str, data: st.DataObject) -> None:
    from articles import make_pdf

    good = {
        ".pdf": make_pdf.footnotes,
        ".docx": make_docx.with_footnotes,
        ".html": lambda: b"<p>Words. <b>And</b> more.</p>",
    }
    raw = bytearray(good[suffix]())
    for _ in range(data.draw(st.integers(1, 8))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    check(opened(bytes(raw), suffix))
