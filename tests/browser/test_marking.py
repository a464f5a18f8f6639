"""Selecting and marking: by sentence, word and character, snapped or not, resized, in parts, in every script."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from lab import NotebookPage
from material import (
    DOUBLE,
    LEDGER,
    OFFICE,
    RISE,
    annotation,
    code_cell,
    codebook,
    key,
    notebook,
    reading,
    ready_notebook,
    source,
    span_of,
    stored_output,
)
from playwright.sync_api import Browser, expect
from view import View

import annotator as an

Lab = Callable[..., NotebookPage]

FIRST = f"{RISE}, the harbour office said on Monday (, 14 May)."
SECOND = (
    "“Nobody believes that figure 👩‍👩‍👧,” wrote the café owner Noor Eldin, who counts the sacks herself."
)
FORECAST = "Prices will double before winter, the Gazette predicts (see Gazette, 2 June)."

SCRIPTS = an.Document.from_text(
    """Scripts

قال العمدة السيد لوند إن أسعار الحبوب ارتفعت في مايو. لم يصدقه أحد.

The mayor wrote “ارتفعت الأسعار كثيرا” on Monday, and left.

港口的谷物价格在五月上涨了三分之一。没有人相信。

She waved 👋🏽 at the 👩‍👩‍👧 from 🇳🇴, then left.
""",
    title="Scripts",
)


def only(opened: NotebookPage) -> dict[str, Any]:
    (saved,) = saved_annotations(opened).values()
    return dict(saved)


def saved_annotations(opened: NotebookPage) -> dict[str, Any]:
    opened.view.expect_saved()
    ((_, raw),) = opened.readings().items()
    return dict(raw["annotations"])


def spans(*quotes: str) -> list[dict[str, int]]:
    return [span_of(quote) for quote in quotes]


def test_sentence_by_sentence_without_a_mouse(ready: NotebookPage) -> None:
    view, press = ready.view, ready.page.keyboard.press
    view.article.focus()
    press(".")
    press(".")
    assert view.selected() == FIRST
    press("c")
    view.expect_quotes([f"Claim {FIRST}"])
    press("2")
    expect(view.radio("Claim type", "Interpretation")).to_be_checked()

    # One key moves on, one key tags.
    press(".")
    press("e")
    view.expect_quotes([f"Claim {FIRST}", f"Evidence {SECOND}"])

    # Forth and back by sentences, over paragraphs too.
    press(".")
    assert view.selected() == f"{LEDGER}."
    press(">")
    assert view.selected() == f"{LEDGER}. {FORECAST}"
    press("<")
    press("<")
    assert view.selected().split() == f"{SECOND} {LEDGER}.".split()
    press(",")
    assert view.selected() == FIRST
    # The ends of what is selected move by word, before it is tagged.
    press("{")
    press("}")
    press("}")
    assert (
        view.selected() == "prices on Orrick rose by a third in May, the harbour office said on Monday (, 14"
    )
    press("[")
    press("]")
    press("Alt+]")
    press("Alt+]")
    assert view.selected() == FIRST
    press("Escape")

    # The caret in a sentence and nothing selected: a kind's key tags that sentence, once.
    press("Escape")
    press("ArrowDown")
    press("ArrowDown")
    press("ArrowDown")
    expect(view.root).to_contain_text("The sentence at the caret is a …")
    press("s")
    view.expect_quotes([f"Claim {FIRST}", f"Evidence {SECOND}", f"Source {LEDGER}."])
    press("Escape")
    press("s")
    expect(view.items).to_have_count(3)
    expect(view.status).to_contain_text("tagged already")

    # Word by word, letter by letter; the caret that leaves an annotation lets go of it.
    press("Control+End")
    press("Home")
    press("Control+Shift+ArrowRight")
    press("Control+Shift+ArrowRight")
    press("Shift+ArrowLeft")
    assert view.selected().strip() == "The counci"
    press("c")
    view.expect_quotes([f"Claim {FIRST}", "Evidence", "Source", "Claim The counci"])


def test_resize_by_drag_and_by_key_keeps_what_is_linked(lab: Lab) -> None:
    records = {
        "a-1": annotation(DOUBLE, values={"claim_type": "prediction"}),
        "a-2": annotation(LEDGER, "evidence"),
    }
    relation = {
        "kind": "supports",
        "from": "a-2",
        "to": "a-1",
        "values": {},
        "note": "",
        "rev": 1,
        "by": "test",
    }
    stamps = {"created": "2026-05-01T10:00:00Z", "modified": "2026-05-01T10:00:00Z"}
    raw = {**reading(records), "relations": {"r-1": {**relation, **stamps}}}
    opened = lab(ready_notebook(metadata={key(): raw}))
    view, press = opened.view, opened.page.keyboard.press
    longer = f"{DOUBLE}, the Gazette"
    view.click_on(DOUBLE)
    expect(view.handle("Start")).to_have_attribute("aria-valuetext", f"{DOUBLE}…")

    # Seen while it is dragged, to the end of the word; given up by Escape.
    view.drag(view.handle("End"), "the Gaz", drop=False)
    expect(view.highlights(longer)).to_have_count(1)
    view.expect_quotes([f"Evidence {LEDGER}", f"Claim {DOUBLE}"])
    press("Escape")
    opened.page.mouse.up()
    expect(view.highlights(longer)).to_have_count(0)

    view.drag(view.handle("End"), "the Gaz")
    view.expect_quotes([f"Evidence {LEDGER}", f"Claim {longer}"])
    saved = saved_annotations(opened)["a-1"]
    assert saved["spans"] == spans(longer)
    assert saved["values"] == {"claim_type": "prediction"}
    assert saved["suffix"].startswith(" predicts")
    assert opened.readings()[key()]["relations"]["r-1"]["to"] == "a-1"

    # One drag is one step of undo.
    view.undo.click()
    view.expect_quotes([f"Evidence {LEDGER}", f"Claim {DOUBLE}"])
    expect(view.undo).to_have_attribute("aria-disabled", "true")

    view.article.focus()
    for pressed in ("]", "{", "Alt+]"):
        press(pressed)
    view.expect_quotes([f"Evidence {LEDGER}", "Claim will double before winter, the"])
    for pressed in ("}", "}", "["):
        press(pressed)
    view.expect_quotes([f"Evidence {LEDGER}", f"Claim {DOUBLE}"])
    # The handles take the arrows, and stay in hand.
    view.handle("Start").focus()
    press("ArrowRight")
    press("Alt+ArrowRight")
    view.expect_quotes([f"Evidence {LEDGER}", "Claim ill double before winter"])
    expect(view.handle("Start")).to_be_focused()
    assert saved_annotations(opened)["a-1"]["spans"] == spans("ill double before winter")


def test_an_annotation_of_several_stretches(lab: Lab) -> None:
    opened = lab(ready_notebook(metadata={key(): reading({"a-1": annotation(RISE)})}))
    view, press = opened.view, opened.page.keyboard.press
    view.click_on(RISE)
    view.select("14 May")
    press("+")
    view.expect_quotes([f"Claim {RISE} … 14 May"])
    # Both are marked as parts of one annotation.
    expect(view.highlights("14 May")).to_match_aria_snapshot("- mark: /begin Claim, part 2 of 2/")
    view.select("herself", holding="Control")
    view.expect_quotes([f"Claim {RISE} … 14 May … herself"])
    assert only(opened)["spans"] == spans(RISE, "14 May", "herself")

    # Each stretch has handles of its own.
    view.drag(view.handle("Start", "3/3"), "sacks", "Start")
    view.expect_quotes([f"Claim {RISE} … 14 May … sacks herself"])

    # Taken out by name, or by selecting what is to go; even from its middle.
    view.root.get_by_role("button", name="Take out “14 May”").click()
    view.expect_quotes([f"Claim {RISE} … sacks herself"])
    view.select("on Orrick")
    press("_")
    view.expect_quotes(["Claim Grain prices … rose by a third in May … sacks herself"])
    assert only(opened)["spans"] == spans("Grain prices", "rose by a third in May", "sacks herself")
    output = json.loads(opened.path.read_text(encoding="utf-8"))["cells"][0]["outputs"][0]
    assert "".join(output["data"]["text/html"]).count(">1</sup>") == 3, (
        "the static page numbers each stretch alike"
    )

    for _ in range(5):
        view.undo.click()
    view.expect_quotes([f"Claim {RISE}"])
    expect(view.highlights("14 May")).to_have_count(0)


def test_a_mouse_selects_words_and_alt_letters(ready: NotebookPage) -> None:
    view = ready.view
    view.select("arbour offi")
    assert view.selected() == "harbour office"
    view.select("arbour offi", holding="Alt")
    assert view.selected() == "arbour offi"
    view.kind("Source").click()
    view.expect_quotes(["Source arbour offi"])
    assert only(ready)["spans"] == spans("arbour offi")
    # Handles snap alike.
    view.drag(view.handle("Start"), "harbour", "Start")
    view.drag(view.handle("End"), "office sa")
    view.expect_quotes(["Source harbour office said"])


def test_identical_and_nested_annotations_are_each_reachable(lab: Lab) -> None:
    start = span_of(SECOND)["start"]
    records = {f"a-{n}": annotation(RISE, ["claim", "evidence", "source"][n % 3]) for n in range(5)}
    text = SECOND[1:-1]
    for n in range(20):
        quote = "".join(list(text)[n * 2 : len(text) - n])
        at = start + 1 + n * 2
        spot = {"spans": [{"start": at, "end": at + len(quote)}], "quote": quote}
        records[f"n-{n:02}"] = {**annotation(RISE), **spot}
    opened = lab(ready_notebook(metadata={key(): reading(records)}))
    view, press = opened.view, opened.page.keyboard.press
    current = view.root.get_by_role("region", name="Selected annotation")
    here = current.get_by_role("listitem").get_by_role("button")
    pressed = here.and_(opened.page.locator("[aria-pressed=true]"))

    def walk(step: Callable[[], None], count: int) -> None:
        expect(here).to_have_count(count)
        seen = set()
        for _ in range(count):
            expect(pressed).to_have_count(1)
            seen.add(pressed.inner_text())
            step()
        assert len(seen) == count

    view.click_on("Orrick")
    walk(lambda: view.click_on("Orrick"), 5)
    view.click_on("owner")
    view.article.focus()
    walk(lambda: press("o"), 20)
    # From the caret, too, without a mouse.
    press("Escape")
    press("Control+Home")
    press("ArrowDown")
    press("o")
    walk(lambda: press("o"), 5)


def test_every_script(lab: Lab) -> None:
    output = stored_output()
    output["data"]["application/vnd.annotator.v1+json"]["document"] = SCRIPTS.to_dict()
    raw = an.Reading.new(SCRIPTS, codebook(), "ada").to_dict()
    metadata = {f"annotator:{SCRIPTS.id}:ada": raw}
    opened = lab(notebook(code_cell(source("ada"), [output]), metadata=metadata))
    opened.view = View(opened.page, "Scripts")
    view, press = opened.view, opened.page.keyboard.press
    words = "أسعار الحبوب"
    # From half a word to half a word: the mouse goes from right to left.
    view.select("سعار الحبو")
    press("e")
    view.expect_quotes([f"Evidence {words}"])
    first, last = view.handle("Start").bounding_box(), view.handle("End").bounding_box()
    assert first
    assert last
    assert first["x"] > last["x"], "it begins at its right"
    view.drag(view.handle("End"), "ارتفع")
    view.expect_quotes([f"Evidence {words} ارتفعت"])
    # In a line from right to left, the left arrow goes on in the text.
    view.handle("End").focus()
    press("ArrowLeft")
    view.expect_quotes([f"Evidence {words} ارتفعت في"])
    press("Escape")
    press("Escape")
    press("Home")
    press("Shift+ArrowLeft")
    press("Shift+ArrowLeft")
    assert view.selected() == "قا"

    quotes = [f"Evidence {words} ارتفعت في"]
    for quote, kind in (
        ("ارتفعت الأسعار", "s"),
        ("谷物", "e"),
        ("没有人相信。", "c"),
        ("👩‍👩‍👧", "e"),
        ("🇳🇴", "s"),
    ):
        view.select(quote)
        press(kind)
        quotes.append(quote)
        view.expect_quotes(quotes)
    # A letter of several code points is one step for the caret.
    view.click_on("waved")
    press("Home")
    for _ in range(len("She waved ")):
        press("ArrowRight")
    press("Shift+ArrowRight")
    assert view.selected() == "👋🏽"
    for record in saved_annotations(opened).values():
        ((start, end),) = [(span["start"], span["end"]) for span in record["spans"]]
        assert SCRIPTS.text[start:end] == record["quote"]


def test_touch(lab: Lab, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 820, "height": 1100}, has_touch=True)
    page = context.new_page()
    opened = lab(ready_notebook(), on=page)
    opened.command("application:toggle-left-area")
    view = opened.view
    expect(view.article).to_be_visible()
    bar = view.root.get_by_role("toolbar", name="Tag the selection")
    spot = view.article.evaluate(
        "element => { const { x, y } = element.getBoundingClientRect(); return { x: x + 60, y: y + 20 }; }"
    )
    page.touchscreen.tap(spot["x"], spot["y"])
    # Where the system's own handles stand, to the letter; ours does not pull at them.
    place = """(article, [text, to]) => {
      const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
      while (walker.nextNode() && !walker.currentNode.data.includes(text));
      const node = walker.currentNode;
      const at = node.data.indexOf(text);
      getSelection().setBaseAndExtent(node, at, node, at + to);
    }"""
    view.article.evaluate(place, [OFFICE, 3])
    view.article.evaluate(place, [OFFICE, 14])
    expect(bar).to_be_visible()
    assert view.selected() == OFFICE[:14]
    bar.get_by_role("button", name="Source").tap()
    view.expect_quotes(["Source the harbour office"])
    expect(bar).to_have_count(0)

    # Drag its end with a finger.
    handle = view.handle("End")
    box = handle.bounding_box()
    assert box
    touch = context.new_cdp_session(page)
    x, y = box["x"] + 1, box["y"] + box["height"] + 8

    def send(kind: str, *points: tuple[float, float]) -> None:
        touch.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": a, "y": b} for a, b in points]}
        )

    send("touchStart", (x, y))
    for step in range(1, 7):
        send("touchMove", (x + step * 8, y))
    send("touchEnd")
    view.expect_quotes(["Source the harbour office said"])
    view.undo.tap()
    view.expect_quotes(["Source the harbour office"])
    context.close()
