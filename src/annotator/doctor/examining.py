"""Examining files, and repairing them: what is taken out is put aside in a file beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator import git_marks, json_files
from annotator.codebook import Codebook
from annotator.doctor.in_readings import CHECKS as OF_READINGS
from annotator.doctor.patient import Finding, Patient
from annotator.document import Document, DocumentError
from annotator.files import replace_file
from annotator.finding import NOTEBOOK, READING, File, why_unreadable
from annotator.merge import MergeError, merge
from annotator.notebook import PREFIX, is_notebook, payloads, readings_in
from annotator.plain import Json, is_deeper_than, is_object, member
from annotator.reading import metadata_key, parse_key
from annotator.three_way import merge_files

DEEPEST = 200
LEFT_BY_NBDIME = "nbdime-conflicts"
OF_FILES: dict[str, str] = {
    "unreadable": "Files that cannot be read.",
    "conflict-markers": "Files in which git left its conflict markers.",
    "cut-off": "Files that are no JSON, of which Jupyter kept the state before.",
    "no-notebook": "JSON that is neither a notebook nor a reading.",
    "byte-order-mark": "A sign at the start of the file that other programs stumble over.",
    "no-numbers": "NaN and infinite numbers, which JSON does not have.",
    "repeated-keys": "Keys that stand more than once in one object; most programs see only the last.",
    "nbdime-leftovers": "What nbdime left in the metadata after a conflict.",
    "nameless-key": "Metadata keys of ours that name no document and reader.",
    "no-reading": "What stands under a key of ours and is no reading at all.",
    "unknown-document": "Readings of a document that the notebook does not show, while it shows another.",
}
CHECKS: Mapping[str, str] = {
    **OF_FILES,
    **{name: str(function.__doc__).split("\n")[0] for name, function in OF_READINGS.items()},
}


@dataclass
class Examined:
    """A file that was examined.

    Attributes:
        file: The file.
        findings: What is wrong.
        data: What stands in the file.
        repaired: What it would hold after the repairs; None if nothing is to be written.
        aside: What would be put aside: `{"place", "why", "value"}`.
        readings: Readings that would become files of their own, by name.
    """

    file: File
    findings: list[Finding] = field(default_factory=list)
    data: bytes = b""
    repaired: Any = None
    aside: list[Json] = field(default_factory=list)
    readings: dict[str, Json] = field(default_factory=dict)


def examine(
    files: Iterable[File],
    *,
    articles: Iterable[Document] = (),
    codebooks: Iterable[Codebook] = (),
    only: Collection[str] | None = None,
) -> list[Examined]:
    """Examine files. Nothing is written.

    Args:
        files: See `annotator.finding.files_in`; tables among them are passed over.
        articles: Articles that are known besides those that the notebooks show.
        codebooks: Newer versions of the codebooks that the readings were made with.
        only: Names of the checks to make, of `CHECKS`; None for all.

    Returns:
        What is wrong in each file, and what the repairs would make of it.
    """
    newer = {book.id: book.to_dict() for book in codebooks}
    known = {article.id: article for article in articles}
    wanted = set(CHECKS) if only is None else set(only)
    return [
        _File(file, wanted, known, newer).examined()
        for file in files
        # By its name, as when it is read: it may be a link to a file that is called otherwise.
        if file.store is None and file.name.lower().endswith((NOTEBOOK, ".json"))
    ]


def repair(examined: Examined) -> list[str]:
    """Write what the examination found to be the repaired file.

    What is taken out is put aside in `<file>.aside-1.json` (a number that is free), and a file that was no JSON as
    `<file>.damaged-1`, both before the file itself is replaced, whole or not at all.

    Returns:
        Names of the files that were written.

    Raises:
        OSError: If a file cannot be written.
    """
    path = Path(examined.file.path)
    written = []
    if examined.aside:
        target = _free(path, "aside", ".json")
        content = {"file": path.name, "put_aside": examined.aside}
        replace_file(target, json_files.encode(content, indent=1) + b"\n")
        written.append(target.name)
    if any(finding.check in ("conflict-markers", "cut-off") for finding in examined.findings):
        target = _free(path, "damaged", "")
        replace_file(target, examined.data)
        written.append(target.name)
    for name, reading in examined.readings.items():
        replace_file(path.with_name(name), json_files.encode(reading, indent=1) + b"\n")
        written.append(name)
    if examined.repaired is not None:
        replace_file(path, json_files.encode(examined.repaired, 1, (",", ": ")) + b"\n")
        written.append(path.name)
    return written


def _free(path: Path, word: str, suffix: str) -> Path:
    number = 1
    while (target := path.with_name(f"{path.name}.{word}-{number}{suffix}")).exists():
        number += 1
    return target


class _File:
    def __init__(
        self, file: File, wanted: set[str], articles: dict[str, Document], newer: dict[str, Json]
    ) -> None:
        self.result = Examined(file)
        self.wanted, self.articles, self.newer = wanted, dict(articles), dict(newer)
        self.is_changed = False

    def examined(self) -> Examined:
        """The whole examination."""
        value = self._value()
        if value is not None:
            self._articles(value)
            new = self._notebook(value) if is_notebook(value) else self._reading("", value)
            if self.is_changed:
                self.result.repaired = new
        return self.result

    def _find(self, check: str, place: str, what: str, remedy: str, repairable: bool = True) -> bool:
        """Note what is wrong; whether it is to be repaired."""
        if check not in self.wanted:
            return False
        self.result.findings.append(Finding(check, self.result.file.name, place, what, remedy, repairable))
        self.is_changed = self.is_changed or repairable
        return repairable

    def _aside(self, place: str, why: str, value: Any) -> None:
        self.result.aside.append({"place": place, "why": why, "value": value})

    def _value(self) -> Json | None:
        """What is in the file, if anything can be read in it."""
        try:
            data, _ = self.result.file.read()
        except OSError as error:
            what, remedy = why_unreadable(error)
            self._find("unreadable", "", what[0].lower() + what[1:], remedy, False)
            return None
        self.result.data = data
        try:
            value, odd = json_files.decode_watched(data)
        except json_files.JSONFileError as error:
            return self._rescued(data, error)
        if not (is_notebook(value) or (is_object(value) and "annotations" in value)):
            what = f"this is JSON, but neither a notebook ({NOTEBOOK}) nor a reading (*{READING})"
            remedy = "Restore it from a copy, or take it out of the folder."
            self._find("no-notebook", "", what, remedy, False)
            return None
        if data.startswith(b"\xef\xbb\xbf"):
            self._find("byte-order-mark", "", "the file starts with a byte order mark", "It is taken away.")
        return self._tidied(value) if odd else dict(value)

    def _rescued(self, data: bytes, error: json_files.JSONFileError) -> Json | None:
        if git_marks.is_marked(data):
            try:
                ours, theirs, base = git_marks.sides(data)
                old = None if base is None else json_files.decode(base)
                merged = merge_files(json_files.decode(ours), json_files.decode(theirs), old)
            except (ValueError, MergeError) as why:
                self._find(
                    "conflict-markers", "", f"git left conflict markers; {why}", "git checkout -m FILE", False
                )
                return None
            left = (
                f"; {len(merged.conflicts)} places need a decision: see `jupyter annotator merge`"
                if merged.conflicts
                else ""
            )
            what, remedy = (
                "git left its conflict markers",
                f"Both sides are merged{left}. The marked file is put aside.",
            )
            return merged.value if self._find("conflict-markers", error.place, what, remedy) else None
        path = Path(self.result.file.path)
        spares = [
            path.with_name(f".~{path.name}"),
            path.parent / ".ipynb_checkpoints" / f"{path.stem}-checkpoint{path.suffix}",
        ]
        for spare in spares:
            try:
                value = json_files.decode(spare.read_bytes())
            except (OSError, json_files.JSONFileError):
                continue
            if is_notebook(value):
                place = spare.relative_to(path.parent)
                remedy = f"It is taken from {place}, where Jupyter kept it. The damaged file is put aside."
                return value if self._find("cut-off", error.place, error.what, remedy) else None
        self._find("cut-off", error.place, error.what, error.remedy, False)
        return None

    def _tidied(self, value: Json) -> Json:
        metadata = value.get("metadata")
        if isinstance(metadata, json_files.Repeated):
            for key in [name for name in metadata.repeated if name.startswith(PREFIX)]:
                remedy = "The readings are merged; what cannot be is put aside."
                if self._find("repeated-keys", f"metadata/{key}", "stands more than once", remedy):
                    metadata[key] = self._merged(key, metadata.all_values[key])
        plain, oddities = json_files.tidy(value)
        for oddity in oddities:
            if "more than once" in oddity.what:
                if not oddity.place.startswith(f"metadata/{PREFIX}"):
                    self._find("repeated-keys", oddity.place, oddity.what, "The last one is kept.")
            else:
                self._find("no-numbers", oddity.place, oddity.what, "It becomes null.")
        return dict(plain)

    def _merged(self, key: str, values: list[Any]) -> Any:
        result, *rest = [json_files.tidy(value)[0] for value in values]
        for other in rest:
            try:
                result = merge(result, other)
            except MergeError:
                self._aside(f"metadata/{key}", "stood twice, and could not be merged", result)
                result = other
        return result

    def _articles(self, value: Json) -> None:
        for payload in payloads(value):
            try:
                document = Document.from_dict(payload.get("document"))
            except (DocumentError, TypeError, KeyError, ValueError):
                continue
            self.articles.setdefault(document.id, document)

    def _notebook(self, notebook: Json) -> Json:
        metadata = notebook.get("metadata")
        if not is_object(metadata):
            return notebook
        result = dict(metadata)
        if LEFT_BY_NBDIME in result and self._find(
            "nbdime-leftovers",
            f"metadata/{LEFT_BY_NBDIME}",
            "nbdime left a conflict that nobody settled",
            "It is put aside.",
        ):
            self._aside(f"metadata/{LEFT_BY_NBDIME}", "was left by nbdime", result.pop(LEFT_BY_NBDIME))
        shown = {member(payload.get("document"), "id") for payload in payloads(notebook)}
        for key, raw in readings_in({"metadata": result}):
            self._key(result, key, raw, shown)
        return {**notebook, "metadata": result}

    def _key(self, metadata: Json, key: str, raw: Any, shown: set[Any]) -> None:
        if not is_object(raw) or is_deeper_than(raw, DEEPEST):
            what = "is no reading" if not is_object(raw) else f"is nested deeper than {DEEPEST} levels"
            if self._find("no-reading", f"metadata/{key}", what, "It is put aside."):
                self._aside(f"metadata/{key}", what, metadata.pop(key))
            return
        own = (member(raw.get("document"), "id"), raw.get("reader"))
        if parse_key(key) is None:
            new = metadata_key(*own) if all(isinstance(name, str) for name in own) else ""  # type: ignore[arg-type]
            if not new or parse_key(new) is None or new in metadata:
                remedy = "Rename the key to annotator:<document id>:<reader>."
                self._find("nameless-key", f"metadata/{key}", "names no document and reader", remedy, False)
                return
            if self._find(
                "nameless-key", f"metadata/{key}", "names no document and reader", f"It becomes {new}."
            ):
                metadata[new] = metadata.pop(key)
                key = new
        metadata[key] = self._reading(key, raw)
        named = parse_key(key)
        if shown and named and named[0] not in shown:
            name = (
                f"{Path(self.result.file.path).stem}-{named[0]}-{len(self.result.readings) + 1}.reading.json"
            )
            what, remedy = (
                "the notebook does not show the document that this is a reading of",
                f"It moves to {name}.",
            )
            if self._find("unknown-document", f"metadata/{key}", what, remedy):
                self.result.readings[name] = metadata.pop(key)

    def _reading(self, key: str, raw: Json) -> Json:
        named = parse_key(key)
        document = named[0] if named else member(raw.get("document"), "id")
        article = self.articles.get(document) if isinstance(document, str) else None
        patient = Patient(raw, self.result.file.name, key, article, self.newer)
        for name, function in OF_READINGS.items():
            if name in self.wanted:
                patient.check = name
                function(patient)
        self.is_changed = self.is_changed or bool(patient.findings)
        self.result.findings += patient.findings
        self.result.aside += patient.aside
        return patient.raw
