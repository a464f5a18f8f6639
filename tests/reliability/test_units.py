"""Units: which spans of different readers are put together."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import annotator as an
from annotator.reliability.units import greedy, overlap
from reliability_material import DOCUMENT, GRANT, LOG, SAVED, WAITS, dataset, five, mark, place, reading


def units(*spans: tuple[str, int, int], threshold: float = 0.0) -> list[set[tuple[str, int, int]]]:
    """The units of spans (reader, start, end), each as a set."""
    ordered = sorted(spans, key=lambda span: (span[1], span[2], span[0]))
    names = sorted({span[0] for span in spans})
    columns = [np.array([span[at] for span in ordered]) for at in (1, 2)]
    reader = np.array([names.index(span[0]) for span in ordered])
    found = greedy(np.zeros(len(ordered), dtype=np.int64), reader, *columns, threshold=threshold)
    return [{ordered[row] for row in np.flatnonzero(found == unit)} for unit in range(found.max() + 1)]


def test_the_most_alike_come_first_and_each_reader_once() -> None:
    a, near, far = ("ada", 10, 20), ("ben", 11, 20), ("ben", 4, 12)
    assert units(a, near, far) == [{far}, {a, near}]


def test_a_reader_between_two_spans_does_not_chain_them() -> None:
    long, first, second = ("ada", 0, 100), ("ben", 0, 48), ("ben", 50, 100)
    assert units(long, first, second) == [{first}, {long, second}]


def test_threshold() -> None:
    one, other = ("ada", 0, 10), ("ben", 9, 19)
    assert units(one, other) == [{one, other}]
    assert units(one, other, threshold=0.1) == [{one}, {other}]
    assert units(("ada", 0, 10), ("ben", 10, 20)) == [{("ada", 0, 10)}, {("ben", 10, 20)}]


spans = st.lists(
    st.tuples(st.sampled_from("abcd"), st.integers(0, 60), st.integers(1, 15)).map(
        lambda s: (s[0], s[1], s[1] + s[2])
    ),
    min_size=1,
    max_size=25,
    unique=True,
)


@given(spans, st.randoms(), st.sampled_from([0.0, 0.3]))
def test_order_of_rows_and_names_of_readers_change_nothing(
    rows: list[Any], random: Any, threshold: float
) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    found = units(*rows, threshold=threshold)
    assert units(*shuffled, threshold=threshold) == found
    sizes = sorted(sorted(span[1:] for span in unit) for unit in found)
    renamed = [("dcba"["abcd".index(reader)], start, end) for reader, start, end in rows]
    again = units(*renamed, threshold=threshold)
    assert len(again) == len(found)
    assert sorted(sorted(span[1:] for span in unit) for unit in again) == sizes


@given(spans, st.sampled_from([0.0, 0.3]))
def test_as_a_slow_and_plain_version_does_it(rows: list[Any], threshold: float) -> None:
    ordered = sorted(rows, key=lambda span: (span[1], span[2], span[0]))
    pairs = []
    for i, one in enumerate(ordered):
        for j in range(i + 1, len(ordered)):
            other = ordered[j]
            common = overlap([one[1:]], [other[1:]])
            alike = common / (one[2] - one[1] + other[2] - other[1] - common)
            if alike > threshold:
                pairs.append((-alike, i, j))
    clusters = [{span} for span in ordered]
    for _, i, j in sorted(pairs):
        first = next(c for c in clusters if ordered[i] in c)
        second = next(c for c in clusters if ordered[j] in c)
        if first is not second and not {s[0] for s in first} & {s[0] for s in second}:
            clusters.remove(second)
            first |= second
    assert sorted(map(sorted, units(*rows, threshold=threshold))) == sorted(map(sorted, clusters))


def test_table_has_a_row_for_everybody_who_read_the_document() -> None:
    table = an.align(five())
    assert list(table.columns[:13]) == [
        "unit", "document", "title", "kind", "unit_start", "unit_end", "reader", "marked", "annotation", "start", "end",
        "quote", "overlap",
    ]  # fmt: skip
    assert (table.groupby("unit").size() == 5).all()
    assert not table[table["reader"] == "eve"]["marked"].any()
    first = table[table["unit"] == 1].set_index("reader")
    assert first.loc["ben", "quote"] == "the new ferry saved forty minutes"
    assert first.loc["ben", "overlap"] == pytest.approx(33 / 51)
    assert (first["unit_start"].iloc[0], first["unit_end"].iloc[0]) == place(SAVED)
    assert first["claim_type"].astype(object).where(first["marked"]).dropna().to_dict() == {
        "ada": "reported", "ben": "reported", "cleo": "fact", "dan": "reported",
    }  # fmt: skip


def test_who_did_not_read_a_document_is_missing_there() -> None:
    other = an.Document.from_text("Nothing here\n\nA claim nobody else reads.")
    ds = an.Dataset.from_readings(
        [
            reading("ada", mark(SAVED)),
            reading("ben"),
            reading("ada", mark((14, 20), document=other), document=other),
        ]
    )
    table = an.align(ds)
    assert set(table[table["document"] == DOCUMENT.id]["reader"]) == {"ada", "ben"}
    assert set(table[table["document"] == other.id]["reader"]) == {"ada"}


def test_labels_never_steer() -> None:
    marks = [mark(SAVED, claim_type="fact"), mark(WAITS, claim_type="fact")]
    changed = [mark(SAVED, claim_type="prediction"), mark(WAITS, claim_type="fact")]
    one, other = (
        an.align(dataset(reading("ada", *marks), reading("ben", *each))) for each in (marks, changed)
    )
    assert list(one["unit"]) == list(other["unit"])


def test_discontinuous_spans_are_compared_by_their_stretches() -> None:
    pieces = [(29, 40), (70, 80)]
    between = (45, 60)
    ds = dataset(reading("ada", mark(pieces)), reading("ben", mark(between)), reading("cleo", mark(pieces)))
    table = an.align(ds)
    marked = table[table["marked"]].groupby("unit")["reader"].agg(list)
    assert sorted(map(sorted, marked)) == [["ada", "cleo"], ["ben"]]


def test_adjudicators_and_consensus_are_not_compared_with_those_they_are_made_of() -> None:
    judged = {**mark(GRANT), "origin": "adjudication"}
    made = an.consensus(five()).readings_raw
    ds = dataset(*five().readings_raw, reading("judge", judged), *made)
    table = an.align(ds)
    assert set(table["reader"]) == {"ada", "ben", "cleo", "dan", "eve"}
    assert table.attrs["notes"] == ["Left out, as made of the others' readings: judge, majority."]
    assert set(an.align(ds, readers=["judge", "ada"])["reader"]) == {"judge", "ada"}


def test_bad_arguments_say_what_there_is() -> None:
    with pytest.raises(ValueError, match="no reader 'zoe': there are ada, ben"):
        an.align(five(), readers=["zoe"])
    with pytest.raises(ValueError, match="no kind 'opinion': there are claim, evidence, source"):
        an.align(five(), kinds=["opinion"])
    with pytest.raises(ValueError, match="from 0 to below 1"):
        an.align(five(), threshold=1.5)
    assert set(an.align(five(), kinds=["evidence"])["quote"].dropna()) == {LOG}


def test_no_readings_and_no_annotations() -> None:
    assert len(an.align(dataset())) == 0
    assert len(an.align(dataset(reading("ada"), reading("ben")))) == 0
