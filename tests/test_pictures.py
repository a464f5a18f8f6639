"""Pictures: the figures in their tables are right, the words say the same, and hostile text stays text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import annotator as an
from annotator.codebook import Codebook
from annotator.pictures import PictureError
from annotator.pictures.picture import MIME

DOCUMENT = an.Document.from_text("word " * 200, title="<b>T.[0]</b>", source="t.txt")
BOOK = Codebook.load("claims").to_dict()


def record(at: int, kind: str = "claim", minute: int = 0, **values: str) -> dict[str, Any]:
    start = at * 10
    return {
        "kind": kind, "spans": [{"start": start, "end": start + 4}], "quote": "word", "values": values, "rev": 1, "by": "x",
        "created": f"2026-03-01T10:{minute:02}:00Z",
    }  # fmt: skip


def made(reader: str = "ada") -> dict[str, Any]:
    raw = an.Reading.new(DOCUMENT, BOOK, reader).to_dict()
    claims = {
        "a-1": record(0, minute=0, claim_type="fact", evidence_strength="solid", source_type="official"),
        "a-2": record(1, minute=2, claim_type="fact", evidence_strength="none", source_type="unnamed"),
        "a-3": record(
            2, minute=4, claim_type="prediction", evidence_strength="cannot_judge", source_type="cannot_judge"
        ),
        "a-4": record(60, minute=34, claim_type="fact", evidence_strength="thin"),
        "s-1": record(5, "source", minute=36, source_type="state_media"),
        "e-1": record(7, "evidence", minute=37),
    }
    links = {
        "r-1": {"kind": "attributes", "from": "s-1", "to": "a-4", "rev": 1, "by": "x"},
        "r-2": {"kind": "contradicts", "from": "e-1", "to": "a-1", "rev": 1, "by": "x"},
    }
    return {**raw, "annotations": claims, "relations": links}


@pytest.fixture
def dataset() -> an.Dataset:
    return an.Dataset.from_readings([made()], [DOCUMENT])


def test_profile(dataset: an.Dataset) -> None:
    pictures = dataset.profile()
    assert list(pictures) == ["claims", "strength", "weak_sources", "places"]
    assert pictures.claims.table.values.tolist() == [["Fact", 3, 0.75], ["Prediction", 1, 0.25]]
    assert (
        "4 annotations of the kind Claim. The most frequent claim type is Fact (75 %)."
        in pictures.claims.description
    )
    strength = pictures["strength"].table
    assert strength.values.tolist() == [
        ["Official", "Solid", 1, 1.0], ["Unnamed", "None", 1, 1.0], ["not judged", "Thin", 1, 0.5],
        ["not judged", "not judged", 1, 0.5],
    ]  # fmt: skip
    weak = pictures.weak_sources.table.set_index("source")["number"]
    assert weak.to_dict() == {
        "State media": 1, "Unnamed": 1, "Citation damaged": 0, "any of these": 2, "no source judged": 1,
    }  # fmt: skip
    assert pictures.places.table["number"].sum() == 4
    assert sorted(set(pictures.places.table["tenth"])) == [1, 7]
    assert "75 % stand in the first three tenths" in pictures.places.description


def test_every_picture_is_drawn_without_network_and_told_in_words(dataset: an.Dataset) -> None:
    everything = [*dataset.profile().values(), dataset.map(DOCUMENT.id), *dataset.pace().values()]
    assert len(everything) == 7
    for picture in everything:
        bundle = picture._repr_mimebundle_()
        spec = bundle[MIME]
        text = json.dumps(spec)
        assert spec["description"] == picture.description
        assert spec["$schema"].endswith("v5.json")
        assert "url" not in text.replace('"$schema"', "")
        assert picture.description in bundle["text/plain"]
        # JupyterLab would prefer HTML to the chart: the table is an output of its own.
        assert "text/html" not in bundle
        assert "<table" in picture.table_in_html()
        assert "<b>T." not in picture.table_in_html()


def test_map(dataset: an.Dataset) -> None:
    picture = dataset.map(DOCUMENT.title)
    assert picture.table[["from_kind", "relation", "to_kind"]].values.tolist() == [
        ["source", "is the source of", "claim"], ["evidence", "contradicts", "claim"],
    ]  # fmt: skip
    assert (
        "As ada sees it: 1 Source, 1 Evidence, 4 Claim; 2 links. 2 of the kind Claim are linked with nothing."
        in picture.description
    )
    with pytest.raises(KeyError, match="there is no"):
        dataset.map("nothing")
    both = an.Dataset.from_readings([{**made("ben"), "relations": {}}, made()], [DOCUMENT])
    assert both.map(DOCUMENT.id).description.startswith("As ada sees it")
    assert both.map(DOCUMENT.id, reader="ben").description.endswith("Others who read it: ada.")


def test_pace(dataset: an.Dataset) -> None:
    row = dataset.pace().pace.table.iloc[0]
    # 2 + 2 + 2 + 1 minutes; the pause of half an hour does not count.
    assert (row["minutes"], row["per_hour"]) == (7.0, round(60 * 4 / 7, 1))
    assert dataset.pace().coverage.table["covered"].tolist() == [round(604 / DOCUMENT.length, 3)]


def test_what_cannot_be_drawn(dataset: an.Dataset) -> None:
    with pytest.raises(PictureError, match="There is: claim"):
        dataset.profile("rumour")
    with pytest.raises(PictureError, match="evidence_strength"):
        dataset.profile(strength="claim_type")
    with pytest.raises(PictureError, match="nothing to draw"):
        an.Dataset.from_readings([an.Reading.new(DOCUMENT, BOOK, "ada")]).profile()


def test_the_long_table(dataset: an.Dataset) -> None:
    frame = dataset.answers
    assert len(frame) == 12
    mine = frame[frame["annotation"] == "a-3"]
    assert mine[["field", "value", "counts"]].values.tolist() == [
        ["claim_type", "prediction", True], ["evidence_strength", "cannot_judge", False], ["source_type", "cannot_judge", False],
    ]  # fmt: skip
    assert dataset.attrs["codebooks"] == [BOOK]


def test_relations_have_both_quotes(dataset: an.Dataset) -> None:
    row = dataset.relations.set_index("relation").loc["r-1"]
    assert (row["from_kind"], row["from_quote"], row["to_kind"], row["to_quote"]) == (
        "source",
        "word",
        "claim",
        "word",
    )


def test_a_folder_of_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from annotator.tables import folder

    monkeypatch.setattr(folder, "ROWS", 10)
    other = an.Document.from_text("Other words. " * 90)
    raws = [made(), made("ben"), {**made("cleo"), "document": other.reference()}]
    raws[2]["annotations"] = {}
    raws[2]["relations"] = {}
    ds = an.Dataset.from_readings([*raws, made("dan")], [DOCUMENT])
    place = ds.to(tmp_path / "tables")
    names = sorted(path.name for path in place.iterdir())
    assert names == ["_annotator.json", "part-00000.parquet", "part-00001.parquet"]
    again = an.read(place)
    assert sorted(again.readings["reader"]) == ["ada", "ben", "cleo", "dan"]
    assert again.problems.empty
    pd.testing.assert_frame_equal(
        again.annotations.sort_values(["reader", "start"], ignore_index=True).drop(columns="notebook"),
        ds.annotations.sort_values(["reader", "start"], ignore_index=True).drop(columns="notebook"),
    )
    assert len(pd.read_parquet(place)) == len(ds.annotations)
    assert ds.to(place) == place
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "x.txt").write_text("x", "utf-8")
    with pytest.raises(ValueError, match="not a folder of tables"):
        ds.to(tmp_path / "mine")
