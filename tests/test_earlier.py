"""Readings that were carried over to a changed article count once, whichever files they are in."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import annotator as an
from annotator.anchoring import carry_over, describe
from annotator.cli import main
from annotator.collect import collect
from annotator.dataset import Dataset, _Source
from annotator.earlier import without_earlier
from annotator.merge import merge
from annotator.tables.stored import Stored
from strategies import CODEBOOK
from table_material import notebook, write_json

TEXTS = [
    "The ferry was late. Nobody was hurt.\n",
    "Updated. The ferry was late. Nobody was hurt.\n",
    "Updated twice. The ferry was very late. Nobody was hurt.\n",
]
ARTICLES = [an.Document.from_text(text, title="Ferry") for text in TEXTS]


def tagged(article: an.Document, quote: str, id_: str, made: an.Reading | None = None) -> an.Reading:
    made = made or an.Reading.new(article, CODEBOOK, "ada")
    start = article.text.index(quote)
    place = {
        "spans": [{"start": start, "end": start + len(quote)}],
        **describe(article.text, [(start, start + len(quote))]),
    }
    return made.apply(
        {"type": "add", "id": id_, "annotation": {"kind": "claim", **place}}, {"by": "k", "now": ""}
    )


def chain(order: list[int]) -> list[dict[str, Any]]:
    """The readings of one reader, carried over from text to text."""
    found = {order[0]: tagged(ARTICLES[order[0]], "Nobody was hurt.", "a-1").to_dict()}
    for before, after in pairwise(order):
        carried = carry_over(found[before], ARTICLES[after], ARTICLES[before].text)[0]
        found[after] = merge(found[after], carried) if after in found else carried
    return [*found.values()]


def carefully(paths: Any, earlier: bool = False) -> Dataset:
    return Dataset._of(_Source(paths, {}, None, earlier), collect(paths, careful=True))


def test_a_reading_that_was_carried_over_counts_once(tmp_path: Path) -> None:
    write_json(tmp_path / "ada.ipynb", notebook(*chain([0, 1])))
    dataset = an.read(tmp_path)
    assert dataset.annotations[["document", "annotation", "start"]].values.tolist() == [
        [ARTICLES[1].id, "a-1", 29]
    ]
    assert dataset.documents["document"].tolist() == [ARTICLES[1].id]
    (problem,) = dataset.problems.to_dict("records")
    assert problem["place"] == f"annotator:{ARTICLES[0].id}:ada"
    assert "carried over" in problem["what"]
    assert ARTICLES[1].id in problem["what"]
    assert problem["remedy"].startswith("Nothing needs to be done")
    assert sorted(an.read(tmp_path, earlier=True).annotations["start"]) == [20, 29]
    assert an.read(tmp_path, earlier=True).sel(reader="ada").readings.shape[0] == 2


def test_what_was_not_carried_over_is_told(tmp_path: Path) -> None:
    old, new = chain([0, 1])
    more = tagged(ARTICLES[0], "ferry", "a-2", an.Reading.from_dict(old))
    write_json(tmp_path / "ada.ipynb", notebook(more.to_dict()))
    write_json(tmp_path / "later.ipynb", notebook(new))
    (problem,) = an.read(tmp_path).problems.to_dict("records")
    assert problem["file"].endswith("ada.ipynb")
    assert "1 of its annotations was not carried over" in problem["what"]
    assert "jupyter annotator reanchor" in problem["remedy"]


def test_a_carrying_over_that_was_taken_back_holds_nothing(tmp_path: Path) -> None:
    old, new = chain([0, 1])
    undone = an.Reading.from_dict(new).apply({"type": "remove", "id": "a-1"}, {"by": "k", "now": ""})
    write_json(tmp_path / "ada.ipynb", notebook(old, undone.to_dict()))
    assert an.read(tmp_path).annotations["document"].tolist() == [ARTICLES[0].id]


def test_other_readers_and_other_codebooks_still_count(tmp_path: Path) -> None:
    old, new = chain([0, 1])
    ben = {**old, "reader": "ben"}
    other = {**old, "codebook": {**CODEBOOK, "id": "other"}}
    for name, raw in (("ada", old), ("new", new), ("ben", ben), ("other", other)):
        write_json(tmp_path / f"{name}.reading.json", raw)
    counted = an.read(tmp_path).readings[["document", "reader", "codebook"]].values.tolist()
    assert sorted(counted) == sorted(
        [
            [ARTICLES[1].id, "ada", CODEBOOK["id"]],
            [ARTICLES[0].id, "ben", CODEBOOK["id"]],
            [ARTICLES[0].id, "ada", "other"],
        ]
    )


@pytest.mark.parametrize(
    "order",
    [[0], [0, 1], [2, 0, 1], [0, 1, 0], [0, 1, 0, 1], [0, 1, 0, 2], [0, 1, 2, 1], [2, 0, 1, 0, 1, 2, 0]],
)
@pytest.mark.parametrize("seed", range(3))
def test_the_last_text_counts_however_often_the_article_changed(
    tmp_path: Path, order: list[int], seed: int
) -> None:
    random = Random(seed)
    readings = chain(order)
    random.shuffle(readings)
    for at, raw in enumerate(readings):
        name, content = random.choice([("reading.json", raw), ("ipynb", notebook(raw))])
        write_json(tmp_path / f"{at}.{name}", content)
    quick = an.read(tmp_path)
    assert quick.readings["document"].tolist() == [ARTICLES[order[-1]].id]
    assert len(quick.annotations) == 1
    assert len(quick.problems) == len(set(order)) - 1
    for earlier in (False, True):
        left, right = an.read(tmp_path, earlier=earlier), carefully(tmp_path, earlier)
        for name in ("annotations", "readings", "documents", "problems"):
            assert_frame_equal(getattr(left, name), getattr(right, name))
    quick.to(tmp_path / "table.csv")
    again = an.read(tmp_path / "table.csv")
    assert again.readings_raw == quick.readings_raw
    assert again.problems.empty


@given(st.data())
@settings(max_examples=60)
def test_no_annotation_counts_twice_however_texts_and_files_went(data: st.DataObject) -> None:
    """The article changes to and fro and in two ways at once, files get lost, and the reader works on between."""
    found: dict[str, dict[str, Any]] = {}
    first = data.draw(st.sampled_from(ARTICLES))
    found[first.id] = tagged(first, "Nobody was hurt.", "a-0").to_dict()
    for step in range(1, data.draw(st.integers(1, 7))):
        start = data.draw(st.sampled_from([one for one in ARTICLES if one.id in found]))
        end = data.draw(st.sampled_from(ARTICLES))
        if end is start:
            more = tagged(start, "The ferry", f"a-{step}", an.Reading.from_dict(found[start.id]))
            found[start.id] = more.to_dict()
            continue
        carried = carry_over(found[start.id], end, start.text)[0]
        found[end.id] = merge(found[end.id], carried) if end.id in found else carried
    kept = data.draw(st.lists(st.sampled_from([*found.values()]), min_size=1, unique_by=id))
    counted, told = without_earlier([Stored(raw, raw["document"]["id"], "ada", ("x",)) for raw in kept])
    ids = [id_ for reading in counted for id_ in reading.section("annotations")]
    assert len(ids) == len(set(ids))
    assert counted
    assert len(counted) + len(told) == len(kept)


def test_two_versions_that_came_together_are_both_held(tmp_path: Path) -> None:
    """Tagged apart on two texts, carried over to a third: neither of the two counts beside it."""
    parts = [tagged(ARTICLES[at], "Nobody was hurt.", f"a-{at}").to_dict() for at in (0, 1)]
    one, other = (carry_over(raw, ARTICLES[2])[0] for raw in parts)
    both = merge(one, other)
    assert both["carried_from"] == sorted([ARTICLES[0].id, ARTICLES[1].id])
    write_json(tmp_path / "ada.ipynb", notebook(*parts, both))
    dataset = an.read(tmp_path)
    assert dataset.annotations[["document", "annotation"]].values.tolist() == [
        [ARTICLES[2].id, "a-0"],
        [ARTICLES[2].id, "a-1"],
    ]
    assert_frame_equal(dataset.annotations, carefully(tmp_path).annotations)


def test_the_command_counts_once_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_json(tmp_path / "ada.ipynb", notebook(*chain([0, 1, 2])))
    main(["table", str(tmp_path / "ada.ipynb"), "-o", str(tmp_path / "t.csv")])
    capsys.readouterr()
    assert an.read(tmp_path / "t.csv").annotations["document"].tolist() == [ARTICLES[2].id]
