"""Many articles at once: folders, patterns, lists, tables; what cannot be opened does not stop the rest."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import annotator as an
from annotator.document import DocumentError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    place = Path("articles")
    (place / "below").mkdir(parents=True)
    (place / "b.md").write_text("# Bridge\n\nThe bridge is open.")
    (place / "a.txt").write_text("Ferry\n\nThe ferry is late.")
    (place / "below" / "c.html").write_text(
        "<article><h1>Dam</h1><p>The dam holds, says the office.</p></article>"
    )
    (place / "bad.pdf").write_bytes(b"%PDF-1.7 nothing")
    (place / "copy.txt").write_text("Ferry\r\n\r\nThe ferry is late.  \r\n")
    (place / "picture.png").write_bytes(b"\x89PNG")
    (place / ".hidden.txt").write_text("Hidden words.")
    return place


def test_a_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    articles = an.open_articles(folder)
    assert [one.title for one in articles] == ["Ferry", "Bridge", "Dam"]
    assert [one.source for one in articles] == ["articles/a.txt", "articles/b.md", "articles/below/c.html"]
    problems = articles.problems
    assert list(problems.columns) == ["file", "place", "what", "remedy"]
    assert problems.file.tolist() == ["articles/bad.pdf", "articles/copy.txt"]
    assert "damaged" in problems.what[0]
    assert problems.what[1] == "This is the same text as articles/a.txt."
    assert repr(articles) == "3 articles; 2 not opened, see .problems"
    assert articles.table.columns.tolist()[:3] == ["document", "title", "length"]
    assert articles.table.title.tolist() == ["Ferry", "Bridge", "Dam"]
    assert capsys.readouterr().err == "", "a few articles need no progress bar"


def test_a_pattern_and_a_list(folder: Path) -> None:
    assert [one.title for one in an.open_articles("articles/*.txt")] == ["Ferry"]
    assert [one.title for one in an.open_articles("articles/**/*.html")] == ["Dam"]
    assert [one.title for one in an.open_articles(str((folder / "*.md").resolve()))] == ["Bridge"]
    listed = an.open_articles(
        [folder / "a.txt", "One\n\nWords.", an.Document.from_text("Two\n\nWords."), 7, "no.txt"]
    )
    assert [one.title for one in listed] == ["Ferry", "One", "Two"]
    assert listed.problems.file.tolist() == ["[3]", "no.txt"]
    assert an.open_articles("articles/a.txt")[0].title == "Ferry"


def test_progress_is_shown_where_there_are_many(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = [f"Number {at}\n\nWords of number {at}." for at in range(12)]
    assert len(an.open_articles(texts)) == 12
    assert "12/12" in capsys.readouterr().err
    an.open_articles(texts, progress=False)
    assert capsys.readouterr().err == ""


def test_a_table() -> None:
    table = pd.DataFrame(
        {
            "Text": ["The ferry is late.\n\nAgain.", None, "The bridge\n\nis open.", "x\0y"],
            "Headline": ["Ferry", "Dam", None, "Broken"],
            "outlet": ["Bote", None, "Post", None],
            "date": pd.to_datetime(["2026-01-02", None, "2026-01-03 08:30", None], format="mixed"),
            "url": ["https://bote.example/1", None, float("nan"), None],
            "author": [["Ina Voss", "Pär Öberg"], None, "Jo Kramm", None],
        }
    )
    articles = an.open_articles(table)
    assert [one.title for one in articles] == ["Ferry", "The bridge"]
    assert articles[0].metadata == {
        "author": ["Ina Voss", "Pär Öberg"], "publication": "Bote", "date": "2026-01-02",
        "address": "https://bote.example/1",
    }  # fmt: skip
    assert articles[1].metadata == {
        "author": ["Jo Kramm"],
        "publication": "Post",
        "date": "2026-01-03T08:30:00",
    }
    assert articles.problems.values.tolist() == [
        ["Dam", "row 1", "there is no text.", "Remove the row, or fill the cell."],
        ["Broken", "row 3", "line 1, column 2: a NUL character: this is a binary file, or UTF-16 read as another encoding.",
         "Save the article as text in UTF-8."],
    ]  # fmt: skip


def test_a_table_of_paths(folder: Path) -> None:
    articles = an.open_articles(pd.DataFrame({"path": ["articles/b.md", "none.txt"], "title": ["Other", ""]}))
    assert [(one.title, one.source) for one in articles] == [("Other", "articles/b.md")]
    assert articles[0].id == an.open_article("articles/b.md").id
    assert articles.problems.file.tolist() == ["none.txt"]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("nowhere", "there are no articles there.*Check the folder or the pattern"),
        ("*.none", "there are no articles there"),
        (7, "these are no articles"),
        ("One text\n\nalone", "these are no articles.*open_article opens one"),
        (pd.DataFrame({"a": [1]}), "no column 'text' or 'path', only a.*Rename the column"),
    ],
)
def test_what_is_no_batch(
    source: object, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DocumentError, match=message):
        an.open_articles(source)  # type: ignore[arg-type]
    (tmp_path / "empty").mkdir()
    with pytest.raises(DocumentError, match=r"Files that end in \.txt"):
        an.open_articles("empty")


def test_frozen_articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    document = an.Document.from_text(
        "Fähre 🚢\n\nWords.", source="a.pdf", metadata={"author": ["Ina"]}, markup=None
    )
    from annotator.articles import save_document

    path = save_document(document, "a.article.json")
    assert an.open_article(path) == document
    assert an.open_articles(".")[0] == document
