"""How good the built-in detectors are: precision and recall on articles of our own, with truth written in by hand.

Run with `.venv/bin/python benchmarks/suggestions.py`; `--misses` lists what was missed and what was wrongly proposed.
The articles and who tagged them: `benchmarks/articles/README.md`; those in `fresh/` were written after the rules had
been mended on the others, so that their figures come closer to what other articles will give. A citation counts as
found where its span is the same; a source, a content or a claim where it shares at least half of what either covers,
one proposal for each.
Beside the claims stands what proposing every sentence would give: the limit that rules must beat to be of use.
Intervals are Wilson's (1927, Journal of the American Statistical Association 22), 95 %.
"""

from __future__ import annotations

import argparse
import math
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from annotator.document import Document
from annotator.suggestions.attributions import attributions
from annotator.suggestions.citations import citations
from annotator.suggestions.claims import claims
from annotator.suggestions.sentences import sentences

ARTICLES = Path(__file__).parent / "articles"
PARTS = ("outlet", "day", "month", "year")
_MARK = re.compile(r"\{(?P<kind>cit|claim|src|con)(?P<parts> [^|{}]*)?\||\}")


class Stretch(NamedTuple):
    start: int
    end: int
    parts: tuple[str, ...] = ()


class Score(NamedTuple):
    truth: int
    proposed: int
    right: int


def parsed(raw: str) -> tuple[Document, dict[str, list[Stretch]]]:
    """An article without its marks, and what they say."""
    text = ""
    at = 0
    opened: list[tuple[str, int, tuple[str, ...]]] = []
    truth: dict[str, list[Stretch]] = {kind: [] for kind in ("cit", "claim", "src", "con")}
    for mark in _MARK.finditer(raw):
        text += raw[at : mark.start()]
        at = mark.end()
        if mark["kind"]:
            parts = tuple(part.strip() for part in (mark["parts"] or "").split(";") if part.strip())
            opened.append((mark["kind"], len(text), parts))
        else:
            kind, start, parts = opened.pop()
            truth[kind].append(Stretch(start, len(text), parts))
    assert not opened, f"a mark is not closed: {opened}"
    text += raw[at:]
    document = Document.from_text(text.rstrip("\n"))
    assert document.text == text.rstrip("\n"), "the article is not canonical"
    return document, truth


def share(a: Stretch, b: Stretch) -> float:
    both = max(a.end, b.end) - min(a.start, b.start)
    return (min(a.end, b.end) - max(a.start, b.start)) / both


def matches(truth: list[Stretch], proposed: list[Stretch], least: float) -> list[tuple[Stretch, Stretch]]:
    """Pairs that belong together, the best first, each stretch once."""
    pairs = [(share(a, b), a, b) for a in truth for b in proposed]
    found: list[tuple[Stretch, Stretch]] = []
    for how_much, a, b in sorted(pairs, reverse=True):
        if how_much < least:
            break
        if all(a != known and b != other for known, other in found):
            found.append((a, b))
    return found


def wilson(right: int, of: int) -> str:
    if of == 0:
        return "   –            "
    z, p = 1.96, right / of
    middle = (p + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return f"{p:.2f} [{middle - half:.2f}, {middle + half:.2f}]"


def proposals(document: Document) -> dict[str, list[Stretch]]:
    cited = [
        Stretch(item["start"], item["end"], tuple(_word(item["detail"][part]) for part in PARTS))
        for item in citations(document)
    ]
    attributed = list(attributions(document))
    return {
        "cit": cited,
        "src": _stretches(item for item in attributed if item["kind"] == "source"),
        "con": _stretches(item for item in attributed if item["kind"] == "claim"),
        "claim": _stretches(claims(document)),
        "sentence": [Stretch(start, end) for start, end in sentences(document)],
    }


def _word(value: object) -> str:
    return "-" if value == "unknown" else str(value)


def _stretches(items: Iterable[dict[str, int]]) -> list[Stretch]:
    return [Stretch(item["start"], item["end"]) for item in items]


ROWS = (
    ("citations", "citation", "cit", "cit", 1.0),
    ("attributions", "source", "src", "src", 0.5),
    ("attributions", "content", "con", "con", 0.5),
    ("claims", "sentence", "claim", "claim", 0.5),
    ("(every sentence)", "sentence", "claim", "sentence", 0.5),
)


def measure(paths: list[Path], misses: bool) -> None:
    totals = {row: Score(0, 0, 0) for row in ROWS}
    parts_right = [0] * len(PARTS)
    found_citations = words = count = 0
    for path in paths:
        document, truth = parsed(path.read_text(encoding="utf-8"))
        words += len(document.text.split())
        count += len(sentences(document))
        proposed = proposals(document)
        for row in ROWS:
            detector, _, of, by, least = row
            pairs = matches(truth[of], proposed[by], least)
            old = totals[row]
            totals[row] = Score(
                old.truth + len(truth[of]), old.proposed + len(proposed[by]), old.right + len(pairs)
            )
            if of == "cit":
                found_citations += len(pairs)
                for a, b in pairs:
                    for at, (expected, given) in enumerate(zip(a.parts, b.parts, strict=True)):
                        parts_right[at] += expected == given
            if misses and by != "sentence":
                show_misses(
                    f"{path.stem:<13} {detector:<13} {of:<6}", document.text, truth[of], proposed[by], pairs
                )
    print(f"{len(paths)} articles, {words} words, {count} sentences")
    print(
        f"{'detector':<18}{'part':<10}{'truth':>6}{'proposed':>10}{'right':>7}  {'precision':<20}{'recall':<20}F1"
    )
    for (detector, part, *_), (expected, proposed_count, right) in totals.items():
        f1 = 2 * right / (expected + proposed_count)
        print(
            f"{detector:<18}{part:<10}{expected:>6}{proposed_count:>10}{right:>7}  "
            f"{wilson(right, proposed_count):<20}{wilson(right, expected):<20}{f1:.2f}"
        )
    shown = ", ".join(f"{part} {right}" for part, right in zip(PARTS, parts_right, strict=True))
    print(f"Of {found_citations} citations found, these parts are right (unknown counts as one): {shown}\n")


def show_misses(
    label: str, text: str, truth: list[Stretch], proposed: list[Stretch], pairs: list[tuple[Stretch, Stretch]]
) -> None:
    for word, stretches, hit in (
        ("missed", truth, {a for a, _ in pairs}),
        ("wrong ", proposed, {b for _, b in pairs}),
    ):
        for one in sorted(set(stretches) - hit):
            quote = text[one.start : one.end].replace("\n", " ")
            print(f"{label}{word}  {quote[:110]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="list what was missed and what was wrong")
    options = parser.parse_args()
    for title, folder in (
        ("Articles that the rules were mended on", ARTICLES),
        ("Fresh articles", ARTICLES / "fresh"),
    ):
        print(f"{title}: ", end="")
        measure(sorted(folder.glob("*.txt")), options.misses)


if __name__ == "__main__":
    main()
