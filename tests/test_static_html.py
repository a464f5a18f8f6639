"""The static page: nothing of people's text survives as markup, and everything is said in words."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.static_html import static_html
from annotator.static_text import escaped, isolated, number_text

CASES = json.loads((Path(__file__).parent / "shared" / "static_html.json").read_text(encoding="utf-8"))
ELEMENTS = {
    *("article", "h2", "h3", "h4", "h5", "h6", "p", "pre", "ul", "ol", "li", "blockquote"),
    *("mark", "sup", "bdi", "em", "strong", "code", "span", "small", "br", "a"),
}
STYLE = re.compile(
    r"(color:inherit;)?"
    r"(background-color:#[0-9a-fA-F]{8};?)?"
    r"(border-bottom:[124]px (dotted|dashed|solid|double)( #[0-9a-fA-F]{6})?)?"
    r"(;text-decoration:underline (dotted|dashed|solid|double) #[0-9a-fA-F]{6})?"
)
FIXED = {
    "line-height:0;font-size:0.72em;white-space:nowrap",
    "max-width:46em;line-height:1.7",
    "margin-top:2em",
    "margin-bottom:0.6em",
    "white-space:pre-line",
    *(f"white-space:pre-line;margin-left:{inset}em" for inset in (2, 4, 6, 8, 10)),
}


class Page(HTMLParser):
    """What a browser would make of the page: elements, attributes, text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.text = ""
        self.open: list[str] = []
        self.marked = ""
        self.other: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag != "br":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag == "br"
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "sup" not in self.open:
            self.text += data
        if "mark" in self.open:
            self.marked += data

    def handle_comment(self, data: str) -> None:
        self.other.append(data)

    def handle_decl(self, decl: str) -> None:
        self.other.append(decl)

    def handle_pi(self, data: str) -> None:
        self.other.append(data)

    def unknown_decl(self, data: str) -> None:
        self.other.append(data)


def checked_page(html: str) -> Page:
    page = Page(html)
    assert set(page.elements) <= ELEMENTS
    assert page.open == []
    assert page.other == []
    for tag, name, value in page.attributes:
        assert value is not None
        match name:
            case "style":
                assert value in FIXED or STYLE.fullmatch(value), value
            case "dir":
                assert value in ("auto", "ltr")
            case "class":
                assert (tag, value) == ("article", "tex2jax_ignore mathjax_ignore")
            case "value":
                assert tag == "li"
                assert value.isdigit()
            case "href":
                assert tag == "a"
                assert re.fullmatch(r"(?i)https?://\w+\.example/[^\s\"<>]*", value)
            case "target" | "rel":
                assert (tag, value) in (("a", "_blank"), ("a", "noopener noreferrer"))
            case _:
                assert (tag, name) == ("mark", "title")
    return page


def bare(text: str) -> str:
    """What of a text can be seen, whatever the breaks between blocks become."""
    return re.sub(
        r"\s+", "", re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", "\ufffd", text)
    )


def page_of(case: dict[str, Any]) -> str:
    sound = SimpleNamespace(**case["sound"]) if case["sound"] else None
    return static_html(case["document"], case["codebook"], case["reader"], sound)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_page_is_the_one_the_typescript_twin_gives(case: dict[str, Any]) -> None:
    assert page_of(case) == case["html"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_only_our_own_elements_and_styles_are_in_the_page(case: dict[str, Any]) -> None:
    page = checked_page(page_of(case))
    assert bare(case["document"]["text"]) in bare(page.text)
    for annotation in (case["sound"] or {"annotations": {}})["annotations"].values():
        assert bare(re.sub("[\u2066-\u2069]", "", annotation.get("note", ""))) in bare(
            re.sub("[\u2066-\u2069]", "", page.text)
        )


def test_everything_is_said_in_words() -> None:
    [case] = [case for case in CASES if case["name"] == "everything"]
    text = re.sub(r"\s+", " ", Page(page_of(case)).text)
    assert "Claim: “The mayor said on Monday that lightning did it.”" in text
    assert "Evidence strength: Thin; Score: 3.5" in text
    assert "Evidence strength: Cannot be judged" in text
    assert "Topics: A & B, c (no longer in the codebook)" in text
    assert "old (no longer in the codebook): x" in text
    assert "Note: She doubts it.So do I: <b>why?</b>" in text
    assert "Status: flagged" in text
    assert text.count("6 supports 4 (weakly)") == 2
    assert "Read by ada with the codebook Claims & <more> 1.0." in text
    assert "Annotations: 6 (Claim 3, المصدر 1, Source 1, Evidence <i> 1)." in text
    assert "Relations: 4. Set aside because they do not fit: 2." in text
    assert "About the document" in text
    assert "Genre: News" in text


def test_strength_is_the_weight_of_the_line_and_missing_is_not_its_bottom() -> None:
    book = CASES[0]["codebook"]
    document = {"title": "T", "text": "word", "markup": []}

    def line(strength: str | None) -> str:
        values = {} if strength is None else {"evidence_strength": strength}
        record = {"kind": "claim", "spans": [{"start": 0, "end": 4}], "quote": "word", "values": values}
        sound = SimpleNamespace(annotations={"a-1": record}, relations={}, answers={}, set_aside=0)
        found = re.search(
            r"<mark[^>]*border-bottom:(\S+ \S+) #0072B2", static_html(document, book, "ada", sound)
        )
        assert found
        return found[1]

    assert [line(value) for value in ("none", "thin", "partial", "solid")] == [
        *("2px dotted", "2px dashed", "2px solid", "4px double")
    ]
    assert line("unclear") == line(None) == "1px solid"


def test_overlaps_are_flat_segments_that_carry_every_number() -> None:
    text = "one two three four"
    spans = {"a-1": (0, 13), "a-2": (4, 18), "a-3": (4, 13)}
    records = {
        id_: {"kind": "claim", "spans": [{"start": a, "end": b}], "quote": text[a:b], "values": {}}
        for id_, (a, b) in spans.items()
    }
    sound = SimpleNamespace(annotations=records, relations={}, answers={}, set_aside=0)
    html = static_html({"title": "T", "text": text, "markup": []}, CASES[0]["codebook"], "ada", sound)
    article = re.sub(r' style="[^"]*"', "", html.split("<h3")[0])
    assert (
        '<mark title="1 Claim">one </mark>'
        '<mark title="1 Claim; 2 Claim; 3 Claim">two three</mark><sup dir="ltr">1, 3</sup>'
        '<mark title="2 Claim"> four</mark><sup dir="ltr">2</sup>'
    ) in article


@given(st.text())
def test_escaped_text_is_one_text_node(text: str) -> None:
    page = Page(escaped(text))
    assert page.elements == []
    assert page.other == []
    assert bare(page.text) == bare(text)


@given(st.text(alphabet="a\u05d0\u2066\u2067\u2068\u2069\u202e"))
def test_isolated_text_never_closes_more_than_it_opened(text: str) -> None:
    depth = 0
    for char in isolated(text):
        depth += (char in "\u2066\u2067\u2068") - (char == "\u2069")
        assert depth >= 0
    assert depth == 0


@given(st.integers(min_value=-(10**400), max_value=10**400) | st.floats())
def test_numbers_are_written_as_they_read(value: float) -> None:
    text = number_text(value)
    assert "e0" not in text
    try:
        number = float(value)
    except OverflowError:
        assert text in ("Infinity", "-Infinity")
        return
    assert text == "NaN" if number != number else float(text) == number


@given(
    st.text(min_size=1, alphabet=st.characters(exclude_characters="\r")),
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(1, 40), st.sampled_from(["quote", "title", "code", "?"]))
    ),
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 40)), max_size=8),
)
def test_any_markup_and_overlap_shows_each_character_once(
    text: str, markup: list[tuple[int, int, str]], spans: list[tuple[int, int]]
) -> None:
    marks = [{"type": kind, "start": start, "end": start + size} for start, size, kind in markup]
    records = {}
    covered: set[int] = set()
    for n, (start, size) in enumerate(spans):
        end = min(start + size, len(text))
        if start < end:
            spot = [{"start": start, "end": end}]
            records[f"a-{n}"] = {"kind": "claim", "spans": spot, "quote": text[start:end], "values": {}}
            covered.update(range(start, end))
    sound = SimpleNamespace(annotations=records, relations={}, answers={}, set_aside=0)
    html = static_html({"title": "", "text": text, "markup": marks}, CASES[0]["codebook"], "ada", sound)
    page = checked_page(html)
    assert bare(
        checked_page(html.split('<h3 style="margin-top:2em">Annotations')[0] + "</article>").text
    ) == bare(text)
    assert bare(page.marked) == bare("".join(text[at] for at in sorted(covered)))
