"""Reference values from programs that cannot live in one environment with this package. Not run by the tests.

irrCAC pins scipy 1.12 and pandas below 3; crowd-kit wants transformers, which its Dawid-Skene does not use:

    python -m venv irr && irr/bin/pip install irrCAC==0.4.4 && irr/bin/python make.py irrcac
    python -m venv kit && kit/bin/pip install --no-deps crowd-kit==1.4.2
    kit/bin/pip install pandas numpy scikit-learn tqdm attrs nltk && kit/bin/python make.py crowdkit

Each writes a JSON file beside this script, with the data, the figures and the versions.
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).parent


def ratings(seed: int, readers: int, units: int, values: int, missing: float) -> list[list[float | None]]:
    """Readers who find the true value more often than not, in steps that are mostly small."""
    random = np.random.default_rng(seed)
    truth = random.integers(1, values + 1, units)
    table = np.clip(truth + np.rint(random.normal(0, 0.8, (readers, units))), 1, values)
    return [[None if random.random() < missing else float(cell) for cell in row] for row in table]


def irrcac() -> dict[str, object]:
    from irrCAC.raw import CAC

    cases = []
    shapes = [(1, 2, 40, 3, 0.0), (2, 4, 60, 4, 0.0), (3, 5, 80, 5, 0.3), (4, 3, 30, 4, 0.5)]
    for seed, readers, units, values, missing in shapes:
        table = ratings(seed, readers, units, values, missing)
        frame = pd.DataFrame(np.array(table, dtype=float).T).dropna(how="all")
        found = {}
        for weights in ("identity", "quadratic", "linear", "ordinal"):
            cac = CAC(frame, weights=weights, categories=list(range(1, values + 1)), digits=15)
            for name in ("gwet", "fleiss", "krippendorff"):
                found[f"{name} {weights}"] = float(getattr(cac, name)()["est"]["coefficient_value"])
        cases.append({"ratings": table, "values": list(range(1, values + 1)), "figures": found})
    return {
        "irrCAC": version("irrCAC"),
        "scipy": version("scipy"),
        "pandas": version("pandas"),
        "cases": cases,
    }


def crowdkit() -> dict[str, object]:
    from crowdkit.aggregation import DawidSkene

    random = np.random.default_rng(5)
    truth = random.integers(0, 3, 60)
    rows = []
    for reader in range(6):
        skill = 0.5 + 0.08 * reader
        for task in range(60):
            if random.random() < 0.7:
                right = random.random() < skill
                rows.append((task, reader, int(truth[task]) if right else int(random.integers(0, 3))))
    frame = pd.DataFrame(rows, columns=["task", "worker", "label"])
    steps = 30
    model = DawidSkene(n_iter=steps, tol=-np.inf).fit(frame)
    return {
        "crowd-kit": version("crowd-kit"), "iterations": steps, "rows": rows,
        "probabilities": model.probas_.sort_index()[sorted(model.probas_.columns)].to_numpy().tolist(),
    }  # fmt: skip


if __name__ == "__main__":
    name = sys.argv[1]
    made = {"irrcac": irrcac, "crowdkit": crowdkit}[name]()
    (HERE / f"{name}.json").write_text(json.dumps(made) + "\n", encoding="utf-8")
