"""What the browser tests read: a short article of our own, notebooks that show it, readings inside notebooks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import annotator as an

TITLE = "Grain and the Ferry"
ARTICLE = """Grain and the Ferry

Grain prices on Orrick rose by a third in May, the harbour office said on Monday (, 14 May).

“Nobody believes that figure 👩‍👩‍👧,” wrote the café owner Noor Eldin, who counts the sacks herself.

Her ledger shows a rise of four percent. Prices will double before winter, the Gazette predicts (see Gazette, 2 June).

The council ought to publish the invoices.
"""

RISE = "Grain prices on Orrick rose by a third in May"
OFFICE = "the harbour office said on Monday"
LEDGER = "Her ledger shows a rise of four percent"
DOUBLE = "Prices will double before winter"

WATCH = """
import threading, time
def eventually(condition, seconds=30):
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        threading.Event().wait(0.02)
    return condition()
"""


def document() -> an.Document:
    return an.Document.from_text(ARTICLE, title=TITLE, source="article.txt")


def codebook() -> an.Codebook:
    return an.Codebook.load("claims")


def key_of(value: str, field: str) -> str:
    """The key that answers `field` with `value` in the codebook."""
    asked = codebook().field(field)
    found = next(option for option in asked.values if option.id == value)
    assert found.key, f"{field}={value} has no key"
    return str(found.key)


def title_of(value: str, field: str) -> str:
    return str(next(option for option in codebook().field(field).values if option.id == value).title)


def code_cell(source: str, outputs: list[dict[str, Any]] | None = None, number: int = 0) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": f"cell-{number}",
        "metadata": {},
        "execution_count": None,
        "source": source,
        "outputs": outputs or [],
    }


def notebook(
    *cells: dict[str, Any],
    metadata: dict[str, Any] | None = None,
    kernel: str = "python3",
    language: str = "python",
) -> dict[str, Any]:
    return {
        "cells": [{**cell, "id": f"cell-{number}"} for number, cell in enumerate(cells)],
        "metadata": {
            "kernelspec": {"display_name": kernel, "language": language, "name": kernel},
            "language_info": {"name": language},
            **(metadata or {}),
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def source(reader: str | None = "ada") -> str:
    name = "" if reader is None else f", reader={reader!r}"
    return f"import annotator as an\nw = an.Annotator('article.txt', codebook='claims'{name})\nw"


def stored_output(reader: str | None = "ada") -> dict[str, Any]:
    """The output that a saved notebook carries: what a page shows before any kernel has started."""
    bundle = {
        "version": 1,
        "document": document().to_dict(),
        "codebook": codebook().to_dict(),
        "reader": reader,
    }
    data = {
        "application/vnd.annotator.v1+json": bundle,
        "text/html": "<p>A page that only knows text/html shows this.</p>",
        "text/plain": "Annotator",
    }
    return {"output_type": "display_data", "data": data, "metadata": {}}


def ready_notebook(reader: str | None = "ada", **others: Any) -> dict[str, Any]:
    """A notebook that was run and saved: its output shows the article."""
    return notebook(code_cell(source(reader), [stored_output(reader)]), code_cell("1 + 1"), **others)


def fresh_notebook(reader: str | None = "ada", *more: str) -> dict[str, Any]:
    """A notebook that has not been run."""
    return notebook(*(code_cell(text) for text in (source(reader), *more)))


def span_of(quote: str) -> dict[str, int]:
    start = document().text.index(quote)
    return {"start": start, "end": start + len(quote)}


def annotation(quote: str, /, kind: str = "claim", **members: Any) -> dict[str, Any]:
    """A sound annotation record on the first place of `quote`."""
    return {
        "kind": kind,
        "spans": [span_of(quote)],
        "quote": quote,
        "prefix": "",
        "suffix": "",
        "values": {},
        "note": "",
        "status": "open",
        "origin": "reader",
        "created": "2026-05-01T10:00:00Z",
        "modified": "2026-05-01T10:00:00Z",
        "rev": 1,
        "by": "test",
        **members,
    }


def reading(annotations: dict[str, Any], reader: str = "ada") -> dict[str, Any]:
    """The raw reading with these annotations: one metadata key's value."""
    raw = an.Reading.new(document(), codebook(), reader).to_dict()
    return {**raw, "annotations": annotations}


def key(reader: str = "ada") -> str:
    return f"annotator:{document().id}:{reader}"


def readings_on_disk(path: Path) -> dict[str, Any]:
    """Every reading in the metadata of a saved notebook, by key."""
    metadata = json.loads(path.read_text(encoding="utf-8"))["metadata"]
    return {name: raw for name, raw in metadata.items() if name.startswith("annotator:")}


def quotes_on_disk(path: Path, reader: str = "ada") -> list[str]:
    raw = readings_on_disk(path).get(key(reader), {})
    return sorted(record["quote"] for record in raw.get("annotations", {}).values())
