"""The links between what is to be adjudicated: which readers link which versions, and where they part."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from annotator.reliability.material import Material


@dataclass(frozen=True)
class Link:
    """A relation of one reader between two versions.

    Attributes:
        reader: Name.
        kind: Id of the relation's kind.
        first, second: Ids of the versions that it leads from and to.
        note: The reader's note on it.
    """

    reader: str
    kind: str
    first: str
    second: str
    note: str


@dataclass(frozen=True)
class Side:
    """What is linked to a unit.

    Attributes:
        links: Of all readers, in either direction.
        differ: Whether of the readers who marked both ends of a link that begins here (one without direction: at its
            first end), as kinds that it can join, some drew it and others did not.
    """

    links: tuple[Link, ...] = ()
    differ: bool = False

    @property
    def digest(self) -> str:
        """Differs where the links do; empty where there are none."""
        if not self.links:
            return ""
        told = sorted((link.kind, link.first, link.second) for link in self.links)
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:12]


def sides(
    m: Material, unit_of: Mapping[str, str], ids: Mapping[tuple[str, str, str], str], order: Iterable[str]
) -> dict[str, Side]:
    """What is linked to each unit.

    Args:
        m: The material.
        unit_of: Unit of each version, by id.
        ids: Id of the version of a document, reader and annotation, in the order of the material's rows.
        order: The units in the order of the text.
    """
    kinds = {kind.id: kind for book in reversed(m.codebooks) for kind in book.relations}
    place = {unit: at for at, unit in enumerate(order)}
    of: dict[str, list[Link]] = {}
    said: dict[tuple[str, str, str], set[str]] = {}
    marked: dict[str, dict[str, str]] = {}
    for (key, version), kind in zip(ids.items(), m.rows["kind"].astype(str), strict=True):
        if version in unit_of:
            marked.setdefault(unit_of[version], {})[key[1]] = kind
    for row in m.relations.to_dict("records"):
        ends = [ids.get((row["document"], row["reader"], row[end])) for end in ("from", "to")]
        if ends[0] not in unit_of or ends[1] not in unit_of:
            continue
        first, second = str(ends[0]), str(ends[1])
        one, other = unit_of[first], unit_of[second]
        if one == other:
            continue
        note = row.get("note")
        link = Link(row["reader"], str(row["kind"]), first, second, note if isinstance(note, str) else "")
        for unit in (one, other):
            of.setdefault(unit, []).append(link)
        if link.kind in kinds and kinds[link.kind].symmetric and place[other] < place[one]:
            one, other = other, one
        said.setdefault((link.kind, one, other), set()).add(link.reader)
    differ = {
        one
        for (kind, one, other), who in said.items()
        for reader in marked[one].keys() & marked[other].keys() - who
        if kind in kinds
        and marked[one][reader] in kinds[kind].from_
        and marked[other][reader] in kinds[kind].to
    }
    return {
        unit: Side(
            tuple(sorted(links, key=lambda each: (each.reader, each.kind, each.first, each.second))),
            unit in differ,
        )
        for unit, links in of.items()
    }
