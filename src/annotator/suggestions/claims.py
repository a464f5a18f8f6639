"""Sentences worth checking: those that assert an amount, a comparison, a cause, something to come, a rule or a duty.

The categories follow the annotation schema that Konstantinovskiy, Price, Babakar and Zubiaga (2021, Digital Threats:
Research and Practice 2) made with the fact-checkers of Full Fact, because a plain "worth checking, yes or no" was
judged too differently: quantity, correlation or causation, laws and rules, prediction. Figures and comparison are
also among the strongest features of ClaimBuster (Hassan, Arslan, Li and Tremayne 2017, KDD). *Normative* is a claim type of
our codebook. The lists of words are our own. A sentence is proposed where at least one rule finds a word:

`quantity`    an amount, a share or a change of one: 40 per cent, two million, doubled. A date is no amount.
`comparison`  more than, the largest, compared with, unprecedented.
`causation`   because, led to, as a result, linked to, depends on.
`prediction`  will, is likely to, is expected to, a pledge; proposes the claim type *prediction*.
`possibility` may, might, could: something that is not settled.
`law`         a law, a ban, sanctions, a right, what is illegal or required.
`normative`   should, ought to, must not; proposes the claim type *normative*, unless a prediction is made as well.

Not proposed are questions, headings, captions (they have no full stop), and sentences of fewer than five words. Where
the sentence passes on what somebody said, no claim type is proposed. The rules do not know irony: they are there to be
rejected with one key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from annotator.document import Document
from annotator.suggestions.citations import LONGEST
from annotator.suggestions.sentences import sentences

Json = dict[str, Any]

LEAST_WORDS = 5
LONGEST_SENTENCE = 2000  # characters; what runs on for longer is no sentence

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_COUNT = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(alternatives)})\b", re.IGNORECASE)


RULES: dict[str, re.Pattern[str]] = {
    "quantity": re.compile(
        r"(?:[$€£¥] ?\d[\d.,]*)|\d[\d.,]* ?(?:%|per ?cent\b|percent\b|percentage points?\b)"
        # A figure with a noun behind it; no year.
        r"|(?<![\w.,:/–-])\d[\d.,]*(?= [a-z]+)(?<!\b[12]\d{3})"
        rf"|\b(?:{_COUNT}|dozens|hundreds?|thousands?|millions?|billions?|half|a third|a quarter|two thirds|twice)\b"
        r"|\b(?:doubled|tripled|halved|rose by|fell by|grew by|increased|decreased|declined|dropped|shrank|soared)\b"
        r"|\b(?:third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b|\bsince \d{4}\b"
        r"|\b(?:the )?(?:number|share|majority|amount|rate) of\b",
        re.IGNORECASE,
    ),
    "comparison": _words(
        "more than",
        "less than",
        "fewer than",
        "rather than a",
        "than",
        "compared (?:with|to)",
        "the (?:most|least|largest|smallest|biggest|highest|lowest|greatest|strongest|weakest|best|worst|first|only)",
        "unprecedented",
        "unlike",
        "twice as",
        "equally",
        "increasingly",
        "as \\w+ as",
    ),
    "causation": _words(
        "because",
        "due to",
        "owing to",
        "thanks to",
        "as a result",
        "results? in",
        "resulted in",
        "leads? to",
        "led to",
        "caus(?:es?|ed|ing)",
        "forc(?:es?|ed) (?:\\w+ ){1,4}to",
        "therefore",
        "thus",
        "hence",
        "consequently",
        "depends? on",
        "linked to",
        "associated with",
        "triggered",
        "contribut(?:es?|ed) to",
        "gives? rise to",
        "in order to",
        "reduc(?:es?|ed|ing)",
        "increas(?:es?|ed|ing)",
        "driven by",
        "which means",
        "explains why",
    ),
    "prediction": _words(
        "will",
        "won[’']t",
        "shall",
        "(?:un)?likely",
        "(?:is|are|was|were) (?:expected|set|due|poised|bound) to",
        "going to",
        "forecasts?",
        "is about to",
        "(?:is|are) to (?:be|become|begin|close|open|end)",
        "promis(?:es?|ed)",
        "pledg(?:es?|ed)",
    ),
    "possibility": re.compile(r"\b(?:may|might|could)\b(?! \d)"),
    "law": _words(
        "laws?",
        "legal(?:ly)?",
        "illegal(?:ly)?",
        "unlawful",
        "ban(?:s|ned)?",
        "prohibit(?:s|ed)?",
        "forbid(?:s|den)?",
        "sanctions?",
        "treat(?:y|ies)",
        "regulations?",
        "resolutions?",
        "(?:is|are|was|were) (?:required|obliged|allowed|entitled) to",
        "violat(?:es?|ed|ing|ions?)",
        "permits?",
        "court",
        "licen[cs]e",
    ),
    "normative": _words(
        "should", "ought to", "must(?: not)?", "needs? to be", "has a duty", "unfair", "unjust"
    ),
}

# One bracket with a date or a name in it, and the full stop behind it.
_END = re.compile("[.!?…。！？][\"'”’»›)\\]」』]*$")
_TAIL = re.compile(rf"\s*[(\[][^()\[\]]{{0,{LONGEST}}}[)\]]\s*$")
_DATE = re.compile(rf"\b(?:{_MONTHS}) \d{{1,2}}\b(?:, \d{{4}}\b)?|\b\d{{1,2}} (?:{_MONTHS})\b")
_SAID = _words("said", "says", "according to", "told", "reportedly", "allegedly")
_BRACKETS = re.compile(rf"[(\[][^()\[\]]{{0,{LONGEST}}}[)\]]")


def claims(document: Document) -> Iterator[Json]:
    """Propose each sentence in which a rule finds a word as a claim.

    Args:
        document: The article.

    Yields:
        `{"kind": "claim", "start", "end", "values", "detail"}`: the sentence without its full stop and the citation at
        its end. In `detail`, `rules`: the words that were found, by rule.
    """
    text = document.text
    for start, end in sentences(document):
        first, last = _bare(text, start, end)
        sentence = text[first:last]
        is_whole = end - start <= LONGEST_SENTENCE and _END.search(text, max(first, end - 4), end)
        if not is_whole or text[last:end].startswith("?") or len(sentence.split()) < LEAST_WORDS:
            continue
        # Dates, in citations and out of them, are no amounts.
        without = _DATE.sub(" ", _BRACKETS.sub(" ", sentence))
        found = {name: match[0] for name, rule in RULES.items() if (match := rule.search(without))}
        if found:
            yield {
                "kind": "claim",
                "start": first,
                "end": last,
                "values": {} if _SAID.search(sentence) else _values(found),
                "detail": {"rules": found},
            }


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    stop = end
    while stop > start and text[stop - 1] in ".!?…":
        stop -= 1
    citation = _TAIL.search(text, max(start, stop - LONGEST - 8), stop)
    return start, citation.start() if citation and citation.start() > start else stop


def _values(found: dict[str, str]) -> Json:
    if "prediction" in found:
        return {"claim_type": "prediction"}
    return {"claim_type": "normative"} if "normative" in found else {}
