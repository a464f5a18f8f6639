"""A small sound codebook, and how the tests break it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from annotator.codebook import Codebook, CodebookError

GOOD = """\
schema_version: 1
id: letters
version: "1.0"
title: Letters
kinds:
  - id: demand
    title: Demand
    key: d
    strength: urgency
  - id: reason
    title: Reason
    key: r
fields:
  - id: urgency
    title: Urgency
    level: ordinal
    on: [demand]
    values:
      - {id: low, title: Low, key: "1"}
      - {id: high, title: High, key: "2"}
      - {id: unsure, title: Cannot be judged, missing: true}
  - id: town
    title: Town
    level: text
    on: [document]
relations:
  - id: explains
    title: explains
    from: [reason]
    to: [demand]
"""


def load(tmp_path: Path, text: str | bytes, name: str = "book.yaml") -> Codebook:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Codebook.load(path)


def complaints(tmp_path: Path, text: str | bytes, name: str = "book.yaml") -> list[str]:
    """The problems as people read them: `line: what; remedy`."""
    with pytest.raises(CodebookError) as caught:
        load(tmp_path, text, name)
    for problem in caught.value.problems:
        assert problem.place.startswith(str(tmp_path / name))
        assert problem.what
        assert problem.remedy
    for problem in caught.value.problems[:50]:
        assert str(problem) in str(caught.value)
    return [str(problem) for problem in caught.value.problems]


def replaced(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, f"{old!r} is not in the sample exactly once"
    return GOOD.replace(old, new)


def good() -> dict[str, Any]:
    return {
        "schema_version": 1,
        "id": "letters",
        "version": "1.0",
        "title": "Letters",
        "kinds": [{"id": "demand", "title": "Demand"}, {"id": "reason", "title": "Reason"}],
    }
