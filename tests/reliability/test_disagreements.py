"""Disagreements: what kind, how large, who said what, and in which order."""

from __future__ import annotations

import random

import pandas as pd
import pytest

import annotator as an
from annotator.reliability.disagreement_list import NOT_MARKED
from reliability_material import COUNT, GRANT, LOG, SAVED, WAITS, dataset, five, link, mark, reading


def only(table: pd.DataFrame, what: str) -> pd.Series:
    rows = table[table["what"] == what]
    assert len(rows) == 1, rows
    return rows.iloc[0]


def test_missed() -> None:
    found = an.disagreements(
        dataset(reading("ada", mark(SAVED)), reading("ben"), reading("cleo", mark(SAVED)))
    )
    row = only(found, "missed")
    assert (row["quote"], row["size"], row["readers"]) == (SAVED, pytest.approx(2 / 3), 3)
    assert row["said"] == {"ada": "Claim", "cleo": "Claim", "ben": NOT_MARKED}
    assert row["summary"] == "2 readers marked this claim, 1 reader did not: ben"


def test_boundary() -> None:
    found = an.disagreements(dataset(reading("ada", mark((29, 80))), reading("ben", mark((29, 60)))))
    row = only(found, "boundary")
    assert row["said"] == {"ada": (29, 80), "ben": (29, 60)}
    assert row["size"] == pytest.approx(1 - 31 / 51)
    assert "ends up to 20 characters apart" in row["summary"]


def test_kind_is_told_once_and_not_as_missed() -> None:
    found = an.disagreements(
        dataset(
            reading("ada", mark(LOG, "evidence")),
            reading("ben", mark(LOG)),
            reading("cleo", mark(LOG, "evidence")),
        )
    )
    row = only(found, "kind")
    assert list(found["what"]) == ["kind"]
    assert row["said"] == {"ada": "Evidence", "cleo": "Evidence", "ben": "Claim"}


def test_a_passage_that_each_tagged_twice_is_no_disagreement_of_kind() -> None:
    twice = [mark(LOG), mark(LOG, "evidence")]
    assert len(an.disagreements(dataset(reading("ada", *twice), reading("ben", *twice)))) == 0


def test_fields_by_their_own_distance() -> None:
    def by(*strengths: str) -> an.Dataset:
        quotes = (SAVED, WAITS, GRANT)
        return dataset(
            reading(
                "ada",
                *(
                    mark(quote, evidence_strength=value)
                    for quote, value in zip(quotes, strengths, strict=True)
                ),
            ),
            reading("ben", *(mark(quote, evidence_strength="none") for quote in quotes)),
        )

    found = an.disagreements(by("none", "thin", "solid"))
    assert list(found["quote"]) == [GRANT, WAITS]
    assert found["size"].iloc[0] == 1.0
    assert 0 < found["size"].iloc[1] < 0.9
    assert found["said"].iloc[1] == {"ada": "thin", "ben": "none"}


def test_gains_add_up_to_what_the_coefficient_lacks() -> None:
    found = an.disagreements(five())
    for name in ("claim_type", "evidence_strength", "source_type"):
        alpha = (
            an.agreement(five())
            .query("measure == 'alpha' and kind == 'claim' and field == @name")["value"]
            .iloc[0]
        )
        assert found[found["field"] == name]["gain"].sum() == pytest.approx(1 - alpha)


def test_relation_between_matched_ends() -> None:
    ends = [mark(LOG, "evidence"), mark(SAVED), mark(WAITS), mark(COUNT)]
    found = an.disagreements(
        dataset(
            reading("ada", *ends, relations={"r-1": link("supports", "a-0", "a-1")}),
            reading("ben", *ends, relations={"r-1": link("contradicts", "a-0", "a-1")}),
            reading("cleo", *ends),
        )
    )
    row = only(found, "relation")
    assert row["said"] == {"ada": "supports", "ben": "contradicts", "cleo": "no link"}
    assert row["size"] == 1.0
    assert SAVED in row["summary"]


def test_documents_are_asked_too() -> None:
    found = an.disagreements(
        dataset(reading("ada", answers={"genre": "analysis"}), reading("ben", answers={"genre": "opinion"}))
    )
    row = only(found, "field")
    assert (row["kind"], row["field"], row["said"]) == (
        "document",
        "genre",
        {"ada": "analysis", "ben": "opinion"},
    )
    assert pd.isna(row["unit"])


def test_order_of_files_changes_nothing_and_the_largest_gain_comes_first() -> None:
    found = an.disagreements(five())
    assert list(found["gain"]) == sorted(found["gain"], reverse=True)
    readings = five().readings_raw
    random.Random(4).shuffle(readings)
    pd.testing.assert_frame_equal(found, an.disagreements(dataset(*readings)))


def test_passages_without_the_article_come_from_the_quotes() -> None:
    known, unknown = five(), dataset(*five().readings_raw, known=False)
    pd.testing.assert_frame_equal(an.disagreements(known), an.disagreements(unknown))


def test_nobody_disagrees() -> None:
    ds = dataset(
        reading("ada", mark(SAVED, claim_type="fact")), reading("ben", mark(SAVED, claim_type="fact"))
    )
    assert len(an.disagreements(ds)) == 0
    assert len(an.disagreements(dataset(reading("ada", mark(SAVED))))) == 0
    assert len(an.disagreements(dataset())) == 0
