"""Annotations are found again in a changed article, or given up; never put in a wrong place."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import annotator as an
from anchoring_texts import Word, laid_out, words_of
from anchoring_truth import KINDS, Trial, Writer, article_of, counted, trial, trial_of, verdict
from annotator.anchoring import carry_over, describe, find_again
from annotator.anchoring.tokens import Vocabulary, tokens_of
from annotator.merge import merge
from strategies import CODEBOOK, article_texts, histories, new_annotations

OWN = Path(__file__).parents[1] / "notebooks" / "articles" / "harbour-bridge.txt"
ARTICLE = an.open_article(OWN)
Json = dict[str, Any]


def record(text: str, *spans: tuple[int, int], **members: Any) -> Json:
    place = {"spans": [{"start": start, "end": end} for start, end in spans], **describe(text, spans)}
    return {"kind": "claim", "values": {}, "rev": 1, "by": "z", **place, **members}


def on(text: str, quote: str, nth: int = 0) -> Json:
    start = -1
    for _ in range(nth + 1):
        start = text.index(quote, start + 1)
    return record(text, (start, start + len(quote)))


def found_in(text: str, annotation: Json, before: str | None) -> tuple[str, str]:
    (one,) = find_again({"a": annotation}, text, before)
    assert one.quote == " … ".join(text[start:end] for start, end in one.spans)
    return one.outcome, one.quote


def verdicts(case: Trial, is_known: bool = True) -> dict[str, int]:
    outcomes = find_again(case.records, case.new, case.old if is_known else None)
    return dict(counted(case, {one.annotation: one.spans[0] if one.spans else None for one in outcomes}))


@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_our_article_edited_in_one_way(kind: str, is_known: bool) -> None:
    """R14: twelve kinds of edits, twenty spans each; a wrong anchor is worse than an orphan."""
    case = trial_of(article_of(ARTICLE.text), [kind], 0.08, 21, Writer(7))
    assert case.old == ARTICLE.text
    assert case.new != case.old
    judged = verdicts(case, is_known)
    assert sum(judged.values()) >= 20
    assert judged.get("wrong", 0) == 0
    assert judged.get("orphan", 0) <= 2


def wrapped(text: str) -> str:
    lines, width = [""], 72
    for word in text.split(" "):
        if len(lines[-1]) + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip(" ")
    return "\n".join(lines)


EXTRACTORS: dict[str, Callable[[str], str]] = {
    "straight quotes": lambda text: text.translate(str.maketrans("“”’", '""\'')),
    "dashes": lambda text: text.replace(" – ", "—").replace("-", "‑"),
    "no-break and thin spaces": lambda text: text.replace(" the ", " the\u00a0").replace(", ", ",\u2009"),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "line ends of Windows": lambda text: "\ufeff" + text.replace("\n", "\r\n") + "\r\n",
    "ligatures": lambda text: text.replace("fi", "ﬁ").replace("ff", "ﬀ"),
    "soft hyphens": lambda text: text.replace("tion", "\u00adtion").replace("ing ", "\u00ading "),
    "wrapped lines": wrapped,
}


@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.parametrize("name", EXTRACTORS)
def test_our_article_through_another_extractor(name: str, is_known: bool) -> None:
    """R15: eight variants, twelve claims each: the same words in the same order, found without exception."""
    old = ARTICLE.text
    new = an.Document.from_text(EXTRACTORS[name](old), title="").text
    random = Random(3)
    blocks = [(mark["start"], mark["end"]) for mark in ARTICLE.markup if mark["end"] - mark["start"] > 200]
    spans = []
    for start, end in random.sample(blocks, 12):
        first = old.index(" ", start + random.randrange(60)) + 1
        last = old.index(" ", min(first + random.randint(3, 110), end - 12))
        spans.append((first, last))
    records = {f"a-{at}": record(old, span) for at, span in enumerate(spans)}
    vocabulary = Vocabulary()

    def words_of(text: str) -> list[str]:
        # Where lines are wrapped or hyphens differ, the letters are the same.
        return [vocabulary.keys[id_] for id_ in tokens_of(text, vocabulary).ids]

    outcomes = find_again(records, new, old if is_known else None)
    assert len(outcomes) == 12
    for one, (start, end) in zip(outcomes, spans, strict=True):
        assert one.outcome in ("exact", "moved")
        ((begin, finish),) = one.spans
        assert words_of(new[begin:finish]) == words_of(old[start:end])
        assert words_of(new[:begin]) == words_of(old[:start])


@pytest.mark.parametrize("seed", range(12))
def test_made_up_articles_with_all_kinds_of_edits(seed: int) -> None:
    judged = verdicts(trial(12_000, list(KINDS), (0.01, 0.05)[seed % 2], 120, 500 + seed))
    assert judged.get("wrong", 0) == 0
    assert judged["right"] >= 100


def test_the_bookkeeping_of_the_truth_sees_a_wrong_place() -> None:
    case = trial(4_000, ["word replaced"], 0.05, 30, 1)
    places = {id_: (one["spans"][0]["start"], one["spans"][0]["end"]) for id_, one in case.records.items()}
    shifted = {id_: (start + 200, end + 200) for id_, (start, end) in places.items()}
    assert counted(case, shifted)["wrong"] > 20
    assert counted(case, dict.fromkeys(places))["orphan"] > 20


def judged(old: str, new: str, place: str) -> str:
    """The verdict on a place, where each word of the two texts is written with its number: `word/3`.

    In the old text [ ] enclose the annotation. In the new one a number is that of the old word that it is, one behind a
    ~ that of the word it was put in the place of, and a word without a number is new.
    """
    spans = [at for at, word in enumerate(old.split()) if "[" in word or "]" in word]
    article = article_of(old.replace("[", "").replace("]", ""))
    old_words = words_of(article)
    laid_out(article)
    new_of, new_words = [-1] * len(old_words), []
    for at, told in enumerate(new.split()):
        text, _, number = told.partition("/")
        origin = -1 if not number or number[0] == "~" else int(number)
        new_words.append(Word(text, " ", origin, int(number[1:]) if number[:1] == "~" else -1))
        if origin >= 0:
            new_of[origin] = at
    text = laid_out([[new_words]])
    sentences = [number for number, sentence in enumerate(article[0]) for _ in sentence]
    case = Trial("", text, {}, {"a": (spans[0], spans[-1] + 1)}, old_words, new_words, new_of, sentences)
    start = text.find(place)
    assert start >= 0
    return verdict(case, "a", (start, start + len(place)) if place else None)


@pytest.mark.parametrize(
    ("old", "new", "places"),
    [
        ("In May [the old bridge] fell.", "In/0 May/1 Sadly the/2 bridge/4 fell./5",
         {"the bridge": "right", "bridge": "wrong", "the bridge fell": "wrong", "Sadly the bridge": "wrong",
          "he bridge": "wrong", "May": "wrong", "": "orphan"}),
        ("In May [the old bridge] fell.", "In/0 May/1 a rather/~2 old/3 bridge/4 fell./5",
         {"old bridge": "right", "rather old bridge": "right", "a rather old bridge": "right", "bridge": "wrong"}),
        ("In May [the bridge] fell down.", "In/0 May/1 the/2 bridge/3 broke/~4 down./5",
         {"the bridge": "right", "the bridge broke": "wrong"}),
        ("It was in [Kiel] on Monday.", "It/0 was/1 in/2 Köln/~3 on/4 Monday./5",
         {"Köln": "replaced", "in Köln": "wrong", "on": "wrong", "": "deleted"}),
        ("He came [by] Ann, by Bob.", "He/0 came/1 by/4 Bob./5", {"by": "right", "Bob": "wrong", "": "deleted"}),
        ("He came by Ann, [by] Bob.", "He/0 came/1 by/2 Bob./5", {"by": "right", "came": "wrong", "": "deleted"}),
        ("He came [by, Ann] by Bob.", "He/0 came/1 by/4 Bob./5", {"by": "wrong", "": "deleted"}),
        ("[He left.] He won.", "He/2 won./3", {"He": "wrong", "": "deleted"}),
        ("[One two] three four.", "One/0 three/2 two/1 four./3", {"One three two": "wrong", "One": "wrong", "": "deleted"}),
        ("[One two] three four.", "two/1 One/0 three/2 four./3", {"two One": "wrong", "": "deleted"}),
    ],
)  # fmt: skip
def test_the_truth_to_the_letter(old: str, new: str, places: dict[str, str]) -> None:
    assert {place: judged(old, new, place) for place in places} == places


PAIR = "He left. The harbour was closed on Monday, they said. He won the prize of Orrick, and nobody cheered for long."


@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.parametrize(
    ("annotation", "new", "outcome"),
    [
        (on(PAIR, "the prize of Orrick"), "Oh. " + PAIR, ("moved", "the prize of Orrick")),
        (on(PAIR, "the prize"), PAIR.replace("prize", "price"), ("changed", "the price")),
        (on(PAIR, "the prize of Orrick"), PAIR.replace("prize", "great prize"), ("changed", "the great prize of Orrick")),
        (on(PAIR, "The harbour was closed"), PAIR.replace("harbour", "HARBOUR"), ("changed", "The HARBOUR was closed")),
        (on(PAIR, "He", 1), PAIR.replace("He left. ", ""), ("moved", "He")),
        (on(PAIR, "He left."), PAIR.replace("He left. ", ""), ("orphan", "")),
        (on(PAIR, "He"), PAIR.replace("He left. ", ""), ("orphan", "")),
        (on(PAIR, "closed"), PAIR.replace("closed", "busy"), ("orphan", "")),
        (on(PAIR, "they said"), "Something else entirely stands here now, and they said nothing of it.", ("orphan", "")),
        (record(PAIR, (13, 20), (43, 52)), PAIR.replace("they said. ", ""), ("orphan", "")),
        (record(PAIR, (13, 20), (25, 31)), "Oh. " + PAIR, ("moved", "harbour … closed")),
    ],
)  # fmt: skip
def test_single_cases(annotation: Json, new: str, outcome: tuple[str, str], is_known: bool) -> None:
    assert found_in(new, annotation, PAIR if is_known else None) == outcome


def test_of_two_equal_passages_the_one_that_is_left_keeps_its_annotation() -> None:
    twice = f"One. {PAIR} Two three four five six. {PAIR} Seven eight."
    once = f"One. Two three four five six. {PAIR} Seven eight."
    first, second = on(twice, "harbour was"), on(twice, "harbour was", 1)
    assert found_in(once, first, twice) == ("orphan", "")
    assert found_in(once, second, twice) == ("moved", "harbour was")
    assert found_in(once, second, None)[0] in ("moved", "orphan")


@pytest.mark.parametrize(
    ("order", "outcome"), [("acb", "orphan"), ("abc", "changed"), ("ac", "changed"), ("bac", "orphan")]
)
def test_what_may_have_lost_its_end_to_a_moved_paragraph_is_an_orphan(order: str, outcome: str) -> None:
    paragraphs = {
        "a": "The ferry left the northern pier at noon with forty passengers and a cargo of grain.",
        "b": "Old ropes were kept in the shed behind the harbour office until somebody sold them.",
        "c": "Nobody had counted the barrels that stood along the quay before the storm came in.",
    }
    old = "\n\n".join(paragraphs.values())
    tagged = on(old, "with forty passengers and a cargo of grain.\n\nOld ropes")
    paragraphs["b"] = paragraphs["b"].replace("Old ropes", "Heavy chains")
    assert found_in("\n\n".join(paragraphs[name] for name in order), tagged, old)[0] == outcome


@given(st.data())
@settings(max_examples=50)
def test_an_unchanged_text_keeps_everything_where_it_is(data: st.DataObject) -> None:
    text = an.Document.from_text(data.draw(article_texts), title="").text
    records = {f"a-{at}": {**data.draw(new_annotations(text))} for at in range(data.draw(st.integers(1, 4)))}
    for one in records.values():
        one |= describe(text, [(span["start"], span["end"]) for span in one["spans"]])
    for one in find_again(records, text, text):
        spans = tuple((span["start"], span["end"]) for span in records[one.annotation]["spans"])
        has_words = all(tokens_of(text[start:end], Vocabulary()).ids for start, end in spans)
        assert one.spans == spans if has_words else one.spans in (spans, ())
    for one in find_again(records, text):
        if one.spans:
            assert [(a, b) for a, b in one.spans] == [
                (span["start"], span["end"]) for span in records[one.annotation]["spans"]
            ]


@given(histories(), article_texts, st.booleans())
@settings(max_examples=40)
def test_nothing_of_a_reading_is_lost(
    history: tuple[an.Document, list[Json], list[Json]], text: str, is_known: bool
) -> None:
    document, _, readings = history
    raw = readings[-1]
    changed = an.Document.from_text(text, title="")
    carried, outcomes = carry_over(raw, changed, document.text if is_known else None)
    assert [one.annotation for one in outcomes] == list(raw["annotations"])
    for section in ("annotations", "relations", "answers", "removed"):
        assert carried[section].keys() == raw[section].keys()
    checked = an.Reading.from_dict(carried).checked
    assert checked.annotations.keys() | checked.orphans.keys() == raw["annotations"].keys()
    if carried is not raw:
        assert carried["document"] == changed.reference()
        lost = {one.annotation for one in outcomes if one.outcome == "orphan"}
        assert checked.orphans.keys() == lost
        for id_, one in carried["annotations"].items():
            before = raw["annotations"][id_]
            assert one["rev"] == before["rev"] + 1
            assert (one["values"], one["note"]) == (before["values"], before["note"])
            place = " … ".join(changed.text[span["start"] : span["end"]] for span in one["spans"])
            assert id_ in lost or place == one["quote"]
    # A second time changes nothing, neither on the new article nor from the old one.
    assert carry_over(carried, changed) == (carried, carry_over(carried, changed)[1])
    again, _ = carry_over(raw, changed, document.text if is_known else None)
    assert merge(carried, again) == carried


@given(histories(), st.integers(0, 8), article_texts)
@settings(max_examples=40)
def test_copies_that_are_carried_over_apart_merge_as_before(
    history: tuple[an.Document, list[Json], list[Json]], at: int, text: str
) -> None:
    document, _, readings = history
    earlier, later = readings[min(at, len(readings) - 1)], readings[-1]
    changed = an.Document.from_text(text, title="")
    if changed.id == document.id:
        return
    merged = merge(*(carry_over(one, changed, document.text)[0] for one in (earlier, later)))
    assert merged == carry_over(merge(earlier, later), changed, document.text)[0]


def test_an_orphan_comes_back_with_its_passage() -> None:
    full = an.Document.from_text(PAIR + "\n", title="P")
    short = an.Document.from_text(PAIR.replace("He left. ", ""), title="P")
    reading = an.Reading.new(full, CODEBOOK, "ada").apply(
        {"type": "add", "id": "a", "annotation": on(full.text, "He left.")}, {"by": "k", "now": ""}
    )
    lost, report = an.reanchor(reading, short, before=full)
    assert report.outcome.tolist() == ["orphan"]
    assert report.start.isna().all()
    assert list(lost.orphans) == ["a"]
    assert lost.annotations == {}
    assert lost.problems == []
    back, report = an.reanchor(lost, full, before=short)
    assert report.outcome.tolist() == ["moved"]
    assert back.orphans == {}
    assert back.annotations["a"]["quote"] == "He left."


def test_the_report_has_one_row_for_each_annotation() -> None:
    document = an.Document.from_text(PAIR, title="P")
    reading = an.Reading.new(document, CODEBOOK, "ada").apply(
        {"type": "add", "id": "a", "annotation": record(PAIR, (13, 20), (25, 31))}, {"by": "k", "now": ""}
    )
    _, report = an.reanchor(reading, an.Document.from_text("Oh. " + PAIR, title="P"), before=PAIR)
    assert report.columns.tolist() == ["annotation", "outcome", "start", "end", "quote", "was"]
    assert report.iloc[0].tolist() == ["a", "moved", 17, 35, "harbour … closed", "harbour … closed"]


def test_what_cannot_be_carried_over_is_refused() -> None:
    from annotator.anchoring import ReanchorError

    document, other = an.Document.from_text(PAIR, title="P"), an.Document.from_text("Other. " + PAIR)
    reading = an.Reading.new(document, CODEBOOK, "ada")
    with pytest.raises(ReanchorError, match="Give the text that was annotated"):
        an.reanchor(reading, other, before=other)
    with pytest.raises(ReanchorError, match="newer version"):
        an.reanchor({**reading.to_dict(), "schema_version": 2}, other)


def test_an_annotation_whose_quote_is_elsewhere_is_searched_by_its_quote() -> None:
    document = an.Document.from_text(PAIR, title="P")
    shifted = {**on(PAIR, "the prize of Orrick"), "spans": [{"start": 3, "end": 22}]}
    raw = {**an.Reading.new(document, CODEBOOK, "ada").to_dict(), "annotations": {"a": shifted}}
    carried, _ = carry_over(raw, an.Document.from_text("Oh. " + PAIR, title="P"), PAIR)
    assert carried["annotations"]["a"]["quote"] == "the prize of Orrick"
