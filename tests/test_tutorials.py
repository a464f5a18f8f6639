"""The tutorials run from top to bottom, and the outputs they are shipped with are those of such a run."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
import pandas as pd
import pytest

import annotator as an

ROOT = Path(__file__).parents[1]
NOTEBOOKS = ROOT / "notebooks"
SHIPPED = sorted(NOTEBOOKS.rglob("*.ipynb"))


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("tutorials", ROOT / "scripts" / "tutorials.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def built() -> dict[Path, dict[str, Any]]:
    return dict(script().built())


def test_stored_outputs_are_current(built: dict[Path, dict[str, Any]]) -> None:
    as_text = script().as_text
    stale = [
        path.name for path, notebook in built.items() if path.read_text(encoding="utf-8") != as_text(notebook)
    ]
    assert stale == [], "run: make tutorials"
    assert set(built) == {path for path in SHIPPED if ".ipynb_checkpoints" not in path.parts}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_a_tutorial_is_a_sound_notebook_without_paths_of_a_machine(path: Path) -> None:
    nbformat.validate(nbformat.read(path, as_version=4))
    text = path.read_text(encoding="utf-8")
    assert str(ROOT) not in text
    assert str(Path.home()) + "/" not in text
    assert "widget-view" not in text


def test_the_first_tutorial_opens_ready_for_a_name() -> None:
    cells = json.loads((NOTEBOOKS / "01-annotate-an-article.ipynb").read_text(encoding="utf-8"))["cells"]
    (output,) = next(cell for cell in cells if cell["id"] == "annotate")["outputs"]
    bundle = output["data"]["application/vnd.annotator.v1+json"]
    article = an.open_article(NOTEBOOKS / "articles" / "harbour-bridge.txt")
    assert bundle["reader"] is None
    assert an.Document.from_dict(bundle["document"]) == an.Document.from_dict(
        {**article.to_dict(), "source": bundle["document"]["source"]}
    )
    assert "Corvenna" in "".join(output["data"]["text/html"])


def test_the_two_readings_have_all_kinds_and_no_problems() -> None:
    ds = an.read(NOTEBOOKS / "readers" / "*.ipynb")
    assert list(ds.problems.what) == []
    assert sorted(ds.readings.reader) == ["ada", "ben"]
    for reader in ("ada", "ben"):
        mine = ds.annotations[ds.annotations.reader == reader]
        assert len(mine) >= 20
        assert set(mine.kind) == {"claim", "evidence", "source"}
    assert set(ds.relations.kind) == {"supports", "contradicts", "attributes"}


@pytest.fixture(scope="module")
def five() -> an.Dataset:
    articles = an.open_articles([NOTEBOOKS / "articles" / f"{name}.txt" for name in script().CLAIMS])
    return an.read(NOTEBOOKS / "five" / "*.ipynb", articles=articles)


def test_the_figures_find_the_habits_that_were_planted(five: an.Dataset) -> None:
    assert list(five.problems.what) == []
    assert len(five.readings) == 15
    habits = an.readers(five).set_index(["question", "reader"])

    # One is lenient: almost a step above the others, who are within a tenth of one.
    lenient = habits.bias.loc["evidence_strength"]
    assert lenient.idxmax() == "ben"
    assert lenient["ben"] > 0.8
    assert lenient.drop("ben").abs().max() < 0.1

    # One misses short claims, and no other ones; nobody else misses so many.
    missed = -habits.bias.loc["marked"]
    assert missed.idxmax() == "cleo"
    assert missed["cleo"] > 0.4
    assert missed.drop("cleo").max() < 0.1
    units = an.align(five, kinds=["claim"])
    lengths = (units.unit_end - units.unit_start).groupby([units.reader, units.marked])
    assert lengths.max()["cleo", False] < lengths.min()["cleo", True]

    # One confuses two source types, always these; nobody else confuses any.
    sources = habits.loc["source_type"]
    assert sources.accuracy.idxmin() == "dan"
    assert tuple(sources.loc["dan", ["usual", "usual_true"]]) == ("official", "state_media")
    assert sources.drop("dan").accuracy.min() > 0.95
    confused = an.confusion(five, "source_type", reader="dan").stack()
    wrong = [(true, said) for (true, said), count in confused.items() if count and said != true]
    assert wrong == [("state_media", "official")]


def test_the_models_and_the_majority_find_the_same(five: an.Dataset) -> None:
    columns = ["reader", "question", "accuracy", "bias", "usual", "usual_true"]
    majority = an.readers(five, method="majority")[columns]
    for method in ("dawid_skene", "mace"):
        pd.testing.assert_frame_equal(an.readers(five, method=method)[columns], majority, check_exact=False)


def test_the_figures_blame_nobody_without_a_habit(five: an.Dataset) -> None:
    careful = an.readers(five).set_index("reader").loc[["ada", "eve"]]
    assert careful.accuracy.min() > 0.9
    pairs = an.agreement(five, by="pair", kinds=["claim"])
    strength = pairs[(pairs.field == "evidence_strength") & (pairs.measure == "alpha")]
    with_ben = strength[(strength.reader_a == "ben") | (strength.reader_b == "ben")]
    assert with_ben.value.max() < strength.drop(with_ben.index).value.min()


def test_the_third_tutorial_opens_with_readers_that_nobody_can_tell(five: an.Dataset) -> None:
    cells = json.loads((NOTEBOOKS / "03-across-readers.ipynb").read_text(encoding="utf-8"))["cells"]
    (output,) = next(cell for cell in cells if cell["id"] == "decide")["outputs"]
    sent = output["data"]["application/vnd.annotator.v1+json"]["adjudication"]
    assert set(sent) == set(five.articles)
    assert all(one["readers"] == [None] * 5 and len(one["units"]) > 10 for one in sent.values())
    assert not any(f'"{name}"' in json.dumps(output) for name in ("ada", "ben", "cleo", "dan", "eve"))
