"""The doctor finds what is wrong, tries repairs dry, and destroys nothing."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

import annotator as an
import hostile
from annotator.cli import main
from annotator.codebook import Codebook
from annotator.doctor import CHECKS, examine, repair
from annotator.finding import files_in
from annotator.notebook import MIME
from table_material import CODEBOOK, DOCUMENT, annotation, notebook, reading, write_json

KEY = f"annotator:{DOCUMENT.id}:ada"
TEXT = DOCUMENT.text
LINK = {"kind": "supports", "from": "a-3", "to": "a-1", "values": {}, "rev": 1, "by": "k2j8"}
PAYLOAD = {"version": 1, "document": DOCUMENT.to_dict(), "codebook": CODEBOOK, "reader": "ada"}
CELL = {"cell_type": "code", "metadata": {}, "outputs": [{"data": {MIME: PAYLOAD}}], "source": []}


def sound() -> dict[str, Any]:
    raw = reading()
    raw["annotations"]["a-2"]["values"].pop("gone")
    raw["annotations"]["a-3"]["created"] = "2026-03-01T10:00:00Z"
    raw["removed"] = {}
    return raw


def with_record(id_: str, **members: Any) -> dict[str, Any]:
    raw = sound()
    raw["annotations"][id_] = annotation(**members)
    return raw


def with_link(**members: Any) -> dict[str, Any]:
    raw = sound()
    raw["relations"]["r-2"] = {**LINK, **members}
    return raw


def record(raw: Any, id_: str = "a-9") -> Any:
    return raw["annotations"].get(id_)


spans = [{"start": 27, "end": 45}]
CASES: dict[str, tuple[Any, Any]] = {
    "missing-parts": (
        {**sound(), "answers": [1], "progress": 5},
        lambda raw: raw["answers"] == {} and raw["progress"],
    ),
    "leftovers": ({**sound(), "set_aside": {"answers": [[1]]}}, lambda raw: "set_aside" not in raw),
    "key-mismatch": ({**sound(), "reader": "zoe"}, lambda raw: raw["reader"] == "ada"),
    "document-facts": (
        {**sound(), "document": {**sound()["document"], "length": 3}},
        lambda raw: raw["document"]["length"] == DOCUMENT.length,
    ),
    "bad-ids": (
        with_record("a b"),
        lambda raw: "a b" not in raw["annotations"] and len(raw["annotations"]) == 4,
    ),
    "double-ids": (
        {**sound(), "relations": {"a-1": LINK}},
        lambda raw: list(raw["relations"]) != ["a-1"] and len(raw["relations"]) == 1,
    ),
    "removed-but-there": (
        {**sound(), "removed": {"a-1": {"rev": 1, "by": ""}}},
        lambda raw: "a-1" not in raw["removed"],
    ),
    "unsound-revisions": (with_record("a-9", note="n", rev="x"), lambda raw: record(raw)["rev"] == 1),
    "unsound-members": (with_record("a-9", note=5, status="new"), lambda raw: record(raw)["note"] == ""),
    "unsound-answers": (
        with_record("a-9", note="n", values={"tone": None, "strength": "none"}),
        lambda raw: record(raw)["values"] == {"strength": "none"},
    ),
    "bad-times": (
        with_record("a-9", note="n", created="yesterday"),
        lambda raw: "created" not in record(raw),
    ),
    "reversed-spans": (
        with_record("a-9", note="n", spans=[{"start": 45, "end": 27}], quote=TEXT[27:45]),
        lambda raw: record(raw)["spans"] == spans,
    ),
    "crossed-spans": (
        with_record("a-9", note="n", spans=[{"start": 31, "end": 45}, {"start": 27, "end": 33}], quote=""),
        lambda raw: record(raw)["spans"] == spans and record(raw)["quote"] == TEXT[27:45],
    ),
    "lost-spans": (
        with_record("a-9", note="n", spans=[{"start": 9999, "end": 10020}], quote="a fairy tale"),
        lambda raw: TEXT[record(raw)["spans"][0]["start"] :].startswith("a fairy tale"),
    ),
    "moved-quotes": (
        with_record(
            "a-9", note="n", spans=[{"start": 3, "end": 9}], quote="called the figure “a fairy tale”"
        ),
        lambda raw: TEXT[record(raw)["spans"][0]["start"] :].startswith("called the figure"),
    ),
    "unknown-kinds": (with_record("a-9", kind="rumour"), lambda raw: "a-9" in raw["removed"]),
    "dangling-relations": (
        with_link(to="a-77"),
        lambda raw: "r-2" in raw["removed"] and "r-1" in raw["relations"],
    ),
    "turned-relations": (
        {**sound(), "relations": {"r-2": {**LINK, "from": "a-1", "to": "a-3"}}},
        lambda raw: (raw["relations"]["r-2"]["from"], raw["relations"]["r-2"]["to"]) == ("a-3", "a-1"),
    ),
    "double-annotations": (
        {
            **sound(),
            "annotations": {
                **sound()["annotations"],
                "a-9": {**sound()["annotations"]["a-1"], "created": "2026-05-01T00:00:00Z"},
            },
            "relations": {"r-3": {**LINK, "to": "a-9"}},
        },
        lambda raw: "a-9" in raw["removed"] and raw["relations"]["r-3"]["to"] == "a-1",
    ),
    "double-relations": (with_link(), lambda raw: list(raw["relations"]) == ["r-1"]),
    "unsound-records": (
        {**sound(), "annotations": {**sound()["annotations"], "a-9": {**annotation(), "spans": "none"}}},
        lambda raw: record(raw) is None,
    ),
}


@pytest.mark.parametrize("check", CASES)
def test_each_check_of_readings(check: str, tmp_path: Path) -> None:
    """Found by its name, tried dry, repaired; afterwards nothing is found, and what was taken out is beside it."""
    raw, is_repaired = CASES[check]
    path = write_json(
        tmp_path / "n.ipynb", {**notebook(), "cells": [CELL], "metadata": {KEY: raw, "other": 1}}
    )
    before = path.read_bytes()
    (found,) = examine(files_in(path))
    assert check in {finding.check for finding in found.findings}
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["n.ipynb"]
    written = repair(found)
    assert "n.ipynb" in written
    after = json.loads(path.read_text("utf-8"))
    assert after["metadata"]["other"] == 1
    assert is_repaired(after["metadata"][KEY])
    assert examine(files_in(path))[0].findings == []
    assert an.read(path).problems.empty
    assert {"a-1", "a-2", "a-3"} <= set(after["metadata"][KEY]["annotations"])


def test_every_check_of_readings_has_its_case() -> None:
    from annotator.doctor.in_readings import CHECKS as of_readings

    assert set(CASES) | {"stale-codebook"} == set(of_readings)
    assert len(CHECKS) >= 15


def test_a_stale_codebook(tmp_path: Path) -> None:
    newer = Codebook.from_dict({**CODEBOOK, "version": "1.3"})
    path = write_json(tmp_path / "n.ipynb", notebook(sound()))
    assert examine(files_in(path))[0].findings == []
    (found,) = examine(files_in(path), codebooks=[newer])
    assert [finding.check for finding in found.findings] == ["stale-codebook"]
    repair(found)
    assert an.read(path).readings["codebook_version"].tolist() == ["1.3"]
    aside = json.loads((tmp_path / "n.ipynb.aside-1.json").read_text("utf-8"))
    assert aside["put_aside"][0]["value"]["version"] == "1.2"


def test_files(tmp_path: Path) -> None:
    text = json.dumps(notebook(sound()), indent=1)
    cut = tmp_path / "cut.ipynb"
    cut.write_text(text[:500], "utf-8")
    (tmp_path / ".~cut.ipynb").write_text(text, "utf-8")
    (tmp_path / "bom.ipynb").write_bytes(b"\xef\xbb\xbf" + text.encode())
    (tmp_path / "nan.ipynb").write_text(text.replace("17.5", "NaN"), "utf-8")
    twice = json.dumps(reading(annotations={"a-7": annotation()}, relations={}))
    (tmp_path / "twice.ipynb").write_text(
        text.replace('"kernelspec"', f'"{KEY}": {twice}, "kernelspec"'), "utf-8"
    )
    left = '<<<<<<< ours\n "nbformat": 4,\n=======\n "nbformat": 4,\n>>>>>>> theirs\n'
    (tmp_path / "marked.ipynb").write_text(text.replace(' "nbformat": 4,\n', left), "utf-8")
    (tmp_path / "lost.ipynb").write_text(text[:500], "utf-8")
    leftovers = {"nbdime-conflicts": {"x": 1}, "annotator:": sound(), "annotator:nobody": 5}
    write_json(tmp_path / "leftovers.ipynb", notebook(**leftovers))
    other = an.Document.from_text("Another article.\n\nIt has two lines.")
    shown = {**CELL, "outputs": [{"data": {MIME: {**PAYLOAD, "document": other.to_dict()}}}]}
    write_json(tmp_path / "strange.ipynb", {**notebook(sound()), "cells": [shown]})
    found = {Path(one.file.path).name: one for one in examine(files_in(tmp_path))}
    checks = {name: {finding.check for finding in one.findings} for name, one in found.items()}
    assert checks == {
        "cut.ipynb": {"cut-off"}, "bom.ipynb": {"byte-order-mark"}, "nan.ipynb": {"no-numbers", "unsound-answers"},
        "twice.ipynb": {"repeated-keys"}, "marked.ipynb": {"conflict-markers"}, "lost.ipynb": {"cut-off"},
        "leftovers.ipynb": {"nbdime-leftovers", "nameless-key", "no-reading"}, "strange.ipynb": {"unknown-document"},
    }  # fmt: skip
    for one in found.values():
        if one.repaired is not None:
            repair(one)
    ds = an.read([path for path in tmp_path.glob("*.ipynb") if path.name != "lost.ipynb"])
    assert ds.problems.empty or set(ds.problems["what"].str.slice(0, 22)) == {"The reading is also in"}
    assert (tmp_path / "cut.ipynb.damaged-1").read_text("utf-8") == text[:500]
    assert "a-7" in json.loads((tmp_path / "twice.ipynb").read_text("utf-8"))["metadata"][KEY]["annotations"]
    assert KEY not in json.loads((tmp_path / "strange.ipynb").read_text("utf-8"))["metadata"]
    assert (tmp_path / "lost.ipynb").read_text("utf-8") == text[:500]
    assert json.loads((tmp_path / "leftovers.ipynb.aside-1.json").read_text("utf-8"))["put_aside"]


def test_what_is_no_notebook(tmp_path: Path) -> None:
    """It is told, as `annotator.read` tells it, and left alone; a link to what is not there too."""
    for name, text in (("list.ipynb", "[]"), ("other.ipynb", '\ufeff{"a": 1}'), ("none.reading.json", "{}")):
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "link.ipynb").symlink_to(tmp_path / "gone.bin")
    (tmp_path / "here.bin").write_text(json.dumps(notebook(with_link(to="a-77"))), "utf-8")
    (tmp_path / "there.ipynb").symlink_to(tmp_path / "here.bin")
    found = examine(files_in(tmp_path))
    checks = {Path(one.file.name).name: [finding.check for finding in one.findings] for one in found}
    assert checks == {
        "link.ipynb": ["unreadable"],
        "list.ipynb": ["no-notebook"],
        "none.reading.json": ["no-notebook"],
        "other.ipynb": ["no-notebook"],
        "there.ipynb": ["dangling-relations"],
    }
    assert [one.repaired for one in found[:4]] == [None] * 4
    for path in (tmp_path / "link.ipynb", tmp_path / "lin*.ipynb"):
        (problem,) = an.read(path).problem_list
        assert "a link to what is not there" in problem.remedy


def test_hostile_readings_end_sound(tmp_path: Path) -> None:
    random = Random(11)
    for at in range(150):
        raw = hostile.mutated(random, sound(), 4)
        path = tmp_path / f"{at}.ipynb"
        text = json.dumps({**notebook(), "cells": [CELL], "metadata": {KEY: raw}})
        path.write_text(text, "utf-8", "surrogatepass")
    for one in examine(files_in(tmp_path)):
        if one.repaired is not None:
            repair(one)
    for one in examine(files_in(list(tmp_path.glob("*.ipynb")))):
        assert [finding for finding in one.findings if finding.repairable] == []


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_json(
        tmp_path / "n.ipynb", notebook(with_link(to="a-77"), reading("ben", relations={"r": 5}))
    )
    before = path.read_bytes()
    assert main(["doctor", str(path)]) == 1
    out = capsys.readouterr().out
    assert "links a-77, which is not there [dangling-relations]" in out
    assert "can be repaired: --repair" in out
    assert path.read_bytes() == before
    assert main(["doctor", str(path), "--check", "dangling-relations", "--repair", "--json"]) == 0
    assert [one["check"] for one in json.loads(capsys.readouterr().out)["findings"]] == ["dangling-relations"]
    assert main(["doctor", str(path), "--repair"]) == 0
    assert main(["doctor", str(path)]) == 0
    assert "nothing wrong" in capsys.readouterr().out
    assert main(["doctor", "--list"]) == 0
    assert "dangling-relations" in capsys.readouterr().out
    assert main(["doctor", str(path), "--check", "nonsense"]) == 2
    assert main(["doctor", str(tmp_path / "nothing")]) == 2
