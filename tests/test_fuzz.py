"""A few examples for each parser and detector; `make fuzz` runs each for ten minutes."""

from __future__ import annotations

import pytest
from hypothesis import Phase, settings

from fuzz.targets import TARGETS

# What makes a file and reads it back through pandas costs fifty times what a message costs.
FEW = ("file_of", "table_", "article_html", "article_pdf", "article_docx", "doctor", "merge_of_three")


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_but_documented_errors(name: str) -> None:
    examples = 8 if name.startswith(FEW) else 25
    settings(max_examples=examples, phases=[Phase.generate], database=None)(TARGETS[name])()
