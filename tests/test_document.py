"""Articles: canonical text, identity, blocks, and messages about what is no article."""

from __future__ import annotations

import contextlib
import hashlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.document import Document, DocumentError, canonical_text
from strategies import article_texts, documents, hostile_json, mutated, texts


@given(article_texts)
def test_canonical_text_stays_as_it_is(raw: str) -> None:
    text = canonical_text(raw)
    assert canonical_text(text) == text
    assert unicodedata.is_normalized("NFC", text)
    assert "\r" not in text
    assert all(line == line.rstrip() for line in text.split("\n"))


@given(article_texts)
def test_line_ends_byte_order_mark_and_composition_do_not_change_the_document(raw: str) -> None:
    document = Document.from_text(raw)
    windows = "\ufeff\r\n" + unicodedata.normalize("NFD", document.text).replace("\n", "  \r\n") + " \r\n\r\n"
    assert Document.from_text(windows).id == document.id


@given(documents)
def test_blocks_show_all_words_once_and_in_order(document: Document) -> None:
    shown, last = "", 0
    for mark in document.markup:
        assert last <= mark["start"] < mark["end"] <= document.length
        block = document.text[mark["start"] : mark["end"]]
        assert block == block.strip()
        assert "\n\n" not in block
        assert not document.text[last : mark["start"]].strip()
        shown, last = shown + block, mark["end"]
    assert not document.text[last:].strip()
    assert "".join(shown.split()) == "".join(document.text.split())


@given(documents)
def test_identity_is_that_of_the_text(document: Document) -> None:
    digest = hashlib.sha256(document.text.encode()).hexdigest()
    assert (document.sha256, document.id, document.length) == (
        digest,
        f"doc-{digest[:12]}",
        len(document.text),
    )
    assert Document.from_dict(document.to_dict()) == document
    assert hash(document) == hash(Document.from_dict(document.to_dict()))


def test_kinds_of_blocks() -> None:
    document = Document.from_text(
        "\n\nHarbour reopens after storm\n\nBy A. Reporter\n\nFirst paragraph.\nSecond line\n\n"
        "“It is over.”\n\n   What came next\n\n" + "no full stop " * 10
    )
    found = [
        (mark["type"], mark.get("level"), document.text[mark["start"] : mark["end"]])
        for mark in document.markup
    ]
    assert found[:5] == [
        ("title", None, "Harbour reopens after storm"),
        ("paragraph", None, "By A. Reporter"),
        ("paragraph", None, "First paragraph.\nSecond line"),
        ("paragraph", None, "“It is over.”"),
        ("heading", 2, "What came next"),
    ]
    assert [type_ for type_, *_ in found[5:]] == ["paragraph"]
    assert document.title == "Harbour reopens after storm"


@pytest.mark.parametrize(
    ("text", "title", "first"),
    [
        ("One sentence.", "", "paragraph"),
        ("Two\nlines", "", "paragraph"),
        ("标题。", "", "paragraph"),
        ("Is it?»", "", "paragraph"),
        ("Title", "Title", "title"),
        ("x" * 400, "", "paragraph"),
        ("A\ttitle  with\u00a0blanks", "A title with blanks", "title"),
    ],
)
def test_a_title_stands_alone_without_a_full_stop(text: str, title: str, first: str) -> None:
    document = Document.from_text(text)
    assert (document.title, document.markup[0]["type"]) == (title, first)


def test_given_title_source_and_markup_are_kept() -> None:
    document = Document.from_text(
        "Text", title=" A\n title ", source="a/b.txt", markup=[{"type": "quote", "start": 0, "end": 4}]
    )
    assert (document.title, document.source) == ("A title", "a/b.txt")
    assert document.markup == ({"type": "quote", "start": 0, "end": 4},)


@pytest.mark.parametrize(
    ("raw", "place", "what", "remedy"),
    [
        ("", "", "the text is empty", "Put the text"),
        (" \n\t\r\n\ufeff\u00a0\u200b\u00ad", "", "the text is empty", "Put the text"),
        ("one\r\ntwo\x00", "line 2, column 4: ", "NUL", "UTF-8"),
        ("a\ud800b", "line 1, column 2: ", "surrogate", "Copy it again"),
        ("é\udc80", "line 1, column 2: ", "surrogate", "encoding"),
        ("caf\x92s", "line 1, column 4: ", "U+0092", "windows-1252"),
        ("\n\n \x1b[0m", "line 3, column 2: ", "U+001B", "Remove it"),
        ("%PDF-1.7\x0c", "line 1, column 9: ", "U+000C", "plain text"),
        (b"bytes", "", "not bytes", "decode"),
        (None, "", "not NoneType", "decode"),
    ],
)
def test_what_is_no_text_is_told_with_place_and_remedy(raw: str, place: str, what: str, remedy: str) -> None:
    for make in (canonical_text, Document.from_text):
        with pytest.raises(DocumentError) as caught:
            make(raw)
        message = str(caught.value)
        assert message.startswith(place)
        assert what in message
        assert remedy in message


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert canonical_text("\ufeff\n\ufeffa\ufeff") == "a\ufeff"


@pytest.mark.parametrize(
    "mark",
    [
        {"type": "quote", "start": 0, "end": 5},
        {"type": "quote", "start": 3, "end": 2},
        {"type": "quote"},
        {"start": 0, "end": 1},
        7,
    ],
)
def test_markup_outside_of_the_text_is_refused(mark: object) -> None:
    with pytest.raises(DocumentError, match=r"markup\[0\].*length"):
        Document.from_text("Text", markup=[mark])  # type: ignore[list-item]


def test_markup_over_a_text_that_changes_is_refused() -> None:
    with pytest.raises(DocumentError, match="not canonical"):
        Document.from_text("Text\r\n", markup=[{"type": "quote", "start": 0, "end": 4}])


def test_a_stored_text_that_was_changed_is_refused() -> None:
    stored = Document.from_text("Text").to_dict()
    for key in ("id", "sha256"):
        with pytest.raises(DocumentError, match=f"{key}.*Open the article again"):
            Document.from_dict({**stored, "text": "Test", "sha256": None, key: stored[key]})
    assert Document.from_dict({"text": "Test"}).id == Document.from_text("Test").id


@given(st.one_of(hostile_json, mutated(Document.from_text("Title\n\nText.").to_dict())))
def test_hostile_documents_are_refused_or_sound(data: object) -> None:
    try:
        document = Document.from_dict(data)
    except DocumentError:
        return
    assert all(0 <= mark["start"] <= mark["end"] <= document.length for mark in document.markup)
    assert Document.from_dict(document.to_dict()) == document


@given(texts)
def test_any_text_is_an_article_or_explained(raw: str) -> None:
    if raw.strip("\n\t ,.\r\u00ad\u200b\u00a0\u2028\u202e\ufeff"):
        assert Document.from_text(f"{raw}.").text.endswith(".")
    else:
        with contextlib.suppress(DocumentError):
            assert Document.from_text(raw).text
