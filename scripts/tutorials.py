"""Write the outputs that the tutorials open with, and the notebooks of Ada and Ben (`make tutorials`).

Outputs are never edited by hand: a test runs the tutorials and compares.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
from nbclient import NotebookClient

import annotator as an
from annotator.check import check
from annotator.reading import metadata_key
from annotator.static_html import static_html

sys.path.insert(0, str(Path(__file__).parent))
from tutorial_five import CLAIMS, FIVE, claims_of
from tutorial_readings import READERS, Tagged

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
TUTORIALS = (
    "01-annotate-an-article.ipynb",
    "02-from-notebooks-to-a-table.ipynb",
    "03-across-readers.ipynb",
    "04-a-large-corpus.ipynb",
)
ARTICLE = NOTEBOOKS / "articles" / "harbour-bridge.txt"
BUNDLE = "application/vnd.annotator.v1+json"
KEEP = "keep-output"


def run(notebook: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The notebook with the outputs of a real run of all its cells in `folder`."""
    node = nbformat.from_dict(deepcopy(notebook))
    NotebookClient(
        node, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()
    return json.loads(nbformat.writes(node))


def to_store(executed: dict[str, Any]) -> dict[str, Any]:
    """What is committed of a run: the article, for pages with and without our extension, and nothing that ages."""
    stored = deepcopy(executed)
    stored["metadata"] = {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        **{key: value for key, value in stored["metadata"].items() if key.startswith("annotator:")},
    }
    for cell in stored["cells"]:
        cell["metadata"].pop("execution", None)
        if cell["cell_type"] != "code":
            continue
        cell["execution_count"] = None
        outputs = cell["outputs"] if KEEP in cell["metadata"].get("tags", []) else []
        cell["outputs"] = [shown(output) for output in outputs if BUNDLE in output.get("data", {})]
    return stored


def shown(output: dict[str, Any]) -> dict[str, Any]:
    """The output without the widget's model, which dies with the kernel that ran it."""
    kept = (BUNDLE, "text/html", "text/plain")
    return {
        "output_type": "display_data",
        "metadata": {},
        "data": {mime: output["data"][mime] for mime in kept},
    }


def reading_of(reader: str, tagged: Tagged) -> an.Reading:
    """The reading of one invented reader, made by the edits that a page would make."""
    document = an.open_article(ARTICLE)
    reading = an.Reading.new(document, an.Codebook.load("claims"), reader)
    text = document.text
    for number, (name, kind, quote, values, note) in enumerate(tagged.annotations):
        start, end = text.index(quote), text.index(quote) + len(quote)
        record = {
            "kind": kind,
            "spans": [{"start": start, "end": end}],
            "quote": quote,
            "prefix": text[max(start - 32, 0) : start],
            "suffix": text[end : end + 32],
            "values": values,
            "note": note,
        }
        reading = reading.apply({"type": "add", "id": name, "annotation": record}, stamp_of(reader, number))
    for number, (name, kind, start_id, end_id) in enumerate(tagged.relations):
        relation = {"kind": kind, "from": start_id, "to": end_id}
        reading = reading.apply(
            {"type": "relate", "id": name, "relation": relation}, stamp_of(reader, 30 + number)
        )
    return reading


def stamp_of(reader: str, minute: int) -> dict[str, str]:
    """A writer and a time that are the same at each run."""
    return {"by": reader, "now": f"2026-06-0{1 + list(READERS).index(reader)}T09:{minute:02d}:00Z"}


def notebook_of(reader: str) -> dict[str, Any]:
    """The notebook in which one invented reader worked, not yet run."""
    tutorial = "[from notebooks to a table](../02-from-notebooks-to-a-table.ipynb)"
    title = f"# {reader.title()}’s reading\n\nMaterial of the tutorial {tutorial}."
    source = (
        "import annotator as an\n\n"
        f'w = an.Annotator("../articles/harbour-bridge.txt", codebook="claims", reader="{reader}")\nw'
    )
    reading = reading_of(reader, READERS[reader])
    return {
        "cells": [
            {"cell_type": "markdown", "id": "who", "metadata": {}, "source": title},
            {
                "cell_type": "code",
                "id": "annotate",
                "metadata": {"tags": [KEEP]},
                "execution_count": None,
                "outputs": [],
                "source": source,
            },
        ],
        "metadata": {metadata_key(reading.document["id"], reader): reading.to_dict()},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def reading_of_five(reader: str, article: str) -> an.Reading:
    """What one of the five readers with habits made of an article."""
    document = an.open_article(NOTEBOOKS / "articles" / f"{article}.txt")
    reading = an.Reading.new(document, an.Codebook.load("claims"), reader)
    day = 1 + 5 * list(CLAIMS).index(article) + FIVE.index(reader)
    for number, (quote, kind, strength, source) in enumerate(claims_of(reader, article)):
        start = document.text.index(quote)
        stamp = {"by": reader, "now": f"2026-09-{day:02d}T09:{2 * number:02d}:00Z"}
        record = {
            "kind": "claim",
            "spans": [{"start": start, "end": start + len(quote)}],
            "quote": quote,
            "prefix": document.text[max(start - 32, 0) : start],
            "suffix": document.text[start + len(quote) :][:32],
            "values": {"claim_type": kind, "evidence_strength": strength, "source_type": source},
        }
        id_ = f"{reader[0]}-{article[0]}{number}"
        reading = reading.apply({"type": "add", "id": id_, "annotation": record}, stamp)
    return reading.apply({"type": "progress", "done": True}, stamp)


def notebook_of_five(reader: str) -> dict[str, Any]:
    """The notebook of one of the five; not run, so that it is small: the tutorial has the articles."""
    tutorial = "[across readers](../03-across-readers.ipynb)"
    readings = [reading_of_five(reader, article).to_dict() for article in CLAIMS]
    names = "".join(f'    "../articles/{article}.txt",\n' for article in CLAIMS)
    source = (
        f"import annotator as an\n\narticles = [\n{names}]\n"
        f'an.Annotator(articles, codebook="claims", reader="{reader}")'
    )
    return {
        "cells": [
            {
                "cell_type": "markdown",
                "id": "who",
                "metadata": {},
                "source": f"# {reader.title()}’s readings\n\nMaterial of the tutorial {tutorial}.",
            },
            {
                "cell_type": "code",
                "id": "annotate",
                "metadata": {},
                "execution_count": None,
                "outputs": [],
                "source": source,
            },
        ],
        "metadata": {metadata_key(raw["document"]["id"], reader): raw for raw in readings},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def with_reading_in_html(notebook: dict[str, Any], reader: str) -> dict[str, Any]:
    """As a page leaves it when it saves: the HTML shows what the reader tagged."""
    raw = next(value for key, value in notebook["metadata"].items() if key.startswith("annotator:"))
    data = notebook["cells"][1]["outputs"][0]["data"]
    document, codebook = data[BUNDLE]["document"], data[BUNDLE]["codebook"]
    sound = check(raw, an.Document.from_dict(document), an.Codebook.from_dict(codebook))
    data["text/html"] = static_html(document, codebook, reader, sound)
    return notebook


def built() -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every shipped notebook as it should be, run in a copy of the folder; readers first: a tutorial reads them."""
    with TemporaryDirectory() as temporary:
        copy = Path(temporary) / "notebooks"
        shutil.copytree(NOTEBOOKS, copy)
        for reader in READERS:
            name = f"readers/{reader}.ipynb"
            (copy / name).parent.mkdir(exist_ok=True)
            made = with_reading_in_html(to_store(run(notebook_of(reader), (copy / name).parent)), reader)
            (copy / name).write_text(as_text(made), encoding="utf-8")
            yield NOTEBOOKS / name, made
        for reader in FIVE:
            name = f"five/{reader}.ipynb"
            (copy / name).parent.mkdir(exist_ok=True)
            made = notebook_of_five(reader)
            (copy / name).write_text(as_text(made), encoding="utf-8")
            yield NOTEBOOKS / name, made
        for name in TUTORIALS:
            tutorial = nbformat.read(NOTEBOOKS / name, as_version=4)
            yield NOTEBOOKS / name, to_store(run(tutorial, copy))


def as_text(notebook: dict[str, Any]) -> str:
    """The notebook as it is written to disk, the way Jupyter writes it."""
    return str(nbformat.writes(nbformat.from_dict(notebook))) + "\n"


if __name__ == "__main__":
    for path, notebook in built():
        path.parent.mkdir(exist_ok=True)
        path.write_text(as_text(notebook), encoding="utf-8")
        print(path.relative_to(NOTEBOOKS.parent))
