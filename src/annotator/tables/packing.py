"""Readings as one JSON value beside a table, and back: what makes `ds.to(path)` and `annotator.read(path)` lossless."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from annotator.tables.stored import Codebooks, Stored

SCHEMA_VERSION = 1


def pack(readings: Sequence[Stored]) -> dict[str, Any]:
    """The readings as JSON. A codebook stands there once, however many readings use it.

    Args:
        readings: Raw readings with the files that they are from.

    Returns:
        `{"schema_version", "codebooks": [...], "readings": [{"document", "reader", "notebooks", "codebook": place in
        the list, "reading": the raw reading without its codebook}, ...]}`.
    """
    codebooks: list[Any] = []
    packed = []
    for reading in readings:
        entry: dict[str, Any] = {
            "document": reading.document,
            "reader": reading.reader,
            "notebooks": list(reading.notebooks),
            "reading": reading.raw,
        }
        if "codebook" in reading.members:
            entry["codebook"] = _place(codebooks, reading.members["codebook"])
            entry["reading"] = {name: member for name, member in reading.raw.items() if name != "codebook"}
        packed.append(entry)
    return {"schema_version": SCHEMA_VERSION, "codebooks": codebooks, "readings": packed}


def _place(codebooks: list[Any], codebook: Any) -> int:
    for place, known in enumerate(codebooks):
        if known is codebook or (type(known) is type(codebook) and known == codebook):
            return place
    codebooks.append(codebook)
    return len(codebooks) - 1


def unpack(packed: Any) -> tuple[list[Stored], list[tuple[str, str, str]]]:
    """The readings of a JSON value that `pack` made and that may have been damaged since.

    Returns:
        The readings, and what could not be understood: (place, what, remedy).
    """
    notes: list[tuple[str, str, str]] = []
    remedy = "Write the table again from the notebooks."
    if not isinstance(packed, dict) or not isinstance(packed.get("readings"), list):
        return [], [("dataset", "the readings that belong to the table are not there", remedy)]
    version = packed.get("schema_version")
    if isinstance(version, int) and version > SCHEMA_VERSION:
        what = f"the table has schema_version {version}, newer than this program knows ({SCHEMA_VERSION})"
        notes.append(("dataset", what, "Update: pip install --upgrade jupyter-annotator."))
    codebooks = packed.get("codebooks")
    known = Codebooks()
    readings = []
    for place, entry in enumerate(packed["readings"]):
        where = f"dataset/readings/{place}"
        if not isinstance(entry, dict) or "reading" not in entry:
            notes.append((where, "this is no reading", remedy))
            continue
        raw = entry["reading"]
        if "codebook" in entry and isinstance(raw, dict):
            try:
                raw = {**raw, "codebook": codebooks[entry["codebook"]]}  # type: ignore[index]
            except (TypeError, IndexError):
                notes.append((where, "its codebook is not there", remedy))
        document, reader = _text(entry, "document"), _text(entry, "reader")
        files = entry.get("notebooks")
        notebooks = tuple(name for name in files if isinstance(name, str)) if isinstance(files, list) else ()
        readings.append(Stored(raw, document, reader, notebooks, codebooks=known))
    return readings, notes


def _text(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name)
    return value if isinstance(value, str) else ""
