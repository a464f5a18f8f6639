"""Coefficients of plain arrays: independent programs, and what must always hold. Published tables: test_published.py."""

from __future__ import annotations

import doctest
import importlib
import json
import math
import pkgutil
from pathlib import Path
from typing import Any

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from nltk.metrics import agreement as nltk_agreement
from nltk.metrics import interval_distance, masi_distance
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import fleiss_kappa as statsmodels_fleiss

import annotator.reliability as rel
from annotator.reliability.levels import masi
from annotator.reliability.unitizing import continuum, u_alpha_of

_ = None
REFERENCES = Path(__file__).parent / "references"


@pytest.mark.parametrize("module", [each.name for each in pkgutil.iter_modules(rel.__path__)])
def test_examples_in_docstrings(module: str) -> None:
    assert doctest.testmod(importlib.import_module(f"annotator.reliability.{module}")).failed == 0


def test_a_missing_value_of_a_stretch_is_no_value() -> None:
    known = [
        ("a", 0, 5, "x"),
        ("b", 0, 5, "x"),
        ("c", 0, 5, "x"),
        ("a", 9, 12, "y"),
        ("b", 9, 12, "y"),
        ("c", 9, 12, "y"),
    ]
    missing = [*known[:5], ("c", 9, 12, None)]
    assert rel.u_alpha(known, 20).value == rel.u_alpha(missing, 20).value == 1
    assert rel.u_alpha([*known[:5], ("c", 9, 12, "x")], 20).value < 1


# --- independent programs


tables = st.tuples(
    st.integers(2, 5), st.integers(1, 12), st.integers(1, 5), st.randoms(use_true_random=False)
)


def made(shape: tuple[int, int, int, Any], missing: float = 0.25) -> np.ndarray:
    readers, units, values, random = shape
    cells = [
        [math.nan if random.random() < missing else random.randint(1, values) for _ in range(units)]
        for _ in range(readers)
    ]
    return np.array(cells, dtype=float)


def varies(table: np.ndarray) -> bool:
    pairs = table[:, (~np.isnan(table)).sum(axis=0) >= 2]
    return len(np.unique(pairs[~np.isnan(pairs)])) > 1


@given(tables)
def test_alpha_equals_krippendorff_and_nltk(shape: Any) -> None:
    table = made(shape)
    assume(varies(table))
    for level in ("nominal", "ordinal", "interval", "ratio"):
        expected = krippendorff.alpha(reliability_data=table, level_of_measurement=level)
        assert rel.krippendorff_alpha(table, level).value == pytest.approx(expected, abs=1e-9)
    triples = [(f"r{r}", f"u{u}", table[r, u]) for r, u in np.argwhere(~np.isnan(table))]
    task = nltk_agreement.AnnotationTask(triples, distance=lambda a, b: interval_distance(a, b))
    assert rel.krippendorff_alpha(table, "interval").value == pytest.approx(task.alpha(), abs=1e-9)


@settings(max_examples=40)
@given(tables)
def test_kappas_equal_scikit_learn_statsmodels_and_nltk(shape: Any) -> None:
    table = made(shape, missing=0)
    assume(varies(table))
    values = sorted(set(table.ravel()))
    counts = np.stack([(table == value).sum(axis=0) for value in values], axis=1)
    assert rel.fleiss_kappa(counts).value == pytest.approx(statsmodels_fleiss(counts), abs=1e-9)
    a, b = table[0], table[1]
    if len(set(a) | set(b)) > 1:
        for weights in (None, "linear", "quadratic"):
            own = sorted(set(a) | set(b))
            places = [np.searchsorted(own, each) for each in (a, b)]
            assert rel.cohen_kappa(*places, weights).value == pytest.approx(
                cohen_kappa_score(*places, weights=weights), abs=1e-9
            )
        triples = [(name, str(u), x) for name, row in (("a", a), ("b", b)) for u, x in enumerate(row)]
        assert rel.scott_pi(a, b).value == pytest.approx(
            nltk_agreement.AnnotationTask(triples).pi(), abs=1e-9
        )


@pytest.mark.parametrize("case", json.loads((REFERENCES / "irrcac.json").read_text())["cases"])
def test_equal_to_irrcac(case: dict[str, Any]) -> None:
    table, values, figures = case["ratings"], case["values"], case["figures"]
    array = np.array(table, dtype=float)
    counts = np.stack([(array == value).sum(axis=0) for value in values], axis=1)
    assert rel.gwet_ac1(table, values=values).value == pytest.approx(figures["gwet identity"], abs=1e-9)
    for weights in ("linear", "quadratic", "ordinal"):
        found = rel.gwet_ac2(table, weights, values=values).value
        assert found == pytest.approx(figures[f"gwet {weights}"], abs=1e-9)
    assert rel.fleiss_kappa(counts).value == pytest.approx(figures["fleiss identity"], abs=1e-9)
    assert rel.krippendorff_alpha(table).value == pytest.approx(figures["krippendorff identity"], abs=1e-9)
    interval = rel.krippendorff_alpha(table, "interval").value
    assert interval == pytest.approx(figures["krippendorff quadratic"], abs=1e-9)


def test_dawid_skene_equals_crowd_kit() -> None:
    made = json.loads((REFERENCES / "crowdkit.json").read_text())
    tasks, readers, labels = zip(*made["rows"], strict=True)
    found = rel.dawid_skene(tasks, readers, labels, iterations=made["iterations"], tolerance=0)
    assert np.abs(found.probabilities - np.array(made["probabilities"])).max() < 1e-9


@given(st.sets(st.integers(0, 5)), st.sets(st.integers(0, 5)))
def test_masi_equals_nltk(one: set[int], other: set[int]) -> None:
    assume(one | other)
    assert masi(one, other) == pytest.approx(masi_distance(one, other))


spans = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 30), st.integers(1, 12), st.sampled_from([1, 2])),
    max_size=10,
)


def slow_u_alpha(parts: dict[str, list[tuple[int, int, int]]], length: int) -> float:
    """The paper's sums over all pairs of segments, of spans that do not overlap within a reader."""
    full = {}
    for reader, own in parts.items():
        segments, at = [], 0
        for start, end, value in sorted(own):
            segments += [(at, start, 0)] * (start > at) + [(start, end, value)]
            at = end
        full[reader] = segments + [(at, length, 0)] * (at < length)
    observed, marginal, own_pairs, own_value = {}, {}, 0.0, {}
    for i, first in full.items():
        for start, end, value in first:
            marginal[value] = marginal.get(value, 0) + end - start
            square = (end - start) ** 2 if value else end - start
            own_pairs += square
            own_value[value] = own_value.get(value, 0) + square
            for j, second in full.items():
                for s, e, other in second if i != j else []:
                    common = max(0, min(end, e) - max(start, s)) / (len(full) - 1)
                    observed[value, other] = observed.get((value, other), 0) + common
    total = sum(marginal.values())
    apart = sum(common for (c, k), common in observed.items() if c != k)
    expected = total * sum(marginal[c] * marginal[k] for c in marginal for k in marginal if c != k)
    return math.nan if not expected else 1 - apart / (expected / (total**2 - own_pairs))


@given(spans)
def test_u_alpha_equals_the_sums_of_the_paper(found: list[Any]) -> None:
    parts: dict[str, list[tuple[int, int, int]]] = {"a": [], "b": [], "c": []}
    for reader, start, width, value in found:
        if all(start >= e or start + width <= s for s, e, _ in parts[reader]):
            parts[reader].append((start, start + width, value))
    flat = [(reader, *span) for reader, own in parts.items() for span in own]
    expected = slow_u_alpha(parts, 45)
    value = rel.u_alpha(flat, 45, readers="abc").value
    assert value == pytest.approx(expected, abs=1e-9, nan_ok=True)


# --- what must always hold


@settings(max_examples=40)
@given(tables, st.randoms(use_true_random=False))
def test_order_of_readers_and_units_and_names_of_values_change_nothing(shape: Any, random: Any) -> None:
    table = made(shape)
    readers, units = list(range(len(table))), list(range(table.shape[1]))
    random.shuffle(readers)
    random.shuffle(units)
    turned = table[readers][:, units]
    names = [[None if math.isnan(cell) else "edcba"[int(cell) - 1] for cell in row] for row in turned]
    for compute in (rel.krippendorff_alpha, rel.gwet_ac1, rel.percent_agreement):
        one = compute(table)
        for other in (compute(turned), compute(names)):
            assert other.value == pytest.approx(one.value, abs=1e-9, nan_ok=True)
            assert other.n == one.n
            assert (one.interval is None) == (other.interval is None)
            if one.interval:
                assert other.interval == pytest.approx(one.interval, abs=1e-6)


@given(tables)
def test_values_are_undefined_or_within_bounds_and_intervals_hold_them(shape: Any) -> None:
    table = made(shape)
    for level in ("nominal", "ordinal", "interval", "ratio"):
        found = rel.krippendorff_alpha(table, level)
        if not varies(table):
            assert math.isnan(found.value)
            assert found.interval is None
            assert found.explanation
        else:
            assert found.value <= 1
            if found.interval:
                assert found.interval[0] <= found.value <= found.interval[1]


def test_documents_make_the_interval_wider_where_they_differ() -> None:
    random = np.random.default_rng(3)
    document = np.repeat(np.arange(12), 10)
    easy = random.random(12)[document]
    truth = random.integers(0, 3, 120)
    table = np.where(random.random((3, 120)) < easy, truth, random.integers(0, 3, (3, 120)))
    alone, clustered = rel.krippendorff_alpha(table), rel.krippendorff_alpha(table, documents=document)
    assert alone.value == pytest.approx(clustered.value)
    width = [found.interval[1] - found.interval[0] for found in (alone, clustered) if found.interval]
    assert width[1] > width[0]
    assert "independent" in alone.explanation
    assert clustered.explanation == ""


def test_many_distinct_numbers() -> None:
    random = np.random.default_rng(7)
    table = random.normal(0, 1, 120) + random.normal(0, 0.4, (3, 120))
    for level in ("interval", "ordinal"):
        expected = krippendorff.alpha(reliability_data=table, level_of_measurement=level)
        assert rel.krippendorff_alpha(table, level).value == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("compute", "why"),
    [
        (lambda: rel.krippendorff_alpha([["fact"] * 3, ["fact"] * 3]), "every reader chose 'fact'"),
        (lambda: rel.krippendorff_alpha([[1, None], [None, 2]]), "nothing to compare"),
        (lambda: rel.krippendorff_alpha([[1, 2, 3]]), "nothing to compare"),
        (lambda: rel.krippendorff_alpha(np.zeros((2, 0))), "nothing to compare"),
        (lambda: rel.krippendorff_alpha([[_, _], [_, _]]), "nothing to compare"),
        (lambda: rel.cohen_kappa(["x", "x"], ["x", "x"]), "every reader chose 'x'"),
        (lambda: rel.cohen_kappa([], []), "nothing to compare"),
        (lambda: rel.scott_pi([1, _], [_, 1]), "nothing to compare"),
        (lambda: rel.fleiss_kappa([[3, 0], [3, 0]]), "every reader chose 0"),
        (lambda: rel.fleiss_kappa([[1, 0], [0, 1]]), "nothing to compare"),
        (lambda: rel.gwet_ac1([[1, 1], [1, 1]]), "every reader chose 1"),
        (lambda: rel.gwet_ac2([[2, 2], [2, 2]], values=[1, 2]), "every reader chose 2"),
        (lambda: rel.u_alpha([], 10, readers=["a", "b"]), "nobody marked anything"),
        (lambda: rel.u_alpha([("a", 0, 10, 1), ("b", 0, 10, 1)], 10), "everybody marked everything"),
        (lambda: rel.u_alpha([("a", 0, 5, 1)], 10), "fewer than two readers"),
    ],
)
def test_undefined_is_said_and_explained(compute: Any, why: str) -> None:
    found = compute()
    assert math.isnan(found.value)
    assert not found.defined
    assert found.interval is None
    assert why in found.explanation
    assert "undefined" in repr(found)


@pytest.mark.parametrize(
    ("compute", "message"),
    [
        (lambda: rel.krippendorff_alpha([1, 2, 3]), "two dimensions"),
        (lambda: rel.krippendorff_alpha([[1]], "cardinal"), "no level of measurement 'cardinal'"),
        (lambda: rel.krippendorff_alpha([["a"], ["b"]], values=["a"]), "'b' is not among the values"),
        (lambda: rel.krippendorff_alpha([[1, 2], [1, 2]], documents=["d"]), "one for each unit"),
        (lambda: rel.cohen_kappa([1, 2], [1]), "same units"),
        (lambda: rel.cohen_kappa([1, 2], [1, 3], weights="cubic"), "no weights 'cubic'"),
        (lambda: rel.fleiss_kappa([[1.5, 2]]), "counts"),
        (lambda: rel.u_alpha([("a", 5, 5, 1)], 10), "empty or lies outside"),
        (lambda: rel.u_alpha([("z", 1, 5, 1)], 10, readers=["a"]), "not among the readers"),
        (lambda: rel.dawid_skene([1], [1, 2], [1]), "one table"),
        (lambda: rel.mace([], [], []), "no label"),
    ],
)
def test_bad_input_says_what_is_expected(compute: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        compute()


def test_state_of_u_alpha_adds_up_over_documents() -> None:
    # reader, start, end, value
    marks = [
        (0, 0, 7, 1),
        (0, 30, 32, 2),
        (0, 44, 60, 3),
        (1, 0, 13, 1),
        (1, 32, 44, 2),
        (2, 7, 13, 3),
        (2, 31, 44, 2),
    ]
    whole = [np.zeros(len(marks), dtype=np.int64), *(np.array(column) for column in zip(*marks, strict=True))]
    both = [np.concatenate([column, column]) for column in whole]
    both[0] = np.repeat([0, 1], len(marks))
    two = continuum(*both, 3, [3, 3], np.array([60, 60]))
    one = continuum(*whole, 3, [3], np.array([60]))
    assert np.allclose(two.observed.sum(axis=0), 2 * one.observed[0])
    assert u_alpha_of(two.observed.sum(axis=0), two.self_pairs.sum(axis=0)) == pytest.approx(
        u_alpha_of(2 * one.observed[0], 2 * one.self_pairs[0])
    )


# --- the models of readers


labels = st.lists(
    st.tuples(st.integers(0, 6), st.sampled_from("abcd"), st.sampled_from("xyz")), min_size=1, max_size=40
)


@settings(max_examples=25)
@given(labels, st.randoms(use_true_random=False))
def test_models_do_not_depend_on_the_order_of_rows(rows: list[Any], random: Any) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    for model in (rel.dawid_skene, rel.mace):
        one, other = model(*zip(*rows, strict=True)), model(*zip(*shuffled, strict=True))
        assert (one.value == other.value).all()
        assert (one.probabilities == other.probabilities).all()
        assert np.isfinite(one.probabilities).all()
        assert one.probabilities.sum(axis=1) == pytest.approx(1)


@pytest.mark.parametrize("model", [rel.dawid_skene, rel.mace])
def test_thousands_of_readers_of_a_task_do_not_underflow(model: Any) -> None:
    random = np.random.default_rng(0)
    tasks, readers = (grid.ravel() for grid in np.meshgrid(np.arange(20), np.arange(1500), indexing="ij"))
    truth = np.arange(20) % 4
    given_ = np.where(random.random(len(tasks)) < 0.6, truth[tasks], random.integers(0, 4, len(tasks)))
    found = model(tasks, readers, given_)
    assert np.isfinite(found.probabilities).all()
    assert (found.value == truth).all()


def test_mace_finds_who_guesses() -> None:
    random = np.random.default_rng(1)
    truth = random.integers(0, 3, 150)
    skill = {"ada": 0.9, "ben": 0.8, "cleo": 0.7, "dan": 0.0}
    rows = [
        (task, reader, true if random.random() < knows else random.integers(0, 3))
        for task, true in enumerate(truth)
        for reader, knows in skill.items()
    ]
    found = rel.mace(*zip(*rows, strict=True))
    assert (found.value == truth).mean() > 0.93
    assert dict(zip(found.readers, found.accuracy, strict=True)) == pytest.approx(skill, abs=0.12)


def test_mace_restarts_differ_and_the_best_counts() -> None:
    rows = [
        (0, "a", "x"),
        (0, "b", "y"),
        (1, "a", "y"),
        (1, "b", "y"),
        (2, "a", "x"),
        (2, "c", "y"),
        (3, "c", "x"),
    ]
    columns = list(zip(*rows, strict=True))
    one = max(rel.mace(*columns, restarts=1, seed=seed).log_likelihood for seed in range(3))
    assert rel.mace(*columns, restarts=30).log_likelihood >= one - 1e-6


def test_one_label_and_one_class() -> None:
    for model in (rel.dawid_skene, rel.mace):
        found = model([1], ["a"], ["x"])
        assert list(found.value) == ["x"]
        assert "no variation" in found.explanation
