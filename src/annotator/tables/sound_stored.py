"""A reading of a dataset in which nothing is wrong: its JSON is decoded when somebody asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from msgspec import UNSET, to_builtins

from annotator.document import Document
from annotator.merge import named_in
from annotator.sound import Sound
from annotator.tables import batches
from annotator.tables.stored import Codebooks, FileProblem, Stored

_NONE = Codebooks()


class SoundStored(Stored):
    """What tables need of the reading is known; all else comes from its JSON.

    Args:
        sound: The reading.
        notebooks: The files it was found in.
    """

    sound: Sound

    def __init__(self, sound: Sound, notebooks: tuple[str, ...]) -> None:
        # Not the generated one: it would want the JSON.
        self.__dict__.update(
            sound=sound,
            document=sound.head.document.id,
            reader=sound.head.reader,
            notebooks=notebooks,
            articles={},
            codebooks=_NONE,
            parts=(),
        )

    @cached_property
    def raw(self) -> dict[str, Any]:
        """The reading as it was found."""
        return self.sound.json()

    def within(self, articles: Mapping[str, Document], codebooks: Codebooks) -> Stored:
        """The same reading in a dataset. If its quotes are not those of the article known there, it is checked anew."""
        article = articles.get(self.document)
        if article is not None and not batches.fits(self.sound, article):
            return Stored(self.raw, self.document, self.reader, self.notebooks, articles, codebooks)
        made = SoundStored(self.sound, self.notebooks)
        made.__dict__.update(articles=articles, codebooks=codebooks)
        return made

    @property
    def carried_from(self) -> frozenset[str]:
        """Ids of the documents from whose readings it was carried over, in however many steps."""
        return frozenset(named_in(self.sound.head.carried_from))

    @property
    def is_object(self) -> bool:
        """It is one."""
        return True

    def section(self, name: str) -> Mapping[str, Any]:
        """A member that is an object."""
        if name == "document":
            given = self.sound.head.document
            known = {"id": given.id, "title": given.title, "sha256": given.sha256, "source": given.source}
            return {
                "length": given.length,
                **{name: value for name, value in known.items() if value is not UNSET},
            }
        if name == "codebook":
            return self.sound.plan.raw
        if name == "progress":
            return {"done": self.sound.head.progress.done is True}
        return super().section(name)

    @property
    def codebook_id(self) -> str:
        """Id of the codebook."""
        return self.sound.plan.book.id

    @property
    def schema_version(self) -> Any:
        """Version of the format."""
        return self.sound.head.schema_version

    @property
    def annotation_count(self) -> int:
        """Number of the annotations."""
        return self.sound.count

    @property
    def relations(self) -> Mapping[str, Any]:
        """The relations by id."""
        return {id_: to_builtins(link) for id_, link in self.sound.head.relations.items()}

    @property
    def answers(self) -> Mapping[str, Any]:
        """The answers to the questions about the whole document."""
        given = self.sound.head.answers
        return {id_: {"value": answer.value} for id_, answer in given.items() if answer.value is not UNSET}

    def kinds_and_quotes(self) -> Mapping[str, tuple[str, str]]:
        """Kind and quote of each annotation, by id."""
        sound = self.sound
        columns = {name: sound.batch.columns[name] for name in ("annotation", "quote")}
        ids, quotes = (column.slice(sound.offset, sound.count).to_pylist() for column in columns.values())
        kinds = [kind.id for kind in sound.plan.book.kinds]
        codes = sound.batch.columns["kind"][sound.offset : sound.offset + sound.count].tolist()
        return {id_: (kinds[code], quote) for id_, code, quote in zip(ids, codes, quotes, strict=True)}

    @property
    def set_aside(self) -> int:
        """Nothing is."""
        return 0

    @property
    def problems(self) -> list[FileProblem]:
        """There are none, neither in the reading nor in its codebook."""
        return []
