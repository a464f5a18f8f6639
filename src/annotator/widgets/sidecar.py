"""Readings in files of their own beside the notebook, for hosts that do not keep them in its metadata."""

from __future__ import annotations

import hashlib
import os
import re
import threading
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from annotator import json_files
from annotator.files import replace_file
from annotator.merge import MergeError, merge
from annotator.widgets.host import notebook_path

SUFFIX = ".reading.json"
PLAIN_NAME = re.compile("[a-z0-9][a-z0-9_-]{0,39}")
LONGEST_STEM = (
    120  # bytes: with document id, reader and the marks of a broken or half-written file it stays below 255
)

Json = dict[str, Any]


class SidecarError(ValueError):
    """A file beside the notebook that holds no reading. Names the file, the place and the remedy."""


def file_safe(reader: str) -> str:
    """A reader's name as part of a file name.

    Args:
        reader: Any name.

    Returns:
        The name itself if it is lower-case letters, digits, `_` and `-`; else what can be kept of it and a hash, so
        that no two readers share a file, on file systems that ignore case too.
    """
    if PLAIN_NAME.fullmatch(reader):
        return reader
    plain = unicodedata.normalize("NFKD", reader).encode("ascii", "ignore").decode().lower()
    slug = re.sub("[^a-z0-9]+", "-", plain).strip("-")[:31].rstrip("-")
    digest = hashlib.sha256(reader.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{slug}-{digest}" if slug else digest


def sidecar_path(document_id: str, reader: str) -> Path:
    """Where a reader's reading is kept: `<notebook>.<document id>.<reader>.reading.json`, beside the notebook."""
    folder, stem = _place()
    return folder / f"{stem}.{document_id}.{file_safe(reader)}{SUFFIX}"


def sidecar_paths(document_id: str) -> list[Path]:
    """The files beside the notebook that hold readings of a document, by name."""
    folder, stem = _place()
    start = f"{stem}.{document_id}."
    try:
        found = [
            path for path in folder.iterdir() if path.name.startswith(start) and path.name.endswith(SUFFIX)
        ]
    except OSError:
        return []
    return sorted(found)


def _place() -> tuple[Path, str]:
    notebook = notebook_path()
    if notebook is None:
        return Path.cwd(), "notebook"
    stem = notebook.stem
    if len(os.fsencode(stem)) > LONGEST_STEM:
        stem = f"{stem[: LONGEST_STEM // 4 - 10]}-{hashlib.sha256(os.fsencode(stem)).hexdigest()[:8]}"
    return notebook.parent, stem


def read_sidecar(path: str | os.PathLike[str]) -> Json:
    """The reading in a file, raw.

    Raises:
        SidecarError: If the file is not JSON, or not a reading.
        OSError: If it cannot be read.
    """
    try:
        raw, _ = json_files.tidy(json_files.decode(Path(path).read_bytes()))
    except json_files.JSONFileError as error:
        raise SidecarError(f"{path}: {error}") from None
    document = raw.get("document") if isinstance(raw, dict) else None
    if not isinstance(document, dict) or not all(
        isinstance(value, str) for value in (document.get("id"), raw.get("reader"))
    ):
        raise SidecarError(
            f"{path}: this is JSON but no reading. Restore the file from a copy, or move it away."
        )
    result: Json = raw
    return result


class Sidecar:
    """The file of one reading, merged with what others wrote there.

    Args:
        path: The file; it need not exist.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self._lock = threading.Lock()
        self._seen: tuple[int, int, int] | None = None
        self._written: Json | None = None

    def write(self, raw: Mapping[str, Any]) -> str | None:
        """Put a reading into the file, whole or not at all.

        Args:
            raw: The reading; merged by the merge rule with what is in the file.

        Returns:
            None; or, if the file held something else than this reader's reading of this document, a sentence that
            says where that was set aside. It is never overwritten.

        Raises:
            OSError: If the file cannot be written; it is then as it was.
        """
        with self._lock:
            problem = None
            result = dict(raw) if self._written is None else merge(self._written, raw)
            if self._fingerprint() != self._seen:
                try:
                    result = merge(read_sidecar(self.path), result)
                except FileNotFoundError:
                    pass
                except (SidecarError, MergeError) as error:
                    problem = f"{error} It was set aside as {self._set_aside().name}."
            replace_file(self.path, json_files.encode(result, indent=1) + b"\n")
            self._seen, self._written = self._fingerprint(), result
            return problem

    def _fingerprint(self) -> tuple[int, int, int] | None:
        """What tells whether somebody else wrote the file since; spares reading it at each edit."""
        try:
            status = self.path.stat()
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size

    def _set_aside(self) -> Path:
        number = 1
        while True:
            aside = self.path.with_name(f"{self.path.name}.broken-{number}")
            try:
                # A link fails where the name is taken, so that nothing set aside before is lost.
                os.link(self.path, aside)
            except FileExistsError:
                number += 1
            except OSError:  # file systems without links
                if not aside.exists():
                    self.path.replace(aside)
                    return aside
                number += 1
            else:
                return aside
