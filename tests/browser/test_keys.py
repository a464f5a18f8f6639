"""Keys stay where they are pressed: nothing typed at the article or its panel reaches the notebook."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lab import NotebookPage
from material import RISE, annotation, key, reading, ready_notebook
from playwright.sync_api import expect

# Every character of a keyboard, and keys with a name that JupyterLab gives a meaning.
PRINTABLE = [chr(code) for code in range(33, 127)]
NAMED = ["Space", "Enter", "Backspace", "Delete", "Escape", "ArrowUp", "ArrowDown", "Shift+Enter"]


@pytest.mark.parametrize("place", ["article", "kinds", "list", "answers", "note"])
def test_no_key_reaches_the_notebook(lab: Callable[..., NotebookPage], place: str) -> None:
    opened = lab(ready_notebook(metadata={key(): reading({"a-1": annotation(RISE)})}))
    view = opened.view
    view.items.first.get_by_role("button").click()
    before = opened.cells()
    focus = {
        "article": view.article,
        "kinds": view.kind("Claim"),
        "list": view.items.first.get_by_role("button"),
        "answers": view.field("Claim type").get_by_role("radio").first,
        "note": view.note,
    }[place]
    for pressed in PRINTABLE + NAMED:
        if focus.count() == 1:
            focus.focus()
        else:  # As the key says, the annotation was deleted or let go of for a sentence: its controls are gone.
            if view.items.count() == 0:
                view.undo.click()
            view.items.first.get_by_role("button").click()
            focus.focus()
        opened.page.keyboard.press(pressed)
    assert opened.cells() == before
    assert opened.mode() == "command"
    opened.no_dialog()


def test_ctrl_s_saves_from_inside(ready: NotebookPage) -> None:
    view = ready.view
    view.tag(RISE)
    view.article.focus()
    ready.page.keyboard.press("Control+s")
    view.expect_saved()
    assert [*ready.readings()[key()]["annotations"]]
    ready.no_dialog()


def test_typing_a_note_types_only(ready: NotebookPage) -> None:
    view = ready.view
    view.tag(RISE)
    view.note.focus()
    ready.page.keyboard.type("dd jk cesn 12345 ? u")
    expect(view.note).to_have_value("dd jk cesn 12345 ? u")
    view.expect_quotes([f"Claim {RISE}"])
    assert ready.cells()[1] == "1 + 1"
