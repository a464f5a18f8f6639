"""Shared cases of edits and their undo."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from cases_material import DOCUMENT, SEED, SMALL, STAMPS, Case, Json, annotation, edit, grown

import hostile
from annotator.edits import apply, invert
from annotator.merge import empty_reading


def apply_cases() -> Iterator[Case]:
    """Edits that fit with their undo, edits of everything by chance, and what is refused."""
    random = Random(SEED)
    for at in range(40):
        reading = grown(random, at % 8)
        step = edit(random, reading)
        yield f"{step['type']} {at}", "apply", {"reading": reading, "edit": step, "stamp": STAMPS[at % 3]}
        yield f"{step['type']} {at} back", "invert", {"reading": reading, "edit": step}
        undo = {"reading": apply(reading, step, STAMPS[0]), "edit": invert(reading, step), "stamp": STAMPS[1]}
        yield f"{step['type']} {at} undone", "apply", undo
    for at in range(80):
        reading = grown(random, 5)
        step = edit(random, reading)
        step = hostile.mutated(random, step) if at % 4 else step
        reading = hostile.mutated(random, reading) if at % 2 else reading
        yield f"mutated {at}", "apply", {"reading": reading, "edit": step, "stamp": STAMPS[0]}
        yield f"mutated {at} back", "invert", {"reading": reading, "edit": step}
    empty = empty_reading(DOCUMENT, SMALL, "ada")
    add = {"type": "add", "id": "b", "annotation": annotation(Random(SEED))}
    spans = [
        [[3, 3]],
        [[4, 3]],
        [[0, 2], [1, 3]],
        [[4, 5], [0, 1]],
        [[0, 1], [1, 2]],
        [[-1, 2]],
        [[0.0, 2.0]],
        [[0, 10**309]],
    ]
    for pairs in spans:
        given = {**add["annotation"], "spans": [{"start": start, "end": end} for start, end in pairs]}
        yield (
            f"spans {str(pairs)[:20]}",
            "apply",
            {"reading": empty, "edit": {**add, "annotation": given}, "stamp": STAMPS[0]},
        )
    changes: list[tuple[str, Json]] = [
        ("newer", {"schema_version": 2}),
        ("a section is a list", {"annotations": [1, "x"]}),
        ("sections are gone", {"relations": None, "removed": "x", "set_aside": 5}),
        ("a tombstone of high revision", {"removed": {"b": {"rev": 41, "by": "z"}}}),
        ("the id is taken by what is damaged", {"relations": {"b": None}}),
        ("unsound revisions", {"removed": {"b": {"rev": "9", "by": "z"}}}),
        ("a revision beyond all", {"removed": {"b": {"rev": 2**53 - 1, "by": "z"}}}),
    ]
    for name, change in changes:
        yield name, "apply", {"reading": {**empty, **change}, "edit": add, "stamp": STAMPS[0]}
    flagged = {"decision": "flagged", "reviewer": "eva", "comment": "where?"}
    plain = {**add["annotation"], "values": {}, "rev": 1, "by": "z"}
    for at, (was, review) in enumerate([({}, flagged), ({"review": flagged}, None), ({}, {"decision": "x"})]):
        given: Json = {
            "reading": {**empty, "codebook": {}, "annotations": {"b": {**plain, **was}}},
            "edit": {"type": "change", "id": "b", "set": {"review": review, "status": "flagged"}},
        }
        yield f"review {at}", "apply", {**given, "stamp": STAMPS[0]}
        yield f"review {at} back", "invert", given
    # What became of suggestions: rejected, brought back, accepted under the same id; and the end of the first pass.
    reject = {"type": "reject", "id": "b", "origin": "suggestion:citations"}
    rejected = {"removed": {"b": {"rev": 4, "by": "z", "rejected": "suggestion:citations"}}}
    first_pass = {"type": "progress", "done": False, "first_pass": True}
    steps: list[tuple[str, Json, Json]] = [
        ("reject", {}, reject),
        ("reject what was removed", {"removed": {"b": {"rev": 7, "by": "z"}}}, reject),
        ("reject twice", rejected, reject),
        ("reject what is there", {"annotations": {"b": plain}}, reject),
        ("reject without origin", {}, {"type": "reject", "id": "b"}),
        ("reject with a long origin", {}, {**reject, "origin": "x" * 201}),
        ("reject without an id", {}, {**reject, "id": "no id"}),
        ("restore", rejected, {"type": "restore", "id": "b"}),
        ("restore what was not rejected", {}, {"type": "restore", "id": "b"}),
        ("restore what is damaged", {"removed": {"b": {"rejected": 5}}}, {"type": "restore", "id": "b"}),
        ("accept after all", rejected, add),
        ("first pass", {}, first_pass),
        ("first pass again", {"progress": {"done": True, "first_pass": "2026-05-01T10:00:00Z"}}, first_pass),
        ("first pass, damaged", {"progress": {"first_pass": 5}}, first_pass),
        ("first pass, not yet", {}, {**first_pass, "first_pass": False}),
    ]
    for name, change, step in steps:
        given = {"reading": {**empty, "codebook": {}, **change}, "edit": step}
        yield name, "apply", {**given, "stamp": STAMPS[0]}
        yield f"{name} back", "invert", given
    # A link to what is not there could not be made again: undo must not need it, and nobody may remove it.
    link = {"kind": "supports", "from": "b", "to": "gone", "rev": 1, "by": "z"}
    here = {**empty, "annotations": {"b": {**add["annotation"], "values": {}, "rev": 1, "by": "z"}}}
    lost = {**here, "relations": {"r": link, "s": {**link, "to": "b"}, "t": {**link, "rev": 0}}}
    for kind in ("remove", "unrelate", "change_relation"):
        step = {"type": kind, "id": "b" if kind == "remove" else "r", "set": {"note": "n"}}
        yield f"link to nowhere, {kind}", "apply", {"reading": lost, "edit": step, "stamp": STAMPS[0]}
        yield f"link to nowhere, {kind} back", "invert", {"reading": lost, "edit": step}
    # An orphan is attached again, and that is taken back.
    lost = {**add["annotation"], "values": {}, "rev": 3, "by": "z", "orphan": True}
    place = {
        "spans": [{"start": 0, "end": 7}],
        "quote": "Harbour",
        "prefix": "",
        "suffix": " ",
        "orphan": False,
    }
    step = {"type": "change", "id": "b", "set": place}
    for name, record in (
        ("an orphan", lost),
        ("no orphan", {**lost, "orphan": False}),
        ("a wrong one", {**lost, "orphan": 1}),
    ):
        reading = {**empty, "annotations": {"b": record}}
        yield f"{name} attached again", "apply", {"reading": reading, "edit": step, "stamp": STAMPS[0]}
        yield f"{name} attached again, back", "invert", {"reading": reading, "edit": step}
    yield from history_cases()


def history_cases() -> Iterator[Case]:
    """What changes leave in the history: sittings, their ends, budgets, damaged histories, and what tombstones keep."""
    random = Random(SEED)
    reading = apply(
        empty_reading(DOCUMENT, SMALL, "ada"),
        {"type": "add", "id": "b", "annotation": annotation(random)},
        {"by": "p1", "now": "2026-05-31T23:55:00Z"},
    )
    steps: list[tuple[str, str, str, Json]] = [
        ("made", "p1", "2026-05-31T23:58:00Z", {"note": "n", "values": {"x": "a"}}),
        ("after midnight", "p1", "2026-06-01T00:03:00Z", {"values": {"x": "b"}}),
        ("another page", "p2", "2026-06-01T00:04:00Z", {"values": {"x": "c", "y": True}}),
        ("the same page", "p2", "2026-06-01T00:14:00Z", {"values": {"x": "d"}, "status": "done"}),
        ("taken back", "p2", "2026-06-01T00:15:00Z", {"values": {"x": "b", "y": None}}),
        ("a second too late", "p2", "2026-06-01T00:25:01Z", {"note": "🦊é" * 150}),
        ("time goes back", "p2", "2026-06-01T00:20:00Z", {"note": "", "kind": "claim"}),
        ("no time", "p2", "yesterday", {"spans": [{"start": 0, "end": 7}], "quote": "Harbour"}),
        ("nothing", "p3", "2026-07-01T00:00:00Z", {"note": ""}),
    ]
    for name, by, now, given in steps:
        edit_ = {"type": "change", "id": "b", "set": given}
        case = {"reading": reading, "edit": edit_, "stamp": {"by": by, "now": now, "who": "Ben 🦊" * 60}}
        yield f"history, {name}", "apply", case
        reading = apply(reading, edit_, case["stamp"])
    for at in range(30):
        edit_ = {"type": "change", "id": "b", "set": {"note": f"{at} " * at}}
        now = {"by": f"p{at}", "now": f"2026-08-{at + 1:02}T10:00:00Z"}
        reading = apply(reading, edit_, now)
    late = {"by": "p9", "now": "2026-09-30T10:00:00Z"}
    edit_ = {"type": "change", "id": "b", "set": {"note": "long " * 100}}
    yield "history, full", "apply", {"reading": reading, "edit": edit_, "stamp": late}
    record = reading["annotations"]["b"]
    many = {**reading, "annotations": {f"b{at}": None for at in range(150)} | {"b": record}}
    yield "history, shared by many", "apply", {"reading": many, "edit": edit_, "stamp": late}
    for name, history in (
        ("entries too few members", [{"at": "x"}]),
        ("no list", {"at": "x"}),
        ("odd values", [{"at": "x", "by": "p1", "was": {"values": [], "other": 1, "__proto__": 2}}]),
        ("too many", [{"at": "x", "by": "p1", "was": {}}] * 101),
    ):
        odd = {
            **reading,
            "annotations": {"b": {**record, "history": history, "by": "p9", "modified": late["now"]}},
        }
        yield f"history, {name}", "apply", {"reading": odd, "edit": edit_, "stamp": late}
    remove = {"type": "remove", "id": "b"}
    yield "buried with its history", "apply", {"reading": reading, "edit": remove, "stamp": late}
    for name, change in (
        ("orphan", {"orphan": True}),
        ("long note", {"note": "é" * 3000}),
        ("much", {"extra": ["x" * 3000]}),
    ):
        odd = {**reading, "annotations": {"b": {**record, **change}}}
        yield f"buried, {name}", "apply", {"reading": odd, "edit": remove, "stamp": late}
