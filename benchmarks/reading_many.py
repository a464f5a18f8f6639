"""Reading many notebooks to one DataFrame, against nbformat and against decoding the metadata alone; peak memory.

    python benchmarks/reading_many.py --notebooks 2000

Every way is measured in one run on the same files, each in a process of its own, the best of several times in turn.
`nbformat` is the loop alone, which ends with a list; `nbformat to a DataFrame` makes one of it, with a column for each
member, spans and values as objects. Processor time is that of all processes of a way, and so is the peak of memory (the
sum of their peaks): `annotator.read` starts further ones where reading takes long.
Goals: at least 8 times faster than a loop over `nbformat.read`; at most 2.5 times the time of decoding the metadata
alone (reading the files, and msgspec on our readings, with the types of all members of annotations); below 700 MB at 10,000
notebooks; `import annotator` within 150 ms, and without pandas.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))


def nbformat_loop(folder: Path) -> int:
    """What people do without us: nbformat on each file, and a list of the annotations."""
    return len(_nbformat_rows(folder))


def nbformat_frame(folder: Path) -> int:
    """The same, and a DataFrame of it."""
    import pandas as pd

    return len(pd.DataFrame(_nbformat_rows(folder)))


def _nbformat_rows(folder: Path) -> list[dict[str, Any]]:
    import nbformat

    rows = []
    for path in sorted(folder.rglob("*.ipynb")):
        for key, raw in nbformat.read(path, as_version=4).metadata.items():
            if key.startswith("annotator:"):
                document, reader = raw["document"]["id"], raw["reader"]
                for id_, record in raw["annotations"].items():
                    rows.append({"document": document, "reader": reader, "annotation": id_, **record})
    return rows


def metadata_alone(folder: Path) -> int:
    """The limit: our metadata decoded into typed records, and thrown away."""
    import msgspec
    from corpus import CODEBOOK

    from annotator import typed

    plan = typed.plan_of(msgspec.json.encode(CODEBOOK))
    assert plan is not None
    types = {field.name: field.type for field in msgspec.structs.fields(plan.decode.__self__.type)}
    annotation = types["annotations"].__args__[1]  # the type of one annotation

    members = msgspec.defstruct(
        "Reading",
        [
            ("schema_version", int), ("reader", str), ("document", dict), ("codebook", dict),
            ("annotations", dict[str, annotation]), ("relations", dict), ("answers", dict), ("removed", dict), ("progress", dict),
        ],
    )  # fmt: skip
    whole = msgspec.defstruct("Notebook", [("metadata", dict[str, msgspec.Raw])])
    notebook, reading = msgspec.json.Decoder(whole), msgspec.json.Decoder(members)
    count = 0
    for folder_, _, names in os.walk(folder):
        for name in names:
            if name.endswith(".ipynb"):
                data = Path(folder_, name).read_bytes()
                for key, raw in notebook.decode(data).metadata.items():
                    if key.startswith("annotator:"):
                        count += len(reading.decode(raw).annotations)
    return count


def ours(folder: Path) -> int:
    """`annotator.read` and its table of annotations."""
    import annotator

    return len(annotator.read(folder).annotations)


def ours_twice(folder: Path) -> int:
    """A second time, when nothing changed."""
    import annotator

    first = annotator.read(folder)
    start = time.perf_counter()
    again = annotator.read(folder)
    seconds["refresh"] = time.perf_counter() - start
    return len(first) + 0 * len(again)


WAYS = {
    "nbformat": nbformat_loop,
    "nbformat to a DataFrame": nbformat_frame,
    "metadata": metadata_alone,
    "annotator": ours,
    "refresh": ours_twice,
}
LIBRARIES = {
    "nbformat": "nbformat",
    "nbformat to a DataFrame": "nbformat pandas",
    "metadata": "msgspec annotator.typed corpus",
    "annotator": "annotator.dataset pandas",
    "refresh": "annotator.dataset pandas",
}
seconds: dict[str, float] = {}


def measure(way: str, folder: Path) -> dict[str, Any]:
    """One way in this process: its libraries are loaded before the clock starts."""
    for name in LIBRARIES[way].split():
        __import__(name)
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start, cpu = time.perf_counter(), time.process_time()
    count = WAYS[way](folder)
    others = resource.getrusage(resource.RUSAGE_CHILDREN)
    taken = {
        "seconds": time.perf_counter() - start,
        "cpu": time.process_time() - cpu + others.ru_utime + others.ru_stime,
    }
    peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + others.ru_maxrss) / 1024
    return {
        "count": count,
        **taken,
        "peak_mb": peak,
        "base_mb": base,
        **({"refresh": seconds["refresh"]} if seconds else {}),
    }


def in_a_process(way: str, folder: Path) -> dict[str, Any]:
    """The same in a process of its own."""
    command = [sys.executable, __file__, "--way", way, "--folder", str(folder)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def import_time() -> float:
    """Milliseconds that `import annotator` adds to the start of Python, the best of several."""

    def start(code: str) -> float:
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return time.perf_counter() - begun

    return 1000 * (min(start("import annotator") for _ in range(7)) - min(start("pass") for _ in range(7)))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--notebooks", type=int, default=2000)
    parser.add_argument("--annotations", type=int, default=50)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--way", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help="a corpus that is there already")
    given = parser.parse_args()
    if given.way:
        print(json.dumps(measure(given.way, given.folder)))
        return
    with tempfile.TemporaryDirectory() as place:
        folder = given.folder or Path(place)
        if given.folder is None:
            from corpus import write

            readers = 10
            paths = list(
                write(
                    folder, given.notebooks // readers, readers, given.annotations, size=25_000, complete=True
                )
            )
            size = sum(path.stat().st_size for path in paths) / len(paths)
            print(f"{len(paths):,} notebooks of {size / 1000:.1f} kB")
        results: dict[str, dict[str, Any]] = {}
        for turn in range(given.repeat):
            for way in WAYS:
                if way.startswith("nbformat") and turn:
                    continue  # the slowest by far, and the one that gains least from repeating
                found = in_a_process(way, folder)
                print(
                    f"  {way}: {found['seconds']:.2f} s, {found['cpu']:.2f} s of processor",
                    file=sys.stderr,
                    flush=True,
                )
                if way not in results or found["seconds"] < results[way]["seconds"]:
                    results[way] = found
    for way, found in results.items():
        print(
            f"{way:23} {found['seconds']:7.2f} s  {found['cpu']:7.2f} s of processor  {found['peak_mb']:6.0f} MB peak  {found['count']:,}"
        )
    own = results["annotator"]
    for clock in ("seconds", "cpu"):
        for peer in ("nbformat", "nbformat to a DataFrame"):
            print(
                f"{peer} / annotator ({clock}): {results[peer][clock] / own[clock]:.1f}  (goal: at least 8)"
            )
        print(
            f"annotator / metadata alone ({clock}): {own[clock] / results['metadata'][clock]:.2f}  (goal: at most 2.5)"
        )
    print(
        f"peak memory: {own['peak_mb']:.0f} MB, {own['base_mb']:.0f} MB of it before reading  (goal: below 700 at 10,000)"
    )
    print(f"a second time, nothing changed: {results['refresh']['refresh']:.2f} s")
    print(f"import annotator: {import_time():.0f} ms  (goal: at most 150)")


if __name__ == "__main__":
    main()
