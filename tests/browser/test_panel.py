"""The panel: find, change several at once, follow what is left to do, undo after a reload, look things up."""

from __future__ import annotations

import re
from collections.abc import Callable

from lab import NotebookPage
from material import (
    DOUBLE,
    LEDGER,
    OFFICE,
    RISE,
    annotation,
    key,
    key_of,
    reading,
    ready_notebook,
    title_of,
)
from playwright.sync_api import Locator, expect

FACT, PREDICTION = title_of("fact", "claim_type"), title_of("prediction", "claim_type")


def tagged(lab: Callable[..., NotebookPage]) -> NotebookPage:
    """Four annotations: a claim that is a fact and has a note, evidence, a flagged claim, a source."""
    records = {
        "a-1": annotation(RISE, values={"claim_type": "fact"}, note="Which third?"),
        "a-2": annotation(OFFICE, "source"),
        "a-3": annotation(LEDGER, "evidence"),
        "a-4": annotation(DOUBLE, values={"claim_type": "prediction"}, status="flagged"),
    }
    opened = lab(ready_notebook(metadata={key(): reading(records)}))
    opened.view.expect_quotes([RISE, OFFICE, LEDGER, DOUBLE])
    return opened


def current(opened: NotebookPage) -> Locator:
    return opened.view.items.filter(has=opened.page.locator("[aria-current=true]"))


def plain(mark: Locator) -> bool:
    """Whether a highlight has no colour behind its text."""
    return bool(mark.evaluate("mark => getComputedStyle(mark).backgroundImage === 'none'"))


def test_find_and_jump_and_clear(lab: Callable[..., NotebookPage]) -> None:
    opened = tagged(lab)
    view, press = opened.view, opened.page.keyboard.press
    view.article.focus()
    press("/")
    expect(view.search).to_be_focused()
    opened.page.keyboard.type("THIRD")
    view.expect_quotes([RISE])
    expect(view.root).to_contain_text("1 of 4 shown")
    assert plain(view.highlights(LEDGER).first)
    assert not plain(view.highlights(RISE).first)
    press("Enter")
    expect(current(opened)).to_contain_text(RISE)
    expect(view.article).to_be_focused()
    press("/")
    expect(view.search).to_be_focused()
    press("Escape")
    expect(view.article).to_be_focused()
    view.expect_quotes([RISE, OFFICE, LEDGER, DOUBLE])

    view.choose_filter("Kind", "Claim")
    view.expect_quotes([RISE, DOUBLE])
    expect(view.root.get_by_role("checkbox", name="Evidence (1)")).to_be_visible()
    view.choose_filter("Claim type", PREDICTION)
    view.expect_quotes([DOUBLE])
    # What is answered otherwise is no longer listed, and keys go on from where it was.
    view.item(DOUBLE).get_by_role("button").click()
    press(key_of("fact", "claim_type"))
    view.expect_quotes([])
    expect(view.radio("Claim type", FACT)).to_be_checked()
    view.clear_filters.click()
    view.expect_quotes([RISE, OFFICE, LEDGER, DOUBLE])
    assert not plain(view.highlights(LEDGER).first)
    # The button is gone; keys still reach the view and nothing else.
    press("k")
    expect(current(opened)).to_contain_text(LEDGER)
    assert opened.mode() == "command"

    view.root.get_by_role("combobox", name="Sort").select_option("Kind")
    view.expect_quotes([RISE, DOUBLE, LEDGER, OFFICE])


def test_change_several_at_once(lab: Callable[..., NotebookPage]) -> None:
    opened = tagged(lab)
    view, press = opened.view, opened.page.keyboard.press
    # By mouse: one, and with Shift all that lie between.
    view.item(RISE).hover()
    view.tick(RISE).check()
    view.item(LEDGER).get_by_role("button").click(modifiers=["Shift"])
    expect(view.several).to_contain_text("3 chosen")
    view.item(OFFICE).get_by_role("button").click(modifiers=["Control"])
    expect(view.several).to_contain_text("2 chosen")
    view.kind("Claim").click()
    expect(view.items.filter(has_text="Claim")).to_have_count(3)
    view.answer("Claim type", FACT)
    view.status_of("Done").check(force=True)
    for quote in (RISE, LEDGER):
        expect(view.item(quote)).to_contain_text(FACT)
        expect(view.item(quote)).to_contain_text("Done")
    expect(view.item(DOUBLE)).to_contain_text(PREDICTION)
    press("Control+z")
    expect(view.items.filter(has_text="Done")).to_have_count(0)
    for _ in range(2):
        press("Control+z")
    expect(view.item(LEDGER)).to_contain_text(f"Evidence {LEDGER}")

    # By keyboard: all that are listed; one undo brings them back.
    press("Escape")
    expect(view.several).to_have_count(0)
    view.article.focus()
    press("j")
    press("J")
    expect(view.several).to_contain_text("2 chosen")
    press("*")
    expect(view.several).to_contain_text("4 chosen")
    # The caret's sentence is not what a kind is given to now.
    press("ArrowRight")
    view.kind("Source").click()
    expect(view.items.filter(has_text="Source")).to_have_count(4)
    press("u")
    expect(view.item(LEDGER)).to_contain_text(f"Evidence {LEDGER}")
    press("Delete")
    view.expect_quotes([])
    press("u")
    view.expect_quotes([RISE, OFFICE, LEDGER, DOUBLE])
    view.expect_saved()
    assert len(opened.readings()[key()]["annotations"]) == 4


def test_progress_status_and_undo_after_a_reload(lab: Callable[..., NotebookPage]) -> None:
    opened = tagged(lab)
    view, press = opened.view, opened.page.keyboard.press
    expect(view.progress).to_contain_text("100 % seen")
    view.article.focus()
    press("m")
    expect(current(opened)).to_contain_text(RISE)
    press("!")
    expect(view.item(RISE)).to_contain_text("Flagged")
    expect(view.status_of("Flagged")).to_be_checked()
    expect(view.highlights(RISE).first).to_match_aria_snapshot("- mark: /begin Claim, flagged/")
    press("n")
    opened.page.keyboard.type("ask again")
    press("Escape")
    press("Q")
    expect(view.radio("Genre", "News report")).to_be_focused()
    press("Space")
    expect(view.radio("Genre", "News report")).to_be_checked()

    press("D")
    asking = view.root.get_by_role("region", name="Finish the article")
    expect(asking.get_by_role("alert")).to_contain_text("questions have no answer yet")
    asking.get_by_role("button", name="Show me").click()
    expect(current(opened)).to_have_count(1)
    view.progress.get_by_role("button", name="Finish", exact=True).click()
    asking.get_by_role("button", name="Finish all the same").click()
    expect(view.progress).to_contain_text("Finished")
    view.expect_saved()
    saved = opened.readings()[key()]
    assert saved["progress"]["done"] is True
    assert saved["annotations"]["a-1"]["status"] == "flagged"

    opened.reload()
    expect(view.progress).to_contain_text("Finished")
    expect(view.progress).to_contain_text("100 % seen")
    expect(view.item(RISE)).to_contain_text("Flagged")
    # What was done before the reload is taken back, step by step: the end, the genre, the note, the flag.
    view.article.focus()
    press("Control+z")
    expect(view.progress).not_to_contain_text("Finished")
    for _ in range(3):
        press("Control+z")
    expect(view.item(RISE)).not_to_contain_text("Flagged")
    expect(view.undo).to_be_disabled()
    view.expect_quotes([RISE, OFFICE, LEDGER, DOUBLE])
    press("Control+Shift+Z")
    expect(view.item(RISE)).to_contain_text("Flagged")


def test_definitions_and_keys(lab: Callable[..., NotebookPage]) -> None:
    opened = tagged(lab)
    view, press = opened.view, opened.page.keyboard.press
    book = opened.view.root
    view.article.focus()
    press("i")
    kinds = book.get_by_label("Definitions of the kinds")
    for kind in ("Claim", "Evidence", "Source"):
        expect(kinds).to_contain_text(kind)
    press("j")
    expect(view.field("Claim type")).to_contain_text("records or observation could settle it")
    expect(kinds).not_to_contain_text("Evidence")
    press("i")
    expect(view.field("Claim type")).not_to_contain_text("records or observation")
    # The same for whoever hears the page.
    expect(view.radio("Claim type", FACT)).to_have_attribute(
        "aria-description", re.compile("Include: .* Example: ")
    )

    press("?")
    sheet = opened.page.get_by_role("dialog", name="Keys")
    expect(sheet).to_contain_text("Next unanswered question")
    expect(sheet).to_contain_text(FACT)
    press("Delete")  # It covers what keys would act on.
    sheet.get_by_role("searchbox", name="Search the keys").fill("undo")
    expect(sheet.get_by_role("definition")).to_have_text(["Undo"])
    press("Escape")
    expect(sheet).to_have_count(0)
    expect(view.article).to_be_focused()
    view.expect_quotes([RISE, OFFICE, LEDGER, DOUBLE])
