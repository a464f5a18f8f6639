"""The quick way through a notebook: typed decoding of our own metadata, for readings in which nothing is wrong.

Most readings are as this program wrote them. Such a one is recognised while it is decoded: every record has the form of
the schema, its kind and answers are in the codebook, its spans lie in the text, its quotes are the text there, and no
key stands twice. Whatever else may be there (an unknown member is enough), `examine` says None and the careful way is
taken: it gives the same tables, and the reasons. Nothing is decided here that is not decided in `annotator.check`; that
both ways agree is a property test.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

import msgspec
from msgspec import UNSET, Raw

from annotator import json_files
from annotator.check import BETWEEN_SPANS
from annotator.document import Document
from annotator.plain import MAX_DEPTH, is_deeper_than
from annotator.reading import parse_key
from annotator.typed import (
    MEMBERS,
    NEEDED,
    USUAL,
    Head,
    Plan,
    decode_head,
    decode_members,
    decode_metadata,
    decode_notebook,
    decode_whole,
    plan_of,
)

_BOOK = b'"codebook":'
ORPHAN = MEMBERS.index("orphan")
ODD = -(2**60)  # a number of keys that no reading has
MOST_CODEBOOKS = (
    200  # each makes types of its own; where there are more, something is odd and the careful way is good
)

_IDS = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9_-]{0,63}\n)*")


@dataclass(eq=False)
class Columns:
    """The annotations of one reading, in columns; answers in the order of the plan's fields.

    Attributes:
        ids: Their ids.
        members: One list for each of `MEMBERS`; None where there is none.
        answers: One list for each field of the plan; None where there is none.
        starts: Start of the first span, code points.
        ends: End of the last span.
        several: The spans of those that have several, by place.
    """

    ids: list[str]
    members: Sequence[Sequence[Any]]
    answers: Sequence[Sequence[Any]]
    starts: list[int]
    ends: list[int]
    several: dict[int, list[list[int]]] = field(default_factory=dict)


@dataclass(eq=False)
class Sound:
    """A reading in which nothing is wrong.

    Attributes:
        before: Its minified JSON up to the codebook.
        after: What comes after the codebook.
        plan: The codebook.
        head: Everything but codebook and annotations.
        columns: The annotations, until a batch has taken them over.
        count: Their number.
        seen: The article against which the quotes were checked.
        batch: The `annotator.tables.batches.Batch` that has the annotations.
        offset: The first row there.
    """

    before: bytes
    after: bytes
    plan: Plan
    head: Head
    columns: Columns | None
    count: int
    seen: Document | None = None
    batch: Any = None
    offset: int = 0

    def json(self) -> dict[str, Any]:
        """The whole reading; decoded anew each time."""
        raw: dict[str, Any] = json_files.decode(self.before + b"null" + self.after)
        raw["codebook"] = self.plan.raw
        return raw


class Examiner:
    """Examines files. Keeps what they share: codebooks and articles are decoded once."""

    def __init__(self) -> None:
        self.plans: dict[bytes, Plan | None] = {}
        self.articles: dict[bytes, Document | None] = {}

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
        if data.count(b'"annotator:') != len(ours) or (
            ours and b"\\u00" in data and not self._no_key_twice(data)
        ):
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
        for key in ours:
            raw = metadata[key]
            named = parse_key(key)
            readings.append((key, raw, self._reading(raw, named, documents) if named else None))
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
        return None if found is None else self._reading(found, None, ())

    def _reading(
        self, data: Raw, named: tuple[str, str] | None, articles: Iterable[Document]
    ) -> Sound | None:
        """A reading in which nothing is wrong; None where the careful way is needed.

        Args:
            data: Its JSON.
            named: Document id and reader that its key names.
            articles: Documents at hand, against which its quotes are checked.
        """
        small = json_files.decode_part(data, json_files.minified)
        head = json_files.decode_part(small, decode_head) if small is not None else None
        if small is None or head is None or (named and named != (head.document.id, head.reader)):
            return None
        book = bytes(head.codebook)
        plan = self.plan(book)
        if plan is None or not head.document.id or not head.reader:
            return None
        annotations = json_files.decode_part(head.annotations, plan.decode_usual)
        is_usual = annotations is not None
        if annotations is None:
            annotations = json_files.decode_part(head.annotations, plan.decode)
        if annotations is None:
            return None
        columns = _columns(annotations, plan, is_usual)
        article = next((document for document in articles if document.id == head.document.id), None)
        length = len(article.text) if article else head.document.length
        if not _are_sound(columns, plan, length) or not _links_are_sound(head, annotations, plan):
            return None
        if article and not quotes_match(columns, article.text):
            return None
        keys = _keys(head) + _keys_of_annotations(columns, is_usual)
        before, after = _around(small, book)
        if json_files.most_keys(small) != keys + plan.keys:
            return None
        head.codebook = head.annotations = Raw()
        return Sound(before + _BOOK, after, plan, head, columns, len(columns.ids), article)

    def plan(self, data: bytes) -> Plan | None:
        """The plan for a codebook in minified JSON; None if it is not sound, or there are too many."""
        if data not in self.plans:
            self.plans[data] = plan_of(data) if len(self.plans) < MOST_CODEBOOKS else None
        return self.plans[data]


def _around(small: bytes, book: bytes) -> tuple[bytes, bytes]:
    """What stands before and after the codebook in a reading; all of it before if it is not found."""
    at = small.find(_BOOK + book[:40])
    end = at + len(_BOOK) + len(book)
    is_there = at >= 0 and small[at + len(_BOOK) : end] == book
    return (small[:at], small[end:]) if is_there else (small, b"")


def quotes_match(columns: Columns, text: str) -> bool:
    """Whether the quotes are the text at their places."""
    quotes, several = columns.members[1], columns.several
    if not several:
        return [text[start:end] for start, end in zip(columns.starts, columns.ends, strict=True)] == list(
            quotes
        )
    return all(
        BETWEEN_SPANS.join(
            text[start:end] for start, end in several.get(at, [[columns.starts[at], columns.ends[at]]])
        )
        == quote
        for at, quote in enumerate(quotes)
    )


def _article(raw: bytes) -> Document | None:
    try:
        return Document.from_dict(json_files.decode(raw))
    except (ValueError, TypeError, KeyError):
        return None


_usual = attrgetter(*MEMBERS[:USUAL], "spans", "values")
_unusual = [attrgetter(name) for name in MEMBERS[USUAL:]]


def _columns(annotations: dict[str, Any], plan: Plan, is_usual: bool) -> Columns:
    ids = list(annotations)
    if not ids:
        return Columns([], [[] for _ in MEMBERS], [[] for _ in plan.fields], [], [])
    *members, spans, values = zip(*map(_usual, annotations.values()), strict=True)
    none = (None,) * len(ids)
    members += [none if is_usual else tuple(map(get, annotations.values())) for get in _unusual]
    answers: list[Sequence[Any]] = []
    if len(plan.fields) == 1:
        answers.append(list(map(plan.answers, values)))
    elif plan.fields:
        answers.extend(zip(*map(plan.answers, values), strict=True))
    starts = [several[0].start for several in spans]
    ends = [several[-1].end for several in spans]
    found = Columns(ids, members, answers, starts, ends)
    if any(map((1).__ne__, map(len, spans))):
        found.several = {
            at: [[span.start, span.end] for span in stretches]
            for at, stretches in enumerate(spans)
            if len(stretches) > 1
        }
    return found


def _are_sound(columns: Columns, plan: Plan, length: int) -> bool:
    if not columns.ids:
        return True
    for stretches in columns.several.values():
        last = 0
        for start, end in stretches:
            if start < last or start >= end:
                return False
            last = end
    return (
        _are_ids(columns.ids)
        and plan.kinds.issuperset(columns.members[0])
        and True not in columns.members[ORPHAN]
        and max(columns.ends) <= length
        and not any(map(int.__ge__, columns.starts, columns.ends))
    )


def _are_ids(ids: Sequence[str]) -> bool:
    joined = "\n".join((*ids, ""))
    return _IDS.fullmatch(joined) is not None and joined.count("\n") == len(ids)


def _links_are_sound(head: Head, annotations: dict[str, Any], plan: Plan) -> bool:
    return _are_ids([*head.relations, *head.answers, *head.removed]) and all(
        link.kind in plan.relations and link.from_ in annotations and link.to in annotations
        for link in head.relations.values()
    )


def _keys(head: Head) -> int:
    """The keys of everything but the annotations and the codebook; less than none where something in them is odd."""
    document, progress = head.document, head.progress
    number = 9 + 2 + _given(head.carried_from, document.title, document.sha256, document.source)
    number += _given(progress.done, progress.rev, progress.by, progress.first_pass)
    number += sum(3 + (answer.value is not UNSET) for answer in head.answers.values())
    number += sum(3 + (stone.rejected is not UNSET) for stone in head.removed.values())
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


def _keys_of_annotations(columns: Columns, is_usual: bool) -> int:
    count = len(columns.ids)
    number = count * (1 + USUAL + 2 + 2)  # its id, members, spans and values, start and end
    number += sum(count - column.count(None) for column in columns.answers)
    number += sum(2 * (len(stretches) - 1) for stretches in columns.several.values())
    if is_usual:
        return number
    number -= sum(column.count(None) for column in columns.members[NEEDED:USUAL])
    number += sum(count - column.count(None) for column in columns.members[USUAL:])
    for review in columns.members[-1]:
        if review is not None:
            number += 2 + (review.comment is not UNSET) + (review.time is not UNSET)
            if review.was is not UNSET:
                was, odd = json_files.decode_watched(bytes(review.was))
                if odd or not isinstance(was, dict) or is_deeper_than({"review": {"was": was}}, MAX_DEPTH):
                    return ODD
                number += 1 + json_files.keys_in(was)
    return number
