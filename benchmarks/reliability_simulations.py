"""Simulations with a known truth: do the intervals hold it, are units put together rightly, is the consensus right?

Run it from the checkout, after `make test` has made the environment (about five minutes):

    .venv/bin/python benchmarks/reliability_simulations.py
    .venv/bin/python benchmarks/reliability_simulations.py coverage --studies 400
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np

from annotator.reliability import dawid_skene, mace
from annotator.reliability.coincidence import coincidences_by
from annotator.reliability.intervals import jackknife
from annotator.reliability.labels import ModelResult
from annotator.reliability.levels import weights
from annotator.reliability.sums import Along, Chance, FixedMetric, Ordinal, Sums
from annotator.reliability.unitizing import continuum
from annotator.reliability.units import greedy

GRADES = 4
PER_ARTICLE = 10


def graded(random: np.random.Generator, articles: int, readers: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """Counts of grades for each unit, and its article. Articles differ in level, in difficulty, and in how readers take them."""
    article = np.repeat(np.arange(articles), PER_ARTICLE)
    level = random.normal(0, 1, len(article)) + 0.6 * random.normal(0, 1, articles)[article]
    hard = np.exp(0.8 * random.normal(0, 1, articles))[article]
    taken = random.normal(0, 0.5, (readers, articles))[:, article] * hard
    seen = level + taken + 0.55 * hard * random.normal(0, 1, (readers, len(article)))
    grade = np.digitize(seen, [-0.8, 0, 0.8])
    there = random.random(grade.shape) > 0.1
    return np.stack([((grade == k) & there).sum(axis=0) for k in range(GRADES)], axis=1), article


def ordinal(random: np.random.Generator, articles: int) -> Sums:
    counts, article = graded(random, articles)
    return Ordinal(coincidences_by(counts, article, articles), tuple(range(GRADES)))


def nominal(random: np.random.Generator, articles: int) -> Sums:
    counts, article = graded(random, articles)
    used = counts.sum(axis=1) >= 2
    return FixedMetric.of(counts[used], article[used], articles, range(GRADES), 1.0 - np.eye(GRADES))


def ac2(random: np.random.Generator, articles: int) -> Sums:
    counts, article = graded(random, articles)
    used = counts.sum(axis=1) >= 1
    return Chance.of(
        "ac2", counts[used], article[used], articles, range(GRADES), weights("quadratic", GRADES)
    )


def along(random: np.random.Generator, articles: int, readers: int = 4) -> Sums:
    """Passages of articles that are hard to different degrees: readers miss them, and shift their ends."""
    units = articles * PER_ARTICLE
    article = np.repeat(np.arange(articles), PER_ARTICLE)
    start = np.tile(np.arange(PER_ARTICLE) * 300, articles) + random.integers(0, 80, units)
    end = start + random.integers(40, 201, units)
    hard = random.beta(2, 3, articles)
    unit, reader = np.nonzero(random.random((units, readers)) > hard[article][:, None])
    spread = 3 + 30 * hard[article[unit]]
    first = np.maximum(start[unit] + np.rint(random.normal(0, spread)).astype(np.int64), 0)
    last = np.maximum(end[unit] + np.rint(random.normal(0, spread)).astype(np.int64), first + 1)
    lengths = np.full(articles, PER_ARTICLE * 300 + 200)
    state = continuum(
        article[unit], reader.astype(np.int64), first, np.minimum(last, lengths[0]), np.ones(len(unit), dtype=np.int64), 1,
        np.full(articles, readers), lengths,
    )  # fmt: skip
    return Along(state.observed, state.self_pairs)


def coverage(studies: int) -> None:
    """How often the 95 % interval holds the value of a very large study."""
    made: dict[str, Callable[[np.random.Generator, int], Sums]] = {
        "alpha, ordinal": ordinal, "alpha, nominal": nominal, "AC2": ac2, "u-alpha": along,
    }  # fmt: skip
    for name, make in made.items():
        random = np.random.default_rng(1)
        truth = make(random, 20_000).value()
        shown = []
        for articles in (4, 10, 40):
            held = found = 0
            for _ in range(studies):
                sums = make(random, articles)
                value = sums.value()
                interval = None if np.isnan(value) else jackknife(value, sums.without(), scale=sums.scale)
                if interval is not None:
                    found += 1
                    held += interval[0] <= truth <= interval[1]
            shown.append(f"{articles * PER_ARTICLE} units {100 * held / found:.1f} %")
        print(f"coverage of {name} (true value {truth:.3f}, {studies} studies): {', '.join(shown)}")


def units(size: int) -> None:
    """F1 of pairs of spans put together, against the truth: spans of 40 to 200 characters, 5 readers, 30 % missing."""
    for spread, every in ((8, 250), (25, 250), (8, 60), (25, 60)):
        random = np.random.default_rng(0)
        count = int(size / 3.5)
        start, length = np.sort(random.integers(0, count * every, count)), random.integers(40, 201, count)
        unit, reader = np.nonzero(random.random((count, 5)) > 0.3)
        first = np.maximum(start[unit] + np.rint(random.normal(0, spread, len(unit))).astype(np.int64), 0)
        last = np.maximum(
            start[unit] + length[unit] + np.rint(random.normal(0, spread, len(unit))).astype(np.int64),
            first + 1,
        )
        order = np.lexsort((reader, last, first))
        shown = []
        for threshold in (0.0, 0.3, 0.5):
            found = greedy(
                np.zeros(len(order), dtype=np.int64),
                reader[order],
                first[order],
                last[order],
                None,
                threshold,
            )
            shown.append(f"above {threshold} {_f1(unit[order], found):.3f}")
        print(f"units, ends moved by {spread}, one span for {every} characters: F1 {', '.join(shown)}")


def _f1(one: np.ndarray, other: np.ndarray) -> float:
    def pairs(counts: np.ndarray) -> int:
        return int((counts * (counts - 1) // 2).sum())

    both = np.unique(np.stack([one, other]), axis=1, return_counts=True)[1]
    return 2 * pairs(both) / (pairs(np.bincount(one)) + pairs(np.bincount(other)))


def consensus(tasks: int) -> None:
    """Share of right answers: 5 answers a task out of 20 readers, 4 classes, readers of different kinds."""
    kinds = {
        "equally good": np.full(20, 0.7),
        "some guess": np.where(np.arange(20) < 8, 0.0, 0.8),
        "very different": np.linspace(0.1, 0.95, 20),
    }
    for name, skill in kinds.items():
        random = np.random.default_rng(2)
        truth = random.integers(0, 4, tasks)
        task = np.repeat(np.arange(tasks), 5)
        reader = np.concatenate([random.permutation(20)[:5] for _ in range(tasks)])
        label = np.where(
            random.random(len(task)) < skill[reader], truth[task], random.integers(0, 4, len(task))
        )
        votes = np.zeros((tasks, 4))
        np.add.at(votes, (task, label), 1)
        votes += 1e-6 * random.random(votes.shape)  # ties by lot
        found = {
            "majority": votes.argmax(axis=1),
            "Dawid-Skene": dawid_skene(task, reader, label).value,
            "MACE": mace(task, reader, label).value,
        }
        right = ", ".join(
            f"{method} {100 * (value == truth).mean():.1f} %" for method, value in found.items()
        )
        print(f"consensus, readers {name}: {right}")


def marked(studies: int) -> None:
    """Which units are passages, and which share of those each reader found: with and without what nobody marked.

    120 places, each a passage or not; a unit is a place that somebody marked. Readers mark passages with one probability
    (that of short ones may differ) and other places with another.
    """
    kinds: dict[str, tuple[float, list[tuple[float, float, float]]]] = {
        "one of five misses short ones": (0.5, [(0.97, 0.97, 0.01)] * 4 + [(0.97, 0.05, 0.01)]),
        "all miss some": (0.3, [(0.7, 0.7, 0.03)] * 5),
        "all miss more than half": (0.3, [(0.45, 0.45, 0.02)] * 5),
        "one of five marks too much": (0.3, [(0.85, 0.85, 0.02)] * 4 + [(0.85, 0.85, 0.4)]),
        "two of five mark too much": (0.3, [(0.85, 0.85, 0.02)] * 3 + [(0.85, 0.85, 0.4)] * 2),
        "three readers": (0.3, [(0.8, 0.8, 0.05)] * 3),
        "two readers": (0.3, [(0.8, 0.8, 0.05)] * 2),
    }
    for name, (share, readers) in kinds.items():
        random = np.random.default_rng(3)
        scores: dict[str, list[tuple[float, float]]] = {}
        for _ in range(studies):
            truth, short = random.random(120) < share, random.random(120) < 0.5
            chance = np.array([np.where(truth, np.where(short, b, a), c) for a, b, c in readers]).T
            marks = random.random(chance.shape) < chance
            seen = marks.any(axis=1)
            units, real = marks[seen], truth[seen]
            silent = int((~seen).sum())
            found = {"majority": 2 * units.sum(axis=1) > len(readers)}
            for method, model in (("Dawid-Skene", dawid_skene), ("MACE", mace)):
                for what, places in (("units alone", 0), ("with half of the silence", silent // 2),
                                     ("with silence", silent), ("with it twice", 2 * silent)):  # fmt: skip
                    found[f"{method} {what}"] = _decided(model, units, places)
            for method, decided in found.items():
                right = 2 * (decided & real).sum() / max(decided.sum() + truth.sum(), 1)
                shares = units[decided].mean(axis=0) if decided.any() else np.zeros(len(readers))
                wrong = float(np.abs(shares - units[real].mean(axis=0)).mean())
                scores.setdefault(method, []).append((right, wrong))
        print(f"marked, {name} ({studies} studies): F1 of passages, error of each reader's share")
        for method, each in scores.items():
            print(f"    {method:38s} {np.mean(each, axis=0)[0]:.3f}  {np.mean(each, axis=0)[1]:.3f}")


def _decided(model: Callable[..., ModelResult], units: np.ndarray, silent: int) -> np.ndarray:
    """Which units are passages by a model that sees `silent` places where nobody marked anything, too."""
    answers = np.vstack([units, np.zeros((silent, units.shape[1]), dtype=bool)])
    task, reader = np.divmod(np.arange(answers.size), answers.shape[1])
    more = {"restarts": 3} if model is mace else {}
    found = model(task, reader, answers.ravel(), **more)
    return np.asarray(found.value[: len(units)], dtype=bool)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="*", default=["coverage", "units", "consensus", "marked"])
    parser.add_argument("--studies", type=int, default=1500)
    given = parser.parse_args()
    for what in given.what:
        {
            "coverage": lambda: coverage(given.studies),
            "units": lambda: units(100_000),
            "consensus": lambda: consensus(2000),
            "marked": lambda: marked(max(given.studies // 30, 1)),
        }[what]()
