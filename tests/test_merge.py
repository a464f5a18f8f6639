"""Merge: its laws on readings of every shape, and that nothing gets lost."""

from __future__ import annotations

import itertools
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hostile
from annotator.canonical import canonical
from annotator.document import Document
from annotator.edits import apply
from annotator.merge import MergeError, delta, empty_reading, merge, merge_delta, repair, with_sections
from annotator.plain import SECTIONS
from strategies import CODEBOOK, REFERENCE, histories, hostile_json, merge_readings, records

Json = dict[str, Any]
DOCUMENT = Document.from_text("Harbour reopens\n\nShips came in.")
HEAD: Json = {
    "schema_version": 1,
    "reader": "ada",
    "document": REFERENCE,
    "codebook": CODEBOOK,
    "progress": {"done": False},
}
PLACES = ("annotations", "relations", "removed")
EMPTY: Json = {**HEAD, **{section: {} for section in SECTIONS}}


@settings(max_examples=40)
@given(merge_readings(), merge_readings())
def test_commutative(a: Json, b: Json) -> None:
    assert canonical(merge(a, b)) == canonical(merge(b, a))


@settings(max_examples=40)
@given(merge_readings(), merge_readings(), merge_readings())
def test_associative(a: Json, b: Json, c: Json) -> None:
    assert canonical(merge(merge(a, b), c)) == canonical(merge(a, merge(b, c)))


@settings(max_examples=40)
@given(merge_readings(), merge_readings())
def test_idempotent(a: Json, b: Json) -> None:
    merged = merge(a, b)
    assert merge(merged, merged) is merged
    assert canonical(merge(merged, a)) == canonical(merge(b, merged)) == canonical(merged)


def test_the_laws_hold_for_thousands_of_hostile_readings() -> None:
    random = Random(20261123)
    for _ in range(1500):
        a, b, c = hostile.reading(random), hostile.reading(random), hostile.reading(random)
        merged = merge(a, b)
        assert canonical(merged) == canonical(merge(b, a))
        assert canonical(merge(merged, c)) == canonical(merge(a, merge(b, c)))
        assert merge(merged, merged) is merged
        assert merge(merged, b) == merged


@settings(max_examples=40)
@given(merge_readings(), merge_readings())
def test_each_id_has_the_record_of_highest_rank(a: Json, b: Json) -> None:
    def rank(at: int, record: Any) -> tuple[float, str, int, str]:
        rev = record.get("rev") if isinstance(record, dict) else None
        is_rev = (
            isinstance(rev, (int, float))
            and not isinstance(rev, bool)
            and 1 <= rev < 1e300
            and rev == int(rev)
        )
        by = record.get("by") if isinstance(record, dict) else None
        return (rev if is_rev else 0), (by if isinstance(by, str) else ""), at, canonical(record)

    merged = merge(a, b)
    parts = [(at, raw.get(place)) for raw in (a, b) for at, place in enumerate(PLACES)]
    found = [
        (at, id_, record) for at, part in parts if isinstance(part, dict) for id_, record in part.items()
    ]
    for id_ in {id_ for _, id_, _ in found}:
        best = max(rank(at, record) for at, other, record in found if other == id_)
        assert [rank(at, merged[place][id_]) for at, place in enumerate(PLACES) if id_ in merged[place]] == [
            best
        ]
    assert sum(len(merged[place]) for place in PLACES) == len({id_ for _, id_, _ in found})


@settings(max_examples=40)
@given(merge_readings(), merge_readings())
def test_no_part_of_another_form_is_lost(a: Json, b: Json) -> None:
    aside = merge(a, b).get("set_aside", {})
    for raw, section in itertools.product((a, b), SECTIONS):
        if not isinstance(raw.get(section, {}), dict):
            assert canonical(raw[section]) in map(canonical, aside[section])


@settings(max_examples=40)
@given(
    merge_readings(),
    st.one_of(hostile_json, st.dictionaries(st.sampled_from([*SECTIONS, "progress", "x"]), hostile_json)),
)
def test_any_delta_can_be_merged_again_and_again(reading: Json, part: Any) -> None:
    once = merge_delta(reading, part)
    assert merge_delta(once, part) is once


@settings(max_examples=40)
@given(histories())
def test_a_delta_merged_into_the_reading_before_gives_the_reading_after(
    history: tuple[Document, list[Json], list[Json]],
) -> None:
    _, _, readings = history
    for before, after in itertools.combinations(readings, 2):
        assert merge_delta(before, delta(before, after)) == after
        assert merge(before, after) == merge(after, before) == after
    assert delta(readings[-1], readings[-1]) == {}


@settings(max_examples=40)
@given(histories(), st.randoms(use_true_random=False))
def test_deltas_may_come_twice_and_in_any_order(
    history: tuple[Document, list[Json], list[Json]], random: Any
) -> None:
    _, _, readings = history
    deltas = [delta(before, after) for before, after in itertools.pairwise(readings)] * 2
    random.shuffle(deltas)
    reading = readings[0]
    for part in deltas:
        reading = merge_delta(reading, part)
    assert canonical(reading) == canonical(readings[-1])


@settings(max_examples=60)
@given(histories(most=4), st.lists(st.sampled_from("ab"), max_size=6))
def test_writers_who_edit_apart_end_equal(
    history: tuple[Document, list[Json], list[Json]], turns: list[str]
) -> None:
    _, _, readings = history
    sides = {"a": readings[-1], "b": readings[-1]}
    for at, side in enumerate(turns):
        note = {"type": "answer", "field": "genre", "value": at}
        sides[side] = apply(sides[side], note, {"by": side, "now": ""})
        for id_ in list(sides[side]["annotations"])[at:]:
            edit = (
                {"type": "remove", "id": id_}
                if at % 2
                else {"type": "change", "id": id_, "set": {"note": side}}
            )
            sides[side] = apply(sides[side], edit, {"by": side, "now": ""})
    assert canonical(merge(sides["a"], sides["b"])) == canonical(merge(sides["b"], sides["a"]))


def test_the_codebook_with_the_higher_version_stays() -> None:
    for low, high in [
        ("1.9", "1.10"),
        ("1", "1.0"),
        ("v1", "2"),
        ("", "0"),
        ("009", "10"),
        ("1." + "9" * 5000, "1.1" + "0" * 5000),
    ]:
        a, b = ({**EMPTY, "codebook": {"id": "c", "version": version}} for version in (low, high))
        assert merge(a, b)["codebook"] is merge(b, a)["codebook"] is b["codebook"]


def test_schema_version_is_the_higher_and_a_number_beats_all_else() -> None:
    for low, high in [(1, 2), (1, 1.5), ("9", 1), (True, 0), (None, -1), (1, 10**400)]:
        assert (
            merge({**EMPTY, "schema_version": low}, {**EMPTY, "schema_version": high})["schema_version"]
            is high
        )
        assert (
            merge({**EMPTY, "schema_version": high}, {**EMPTY, "schema_version": low})["schema_version"]
            is high
        )


def test_unknown_members_and_unchanged_records_are_kept_as_they_are() -> None:
    record = {"rev": 1, "by": "a", "x_unknown": [1]}
    a = {**EMPTY, "annotations": {"a-1": record}, "x_mine": [1]}
    b = {**EMPTY, "annotations": {"a-1": {**record, "rev": 1.0}, "a-2": record}, "x_theirs": "2"}
    merged = merge(a, b)
    assert merged["annotations"]["a-1"] is record
    assert merged["annotations"]["a-2"] is record
    assert (merged["x_mine"], merged["x_theirs"]) == ([1], "2")
    assert merge(a, EMPTY) is a


def test_a_removal_wins_over_an_edit_of_the_same_revision() -> None:
    record = {"rev": 2, "by": "a"}
    merged = merge(
        {**EMPTY, "annotations": {"a-1": {**record, "z": 1}}}, {**EMPTY, "removed": {"a-1": record}}
    )
    assert (merged["annotations"], merged["removed"]) == ({}, {"a-1": record})


def test_where_all_else_is_equal_a_removal_wins_over_a_link_and_that_over_an_annotation() -> None:
    record = {"rev": 2, "by": "a"}
    sides = [{**EMPTY, place: {"x-1": {**record, "z": 9 - at}}} for at, place in enumerate(PLACES)]
    for low, high in itertools.combinations(range(3), 2):
        for merged in (merge(sides[low], sides[high]), merge(sides[high], sides[low])):
            assert [place for place in PLACES if merged[place]] == [PLACES[high]]


def test_revisions_that_are_none_count_as_none() -> None:
    for rev in (-1, 0, 1.5, True, "9", None, 10**400):
        low = {**EMPTY, "annotations": {"a-1": {"rev": rev, "by": "a"}}}
        high = {**EMPTY, "annotations": {"a-1": {"by": "b"}}}
        assert merge(low, high)["annotations"] == merge(high, low)["annotations"] == high["annotations"]


def test_readings_of_others_stay_apart() -> None:
    for other in (
        {**EMPTY, "reader": "ben"},
        {**EMPTY, "document": {"id": "doc-x"}},
        {**EMPTY, "document": "?"},
        [],
        None,
        "x",
    ):
        for pair in ((EMPTY, other), (other, EMPTY)):
            with pytest.raises(MergeError, match=r"stay apart|repair"):
                merge(*pair)  # type: ignore[arg-type]


@settings(max_examples=80)
@given(st.one_of(hostile_json, merge_readings(), st.just(EMPTY)))
def test_repair_makes_a_reading_of_anything_and_keeps_it_all(raw: Any) -> None:
    reading = repair(raw, DOCUMENT, CODEBOOK, "eva")
    assert (reading["reader"], reading["document"]["id"]) == ("eva", DOCUMENT.id)
    assert all(
        isinstance(reading[section], dict) for section in (*SECTIONS, "document", "codebook", "progress")
    )
    assert repair(reading, DOCUMENT, CODEBOOK, "eva") is reading
    assert merge(reading, empty_reading(DOCUMENT, CODEBOOK, "eva"))["reader"] == "eva"
    text = canonical(reading)
    parts = [part for key, part in raw.items() if key != "set_aside"] if isinstance(raw, dict) else [raw]
    assert all(part is None or canonical(part) in text for part in parts)


@settings(max_examples=5)
@given(records(), records())
def test_deep_and_huge_records_do_no_harm(a: Any, b: Any) -> None:
    deep: Any = [a, 10**5000]
    for _ in range(400):
        deep = {"rev": 1, "x": [deep]}
    left, right = ({**EMPTY, "annotations": {"a-1": part}, "x": part} for part in (deep, b))
    assert canonical(merge(left, right)) == canonical(merge(right, left))
    part = delta(left, right)
    assert merge_delta(merge_delta(left, part), part) == merge_delta(left, part)


def test_sections_that_are_missing_are_made_and_leave_no_trace() -> None:
    assert with_sections({"reader": "ada"}) == {"reader": "ada", **{section: {} for section in SECTIONS}}


origins = st.one_of(hostile_json, st.lists(st.sampled_from(["doc-a", "doc-b", ["doc-a"]]), max_size=3))


@given(origins, origins, origins)
def test_where_readings_came_from_is_united(a: Any, b: Any, c: Any) -> None:
    one, two, three = ({**EMPTY, "carried_from": value} for value in (a, b, c))
    assert canonical(merge(one, two)) == canonical(merge(two, one))
    assert canonical(merge(merge(one, two), three)) == canonical(merge(one, merge(two, three)))
    assert merge(one, one) is one
