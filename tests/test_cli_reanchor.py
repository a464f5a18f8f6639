"""`jupyter annotator reanchor`: notebooks follow their article, after a look at what becomes of each annotation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import annotator as an
from annotator.anchoring import describe
from annotator.cli import main
from strategies import CODEBOOK

OLD = "Grain and the ferry\n\nGrain prices rose by a third in May, the office said. Bakers mix in potato flour.\n"
NEW = "Grain and the ferry\n\nUpdated. Grain prices rose by one third in May, the office said.\n"
QUOTES = {
    "a-rise": "prices rose by a third",
    "a-office": "the office said",
    "a-gone": "Bakers mix in potato flour.",
}


def reading(reader: str, *names: str) -> dict[str, Any]:
    document = an.Document.from_text(OLD, source="texts/ferry.txt")
    made = an.Reading.new(document, CODEBOOK, reader)
    for name in names or QUOTES:
        start = document.text.index(QUOTES[name])
        span = (start, start + len(QUOTES[name]))
        place = {"spans": [{"start": span[0], "end": span[1]}], **describe(document.text, [span])}
        made = made.apply(
            {"type": "add", "id": name, "annotation": {"kind": "claim", **place}}, {"by": "k", "now": ""}
        )
    return made.to_dict()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ferry.txt").write_text(NEW, encoding="utf-8")
    (tmp_path / "before.txt").write_text(OLD, encoding="utf-8")
    return tmp_path


def notebook(path: Path, *readings: dict[str, Any], shows: str | None = None) -> Path:
    outputs = []
    if shows is not None:
        document = an.Document.from_text(shows, source="texts/ferry.txt").to_dict()
        data = {"application/vnd.annotator.v1+json": {"version": 1, "document": document}}
        outputs = [{"output_type": "display_data", "data": data, "metadata": {}}]
    cell = {
        "cell_type": "code",
        "id": "c",
        "metadata": {},
        "execution_count": None,
        "source": "w",
        "outputs": outputs,
    }
    metadata = {f"annotator:{one['document']['id']}:{one['reader']}": one for one in readings}
    content = {"cells": [cell], "metadata": {"x": 1, **metadata}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def printed(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    return result


@pytest.mark.parametrize("how", ["shown", "before", "unknown"])
def test_a_look_and_then_the_writing(folder: Path, how: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = notebook(
        folder / "n.ipynb", reading("ada"), reading("ben", "a-office"), shows=OLD if how == "shown" else None
    )
    before = path.read_bytes()
    given = [
        "reanchor",
        str(path),
        str(folder / "ferry.txt"),
        *(["--before", str(folder / "before.txt")] * (how == "before")),
    ]
    assert main(given) == 1
    shown = capsys.readouterr().out
    assert "ada: 1 moved, 1 changed, 1 orphan" in shown
    assert "“prices rose by a third” → “prices rose by one third”" in shown
    assert ("--before" in shown) == (how == "unknown")
    assert "Add --yes" in shown
    assert path.read_bytes() == before

    assert main([*given, "--yes", "--json"]) == 1
    told = printed(capsys)
    assert told["written"]
    assert [one["counts"]["moved"] for one in told["readings"]] == [1, 1]
    metadata = json.loads(path.read_text("utf-8"))["metadata"]
    document = an.open_article(folder / "ferry.txt")
    old_key = f"annotator:{reading('ada')['document']['id']}:ada"
    assert metadata[old_key] == reading("ada")
    carried = an.Reading.from_dict(metadata[f"annotator:{document.id}:ada"])
    assert carried.document["sha256"] == document.sha256
    assert {id_: one["quote"] for id_, one in carried.annotations.items()} == {
        "a-rise": "prices rose by one third", "a-office": "the office said",
    }  # fmt: skip
    assert list(carried.orphans) == ["a-gone"]
    assert metadata["x"] == 1

    # Once more there is nothing to do; who tagged the new article meanwhile loses nothing.
    assert main(given) == 0
    assert "carried over before" in capsys.readouterr().out
    written = path.read_bytes()
    assert main([*given, "--yes"]) == 0
    assert path.read_bytes() == written
    problems = an.read(path).problems
    assert problems.what.str.contains("orphan").sum() == 1


def test_what_was_taken_back_is_carried_over_again_and_what_was_deleted_is_not(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = notebook(folder / "n.ipynb", reading("ada"))
    given = ["reanchor", str(path), str(folder / "ferry.txt"), "--yes", "--json"]
    main(given)
    capsys.readouterr()
    key = f"annotator:{an.open_article(folder / 'ferry.txt').id}:ada"

    def without(*names: str) -> None:
        content = json.loads(path.read_text())
        made = an.Reading.from_dict(content["metadata"][key])
        for name in names:
            made = made.apply({"type": "remove", "id": name}, {"by": "k", "now": ""})
        content["metadata"][key] = made.to_dict()
        path.write_text(json.dumps(content))

    def there() -> set[str]:
        return set(json.loads(path.read_text())["metadata"][key]["annotations"])

    without("a-office")
    assert main(given) == 0
    assert printed(capsys)["readings"][0]["annotations"] == []
    assert there() == {"a-rise", "a-gone"}
    without("a-rise", "a-gone")
    assert main(given) == 1
    assert len(printed(capsys)["readings"][0]["annotations"]) == 3
    assert there() == set(QUOTES)


def test_only_one_reader(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = notebook(folder / "n.ipynb", reading("ada"), reading("ben", "a-office"))
    assert main(["reanchor", str(path), str(folder / "ferry.txt"), "--reader", "ben", "--json"]) == 0
    assert [one["reader"] for one in printed(capsys)["readings"]] == ["ben"]


def test_an_article_of_another_name(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "renamed.txt").write_text(NEW.replace("Grain and the ferry", "Grain"), encoding="utf-8")
    path = notebook(folder / "n.ipynb", reading("ada", "a-office"))
    document = reading("ada")["document"]["id"]
    assert main(["reanchor", str(path), str(folder / "renamed.txt")]) == 1
    assert f"--document {document}" in capsys.readouterr().err
    assert main(["reanchor", str(path), str(folder / "renamed.txt"), "--document", document]) == 0


def test_later_readings_are_not_carried_back(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = notebook(folder / "n.ipynb", reading("ada"))
    assert main(["reanchor", str(path), str(folder / "ferry.txt"), "--yes"]) == 1
    capsys.readouterr()
    assert main(["reanchor", str(path), str(folder / "before.txt"), "--json"]) == 1
    assert printed(capsys)["readings"] == []


def test_what_cannot_be_read_is_told_and_the_rest_is_done(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notebook(folder / "a.ipynb", {**reading("ada"), "schema_version": 2})
    (folder / "b.ipynb").write_text("{", encoding="utf-8")
    notebook(folder / "c.ipynb", reading("cay", "a-office"))
    notebook(folder / "d.ipynb")
    assert main(["reanchor", str(folder), str(folder / "ferry.txt")]) == 2
    told = capsys.readouterr()
    assert "a.ipynb: A newer version wrote this reading" in told.err
    assert "b.ipynb" in told.err
    assert "d.ipynb: It holds no reading of another version" in told.err
    assert "cay: 1 moved" in told.out
    assert main(["reanchor", str(folder / "c.ipynb"), str(folder / "gone.txt")]) == 2
