"""Many articles at once: a folder, a pattern, a list, or a DataFrame. One that cannot be opened does not stop the rest."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from annotator.articles.frozen import SUFFIX
from annotator.articles.opening import open_article, supported_suffixes
from annotator.document import Document, DocumentError, canonical_text

if TYPE_CHECKING:
    import pandas as pd

FEWEST = 10  # articles that are worth a progress bar
PROBLEM_COLUMNS = ("file", "place", "what", "remedy")
COLUMNS = {
    "text": ("text", "content", "body", "article"),
    "path": ("path", "file", "filename"),
    "title": ("title", "headline"),
    "author": ("author", "authors"),
    "publication": ("publication", "outlet", "publisher"),
    "date": ("date", "published"),
    "language": ("language", "lang"),
    "address": ("address", "url", "link"),
}


class Problem(NamedTuple):
    """An article that was not opened: which, where in it, what is wrong, what to do."""

    file: str
    place: str
    what: str
    remedy: str


class Articles(list[Document]):
    """The documents that were opened, in order; `problems` has what was not."""

    def __init__(self, documents: Iterable[Document] = (), problems: Iterable[Problem] = ()) -> None:
        super().__init__(documents)
        self.problem_list = list(problems)

    @cached_property
    def problems(self) -> pd.DataFrame:
        """What was not opened: file, place, what, remedy."""
        import pandas as pd

        return pd.DataFrame(self.problem_list, columns=list(PROBLEM_COLUMNS), dtype="string")

    @property
    def table(self) -> pd.DataFrame:
        """The articles as a table: document, title, length, source, author, publication, date, language, address."""
        import pandas as pd

        rows = [
            {
                "document": one.id,
                "title": one.title,
                "length": one.length,
                "source": one.source,
                "author": "; ".join(one.metadata.get("author", ())),
                **{name: one.metadata.get(name) for name in ("publication", "date", "language", "address")},
            }
            for one in self
        ]
        names = [
            "document",
            "title",
            "length",
            "source",
            "author",
            "publication",
            "date",
            "language",
            "address",
        ]
        return pd.DataFrame(rows, columns=names)

    def __repr__(self) -> str:
        told = f"; {len(self.problem_list)} not opened, see .problems" if self.problem_list else ""
        return f"{len(self)} article{'' if len(self) == 1 else 's'}{told}"


def open_articles(
    source: str | os.PathLike[str] | Iterable[Any] | pd.DataFrame,
    *,
    encoding: str | None = None,
    fetch: bool = False,
    progress: bool = True,
) -> Articles:
    """Open many articles.

    Args:
        source: A folder (files in it and below it that have an opener); a pattern such as `"articles/*.html"`; a list of
            whatever `open_article` opens; or a DataFrame with a column `text`, or `path`, and as far as there are
            `title`, `author`, `publication`, `date`, `language` and `address`.
        encoding: As for `open_article`, for all of them.
        fetch: Whether addresses may be fetched.
        progress: Whether a progress bar is shown while many are opened.

    Returns:
        A list of documents, each text once; its `problems` is a DataFrame of what was not opened, and why.

    Raises:
        DocumentError: If there is no such folder, nothing fits the pattern, or the table has no column of articles.

    Examples:
        >>> articles = open_articles(["One title\\n\\nA sentence.", "no such file.txt"], progress=False)
        >>> articles, articles.problems.file.item()
        (1 article; 1 not opened, see .problems, 'no such file.txt')
    """
    jobs = list(_jobs(source))
    found = Articles()
    seen: dict[str, str] = {}
    for name, article, about in _watched(jobs, progress):
        try:
            if isinstance(article, DocumentError):
                raise article
            document = _told(open_article(article, encoding=encoding, fetch=fetch), about)
        except DocumentError as error:
            found.problem_list.append(_problem(name, error))
            continue
        before = seen.setdefault(document.id, name)
        if before != name:
            what = f"This is the same text as {before}."
            found.problem_list.append(Problem(name, "", what, "It is opened once; remove one of the two."))
        else:
            found.append(document)
    return found


Job = tuple[str, Any, Mapping[str, Any]]


def _watched(jobs: list[Job], progress: bool) -> Iterable[Job]:
    if not progress or len(jobs) < FEWEST:
        return jobs
    from tqdm.auto import tqdm

    bar: Iterable[Job] = tqdm(jobs, desc="Opening articles", unit="article")
    return bar


def _jobs(source: Any) -> Iterator[Job]:
    """Name, article, and what else is known of it."""
    if hasattr(source, "columns") and hasattr(source, "to_dict"):
        yield from _rows(source)
    elif isinstance(source, (str, os.PathLike)) and "\n" not in os.fspath(source):
        yield from ((str(path), path, {}) for path in _paths(Path(source)))
    elif isinstance(source, (str, Document, Mapping)) or not isinstance(source, Iterable):
        raise DocumentError(
            f"these are no articles ({type(source).__name__}). Give a folder, a pattern, a list of paths or a DataFrame; "
            "open_article opens one."
        )
    else:
        for at, one in enumerate(source):
            if isinstance(one, Document):
                yield one.title or f"[{at}]", one, {}
            elif isinstance(one, (str, os.PathLike)):
                yield (f"[{at}]" if "\n" in str(one) else str(one)), one, {}
            else:
                what = f"[{at}]: a {type(one).__name__} is no article. Give a path, a text or a Document."
                yield f"[{at}]", DocumentError(what), {}


def _paths(source: Path) -> list[Path]:
    known = set(supported_suffixes())
    if source.is_dir():
        found = [
            path
            for path in source.rglob("*")
            if (path.suffix.lower() in known or path.name.endswith(SUFFIX))
            and path.is_file()
            and not any(part.startswith((".", "~$")) for part in path.relative_to(source).parts)
        ]
        remedy = f"Files that end in {', '.join(supported_suffixes())} are opened."
    else:
        if source.is_file():
            return [source]
        names = glob.glob(str(source), recursive=True)  # noqa: PTH207 - Path.glob takes no absolute pattern
        found = [Path(name) for name in names if Path(name).is_file()]
        remedy = "Check the folder or the pattern."
    if not found:
        raise DocumentError(f"{source}: there are no articles there (looked in {Path.cwd()}). {remedy}")
    return sorted(found)


def _rows(table: Any) -> Iterator[Job]:
    lowered = {str(name).lower(): name for name in table.columns}
    columns = {
        member: lowered[name]
        for member, names in COLUMNS.items()
        for name in reversed(names)
        if name in lowered
    }
    if "text" not in columns and "path" not in columns:
        raise DocumentError(
            f"the table has no column 'text' or 'path', only {', '.join(map(str, list(table.columns)[:20]))}. "
            "Rename the column that holds the articles: table.rename(columns={'…': 'text'})."
        )
    for at, row in enumerate(table.to_dict("records")):
        cells = {member: row[column] for member, column in columns.items()}
        about = {
            name: text
            for name in COLUMNS
            if name not in ("text", "path") and (text := _cell(cells.get(name)))
        }
        text, path = cells.get("text"), _cell(cells.get("path"))
        name = path or str(about.get("title") or f"row {at}")
        if isinstance(text, str) and text.strip():
            try:
                yield name, Document.from_text(text, title=about.get("title"), source=path), about
            except DocumentError as error:
                yield name, DocumentError(f"row {at}: {error}"), about
        elif path:
            yield name, path, about
        else:
            yield name, DocumentError(f"row {at}: there is no text. Remove the row, or fill the cell."), about


def _cell(value: Any) -> Any:
    """What a cell says, as text or a list of texts; empty for a missing value."""
    if isinstance(value, (list, tuple)):
        return [str(one) for one in value]
    if value is None or value != value or str(value) in ("NaT", "<NA>"):
        return ""
    if hasattr(value, "isoformat"):
        text = str(value.isoformat())
        return text.removesuffix("T00:00:00")
    return str(value).strip()


def _told(document: Document, about: Mapping[str, Any]) -> Document:
    """The document with what its table says of it."""
    if not about:
        return document
    metadata = {**document.metadata, **{name: value for name, value in about.items() if name != "title"}}
    return Document.from_text(
        canonical_text(document.text),
        title=str(about.get("title") or document.title),
        source=document.source,
        markup=document.markup,
        metadata=metadata,
    )


def _problem(name: str, error: DocumentError) -> Problem:
    message = str(error).removeprefix(f"{name}: ")
    # The last sentence says what to do.
    what, stop, remedy = message.partition(". ")
    place, colon, rest = what.partition(": ")
    if colon and place.startswith(("byte ", "line ", "row ", "character ")):
        return Problem(name, place, rest + stop.strip(), remedy)
    return Problem(name, "", what + stop.strip(), remedy)
