"""Finding the files that hold readings, and what is in them."""

from __future__ import annotations

import contextlib
import glob
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator import json_files
from annotator.document import Document, DocumentError
from annotator.notebook import is_notebook, payloads, readings_in
from annotator.plain import is_deeper_than
from annotator.reading import parse_key
from annotator.tables.contents import TableError
from annotator.tables.edited import rebuild
from annotator.tables.formats import MODULES, format_of
from annotator.tables.stored import FileProblem, Stored

DEEPEST = 200  # levels inside a reading; nbformat gives up at 494 in the whole notebook
NOTEBOOK, READING = ".ipynb", ".reading.json"
Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


@dataclass
class Collected:
    """What was found in files.

    Attributes:
        readings: One for each metadata key or file, not merged yet.
        articles: Documents that notebooks show in their outputs, by id.
        problems: What could not be read.
        files: The files that were looked at.
    """

    readings: list[Stored] = field(default_factory=list)
    articles: dict[str, Document] = field(default_factory=dict)
    problems: list[FileProblem] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


def collect(paths: Paths) -> Collected:
    """Read all files that paths name. A file that cannot be read is a problem of the result, not an error.

    Args:
        paths: See `files_in`.

    Returns:
        Everything that was found.

    Raises:
        FileNotFoundError: If a path, or a pattern, leads to no file.
    """
    found = Collected()
    for path in files_in(paths):
        found.files.append(_name(path))
        try:
            _read(path, found)
        except json_files.JSONFileError as error:
            found.problems.append(FileProblem(_name(path), error.place, error.what, error.remedy))
        except TableError as error:
            found.problems.append(FileProblem(_name(path), "", *_halves(str(error))))
        except OSError as error:
            what = f"The file cannot be read: {error.strerror or error}"
            found.problems.append(FileProblem(_name(path), "", what, "Check the permissions."))
    return found


def files_in(paths: Paths) -> list[Path]:
    """The files that paths name, each once.

    Args:
        paths: A file, a folder (all notebooks and `*.reading.json` below it), a pattern such as `readers/*.ipynb`
            (`**` for folders below), or several of these.

    Raises:
        FileNotFoundError: If one of them leads to no file.
    """
    if isinstance(paths, (str, os.PathLike)):
        paths = [paths]
    found: dict[str, Path] = {}
    for path in paths:
        some = False
        for file in _expanded(os.fspath(path)):
            found.setdefault(os.path.realpath(file), file)
            some = True
        if not some:
            raise FileNotFoundError(
                f"{path}: there is no notebook, reading or table of this name (looked in {Path.cwd()}). Check the path."
            )
    return list(found.values())


def _expanded(path: str) -> Iterator[Path]:
    if Path(path).is_file():
        yield Path(path)
    elif Path(path).is_dir():
        for folder, inner, names in os.walk(path):
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            yield from (Path(folder, name) for name in sorted(names) if _holds_readings(name))
    else:
        # Path.glob takes no absolute patterns.
        for match in sorted(map(Path, glob.glob(path, recursive=True))):  # noqa: PTH207
            if match.is_file() and (_holds_readings(match.name) or match.suffix.lower() in MODULES):
                yield match


def _holds_readings(name: str) -> bool:
    return name.endswith((NOTEBOOK, READING)) and not name.startswith(".")


def _name(path: Path) -> str:
    """The path as it was given, shorter where it lies in the working folder."""
    if path.is_absolute():
        with contextlib.suppress(ValueError):
            path = path.resolve().relative_to(Path.cwd().resolve())
    return json_files.readable(path.as_posix())


def _halves(message: str) -> tuple[str, str]:
    what, _, remedy = message.rpartition(". ") if message.endswith(".") else (message, "", "")
    return what or message, remedy


def _read(path: Path, found: Collected) -> None:
    if path.suffix.lower() in MODULES:
        readings, problems = rebuild(format_of(path).read(path), _name(path))
        found.readings += readings
        found.problems += problems
        return
    value, odd = json_files.decode_watched(path.read_bytes())
    if is_notebook(value):
        _articles(_name(path), value, found)
        for key, raw in readings_in(value):
            _reading(_name(path), key, raw, odd, found)
    elif isinstance(value, dict) and "annotations" in value and "document" in value:
        _reading(_name(path), "", value, odd, found)
    else:
        what = f"This is JSON, but neither a notebook ({NOTEBOOK}) nor a reading (*{READING})"
        raise json_files.JSONFileError("", what, "Give the path of a notebook, a reading or a table.")


def _reading(file: str, key: str, raw: Any, odd: bool, found: Collected) -> None:
    def problem(place: str, what: str, remedy: str) -> None:
        found.problems.append(
            FileProblem(file, "/".join(part for part in (key, place) if part), what, remedy)
        )

    named = parse_key(key) if key else None
    if key and named is None:
        problem(
            "", "The key names no document and reader (annotator:<document id>:<reader>)", "Rename the key."
        )
    if is_deeper_than(raw, DEEPEST):
        what = f"The reading is nested deeper than {DEEPEST} levels; it is set aside"
        problem("", what, "Restore the notebook from a copy.")
        return
    raw, oddities = json_files.tidy(raw) if odd else (raw, [])
    for oddity in oddities:
        problem(
            oddity.place,
            oddity.what,
            "Open the notebook in JupyterLab and save it, or restore it from a copy.",
        )
    document, reader = named or ("", "")
    own = raw if isinstance(raw, dict) else {}
    reference = own.get("document")
    own_document = reference.get("id") if isinstance(reference, dict) else None
    own_reader = own.get("reader")
    for name, inside, outside in (("document", own_document, document), ("reader", own_reader, reader)):
        if named and isinstance(inside, str) and inside != outside:
            what = f"The reading says that its {name} is {inside!r}, its key says {outside!r}; the key counts"
            problem(name, what, "Correct the metadata of the notebook.")
    if named and isinstance(raw, dict) and own_reader != reader:
        raw = {**raw, "reader": reader}  # as the page does that shows the notebook
    if not named:
        document = own_document if isinstance(own_document, str) else ""
        reader = own_reader if isinstance(own_reader, str) else ""
        if key and not (document and reader):
            return
    found.readings.append(Stored(raw, json_files.readable(document), json_files.readable(reader), (file,)))


def _articles(file: str, notebook: dict[str, Any], found: Collected) -> None:
    for payload in payloads(notebook):
        article = payload.get("document")
        if isinstance(article, dict) and article.get("id") not in found.articles:
            try:
                document = Document.from_dict(article)
            except (DocumentError, TypeError, KeyError, ValueError) as error:
                what, remedy = f"The article shown in an output is damaged ({error})", "Run the cell again."
                found.problems.append(FileProblem(file, "outputs", what, remedy))
            else:
                found.articles[document.id] = document
