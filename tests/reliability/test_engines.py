"""The sums of tables: the same digits on every engine, wherever the rows stand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from annotator.reliability.coincidence import (
    alpha_of,
    coincidence_table,
    coincidences,
    coincidences_by,
    matrices,
    pattern_histogram,
)

SIZE = 4


def table() -> pd.DataFrame:
    """Answers of five readers, in no order; code 9 is missing."""
    random = np.random.default_rng(11)
    document = np.repeat(np.arange(30), 12)
    truth = random.integers(0, SIZE, len(document))
    rows = []
    for reader in range(5):
        code = np.where(random.random(len(truth)) < 0.6, truth, random.integers(0, SIZE, len(truth)))
        code[random.random(len(truth)) < 0.1] = 9
        there = random.random(len(truth)) < 0.8
        rows.append(pd.DataFrame({
            "document": [f"doc-{d:02}" for d in document[there]], "unit": np.arange(len(truth))[there],
            "reader": reader, "code": code[there],
        }))  # fmt: skip
    return pd.concat(rows).sample(frac=1, random_state=3).reset_index(drop=True)


def engine(name: str, frame: pd.DataFrame) -> Any:
    if name == "polars":
        import polars

        return polars.from_pandas(frame)
    if name == "polars lazy":
        import polars

        return polars.from_pandas(frame).lazy()
    if name == "pyarrow":
        import pyarrow

        return pyarrow.Table.from_pandas(frame)
    if name == "duckdb":
        import duckdb

        return duckdb.connect().from_df(frame)
    if name == "dask":
        import dask.dataframe

        return dask.dataframe.from_pandas(frame, npartitions=3)
    return frame


def plain(frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The matrices by numpy alone, and the document of each."""
    frame = frame[frame["code"] < SIZE]
    counts = frame.groupby(["document", "unit"])["code"].agg(lambda codes: np.bincount(codes, minlength=SIZE))
    documents, group = np.unique(counts.index.get_level_values("document"), return_inverse=True)
    return coincidences_by(np.stack(list(counts)), group, len(documents)), documents


@pytest.mark.filterwarnings("ignore:Dask support is moving out of Narwhals")
@pytest.mark.parametrize("name", ["pandas", "polars", "polars lazy", "pyarrow", "duckdb", "dask"])
def test_every_engine_gives_the_same_digits(name: str) -> None:
    import narwhals as nw

    frame = table()
    expected, documents = plain(frame)
    sums = nw.from_native(coincidence_table(engine(name, frame), ["document"], ["unit"], "code", SIZE))
    collected = (sums.collect() if isinstance(sums, nw.LazyFrame) else sums).sort("document")
    assert list(collected["document"]) == list(documents)
    found = matrices(collected, SIZE)
    assert np.abs(found - expected).max() < 1e-9
    alphas = [float(alpha_of(each.sum(axis=0), "ordinal", range(SIZE))) for each in (found, expected)]
    assert alphas[0] == pytest.approx(alphas[1], abs=1e-12)


def test_patterns_are_the_same_sums() -> None:
    frame = table()
    histogram = pattern_histogram(frame, ["document"], ["unit"], "code", SIZE)
    counts = histogram[[f"n{k}" for k in range(SIZE)]]
    found = coincidences(counts, histogram["units"])
    assert np.abs(found - plain(frame)[0].sum(axis=0)).max() < 1e-9


def test_no_rows() -> None:
    sums = coincidence_table(table().head(0), ["document"], ["unit"], "code", SIZE)
    assert matrices(sums, SIZE).shape == (0, SIZE, SIZE)
