"""Articles in plain text: blocks at blank lines."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from annotator.document import Document, DocumentError

WEB_PAGE = re.compile(r"\s*<(?:!doctype\s+html|html[\s>])", re.IGNORECASE)


def to_document(text: str, title: str | None, source: str) -> Document:
    """Make a document of a plain text.

    Args:
        text: The text; any line ends.
        title: Its title; None for its first line if that stands alone, else the name of the file.
        source: Where it was opened from; may be empty.

    Returns:
        The document.

    Raises:
        DocumentError: If the text is empty, is a web page, or holds characters that no text has.
    """
    if WEB_PAGE.match(text):
        raise DocumentError(
            "this is a web page with its tags, not plain text. Give the file the suffix .html, and the article is taken out."
        )
    document = Document.from_text(text, title=title, source=source)
    if document.title or not source:
        return document
    return Document.from_text(text, title=PurePosixPath(source).stem, source=source)
