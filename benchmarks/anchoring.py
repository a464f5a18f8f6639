"""How well annotations are found again in a changed article, against a truth that is known.

Run it from the checkout, after `make lab` or `make test` has made the environment:

    .venv/bin/pip install edlib        # only for the peer; without it the peer is left out
    .venv/bin/python benchmarks/anchoring.py            # all: about ten minutes
    .venv/bin/python benchmarks/anchoring.py --quick    # 10 kB only

Generated articles are edited in twelve ways, at 1, 5 and 20 % of their words, sentences, paragraphs or signs. The
edits are made on words that remember where they came from, so it is known where each annotation has to be.

- *right*: the place holds all words of the annotation that are left, and no other word of the old text.
- *wrong*: any other place; also any place for an annotation of which no word is left, or whose words were torn apart.
- *orphan*: no place; counted as lost only where at least half of its letters are left, in one stretch.

The peer searches each quote by itself as the Hypothesis client does: the approximate matches with the fewest errors,
at most half of the quote, weighed 50 : 20 : 20 : 2 by quote, prefix, suffix and position.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from anchoring_truth import CONTEXT, KINDS, Trial, counted, trial
from annotator.anchoring.diff import Alignment
from annotator.anchoring.outcome import find_again
from annotator.anchoring.tokens import Vocabulary, tokens_of

RATES = (0.01, 0.05, 0.20)
SIZES = {10_000: 250, 100_000: 1_000, 1_000_000: 2_000}  # annotations of each trial


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
        f"{name:34} {whole:7} {' '.join(cells)} {verdicts['wrong']:6} {share(verdicts['orphan'], kept)} {seconds:8.2f}",
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


def speed(size: int, count: int) -> None:
    case = trial(size, list(KINDS), 0.05, count, 1)
    began = time.perf_counter()
    vocabulary = Vocabulary()
    Alignment(tokens_of(case.old, vocabulary), tokens_of(case.new, vocabulary), vocabulary)
    diff = time.perf_counter() - began
    began = time.perf_counter()
    found = find_again(case.records, case.new, case.old)
    whole = time.perf_counter() - began
    print(
        f"{size // 1000} kB, {len(found)} annotations: one diff {diff:.2f} s, all carried over {whole:.2f} s, ratio {whole / diff:.2f}"
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
    parser.add_argument("--quick", action="store_true", help="10 kB only, few trials")
    parser.add_argument(
        "--trials", type=int, default=100_000, help="annotations at 5 %% over 100 kB of each kind"
    )
    arguments = parser.parse_args()
    sets = {kind: [kind] for kind in KINDS} | {"all twelve": list(KINDS)}
    heads = f"{'exact %':>7} {'moved %':>7} {'chang %':>7} {'orph. %':>7}"
    print(f"{'size, edits':34} {'number':>7} {heads} {'wrong':>6} {'lost %':>7} {'seconds':>8}")
    for size in (10_000,) if arguments.quick else SIZES:
        for rate in RATES:
            run(size, rate, sets, range(4 if size == 10_000 else 1), False)
    if not arguments.quick:
        number = max(arguments.trials // SIZES[100_000] // len(sets), 1)
        total = run(100_000, 0.05, sets, range(10, 10 + number + 1), False)
        print(f"wrong at 5 %: {total['wrong']} of {sum(total.values())}")
    print("\nOnly quotes and contexts known, as in the page:")
    for size in (10_000,) if arguments.quick else (10_000, 100_000):
        for rate in RATES:
            run(size, rate, sets, range(2), True)
    print()
    for size, count in (
        ((10_000, 100), (100_000, 1_000)) if arguments.quick else ((100_000, 10_000), (1_000_000, 10_000))
    ):
        speed(size, count)
    try:
        import edlib  # noqa: F401
    except ImportError:
        print("The peer is left out: pip install edlib")
        return
    for size, count in (
        ((10_000, 250),) if arguments.quick else ((10_000, 250), (100_000, 250), (1_000_000, 100))
    ):
        for rate in RATES:
            peer(size, rate, count)


if __name__ == "__main__":
    main()
