"""Opening articles: text, Markdown, and files that are none."""

from __future__ import annotations

import codecs
import os
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import annotator as an
from annotator.articles import bytes_to_text, open_article, supported_suffixes
from annotator.articles.markdown import to_document
from annotator.document import DocumentError, canonical_text

BLOCKS = {"title", "heading", "paragraph", "list_item", "quote", "code_block"}


def written(tmp_path: Path, name: str, data: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def marks(document: an.Document, type_: str) -> list[str]:
    return [document.text[mark["start"] : mark["end"]] for mark in document.markup if mark["type"] == type_]


def test_a_text_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("articles").mkdir()
    written(
        tmp_path,
        "articles/ferry.txt",
        b"Ferry late\r\n\r\nThe ferry was late. \r\nNobody said why.\r\n",
    )
    document = open_article("articles/ferry.txt")
    assert document.text == "Ferry late\n\nThe ferry was late.\nNobody said why."
    assert (document.title, document.source) == ("Ferry late", "articles/ferry.txt")
    assert open_article(Path("articles/ferry.txt").resolve()) == document
    assert open_article(document) is document
    assert open_article("articles/ferry.txt", title="Another").title == "Another"


def test_no_folder_of_ours_gets_into_the_source(tmp_path: Path) -> None:
    assert open_article(written(tmp_path, "a.txt", b"One line alone")).source == "a.txt"


def test_a_text_instead_of_a_path() -> None:
    assert open_article("A title\n\nA sentence.").title == "A title"


def test_without_a_title_the_file_gives_its_name(tmp_path: Path) -> None:
    assert open_article(written(tmp_path, "ferry.txt", b"It was late. Nobody said why.")).title == "ferry"
    assert open_article(written(tmp_path, "README", b"It was late.")).title == "README"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le-bom", "utf-16-be-bom"]
)
def test_encodings_that_are_recognised(tmp_path: Path, encoding: str) -> None:
    text = "Zoë’s 🦊 naïve café\n\nОдна строка. 一行。"
    boms = {"utf-16-le-bom": codecs.BOM_UTF16_LE, "utf-16-be-bom": codecs.BOM_UTF16_BE}
    data = boms.get(encoding, b"") + text.encode(encoding.removesuffix("-bom"))
    assert open_article(written(tmp_path, "a.txt", data)).text == text


def test_an_encoding_that_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", "Don’t – “never”.".encode("windows-1252"))
    assert open_article(path, encoding="windows-1252").text == "Don’t – “never”."
    assert (
        open_article(written(tmp_path, "b.txt", "Zoë.".encode("utf-16-le")), encoding="utf-16-le").text
        == "Zoë."
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b" \n\t\r\n", "empty"),
        ("\u200b \n".encode(), "empty"),
        (b"One line.\nDon\x92t.", r"byte 13 \(line 2\): 0x92 is not UTF-8.*encoding='windows-1252'"),
        ("éèàü – „gut“.\n".encode() + b"Don\x92t.", r"byte \d+ \(line 2\): 0x92.*mixes encodings"),
        ("Zoë said so.".encode("utf-16-le"), "UTF-16 without a byte order mark.*encoding='utf-16-le'"),
        ("Some words.".encode("utf-16-be"), "UTF-16 without a byte order mark.*encoding='utf-16-be'"),
        ("Zoë said so.".encode("utf-16")[:-1], "UTF-16.*damaged or cut off"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8a\x00", "UTF-16.*damaged"),
        (b"Some \x00 words.", r"byte 5 \(line 1\): a NUL"),
        (bytes(range(256)), "NUL"),
        (b"%PDF-1.7\n...", "a PDF"),
        (b"PK\x03\x04....", "Word document or another zip"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"Some \x07 bell.", "line 1, column 6: the control character U\\+0007"),
        ("Some \x93quoted\x94 words.".encode(), "windows-1252"),
    ],
)
def test_what_is_no_article(tmp_path: Path, data: bytes, message: str) -> None:
    path = written(tmp_path, "bad.txt", data)
    with pytest.raises(DocumentError, match=message) as error:
        open_article(path)
    assert str(path) in str(error.value)
    assert str(error.value).count(". ") >= 1  # what, then the remedy


@pytest.mark.parametrize("encoding", ["no-such-encoding", "hex", "rot13", "idna", "ascii", "utf-16"])
def test_an_encoding_that_does_not_fit(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(DocumentError, match=r"bad\.txt"):
        open_article(written(tmp_path, "bad.txt", "Zoë says\nso.".encode()), encoding=encoding)


def test_too_large(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(bytes_to_text.MAX_BYTES + 1)  # a hole: takes no place
    with pytest.raises(DocumentError, match=r"50\.0 MB; articles of up to 50 MB.*Split"):
        open_article(path)


def test_a_suffix_without_opener_names_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"\.xyz.*\.txt, \.text, \.md, \.markdown"):
        open_article(written(tmp_path, "a.xyz", b"Words."))
    assert ".txt" in supported_suffixes()


@pytest.mark.parametrize("path", ["nothing here.txt", "Some words that are no path.", "a" * 5000, "a\0b", ""])
def test_no_such_file(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DocumentError, match=r"no such file|is a folder"):
        open_article(path)


def test_what_is_no_regular_file(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="is a folder"):
        open_article(tmp_path)
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(DocumentError, match="not a regular file"):
        open_article(tmp_path / "pipe.txt")


MARKDOWN = """---
title: "From the front matter"
date: 2026-01-02
---

# A *new* well

Nobody [measured](https://example.invalid/a?b=c "x") it **since
1998**, says `the log`. See [this](javascript:alert(1)) ![a *chart*](x.png).

> The council keeps
> no log.

1. first
2. second
   - inner

   more of it

| a | b |
|---|---|
| 1 | *2* |

```
if x:
    y
```

<b onclick="x()">bold</b> & <script>alert(1)</script>
"""


def test_markdown(tmp_path: Path) -> None:
    document = open_article(written(tmp_path, "well.md", MARKDOWN.encode()))
    assert document.title == "From the front matter"
    assert marks(document, "title") == ["A new well"]
    assert marks(document, "emphasis") == ["new", "2"]
    assert marks(document, "strong") == ["since 1998"]
    assert marks(document, "code") == ["the log"]
    assert marks(document, "link") == ["measured"]
    assert marks(document, "quote") == ["The council keeps no log."]
    assert marks(document, "list_item") == ["first", "second", "inner"]
    assert marks(document, "code_block") == ["if x:\n    y"]
    assert "See this a chart." in document.text
    assert "a | b\n\n1 | 2" in document.text
    assert '<b onclick="x()">bold</b> & <script>alert(1)</script>' in document.text
    levels = [(mark["level"], mark.get("number")) for mark in document.markup if mark["type"] == "list_item"]
    assert levels == [(1, 1), (1, 2), (2, None)]
    assert [mark["href"] for mark in document.markup if "href" in mark] == ["https://example.invalid/a?b=c"]


def test_markdown_takes_its_title_from_the_first_heading(tmp_path: Path) -> None:
    assert open_article(written(tmp_path, "a.md", b"Words first.\n\n## Then *this*\n")).title == "Then this"
    assert open_article(written(tmp_path, "a.md", b"Only words.")).title == "a"


@pytest.mark.parametrize("text", ["", "---\ntitle: x\n---\n", "***\n", "![](a.png)", "[](https://a.invalid)"])
def test_markdown_without_words(tmp_path: Path, text: str) -> None:
    with pytest.raises(DocumentError, match=r"a\.md"):
        open_article(written(tmp_path, "a.md", text.encode()))


@given(
    st.one_of(
        st.text(),
        st.text("#*_`>-+1. \n[](){}<>&!|\\~e\u0301\u0308é🦊\u200b\t\xa0\ufeffhttps://x"),
        st.lists(
            st.sampled_from(
                ["# a", "* e\u0301*\u0301*", "> q", "1. x", "   ", "```", "[a](http://b)", "~~s~~"]
            )
        ).map("\n".join),
    )
)
def test_markdown_of_any_text_gives_canonical_text_and_markup_inside(text: str) -> None:
    try:
        document = to_document(text, None, "a.md")
    except DocumentError:
        return
    assert canonical_text(document.text) == document.text
    assert unicodedata.is_normalized("NFC", document.text)
    blocks: list[dict[str, Any]] = [mark for mark in document.markup if mark["type"] in BLOCKS]
    covered = "\n\n".join(document.text[block["start"] : block["end"]] for block in blocks)
    assert covered == document.text
    for mark in document.markup:
        assert 0 <= mark["start"] < mark["end"] <= document.length


def test_markdown_joins_a_letter_with_its_accent_across_a_mark() -> None:
    document = to_document("ca*fe*\u0301 x **y**", None, "")
    assert document.text == "café x y"
    assert marks(document, "emphasis") == ["fé"]
    assert marks(document, "strong") == ["y"]


@pytest.mark.parametrize("depth", [1, 30, 200, 1000])
def test_markdown_that_is_nested_loses_nothing_in_silence(depth: int) -> None:
    for text in (
        ">" * depth + " words",
        "\n".join("  " * level + f"- item {level}" for level in range(depth)),
    ):
        try:
            document = to_document(text, None, "")
        except DocumentError as error:
            assert depth > 30
            assert "nested too deeply" in str(error)
        else:
            assert document.text.split() == text.replace(">", "").replace("- ", "").split()
