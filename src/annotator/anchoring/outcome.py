"""What became of each annotation of a reading when its article changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from annotator.anchoring.diff import Alignment
from annotator.anchoring.known_text import known_tokens, quotes_of
from annotator.anchoring.places import Places
from annotator.anchoring.tokens import Vocabulary, tokens_of
from annotator.check import BETWEEN_SPANS
from annotator.plain import Json

OUTCOMES = ("exact", "moved", "changed", "orphan")


@dataclass(frozen=True)
class Outcome:
    """What became of an annotation.

    Attributes:
        annotation: Its id.
        outcome: `exact` at the same place; `moved`, the same words at another one; `changed`, other words; `orphan`,
            found nowhere for sure.
        spans: In the new text; empty for an orphan.
        quote: What stands there; empty for an orphan.
        was: What the reader tagged.
    """

    annotation: str
    outcome: str
    spans: tuple[tuple[int, int], ...]
    quote: str
    was: str


def find_again(annotations: Mapping[str, Json], text: str, before: str | None = None) -> list[Outcome]:
    """Find annotations in a changed text.

    Args:
        annotations: Sound records by id.
        text: The changed text.
        before: The text that they are on; None if only their quotes and contexts are known.

    Returns:
        One outcome for each, in their order. An annotation of several spans is found if each of them is, in order:
        half of it would say what nobody has said.
    """
    vocabulary = Vocabulary()
    new = tokens_of(text, vocabulary)
    old = known_tokens(annotations.values(), vocabulary) if before is None else tokens_of(before, vocabulary)
    places = Places(Alignment(old, new, vocabulary), text)
    return [_outcome(id_, record, places, before) for id_, record in annotations.items()]


def _outcome(id_: str, record: Json, places: Places, before: str | None) -> Outcome:
    was = record["quote"]
    lost = Outcome(id_, "orphan", (), "", was)
    quotes = quotes_of(record)
    if quotes is None:
        return lost
    found: list[tuple[int, int]] = []
    is_changed = False
    for span, quote in zip(record["spans"], quotes, strict=True):
        start, end = span["start"], span["end"]
        # What does not stand where it says is not in the old text, and not in what is known of it.
        if before is not None and before[start:end] != quote:
            return lost
        place = places.find(start, end, quote)
        if place is None or (found and place[0] < found[-1][1]):
            return lost
        found.append(place)
        is_changed |= places.text[place[0] : place[1]] != quote and places.words(*place) != places.old_words(
            start, end
        )
    spans = tuple(found)
    is_there = all(
        (span["start"], span["end"]) == place for span, place in zip(record["spans"], spans, strict=True)
    )
    outcome = "changed" if is_changed else "exact" if is_there else "moved"
    return Outcome(id_, outcome, spans, BETWEEN_SPANS.join(places.text[a:b] for a, b in spans), was)
