"""What two invented readers, Ada and Ben, tagged in the tutorial's article: the material of the second tutorial.

They agree on much and disagree where people do: how long a claim is, whether a forecast has any support,
and whether a citation that lost its outlet can be judged. Each annotation is (id, kind, quote, values, note);
each relation (id, kind, from, to).
"""

from __future__ import annotations

from typing import NamedTuple


class Tagged(NamedTuple):
    """One reader's work."""

    annotations: list[tuple[str, str, str, dict[str, str], str]]
    relations: list[tuple[str, str, str, str]]


def claim(kind: str, strength: str, source: str) -> dict[str, str]:
    """The three answers of a claim."""
    return {"claim_type": kind, "evidence_strength": strength, "source_type": source}


ADA = Tagged(
    [
        (
            "a-aground",
            "claim",
            "Ferry number four ran aground for the second time this spring on 11 May",
            claim("fact", "partial", "other_media"),
            "",
        ),
        ("a-tide", "source", "Corvenna Tide, 12 May", {"source_type": "other_media"}, ""),
        (
            "a-age",
            "claim",
            "The age of the ferry ended on that sandbank",
            claim("interpretation", "none", "official"),
            "A slogan. What would it mean for it to be false?",
        ),
        ("a-molnar", "source", "Transport Minister Radek Molnar", {"source_type": "official"}, ""),
        (
            "a-stone",
            "claim",
            "the government would lay the foundation stone of a 2.3-kilometre bridge before the end of the year",
            claim("prediction", "none", "official"),
            "",
        ),
        ("a-lost", "source", "(, 14 May)", {"source_type": "damaged_citation"}, "The paper's name is gone."),
        ("a-rejoices", "claim", "the whole of Orrick rejoices", claim("reported", "none", "state_media"), ""),
        ("a-gazette", "source", "State Gazette, 15 May", {"source_type": "state_media"}, ""),
        (
            "a-410",
            "claim",
            "the Institute for Coastal Works put the price at 410 million crowns",
            claim("fact", "thin", "research"),
            "No document named.",
        ),
        (
            "a-566",
            "claim",
            "which would bring the same bridge to roughly 566 million crowns",
            claim("interpretation", "solid", "data"),
            "410 times 1.38: checked.",
        ),
        ("a-38", "evidence", "Construction costs have risen by 38 percent since then", {}, ""),
        ("a-yearbook", "source", "Statistical Yearbook, table 9.4", {"source_type": "data"}, ""),
        (
            "a-700",
            "claim",
            "the draft speaks of “at least 700 million”",
            claim("reported", "thin", "unnamed"),
            "",
        ),
        ("a-engineer", "source", "an engineer who asked not to be named", {"source_type": "unnamed"}, ""),
        ("a-split", "claim", "the island is split", claim("interpretation", "solid", "research"), ""),
        (
            "a-survey",
            "evidence",
            "44 percent of Orrick’s residents in favour of a bridge, 41 percent against and the rest undecided",
            {},
            "",
        ),
        (
            "a-margin",
            "evidence",
            "its margin of error is five points",
            {},
            "More than the difference: that is the point.",
        ),
        (
            "a-oysters",
            "claim",
            "the piers would slow the tide and choke the oyster beds in the western channel",
            claim("prediction", "thin", "named_person"),
            "",
        ),
        ("a-lenna", "evidence", "the oyster catch behind it fell by half within six years", {}, ""),
        ("a-dam", "evidence", "the Lenna is a shallow lagoon and the causeway there was a solid dam", {}, ""),
        (
            "a-double",
            "claim",
            "trade would double within five years of the opening",
            claim("prediction", "none", "unnamed"),
            "",
        ),
        (
            "a-should",
            "claim",
            "a decision worth half a billion should not be prepared by those who stand to be paid for it",
            claim("normative", "cannot_judge", "author"),
            "",
        ),
        (
            "a-nothing",
            "claim",
            "nothing much will happen by December",
            claim("prediction", "solid", "author"),
            "",
        ),
        ("a-permit", "evidence", "The permit alone takes nine months by law", {}, ""),
    ],
    [
        ("r-1", "supports", "a-38", "a-566"),
        ("r-2", "supports", "a-survey", "a-split"),
        ("r-3", "supports", "a-margin", "a-split"),
        ("r-4", "supports", "a-lenna", "a-oysters"),
        ("r-5", "contradicts", "a-dam", "a-oysters"),
        ("r-6", "supports", "a-permit", "a-nothing"),
        ("r-7", "attributes", "a-molnar", "a-age"),
        ("r-8", "attributes", "a-gazette", "a-rejoices"),
        ("r-9", "attributes", "a-yearbook", "a-38"),
        ("r-10", "attributes", "a-engineer", "a-700"),
    ],
)

BEN = Tagged(
    [
        (
            "b-aground",
            "claim",
            "Ferry number four ran aground for the second time this spring on 11 May, eighty metres short of the Orrick landing",
            claim("fact", "solid", "other_media"),
            "",
        ),
        (
            "b-age",
            "claim",
            "The age of the ferry ended on that sandbank",
            claim("normative", "none", "official"),
            "",
        ),
        ("b-lost", "source", "(, 14 May)", {"source_type": "damaged_citation"}, ""),
        (
            "b-rejoices",
            "claim",
            "the whole of Orrick rejoices",
            claim("fact", "none", "state_media"),
            "Put forward as a fact.",
        ),
        ("b-gazette", "source", "State Gazette, 15 May", {"source_type": "state_media"}, ""),
        ("b-566", "claim", "roughly 566 million crowns", claim("interpretation", "partial", "data"), ""),
        (
            "b-38",
            "evidence",
            "Construction costs have risen by 38 percent since then, according to the national statistics office",
            {},
            "",
        ),
        (
            "b-700",
            "claim",
            "“at least 700 million”",
            claim("reported", "none", "unnamed"),
            "Her account could not be checked.",
        ),
        (
            "b-split",
            "claim",
            "In other words, the island is split",
            claim("interpretation", "solid", "research"),
            "",
        ),
        (
            "b-survey",
            "evidence",
            "44 percent of Orrick’s residents in favour of a bridge, 41 percent against and the rest undecided",
            {},
            "",
        ),
        ("b-71", "evidence", "71 percent in favour", {}, "Neither questions nor sample published."),
        (
            "b-oysters",
            "claim",
            "the piers would slow the tide and choke the oyster beds in the western channel",
            claim("prediction", "partial", "named_person"),
            "",
        ),
        ("b-aldersund", "source", "Tove Aldersund", {"source_type": "named_person"}, ""),
        (
            "b-lenna",
            "evidence",
            "when the Lenna causeway was finished in 1994, the oyster catch behind it fell by half within six years",
            {},
            "",
        ),
        ("b-queue", "claim", "No queue, no customers 🙃", claim("interpretation", "thin", "social"), ""),
        (
            "b-double",
            "claim",
            "trade would double within five years of the opening",
            claim("prediction", "none", "damaged_citation"),
            "",
        ),
        (
            "b-should",
            "claim",
            "a decision worth half a billion should not be prepared by those who stand to be paid for it",
            claim("normative", "thin", "author"),
            "",
        ),
        (
            "b-nothing",
            "claim",
            "nothing much will happen by December",
            claim("prediction", "partial", "author"),
            "",
        ),
        (
            "b-courts",
            "claim",
            "the courts will almost certainly stop it",
            claim("prediction", "thin", "author"),
            "One precedent.",
        ),
        ("b-tunnel", "evidence", "they stopped the Sandmark tunnel in 2009", {}, ""),
    ],
    [
        ("r-1", "supports", "b-38", "b-566"),
        ("r-2", "supports", "b-survey", "b-split"),
        ("r-3", "contradicts", "b-71", "b-split"),
        ("r-4", "supports", "b-lenna", "b-oysters"),
        ("r-5", "supports", "b-tunnel", "b-courts"),
        ("r-6", "attributes", "b-aldersund", "b-oysters"),
        ("r-7", "attributes", "b-gazette", "b-rejoices"),
    ],
)

READERS = {"ada": ADA, "ben": BEN}
