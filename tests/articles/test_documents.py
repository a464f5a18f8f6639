"""Real-looking documents of our own: the text and the markup that must come out of each, word for word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import annotator as an
from articles import make_docx, make_pdf
from articles.showing import shown

HERE = Path(__file__).parent
ENCODINGS = {"2-windows.txt": "windows-1252"}
WRITTEN = sorted(path for path in HERE.glob("*/[0-9]*") if path.suffix != ".expected")
MADE = [("pdf", name, make) for name, make in make_pdf.ALL.items()] + [
    ("docx", name, make) for name, make in make_docx.ALL.items()
]


def expected(path: Path) -> str:
    return path.with_name(f"{path.stem}.expected").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_document(path: Path) -> None:
    assert shown(an.open_article(path, encoding=ENCODINGS.get(path.name))) == expected(path)


@pytest.mark.parametrize(("format_", "name", "make"), MADE, ids=[f"{made[0]}/{made[1]}" for made in MADE])
def test_a_document_made_for_this(format_: str, name: str, make: Callable[[], bytes], tmp_path: Path) -> None:
    path = tmp_path / f"{name}.{format_}"
    path.write_bytes(make())
    assert shown(an.open_article(path)) == expected(HERE / format_ / name)


def test_there_are_eight_of_each() -> None:
    for format_ in ("plain_text", "markdown", "html", "pdf", "docx"):
        assert len(list((HERE / format_).glob("*.expected"))) >= 8, format_
