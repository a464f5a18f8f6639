"""What the shared cases are made of: an article, a codebook, and readings grown by random edits."""

from __future__ import annotations

from random import Random
from typing import Any

from annotator.document import Document
from annotator.edits import apply
from annotator.merge import empty_reading

Json = dict[str, Any]
Case = tuple[str, str, Json]  # name, function, input

SEED = 20261123
# Edits and merges look at no more of it.
SMALL: Json = {"id": "c", "version": "1.0"}
BOOK: Json = {
    "schema_version": 1,
    "id": "c",
    "version": "1.0",
    "title": "C",
    "kinds": [{"id": "claim", "title": "Claim"}, {"id": "source", "title": "Source"}],
    "relations": [{"id": "supports", "title": "supports", "from": ["source"], "to": ["claim"]}],
}
TEXT = "Harbour 🦊 reopens\n\nThe mayor said: “नमस्ते, שלום, مرحبا, 世界 👩‍👩‍👧 co\u00adoperate.”"
DOCUMENT = Document.from_text(TEXT, source="a.txt")
STAMPS = [{"by": by, "now": f"2026-11-23T21:00:0{at}Z"} for at, by in enumerate(("k2j8", "", "🦊"))]


def annotation(random: Random) -> Json:
    """An annotation of the article, as an edit gives it."""
    count = random.choice([1, 1, 2])
    cuts = sorted(random.sample(range(len(TEXT) + 1), 2 * count))
    spans = [{"start": start, "end": end} for start, end in zip(cuts[::2], cuts[1::2], strict=True)]
    made: Json = {
        "kind": random.choice(["claim", "source"]),
        "spans": spans,
        "quote": " … ".join(TEXT[span["start"] : span["end"]] for span in spans),
    }
    optional = {
        "note": "n🦊",
        "status": "flagged",
        "values": {"s": "thin", "n": 1.5},
        "x_unknown": [None],
        "created": "then",
    }
    return {**made, **{key: value for key, value in optional.items() if random.random() < 0.25}}


def edit(random: Random, reading: Json) -> Json:
    """An edit that fits the reading."""
    annotations, relations = sorted(reading["annotations"]), sorted(reading["relations"])
    names = ["add", "answer", "progress", "batch"] + ["change", "remove", "relate"] * bool(annotations)
    name = random.choice(names + ["change_relation", "unrelate"] * bool(relations))
    fresh = random.choice([id_ for id_ in "bcdefgh" if id_ not in (*annotations, *relations)])
    changes = random.choice(
        [{"note": "new"}, {"values": {"s": None, "t": ["a"]}}, {"values": {}, "note": ""}, {}, {"x": 1}]
    )
    if name == "add":
        return {"type": name, "id": fresh, "annotation": annotation(random)}
    if name == "change":
        moved = {key: value for key, value in annotation(random).items() if key in ("kind", "spans", "quote")}
        return {
            "type": name,
            "id": random.choice(annotations),
            "set": random.choice([changes, {**moved, "prefix": "p"}]),
        }
    if name == "relate":
        ends = {"from": random.choice(annotations), "to": random.choice(annotations)}
        return {"type": name, "id": fresh, "relation": {"kind": "supports", **ends}}
    if name == "change_relation":
        return {"type": name, "id": random.choice(relations), "set": random.choice([changes, {"kind": "k"}])}
    if name == "answer":
        return {
            "type": name,
            "field": random.choice(["genre", "tone"]),
            "value": random.choice(["a", None, 2, False, ["b"]]),
        }
    if name == "progress":
        return {"type": name, "done": random.random() < 0.5}
    if name == "batch":
        edits = []
        for _ in range(random.randrange(3)):
            edits.append(edit(random, reading))
            reading = apply(reading, edits[-1], STAMPS[0])
        return {"type": name, "edits": edits}
    return {"type": name, "id": random.choice(annotations if name == "remove" else relations)}


def grown(random: Random, steps: int) -> Json:
    """A reading after some edits."""
    reading = empty_reading(DOCUMENT, SMALL, "ada")
    for _ in range(steps):
        reading = apply(reading, edit(random, reading), random.choice(STAMPS))
    return reading
