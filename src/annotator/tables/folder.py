"""A dataset as a folder of Parquet files, for those that are too large for one: each document whole in one of them."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from annotator import json_files
from annotator.finding import MARKER
from annotator.tables.contents import TableError
from annotator.tables.stored import Stored

ROWS = 50_000  # annotations of a file: enough for Parquet, and little enough to hold twice


def write(
    path: Path, readings: Iterable[Stored], write_part: Callable[[Path, Sequence[Stored]], None]
) -> None:
    """Write a folder; one that we wrote before is replaced when the new one is complete.

    Args:
        path: The folder.
        readings: The readings; those of one document go into one file, so that agreement can be computed file by file.
        write_part: Writes some readings as one Parquet file.

    Raises:
        TableError: If there is something at the path that is not such a folder.
        OSError: If it cannot be written; what was there is as it was then.
    """
    if path.exists() and not (path / MARKER).is_file() and (not path.is_dir() or any(path.iterdir())):
        raise TableError(f"{path}: this is not a folder of tables. Give the name of a new folder.")
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
    draft.mkdir()
    try:
        for number, part in enumerate(_parts(readings)):
            write_part(draft / f"part-{number:05}.parquet", part)
        (draft / MARKER).write_bytes(json_files.encode({"schema_version": 1}) + b"\n")
        old = path.with_name(f".{path.name}.{secrets.token_hex(6)}.old")
        if path.exists():
            path.rename(old)
        draft.rename(path)
        shutil.rmtree(old, ignore_errors=True)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def _parts(readings: Iterable[Stored]) -> Iterable[list[Stored]]:
    documents: dict[str, list[Stored]] = {}
    for reading in readings:
        documents.setdefault(reading.document, []).append(reading)
    part: list[Stored] = []
    rows = 0
    for group in documents.values():
        size = sum(reading.annotation_count for reading in group)
        if part and rows + size > ROWS:
            yield part
            part, rows = [], 0
        part += group
        rows += size
    yield part
