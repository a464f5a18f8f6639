"""Edits: what each does, that undo gives back what was, and that nothing changes when one fails."""

from __future__ import annotations

import copy
import itertools
import json
import re
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings

import hostile
from annotator.canonical import canonical
from annotator.check import check
from annotator.document import Document
from annotator.edits import EditError, apply, invert, new_id, stamp
from annotator.merge import empty_reading, rev_of
from strategies import CODEBOOK, histories

Json = dict[str, Any]
STAMP = {"by": "w1", "now": "2026-11-23T21:00:00Z"}
LATER = {"by": "w2", "now": "2026-11-23T22:00:00Z"}
DOCUMENT = Document.from_text("Harbour reopens\n\nShips came in.")
EMPTY = empty_reading(DOCUMENT, CODEBOOK, "ada")
CLAIM: Json = {"kind": "claim", "spans": [{"start": 17, "end": 22}], "quote": "Ships"}
SOURCE: Json = {"kind": "source", "spans": [{"start": 0, "end": 7}], "quote": "Harbour"}
SCRIPT: list[Json] = [
    {"type": "add", "id": "a-1", "annotation": {**CLAIM, "values": {"strength": "thin"}, "x_unknown": 1}},
    {"type": "add", "id": "a-2", "annotation": SOURCE},
    {"type": "relate", "id": "r-1", "relation": {"kind": "supports", "from": "a-2", "to": "a-1"}},
    {"type": "relate", "id": "r-2", "relation": {"kind": "supports", "from": "a-1", "to": "a-1"}},
]


MORE: list[Json] = [
    {"type": "add", "id": "a-3", "annotation": CLAIM},
    {
        "type": "change",
        "id": "a-1",
        "set": {"note": "n", "values": {"strength": None, "x": [""]}, "prefix": "p"},
    },
    {"type": "remove", "id": "a-1"},
    {"type": "remove", "id": "a-2"},
    {"type": "relate", "id": "r-3", "relation": {"kind": "supports", "from": "a-1", "to": "a-2"}},
    {"type": "change_relation", "id": "r-1", "set": {"note": "n", "values": {"x": 1}, "kind": "attacks"}},
    {"type": "unrelate", "id": "r-2"},
    {"type": "answer", "field": "genre", "value": "analysis"},
    {"type": "progress", "done": True},
    {
        "type": "batch",
        "edits": [{"type": "remove", "id": "a-2"}, {"type": "answer", "field": "genre", "value": 2}],
    },
]


def played(script: list[Json], reading: Json = EMPTY) -> Json:
    for edit in script:
        reading = apply(reading, edit, STAMP)
    return reading


FULL = played(SCRIPT)


def content(reading: Json) -> str:
    """All that undo gives back: no revisions, no tombstones; an answer taken back is no answer."""

    def bare(record: Json) -> Json:
        return {
            key: value for key, value in record.items() if key not in ("rev", "by", "modified", "history")
        }

    answers = {key: bare(answer) for key, answer in reading["answers"].items() if answer["value"] is not None}
    records = {
        place: {id_: bare(record) for id_, record in reading[place].items()}
        for place in ("annotations", "relations")
    }
    rest = {key: value for key, value in reading.items() if key not in ("removed", "set_aside")}
    return canonical({**rest, **records, "answers": answers, "progress": bare(reading["progress"])})


def filled(reading: Json) -> Json:
    """With the members that records may lack: undoing a removal gives them their defaults."""
    link = {"values": {}, "note": ""}
    defaults = {
        "annotations": {**link, "prefix": "", "suffix": "", "status": "open", "origin": "reader"},
        "relations": link,
    }
    records = {
        place: {id_: {**given, **record, "created": ""} for id_, record in reading[place].items()}
        for place, given in defaults.items()
    }
    return {**reading, **records, "progress": {"done": reading["progress"].get("done") is True}}


@settings(max_examples=100)
@given(histories())
def test_undo_gives_back_what_was(history: tuple[Document, list[Json], list[Json]]) -> None:
    _, script, readings = history
    reading = readings[-1]
    for edit, before in reversed(list(zip(script, readings, strict=False))):
        inverse = invert(before, edit)
        redo = invert(reading, inverse)
        undone = apply(reading, inverse, LATER)
        assert content(undone) == content(before)
        assert content(apply(undone, redo, LATER)) == content(reading)
        reading = undone
    assert content(reading) == content(readings[0])


@settings(max_examples=40)
@given(histories())
def test_readings_that_edits_make_are_sound_and_their_text_is_the_quote(
    history: tuple[Document, list[Json], list[Json]],
) -> None:
    document, _, readings = history
    checked = check(readings[-1], document, CODEBOOK)
    assert not checked.problems
    for record in checked.annotations.values():
        assert (
            " … ".join(document.text[span["start"] : span["end"]] for span in record["spans"])
            == record["quote"]
        )
    kept = (set(readings[-1][place]) for place in ("annotations", "relations", "removed"))
    assert len(set().union(*kept)) == sum(
        len(readings[-1][place]) for place in ("annotations", "relations", "removed")
    )


@settings(max_examples=40)
@given(histories())
def test_revisions_only_grow(history: tuple[Document, list[Json], list[Json]]) -> None:
    def revisions(reading: Json) -> dict[str, int]:
        places = ("annotations", "relations", "removed", "answers")
        return {id_: rev_of(record) for place in places for id_, record in reading[place].items()}

    _, _, readings = history
    for before, after in itertools.pairwise(readings):
        old, new = revisions(before), revisions(after)
        assert all(new[id_] >= rev for id_, rev in old.items())


def test_add_fills_in_what_is_not_given() -> None:
    assert FULL["annotations"]["a-1"] == {
        **CLAIM,
        **{
            "prefix": "",
            "suffix": "",
            "note": "",
            "status": "open",
            "origin": "reader",
            "x_unknown": 1,
            "rev": 1,
            "by": "w1",
        },
        **{"values": {"strength": "thin"}, "created": STAMP["now"], "modified": STAMP["now"]},
    }
    assert FULL["relations"]["r-1"] == {
        **{"kind": "supports", "from": "a-2", "to": "a-1", "values": {}, "note": ""},
        **{"rev": 1, "by": "w1", "created": STAMP["now"], "modified": STAMP["now"]},
    }
    assert EMPTY["annotations"] == {}


def test_change_touches_one_record_and_what_it_names() -> None:
    edit = {
        "type": "change",
        "id": "a-1",
        "set": {"note": "n", "values": {"strength": None, "x": 2}, "unknown": 1, "rev": 99},
    }
    after = apply(FULL, edit, LATER)
    assert after["annotations"]["a-1"] == {
        **FULL["annotations"]["a-1"],
        **{"note": "n", "values": {"x": 2}, "rev": 2, "by": "w2", "modified": LATER["now"]},
        "history": [
            {
                "at": LATER["now"],
                "by": "w2",
                "was": {"note": "", "values": {"strength": "thin", "x": None}},
            }
        ],
    }
    assert after["annotations"]["a-2"] is FULL["annotations"]["a-2"]
    assert after["relations"] is FULL["relations"]


def test_removing_an_annotation_removes_its_links_and_leaves_tombstones() -> None:
    after = apply(FULL, {"type": "remove", "id": "a-1"}, LATER)
    assert list(after["annotations"]) == ["a-2"]
    assert after["relations"] == {}
    stones = {id_: (stone["rev"], stone["by"], stone["at"]) for id_, stone in after["removed"].items()}
    assert stones == dict.fromkeys(("a-1", "r-1", "r-2"), (2, "w2", LATER["now"]))
    again = apply(after, SCRIPT[0], LATER)
    assert again["annotations"]["a-1"]["rev"] == 3
    assert "a-1" not in again["removed"]


def test_undo_of_a_removal_keeps_when_it_was_made() -> None:
    inverse = invert(FULL, {"type": "remove", "id": "a-1"})
    back = apply(apply(FULL, {"type": "remove", "id": "a-1"}, LATER), inverse, LATER)
    assert back["annotations"]["a-1"] == {
        **FULL["annotations"]["a-1"],
        "rev": 3,
        "by": "w2",
        "modified": LATER["now"],
    }
    assert set(back["relations"]) == {"r-1", "r-2"}


def test_answers_and_progress_carry_revisions_and_keep_unknown_members() -> None:
    reading = {
        **EMPTY,
        "answers": {"genre": {"value": "a", "rev": 4, "by": "", "x": 1}},
        "progress": {"done": False, "x": 1},
    }
    after = apply(reading, {"type": "answer", "field": "genre", "value": None}, STAMP)
    after = apply(after, {"type": "progress", "done": True}, STAMP)
    assert after["answers"] == {"genre": {"value": None, "rev": 5, "by": "w1", "x": 1}}
    assert after["progress"] == {"done": True, "x": 1, "rev": 1, "by": "w1"}


REFUSED: dict[str, tuple[Any, str]] = {
    "taken": ({"type": "add", "id": "a-1", "annotation": CLAIM}, "taken"),
    "taken by a link": ({"type": "add", "id": "r-1", "annotation": CLAIM}, "taken"),
    "link taken": (
        {"type": "relate", "id": "r-1", "relation": {"kind": "supports", "from": "a-2", "to": "a-1"}},
        "taken",
    ),
    "unknown": ({"type": "change", "id": "a-9", "set": {}}, "no annotation a-9"),
    "a link is no annotation": ({"type": "remove", "id": "r-1"}, "no annotation r-1"),
    "unknown link": ({"type": "unrelate", "id": "a-1"}, "no link a-1"),
    "unknown link changed": ({"type": "change_relation", "id": "r-9", "set": {}}, "no link r-9"),
    "unknown end": (
        {"type": "relate", "id": "r-3", "relation": {"kind": "supports", "from": "a-2", "to": "a-9"}},
        "a-9",
    ),
    "end missing": ({"type": "relate", "id": "r-3", "relation": {"kind": "supports", "from": "a-2"}}, "None"),
    "no spans": (
        {"type": "add", "id": "a-3", "annotation": {"kind": "claim", "quote": ""}},
        "spans: is missing",
    ),
    "reversed": (
        {"type": "add", "id": "a-3", "annotation": {**CLAIM, "spans": [{"start": 2, "end": 2}]}},
        "reversed",
    ),
    "overlap": (
        {"type": "change", "id": "a-1", "set": {"spans": [{"start": 0, "end": 2}, {"start": 1, "end": 3}]}},
        "overlaps",
    ),
    "bad id": ({"type": "add", "id": "a 3", "annotation": CLAIM}, "id that is not allowed"),
    "no id": ({"type": "add", "annotation": CLAIM}, "needs the id"),
    "no annotation": ({"type": "add", "id": "a-3"}, "needs the annotation"),
    "no relation": ({"type": "relate", "id": "r-3", "relation": []}, "needs the relation"),
    "no set": ({"type": "change", "id": "a-1"}, "set"),
    "values no object": ({"type": "change", "id": "a-1", "set": {"values": [1]}}, "set"),
    "bad value": ({"type": "change", "id": "a-1", "set": {"values": {"x": {}}}}, "answer"),
    "bad status": ({"type": "change", "id": "a-1", "set": {"status": "closed"}}, "status"),
    "long note": ({"type": "change", "id": "a-1", "set": {"note": "x" * 20001}}, "longer than 20000"),
    "null kind": ({"type": "change_relation", "id": "r-1", "set": {"kind": None}}, "kind"),
    "too deep": (
        {"type": "add", "id": "a-3", "annotation": {**CLAIM, "x": json.loads("[" * 30 + "]" * 30)}},
        "nested",
    ),
    "bad field": ({"type": "answer", "field": "a b", "value": 1}, "id that is not allowed"),
    "no value": ({"type": "answer", "field": "genre"}, "field and value"),
    "bad answer": ({"type": "answer", "field": "genre", "value": {}}, "not an answer"),
    "done": ({"type": "progress", "done": 1}, "true or false"),
    "no batch": ({"type": "batch"}, "list of edits"),
    "unknown type": ({"type": "rename"}, "no edit of type 'rename'"),
    "no type": ({}, "no edit of type 'None'"),
    "no object": ("add", "not str"),
    "batch in part": (
        {"type": "batch", "edits": [{"type": "remove", "id": "a-2"}, {"type": "remove", "id": "a-2"}]},
        "a-2",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_fit_is_refused_with_a_reason(name: str) -> None:
    edit, reason = REFUSED[name]
    before = copy.deepcopy(FULL)
    with pytest.raises(EditError, match=re.escape(reason)):
        apply(FULL, edit, LATER)
    assert before == FULL


def test_batches_nest_only_so_deep() -> None:
    edit: Json = {"type": "progress", "done": True}
    for _ in range(20):
        edit = {"type": "batch", "edits": [edit]}
    assert apply(EMPTY, edit, STAMP)["progress"]["done"] is True
    for step in (
        lambda: apply(EMPTY, {"type": "batch", "edits": [edit]}, STAMP),
        lambda: invert(EMPTY, {"type": "batch", "edits": [edit]}),
    ):
        with pytest.raises(EditError, match="nest at most"):
            step()


@pytest.mark.parametrize("version", [2, 1.5, 10**400])
def test_a_newer_reading_is_not_changed(version: Any) -> None:
    with pytest.raises(EditError, match="newer version"):
        apply({**EMPTY, "schema_version": version}, SCRIPT[0], STAMP)
    with pytest.raises(EditError, match="newer version"):
        invert({**EMPTY, "schema_version": version}, SCRIPT[0])


def test_damaged_records_are_not_edited_and_stay() -> None:
    damaged = {
        "kind": "claim",
        "spans": [{"start": 3, "end": 1}],
        "quote": "",
        "values": {},
        "rev": 1,
        "by": "",
    }
    link = {"kind": "supports", "from": "a-1", "to": "a-1", "rev": "1", "by": ""}
    reading = {**FULL, "annotations": {**FULL["annotations"], "a-8": damaged}, "relations": {"r-8": link}}
    for edit in ({"type": "remove", "id": "a-8"}, {"type": "change", "id": "a-8", "set": {"note": ""}}):
        with pytest.raises(EditError, match="damaged"):
            apply(reading, edit, STAMP)
        with pytest.raises(EditError, match="damaged"):
            invert(reading, edit)
    after = apply(reading, {"type": "remove", "id": "a-1"}, STAMP)
    assert after["relations"] == {"r-8": link}
    assert apply(after, invert(reading, {"type": "remove", "id": "a-1"}), STAMP)["relations"] == {"r-8": link}


def test_a_section_of_another_form_is_set_aside_before_the_edit() -> None:
    after = apply({**EMPTY, "annotations": [1, 2], "set_aside": 5}, SCRIPT[0], STAMP)
    assert list(after["annotations"]) == ["a-1"]
    assert after["set_aside"] == {"set_aside": [5], "annotations": [[1, 2]]}


def test_any_edit_of_anything_fits_or_is_refused() -> None:
    random = Random(20261123)
    applied = 0
    for at in range(2000):
        reading = hostile.mutated(random, FULL) if at % 3 else FULL
        edit = (
            hostile.mutated(random, random.choice([*SCRIPT, *MORE]))
            if at % 2
            else random.choice([*SCRIPT, *MORE])
        )
        before = canonical(reading)
        try:
            inverse = invert(reading, edit)
            after = apply(reading, edit, STAMP)
        except EditError:
            continue
        finally:
            assert canonical(reading) == before
        applied += 1
        if not check(reading).problems and isinstance(reading.get("progress"), dict):
            assert content(filled(apply(after, inverse, LATER))) == content(filled(reading))
    assert 500 < applied < 1900


def test_ids_and_stamps() -> None:
    made = {new_id("a") for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch("a-[0-9a-z]{8}", id_) for id_ in made)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp()["now"])
    assert re.fullmatch("[0-9a-z]{8}", stamp()["by"])
    assert stamp()["by"] == stamp()["by"] != stamp("tab")["by"] == "tab"
