"""Documents as files of their own, `*.article.json`: the same text for everybody, whatever opener and version made it."""

from __future__ import annotations

import os
from pathlib import Path

from annotator import json_files
from annotator.articles.bytes_to_text import read_bytes
from annotator.document import Document, DocumentError
from annotator.files import replace_file

SUFFIX = ".article.json"


def save(document: Document, path: str | os.PathLike[str]) -> Path:
    """Write a document into a file that `open_article` gives back as it is.

    Args:
        document: The document.
        path: By custom `NAME.article.json`; the suffix is what it is known by.

    Returns:
        The path.

    Raises:
        OSError: If it cannot be written; what was there is as it was.
    """
    replace_file(path, json_files.encode(document.to_dict(), indent=1) + b"\n")
    return Path(path)


def load(path: Path) -> Document:
    """Read a document that `save` wrote.

    Raises:
        DocumentError: If it is none, or its text was changed.
    """
    try:
        return Document.from_dict(json_files.decode(read_bytes(path)))
    except json_files.JSONFileError as error:
        raise DocumentError(f"{path}: {error}") from None
    except DocumentError as error:
        raise DocumentError(f"{path}: {str(error).removeprefix(f'{path}: ')}") from None
