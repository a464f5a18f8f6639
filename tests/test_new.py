"""`jupyter annotator new`: notebooks that are ready to be handed out."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

import annotator as an
from annotator.cli import main
from annotator.notebook import write_reading

BUNDLE = "application/vnd.annotator.v1+json"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    place = Path("articles")
    place.mkdir()
    (place / "ferry.txt").write_text("Ferry & *co*\n\nThe ferry is late.")
    (place / "dam.html").write_text("<article><h1>الدام</h1><p>The dam holds, says the office.</p></article>")
    return place


def notebook(path: Path | str) -> dict[str, Any]:
    read = nbformat.read(path, as_version=4)
    nbformat.validate(read)
    return dict(read)


def test_one_for_each_article_and_reader(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "articles", "--reader", "ada", "-r", "Ben B.", "-o", "out"]) == 0
    said = capsys.readouterr().out
    assert "4 notebooks, 2 articles" in said
    assert "out/ben-b" in said
    made = sorted(path.relative_to("out").as_posix() for path in Path("out").rglob("*") if path.is_file())
    assert made == [
        f"{reader}/{name}"
        for reader in ("ada", "ben-b")
        for name in (
            "01-الدام.ipynb", "02-ferry-co.ipynb", "articles/01-الدام.article.json", "articles/02-ferry-co.article.json",
        )
    ]  # fmt: skip
    shown = notebook("out/ben-b/02-ferry-co.ipynb")
    assert shown["cells"][0]["source"].startswith("# Ferry \\& \\*co\\*\n\nReader: **Ben B.**")
    data = shown["cells"][1]["outputs"][0]["data"]
    assert data[BUNDLE]["document"]["title"] == "Ferry & *co*"
    assert data[BUNDLE]["reader"] == "Ben B."
    assert "<h2" in data["text/html"]
    assert data["text/plain"] == "Annotator: Ferry & *co* (no reader yet)"
    assert [one.title for one in an.open_articles("out/ada/articles")] == ["الدام", "Ferry & *co*"]


def test_what_is_handed_out_runs_and_comes_back(tmp_path: Path) -> None:
    """A folder that went to another machine: its cell gives the same document, and its reading becomes a table."""
    assert main(["new", "articles/ferry.txt", "-r", "ada", "-o", "out"]) == 0
    elsewhere = tmp_path / "elsewhere"
    shutil.move("out/ada", elsewhere)
    shutil.rmtree("articles")
    path = elsewhere / "01-ferry-co.ipynb"
    executed = NotebookClient(
        nbformat.read(path, as_version=4), timeout=120, resources={"metadata": {"path": str(elsewhere)}}
    ).execute()
    before, after = (
        one["cells"][1]["outputs"][0]["data"][BUNDLE]
        for one in (notebook(path), json.loads(nbformat.writes(executed)))
    )
    assert before == after
    document = an.Document.from_dict(before["document"])
    record = {
        "kind": "claim", "spans": [{"start": 14, "end": 31}], "quote": document.text[14:31], "prefix": "", "suffix": "",
        "values": {}, "note": "",
    }  # fmt: skip
    reading = an.Reading.new(document, before["codebook"], "ada").apply(
        {"type": "add", "id": "a-1", "annotation": record}, {"by": "x", "now": "2026-01-01T00:00:00Z"}
    )
    write_reading(path, reading)
    table = an.read(str(elsewhere)).annotations
    assert table[["title", "reader", "quote"]].values.tolist() == [
        ["Ferry & *co*", "ada", document.text[14:31]]
    ]


def test_all_articles_in_one_notebook() -> None:
    assert main(["new", "articles", "-r", "ada", "-o", "out", "--together"]) == 0
    shown = notebook("out/ada/articles.ipynb")
    data = shown["cells"][1]["outputs"][0]["data"]
    assert [one["title"] for one in data[BUNDLE]["documents"]] == ["الدام", "Ferry & *co*"]
    assert data["text/html"].count("<article") == 2
    assert 'an.Annotator([\n    "articles/01-الدام.article.json",' in shown["cells"][1]["source"].replace(
        "'", '"'
    )


def test_nothing_is_overwritten(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "articles/ferry.txt", "-r", "ada", "-o", "out"]) == 0
    before = Path("out/ada/01-ferry-co.ipynb").read_bytes()
    assert (
        main(["new", "articles/ferry.txt", "articles/dam.html", "-r", "ben", "-r", "ada", "-o", "out"]) == 2
    )
    assert (
        "already there, and readers may have worked in them. Nothing was written" in capsys.readouterr().err
    )
    assert Path("out/ada/01-ferry-co.ipynb").read_bytes() == before
    assert not Path("out/ben").exists()


def test_a_bad_article_does_not_stop_the_rest(capsys: pytest.CaptureFixture[str]) -> None:
    Path("articles/bad.pdf").write_bytes(b"%PDF-1.7")
    assert (
        main(["new", "articles", "none.txt", "https://paper.example/x", "-r", "ada", "-o", "out", "--json"])
        == 1
    )
    told = json.loads(capsys.readouterr().out)
    assert len(told["notebooks"]) == 2
    assert [one["file"] for one in told["problems"]] == [
        "articles/bad.pdf",
        "none.txt",
        "https://paper.example/x",
    ]
    assert "nothing is fetched unasked" in told["problems"][2]["what"]
    assert main(["new", "none.txt", "-r", "ada", "-o", "other"]) == 2


def test_a_codebook_of_ones_own_goes_along() -> None:
    Path("mine.yaml").write_text(
        "schema_version: 1\nid: mine\nversion: '1'\ntitle: Mine\nkinds:\n  - {id: claim, title: Claim, definition: A claim.}\n"
    )
    assert main(["new", "articles/ferry.txt", "-r", "ada", "-c", "mine.yaml", "-o", "out"]) == 0
    shown = notebook("out/ada/01-ferry-co.ipynb")
    assert "codebook='codebook.yaml'" in shown["cells"][1]["source"]
    assert an.Codebook.load("out/ada/codebook.yaml").id == "mine"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-r", "ada", "-r", "ADA"], "would share the folder"),
        (["-r", ""], "reader"),
        (["-r", "ada", "-c", "nothing"], "nothing"),
    ],
)
def test_what_cannot_be_made(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "articles", *arguments, "-o", "out"]) == 2
    assert message in capsys.readouterr().err
    assert not Path("out").exists()


def test_names_that_would_lead_elsewhere() -> None:
    Path("articles/x.txt").write_text("../../etc/passwd <b>\n\nWords.")
    assert main(["new", "articles/x.txt", "-r", "../ada", "-o", "out"]) == 0
    assert Path("out/ada/01-etc-passwd-b.ipynb").is_file()


def test_the_advice_for_another_encoding_can_be_typed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "cafe.txt").write_bytes("The café is late, they said.".encode("windows-1252"))
    given = ["new", "articles/cafe.txt", "--reader", "ada", "-o", "out"]
    assert main(given) == 2
    said = capsys.readouterr().err
    assert "try --encoding windows-1252" in said
    assert "open_article" not in said
    assert main([*given, "--encoding", "windows-1252"]) == 0
