"""Articles in plain text: blocks at blank lines."""

from __future__ import annotations

from pathlib import PurePosixPath

from annotator.document import Document


def to_document(text: str, title: str | None, source: str) -> Document:
    """Make a document of a plain text.

    Args:
        text: The text; any line ends.
        title: Its title; None for its first line if that stands alone, else the name of the file.
        source: Where it was opened from; may be empty.

    Returns:
        The document.

    Raises:
        DocumentError: If the text is empty or holds characters that no text has.
    """
    document = Document.from_text(text, title=title, source=source)
    if document.title or not source:
        return document
    return Document.from_text(text, title=PurePosixPath(source).stem, source=source)
