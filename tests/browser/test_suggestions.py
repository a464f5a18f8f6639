"""Suggestions: told apart from annotations, decided on with one key each, and hidden as long as they would sway."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from lab import NotebookPage
from material import (
    DOUBLE,
    LEDGER,
    code_cell,
    codebook,
    document,
    key,
    notebook,
    readings_on_disk,
    source,
    stored_output,
)
from playwright.sync_api import Locator, expect

from annotator.suggestions import detect, resolve

PREDICTS = "Prices will double before winter, the Gazette predicts"
GAZETTE = "(see Gazette, 2 June)"
OUGHT = "The council ought to publish the invoices"


def with_suggestions(after: str) -> dict[str, Any]:
    """A notebook whose stored output proposes what `citations` and `claims` find in the article."""
    output = stored_output()
    found = detect(document(), codebook(), resolve(["citations", "claims"]))
    assert (len(found.items), found.problems) == (6, [])
    output["data"]["application/vnd.annotator.v1+json"]["suggestions"] = {
        "after": after,
        "items": found.items,
        "problems": [],
    }
    return notebook(code_cell(source(), [output]))


def section(opened: NotebookPage) -> Locator:
    return opened.view.root.get_by_role("region", name="Suggestions")


def card(opened: NotebookPage) -> Locator:
    return opened.view.root.get_by_role("region", name="Suggestion", exact=True)


def proposed(opened: NotebookPage) -> Locator:
    """The marks in the article that begin a suggestion, as a screen reader tells them."""
    return opened.view.article.locator("mark[data-begin*='Suggestion: ']")


def saved(opened: NotebookPage) -> dict[str, Any]:
    opened.view.expect_saved()
    reading: dict[str, Any] = readings_on_disk(opened.path)[key()]
    return reading


def test_own_reading_first_then_one_key_each(lab: Callable[..., NotebookPage]) -> None:
    opened = lab(with_suggestions("first-pass"))
    view, page = opened.view, opened.page
    press = page.keyboard.press
    expect(section(opened)).to_contain_text("hidden until you have finished your own reading")
    expect(view.article.get_by_role("mark")).to_have_count(0)
    view.article.focus()
    press(";")
    expect(view.status).to_contain_text("Suggestions are hidden")
    expect(card(opened)).to_have_count(0)

    # What she has tagged herself is not proposed to her afterwards.
    view.tag(LEDGER)
    section(opened).get_by_role("button", name="Show suggestions").click()
    press("Enter")
    expect(proposed(opened)).to_have_count(5)
    expect(section(opened).get_by_role("heading")).to_contain_text("5")
    assert re.match(r"20\d\d-", saved(opened)["progress"]["first_pass"])
    view.expect_quotes([LEDGER])

    view.article.focus()
    press("Escape")
    press(";")
    press(";")
    expect(card(opened)).to_contain_text("14 May")
    expect(card(opened)).to_contain_text("Citation damaged")
    expect(card(opened).get_by_text("unknown")).to_have_count(2)
    expect(card(opened)).to_contain_text("Suggestion 2 of 5: Source")
    # No focus moves: who cannot see hears what is proposed now.
    expect(view.root.get_by_text("2 of 5: Suggestion: Source: (, 14 May)", exact=True)).to_have_count(1)
    press("y")
    view.expect_quotes(["(, 14 May)", LEDGER])
    expect(view.status).to_contain_text("Accepted: Source")
    expect(card(opened)).to_contain_text(PREDICTS)

    # Accepted and opened: the keys of the answers work at once.
    press("Y")
    editor = view.root.get_by_role("region", name="Selected annotation")
    expect(editor).to_contain_text(PREDICTS)
    expect(view.radio("Claim type", "Prediction")).to_be_checked()
    press("1")
    expect(view.radio("Claim type", "Fact")).to_be_checked()

    press(";")
    expect(card(opened)).to_contain_text(GAZETTE)
    press("-")
    expect(view.status).to_contain_text("Rejected")
    expect(card(opened)).to_contain_text(OUGHT)
    expect(proposed(opened)).to_have_count(2)
    press("u")
    expect(proposed(opened)).to_have_count(3)
    press("Control+Shift+Z")
    expect(proposed(opened)).to_have_count(2)
    press("y")
    view.expect_quotes(["(, 14 May)", LEDGER, PREDICTS, OUGHT])
    press("u")
    view.expect_quotes(["(, 14 May)", LEDGER, PREDICTS])
    expect(proposed(opened)).to_have_count(2)

    records = saved(opened)["annotations"].values()
    assert sorted(record["origin"] for record in records) == [
        "reader",
        "suggestion:citations",
        "suggestion:claims",
    ]
    changed = next(record for record in records if record["quote"] == PREDICTS)
    assert changed["values"]["claim_type"] == "fact"
    assert [one.get("rejected") for one in saved(opened)["removed"].values()].count(
        "suggestion:citations"
    ) == 1

    opened.reload()
    view.expect_quotes(["(, 14 May)", LEDGER, PREDICTS])
    expect(proposed(opened)).to_have_count(2)
    expect(section(opened).get_by_role("button", name="Show suggestions")).to_have_count(0)
    opened.no_dialog()
    assert opened.cells() == [source()]


def test_by_mouse_from_the_text_and_from_their_own_list(lab: Callable[..., NotebookPage]) -> None:
    opened = lab(with_suggestions("at once"))
    view = opened.view
    expect(proposed(opened)).to_have_count(6)
    # Told apart without colour: dashed, and with a question mark that the annotation does not have.
    mark = proposed(opened).filter(has_text=DOUBLE).first
    assert mark.evaluate("one => one.dataset.chip") == "?C"
    assert "repeating-linear-gradient" in str(mark.evaluate("one => one.style.background"))
    view.click_on("Prices will double")
    expect(card(opened)).to_contain_text(PREDICTS)
    card(opened).get_by_role("button", name="Accept").click()
    view.expect_quotes([PREDICTS])
    assert view.highlights(DOUBLE).first.evaluate("one => one.dataset.chip") == "C"
    expect(card(opened)).to_contain_text(GAZETTE)

    section(opened).get_by_role("button", name="Suggestions").click()
    rows = view.root.get_by_role("list", name="Suggestions").get_by_role("listitem")
    expect(rows).to_have_count(5)
    rows.filter(has_text=LEDGER).get_by_role("button").click()
    expect(card(opened)).to_contain_text("by claims")
    card(opened).get_by_role("button", name="Reject").click()
    expect(rows).to_have_count(4)
    view.expect_quotes([PREDICTS])
    view.undo.click()
    expect(rows).to_have_count(5)
    # A click on an annotation is about that again.
    view.click_on("Prices will double")
    expect(view.root.get_by_role("region", name="Selected annotation")).to_be_visible()
    expect(card(opened)).to_have_count(0)


def test_a_model_of_ones_own_and_one_that_fails(lab: Callable[..., NotebookPage]) -> None:
    cell = """import warnings
import annotator as an
warnings.simplefilter("ignore")
def my_model(document):
    return [{"kind": "evidence", "quote": "Her ledger shows a rise", "detail": {"score": 0.9}}]
def sick(document):
    raise RuntimeError("<img src=x onerror=alert(1)> no weights")
w = an.Annotator("article.txt", reader="ada", suggest=[my_model, sick], suggest_after="at once")
w"""
    opened = lab(notebook(code_cell(cell)))
    opened.run_all()
    view = opened.view
    expect(section(opened)).to_contain_text(
        "sick failed: RuntimeError: <img src=x onerror=alert(1)> no weights"
    )
    expect(view.root.locator("img")).to_have_count(0)
    expect(proposed(opened)).to_have_count(1)
    view.article.focus()
    opened.page.keyboard.press(";")
    expect(card(opened)).to_contain_text("0.9")
    opened.page.keyboard.press("y")
    expect(view.items).to_have_count(1)
    expect(section(opened).get_by_role("heading")).to_contain_text("0")
    origin = "w.annotations.origin.tolist()"
    assert opened.when("len(w.annotations) == 1", origin) == ["suggestion:my_model"]
