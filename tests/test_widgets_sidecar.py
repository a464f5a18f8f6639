"""The file beside the notebook: its name, its merge, and what happens to what is not ours."""

from __future__ import annotations

import json
import os
import re
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.codebook import Codebook
from annotator.document import Document
from annotator.edits import apply, stamp
from annotator.reading import Reading
from annotator.widgets import sidecar
from annotator.widgets.sidecar import (
    Sidecar,
    SidecarError,
    file_safe,
    read_sidecar,
    sidecar_path,
    sidecar_paths,
)

DOCUMENT = Document.from_text("A headline\n\nThe river rose by two metres.\n")
EMPTY = Reading.new(DOCUMENT, Codebook.load("claims"), "ada").to_dict()


def tagged(id_: str, note: str = "", raw: dict[str, Any] = EMPTY) -> dict[str, Any]:
    spans = [{"start": 12, "end": 21}]
    record = {"kind": "claim", "spans": spans, "quote": DOCUMENT.text[12:21], "note": note}
    return apply(raw, {"type": "add", "id": id_, "annotation": record}, stamp("w1"))


@pytest.fixture
def notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "My notes.ipynb"
    path.write_text("{}")
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    return path


def test_it_stands_beside_the_notebook(notebook: Path) -> None:
    path = sidecar_path("doc-0123456789ab", "ada")
    assert path == notebook.with_name("My notes.doc-0123456789ab.ada.reading.json")


def test_without_a_notebook_it_stands_where_the_kernel_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.chdir(tmp_path)
    assert sidecar_path("doc-0123456789ab", "ada") == tmp_path / "notebook.doc-0123456789ab.ada.reading.json"


def test_voila_tells_its_notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SERVER_SOFTWARE", "voila/0.5")
    monkeypatch.setenv("SCRIPT_NAME", "/voila/render/a%20b/../My%20notes.ipynb")
    assert sidecar_path("doc-0123456789ab", "ada").name.startswith("My notes.doc-")
    assert sidecar_path("doc-0123456789ab", "ada").parent == tmp_path


def test_a_long_notebook_name_leaves_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / ("読" * 80 + ".ipynb")))
    path = sidecar_path(DOCUMENT.id, "ж" * 200)
    Sidecar(path).write(EMPTY)
    assert read_sidecar(path) == EMPTY
    assert sidecar_paths(DOCUMENT.id) == [path]


@given(st.text(min_size=1, max_size=200))
def test_any_name_becomes_a_safe_part_of_a_file_name(reader: str) -> None:
    assert re.fullmatch("[a-z0-9][a-z0-9_-]{0,39}", file_safe(reader))


@pytest.mark.parametrize(
    "reader", ["../../etc/passwd", "Ada", "a/b", "con.", "", "a\x00b", "🙂", "ada ", "x" * 41]
)
def test_odd_names_carry_a_hash(reader: str) -> None:
    assert re.fullmatch("([a-z0-9][a-z0-9-]*-)?[0-9a-f]{8}", file_safe(reader))


def test_no_two_readers_share_a_file() -> None:
    names = ["ada", "Ada", "ADA", "áda", "ada!", "ada?", "ada-", "-ada"]
    assert len({file_safe(name) for name in names}) == len(names)


def test_it_is_merged_with_what_others_wrote(tmp_path: Path) -> None:
    path = tmp_path / "n.reading.json"
    mine, theirs = Sidecar(path), Sidecar(path)
    assert mine.write(tagged("a-1")) is None
    assert theirs.write(tagged("a-2")) is None
    assert mine.write(tagged("a-3", raw=tagged("a-1"))) is None
    assert set(read_sidecar(path)["annotations"]) == {"a-1", "a-2", "a-3"}


BROKEN = {
    "cut off": b'{"schema_version": 1, "reader": "ad',
    "empty": b"",
    "no object": b"[1, 2]",
    "not UTF-8": b'{"reader": "\xff"}',
    "no document": b'{"reader": "ada"}',
    "another reader": json.dumps({**EMPTY, "reader": "ben"}).encode(),
    "another document": json.dumps(
        {**EMPTY, "document": {**EMPTY["document"], "id": "doc-000000000000"}}
    ).encode(),
    "deep": b'{"reader":' * 100_000,
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_set_aside_whole(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "n.ada.reading.json"
    path.write_bytes(content)
    earlier = tmp_path / "n.ada.reading.json.broken-1"
    earlier.write_bytes(b"from before")
    problem = Sidecar(path).write(tagged("a-1"))
    assert problem is not None
    assert "n.ada.reading.json.broken-2" in problem
    assert earlier.read_bytes() == b"from before"
    assert (tmp_path / "n.ada.reading.json.broken-2").read_bytes() == content
    assert set(read_sidecar(path)["annotations"]) == {"a-1"}


def test_reading_a_broken_file_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "n.ada.reading.json"
    path.write_bytes(b"{")
    with pytest.raises(SidecarError, match=r"n\.ada\.reading\.json.*line 1"):
        read_sidecar(path)
    assert os.listdir(tmp_path) == [path.name]  # noqa: PTH208


def test_records_that_are_not_sound_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "n.reading.json"
    odd = {**EMPTY, "annotations": {"??": 7}, "of our own": [1]}
    path.write_text(json.dumps(odd))
    Sidecar(path).write(tagged("a-1", note="lone \udc00 surrogate\r\n"))
    saved = read_sidecar(path)
    assert saved["annotations"]["??"] == 7
    assert saved["of our own"] == [1]
    assert saved["annotations"]["a-1"]["note"] == "lone \udc00 surrogate\r\n"


def test_a_write_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "n.reading.json"
    file = Sidecar(path)
    file.write(tagged("a-1"))
    before = path.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            file.write(tagged("a-2"))
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
    file.write(tagged("a-2"))
    assert set(read_sidecar(path)["annotations"]) == {"a-1", "a-2"}


def test_where_files_cannot_be_written_the_error_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        Sidecar(tmp_path / "file" / "n.reading.json").write(EMPTY)


def test_threads_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "n.reading.json"
    file = Sidecar(path)
    threads = [threading.Thread(target=file.write, args=(tagged(f"a-{n}"),)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(read_sidecar(path)["annotations"]) == {f"a-{n}" for n in range(8)}


def test_names_of_other_documents_and_notebooks_are_not_found(notebook: Path) -> None:
    ours = sidecar_path(DOCUMENT.id, "ada")
    for name in (
        ours.name,
        ours.name + ".broken-1",
        "Other." + ours.name,
        ours.name.replace("doc-", "doc-f"),
    ):
        notebook.with_name(name).write_text("{}")
    assert sidecar_paths(DOCUMENT.id) == [ours]
    assert sidecar.sidecar_paths("doc-x") == []
