"""Many readings as tables, and the tables as files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from annotator import selecting
from annotator.codebook import Codebook
from annotator.codebook_versions import codebook_differences
from annotator.collect import Content, collect
from annotator.collector import without_collector
from annotator.copies import merged_copies
from annotator.decisions import Decision
from annotator.document import Document
from annotator.earlier import without_earlier
from annotator.finding import Paths
from annotator.journal import Journal
from annotator.reading import Reading
from annotator.reviewable import Reviewable
from annotator.tables import folder, rows
from annotator.tables.columns import Column, Table
from annotator.tables.contents import Tables
from annotator.tables.formats import format_of
from annotator.tables.frames import annotation_frame, to_frame
from annotator.tables.long import answer_frame
from annotator.tables.packing import pack
from annotator.tables.stored import Codebooks, FileProblem, Stored

if TYPE_CHECKING:
    import pandas as pd

    from annotator.corpus import Corpus
    from annotator.pictures import Picture, Pictures

PROBLEM_COLUMNS = [Column(name, "text") for name in ("file", "place", "what", "remedy")]


@overload
def read(
    paths: Paths,
    *,
    articles: Iterable[Document] = (),
    progress: bool | None = None,
    earlier: bool = False,
    engine: None = None,
) -> Dataset: ...


@overload
def read(
    paths: Paths,
    *,
    articles: Iterable[Document] = (),
    progress: bool | None = None,
    earlier: bool = False,
    engine: Any,
) -> Corpus: ...


def read(
    paths: Paths,
    *,
    articles: Iterable[Document] = (),
    progress: bool | None = None,
    earlier: bool = False,
    engine: Any = None,
) -> Dataset | Corpus:
    """Read readings from notebooks, `*.reading.json` files and exported tables.

    What a dataset that is still in use has read already is not read again, unless its file was changed.

    Args:
        paths: A file, a folder (all notebooks and `*.reading.json` below it), a pattern such as `"readers/*.ipynb"`,
            an address such as `"s3://bucket/readers"` (with `pip install 'jupyter-annotator[stores]'` and the package
            of the store), or several of these. Tables end in .csv, .parquet, .xlsx or .jsonl; a folder that
            `Dataset.to` wrote is one table.
        articles: Documents against which quotes are checked, besides those that the notebooks show.
        progress: Whether a progress bar may appear; None for: if somebody can see it.
        earlier: Whether readings count that were carried over to a changed text of their article. Where the reading on
            the changed text is there too, they would count twice: they are left out, which `Dataset.problems` tells.
        engine: None to read here. `"dask"`, or a Dask client, for a corpus that stays in its files and is read on the
            workers of a cluster (`pip install 'jupyter-annotator[cluster]'`, on them too).

    Returns:
        The dataset. What could not be read, or was set aside, is in `Dataset.problems`; the rest is read. With an engine
        an `annotator.corpus.Corpus`, which `annotator.agreement` takes as it takes a dataset.

    Raises:
        FileNotFoundError: If a path leads to no file.
    """
    if engine is not None:
        from annotator.corpus import corpus

        return corpus(paths, engine, articles, earlier=earlier)
    given = {article.id: article for article in articles}
    with without_collector():
        return Dataset._of(_Source(paths, given, progress, earlier), collect(paths, progress=progress))


@dataclass(frozen=True)
class _Source:
    """What `read` was called with."""

    paths: Paths
    articles: Mapping[str, Document]
    progress: bool | None
    earlier: bool = False


class Dataset(Reviewable):
    """Readings of many readers and documents, as pandas DataFrames.

    The readings themselves are the source of truth (`stored`); the tables are made of them when they are first asked
    for. A reading that was found more than once (same document, reader and codebook) is merged by the merge rule.

    Args:
        readings: The readings.
        problems: What was found wrong before.
        articles: Documents by id, against which quotes are checked.
        earlier: Whether readings count that were carried over to a changed text of their article.
    """

    def __init__(
        self,
        readings: Iterable[Stored],
        problems: Iterable[FileProblem] = (),
        articles: Mapping[str, Document] | None = None,
        earlier: bool = False,
    ) -> None:
        self.articles: dict[str, Document] = dict(articles or {})
        self._problems = list(problems)
        codebooks = Codebooks()
        merged = merged_copies(readings, self._problems)
        self._earlier = earlier
        if not earlier:
            merged, told = without_earlier(merged)
            self._problems += told
        self._read = tuple(reading.within(self.articles, codebooks) for reading in merged)
        self.stored: tuple[Stored, ...] = self._read
        self._decisions: list[Decision] = []
        self._journal: Journal | None = None
        self._contents: list[Content] = []
        self._source: _Source | None = None

    @classmethod
    def _of(cls, source: _Source, contents: Sequence[Content]) -> Dataset:
        """The dataset of what was found in files."""
        articles, problems = dict(source.articles), []
        for content in contents:
            problems += content.problems
            for article in content.articles:
                if isinstance(article, Document):
                    articles.setdefault(article.id, article)
                elif not isinstance(article[0], str) or article[0] not in articles:
                    problems.append(article[1])
        made = cls(
            (reading for content in contents for reading in content.readings),
            problems,
            articles,
            source.earlier,
        )
        made._contents, made._source = list(contents), source
        return made

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

    @property
    def attrs(self) -> dict[str, Any]:
        """What the tables were made with: `{"codebooks": [the whole codebooks as JSON]}`. Not to be changed."""
        return {"codebooks": [book.to_dict() for book in self._codebooks]}

    @property
    def answers(self) -> pd.DataFrame:
        """The long table, one row for each answer; see `annotator.tables.long.answer_frame`."""
        return self._answers.copy(deep=False)

    @cached_property
    def _codebooks(self) -> list[Codebook]:
        return rows.codebooks_of(self.stored)

    @cached_property
    def _frame_attrs(self) -> dict[str, Any]:
        return {"codebooks": [{"id": book.id, "version": book.version} for book in self._codebooks]}

    @cached_property
    def _annotations(self) -> pd.DataFrame:
        return annotation_frame(self.stored, self._codebooks, self._frame_attrs)

    @cached_property
    def _relations(self) -> pd.DataFrame:
        return to_frame(rows.relation_table(self.stored), self._frame_attrs)

    @cached_property
    def _documents(self) -> pd.DataFrame:
        return to_frame(rows.document_table(self.stored), self._frame_attrs)

    @cached_property
    def _readings(self) -> pd.DataFrame:
        return to_frame(rows.reading_table(self.stored)[0], self._frame_attrs)

    @cached_property
    def _answers(self) -> pd.DataFrame:
        return answer_frame(self._annotations, self._readings, self._codebooks)

    @cached_property
    def problem_list(self) -> list[FileProblem]:
        """The same as `problems`, without pandas."""
        in_readings = [problem for reading in self.stored for problem in reading.problems]
        notes = [
            *rows.annotation_answers(self._codebooks).notes,
            *rows.reading_answers(self._codebooks).notes,
        ]
        fields = [FileProblem("", f"field {place}", what, remedy) for place, what, remedy in notes]
        return [*self._problems, *in_readings, *fields, *codebook_differences(self.stored)]

    @cached_property
    def _problem_frame(self) -> pd.DataFrame:
        found = [[rows.text(part) for part in (p.file, p.place, p.what, p.remedy)] for p in self.problem_list]
        return to_frame(Table(PROBLEM_COLUMNS, found))

    def sel(
        self,
        where: Any = None,
        *,
        reader: str | Iterable[str] | None = None,
        document: str | Iterable[str] | None = None,
        codebook: str | Iterable[str] | None = None,
        version: str | Iterable[str] | None = None,
        kind: str | Iterable[str] | None = None,
    ) -> Dataset:
        """A part of the dataset.

        Args:
            where: A boolean mask over the rows of `ds.annotations`; readings of which no row is chosen are left out.
            reader: Names of readers.
            document: Ids or titles of documents.
            codebook: Ids of codebooks.
            version: Versions of the codebook.
            kind: Kinds of annotations. A reading without such an annotation stays, with none: that is data too.

        Returns:
            A new dataset, in which relations are left whose both ends are. Nothing is removed from any file, and
            decisions on it are written back as those on the whole.

        Raises:
            KeyError: If there is nothing of a name; says what there is.
            ValueError: If the mask is of another length than the table.

        Examples:
            >>> ds.sel(reader="ada", kind=["claim", "source"])                             # doctest: +SKIP
            >>> ds.sel(ds.annotations["evidence_strength"] <= "thin")                      # doctest: +SKIP
        """
        names = {
            "reader": reader,
            "document": document,
            "codebook": codebook,
            "version": version,
            "kind": kind,
        }
        return selecting.select(
            self, where, {name: given for name, given in names.items() if given is not None}
        )

    def profile(
        self,
        kind: str | None = None,
        *,
        strength: str | None = None,
        source: str | None = None,
        weak: Iterable[str] = ("unnamed", "state_media", "damaged_citation"),
    ) -> Pictures:
        """What the articles claim, on how strong evidence, from which sources, and where; `ds.sel(document=…)` for one.

        Args:
            kind: Kind of the annotations that count; None for claims.
            strength: Ordinal field that says how strong the evidence is; None for `evidence_strength`.
            source: Nominal field that says what the source is; None for `source_type`.
            weak: Values of that field which a reader should be careful with.

        Returns:
            Pictures by name: claims, strength, weak_sources, places; each with its `table`, and in words.

        Raises:
            PictureError: If there is nothing to draw, or no such kind or field.
        """
        from annotator.pictures.profile import profile

        return profile(self, kind, strength, source, list(weak))

    def map(self, document: str, reader: str | None = None) -> Picture:
        """The claims, evidence and sources of one article, and the links between them.

        Args:
            document: Id or title.
            reader: Whose reading; None for whoever linked the most.

        Raises:
            KeyError: If there is no such document or reader.
            PictureError: If the reader has no annotation of it.
        """
        from annotator.pictures.argument_map import argument_map

        return argument_map(self, document, reader)

    def pace(self) -> Pictures:
        """How fast readers work, and how far into the articles they got."""
        from annotator.pictures.pace import pace

        return pace(self)

    def to(self, path: str | os.PathLike[str]) -> Path:
        """Write the dataset to a file; `annotator.read` takes it back without loss.

        Args:
            path: Ends in .csv (a companion is written beside it), .parquet, .xlsx or .jsonl. An existing file is
                replaced, at once and whole. Without a suffix it is a folder of Parquet files, for large datasets; each
                document is whole in one of them, and `pandas.read_parquet` takes the folder.

        Returns:
            The path.

        Raises:
            TableError: If the suffix is none of these, or the format cannot hold so many rows.
            OSError: If the file cannot be written.
        """
        target = Path(path)
        if not target.suffix:
            folder.write(target, self.stored, Dataset._write)
        else:
            Dataset._write(target, self.stored)
        return target

    @staticmethod
    def _write(target: Path, readings: Sequence[Stored]) -> None:
        others = {
            "readings": rows.reading_table(readings)[0],
            "documents": rows.document_table(readings),
            "values": rows.value_table(readings),
        }
        books = [{"id": book.id, "version": book.version} for book in rows.codebooks_of(readings)]
        annotations, relations = rows.annotation_table(readings)[0], rows.relation_table(readings)
        tables = Tables(annotations, relations, others, pack(readings), {"codebooks": books})
        format_of(target).write(target, tables)

    def __len__(self) -> int:
        return len(self.stored)

    def __repr__(self) -> str:
        annotations = sum(reading.annotation_count for reading in self.stored)
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
