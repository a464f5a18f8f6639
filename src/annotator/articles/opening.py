"""Finding the opener of an article by the suffix of its file."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from annotator.articles import markdown, plain_text
from annotator.articles.bytes_to_text import read_text
from annotator.document import Document, DocumentError

Opener = Callable[[str, str | None, str], Document]

OPENERS: dict[str, Opener] = {
    "": plain_text.to_document,
    ".txt": plain_text.to_document,
    ".text": plain_text.to_document,
    ".md": markdown.to_document,
    ".markdown": markdown.to_document,
}


def supported_suffixes() -> list[str]:
    """Suffixes of the files that can be opened, such as `.txt`."""
    return [suffix for suffix in OPENERS if suffix]


def open_article(
    article: Document | str | os.PathLike[str], *, title: str | None = None, encoding: str | None = None
) -> Document:
    r"""Open an article: a text or Markdown file, or a text itself.

    Args:
        article: A path; or a text, told from a path by its having a line break; or a Document, which is given back.
        title: The title; else the article's own is taken, else the name of the file.
        encoding: Encoding of the file, such as `"windows-1252"`. Without it UTF-8 is read, and UTF-16 and UTF-32 if
            they begin with a byte order mark.

    Returns:
        The document: canonical text, title and standoff markup.

    Raises:
        DocumentError: If there is no such file, or it is empty, too large, not text, of another encoding, or of a
            format that has no opener. Names the file, the place and the remedy.

    Examples:
        >>> open_article("A short title\n\nThe first paragraph ends here.\n").title
        'A short title'
    """
    if isinstance(article, Document):
        return article
    if isinstance(article, str) and "\n" in article:
        return plain_text.to_document(article, title, "")
    path = Path(article)
    _existing_file(path, article)
    opener = OPENERS.get(path.suffix.lower())
    if opener is None:
        raise DocumentError(
            f"{path}: files ending in {path.suffix!r} cannot be opened; supported are "
            f"{', '.join(supported_suffixes())}. Save the article as one of these, or give its text to "
            "Document.from_text(text, title=…)."
        )
    text = read_text(path, encoding)
    try:
        return opener(text, title, _source(path))
    except DocumentError as error:
        raise DocumentError(f"{path}: {error}") from None


def _existing_file(path: Path, article: str | os.PathLike[str]) -> None:
    try:
        if path.is_file():
            return
        exists, folder = path.exists(), path.is_dir()
    except (OSError, ValueError):  # a long text, or one with a NUL, given as if it were a path
        exists, folder = False, False
    if exists:
        what = "is a folder" if folder else "is not a regular file"
        raise DocumentError(f"{path}: {what}. Give the path of one article.")
    shown = str(article) if len(str(article)) <= 100 else str(article)[:100] + "…"
    raise DocumentError(
        f"{shown}: there is no such file (looked in {Path.cwd()}). Check the path; if this is the text of an article, "
        "use Document.from_text(text, title=…)."
    )


def _source(path: Path) -> str:
    """The path as it may be stored: relative, so that no reading carries names of folders of somebody's machine."""
    if not path.is_absolute():
        return path.as_posix()
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return path.name
