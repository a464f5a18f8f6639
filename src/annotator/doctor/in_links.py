"""The checks of links, and of what stands twice."""

from __future__ import annotations

import json
from typing import Any

from annotator.doctor.patient import TOMBSTONES, Patient
from annotator.plain import Json, is_object, member


def dangling_relations(patient: Patient) -> None:
    """Links to annotations that are not there."""
    own = _own(patient)
    for id_, record in patient.records("relations"):
        lost = [str(record.get(end))[:80] for end in ("from", "to") if not _is_in(record.get(end), own)]
        if lost:
            patient.find(f"relations/{id_}", f"links {lost[0]}, which is not there", TOMBSTONES)
            patient.remove("relations", id_, "it linked what is not there")


def _is_in(id_: object, own: Json) -> bool:
    return isinstance(id_, str) and id_ in own


def turned_relations(patient: Patient) -> None:
    """Links in the wrong direction for their kind, or from an annotation to itself."""
    listed = member(patient.raw.get("codebook"), "relations")
    allowed = {
        str(item.get("id")): item for item in (listed if isinstance(listed, list) else ()) if is_object(item)
    }
    for id_, record in patient.records("relations"):
        if record.get("from") == record.get("to"):
            patient.find(f"relations/{id_}", "links an annotation with itself", TOMBSTONES)
            patient.remove("relations", id_, "it linked an annotation with itself")
            continue
        rule = allowed.get(str(record.get("kind")))
        ends = [member(_own(patient).get(str(record.get(end))), "kind") for end in ("from", "to")]
        if rule is None or None in ends or _fits(rule, *ends):
            continue
        if _fits(rule, *ends[::-1]):
            patient.find(
                f"relations/{id_}",
                f"{rule['id']} does not go from {ends[0]} to {ends[1]}",
                "It is turned around.",
            )
            patient.put("relations", id_, {**record, "from": record["to"], "to": record["from"]})


def double_annotations(patient: Patient) -> None:
    """The same annotation twice: kind, place, answers and note."""
    seen: dict[str, str] = {}
    for id_, record in sorted(
        patient.records("annotations"), key=lambda item: (str(item[1].get("created")), item[0])
    ):
        content = _content(record, ("kind", "spans", "values", "note"))
        if content not in seen:
            seen[content] = id_
            continue
        patient.find(
            f"annotations/{id_}",
            f"is the same as {seen[content]}",
            TOMBSTONES + " Its links go to the other one.",
        )
        patient.point_elsewhere(id_, seen[content])
        patient.remove("annotations", id_, f"was the same as {seen[content]}")


def double_relations(patient: Patient) -> None:
    """The same link twice."""
    seen: dict[str, str] = {}
    for id_, record in sorted(patient.records("relations")):
        content = _content(record, ("kind", "from", "to", "values"))
        if content in seen:
            patient.find(f"relations/{id_}", f"is the same as {seen[content]}", TOMBSTONES)
            patient.remove("relations", id_, f"was the same as {seen[content]}")
        else:
            seen[content] = id_


def _own(patient: Patient) -> Json:
    return dict(patient.records("annotations"))


def _fits(rule: Json, start: Any, end: Any) -> bool:
    ends = [(rule.get("from"), start), (rule.get("to"), end)]
    return all(isinstance(kinds, list) and kind in kinds for kinds, kind in ends)


def _content(record: Json, names: tuple[str, ...]) -> str:
    return json.dumps([record.get(name) for name in names], sort_keys=True)
