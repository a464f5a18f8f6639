"""The kernel's end of the review: what a page asks for, and what becomes of the files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import annotator as an
from annotator.notebook import MIME
from annotator.reading import ReadingError
from annotator.widgets.messages import MessageError
from annotator.widgets.review import Review
from annotator.widgets.review_messages import parse_asked
from table_material import CODEBOOK, DOCUMENT, notebook, reading, write_json

BUNDLE = {"version": 1, "document": DOCUMENT.to_dict(), "codebook": CODEBOOK, "reader": "ada"}
CELL = {
    "cell_type": "code",
    "metadata": {},
    "outputs": [{"output_type": "display_data", "data": {MIME: BUNDLE}}],
}

Json = dict[str, Any]


class Page:
    """A page that shows a review: sends what it likes, and keeps what it hears."""

    def __init__(self, review: Review) -> None:
        self.review = review
        self.heard: list[Json] = []
        review.send = lambda content, buffers=None: self.heard.append(json.loads(json.dumps(content)))
        self.table: Json = {}

    def say(self, **message: Any) -> list[Json]:
        before = len(self.heard)
        self.review._received(self.review, message, [])
        return self.heard[before:]

    def open(self, ask: str = "open") -> Json:
        told, *_ = self.say(type=ask)
        (carrier,) = [one for one in self.review._carriers if one.model_id == told["model"]]
        self.table = {**json.loads(carrier.data), "generation": told["generation"]}
        self.say(type="taken")
        assert not self.review._carriers
        return self.table

    def column(self, name: str) -> list[Any]:
        column = next(one for one in self.table["columns"] if one["name"] == name)
        return [None if code == -1 else column["values"][code][0] for code in column["data"]]

    def row(self, reader: str, quote: str) -> int:
        readers = self.column("reader")
        return next(
            at
            for at, found in enumerate(self.table["quotes"])
            if readers[at] == reader and found.startswith(quote)
        )

    def decide(self, row: int, decision: str, **more: Any) -> list[Json]:
        message = {"type": "decide", "generation": self.table["generation"], "row": row, "decision": decision}
        return self.say(**{"reviewer": "eva", **message, **more})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_json(tmp_path / "a.ipynb", {**notebook(reading(), reading("ben")), "cells": [CELL]})
    write_json(tmp_path / "c.reading.json", reading("cleo"))
    return tmp_path


@pytest.fixture
def page(folder: Path) -> Page:
    made = Page(an.review(folder, reviewer=" eva "))
    made.open()
    return made


def records(folder: Path) -> dict[str, Json]:
    found = json.loads((folder / "a.ipynb").read_text(encoding="utf-8"))["metadata"]
    cleo = json.loads((folder / "c.reading.json").read_text(encoding="utf-8"))
    return {**{key.rpartition(":")[2]: raw["annotations"] for key, raw in found.items() if ":" in key},
            "cleo": cleo["annotations"]}  # fmt: skip


def test_the_table_has_what_the_dataset_has(page: Page) -> None:
    frame = page.review.dataset.annotations
    assert page.review.reviewer == "eva"
    assert page.table["rows"] == len(frame)
    assert page.table["quotes"] == list(frame["quote"])
    assert page.table["starts"] == list(frame["start"])
    assert page.column("kind") == list(frame["kind"])
    assert page.column("reader") == list(frame["reader"])
    assert page.column("document") == list(frame["document"])
    known = [None if value != value else value for value in frame["strength"].astype(object)]
    assert [
        a for a, b in zip(page.column("field:strength"), known, strict=True) if b is not None and a != b
    ] == []


def test_decisions_reach_the_files_when_they_are_written_back_and_not_before(
    page: Page, folder: Path
) -> None:
    before = records(folder)
    claim = page.row("ada", DOCUMENT.text[27:30])
    rows, passage = page.decide(
        claim,
        "correct",
        comment="Said, not shown.",
        values={"strength": "solid"},
        spans=[{"start": 27, "end": 40}],
    )
    assert rows["pending"] == 1
    assert rows["rows"][0]["pending"]
    shown = passage["annotation"]
    start = shown["spans"][0]["start"] - passage["offset"]
    assert passage["text"][start : start + 13] == DOCUMENT.text[27:40] == shown["quote"]
    flagged = page.row("cleo", page.table["quotes"][claim])
    page.decide(flagged, "flag", comment="Which log?")
    page.decide(page.row("ben", page.table["quotes"][claim]), "accept")
    (dry,) = page.say(type="write_back", dry_run=True)
    assert records(folder) == before
    assert (dry["counts"], dry["files"]) == ({"would_be_written": 3}, {"would_be_written": 2})
    (done,) = page.say(type="write_back", dry_run=False)
    assert (done["counts"], done["pending"]) == ({"written": 3}, [])
    after = records(folder)
    (corrected,) = [one for one in after["ada"].values() if one.get("review")]
    assert corrected["values"]["strength"] == "solid"
    assert corrected["spans"] == [{"start": 27, "end": 40}]
    assert corrected["review"]["reviewer"] == "eva"
    assert corrected["review"]["comment"] == "Said, not shown."
    assert [one["status"] for one in after["cleo"].values() if one.get("review")] == ["flagged"]
    assert [one["review"]["decision"] for one in after["ben"].values() if one.get("review")] == ["accepted"]


def test_a_decision_can_be_taken_back_until_it_is_written(page: Page) -> None:
    row = 0
    was = dict(page.review.dataset.annotations.iloc[row])
    page.decide(row, "flag", comment="Hm.")
    rows, _ = page.say(type="take_back", generation=page.table["generation"], row=row)
    assert rows["pending"] == 0
    assert page.review.dataset.annotations.iloc[row]["quote"] == was["quote"]
    assert page.review.dataset.decisions.empty
    (error,) = page.say(type="take_back", generation=page.table["generation"], row=row)
    assert (error["type"], error["row"]) == ("error", row)


def kept(folder: Path) -> list[str]:
    """The lines of the file that keeps decisions."""
    path = folder / "review.decisions"
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def again(folder: Path) -> tuple[Page, Json]:
    """The same folder after the kernel has ended; and what is told of the decisions."""
    page = Page(an.review(folder, reviewer="eva"))
    page.open()
    return page, next(one for one in page.heard if one["type"] == "kept")


def test_decisions_outlive_the_kernel_until_they_are_written_back(page: Page, folder: Path) -> None:
    claim = page.row("ada", "")
    page.decide(claim, "flag", comment="Whose ünits?")
    page.decide(page.row("ben", ""), "correct", values={"strength": "solid"})
    page.decide(page.row("cleo", ""), "accept")
    page.say(type="take_back", generation=page.table["generation"], row=page.row("cleo", ""))
    made = page.review.dataset.decisions
    other, told = again(folder)
    assert (told["restored"], told["reviewers"], told["file"]) == (2, ["eva"], "review.decisions")
    assert len(other.table["pending"]) == 2
    assert_frame_equal(other.review.dataset.decisions, made)
    assert list(an.read(folder).decisions["decision"]) == []

    # They can be left out, and come back; after a third start they are there or not, as they were left.
    rows, told = other.say(type="leave_out")
    assert (rows["pending"], len(rows["rows"]), told["left_out"]) == (0, 2, True)
    assert again(folder)[1]["restored"] == 0
    rows, told = other.say(type="bring_back")
    assert (rows["pending"], told["left_out"]) == (2, False)
    third, told = again(folder)
    assert told["restored"] == 2
    assert_frame_equal(third.review.dataset.decisions, made)

    (done,) = third.say(type="write_back", dry_run=False)
    assert done["counts"] == {"written": 2}
    assert not (folder / "review.decisions").exists()
    assert again(folder)[1]["restored"] == 0


def test_what_was_written_before_the_kernel_ended_is_not_decided_again(page: Page, folder: Path) -> None:
    page.decide(page.row("ada", ""), "flag", comment="why?")
    page.decide(page.row("ada", ""), "accept")
    lines = (folder / "review.decisions").read_bytes()
    page.say(type="write_back", dry_run=False)
    (folder / "review.decisions").write_bytes(lines)
    assert again(folder)[1]["restored"] == 0
    assert not (folder / "review.decisions").exists()


def test_a_decision_that_does_not_fit_any_more_is_told_and_stays_in_the_file(
    page: Page, folder: Path
) -> None:
    page.decide(page.row("cleo", ""), "flag", comment="why?")
    write_json(folder / "c.reading.json", reading("cleo", annotations={}, relations={}))
    other, told = again(folder)
    assert told["restored"] == 0
    assert any("does not fit any more" in what for what in other.review.dataset.problems["what"])
    assert len(kept(folder)) == 1


def test_a_damaged_file_of_decisions_gives_what_is_sound_and_keeps_the_rest(page: Page, folder: Path) -> None:
    page.decide(page.row("ada", ""), "accept")
    line = kept(folder)[0]
    odd = [
        "{",
        "[]",
        "[" * 5000,
        '{"decided": {"id": 3}}',
        line.replace("accepted", "erased"),
    ]
    lines = [*odd, '{"taken_back": "nothing"}', line, line]
    (folder / "review.decisions").write_text("\n".join(lines) + "\n", encoding="utf-8")
    other, told = again(folder)
    assert told["restored"] == 1
    other.say(type="write_back", dry_run=False)
    assert kept(folder) == odd


def test_decisions_count_also_where_they_cannot_be_kept(page: Page, folder: Path) -> None:
    (folder / "review.decisions").mkdir()
    told = page.decide(page.row("ada", ""), "accept")
    assert next(one for one in told if one["type"] == "kept")["failure"]
    assert len(page.review.dataset.decisions) == 1


def test_a_file_that_changed_is_refused_until_it_is_read_again(page: Page, folder: Path) -> None:
    page.decide(page.row("cleo", ""), "accept")
    raw = json.loads((folder / "c.reading.json").read_text(encoding="utf-8"))
    (folder / "c.reading.json").write_text(json.dumps({**raw, "extra": 1}), encoding="utf-8")
    (refused,) = page.say(type="write_back", dry_run=False)
    assert refused["counts"] == {"refused": 1}
    assert len(refused["pending"]) == 1
    old = page.table["generation"]
    table = page.open("refresh")
    assert len(table["pending"]) == 1
    (stale,) = page.say(type="passage", generation=old, row=0, context=300)
    assert stale["type"] == "error"
    (done,) = page.say(type="write_back", dry_run=False)
    assert done["counts"] == {"written": 1}


def test_an_article_that_is_not_at_hand_shows_what_the_annotation_keeps(tmp_path: Path) -> None:
    write_json(tmp_path / "c.reading.json", reading("cleo"))
    page = Page(an.review(tmp_path))
    page.open()
    (passage,) = page.say(type="passage", generation=1, row=0, context=300)
    assert not passage["whole"]
    assert passage["annotation"]["quote"] in passage["text"]
    (error,) = page.decide(0, "correct", spans=[{"start": 1, "end": 2}])
    assert "not at hand" in error["what"]


@pytest.mark.parametrize(
    "message",
    [
        None,
        [],
        {},
        {"type": "exec"},
        {"type": "passage", "generation": 1, "row": -1, "context": 1},
        {"type": "passage", "generation": 1, "row": True, "context": 1},
        {"type": "decide", "generation": 1, "row": 0, "decision": "delete"},
        {"type": "decide", "generation": 1, "row": 0, "decision": "accept", "reviewer": 3},
        {"type": "decide", "generation": 1, "row": 0, "decision": "accept", "reviewer": "\ud800"},
        {"type": "decide", "generation": 1, "row": 0, "decision": "flag", "comment": "x" * 30_000},
        {"type": "decide", "generation": 1, "row": 0, "decision": "correct", "spans": [[1, 2]]},
        {
            "type": "decide",
            "generation": 1,
            "row": 0,
            "decision": "correct",
            "spans": [{"start": "1", "end": 2}],
        },
        {"type": "decide", "generation": 1, "row": 0, "decision": "correct", "values": ["strength"]},
    ],
)
def test_what_a_page_may_not_say(message: object) -> None:
    with pytest.raises(MessageError):
        parse_asked(message)


@pytest.mark.parametrize(
    "more",
    [
        {"decision": "correct", "values": {"strength": "immense"}},
        {"decision": "correct", "values": {"nothing": "x"}},
        {"decision": "correct", "spans": [{"start": 5, "end": 5}]},
        {"decision": "correct", "spans": [{"start": 0, "end": 10**9}]},
        {"decision": "correct"},
        {"decision": "flag", "comment": "  "},
        {"decision": "accept", "reviewer": ""},
        {"decision": "accept", "row": 10**6},
    ],
)
def test_what_cannot_be_decided_is_told_and_changes_nothing(page: Page, more: Json) -> None:
    before = page.review.dataset.annotations
    (error,) = page.decide(**{"row": 0, **more})
    assert error["type"] == "error"
    assert error["what"]
    assert page.review.dataset.decisions.empty
    assert page.review.dataset.annotations.equals(before)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(
    ["type", "row", "generation", "decision", "values", "spans", "comment", "reviewer", "dry_run"]
)
TYPES = st.sampled_from(["decide", "passage", "take_back", "write_back", "open", "taken"])


@given(st.dictionaries(NAMES, JSON), TYPES)
def test_whatever_comes_is_understood_or_refused(message: Json, kind: str) -> None:
    try:
        asked = parse_asked({**message, "type": kind})
    except MessageError:
        return
    assert asked.type == kind
    assert asked.dry_run or message["dry_run"] is False


def test_only_a_name_can_review() -> None:
    with pytest.raises(ReadingError):
        an.review(an.Dataset([]), reviewer=" \n ")


def test_hostile_text_travels(tmp_path: Path) -> None:
    raw = reading("cleo")
    first = next(iter(raw["annotations"].values()))
    first["note"] = "half \ud800 <script>alert(1)</script>"
    (tmp_path / "c.reading.json").write_text(json.dumps(raw), encoding="utf-8")
    page = Page(an.review(tmp_path))
    table = page.open()
    assert any("half \ufffd <script>" in note for note in table["notes"])
    for row in range(table["rows"]):
        page.say(type="passage", generation=1, row=row, context=300)
    assert "error" not in {told["type"] for told in page.heard}
    json.dumps(page.heard, ensure_ascii=False).encode()
