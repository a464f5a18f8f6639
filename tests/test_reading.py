"""The face of a reading: names, keys, and the raw JSON behind it."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.document import Document
from annotator.edits import stamp
from annotator.reading import Reading, ReadingError, clean_reader_name, metadata_key, parse_key
from strategies import CODEBOOK, hostile_json

DOCUMENT = Document.from_text("Harbour reopens\n\nShips came in.", source="a.txt")
CLAIM = {"kind": "claim", "spans": [{"start": 17, "end": 22}], "quote": "Ships"}


def test_a_new_reading_explains_itself() -> None:
    reading = Reading.new(DOCUMENT, CODEBOOK, " Ada ")
    assert reading.reader == "Ada"
    assert reading.document == {
        **{
            "id": DOCUMENT.id,
            "title": "Harbour reopens",
            "sha256": DOCUMENT.sha256,
            "length": 31,
            "source": "a.txt",
        }
    }
    assert reading.codebook == CODEBOOK
    assert reading.key == f"annotator:{DOCUMENT.id}:Ada"
    assert (reading.annotations, reading.relations, reading.answers, reading.problems) == ({}, {}, {}, [])
    assert Reading.new(DOCUMENT.reference(), CODEBOOK, "Ada") == reading


def test_edits_and_merges_give_new_readings() -> None:
    reading = Reading.new(DOCUMENT, CODEBOOK, "ada")
    one = reading.apply({"type": "add", "id": "a-1", "annotation": CLAIM}, stamp())
    two = reading.apply({"type": "add", "id": "a-2", "annotation": CLAIM}, stamp())
    assert not reading.annotations
    both = one.merge(two)
    assert list(both.annotations) == ["a-1", "a-2"]
    assert both == two.merge(one.to_dict())
    assert hash(both) == hash(reading)
    assert repr(both) == f"Reading('annotator:{DOCUMENT.id}:ada', 2 annotations, 0 relations)"
    assert Reading.from_dict(both.to_dict()).to_dict() is both.to_dict()


def test_the_sound_view_knows_codebook_and_length_of_the_article() -> None:
    raw = Reading.new(DOCUMENT, CODEBOOK, "ada").to_dict()
    record = {**CLAIM, "values": {}, "rev": 1, "by": ""}
    far = {**record, "spans": [{"start": 17, "end": 32}]}
    reading = Reading.from_dict(
        {**raw, "annotations": {"a-1": record, "a-2": far, "a-3": {**record, "kind": "x"}}}
    )
    assert list(reading.annotations) == ["a-1"]
    assert [problem.place for problem in reading.problems] == [
        "annotations/a-2/spans/0",
        "annotations/a-3/kind",
    ]
    assert list(reading.to_dict()["annotations"]) == ["a-1", "a-2", "a-3"]
    assert (
        len(Reading.from_dict({**reading.to_dict(), "codebook": 5, "document": {"id": "x"}}).annotations) == 3
    )


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "x",
        {},
        {"reader": "ada"},
        {"reader": 5, "document": {"id": "x"}},
        {"reader": "a", "document": {}},
    ],
)
def test_what_names_no_reader_and_document_is_no_reading(data: Any) -> None:
    with pytest.raises(ReadingError, match=r"is an object|missing or not text"):
        Reading.from_dict(data)


@given(hostile_json)
def test_any_json_with_a_reader_and_document_is_a_reading(part: Any) -> None:
    raw = {
        "reader": "ada",
        "document": {"id": "doc-0", "length": part},
        "codebook": part,
        "annotations": part,
    }
    reading = Reading.from_dict({**raw, **(part if isinstance(part, dict) else {})})
    assert isinstance(reading.problems, list)
    assert reading.codebook is part or reading.codebook == {}


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("ada", "ada"),
        ("  Zoë  \n", "Zoë"),
        ("Zoe\u0308", "Zoë"),
        ("\ufeffada\u3000", "ada"),
        ("a:b/c", "a:b/c"),
        ("\U0001f98a", "\U0001f98a"),
        ("أمل", "أمل"),
        ("x" * 200, "x" * 200),
        ("\U0001f98a" * 200, "\U0001f98a" * 200),
        ("e\u0301" * 200, "é" * 200),
        ("\u200d", "\u200d"),
    ],
)
def test_names(name: str, clean: str) -> None:
    assert clean_reader_name(name) == clean
    assert clean_reader_name(clean) == clean


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "give a name"),
        (" \t\u00a0\ufeff", "give a name"),
        ("x" * 201, "shorten it"),
        ("a\nb", "control"),
        ("a\x00", "control"),
        ("\x1cada", "control"),
        ("\x85ada", "control"),
        ("\ud83d", "control"),
        (None, "is text, not NoneType"),
        (7, "is text, not int"),
    ],
)
def test_what_is_no_name(name: Any, reason: str) -> None:
    with pytest.raises(ReadingError, match=reason):
        clean_reader_name(name)


@given(st.text())
def test_any_name_that_is_accepted_comes_back_from_its_key(name: str) -> None:
    try:
        clean = clean_reader_name(name)
    except ReadingError:
        return
    assert parse_key(metadata_key(DOCUMENT.id, clean)) == (DOCUMENT.id, clean)
    assert unicodedata.is_normalized("NFC", clean)


@pytest.mark.parametrize(
    "key",
    [
        *("", "annotator:", "annotator:doc-0123456789ab", "annotator:doc-0123456789ab:", "kernelspec"),
        *("annotator:doc-0123456789AB:ada", "annotator:doc-0123456789abc:ada", "annotator:notes:ada"),
        *("x:annotator:doc-0123456789ab:ada", None, 5),
    ],
)
def test_keys_of_others(key: Any) -> None:
    assert parse_key(key) is None


def test_a_key_is_split_at_its_first_two_colons_whatever_the_name() -> None:
    assert parse_key("annotator:doc-0123456789ab:a:b\n:c") == ("doc-0123456789ab", "a:b\n:c")


def test_the_model_needs_nothing_but_python() -> None:
    code = "import sys, annotator, annotator.reading, annotator.offsets\nprint(*sorted(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"pandas", "numpy", "regex", "yaml", "nbformat", "ipywidgets", "jsonschema"} & set(loaded)
    ours = {name for name in loaded if name.startswith("annotator.")}
    assert {name.removeprefix("annotator.") for name in ours} == {
        *(
            "canonical",
            "check",
            "document",
            "edits",
            "merge",
            "metadata",
            "offsets",
            "past",
            "plain",
            "reading",
        )
    }
