"""How well annotations are found again in a changed article, against a truth that is known.

Run it from the checkout, after `make lab` or `make test` has made the environment:

    .venv/bin/pip install edlib        # only for the peer; without it the peer is left out
    .venv/bin/python benchmarks/anchoring.py            # all: about ten minutes
    .venv/bin/python benchmarks/anchoring.py --quick    # 10 kB only

Generated articles are edited in twelve ways, at 1, 5 and 20 % of their words, sentences, paragraphs or signs. The
edits are made on words that remember where they came from, so it is known where each annotation has to be.

- *right*: the place holds all words of the annotation that are left, and no other word of the old text.
- *wrong*: any other place; also any place for an annotation of which no word is left, or whose words were torn apart.
- *orphan*: no place; counted as lost only where at least half of its letters are left, in one stretch.

The peer searches each quote by itself as the Hypothesis client does: the approximate matches with the fewest errors,
at most half of the quote, weighed 50 : 20 : 20 : 2 by quote, prefix, suffix and position.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from dataclasses import dataclass

from annotator.anchoring.diff import Alignment
from annotator.anchoring.outcome import find_again
from annotator.anchoring.tokens import Vocabulary, tokens_of

KINDS = {
    "typo": "word", "word replaced": "word", "word inserted": "word", "word deleted": "word",
    "sentence inserted": "sentence", "sentence deleted": "sentence",
    "paragraph inserted": "paragraph", "paragraph deleted": "paragraph", "paragraph moved": "paragraph",
    "quotes and dashes": "word", "blanks": "word", "ligatures and case": "word",
}  # fmt: skip
RATES = (0.01, 0.05, 0.20)
SIZES = {10_000: 250, 100_000: 1_000, 1_000_000: 2_000}  # annotations of each trial
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
        return [Word(writer.word(*beside), after)]
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


def trial(size: int, kinds: list[str], rate: float, count: int, seed: int) -> Trial:
    writer = Writer(seed)
    article = writer.article(size)
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
    return Trial(old, new, records, inside, now)


def verdict(case: Trial, id_: str, found: tuple[int, int] | None, places: list[tuple[int, Word]]) -> str:
    """right, wrong, orphan, or deleted for an orphan that has to be one."""
    import bisect

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
    for word in left:
        core = [at for at, letter in enumerate(word.text) if letter.isalnum()] or [0]
        if word.at + core[0] >= end or word.at + core[-1] < start:
            return "wrong"
    at = max(bisect.bisect_left(places, start, key=lambda place: place[0]) - 1, 0)
    while at < len(places) and places[at][0] < end:
        place, word = places[at]
        core = [at for at, letter in enumerate(word.text) if letter.isalnum()] or [0]
        is_inside = place + core[0] < end and place + core[-1] >= start
        if is_inside and word.origin >= 0 and word.origin not in mine:
            return "wrong"
        at += 1
    return "right"


def searched(case: Trial, record: dict) -> tuple[int, int] | None:
    """One quote as the Hypothesis client searches it."""
    import edlib

    quote, text, start = record["quote"], case.new, record["spans"][0]["start"]
    errors = min(256, len(quote) // 2)
    places, at = [], text.find(quote)
    while at >= 0:
        places.append((at, at + len(quote)))
        at = text.find(quote, at + 1)
    distance = 0
    if not places:
        result = edlib.align(quote, text, mode="HW", task="locations", k=errors)
        distance = result["editDistance"]
        places = [(a or 0, b + 1) for a, b in result["locations"] or []]

    def score(place: tuple[int, int]) -> float:
        a, b = place
        before = (
            edlib.align(record["prefix"], text[max(a - CONTEXT, 0) : a], mode="NW")["editDistance"]
            if record["prefix"]
            else 0
        )
        behind = (
            edlib.align(record["suffix"], text[b : b + CONTEXT], mode="NW")["editDistance"]
            if record["suffix"]
            else 0
        )
        return (50 * (1 - distance / len(quote)) + 20 * max(1 - before / CONTEXT, 0) + 20 * max(1 - behind / CONTEXT, 0)
                + 2 * (1 - abs(a - start) / len(text)))  # fmt: skip

    return max(places, key=score) if places else None


def counted(case: Trial, found: dict[str, tuple[int, int] | None]) -> Counter[str]:
    places = sorted(((word.at, word) for word in case.now.values()), key=lambda place: place[0])
    return Counter(verdict(case, id_, place, places) for id_, place in found.items())


def share(count: int, whole: int) -> str:
    return f"{100 * count / whole:7.3f}" if whole else "      -"


def report(name: str, verdicts: Counter[str], outcomes: Counter[str], seconds: float) -> None:
    whole = sum(verdicts.values())
    kept = whole - verdicts["deleted"]
    cells = [share(outcomes[outcome], whole) for outcome in ("exact", "moved", "changed", "orphan")]
    print(
        f"{name:34} {whole:7} {' '.join(cells)} {verdicts['wrong']:6} {share(verdicts['orphan'], kept)} {seconds:8.2f}",
        flush=True,
    )


def run(size: int, rate: float, sets: dict[str, list[str]], seeds: range, with_context: bool) -> Counter[str]:
    total: Counter[str] = Counter()
    all_outcomes: Counter[str] = Counter()
    for name, kinds in sets.items():
        verdicts: Counter[str] = Counter()
        outcomes: Counter[str] = Counter()
        seconds = 0.0
        for seed in seeds:
            case = trial(size, kinds, rate, SIZES[size], seed)
            began = time.perf_counter()
            found = find_again(case.records, case.new, None if with_context else case.old)
            seconds += time.perf_counter() - began
            verdicts += counted(case, {one.annotation: one.spans[0] if one.spans else None for one in found})
            outcomes.update(one.outcome for one in found)
        report(f"{size // 1000:5} kB {100 * rate:3.0f} % {name}", verdicts, outcomes, seconds)
        total += verdicts
        all_outcomes += outcomes
    report(f"{size // 1000:5} kB {100 * rate:3.0f} % together", total, all_outcomes, 0)
    return total


def speed(size: int, count: int) -> None:
    SIZES[size] = count
    case = trial(size, list(KINDS), 0.05, count, 1)
    began = time.perf_counter()
    vocabulary = Vocabulary()
    Alignment(tokens_of(case.old, vocabulary), tokens_of(case.new, vocabulary), vocabulary)
    diff = time.perf_counter() - began
    began = time.perf_counter()
    found = find_again(case.records, case.new, case.old)
    whole = time.perf_counter() - began
    print(
        f"{size // 1000} kB, {len(found)} annotations: one diff {diff:.2f} s, all carried over {whole:.2f} s, ratio {whole / diff:.2f}"
    )


def peer(size: int, rate: float, count: int) -> None:
    SIZES[size] = count
    case = trial(size, list(KINDS), rate, count, 1)
    began = time.perf_counter()
    found = {id_: searched(case, record) for id_, record in case.records.items()}
    seconds = time.perf_counter() - began
    verdicts = counted(case, found)
    whole = sum(verdicts.values())
    kept = whole - verdicts["deleted"]
    print(f"peer {size // 1000:5} kB {100 * rate:3.0f} %: {whole} searched, wrong {share(verdicts['wrong'], whole)} %, "
          f"orphans {share(verdicts['orphan'], kept)} %, {1000 * seconds / whole:.1f} ms each", flush=True)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="10 kB only, few trials")
    parser.add_argument(
        "--trials", type=int, default=100_000, help="annotations at 5 %% over 100 kB of each kind"
    )
    arguments = parser.parse_args()
    sets = {kind: [kind] for kind in KINDS} | {"all twelve": list(KINDS)}
    heads = f"{'exact %':>7} {'moved %':>7} {'chang %':>7} {'orph. %':>7}"
    print(f"{'size, edits':34} {'number':>7} {heads} {'wrong':>6} {'lost %':>7} {'seconds':>8}")
    for size in (10_000,) if arguments.quick else SIZES:
        for rate in RATES:
            run(size, rate, sets, range(4 if size == 10_000 else 1), False)
    if not arguments.quick:
        number = max(arguments.trials // SIZES[100_000] // len(sets), 1)
        total = run(100_000, 0.05, sets, range(10, 10 + number + 1), False)
        print(f"wrong at 5 %: {total['wrong']} of {sum(total.values())}")
    print("\nOnly quotes and contexts known, as in the page:")
    for size in (10_000,) if arguments.quick else (10_000, 100_000):
        for rate in RATES:
            run(size, rate, sets, range(2), True)
    print()
    for size, count in (
        ((10_000, 100), (100_000, 1_000)) if arguments.quick else ((100_000, 10_000), (1_000_000, 10_000))
    ):
        speed(size, count)
    try:
        import edlib  # noqa: F401
    except ImportError:
        print("The peer is left out: pip install edlib")
        return
    for size, count in (
        ((10_000, 250),) if arguments.quick else ((10_000, 250), (100_000, 250), (1_000_000, 100))
    ):
        for rate in RATES:
            peer(size, rate, count)


if __name__ == "__main__":
    main()
