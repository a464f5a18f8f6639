"""Reading readings: paths, merging, what is broken, and the tables that come of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import annotator as an
from annotator.notebook import MIME
from table_material import CODEBOOK, DOCUMENT, annotation, dataset, notebook, reading, write_json

KEY = f"annotator:{DOCUMENT.id}:ada"
START = ["document", "title", "reader", "annotation", "kind", "start", "end", "quote"]
FIELDS = ["strength", "tone", "litres", "checked", "topics", "values.title"]
END = ["note", "status", "origin", "created", "modified", "notebook"]
MORE = ["spans", "prefix", "suffix", "missing", "rev", "by", "codebook"]
MORE += ["review", "reviewer", "comment"]


def book(**members: Any) -> dict[str, Any]:
    return {**CODEBOOK, **members}


def field(id_: str, level: str, values: str = "", **members: Any) -> dict[str, Any]:
    listed = [{"id": value, "title": value} for value in values.split()]
    return {
        "id": id_,
        "title": id_,
        "level": level,
        "on": ["claim"],
        **({"values": listed} if listed else {}),
        **members,
    }


# --- the tables


def test_columns_and_their_order() -> None:
    ds = dataset()
    assert list(ds.annotations.columns) == START + FIELDS + END + MORE
    assert list(ds.relations.columns)[:7] == ["document", "reader", "relation", "kind", "from", "to", "note"]
    assert list(ds.documents.columns) == [
        "document",
        "title",
        "sha256",
        "length",
        "source",
        "readers",
        "annotations",
    ]
    assert list(ds.readings.columns)[:10] == [
        "document", "title", "reader", "codebook", "codebook_version", "annotations", "relations", "done", "notebook",
        "set_aside",
    ]  # fmt: skip
    assert "genre" in ds.readings.columns
    assert list(ds.problems.columns) == ["file", "place", "what", "remedy"]


def test_rows_are_in_text_order_and_quotes_are_the_text() -> None:
    frame = dataset().annotations
    assert list(frame["annotation"]) == ["a-1", "a-3", "a-2"] * 2
    for row in frame.itertuples():
        spans = json.loads(row.spans)
        assert " … ".join(DOCUMENT.text[start:end] for start, end in spans) == row.quote
        assert (row.start, row.end) == (spans[0][0], spans[-1][1])


def test_answers_that_count_and_those_that_do_not() -> None:
    frame = dataset(reading()).annotations.set_index("annotation")
    full, other, source = (frame.loc[id_] for id_ in ("a-1", "a-2", "a-3"))
    assert [full[name] for name in FIELDS] == ["NA", "null", 17.5, False, ("water", "money"), "=1+1"]
    assert pd.isna(full["missing"])
    assert pd.isna(other["strength"])
    assert other["topics"] == ()
    assert json.loads(other["missing"]) == {"strength": "unsure", "gone": "x"}
    assert pd.isna(source["created"])
    assert source["modified"] == pd.Timestamp("2026-03-01T10:00:09Z")


@pytest.mark.parametrize(
    ("id_", "value"),
    [
        ("strength", "unsure"),
        ("strength", "no longer there"),
        ("strength", 3),
        ("strength", ["none"]),
        ("litres", "many"),
        ("litres", True),
        ("checked", "true"),
        ("checked", 1),
        ("topics", "water"),
        ("topics", ["water", "gone"]),
        ("title", 5),
        ("unknown", "x"),
    ],
)
def test_an_answer_that_does_not_count_is_kept_apart(id_: str, value: Any) -> None:
    frame = dataset(reading(annotations={"a": annotation(values={id_: value})}, relations={})).annotations
    assert json.loads(frame.loc[0, "missing"]) == {id_: value}
    name = {"title": "values.title"}.get(id_, id_)
    if name in frame.columns:
        expected = ("water",) if value == ["water", "gone"] else None
        cell = frame.loc[0, name]
        assert (cell == expected) if expected else pd.isna(cell)


def test_an_answer_to_a_question_that_is_not_asked_of_the_kind() -> None:
    record = annotation(kind="source", values={"strength": "solid", "tone": "1"})
    row = dataset(reading(annotations={"a": record}, relations={})).annotations.iloc[0]
    assert (row["tone"], json.loads(row["missing"])) == ("1", {"strength": "solid"})


def test_categories_are_those_that_count_in_codebook_order() -> None:
    frame = dataset().annotations
    assert list(frame["strength"].cat.categories) == ["none", "NA", "solid"]
    assert frame["strength"].cat.ordered
    assert list(frame["tone"].cat.categories) == ["1", "2", "null"]
    assert not frame["tone"].cat.ordered
    assert list(frame["kind"].cat.categories) == ["claim", "source"]
    assert frame.attrs == {"codebooks": [{"id": "wells", "version": "1.2"}]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-23T21:00:00Z", "2026-11-23T21:00:00Z"),
        ("2026-11-23T21:00:00.123456Z", "2026-11-23T21:00:00.123456Z"),
        ("2026-11-23T21:00:00.123456789+02:00", "2026-11-23T19:00:00.123456Z"),
        ("2026-11-23 21:00", "2026-11-23T21:00:00Z"),
        ("2026-02-30T21:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("soon", None),
        ("", None),
    ],
)
def test_times(text: str, expected: str | None) -> None:
    found = dataset(reading(annotations={"a": annotation(created=text)}, relations={})).annotations.loc[
        0, "created"
    ]
    assert pd.isna(found) if expected is None else found == pd.Timestamp(expected)


def test_a_table_is_the_callers_own() -> None:
    ds = dataset()
    frame = ds.annotations
    frame["mine"] = 1
    frame.pop("quote")
    assert list(ds.annotations.columns) == START + FIELDS + END + MORE


def test_documents_and_readings() -> None:
    ds = dataset()
    (document,) = ds.documents.to_dict("records")
    assert document == {
        "document": DOCUMENT.id, "title": DOCUMENT.title, "sha256": DOCUMENT.sha256, "length": DOCUMENT.length,
        "source": "articles/well.txt", "readers": 2, "annotations": 6,
    }  # fmt: skip
    row = ds.readings.iloc[0]
    assert (row["reader"], row["annotations"], row["relations"], row["done"], row["genre"]) == (
        "ada",
        3,
        1,
        True,
        "opinion",
    )
    assert repr(ds) == "Dataset: 2 readings by 2 readers of 1 document, 6 annotations"


# --- several codebooks


def test_other_values_of_an_ordinal_field_in_one_order() -> None:
    longer = book(version="1.3", fields=[field("strength", "ordinal", "none thin NA solid")])
    ds = dataset(reading(), reading("ben", codebook=longer))
    assert list(ds.annotations["strength"].cat.categories) == ["none", "thin", "NA", "solid"]
    assert ds.annotations["strength"].cat.ordered
    assert any("wells 1.3 has other values" in what for what in ds.problems["what"])


@pytest.mark.parametrize("values", ["solid NA none", "none half NA solid more", "none thin solid"])
def test_orders_that_disagree_or_leave_it_open_are_not_made_up(values: str) -> None:
    first = book(fields=[field("strength", "ordinal", "none half2 NA solid less")])
    ds = dataset(
        reading(codebook=first),
        reading("ben", codebook=book(version="2", fields=[field("strength", "ordinal", values)])),
    )
    kind = ds.annotations["strength"].cat
    assert set(kind.categories) == {*values.split(), "none", "half2", "NA", "solid", "less"}
    assert not kind.ordered
    assert any("orders disagree" in what for what in ds.problems["what"])


def test_fields_of_another_level_do_not_mix() -> None:
    other = book(id="other", fields=[field("strength", "interval")])
    records = {"b-1": annotation(values={"strength": 0.5})}
    ds = dataset(reading(), reading("ben", codebook=other, annotations=records, relations={}))
    frame = ds.annotations.set_index("annotation")
    assert frame.loc["b-1", "other:strength"] == 0.5
    assert pd.isna(frame.loc["b-1", "strength"])
    assert any("another level of measurement" in what for what in ds.problems["what"])


def test_one_reader_with_two_codebooks_has_two_readings() -> None:
    ds = dataset(reading(), reading(codebook=book(id="other")))
    assert list(ds.readings["codebook"]) == ["wells", "other"]


def test_a_broken_codebook_is_told_once_and_loses_no_answer() -> None:
    broken = {**CODEBOOK, "kinds": "none"}
    ds = dataset(reading(codebook=broken), reading("ben", codebook=json.loads(json.dumps(broken))))
    assert len(ds.annotations) == 6
    assert json.loads(ds.annotations.loc[0, "missing"])["title"] == "=1+1"
    assert list(ds.problems["place"]).count(f"{KEY}/codebook/kinds") == 1
    assert not any("ben" in place for place in ds.problems["place"])


# --- what is read


def test_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("readers/deep/.ipynb_checkpoints").mkdir(parents=True)
    for place, name in enumerate(
        ["readers/a.ipynb", "readers/deep/[b].ipynb", "readers/deep/.ipynb_checkpoints/c.ipynb"]
    ):
        write_json(Path(name), notebook(reading(f"r{place}")))
    write_json(Path("readers/d.reading.json"), reading("r3"))
    write_json(Path("readers/settings.json"), {})
    Path("readers/notes.txt").write_text("x", encoding="utf-8")

    def readers(paths: Any) -> list[str]:
        ds = an.read(paths)
        assert ds.problems.empty
        return list(ds.readings["reader"])

    assert readers("readers/a.ipynb") == ["r0"]
    assert readers(Path("readers/deep/[b].ipynb")) == ["r1"]
    assert readers("readers/*.ipynb") == ["r0"]
    assert readers("readers/**/*.ipynb") == ["r0", "r1"]
    assert readers("readers/*") == ["r0", "r3"]
    assert readers("readers") == ["r0", "r3", "r1"]
    assert readers(["readers/d.reading.json", "readers", tmp_path / "readers" / "a.ipynb"]) == [
        "r3",
        "r0",
        "r1",
    ]
    assert readers(str(tmp_path / "readers" / "*.ipynb")) == ["r0"]
    assert an.read(tmp_path / "readers" / "a.ipynb").annotations.loc[0, "notebook"] == "readers/a.ipynb"


@pytest.mark.parametrize("path", ["nothing.ipynb", "nothing/*.ipynb", "."])
def test_a_path_that_leads_nowhere(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match="Check th"):
        an.read(path)


def test_the_same_reading_twice_is_merged(tmp_path: Path) -> None:
    old = reading(annotations={"a-1": annotation(note="old"), "a-2": annotation(rev=2, note="kept")})
    new = reading(annotations={"a-1": annotation(rev=2, note="new"), "a-3": annotation(note="kept")})
    write_json(tmp_path / "one.ipynb", notebook(old))
    write_json(tmp_path / "two.ipynb", notebook(new))
    ds = an.read(tmp_path)
    assert dict(zip(ds.annotations["annotation"], ds.annotations["note"], strict=True)) == {
        "a-1": "new", "a-2": "kept", "a-3": "kept",
    }  # fmt: skip
    assert len(ds) == 1
    assert [Path(name).name for name in ds.readings.loc[0, "notebook"].split("; ")] == [
        "one.ipynb",
        "two.ipynb",
    ]
    assert "each has changes that the other lacks" in ds.problems.loc[0, "what"]


def test_copies_that_say_different_things_at_one_place_are_listed(tmp_path: Path) -> None:
    mine = annotation(rev=2, by="aa", values={"strength": "solid"})
    other = annotation(rev=2, by="zz", values={"strength": "none"})
    write_json(tmp_path / "one.ipynb", notebook(reading(annotations={"a-1": mine}, relations={})))
    write_json(tmp_path / "two.ipynb", notebook(reading(annotations={"a-1": other}, relations={})))
    ds = an.read(tmp_path)
    (told,) = ds.problems.to_dict("records")
    assert told["file"].endswith("two.ipynb")
    assert told["place"].endswith("annotations/a-1/values/strength")
    assert "is none here and solid in" in told["what"]
    assert told["what"].endswith("this one counts")
    assert ds.annotations.loc[0, "strength"] == "none"


def test_an_older_copy_needs_no_word(tmp_path: Path) -> None:
    write_json(tmp_path / "old.ipynb", notebook(reading(annotations={"a-1": annotation()}, relations={})))
    write_json(tmp_path / "new.reading.json", reading())
    ds = an.read(tmp_path)
    assert ds.problems.empty
    assert len(ds.annotations) == 3


def test_quotes_are_checked_against_the_article_that_the_notebook_shows(tmp_path: Path) -> None:
    wrong = reading(annotations={"a-1": annotation(quote="another text"), "a-2": annotation()}, relations={})
    outputs = [{"data": {MIME: {"document": document}}} for document in (DOCUMENT.to_dict(), {"text": 5})]
    write_json(
        tmp_path / "n.ipynb", {**notebook(wrong), "cells": [{"cell_type": "code", "outputs": outputs}]}
    )
    ds = an.read(tmp_path)
    assert list(ds.annotations["annotation"]) == ["a-2"]
    assert ds.articles == {DOCUMENT.id: DOCUMENT}
    assert list(ds.problems["place"]) == ["outputs", f"{KEY}/annotations/a-1/quote"]
    assert ds.readings_raw[0]["annotations"]["a-1"]["quote"] == "another text"


# --- what is broken


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "empty"),
        (b'{"cells": [', "cut off"),
        (b'{\n<<<<<<< HEAD\n"a": 1\n=======\n"a": 2\n>>>>>>> b\n}', "conflict markers"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b"[]", "neither a notebook"),
        (b'{"some": "JSON"}', "neither a notebook"),
        (b"[" * 5000, "nested too deeply"),
        (b"%PDF-1.4", "not JSON"),
    ],
)
def test_a_file_that_cannot_be_read_does_not_hide_the_others(
    tmp_path: Path, content: bytes, what: str
) -> None:
    (tmp_path / "bad.ipynb").write_bytes(content)
    write_json(tmp_path / "good.ipynb", notebook(reading()))
    ds = an.read(tmp_path)
    assert len(ds.annotations) == 3
    (problem,) = ds.problems.to_dict("records")
    assert problem["file"].endswith("bad.ipynb")
    assert what in problem["what"]
    assert problem["remedy"].endswith(".")


@pytest.mark.parametrize(
    "value", [None, 5, "text", [], {}, {"annotations": 5}, [{}], {"reader": 1, "document": "x"}, True]
)
def test_a_broken_reading_is_told_kept_and_counted(tmp_path: Path, value: Any) -> None:
    write_json(tmp_path / "n.ipynb", notebook(reading("ben"), **{KEY: value}))
    ds = an.read(tmp_path)
    assert len(ds.annotations) == 3
    rows = ds.readings.set_index("reader")
    assert rows.loc["ada", "set_aside"] > 0
    assert set(ds.problems["place"].str.startswith(KEY)) == {True}


def test_what_stands_twice_in_a_reading_is_told(tmp_path: Path) -> None:
    text = json.dumps(notebook(reading())).replace('"a-1":', '"a-2": {"kind": "lost"}, "a-1":')
    (tmp_path / "n.ipynb").write_text(text, encoding="utf-8")
    ds = an.read(tmp_path)
    assert len(ds.annotations) == 3
    assert list(ds.problems["place"]) == [f"{KEY}/annotations/a-2"]
    assert "more than once" in ds.problems.loc[0, "what"]


def test_numbers_that_json_does_not_have(tmp_path: Path) -> None:
    text = json.dumps(notebook(reading())).replace("17.5", "NaN")
    (tmp_path / "n.ipynb").write_text(text, encoding="utf-8")
    ds = an.read(tmp_path)
    assert f"{KEY}/annotations/a-1/values/litres" in list(ds.problems["place"])
    assert "NaN" not in json.dumps(ds.readings_raw)


def test_deep_nesting_and_long_keys(tmp_path: Path) -> None:
    deep: Any = {}
    for _ in range(400):
        deep = {"x": deep}
    write_json(tmp_path / "n.ipynb", notebook(reading(), **{"annotator:x" * 100: {}, f"{KEY}2": deep}))
    ds = an.read(tmp_path)
    assert len(ds.annotations) == 3
    assert {"nested deeper" in what or "names no document" in what for what in ds.problems["what"]} == {True}


def test_a_newer_version_is_read_as_far_as_it_is_known(tmp_path: Path) -> None:
    write_json(tmp_path / "n.ipynb", notebook(reading(schema_version=2)))
    ds = an.read(tmp_path)
    assert len(ds.annotations) == 3
    assert "newer than this program" in ds.problems.loc[0, "what"]


def test_a_key_that_says_something_else_than_its_reading(tmp_path: Path) -> None:
    write_json(tmp_path / "n.ipynb", notebook(**{KEY: reading("ben")}))
    ds = an.read(tmp_path)
    assert list(ds.annotations["reader"].unique()) == ["ada"]
    assert "'ben'" in ds.problems.loc[0, "what"]


hostile = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=5),
        st.sampled_from(["claim", "a-1"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(path=st.lists(st.integers(0, 30), min_size=1, max_size=5), value=hostile)
def test_whatever_stands_somewhere_in_a_reading(path: list[int], value: Any) -> None:
    raw = json.loads(json.dumps(reading()))
    place: Any = raw
    for step in path[:-1]:
        inner = list(place.values()) if isinstance(place, dict) else list(place)
        inner = [item for item in inner if isinstance(item, (dict, list)) and item]
        if not inner:
            break
        place = inner[step % len(inner)]
    key = list(place)[path[-1] % len(place)] if isinstance(place, dict) else path[-1] % len(place)
    place[key] = value
    ds = an.Dataset.from_readings([reading("ben")], [DOCUMENT])
    ds = an.Dataset([*ds.stored, *_stored(raw)])
    assert len(ds.annotations) >= 3
    for name in ("relations", "documents", "readings", "problems"):
        getattr(ds, name)
    assert ds.readings_raw[-1] == raw or value != value


def _stored(raw: Any) -> list[Any]:
    from annotator.tables.stored import Stored

    return [Stored(raw, DOCUMENT.id, "ada", ("n.ipynb",))]


# --- the package


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, annotator; print([name for name in ('pandas', 'ipywidgets', 'yaml', 'json') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_the_public_names() -> None:
    assert dir(an) == sorted(an.__all__)
    for name in an.__all__:
        assert getattr(an, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        an.nothing  # noqa: B018
