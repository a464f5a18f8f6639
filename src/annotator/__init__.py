"""Tag claims, evidence and sources in an article, inside a Jupyter notebook; many readers' notebooks become tables.

Names are handed on when they are first asked for: `import annotator` alone loads neither pandas nor a widget.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from annotator.anchoring import reanchor
    from annotator.articles import open_article, open_articles
    from annotator.codebook import Codebook
    from annotator.dataset import Dataset, read
    from annotator.document import Document
    from annotator.reading import Reading
    from annotator.reliability import (
        agreement,
        align,
        confusion,
        consensus,
        disagreements,
        picture,
        plan,
        readers,
    )
    from annotator.suggestions import suggest
    from annotator.widgets import Annotator
    from annotator.widgets.adjudicator import adjudicate
    from annotator.widgets.review import review

    __version__: str

__all__ = [
    "Annotator",
    "Codebook",
    "Dataset",
    "Document",
    "Reading",
    "__version__",
    "adjudicate",
    "agreement",
    "align",
    "confusion",
    "consensus",
    "disagreements",
    "open_article",
    "open_articles",
    "picture",
    "plan",
    "read",
    "readers",
    "reanchor",
    "review",
    "suggest",
]

_HOMES = {
    "Annotator": "annotator.widgets",
    "Codebook": "annotator.codebook",
    "Dataset": "annotator.dataset",
    "Document": "annotator.document",
    "Reading": "annotator.reading",
    "adjudicate": "annotator.widgets.adjudicator",
    "agreement": "annotator.reliability",
    "align": "annotator.reliability",
    "confusion": "annotator.reliability",
    "consensus": "annotator.reliability",
    "disagreements": "annotator.reliability",
    "open_article": "annotator.articles",
    "open_articles": "annotator.articles",
    "picture": "annotator.reliability",
    "plan": "annotator.reliability",
    "read": "annotator.dataset",
    "readers": "annotator.reliability",
    "reanchor": "annotator.anchoring",
    "review": "annotator.widgets.review",
    "suggest": "annotator.suggestions",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import PackageNotFoundError, version

        try:
            return version("jupyter-annotator")
        except PackageNotFoundError:  # the source, without an installation
            return "0+unknown"
    if name in _HOMES:
        value = getattr(importlib.import_module(_HOMES[name]), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Where JupyterLab finds the prebuilt extension."""
    return [{"src": "labextension", "dest": "jupyter-annotator"}]
