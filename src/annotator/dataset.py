"""Many readings as tables, and the tables as files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.collect import Paths, collect
from annotator.document import Document
from annotator.merge import MergeError, merge
from annotator.reading import Reading
from annotator.tables import rows
from annotator.tables.columns import Column, Table
from annotator.tables.contents import Tables
from annotator.tables.formats import format_of
from annotator.tables.frames import to_frame
from annotator.tables.packing import pack
from annotator.tables.stored import Codebooks, FileProblem, Stored

if TYPE_CHECKING:
    import pandas as pd

RECORDS = ("annotations", "relations", "answers", "removed")
PROBLEM_COLUMNS = [Column(name, "text") for name in ("file", "place", "what", "remedy")]


def read(paths: Paths) -> Dataset:
    """Read readings from notebooks, `*.reading.json` files and exported tables.

    Args:
        paths: A file, a folder (all notebooks and `*.reading.json` below it), a pattern such as `"readers/*.ipynb"`,
            or several of these. Tables end in .csv, .parquet, .xlsx or .jsonl.

    Returns:
        The dataset. What could not be read, or was set aside, is in `Dataset.problems`; the rest is read.

    Raises:
        FileNotFoundError: If a path leads to no file.
    """
    found = collect(paths)
    return Dataset(found.readings, found.problems, found.articles)


class Dataset:
    """Readings of many readers and documents, as pandas DataFrames.

    The readings themselves are the source of truth (`stored`); the tables are made of them when they are first asked
    for. A reading that was found more than once (same document, reader and codebook) is merged by the merge rule.

    Args:
        readings: The readings.
        problems: What was found wrong before.
        articles: Documents by id, against which quotes are checked.
    """

    def __init__(
        self,
        readings: Iterable[Stored],
        problems: Iterable[FileProblem] = (),
        articles: Mapping[str, Document] | None = None,
    ) -> None:
        self.articles: dict[str, Document] = dict(articles or {})
        self._problems = list(problems)
        codebooks = Codebooks()

        def shared(reading: Stored) -> Stored:
            parts = tuple(shared(part) for part in reading.parts)
            return replace(reading, articles=self.articles, codebooks=codebooks, parts=parts)

        self.stored: tuple[Stored, ...] = tuple(map(shared, _merged(readings, self._problems)))

    @classmethod
    def from_readings(
        cls, readings: Iterable[Reading | Mapping[str, Any]], articles: Iterable[Document] = ()
    ) -> Dataset:
        """A dataset of readings that are at hand.

        Args:
            readings: Readings, or the JSON of readings.
            articles: Their documents, against which quotes are then checked.
        """
        found = []
        for reading in readings:
            raw = reading.to_dict() if isinstance(reading, Reading) else dict(reading)
            found.append(Stored(raw, raw["document"]["id"], raw["reader"]))
        return cls(found, articles={article.id: article for article in articles})

    @property
    def readings_raw(self) -> list[Any]:
        """The readings as plain JSON, as they were found and merged."""
        return [reading.raw for reading in self.stored]

    @property
    def annotations(self) -> pd.DataFrame:
        """One row for each annotation.

        Columns: document, title, reader, annotation, kind, start, end (code points, half-open; the hull where there
        are several spans), quote; the answers, one column for each field; note, status, origin, created, modified,
        notebook, spans (JSON), prefix, suffix, missing (JSON of the answers that do not count: marked missing by the
        codebook, unknown to it, or not asked of the kind), rev, by, codebook.
        """
        return self._annotations.copy(deep=False)

    @property
    def relations(self) -> pd.DataFrame:
        """One row for each relation: document, reader, relation, kind, from, to, note, and what is known of it."""
        return self._relations.copy(deep=False)

    @property
    def documents(self) -> pd.DataFrame:
        """One row for each document: document, title, sha256, length, source, readers and annotations (counts)."""
        return self._documents.copy(deep=False)

    @property
    def readings(self) -> pd.DataFrame:
        """One row for each reading, with counts, progress, and the answers to the fields of the whole document."""
        return self._readings.copy(deep=False)

    @property
    def problems(self) -> pd.DataFrame:
        """What was not taken over, or not as it stood: file, place, what, remedy."""
        return self._problem_frame.copy(deep=False)

    @cached_property
    def _tables(self) -> Tables:
        annotations, answers = rows.annotation_table(self.stored)
        readings, document_answers = rows.reading_table(self.stored)
        self._notes = [FileProblem("", f"field {place}", what, remedy)
                       for place, what, remedy in (*answers.notes, *document_answers.notes)]  # fmt: skip
        others = {
            "readings": readings,
            "documents": rows.document_table(self.stored),
            "values": rows.value_table(self.stored),
        }
        codebooks = [{"id": book.id, "version": book.version} for book in rows.codebooks_of(self.stored)]
        return Tables(annotations, rows.relation_table(self.stored), others, {}, {"codebooks": codebooks})

    @cached_property
    def _annotations(self) -> pd.DataFrame:
        return to_frame(self._tables.annotations, self._tables.attrs)

    @cached_property
    def _relations(self) -> pd.DataFrame:
        return to_frame(self._tables.relations, self._tables.attrs)

    @cached_property
    def _documents(self) -> pd.DataFrame:
        return to_frame(self._tables.others["documents"], self._tables.attrs)

    @cached_property
    def _readings(self) -> pd.DataFrame:
        return to_frame(self._tables.others["readings"], self._tables.attrs)

    @cached_property
    def problem_list(self) -> list[FileProblem]:
        """The same as `problems`, without pandas."""
        _ = self._tables
        in_readings = [problem for reading in self.stored for problem in reading.problems]
        return [*self._problems, *in_readings, *self._notes]

    @cached_property
    def _problem_frame(self) -> pd.DataFrame:
        found = [[rows.text(part) for part in (p.file, p.place, p.what, p.remedy)] for p in self.problem_list]
        return to_frame(Table(PROBLEM_COLUMNS, found))

    def to(self, path: str | os.PathLike[str]) -> Path:
        """Write the dataset to a file; `annotator.read` takes it back without loss.

        Args:
            path: Ends in .csv (a companion is written beside it), .parquet, .xlsx or .jsonl. An existing file is
                replaced, at once and whole.

        Returns:
            The path.

        Raises:
            TableError: If the suffix is none of these, or the format cannot hold so many rows.
            OSError: If the file cannot be written.
        """
        target = Path(path)
        module = format_of(target)
        module.write(target, replace(self._tables, dataset=pack(self.stored)))
        return target

    def __len__(self) -> int:
        return len(self.stored)

    def __repr__(self) -> str:
        annotations = sum(len(reading.checked.annotations) for reading in self.stored)
        readers = len({reading.reader for reading in self.stored})
        documents = len({reading.document for reading in self.stored})
        problems = len(self.problem_list)
        return (
            f"Dataset: {_count(len(self), 'reading')} by {_count(readers, 'reader')} of {_count(documents, 'document')}, "
            f"{_count(annotations, 'annotation')}"
            + (f"; {_count(problems, 'problem')}, see .problems" if problems else "")
        )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _merged(readings: Iterable[Stored], problems: list[FileProblem]) -> list[Stored]:
    """Each reading once: what was found several times is merged."""
    found: dict[tuple[str, str, str], Stored] = {}
    apart: list[Stored] = []
    for reading in readings:
        known = found.get(reading.identity)
        if not isinstance(reading.raw, dict):
            apart.append(reading)
        elif known is None:
            found[reading.identity] = reading
        else:
            try:
                raw = merge(known.raw, reading.raw)
            except MergeError as error:
                what = f"The reading is also in {known.notebook} and cannot be merged with it: {error}"
                problems.append(FileProblem(reading.notebook, reading.place, what, "Keep one of the two."))
                apart.append(reading)
                continue
            if not (_same(raw, known.raw) or _same(raw, reading.raw)):
                what = f"The reading is also in {known.notebook}, and each has changes that the other lacks; all are kept"
                remedy = (
                    "Nothing needs to be done; where both changed one record, the higher revision counts."
                )
                problems.append(FileProblem(reading.notebook, reading.place, what, remedy))
            notebooks = tuple(dict.fromkeys((*known.notebooks, *reading.notebooks)))
            parts = (*(known.parts or (known,)), reading)
            found[reading.identity] = replace(known, raw=raw, notebooks=notebooks, parts=parts)
    return [*found.values(), *apart]


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(one.get(section) == other.get(section) for section in RECORDS)
