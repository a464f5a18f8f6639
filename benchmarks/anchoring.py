"""How well annotations are found again in a changed article, against a truth that is known.

Run it from the checkout, after `make lab` or `make test` has made the environment:

    .venv/bin/pip install edlib        # only for the peer; without it the peer is left out
    .venv/bin/python benchmarks/anchoring.py            # all: about an hour, most of it at 1 MB
    .venv/bin/python benchmarks/anchoring.py --quick    # 10 kB only
    .venv/bin/python benchmarks/anchoring.py goal       # one part: table, goal, quotes, speed, peer
    .venv/bin/python benchmarks/anchoring.py table --sizes 1000000 --rates 0.05

Generated articles are edited in twelve ways, at 1, 5 and 20 % of their words, sentences, paragraphs or signs. The
edits are made on words that remember where they came from, so it is known where each annotation has to be.

Each kind is tried by itself and all twelve together. A text has 250, 1,000 or 4,500 annotations by its size; each is one
trial. `goal` is "no wrong anchor at 5 %": 117,000 trials of each size.

- *right*: the place holds all words of the annotation that are left, whole, and no other.
- *replaced*: all its words were replaced, and the place holds the new ones and no others. Neither right nor wrong.
- *wrong*: any other place; also any place for an annotation of which no word is left, or whose words were torn apart.
- *orphan*: no place; counted as lost only where at least half of its letters are left, in one stretch.

`tests/anchoring_truth.py` has the rule to the letter, with the one case in which two places are taken for right.

The peer searches each quote by itself as the Hypothesis client does: the approximate matches with the fewest errors,
at most half of the quote, weighed 50 : 20 : 20 : 2 by quote, prefix, suffix and position.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from anchoring_truth import CONTEXT, KINDS, Trial, counted, trial
from annotator.anchoring.diff import Alignment
from annotator.anchoring.outcome import find_again
from annotator.anchoring.tokens import Vocabulary, tokens_of

PARTS = ("table", "goal", "quotes", "speed", "peer")
RATES = (0.01, 0.05, 0.20)
SIZES = {10_000: 250, 100_000: 1_000, 1_000_000: 4_500}  # annotations of each trial


def searched(case: Trial, record: dict) -> tuple[int, int] | None:
    """One quote as the Hypothesis client searches it."""
    import edlib

    quote, text, start = record["quote"], case.new, record["spans"][0]["start"]
    errors = min(256, len(quote) // 2)
    places, at = [], text.find(quote)
    while at >= 0:
        places.append((at, at + len(quote)))
        at = text.find(quote, at + 1)
    distance = 0
    if not places:
        result = edlib.align(quote, text, mode="HW", task="locations", k=errors)
        distance = result["editDistance"]
        places = [(a or 0, b + 1) for a, b in result["locations"] or []]

    def score(place: tuple[int, int]) -> float:
        a, b = place
        before = (
            edlib.align(record["prefix"], text[max(a - CONTEXT, 0) : a], mode="NW")["editDistance"]
            if record["prefix"]
            else 0
        )
        behind = (
            edlib.align(record["suffix"], text[b : b + CONTEXT], mode="NW")["editDistance"]
            if record["suffix"]
            else 0
        )
        return (50 * (1 - distance / len(quote)) + 20 * max(1 - before / CONTEXT, 0) + 20 * max(1 - behind / CONTEXT, 0)
                + 2 * (1 - abs(a - start) / len(text)))  # fmt: skip

    return max(places, key=score) if places else None


def share(count: int, whole: int) -> str:
    return f"{100 * count / whole:7.3f}" if whole else "      -"


def report(name: str, verdicts: Counter[str], outcomes: Counter[str], seconds: float) -> None:
    whole = sum(verdicts.values())
    kept = whole - verdicts["deleted"]
    cells = [share(outcomes[outcome], whole) for outcome in ("exact", "moved", "changed", "orphan")]
    print(
        f"{name:34} {whole:7} {' '.join(cells)} {verdicts['wrong']:6} {verdicts['replaced']:6} {share(verdicts['orphan'], kept)} {seconds:8.2f}",
        flush=True,
    )


def run(size: int, rate: float, sets: dict[str, list[str]], seeds: range, with_context: bool) -> Counter[str]:
    total: Counter[str] = Counter()
    all_outcomes: Counter[str] = Counter()
    for name, kinds in sets.items():
        verdicts: Counter[str] = Counter()
        outcomes: Counter[str] = Counter()
        seconds = 0.0
        for seed in seeds:
            case = trial(size, kinds, rate, SIZES[size], seed)
            began = time.perf_counter()
            found = find_again(case.records, case.new, None if with_context else case.old)
            seconds += time.perf_counter() - began
            verdicts += counted(case, {one.annotation: one.spans[0] if one.spans else None for one in found})
            outcomes.update(one.outcome for one in found)
        report(f"{size // 1000:5} kB {100 * rate:3.0f} % {name}", verdicts, outcomes, seconds)
        total += verdicts
        all_outcomes += outcomes
    report(f"{size // 1000:5} kB {100 * rate:3.0f} % together", total, all_outcomes, 0)
    return total


def timed(call: Callable[[], object]) -> tuple[float, float]:
    """The least wall and processor time of three runs: other programs on the machine only ever add to them."""
    times = []
    for _ in range(3):
        began = time.perf_counter(), time.process_time()
        call()
        times.append((time.perf_counter() - began[0], time.process_time() - began[1]))
    return min(wall for wall, _ in times), min(processor for _, processor in times)


def speed(size: int, count: int) -> None:
    case = trial(size, list(KINDS), 0.05, count, 1)

    def diff() -> None:
        vocabulary = Vocabulary()
        Alignment(tokens_of(case.old, vocabulary), tokens_of(case.new, vocabulary), vocabulary)

    (wall_diff, diff_time), (wall, whole) = (
        timed(diff),
        timed(lambda: find_again(case.records, case.new, case.old)),
    )
    print(
        f"{size // 1000} kB, {len(case.records)} annotations: one diff {wall_diff:.2f} s ({diff_time:.2f} s of processor), "
        f"all carried over {wall:.2f} s ({whole:.2f} s of processor), ratio {whole / diff_time:.2f}",
        flush=True,
    )


def peer(size: int, rate: float, count: int) -> None:
    case = trial(size, list(KINDS), rate, count, 1)
    began = time.perf_counter()
    found = {id_: searched(case, record) for id_, record in case.records.items()}
    seconds = time.perf_counter() - began
    verdicts = counted(case, found)
    whole = sum(verdicts.values())
    kept = whole - verdicts["deleted"]
    print(f"peer {size // 1000:5} kB {100 * rate:3.0f} %: {whole} searched, wrong {share(verdicts['wrong'], whole)} %, "
          f"orphans {share(verdicts['orphan'], kept)} %, {1000 * seconds / whole:.1f} ms each", flush=True)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "parts", nargs="*", choices=[[], *PARTS], help="what to measure; all if none is given"
    )
    parser.add_argument("--quick", action="store_true", help="10 kB only, few trials")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), choices=list(SIZES))
    parser.add_argument("--rates", type=float, nargs="+", default=list(RATES))
    parser.add_argument("--trials", type=int, default=117_000, help="annotations of the goal, for each size")
    parser.add_argument("--seed", type=int, default=10, help="first seed of the texts")
    arguments = parser.parse_args()
    parts = arguments.parts or [part for part in PARTS if part != "goal" or not arguments.quick]
    sizes = [10_000] if arguments.quick else arguments.sizes
    sets = {kind: [kind] for kind in KINDS} | {"all twelve": list(KINDS)}
    if {"table", "goal", "quotes"} & set(parts):
        heads = f"{'exact %':>7} {'moved %':>7} {'chang %':>7} {'orph. %':>7}"
        print(
            f"{'size, edits':34} {'number':>7} {heads} {'wrong':>6} {'repl.':>6} {'lost %':>7} {'seconds':>8}"
        )
    if "table" in parts:
        for size in sizes:
            for rate in arguments.rates:
                texts = 4 if size == 10_000 else 1
                run(size, rate, sets, range(arguments.seed, arguments.seed + texts), False)
    if "goal" in parts:
        everything: Counter[str] = Counter()
        for size in sizes:
            number = -(-arguments.trials // SIZES[size] // len(sets))
            everything += run(size, 0.05, sets, range(arguments.seed, arguments.seed + number), False)
        print(f"wrong at 5 %: {everything['wrong']} of {sum(everything.values())}", flush=True)
    if "quotes" in parts:
        print("\nOnly quotes and contexts known, as in the page:")
        for size in sizes:
            for rate in arguments.rates:
                if size < 1_000_000:
                    run(size, rate, sets, range(arguments.seed, arguments.seed + 2), True)
    if "speed" in parts:
        print()
        few, many = [(10_000, 100), (100_000, 1_000)], [(100_000, 10_000), (1_000_000, 10_000)]
        for size, count in few if arguments.quick else many:
            speed(size, count)
    if "peer" in parts:
        try:
            import edlib  # noqa: F401
        except ImportError:
            print("The peer is left out: pip install edlib")
            return
        for size in sizes:
            for rate in arguments.rates:
                peer(size, rate, 100 if size == 1_000_000 else 250)


if __name__ == "__main__":
    main()
