"""The same article in two cells, in a view of its own, and on two pages."""

from __future__ import annotations

from collections.abc import Callable

import nbformat
from lab import NotebookPage
from material import (
    DOUBLE,
    LEDGER,
    RISE,
    code_cell,
    key,
    notebook,
    quotes_on_disk,
    ready_notebook,
    source,
    stored_output,
)
from playwright.sync_api import Page, expect
from view import View


def test_two_cells_show_one_reading(lab: Callable[..., NotebookPage]) -> None:
    cell = code_cell(source(), [stored_output()])
    opened = lab(notebook(cell, cell))
    first, second = View(opened.page, nth=0), View(opened.page, nth=1)
    expect(second.article).to_be_visible()
    first.tag(RISE)
    second.expect_quotes([RISE])
    second.tag(LEDGER, "Evidence")
    first.expect_quotes([RISE, LEDGER])
    first.undo.click()
    second.expect_quotes([RISE])
    first.expect_saved()
    assert quotes_on_disk(opened.path) == [RISE]


def test_create_new_view_for_output(ready: NotebookPage) -> None:
    ready.view.tag(RISE)
    ready.page.evaluate("() => { jupyterapp.shell.currentWidget.content.activeCellIndex = 0; }")
    ready.command("notebook:create-output-view")
    views = ready.page.get_by_role("article", name="Grain and the Ferry")
    expect(views).to_have_count(2)
    own = View(ready.page, nth=1)
    own.expect_quotes([RISE])
    own.tag(LEDGER, "Evidence")
    View(ready.page, nth=0).expect_quotes([RISE, LEDGER])
    own.expect_saved()
    assert quotes_on_disk(ready.path) == sorted([RISE, LEDGER])


def test_two_pages_of_one_notebook_keep_both_edits(ready: NotebookPage, page: Page) -> None:
    other = NotebookPage(page.context.new_page(), ready.server, ready.path)
    other.page.goto(ready.url.replace("/workspaces/", "/workspaces/other-"))
    other.ready()
    expect(other.view.article).to_be_visible()

    ready.view.tag(RISE)
    ready.view.expect_saved()
    other.view.tag(LEDGER, "Evidence")
    # The second page finds the file changed by the first: it takes those edits in instead of asking.
    other.view.expect_saved()
    other.no_dialog()
    other.view.expect_quotes([RISE, LEDGER])
    assert quotes_on_disk(ready.path) == sorted([RISE, LEDGER])

    ready.view.tag(DOUBLE)
    ready.view.expect_saved()
    ready.no_dialog()
    ready.view.expect_quotes([RISE, LEDGER, DOUBLE])
    assert quotes_on_disk(ready.path) == sorted([RISE, LEDGER, DOUBLE])


def test_two_readers_in_one_notebook(lab: Callable[..., NotebookPage]) -> None:
    opened = lab(
        notebook(
            code_cell(source("ada"), [stored_output("ada")]), code_cell(source("ben"), [stored_output("ben")])
        )
    )
    ada, ben = View(opened.page, nth=0), View(opened.page, nth=1)
    expect(ben.article).to_be_visible()
    ada.tag(RISE)
    ben.tag(LEDGER, "Evidence")
    ada.expect_quotes([RISE])
    ben.expect_saved()
    ada.expect_saved()
    assert set(opened.readings()) == {key("ada"), key("ben")}


def test_ready_notebook_is_left_alone_until_somebody_tags(lab: Callable[..., NotebookPage]) -> None:
    opened = lab(ready_notebook())
    expect(opened.view.article).to_be_visible()
    opened.view.click_on(RISE)
    # Not `model.dirty`: JupyterLab itself writes the kernel's language into the notebook, sooner or later.
    opened.save()
    assert nbformat.read(opened.path, as_version=4).cells[0].outputs == [stored_output()]
    assert opened.readings() == {}
