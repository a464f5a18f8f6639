"""What pages and kernel tell each other, checked: a page may send anything.

Page to kernel: `{"type": "open", "reading": {…}}`, `{"type": "delta", "delta": {…}}`. Over an anywidget, which
serves whoever reads, both may name the `"reader"`; there `open` without a reading asks for the reader's.
Kernel to page: `{"type": "reading", "reading": {…}}`, `{"type": "delta", "delta": {…}}`, and
`{"type": "error", "what": "…"}`; anywidgets are told `{"type": "saved", "file": "…"}` too. Messages of the kernel
name the `"reader"`. Both ends merge what comes, so that repeats, losses of order and parts do no harm.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from annotator import json_files
from annotator.document import Document
from annotator.plain import is_deeper_than
from annotator.reading import ReadingError, clean_reader_name

Json = dict[str, Any]
DEEPEST = 60  # levels; a sound reading has 8, and the kernel's own encoder gives up at some hundreds


class MessageError(ValueError):
    """A message that says nothing we understand."""


class Open(NamedTuple):
    """A page begins: its reader, and the reading it has."""

    reader: str
    reading: Json | None


class Delta(NamedTuple):
    """A page's edit: the records that changed. `reader` is None where the connection says it."""

    reader: str | None
    delta: Json


def parse(message: object, document: Document) -> Open | Delta:
    """Check a message of a page.

    Args:
        message: Whatever came.
        document: The article that the connection is about.

    Raises:
        MessageError: Says what is wrong.
    """
    if not isinstance(message, dict):
        raise MessageError("A message must be an object.")
    kind = message.get("type")
    named = None if message.get("reader") is None else reader_name(message["reader"])
    if kind == "open":
        raw = message.get("reading")
        if raw is None and named is not None:
            return Open(named, None)
        plain = _part(raw, "reading")
        about = plain.get("document")
        if not isinstance(about, dict) or about.get("id") != document.id:
            raise MessageError(f"The reading is not of {document.id}, which this connection is about.")
        name = reader_name(plain.get("reader"))
        if named not in (None, name):
            raise MessageError("The message and its reading name different readers.")
        return Open(name, {**plain, "reader": name})
    if kind == "delta":
        return Delta(named, _part(message.get("delta"), "delta"))
    raise MessageError('The type must be "open" or "delta".')


def reader_name(value: object) -> str:
    """The name of a reader out of a message.

    Raises:
        MessageError: If it can be none.
    """
    if not isinstance(value, str):
        raise MessageError("The reader must be a text.")
    try:
        return clean_reader_name(value)
    except ReadingError as error:
        raise MessageError(str(error)) from None


def _part(value: object, name: str) -> Json:
    if not isinstance(value, dict):
        raise MessageError(f"The {name} must be an object.")
    if is_deeper_than(value, DEEPEST):
        raise MessageError(f"The {name} is nested more than {DEEPEST} levels deep.")
    plain: Json = json_files.tidy(value)[0]
    return plain


def sendable(part: Mapping[str, Any]) -> Json:
    """What of a reading or delta can travel: Jupyter's messages hold no lone surrogates.

    A record with one is left out. That loses nothing: the receiver merges, and keeps what it has.
    """
    if _travels(part):
        return dict(part)
    kept: Json = {}
    for name, value in part.items():
        if isinstance(value, dict):
            records = {key: record for key, record in value.items() if _travels({key: record})}
            if _travels({name: records}):
                kept[name] = records
        elif _travels({name: value}):
            kept[name] = value
    return kept


def _travels(value: object) -> bool:
    try:
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except (ValueError, TypeError, RecursionError):
        return False
    return not is_deeper_than(value, DEEPEST)
