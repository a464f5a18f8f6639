"""The Annotator: an article with its tagging controls, live in the notebook and in Python."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, SupportsIndex

import anywidget
import traitlets

from annotator.articles import open_article
from annotator.check import Checked, check
from annotator.codebook import Codebook
from annotator.document import Document
from annotator.edits import EditError, invert, new_id
from annotator.merge import MergeError
from annotator.reading import Reading, clean_reader_name
from annotator.suggestions import DetectorError, Found, detect, resolve
from annotator.widgets import bundle, composing
from annotator.widgets.hub import Change, Hub, hub_of
from annotator.widgets.keeping import Keeper
from annotator.widgets.messages import MessageError, Open, parse, sendable
from annotator.widgets.sidecar import Sidecar

if TYPE_CHECKING:
    import pandas as pd

Json = dict[str, Any]

# Only for the columns of an empty table; never stored.
_NOBODY = "nobody"


class AnnotatorWarning(UserWarning):
    """Something about a reading's file that a person should know; no edit is lost from memory."""


class Annotator(anywidget.AnyWidget):
    r"""An article with tagging controls. Display it as the last line of a cell.

    Args:
        article: A Document, the path of an article, or a text (told from a path by its having a line break). A list
            of these, or a DataFrame, gives an `AnnotatorBatch`, which shows one after the other.
        codebook: Name of a built-in codebook, path of a YAML or JSON file, or a Codebook.
        reader: Who reads. None: the page asks, and `reader` and `reading` follow the page.
        title: Title of the article, if `article` is a path or text and has another or none.
        suggest: What proposes annotations, which the reader accepts, changes or rejects; nothing is saved before that.
            None for nothing, True for the built-in detectors, or a name, a function of the document, or a list of both,
            as for `annotator.suggest`.
        suggest_after: `"first-pass"` hides the suggestions until the reader has finished on her own, because people
            follow suggestions also where they are wrong; `"at once"` shows them from the beginning.

    Raises:
        DocumentError: If the article cannot be opened.
        CodebookError: If the codebook cannot.
        DetectorError: If there is no such detector, or no such `suggest_after`. A detector that fails is told of in the
            view, and keeps nothing else from working.
        ReadingError: If the name cannot be a reader's.

    Annotators of the same article in one kernel share their readings: an edit in one shows in all.

    Examples:
        >>> w = Annotator("A headline\n\nThe river rose by two metres.\n", reader="ada")
        >>> start = w.document.text.index("The river")
        >>> claim = w.add("claim", start, start + 29, evidence_strength="none")
        >>> w.annotations.quote.item()
        'The river rose by two metres.'
    """

    _esm = bundle.asset("anywidget.js")
    _css = bundle.asset("anywidget.css")
    payload = traitlets.Dict().tag(sync=True)
    # ipywidgets closes what is thrown away, also where __init__ never came so far.
    _end: Callable[[], None] = staticmethod(lambda: None)

    def __new__(cls, article: Any, *arguments: Any, **named: Any) -> Any:
        """An Annotator; of several articles an `AnnotatorBatch`."""
        if isinstance(article, (list, tuple)) or (
            hasattr(article, "to_dict") and hasattr(article, "columns")
        ):
            from annotator.widgets.several import AnnotatorBatch

            return AnnotatorBatch(article, *arguments, **named)
        return super().__new__(cls)

    def __init__(
        self,
        article: Document | str | os.PathLike[str],
        codebook: Codebook | str | os.PathLike[str] = "claims",
        reader: str | None = None,
        title: str | None = None,
        suggest: object = None,
        suggest_after: str = "first-pass",
    ) -> None:
        self._document = open_article(article, title=title)
        self._codebook = codebook if isinstance(codebook, Codebook) else Codebook.load(codebook)
        self._found = _found(self._document, self._codebook, suggest)
        self._suggest_after = _one_time(suggest_after)
        self._reader = None if reader is None else clean_reader_name(reader)
        self._hub: Hub = hub_of(self._document, self._codebook.to_dict())
        self._by = new_id("k")
        self._done: list[tuple[str, Json]] = []
        self._undone: list[tuple[str, Json]] = []
        self._keeper = Keeper(self._hub, self._codebook)
        self._unsaved: set[str] = set()
        self._heard: str | None = None
        for problem in self._keeper.load(self._reader):
            warnings.warn(problem, AnnotatorWarning, stacklevel=2)
        super().__init__(payload=self._payload())
        self.on_msg(self._received)
        self._end = self._hub.listen(self._told)

    # --- what it is about

    @property
    def document(self) -> Document:
        """The article."""
        return self._document

    @property
    def codebook(self) -> Codebook:
        """The codebook."""
        return self._codebook

    @property
    def reader(self) -> str | None:
        """Who reads: as given; else the reader whose page or view was heard of last, None before that."""
        return self._reader or self._hub.active

    @property
    def reading(self) -> Reading | None:
        """The reading as it stands now; None as long as nobody has said who reads."""
        name = self.reader
        return None if name is None else self._reading_of(name)

    @property
    def readings(self) -> dict[str, Reading]:
        """The readings of all readers of this article known here: by this kernel, its pages and its notebook."""
        return {name: self._reading_of(name) for name in self._hub.readers}

    @property
    def annotations(self) -> pd.DataFrame:
        """The annotations as they stand now, one row each; empty, with all columns, where there is no reader yet."""
        return self._tables().annotations

    @property
    def relations(self) -> pd.DataFrame:
        """The relations as they stand now, one row each; empty, with all columns, where there is no reader yet."""
        return self._tables().relations

    @property
    def suggestions(self) -> pd.DataFrame:
        """What the detectors propose, whatever the reader has made of it: the columns of `annotator.suggest`."""
        from annotator.suggestions.table import table

        return table(self._found or Found(), self._document)

    def _reading_of(self, name: str) -> Reading:
        raw = self._hub.open(name)
        mine = self._codebook.to_dict()
        # Two cells may show the article with different codebooks: each is read with its own.
        return Reading.from_dict(raw if raw.get("codebook") == mine else {**raw, "codebook": mine})

    def _tables(self) -> Any:
        from annotator.dataset import Dataset  # pandas is slow to import, and not needed to show an article

        reading = self.reading
        if reading is None:
            # "Run all" asks for the table before the page has connected: the notebook's only reader is shown then.
            known = self._hub.readers
            empty = Reading.new(self._document, self._codebook, _NOBODY)
            reading = self._reading_of(known[0]) if len(known) == 1 else empty
        return Dataset.from_readings([reading], articles=[self._document])

    # --- edits

    def edit(self, edit: Mapping[str, Any]) -> None:
        """Apply an edit in its plain form, such as `{"type": "remove", "id": "a-…"}`.

        Raises:
            EditError: If it does not fit the reading.
        """
        self._do(self._who(), edit, self._done)
        self._undone.clear()

    def add(
        self,
        kind: str,
        start: SupportsIndex,
        end: SupportsIndex,
        note: str = "",
        *,
        values: Mapping[str, Any] | None = None,
        **answers: Any,
    ) -> str:
        """Annotate `document.text[start:end]`.

        Args:
            kind: Id of a kind in the codebook.
            start: First character, counted from 0 in Unicode code points.
            end: Character after the last.
            note: A note.
            values: Answers by field id.
            **answers: More of them, as keywords: `evidence_strength="thin"`.

        Returns:
            The id of the new annotation.

        Raises:
            EditError: If it does not fit the article or the codebook; says what does.
        """
        book = self._codebook.to_dict()
        record = composing.annotation(
            self._document, book, kind, start, end, note, {**(values or {}), **answers}
        )
        id_ = new_id("a")
        self.edit({"type": "add", "id": id_, "annotation": record})
        return id_

    def change(
        self,
        id: str,
        *,
        kind: str | None = None,
        note: str | None = None,
        status: str | None = None,
        values: Mapping[str, Any] | None = None,
        **answers: Any,
    ) -> None:
        """Change an annotation; what is not given stays.

        Args:
            id: The annotation.
            kind: Another kind.
            note: Another note.
            status: "open", "done" or "flagged".
            values: Answers by field id; None removes one.
            **answers: More of them, as keywords.

        Raises:
            EditError: If there is no such annotation, or the change does not fit the codebook.
        """
        record = self._annotation(id)
        change = composing.changes(
            self._codebook.to_dict(), record, kind, note, status, {**(values or {}), **answers}
        )
        self.edit({"type": "change", "id": id, "set": change})

    def remove(self, id: str) -> None:
        """Remove an annotation, and its relations with it.

        Raises:
            EditError: If there is no such annotation.
        """
        self._annotation(id)
        self.edit({"type": "remove", "id": id})

    def relate(self, kind: str, from_id: str, to_id: str, note: str = "") -> str:
        """Link two annotations.

        Args:
            kind: Id of a relation in the codebook.
            from_id: Where it begins: the evidence that supports.
            to_id: Where it ends: the claim that is supported.
            note: A note.

        Returns:
            The id of the new relation.

        Raises:
            EditError: If an end does not exist, or the codebook has no such relation between such kinds.
        """
        known = self._sound().annotations
        record = composing.relation(self._codebook.to_dict(), known, kind, from_id, to_id, note)
        id_ = new_id("r")
        self.edit({"type": "relate", "id": id_, "relation": record})
        return id_

    def unrelate(self, id: str) -> None:
        """Remove a relation.

        Raises:
            EditError: If there is no such relation.
        """
        composing.one_of("id", id, self._sound().relations)
        self.edit({"type": "unrelate", "id": id})

    def answer(self, field: str, value: Any) -> None:
        """Answer a question about the whole document; None removes the answer.

        Raises:
            EditError: If the codebook has no such question, or it does not take this answer.
        """
        checked = composing.value(self._codebook.to_dict(), field, value, composing.DOCUMENT)
        self.edit({"type": "answer", "field": field, "value": checked})

    def undo(self) -> None:
        """Take back the last edit that was made from Python and not taken back yet.

        Raises:
            EditError: If there is none, or what it changed is gone meanwhile.
        """
        self._again("undo", self._done, self._undone)

    def redo(self) -> None:
        """Make again the edit that was taken back last.

        Raises:
            EditError: If there is none, or what it changed is gone meanwhile.
        """
        self._again("redo", self._undone, self._done)

    def save_reading(self, path: str | os.PathLike[str]) -> Path:
        """Write the reading into a file of its own, merged with what is in that file.

        Args:
            path: The file, by custom `NAME.reading.json`.

        Returns:
            The path.

        Raises:
            EditError: If there is no reader yet.
            OSError: If the file cannot be written; it is then as it was.
        """
        file = Sidecar(path)
        problem = file.write(self._hub.open(self._who()))
        if problem:
            warnings.warn(problem, AnnotatorWarning, stacklevel=2)
        return file.path

    def _who(self) -> str:
        name = self.reader
        if name is None:
            raise EditError(
                'Nobody has said who reads: give the reader, Annotator(…, reader="ada"), or enter a name on the page.'
            )
        return name

    def _sound(self) -> Checked:
        return check(self._hub.open(self._who()), self._document, self._codebook)

    def _annotation(self, id_: str) -> Mapping[str, Any]:
        known: Mapping[str, Mapping[str, Any]] = self._sound().annotations
        return known[composing.one_of("id", id_, known)]

    def _again(self, what: str, stack: list[tuple[str, Json]], other: list[tuple[str, Json]]) -> None:
        if not stack:
            raise EditError(
                f"There is nothing to {what}: only edits made from Python by this Annotator are kept."
            )
        reader, edit = stack.pop()
        self._do(reader, edit, other)

    def _do(self, reader: str, edit: Mapping[str, Any], stack: list[tuple[str, Json]]) -> None:
        change = self._hub.edit(reader, edit, self._by)
        stack.append((reader, dict(invert(change.before, edit))))
        # A page that shows this reading keeps it in its notebook; where there is none, a file of ours does.
        if not self._hub.has_page(reader):
            self._save(reader)

    # --- the view

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[Json, Json]:
        view, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        widget_view = view.get(bundle.WIDGET_MIME)
        data = bundle.mimebundle(
            self._document, self._codebook, self._reader, self._seen_now(), widget_view, self._sent()
        )
        return data, metadata

    def __repr__(self) -> str:
        return bundle.counts(self._document, self._seen_now())

    def _seen_now(self) -> tuple[str, Checked] | None:
        return None if self.reader is None else (self.reader, self._sound())

    def _payload(self) -> Json:
        known = self._hub.readers
        suggested = known[0] if self._reader is None and len(known) == 1 else self._reader
        payload = bundle.payload(self._document, self._codebook, self._reader, self._sent())
        return {**payload, "suggested_reader": suggested}

    def _sent(self) -> Json | None:
        """The suggestions as the page takes them; None where none were asked for."""
        found = self._found
        return (
            None
            if found is None
            else {"after": self._suggest_after, "items": found.items, "problems": found.problems}
        )

    def close(self) -> None:
        """Close the views; the reading stays."""
        self._end()
        super().close()

    def _received(self, widget: object, data: object, buffers: object) -> None:
        """A message of an anywidget view. There the kernel keeps the reading, in a file beside the notebook."""
        try:
            message = parse(data, self._document)
            reader = message.reader or self._heard or self._reader
            if reader is None:
                raise MessageError("Say who reads before the first edit.")
            self._heard = reader
            self._hub.touch(reader)
            before = self._hub.open(reader)
            # Without an origin: another view of this widget hears of the edit too, and nobody minds hearing twice.
            if isinstance(message, Open):
                merged = before if message.reading is None else self._hub.receive(reader, message.reading)
                self._say("reading", reader, reading=sendable(merged))
            else:
                merged = self._hub.receive_delta(reader, message.delta)
            # A view that failed to save asks again by opening once more.
            if merged != before or reader in self._unsaved:
                self._save(reader)
        except (MessageError, MergeError) as error:
            self._say("error", None, what=str(error))
        except Exception as error:
            self.log.exception("A message of a view could not be taken.")
            self._say("error", None, what=f"The kernel could not take the edit in: {error}")

    def _told(self, change: Change) -> None:
        self._say("delta", change.reader, delta=sendable(change.delta))

    def _say(self, kind: str, reader: str | None, **content: Any) -> None:
        """Send to the anywidget views, if one ever spoke: pages of JupyterLab have links of their own."""
        if (self._heard is not None or kind == "error") and self.comm is not None:
            self.send({"type": kind, **({} if reader is None else {"reader": reader}), **content})

    def _save(self, reader: str) -> None:
        file, is_saved, problem = self._keeper.save(reader)
        if is_saved:
            self._unsaved.discard(reader)
            self._say("saved", reader, file=file)
        else:
            self._unsaved.add(reader)
            self._say("error", reader, what=problem)
        if problem:
            warnings.warn(problem, AnnotatorWarning, stacklevel=4)


def _found(document: Document, codebook: Codebook, detectors: object) -> Found | None:
    if detectors is None or detectors is False:
        return None
    found = detect(document, codebook, resolve(detectors))
    for problem in found.problems:
        warnings.warn(problem, AnnotatorWarning, stacklevel=3)
    return found


def _one_time(suggest_after: str) -> str:
    if suggest_after not in ("first-pass", "at once"):
        raise DetectorError(f'suggest_after is "first-pass" or "at once", not {suggest_after!r}.')
    return suggest_after
