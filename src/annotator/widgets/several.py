"""Several articles in one place: `Annotator([…])`. Each has a reading of its own; one view goes from one to the next."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, overload

import anywidget
import traitlets

from annotator.articles import Articles, open_articles
from annotator.check import Checked
from annotator.codebook import Codebook
from annotator.document import Document, DocumentError
from annotator.reading import Reading, clean_reader_name
from annotator.widgets import bundle
from annotator.widgets.annotator import Annotator, AnnotatorWarning

if TYPE_CHECKING:
    import pandas as pd

Json = dict[str, Any]


class AnnotatorBatch(anywidget.AnyWidget):
    r"""Articles that are read one after the other. Made by `Annotator([…])`; display it as the last line of a cell.

    It opens at the first article that is not done, says how many are, and goes on by a button or the keys N and P.

    Args:
        articles: As `open_articles` takes them: documents, paths, texts, a folder, a pattern or a DataFrame.
        codebook: Name of a built-in codebook, path of a YAML or JSON file, or a Codebook.
        reader: Who reads. None: the page asks.

    Raises:
        DocumentError: If none of the articles can be opened. Those that cannot while others can are warned about, and
            listed in `problems`.

    Examples:
        >>> w = Annotator(["One\n\nIt rained.", "Two\n\nThe river rose."], reader="ada")
        >>> len(w), w[1].document.title, w.progress.done.tolist()
        (2, 'Two', [False, False])
    """

    _esm = bundle.asset("anywidget.js")
    _css = bundle.asset("anywidget.css")
    payload = traitlets.Dict().tag(sync=True)
    # ipywidgets closes what is thrown away, also where __init__ never came so far.
    _parts: Sequence[_Part] = ()

    def __init__(
        self,
        articles: str | os.PathLike[str] | Iterable[Any] | pd.DataFrame,
        codebook: Codebook | str | os.PathLike[str] = "claims",
        reader: str | None = None,
    ) -> None:
        opened = articles if isinstance(articles, Articles) else open_articles(articles)
        for problem in opened.problem_list:
            told = f"{problem.file}: {problem.place}{': ' if problem.place else ''}{problem.what} {problem.remedy}"
            warnings.warn(told, AnnotatorWarning, stacklevel=3)
        if not opened:
            raise DocumentError("none of these articles can be opened; see the warnings.")
        self._problems = opened
        self._codebook = codebook if isinstance(codebook, Codebook) else Codebook.load(codebook)
        self._reader = None if reader is None else clean_reader_name(reader)
        self._parts = [_Part(document, self._codebook, reader, self) for document in opened]
        super().__init__(payload=self._payload())
        self.on_msg(self._received)

    @overload
    def __getitem__(self, at: int) -> Annotator: ...
    @overload
    def __getitem__(self, at: slice) -> list[Annotator]: ...
    def __getitem__(self, at: int | slice) -> Annotator | list[Annotator]:
        """The Annotator of one article, to edit its reading from Python."""
        return list(self._parts[at]) if isinstance(at, slice) else self._parts[at]

    def __len__(self) -> int:
        return len(self._parts)

    def __iter__(self) -> Iterator[Annotator]:
        return iter(self._parts)

    @property
    def documents(self) -> list[Document]:
        """The articles."""
        return [part.document for part in self._parts]

    @property
    def problems(self) -> pd.DataFrame:
        """The articles that could not be opened: file, place, what, remedy."""
        return self._problems.problems

    @property
    def codebook(self) -> Codebook:
        """The codebook."""
        return self._codebook

    @property
    def reader(self) -> str | None:
        """Who reads: as given; else who was heard of on the page."""
        return self._reader or next((part.reader for part in self._parts if part.reader), None)

    @property
    def readings(self) -> list[Reading]:
        """The readings of this reader as they stand now, one for each article; none as long as nobody reads."""
        reader = self.reader
        return [] if reader is None else [part.reading_of(reader) for part in self._parts]

    @property
    def annotations(self) -> pd.DataFrame:
        """The annotations in all articles, one row each."""
        return self._tables().annotations

    @property
    def relations(self) -> pd.DataFrame:
        """The relations in all articles, one row each."""
        return self._tables().relations

    @property
    def progress(self) -> pd.DataFrame:
        """One row for each article: document, title, annotations (how many), done."""
        import pandas as pd

        readings = {reading.document["id"]: reading for reading in self.readings}
        rows = [
            {
                "document": document.id,
                "title": document.title,
                "annotations": len(reading.annotations) if (reading := readings.get(document.id)) else 0,
                "done": bool(reading and reading.to_dict().get("progress", {}).get("done") is True),
            }
            for document in self.documents
        ]
        return pd.DataFrame(rows, columns=["document", "title", "annotations", "done"])

    def _tables(self) -> Any:
        from annotator.dataset import Dataset

        readings = self.readings or [Reading.new(self.documents[0], self._codebook, "nobody")]
        return Dataset.from_readings(readings, articles=self.documents)

    # --- the view

    def _payload(self) -> Json:
        return {
            **bundle.payload_of_several(self.documents, self._codebook, self._reader),
            "suggested_reader": self._reader,
        }

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[Json, Json]:
        view, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        seen = [part.seen_now() for part in self._parts]
        widget_view = view.get(bundle.WIDGET_MIME)
        data = bundle.mimebundle_of_several(self.documents, self._codebook, self._reader, seen, widget_view)
        return data, metadata

    def __repr__(self) -> str:
        return "\n".join(map(repr, self._parts))

    def close(self) -> None:
        """Close the views; the readings stay."""
        for part in self._parts:
            part.close()
        super().close()

    def _received(self, widget: object, data: object, buffers: object) -> None:
        """A message of an anywidget view, which says the article it is about."""
        wanted = data.get("document") if isinstance(data, dict) else None
        for part in self._parts:
            if part.document.id == wanted:
                part.take(data, buffers)


class _Part(Annotator):
    """One article of a batch. It has no connection to the page of its own: the batch speaks for it."""

    def __new__(cls, *arguments: Any, **named: Any) -> _Part:
        return traitlets.HasTraits.__new__(cls)

    def __init__(
        self, document: Document, codebook: Codebook, reader: str | None, batch: AnnotatorBatch
    ) -> None:
        self._batch = batch
        super().__init__(document, codebook, reader)

    def open(self) -> None:
        """Open no connection."""

    def reading_of(self, reader: str) -> Reading:
        """The reading of a reader."""
        return self._reading_of(reader)

    def seen_now(self) -> tuple[str, Checked] | None:
        """Who reads, and what of the reading is sound."""
        return self._seen_now()

    def take(self, data: object, buffers: object) -> None:
        """Take a message of a view."""
        self._received(self, data, buffers)

    def _say(self, kind: str, reader: str | None, **content: Any) -> None:
        if (self._heard is not None or kind == "error") and self._batch.comm is not None:
            named = {} if reader is None else {"reader": reader}
            self._batch.send({"type": kind, "document": self.document.id, **named, **content})
