"""Shared cases of merge, deltas and repair."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from cases_material import DOCUMENT, SEED, SMALL, STAMPS, Case, edit, grown

import hostile
from annotator.edits import apply
from annotator.merge import delta, empty_reading


def merge_cases() -> Iterator[Case]:
    """Histories that part and meet, and readings of every shape."""
    random = Random(SEED)
    for at in range(30):
        before = grown(random, 3)
        left, right = (apply(before, edit(random, before), random.choice(STAMPS)) for _ in "ab")
        yield f"histories {at}", "merge", {"a": left, "b": right}
        if at < 8:
            yield f"delta {at}", "delta", {"before": before, "after": left}
            yield f"merge_delta {at}", "merge_delta", {"reading": right, "delta": delta(before, left)}
    for at in range(120):
        yield f"hostile {at}", "merge", {"a": hostile.reading(random), "b": hostile.reading(random)}
    for at in range(32):
        raw = hostile.reading(random)
        part = {key: value for key, value in hostile.reading(random).items() if random.random() < 0.7}
        yield (
            f"hostile delta {at}",
            "merge_delta",
            {"reading": raw, "delta": hostile.json_value(random) if at % 8 == 0 else part},
        )
        yield f"difference {at}", "delta", {"before": raw, "after": hostile.reading(random)}
    empty = empty_reading(DOCUMENT, SMALL, "ada")
    others: list[Any] = [
        {**empty, "reader": "eva"},
        {**empty, "document": {"id": "doc-0"}},
        {**empty, "document": 5},
        None,
        "x",
        [],
    ]
    for at, other in enumerate(others):
        yield f"apart {at}", "merge", {"a": empty, "b": other}
    pairs: list[Any] = [
        ("1.9", "1.10"),
        ("1", "1.0"),
        ("v2", "10"),
        ("007", "8"),
        ("", "0"),
        (None, ""),
        (2, "1"),
    ]
    for pair in [*pairs, ("9" * 400, "1" + "0" * 400)]:
        books = [{**empty, "codebook": {"id": "c", "version": version}} for version in pair]
        yield f"versions {str(pair)[:20]}", "merge", {"a": books[0], "b": books[1]}
    for by in [("a", "b"), ("\uffff", "\U0001f98a"), ("", 5), ("é", "z"), ("a", "aa")]:
        sides = [{**empty, "annotations": {"x": {"rev": 1, "by": name}}} for name in by]
        yield f"writers {by}", "merge", {"a": sides[0], "b": sides[1]}
    names: list[tuple[Any, Any]] = [
        ("doc-b", ["doc-a", "doc-c"]),
        (["doc-b"], "doc-b"),
        (["doc-b", "doc-b"], ["doc-b"]),
        ([["doc-b"]], "doc-b"),
        ([], "doc-b"),
        (None, 5),
    ]
    for mine, theirs in names:
        sides = [{**empty, "carried_from": name} for name in (mine, theirs)]
        yield f"carried from {mine} and {theirs}", "merge", {"a": sides[0], "b": sides[1]}
    yield "carried from one", "merge", {"a": empty, "b": {**empty, "carried_from": ["doc-a"]}}
    raws: list[Any] = [
        None,
        5,
        [],
        "x",
        empty,
        {},
        {**empty, "schema_version": "1"},
        {**empty, "codebook": [], "progress": 1},
    ]
    for at in range(40):
        raw = (
            raws[at]
            if at < len(raws)
            else hostile.mutated(random, grown(random, 2))
            if at % 2
            else hostile.reading(random)
        )
        head = {"document": {**DOCUMENT.to_dict(), "markup": []}, "codebook": SMALL, "reader": "ada"}
        yield f"repair {at}", "repair", {"raw": raw, **head}
