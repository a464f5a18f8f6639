"""The sound view: the same verdict as the JSON Schema, explained, on anything that a file may hold."""

from __future__ import annotations

import copy
import json
from random import Random
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

import hostile
from annotator.check import Checked, Problem, check, shape_of
from annotator.document import Document
from annotator.schemas import load_schema
from strategies import CODEBOOK, REFERENCE, hostile_json

Json = dict[str, Any]
TEXT = "Harbour 🦊 reopens.\n\nShips came in, cafe\u0301s too."
DOCUMENT = Document(TEXT)
ANNOTATION: Json = {
    "kind": "claim",
    "spans": [{"start": 8, "end": 9}, {"start": 20, "end": 25}],
    "quote": "🦊 … Ships",
    "prefix": "Harbour ",
    "suffix": "came",
    "values": {"strength": "thin", "sure": True, "share": 0.5, "topics": ["a", "b"]},
    "note": "n",
    "status": "open",
    "origin": "reader",
    "created": "2026-11-23T21:00:00Z",
    "modified": "2026-11-23T21:00:00Z",
    "rev": 3,
    "by": "k2j8",
}
RELATION: Json = {
    "kind": "supports",
    "from": "a-1",
    "to": "a-2",
    "values": {"x": 1},
    "note": "",
    "rev": 1,
    "by": "",
}
ANSWER: Json = {"value": "analysis", "rev": 1, "by": "k2j8"}
TOMBSTONE: Json = {"rev": 4, "by": "k2j8"}
READING: Json = {
    "schema_version": 1,
    "reader": "ada",
    "document": REFERENCE,
    "codebook": CODEBOOK,
    "annotations": {"a-1": ANNOTATION, "a-2": {**ANNOTATION, "kind": "source"}},
    "relations": {"r-1": RELATION},
    "answers": {"genre": ANSWER},
    "removed": {"a-3": TOMBSTONE},
    "progress": {"done": False},
}
SINGLE = {"annotations": ANNOTATION, "relations": RELATION, "answers": ANSWER, "removed": TOMBSTONE}


def checked(**changes: Any) -> Checked:
    return check({**READING, **changes}, DOCUMENT, CODEBOOK)


def annotation(**changes: Any) -> Checked:
    return checked(annotations={"a-1": {**ANNOTATION, **changes}}, relations={})


def test_a_sound_reading_is_given_whole_and_not_copied() -> None:
    found = checked()
    assert not found.problems
    assert found.annotations == READING["annotations"]
    assert found.annotations["a-1"] is ANNOTATION
    assert (found.relations, found.answers) == ({"r-1": RELATION}, {"genre": ANSWER})
    assert (found.set_aside, found.read_only) == (0, False)


def validators() -> dict[str, Draft202012Validator]:
    schema = load_schema("reading")
    return {
        section: Draft202012Validator({"$ref": f"#/$defs/{section}", "$defs": schema["$defs"]})
        for section in ("annotations", "relations", "answers", "removed")
    }


def is_comparable(value: object) -> bool:
    # Where the validator differs from what both our languages do: Python's $ matches before a line end, and numbers
    # that no double can hold are none in JavaScript.
    text = json.dumps(value)
    return "\\n" not in text and str(10**309) not in text


def test_the_form_of_records_is_what_the_json_schema_says() -> None:
    random = Random(20261123)
    by_section = validators()
    verdicts = []
    for section, record in SINGLE.items():
        for _ in range(700):
            made = hostile.mutated(random, {"x-1": record}, most=2)
            for key, value in made.items() if isinstance(made, dict) else ():
                if is_comparable([key, value]):
                    ours = shape_of(section, key, value) is None
                    assert ours == by_section[section].is_valid({key: value}), (section, key, value)
                    verdicts.append(ours)
    assert len(verdicts) > 2000
    assert 300 < sum(verdicts) < len(verdicts) - 300


@pytest.mark.parametrize(
    ("section", "changes", "is_sound"),
    [
        ("annotations", {"note": "\U0001f98a" * 20000}, True),
        ("annotations", {"note": "\U0001f98a" * 20001}, False),
        ("annotations", {"prefix": "\U0001f98a" * 32, "suffix": "x" * 33}, False),
        ("annotations", {"spans": [{"start": at, "end": at + 1} for at in range(100)]}, True),
        ("annotations", {"spans": [{"start": at, "end": at + 1} for at in range(101)]}, False),
        ("annotations", {"spans": []}, False),
        ("annotations", {"spans": [{"start": -1, "end": 1}]}, False),
        ("annotations", {"spans": [{"start": 0, "end": 1.5}]}, False),
        ("annotations", {"spans": [{"start": False, "end": 1}]}, False),
        ("annotations", {"kind": "k" * 64}, True),
        ("annotations", {"kind": "k" * 65}, False),
        ("annotations", {"kind": "-k"}, False),
        ("annotations", {"kind": "__proto__"}, False),
        ("annotations", {"values": {"a b": 1}}, False),
        ("annotations", {"values": {"a": None}}, False),
        ("annotations", {"values": {"a": ["x"] * 101}}, False),
        ("annotations", {"values": {"a": ["x" * 65]}}, False),
        ("annotations", {"values": {"a": [1]}}, False),
        ("annotations", {"status": ["open"]}, False),
        ("annotations", {"rev": 2**53 - 1}, True),
        ("annotations", {"rev": 2**53}, False),
        ("annotations", {"rev": 0}, False),
        ("annotations", {"rev": True}, False),
        ("annotations", {"by": "x" * 65}, False),
        ("annotations", {"x_unknown": {"anything": [1]}}, True),
        ("relations", {"from": 7}, False),
        ("answers", {"value": None}, True),
        ("answers", {"value": {}}, False),
        ("removed", {"rev": "1"}, False),
    ],
)
def test_limits(section: str, changes: Json, is_sound: bool) -> None:
    record = {**SINGLE[section], **changes}
    assert (shape_of(section, "x-1", record) is None) == is_sound
    assert validators()[section].is_valid({"x-1": record}) == is_sound


@pytest.mark.parametrize(
    ("changes", "place", "what"),
    [
        ({"spans": [{"start": 9, "end": 8}]}, "/spans/0", "reversed"),
        ({"spans": [{"start": 8, "end": 8}]}, "/spans/0", "empty"),
        ({"spans": [{"start": 0, "end": 9}, {"start": 8, "end": 25}]}, "/spans/1", "overlaps"),
        ({"spans": [{"start": 20, "end": 25}, {"start": 8, "end": 9}]}, "/spans/1", "before it"),
        ({"spans": [{"start": 0, "end": len(TEXT) + 1}]}, "/spans/0", f"of {len(TEXT)} characters"),
        ({"quote": "🦊 … ships"}, "/quote", "differs"),
        ({"kind": "opinion"}, "/kind", "'opinion' is not in the codebook"),
        ({"x": json.loads("[" * 21 + "]" * 21)}, "", "nested deeper than 20"),
        ({"quote": None}, "/quote", "not text"),
    ],
)
def test_what_is_set_aside_is_explained_with_its_place(changes: Json, place: str, what: str) -> None:
    found = annotation(**changes)
    assert found.annotations == {}
    (problem,) = found.problems
    assert problem.place == f"annotations/a-1{place}"
    assert what in problem.what
    assert problem.remedy
    assert found.set_aside == 1


@pytest.mark.parametrize("changes", [{"spans": [{"start": 8, "end": 9}, {"start": 9, "end": 25}], "quote": f"🦊 … {TEXT[9:25]}"},
                                     {"values": {"strength": "a value of an older codebook", "gone": "x"}},
                                     {"x": json.loads("[" * 19 + "1" + "]" * 19)}, {"status": "flagged"}])  # fmt: skip
def test_what_is_kept_although_it_looks_odd(changes: Json) -> None:
    assert not annotation(**changes).problems


def test_whole_numbers_may_be_written_as_floats() -> None:
    found = annotation(spans=[{"start": 8.0, "end": 9.0, "x": 1}], quote="🦊", rev=3.0)
    record = found.annotations["a-1"]
    assert record["spans"] == [{"start": 8, "end": 9, "x": 1}]
    assert [
        type(number) for number in (record["spans"][0]["start"], record["spans"][0]["end"], record["rev"])
    ] == [int] * 3
    assert TEXT[slice(*list(record["spans"][0].values())[:2])] == "🦊"


def test_members_of_one_section_are_unknown_and_free_in_another() -> None:
    odd = {"spans": [None], "kind": 5, "from": {}, "values": [], "value": {}, "quote": 1}
    link = {key: value for key, value in odd.items() if key in ("spans", "quote", "value")}
    found = checked(
        relations={"r-1": {**RELATION, **link}},
        answers={"genre": {**ANSWER, **odd, "value": 1, "rev": 2.0}},
        removed={"a-3": {**TOMBSTONE, **odd}},
    )
    assert not found.problems
    assert type(found.answers["genre"]["rev"]) is int


def test_links_need_sound_ends_and_a_known_kind() -> None:
    broken = {"a-1": ANNOTATION, "a-2": {**ANNOTATION, "quote": "?"}}
    found = checked(annotations=broken)
    assert (list(found.annotations), found.relations) == (["a-1"], {})
    assert [problem.place for problem in found.problems] == ["annotations/a-2/quote", "relations/r-1"]
    assert checked(relations={"r-1": {**RELATION, "kind": "mocks"}}).relations == {}
    assert checked(relations={"r-1": {**RELATION, "to": "a-1"}}).relations


def test_article_and_codebook_need_not_be_known() -> None:
    odd = {
        **READING,
        "annotations": {
            "a-1": {**ANNOTATION, "quote": "?", "kind": "x", "spans": [{"start": 0, "end": 999}]}
        },
    }
    assert list(check({**odd, "relations": {}}).annotations) == ["a-1"]
    assert check(odd, {"length": 999}).annotations
    assert not check(odd, {"length": 998}).annotations
    assert not check(odd, {"text": TEXT}).annotations
    assert not check(odd, codebook=CODEBOOK).annotations
    assert not check(READING, codebook={}).annotations


def test_a_codebook_object_serves_as_well_as_its_json() -> None:
    class Book:
        def to_dict(self) -> Json:
            return CODEBOOK

    assert check(READING, DOCUMENT, Book()) == checked()


@pytest.mark.parametrize(
    ("changes", "places"),
    [
        ({"annotations": [1]}, ["annotations", "relations/r-1"]),
        ({"relations": "x", "answers": None}, ["relations", "answers"]),
        ({"removed": {"a-1": 5, "b c": TOMBSTONE}}, ["removed/a-1", "removed/b c"]),
        (
            {"set_aside": {"answers": [1, {}], "reading": "x"}},
            ["set_aside/answers/0", "set_aside/answers/1", "set_aside/reading/0"],
        ),
        ({"set_aside": 5}, ["set_aside"]),
        ({"answers": {"genre": {"value": {}}, "ok": ANSWER}}, ["answers/genre/value"]),
    ],
)
def test_each_part_that_is_not_used_is_told_once(changes: Json, places: list[str]) -> None:
    found = checked(**changes)
    assert [problem.place for problem in found.problems] == places
    assert found.set_aside == len(places)


@pytest.mark.parametrize("raw", [None, True, 5, "x", [], [READING]])
def test_what_is_no_reading_is_one_problem(raw: Any) -> None:
    assert check(raw, DOCUMENT, CODEBOOK).problems == [Problem("", "is not a reading")]


@pytest.mark.parametrize(
    "version", [1, 1.0, 0, "2", True, None, 2, 1.5, 10**400], ids=lambda version: repr(version)[:9]
)
def test_a_newer_version_is_read_only(version: Any) -> None:
    found = checked(schema_version=version)
    assert found.read_only is (version in (2, 1.5, 10**400))
    assert len(found.annotations) == 2


def test_thousands_of_hostile_readings_raise_nothing_and_stay_as_they_are() -> None:
    random = Random(20261124)
    kept = 0
    for at in range(2000):
        raw = hostile.mutated(random, READING) if at % 4 else hostile.json_value(random, 5)
        before = copy.deepcopy(raw)
        found = check(
            raw, DOCUMENT, random.choice([None, CODEBOOK, CODEBOOK, {"kinds": hostile.json_value(random)}])
        )
        assert raw == before
        assert found.set_aside == len(found.problems)
        for record in found.annotations.values():
            assert (
                " … ".join(TEXT[span["start"] : span["end"]] for span in record["spans"]) == record["quote"]
            )
        for record in found.relations.values():
            assert {record["from"], record["to"]} <= set(found.annotations)
        kept += len(found.annotations)
    assert kept > 500


@given(hostile_json, hostile_json)
def test_any_json_can_be_checked_against_any_json(raw: Any, other: Any) -> None:
    assert check({"annotations": raw, "relations": other, "answers": raw, "removed": other, "set_aside": raw})
    if isinstance(other, dict):
        assert check(raw, other, other)


def test_depth_and_digits_do_no_harm() -> None:
    deep: Any = 10**5000
    for _ in range(400):
        deep = {"a": [deep]}
    far = {**ANNOTATION, "spans": [{"start": 0, "end": 10**5000}]}
    found = checked(annotations={"a-1": ANNOTATION, "deep": deep, "far": far})
    assert list(found.annotations) == ["a-1"]
    assert check(deep, DOCUMENT).annotations == {}
    assert not annotation(values={"a": 10**400}).annotations
    assert not annotation(values={"a": float("nan")}).annotations


def test_ten_thousand_annotations_are_checked_at_once() -> None:
    many = {f"a-{at}": ANNOTATION for at in range(10_000)}
    assert len(checked(annotations=many).annotations) == 10_000
