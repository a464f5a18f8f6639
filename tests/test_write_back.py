"""A reviewer accepts, flags and corrects; the decisions reach the files they belong to, and the readers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import annotator as an
from annotator.edits import EditError, invert
from annotator.merge import merge
from annotator.notebook import MIME
from annotator.reading import ReadingError
from table_material import CODEBOOK, DOCUMENT, annotation, notebook, reading, write_json

KEY = f"annotator:{DOCUMENT.id}:ada"
BUNDLE = {"version": 1, "document": DOCUMENT.to_dict(), "codebook": CODEBOOK, "reader": "ada"}
CELL = {
    "cell_type": "code",
    "metadata": {},
    "outputs": [{"output_type": "display_data", "data": {MIME: BUNDLE}}],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_json(tmp_path / "a.ipynb", {**notebook(reading(), reading("ben")), "cells": [CELL]})
    write_json(tmp_path / "c.reading.json", reading("cleo"))
    return tmp_path


def stored(path: Path, key: str = KEY) -> Any:
    value = json.loads(path.read_text(encoding="utf-8"))
    return value["metadata"][key] if "metadata" in value else value


def test_a_reader_sees_what_the_reviewer_did_and_why(folder: Path) -> None:
    ds = an.read(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    ds.decide(
        (DOCUMENT.id, "ada", "a-1"),
        "correct",
        reviewer=" eva ",
        comment="It is said, not shown.",
        values={"strength": "none", "tone": None},
        spans=[(27, 30), (31, 45)],
    )
    ds.decide((DOCUMENT.id, "cleo", "a-2"), "flag", reviewer="eva", comment="Which log?")
    row = ds.annotations.query("reader == 'ben' and annotation == 'a-3'").iloc[0]
    ds.decide(row, "accept", reviewer="eva")
    assert ds.annotations["review"].value_counts().to_dict() == {"corrected": 1, "flagged": 1, "accepted": 1}
    assert ds.decisions["change"][0].startswith("strength: NA → none; tone: null → (none); quote: ")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    dry = ds.write_back(dry_run=True)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert set(dry["outcome"]) == {"would be written"}
    done = ds.write_back()
    assert list(done["outcome"]) == ["written"] * 3
    assert done.drop(columns="outcome").equals(dry.drop(columns="outcome"))
    assert ds.decisions.empty
    assert set(ds.write_back()["outcome"]) == set()
    record = stored(folder / "a.ipynb")["annotations"]["a-1"]
    was = {"spans": [{"start": 27, "end": 45}], "quote": DOCUMENT.text[27:45], "prefix": "", "suffix": ""}
    assert record["review"] | {"time": ""} == {
        "decision": "corrected",
        "reviewer": "eva",
        "comment": "It is said, not shown.",
        "time": "",
        "was": {**was, "values": {"strength": "NA", "tone": "null"}},
    }
    assert record["quote"] == f"{DOCUMENT.text[27:30]} … {DOCUMENT.text[31:45]}"
    assert (record["values"]["strength"], "tone" in record["values"], record["rev"]) == ("none", False, 4)
    flagged = stored(folder / "c.reading.json")["annotations"]["a-2"]
    assert (flagged["status"], flagged["review"]["comment"]) == ("flagged", "Which log?")
    accepted = stored(folder / "a.ipynb", KEY.replace("ada", "ben"))["annotations"]["a-3"]
    assert (accepted["status"], accepted["review"]["decision"]) == ("open", "accepted")
    # Nothing else changed, in the readings and beside them.
    after = json.loads((folder / "a.ipynb").read_text(encoding="utf-8"))
    old = json.loads(before["a.ipynb"])
    assert after["cells"] == old["cells"]
    assert list(after["metadata"]) == list(old["metadata"])
    assert after["metadata"][KEY]["annotations"].keys() == old["metadata"][KEY]["annotations"].keys()
    assert an.read(folder).problems.empty
    # And the same dataset can go on.
    ds.decide((DOCUMENT.id, "cleo", "a-2"), "accept", reviewer="uli")
    assert list(ds.write_back()["outcome"]) == ["written"]
    assert stored(folder / "c.reading.json")["annotations"]["a-2"]["status"] == "done"


def test_a_file_that_changed_in_between_is_refused_until_it_is_read_again(folder: Path) -> None:
    ds = an.read(folder)
    ds.decide((DOCUMENT.id, "ada", "a-1"), "flag", reviewer="eva", comment="why?")
    ds.decide((DOCUMENT.id, "cleo", "a-1"), "accept", reviewer="eva")
    changed = reading(annotations={"a-1": annotation(note="the reader went on", rev=7)}, relations={})
    write_json(folder / "a.ipynb", notebook(changed, reading("ben")))
    before = (folder / "a.ipynb").read_bytes()
    for dry_run in (True, False):
        told = ds.write_back(dry_run).set_index("reader")
        assert told.loc["ada", "outcome"] == "refused"
        assert "ds.refresh()" in told.loc["ada", "why"]
    assert (folder / "a.ipynb").read_bytes() == before
    assert stored(folder / "c.reading.json")["annotations"]["a-1"]["review"]["decision"] == "accepted"
    assert list(ds.decisions["reader"]) == ["ada"]
    assert ds.refresh() is ds
    assert ds.annotations.query("reader == 'ada'")[["note", "comment"]].values.tolist() == [
        ["the reader went on", "why?"]
    ]
    assert list(ds.write_back()["outcome"]) == ["written"]
    record = stored(folder / "a.ipynb")["annotations"]["a-1"]
    assert (record["note"], record["review"]["comment"], record["rev"]) == ("the reader went on", "why?", 8)


def test_a_decision_on_what_is_gone_is_told(folder: Path) -> None:
    ds = an.read(folder)
    ds.decide((DOCUMENT.id, "ada", "a-1"), "flag", reviewer="eva", comment="why?")
    write_json(folder / "a.ipynb", notebook(reading(annotations={}, relations={})))
    ds.refresh()
    assert ds.decisions.empty
    assert any(
        "the decision of eva (flagged: why?) does not fit any more" in what for what in ds.problems["what"]
    )


def test_both_copies_of_a_reading_get_the_decision(folder: Path) -> None:
    write_json(folder / "copy.ipynb", notebook(reading()))
    ds = an.read(folder)
    ds.decide((DOCUMENT.id, "ada", "a-1"), "accept", reviewer="eva")
    assert sorted(Path(name).name for name in ds.write_back()["file"]) == ["a.ipynb", "copy.ipynb"]
    assert all(stored(folder / name)["annotations"]["a-1"]["review"] for name in ("a.ipynb", "copy.ipynb"))


def test_decisions_on_a_part_reach_the_whole_file(folder: Path) -> None:
    ds = an.read(folder)
    part = ds.sel(reader="ada", kind="source")
    assert list(part.annotations["annotation"]) == ["a-3"]
    part.decide("a-3", "flag", reviewer="eva", comment="?")
    assert list(part.write_back()["outcome"]) == ["written"]
    assert set(stored(folder / "a.ipynb")["annotations"]) == {"a-1", "a-2", "a-3"}
    assert set(stored(folder / "a.ipynb")["relations"]) == {"r-1"}
    ds.decide((DOCUMENT.id, "ada", "a-1"), "accept", reviewer="eva")
    assert list(ds.write_back()["outcome"]) == ["refused"]


def test_a_decision_can_be_taken_back(folder: Path) -> None:
    ds = an.read(folder)
    place = (DOCUMENT.id, "ada", "a-1")
    before = ds.annotations
    ds.decide(place, "flag", reviewer="eva", comment="one")
    ds.decide(place, "accept", reviewer="eva")
    assert ds.take_back(place)
    assert list(ds.decisions["comment"]) == ["one"]
    assert ds.take_back(place)
    assert not ds.take_back(place)
    assert ds.annotations.equals(before)
    edit = ds.decide(place, "flag", reviewer="eva", comment="one")
    assert invert(reading(), edit)["set"] == {"status": "open", "review": None}


def test_where_there_is_no_file(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    at_hand = an.Dataset.from_readings([reading()], [DOCUMENT])
    at_hand.decide("a-1", "correct", reviewer="eva", note="n")
    assert list(at_hand.write_back()["outcome"]) == ["not in a file"]
    assert len(at_hand.decisions) == 1
    table = an.read(folder).to(tmp_path_factory.mktemp("t") / "t.csv")
    ds = an.read(table)
    ds.decide((DOCUMENT.id, "ada", "a-1"), "accept", reviewer="eva")
    assert list(ds.write_back()["outcome"]) == ["not in a file"]
    assert an.read(ds.to(table)).annotations["review"].notna().sum() == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"annotation": "a-1"}, "3 annotations have the id"),
        ({"annotation": "a-77"}, "no sound annotation"),
        ({"annotation": (DOCUMENT.id, "zoe", "a-1")}, "no reading"),
        ({"decision": "shrug"}, "accept, flag, correct"),
        ({"decision": "flag"}, "needs a comment"),
        ({"decision": "correct"}, "what is to change"),
        ({"decision": "accept", "values": {"strength": "none"}}, "the decision is 'correct'"),
        ({"decision": "correct", "values": {"strength": "sold"}}, "Did you mean 'solid'"),
        ({"decision": "correct", "spans": [(5, 5)]}, "0 <= start < end"),
        ({"decision": "correct", "spans": [(1, 9), (5, 12)]}, "overlap"),
        ({"reviewer": " "}, "name is empty"),
    ],
)
def test_what_is_no_decision(folder: Path, arguments: dict[str, Any], message: str) -> None:
    given: dict[str, Any] = {
        "annotation": (DOCUMENT.id, "ada", "a-1"),
        "decision": "accept",
        "reviewer": "eva",
        **arguments,
    }
    ds = an.read(folder)
    with pytest.raises((EditError, ReadingError), match=message):
        ds.decide(given.pop("annotation"), given.pop("decision"), **given)
    assert ds.decisions.empty


def test_a_span_needs_the_article() -> None:
    ds = an.Dataset.from_readings([reading()])
    with pytest.raises(EditError, match="articles="):
        ds.decide("a-1", "correct", reviewer="eva", spans=[(1, 2)])


def test_names_that_are_not_there_are_told(folder: Path) -> None:
    ds = an.read(folder)
    with pytest.raises(KeyError, match="ada"):
        ds.sel(reader="adda")
    with pytest.raises(ValueError, match="9"):
        ds.sel([True])
    assert len(ds.sel(document="The well at Lower Thornby")) == 3
    assert len(ds.sel(version="1.2", codebook="wells")) == 3
    assert len(ds.sel(ds.annotations["reader"] == "ben")) == 1


one_decision = st.tuples(
    st.sampled_from(["ada", "ben"]),
    st.sampled_from(["a-1", "a-2", "a-3"]),
    st.sampled_from(["accept", "flag", "correct"]),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=st.lists(one_decision, min_size=1, max_size=6))
def test_write_read_merge_and_write_back_lose_nothing(
    tmp_path: Path, made: list[tuple[str, str, str]]
) -> None:
    path = write_json(tmp_path / "n.ipynb", notebook(reading(), reading("ben")))
    copy = {name: reading(name) for name in ("ada", "ben")}
    ds = an.read(path)
    for at, (reader, id_, what) in enumerate(made):
        given: dict[str, Any] = {"note": f"corrected {at}"} if what == "correct" else {}
        ds.decide((DOCUMENT.id, reader, id_), what, reviewer="eva", comment=f"c{at}", **given)
    decided = ds.annotations
    ds.write_back()
    again = an.read(path)
    for name in ("note", "status", "review", "reviewer", "comment", "rev", "quote", "strength", "missing"):
        assert again.annotations[name].equals(decided[name])
    for raw in again.readings_raw:
        old = copy[raw["reader"]]
        assert raw["annotations"].keys() == old["annotations"].keys()
        assert merge(old, raw) == raw
        assert {name: raw[name] for name in raw if name != "annotations"} == {
            name: old[name] for name in old if name != "annotations"
        }
    assert ds.annotations.equals(again.annotations)
