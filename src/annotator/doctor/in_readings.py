"""The checks of one reading. Each repairs what it finds in memory, so that the next one sees a sounder reading."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any

from annotator.check import check, shape_of
from annotator.doctor.in_links import (
    dangling_relations,
    double_annotations,
    double_relations,
    turned_relations,
)
from annotator.doctor.in_passages import crossed_spans, lost_spans, moved_quotes, reversed_spans
from annotator.doctor.patient import BY, TOMBSTONES, Patient, ids_in
from annotator.merge import rev_of
from annotator.plain import MAX_WHOLE, SECTIONS, Json, is_object, member, number
from annotator.reading import parse_key
from annotator.tables.rows import moment

_ID = re.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_LONGEST = {"prefix": 32, "suffix": 32, "note": 20000, "created": 40, "modified": 40, "origin": 200}
_PLAIN: Json = {"prefix": "", "suffix": "", "note": "", "status": "open", "origin": "reader"}


def missing_parts(patient: Patient) -> None:
    """Parts of a reading that are not there, or are something else than they should be."""
    for section in SECTIONS:
        value = patient.raw.get(section)
        if not is_object(value):
            patient.find(
                section, "the part is missing or no set of records", "An empty one is put in its place."
            )
            _replace(patient, section, {})
    if number(patient.raw.get("schema_version")) is None:
        patient.find("schema_version", "the version of the format is missing", "It is set to 1.")
        _replace(patient, "schema_version", 1)
    if not is_object(patient.raw.get("progress")):
        patient.find("progress", "the progress is missing", "It is set to not done.")
        _replace(patient, "progress", {"done": False})


def leftovers(patient: Patient) -> None:
    """What earlier repairs set aside inside the reading."""
    aside = patient.raw.get("set_aside")
    if "set_aside" in patient.raw:
        patient.find(
            "set_aside", "an earlier repair left what was broken in the reading", "It is put aside in a file."
        )
        patient.put_aside("set_aside", "was set aside before", aside)
        patient.raw = {key: value for key, value in patient.raw.items() if key != "set_aside"}


def key_mismatch(patient: Patient) -> None:
    """A reading that says it is of another reader or document than its metadata key."""
    named = parse_key(patient.key)
    if named is None:
        return
    document, reader = named
    if patient.raw.get("reader") != reader:
        what = f"the reading says its reader is {patient.raw.get('reader')!r}, its key says {reader!r}"
        patient.find("reader", what, "The key counts.")
        _replace(patient, "reader", reader)
    reference = patient.raw.get("document")
    if member(reference, "id") != document:
        patient.find("document", "the reading names another document than its key", "The key counts.")
        _replace(patient, "document", {**(reference if is_object(reference) else {}), "id": document})


def document_facts(patient: Patient) -> None:
    """Length and checksum of the article that are not those of the article shown."""
    document, reference = patient.document, patient.raw.get("document")
    if document is None or not is_object(reference):
        return
    for name, value in (("length", document.length), ("sha256", document.sha256)):
        if reference.get(name) != value:
            patient.find(
                f"document/{name}",
                f"is {reference.get(name)!r}, of the article it is {value!r}",
                "It is corrected.",
            )
            patient.raw = {**patient.raw, "document": {**patient.raw["document"], name: value}}


def bad_ids(patient: Patient) -> None:
    """Ids that nobody can refer to."""
    for section in ("annotations", "relations"):
        for id_, record in patient.records(section):
            if _ID.fullmatch(id_):
                continue
            new = (
                f"{section[0]}-" + hashlib.blake2b(id_.encode("utf-8", "replace"), digest_size=5).hexdigest()
            )
            patient.find(f"{section}/{id_[:80]}", "the id is not allowed", f"The record gets the id {new}.")
            records = {new if key == id_ else key: value for key, value in patient.raw[section].items()}
            patient.raw = {**patient.raw, section: records}
            if section == "annotations":
                patient.point_elsewhere(id_, new)
            del record


def double_ids(patient: Patient) -> None:
    """One id for an annotation and for a link: a merge would keep only one of them."""
    for id_, record in patient.records("relations"):
        if id_ in patient.raw["annotations"]:
            new = "r-" + hashlib.blake2b(id_.encode(), digest_size=5).hexdigest()
            patient.find(f"relations/{id_}", "an annotation has the same id", f"The link gets the id {new}.")
            rest = {key: value for key, value in patient.raw["relations"].items() if key != id_}
            patient.raw = {**patient.raw, "relations": {**rest, new: record}}


def removed_but_there(patient: Patient) -> None:
    """Records that are marked as removed and still there."""
    for section in ("annotations", "relations"):
        for id_, record in patient.records(section):
            stone = patient.raw["removed"].get(id_)
            if stone is None:
                continue
            wins = (rev_of(stone), str(member(stone, "by"))) >= (rev_of(record), str(record.get("by")))
            remedy = TOMBSTONES if wins else "The mark is taken away: the record is newer."
            patient.find(f"{section}/{id_}", "is marked as removed and is still there", remedy)
            if wins:
                patient.put_aside(f"{section}/{id_}", "was removed", record)
                rest = {key: value for key, value in patient.raw[section].items() if key != id_}
                patient.raw = {**patient.raw, section: rest}
            else:
                stones = {key: value for key, value in patient.raw["removed"].items() if key != id_}
                patient.raw = {**patient.raw, "removed": stones}


def unsound_revisions(patient: Patient) -> None:
    """Records without revision or writer, which a merge needs."""
    for section in SECTIONS:
        for id_, record in patient.records(section):
            by = record.get("by")
            if rev_of(record) and rev_of(record) <= MAX_WHOLE and isinstance(by, str) and len(by) <= 64:
                continue
            patient.find(f"{section}/{id_}", "has no sound revision", "It becomes its first revision.")
            new = {
                **record,
                "rev": rev_of(record) or 1,
                "by": by if isinstance(by, str) and len(by) <= 64 else BY,
            }
            patient.raw = {**patient.raw, section: {**patient.raw[section], id_: new}}


def unsound_members(patient: Patient) -> None:
    """Notes, statuses, contexts, reviews of a form that they cannot have."""
    for section in ("annotations", "relations"):
        for id_, record in patient.records(section):
            for name in (*_PLAIN, "created", "modified", "review", "orphan"):
                if name in record and _is_unsound(section, record, name):
                    _member_out(patient, section, id_, name)


def unsound_answers(patient: Patient) -> None:
    """Answers of a form that no field has."""
    for section in ("annotations", "relations"):
        for id_, record in patient.records(section):
            values: Any = record.get("values")
            if "values" in record and not is_object(values):
                patient.find(
                    f"{section}/{id_}/values",
                    "is no set of answers",
                    "It is emptied; what stood there is put aside.",
                )
                patient.put_aside(f"{section}/{id_}/values", "was no set of answers", values)
                patient.put(section, id_, {**record, "values": {}})
                continue
            bad = [
                name
                for name in values or {}
                if _is_unsound(section, {"values": {name: values[name]}}, "values")
            ]
            if bad:
                listed = ", ".join(name[:40] for name in bad)
                patient.find(
                    f"{section}/{id_}/values",
                    f"the answers {listed} are of no known form",
                    "They are put aside.",
                )
                patient.put_aside(
                    f"{section}/{id_}/values", "was no answer", {name: values[name] for name in bad}
                )
                rest = {name: value for name, value in values.items() if name not in bad}
                patient.put(section, id_, {**record, "values": rest})
    if section := patient.raw["answers"]:
        for field, answer in list(section.items()):
            if shape_of("answers", field, answer):
                patient.find(f"answers/{field[:80]}", "is no answer", "It is put aside.")
                patient.put_aside(f"answers/{field}", "was no answer", answer)
                rest = {name: value for name, value in patient.raw["answers"].items() if name != field}
                patient.raw = {**patient.raw, "answers": rest}


def bad_times(patient: Patient) -> None:
    """Times that are no times."""
    for section in ("annotations", "relations"):
        for id_, record in patient.records(section):
            for name in ("created", "modified"):
                if isinstance(record.get(name), str) and record[name] and moment(record[name]) is None:
                    _member_out(patient, section, id_, name)


def unknown_kinds(patient: Patient) -> None:
    """Kinds that the codebook does not have."""
    for section, part in (("annotations", "kinds"), ("relations", "relations")):
        known = ids_in(member(patient.raw.get("codebook"), part))
        if not known and part == "kinds":
            return
        for id_, record in patient.records(section):
            if not _is_in(record.get("kind"), known):
                patient.find(
                    f"{section}/{id_}/kind",
                    f"{str(record.get('kind'))[:80]!r} is not in the codebook",
                    TOMBSTONES,
                )
                patient.remove(section, id_, "its kind is not in the codebook")


def stale_codebook(patient: Patient) -> None:
    """A codebook of which a newer version is at hand that knows everything that was used."""
    own = patient.raw.get("codebook")
    newer = patient.newer.get(str(member(own, "id")))
    if newer is None or not is_object(own) or newer is own or newer.get("version") == own.get("version"):
        return
    kinds, links = ids_in(newer.get("kinds")), ids_in(newer.get("relations"))
    used = {str(record.get("kind")) for _, record in patient.records("annotations")}
    linked = {str(record.get("kind")) for _, record in patient.records("relations")}
    what = f"the codebook is {own.get('id')} {own.get('version')}; {newer.get('version')} is at hand"
    if used <= kinds and linked <= links:
        patient.find(
            "codebook", what, f"The reading gets version {newer.get('version')}; the old one is put aside."
        )
        patient.put_aside("codebook", "there was a newer version", own)
        patient.raw = {**patient.raw, "codebook": newer}


def unsound_records(patient: Patient) -> None:
    """Whatever else is not sound and is therefore in no table."""
    for _ in range(3):  # what links a record goes after it
        found = check(
            patient.raw, patient.document or {"length": member(patient.raw.get("document"), "length")}, None
        )
        if not found.problems:
            return
        for problem in found.problems:
            section, _, rest = problem.place.partition("/")
            id_ = rest.split("/")[0]
            match = (
                next((key for key in patient.raw.get(section, {}) if key[:80] == id_), None)
                if section in SECTIONS
                else None
            )
            if match is None:
                continue
            patient.find(f"{section}/{id_}", problem.what, "It is taken out and put aside.")
            patient.put_aside(f"{section}/{match}", problem.what, patient.raw[section][match])
            kept = {key: value for key, value in patient.raw[section].items() if key != match}
            patient.raw = {**patient.raw, section: kept}


CHECKS: dict[str, Callable[[Patient], None]] = {
    function.__name__.replace("_", "-"): function
    for function in (
        missing_parts, leftovers, key_mismatch, document_facts, bad_ids, double_ids, unsound_revisions, removed_but_there,
        unsound_members, unsound_answers, bad_times, reversed_spans, crossed_spans, lost_spans, moved_quotes, stale_codebook,
        unknown_kinds, dangling_relations, turned_relations, double_annotations, double_relations, unsound_records,
    )
}  # fmt: skip


def _is_in(id_: object, known: set[Any]) -> bool:
    return isinstance(id_, str) and id_ in known


def _replace(patient: Patient, name: str, value: Any) -> None:
    if name in patient.raw:
        patient.put_aside(name, "was replaced", patient.raw[name])
    patient.raw = {**patient.raw, name: value}


def _is_unsound(section: str, record: Json, name: str) -> bool:
    """Whether a member is wrong whatever the rest of the record: that of a sound record in which it stands."""
    sound: Json = {
        "kind": "k",
        "spans": [{"start": 0, "end": 1}],
        "quote": "",
        "values": {},
        "from": "a",
        "to": "b",
    }
    return shape_of(section, "x", {**sound, "rev": 1, "by": "", name: record[name]}) is not None


def _member_out(patient: Patient, section: str, id_: str, name: str) -> None:
    record = _now(patient, section, id_)
    value, limit = record[name], _LONGEST.get(name)
    new = {key: item for key, item in record.items() if key != name}
    remedy = "It is put aside."
    if isinstance(value, str) and limit and len(value) > limit and name not in ("created", "modified"):
        new[name] = value[-limit:] if name == "prefix" else value[:limit]
        remedy = f"It is cut to {limit} characters; the whole is put aside."
    elif section == "annotations" and name in _PLAIN:
        new[name] = _PLAIN[name]
    patient.find(f"{section}/{id_}/{name}", "is not of the form that it should have", remedy)
    patient.put_aside(f"{section}/{id_}/{name}", "was not of its form", value)
    patient.put(section, id_, new)


def _now(patient: Patient, section: str, id_: str) -> Json:
    record: Json = patient.raw[section][id_]
    return record
