"""The quick way through a notebook: typed decoding of our own metadata, for readings in which nothing is wrong.

Most readings are as this program wrote them. Such a one is recognised while it is decoded: every record has the form of
the schema, its kind and answers are in the codebook, its spans lie in the text, its quotes are the text there, and no
key stands twice. What can be said of many annotations at once is said when they are put into columns, by
`annotator.tables.filling`. Whatever else may be there (an unknown member is enough), the careful way is taken: it gives
the same tables, and the reasons. Nothing is decided here that is not decided in `annotator.check`; that both ways agree
is a property test.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import UNSET, Raw

from annotator import json_files
from annotator.document import Document
from annotator.packed import Packed
from annotator.plain import MAX_DEPTH, is_deeper_than
from annotator.reading import parse_key
from annotator.typed import (
    Change,
    Head,
    Plan,
    Review,
    UsualChange,
    Was,
    decode_codebook,
    decode_members,
    decode_metadata,
    decode_notebook,
    decode_whole,
    plan_of,
)

_OURS = b'"annotator:'
ODD = 2**40  # a number of keys that no file has; many of them can be added in 64 bits
MOST_CODEBOOKS = (
    200  # each makes types of its own; where there are more, something is odd and the careful way is good
)

_IDS = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9_-]{0,63}\n)*")


@dataclass(eq=False)
class Sound:
    """A reading in which nothing is wrong, once a batch has taken over its annotations.

    Attributes:
        plan: The codebook.
        head: Everything else. Its annotations are there until a batch has taken them over.
        count: Number of the annotations.
        is_usual: Whether each annotation has all the usual members.
        keys: How many keys stand in its JSON besides those of the annotations, if none is repeated.
        pieces: Its JSON with null for the codebook, until a batch has taken it over.
        seen: The article that the notebook shows, against which the quotes are checked.
        batch: The `annotator.tables.batches.Batch` that has the annotations; None if something was wrong.
        offset: The first row there.
        packed: The JSON of the readings of the batch.
        at: Its place among them.
    """

    plan: Plan
    head: Head
    count: int
    is_usual: bool
    keys: int
    pieces: Sequence[bytes | memoryview]
    seen: Document | None = None
    batch: Any = None
    offset: int = 0
    packed: Packed | None = None
    at: int = 0

    def json(self) -> dict[str, Any]:
        """The whole reading; decoded anew each time."""
        text = b"".join(self.pieces) if self.packed is None else self.packed.text(self.at)
        raw: dict[str, Any] = json_files.decode(text)
        raw["codebook"] = self.plan.raw
        return raw

    def has_keys(self, number: int) -> bool:
        """Whether its annotations, which have a number of keys, have no repeated one: the exact and slow way to know."""
        small = json_files.decode_part(b"".join(self.pieces), json_files.minified)
        return small is not None and json_files.most_keys(small) == self.keys + number


class Examiner:
    """Examines files. Keeps what they share: codebooks and articles are decoded once."""

    def __init__(self) -> None:
        self.plans: dict[bytes, Plan | None] = {}  # by minified JSON
        self._books: dict[bytes, Plan | None] = {}  # the same by JSON as it stands in readings
        self.articles: dict[bytes, Document | None] = {}
        self._last: tuple[Plan, bytes] | None = None

    def notebook(self, data: bytes) -> tuple[list[tuple[str, Raw, Sound | None]], list[Document]] | None:
        """What is ours in a notebook.

        Args:
            data: The file.

        Returns:
            Metadata key, JSON and reading of each reading, None where the careful way is needed; and the articles
            that its outputs show. None altogether if the careful way is needed for the file.
        """
        found = json_files.decode_typed(data, decode_notebook)
        if found is None:
            return None
        metadata = found.metadata if found.metadata is not UNSET else {}
        readings = []
        ours = [key for key in metadata if key.startswith("annotator:")]
        places = [json_files.place_in(data, metadata[key]) for key in ours]
        number, has_escapes, last = 0, False, 0
        for start, end in (*sorted(places), (len(data), len(data))):  # what is outside of our readings
            number += data.count(_OURS, last, start)
            has_escapes = has_escapes or data.find(b"\\u00", last, start) >= 0
            last = end
        if number != len(ours):
            return None
        if ours and has_escapes and not self._no_key_twice(data):
            return None
        shown = [
            output.data.payload.document
            for cell in found.cells
            if cell.outputs
            for output in cell.outputs
            if output.data is not UNSET and output.data.payload is not UNSET
        ]
        articles = [self.article(bytes(raw)) for raw in shown if raw is not UNSET]
        documents = [article for article in articles if article is not None]
        if len(documents) != len(articles):
            return None
        for key, place in zip(ours, places, strict=True):
            raw, names = metadata[key], parse_key(key)
            sound = self._reading(data, raw, place, names, documents) if names else None
            readings.append((key, raw, sound))
        return readings, documents

    def _no_key_twice(self, data: bytes) -> bool:
        """Keys of ours may be written with escapes; then they are told apart by the length of the whole."""
        try:
            small = json_files.minified(decode_metadata(data).metadata)
            members = decode_members(small)
        except msgspec.MsgspecError:
            return False
        return len(small) == 1 + sum(len(key.encode()) + 4 + len(value) for key, value in members.items())

    def article(self, raw: bytes) -> Document | None:
        """An article that an output shows; None where the careful way has to say what is wrong with it."""
        if raw not in self.articles:
            self.articles[raw] = _article(raw)
        return self.articles[raw]

    def reading(self, data: bytes) -> Sound | None:
        """The reading that is a whole file; None where the careful way is needed."""
        found = json_files.decode_typed(data, decode_whole)
        place = (0, 0) if found is None else json_files.place_in(data, found)
        return None if found is None else self._reading(data, found, place, None, ())

    def _reading(
        self,
        data: bytes,
        raw: Raw,
        place: tuple[int, int],
        names: tuple[str, str] | None,
        articles: Iterable[Document],
    ) -> Sound | None:
        """A reading in which nothing is wrong as far as can be said now; None where the careful way is needed.

        Args:
            data: The file.
            raw: The reading in it.
            place: Where it starts and ends.
            names: Document id and reader that its key names.
            articles: Documents at hand, against which its quotes are checked.
        """
        found = self._decoded(raw)
        if found is None:
            return None
        head, plan, is_usual = found
        if not head.document.id or not head.reader or (names and names != (head.document.id, head.reader)):
            return None
        if not _links_are_sound(head, plan):
            return None
        start, end = json_files.place_in(data, head.codebook)
        view = memoryview(data)  # what is cut out of it is copied once, into the batch
        pieces = view[place[0] : start], b"null", view[end : place[1]]
        keys = _keys(head)
        head.codebook, head.document.metadata = Raw(), UNSET  # they would keep the whole file
        article = next((document for document in articles if document.id == head.document.id), None)
        return Sound(plan, head, len(head.annotations), is_usual, keys, pieces, article)

    def _decoded(self, raw: Raw) -> tuple[Head, Plan, bool] | None:
        """A reading, the plan for its codebook, most likely that of the reading before, and whether it is usual."""
        tried = None
        if self._last is not None:
            plan, book = self._last
            tried = plan
            head = json_files.decode_part(raw, plan.decode_usual)
            if head is not None and bytes(head.codebook) == book:
                return head, plan, True
        bound = json_files.decode_part(raw, decode_codebook)
        if bound is None:
            return None
        book = bytes(bound.codebook)
        known = self.plan(book)
        if known is None:
            return None
        self._last = known, book
        if known is not tried:
            head = json_files.decode_part(raw, known.decode_usual)
            if head is not None:
                return head, known, True
        head = json_files.decode_part(raw, known.decode)
        return None if head is None else (head, known, False)

    def plan(self, data: bytes) -> Plan | None:
        """The plan for a codebook; None if it is not sound, or there are too many. Blanks make no other plan."""
        if data not in self._books:
            small = json_files.decode_part(data, json_files.minified) or b""
            self._books[data] = self.plan_of(small)
        return self._books[data]

    def plan_of(self, small: bytes) -> Plan | None:
        """The same for minified JSON."""
        if small not in self.plans:
            self.plans[small] = plan_of(small) if len(self.plans) < MOST_CODEBOOKS else None
        return self.plans[small]


def _article(raw: bytes) -> Document | None:
    try:
        return Document.from_dict(json_files.decode(raw))
    except (ValueError, TypeError, KeyError):
        return None


def _are_ids(ids: Sequence[str]) -> bool:
    joined = "\n".join((*ids, ""))
    return _IDS.fullmatch(joined) is not None and joined.count("\n") == len(ids)


def _links_are_sound(head: Head, plan: Plan) -> bool:
    return _are_ids([*head.relations, *head.answers, *head.removed]) and all(
        link.kind in plan.relations and link.from_ in head.annotations and link.to in head.annotations
        for link in head.relations.values()
    )


def _keys(head: Head) -> int:
    """The keys of everything but the annotations and the codebook; more than there are where something in them is odd."""
    document, progress = head.document, head.progress
    number = 9 + 2 + _given(head.carried_from, document.title, document.sha256, document.source)
    number += _given(progress.done, progress.rev, progress.by, progress.first_pass)
    number += sum(3 + (answer.value is not UNSET) for answer in head.answers.values())
    for stone in head.removed.values():
        number += 3 + _given(stone.rejected, stone.at, stone.who)
        number += 0 if stone.was is UNSET else 1 + _keys_of_what(stone.was)
    number += sum(
        6 + _given(link.values, link.note, link.created, link.modified) for link in head.relations.values()
    )
    if document.metadata is not UNSET:
        metadata, odd = json_files.decode_watched(bytes(document.metadata))
        if odd or is_deeper_than(metadata, MAX_DEPTH):
            return ODD
        number += 1 + json_files.keys_in(metadata)
    return number


def _given(*values: Any) -> int:
    return len(values) - values.count(UNSET)


def keys_of_review(review: Review) -> int:
    """The keys of a review, with its own; as many as no file has where something in it is odd."""
    number = 3 + _given(review.comment, review.time)
    return number if review.was is UNSET else number + 1 + _keys_of_what(review.was)


def keys_of_history(history: Sequence[Change | UsualChange]) -> int:
    """The keys of a history, with its own; as many as no file has where something in it is odd."""
    number = 1
    for change in history:  # in one loop: there may be hundreds of thousands
        was = change.was
        number += 3 + (change.who is not UNSET)
        if not isinstance(was, Was):
            number += _keys_of_what(was)
            continue
        number += (was.kind is not UNSET) + (was.note is not UNSET) + (was.status is not UNSET)
        if was.spans is not UNSET:
            number += 1 + 2 * len(was.spans)
        if was.values is not UNSET:
            number += 1 + len(was.values)
    return number


def _keys_of_what(raw: Raw) -> int:
    """The keys of what was before; as many as no file has where it is none."""
    was, odd = json_files.decode_watched(bytes(raw))
    # It stands in a change of a record, or deeper than that.
    if odd or not isinstance(was, dict) or is_deeper_than({"history": [{"was": was}]}, MAX_DEPTH):
        return ODD
    return json_files.keys_in(was)
