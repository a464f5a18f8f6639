"""One reading of a dataset: as it was found, and as it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from annotator.check import Checked, check
from annotator.codebook import Codebook, CodebookError
from annotator.document import Document
from annotator.json_files import readable
from annotator.merge import named_in
from annotator.plain import SCHEMA_VERSION
from annotator.reading import metadata_key

MOST_TOLD = 20  # problems of one codebook; where there are more it is another file altogether


@dataclass(frozen=True)
class FileProblem:
    """Something that was not taken over, or not as it stood.

    Attributes:
        file: The file it is in.
        place: Where in the file.
        what: What is wrong.
        remedy: What a person can do.
    """

    file: str
    place: str
    what: str
    remedy: str


class Codebooks:
    """The distinct codebooks of many readings: each is checked once, however many readings carry it."""

    def __init__(self) -> None:
        self._known: dict[
            tuple[str, str], list[tuple[Mapping[str, Any], Codebook | None, list[FileProblem]]]
        ] = {}

    def get(self, raw: Mapping[str, Any], file: str, place: str) -> tuple[Codebook | None, list[FileProblem]]:
        """The codebook in a reading, None if it is not sound; and what is wrong with it, told once."""
        same_name = self._known.setdefault((str(raw.get("id")), str(raw.get("version"))), [])
        for known, codebook, _ in same_name:
            if known is raw or known == raw:
                return codebook, []
        problems: list[FileProblem] = []
        codebook = None
        try:
            codebook = Codebook.from_dict(dict(raw), source=file)
        except CodebookError as error:
            problems = [
                FileProblem(file, "/".join((place, "codebook", item.at)).rstrip("/"), item.what, item.remedy)
                for item in error.problems[:MOST_TOLD]
            ]
        same_name.append((raw, codebook, problems))
        return codebook, problems


@dataclass(frozen=True)
class Stored:
    """A reading with the files it was found in.

    Attributes:
        raw: The reading as it was found: the source of truth, whatever it is.
        document: Id of the document.
        reader: Name of the reader.
        notebooks: The files it was found in; several if their readings were merged.
        articles: Documents by id, against which quotes are checked where they are known.
        codebooks: Shared by all readings of a dataset.
        parts: If it was merged, what it was merged of.
    """

    raw: Any
    document: str
    reader: str
    notebooks: tuple[str, ...] = ()
    articles: Mapping[str, Document] = field(default_factory=dict, compare=False, repr=False)
    codebooks: Codebooks = field(default_factory=Codebooks, compare=False, repr=False)
    parts: tuple[Stored, ...] = field(default=(), compare=False, repr=False)

    @property
    def members(self) -> Mapping[str, Any]:
        """The reading if it is an object, else an empty one."""
        return self.raw if isinstance(self.raw, dict) else {}

    def section(self, name: str) -> Mapping[str, Any]:
        """A member that should be an object; an empty one if it is not."""
        member = self.members.get(name)
        return member if isinstance(member, dict) else {}

    def text(self, section: str, name: str) -> str | None:
        """A text in a member; None if there is none."""
        value = self.section(section).get(name)
        return value if isinstance(value, str) else None

    @property
    def codebook_id(self) -> str:
        """Id of the codebook; empty if there is none."""
        return readable(self.text("codebook", "id") or "")

    @property
    def schema_version(self) -> Any:
        """Version of the format, whatever stands there."""
        return self.members.get("schema_version")

    @property
    def carried_from(self) -> frozenset[str]:
        """Ids of the documents from whose readings it was carried over, in however many steps."""
        own = named_in(self.members.get("carried_from"))
        return frozenset(own).union(*(part.carried_from for part in self.parts))

    @property
    def is_object(self) -> bool:
        """Whether it is an object, so that it can be merged."""
        return isinstance(self.raw, dict)

    @property
    def annotation_count(self) -> int:
        """Number of the sound annotations."""
        return len(self.checked.annotations)

    @property
    def relations(self) -> Mapping[str, Any]:
        """The sound relations by id."""
        return self.checked.relations

    @property
    def answers(self) -> Mapping[str, Any]:
        """The sound answers to the questions about the whole document."""
        return self.checked.answers

    @property
    def set_aside(self) -> int:
        """How many records, or parts of the reading, are kept but not used."""
        return self.checked.set_aside

    def kinds_and_quotes(self) -> Mapping[str, tuple[str, str]]:
        """Kind and quote of each sound annotation, by id."""
        return {
            id_: (record["kind"], readable(record["quote"]))
            for id_, record in self.checked.annotations.items()
        }

    def within(self, articles: Mapping[str, Document], codebooks: Codebooks) -> Stored:
        """The same reading in a dataset, which shares articles and codebooks."""
        parts = tuple(part.within(articles, codebooks) for part in self.parts)
        return replace(self, articles=articles, codebooks=codebooks, parts=parts)

    @property
    def identity(self) -> tuple[str, str, str]:
        """What makes it the same reading: document, reader, codebook."""
        return self.document, self.reader, self.codebook_id

    @property
    def notebook(self) -> str:
        """The files in one string."""
        return "; ".join(self.notebooks)

    @property
    def place(self) -> str:
        """The metadata key, as the place in a notebook."""
        return metadata_key(self.document, self.reader)

    @cached_property
    def _codebook(self) -> tuple[Codebook | None, list[FileProblem]]:
        return self.codebooks.get(self.section("codebook"), self.notebook, self.place)

    @property
    def codebook(self) -> Codebook | None:
        """The codebook; None if it is not sound."""
        return self._codebook[0]

    @cached_property
    def checked(self) -> Checked:
        """The sound view of the reading."""
        article = self.articles.get(self.document)
        return check(self.raw, article or {"length": self.section("document").get("length")}, self.codebook)

    @cached_property
    def problems(self) -> list[FileProblem]:
        """What is wrong in the reading, and in its codebook unless another reading told it.

        What is wrong in the parts is told with their files, even if a better record came from another part.
        """
        told = [problem for part in self.parts for problem in part.problems]
        places = {problem.place for problem in told}
        own = [
            FileProblem(
                self.notebook, f"{self.place}/{problem.place}".rstrip("/"), problem.what, problem.remedy
            )
            for problem in self.checked.problems
        ]
        own += [
            FileProblem(
                self.notebook,
                f"{self.place}/annotations/{id_}",
                "is an orphan: its passage was not found when the article changed, so it is in no table",
                "Open the notebook and attach it to a passage again, or delete it there.",
            )
            for id_ in self.checked.orphans
        ]
        if self.checked.read_only:
            version = self.members.get("schema_version")
            what = f"has schema_version {version}, newer than this program knows ({SCHEMA_VERSION})"
            remedy = "What is known of it is read. Update: pip install --upgrade jupyter-annotator."
            own.insert(0, FileProblem(self.notebook, f"{self.place}/schema_version", what, remedy))
        return [*told, *(problem for problem in self._codebook[1] + own if problem.place not in places)]
