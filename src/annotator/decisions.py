"""A reviewer's decisions on annotations: accept, flag with a comment, correct. Each is an edit of the reader's reading.

Where a decision is kept: in the annotation itself, as its member `review`:

    "review": {"decision": "accepted" | "flagged" | "corrected", "reviewer": "eva", "comment": "…",
               "time": "2026-11-23T21:00:00Z", "was": {"values": {"claim_type": "fact"}}}

`was` has what a correction changed, as the reader had it, so that the reader sees what was done and can take it back;
null stands there for an answer that was not given. The decision thus travels, merges and is undone with the annotation.
A flag also gives the annotation the status "flagged"; a later decision makes that "done".
"""

from __future__ import annotations

import operator
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator.anchoring.selectors import describe
from annotator.answers import ids_of, one_of, sound_text, value
from annotator.document import Document
from annotator.edits import EditError
from annotator.plain import Json
from annotator.reading import clean_reader_name

VERBS = {"accept": "accepted", "flag": "flagged", "correct": "corrected"}
Span = tuple[int, int] | Mapping[str, int]


@dataclass(frozen=True)
class Decision:
    """What a reviewer decided on one annotation.

    Attributes:
        document: Id of the document.
        reader: Whose reading it is.
        codebook: Id of the codebook; empty if there is none.
        annotation: Id of the annotation.
        decision: `accepted`, `flagged` or `corrected`.
        reviewer: Who decided.
        comment: Why.
        time: When, UTC, ISO 8601.
        changes: What a correction gives: any of kind, values, spans, note.
        id: Tells it from all others.
    """

    document: str
    reader: str
    codebook: str
    annotation: str
    decision: str
    reviewer: str
    comment: str = ""
    time: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    id: str = ""

    @property
    def identity(self) -> tuple[str, str, str]:
        """The reading that it is about."""
        return self.document, self.reader, self.codebook


def checked(decision: Decision) -> Decision:
    """The decision in the form in which it is stored.

    Raises:
        EditError: If it is none of accept, flag, correct; a flag has no comment; or a correction changes nothing.
        ReadingError: If the reviewer's name cannot be one.
    """
    known = VERBS.get(decision.decision, decision.decision)
    if known not in VERBS.values():
        raise EditError(f"There is no decision {decision.decision!r}: use one of {', '.join(VERBS)}.")
    changes = {name: value for name, value in decision.changes.items() if value is not None}
    if known == "corrected" and not changes:
        raise EditError("A correction needs what is to change: give values, spans, kind or note.")
    if known != "corrected" and changes:
        raise EditError(
            f"To change {', '.join(changes)}, the decision is 'correct', not {decision.decision!r}."
        )
    if known == "flagged" and not decision.comment.strip():
        raise EditError("A flag needs a comment that says what is doubtful.")
    name = clean_reader_name(decision.reviewer)
    return Decision(
        *decision.identity, decision.annotation, known, name, decision.comment.strip(), decision.time, changes,
        decision.id or secrets.token_hex(6),
    )  # fmt: skip


def edit_of(
    decision: Decision,
    annotation: Mapping[str, Any],
    codebook: Mapping[str, Any],
    document: Document | None = None,
) -> Json:
    """The edit that a decision is, for `annotator.edits.apply`.

    Args:
        decision: A decision that `checked` gave.
        annotation: The sound record that it is about.
        codebook: The codebook, against which corrected values are checked.
        document: The article; only needed where a span is corrected.

    Returns:
        `{"type": "change", "id", "set": {…, "review": {…}}}`.

    Raises:
        EditError: If a correction does not fit the article or the codebook.
    """
    change: Json = {}
    if decision.decision == "corrected":
        change = _corrections(decision, annotation, codebook, document)
    elif decision.decision == "flagged":
        change = {"status": "flagged"}
    if annotation.get("status") == "flagged" and decision.decision != "flagged":
        change["status"] = "done"
    review = {
        "decision": decision.decision,
        "reviewer": decision.reviewer,
        "comment": decision.comment,
        "time": decision.time,
    }
    if decision.decision == "corrected":
        review["was"] = _before(annotation, change)  # type: ignore[assignment]
    return {"type": "change", "id": decision.annotation, "set": {**change, "review": review}}


def review_of(annotation: Mapping[str, Any]) -> Mapping[str, Any]:
    """The decision that an annotation carries; empty if there is none."""
    review = annotation.get("review")
    return review if isinstance(review, Mapping) else {}


def in_words(change: Mapping[str, Any], was: Mapping[str, Any]) -> str:
    """What a correction changes, for people: `claim_type: fact → reported`.

    Args:
        change: New members of the annotation.
        was: The same members before.
    """
    pairs = [
        *((name, was.get("values", {}).get(name), value) for name, value in change.get("values", {}).items()),
        *(
            (name, was.get(name), change[name])
            for name in ("kind", "quote", "note")
            if name in was and name in change
        ),
    ]
    return "; ".join(f"{name}: {_shown(old)} → {_shown(new)}" for name, old, new in pairs)


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "(none)"
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _corrections(
    decision: Decision, annotation: Mapping[str, Any], codebook: Mapping[str, Any], document: Document | None
) -> Json:
    given = decision.changes
    change: Json = {}
    if "kind" in given:
        change["kind"] = one_of("kind", given["kind"], ids_of(codebook.get("kinds") or ()))
    if "note" in given:
        change["note"] = sound_text("note", given["note"])
    if given.get("values"):
        kind, known = change.get("kind", annotation["kind"]), annotation["values"]
        change["values"] = {
            name: None if answer is None and name in known else value(codebook, name, answer, kind)
            for name, answer in given["values"].items()
        }
    if "spans" in given:
        if document is None:
            raise EditError(
                f"The text of {decision.document} is not at hand, and a span cannot be moved without it. "
                "Save the notebook with the article shown in it, or read with articles=[annotator.open_article(…)]."
            )
        pairs = _pairs(given["spans"], len(document.text))
        spans = [{"start": start, "end": end} for start, end in pairs]
        change |= {"spans": spans, **describe(document.text, pairs)}
    if not change:
        raise EditError("A correction needs what is to change: give values, spans, kind or note.")
    return change


def _pairs(spans: Iterable[Span], length: int) -> list[tuple[int, int]]:
    """The spans in text order, if they are spans of a text."""
    try:
        given = [
            (span["start"], span["end"]) if isinstance(span, Mapping) else (span[0], span[1])
            for span in spans
        ]
        pairs = sorted((operator.index(start), operator.index(end)) for start, end in given)
    except (TypeError, LookupError):
        raise EditError(f"{spans}: give spans as [(start, end)], in whole characters.") from None
    last = 0
    for start, end in pairs:
        if not 0 <= start < end <= length:
            raise EditError(
                f"start {start}, end {end}: a span needs 0 <= start < end <= {length} characters."
            )
        if start < last:
            raise EditError(f"The spans overlap at {start}: give spans that stand apart.")
        last = end
    if not pairs:
        raise EditError("An annotation needs at least one span: give [(start, end)].")
    return pairs


def _before(annotation: Mapping[str, Any], change: Mapping[str, Any]) -> Json:
    was = {name: annotation.get(name, "") for name in change if name not in ("values", "status")}
    if "values" in change:
        was["values"] = {name: annotation.get("values", {}).get(name) for name in change["values"]}
    return was
