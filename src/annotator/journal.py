"""Decisions that are not written back yet, kept in a file: what a reviewer decided outlives the kernel.

The file `review.decisions` lies in the folder of the notebooks, one JSON object in a line, and only grows while somebody
decides: `{"decided": {"id", "document", "reader", "codebook", "annotation", "decision", "reviewer", "comment", "time",
"changes"}}` or `{"taken_back": id}`. When decisions are written back their lines are left out, and with the last of
them the file is removed.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from annotator import json_files
from annotator.decisions import VERBS, Decision
from annotator.files import replace_file
from annotator.plain import is_deeper_than

NAME = "review.decisions"
DEEPEST = 20
LONGEST = 100_000  # characters of a line
_MEMBERS = [field.name for field in fields(Decision)]


class Journal:
    """The file.

    Attributes:
        path: Where it is.
        failure: Why the last decision could not be kept; empty if it was.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self.failure = ""

    def read(self) -> list[Decision]:
        """The decisions that are kept, in the order in which they were made. Lines that make no sense are passed over."""
        found: dict[str, Decision] = {}
        for entry in map(_parsed, self._lines()):
            if isinstance(entry, Decision):
                found[entry.id] = entry
            elif entry is not None:
                found.pop(entry, None)
        return list(found.values())

    def add(self, decision: Decision) -> None:
        """Keep a decision."""
        self._append({"decided": asdict(decision)})

    def take_back(self, decision: Decision) -> None:
        """Keep that a decision was taken back."""
        self._append({"taken_back": decision.id})

    def settle(self, settled: Iterable[Decision]) -> None:
        """Leave out decisions that are in the files now; what somebody else added meanwhile stays."""
        waiting = {decision.id for decision in self.read()} - {decision.id for decision in settled}
        # What makes no sense here may to somebody.
        lines = [line for line in self._lines() if (entry := _parsed(line)) is None or _id(entry) in waiting]
        with self._told():
            if lines:
                replace_file(self.path, b"".join(lines))
            else:
                self.path.unlink(missing_ok=True)

    def _lines(self) -> Sequence[bytes]:
        try:
            return self.path.read_bytes().splitlines(keepends=True)
        except OSError:
            return ()

    def _append(self, entry: dict[str, Any]) -> None:
        with self._told(), self.path.open("ab") as file:
            file.write(json_files.encode(entry) + b"\n")
            file.flush()
            os.fsync(file.fileno())

    @contextlib.contextmanager
    def _told(self) -> Any:
        """A decision counts also where it cannot be kept; that is told, not raised."""
        self.failure = ""
        try:
            yield
        except OSError as error:
            self.failure = f"{self.path}: {error.strerror or error}"


def folder_of(paths: Iterable[str]) -> Path | None:
    """The folder for the decisions on local files: the one that holds them all, or the working folder if that is above it.

    Args:
        paths: The files, absolute.

    Returns:
        The folder; None if there is no file.
    """
    folders = {os.path.dirname(path) for path in paths}  # noqa: PTH120
    if not folders:
        return None
    try:
        common = Path(os.path.commonpath(folders))
    except ValueError:  # on several drives
        return Path.cwd()
    here = Path.cwd().resolve()
    return here if common in here.parents or common == Path(common.anchor) else common


def _parsed(line: bytes) -> Decision | str | None:
    """A decision, or the id of one that was taken back; None for anything else."""
    if len(line) > LONGEST:
        return None
    try:
        entry = json_files.tidy(json.loads(line))[0]
    except (ValueError, RecursionError):
        return None
    if not isinstance(entry, dict) or is_deeper_than(entry, DEEPEST):
        return None
    taken_back, made = entry.get("taken_back"), entry.get("decided")
    if isinstance(taken_back, str):
        return taken_back
    if not isinstance(made, dict):
        return None
    given: dict[str, Any] = {name: made.get(name) for name in _MEMBERS}
    changes = given.pop("changes")
    if not all(isinstance(value, str) for value in given.values()) or not isinstance(changes, dict):
        return None
    return Decision(**given, changes=changes) if given["decision"] in VERBS.values() and given["id"] else None


def _id(entry: Decision | str) -> str:
    return entry.id if isinstance(entry, Decision) else entry
