"""Canonical JSON: the same for the same, different for what differs, at any depth."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given

from annotator.canonical import canonical
from annotator.plain import is_deeper_than, same, whole
from strategies import hostile_json


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (1, "n3ff0000000000000"),
        (1.0, "n3ff0000000000000"),
        (-0.0, "n0000000000000000"),
        (-2, "nc000000000000000"),
        (2**53 + 1, "n4340000000000000"),
        (10**400, "n7fefffffffffffff"),
        (-(10**400), "nffefffffffffffff"),
        (float("inf"), "n7fefffffffffffff"),
        ("é\U0001f98a\x7f\n\ud800", '"\\u00e9\\ud83e\\udd8a\\u007f\\n\\ud800"'),
        ({"b": [], "a": {}}, '{"a":{},"b":[]}'),
        # Escaped keys are what is sorted: a fox is d83e…, before ffff, though its code point is higher.
        (
            {"\uffff": 1, "\U0001f98a": True, "z": [None, "x"]},
            '{"\\ud83e\\udd8a":true,"\\uffff":n3ff0000000000000,"z":[null,"x"]}',
        ),
    ],
)
def test_examples(value: object, text: str) -> None:
    assert canonical(value) == text


@given(hostile_json)
def test_is_one_text_whatever_the_order_of_members(value: object) -> None:
    def shuffled(item: object) -> object:
        if isinstance(item, dict):
            return {key: shuffled(item[key]) for key in random.sample(sorted(item), len(item))}
        return [shuffled(inner) for inner in item] if isinstance(item, list) else item

    assert canonical(shuffled(value)) == canonical(value)
    assert canonical(value).isascii()
    assert same(shuffled(value), value)


@given(hostile_json, hostile_json)
def test_differs_for_what_differs(a: object, b: object) -> None:
    def as_doubles(value: object) -> str:
        text = json.dumps(value, sort_keys=True)
        return json.dumps(
            json.loads(text, parse_int=lambda digits: float(digits) + 0.0), sort_keys=True
        ).replace("-0.0", "0.0")

    largest = str(10**400)
    if largest in json.dumps([a, b]):
        return
    assert (canonical(a) == canonical(b)) == (as_doubles(a) == as_doubles(b)) == same(a, b)


def test_neither_depth_nor_digits_are_too_much() -> None:
    deep: object = 10**5000
    for _ in range(20_000):
        deep = [{"a": deep}]
    assert canonical(deep).count("[") == 20_000
    assert same(deep, [deep[0]])  # type: ignore[index]
    assert is_deeper_than(deep, 20)


@pytest.mark.parametrize("value", [{1}, object(), b"bytes"])
def test_refuses_what_is_no_json(value: object) -> None:
    with pytest.raises(TypeError, match="is not JSON"):
        canonical(value)


@pytest.mark.parametrize(
    ("value", "number"),
    [(17, 17), (17.0, 17), (17.5, None), (True, None), ("17", None), (None, None), (10**400, None), (1e300, int(1e300)),
     (2**53 + 1, 2**53), (float("nan"), None), (float("inf"), None)],
)  # fmt: skip
def test_whole_numbers_are_those_of_javascript(value: object, number: int | None) -> None:
    assert whole(value) == number
