"""What the review's page and the kernel tell each other, checked: a page may send anything.

Page to kernel: `{"type": "open"}`, `{"type": "taken"}` (the table has arrived), and about a row of the table, all with
its `"generation"`: `{"type": "passage", "row", "context"}`, `{"type": "decide", "row", "decision", "reviewer",
"comment", "values", "spans", "kind"}`, `{"type": "take_back", "row"}`; then `{"type": "write_back", "dry_run"}` and
`{"type": "refresh"}`; and `{"type": "leave_out"}` or `{"type": "bring_back"}` for the decisions of an earlier session.

Kernel to page: `{"type": "table", "model"}` names the model that holds the table (see `review_table`);
`{"type": "passage", …}`, `{"type": "rows", …}`, `{"type": "written", …}` and `{"type": "error", "what", "row"}`;
`{"type": "kept", "file", "restored", "reviewers", "left_out", "failure"}` tells where decisions are kept until they are
written back, and what was taken up from there.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from annotator.answers import sound_text
from annotator.edits import EditError
from annotator.plain import is_deeper_than
from annotator.widgets.messages import MessageError

SIMPLE = ("open", "taken", "refresh", "leave_out", "bring_back")
OF_ROWS = ("passage", "decide", "take_back")
DECISIONS = ("accept", "flag", "correct")
WIDEST = 20_000  # code points of context on each side
MOST_SPANS = 1_000
MOST_VALUES = 200
LONGEST = 20_000  # characters of a comment


class Asked(NamedTuple):
    """A message of the page.

    Attributes:
        type: What it asks for.
        generation: Which table the row is of; -1 where the message is about none.
        row: Place in that table.
        context: Code points of text on each side of the passage.
        dry_run: Whether nothing is to be written.
        decision: The keyword arguments of `Dataset.decide`; empty for other messages.
    """

    type: str
    generation: int = -1
    row: int = -1
    context: int = 0
    dry_run: bool = True
    decision: Mapping[str, Any] = MappingProxyType({})


def parse_asked(message: object) -> Asked:
    """Check a message of the review's page.

    Raises:
        MessageError: Says what is wrong.
    """
    if not isinstance(message, dict):
        raise MessageError("A message must be an object.")
    if is_deeper_than(message, 8):
        raise MessageError("The message is nested too deep.")
    kind = message.get("type")
    if kind in SIMPLE:
        return Asked(str(kind))
    if kind == "write_back":
        # Only what says so clearly writes.
        return Asked("write_back", dry_run=message.get("dry_run") is not False)
    if kind not in OF_ROWS:
        raise MessageError("There is no message of this type.")
    generation, row = _whole(message, "generation"), _whole(message, "row")
    if kind == "passage":
        return Asked("passage", generation, row, context=min(_whole(message, "context"), WIDEST))
    if kind == "take_back":
        return Asked("take_back", generation, row)
    return Asked("decide", generation, row, decision=_decision(message))


def _whole(message: dict[str, Any], name: str) -> int:
    value = message.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise MessageError(f"The {name} must be a whole number.")
    return value


def _decision(message: dict[str, Any]) -> dict[str, Any]:
    decision, values, kind = message.get("decision"), message.get("values"), message.get("kind")
    if decision not in DECISIONS:
        raise MessageError(f"The decision must be one of {', '.join(DECISIONS)}.")
    if values is not None and not (isinstance(values, dict) and len(values) <= MOST_VALUES):
        raise MessageError("The values must be an object.")
    if kind is not None and not isinstance(kind, str):
        raise MessageError("The kind must be a text.")
    try:
        comment = sound_text("comment", message.get("comment") or "")
        reviewer = sound_text("reviewer", message.get("reviewer") or "")
    except EditError as error:
        raise MessageError(str(error)) from None
    if len(comment) > LONGEST:
        raise MessageError(f"The comment is longer than {LONGEST:,} characters.")
    return {
        "decision": decision,
        "reviewer": reviewer,
        "comment": comment,
        "values": values or None,
        "spans": _spans(message.get("spans")),
        "kind": kind,
    }


def _spans(value: object) -> list[tuple[int, int]] | None:
    if value is None:
        return None
    if not isinstance(value, list) or not 0 < len(value) <= MOST_SPANS:
        raise MessageError("The spans must be a list.")
    if not all(isinstance(span, dict) for span in value):
        raise MessageError("Each span must be an object.")
    return [(_whole(span, "start"), _whole(span, "end")) for span in value]
