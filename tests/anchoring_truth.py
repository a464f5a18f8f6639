"""The truth of the anchoring trials: where each annotation has to be when an article was edited in known ways.

Words remember which old word they are, so the truth is the history of the edit, not what a program makes of two texts.
A place that is given to an annotation is

- **right** if it holds, whole, every word of the annotation that is left, no word that stood outside of it, and no new
  word before the first or behind the last of them. "[the old bridge] fell" that became "Sadly, the bridge fell":
  `the bridge` is right; `bridge`, `the bridge fell` and `Sadly, the bridge` are wrong. Only where a word at its end was
  replaced, what was put there may be in it, as it is where the word was: "[the old bridge] fell" that became "a rather
  old bridge fell": `old bridge`, `a rather old bridge` and `rather old bridge` are right, whichever of "a" and "rather"
  was put in the place of "the" and which beside it.
- **replaced** if no word of it is left, each was replaced by another, and the place holds those and nothing else:
  "in [Kiel] on" that became "in [Köln] on". The passage is where it was, the reader is shown old and new words and
  confirms, but what was tagged is gone. It is neither counted as right nor as wrong, and its number is told.
- **wrong** anywhere else. So is each place for an annotation that is gone, and for one that was torn: the words of other
  passages now stand between its own, or its own in another order.

No place is an **orphan**; **deleted** where that is as it should be: the annotation was torn, or less than half of its
letters are left.

One thing no reader of the two texts could know, and only there a second account of the edit is taken as well: which of
two equal words was removed. "by Ann, by Bob" without two words is "by Bob", and it is the same edit whether "by Ann,"
or "Ann, by" was struck out. `[by] Ann, by Bob` may then be carried over to the "by" that is left, or be an orphan. The
account must strike out as many words in one run, within one sentence, and the words must be equal to the last sign
("by," is not "by"). A whole sentence that is removed is no such case: of "He left. He won." without the first, it is the
second "He" that is left, and an annotation on the first one must not come to it.

What the editor of these texts never does, because nobody could tell either: replace a word by one that stands beside
it, insert one beside its like ("the the"), or insert a sentence beside one that says the same. Nor
does the writer say the same sentence twice on end; but one sentence in a hundred is the copy of another one.
"""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from anchoring_texts import (
    KINDS,
    Paragraph,
    Word,
    Writer,
    article_of,
    edited,
    laid_out,
    words_of,
)

__all__ = ["CONTEXT", "KINDS", "Trial", "Writer", "article_of", "counted", "trial", "trial_of", "verdict"]

CONTEXT = 32


@dataclass
class Trial:
    """An article before and after, with annotations on it.

    Attributes:
        spans: First word of each annotation, and the one behind its last.
        new_of: For each old word its index in the new text, or -1.
        sentence_of: For each old word the number of its sentence.
    """

    old: str
    new: str
    records: dict[str, dict]
    spans: dict[str, tuple[int, int]]
    old_words: list[Word]
    new_words: list[Word]
    new_of: list[int]
    sentence_of: list[int]


Account = dict[int, int]  # new words that are said to be other old words than they are


def trial(size: int, kinds: list[str], rate: float, count: int, seed: int) -> Trial:
    """A made-up article of so many code points, edited, with `count` annotations."""
    writer = Writer(seed)
    return trial_of(writer.article(size), kinds, rate, count, writer)


def trial_of(article: list[Paragraph], kinds: list[str], rate: float, count: int, writer: Writer) -> Trial:
    """The same with an article that is given."""
    old, words = laid_out(article), words_of(article)
    for at, word in enumerate(words):
        word.origin = at
    after = edited(article, kinds, rate, writer)
    new, new_words = laid_out(after), words_of(after)
    new_of = [-1] * len(words)
    for at, word in enumerate(new_words):
        if word.origin >= 0:
            new_of[word.origin] = at
    sentences = [sentence for paragraph in article for sentence in paragraph]
    sentence_of = [number for number, sentence in enumerate(sentences) for _ in sentence]
    records, spans = {}, {}
    for number in range(count):
        # A third are short tags: a name, an outlet.
        length = writer.random.randint(1, 4) if number % 3 == 0 else writer.random.randint(4, 35)
        first = writer.random.randrange(max(len(words) - length, 1))
        span = words[first : first + length]
        start, end = span[0].at, span[-1].at + len(span[-1].text)
        if number % 2:  # without the signs at its ends
            while start < end - 1 and not old[start].isalnum():
                start += 1
            while end - 1 > start and not old[end - 1].isalnum():
                end -= 1
        if not any(letter.isalnum() for letter in old[start:end]):
            continue
        id_ = f"a-{number}"
        records[id_] = {
            "spans": [{"start": start, "end": end}], "quote": old[start:end],
            "prefix": old[max(start - CONTEXT, 0) : start], "suffix": old[end : end + CONTEXT],
        }  # fmt: skip
        spans[id_] = first, first + len(span)
    return Trial(old, new, records, spans, words, new_words, new_of, sentence_of)


def verdict(case: Trial, id_: str, found: tuple[int, int] | None) -> str:
    """right, replaced, wrong, orphan, or deleted for an orphan that has to be one."""
    first, end = case.spans[id_]
    if found is None:
        mine = _mine(case, first, end, {})
        left = sum(len(case.new_words[at].text) for at in mine)
        is_left = 2 * left >= sum(len(word.text) for word in case.old_words[first:end])
        return "orphan" if is_left and not _is_torn(case, mine, first, end, {}) else "deleted"
    place = _touched(case, *found)
    if not _mine(case, first, end, {}) and place:
        instead = {word.instead for word in case.new_words[place.start : place.stop] if word.origin < 0}
        if instead == set(range(first, end)) and len(place) == len(instead):
            return "replaced"
    accounts = _accounts(case, first, end)
    return "right" if any(_is_right(case, found, first, end, account) for account in accounts) else "wrong"


def counted(case: Trial, found: dict[str, tuple[int, int] | None]) -> Counter[str]:
    """How many places of each verdict."""
    return Counter(verdict(case, id_, place) for id_, place in found.items())


def _owner(case: Trial, at: int, account: Account) -> int:
    return account.get(at, case.new_words[at].origin)


def _mine(case: Trial, first: int, end: int, account: Account) -> list[int]:
    """The new words that are words of the annotation, in the order in which they were."""
    kept = {
        case.new_of[old]: old
        for old in range(first, end)
        if case.new_of[old] >= 0 and case.new_of[old] not in account
    }
    kept |= {at: old for at, old in account.items() if first <= old < end}
    return sorted(kept, key=kept.__getitem__)


def _is_torn(case: Trial, mine: list[int], first: int, end: int, account: Account) -> bool:
    if mine != sorted(mine):
        return True
    between = range(mine[0], mine[-1]) if mine else ()
    return any(
        owner >= 0 and not first <= owner < end for owner in (_owner(case, at, account) for at in between)
    )


def _touched(case: Trial, start: int, end: int) -> range:
    """The new words of which a place holds a letter."""
    words = case.new_words
    low = max(bisect.bisect_right(words, start, key=lambda word: word.at) - 1, 0)
    while low < len(words) and words[low].core()[1] <= start:
        low += 1
    high = low
    while high < len(words) and words[high].core()[0] < end:
        high += 1
    return range(low, high)


def _is_right(case: Trial, found: tuple[int, int], first: int, end: int, account: Account) -> bool:
    mine = _mine(case, first, end, account)
    place = _touched(case, *found)
    if not mine or _is_torn(case, mine, first, end, account):
        return False
    begin, finish = case.new_words[mine[0]].core()[0], case.new_words[mine[-1]].core()[1]
    if found[0] > begin or found[1] < finish:
        return False
    for at in place:
        owner = _owner(case, at, account)
        if owner >= 0:
            if not first <= owner < end:
                return False
        elif not mine[0] < at < mine[-1] and not _is_instead(case, at, first, end):
            return False
    return True


def _is_instead(case: Trial, at: int, first: int, end: int) -> bool:
    """Whether a new word was put in the place of one of the annotation, or beside one that was."""
    words = case.new_words
    if words[at].instead >= 0:
        return first <= words[at].instead < end
    for step in (-1, 1):
        beside = at
        while 0 <= beside < len(words) and words[beside].origin < 0 and words[beside].instead < 0:
            beside += step
        if 0 <= beside < len(words) and words[beside].origin < 0 and first <= words[beside].instead < end:
            return True
    return False


def _accounts(case: Trial, first: int, end: int) -> Iterator[Account]:
    """What was done, and what nobody can tell from it: other words struck out at either end of the annotation."""
    yield {}
    before, behind = [{}, *_slides(case, first)], [{}, *_slides(case, end)]
    for left in before:
        for right in behind:
            if (left or right) and not left.keys() & right.keys():
                yield {**left, **right}


def _slides(case: Trial, edge: int) -> Iterator[Account]:
    """Removals of as many words that give the same text, where the words change sides at `edge` or are lost there."""
    for run in {_removed(case, at) for at in (edge - 1, edge)} - {None}:
        for step in (-1, 1):
            yield from _slid(case, run, step)


def _removed(case: Trial, at: int) -> range | None:
    """The run of removed words that a word is in or beside."""
    new_of = case.new_of
    inside = next((old for old in (at, at - 1, at + 1) if 0 <= old < len(new_of) and new_of[old] < 0), None)
    if inside is None:
        return None
    low, high = inside, inside + 1
    while low > 0 and new_of[low - 1] < 0:
        low -= 1
    while high < len(new_of) and new_of[high] < 0:
        high += 1
    return range(low, high)


def _slid(case: Trial, run: range, step: int) -> Iterator[Account]:
    """The account with the run moved by one word, two, … as long as the words are equal."""
    old, new_of = case.old_words, case.new_of
    if not (run.start > 0 and run.stop < len(old) and new_of[run.stop] == new_of[run.start - 1] + 1):
        return  # something else stands there now
    account: Account = {}
    for by in range(1, 40):
        # The word that is left, and the removed one that it may as well be.
        left, gone = (run.stop + by - 1, run.start + by - 1) if step > 0 else (run.start - by, run.stop - by)
        if not (0 <= left < len(old)) or new_of[left] < 0 or old[left].text != old[gone].text:
            return
        at = new_of[left]
        low, high = sorted((left, gone))
        is_beside = at == new_of[run.stop if step > 0 else run.start - 1] + (by - 1) * step
        is_one_sentence = case.sentence_of[low] == case.sentence_of[high]
        if not is_beside or not is_one_sentence or case.new_words[at].text != old[gone].text:
            return
        account = {**account, at: gone}
        yield account
