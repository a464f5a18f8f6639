"""Attributions in running text: who is said to have said it (source), by which word (cue), and what (content).

The three parts are those of the attribution corpora PARC 3.0 (Pareti 2016, LREC) and PolNeAR (Newell, Margolin and
Ruths 2018, LREC). The rules are our own, one sentence at a time:

1. `according to`: “according to SOURCE, CONTENT” and “CONTENT, according to SOURCE”.
2. `says`: “SOURCE said (that) CONTENT”, “CONTENT, SOURCE said”; a source with an apposition, “Brandt, the harbour
   master, said”, is taken whole. Words that say more than that somebody speaks (argue, report, suggest …) count only
   where “that” follows or a quotation or a comma stands beside them.
3. `said by`: “‘CONTENT’, said SOURCE”: behind a quotation or a comma the source may follow its verb.
4. `hearsay`: “it is said that”, “reportedly”, “allegedly”: the words themselves are all there is of a source.
5. `goes on`: a sentence that is a quotation from end to end, behind one whose quotation has a source, is of the same.

What a source may be is the business of `annotator.suggestions.sources`. Not found are sources that carry a clause of
their own (“two people who had seen it said”), and what is told in other words than these (“he called the sale a gift”).

Each attribution gives two proposals: its source, and its content as a claim of the type *reported*. A source type is
proposed only where the words themselves say that the source stays without a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from annotator.document import Document
from annotator.suggestions.sentences import sentences
from annotator.suggestions.sources import (
    Part,
    backward,
    by_form,
    forward,
    is_unnamed,
    letters,
    to_comma,
    with_apposition,
    with_description,
)

Json = dict[str, Any]

LONGEST = 2000  # characters; what runs on for longer without a full stop is no sentence, and is passed over

_SAYING = "said says say told tells tell added adds insisted insists"
# Also found where nobody is cited: these need "that", a quotation or a comma beside them.
_WEAKER = (
    "claimed claims argued argues warned warns stated announced announces reported reports maintained maintains "
    "suggested suggests noted notes acknowledged acknowledges denied denies admitted admits alleged alleges asserted "
    "asserts explained explains concluded concludes estimated estimates predicted predicts believed believes believe "
    "confirmed confirms wrote writes declared declares emphasized emphasised stressed recalled replied argue claim "
    "warn report suggest estimate predict deny complained complains promised promises found finds thinks think thought "
    "suspects suspect suspected expects expect expected calculates calculated shows showed fears fear hopes hope "
    "reckons reckon counters countered counter conceded concedes concede remarked remarks observed observes commented "
    "comments contended contends contend affirmed affirms revealed reveals disclosed discloses indicated indicates "
    "cautioned cautions stresses underlined underlines urged urges recommends recommended confirm doubt doubts continued "
    "answered objected objects complain admit recalls replies"
)
_CUE = re.compile(
    r"\b(?:(?P<according>according to)|(?P<adverb>reportedly|allegedly|purportedly)"
    r"|(?P<hearsay>it (?:is|was) (?:said|rumou?red|reported|claimed|believed|thought) that)"
    rf"|(?P<saying>{'|'.join(_SAYING.split())})|(?P<weaker>{'|'.join(_WEAKER.split())}|point(?:s|ed) out|ma(?:kes|de) clear))\b",
    re.IGNORECASE,
)
_QUOTES = re.compile('“[^“”]*”|"[^"]*"|«[^«»]*»')
_QUOTE = tuple('“"«')
_CITATION = re.compile(r"\s*[(\[][^()\[\]]{0,200}[)\]]\s*$")

# After these the content often begins without "that": "claims the mayor knew".
_BARE = frozenset(
    "claims claimed claim thinks think thought believes believed believe suspects suspect suspected argues argued argue "
    "explained explains fears fear hopes hope reckons reckon".split()
)
_TOLD = ("told", "tell", "tells")
_CLAUSE = re.compile(r"\s+(?:the|a|an|he|she|they|it|we|his|her|their|this|these|no|nobody)\b", re.IGNORECASE)
_PHRASE = re.compile(r"\s+(?:in|on|at|after|during|before|last|this|yesterday|today|through|via|by)\b")


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
            yield from _proposals(text, "goes on", speaker, "", None, quotation)
            continue
        speaker = ""
        done = start
        for cue in _CUE.finditer(text, start, end):
            # What was taken for content already can hold an attribution of its own; a source cannot.
            found = _attribution(text, Part(start, end), cue) if cue.start() >= done else None
            if found:
                rule, source, content = found
                done = max(cue.end(), source.end if source else 0)
                name = text[source.start : source.end] if source and rule != "hearsay" else ""
                is_quoted = content is not None and text[content.start - 1 : content.start] in _QUOTE
                speaker = name if is_quoted else speaker
                yield from _proposals(text, rule, name, cue[0], source, content)


def _whole_quotation(text: str, start: int, end: int) -> Part | None:
    citation = _CITATION.search(text, max(start, end - 220), end - 1)
    found = _QUOTES.fullmatch(text, start, citation.start() if citation else end)
    return _content(text, start, end) if found else None


def _proposals(
    text: str, rule: str, name: str, cue: str, source: Part | None, content: Part | None
) -> Iterator[Json]:
    words = {
        "rule": rule,
        "source": name,
        "cue": cue,
        "content": text[content.start : content.end] if content else "",
    }
    if source:
        has_no_name = rule == "hearsay" or is_unnamed(name)
        values = {"source_type": "unnamed"} if has_no_name else {}
        yield {"kind": "source", "start": source.start, "end": source.end, "values": values, "detail": words}
    if content:
        values = {"claim_type": "reported"}
        yield {"kind": "claim", "start": content.start, "end": content.end, "values": values, "detail": words}


def _attribution(
    text: str, sentence: Part, cue: re.Match[str]
) -> tuple[str, Part | None, Part | None] | None:
    if cue["hearsay"] or cue["adverb"]:
        # An adverb stands in the middle of what it casts doubt on.
        begin = cue.end() if cue["hearsay"] else sentence.start
        return "hearsay", Part(cue.start(), cue.end()), _content(text, begin, sentence.end)
    if cue["according"]:
        named = forward(text, cue.end(), sentence.end) or to_comma(text, cue.end(), sentence.end)
        if named is None:
            return None
        if cue.start() == sentence.start or not letters(text, sentence.start, cue.start()):
            return "according to", named, _content(text, named.end, sentence.end)
        return "according to", named, _content(text, sentence.start, cue.start())
    return _says(text, sentence, cue)


def _says(text: str, sentence: Part, cue: re.Match[str]) -> tuple[str, Part | None, Part | None] | None:
    start, end = sentence
    after = text[cue.end() : min(cue.end() + 60, end)]
    before = text[max(start, cue.start() - 3) : cue.start()].rstrip()
    follows_quote = before.endswith(("”", '"', "»", ","))
    word = cue[0].lower()
    that = re.match(r"[^.;:“”\"]{0,40}?\bthat\b", after)
    is_beside = re.match(r"[,:]?\s*[“\"«]|:", after) is not None
    is_bare = word in _BARE and _CLAUSE.match(after) is not None
    is_sure = that is not None or is_beside or is_bare
    named = backward(text, start, cue.start())
    if named is None and follows_quote:
        # An apposition between commas: "Brandt, the harbour master, said".
        named = with_apposition(text, start, cue.start())
    if named is None and follows_quote:
        inverted = forward(text, cue.end(), end)
        if inverted is None or not letters(text, start, cue.start()):
            return None
        return "said by", with_description(text, inverted, end), _content(text, start, cue.start())
    if named is None:
        named = by_form(text, start, cue.start())
        if named is None or not (is_sure or _is_behind(text, sentence, named, cue)):
            return None
    if _is_behind(text, sentence, named, cue) and letters(text, start, named.start):
        left = text[max(start, named.start - 4) : named.start].rstrip()
        # "The difference, she added, comes from the sacks": the content stands on both sides.
        is_inside = left.endswith(",") and after.startswith(",") and len(after.split()) > 3
        if is_inside or not that:
            content = _content(text, start, end if is_inside else named.start)
            return ("says", named, content) if content else None
    if (cue["weaker"] or word in _TOLD) and not is_sure:
        return None
    content = _content(text, cue.end() + (that.end() if that else 0), end)
    return ("says", named, content) if content else None


def _is_behind(text: str, sentence: Part, named: Part, cue: re.Match[str]) -> bool:
    """Whether the content stands before the source: "It sank, the clerk said"."""
    left = text[max(sentence.start, named.start - 4) : named.start].rstrip()
    if left.endswith(("”", '"', "»")):
        return True
    after = text[cue.end() : min(cue.end() + 60, sentence.end)]
    ends_clause = not letters(text, cue.end(), sentence.end) or after.lstrip()[:1] == ","
    is_told = cue[0].lower() in _TOLD
    return left.endswith(",") and (ends_clause or is_told or _PHRASE.match(after) is not None)


def _content(text: str, start: int, end: int) -> Part | None:
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
    return Part(start, end) if len(text[start : min(end, start + 2000)].split()) >= 2 else None
