"""Suggestions as a table."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from annotator.codebook import Codebook
from annotator.document import Document
from annotator.suggestions.detecting import DetectorError, Found, detect, resolve, with_quotes

if TYPE_CHECKING:
    import os

    import pandas as pd

COLUMNS = ("detector", "kind", "start", "end", "quote", "values", "detail")


class SuggestionWarning(UserWarning):
    """Something that a detector proposed and that cannot be used, or a detector that failed."""


def suggest(
    document: Document,
    codebook: Codebook | str | os.PathLike[str] = "claims",
    detectors: object = None,
) -> pd.DataFrame:
    r"""What detectors propose to annotate. Nothing is saved: a proposal becomes an annotation when a reader accepts it.

    Args:
        document: The article, as `open_article` gives it.
        codebook: Name of a built-in codebook, path of a YAML or JSON file, or a Codebook. Kinds and values that it does
            not have are not proposed.
        detectors: None for the built-in ones: `citations`, `attributions`, `claims`. Or a name, a function, or a list of
            both. A function takes the document and gives dicts: `kind`; `start` and `end` (code points, half-open), or
            a `quote` that stands in the text once; and if it likes `values` (answers by field id) and `detail` (JSON,
            shown to the reader as the reason). Installed packages offer more names by entry points of the group
            `annotator.detectors`.

    Returns:
        One row per proposal, in text order: detector, kind, start, end, quote, values (dict), detail (dict). A
        `SuggestionWarning` tells what could not be used.

    Raises:
        DetectorError: If there is no such detector.

    Examples:
        >>> import annotator as an
        >>> article = an.Document.from_text("Harbour\n\nThe quay is shut (Saltmere Tide, May 4).\n")
        >>> an.suggest(article, detectors="citations").loc[0, "detail"]["outlet"]
        'Saltmere Tide'
        >>> def ships(document):
        ...     return [{"kind": "evidence", "quote": "The quay"}]
        >>> an.suggest(article, detectors=ships)[["detector", "start", "quote"]].values.tolist()
        [['ships', 9, 'The quay']]
    """
    if not isinstance(document, Document):
        raise DetectorError("Give a document: annotator.suggest(annotator.open_article(path)).")
    book = codebook if isinstance(codebook, Codebook) else Codebook.load(codebook)
    found = detect(document, book, resolve(detectors))
    for problem in found.problems:
        warnings.warn(problem, SuggestionWarning, stacklevel=2)
    return table(found, document)


def table(found: Found, document: Document) -> pd.DataFrame:
    """What detectors found as a table."""
    import pandas as pd  # slow to import, and not needed to show an article

    made = pd.DataFrame(list(with_quotes(found, document.text)), columns=list(COLUMNS))
    return made.astype({"start": "int64", "end": "int64"})
