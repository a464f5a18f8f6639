"""Shared cases of the sound view."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import Any

from cases_material import BOOK, SEED, TEXT, Case, Json, grown

import hostile

REVIEWS: list[Any] = [
    {"decision": "flagged", "reviewer": "eva"}, {"decision": "x", "reviewer": "eva"}, {"decision": ["flagged"], "reviewer": "e"},
    {"decision": "accepted"}, {"decision": "accepted", "reviewer": ""}, {"decision": "accepted", "reviewer": "🦊" * 200},
    {"decision": "accepted", "reviewer": "🦊" * 201}, {"decision": "corrected", "reviewer": "e", "was": {"values": {"a": None}}},
    {"decision": "corrected", "reviewer": "e", "was": []}, {"decision": "corrected", "reviewer": "e", "comment": 1},
    {"decision": "corrected", "reviewer": "e", "time": "x" * 41, "comment": ""}, None, [], "accepted",
]  # fmt: skip
LIMITS: list[Json] = [
    {"quote": "?"}, {"kind": "gone"}, {"kind": "constructor"}, {"note": "🦊" * 200}, {"prefix": "🦊" * 32}, {"prefix": "🦊" * 33},
    {"suffix": "x" * 33}, {"status": "done"}, {"status": "closed"}, {"status": None}, {"status": ["open"]}, {"origin": "x" * 201},
    {"rev": 2**53 - 1}, {"rev": 2**53}, {"rev": 1.0}, {"rev": 0}, {"rev": True}, {"rev": "1"}, {"by": "x" * 65},
    {"by": "🦊" * 64}, {"created": "x" * 41},
    {"values": {"a": True, "b": 0, "c": "", "d": []}}, {"values": {"a": None}}, {"values": {"a b": 1}},
    {"values": {"__proto__": 1}}, {"values": {"constructor": 1}}, {"values": {"a": {}}}, {"values": {"a": [1]}}, {"values": []},
    {"values": {"a": ["x" * 64] * 3}}, {"values": {"a": ["x" * 65]}}, {"values": {"a": 10**309}}, {"spans": []},
    {"spans": [{"start": 8.0, "end": 9.0}]}, {"spans": [{"start": 8, "end": 9.5}]}, {"spans": [{"start": 9, "end": 8}]},
    {"spans": [{"start": 8, "end": 8}]}, {"spans": [{"start": -1, "end": 1}]}, {"spans": [{"start": 8, "end": 10**309}]},
    {"spans": [{"start": False, "end": True}]}, {"spans": {"start": 8, "end": 9}}, {"spans": [None]}, {"spans": [{"end": 9}]},
    {"spans": [{"start": 0, "end": 7}, {"start": 8, "end": 9}], "quote": "Harbour … 🦊"},
    {"spans": [{"start": 0, "end": 8}, {"start": 8, "end": 9}], "quote": "Harbour  … 🦊"},
    {"spans": [{"start": 0, "end": 9}, {"start": 8, "end": 9}], "quote": "Harbour 🦊 … 🦊"},
    {"spans": [{"start": 8, "end": 9}, {"start": 0, "end": 7}], "quote": "🦊 … Harbour"},
    {"spans": [{"start": at, "end": at + 1} for at in range(9)], "quote": " … ".join(TEXT[:9])},
]  # fmt: skip


def check_cases() -> Iterator[Case]:
    """Readings of which parts are damaged, with and without article and codebook."""
    random = Random(SEED)
    sound = grown(random, 8)
    while len(sound["annotations"]) != 3 or len(sound["relations"]) != 2:
        sound = grown(random, 8)
    sound["codebook"] = {}
    known = {"document": {"text": TEXT}, "codebook": BOOK}
    unknown = {"document": None, "codebook": None}
    yield "sound", "check", {"raw": sound, **known}
    for raw in (None, 5, "x", [], {}):
        yield f"no reading {raw}", "check", {"raw": raw, **known}
    for at in range(92):
        raw = hostile.mutated(random, sound, 4)
        yield f"mutated {at}", "check", {"raw": raw, **(random.choice([known, known, unknown]))}
    for at in range(20):
        yield f"hostile {at}", "check", {"raw": hostile.reading(random), **known}
    base = {
        "kind": "claim",
        "spans": [{"start": 8, "end": 9}],
        "quote": "🦊",
        "values": {},
        "rev": 1,
        "by": "",
    }
    deep: Any = "bottom"
    records: dict[str, Any] = {"a-1": base}
    for level in range(1, 22):
        deep = [deep]
        if level >= 18:
            records[f"depth-{level}"] = {**base, "x": deep}
            records[f"empty-{level}"] = {**base, "x": json.loads("[" * level + "]" * level)}
    for at, change in enumerate(LIMITS):
        records[f"limit-{at}"] = {**base, **change}
    for id_ in ("", "a b", "-a", "_a", "a" * 64, "a" * 65, "a\n", "é", "__proto__", "constructor", "0"):
        records[id_] = base
    ends = [("a-1", "a-1"), ("a-1", "gone"), ("limit-0", "a-1"), ("constructor", "a-1"), ("__proto__", "a-1")]
    links: dict[str, Any] = {
        f"r-{at}": {"kind": "supports", "from": start, "to": end, "rev": 1, "by": ""}
        for at, (start, end) in enumerate(ends)
    }
    links |= {"k-1": {**links["r-0"], "kind": "gone"}, "k-2": {**links["r-0"], "kind": "constructor"}}
    answers = {f"f-{at}": {"value": value, "rev": 1, "by": ""} for at, value in enumerate(hostile.SCALARS)}
    whole = {
        "annotations": records,
        "relations": links,
        "answers": {**answers, "none": {"rev": 1, "by": ""}},
        "removed": records,
    }
    for name, told in {
        "all known": known,
        "nothing known": unknown,
        "length": {"document": {"length": 9}, "codebook": None},
        "shorter": {"document": {"length": 8}, "codebook": None},
        "empty codebook": {"document": None, "codebook": {}},
    }.items():
        yield f"limits, {name}", "check", {"raw": whole, **told}
    reviewed = {f"a-{at}": {**base, "review": review} for at, review in enumerate(REVIEWS)}
    yield "reviews", "check", {"raw": {"annotations": reviewed, "relations": {}, "answers": {}}, **unknown}
    for at, value in enumerate([1, 1.0, 2, 1.5, 0, "2", True, None, 10**309]):
        yield f"version {at}", "check", {"raw": {**sound, "schema_version": value}, **known}
    for at, aside in enumerate([5, None, [], {}, {"answers": [1, 2]}, {"reading": "x", "answers": []}]):
        yield f"set aside {at}", "check", {"raw": {**sound, "set_aside": aside}, **known}
    lost = {**base, "spans": [{"start": 500, "end": 509}], "quote": "elsewhere", "orphan": True}
    apart = {
        "annotations": {"a": base, "o": lost, "p": {**lost, "orphan": False}, "q": {**base, "orphan": 1},
                        "k": {**lost, "kind": "?"}},
        "relations": {
            f"r-{at}": {"kind": "supports", "from": start, "to": end, "rev": 1, "by": ""}
            for at, (start, end) in enumerate([("a", "a"), ("a", "o"), ("o", "a"), ("o", "p"), ("o", "gone")])
        },
        "answers": {},
        "removed": {},
    }  # fmt: skip
    yield "orphans", "check", {"raw": apart, **known}
    yield "orphans, nothing known", "check", {"raw": apart, **unknown}
    # Deleted in one place, linked in another meanwhile; a tombstone beside its annotation, or a broken one, explains nothing.
    meanwhile = {
        "annotations": {"a": base, "b": {**base, "kind": "?"}},
        "relations": {
            f"r-{at}": {"kind": "supports", "from": start, "to": end, "rev": 1, "by": ""}
            for at, (start, end) in enumerate([("a", "x"), ("x", "a"), ("x", "y"), ("x", "b"), ("a", "z"), ("x", "no")])
        },
        "answers": {},
        "removed": {"x": {"rev": 2, "by": "k"}, "y": {"rev": 2, "by": "k"}, "b": {"rev": 1, "by": ""}, "z": {"rev": 0}},
    }  # fmt: skip
    yield "deleted meanwhile", "check", {"raw": meanwhile, **known}
