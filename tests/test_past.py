"""The history of annotations, what removed ones keep, and how little of a notebook they may take."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import nbformat
import pytest

import annotator as an
from annotator.check import check
from annotator.edits import apply, invert
from annotator.merge import empty_reading, merge
from annotator.notebook import readings_in
from annotator.past import ALL_REMOVED, PER_READING, PER_RECORD
from annotator.reading import metadata_key
from annotator.static_html import static_html

Json = dict[str, Any]
TEXT = "\n\n".join(f"The harbour office says that price {number} rose again." for number in range(400))
DOCUMENT = an.Document.from_text(TEXT, title="Prices")
BOOK = an.Codebook.load("claims").to_dict()
START = datetime(2026, 5, 1, 9, 0)


def stamp(minutes: float = 0, by: str = "page1", who: str | None = None) -> dict[str, str]:
    now = (START + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"by": by, "now": now, **({"who": who} if who else {})}


def add(reading: Json, number: int, at: dict[str, str]) -> Json:
    quote = f"The harbour office says that price {number} rose again."
    start = TEXT.index(quote)
    annotation = {"kind": "claim", "spans": [{"start": start, "end": start + len(quote)}], "quote": quote}
    return apply(reading, {"type": "add", "id": f"a-{number}", "annotation": annotation}, at)


def change(reading: Json, number: int, at: dict[str, str], **given: Any) -> Json:
    return apply(reading, {"type": "change", "id": f"a-{number}", "set": given}, at)


def history(reading: Json, number: int = 0) -> list[Json]:
    return list(reading["annotations"][f"a-{number}"].get("history", []))


@pytest.fixture
def tagged() -> Json:
    return add(empty_reading(DOCUMENT.to_dict(), BOOK, "ada"), 0, stamp())


def test_making_an_annotation_is_no_change_of_it(tagged: Json) -> None:
    reading = change(tagged, 0, stamp(1), values={"claim_type": "fact"})
    for at, text in enumerate(("s", "sa", "says who?")):
        reading = change(reading, 0, stamp(2 + at / 60), note=text)
    reading = change(reading, 0, stamp(9), values={"claim_type": "prediction"})
    assert history(reading) == []


def test_who_changed_what_when_and_from_what(tagged: Json) -> None:
    reading = change(tagged, 0, stamp(1), values={"claim_type": "fact"})
    reading = change(reading, 0, stamp(600, "page2", "Ben"), values={"claim_type": "prediction"}, note="no")
    reading = change(reading, 0, stamp(1200, "page3"), status="done")
    assert history(reading) == [
        {
            "at": stamp(600)["now"],
            "by": "page2",
            "who": "Ben",
            "was": {"note": "", "values": {"claim_type": "fact"}},
        },
        {"at": stamp(1200)["now"], "by": "page3", "was": {"status": "open"}},
    ]
    an.Reading.from_dict(reading)
    assert an.Reading.from_dict(reading).checked.problems == []


def test_what_is_taken_back_in_one_sitting_has_never_been(tagged: Json) -> None:
    reading = change(tagged, 0, stamp(600), values={"claim_type": "fact"})
    reading = change(reading, 0, stamp(601), values={"claim_type": "prediction"})
    (entry,) = history(reading)
    assert entry["was"] == {"values": {"claim_type": None}}
    reading = change(reading, 0, stamp(602), values={"claim_type": None})
    assert history(reading) == []


def test_typing_a_long_note_is_one_entry(tagged: Json) -> None:
    reading = tagged
    for at in range(300):
        reading = change(reading, 0, stamp(600 + at / 60), note="x" * at)
    (entry,) = history(reading)
    assert entry["was"] == {"note": ""}
    reading = change(reading, 0, stamp(900), note="")
    assert history(reading)[-1]["was"] == {"note": "x" * 200 + "…"}


def test_the_history_of_one_annotation_has_a_limit(tagged: Json) -> None:
    reading = tagged
    for day in range(60):
        reading = change(reading, 0, stamp(1440 * day, f"p{day}"), note=f"day {day}: " + "word " * day)
    assert 1 <= len(history(reading)) <= 20
    assert len(json.dumps(history(reading))) <= PER_RECORD
    assert history(reading)[-1]["was"]["note"].startswith("day 58")


def test_a_removed_annotation_keeps_what_brings_it_back(tagged: Json) -> None:
    reading = change(tagged, 0, stamp(1), values={"claim_type": "fact"}, note="says who?")
    removed = apply(reading, {"type": "remove", "id": "a-0"}, stamp(2, who="Ben"))
    stone = removed["removed"]["a-0"]
    assert (stone["at"], stone["who"]) == (stamp(2)["now"], "Ben")
    was = reading["annotations"]["a-0"]
    assert stone["was"] == {
        name: was[name] for name in ("kind", "spans", "values", "note", "status", "origin", "created")
    }
    back = {**stone["was"], "quote": TEXT[was["spans"][0]["start"] : was["spans"][0]["end"]]}
    again = apply(removed, {"type": "add", "id": "a-0", "annotation": back}, stamp(3))
    assert again["annotations"]["a-0"]["values"] == {"claim_type": "fact"}
    assert merge(removed, again)["annotations"].keys() == {"a-0"}
    assert invert(reading, {"type": "remove", "id": "a-0"})["edits"][0]["annotation"]["note"] == "says who?"


def test_what_removed_annotations_keep_has_a_limit_and_the_oldest_go_first() -> None:
    reading = empty_reading(DOCUMENT.to_dict(), BOOK, "ada")
    for number in range(300):
        reading = change(add(reading, number, stamp(number)), number, stamp(number), note="word " * 50)
    for number in range(300):
        reading = apply(reading, {"type": "remove", "id": f"a-{number}"}, stamp(1000 + number))
    kept = [id_ for id_, stone in reading["removed"].items() if "was" in stone]
    assert kept == [f"a-{number}" for number in range(300 - len(kept), 300)]
    assert 60 <= len(kept) < 300
    assert (
        sum(len(json.dumps(stone.get("was", ""))) for stone in reading["removed"].values())
        <= ALL_REMOVED * 1.1
    )
    assert an.Reading.from_dict(reading).checked.problems == []


def hour() -> Json:
    """An hour of reading: 120 annotations with answers, notes, links, and a second look at each the day after."""
    reading = empty_reading(DOCUMENT.to_dict(), BOOK, "ada")
    for number in range(120):
        at = stamp(number / 2)
        answers = {"claim_type": "fact", "evidence_strength": "thin", "source_type": "official"}
        reading = change(
            add(reading, number, at), number, at, values=answers, note="The ledger says otherwise. " * 3
        )
        if number % 3:
            link = {"kind": "supports", "from": f"a-{number}", "to": f"a-{number - 1}"}
            reading = apply(reading, {"type": "relate", "id": f"r-{number}", "relation": link}, at)
    for number in range(120):
        at = stamp(1440 + number / 4, "page2", "Noor Eldin")
        reading = change(
            reading, number, at, values={"evidence_strength": "solid"}, note="I asked: it is so."
        )
    return reading


def test_an_hour_of_reading_adds_at_most_300_kb_to_a_notebook(tmp_path: Path) -> None:
    reading = hour()
    assert all(len(history(reading, number)) == 1 for number in range(120))
    assert len(json.dumps([history(reading, number) for number in range(120)])) < PER_READING
    sizes: list[int] = []
    for one in (empty_reading(DOCUMENT.to_dict(), BOOK, "ada"), reading):
        bundle = {"version": 1, "document": DOCUMENT.to_dict(), "codebook": BOOK, "reader": "ada"}
        data = {
            "application/vnd.annotator.v1+json": bundle,
            "text/html": static_html(DOCUMENT.to_dict(), BOOK, "ada", check(one, DOCUMENT, BOOK)),
        }
        notebook = nbformat.v4.new_notebook(
            cells=[
                nbformat.v4.new_code_cell(
                    "w", outputs=[nbformat.v4.new_output("display_data", data=data)], id="c1"
                )
            ],
            metadata={metadata_key(DOCUMENT.id, "ada"): one} if one["annotations"] else {},
        )
        path = tmp_path / f"{len(sizes)}.ipynb"
        # Saving a hundred times adds nothing.
        for _ in range(100 if one is reading else 1):
            nbformat.write(nbformat.read(path, as_version=4) if path.exists() else notebook, path)
        sizes.append(path.stat().st_size)
        assert (
            path.read_text(encoding="utf-8").count("price 399 rose again.") <= 2
        )  # article, and its page for others
    assert sizes[1] - sizes[0] <= 300_000
    ds = an.read(tmp_path / "1.ipynb")
    assert len(ds.annotations) == 120
    assert ds.problems.empty
    assert len(list(readings_in(nbformat.read(tmp_path / "1.ipynb", as_version=4)))) == 1
