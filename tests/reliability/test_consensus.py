"""Consensus: what is decided, how sure it is, where it comes from, and that it is a reading like any other."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import annotator as an
from annotator.reliability.consensus_reading import Consensus
from annotator.reliability.votes import METHODS
from annotator.schemas import load_schema
from reliability_material import (
    COUNT,
    GRANT,
    GUESS,
    LOG,
    SAVED,
    TEXT,
    WAITS,
    dataset,
    five,
    link,
    mark,
    place,
    reading,
)


def answer(found: Consensus, quote: str, question: str, kind: str = "claim") -> dict[str, object]:
    rows = found.provenance.query("quote == @quote and question == @question and kind == @kind")
    assert len(rows) == 1, rows
    return rows.iloc[0].to_dict()


@pytest.mark.parametrize("method", METHODS)
def test_readings_are_sound_and_named_by_the_method(method: str, tmp_path: Path) -> None:
    found = an.consensus(five(), method)
    assert list(found.problems["what"]) == []
    assert set(found.annotations["reader"]) == {method}
    assert set(found.annotations["quote"]) == {SAVED, WAITS, "The guild wants the old timetable back before winter.",
                                               LOG, GRANT}  # fmt: skip
    for raw in found.readings_raw:
        Draft202012Validator(load_schema("reading")).validate(raw)
    again = an.read(found.to(tmp_path / "consensus.parquet"))
    assert again.readings_raw == found.readings_raw


def test_majority() -> None:
    found = an.consensus(five())
    saved = answer(found, SAVED, "claim_type")
    assert (saved["value"], saved["confidence"], saved["provenance"]) == ("reported", 0.75, "majority")
    assert answer(found, SAVED, "source_type")["provenance"] == "unanimous"
    assert answer(found, COUNT, "marked")["value"] is False
    record = next(iter(found.readings_raw[0]["annotations"].values()))
    assert record["origin"] == "consensus:majority"
    assert record["consensus"]["marked"] == {"confidence": 0.8, "provenance": "majority"}


def test_ties_are_told_and_left_open() -> None:
    ds = dataset(
        reading("ada", mark(SAVED, claim_type="fact"), mark(WAITS)),
        reading("ben", mark(SAVED, claim_type="reported")),
    )
    found = an.consensus(ds)
    claim = answer(found, SAVED, "claim_type")
    assert (claim["value"], claim["provenance"]) == (None, "unresolved")
    assert claim["why"] == "tie between fact and reported, 1 vote each"
    waits = answer(found, WAITS, "marked")
    assert (waits["value"], waits["why"]) == (None, "tie between no and yes, 1 vote each")
    assert list(found.annotations["status"]) == ["flagged"]
    assert found.annotations["claim_type"].isna().all()


def test_strict_majority_counts_those_who_gave_no_answer() -> None:
    types = ["fact", "fact", "reported", "cannot_judge", "cannot_judge"]
    ds = dataset(*(reading(f"r{at}", mark(SAVED, claim_type=value)) for at, value in enumerate(types)))
    assert answer(an.consensus(ds), SAVED, "claim_type")["value"] == "fact"
    strict = answer(an.consensus(ds, "strict"), SAVED, "claim_type")
    assert (strict["value"], strict["why"]) == (None, "fact has 2 of 5 votes, which is not more than half")


def test_median_of_an_ordinal_field() -> None:
    def by(*strengths: str) -> Consensus:
        ds = dataset(*(reading(f"r{at}", mark(SAVED, evidence_strength=s)) for at, s in enumerate(strengths)))
        return an.consensus(ds, "median")

    assert answer(by("none", "none", "thin", "solid", "solid"), SAVED, "evidence_strength")["value"] == "thin"
    between = answer(by("none", "solid"), SAVED, "evidence_strength")
    assert (between["value"], between["why"]) == (None, "the median lies between none and solid")


def test_limits_are_the_readers_median() -> None:
    ds = dataset(
        reading("ada", mark((29, 80))), reading("ben", mark((33, 80))), reading("cleo", mark((46, 79)))
    )
    assert list(an.consensus(ds).annotations[["start", "end"]].iloc[0]) == [33, 80]
    two = dataset(reading("ada", mark((29, 70))), reading("ben", mark((33, 80))))
    assert list(an.consensus(two).annotations[["start", "end"]].iloc[0]) == [29, 80]


def test_words_without_the_article_are_put_together_from_quotes() -> None:
    ds = dataset(reading("ada", mark((29, 70))), reading("ben", mark((33, 80))), known=False)
    assert list(an.consensus(ds).annotations["quote"]) == [SAVED]


def test_stretches_that_half_of_the_readers_marked() -> None:
    pieces = [(29, 40), (70, 80)]
    ds = dataset(reading("ada", mark(pieces)), reading("ben", mark(pieces)), reading("cleo", mark((29, 80))))
    assert list(an.consensus(ds).annotations["spans"]) == ["[[29, 40], [70, 80]]"]


def test_what_an_adjudicator_decided_stands() -> None:
    judged = {**mark(SAVED, claim_type="interpretation"), "origin": "adjudication"}
    found = an.consensus(dataset(*five().readings_raw, reading("judge", judged, done=False)))
    row = answer(found, SAVED, "claim_type")
    assert (row["value"], row["provenance"], row["confidence"]) == ("interpretation", "adjudicated", 1.0)
    assert len(found.annotations) == 5
    whole = an.consensus(dataset(*five().readings_raw, reading("judge", judged, done=True)))
    assert list(whole.annotations["quote"]) == [SAVED]


def test_what_an_adjudicator_linked_stands() -> None:
    """Readers link the log to what the council says; she links it to the guess, and has decided all three."""
    marks = [mark(SAVED), mark(LOG, "evidence"), mark(GUESS)]
    drawn = {"r-0": link("contradicts", "a-1", "a-0")}
    readers = [reading(name, *marks, relations=drawn) for name in ("ada", "ben")]
    assert list(an.consensus(dataset(*readers)).relations["kind"]) == ["contradicts"]
    judged = [{**each, "origin": "adjudication"} for each in marks]
    hers = reading("eva", *judged, relations={"r-9": link("supports", "a-1", "a-2")}, done=False)
    found = an.consensus(dataset(*readers, hers))
    assert list(found.relations[["kind", "from", "to"]].iloc[0]) == ["supports", "a-1", "a-2"]
    assert len(found.relations) == 1
    row = found.provenance.query("question == 'relation'").iloc[0]
    assert (row["value"], row["provenance"], row["quote"]) == (("supports",), "adjudicated", LOG)
    # Of an end that she has not decided the readers' links stand.
    half = reading("eva", judged[0], done=False)
    assert [
        (one["kind"], one["to"])
        for one in an.consensus(dataset(*readers, half)).readings_raw[0]["relations"].values()
    ] == [("contradicts", "a-0")]


def test_relations_between_units_that_are_in_it() -> None:
    found = an.consensus(five())
    assert list(found.relations["kind"]) == ["contradicts"]
    row = answer(found, LOG, "relation", "evidence")
    assert (row["value"], row["confidence"]) == (("contradicts",), pytest.approx(2 / 3))


def test_answers_about_the_document() -> None:
    genres = ["analysis", "analysis", "opinion"]
    found = an.consensus(dataset(*(reading(f"r{at}", answers={"genre": g}) for at, g in enumerate(genres))))
    assert list(found.readings["genre"]) == ["analysis"]
    assert found.provenance.query("question == 'genre'")["confidence"].iloc[0] == pytest.approx(2 / 3)


@pytest.mark.parametrize("method", METHODS)
def test_order_of_readings_changes_nothing(method: str) -> None:
    readings = five().readings_raw
    random.Random(9).shuffle(readings)
    one, other = an.consensus(five(), method), an.consensus(dataset(*readings), method)
    assert one.readings_raw == other.readings_raw
    assert one.provenance.to_dict() == other.provenance.to_dict()


def test_a_model_believes_the_reader_who_is_right_elsewhere() -> None:
    """Two readers who guess outvote nobody: one who always agrees with the majority tips a tie of two and two."""
    quotes = [place(quote) for quote in (SAVED, WAITS, LOG, COUNT, GRANT)]
    spans = [(start + at, start + at + 3) for start, _ in quotes for at in (0, 4, 8, 12, 16, 20, 24, 28)]
    generator = random.Random(2)
    truth = [generator.choice(["fact", "reported"]) for _ in spans]
    wrong = {"fact": "reported", "reported": "fact"}
    careful = [mark(span, claim_type=value) for span, value in zip(spans, truth, strict=True)]
    guessed = [
        [mark(span, claim_type=generator.choice(["fact", "reported"])) for span in spans] for _ in range(2)
    ]
    almost = [
        mark(span, claim_type=value if at else wrong[value])
        for at, (span, value) in enumerate(zip(spans, truth, strict=True))
    ]
    ds = dataset(
        reading("ada", *careful),
        reading("ben", *almost),
        reading("cleo", *guessed[0]),
        reading("dan", *guessed[1]),
    )
    for method in ("dawid_skene", "mace"):
        found = an.consensus(ds, method).annotations
        right = sum(value == true for value, true in zip(found["claim_type"], truth, strict=True))
        majority = an.consensus(ds).annotations["claim_type"]
        assert right > sum(value == true for value, true in zip(majority, truth, strict=True))
        assert right >= len(truth) - 1


def test_a_model_learns_from_what_nobody_marked() -> None:
    """One of three misses half. From units alone that could as well be two who mark too much."""
    pieces = [(start, start + 10) for start in range(30, 270, 40)]
    all_of_it = [mark(piece) for piece in pieces]
    ds = dataset(reading("ada", *all_of_it), reading("ben", *all_of_it), reading("cleo", *all_of_it[:3]))
    for method in ("dawid_skene", "mace"):
        found = an.consensus(ds, method)
        assert len(found.annotations) == len(pieces)
        assert any("the text that nobody marked counts as" in note for note in found.notes)
        missed = an.readers(ds, method=method).set_index("reader").query("question == 'marked'")
        assert dict(missed.bias) == {"ada": 0, "ben": 0, "cleo": -0.5}
        assert missed.meaning["cleo"].startswith("cleo missed 3 of 6 passages that the model counts as claim")


def test_where_no_text_is_left_unmarked_the_table_says_what_a_model_cannot_know() -> None:
    ds = dataset(*(reading(name, mark((0, len(TEXT)))) for name in ("ada", "ben", "cleo")))
    assert any("no text is left unmarked by everybody" in note for note in an.readers(ds).attrs["notes"])
    assert list(an.consensus(ds, "dawid_skene").annotations["end"]) == [len(TEXT)]


def test_bad_method() -> None:
    with pytest.raises(ValueError, match="no method 'average': choose one of majority, strict"):
        an.consensus(five(), "average")
