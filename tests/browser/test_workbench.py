"""JupyterLab around the view: commands in palette and menu, keys in the settings, the side panel of readings, German."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lab import NotebookPage
from material import DOUBLE, LEDGER, OFFICE, RISE, annotation, key, reading, ready_notebook
from playwright.sync_api import expect
from servers import Server

COUNCIL = "The council ought to publish the invoices."


def two_readers(**more: object) -> dict[str, object]:
    ada = {"a-1": annotation(RISE, note="by whom"), "a-2": annotation(LEDGER, "evidence")}
    ben = {"b-1": annotation(OFFICE, "source"), "b-2": annotation(COUNCIL)}
    return ready_notebook(metadata={key(): reading(ada), key("ben"): reading(ben, "ben")}, **more)


def test_side_panel_lists_the_readings_and_goes_to_each(lab: Callable[..., NotebookPage]) -> None:
    opened = lab(two_readers())
    page, view, press = opened.page, opened.view, opened.page.keyboard.press
    view.expect_quotes([RISE, LEDGER])
    opened.palette("annotations of this notebook")
    panel = page.get_by_role("region", name="Annotations", exact=True)
    ada, ben = (panel.get_by_role("button", name=name) for name in ("ada", "ben"))
    expect(ada).to_contain_text("2 annotations")
    rows = panel.get_by_role("list", name="Annotations of ada").get_by_role("button")
    expect(rows).to_contain_text([f"Claim {RISE}", f"Evidence {LEDGER}"])

    # By keyboard alone: from row to row, and to the passage.
    ada.focus()
    press("ArrowDown")
    press("ArrowDown")
    press("Enter")
    expect(view.kind("Evidence")).to_have_attribute("aria-pressed", "true")
    expect(view.article).to_be_focused()
    expect(rows.nth(1)).to_have_attribute("aria-current", "true")

    # It follows what is tagged.
    view.tag(DOUBLE)
    expect(ada).to_contain_text("3 annotations")

    # Somebody else's annotation: its passage is shown, and whose it is.
    ben.click()
    panel.get_by_role("list", name="Annotations of ben").get_by_role("button", name=COUNCIL).click()
    expect(view.status).to_contain_text("ben tagged this passage: Claim.")
    assert page.evaluate("() => getSelection().toString()") == COUNCIL
    view.expect_quotes([RISE, LEDGER, DOUBLE])

    panel.get_by_role("searchbox").fill("whom")
    expect(ada).to_contain_text("1 of 3")
    expect(rows).to_have_count(1)


def test_side_panel_says_how_to_begin(lab: Callable[..., NotebookPage]) -> None:
    opened = lab(ready_notebook())
    expect(opened.view.article).to_be_visible()
    opened.command("annotator:show-annotations")
    panel = opened.page.get_by_role("region", name="Annotations", exact=True)
    expect(panel).to_contain_text("Nothing is tagged in this notebook yet.")
    panel.get_by_role("button", name="Go to the article").click()
    expect(opened.view.article).to_be_focused()


def test_commands_work_from_palette_and_menu(lab: Callable[..., NotebookPage]) -> None:
    opened = lab(two_readers())
    page, view = opened.page, opened.view
    view.expect_quotes([RISE, LEDGER])
    opened.palette("annotator next annotation")
    expect(view.kind("Claim")).to_have_attribute("aria-pressed", "true")
    expect(view.article).to_be_focused()

    page.locator(".lm-MenuBar-item", has_text="Annotator").click()
    page.locator(".lm-Menu-item", has_text="Tagging").click()
    item = page.locator(".lm-Menu-item", has_text="Delete the annotation")
    expect(item).to_contain_text("Del")  # Its key stands beside it.
    item.click()
    view.expect_quotes([LEDGER])

    # In cells these keys only type.
    editor = page.locator(".jp-Cell .cm-content").nth(1)
    editor.click()
    page.keyboard.press("End")
    page.keyboard.type("jkn?")
    assert opened.cells()[1] == "1 + 1jkn?"
    view.expect_quotes([LEDGER])


def test_keys_are_changed_in_the_settings(lab: Callable[..., NotebookPage]) -> None:
    opened = lab(two_readers())
    page, view = opened.page, opened.view
    view.expect_quotes([RISE, LEDGER])
    opened.palette("keys and other settings")
    keys = page.locator("[id$='plugin_keys_next-annotation_0']")
    keys.fill("ctrl + j")
    keys.press("Tab")
    page.locator(".lm-TabBar-tab", has_text="notebook.ipynb").click()
    view.article.focus()

    # The help sheet has the key as soon as the settings editor has saved it.
    page.keyboard.press("?")
    expect(view.root.get_by_text("Ctrl + J", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(view.article).to_be_focused()
    current = view.items.filter(has=page.locator("[aria-current=true]"))
    page.keyboard.press("Control+j")
    expect(current).to_contain_text(RISE)
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(current).to_have_count(0)

    # A key that another command has is told.
    page.locator(".lm-TabBar-tab", has_text="Settings").click()
    keys.fill("k")
    keys.press("Tab")
    page.locator(".lm-TabBar-tab", has_text="notebook.ipynb").click()
    expect(view.root).to_contain_text(
        "The key k is set for “Previous annotation”, but “Next annotation” has it"
    )


@pytest.fixture
def german(server: Server) -> Iterator[None]:
    """JupyterLab's own setting of its language; its German language pack is installed."""
    file: Path = server.home / "lab" / "user-settings" / "@jupyterlab" / "translation-extension"
    file.mkdir(parents=True, exist_ok=True)
    (file / "plugin.jupyterlab-settings").write_text(json.dumps({"locale": "de_DE"}))
    yield
    (file / "plugin.jupyterlab-settings").unlink()


@pytest.mark.usefixtures("german")
def test_german(lab: Callable[..., NotebookPage]) -> None:
    opened = lab(two_readers())
    page = opened.page
    view = page.locator(".jp-Annotator")
    expect(view.get_by_role("toolbar", name="Arten")).to_be_visible()
    expect(view.get_by_role("status")).to_contain_text("Gespeichert")
    opened.command("annotator:show-annotations")
    panel = page.get_by_role("region", name="Annotationen", exact=True)
    expect(panel.get_by_role("button", name="ada")).to_contain_text("2 Annotationen")
    view.get_by_role("article").focus()
    page.keyboard.press("j")
    expect(view.get_by_role("button", name="Annotation löschen")).to_be_visible()
    page.keyboard.press("Delete")
    expect(view.get_by_role("status")).to_contain_text("Gelöscht. Rückgängig holt sie zurück.")
    expect(panel.get_by_role("button", name="ada")).to_contain_text("1 Annotation")
    page.keyboard.press("Control+z")
    expect(view.get_by_role("status")).to_contain_text("Rückgängig gemacht")
    opened.palette("vorige annotation")
    expect(view.get_by_role("button", name="Annotation löschen")).to_be_visible()
