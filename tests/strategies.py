"""Hypothesis strategies: texts that are hard, articles, readings grown by edits, and JSON that means harm."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st

from annotator.document import Document
from annotator.edits import apply
from annotator.merge import empty_reading

Json = dict[str, Any]

CODEBOOK: Json = {
    "schema_version": 1,
    "id": "claims",
    "version": "1.0",
    "title": "Claims",
    "kinds": [{"id": "claim", "title": "Claim"}, {"id": "source", "title": "Source"}],
    "fields": [
        {
            "id": "strength",
            "title": "Strength",
            "level": "ordinal",
            "on": ["claim"],
            "values": [{"id": "thin", "title": "Thin"}, {"id": "solid", "title": "Solid"}],
        },
        {"id": "genre", "title": "Genre", "level": "text", "on": ["document"]},
    ],
    "relations": [{"id": "supports", "title": "supports", "from": ["source"], "to": ["claim"]}],
}

# Each is one thing that goes wrong somewhere: accents apart, joined emoji, flags, right-to-left, invisible signs …
PIECES = [
    *"aZ 7.,\n\t",
    "e\u0301",
    "n\u0303o\u0308",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\U0001f44d\U0001f3fd",
    "\U0001f1e9\U0001f1ea",
    "\u2764\ufe0f",
    "中文",
    "한\u1112\u1161\u11ab",
    "العربية\u064e",
    "עִבְרִית",
    "क्षि",
    "\r\n",
    "\r",
    "\n\n",
    "\u00ad",
    "\u200b",
    "\u00a0",
    "\u2028",
    "\u202e",
    "\ufeff",
    "\U00020000",
    "ﬁ",
    "Å",
    "’",
]

texts = st.lists(
    st.one_of(st.sampled_from(PIECES), st.characters(exclude_categories=["Cs", "Cc"])), max_size=60
).map("".join)
article_texts = texts.map(lambda text: f"w{text}w")
documents = article_texts.map(Document.from_text)

ids = st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9_-]{0,6}\Z")
writers = st.sampled_from(["", "k2j8", "zz", "é", "\U0001f98a", "\uffff"])
field_values = st.one_of(
    st.sampled_from(["thin", "solid", "no longer there"]),
    st.text(max_size=5),
    st.booleans(),
    st.integers(-(2**60), 2**60),
    st.floats(allow_nan=False, allow_infinity=False),
    st.lists(st.text(max_size=3), max_size=3),
)

hostile_scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.sampled_from([0.0, -0.0, 1.0, 17.0, 1.5, 2**53 - 1, 2**53, -(2**53), 10**400, 1e308, 5e-324]),
    st.sampled_from(
        ["", "a", "a-1", "__proto__", "constructor", "\ud800", "\U0001f98a", "\uffff", "\x00\x7f", 'q"\\']
    ),
    st.text(max_size=4),
)
hostile_keys = st.sampled_from(
    ["a-1", "r-1", "a", "rev", "by", "kind", "__proto__", "constructor", "", "é", "\U0001f98a", "\uffff"]
)
hostile_json = st.recursive(
    hostile_scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(hostile_keys, inner, max_size=4)),
    max_leaves=12,
)

REFERENCE = {"id": "doc-0123456789ab", "sha256": "0" * 64, "length": 40, "title": "T", "source": ""}


@st.composite
def spans(draw: st.DrawFn, length: int, most: int = 3) -> list[Json]:
    """Spans in text order that do not overlap, in a text of `length` code points."""
    count = draw(st.integers(1, max(1, min(most, length // 2))))
    cuts = sorted(draw(st.sets(st.integers(0, length), min_size=2 * count, max_size=2 * count)))
    return [{"start": start, "end": end} for start, end in zip(cuts[::2], cuts[1::2], strict=True)]


@st.composite
def new_annotations(draw: st.DrawFn, text: str) -> Json:
    """An annotation as an `add` edit gives it."""
    stretches = draw(spans(len(text)))
    quote = " … ".join(text[span["start"] : span["end"]] for span in stretches)
    members: Json = {"kind": draw(st.sampled_from(["claim", "source"])), "spans": stretches, "quote": quote}
    optional = {
        "values": st.dictionaries(ids, field_values, max_size=2),
        "note": st.text(max_size=5),
        "status": st.sampled_from(["open", "done", "flagged"]),
        "origin": st.sampled_from(["reader", "suggestion:claims"]),
        "x_unknown": hostile_scalars,
    }
    return {**members, **draw(st.fixed_dictionaries({}, optional=optional))}


@st.composite
def edits(draw: st.DrawFn, reading: Json, text: str, deep: bool = True) -> Json:
    """An edit that can be applied to a reading that is sound."""
    annotations, relations = sorted(reading["annotations"]), sorted(reading["relations"])
    taken = {*annotations, *relations}
    rejected = sorted(id_ for id_, one in reading["removed"].items() if "rejected" in one)
    names = ["add", "answer", "progress", "reject"] + ["restore"] * bool(rejected)
    names += ["change", "remove", "relate"] * bool(annotations)
    names += ["change_relation", "unrelate"] * bool(relations) + ["batch"] * deep
    name = draw(st.sampled_from(names))
    fresh = st.sampled_from([f"a-{at}" for at in range(20)]).filter(lambda id_: id_ not in taken)
    values = st.dictionaries(ids, st.one_of(st.none(), field_values), max_size=3)
    some = st.fixed_dictionaries({}, optional={"note": st.text(max_size=5), "values": values})
    if name == "add":
        return {"type": name, "id": draw(fresh), "annotation": draw(new_annotations(text))}
    if name == "change":
        change = draw(some)
        if draw(st.booleans()):
            moved = draw(new_annotations(text))
            change |= {key: moved[key] for key in ("kind", "spans", "quote")} | {
                "status": "done",
                "prefix": "p",
            }
        return {"type": name, "id": draw(st.sampled_from(annotations)), "set": change}
    if name == "remove":
        return {"type": name, "id": draw(st.sampled_from(annotations))}
    if name == "relate":
        ends = {end: draw(st.sampled_from(annotations)) for end in ("from", "to")}
        return {
            "type": name,
            "id": draw(fresh),
            "relation": {"kind": "supports", **ends, **draw(some_relation)},
        }
    if name == "change_relation":
        return {"type": name, "id": draw(st.sampled_from(relations)), "set": draw(some)}
    if name == "unrelate":
        return {"type": name, "id": draw(st.sampled_from(relations))}
    if name == "answer":
        value = draw(st.one_of(st.none(), field_values))
        return {"type": name, "field": draw(st.sampled_from(["genre", "tone"])), "value": value}
    if name == "progress":
        return {"type": name, "done": draw(st.booleans())}
    if name == "reject":
        return {
            "type": name,
            "id": draw(fresh.filter(lambda id_: id_ not in rejected)),
            "origin": "suggestion:x",
        }
    if name == "restore":
        return {"type": name, "id": draw(st.sampled_from(rejected))}
    batch = []
    for _ in range(draw(st.integers(0, 3))):
        batch.append(draw(edits(reading, text, deep=False)))
        reading = apply(reading, batch[-1], {"by": "", "now": ""})
    return {"type": "batch", "edits": batch}


some_relation = st.fixed_dictionaries(
    {}, optional={"note": st.text(max_size=5), "values": st.dictionaries(ids, field_values, max_size=2)}
)


@st.composite
def histories(draw: st.DrawFn, most: int = 8) -> tuple[Document, list[Json], list[Json]]:
    """A document, the edits somebody made on it, and the reading before and after each of them."""
    document = draw(documents)
    reading = empty_reading(document, CODEBOOK, "ada")
    script, readings = [], [reading]
    for at in range(draw(st.integers(1, most))):
        script.append(draw(edits(reading, document.text)))
        reading = apply(reading, script[-1], {"by": draw(writers), "now": f"2026-11-23T21:00:{at:02}Z"})
        readings.append(reading)
    return document, script, readings


@st.composite
def records(draw: st.DrawFn) -> Any:
    """A record for merging: often sound in what decides, sometimes anything."""
    if draw(st.integers(0, 4)) == 0:
        return draw(hostile_json)
    record = {"rev": draw(st.sampled_from([1, 2, 2.0, 3, 0, True, "2", 10**400])), "by": draw(writers)}
    return {**record, **draw(st.dictionaries(hostile_keys, hostile_json, max_size=2))}


@st.composite
def merge_readings(draw: st.DrawFn) -> Json:
    """A reading of always the same reader on the same document, hostile in all else."""
    raw: Json = {"reader": "ada", "document": {**REFERENCE, "title": draw(st.sampled_from(["T", "U"]))}}
    record_ids = st.sampled_from(["a-1", "a-2", "r-1", "__proto__"])
    for section in ("annotations", "relations", "answers", "removed"):
        if draw(st.integers(0, 7)) > 0:
            raw[section] = draw(st.dictionaries(record_ids, records(), max_size=3))
        elif draw(st.booleans()):
            raw[section] = draw(hostile_json)
    optional: dict[str, Any] = {
        "progress": st.one_of(records(), st.sampled_from([{"done": True}, {"done": False}])),
        "codebook": st.one_of(
            hostile_json,
            st.fixed_dictionaries(
                {"version": st.one_of(hostile_scalars, st.sampled_from(["1.0", "1.10", "1.9", "v2", "01.0"]))}
            ),
        ),
        "schema_version": st.one_of(hostile_json, st.integers(0, 3)),
        "set_aside": st.one_of(
            hostile_json, st.dictionaries(st.sampled_from(["answers", "reading"]), hostile_json)
        ),
        "x_unknown": hostile_json,
        "__proto__": hostile_json,
    }
    return {**raw, **draw(st.fixed_dictionaries({}, optional=optional))}


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Paths of all values inside a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, item in inner for found in places(item, (*path, key)))]


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """A copy of a JSON value with another value at `path`."""
    if not path:
        return new
    changed = copy.copy(value)
    changed[path[0]] = replaced(value[path[0]], path[1:], new)
    return changed


@st.composite
def mutated(draw: st.DrawFn, value: Any, most: int = 3) -> Any:
    """A JSON value of which some parts are replaced by anything, or gone."""
    for _ in range(draw(st.integers(1, most))):
        path = draw(st.sampled_from(places(value)))
        if path and isinstance(path[-1], str) and draw(st.booleans()):
            parent = value
            for key in path[:-1]:
                parent = parent[key]
            value = replaced(value, path[:-1], {key: item for key, item in parent.items() if key != path[-1]})
        else:
            value = replaced(value, path, draw(hostile_json))
    return value
