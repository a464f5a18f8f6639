"""Reading many files: the quick way gives what the careful way gives, and a second time only what changed is read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import annotator as an
import hostile
from annotator import helpers
from annotator.collect import collect
from annotator.dataset import Dataset, _Source
from annotator.document import Document
from annotator.notebook import MIME
from annotator.tables.sound_stored import SoundStored
from strategies import histories, mutated
from table_material import CODEBOOK, DOCUMENT, annotation, notebook, reading, strings, write_json

KEY = f"annotator:{DOCUMENT.id}:ada"


def carefully(paths: Any) -> Dataset:
    return Dataset._of(_Source(paths, {}, None), collect(paths, careful=True))


def assert_same(quick: Dataset, careful: Dataset) -> None:
    assert quick.readings_raw == careful.readings_raw
    for name in ("annotations", "relations", "documents", "readings", "problems", "answers"):
        left, right = getattr(quick, name), getattr(careful, name)
        assert_frame_equal(left, right, check_exact=True, check_flags=True)
        assert left.attrs == right.attrs
    assert repr(quick) == repr(careful)


def is_quick(dataset: Dataset) -> list[bool]:
    return [isinstance(stored, SoundStored) for stored in dataset.stored]


def shown(document: Document) -> dict[str, Any]:
    """A cell that shows an article."""
    bundle = {"version": 1, "document": document.to_dict(), "codebook": {}, "reader": None}
    return {"cell_type": "code", "outputs": [{"data": {MIME: bundle}}], "source": []}


def test_what_the_program_writes_takes_the_quick_way(tmp_path: Path) -> None:
    first = notebook(reading(), reading("ben"))
    for raw in first["metadata"].values():
        raw.pop("unknown", None)
        for record in raw.get("annotations", {}).values():
            record["values"].pop("gone", None)
    first["cells"].append(shown(DOCUMENT))
    values = {"strength": "unsure", "topics": ["water"]}
    record = annotation(values=values, review={"decision": "flagged", "reviewer": "eva", "comment": "why?"})
    del record["prefix"], record["note"], record["created"]
    other = reading("cleo", annotations={"b": record, "a": annotation()}, relations={})
    del other["unknown"]
    write_json(tmp_path / "first.ipynb", first)
    write_json(tmp_path / "x.reading.json", other)
    quick = an.read(tmp_path)
    assert is_quick(quick) == [True, True, True]
    assert quick.problems.empty
    assert quick.annotations["review"].fillna("").tolist() == [""] * 7 + ["flagged"]
    assert_same(quick, carefully(tmp_path))


@settings(max_examples=25, deadline=None)
@given(history=histories(), seed=st.integers(0, 2**32), note=strings, data=st.data())
def test_both_ways_agree(
    tmp_path_factory: pytest.TempPathFactory, history: Any, seed: int, note: str, data: Any
) -> None:
    """On readings as they grow, on what is damaged in them, and on damaged files."""
    folder = tmp_path_factory.mktemp("both")
    document, _, readings = history
    random = Random(seed)
    grown = readings[-1]
    sound = reading(
        annotations={"a": annotation(note=note), "b": annotation(values={"title": note, "litres": 2})},
        relations={},
    )
    sound.pop("unknown")
    files = {
        "a.ipynb": {**notebook(grown), "cells": [shown(document)]},
        "b.ipynb": notebook(sound, reading("ben")),
        "c.ipynb": hostile.mutated(random, notebook(grown, sound)),
        "d.ipynb": data.draw(mutated(notebook(sound))),
        "e.reading.json": hostile.mutated(random, {**grown, "reader": "eva"}),
        "f.reading.json": hostile.mutated(random, {**sound, "reader": "fay"}, 1),
    }
    for name, value in files.items():
        (folder / name).write_text(
            json.dumps(value, ensure_ascii=random.random() < 0.5, indent=random.choice([None, 1])),
            "utf-8",
            "surrogatepass",
        )
    assert_same(an.read(folder), carefully(folder))


REPEATED = [
    ('"note": ""', '"note": "x", "note": ""'),
    ('"kind": "claim"', '"kind": "source", "kind": "claim"'),
    ('"a-1"', '"a-1": 5, "a-1"'),
    ('"start": 27', '"start" : 1, "start": 27'),
    ('"removed"', '"removed": {"b": 5}, "removed"'),
    ('"strength": "NA"', '"strength": ":", "strength": "NA"'),
    ('"version": "1.2"', '"version": "1", "version": "1.2"'),
    ('"done": true', '"done": false, "done":true'),
    ('"annotator:', '"annotator:doc-000000000000:x": 5, "annotator:'),
    (
        '"kernelspec"',
        '"\\u0061nnotator:doc-000000000000:x": 1, "\\u0061nnotator:doc-000000000000:x": 2, "kernelspec"',
    ),
    ('"rev": 1', '"rev": NaN, "rev": 1'),
    ('"litres": 17.5', '"litres": 1e999'),
    ('"litres": 17.5', '"litres": 12345678901234567890123'),
    ('"litres": 17.5', '"litres": 1e308'),
    ('"note": ""', '"note": "a \\": b"'),
    ('"note": ""', '"note": ":) \\\\": "'.replace('": "', '"')),
    ('"note": ""', '"note": "\\ud800"'),
    ('"decision": "flagged"', '"decision": "accepted", "decision": "flagged"'),
    ('"claim_type": null', '"claim_type": null, "claim_type": null'),
    ('"claim_type": null', '"claim_type": [[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]'),
    ('"claim_type": null', '"claim_type": 1e999'),
]


@pytest.mark.parametrize(("found", "put"), REPEATED)
def test_keys_that_stand_twice_and_odd_numbers_are_told_as_the_careful_way_tells_them(
    tmp_path: Path, found: str, put: str
) -> None:
    raw = reading()
    del raw["unknown"], raw["annotations"]["a-2"]
    review = {
        "decision": "flagged",
        "reviewer": "eva",
        "comment": "",
        "was": {"values": {"claim_type": None}},
    }
    raw["annotations"]["a-1"]["review"] = review
    text = json.dumps(notebook(raw), indent=1)
    path = tmp_path / "n.ipynb"
    path.write_text(text, encoding="utf-8")
    assert is_quick(an.read(path)) == [True]
    assert text.count(found) >= 1
    path.write_text(text.replace(found, put, 1), encoding="utf-8")
    assert_same(an.read(path), carefully(path))


OLD = {"kind": "source", "spans": [{"start": 3, "end": 9}], "note": "old", "status": "open"}
CHANGE = {
    "at": "2026-04-01T10:00:00Z",
    "by": "w",
    "was": {**OLD, "values": {"strength": "thin", "title": None}},
}
# What may stand in a history instead, and whether that is still as our programs write it, or taken the quick way at all.
HISTORIES = [
    ('"note": "old"', '"note": "old"', True),
    ('"note": "old"', '"note": "x", "note": "old"', False),
    ('"title": null', '"title": null, "title": null', False),
    ('"end": 9', '"end": 8, "end": 9', False),
    ('"by": "w"', '"by": "v", "by": "w"', False),
    ('"note": "old"', '"note": "old", "flavour": {"a": [1]}', True),
    ('"spans": [', '"spans": [5, ', True),
    ('"title": null', '"title": {"a": 1}', True),
    ('"title": null', '"title": 1e999', False),
    ('"title": null', '"title": NaN', False),
    ('"title": null', '"title": "\\ud800"', False),
    ('"at": "2026-04-01T10:00:00Z"', '"at": 5', False),
    ('"status": "open"', '"status": "gone"', True),
]


@pytest.mark.parametrize(("found", "put", "quick"), HISTORIES)
def test_histories_are_read_as_the_careful_way_reads_them(
    tmp_path: Path, found: str, put: str, quick: bool
) -> None:
    raw = reading()
    del raw["unknown"], raw["annotations"]["a-2"]
    raw["annotations"]["a-1"]["history"] = [{**CHANGE, "was": {"note": ""}}, {**CHANGE, "who": "eva"}]
    path = tmp_path / "n.ipynb"
    text = json.dumps(notebook(raw))
    at = text.index(found, text.index('"history"'))
    path.write_text(text[:at] + put + text[at + len(found) :], encoding="utf-8")
    read = an.read(path)
    assert is_quick(read) == [quick]
    assert_same(read, carefully(path))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xef\xbb\xbf",
        b"\xff",
        b'{"x":"\xff"}',
        b"<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> b\n",
        b"[" * 100_000,
    ],
)
def test_broken_files_are_told_and_the_rest_is_read(tmp_path: Path, data: bytes) -> None:
    sound = json.dumps(notebook(reading())).encode()
    (tmp_path / "a.ipynb").write_bytes(sound)
    (tmp_path / "b.ipynb").write_bytes(
        data + sound[: len(sound) // 2 if data in (b"{",) else len(sound)] if data else data
    )
    (tmp_path / "c.ipynb").write_bytes(sound.replace(b'"ada"', b'"cleo"').replace(b":ada", b":cleo"))
    quick = an.read(tmp_path)
    assert {"ada", "cleo"} <= set(quick.readings["reader"])
    assert_same(quick, carefully(tmp_path))


def test_quotes_are_held_against_an_article_that_another_file_shows(tmp_path: Path) -> None:
    raw = reading()
    del raw["unknown"], raw["annotations"]["a-2"]
    raw["annotations"]["a-1"]["quote"] = "something else"
    raw["relations"] = {}
    write_json(tmp_path / "a.ipynb", notebook(raw))
    assert is_quick(an.read(tmp_path)) == [True]
    write_json(tmp_path / "b.ipynb", {**notebook(), "cells": [shown(DOCUMENT)]})
    quick = an.read(tmp_path)
    assert is_quick(quick) == [False]
    assert list(quick.annotations["annotation"]) == ["a-3"]
    assert_same(quick, carefully(tmp_path))
    given = an.read(tmp_path / "a.ipynb", articles=[DOCUMENT])
    assert_frame_equal(given.annotations, quick.annotations)


def test_a_thousand_hostile_notebooks_among_good_ones(tmp_path: Path) -> None:
    random = Random(7)
    good = notebook(reading())
    del good["metadata"][KEY]["unknown"]
    for at in range(1000):
        value = hostile.mutated(random, notebook(reading(f"r{at}")), 4)
        (tmp_path / f"bad-{at}.ipynb").write_text(json.dumps(value), "utf-8", "surrogatepass")
    for at in range(50):
        write_json(tmp_path / f"good-{at}.ipynb", notebook(reading(f"good-{at}")))
    quick = an.read(tmp_path)
    assert {f"good-{at}" for at in range(50)} <= set(quick.readings["reader"])
    assert_same(quick, carefully(tmp_path))


def test_only_what_changed_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from annotator import finding

    monkeypatch.setattr(finding, "SETTLED", -1)
    for name in ("ada", "ben", "cleo"):
        write_json(tmp_path / f"{name}.ipynb", notebook(reading(name)))
    first = an.read(tmp_path)
    read: list[str] = []
    real = finding.File.read
    monkeypatch.setattr(finding.File, "read", lambda self: (read.append(self.name), real(self))[1])
    assert_same(an.read(tmp_path), first)
    assert read == []
    write_json(tmp_path / "ben.ipynb", notebook(reading("ben", annotations={}, relations={})))
    (tmp_path / "cleo.ipynb").unlink()
    write_json(tmp_path / "dan.ipynb", notebook(reading("dan")))
    second = an.read(tmp_path)
    assert [Path(name).name for name in read] == ["ben.ipynb", "dan.ipynb"]
    assert list(second.readings["reader"]) == ["ada", "ben", "dan"]
    assert_same(second, carefully(tmp_path))


@pytest.fixture
def always_helped(monkeypatch: pytest.MonkeyPatch) -> list[helpers._Helper]:
    """A second process reads from the first moment on, a few files at a time; the processes that there were."""
    for name, value in {"PATIENCE": -1, "WORTH": -1, "MOST": 1, "FILES": 5, "processors": lambda: 2}.items():
        monkeypatch.setattr(helpers, name, value)
    started: list[helpers._Helper] = []
    real = helpers._Helper.__init__

    def start(self: helpers._Helper, *given: Any) -> None:
        started.append(self)
        real(self, *given)

    monkeypatch.setattr(helpers._Helper, "__init__", start)
    return started


def many(folder: Path) -> None:
    """Files of every kind: sound, wrong, of two codebooks, with an article, broken."""
    other = json.loads(json.dumps(CODEBOOK))
    other["version"] = "1.3"
    for at in range(60):
        book = other if at % 7 == 3 else CODEBOOK
        raw = reading(
            f"r{at}", annotations={"a": annotation(), "b": annotation()}, relations={}, codebook=book
        )
        del raw["unknown"]
        raw["annotations"]["b"]["values"] = {"strength": "unsure", "topics": ["water"]}
        if at % 11 == 5:
            raw["annotations"]["b"]["quote"] = "something else"
        if at % 13 == 4:
            raw["annotations"]["a"]["review"] = {
                "decision": "flagged",
                "reviewer": "eva",
                "was": {"values": {}},
            }
        write_json(folder / f"{at:02}.ipynb", {**notebook(raw), "cells": [shown(DOCUMENT)] if at % 2 else []})
    (folder / "30.ipynb").write_text("{", encoding="utf-8")
    (folder / "59.ipynb").write_text("<<<<<<< HEAD", encoding="utf-8")


def test_a_second_process_brings_the_same(
    tmp_path: Path, always_helped: list[helpers._Helper], monkeypatch: pytest.MonkeyPatch
) -> None:
    brought: list[Any] = []
    real = helpers._load
    monkeypatch.setattr(helpers, "_load", lambda *given: brought.append(real(*given)) or brought[-1])
    many(tmp_path)
    assert_same(an.read(tmp_path), carefully(tmp_path))
    assert len(always_helped) == 1
    assert sum(map(len, brought)) >= 5
    assert always_helped[0]._process.returncode is not None


@pytest.mark.parametrize("code", ["import sys; sys.stdin.readline()", "raise SystemExit"])
def test_what_a_process_does_not_bring_is_read_here(
    tmp_path: Path, always_helped: list[helpers._Helper], monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    monkeypatch.setattr(helpers, "_START", code)
    many(tmp_path)
    assert_same(an.read(tmp_path), carefully(tmp_path))
    assert len(always_helped) == 1


def test_a_file_that_was_just_written_is_read_again(tmp_path: Path) -> None:
    path = write_json(
        tmp_path / "a.ipynb", notebook(reading(annotations={"a-1": annotation(note="one")}, relations={}))
    )
    first = an.read(path)
    status = path.stat()
    with path.open("r+", encoding="utf-8") as file:
        text = file.read().replace('"one"', '"two"')
        file.seek(0)
        file.write(text)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert an.read(path).annotations["note"].tolist() == ["two"]
    assert first.annotations["note"].tolist() == ["one"]


def test_a_folder_without_notebooks_says_so(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    with pytest.raises(FileNotFoundError, match=r"no notebook .* in this folder or below it"):
        an.read(tmp_path)


def test_stores(tmp_path: Path) -> None:
    import fsspec

    store = fsspec.filesystem("memory")
    for name, value in {
        "/readers/a.ipynb": notebook(reading()),
        "/readers/deep/b.reading.json": reading("ben"),
    }.items():
        store.pipe(name, json.dumps(value).encode())
    store.pipe("/readers/notes.txt", b"x")
    store.pipe("/readers/.ipynb_checkpoints/a.ipynb", b"x")
    found = an.read("memory://readers")
    assert list(found.readings["reader"]) == ["ada", "ben"]
    assert found.annotations["notebook"][0] == "memory:///readers/a.ipynb"
    assert list(an.read("memory://readers/*.ipynb").readings["reader"]) == ["ada"]
    found.to(tmp_path / "t.csv")
    for file in tmp_path.iterdir():
        store.pipe(f"/tables/{file.name}", file.read_bytes())
    assert an.read("memory://tables/t.csv").readings_raw == found.readings_raw
    with pytest.raises(FileNotFoundError, match="memory://nowhere"):
        an.read("memory://nowhere")
    with pytest.raises((ImportError, FileNotFoundError), match="nosuch://x"):
        an.read("nosuch://x")


def test_the_import_loads_neither_pandas_nor_pyarrow() -> None:
    code = "import annotator, sys; print(sorted({'pandas', 'pyarrow', 'numpy', 'msgspec', 'altair', 'tqdm'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_codebook_that_changed_its_meaning_is_told(tmp_path: Path) -> None:
    changed = json.loads(json.dumps(CODEBOOK))
    changed["version"] = "1.3"
    changed["fields"][0]["values"][2]["definition"] = "Only where there are documents."
    write_json(tmp_path / "a.ipynb", notebook(reading(), reading("ben", codebook=changed)))
    told = an.read(tmp_path).problems
    assert any("2 versions of the codebook (readings): 1.2 (1), 1.3 (1)" in what for what in told["what"])
    assert any("strength=solid" in what for what in told["what"])


@pytest.mark.parametrize("rows", [1, 20_000])
@pytest.mark.parametrize(
    "wrong",
    [
        {"spans": [{"start": 32, "end": 27}]},
        {"spans": [{"start": 27, "end": 10**6}]},
        {"spans": [{"start": 27, "end": 32}, {"start": 30, "end": 40}]},
        {"kind": "nothing of the codebook"},
        {"quote": "not what stands there"},
        {"orphan": True},
    ],
)
def test_what_proves_wrong_among_many_is_read_carefully_with_all_of_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: dict[str, Any], rows: int
) -> None:
    from annotator.tables import filling

    monkeypatch.setattr(filling, "ROWS", rows)
    readings = [reading(name, annotations={"a": annotation()}, relations={}) for name in ("ada", "ben")]
    readings.append(reading("cleo", annotations={"a": annotation(), "b": annotation(**wrong)}, relations={}))
    for raw in readings:
        del raw["unknown"]
    two = notebook(readings[2], readings[1])
    write_json(tmp_path / "a.ipynb", {**notebook(readings[0]), "cells": [shown(DOCUMENT)]})
    write_json(tmp_path / "b.ipynb", {**two, "cells": [shown(DOCUMENT)]})
    write_json(tmp_path / "c.ipynb", notebook(reading("dan", annotations={}, relations={})))
    quick, careful = an.read(tmp_path), carefully(tmp_path)
    assert not all(is_quick(quick))
    assert is_quick(quick)[0]
    assert not quick.problems.empty
    assert_same(quick, careful)
