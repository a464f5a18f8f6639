"""A corpus on a Dask cluster: the same figures as in one process, wherever the readings of a document stand."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import annotator as an
from annotator.corpus import MOST_DOCUMENTS, parts_of
from annotator.reading import metadata_key
from reliability_material import TEXT, link, mark, reading


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed")
    with distributed.Client(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None, set_as_default=True
    ) as found:
        yield found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nine articles: ada and ben have a file for each, cleo one notebook for all; one file cannot be read."""
    root = tmp_path_factory.mktemp("corpus")
    generator = random.Random(4)
    hers = {}
    for number in range(9):
        document = an.Document.from_text(f"{TEXT}\n\nEdition {number}.", source=f"{number}.txt")
        for reader in ("ada", "ben", "cleo"):
            spans = [(at, at + 30) for at in range(30, 300, 45) if generator.random() < 0.8]
            marks = [
                mark(span, document=document, claim_type=generator.choice(["fact", "reported"]))
                for span in spans
            ]
            marks.append(mark((310, 330), "evidence", document))
            linked = {"r-1": link("supports", f"a-{len(spans)}", "a-0")} if generator.random() < 0.6 else {}
            raw = reading(reader, *marks, document=document, relations=linked)
            if reader == "cleo":
                hers[metadata_key(document.id, reader)] = raw
            else:
                (root / f"{number}-{reader}.reading.json").write_text(json.dumps(raw))
    notebook = {"cells": [], "metadata": hers, "nbformat": 4, "nbformat_minor": 5}
    (root / "cleo.ipynb").write_text(json.dumps(notebook))
    (root / "torn.ipynb").write_text("{")
    return root


@pytest.mark.parametrize("options", [{}, {"by": "pair"}, {"by": "document", "measures": "all"}])
def test_the_same_figures_as_in_one_process(client: Any, folder: Path, options: dict[str, Any]) -> None:
    corpus = an.read(folder, engine="dask")
    assert len(corpus.parts) > 3
    assert len(set(corpus.documents)) == len(corpus.documents) == 9
    pd.testing.assert_frame_equal(
        an.agreement(corpus, **options), an.agreement(an.read(folder), **options), rtol=1e-9
    )


def test_units_and_a_plan_of_a_corpus(client: Any, folder: Path) -> None:
    corpus, here = an.read(folder, engine=client), an.read(folder)
    pd.testing.assert_frame_equal(an.plan(corpus, 0.3), an.plan(here, 0.3), rtol=1e-9)
    some = {"readers": ["ada", "cleo"], "kinds": ["claim"]}
    assert len(an.align(corpus, **some)) == len(an.align(here, **some)) > 0
    found, expected = an.align(corpus), an.align(here)
    assert len(found.groupby("unit")) == found["unit"].max() == expected["unit"].max()
    columns = ["document", "unit_start", "unit_end", "kind", "reader"]
    tables = [
        table.astype({"kind": "string"}).sort_values(columns, ignore_index=True).drop(columns="unit")
        for table in (found, expected)
    ]
    pd.testing.assert_frame_equal(tables[0], tables[1][tables[0].columns], check_categorical=False)


def test_any_function_and_what_could_not_be_read(client: Any, folder: Path) -> None:
    corpus = an.read(folder, engine=client)
    here = an.read(folder)
    found = pd.concat(corpus.map(an.disagreements, kinds=["claim"]))
    expected = an.disagreements(here, kinds=["claim"])
    columns = ["document", "what", "field", "start", "size"]
    assert sorted(map(str, found[columns].to_numpy())) == sorted(map(str, expected[columns].to_numpy()))
    assert [Path(name).name for name in corpus.problems["file"]] == ["torn.ipynb"]
    assert "9 documents in 20 files" in repr(corpus)


def test_a_document_is_never_split() -> None:
    held = {f"{reader}.ipynb": [f"d{at}" for at in range(500)] for reader in "abc"} | {
        "d.ipynb": ["d7", "e"],
        "x": [],
    }
    parts = parts_of(held, workers=1)
    documents = [id_ for part in parts for id_ in part.documents]
    assert len(documents) == len(set(documents)) == 501
    assert max(len(part.documents) for part in parts) <= MOST_DOCUMENTS
    (with_seven,) = (part for part in parts if "d7" in part.documents)
    assert set(with_seven.files) == {"a.ipynb", "b.ipynb", "c.ipynb", "d.ipynb"}
    assert parts[-1].files == ("x",)


def test_what_is_missing_is_said(folder: Path) -> None:
    with pytest.raises(ValueError, match="no engine 'spark': choose"):
        an.read(folder, engine="spark")
    with pytest.raises(FileNotFoundError):
        an.read(
            folder / "nothing",
            engine=type("Client", (), dict.fromkeys(("map", "gather", "scheduler_info"), print))(),
        )
