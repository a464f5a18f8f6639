"""The words that name a source: before the verb of saying, or behind it. No grammar, but words that go together.

A source is a name, a pronoun, or one of the words by which articles cite offices and people without naming them
(the council, officials, residents …). Where the sentence shows by its form that somebody is cited, any noun with its
article will do: “the wholesaler said that …”.
"""

from __future__ import annotations

import re
from typing import NamedTuple

MOST_WORDS = 14  # of a source

_WORD = re.compile(r"[^\W_](?:[\w’'.&\-–]*[^\W_])?(?:’|'(?=s))?")
_POSSESSIVE = re.compile("[’']s?$")
_BETWEEN = re.compile(r"[ \u00a0\n]+")
_ADVERBS = frozenset(
    "also later then long often now has have had already recently repeatedly again never once still even now".split()
)
_PRONOUNS = frozenset("he she they we it".split())
_UNNAMED = frozenset(
    "officials official experts expert analysts analyst sources source residents resident observers observer insiders "
    "critics witnesses witness diplomats diplomat researchers scientists historians economists lawyers locals people "
    "neighbours neighbors workers fishers farmers traders supporters opponents commentators activists journalists "
    "some many others most lawyer neighbour neighbor researcher scientist critic insider activist journalist".split()
)
_ROLES = frozenset(
    "minister spokesman spokeswoman spokesperson president mayor director chair chairman chairwoman head chief master "
    "ministry office council board government report study paper agency institute company union guild police court "
    "commission committee party professor captain engineer editor author governor secretary ambassador judge leader "
    "statement survey newspaper owner manager deputy economist historian analyst researcher lawyer commander general "
    "department service authority authorities bank university group association operator assessment letter memo "
    "figures data documents document inspector auditors auditor clerk councillor councilor teacher farmer opposition "
    "doctor keeper member members studies minutes records spokespeople".split()
)
_INNER = frozenset(
    "the a an of for and in at to from on who close his her its their our this that one two three four five six several "
    "many some most local senior former deputy foreign prime defence defense independent leading unnamed anonymous "
    "western eastern northern southern national regional familiar with matter new old own press a few other public "
    "state city town harbour harbor port".split()
)
_STARTS = frozenset(
    "the a an his her its their our one two three four five six several many some most another".split()
)
_STOPS = frozenset(
    "that which while when where because but if as after before since although though whether is are was were has have "
    "had will would could may might can should must shall do does did not "
    "published released yesterday today on monday tuesday wednesday thursday friday saturday "
    "sunday".split()
)

# Words that often begin a sentence without being a name.
_BEGINNERS = frozenset(
    "but and yet so however still instead meanwhile moreover then there here this that these those it what when why how "
    "today yesterday perhaps in on at by for with from nothing nobody no".split()
)
_NO_NAMES = _INNER | _STOPS | _PRONOUNS | _ADVERBS | _BEGINNERS


# What begins a clause, so that its first noun is behind it.
_CLAUSE_BEGINS = frozenset(
    "and but as that while because when since although though yet so if or than".split()
)
# "According to plan": no source.
_NO_SOURCE = frozenset(
    "plan plans schedule law custom tradition taste size age rank need legend reports".split()
)


class Part(NamedTuple):
    """A stretch of the text."""

    start: int
    end: int


def backward(text: str, start: int, end: int) -> Part | None:
    """The source that ends right before `end`."""
    words = list(_WORD.finditer(text, max(start, end - 160), end))
    while words and words[-1][0].lower() in _ADVERBS and _joins(text, words[-1].end(), end):
        end = words.pop().start()
    chosen: list[re.Match[str]] = []
    for at, word in reversed(list(enumerate(words))):
        follower = chosen[-1].start() if chosen else end
        if len(chosen) >= MOST_WORDS or not _joins(text, word.end(), follower):
            break
        # "The ferry company": any word may stand between an article and the noun, but not before a name.
        has_noun = bool(chosen) and chosen[-1][0].islower()
        is_led = word[0].islower() and _leads(text, words, at - 1, word.start(), has_noun)
        if not (is_led or _may_be_inside(word[0])):
            break
        chosen.append(word)
        if word[0].lower() in _STARTS and not _goes_on(text, word):
            break
    return _source(chosen[::-1])


def by_form(text: str, start: int, end: int) -> Part | None:
    """Whatever noun with its article, or name, fills the clause before `end`; for where the form shows a source."""
    words = list(_WORD.finditer(text, max(start, end - 120), end))
    while words and words[-1][0].lower() in _ADVERBS and _joins(text, words[-1].end(), end):
        end = words.pop().start()
    chosen: list[re.Match[str]] = []
    for word in reversed(words):
        follower = chosen[-1].start() if chosen else end
        if not _joins(text, word.end(), follower) or word[0].lower() in _CLAUSE_BEGINS:
            break
        chosen.append(word)
    chosen.reverse()
    while chosen and chosen[0][0].lower() in _BEGINNERS - _STARTS:
        chosen = chosen[1:]
    if not 0 < len(chosen) <= MOST_WORDS - 4 or any(word[0].lower() in _STOPS for word in chosen):
        return None
    first, last = chosen[0][0], chosen[-1][0]
    is_noun = first.lower() in _STARTS or first[0].isupper() or last.endswith("s")
    return Part(chosen[0].start(), chosen[-1].end()) if is_noun else None


def _leads(text: str, words: list[re.Match[str]], at: int, end: int, has_noun: bool) -> bool:
    """Whether the word before makes the one behind it a part of the name: "the ferry company", "the council’s clerk"."""
    if at < 0 or not _joins(text, words[at].end(), end):
        return False
    before = words[at][0].lower()
    return before.endswith(("’s", "'s")) or (has_noun and before in ("the", "a", "an"))


def forward(text: str, start: int, end: int) -> Part | None:
    """The source that begins right behind `start`: to the next comma, or a word that begins something else."""
    chosen: list[re.Match[str]] = []
    at = start
    for word in _WORD.finditer(text, start, min(end, start + 160)):
        is_stop = word[0].lower() in _STOPS and bool(chosen)
        if len(chosen) >= MOST_WORDS or is_stop or not _joins(text, at, word.start()):
            break
        chosen.append(word)
        at = word.end()
    return _source(chosen)


def to_comma(text: str, start: int, end: int) -> Part | None:
    """Whatever follows "according to", to the next comma: any noun with its article."""
    found = re.compile(r"\s+(?=\S)[^,.;:()\[\]“”\"]{2,80}").match(text, start, end)
    words = found[0].split() if found else []
    if not found or words[0].lower() not in _STARTS or words[-1].lower() in _NO_SOURCE:
        return None
    return (
        Part(start + len(found[0]) - len(found[0].lstrip()), found.end())
        if len(words) <= MOST_WORDS
        else None
    )


def with_description(text: str, named: Part, end: int) -> Part:
    """A name behind its verb with what describes it, to the end of the sentence: "said Ferrant, who runs the gates"."""
    found = re.compile(r", (?!and\b|but\b|as\b|when\b|after\b)[^,;:.!?“”\"()]{3,100}(?=[.!?]?$)").match(
        text, named.end, end
    )
    return Part(named.start, found.end()) if found and len(found[0].split()) <= MOST_WORDS else named


def with_apposition(text: str, start: int, end: int) -> Part | None:
    """A source and what describes it between commas, right before `end`: "Brandt, the harbour master,"."""
    closing = text.rfind(",", max(start, end - 3), end)
    opening = text.rfind(",", max(start, closing - 120), closing)
    if opening < 0:
        return None
    named = backward(text, start, opening)
    has_words = 0 < len(text[opening:closing].split()) <= MOST_WORDS
    return Part(named.start, closing) if named and named.end == opening and has_words else None


def _source(words: list[re.Match[str]]) -> Part | None:
    while words and (
        words[0][0].lower() in _BEGINNERS or (words[0][0].islower() and words[0][0] in _INNER - _STARTS)
    ):
        words = words[1:]
    if not words:
        return None
    lower = [_POSSESSIVE.sub("", word[0].lower()) for word in words]
    if len(words) == 1 and lower[0] in _PRONOUNS:
        return Part(words[0].start(), words[0].end())
    has_name = any(word[0][0].isupper() and word[0].lower() not in _NO_NAMES for word in words)
    if has_name or not _UNNAMED.isdisjoint(lower) or not _ROLES.isdisjoint(lower):
        return Part(words[0].start(), words[-1].end())
    return None


def _may_be_inside(word: str) -> bool:
    bare = _POSSESSIVE.sub("", word)
    lower = bare.lower()
    return (
        bare[0].isupper()
        or bare[0].isdigit()
        or lower in _INNER
        or lower in _UNNAMED
        or lower in _ROLES | _PRONOUNS
    )


def _goes_on(text: str, word: re.Match[str]) -> bool:
    """Whether an article stands inside of a name: "the head of the council"."""
    return (
        re.search(r"\b(?:of|for|in|at|from|to|and)\s$", text[max(0, word.start() - 6) : word.start()])
        is not None
    )


def is_unnamed(source: str) -> bool:
    """Whether the words themselves leave the source without a name: "two officials"."""
    words = source.split()
    has_name = any(word[0].isupper() for word in words[1:]) or any(
        word.lower() in _PRONOUNS for word in words
    )
    return not has_name and any(word.strip(",").lower() in _UNNAMED for word in words)


def _joins(text: str, start: int, end: int) -> bool:
    """Whether nothing but blanks stands between two words."""
    return start == end or _BETWEEN.fullmatch(text, start, end) is not None


def letters(text: str, start: int, end: int) -> bool:
    """Whether there is a letter or a figure in `text[start:end]`."""
    return any(char.isalnum() for char in text[start:end])
