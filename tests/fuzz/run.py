"""`make fuzz`: throw inputs at our parsers and detectors for a time, and say what broke.

    python tests/fuzz/run.py --seconds 600                      all targets, one after the other
    python tests/fuzz/run.py --seconds 60 article_pdf table_csv
    python tests/fuzz/run.py --again crash-….bin                one input again

Where atheris is installed (pip install atheris), inputs are led by the code that they reach; otherwise they are random.
Exit status 1 if something broke. A crash is kept as `crash-<target>-<where>.bin` in the folder of `--out`.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent)]
SLOWEST = 30  # seconds after which an input counts as one that hangs
LARGEST = 4096  # bytes of what an input is drawn from
SLICE = 120  # seconds of one process: under atheris memory grows with the inputs, whatever they are given to


class Hangs(Exception):
    """An input that takes too long."""


class Watched:
    """Runs inputs, counts them, and keeps each way to crash once."""

    def __init__(self, name: str, out: Path) -> None:
        from hypothesis import settings

        from fuzz.targets import TARGETS

        test = settings(database=None)(TARGETS[name])
        self.run_one: Callable[[bytes], Any] = test.hypothesis.fuzz_one_input  # type: ignore[attr-defined]
        self.name, self.out = name, out
        self.count, self.slowest, self.crashes = 0, 0.0, {}  # type: ignore[var-annotated]
        self.began = self.told = time.monotonic()
        signal.signal(signal.SIGALRM, self._hangs)

    def _hangs(self, *_: object) -> None:
        raise Hangs(f"more than {SLOWEST} seconds")

    def __call__(self, data: bytes) -> None:
        began = time.monotonic()
        signal.alarm(SLOWEST)
        try:
            with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):  # noqa: PTH123
                self.run_one(data)
        except BaseException as error:
            if isinstance(error, (KeyboardInterrupt, SystemExit)):
                raise
            self._crash(data, error)
        finally:
            signal.alarm(0)
        now = time.monotonic()
        self.count += 1
        self.slowest = max(self.slowest, now - began)
        if now - self.told > 5:
            self.tell()

    def _crash(self, data: bytes, error: BaseException) -> None:
        frames = traceback.extract_tb(error.__traceback__)
        ours = [frame for frame in frames if "/annotator/" in frame.filename or "/fuzz/" in frame.filename]
        last = (ours or frames)[-1]
        where = f"{type(error).__name__}-{Path(last.filename).stem}-{last.lineno}"
        if where in self.crashes:
            self.crashes[where] += 1
            return
        self.crashes[where] = 1
        self.out.mkdir(parents=True, exist_ok=True)
        kept = self.out / f"crash-{self.name}-{where}"
        kept.with_suffix(".bin").write_bytes(data)
        kept.with_suffix(".txt").write_text("".join(traceback.format_exception(error)), "utf-8", "replace")
        self.tell()

    def tell(self) -> None:
        """Write down how far it is: a process that is ended has no last word."""
        self.told = time.monotonic()
        told = {
            "target": self.name,
            "inputs": self.count,
            "seconds": round(self.told - self.began),
            "processor": round(time.process_time()),
            "slowest": round(self.slowest, 2),
            "crashes": self.crashes,
        }
        self.out.mkdir(parents=True, exist_ok=True)
        (self.out / f"{self.name}.json").write_text(json.dumps(told))


def buffers(random: Random) -> Iterator[bytes]:
    """What inputs are drawn from: bytes by chance, and earlier ones with a few changed."""
    pool: list[bytes] = []
    while True:
        if pool and random.random() < 0.5:
            made = bytearray(random.choice(pool))
            for _ in range(random.randint(1, 8)):
                if made:
                    made[random.randrange(len(made))] = random.randrange(256)
        else:
            made = bytearray(random.randbytes(random.choice([64, 256, 1024, LARGEST])))
        if random.random() < 0.05:
            pool = [*pool[-200:], bytes(made)]
        yield bytes(made)


def one(name: str, seconds: float, out: Path, seed: int, guided: bool) -> None:
    """Run one target in this process."""
    if guided:
        import atheris

        with atheris.instrument_imports(include=["annotator"]):
            watched = Watched(name, out)
        corpus = out / "corpus" / name
        corpus.mkdir(parents=True, exist_ok=True)
        random = Random(seed)
        for at, data in zip(range(50), buffers(random), strict=False):
            (corpus / f"start-{at}").write_bytes(data)
        atheris.Setup(
            [
                "fuzz", f"-max_total_time={int(seconds)}", f"-max_len={LARGEST}", f"-seed={seed or 1}", "-verbosity=0",
                "-print_final_stats=0", "-rss_limit_mb=6000", "-timeout=300", str(corpus),
            ],
            watched,
        )  # fmt: skip
        atheris.Fuzz()
        return
    watched = Watched(name, out)
    until = time.monotonic() + seconds
    for data in buffers(Random(seed)):
        watched(data)
        if time.monotonic() >= until:
            break
    watched.tell()


def sliced(name: str, seconds: float, out: Path, seed: int, guided: bool) -> dict[str, Any]:
    """Run one target in one process after the other, which go on with the inputs that led somewhere; and add up."""
    sums: dict[str, Any] = {"inputs": 0, "seconds": 0, "processor": 0, "slowest": 0, "crashes": {}}
    while (left := seconds - sums["seconds"]) > 1:  # what a process takes to start does not count
        command = [sys.executable, __file__, name, "--here", "--seconds", str(min(left, SLICE))]
        command += ["--seed", str(seed), "--out", str(out), *(["--plain"] if not guided else [])]
        (out / f"{name}.json").unlink(missing_ok=True)
        done = subprocess.run(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False
        )
        try:
            told = json.loads((out / f"{name}.json").read_text())
        except FileNotFoundError:
            told = {
                "inputs": 0,
                "seconds": 0,
                "processor": 0,
                "slowest": 0,
                "crashes": {"nothing was run": 1},
            }
        for figure in ("inputs", "seconds", "processor"):
            sums[figure] += told[figure]
        sums["slowest"] = max(sums["slowest"], told["slowest"])
        for where, times in told["crashes"].items():
            sums["crashes"][where] = sums["crashes"].get(where, 0) + times
        seed += 1
        if done.returncode not in (0, 77):
            sums["crashes"][f"ended with {done.returncode}"] = 1
            print(done.stderr[-2000:], file=sys.stderr)
        if not told["seconds"]:
            break
    (out / f"{name}.json").write_text(json.dumps({"target": name, **sums}))
    shutil.rmtree(out / "corpus" / name, ignore_errors=True)
    return sums


def main() -> int:
    """Run the targets, each in processes of its own."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "targets", nargs="*", metavar="TARGET", help="all of tests/fuzz/targets.py if none is named"
    )
    parser.add_argument("--seconds", type=float, default=600, help="for each target; default 600")
    parser.add_argument("--seed", type=int, default=1, help="0 for another one each time")
    parser.add_argument("--out", type=Path, default=Path("fuzz-out"), help="where crashes are kept")
    parser.add_argument("--plain", action="store_true", help="without atheris")
    parser.add_argument("--again", type=Path, metavar="FILE", help="run a kept input again")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    seed = given.seed or int.from_bytes(os.urandom(3))
    guided = not given.plain and find_spec("atheris") is not None
    if given.here:
        one(given.targets[0], given.seconds, given.out, seed, guided)
        return 0
    from fuzz.targets import TARGETS  # not before: what is imported already is not followed by atheris

    unknown = set(given.targets) - set(TARGETS)
    if unknown:
        parser.error(f"no such target: {', '.join(sorted(unknown))}; there are {', '.join(TARGETS)}")
    if given.again:
        name = next(name for name in TARGETS if given.again.name.startswith(f"crash-{name}-"))
        Watched(name, given.out).run_one(given.again.read_bytes())
        print("It passes now.")
        return 0
    broken = 0
    for name in given.targets or TARGETS:
        told = sliced(name, given.seconds, given.out, seed, guided)
        broken += bool(told["crashes"])
        how = "led by coverage" if guided else "random"
        print(
            f"{name}: {told['inputs']:,} inputs in {told['seconds']} s ({told['processor']} s of processor time, {how}), slowest {told['slowest']} s, "
            + (f"CRASHES {told['crashes']}" if told["crashes"] else "no crash"),
            flush=True,
        )
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
