"""Readings in notebooks: finding them, putting them there, and files that are damaged."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import annotator as an
from annotator import json_files
from annotator.files import replace_file
from annotator.notebook import MIME, NotebookError, load, payloads, readings_in, write_reading
from table_material import DOCUMENT, annotation, notebook, reading, write_json

KEY = f"annotator:{DOCUMENT.id}:ada"


def test_readings_in() -> None:
    raw = reading()
    assert readings_in(notebook(raw, **{"annotator:": 5, "annotator": {}, "other": {}})) == [
        (KEY, raw),
        ("annotator:", 5),
    ]


@pytest.mark.parametrize("value", [{}, {"metadata": None}, {"metadata": []}, {"metadata": "annotator:x"}])
def test_nothing_in_it(value: Any) -> None:
    assert readings_in(value) == []
    assert payloads(value) == []


def test_payloads() -> None:
    bundle = {"version": 1, "document": DOCUMENT.to_dict(), "codebook": {}, "reader": None}
    cells = [
        {
            "outputs": [
                {"output_type": "stream", "text": "x"},
                {"data": {"text/plain": "x"}},
                {"data": {MIME: bundle}},
            ]
        },
        {"outputs": "none"},
        {"outputs": [None, {"data": []}, {"data": {MIME: "no object"}}]},
        "no cell",
    ]
    assert payloads({"cells": cells}) == [bundle]
    assert payloads({"cells": "none"}) == []


def test_writing_keeps_everything_else(tmp_path: Path) -> None:
    other = notebook(
        reading("ben"), widgets={"état": "🧪", "half": "\ud83e", "number": 1e22, "deep": [[[{}]]]}
    )
    path = write_json(tmp_path / "n.ipynb", other)
    path.chmod(0o640)
    written = write_reading(path, reading())
    assert written.to_dict() == reading()
    after = json.loads(path.read_text(encoding="utf-8"))
    assert after["metadata"].pop(KEY) == reading()
    assert after == other
    assert list(after["metadata"]) == list(other["metadata"])
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    text = path.read_text(encoding="utf-8")
    assert text.startswith('{\n "cells": [\n')
    assert text.endswith("}\n")
    assert "🧪" in text
    assert [file.name for file in tmp_path.iterdir()] == ["n.ipynb"]


def test_writing_merges(tmp_path: Path) -> None:
    path = write_json(
        tmp_path / "n.ipynb", notebook(reading(annotations={"a-1": annotation(rev=5, note="newer")}))
    )
    merged = write_reading(path, an.Reading.from_dict(reading()))
    assert merged.annotations["a-1"]["note"] == "newer"
    assert set(merged.annotations) == {"a-1", "a-2", "a-3"}
    assert dict(readings_in(load(path)))[KEY] == merged.to_dict()
    before = path.read_bytes()
    write_reading(path, reading())
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "broken", ["text", 5, None, [1], {}, {"annotations": []}, {"schema_version": "x", "reader": 3}]
)
def test_writing_over_something_broken_keeps_it(tmp_path: Path, broken: Any) -> None:
    path = write_json(tmp_path / "n.ipynb", notebook(**{KEY: broken}))
    merged = write_reading(path, reading()).to_dict()
    assert merged["annotations"] == reading()["annotations"]
    if broken not in (None, {}):
        kept = json.dumps(merged["set_aside"])
        assert all(
            json.dumps(part) in kept for part in (broken.values() if isinstance(broken, dict) else [broken])
        )


def test_both_readings_of_a_key_that_stands_twice_count(tmp_path: Path) -> None:
    one, two = reading(annotations={"a-1": annotation()}), reading(annotations={"a-2": annotation()})
    text = json.dumps(notebook(one)).replace(
        '"kernelspec"', f"{json.dumps(KEY)}: {json.dumps(two)}, " + '"kernelspec"'
    )
    path = tmp_path / "n.ipynb"
    path.write_text(text, encoding="utf-8")
    assert [key for key, _ in readings_in(load(path))] == [KEY, KEY]
    assert set(write_reading(path, reading(annotations={})).annotations) == {"a-1", "a-2"}
    assert [key for key, _ in readings_in(load(path))] == [KEY]


@pytest.mark.parametrize(
    "content", ["{}", "[]", "5", '{"cells": []}', "", "{", '{"nbformat": 4, "cells": [], "metadata": 5}']
)
def test_writing_to_what_is_no_notebook(tmp_path: Path, content: str) -> None:
    path = tmp_path / "n.ipynb"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(NotebookError, match=r"n\.ipynb"):
        write_reading(path, reading())
    assert path.read_text(encoding="utf-8") == content


def test_a_full_disk_leaves_the_notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_json(tmp_path / "n.ipynb", notebook())
    before = path.read_bytes()

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_reading(path, reading())
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["n.ipynb"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target = tmp_path / "inner" / "file"
    replace_file(target, b"one")
    (tmp_path / "link").symlink_to(target)
    replace_file(tmp_path / "link", b"two")
    assert (tmp_path / "link").is_symlink()
    assert target.read_bytes() == b"two"


@pytest.mark.parametrize(
    ("data", "place", "what"),
    [
        (b"", "", "empty"),
        (b"  \n", "", "empty"),
        (b'{"a": [1, 2', "line 1", "cut off"),
        (b'{"a": "tex', "line 1", "cut off"),
        (
            b'{\n "a": 1,\n<<<<<<< HEAD\n "b": 2\n=======\n "b": 3\n>>>>>>> x\n}',
            "line 3",
            "git left its conflict markers",
        ),
        (b'{\n "a": 1,,\n}', "line 2, column 9", "not JSON"),
        (b'{"a": "\xff"}', "byte 7", "0xff is not UTF-8"),
        (b"[" * 100_000, "", "nested too deeply"),
    ],
)
def test_what_is_wrong_with_a_file(data: bytes, place: str, what: str) -> None:
    with pytest.raises(json_files.JSONFileError) as error:
        json_files.decode(data)
    assert error.value.place.startswith(place)
    assert what in error.value.what
    assert error.value.remedy.endswith(".")


def test_oddities_are_told_with_their_places() -> None:
    value, oddities = json_files.tidy(
        json_files.decode(
            b'{"a": {"x": 1, "x": 2}, "b": [NaN, 1], "c": {"d": -Infinity}, "a": {"x": 1, "x": 2}}'
        )
    )
    assert value == {"a": {"x": 2}, "b": [None, 1], "c": {"d": None}}
    assert all(type(part) is dict for part in (value, value["a"]))
    assert [oddity.place for oddity in oddities] == ["a", "a/x", "b/0", "c/d"]


def test_numbers_of_any_length() -> None:
    found = json_files.decode(b"[" + b"9" * 5000 + b", 17, -5]")
    assert found == [float("inf"), 17, -5]
    assert [type(number) for number in found] == [float, int, int]


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(),
              st.text("a\udfff\u2028\"\\")),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)),
)  # fmt: skip


@given(json_values)
def test_encoding_and_decoding_is_the_identity(value: Any) -> None:
    assert json_files.decode(json_files.encode(value)) == value
    tidied, oddities = json_files.tidy(value)
    assert tidied is value
    assert oddities == []
