"""Articles that are edited in known ways, so that it is known where each annotation has to be afterwards.

The edits are made on words that remember where they came from.
"""

from __future__ import annotations

import bisect
import difflib
import random
import re
from collections import Counter
from dataclasses import dataclass

KINDS = {
    "typo": "word", "word replaced": "word", "word inserted": "word", "word deleted": "word",
    "sentence inserted": "sentence", "sentence deleted": "sentence",
    "paragraph inserted": "paragraph", "paragraph deleted": "paragraph", "paragraph moved": "paragraph",
    "quotes and dashes": "word", "blanks": "word", "ligatures and case": "word",
}  # fmt: skip
CONTEXT = 32
COMMON = "the of and to in a is that it was for on with as by said had he from at are this not have but they which".split()
COMMON_WEIGHTS = [1 / (rank + 2) for rank in range(len(COMMON))]
STOCK = (
    "the harbour office said on Monday", "according to the ministry", "a spokesman told reporters",
    "in the first half of the year", "as the paper reported", "sources close to the council said",
)  # fmt: skip
SCRIPTS = [
    "ka lo mer tin os ra vel du sha pri fi ffi no er an ter wel gro stu bi ço né ün".split(),
    "ру да ле ни ко ста".split(), "تا كم را لو نة".split(), "λο γι με τα σ".split(),
]  # fmt: skip


@dataclass
class Word:
    """A word with its signs: where it stood in the old text, what it is, and what comes behind it."""

    text: str
    after: str
    origin: int = -1
    at: int = -1  # where it stands in the new text


def bare(text: str) -> str:
    """A word without its signs."""
    return "".join(letter for letter in text.lower() if letter.isalnum())


Sentence = list[Word]
Paragraph = list[Sentence]


class Writer:
    """Writes articles of made-up words that are used as often as words are."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.words = [
            "".join(self.random.choices(SCRIPTS[at % 10 % 7 % 4], k=self.random.randint(2, 4)))
            for at in range(6_000)
        ]
        self.weights = [1 / (rank + 3) for rank in range(len(self.words))]
        self.told: list[Sentence] = []
        self.stock = iter(())

    def word(self, *beside: str) -> str:
        """A word that is none of those beside it: no article says "the the", and nobody could tell them apart."""
        while (word := self.any_word()) in beside:
            pass
        return word

    def any_word(self) -> str:
        if self.random.random() < 0.4:  # "the" is one word in sixteen, as in English
            return self.random.choices(COMMON, COMMON_WEIGHTS)[0]
        next_ = next(self.stock, None)
        if next_ is None:
            self.stock = iter(self.random.choices(self.words, self.weights, k=5_000))
            return self.any_word()
        return next_

    def sentence(self) -> Sentence:
        if self.told and self.random.random() < 0.01:  # boilerplate
            return [Word(word.text, word.after) for word in self.random.choice(self.told)]
        texts: list[str] = []
        for _ in range(self.random.randint(4, 28)):
            texts.append(self.word(*texts[-1:]))
        if self.random.random() < 0.15:
            at = self.random.randrange(len(texts))
            phrase = self.random.choice(STOCK).split()
            if phrase[0] not in texts[at - 1 : at + 1] and phrase[-1] != texts[at]:
                texts[at:at] = phrase
        texts[0] = texts[0].capitalize()
        if self.random.random() < 0.2:
            texts[0], texts[-1] = "“" + texts[0], texts[-1] + "”"
        for at in range(1, len(texts) - 1):
            chance = self.random.random()
            if chance < 0.06:
                texts[at] += ","
            elif chance < 0.08:
                texts[at] += "’s"
            elif chance < 0.09:
                texts[at] += " –"
            elif chance < 0.10:
                texts[at] = str(self.random.randint(2, 2_000))
        texts[-1] += self.random.choice("....?")
        made = [Word(text, " ") for text in texts]
        self.told.append(made)
        return made

    def paragraph(self) -> Paragraph:
        made: Paragraph = []
        length, least = 0, self.random.randint(200, 900)
        while length < least:
            made.append(self.sentence())
            length += sum(len(word.text) + 1 for word in made[-1])
        return made

    def article(self, size: int) -> list[Paragraph]:
        made: list[Paragraph] = []
        length = 0
        while length < size:
            made.append(self.paragraph())
            length += sum(len(word.text) + 1 for sentence in made[-1] for word in sentence)
        return made


def laid_out(article: list[Paragraph], member: str) -> str:
    """The text; each word's place in it is put into `member`."""
    parts, length = [], 0
    for paragraph in article:
        words = [word for sentence in paragraph for word in sentence]
        for word in words:
            setattr(word, member, length)
            parts += [word.text, word.after if word is not words[-1] else "\n\n"]
            length += len(parts[-2]) + len(parts[-1])
    return "".join(parts).rstrip("\n")


def edited(article: list[Paragraph], kinds: list[str], rate: float, writer: Writer) -> list[Paragraph]:
    """A copy of an article with edits of some kinds, each at the rate divided by their number."""
    chance = writer.random.random
    rate /= len(kinds)
    units = {
        unit: [kind for kind in kinds if KINDS[kind] == unit] for unit in ("word", "sentence", "paragraph")
    }

    def drawn(unit: str) -> str | None:
        return next((kind for kind in units[unit] if chance() < rate), None)

    made: list[Paragraph] = []
    moved: list[Paragraph] = []
    for paragraph in article:
        kind = drawn("paragraph")
        if kind == "paragraph deleted":
            continue
        copy: Paragraph = []
        for sentence in paragraph:
            what = drawn("sentence")
            if what == "sentence deleted":
                continue
            if what == "sentence inserted":
                copy.append(writer.sentence())
            words: Sentence = []
            for at, word in enumerate(sentence):
                beside = [bare(one.text) for one in sentence[max(at - 1, 0) : at + 2]]
                words += changed(word, drawn("word"), writer, beside)
            if words:
                copy.append(words)
        if not copy:
            continue
        if kind == "paragraph inserted":
            made.append(writer.paragraph())
        (moved if kind == "paragraph moved" else made).append(copy)
    for paragraph in moved:
        made.insert(writer.random.randrange(len(made) + 1), paragraph)
    return made or [writer.paragraph()]


def changed(word: Word, kind: str | None, writer: Writer, beside: list[str]) -> Sentence:
    pick = writer.random
    text, after, origin = word.text, word.after, word.origin
    letters = [at for at, letter in enumerate(text) if letter.isalnum()]
    if kind == "typo" and len(letters) > 3:
        at = pick.choice(letters[1:])
        letter = pick.choice("aeioust")
        text = pick.choice([text[:at] + letter + text[at:], text[:at] + text[at + 1 :], text[:at] + letter + text[at + 1 :],
                            text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :]])  # fmt: skip
    elif kind == "word replaced":
        # Not by one that is spelt almost alike: nobody could tell it from a corrected typo.
        other = writer.word(*beside)
        while difflib.SequenceMatcher(None, bare(other), bare(text)).ratio() > 0.6:
            other = writer.word(*beside)
        return [Word(other, after)]
    elif kind == "word inserted":
        return [Word(writer.word(*beside), " "), Word(text, after, origin)]
    elif kind == "word deleted":
        return []
    elif kind == "quotes and dashes":
        for old, new in (
            ("“", pick.choice('"«„')),
            ("”", pick.choice('"»“')),
            ("’", "'"),
            ("–", pick.choice("-—")),
        ):
            text = text.replace(old, new)
    elif kind == "blanks":
        after = pick.choice(["\u00a0", "\u2009", "  ", "\n", "\t", "\u202f"])
    elif kind == "ligatures and case":
        text = pick.choice([
            text.replace("fi", "ﬁ").replace("ffi", "ﬃ"), text.upper() if len(text.upper()) == len(text) else text,
            text[:2] + "\u00ad" + text[2:] if len(letters) > 3 else text, text.replace("…", "..."),
        ])  # fmt: skip
    return [Word(text, after, origin)]


@dataclass
class Trial:
    """An article before and after, with annotations on it."""

    old: str
    new: str
    records: dict[str, dict]
    words: dict[str, list[Word]]  # the old ones of each annotation
    now: dict[int, Word]  # the new ones by their old place
    old_words: Sentence


def trial(size: int, kinds: list[str], rate: float, count: int, seed: int) -> Trial:
    """A made-up article of so many code points, edited, with `count` annotations."""
    writer = Writer(seed)
    return trial_of(writer.article(size), kinds, rate, count, writer)


def article_of(text: str) -> list[Paragraph]:
    """The paragraphs, sentences and words of a canonical text."""
    article: list[Paragraph] = []
    for paragraph in re.split("\n\n+", text):
        article.append([[]])
        for found in re.finditer(r"(\S+)(\s*)", paragraph):
            article[-1][-1].append(Word(found[1], found[2]))
            if found[1].rstrip('”’)"').endswith((".", "!", "?")):
                article[-1].append([])
        article[-1] = [sentence for sentence in article[-1] if sentence]
    return article


def trial_of(article: list[Paragraph], kinds: list[str], rate: float, count: int, writer: Writer) -> Trial:
    """The same with an article that is given."""
    old = laid_out(article, "origin")
    after = edited(article, kinds, rate, writer)
    new = laid_out(after, "at")
    words = [word for paragraph in article for sentence in paragraph for word in sentence]
    now = {
        word.origin: word
        for paragraph in after
        for sentence in paragraph
        for word in sentence
        if word.origin >= 0
    }
    records, inside = {}, {}
    for number in range(count):
        # A third are short tags: a name, an outlet.
        length = writer.random.randint(1, 4) if number % 3 == 0 else writer.random.randint(4, 35)
        first = writer.random.randrange(max(len(words) - length, 1))
        span = words[first : first + length]
        start, end = span[0].origin, span[-1].origin + len(span[-1].text)
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
        inside[id_] = span
    return Trial(old, new, records, inside, now, words)


def is_twin(case: Trial, span: Sentence, word: Word) -> bool:
    """Whether a word beside a span cannot be told from one of the span's own: all between the two was deleted."""
    old = case.old_words
    at = bisect.bisect_left(old, word.origin, key=lambda one: one.origin)
    step = -1 if word.origin > span[-1].origin else 1
    while 0 <= (at := at + step) < len(old) and old[at].origin not in case.now:
        if bare(old[at].text) == bare(word.text) and span[0].origin <= old[at].origin <= span[-1].origin:
            return True
    return False


def is_either(case: Trial, span: Sentence, missing: Sentence, step: int) -> bool:
    """Whether words at an end of a span may as well be others outside of it, which both texts allow.

    "By Ann, by Bob" that became "by Bob": nobody can tell which "by" was deleted. `step` leads into the span.
    """
    old = case.old_words
    words = missing if step > 0 else missing[::-1]
    at = bisect.bisect_left(old, words[0].origin, key=lambda one: one.origin)
    if any(bare(old[at + step * i].text) != bare(word.text) for i, word in enumerate(words)):
        return False  # other words of the span between them, or changed ones
    gone = 0
    while 0 <= at - step * (gone + 1) < len(old) and old[at - step * (gone + 1)].origin not in case.now:
        gone += 1
        others = [old[at + step * (i - gone)] for i in range(len(words))]
        is_outside = not any(span[0].origin <= one.origin <= span[-1].origin for one in others)
        if is_outside and [bare(one.text) for one in others] == [bare(one.text) for one in words]:
            return True
    return False


def verdict(case: Trial, id_: str, found: tuple[int, int] | None, places: list[tuple[int, Word]]) -> str:
    """right, wrong, orphan, or deleted for an orphan that has to be one."""

    old = case.words[id_]
    left = [case.now[word.origin] for word in old if word.origin in case.now]
    mine = {word.origin for word in old}
    letters = sum(len(word.text) for word in old)
    low = min((word.at for word in left), default=0)
    high = max((word.at + len(word.text) for word in left), default=0)
    at = bisect.bisect_left(places, low, key=lambda place: place[0])
    is_torn = False
    while at < len(places) and places[at][0] < high:
        word = places[at][1]
        is_torn |= word.origin >= 0 and word.origin not in mine
        at += 1
    if found is None:
        is_left = 2 * sum(len(word.text) for word in left) >= letters and not is_torn
        return "orphan" if is_left else "deleted"
    if not left or is_torn:
        return "wrong"
    start, end = found
    if case.new[start:end] == case.new[low:high] and start < high and end > low:
        return "right"  # of two equal words side by side either may be the one that is left
    cores = [[at for at, letter in enumerate(word.text) if letter.isalnum()] or [0] for word in left]
    before = [word for word, core in zip(left, cores, strict=True) if word.at + core[-1] < start]
    behind = [word for word, core in zip(left, cores, strict=True) if word.at + core[0] >= end]
    if len(before) + len(behind) == len(left):
        return "wrong"
    if (before and not is_either(case, old, before, 1)) or (behind and not is_either(case, old, behind, -1)):
        return "wrong"
    at = max(bisect.bisect_left(places, start, key=lambda place: place[0]) - 1, 0)
    while at < len(places) and places[at][0] < end:
        place, word = places[at]
        core = [at for at, letter in enumerate(word.text) if letter.isalnum()] or [0]
        is_inside = place + core[0] < end and place + core[-1] >= start
        if is_inside and word.origin >= 0 and word.origin not in mine and not is_twin(case, old, word):
            return "wrong"
        at += 1
    return "right"


def counted(case: Trial, found: dict[str, tuple[int, int] | None]) -> Counter[str]:
    places = sorted(((word.at, word) for word in case.now.values()), key=lambda place: place[0])
    return Counter(verdict(case, id_, place, places) for id_, place in found.items())
