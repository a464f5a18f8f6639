"""Putting a reviewer's decisions into the notebooks and reading files that the readings came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotator import json_files
from annotator.collect import Content
from annotator.decisions import Decision, in_words
from annotator.files import replace_file
from annotator.finding import NOTEBOOK, READING
from annotator.merge import MergeError, merge_delta, repair
from annotator.notebook import is_notebook, readings_in
from annotator.plain import Json, member, same
from annotator.reading import metadata_key
from annotator.tables.stored import Stored

COLUMNS = "file document reader annotation decision reviewer comment change outcome why".split()
WOULD, WRITTEN, THERE, REFUSED, KEPT = (
    "would be written",
    "written",
    "already there",
    "refused",
    "not in a file",
)
AGAIN = "The file was changed since it was read: call ds.refresh(), look again, and write back."


@dataclass
class Pending:
    """The decisions on one reading.

    Attributes:
        read: The reading as it was read.
        delta: The records that decisions changed, as a partial reading.
        decisions: The decisions, with what each changed in words.
    """

    read: Stored
    delta: Json
    decisions: list[tuple[Decision, str]] = field(default_factory=list)

    @property
    def parts(self) -> Sequence[Stored]:
        """The reading in each of the files that it was found in."""
        return self.read.parts or (self.read,)


def change_in_words(decision: Decision, record: Mapping[str, Any]) -> str:
    """What a decision changed in its annotation.

    Args:
        decision: A correction; for others the result is empty.
        record: The annotation after it.
    """
    was = record.get("review", {}).get("was", {})
    new = {name: record.get(name) for name in was}
    if "values" in was:
        new["values"] = {name: record.get("values", {}).get(name) for name in was["values"]}
    return in_words(new, was) if decision.decision == "corrected" else ""


def write_back(
    pending: Iterable[Pending], contents: Iterable[Content], dry_run: bool
) -> tuple[list[Json], set[str]]:
    """Merge decisions into files, each file whole or not at all.

    Args:
        pending: The decisions.
        contents: What was read from the files.
        dry_run: Look at everything and write nothing.

    Returns:
        One row for each decision and file, with the members `COLUMNS`; and the names of the files that were written.
    """
    known = {content.file.name: content for content in contents}
    by_file: dict[str, list[tuple[Pending, Stored]]] = {}
    for item in pending:
        for part in item.parts:
            for name in part.notebooks or ("",):
                by_file.setdefault(name, []).append((item, part))
    rows: list[Json] = []
    written: set[str] = set()
    for name, items in by_file.items():
        outcome, why = _write(name, known.get(name), items, dry_run)
        if outcome == WRITTEN:
            written.add(name)
        rows += [
            _row(name, decision, change, outcome, why)
            for item, _ in items
            for decision, change in item.decisions
        ]
    return rows, written


def _row(name: str, decision: Decision, change: str, outcome: str, why: str) -> Json:
    values = (
        name, decision.document, decision.reader, decision.annotation, decision.decision, decision.reviewer,
        decision.comment, change, outcome, why,
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def _write(
    name: str, content: Content | None, items: Sequence[tuple[Pending, Stored]], dry_run: bool
) -> tuple[str, str]:
    if content is None or not content.file.path.endswith((NOTEBOOK, READING, ".json")):
        return (
            KEPT,
            "The reading was not read from a notebook or reading file: keep the decisions with ds.to(…).",
        )
    if content.file.store is not None:
        return (
            KEPT,
            "The file is in a store, where it cannot be replaced whole: copy it here, and read it again.",
        )
    try:
        data, _ = content.file.read()
        if content.fingerprint is None or not content.file.is_as(content.fingerprint, data):
            return REFUSED, AGAIN
        value = json_files.decode(data)
        changed = _merged(value, items)
        if changed is None:
            return REFUSED, AGAIN
        if changed is value:
            return THERE, ""
        if not dry_run:
            indent = _indent(data)
            separators = (",", ": ") if indent is not None else None
            replace_file(content.file.path, json_files.encode(changed, indent, separators) + b"\n")
    except OSError as error:
        return REFUSED, f"The file cannot be {'read' if dry_run else 'written'}: {error.strerror or error}."
    except (json_files.JSONFileError, MergeError) as error:
        return REFUSED, f"{error} Nothing was written."
    return (WOULD if dry_run else WRITTEN), ""


def _merged(value: Any, items: Sequence[tuple[Pending, Stored]]) -> Any:
    """The content of a file with decisions merged in: itself if nothing changes, None if it is not what was read."""
    changed = value
    for item, part in items:
        key = metadata_key(part.document, part.reader)
        in_notebook = is_notebook(value)
        there = [raw for found, raw in readings_in(value) if found == key] if in_notebook else [value]
        now = [json_files.tidy(raw)[0] for raw in there]
        if not any(_is_as_read(raw, part, item.delta) for raw in now):
            return None
        raw = now[0] if len(now) == 1 else part.raw
        sound = repair(raw, part.raw["document"], part.section("codebook"), part.reader)
        merged = merge_delta(sound, item.delta)
        if same(merged, raw):
            continue
        changed = {**changed, "metadata": {**changed["metadata"], key: merged}} if in_notebook else merged
    return changed


def _is_as_read(raw: Any, part: Stored, changed: Json) -> bool:
    """Whether the records that are to be changed still are what was read, so that no decision meets another record."""
    return all(
        same(member(member(raw, section), id_), member(part.section(section), id_))
        for section, records in changed.items()
        for id_ in records
    )


def _indent(data: bytes) -> int | None:
    """The indent that the file has, so that git shows what changed and no more."""
    second = data[data.find(b"\n") + 1 :] if b"\n" in data.strip() else b""
    return len(second) - len(second.lstrip(b" ")) or None
