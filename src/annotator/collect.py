"""What is in the files that hold readings: quickly where nothing is wrong, carefully everywhere else."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator import json_files
from annotator.collector import without_collector
from annotator.document import Document, DocumentError
from annotator.finding import NOTEBOOK, READING, File, Fingerprint, Paths, files_in, why_unreadable
from annotator.helpers import Helpers
from annotator.notebook import is_notebook, payloads, readings_in
from annotator.plain import is_deeper_than
from annotator.progress import track
from annotator.reading import parse_key
from annotator.sound import Examiner, Sound
from annotator.tables import csv
from annotator.tables.contents import TableError
from annotator.tables.edited import rebuild
from annotator.tables.filling import Batcher
from annotator.tables.formats import MODULES, format_of
from annotator.tables.sound_stored import SoundStored
from annotator.tables.stored import FileProblem, Stored

DEEPEST = 200  # levels inside a reading; nbformat gives up at 494 in the whole notebook
AT_ONCE = 16  # files fetched from a store at the same time


@dataclass(eq=False)
class Content:
    """What was found in one file. Never changes, so that datasets can share it.

    Attributes:
        file: The file.
        fingerprint: What tells whether it was changed since; None if it could not be read.
        readings: One for each metadata key or file, not merged yet.
        articles: Documents that its outputs show; for a damaged one its id, and what is wrong.
        problems: What could not be read.
    """

    file: File
    fingerprint: Fingerprint | None = None
    readings: list[Stored] = field(default_factory=list)
    articles: list[Document | tuple[Any, FileProblem]] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)


# What datasets that are still in use have read: reading the same folder again reads only what changed.
_read_before: weakref.WeakValueDictionary[tuple[str, str], Content] = weakref.WeakValueDictionary()


def collect(paths: Paths, *, progress: bool | None = None, careful: bool = False) -> list[Content]:
    """Read all files that paths name. A file that cannot be read is a problem of the result, not an error.

    Args:
        paths: See `annotator.finding.files_in`.
        progress: Whether a progress bar may appear; None for: if somebody can see it.
        careful: Take the careful way for every file, and read every file.

    Returns:
        The contents of the files, in order.

    Raises:
        FileNotFoundError: If a path, or a pattern, leads to no file.
    """
    lost: list[FileProblem] = []

    def complain(folder: str, error: OSError) -> None:
        what = f"The folder cannot be listed: {error.strerror or error}"
        lost.append(FileProblem(folder, "", what, "Check the permissions."))

    files = files_in(paths, complain)
    found: dict[int, Content] = {}
    with without_collector():
        for at, content in track(_contents(files, careful), "Reading", "files", progress, len(files)):
            found[at] = content
        if not careful:
            for content in found.values():
                if content.fingerprint is not None:
                    _read_before[content.file.name, content.file.path] = content
    contents = [found[at] for at in range(len(files))]
    if lost:
        contents.append(Content(File("", ""), problems=lost))
    return contents


def read_here(files: Sequence[File]) -> list[Content]:
    """Read local files, in this process."""
    reader = _Reader(careful=False)
    contents = [reader.content(file, _data(file)) for file in files]
    reader.batcher.finish()
    return contents


def _contents(files: Sequence[File], careful: bool) -> Iterator[tuple[int, Content]]:
    """The contents of files with their places, in the order in which they were read."""
    reader = _Reader(careful)
    local: list[tuple[int, File]] = []
    away: list[tuple[int, File]] = []
    for at, file in enumerate(files):
        known = None if careful else _read_before.get((file.name, file.path))
        if known is not None and known.fingerprint == file.fingerprint():
            yield at, known
        else:
            (local if file.store is None else away).append((at, file))
    if careful:
        for at, file in local:
            yield at, reader.content(file, _data(file))
    else:
        yield from _side_by_side(local, reader)
    if away:
        from concurrent.futures import ThreadPoolExecutor

        # In a store it is waiting that takes time.
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for (at, file), data in zip(away, pool.map(_data, (file for _, file in away)), strict=True):
                yield at, reader.content(file, data)
    reader.batcher.finish()


def _side_by_side(files: Sequence[tuple[int, File]], reader: _Reader) -> Iterator[tuple[int, Content]]:
    """Read local files; very many of them by further processes as well."""
    with Helpers(files, reader.examiner.plan_of) as helpers:
        while True:
            while (given := helpers.next()) is not None:
                at, file = given
                yield at, reader.content(file, _data(file))
                yield from helpers.brought()
            brought = helpers.brought(wait=True)
            if not brought and not helpers.is_more:
                return
            yield from brought


def _data(file: File) -> tuple[bytes, Fingerprint] | OSError:
    try:
        return file.read()
    except OSError as error:
        return error


class _Reader:
    """Reads files one after the other; what is sound is gathered in batches."""

    def __init__(self, careful: bool) -> None:
        self.careful = careful
        self.examiner = Examiner()
        self.batcher = Batcher()

    def content(self, file: File, data: tuple[bytes, Fingerprint] | OSError) -> Content:
        """What is in a file."""
        content = Content(file)
        if isinstance(data, OSError):
            content.problems.append(_unreadable(file, data))
            return content
        content.fingerprint = data[1]
        self._take(data[0], content, self.careful)
        return content

    def _take(self, data: bytes, content: Content, careful: bool) -> None:
        file = content.file
        try:
            if careful or not self._quickly(data, content):
                _carefully(data, content)
        except json_files.JSONFileError as error:
            content.problems.append(FileProblem(file.name, error.place, error.what, error.remedy))
        except TableError as error:
            content.problems.append(FileProblem(file.name, "", *_halves(str(error))))
        except OSError as error:
            content.problems.append(_unreadable(file, error))

    def _quickly(self, data: bytes, content: Content) -> bool:
        """Whether the file could be taken as one in which nothing is wrong, or that of some of its readings."""
        name = content.file.name
        if name.endswith(NOTEBOOK):
            found = self.examiner.notebook(data)
            if found is None:
                return False
            sounds = []
            for key, raw, sound in found[0]:
                if sound is None:
                    _reading(name, key, *json_files.decode_watched(bytes(raw)), content)
                else:
                    sounds.append(sound)
                    content.readings.append(SoundStored(sound, (name,)))
            content.articles += found[1]
            self._gather(sounds, data, content)
            return True
        sound = self.examiner.reading(data) if name.endswith(READING) else None
        if sound is not None:
            content.readings.append(SoundStored(sound, (name,)))
            self._gather([sound], data, content)
        return sound is not None

    def _gather(self, sounds: Iterable[Sound], data: bytes, content: Content) -> None:
        """Give readings to the batcher. If one of them proves not to be sound, the file is read anew, carefully."""

        def refuse() -> None:
            for found in (content.readings, content.articles, content.problems):
                found.clear()
            self._take(data, content, careful=True)

        for sound in sounds:
            self.batcher.add(sound, len(data), refuse)


def _unreadable(file: File, error: OSError) -> FileProblem:
    return FileProblem(file.name, "", *why_unreadable(error))


def _halves(message: str) -> tuple[str, str]:
    what, _, remedy = message.rpartition(". ") if message.endswith(".") else (message, "", "")
    return what or message, remedy


def _carefully(data: bytes, content: Content) -> None:
    file = content.file
    if file.suffix in MODULES:
        readings, problems = rebuild(format_of(Path(file.path)).read(_at_hand(file, data)), file.name)
        content.readings += readings
        content.problems += problems
        return
    value, odd = json_files.decode_watched(data)
    if is_notebook(value):
        _articles(file.name, value, content)
        for key, raw in readings_in(value):
            _reading(file.name, key, raw, odd, content)
    elif isinstance(value, dict) and "annotations" in value and "document" in value:
        _reading(file.name, "", value, odd, content)
    else:
        what = f"This is JSON, but neither a notebook ({NOTEBOOK}) nor a reading (*{READING})"
        raise json_files.JSONFileError("", what, "Give the path of a notebook, a reading or a table.")


def _at_hand(file: File, data: bytes) -> Path:
    """Where a table can be read: formats have companions beside them, so that a table in a store is copied first."""
    if file.store is None:
        return Path(file.path)
    folder = Path(tempfile.mkdtemp(prefix="annotator-"))
    weakref.finalize(file, shutil.rmtree, folder, ignore_errors=True)
    target = folder / Path(file.path).name
    target.write_bytes(data)
    beside = csv.companion(Path(file.path)).name
    where = file.path[: -len(target.name)] + beside
    if file.suffix == ".csv" and file.store.exists(where):
        (folder / beside).write_bytes(file.store.cat_file(where))
    return target


def _reading(file: str, key: str, raw: Any, odd: bool, found: Content) -> None:
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


def _articles(file: str, notebook: dict[str, Any], found: Content) -> None:
    for payload in payloads(notebook):
        article = payload.get("document")
        if not isinstance(article, dict):
            continue
        try:
            found.articles.append(Document.from_dict(article))
        except (DocumentError, TypeError, KeyError, ValueError) as error:
            what, remedy = f"The article shown in an output is damaged ({error})", "Run the cell again."
            found.articles.append((article.get("id"), FileProblem(file, "outputs", what, remedy)))
