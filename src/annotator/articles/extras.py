"""Libraries that only some formats need: loaded when an article of that format is opened."""

from __future__ import annotations

import importlib
from importlib.metadata import version
from types import ModuleType

from annotator.document import DocumentError


def library(module: str, what: str, extra: str) -> ModuleType:
    """The module of a library.

    Args:
        module: Its name.
        what: What it opens, such as "PDF files", for the message.
        extra: The extra of this project that installs it.

    Raises:
        DocumentError: If it is not installed; names the extra.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise DocumentError(
            f"{what} need {module.partition('.')[0]}, which is not installed ({error}). "
            f'Run: pip install "jupyter-annotator[{extra}]"'
        ) from None


def extraction(opener: str, distribution: str) -> dict[str, str]:
    """How an article was opened, for its metadata."""
    return {"opener": opener, "library": distribution, "version": version(distribution)}
