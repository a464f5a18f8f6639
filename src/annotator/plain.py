"""Plain JSON that may be hostile: numbers as both languages see them, nesting, equality."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, TypeGuard

Json = dict[str, Any]

SCHEMA_VERSION = 1
SECTIONS = ("annotations", "relations", "answers", "removed")
MAX_DEPTH = 20
MAX_WHOLE = 2**53 - 1


def is_object(value: object) -> TypeGuard[Json]:
    """Whether `value` is a JSON object."""
    return isinstance(value, dict)


def member(value: object, key: str) -> Any:
    """A member of `value`; None where there is none, or `value` is no object."""
    return value.get(key) if isinstance(value, dict) else None


def number(value: object) -> float | None:
    """A JSON number as the IEEE-754 double that JavaScript makes of it, infinite if too large; None for all else."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def whole(value: object) -> int | None:
    """A whole number, 17.0 counting as 17; None for all else, as for numbers beyond the range of doubles."""
    if type(value) is int and -MAX_WHOLE <= value <= MAX_WHOLE:
        return value
    double = number(value)
    return int(double) if double is not None and double.is_integer() else None


def is_deeper_than(value: object, limit: int) -> bool:
    """Whether `value` nests deeper than `limit`; does not recurse, so that no depth can exhaust the stack."""
    level: list[object] = [value]
    depth = 0
    while level:
        if depth > limit:
            return True
        inner: list[object] = []
        for item in level:
            if isinstance(item, dict):
                inner.extend(item.values())
            elif isinstance(item, (list, tuple)):
                inner.extend(item)
        level = inner
        depth += 1
    return False


def without(value: Mapping[str, Any], *keys: str) -> Json:
    """A copy of an object without some members."""
    return {key: item for key, item in value.items() if key not in keys}


def same(a: object, b: object) -> bool:
    """Whether two JSON values say the same: like comparing their canonical JSON, and quicker where they do."""
    from annotator.canonical import canonical

    if a is b:
        return True
    try:
        # Python itself would take True for 1.
        if json.dumps(a, sort_keys=True) == json.dumps(b, sort_keys=True):
            return True
    except (RecursionError, ValueError, TypeError):  # too deep, or integers too long
        pass
    return canonical(a) == canonical(b)
