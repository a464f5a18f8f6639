"""How fast and how large: alpha, units, u-alpha, Dawid-Skene, MACE, and the table of agreement of 10 million annotations.

Run it from the checkout, after `make test` has made the environment:

    .venv/bin/python benchmarks/reliability_speed.py                       # all but crowd-kit: about ten minutes
    .venv/bin/python benchmarks/reliability_speed.py alpha spans --quick   # some of it, a tenth of the size
    .venv/bin/python benchmarks/reliability_speed.py models --peer kit/bin/python

The peer of the models is crowd-kit 1.4.2, which needs an environment of its own (see
tests/reliability/references/make.py); the same labels are given to both in the same run, and both make as many steps.
Every figure is the best of several, in seconds of the processor, so that a busy machine counts less; what counts are the
ratios within one run.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from annotator.reliability import dawid_skene, krippendorff_alpha, mace
from annotator.reliability.agreement_table import figure_row, finished
from annotator.reliability.alignment import units_of
from annotator.reliability.joining import joined
from annotator.reliability.material import Asked, from_frames
from annotator.reliability.measures import measures
from annotator.reliability.unitizing import continuum, u_alpha_of
from annotator.reliability.units import greedy

PEER = """
import json, sys, time
import numpy as np, pandas as pd
from crowdkit.aggregation import DawidSkene, MACE
frame = pd.DataFrame(np.load(sys.argv[1]), columns=["task", "worker", "label"])
steps = json.loads(sys.argv[2])
times = {}
for name, make in (("dawid_skene", lambda: DawidSkene(n_iter=steps["dawid_skene"], tol=-np.inf)),
                   ("mace", lambda: MACE(n_restarts=1, n_iter=steps["mace"]))):
    start = time.process_time()
    make().fit(frame)
    times[name] = time.process_time() - start
print(json.dumps(times))
"""


def best(run: Callable[[], Any], times: int) -> float:
    found = []
    for _ in range(times):
        start = time.process_time()
        run()
        found.append(time.process_time() - start)
    return min(found)


def peak() -> float:
    """Highest resident memory of the process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def alpha(size: int) -> None:
    """5 readers, 30 % missing, 5 values."""
    import krippendorff

    random = np.random.default_rng(0)
    truth = random.integers(0, 5, size)
    table = np.where(random.random((5, size)) < 0.6, truth, random.integers(0, 5, (5, size))).astype(float)
    table[random.random((5, size)) < 0.3] = np.nan
    labels = table[~np.isnan(table)].astype(np.int64)
    limit = best(lambda: np.bincount(labels), 7)
    for level in ("nominal", "ordinal"):
        ours = best(lambda: krippendorff_alpha(table, level), 7)  # noqa: B023
        peer = best(lambda: krippendorff.alpha(reliability_data=table, level_of_measurement=level), 3)  # noqa: B023

        def counted() -> float:
            counts = np.stack([(table == value).sum(axis=0) for value in range(5)], axis=1)
            return float(krippendorff.alpha(value_counts=counts, level_of_measurement=level))  # noqa: B023

        fast = best(counted, 3)
        equal = abs(krippendorff_alpha(table, level).value - counted())
        print(
            f"alpha {level:8} {size:,} units: {1e3 * ours:.0f} ms with its interval; krippendorff {1e3 * peer:.0f} ms "
            f"({peer / ours:.1f}x), of counts {1e3 * fast:.0f} ms ({fast / ours:.1f}x); one bincount {1e3 * limit:.0f} ms "
            f"({ours / limit:.1f}x); difference {equal:.0e}"
        )


def text_spans(size: int, spread: float = 8, every: int = 250, seed: int = 0) -> tuple[np.ndarray, ...]:
    """Unit, reader, start, end: 5 readers, 30 % missing, 40 to 200 characters, one for each `every` characters."""
    random = np.random.default_rng(seed)
    units = int(size / 3.5)
    start = np.sort(random.integers(0, units * every, units))
    length = random.integers(40, 201, units)
    unit, reader = np.nonzero(random.random((units, 5)) > 0.3)
    first = np.maximum(start[unit] + np.rint(random.normal(0, spread, len(unit))).astype(np.int64), 0)
    last = start[unit] + length[unit] + np.rint(random.normal(0, spread, len(unit))).astype(np.int64)
    last = np.maximum(last, first + 1)
    order = np.lexsort((reader, last, first))
    return tuple(each[order].astype(np.int64) for each in (unit, reader, first, last))


def spans(size: int) -> None:
    unit, reader, start, end = text_spans(size)
    group = np.zeros(len(unit), dtype=np.int64)
    align = best(lambda: greedy(group, reader, start, end), 2)
    long, read, value = np.array([int(end.max())]), [5], 1 + unit % 5
    along = best(lambda: continuum(group, reader, start, end, np.ones_like(group), 1, read, long), 2)
    both = best(lambda: continuum(group, reader, start, end, value, 5, read, long), 2)
    state = continuum(group, reader, start, end, value, 5, read, long)
    print(
        f"{len(unit):,} spans: alignment {align:.2f} s; u-alpha marked or not {along:.2f} s, of five values {both:.2f} s "
        f"({u_alpha_of(state.observed.sum(axis=0), state.self_pairs.sum(axis=0)):.3f}); peak {peak():.0f} MB"
    )


def models(size: int, peer: str | None) -> None:
    """50 readers, 5 labels a task, 5 classes."""
    random = np.random.default_rng(0)
    tasks = np.repeat(np.arange(size // 5), 5)
    readers = random.integers(0, 50, len(tasks))
    skill = random.uniform(0.4, 0.95, 50)
    truth = random.integers(0, 5, size // 5)
    labels = np.where(
        random.random(len(tasks)) < skill[readers], truth[tasks], random.integers(0, 5, len(tasks))
    )
    steps = {"dawid_skene": 12, "mace": 50}
    ours = {
        "dawid_skene": best(lambda: dawid_skene(tasks, readers, labels, iterations=12, tolerance=0), 3),
        "mace": best(lambda: mace(tasks, readers, labels, restarts=1, iterations=50, tolerance=0), 2),
    }
    theirs: dict[str, float] = {}
    if peer:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "labels.npy")
            np.save(path, np.stack([tasks, readers, labels], axis=1))
            command = [peer, "-c", PEER, str(path), json.dumps(steps)]
            theirs = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    for name, seconds in ours.items():
        ratio = f"; crowd-kit {theirs[name]:.1f} s ({theirs[name] / seconds:.1f}x)" if name in theirs else ""
        print(f"{name}, {size:,} labels, {steps[name]} steps: {seconds:.2f} s{ratio}")


def parts(size: int, folder: Path) -> Iterator[Path]:
    """Annotations of 5 readers as Parquet files, each of 500,000 annotations of whole documents."""
    for at in range(max(size // 500_000, 1)):
        unit, reader, start, end = text_spans(min(size, 500_000), seed=at)
        document = start // 7000  # articles of 7,000 characters, about 100 annotations in each
        random = np.random.default_rng(at)
        grade = np.clip(unit % 4 + random.integers(-1, 2, len(unit)), 0, 3)
        kind = np.where(random.random(len(unit)) < 0.15, random.integers(0, 5, len(unit)), unit % 5)
        frame = pd.DataFrame({
            "document": pd.Categorical.from_codes(document, [f"doc-{at:03}-{d:05}" for d in range(document.max() + 1)]),
            "reader": pd.Categorical.from_codes(reader, list("abcde")),
            "annotation": np.arange(len(unit)),
            "kind": pd.Categorical.from_codes(unit % 3, ["claim", "evidence", "source"]),
            "start": start - document * 7000, "end": end - document * 7000,
            "claim_type": pd.Categorical.from_codes(kind, list("frpni")),
            "evidence_strength": pd.Categorical.from_codes(grade, ["none", "thin", "partial", "solid"], ordered=True),
        })  # fmt: skip
        path = folder / f"part-{at:03}.parquet"
        frame.to_parquet(path)
        yield path


def table(size: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        for path in parts(size, Path(name)):
            print(path.name, end=" ", flush=True)
        print()
        subprocess.run([sys.executable, __file__, "--table-of", name], check=True)


def table_of(folder: str) -> None:
    """The table of agreement of Parquet files; each is summed up and forgotten."""
    fields = (
        Asked("claim_type", "claim_type", "Claim type", "nominal", ("claim",), tuple("frpni")),
        Asked("evidence_strength", "evidence_strength", "Evidence strength", "ordinal", ("claim",),
              ("none", "thin", "partial", "solid")),
    )  # fmt: skip
    rows = 0

    def sums() -> Iterator[list[Any]]:
        nonlocal rows
        for path in sorted(Path(folder).glob("*.parquet")):
            frame = pd.read_parquet(path)
            rows += len(frame)
            names = frame["document"].cat.categories
            documents = pd.DataFrame({"document": names, "title": names, "length": 7200})
            readings = documents[["document"]].merge(pd.DataFrame({"reader": list("abcde")}), how="cross")
            m = from_frames(frame, readings, documents, fields=fields, kinds=["claim", "evidence", "source"])
            yield list(measures(m, units_of(m)))

    found = finished([figure_row(each) for each in joined(sums())], [], [])
    print(
        found[["kind", "about", "field", "measure", "value", "low", "high", "units", "documents"]].to_string()
    )
    print(f"{rows:,} annotations: {time.process_time():.0f} s, peak {peak():.0f} MB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="*", default=["alpha", "spans", "models", "table"])
    parser.add_argument("--quick", action="store_true", help="a tenth of the size")
    parser.add_argument("--peer", metavar="PYTHON", help="the Python that has crowd-kit")
    parser.add_argument("--table-of", metavar="FOLDER", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.table_of:
        table_of(given.table_of)
        sys.exit()
    part = 10 if given.quick else 1
    for what in given.what:
        if what == "models":
            models(1_000_000 // part, given.peer)
        else:
            {"alpha": alpha, "spans": spans, "table": table}[what](
                (10_000_000 if what == "table" else 1_000_000) // part
            )
