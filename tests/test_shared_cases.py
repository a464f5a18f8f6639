"""The cases on which Python and TypeScript must agree: they are current, and there are enough of them."""

from __future__ import annotations

import collections
import json
import runpy
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent / "shared"
GENERATE = runpy.run_path(str(HERE / "generate.py"))


@pytest.mark.parametrize("name", GENERATE["FILES"])
def test_files_are_what_python_does_now(name: str) -> None:
    text = (HERE / f"{name}.json").read_text("ascii")
    assert text == GENERATE["text_of"](name), "run python tests/shared/generate.py, and read the difference"


@pytest.mark.parametrize(
    ("file", "least"),
    [
        ("canonical", {"canonical": 80}),
        ("apply", {"apply": 120, "invert": 60}),
        ("merge", {"merge": 150, "merge_delta": 40, "delta": 40, "repair": 40}),
        ("check", {"check": 120}),
        ("offsets", {"to_utf16": 40, "to_code_point": 40, "snap_to_graphemes": 40}),
        ("names", {"clean_reader_name": 20, "parse_key": 15}),
        ("documents", {"canonical_text": 12, "from_text": 12}),
        ("anchoring", {"find_again": 100, "carry_over": 16, "describe": 20}),
    ],
)
def test_there_are_enough_of_each_and_some_are_refused(file: str, least: dict[str, int]) -> None:
    cases: list[dict[str, Any]] = json.loads((HERE / f"{file}.json").read_text("ascii"))["cases"]
    counts = collections.Counter(case["function"] for case in cases)
    assert all(counts[function] >= number for function, number in least.items())
    assert len({(case["name"], case["function"]) for case in cases}) == len(cases)
    assert any("error" in case for case in cases) == (
        file not in ("canonical", "check", "offsets", "anchoring")
    )
    assert all(("output" in case) != ("error" in case) for case in cases)


def test_most_checked_readings_have_something_sound() -> None:
    cases = json.loads((HERE / "check.json").read_text("ascii"))["cases"]
    assert sum(bool(case["output"]["annotations"]) for case in cases) > 90
    assert sum(bool(case["output"]["relations"]) for case in cases) > 60
    assert sum(case["output"]["problem_count"] > 0 for case in cases) > 90


def test_the_files_stay_small() -> None:
    assert sum((HERE / f"{name}.json").stat().st_size for name in GENERATE["FILES"]) < 2_500_000
