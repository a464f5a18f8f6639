"""A synthetic corpus of readers' notebooks with a known truth, for benchmarks and for trying things out.

    python benchmarks/corpus.py FOLDER --articles 100 --readers 10 --annotations 50

Every article has true claims and sources at true places with true answers. Each reader finds most of them, marks some a
few words too long, answers wrongly now and then, and tags something that is nothing: how often is known for each reader
and written to `truth.json`, with the truth itself. The text is made of word-like syllables: no sentence of anybody's.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from annotator.codebook import Codebook
from annotator.document import Document
from annotator.merge import empty_reading
from annotator.notebook import MIME
from annotator.reading import metadata_key

Json = dict[str, Any]
SYLLABLES = "ba ko ri ten mo sal vi dor an ul fe ga ni pro lu mar os ti ek wen".split()
CONTEXT = 12  # shorter than ours, so that 50 annotations fit in 25 kB
# Small: the whole codebook stands in each reading, and a notebook of the benchmark has 25 kB.
CODEBOOK: Json = {
    "schema_version": 1,
    "id": "corpus",
    "version": "1.0",
    "title": "Corpus",
    "kinds": [{"id": "claim", "title": "Claim"}, {"id": "source", "title": "Source"}],
    "fields": [
        {
            "id": "evidence_strength", "title": "Evidence strength", "level": "ordinal", "on": ["claim"],
            "values": [*({"id": id_, "title": id_.title()} for id_ in ("none", "thin", "partial", "solid")),
                       {"id": "unsure", "title": "Cannot be judged", "missing": True}],
        },
        {
            "id": "source_type", "title": "Source type", "level": "nominal", "on": ["claim", "source"],
            "values": [{"id": id_, "title": id_.title()} for id_ in ("official", "state_media", "unnamed", "data")],
        },
    ],
    "relations": [{"id": "attributes", "title": "attributes", "from": ["source"], "to": ["claim"]}],
}  # fmt: skip


def words(random: Random, number: int) -> str:
    """Sentences of word-like syllables, with a number of words."""
    made = ["".join(random.choices(SYLLABLES, k=random.randint(1, 3))) for _ in range(number)]
    for at in range(0, number, 12):
        made[at] = made[at].title()
        if at:
            made[at - 1] += "." if at % 60 else ".\n\n"
    return " ".join(made).replace("\n\n ", "\n\n") + "."


def article(seed: int, length: int = 1100) -> Document:
    """An article of a number of words."""
    return Document.from_text(
        words(Random(seed), length), title=f"Article {seed}", source=f"articles/{seed}.txt"
    )


def true_annotations(document: Document, number: int, seed: int) -> list[Json]:
    """The truth about an article: places and answers, in text order."""
    random = Random(seed)
    step = max(len(document.text) // max(number, 1), 30)
    found = []
    for at in range(number):
        start = document.text.find(" ", at * step) + 1
        end = document.text.find(" ", min(start + random.randint(12, 22), len(document.text) - 2))
        if start <= 0 or end <= start:
            break
        kind = "claim" if random.random() < 0.7 else "source"
        values = {"source_type": random.choice(["official", "state_media", "unnamed", "data"])}
        if kind == "claim":
            values["evidence_strength"] = random.choice(["none", "thin", "partial", "solid"])
        found.append({"kind": kind, "start": start, "end": end, "values": values})
    return found


def skill(reader: int) -> dict[str, float]:
    """How often a reader misses what is there, answers wrongly, marks too much, cannot judge, or tags what is nothing."""
    random = Random(1000 + reader)
    most = {"miss": 0.2, "wrong": 0.3, "longer": 0.2, "unsure": 0.1, "invented": 0.1}
    return {name: round(random.uniform(0, top), 3) for name, top in most.items()}


def reading(document: Document, truth: list[Json], reader: int, seed: int, complete: bool = False) -> Json:
    """What a reader makes of an article.

    Args:
        document: The article.
        truth: What is true of it.
        reader: Number of the reader.
        seed: For what is left to chance.
        complete: Tag everything that there is, so that all readings have the same number of annotations.
    """
    random, chance = Random(seed * 7919 + reader), skill(reader)
    raw = empty_reading(document, CODEBOOK, f"reader-{reader:02}")
    allowed = {field["id"]: [value["id"] for value in field["values"]] for field in CODEBOOK["fields"]}
    minute = 0
    for at, one in enumerate(truth):
        if not complete and random.random() < chance["miss"]:
            continue
        end = one["end"]
        if random.random() < chance["longer"]:
            end = max(document.text.find(" ", end + 1), end)
        values = dict(one["values"])
        for name in values:
            if random.random() < chance["wrong"]:
                values[name] = random.choice([value for value in allowed[name] if value != "unsure"])
        if "evidence_strength" in values and random.random() < chance["unsure"]:
            values["evidence_strength"] = "unsure"
        minute += random.randint(1, 3)
        raw["annotations"][f"a-{reader:02}{at:04}"] = _annotation(
            document, one["kind"], one["start"], end, values, minute
        )
    if not complete and random.random() < chance["invented"] * 5:
        start = document.text.find(" ", random.randrange(len(document.text) // 2)) + 1
        end = document.text.find(" ", start + 15)
        raw["annotations"][f"a-{reader:02}9999"] = _annotation(document, "claim", start, end, {}, minute)
    claims = [id_ for id_, one in raw["annotations"].items() if one["kind"] == "claim"]
    sources = [id_ for id_, one in raw["annotations"].items() if one["kind"] == "source"]
    if claims and sources:
        link = {
            "kind": "attributes",
            "from": sources[0],
            "to": claims[0],
            "values": {},
            "note": "",
            "rev": 1,
            "by": "corpus",
        }
        raw["relations"][f"r-{reader:02}"] = link
    raw["progress"]["done"] = True
    return raw


def _annotation(document: Document, kind: str, start: int, end: int, values: Json, minute: int) -> Json:
    time = f"2026-03-{1 + minute // 1440:02}T{minute // 60 % 24:02}:{minute % 60:02}:00Z"
    return {
        "kind": kind, "spans": [{"start": start, "end": end}], "quote": document.text[start:end],
        "prefix": document.text[max(0, start - CONTEXT) : start], "suffix": document.text[end : end + CONTEXT],
        "values": values, "note": "", "status": "open", "origin": "reader", "created": time, "modified": time, "rev": 1,
        "by": "corpus",
    }  # fmt: skip


def notebook(raw: Json, document: Document | None = None, filler: int = 0) -> bytes:
    """A notebook as Jupyter writes it: keys sorted, indented by one.

    Args:
        raw: The reading that it keeps.
        document: The article, if an output shows it.
        filler: Further characters in a cell, so that files have a wanted size.
    """
    cells: list[Json] = [
        {"cell_type": "markdown", "id": "text", "metadata": {}, "source": ["x" * 70 + "\n"] * (filler // 76)}
    ]
    if document is not None:
        bundle = {"version": 1, "document": document.to_dict(), "codebook": CODEBOOK, "reader": raw["reader"]}
        output = {
            "output_type": "display_data",
            "metadata": {},
            "data": {MIME: bundle, "text/plain": ["Article"]},
        }
        cells.append(
            {
                "cell_type": "code",
                "execution_count": 1,
                "id": "view",
                "metadata": {},
                "outputs": [output],
                "source": ["w"],
            }
        )
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python", "version": "3.11.7"},
        metadata_key(raw["document"]["id"], raw["reader"]): raw,
    }
    value = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False).encode() + b"\n"


def write(
    folder: Path,
    articles: int,
    readers: int,
    annotations: int,
    *,
    size: int = 0,
    show: bool = False,
    complete: bool = False,
) -> Iterator[Path]:
    """Write a corpus, one notebook for each reader and article.

    Args:
        folder: Where to; `truth.json` is written beside the folders of the readers.
        articles: Number of articles.
        readers: Number of readers of each.
        annotations: True annotations of each article.
        size: Bytes that each notebook has at least.
        show: Whether the notebooks show their article, as those do in which it was read.
        complete: See `reading`.

    Yields:
        The notebooks.
    """
    Codebook.from_dict(CODEBOOK)
    truths = {}
    for at in range(articles):
        document = article(at, max(60, annotations * 8))
        truth = true_annotations(document, annotations, at)
        truths[document.id] = truth
        for reader in range(readers):
            raw = reading(document, truth, reader, at, complete)
            data = notebook(raw, document if show else None)
            if len(data) < size:
                data = notebook(raw, document if show else None, size - len(data))
            path = folder / f"reader-{reader:02}" / f"article-{at:05}.ipynb"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            yield path
    skills = {f"reader-{reader:02}": skill(reader) for reader in range(readers)}
    (folder / "truth.json").write_text(
        json.dumps({"annotations": truths, "readers": skills}, indent=1), "utf-8"
    )


def main() -> None:
    """Write a corpus from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    for name, number in (("articles", 20), ("readers", 5), ("annotations", 50), ("size", 0)):
        parser.add_argument(f"--{name}", type=int, default=number)
    parser.add_argument("--show", action="store_true", help="notebooks show their article")
    given = parser.parse_args()
    written = list(
        write(
            given.folder, given.articles, given.readers, given.annotations, size=given.size, show=given.show
        )
    )
    print(
        f"{given.folder}: {len(written)} notebooks, {sum(path.stat().st_size for path in written) // len(written):,} bytes each"
    )


if __name__ == "__main__":
    main()
