"""Shared cases of finding annotations again in a changed article."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from cases_material import BOOK, SEED, TEXT, Case, Json

from annotator.anchoring import describe
from annotator.document import Document
from annotator.merge import empty_reading

WORDS = (
    "the river of council and ferry a bridge grain harbour to price winter in report ledger said letter office "
    "“nobody” vote’s budget 1,5 storm – café naïve co\u00adoperate ofﬁce 🦊 мост река 世界 שלום नमस्ते they had not been there"
).split()


PARAGRAPHS = (
    "The ferry left the northern pier at noon with forty passengers and a cargo of grain for the mill.",
    "Old ropes were kept in the shed behind the harbour office until somebody sold them to a museum.",
    "Nobody had counted the barrels that stood along the quay before the storm came in from the west.",
)


def _went_away() -> Iterator[tuple[str, str, str]]:
    """A paragraph was moved and its end rewritten, or deleted; a span reaches into it."""
    a, b, c = PARAGRAPHS
    rewritten = b.replace("Old ropes", "Heavy chains")
    across = "with forty passengers and a cargo of grain for the mill.\n\nOld ropes"
    yield "the end went away with a moved paragraph", f"{a}\n\n{c}\n\n{rewritten}", across
    yield "the end was rewritten where it stands", f"{a}\n\n{rewritten}\n\n{c}", across
    yield "the end was deleted with its paragraph", f"{a}\n\n{c}", across
    moved = f"{b.replace('a museum', 'somebody else')}\n\n{a}\n\n{c}"
    yield "the beginning went away with a moved paragraph", moved, f"a museum.\n\n{c[:60]}"


def _told_apart() -> Iterator[tuple[str, str, str, str]]:
    """Before, after and a quote, where the diff may take one of two equal words and should take the other."""
    old = "Down at the pier they met Orrick’s men, who had been paid. The rest is not told here."
    yield (
        "a word before its like with a sign",
        old,
        old.replace("Orrick’s", "Orrick Orrick’s"),
        "Orrick’s men",
    )
    old = "Everybody had a ledger the ledger. Nothing else was kept in the long grey shed by the mill."
    yield "the sign stays with its word", old, old.replace("ledger the ledger.", "ledger."), "ledger. Nothing"
    old = "They came for the grain of and by boat the year before, as the council had been told in time."
    yield "as many words as before", old, old.replace("of and by boat", "on the sea and"), "grain of and"
    old = "It is known as in for the time being, and nobody at the harbour office would say any more."
    yield "as many words, one like another", old, old.replace("as in for", "grain was for"), "is known as"
    a, b, c = PARAGRAPHS
    inserted = f"{a} {b}"
    yield (
        "what was put before a changed end",
        f"{a} Mindful {c}",
        f"{inserted} Minfdul {c}",
        "the mill. Mindful",
    )
    yield (
        "a passage that stands twice",
        f"{a}\n\n{b}\n\n{c} {b}",
        f"{a}\n\n{c}\n\n{b} {a}",
        "until somebody sold them",
    )


def _said_twice() -> Iterator[tuple[str, Json, str]]:
    """A sentence that the article says twice, of which one is tagged; tags on both sides say what is near."""
    a, b, c = PARAGRAPHS
    said = "The harbour board will meet again in the second week of March."
    far = " ".join(f"On day {number} a boat came in from the {number * 7}th pier." for number in range(40))
    before = f"{a} {said} {b}\n\n{c} {far}\n\nAt the end of it all, {said}"
    tagged = (
        "cargo of grain for the mill",
        "meet again in the second",
        "counted the barrels that stood",
        "from the 70th pier",
    )
    known: Json = {}
    for number, quote in enumerate(tagged):
        start = before.index(quote)
        span = (start, start + len(quote))
        known[f"a-{number}"] = {"spans": [{"start": span[0], "end": span[1]}], **describe(before, [span])}
    edited = said.replace("week of March", "month")
    yield "unchanged", known, before
    yield "the first one edited", known, before.replace(said, edited, 1)
    yield "the first one deleted", known, before.replace(f" {said}", "", 1)
    yield "the second one deleted", known, before.replace(f" {said}", "", 2).replace(a, f"{a} {said}")
    yield "beside each other", known, before.replace(said, f"{edited} {said}", 1)
    yield "the first one moved to the front", known, f"{said}\n\n{before.replace(f' {said}', '', 1)}"
    yield "alone", {"a-1": known["a-1"]}, before.replace(said, edited, 1)
    yield "alone, the first one deleted", {"a-1": known["a-1"]}, before.replace(f" {said}", "", 1)


def _sentence(random: Random) -> str:
    words = random.choices(
        WORDS, [3 / (rank % 11 + 1) for rank in range(len(WORDS))], k=random.randint(3, 11)
    )
    words[0] = words[0].capitalize()
    return " ".join(words) + random.choice(".?.!”")


def _article(random: Random) -> list[list[str]]:
    sentences = [_sentence(random) for _ in range(random.randint(5, 9))]
    if random.random() < 0.3:
        sentences.insert(random.randrange(len(sentences)), random.choice(sentences))
    article: list[list[str]] = [[]]
    for sentence in sentences:
        article[-1].append(sentence)
        if random.random() < 0.4:
            article.append([])
    return [paragraph for paragraph in article if paragraph]


def _text(article: list[list[str]]) -> str:
    return "\n\n".join(" ".join(paragraph) for paragraph in article)


def _edited(random: Random, article: list[list[str]], rate: float) -> str:
    made = []
    for paragraph in article:
        if random.random() < rate / 2:
            continue
        sentences = []
        for sentence in paragraph:
            if random.random() < rate / 2:
                sentences.append(_sentence(random))
            if random.random() < rate:
                continue
            words = []
            for word in sentence.split(" "):
                chance = random.random() / rate
                if chance < 0.2:
                    word = random.choice(WORDS)
                elif chance < 0.4 and len(word) > 3:
                    at = random.randrange(1, len(word))
                    word = word[:at] + random.choice("aeiou") + word[at + 1 :]
                elif chance < 0.5:
                    continue
                elif chance < 0.6:
                    words.append(random.choice(WORDS))
                elif chance < 0.8:
                    word = (
                        word.replace("“", '"')
                        .replace("”", '"')
                        .replace("’", "'")
                        .replace("–", "—")
                        .replace("ﬁ", "fi")
                    )
                elif chance < 0.9:
                    word = word.upper()
                words.append(word + ("\u00a0" if chance > 0.95 and chance < 1 else ""))
            sentences.append(" ".join(words))
        made.append(sentences)
    if random.random() < rate:
        random.shuffle(made)
    return Document.from_text(_text(made) or "gone", title="").text


def _annotations(random: Random, text: str, count: int) -> Json:
    made = {}
    for at in range(count):
        parts = random.choice([1, 1, 1, 2])
        start, cuts = random.randrange(len(text) - 8), []
        for _ in range(2 * parts):
            cuts.append(start)
            start += random.randint(1, random.choice([4, 12, 60]))
        spans = [
            (a, min(b, len(text)))
            for a, b in zip(cuts[::2], cuts[1::2], strict=True)
            if a < min(b, len(text))
        ]
        record: Json = {"spans": [{"start": a, "end": b} for a, b in spans], **describe(text, spans)}
        if random.random() < 0.1:
            record |= {"prefix": "", "suffix": ""}
        made[f"a-{at}"] = record
    return made


def anchoring_cases() -> Iterator[Case]:
    """Edited articles, with the text before and without; whole readings; descriptions of spans."""
    random = Random(SEED)
    for at in range(100):
        article = _article(random)
        before = _text(article)
        rate = random.choice([0.02, 0.1, 0.1, 0.3])
        text = _edited(random, article, rate)
        known = {"annotations": _annotations(random, before, 6), "text": text}
        yield f"edited {at}", "find_again", {**known, "before": before if at % 2 else None}
    short = {"a": {"spans": [{"start": 0, "end": 3}], "quote": "one", "prefix": "", "suffix": ""}}
    for text in ("one", "One.", "two", "one one", "…", "\u00ad", "one two three four five"):
        yield f"short {text!r}", "find_again", {"annotations": short, "text": text, "before": "one"}
        yield f"short {text!r}, unknown", "find_again", {"annotations": short, "text": text, "before": None}
    contradicting = {**short, "b": {**short["a"], "quote": "two"}, "c": {**short["a"], "quote": "longer"}}
    yield (
        "contradicting",
        "find_again",
        {"annotations": contradicting, "text": "one two longer", "before": None},
    )
    for name, text, span in _went_away():
        start = "\n\n".join(PARAGRAPHS).index(span)
        known = describe("\n\n".join(PARAGRAPHS), [(start, start + len(span))])
        given = {"a": {"spans": [{"start": start, "end": start + len(span)}], **known}}
        for before in ("\n\n".join(PARAGRAPHS), None):
            about = {"annotations": given, "text": text, "before": before}
            yield f"{name}, {'known' if before else 'unknown'}", "find_again", about
    for name, before, text, quote in _told_apart():
        start = before.index(quote)
        known = describe(before, [(start, start + len(quote))])
        given = {"a": {"spans": [{"start": start, "end": start + len(quote)}], **known}}
        for is_known in (True, False):
            about = {"annotations": given, "text": text, "before": before if is_known else None}
            yield f"{name}, {'known' if is_known else 'unknown'}", "find_again", about
    for name, given, text in _said_twice():
        about = {"annotations": given, "text": text, "before": None}
        yield f"said twice: {name}", "find_again", about
    a, b, c = PARAGRAPHS
    apart = (
        describe(f"{a} {b}\n\n{c}", [(len(a) - 20, len(a) + 12)]),
        describe(f"{a} {b}\n\n{c}", [(len(a + b) + 9, len(a + b) + 30)]),
    )
    given = {
        "a": {"spans": [{"start": len(a) - 20, "end": len(a) + 12}], **apart[0]},
        "b": {"spans": [{"start": len(a + b) + 9, "end": len(a + b) + 30}], **apart[1]},
    }
    for name, text in (
        ("cut out", f"{a}\n\n{c}"),
        ("cut out, another there", f"{a} {c} {b}\n\n{c}"),
        ("gone", a),
    ):
        yield f"an end {name}, unknown", "find_again", {"annotations": given, "text": text, "before": None}
    article = [[_sentence(random) for _ in range(8)]]
    old = Document.from_text(_text(article), title="T", source="a.txt")
    new = Document.from_text(_edited(random, article, 0.2), title="T 2", source="a.txt").to_dict()
    records = {
        id_: {"kind": "claim", "values": {"s": 1}, "note": "n", "rev": at + 1, "by": "z", **record}
        for at, (id_, record) in enumerate(_annotations(random, old.text, 4).items())
    }
    link = {"kind": "supports", "from": "a-0", "to": "a-1", "rev": 2, "by": "z"}
    reading = {
        **empty_reading(old, BOOK, "ada"),
        "annotations": records,
        "relations": {"r-1": link, "r-2": {**link, "rev": 0}},
        "answers": {"genre": {"value": "news", "rev": 1, "by": "z"}, "bad": 5},
        "removed": {"a-9": {"rev": 4, "by": "z"}},
        "x_unknown": [1],
    }
    changes: list[tuple[str, Json]] = [
        ("as it is", {}),
        ("progress", {"progress": {"done": True, "rev": 2, "by": "z", "x": 1}}),
        ("no sections", {"answers": None, "relations": 5}),
        ("an orphan", {"annotations": {**records, "a-1": {**records["a-1"], "orphan": True}}}),
        ("no orphan any more", {"annotations": {**records, "a-1": {**records["a-1"], "orphan": False}}}),
        ("damaged", {"annotations": {**records, "a-1": {**records["a-1"], "spans": []}, "a-2": None, "é": records["a-0"]}}),
        ("another quote", {"annotations": {**records, "a-1": {**records["a-1"], "quote": "x" * 5}}}),
        ("no document", {"document": None}),
        ("carried over before", {"carried_from": "doc-000000000001"}),
        ("carried over more than once", {"carried_from": ["doc-000000000001", new["id"], 5]}),
    ]  # fmt: skip
    for name, change in changes:
        for before in (old.text, None):
            given = {"reading": {**reading, **change}, "document": new, "before": before}
            yield f"{name}, {'known' if before else 'unknown'}", "carry_over", given
    same = {"reading": reading, "document": old.to_dict(), "before": None}
    yield "the same document", "carry_over", same
    for at in range(24):
        start = random.randrange(len(TEXT))
        spans = [[start, random.randint(start + 1, len(TEXT))]]
        yield f"description {at}", "describe", {"text": TEXT * (at % 2 + 1), "spans": spans}
