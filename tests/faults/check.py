"""Was anything lost? What a reader was told is kept is compared with what is there after all that happened."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from session import KEY, SOURCE, Log

import annotator as an

SECTIONS = ("annotations", "relations", "removed", "answers")


def stamp(record: dict[str, Any]) -> tuple[int, str]:
    return record["rev"], record["by"]


def records(reading: dict[str, Any]) -> dict[str, tuple[str, dict[str, Any]]]:
    """Section and record by id; ids of all sections are apart from each other in a sound reading."""
    return {id: (section, found) for section in SECTIONS for id, found in reading.get(section, {}).items()}


@dataclass
class Lost:
    edit: int
    id: str
    why: str


def lost(reading: dict[str, Any], logs: list[Log], kept_only: bool = True) -> list[Lost]:
    """Acknowledged edits (or all) whose outcome is not in the reading, nor that of a later edit of the same thing."""
    found = records(reading)
    writers = {record["by"] for log in logs for _, _, _, record in log.written}
    result = []
    for log in logs:
        # Of several edits of one record on one page only the last counts: the earlier ones are in it.
        last = {
            id: (edit, section, record)
            for edit, id, section, record in log.written[: log.kept if kept_only else None]
        }
        for id, (edit, section, record) in last.items():
            if id not in found:
                result.append(Lost(edit, id, f"{section} {stamp(record)}: nothing is there"))
                continue
            section_now, now = found[id]
            if stamp(now) == stamp(record):
                if (section_now, now) != (section, record):
                    result.append(Lost(edit, id, f"{section} {stamp(record)}: other content"))
            elif stamp(now) < stamp(record):
                result.append(Lost(edit, id, f"{section} {stamp(record)}: {stamp(now)} is there"))
            elif now["by"] not in writers:
                result.append(Lost(edit, id, f"{section} {stamp(record)}: nobody here wrote {stamp(now)}"))
    return result


def unsound(path: Path) -> list[str]:
    """What is wrong with a notebook on disk."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        nbformat.validate(nbformat.read(path, as_version=4))
    except Exception as error:
        return [f"not a notebook: {error}"]
    wrong = [f"{problem}" for problem in an.read(path).problem_list]
    cells = ["".join(cell["source"]) for cell in notebook["cells"]]
    if cells[0] != SOURCE:
        wrong.append(f"other cells: {cells}")
    if "application/vnd.annotator.v1+json" not in notebook["cells"][0]["outputs"][0]["data"]:
        wrong.append("the article is gone")
    return wrong


def reading_in(path: Path) -> dict[str, Any]:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return notebook["metadata"].get(KEY, {})
