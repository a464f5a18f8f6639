"""The checks of places: spans, and the quotes that stand there."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.anchoring import describe, find_again
from annotator.check import BETWEEN_SPANS, shape_of
from annotator.doctor.patient import TOMBSTONES, Patient
from annotator.plain import Json, member, whole


def reversed_spans(patient: Patient) -> None:
    """Spans that end before they start."""
    for id_, record, spans in _spanned(patient):
        if any(start > end for start, end in spans):
            patient.find(
                f"annotations/{id_}/spans", "a span ends before it starts", "Start and end are exchanged."
            )
            _move(patient, id_, record, [(min(pair), max(pair)) for pair in spans])


def crossed_spans(patient: Patient) -> None:
    """Spans of one annotation that overlap or are out of order."""
    for id_, record, spans in _spanned(patient):
        joined: list[tuple[int, int]] = []
        for start, end in sorted(spans):
            if joined and start < joined[-1][1]:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        if joined != spans and all(start <= end for start, end in spans):
            patient.find(
                f"annotations/{id_}/spans",
                "spans overlap or are out of order",
                "They are ordered and joined.",
            )
            _move(patient, id_, record, joined)


def lost_spans(patient: Patient) -> None:
    """Spans that are empty or outside of the text."""
    length = (
        patient.document.length if patient.document else whole(member(patient.raw.get("document"), "length"))
    )
    for id_, record, spans in _spanned(patient):
        if record.get("orphan") is True:
            continue
        if not any(
            start == end or start < 0 or (length is not None and end > length) for start, end in spans
        ):
            continue
        what = "a span is empty or lies outside of the text"
        found = _only_place(patient, record)
        if found is not None:
            patient.find(
                f"annotations/{id_}/spans",
                what,
                "It is put where its quote stands, which is in one place only.",
            )
            _move(patient, id_, record, [found])
        elif all(start < end for start, end in spans) and all(start >= 0 for start, _ in spans):
            remedy = "It becomes an orphan: it is kept and shown apart, until somebody attaches it again."
            patient.find(f"annotations/{id_}/spans", what, remedy)
            patient.put("annotations", id_, {**record, "orphan": True})
        else:
            patient.find(f"annotations/{id_}/spans", what, TOMBSTONES)
            patient.remove("annotations", id_, what)


def moved_quotes(patient: Patient) -> None:
    """Quotes that are not the text at their place."""
    if patient.document is None:
        return
    text = patient.document.text
    wrong = {}
    for id_, record, spans in _spanned(patient):
        is_known = record.get("orphan") is not True and not shape_of("annotations", id_, record)
        if is_known and BETWEEN_SPANS.join(text[start:end] for start, end in spans) != record["quote"]:
            wrong[id_] = record
    for one in find_again(wrong, text) if wrong else ():
        record = wrong[one.annotation]
        only = _only_place(patient, record)
        found = list(one.spans) if one.outcome in ("exact", "moved") else [only] if only else None
        if found:
            remedy = "It is put where the quote stands."
            patient.find(f"annotations/{one.annotation}/quote", "differs from the text at its place", remedy)
            _move(patient, one.annotation, record, found)
        else:
            remedy = "It becomes an orphan: it is kept and shown apart, until somebody attaches it again."
            patient.find(f"annotations/{one.annotation}/quote", "stands nowhere for sure in the text", remedy)
            patient.put("annotations", one.annotation, {**record, "orphan": True})


def _spanned(patient: Patient) -> Iterator[tuple[str, Json, list[tuple[int, int]]]]:
    """The annotations whose spans are numbers, whatever numbers."""
    for id_, _ in patient.records("annotations"):
        record = patient.raw["annotations"].get(id_)
        spans = member(record, "spans")
        if not isinstance(spans, list) or not spans:
            continue
        pairs = [(whole(member(span, "start")), whole(member(span, "end"))) for span in spans]
        known = [(start, end) for start, end in pairs if start is not None and end is not None]
        if len(known) == len(pairs):
            yield id_, record, known


def _move(patient: Patient, id_: str, record: Json, pairs: list[tuple[int, int]]) -> None:
    """Give an annotation a place; its quote and contexts are those of the place where the article is known."""
    new = {**record, "spans": [{"start": start, "end": end} for start, end in pairs]}
    text = patient.document.text if patient.document else None
    if text is not None and all(0 <= start < end <= len(text) for start, end in pairs):
        new |= describe(text, pairs)
    patient.put("annotations", id_, new)


def _only_place(patient: Patient, record: Json) -> tuple[int, int] | None:
    quote = record.get("quote")
    text = patient.document.text if patient.document else ""
    if not isinstance(quote, str) or not quote or text.count(quote) != 1:
        return None
    start = text.index(quote)
    return start, start + len(quote)
