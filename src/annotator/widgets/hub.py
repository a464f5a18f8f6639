"""One hub per document in a kernel: the readings that pages, widgets and Python share.

Messages of pages arrive in threads of their own while a cell runs (ipykernel 7), so the readings are
replaced as wholes under a lock and never changed in place. Listeners are told outside the lock, possibly
in another order than the edits were made: all who listen merge, and merging does not mind.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from annotator.document import Document
from annotator.edits import apply, stamp
from annotator.merge import delta as difference
from annotator.merge import merge, merge_delta
from annotator.reading import Reading, clean_reader_name

Json = dict[str, Any]
_log = logging.getLogger("annotator")


class Change(NamedTuple):
    """What listeners are told: the reading before and after, what differs, and who did it."""

    reader: str
    before: Json
    after: Json
    delta: Json
    origin: object


Listener = Callable[[Change], None]


class Hub:
    """The readings of one document in this kernel, by reader.

    Args:
        document: The article.
        codebook: The codebook for readings that begin here, as `Codebook.to_dict()` gives it.
    """

    def __init__(self, document: Document, codebook: Mapping[str, Any]) -> None:
        self.document = document
        self.codebook = dict(codebook)
        self._lock = threading.RLock()
        self._readings: Mapping[str, Json] = {}
        self._listeners: tuple[Listener, ...] = ()
        self._pages: Mapping[object, str] = {}
        self._active: str | None = None

    @property
    def readers(self) -> list[str]:
        """Names of the readers known here, sorted."""
        return sorted(self._readings)

    @property
    def active(self) -> str | None:
        """The reader whose page or widget was heard of last."""
        return self._active

    def reading(self, reader: str) -> Json | None:
        """The raw reading of a reader; never change it in place."""
        return self._readings.get(reader)

    def open(self, reader: str) -> Json:
        """The reading of a reader, an empty one if there was none.

        Raises:
            ReadingError: If the name cannot be a reader's.
        """
        name = clean_reader_name(reader)
        with self._lock:
            known = self._readings.get(name)
            if known is None:
                known = Reading.new(self.document, self.codebook, name).to_dict()
                self._readings = {**self._readings, name: known}
            return known

    def receive(self, reader: str, raw: Mapping[str, Any], origin: object = None) -> Json:
        """Merge a whole reading in.

        Returns:
            The merged reading.

        Raises:
            MergeError: If it is another reader's, or of another document.
        """
        return self._change(reader, lambda before: merge(before, raw), origin).after

    def receive_delta(self, reader: str, delta: Mapping[str, Any], origin: object = None) -> Json:
        """Merge the records of a part of a reading in.

        Returns:
            The merged reading.
        """
        return self._change(reader, lambda before: merge_delta(before, delta), origin).after

    def edit(self, reader: str, edit: Mapping[str, Any], by: str, origin: object = None) -> Change:
        """Apply an edit.

        Args:
            reader: Whose reading.
            edit: Plain data, see `annotator.edits`.
            by: Id of the writer.
            origin: Who does it; is not told of it.

        Returns:
            What changed.

        Raises:
            EditError: If the edit does not fit the reading. Nothing has changed then.
        """
        return self._change(reader, lambda before: apply(before, edit, stamp(by)), origin)

    def touch(self, reader: str) -> None:
        """Note that a page or widget of this reader is in use."""
        self._active = reader

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` after each change, from whatever thread made it.

        Returns:
            A function that ends it.
        """
        with self._lock:
            self._listeners = (*self._listeners, listener)

        def end() -> None:
            with self._lock:
                self._listeners = tuple(one for one in self._listeners if one is not listener)

        return end

    def page_opened(self, page: object, reader: str) -> None:
        """Note a page that keeps this reader's reading in its notebook."""
        with self._lock:
            self._pages = {**self._pages, page: reader}

    def page_closed(self, page: object) -> None:
        """Forget a page."""
        with self._lock:
            self._pages = {known: reader for known, reader in self._pages.items() if known is not page}

    def has_page(self, reader: str) -> bool:
        """Whether a page keeps this reader's reading in its notebook."""
        return reader in self._pages.values()

    def _change(self, reader: str, step: Callable[[Json], Json], origin: object) -> Change:
        with self._lock:
            before = self.open(reader)
            after = step(before)
            self._readings = {**self._readings, before["reader"]: after}
            listeners = self._listeners
        change = Change(before["reader"], before, after, difference(before, after), origin)
        if change.delta:
            for listener in listeners:
                try:
                    listener(change)
                except Exception:
                    # One page that cannot be reached must not keep the edit from the others.
                    _log.exception("A view of %s could not be told of an edit.", self.document.id)
        return change


_hubs: dict[str, Hub] = {}
_hubs_lock = threading.Lock()


def hub_of(document: Document, codebook: Mapping[str, Any]) -> Hub:
    """The hub of a document, made if there is none yet.

    It lives as long as the kernel: where no page keeps the readings, running a cell again must not lose them.
    """
    with _hubs_lock:
        hub = _hubs.setdefault(document.id, Hub(document, codebook))
    hub.codebook = dict(codebook)
    return hub


def known_hub(document_id: str) -> Hub | None:
    """The hub of a document, if something in this kernel shows it."""
    return _hubs.get(document_id)
