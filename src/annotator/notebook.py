"""Readings in and out of notebooks: the top-level metadata keys `annotator:<document id>:<reader>`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from annotator import json_files
from annotator.files import replace_file
from annotator.merge import merge, repair
from annotator.reading import Reading, metadata_key

MIME = "application/vnd.annotator.v1+json"
PREFIX = "annotator:"


class NotebookError(ValueError):
    """A file that is no notebook, or cannot be read as one. Names the file, the place and the remedy."""


def readings_in(notebook: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The readings kept in a notebook, raw and unchecked.

    Args:
        notebook: The notebook as JSON. If `json_files.decode` made it, a key that stands twice gives both readings.

    Returns:
        Pairs of metadata key and its value, whatever that is, in the order of the notebook. Keys that begin like ours
        but name no document and reader are among them: see `parse_key`.
    """
    metadata = notebook.get("metadata")
    if not isinstance(metadata, dict):
        return []
    found = metadata.all_values if isinstance(metadata, json_files.Repeated) else None
    return [
        (key, value)
        for key, last in metadata.items()
        if isinstance(key, str) and key.startswith(PREFIX)
        for value in (found[key] if found else [last])
    ]


def payloads(notebook: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The articles that the notebook's outputs show, raw and unchecked.

    Args:
        notebook: The notebook as JSON.

    Returns:
        The `application/vnd.annotator.v1+json` bundles in cell order: `{"version", "document", "codebook", "reader"}`;
        of an output that shows several articles one for each.
    """
    return list(_payloads(notebook))


def _payloads(notebook: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for cell in _objects(notebook.get("cells")):
        for output in _objects(cell.get("outputs")):
            data = output.get("data")
            payload = data.get(MIME) if isinstance(data, dict) else None
            if isinstance(payload, dict) and isinstance(payload.get("documents"), list):
                common = {key: value for key, value in payload.items() if key != "documents"}
                yield from ({**common, "document": document} for document in payload["documents"])
            elif isinstance(payload, dict):
                yield payload


def _objects(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def is_notebook(value: Any) -> bool:
    """Whether decoded JSON is a notebook, of whatever version."""
    return isinstance(value, dict) and "nbformat" in value and ("cells" in value or "worksheets" in value)


def load(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Read a notebook as JSON, without nbformat's checks, which cost twenty times the reading.

    Raises:
        NotebookError: If the file is no notebook.
        OSError: If it cannot be read.
    """
    try:
        notebook = json_files.decode(Path(path).read_bytes())
    except json_files.JSONFileError as error:
        raise NotebookError(f"{path}: {error}") from None
    if not is_notebook(notebook):
        raise NotebookError(f"{path}: This is JSON but no notebook. Give the path of an .ipynb file.")
    result: dict[str, Any] = notebook
    return result


def write_reading(path: str | os.PathLike[str], reading: Reading | Mapping[str, Any]) -> Reading:
    """Merge a reading into a notebook file. Never do this while the notebook is open in JupyterLab.

    Everything else in the notebook stays as it is. The file is replaced at once, so that it is never half written.

    Args:
        path: An .ipynb file.
        reading: The reading; merged by the merge rule with what the notebook has under the same key.

    Returns:
        The reading as it now stands in the notebook.

    Raises:
        NotebookError: If the file is no notebook.
        OSError: If it cannot be read or written; it is as it was then.
    """
    notebook = load(path)
    if not isinstance(notebook.setdefault("metadata", {}), dict):
        raise NotebookError(f"{path}: metadata: This is not an object. Restore the notebook from a copy.")
    raw = reading.to_dict() if isinstance(reading, Reading) else dict(reading)
    key = metadata_key(raw["document"]["id"], raw["reader"])
    for found, there in readings_in(notebook):
        if found == key:
            there, _ = json_files.tidy(there)
            raw = merge(repair(there, raw["document"], raw["codebook"], raw["reader"]), raw)
    notebook["metadata"][key] = raw
    replace_file(path, json_files.encode(notebook, indent=1, separators=(",", ": ")) + b"\n")
    return Reading.from_dict(raw)
