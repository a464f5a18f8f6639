"""Sentences of an article, as offsets: for the detectors, which look at one sentence at a time.

Own code, and small, because no library at hand keeps the offsets, needs no model and is linear on hostile text at
once: NLTK's Punkt downloads a model, spaCy brings one of tens of megabytes, pysbd is no longer maintained and
rewrites the text. The rules are those that Kiss and Strunk (2006, Computational Linguistics 32) show to matter most:
abbreviations, initials and numbers before a full stop, and what follows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotator.document import Document

Stretch = tuple[int, int]

BLOCKS = ("paragraph", "list_item", "quote")
_STOP = re.compile("[.!?…]+[\"'”’»›)\\]]*|[。！？]+[”’」』）】]*")
_WIDE = tuple("。！？")
_BLANK_LINES = re.compile(r"\n[ \t]*\n")
_LONGEST_WORD = 20  # of those before a full stop that are looked at
_OPENING = "\"'“‘«‹([„—–-"

# Never at the end of a sentence.
_TITLES = frozenset(
    "mr mrs ms dr prof sen rep gov gen col lt sgt capt st rev hon pres vs e.g i.e cf approx".split()
)
# Not at its end where a figure follows.
_BEFORE_FIGURES = frozenset(
    "no nos vol fig pp p art sec ch jan feb mar apr jun jul aug sep sept oct nov dec c ca".split()
)
# After "U.S." or "a.m." these begin a sentence; another word with a capital letter is as likely the rest of a name.
_STARTERS = frozenset(
    "the a an it he she they we i you this that these those in on at but and so yet if when while as for to there "
    "his her its their our what who why how after before since however".split()
)


def sentences(document: Document) -> list[Stretch]:
    r"""The sentences of the running text: paragraphs, list items and quotes; no titles, headings and code.

    Args:
        document: The article.

    Returns:
        `(start, end)` in code points, half-open, in text order, without the blanks around. Closing quotes and brackets
        after the full stop belong to the sentence.

    Examples:
        >>> text = "Harbour\n\n“The quay is shut.” Nobody asked Dr. Brandt, who knew.\n"
        >>> document = Document.from_text(text)
        >>> [document.text[start:end] for start, end in sentences(document)]
        ['“The quay is shut.”', 'Nobody asked Dr. Brandt, who knew.']
    """
    return [found for start, end in _running(document) for found in _split(document.text, start, end)]


def _running(document: Document) -> Iterator[Stretch]:
    blocks = sorted((mark["start"], mark["end"]) for mark in document.markup if mark["type"] in BLOCKS)
    if not document.markup:
        blocks = list(_paragraphs(document.text))
    done = 0
    for start, end in blocks:
        # Hostile markup may lay a thousand blocks over the same text: each letter is looked at once.
        if start >= done:
            yield start, end
            done = end


def _paragraphs(text: str) -> Iterator[Stretch]:
    start = 0
    for gap in _BLANK_LINES.finditer(text):
        yield start, gap.start()
        start = gap.end()
    yield start, len(text)


def _split(text: str, start: int, end: int) -> Iterator[Stretch]:
    first = start
    for stop in _STOP.finditer(text, start, end):
        if _is_end(text, first, stop, end):
            yield from _trimmed(text, first, stop.end())
            first = stop.end()
    yield from _trimmed(text, first, end)


def _is_end(text: str, first: int, stop: re.Match[str], end: int) -> bool:
    if stop[0].startswith(_WIDE):
        return True
    at = stop.end()
    if at >= end:
        return True
    if not text[at].isspace():
        return False
    following = text[at : at + 40].lstrip()
    bare = following.lstrip(_OPENING)
    if not bare or bare[0].islower():
        return False
    return stop[0] != "." or not _is_abbreviation(
        text[max(first, stop.start() - _LONGEST_WORD) : stop.start()], bare
    )


def _is_abbreviation(before: str, following: str) -> bool:
    words = before.split()
    if not words or before[-1].isspace():
        return False
    word = words[-1].lstrip("".join(_OPENING)).lower()
    follower = re.split(r"\W", following, maxsplit=1)[0]
    if word in _TITLES:
        return True
    if word in _BEFORE_FIGURES:
        return following[0].isdigit()
    is_initial = len(word) == 1 and word.isalpha() and word != "i"
    if is_initial or re.fullmatch(r"(?:[a-z]\.){1,4}[a-z]", word):
        return follower.lower() not in _STARTERS
    # The number of a list: "1. Ferries".
    return len(words) == 1 and len(before) < _LONGEST_WORD and word.isdigit() and len(word) < 3


def _trimmed(text: str, start: int, end: int) -> Iterator[Stretch]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if any(char.isalnum() for char in text[start:end]):
        yield start, end
