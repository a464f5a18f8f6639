"""The tutorials run from top to bottom, and the outputs they are shipped with are those of such a run."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
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
