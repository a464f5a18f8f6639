"""Finding the opener of an article: by the suffix of its file, or by what a server says it is."""

from __future__ import annotations

import importlib
import os
import re
from pathlib import Path
from types import ModuleType

from annotator.articles import frozen, plain_text
from annotator.articles.bytes_to_text import read_bytes, to_text, web_encoding
from annotator.document import Document, DocumentError

# Modules of this folder, loaded when they are needed: some bring heavy libraries with them.
OPENERS = {
    "": "plain_text",
    ".txt": "plain_text",
    ".text": "plain_text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
}
ADDRESS = re.compile(r"https?://\S", re.IGNORECASE)


def supported_suffixes() -> list[str]:
    """Suffixes of the files that can be opened, such as `.txt`."""
    return [suffix for suffix in OPENERS if suffix]


def open_article(
    article: Document | str | os.PathLike[str],
    *,
    title: str | None = None,
    encoding: str | None = None,
    fetch: bool = False,
) -> Document:
    r"""Open an article: a text, Markdown, HTML, PDF or Word file, a page of the web, or a text itself.

    Args:
        article: A path; or an address that begins with http:// or https://; or a text, told from a path by its having
            a line break; or a Document, which is given back.
        title: The title; else the article's own is taken, else the name of the file.
        encoding: Encoding of the file, such as `"windows-1252"`. Without it UTF-8 is read, UTF-16 and UTF-32 if they
            begin with a byte order mark, and what a web page or its server declares.
        fetch: Whether an address may be fetched. Addresses inside of your own network never are.

    Returns:
        The document: canonical text, title, standoff markup, and as metadata what the article states of itself.

    Raises:
        DocumentError: If there is no such file, or it is empty, too large, damaged, encrypted, of another encoding, or
            of a format that has no opener; or an address cannot be fetched. Names the file, the place and the remedy.

    HTML, PDF and Word files need extras: `pip install "jupyter-annotator[html,pdf,docx]"`.

    Examples:
        >>> open_article("A short title\n\nThe first paragraph ends here.\n").title
        'A short title'
    """
    if isinstance(article, Document):
        return article
    if isinstance(article, str) and "\n" in article:
        return plain_text.to_document(article, title, "")
    if isinstance(article, str) and ADDRESS.match(article):
        return _from_web(article, title, encoding, fetch)
    path = Path(article)
    _existing_file(path, article)
    if path.name.endswith(frozen.SUFFIX):
        return frozen.load(path)
    name = OPENERS.get(path.suffix.lower())
    if name is None:
        raise DocumentError(
            f"{path}: files ending in {path.suffix!r} cannot be opened; supported are "
            f"{', '.join(supported_suffixes())}. Save the article as one of these, or give its text to "
            "Document.from_text(text, title=…)."
        )
    return document_of(read_bytes(path), name, title, _source(path), encoding, place=str(path))


def document_of(
    data: bytes, opener: str, title: str | None, source: str, encoding: str | None, *, place: str
) -> Document:
    """The document that the content of a file makes.

    Args:
        data: The content.
        opener: Name of a module of this folder.
        title: None for the article's own.
        source: What is stored of where it comes from.
        encoding: None to find out.
        place: Name of the file for messages.

    Raises:
        DocumentError: If it is no article.
    """
    try:
        module = _module(opener)
        if opener in ("pdf", "docx"):
            return module.to_document(data, title, source)  # type: ignore[no-any-return]
        if opener == "html":
            encoding = encoding or module.declared_encoding(data)
        return module.to_document(to_text(data, encoding), title, source)  # type: ignore[no-any-return]
    except DocumentError as error:
        raise DocumentError(f"{place}: {error}") from None


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"annotator.articles.{name}")


def _from_web(address: str, title: str | None, encoding: str | None, fetch: bool) -> Document:
    if not fetch:
        raise DocumentError(
            f"{address[:200]}: this is an address, and nothing is fetched unasked. To fetch it: "
            "open_article(…, fetch=True)."
        )
    from annotator.articles import web

    page = web.fetch(address)
    document = document_of(
        page.data,
        page.opener,
        title,
        page.address,
        encoding or web_encoding(page.encoding),
        place=page.address,
    )
    if document.metadata.get("address"):
        return document
    return Document(
        document.text,
        document.title,
        document.markup,
        document.source,
        {**document.metadata, "address": page.address},
    )


def _existing_file(path: Path, article: str | os.PathLike[str]) -> None:
    try:
        if path.is_file():
            return
        exists, folder = path.exists(), path.is_dir()
    except (OSError, ValueError):  # a long text, or one with a NUL, given as if it were a path
        exists, folder = False, False
    if exists:
        what = "is a folder" if folder else "is not a regular file"
        remedy = (
            "open_articles(…) opens all that is in a folder." if folder else "Give the path of one article."
        )
        raise DocumentError(f"{path}: {what}. {remedy}")
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
