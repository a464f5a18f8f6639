"""JSON that means harm, made quickly from a seed: thousands of cases, and the shared cases of both languages."""

from __future__ import annotations

import copy
from random import Random
from typing import Any

from strategies import REFERENCE, places, replaced

Json = dict[str, Any]

SCALARS: list[Any] = [
    *(
        None,
        True,
        False,
        0,
        1,
        2,
        -1,
        17.0,
        1.5,
        -0.0,
        2**53 - 1,
        2**53,
        2**53 + 1,
        -(2**60),
        10**309,
        1e308,
        5e-324,
    ),
    *(
        "",
        "a",
        "a-1",
        "claim",
        "__proto__",
        "constructor",
        "toString",
        "é",
        "\ud800",
        "\udfff",
        "\U0001f98a",
        "\uffff",
    ),
    *("\x00\x7f\x1f", 'quote " and \\', "2026-11-23T21:00:00Z", "x" * 65, "\u2028", "e\u0301"),
]
KEYS = [
    "a-1",
    "rev",
    "by",
    "kind",
    "spans",
    "start",
    "__proto__",
    "constructor",
    "toString",
    "",
    "é",
    "\U0001f98a",
    "\uffff",
    "a b",
]
IDS = ["a-1", "a-2", "r-1", "__proto__", "constructor"]
WRITERS = ["", "a", "b", "k2j8", "é", "\U0001f98a", "\uffff", "\ud800"]
REVISIONS: list[Any] = [1, 1, 2, 2, 2.0, 3, 0, -1, 1.5, True, "2", None, 2**53 - 1, 2**53, 2**53 + 1, 10**309]
VERSIONS: list[Any] = ["1.0", "1.9", "1.10", "01.0", "v2", "", "1.0-beta3", "9" * 40, 1, None]


def json_value(random: Random, depth: int = 3) -> Any:
    """Any JSON value."""
    choice = random.random()
    if depth == 0 or choice < 0.6:
        return random.choice(SCALARS)
    if choice < 0.8:
        return [json_value(random, depth - 1) for _ in range(random.randrange(4))]
    return {random.choice(KEYS): json_value(random, depth - 1) for _ in range(random.randrange(4))}


def record(random: Random) -> Any:
    """A record for merging: often sound in what decides, sometimes anything."""
    if random.random() < 0.15:
        return json_value(random)
    made: Json = {"rev": random.choice(REVISIONS), "by": random.choice(WRITERS)}
    for _ in range(random.randrange(3)):
        made[random.choice(["x", "kind", "__proto__", "value"])] = json_value(random, 2)
    return made


def reading(random: Random) -> Json:
    """A reading of always the same reader on the same document, hostile in all else."""
    raw: Json = {"reader": "ada", "document": {**REFERENCE, "title": random.choice(["T", "U", None])}}
    for section in ("annotations", "relations", "answers", "removed"):
        choice = random.random()
        if choice < 0.85:
            raw[section] = {random.choice(IDS): record(random) for _ in range(random.randrange(4))}
        elif choice < 0.95:
            raw[section] = json_value(random)
    optional = {
        "progress": lambda: random.choice([{"done": True}, {"done": False}, record(random)]),
        "codebook": lambda: random.choice(
            [{"id": "c", "version": random.choice(VERSIONS)}, json_value(random)]
        ),
        "schema_version": lambda: random.choice([1, 1, 1.0, 2, 1.5, 10**309, True, json_value(random)]),
        "set_aside": lambda: random.choice(
            [{random.choice(["answers", "reading", "__proto__"]): json_value(random)}, json_value(random)]
        ),
        "x_unknown": lambda: json_value(random),
        "__proto__": lambda: json_value(random),
    }
    for key, make in optional.items():
        if random.random() < 0.4:
            raw[key] = make()
    return raw


def mutated(random: Random, value: Any, most: int = 3) -> Any:
    """A copy of a JSON value of which some parts are replaced by anything, doubled under another key, or gone."""
    value = copy.deepcopy(value)
    for _ in range(random.randint(1, most)):
        path = random.choice(places(value))
        parent = value
        for key in path[:-1]:
            parent = parent[key]
        choice = random.random()
        if path and isinstance(parent, dict) and choice < 0.3:
            value = replaced(value, path[:-1], {key: item for key, item in parent.items() if key != path[-1]})
        elif path and isinstance(parent, dict) and choice < 0.4:
            value = replaced(value, path[:-1], {**parent, random.choice(KEYS): parent[path[-1]]})
        else:
            value = replaced(value, path, json_value(random))
    return value
