"""Notebooks that are ready to be handed out to readers: they open with the article shown, also without a kernel."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from annotator import json_files
from annotator.articles.frozen import SUFFIX
from annotator.codebook import Codebook
from annotator.document import Document
from annotator.files import replace_file
from annotator.reading import clean_reader_name
from annotator.widgets import bundle

INTRO = {
    1: "Select a passage and choose what it is; answer the questions beside it. What you tag is kept in this notebook: save "
    "it, and send it back when you are done.",
    2: "Select a passage and choose what it is; answer the questions beside it. **Finish** closes an article, "
    "**›** goes to the next. What you tag is kept in this notebook: save it, and send it back when you are done.",
}
LONGEST_NAME = 60
_MEANS_SOMETHING = re.compile(r"([\\`*_{}\[\]<>()#+\-!|~$&:])")


class Planned(NamedTuple):
    """A file that is to be written: where, and what."""

    path: Path
    data: bytes


def plan(
    documents: Sequence[Document],
    readers: Sequence[str],
    codebook: str,
    folder: str | os.PathLike[str],
    *,
    together: bool = False,
) -> list[Planned]:
    """What is to be written to give each reader a folder of notebooks. Nothing is written here.

    Each reader gets a folder, with the articles as they were opened now: whoever runs a cell there gets the same text
    and so the same document, whatever is installed.

    Args:
        documents: The articles.
        readers: Names of readers.
        codebook: Name of a built-in codebook, or path of a file, which is copied.
        folder: Where the readers' folders go.
        together: One notebook with all articles instead of one for each.

    Returns:
        The files.

    Raises:
        CodebookError: If the codebook cannot be read.
        ReadingError: If a name cannot be a reader's.
        ValueError: If two readers would share a folder.
    """
    book = Codebook.load(codebook)
    home = Path(folder)
    names = [
        f"{at:02d}-{file_name(document.title) or document.id}" for at, document in enumerate(documents, 1)
    ]
    files: list[Planned] = []
    taken: dict[str, str] = {}
    for given in readers:
        reader = clean_reader_name(given)
        own = file_name(reader) or "reader"
        if own in taken:
            raise ValueError(
                f"The readers {taken[own]!r} and {reader!r} would share the folder {own!r}. Name one of them otherwise."
            )
        taken[own] = reader
        place = home / own
        named = codebook
        if Path(codebook).suffix:
            named = f"codebook{Path(codebook).suffix.lower()}"
            files.append(Planned(place / named, Path(codebook).read_bytes()))
        paths = [f"articles/{name}{SUFFIX}" for name in names]
        for document, path in zip(documents, paths, strict=True):
            files.append(Planned(place / path, json_files.encode(document.to_dict(), indent=1) + b"\n"))
        if together:
            made = notebook(documents, paths, book, named, reader)
            files.append(Planned(place / "articles.ipynb", made))
        else:
            for document, path, name in zip(documents, paths, names, strict=True):
                files.append(
                    Planned(place / f"{name}.ipynb", notebook([document], [path], book, named, reader))
                )
    return files


def write(files: Sequence[Planned]) -> None:
    """Write the files, if none of them is there yet.

    Raises:
        FileExistsError: If one is; nothing is written then.
        OSError: If one cannot be written.
    """
    there = [str(file.path) for file in files if os.path.lexists(file.path)]
    if there:
        more = f" and {len(there) - 5} more" if len(there) > 5 else ""
        raise FileExistsError(
            f"{', '.join(there[:5])}{more}: already there, and readers may have worked in them. Nothing was written. Name "
            "another folder, or move these away."
        )
    for file in files:
        replace_file(file.path, file.data)


def notebook(
    documents: Sequence[Document], paths: Sequence[str], book: Codebook, codebook: str, reader: str
) -> bytes:
    """A notebook that shows articles to a reader.

    Args:
        documents: The articles.
        paths: Their files, from the notebook's folder.
        book: The codebook.
        codebook: As the notebook names it: a built-in's name, or a path from its folder.
        reader: Who reads.

    Returns:
        The notebook file.
    """
    several = len(documents) > 1
    title = f"{len(documents)} articles" if several else documents[0].title or documents[0].id
    if several:
        shown = bundle.mimebundle_of_several(documents, book, reader, [None] * len(documents), None)
        listed = "".join(f"    {path!r},\n" for path in paths)
        articles = f"[\n{listed}]"
    else:
        shown = bundle.mimebundle(documents[0], book, reader, None, None)
        articles = repr(paths[0])
    source = (
        f"import annotator as an\n\nw = an.Annotator({articles}, codebook={codebook!r}, reader={reader!r})\nw"
    )
    made: dict[str, Any] = {
        "cells": [
            {
                "cell_type": "markdown",
                "id": "what",
                "metadata": {},
                "source": f"# {_plain(title)}\n\nReader: **{_plain(reader)}**. {INTRO[2 if several else 1]}",
            },
            {
                "cell_type": "code",
                "id": "article",
                "metadata": {},
                "execution_count": None,
                "outputs": [{"output_type": "display_data", "data": shown, "metadata": {}}],
                "source": source,
            },
        ],
        "metadata": {
            "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def file_name(words: str) -> str:
    """A name for a file that every system takes, of the words of a title; letters of every script stay."""
    plain = unicodedata.normalize("NFC", words).casefold()
    return re.sub(r"[^\w]+", "-", plain.replace("_", "-")).strip("-")[:LONGEST_NAME].strip("-")


def _plain(words: str) -> str:
    """Words that mean nothing to Markdown."""
    return _MEANS_SOMETHING.sub(r"\\\1", " ".join(words.split()))
