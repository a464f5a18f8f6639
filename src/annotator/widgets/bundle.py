"""What an Annotator gives to its host to show: the MIME bundle, best representation first."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from annotator.check import Checked
from annotator.codebook import Codebook
from annotator.document import Document
from annotator.static_html import static_html

MIME = "application/vnd.annotator.v1+json"
WIDGET_MIME = "application/vnd.jupyter.widget-view+json"
STATIC = Path(__file__).parents[1] / "static"

NOT_BUILT = (
    "The browser part of jupyter-annotator is not built, so that it cannot be shown here. In a checkout run "
    "`make build` and restart the kernel; an installed package has it. Everything else works from Python."
)
# Shows the message; a line break keeps anywidget from taking it for a path.
NOT_BUILT_ESM = f"""
export default {{ render({{ el }}) {{ el.append({NOT_BUILT!r}); }} }};
"""

Json = dict[str, Any]


def asset(name: str) -> Path | str:
    """A file of the browser part that anywidget loads.

    Args:
        name: `anywidget.js` or `anywidget.css`.

    Returns:
        Its path; or, where it is not built, a stand-in that says so.
    """
    path = STATIC / name
    if path.is_file():
        return path
    logging.getLogger("annotator").info("%s", NOT_BUILT)
    return NOT_BUILT_ESM if name.endswith(".js") else "\n"


def payload(
    document: Document, codebook: Codebook, reader: str | None, suggestions: Json | None = None
) -> Json:
    """Article, codebook and reader, as the page takes them; suggestions where any were asked for."""
    shown = {"version": 1, "document": document.to_dict(), "codebook": codebook.to_dict(), "reader": reader}
    return shown if suggestions is None else {**shown, "suggestions": suggestions}


def counts(document: Document, seen: tuple[str, Checked] | None) -> str:
    """One line of plain text: title, reader, counts."""
    if seen is None:
        return f"Annotator: {document.title} (no reader yet)"
    reader, checked = seen
    found = [f"{len(checked.annotations)} annotations", f"{len(checked.relations)} relations"]
    if checked.set_aside:
        found.append(f"{checked.set_aside} set aside")
    return f"Annotator: {document.title} ({reader}: {', '.join(found)})"


def mimebundle(
    document: Document,
    codebook: Codebook,
    reader: str | None,
    seen: tuple[str, Checked] | None,
    widget_view: Json | None,
    suggestions: Json | None = None,
) -> Json:
    """The MIME bundle.

    Args:
        document: The article.
        codebook: The codebook of the view.
        reader: Who reads; None where the page is to ask.
        seen: Who reads now, and what of the reading is sound, for pages that only know HTML or text.
        widget_view: What anywidget gives for its own view; None where it has none.
        suggestions: What detectors propose, for the page to show; None where none were asked for.
    """
    shown = (None, None) if seen is None else seen
    bundle: Json = {MIME: payload(document, codebook, reader, suggestions)}
    if widget_view is not None:
        bundle[WIDGET_MIME] = widget_view
    bundle["text/html"] = static_html(document.to_dict(), codebook.to_dict(), *shown)
    bundle["text/plain"] = counts(document, seen)
    return bundle


# Between the pages of several articles; no text of people's can hold it, see `labextension/src/jupyterlab/html-output.ts`.
SEPARATOR = "\n<hr>\n"


def payload_of_several(documents: Sequence[Document], codebook: Codebook, reader: str | None) -> Json:
    """Several articles, codebook and reader, as the page takes them."""
    return {
        "version": 1,
        "documents": [document.to_dict() for document in documents],
        "codebook": codebook.to_dict(),
        "reader": reader,
    }


def mimebundle_of_several(
    documents: Sequence[Document],
    codebook: Codebook,
    reader: str | None,
    seen: Sequence[tuple[str, Checked] | None],
    widget_view: Json | None,
) -> Json:
    """The MIME bundle of several articles; `seen` is as in `mimebundle`, one for each."""
    bundle: Json = {MIME: payload_of_several(documents, codebook, reader)}
    if widget_view is not None:
        bundle[WIDGET_MIME] = widget_view
    book = codebook.to_dict()
    pages = [
        static_html(document.to_dict(), book, *(one or (None, None)))
        for document, one in zip(documents, seen, strict=True)
    ]
    bundle["text/html"] = SEPARATOR.join(pages)
    bundle["text/plain"] = "\n".join(
        counts(document, one) for document, one in zip(documents, seen, strict=True)
    )
    return bundle
