"""Readings of invented readers over an article of our own, for the tests of reliability."""

from __future__ import annotations

from typing import Any

import annotator as an

TEXT = """Ferry to Saltmere runs late

The council says the new ferry saved forty minutes. Ilse Brandt, the harbour master, calls that figure a guess. \
Passengers on the quay reported waits of an hour. The guild wants the old timetable back before winter.

A log kept by the pilot shows nine late crossings in May. The council has not published its own count. \
By spring the line will lose its grant, a clerk predicts."""
DOCUMENT = an.Document.from_text(TEXT, source="articles/ferry.txt")
CLAIMS = an.Codebook.load("claims").to_dict()


def place(quote: str, document: an.Document = DOCUMENT) -> tuple[int, int]:
    """Where a quote stands."""
    start = document.text.index(quote)
    return start, start + len(quote)


def mark(
    quote: str | tuple[int, int] | list[tuple[int, int]],
    kind: str = "claim",
    document: an.Document = DOCUMENT,
    **values: Any,
) -> dict[str, Any]:
    """A sound annotation; the quote, or where it is."""
    found = place(quote, document) if isinstance(quote, str) else quote
    spans = found if isinstance(found, list) else [found]
    return {
        "kind": kind,
        "spans": [{"start": start, "end": end} for start, end in spans],
        "quote": " … ".join(document.text[start:end] for start, end in spans),
        "values": values,
        "note": "",
        "status": "open",
        "origin": "reader",
        "rev": 1,
        "by": "k2j8",
    }


def link(kind: str, one: str, other: str) -> dict[str, Any]:
    """A sound relation."""
    return {"kind": kind, "from": one, "to": other, "values": {}, "note": "", "rev": 1, "by": "k2j8"}


def reading(
    reader: str,
    *marks: dict[str, Any],
    document: an.Document = DOCUMENT,
    codebook: Any = CLAIMS,
    relations: dict[str, Any] | None = None,
    answers: dict[str, Any] | None = None,
    done: bool = True,
) -> dict[str, Any]:
    """A sound reading; the annotations are a-0, a-1, …"""
    return {
        "schema_version": 1,
        "reader": reader,
        "document": document.reference(),
        "codebook": codebook,
        "annotations": {f"a-{at}": record for at, record in enumerate(marks)},
        "relations": relations or {},
        "answers": {id_: {"value": value, "rev": 1, "by": "k2j8"} for id_, value in (answers or {}).items()},
        "removed": {},
        "progress": {"done": done, "rev": 1, "by": "k2j8"},
    }


def dataset(*readings: dict[str, Any], known: bool = True) -> an.Dataset:
    """A dataset, with its article unless it is not to be known."""
    return an.Dataset.from_readings(readings, [DOCUMENT] if known else [])


SAVED = "The council says the new ferry saved forty minutes."
GUESS = "Ilse Brandt, the harbour master, calls that figure a guess."
WAITS = "Passengers on the quay reported waits of an hour."
GUILD = "The guild wants the old timetable back before winter."
LOG = "A log kept by the pilot shows nine late crossings in May."
COUNT = "The council has not published its own count."
GRANT = "By spring the line will lose its grant, a clerk predicts."


def five() -> an.Dataset:
    """Five readers: one misses short claims, one is lenient, one confuses two source types, one tags evidence."""
    return dataset(
        reading("ada",
                mark(SAVED, claim_type="reported", evidence_strength="thin", source_type="official"),
                mark(WAITS, claim_type="reported", evidence_strength="thin", source_type="unnamed"),
                mark(GUILD, claim_type="normative", evidence_strength="none", source_type="named_person"),
                mark(COUNT, claim_type="fact", evidence_strength="none", source_type="author"),
                mark(GRANT, claim_type="prediction", evidence_strength="thin", source_type="unnamed"),
                mark(LOG, "evidence"),
                relations={"r-1": link("contradicts", "a-5", "a-0")}),
        reading("ben",
                mark("the new ferry saved forty minutes", claim_type="reported", evidence_strength="partial",
                     source_type="official"),
                mark(WAITS, claim_type="reported", evidence_strength="partial", source_type="unnamed"),
                mark(GUILD, claim_type="normative", evidence_strength="thin", source_type="unnamed"),
                mark(GRANT, claim_type="prediction", evidence_strength="partial", source_type="unnamed"),
                mark(LOG, "evidence"),
                relations={"r-1": link("contradicts", "a-4", "a-0")}),
        reading("cleo",
                mark(SAVED, claim_type="fact", evidence_strength="thin", source_type="official"),
                mark(WAITS, claim_type="fact", evidence_strength="thin", source_type="named_person"),
                mark(LOG, claim_type="fact", evidence_strength="solid", source_type="data"),
                mark(GRANT, claim_type="prediction", evidence_strength="thin", source_type="named_person")),
        reading("dan",
                mark(SAVED, claim_type="reported", evidence_strength="cannot_judge", source_type="official"),
                mark(GUILD, claim_type="normative", evidence_strength="none", source_type="unnamed"),
                mark(GRANT, claim_type="prediction", evidence_strength="thin", source_type="unnamed"),
                mark(LOG, "evidence"),
                relations={"r-1": link("supports", "a-3", "a-0")}),
        reading("eve"),
    )  # fmt: skip
