"""Two branches annotate one notebook: git merges it by our driver, or lists what a person has to decide."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import annotator as an
from annotator.cli import main
from annotator.edits import apply
from annotator.git_marks import is_marked, sides
from annotator.three_way import merge_files, merge_readings
from strategies import edits, histories
from table_material import DOCUMENT, annotation, notebook, reading, write_json

KEY = f"annotator:{DOCUMENT.id}:ada"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("GIT_AUTHOR", "GIT_COMMITTER"):
        monkeypatch.setenv(f"{name}_NAME", "test")
        monkeypatch.setenv(f"{name}_EMAIL", "test@example.invalid")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    git("init", "-q", "-b", "main")
    return tmp_path


def git(*arguments: str, status: int = 0) -> str:
    done = subprocess.run(["git", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def commit(branch: str, value: Any) -> None:
    write_json(Path("n.ipynb"), value)
    git("add", "-A")
    git("commit", "-qm", branch)


def changed(raw: dict[str, Any], id_: str, **members: Any) -> dict[str, Any]:
    edit = {"type": "change", "id": id_, "set": members}
    return apply(raw, edit, {"by": str(sorted(members)), "now": "2026-04-01T00:00:00Z"})


def test_two_branches_merge_clean_and_true_conflicts_are_listed(repository: Path) -> None:
    assert main(["merge", "--setup"]) == 0
    assert main(["merge", "--setup"]) == 0
    assert Path(".gitattributes").read_text("utf-8").count("merge=annotator") == 2
    base = reading()
    commit("base", notebook(base))
    git("checkout", "-qb", "left")
    left = changed(changed(base, "a-1", note="left"), "a-3", values={"tone": "1"})
    left = apply(left, {"type": "add", "id": "a-left", "annotation": annotation()}, {"by": "l", "now": ""})
    commit("left", notebook(left, reading("cleo")))
    git("checkout", "-q", "main")
    right = changed(changed(base, "a-1", values={"strength": "solid"}), "a-3", kind="claim")
    right = apply(right, {"type": "remove", "id": "a-2"}, {"by": "r", "now": ""})
    commit("right", notebook(right, reading("ben")))
    git("merge", "-q", "left", "-m", "merged")
    merged = json.loads(Path("n.ipynb").read_text("utf-8"))
    assert set(merged["metadata"]) == {
        "kernelspec",
        KEY,
        *(KEY.replace("ada", name) for name in ("ben", "cleo")),
    }
    records = merged["metadata"][KEY]["annotations"]
    assert set(records) == {"a-1", "a-3", "a-left"}
    assert (records["a-1"]["note"], records["a-1"]["values"]["strength"]) == ("left", "solid")
    assert (records["a-3"]["kind"], records["a-3"]["values"]) == ("claim", {"tone": "1"})
    assert an.read("n.ipynb").problems.empty
    # The same field on both sides, and a removal against a change.
    git("checkout", "-qb", "third")
    raw = merged["metadata"][KEY]
    commit(
        "third",
        notebook(changed(raw, "a-1", note="third", values={"tone": "2"}), reading("ben"), reading("cleo")),
    )
    git("checkout", "-q", "main")
    other = apply(
        changed(raw, "a-1", note="main"), {"type": "remove", "id": "a-left"}, {"by": "m", "now": ""}
    )
    commit("main", notebook(other, reading("ben"), reading("cleo")))
    git("checkout", "-q", "third")
    commit(
        "third again",
        notebook(
            changed(changed(raw, "a-1", note="third", values={"tone": "2"}), "a-left", note="mine"),
            reading("ben"),
            reading("cleo"),
        ),
    )
    told = git("merge", "main", status=1)
    assert "n.ipynb: " + KEY + "/annotations/a-1/note “" + DOCUMENT.text[27:45] in told
    assert "ours:   third" in told
    assert "theirs: main" in told
    assert "/annotations/a-left" in told
    assert "removed" in told
    assert "2 conflicts." in told
    after = json.loads(Path("n.ipynb").read_text("utf-8"))["metadata"][KEY]
    assert after["annotations"]["a-1"]["values"]["tone"] == "2"
    assert "UU n.ipynb" in git("status", "--short")


def test_a_file_that_git_marked(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base = reading()
    commit("base", notebook(base))
    git("checkout", "-qb", "left")
    commit("left", notebook(changed(base, "a-1", note="left")))
    git("checkout", "-q", "main")
    commit("right", notebook(changed(base, "a-1", values={"strength": "solid"})))
    git("merge", "left", status=1)
    assert is_marked(Path("n.ipynb").read_bytes())
    assert main(["validate", "n.ipynb"]) == 1
    assert "jupyter annotator merge" in capsys.readouterr().out
    assert main(["merge", "n.ipynb", "-o", "n.ipynb"]) == 0
    record = json.loads(Path("n.ipynb").read_text("utf-8"))["metadata"][KEY]["annotations"]["a-1"]
    assert (record["note"], record["values"]["strength"]) == ("left", "solid")


def test_cells_are_merged_too_and_their_conflicts_listed(tmp_path: Path) -> None:
    def with_cells(*sources: str) -> dict[str, Any]:
        cells = [
            {"cell_type": "markdown", "id": f"c{at}", "metadata": {}, "source": [source]}
            for at, source in enumerate(sources)
        ]
        return {**notebook(reading()), "cells": cells}

    base = with_cells("one", "two", "three", "four")
    both = merge_files(
        with_cells("ONE", "two", "three", "four"), with_cells("one", "two", "three", "FOUR"), base
    )
    assert [cell["source"] for cell in both.value["cells"]] == [["ONE"], ["two"], ["three"], ["FOUR"]]
    assert both.conflicts == []
    clash = merge_files(with_cells("ours"), with_cells("theirs"), with_cells("base"))
    assert [(conflict.place, conflict.kept) for conflict in clash.conflicts] == [("cells", "ours")]
    assert clash.value["cells"][0]["source"] == ["ours"]


def test_a_reading_that_one_side_removed(tmp_path: Path) -> None:
    base, without = notebook(reading(), reading("ben")), notebook(reading("ben"))
    assert KEY not in merge_files(without, base, base).value["metadata"]
    worked_on = notebook(changed(reading(), "a-1", note="more"), reading("ben"))
    kept = merge_files(without, worked_on, base)
    assert kept.value["metadata"][KEY]["annotations"]["a-1"]["note"] == "more"
    assert kept.conflicts[0].ours == "the reading was removed"
    assert KEY in merge_files(without, base).value["metadata"]


@settings(max_examples=60, deadline=None)
@given(history=histories(4), data=st.data())
def test_laws(history: Any, data: Any) -> None:
    """Whoever merges gets the same; what only one side changed is taken over; a merge can be repeated."""
    document, _, readings = history
    base = readings[-1]
    versions = []
    for by in ("left", "right"):
        raw = base
        for _ in range(data.draw(st.integers(0, 3))):
            raw = apply(raw, data.draw(edits(raw, document.text)), {"by": by, "now": "2026-04-01T00:00:00Z"})
        versions.append(raw)
    left, right = versions
    found, other = [], []
    merged = merge_readings(left, right, base, "", found)
    mirrored = merge_readings(right, left, base, "", other)
    assert merged == mirrored
    assert [(c.place, c.ours, c.theirs) for c in found] == [
        (c.place, c.theirs, c.ours) for c in sorted_like(other, found)
    ]
    assert merge_readings(base, right, base, "", []) == right
    assert merge_readings(left, base, base, "", []) == left
    again: list[Any] = []
    assert merge_readings(merged, copy.deepcopy(merged), base, "", again) == merged
    assert again == []
    # Merging either side once more changes nothing that the merge decided.
    assert merge_readings(merged, left, left, "", []) == merged


def sorted_like(items: list[Any], model: list[Any]) -> list[Any]:
    order = [item.place for item in model]
    return sorted(items, key=lambda item: order.index(item.place))


def test_sides_of_a_marked_file() -> None:
    text = b"a\n<<<<<<< HEAD\nb\n||||||| base\nc\n=======\nd\n>>>>>>> x\ne\n"
    assert sides(text) == (b"a\nb\ne\n", b"a\nd\ne\n", b"a\nc\ne\n")
    assert sides(text.replace(b"||||||| base\nc\n", b"")) == (b"a\nb\ne\n", b"a\nd\ne\n", None)
    for broken in (text + b"<<<<<<< x\n", text.replace(b"<<<<<<< HEAD\n", b"")):
        with pytest.raises(ValueError, match="git"):
            sides(broken)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (["a.ipynb"], "no conflict in this file"),
        (["a.ipynb", "b.reading.json"], "One file is a notebook"),
        (["a.ipynb", "c.ipynb"], "cut off|in the middle"),
        (["b.reading.json", "d.reading.json"], "reader"),
        ([], "OURS and THEIRS"),
    ],
)
def test_what_cannot_be_merged(
    tmp_path: Path,
    files: list[str],
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    import re

    monkeypatch.chdir(tmp_path)
    write_json(Path("a.ipynb"), notebook(reading()))
    write_json(Path("b.reading.json"), reading())
    write_json(Path("d.reading.json"), reading("ben"))
    Path("c.ipynb").write_text('{"cells": [', "utf-8")
    assert main(["merge", *files, "-o", "out.ipynb"]) == 2
    assert re.search(message, capsys.readouterr().err)
    assert not Path("out.ipynb").exists()


def test_the_driver_runs_without_the_path(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "annotator", "merge", "--help"], capture_output=True, text=True, check=True
    )
    assert "--setup" in done.stdout
