"""One reading made of many: what most said, what a model of the readers says, or what an adjudicator decided."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from annotator.dataset import Dataset
from annotator.plain import SCHEMA_VERSION, Json
from annotator.reliability.adjudication import ORIGIN, is_decision, version_id
from annotator.reliability.alignment import Units, units_of
from annotator.reliability.decisions import Decided, decide
from annotator.reliability.material import DOCUMENT, Material, derived_readers, material
from annotator.reliability.passages import AROUND, Passages
from annotator.reliability.votes import ADJUDICATED, METHODS, UNRESOLVED, Decision
from annotator.tables.stored import Stored

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = "document title unit annotation kind start end quote question value confidence provenance readers votes why".split()


class Consensus(Dataset):
    """The consensus as readings of a reader named by the method. A dataset like any other: it has tables and can be saved.

    Attributes:
        method: How it was found.
        notes: What to know before using it.
        provenance: One row for each question, answered or not: `document`, `title`, `unit` (as in `annotator.align`),
            `annotation` (its id in the consensus; NA where the unit is not in it), `kind`, `start`, `end`, `quote`,
            `question` (`marked`, the id of a field, or `relation`), `value`, `confidence` (share of votes, or
            probability), `provenance` (unanimous, majority, model, adjudicated, unresolved), `readers` (who answered,
            a number), `votes`, `why` (what was tied).
    """

    method: str
    notes: list[str]
    provenance: pd.DataFrame


def consensus(
    ds: Dataset,
    method: str = "majority",
    *,
    name: str | None = None,
    threshold: float = 0.0,
    readers: Sequence[str] | None = None,
    kinds: Sequence[str] | None = None,
    done_only: bool = False,
) -> Consensus:
    """One reading of each document, made of all readers' readings.

    A unit is in it if more than half of those who read the document marked it (`mace` and `dawid_skene`: if it is more
    probable than not). Its limits are the readers' median. What an adjudicator decided stands. Ties are not broken:
    they are told, and left open.

    Args:
        ds: The dataset.
        method: How an answer is found.

            - `majority`: what most of those who answered said
            - `strict`: what more than half of those who marked the unit said
            - `median`: the middle answer for ordinal fields, the majority for others
            - `dawid_skene`: the most probable answer, each reader having habits of their own
            - `mace`: the same, each reader either knowing or guessing
        name: Name of the reader that the readings are of; None for the method.
        threshold: As in `annotator.align`.
        readers: Whose readings count; None for all but adjudicators and earlier consensus readings.
        kinds: Which kinds; None for all.
        done_only: Leave out readings that are not marked as done.

    Returns:
        The readings as a dataset; `provenance` says how sure each answer is and where it comes from. Numbers are settled by
        the median, several values at once value by value, relations by the majority of those who marked both ends, and
        free text only where all wrote the same.

    Raises:
        ValueError: If there is no such method, reader or kind.

    Source: Dawid and Skene (1979); Hovy et al. (2013).
    """
    if method not in METHODS:
        raise ValueError(f"There is no method {method!r}: choose one of {', '.join(METHODS)}.")
    m = material(ds, readers=readers, kinds=kinds, done_only=done_only)
    units = units_of(m, threshold)
    texts = {id_: article.text for id_, article in ds.articles.items()}
    passages = Passages(m, units, texts)
    decided = decide(m, units, method)
    judged = _adjudications(ds, m, units, readers)
    builder = _Builder(ds, m, units, passages, decided, judged, method, name or method)
    readings = [builder.reading(document) for document in range(len(m.documents))]
    found = Consensus(
        [Stored(raw, raw["document"]["id"], raw["reader"]) for raw in readings], articles=ds.articles
    )
    found.method, found.notes = method, [*m.notes, *decided.notes]
    found.provenance = _table(builder.rows)
    found.provenance.attrs["notes"] = found.notes
    return found


@dataclass(frozen=True)
class _Adjudication:
    """What adjudicators decided.

    Attributes:
        annotations: (document, annotation id, record) of each.
        relations: (document, relation id, record) of each between two of their annotations.
        covers: Units that they decide, and the annotation of each; None where they decided that there is none.
        finished: Documents that are adjudicated as a whole.
        answers: Answers about documents, by document.
    """

    annotations: list[tuple[int, str, Json]]
    relations: list[tuple[int, str, Json]]
    covers: dict[int, str | None]
    finished: set[int]
    answers: dict[int, dict[str, Json]]


def _adjudications(ds: Dataset, m: Material, units: Units, readers: Sequence[str] | None) -> _Adjudication:
    who = {reader for reader, origin in derived_readers(ds).items() if origin == "adjudication"}
    found = _Adjudication([], [], {}, set(), {})
    documents = {id_: code for code, id_ in enumerate(m.documents)}
    for stored in sorted(ds.stored, key=lambda each: each.identity):
        document = documents.get(stored.document)
        if stored.reader not in who - set(readers or ()) or document is None:
            continue
        if stored.section("progress").get("done") is True:
            found.finished.add(document)
        found.answers.setdefault(document, {}).update(stored.checked.answers)
        found.relations.extend(
            (document, id_, record) for id_, record in sorted(stored.checked.relations.items())
        )
        here = np.flatnonzero(units.document == document)
        for id_, record in sorted(stored.checked.annotations.items()):
            if record["kind"] not in m.kinds:
                continue
            found.annotations.append((document, id_, record))
            start, end = record["spans"][0]["start"], record["spans"][-1]["end"]
            common = np.minimum(units.end[here], end) - np.maximum(units.start[here], start)
            whole = np.maximum(units.end[here], end) - np.minimum(units.start[here], start)
            found.covers.update(dict.fromkeys(here[common / whole > 0.5].tolist(), id_))
        found.covers.update(_decided(m, units, document, stored))
    return found


def _decided(m: Material, units: Units, document: int, stored: Stored) -> dict[int, str | None]:
    """The units of a document whose versions the adjudicator had before her, and what became of each."""
    known: dict[str, str | None] = {}
    for stone in stored.section("removed").values():
        if is_decision(stone) and stone.get("rejected") == ORIGIN:
            known |= dict.fromkeys(stone["decides"]["versions"])
    for id_, record in stored.checked.annotations.items():
        if is_decision(record):
            known |= dict.fromkeys(record["decides"]["versions"], id_)
    if not known:
        return {}
    rows = np.flatnonzero(m.document == document)
    own = m.rows.iloc[rows]
    versions = [
        version_id(m.documents[document], reader, annotation)
        for reader, annotation in zip(own["reader"], own["annotation"], strict=True)
    ]
    return {
        int(units.of[row]): known[version]
        for row, version in zip(rows, versions, strict=True)
        if version in known
    }


class _Builder:
    """Writes the readings of the consensus and the rows of its table of answers."""

    def __init__(
        self, ds: Dataset, m: Material, units: Units, passages: Passages, decided: Decided, judged: _Adjudication,
        method: str, name: str,
    ) -> None:  # fmt: skip
        self.m, self.units, self.passages, self.decided, self.judged = m, units, passages, decided, judged
        self.method, self.name = method, name
        self.rows: list[dict[str, Any]] = []
        self.first: dict[str, Stored] = {}
        for stored in sorted(ds.stored, key=lambda each: each.identity):
            if stored.reader in m.readers:
                self.first.setdefault(stored.document, stored)
        self.ids: dict[int, str] = {}

    def reading(self, document: int) -> Json:
        """The consensus on one document."""
        id_ = self.m.documents[document]
        stored = self.first[id_]
        annotations: Json = {}
        for at, annotation, record in self.judged.annotations:
            if at == document:
                annotations[annotation] = record
                self._judged(document, annotation, record)
        for unit, decided in self.judged.covers.items():
            if decided in annotations:
                self.ids[unit] = decided
        if document not in self.judged.finished:
            for unit in np.flatnonzero(self.units.document == document).tolist():
                if unit not in self.judged.covers:
                    self._unit(unit, annotations)
        return {
            "schema_version": SCHEMA_VERSION,
            "reader": self.name,
            "document": dict(stored.section("document")),
            "codebook": stored.section("codebook"),
            "annotations": annotations,
            "relations": self._relations(document),
            "answers": self._answers(document),
            "removed": {},
            "progress": {"done": True, **self._stamp()},
            "consensus": {
                "method": self.method,
                "readers": [self.m.readers[each] for each in np.flatnonzero(self.m.read[document])],
            },
        }

    def _stamp(self) -> Json:
        return {"rev": 1, "by": f"consensus-{self.method}"}

    def _judged(self, document: int, annotation: str, record: Json) -> None:
        place = _place(record)
        settled = {"marked": True, **record.get("values", {})}
        for question, value in settled.items():
            decision = Decision(value, 1.0, ADJUDICATED)
            self._row(document, None, annotation, record["kind"], question, decision, **place)

    def _unit(self, unit: int, annotations: Json) -> None:
        document, kind = int(self.units.document[unit]), self.m.kinds[int(self.units.kind[unit])]
        marked = self.decided.marked[unit]
        spans = self.passages.spans(unit)
        quote = self.passages.words(unit, spans)
        if (
            quote is None
        ):  # the article is not at hand and readers' quotes leave a hole: the nearest reader's span
            rows = self.passages.rows[unit]
            apart = np.abs(self.m.start[rows] - spans[0][0]) + np.abs(self.m.end[rows] - spans[-1][1])
            row = int(rows[int(np.argmin(apart))])
            spans = self.m.parts.get(row, [(int(self.m.start[row]), int(self.m.end[row]))])
            quote = str(self.m.rows["quote"].iloc[row])
        place = {"start": spans[0][0], "end": spans[-1][1], "quote": quote}
        id_ = _id("a", self.m.documents[document], kind, spans) if marked.value else None
        self._row(document, unit, id_, kind, "marked", marked, **place)
        if id_ is None:
            return
        self.ids[unit] = id_
        decisions = {"marked": marked, **self.decided.fields.get(unit, {})}
        for question, decision in decisions.items():
            if question != "marked":
                self._row(document, unit, id_, kind, question, decision, **place)
        values = {
            question: _plain(decision.value)
            for question, decision in decisions.items()
            if question != "marked" and decision.value is not None
        }
        text = self.passages.text(unit)
        around = {} if text is None else {
            "prefix": text[max(0, spans[0][0] - AROUND) : spans[0][0]],
            "suffix": text[spans[-1][1] : spans[-1][1] + AROUND],
        }  # fmt: skip
        settled = all(decision.provenance != UNRESOLVED for decision in decisions.values())
        annotations[id_] = {
            "kind": kind, "spans": [{"start": start, "end": end} for start, end in spans], "quote": quote, **around,
            "values": values, "note": "", "status": "done" if settled else "flagged",
            "origin": f"consensus:{self.method}", **self._stamp(),
            "consensus": {question: _record(decision) for question, decision in decisions.items()},
        }  # fmt: skip

    def _relations(self, document: int) -> Json:
        """What the adjudicator linked; elsewhere what readers did, as far as both ends are in the consensus."""
        found: Json = {}
        places = {id_: record for at, id_, record in self.judged.annotations if at == document}
        for at, id_, record in self.judged.relations:
            if at == document and record["from"] in places and record["to"] in places:
                found[id_] = record
                decision = Decision((record["kind"],), 1.0, ADJUDICATED)
                self._row(document, None, record["from"], places[record["from"]]["kind"], "relation", decision,
                          **_place(places[record["from"]]))  # fmt: skip
        for (one, other), decision in self.decided.relations.items():
            if self.units.document[one] != document or one not in self.ids or other not in self.ids:
                continue
            if one in self.judged.covers and other in self.judged.covers:
                continue
            place = {
                "start": int(self.units.start[one]),
                "end": int(self.units.end[one]),
                "quote": self.passages.quote(one),
            }
            kind = self.m.kinds[int(self.units.kind[one])]
            self._row(document, one, self.ids[one], kind, "relation", decision, **place)
            for value in decision.value or ():
                id_ = _id("r", self.m.documents[document], value, [(one, other)])
                found[id_] = {
                    "kind": value, "from": self.ids[one], "to": self.ids[other], "values": {}, "note": "",
                    **self._stamp(), "consensus": {"relation": _record(decision)},
                }  # fmt: skip
        return found

    def _answers(self, document: int) -> Json:
        found: Json = {}
        for question, decision in self.decided.documents.get(document, {}).items():
            judged = self.judged.answers.get(document, {}).get(question)
            if judged is not None:
                decision = Decision(judged.get("value"), 1.0, ADJUDICATED)
            place = {"start": 0, "end": int(self.m.lengths[document]), "quote": None}
            self._row(document, None, None, DOCUMENT, question, decision, **place)
            if decision.value is not None:
                value = {"value": _plain(decision.value), **self._stamp()}
                found[question] = {**value, "consensus": _record(decision)}
        return found

    def _row(
        self, document: int, unit: int | None, annotation: str | None, kind: str, question: str, decision: Decision,
        **place: Any,
    ) -> None:  # fmt: skip
        self.rows.append({
            "document": self.m.documents[document], "title": self.m.titles[document],
            "unit": None if unit is None else unit + 1, "annotation": annotation, "kind": kind, **place,
            "question": question, "value": decision.value, "confidence": decision.confidence,
            "provenance": decision.provenance, "readers": sum(decision.votes.values()), "votes": dict(decision.votes),
            "why": decision.why,
        })  # fmt: skip


def _id(letter: str, *parts: Any) -> str:
    """An id that is the same each time the consensus is made."""
    digest = hashlib.sha256(repr(parts).encode()).hexdigest()
    return f"{letter}-{int(digest[:16], 16):x}"[:14]


def _place(record: Json) -> Json:
    return {
        "start": record["spans"][0]["start"],
        "end": record["spans"][-1]["end"],
        "quote": record["quote"],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value.item() if isinstance(value, np.generic) else value


def _record(decision: Decision) -> Json:
    found = {"confidence": round(decision.confidence, 6), "provenance": decision.provenance}
    return {**found, "why": decision.why} if decision.why else found


def _table(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    types = {
        "document": "string", "title": "string", "unit": "Int64", "annotation": "string", "kind": "string",
        "start": "int64", "end": "int64", "quote": "string", "question": "string", "value": "object",
        "confidence": "float64", "provenance": "string", "readers": "int64", "votes": "object", "why": "string",
    }  # fmt: skip
    return pd.DataFrame(list(rows), columns=COLUMNS).astype(types)
