"""Attributions in running text: who is said to have said it (source), by which word (cue), and what (content).

The three parts are those of the attribution corpora PARC 3.0 (Pareti 2016, LREC) and PolNeAR (Newell, Margolin and
Ruths 2018, LREC). The rules are our own, one sentence at a time:

1. `according_to`: “according to SOURCE, CONTENT” and “CONTENT, according to SOURCE”.
2. `says`: “SOURCE said (that) CONTENT”, “CONTENT, SOURCE said”; a source with an apposition, “Brandt, the harbour
   master, said”, is taken whole. Words that say more than that somebody speaks (argue, report, suggest …) count only
   where “that” follows or a quotation or a comma stands beside them.
3. `said_by`: “‘CONTENT’, said SOURCE”: behind a quotation or a comma the source may follow its verb.
4. `hearsay`: “it is said that”, “reportedly”, “allegedly”: the words themselves are all there is of a source.
5. `goes_on`: a sentence that is a quotation from end to end, behind one whose quotation has a source, is of the same.

A source must be a name, a pronoun, or one of the words by which articles cite people without naming them (officials,
experts, residents …). Not found are sources that carry a clause of their own (“two people who had seen it said”), and
what is told in other words than these (“he called the sale a gift”).

Each attribution gives two proposals: its source, and its content as a claim of the type *reported*. A source type is
proposed only where the words themselves say that the source stays without a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from annotator.document import Document
from annotator.suggestions.sentences import sentences

Json = dict[str, Any]

MOST_WORDS = 14  # of a source
LONGEST = 2000  # characters; what runs on for longer without a full stop is no sentence, and is passed over

_SAYING = "said says say told tells tell added adds insisted insists"
# Also found where nobody is cited: these need "that", a quotation or a comma beside them.
_WEAKER = (
    "claimed claims argued argues warned warns stated announced announces reported reports maintained maintains "
    "suggested suggests noted notes acknowledged acknowledges denied denies admitted admits alleged alleges asserted "
    "asserts explained explains concluded concludes estimated estimates predicted predicts believed believes believe "
    "confirmed confirms wrote writes declared declares emphasized emphasised stressed recalled replied argue claim "
    "warn report suggest estimate predict deny complained complains promised promises found finds thinks think thought "
    "suspects suspect suspected expects expect expected calculates calculated shows showed fears fear hopes hope"
)
_CUE = re.compile(
    r"\b(?:(?P<according>according to)|(?P<adverb>reportedly|allegedly|purportedly)"
    r"|(?P<hearsay>it (?:is|was) (?:said|rumou?red|reported|claimed|believed|thought) that)"
    rf"|(?P<saying>{'|'.join(_SAYING.split())})|(?P<weaker>{'|'.join(_WEAKER.split())}))\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_](?:[\w’'.&\-–]*[^\W_])?(?:’|'(?=s))?")
_POSSESSIVE = re.compile("[’']s?$")
_BETWEEN = re.compile(r"[ \u00a0\n]+")
_QUOTES = re.compile('“[^“”]*”|"[^"]*"|«[^«»]*»')
_CLOSING = tuple('”"»,.!?')
_CITATION = re.compile(r"\s*[(\[][^()\[\]]{0,200}[)\]]\s*$")

# After these the content often begins without "that": "claims the mayor knew".
_BARE = frozenset(
    "claims claimed claim thinks think thought believes believed believe suspects suspect suspected argues argued argue "
    "explained explains fears fear hopes hope".split()
)
_CLAUSE = re.compile(r"\s+(?:the|a|an|he|she|they|it|we|his|her|their|this|these|no|nobody)\b", re.IGNORECASE)
_PHRASE = re.compile(r"\s+(?:in|on|at|to|after|during|before|last|this|yesterday|today|through|via|by)\b")
_ADVERBS = frozenset(
    "also later then has have had already recently repeatedly again never once still even now".split()
)
_PRONOUNS = frozenset("he she they we".split())
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
    "had will would could published released yesterday today on monday tuesday wednesday thursday friday saturday "
    "sunday".split()
)

# Words that often begin a sentence without being a name.
_BEGINNERS = frozenset(
    "but and yet so however still instead meanwhile moreover then there here this that these those it what when why how "
    "today yesterday perhaps in on at by for with from nothing nobody no".split()
)
_NO_NAMES = _INNER | _STOPS | _PRONOUNS | _ADVERBS | _BEGINNERS


class _Part(NamedTuple):
    start: int
    end: int


def attributions(document: Document) -> Iterator[Json]:
    """Propose the source of each attribution, and its content as a reported claim.

    Args:
        document: The article.

    Yields:
        `{"kind", "start", "end", "values", "detail"}`, kind `source` or `claim`. In `detail`: `rule`; and `source`,
        `cue` and `content`, the words of each part, empty where there is none.
    """
    text = document.text
    speaker = ""
    for start, end in sentences(document):
        if end - start > LONGEST:
            speaker = ""
            continue
        quotation = _whole_quotation(text, start, end)
        if speaker and quotation:
            yield from _proposals(text, "goes_on", speaker, "", None, quotation)
            continue
        speaker = ""
        done = start
        for cue in _CUE.finditer(text, start, end):
            # What was taken for content already can hold an attribution of its own; a source cannot.
            found = _attribution(text, _Part(start, end), cue) if cue.start() >= done else None
            if found:
                rule, source, content = found
                done = max(cue.end(), source.end if source else 0)
                name = text[source.start : source.end] if source and rule != "hearsay" else ""
                is_quoted = content is not None and text[content.end : content.end + 1] in _CLOSING
                speaker = name if is_quoted else speaker
                yield from _proposals(text, rule, name, cue[0], source, content)


def _whole_quotation(text: str, start: int, end: int) -> _Part | None:
    citation = _CITATION.search(text, max(start, end - 220), end - 1)
    found = _QUOTES.fullmatch(text, start, citation.start() if citation else end)
    return _content(text, start, end) if found else None


def _proposals(
    text: str, rule: str, name: str, cue: str, source: _Part | None, content: _Part | None
) -> Iterator[Json]:
    words = {
        "rule": rule,
        "source": name,
        "cue": cue,
        "content": text[content.start : content.end] if content else "",
    }
    if source:
        is_unnamed = rule == "hearsay" or _is_unnamed(text[source.start : source.end])
        values = {"source_type": "unnamed"} if is_unnamed else {}
        yield {"kind": "source", "start": source.start, "end": source.end, "values": values, "detail": words}
    if content:
        values = {"claim_type": "reported"}
        yield {"kind": "claim", "start": content.start, "end": content.end, "values": values, "detail": words}


def _attribution(
    text: str, sentence: _Part, cue: re.Match[str]
) -> tuple[str, _Part | None, _Part | None] | None:
    if cue["hearsay"] or cue["adverb"]:
        # An adverb stands in the middle of what it casts doubt on.
        begin = cue.end() if cue["hearsay"] else sentence.start
        return "hearsay", _Part(cue.start(), cue.end()), _content(text, begin, sentence.end)
    if cue["according"]:
        named = _forward(text, cue.end(), sentence.end)
        if named is None:
            return None
        if cue.start() == sentence.start or not _letters(text, sentence.start, cue.start()):
            return "according_to", named, _content(text, named.end, sentence.end)
        return "according_to", named, _content(text, sentence.start, cue.start())
    return _says(text, sentence, cue)


def _says(text: str, sentence: _Part, cue: re.Match[str]) -> tuple[str, _Part | None, _Part | None] | None:
    after = text[cue.end() : min(cue.end() + 60, sentence.end)]
    before = text[max(sentence.start, cue.start() - 3) : cue.start()].rstrip()
    follows_quote = before.endswith(("”", '"', "»", ","))
    named = _backward(text, sentence.start, cue.start())
    if named is None and follows_quote:
        # An apposition between commas: "Brandt, the harbour master, said".
        named = _with_apposition(text, sentence.start, cue.start())
    if named is None:
        inverted = _forward(text, cue.end(), sentence.end) if follows_quote else None
        if inverted is None or not _letters(text, sentence.start, cue.start()):
            return None
        return "said_by", inverted, _content(text, sentence.start, cue.start())
    that = re.match(r"[^.;:“”\"]{0,40}?\bthat\b", after)
    is_beside = re.match(r"[,:]?\s*[“\"«]|:", after) is not None
    ends_clause = not _letters(text, cue.end(), sentence.end) or after.lstrip()[:1] == ","
    left = text[max(sentence.start, named.start - 4) : named.start].rstrip()
    is_quote = left.endswith(("”", '"', "»"))
    is_told = cue[0].lower() in ("told", "tell", "tells")
    is_behind = is_quote or (
        left.endswith(",") and (ends_clause or is_told or _PHRASE.match(after) is not None)
    )
    # "The difference, she added, comes from the sacks": the content stands on both sides.
    is_inside = left.endswith(",") and after.startswith(",") and len(after.split()) > 3
    if is_behind and (is_inside or not that) and _letters(text, sentence.start, named.start):
        end = sentence.end if is_inside else named.start
        return "says", named, _content(text, sentence.start, end)
    is_bare = cue[0].lower() in _BARE and _CLAUSE.match(after) is not None
    if (cue["weaker"] or is_told) and not (that or is_beside or is_bare):
        return None
    begin = cue.end() + (that.end() if that else 0)
    content = _content(text, begin, sentence.end)
    return ("says", named, content) if content else None


def _backward(text: str, start: int, end: int) -> _Part | None:
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


def _leads(text: str, words: list[re.Match[str]], at: int, end: int, has_noun: bool) -> bool:
    """Whether the word before makes the one behind it a part of the name: "the ferry company", "the council’s clerk"."""
    if at < 0 or not _joins(text, words[at].end(), end):
        return False
    before = words[at][0].lower()
    return before.endswith(("’s", "'s")) or (has_noun and before in ("the", "a", "an"))


def _forward(text: str, start: int, end: int) -> _Part | None:
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


def _with_apposition(text: str, start: int, end: int) -> _Part | None:
    closing = text.rfind(",", max(start, end - 3), end)
    opening = text.rfind(",", max(start, closing - 120), closing)
    if opening < 0:
        return None
    named = _backward(text, start, opening)
    has_words = 0 < len(text[opening:closing].split()) <= MOST_WORDS
    return _Part(named.start, closing) if named and named.end == opening and has_words else None


def _source(words: list[re.Match[str]]) -> _Part | None:
    while words and (
        words[0][0].lower() in _BEGINNERS or (words[0][0].islower() and words[0][0] in _INNER - _STARTS)
    ):
        words = words[1:]
    if not words:
        return None
    lower = [_POSSESSIVE.sub("", word[0].lower()) for word in words]
    if len(words) == 1 and lower[0] in _PRONOUNS:
        return _Part(words[0].start(), words[0].end())
    has_name = any(word[0][0].isupper() and word[0].lower() not in _NO_NAMES for word in words)
    if has_name or not _UNNAMED.isdisjoint(lower) or not _ROLES.isdisjoint(lower):
        return _Part(words[0].start(), words[-1].end())
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


def _is_unnamed(source: str) -> bool:
    words = source.split()
    has_name = any(word[0].isupper() for word in words[1:]) or any(
        word.lower() in _PRONOUNS for word in words
    )
    return not has_name and any(word.strip(",").lower() in _UNNAMED for word in words)


def _joins(text: str, start: int, end: int) -> bool:
    """Whether nothing but blanks stands between two words."""
    return start == end or _BETWEEN.fullmatch(text, start, end) is not None


def _letters(text: str, start: int, end: int) -> bool:
    return any(char.isalnum() for char in text[start:end])


def _content(text: str, start: int, end: int) -> _Part | None:
    """What of a stretch is said: a quotation in it, else all without the commas and citations around it."""
    quote = _QUOTES.search(text, start, end)
    if quote and end - start < 3 * (quote.end() - quote.start()):
        start, end = quote.start() + 1, quote.end() - 1
    citation = _CITATION.search(text, max(start, end - 220), end)
    stop = end
    if text[end - 1 : end] in (".", "!", "?", "…"):
        stop = end - 1
        citation = _CITATION.search(text, max(start, stop - 220), stop)
    end = citation.start() if citation else stop
    while start < end and (text[start].isspace() or text[start] in ",;:–—-"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;:–—-."):
        end -= 1
    return _Part(start, end) if len(text[start : min(end, start + 2000)].split()) >= 2 else None
