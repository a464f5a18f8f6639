"""Detectors: what each finds, that offsets and time hold on any text, and that a stranger's model breaks nothing."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator
from importlib import metadata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import annotator as an
from annotator.document import Document, DocumentError
from annotator.suggestions import DetectorError, SuggestionWarning, available, detect, resolve
from annotator.suggestions.attributions import attributions
from annotator.suggestions.citations import citations
from annotator.suggestions.claims import claims
from annotator.suggestions.sentences import sentences
from annotator.widgets import Annotator, AnnotatorWarning
from annotator.widgets.bundle import MIME
from strategies import texts

Json = dict[str, Any]
DETECTORS = (citations, attributions, claims)
BOOK = an.Codebook.load("claims")


def document(text: str) -> Document:
    return Document.from_text("Harbour\n\n" + text)


def cited(text: str) -> list[tuple[str, str, Any, Any, Any]]:
    found = document(text)
    return [
        (
            found.text[item["start"] : item["end"]],
            *(item["detail"][part] for part in ("outlet", "day", "month", "year")),
        )
        for item in citations(found)
    ]


def attributed(text: str) -> list[tuple[str, str, str]]:
    """Source, cue and content of each attribution, once."""
    parts = [item["detail"] for item in attributions(document(text))]
    return list(dict.fromkeys((part["source"], part["cue"], part["content"]) for part in parts))


def rules(text: str) -> set[str]:
    return {name for item in claims(document(text)) for name in item["detail"]["rules"]}


# --- sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The quay is shut. Nobody came.", ["The quay is shut.", "Nobody came."]),
        ("They call it the “iron winter.” It was mild.", ["They call it the “iron winter.”", "It was mild."]),
        ("“It sank!” he cried. (So it did.) Yes.", ["“It sank!” he cried.", "(So it did.)", "Yes."]),
        ("Dr. Brandt met J. Quill on Oct. 4 in the U.S. Senate.", None),
        ("He lives in the U.S. She does not.", ["He lives in the U.S.", "She does not."]),
        (
            "It was no. 3 of 4. There was no. Nothing more.",
            ["It was no. 3 of 4.", "There was no.", "Nothing more."],
        ),
        ("Prices rose 3.5 per cent (Tide, May 4). ok then", None),
        ("Wait … what? Indeed", ["Wait … what?", "Indeed"]),
        ("港が再開した。船が来た。", ["港が再開した。", "船が来た。"]),
        ("1. Ferries are late", None),
        ("Two lines\nof one sentence. And\nanother.", ["Two lines\nof one sentence.", "And\nanother."]),
    ],
)
def test_sentences(text: str, expected: list[str] | None) -> None:
    found = document(text)
    assert [found.text[start:end] for start, end in sentences(found)] == (expected or [text])


def test_titles_headings_and_code_hold_no_sentences() -> None:
    text = "Harbour\n\nA sentence.\n\nA heading\n\nAnother sentence."
    kinds = ["title", "paragraph", "heading", "paragraph"]
    starts = [0, 9, 22, 33]
    markup = [
        {"type": kind, "start": start, "end": end}
        for kind, start, end in zip(kinds, starts, [7, 20, 31, 50], strict=True)
    ]
    found = Document.from_text(text, markup=markup)
    assert [text[start:end] for start, end in sentences(found)] == ["A sentence.", "Another sentence."]
    # The same stretch twice in hostile markup is read once; text without markup is read by blank lines.
    twice = Document.from_text(text, markup=[markup[1]] * 3)
    assert len(sentences(twice)) == 1
    assert len(sentences(Document.from_text("One. Two.\n\nThree.", markup=[]))) == 3


# --- citations


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rose (Saltmere Tide, May 4).", ("(Saltmere Tide, May 4)", "Saltmere Tide", 4, 5, "unknown")),
        ("It rose (see Tide, June 20, 2021).", ("(see Tide, June 20, 2021)", "Tide", 20, 6, 2021)),
        ("It rose (, July 25).", ("(, July 25)", "unknown", 25, 7, "unknown")),
        ("It rose ( , 25 July 2022).", ("( , 25 July 2022)", "unknown", 25, 7, 2022)),
        ("It rose (—, July 25).", ("(—, July 25)", "unknown", 25, 7, "unknown")),
        ("It rose (, accessed July 31).", ("(, accessed July 31)", "unknown", 31, 7, "unknown")),
        ("It rose [Tide, 2021].", ("[Tide, 2021]", "Tide", "unknown", "unknown", 2021)),
        ("It rose (Tide, May 2021).", ("(Tide, May 2021)", "Tide", "unknown", 5, 2021)),
        ("It rose (Tide, 3/7/2022).", ("(Tide, 3/7/2022)", "Tide", "unknown", "unknown", 2022)),
        ("It rose (Tide, July 3–4).", ("(Tide, July 3–4)", "Tide", "unknown", 7, "unknown")),
        ("It rose (Tide, 2021-03-04).", ("(Tide, 2021-03-04)", "Tide", 4, 3, 2021)),
        ("It rose (orra.example, Sept. 9).", ("(orra.example, Sept. 9)", "orra.example", 9, 9, "unknown")),
        (
            "It rose (Tide [in Orran],\nMay 4th).",
            ("(Tide [in Orran],\nMay 4th)", "Tide [in Orran]", 4, 5, "unknown"),
        ),
        ("It rose (, ).", ("(, )", "unknown", "unknown", "unknown", "unknown")),
    ],
)
def test_a_citation_in_its_parts(text: str, expected: tuple[Any, ...]) -> None:
    assert cited(text) == [expected]


def test_each_citation_of_a_list_is_one() -> None:
    found = cited("It rose (Tide, May 4; , May 5; see also Orra Post, 2021).")
    assert [part[:2] for part in found] == [
        ("Tide, May 4", "Tide"),
        (", May 5", "unknown"),
        ("see also Orra Post, 2021", "Orra Post"),
    ]


@pytest.mark.parametrize(
    "bracket",
    [
        *(
            "(HBO)",
            "(Source: Tide)",
            "(July 25)",
            "(born in Orra, May 4)",
            "(on Friday, July 3)",
            "(1950–1953)",
        ),
        *(
            "(Tide, July 45)",
            "(Tide, 99 May)",
            "(2021-03-04)",
            "(see below)",
            "f()",
            "(n.d.)",
            "(a, b)",
            "(Tide,\n\nMay 4)",
        ),
        "(the ferry, which was late, sailed on May 4)",
    ],
)
def test_what_is_no_citation(bracket: str) -> None:
    assert cited(f"It rose {bracket}.".replace(" f()", " in f()")) == []


def test_only_a_lost_outlet_says_what_the_source_is() -> None:
    found = list(citations(document("It rose (, May 4), and fell (State Radio, May 5).")))
    assert [item["values"] for item in found] == [{"source_type": "damaged_citation"}, {}]
    assert [item["detail"]["date_of"] for item in citations(document("So (, accessed May 4)."))] == ["access"]


# --- attributions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ilse Brandt said that the dredger was late.", ("Ilse Brandt", "said", "the dredger was late")),
        (
            "The council’s clerk said on Monday the quay was shut (Tide, May 4).",
            ("The council’s clerk", "said", "on Monday the quay was shut"),
        ),
        ("“The quay is shut,” said Brandt.", ("Brandt", "said", "The quay is shut")),
        ("“The quay is shut,” she told the Tide.", ("she", "told", "The quay is shut")),
        (
            "Ilse Brandt, the harbour master, said that nobody knew.",
            ("Ilse Brandt, the harbour master", "said", "nobody knew"),
        ),
        (
            "According to two officials close to the council, the bill was late.",
            ("two officials close to the council", "According to", "the bill was late"),
        ),
        (
            "The bill was late, according to a report by the Orra Institute.",
            ("a report by the Orra Institute", "according to", "The bill was late"),
        ),
        ("Residents say catches have halved.", ("Residents", "say", "catches have halved")),
        (
            "The ferry company argues that no jobs will go.",
            ("The ferry company", "argues", "no jobs will go"),
        ),
        ("But prices rose, he said.", ("he", "said", "But prices rose")),
        ("It is said that the mayor knew.", ("", "It is said that", "the mayor knew")),
        ("The ferry reportedly sank.", ("", "reportedly", "The ferry reportedly sank")),
    ],
)
def test_an_attribution_in_its_parts(text: str, expected: tuple[str, str, str]) -> None:
    assert attributed(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "The report was late.",
            "The mayor reports to the board.",
            "Nobody said a word.",
            "He suggested a walk.",
        ),
        *("According to plan, the ferry sailed.", "She told the council a story.", "The states are united."),
        "Furthermore, President Brandt may expect to win.",
    ],
)
def test_what_is_no_attribution(text: str) -> None:
    assert attributed(text) == []


def test_an_attribution_proposes_a_source_and_a_reported_claim() -> None:
    found = document("Residents say catches have halved.")
    source, content = attributions(found)
    assert (source["kind"], source["values"]) == ("source", {"source_type": "unnamed"})
    assert (content["kind"], content["values"]) == ("claim", {"claim_type": "reported"})
    named = next(attributions(document("Ilse Brandt said the quay was shut.")))
    assert named["values"] == {}


# --- claims


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The toll rose by 40 per cent last year.", "quantity"),
        ("The bridge cost two million crowns in all.", "quantity"),
        ("The ferry is faster than the old bridge.", "comparison"),
        ("The quay was shut because the river rose.", "causation"),
        ("The lower quay will flood before Sunday.", "prediction"),
        ("The lower quay could be flooded by then.", "possibility"),
        ("The lease forbids sailings after dark there.", "law"),
        ("The board ought to publish its accounts soon.", "normative"),
    ],
)
def test_a_claim_by_its_rule(text: str, expected: str) -> None:
    assert expected in rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "Will the lower quay flood before Sunday?",
        "It will flood.",
        "The quay lay empty in the evening light.",
        "The council met on May 4 in the old hall.",
        "The market was sold in 1987 to a stranger (Tide, May 4, 2019).",
        "Picture of the 40 boats in the harbour",
    ],
)
def test_what_is_no_claim(text: str) -> None:
    assert rules(text) == set()


def test_a_claim_leaves_out_the_citation_and_who_speaks_decides_its_type() -> None:
    found = document("The lower quay will flood (Tide, May 4). Brandt said it should never flood.")
    first, second = claims(found)
    assert found.text[first["start"] : first["end"]] == "The lower quay will flood"
    assert (first["values"], second["values"]) == ({"claim_type": "prediction"}, {})


# --- any text

PIECES = [
    *("(", ")", "[", "]", ", ", "May 4", "(, July 25)", "Tide, ", "“", "”", '"', ".", "?", "\n", "\n\n", " "),
    *("said ", "according to ", "the ", "Brandt ", "will ", "40 ", "U.S. ", "👩‍👩‍👧", "é", "שלום ", "港。"),
]


@settings(max_examples=150, deadline=None)
@given(st.one_of(texts, st.lists(st.sampled_from(PIECES), max_size=60).map("".join)))
def test_every_proposal_fits_and_is_the_same_again(text: str) -> None:
    try:
        found = Document.from_text(text)
    except DocumentError:
        return
    for start, end in sentences(found):
        assert 0 <= start < end <= found.length
        assert found.text[start:end] == found.text[start:end].strip()
    for detector in DETECTORS:
        items = list(detector(found))
        assert items == list(detector(found))
        for item in items:
            assert 0 <= item["start"] < item["end"] <= found.length
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = an.suggest(found)
    for row in table.itertuples():
        assert found.text[row.start : row.end] == row.quote
        assert set(row.values) <= {"source_type", "claim_type"} if isinstance(row.values, dict) else True


HOSTILE = {
    "brackets": "(",
    "brackets with words": "(a, ",
    "closed brackets": "(, July 25",
    "commas": ",",
    "stops": ". ",
    "quotes": "“said ",
    "words": "Said said ",
    "one word": "a",
    "digits": "1",
    "nested": "([",
    "according": "according to the ",
}


def seconds(detector: Callable[[Document], Iterator[Json]], text: str) -> float:
    found = Document.from_text(text, markup=[{"type": "paragraph", "start": 0, "end": len(text)}])
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        for _ in detector(found):
            pass
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("detector", [*DETECTORS, lambda found: iter(sentences(found))])
def test_time_grows_no_faster_than_hostile_text(detector: Any, piece: str) -> None:
    # Four times the text takes four times as long where time is linear, sixteen times where it is quadratic.
    small, large = (("x " + piece * (size // len(piece))).rstrip() for size in (25_000, 100_000))
    assert seconds(detector, large) < 9 * seconds(detector, small) + 0.05


# --- detectors of others


def proposing(*items: Any) -> Callable[[Document], Any]:
    def mine(_: Document) -> Any:
        return list(items)

    return mine


def found_by(
    detector: Any, text: str = "The quay is shut. The quay was shut."
) -> tuple[list[Json], list[str]]:
    found = detect(document(text), BOOK, resolve(detector))
    return found.items, found.problems


def test_a_function_proposes_by_offsets_or_by_quote() -> None:
    numpy = pytest.importorskip("numpy")
    items, problems = found_by(
        proposing(
            {"kind": "claim", "start": numpy.int64(9), "end": 25.0, "values": {"claim_type": "fact"}},
            {"kind": "evidence", "quote": "is shut", "detail": {"score": numpy.float32(0.5)}},
            {"kind": "claim", "start": 9, "end": 25},
        )
    )
    assert problems == []
    assert items == [
        {
            "detector": "mine",
            "kind": "claim",
            "start": 9,
            "end": 25,
            "values": {"claim_type": "fact"},
            "detail": {},
        },
        {
            "detector": "mine",
            "kind": "evidence",
            "start": 18,
            "end": 25,
            "values": {},
            "detail": {"score": 0.5},
        },
    ]


@pytest.mark.parametrize(
    ("item", "word"),
    [
        ("claim", "dict"),
        ({"kind": "verdict", "start": 0, "end": 4}, "verdict"),
        ({"kind": ["claim"], "start": 0, "end": 4}, "kind"),
        ({"kind": "claim"}, "start"),
        ({"kind": "claim", "start": 4, "end": 4}, "start"),
        ({"kind": "claim", "start": -1, "end": 4}, "start"),
        ({"kind": "claim", "start": True, "end": 4}, "start"),
        ({"kind": "claim", "start": 0, "end": 10**9}, "end"),
        ({"kind": "claim", "start": float("nan"), "end": 4}, "start"),
        ({"kind": "claim", "start": 7, "end": 9}, "blanks"),
        ({"kind": "claim", "quote": "The quay"}, "more than once"),
        ({"kind": "claim", "quote": "The pier"}, "does not stand"),
        ({"kind": "claim", "quote": ""}, "quote"),
        ({"kind": "claim", "start": 9, "end": 12, "quote": "the"}, "not 'the'"),
        ({"kind": "claim", "start": 9, "end": 12, "values": [1]}, "values"),
        ({"kind": "claim", "start": 9, "end": 12, "values": {"claim_type": "lie"}}, "lie"),
        ({"kind": "claim", "start": 9, "end": 12, "values": {"colour": "red"}}, "colour"),
        ({"kind": "claim", "start": 9, "end": 12, "detail": "why"}, "detail"),
        ({"kind": "claim", "start": 9, "end": 12, "detail": {"a": "x" * 5000}}, "detail"),
        ({"kind": "claim", "start": 9, "end": 12, "detail": {"a": float("nan")}}, "detail"),
        ({"kind": "claim", "start": 9, "end": 12, "detail": {"a": "\ud800"}}, "detail"),
        ({"kind": "claim", "start": 9, "end": 12, "detail": {"a": object()}}, "detail"),
        ({"kind": "claim", "start": 9, "end": 12, "detail": {"a": [[[[[1]]]]]}}, "detail"),
    ],
)
def test_what_cannot_be_used_is_told_and_keeps_nothing_else_away(item: Any, word: str) -> None:
    items, (problem,) = found_by(proposing(item, {"kind": "claim", "start": 9, "end": 12}))
    assert len(items) == 1
    assert "mine: 1 proposals cannot be used" in problem
    assert word in problem
    problem.encode("utf-8")


def broken(_: Document) -> list[Json]:
    raise KeyError("no model \ud800 here")


def endless(_: Document) -> Iterator[Json]:
    while True:
        yield {"kind": "claim", "start": 9, "end": 12}


def breaking_off(_: Document) -> Iterator[Json]:
    yield {"kind": "claim", "start": 9, "end": 12}
    raise RuntimeError("out of memory")


@pytest.mark.parametrize(
    ("detector", "count", "word"),
    [
        (broken, 0, "broken failed: KeyError"),
        (endless, 1, "it was stopped"),
        (breaking_off, 1, "RuntimeError: out of memory"),
        (proposing, 0, "failed: TypeError"),
        (lambda _: "claims", 0, "lambda failed: TypeError"),
        (lambda _: None, 0, "failed: TypeError"),
    ],
)
def test_a_detector_that_fails_is_told_of(detector: Any, count: int, word: str) -> None:
    items, (problem,) = found_by([detector, "citations"], "The quay is shut (Tide, May 4).")
    assert [item["detector"] for item in items].count("citations") == 1
    assert len(items) == count + 1
    assert word in problem


def test_what_travels_is_bounded() -> None:
    text = "word " * 3000
    many = [{"kind": "claim", "start": 9 + at, "end": 12 + at} for at in range(0, 12_000, 5)]
    items, (problem,) = found_by(proposing(*many), text)
    assert len(items) == 2000
    assert "the first 2000" in problem
    large = [{**one, "detail": {"why": "x" * 1900}} for one in many]
    items, _ = found_by(proposing(*large), text)
    assert 300 < len(items) < 600


def test_a_codebook_without_sources_gets_none() -> None:
    found = detect(
        document("The toll will rise again (Tide, May 4)."), an.Codebook.load("argument"), resolve(None)
    )
    assert {item["kind"] for item in found.items} == {"claim"}
    assert any("citations" in problem and "source" in problem for problem in found.problems)
    assert all(item["values"] == {} for item in found.items)


def test_names_are_looked_up_among_what_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []

    class Point:
        value = "somewhere:thing"

        def __init__(self, name: str, thing: Any) -> None:
            self.name, self.thing = name, thing

        def load(self) -> Any:
            loaded.append(self.name)
            if isinstance(self.thing, Exception):
                raise self.thing
            return self.thing

    points = [
        Point("ships", proposing({"kind": "claim", "start": 9, "end": 12})),
        Point("gone", ImportError("no torch")),
    ]
    points.append(Point("number", 5))
    monkeypatch.setattr(
        metadata, "entry_points", lambda group: points if group == "annotator.detectors" else []
    )
    assert available() == ["citations", "attributions", "claims", "gone", "number", "ships"]
    resolve(None)
    assert loaded == []
    items, _ = found_by(["ships"])
    assert ([item["detector"] for item in items], loaded) == (["ships"], ["ships"])
    for name, word in (("gone", "no torch"), ("number", "no function"), ("shipz", "There is no detector")):
        with pytest.raises(DetectorError, match=word):
            resolve(name)
    for wrong in (5, [5], object()):
        with pytest.raises(DetectorError, match="name or a function"):
            resolve(wrong)


def test_two_functions_of_one_name_stay_apart() -> None:
    assert list(resolve([lambda _: [], lambda _: [], "claims"])) == ["lambda", "lambda-2", "claims"]


# --- as a table, and in the Annotator


def test_the_table_has_its_columns_also_where_nothing_is_found() -> None:
    found = document("The quay lay empty.")
    table = an.suggest(found)
    assert list(table.columns) == ["detector", "kind", "start", "end", "quote", "values", "detail"]
    assert (len(table), str(table.start.dtype)) == (0, "int64")
    with pytest.warns(SuggestionWarning, match="broken failed"):
        an.suggest(found, detectors=broken)
    with pytest.raises(DetectorError, match="open_article"):
        an.suggest("article.txt")  # type: ignore[arg-type]


def test_the_name_of_the_function_is_never_hidden_by_a_module() -> None:
    import annotator.suggestions.citations  # noqa: F401

    assert callable(an.suggest)


@pytest.fixture
def article(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    return f"Harbour\n\nThe quay will be shut (, May 4). This is {tmp_path.name}.\n"


def test_an_annotator_proposes_nothing_unasked(article: str) -> None:
    data, _ = Annotator(article, reader="ada")._repr_mimebundle_()
    assert "suggestions" not in data[MIME]
    assert len(Annotator(article, reader="ada").suggestions) == 0


def test_suggestions_travel_with_the_output_and_are_no_annotations(article: str) -> None:
    w = Annotator(article, reader="ada", suggest=True)
    data, _ = w._repr_mimebundle_()
    sent = data[MIME]["suggestions"]
    assert (sent["after"], sent["problems"]) == ("first-pass", [])
    assert [item["detector"] for item in sent["items"]] == ["claims", "citations"]
    assert w.payload["suggestions"] == sent
    assert list(w.suggestions.quote) == ["The quay will be shut", "(, May 4)"]
    assert len(w.annotations) == 0
    assert "0 annotations" in data["text/plain"]


def test_a_model_that_fails_is_told_in_the_view_too(article: str) -> None:
    with pytest.warns(AnnotatorWarning, match="broken failed"):
        w = Annotator(article, reader="ada", suggest=[broken, "citations"], suggest_after="at once")
    sent = w._repr_mimebundle_()[0][MIME]["suggestions"]
    assert (sent["after"], len(sent["items"]), len(sent["problems"])) == ("at once", 1, 1)
    with pytest.raises(DetectorError, match="first-pass"):
        Annotator(article, suggest=True, suggest_after="never")
    with pytest.raises(DetectorError, match="There is no detector"):
        Annotator(article, suggest="citation")


def test_rejecting_is_kept_in_the_reading_and_can_be_taken_back(article: str) -> None:
    w = Annotator(article, reader="ada")
    w.edit({"type": "reject", "id": "s-1", "origin": "suggestion:citations"})
    assert w.reading is not None
    assert w.reading.to_dict()["removed"]["s-1"]["rejected"] == "suggestion:citations"
    w.undo()
    assert "rejected" not in w.reading.to_dict()["removed"]["s-1"]
    w.redo()
    assert w.reading.to_dict()["removed"]["s-1"]["rejected"] == "suggestion:citations"
    w.edit({"type": "progress", "done": False, "first_pass": True})
    seen = w.reading.to_dict()["progress"]["first_pass"]
    w.undo()
    assert w.reading.to_dict()["progress"]["first_pass"] == seen
