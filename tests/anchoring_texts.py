"""Made-up articles, and edits of them in twelve kinds. Edited words remember which old word they are, or stand for."""

from __future__ import annotations

import random
import re
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
    """A word with its signs, and what comes behind it.

    Attributes:
        origin: Index of the old word that it is; -1 for a new one.
        instead: Index of the old word that it was put in the place of; -1 if of none.
        at: Where it starts in its text.
    """

    text: str
    after: str
    origin: int = -1
    instead: int = -1
    at: int = -1

    def core(self) -> tuple[int, int]:
        """Start and end in its text without the signs at its ends."""
        letters = [at for at, letter in enumerate(self.text) if letter.isalnum()] or [0, len(self.text) - 1]
        return self.at + letters[0], self.at + letters[-1] + 1


def bare(text: str) -> str:
    """A word without its signs."""
    return "".join(letter for letter in text.lower() if letter.isalnum())


def bares_of(sentence: Sentence) -> list[str]:
    """Its words without their signs."""
    return [bare(word.text) for word in sentence]


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

    def sentence(self, *beside: Sentence) -> Sentence:
        """A sentence that is none of those beside it."""
        while bares_of(made := self.any_sentence()) in map(bares_of, beside):
            pass
        return made

    def any_sentence(self) -> Sentence:
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
            made.append(self.sentence(*made[-1:]))
            length += sum(len(word.text) + 1 for word in made[-1])
        return made

    def article(self, size: int) -> list[Paragraph]:
        made: list[Paragraph] = []
        length = 0
        while length < size:
            made.append(self.paragraph())
            length += sum(len(word.text) + 1 for sentence in made[-1] for word in sentence)
        return made


def words_of(article: list[Paragraph]) -> list[Word]:
    """All words, in order."""
    return [word for paragraph in article for sentence in paragraph for word in sentence]


def laid_out(article: list[Paragraph]) -> str:
    """The text; each word is told where it stands in it."""
    parts, length = [], 0
    for paragraph in article:
        words = words_of([paragraph])
        for word in words:
            word.at = length
            parts += [word.text, word.after if word is not words[-1] else "\n\n"]
            length += len(parts[-2]) + len(parts[-1])
    return "".join(parts).rstrip("\n")


def edited(article: list[Paragraph], kinds: list[str], rate: float, writer: Writer) -> list[Paragraph]:
    """A copy of an article with edits of some kinds, each at the rate divided by their number."""
    chance = writer.random.random
    rate /= len(kinds)
    bares = bares_of(words_of(article))
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
        for number, sentence in enumerate(paragraph):
            what = drawn("sentence")
            if what == "sentence deleted":
                continue
            if what == "sentence inserted":
                copy.append(writer.sentence(*paragraph[max(number - 1, 0) : number + 1]))
            words: Sentence = []
            for word in sentence:
                # The neighbours beyond the ends of sentence and paragraph too.
                beside = bares[max(word.origin - 1, 0) : word.origin + 2]
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
        return [Word(writer.word(*beside), after, instead=origin)]
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


def article_of(text: str) -> list[Paragraph]:
    """The paragraphs, sentences and words of a canonical text."""
    article: list[Paragraph] = []
    for paragraph in re.split("\n\n+", text):
        article.append([[]])
        for found in re.finditer(r"(\S+)(\s*)", paragraph):
            article[-1][-1].append(Word(found[1], found[2]))
            if ends_sentence(found[1]):
                article[-1].append([])
        article[-1] = [sentence for sentence in article[-1] if sentence]
    return article


def ends_sentence(text: str) -> bool:
    """Whether a word is the last of its sentence."""
    return text.rstrip('”’)"').endswith((".", "!", "?"))
