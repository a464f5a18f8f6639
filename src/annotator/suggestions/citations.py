"""Citations in brackets: `(Saltmere Tide, May 4)`, and what is left of those that lost their outlet: `(, May 4)`.

What is taken for a citation, by stated rules, each part of a list `(…; …)` for itself:

1. An outlet, a comma and a date: `(see Tide, June 20)`, `(Tide, 4 May 2021)`, `(Tide, 2021)`, `(Tide, accessed July 31)`.
2. An outlet and a full date without a comma: `(Tide 4 May 2021)`.
3. A comma and a date with nothing before it, or a date of access alone: the outlet is lost.
4. Brackets that stand by themselves and hold nothing but a comma or a dash, `(, )` or `()`: all is lost.

No citation is: a bracket without a date, such as an abbreviation or `(Source: Tide)`; a date alone, `(July 25)`; a
phrase that begins like one about time, `(born in Orra, May 4)`. A place with a date, `(Orra, May 4)`, looks like an
outlet and is taken for one.

The type of a source is proposed in one case only: where the outlet is lost, the citation is damaged. What kind of
outlet a name is, the brackets do not say, so that it is left to the reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from annotator.document import Document
from annotator.suggestions.dates import UNKNOWN, Date, date_at

Json = dict[str, Any]

LONGEST = 200  # characters inside of the brackets
LONGEST_OUTLET = 90
DAMAGED = "damaged_citation"

# A character that is no bracket, or a single line break: no quantifier stands inside of another.
_ROUND = re.compile(rf"\((?P<inside>(?:[^()\n]|\n(?!\n)){{0,{LONGEST}}})\)")
_SQUARE = re.compile(rf"\[(?P<inside>(?:[^\[\]\n]|\n(?!\n)){{0,{LONGEST}}})\]")
_LEAD = re.compile(r"(?:see also|see|cf\.?|via|quoted in|cited in|e\.g\.,?)\s", re.IGNORECASE)
_ACCESS = re.compile(r"(?:last )?(?:accessed|retrieved|viewed)(?: on)?\s", re.IGNORECASE)
_DAY_WORD = re.compile(r"(?:published|updated|posted|dated)(?: on)?\s", re.IGNORECASE)
_NOTHING = re.compile(r"[\s,.\-–—?]*")
# Words that begin a phrase about time or place, not the name of an outlet.
_NO_OUTLET = frozenset(
    "in on from since until till by at born died as of signed effective between after before about around for during "
    "late early mid then now whose which who and or but with to roughly circa c".split()
)


def citations(document: Document) -> Iterator[Json]:
    """Propose each citation in brackets as a source.

    Args:
        document: The article.

    Yields:
        `{"kind": "source", "start", "end", "values", "detail"}`. In `detail`: `outlet`, `day`, `month`, `year`, each
        `"unknown"` where the text does not say; `date` as it is written; and `date_of`, which is `"access"` for a date
        on which a page was looked at, else `"publication"`.
    """
    text = document.text
    done = 0
    both = (*_ROUND.finditer(text), *_SQUARE.finditer(text))
    for bracket in sorted(both, key=lambda found: (found.start(), -found.end())):
        if bracket.start() < done:
            continue
        found = list(_in_bracket(text, bracket))
        if found:
            done = bracket.end()
        yield from found


def _in_bracket(text: str, bracket: re.Match[str]) -> Iterator[Json]:
    start, end = bracket.span("inside")
    if _NOTHING.fullmatch(text, start, end):
        before = text[bracket.start() - 1 : bracket.start()]
        # Brackets right behind a word are code, or a form to fill in.
        if not before or before.isspace():
            yield _citation(bracket.start(), bracket.end(), "", None, "publication")
        return
    parts = _parts(text, start, end)
    for first, last in parts:
        # A citation that stands alone takes its brackets along.
        whole = bracket.span() if len(parts) == 1 else (first, last)
        yield from _part(text, first, last, *whole)


def _parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found = []
    at = start
    for part in text[start:end].split(";"):
        bare = part.strip()
        if bare:
            first = at + part.index(bare)
            found.append((first, first + len(bare)))
        at += len(part) + 1
    return found


def _part(text: str, start: int, end: int, first: int, last: int) -> Iterator[Json]:
    lead = _LEAD.match(text, start, end)
    at = lead.end() if lead else start
    # Dates are short and stand at the end, after a comma or a blank: few places to look at.
    for place in range(max(at, end - 40), end):
        is_comma = place > at and text[place - 1 : place + 1] in (", ", ",\n", ",\u00a0")
        if place == at or is_comma or text[place - 1].isspace():
            begin = place + 1 if is_comma else place
            word = _ACCESS.match(text, begin, end) or _DAY_WORD.match(text, begin, end)
            date = date_at(text, word.end() if word else begin, end)
            if date is None:
                continue
            before = text[at:place].rstrip()
            is_access = word is not None and word.re is _ACCESS
            if _is_outlet(before, date, bool(word)):
                name = "" if _NOTHING.fullmatch(before) else before.rstrip(",").strip(" \n\u00a0“”\"'")
                yield _citation(first, last, name, date, "access" if is_access else "publication")
            return


def _is_outlet(before: str, date: Date, has_word: bool) -> bool:
    """Whether what stands before a date is an outlet, or the rest of one that was lost."""
    if _NOTHING.fullmatch(before):
        return "," in before or has_word
    name = before.rstrip(",").strip()
    words = name.split()
    if len(name) > LONGEST_OUTLET or words[0].lower().strip(".,") in _NO_OUTLET:
        return False
    has_comma = before.endswith(",")
    is_full = UNKNOWN not in (date.month, date.year)
    if not has_comma and not (is_full and date.day != UNKNOWN):
        return False
    # The names of outlets have capitals, or are addresses.
    return any(char.isupper() for char in name) or re.search(r"\w\.[a-z]{2}", name) is not None


def _citation(start: int, end: int, outlet: str, date: Date | None, date_of: str) -> Json:
    return {
        "kind": "source",
        "start": start,
        "end": end,
        "values": {} if outlet else {"source_type": DAMAGED},
        "detail": {
            "outlet": outlet or UNKNOWN,
            "day": date.day if date else UNKNOWN,
            "month": date.month if date else UNKNOWN,
            "year": date.year if date else UNKNOWN,
            "date": date.text if date else UNKNOWN,
            "date_of": date_of,
        },
    }
