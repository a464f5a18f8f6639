"""What is to be adjudicated: the units of a document with each reader's version, and what an adjudicator decided.

A decision remembers what it was made on, in the annotation that it gave, or in the tombstone of what is none:

    "decides": {"versions": {"v-9f2c…": "digest of the content"}, "silent": 2, "linked": "digest",
                "waiting": [{"kind": "supports", "to": "v-77ab…"}]}

`versions` are the readers' annotations of the unit by an id that tells nothing of the reader; `silent` is how many had
read the document and marked nothing here; `linked` is of the readers' links to and from the unit. So a unit stays decided
when readers' files are read again, however its limits shift, and what differs since is known version by version.
`waiting` are links that came with the version that was taken, and that are made when their other end is decided, too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from annotator.plain import Json
from annotator.reliability.adjudication_links import Side, sides
from annotator.reliability.alignment import Units, units_of
from annotator.reliability.disagreement_list import disagreement_table
from annotator.reliability.material import Material, derived_readers, material
from annotator.reliability.units import overlap

if TYPE_CHECKING:
    from annotator.dataset import Dataset

ORIGIN = "adjudication"
LATER = "adjudication:later"
STATES = ("agree", "partial", "disagree", "decided", "open")
SAME_PASSAGE = 0.5  # IoU from which spans of different kinds are one unit


@dataclass(frozen=True)
class Version:
    """What one reader marked.

    Attributes:
        reader: Name.
        id: Names the version and tells nothing of the reader.
        digest: Of kind, spans and answers: differs where they do.
        record: The annotation.
    """

    reader: str
    id: str
    digest: str
    record: Json


@dataclass(frozen=True)
class Unit:
    """A passage that readers marked, or some of them.

    Attributes:
        id: The same as long as its first version is there.
        document: Id of the document.
        versions: By reader's name, in its order.
        silent: Who read the document and marked nothing here.
        size: How large the disagreement is: the sum of the sizes that `annotator.disagreements` gives for it.
        side: The readers' links to and from it.
    """

    id: str
    document: str
    versions: tuple[Version, ...]
    silent: tuple[str, ...]
    size: float
    side: Side = field(default_factory=Side)

    @property
    def state(self) -> str:
        """How the readers stand: agree, partial (some did not mark it, the others agree) or disagree.

        They disagree, too, where one who marked both ends of a link that begins here did not draw it.
        """
        if self.side.differ or len({version.digest for version in self.versions}) > 1:
            return "disagree"
        return "partial" if self.silent else "agree"

    @property
    def start(self) -> int:
        """First code point that anybody marked."""
        return min(int(version.record["spans"][0]["start"]) for version in self.versions)

    @property
    def end(self) -> int:
        """Code point after the last that anybody marked."""
        return max(int(version.record["spans"][-1]["end"]) for version in self.versions)

    @property
    def seen(self) -> Json:
        """What a decision on the unit remembers."""
        versions = {version.id: version.digest for version in self.versions}
        linked = {"linked": self.side.digest} if self.side.links else {}
        return {"versions": versions, "silent": len(self.silent), **linked}


def adjudication_units(
    ds: Dataset, adjudicator: str, *, readers: Sequence[str] | None = None, threshold: float = 0.0
) -> tuple[Material, list[Unit]]:
    """The units of all documents, the largest disagreements first.

    Args:
        ds: The dataset.
        adjudicator: Who decides; her own reading is not among the versions.
        readers: Whose; None for all but adjudicators and consensus methods.
        threshold: As in `annotator.align`.
    """
    if readers is None:
        derived = {*derived_readers(ds), adjudicator}
        readers = sorted(set(ds.readings["reader"].dropna().astype(str)) - derived)
        if not readers:
            raise ValueError(
                f"Nobody but {adjudicator!r} has read anything here: there is nothing to adjudicate."
            )
    m = material(ds, readers=readers)
    units = units_of(m, threshold)
    table = disagreement_table(m, units)
    table = table[table["unit"].notna()]
    sizes = table["size"].astype(float).groupby(table["unit"].astype(int)).sum().to_dict()
    records = {
        (stored.document, stored.reader, id_): record
        for stored in ds.stored
        for id_, record in stored.checked.annotations.items()
    }
    found = _linked(m, list(_joined(_single(m, units, sizes, records))))
    found.sort(
        key=lambda unit: (-round(unit.size, 9), -STATES.index(unit.state), unit.start, unit.end, unit.id)
    )
    return m, found


def matched(units: Sequence[Unit], reading: Mapping[str, Any]) -> dict[str, tuple[str, Mapping[str, Any]]]:
    """By unit: the state and the record of the decision in an adjudicator's reading that is about it.

    A decision is about the unit that shares versions with it.
    """
    decisions: list[tuple[Mapping[str, str], str, Mapping[str, Any]]] = [
        (record["decides"]["versions"], "decided", record)
        for record in (reading.get("annotations") or {}).values()
        if is_decision(record)
    ]
    for stone in (reading.get("removed") or {}).values():
        if is_decision(stone) and stone.get("rejected") in (ORIGIN, LATER):
            state = "open" if stone["rejected"] == LATER else "decided"
            decisions.append((stone["decides"]["versions"], state, stone))
    found: dict[str, tuple[str, Mapping[str, Any]]] = {}
    for unit in units:
        own = {version.id for version in unit.versions}
        best = max(
            decisions, key=lambda each: (len(own & each[0].keys()), each[1] == "decided"), default=None
        )
        if best is not None and own & best[0].keys():
            found[unit.id] = best[1], best[2]
    return found


def differs(unit: Unit, decision: Mapping[str, Any]) -> bool:
    """Whether readers' versions are others than those that a decision was made on."""
    decides = decision["decides"]
    now = unit.seen
    return bool(
        decides["versions"] != now["versions"]
        or decides.get("silent", 0) != now["silent"]
        or decides.get("linked", "") != now.get("linked", "")
    )


def version_id(document: str, reader: str, annotation: str) -> str:
    """The id of a reader's version: tells versions apart, and not who made them."""
    return f"v-{_digest([document, reader, annotation])}"


def is_decision(record: Any) -> bool:
    """Whether a record says what it decides."""
    decides = record.get("decides") if isinstance(record, Mapping) else None
    return isinstance(decides, Mapping) and isinstance(decides.get("versions"), Mapping)


def _single(
    m: Material, units: Units, sizes: Mapping[int, float], records: Mapping[tuple[str, str, str], Json]
) -> Iterator[Unit]:
    """The units of one kind each."""
    versions: dict[int, list[Version]] = {}
    columns = [m.rows[name] for name in ("document", "reader", "annotation")]
    for unit, document, reader, annotation in zip(units.of.tolist(), *columns, strict=True):
        record = records[document, reader, annotation]
        content = [record["kind"], record["spans"], sorted(record["values"].items())]
        id_ = version_id(document, reader, annotation)
        versions.setdefault(unit, []).append(Version(reader, id_, _digest(content), record))
    for unit, own in sorted(versions.items()):
        document = int(units.document[unit])
        read = [name for name, has_read in zip(m.readers, m.read[document], strict=True) if has_read]
        yield _unit(m.documents[document], own, read, float(sizes.get(unit + 1, 0.0)))


def _unit(document: str, versions: Sequence[Version], read: Sequence[str], size: float) -> Unit:
    ordered = tuple(sorted(versions, key=lambda version: version.reader))
    marked = {version.reader for version in ordered}
    silent = tuple(name for name in read if name not in marked)
    return Unit(f"u-{min(version.id for version in ordered)[2:]}", document, ordered, silent, size)


def _joined(units: Iterator[Unit]) -> Iterator[Unit]:
    """Where different readers marked the same passage as different kinds, that is one unit."""
    by_document: dict[str, list[Unit]] = {}
    for unit in units:
        by_document.setdefault(unit.document, []).append(unit)
    for those in by_document.values():
        kept: list[Unit] = []
        for unit in sorted(those, key=lambda each: (-len(each.versions), each.start, each.end, each.id)):
            at = next((at for at, other in enumerate(kept) if _is_same_passage(unit, other)), None)
            if at is None:
                kept.append(unit)
                continue
            other = kept[at]
            read = sorted({version.reader for version in other.versions} | set(other.silent))
            both = _unit(unit.document, (*other.versions, *unit.versions), read, other.size + unit.size)
            kept[at] = replace(both, id=other.id)
        yield from kept


def _linked(m: Material, units: list[Unit]) -> list[Unit]:
    """The units with the links of their readers."""
    unit_of = {version.id: unit.id for unit in units for version in unit.versions}
    ids = {
        (document, reader, annotation): version_id(document, reader, annotation)
        for document, reader, annotation in zip(
            *(m.rows[name] for name in ("document", "reader", "annotation")), strict=True
        )
    }
    ordered = sorted(units, key=lambda unit: (unit.document, unit.start, unit.end, unit.id))
    found = sides(m, unit_of, ids, (unit.id for unit in ordered))
    return [replace(unit, side=found.get(unit.id, Side())) for unit in units]


def _is_same_passage(one: Unit, other: Unit) -> bool:
    if {v.reader for v in one.versions} & {v.reader for v in other.versions}:
        return False
    first, second = _spans(one), _spans(other)
    common = overlap(first, second)
    total = sum(end - start for start, end in (*first, *second)) - common
    return common > SAME_PASSAGE * total


def _spans(unit: Unit) -> list[tuple[int, int]]:
    spans = unit.versions[0].record["spans"]
    return [(span["start"], span["end"]) for span in spans]


def _digest(content: Any) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
