"""What could not be saved is kept in the browser, and comes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lab import NotebookPage, write
from material import DOUBLE, LEDGER, OFFICE, RISE, quotes_on_disk, ready_notebook
from playwright.sync_api import BrowserContext, Locator, Page, expect
from servers import Server, start_jupyter
from view import View

AWAY = "does not answer"
# All rows that the browser keeps, as they are.
ROWS = """async () => {
  const request = indexedDB.open('jupyter-annotator', 1);
  const database = await new Promise((yes, no) => { request.onsuccess = () => yes(request.result); request.onerror = no; });
  const all = database.transaction('drafts').objectStore('drafts').getAll();
  const rows = await new Promise(yes => { all.onsuccess = () => yes(all.result); });
  database.close();
  return rows;
}"""
NO_ROWS = f"async () => (await ({ROWS})()).length === 0"
N_ROWS = f"async count => (await ({ROWS})()).length === count"


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[Server]:
    """A server of the test's own, which it may kill."""
    root = tmp_path / "work"
    root.mkdir()
    running = start_jupyter("lab", tmp_path / "home", root)
    yield running
    running.kill()


def again(server: Server) -> Server:
    """The same server once more, at the same address."""
    return start_jupyter("lab", server.home, server.root, server.port)


def remarks(view: View) -> Locator:
    return view.root.locator("xpath=.//p[button[@aria-label='Close']]")


def expect_away(view: View) -> None:
    expect(view.status).to_contain_text(AWAY, timeout=30_000)
    expect(view.status).to_contain_text("kept in this browser")


def test_server_killed_and_the_tab_closed(context: BrowserContext, mortal: Server) -> None:
    path = write(mortal.root / "project", ready_notebook())
    opened = NotebookPage(context.new_page(), mortal, path).goto()
    opened.view.tag(RISE)
    opened.view.expect_saved()
    opened.page.wait_for_function(NO_ROWS)

    mortal.kill()
    opened.view.tag(LEDGER, "Evidence")
    opened.view.note.fill("counts herself")
    opened.view.tag(DOUBLE)
    expect_away(opened.view)
    opened.page.wait_for_function(N_ROWS, arg=2)
    opened.page.close(run_before_unload=False)
    assert quotes_on_disk(path) == [RISE]

    revived = again(mortal)
    try:
        next_day = NotebookPage(context.new_page(), revived, path).goto()
        view = next_day.view
        view.expect_quotes([RISE, LEDGER, DOUBLE])
        expect(remarks(view)).to_have_text("2 changes that were not saved last time are back.Undo")
        view.expect_saved()
        assert quotes_on_disk(path) == sorted([RISE, LEDGER, DOUBLE])
        next_day.page.wait_for_function(NO_ROWS)

        remarks(view).get_by_role("button", name="Undo").click()
        view.expect_quotes([RISE])
        expect(remarks(view)).to_have_count(0)
        view.undo.click()
        view.expect_quotes([RISE, LEDGER, DOUBLE])
        view.expect_saved()
        next_day.page.wait_for_function(NO_ROWS)
        next_day.reload()
        view.expect_quotes([RISE, LEDGER, DOUBLE])
        expect(remarks(view)).to_have_count(0)
        next_day.no_dialog()
    finally:
        revived.kill()
