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

NOTEBOOK = "**/api/contents/**.ipynb*"
# What a stranger's script may have put beside a draft: wrong types, wrong places, prototypes, markup.
POISON = """async () => {
  const rows = await (ROWS)();
  const request = indexedDB.open('jupyter-annotator', 1);
  const database = await new Promise(yes => { request.onsuccess = () => yes(request.result); });
  const store = database.transaction('drafts', 'readwrite').objectStore('drafts');
  const good = rows[0];
  const evil = { ...good.value, note: '<img src=x onerror="window.canary = 1">', rev: 99 };
  const bad = [
    { id: 'a-1', value: null }, { id: 'a-2', value: 7 }, { id: 'a-3', value: { ...evil, rev: -1 } },
    { id: 'a-4', value: { ...evil, spans: [{ start: 5, end: 99999999 }] } },
    { id: 'a-5', value: { ...evil, spans: 'all' } }, { id: 'a-6', value: { ...evil, kind: '<b>' } },
    { id: '__proto__', value: JSON.parse('{"__proto__": {"polluted": 1}, "polluted": 1}') },
    { id: 'a-7', value: { ...evil, values: { claim_type: { deep: [[[[[[[[]]]]]]]] } } } },
    { id: 'a-8', section: 'constructor', value: evil }, { id: 'a-9', at: Infinity, value: evil },
    { id: good.id, slot: 'record a-10', value: evil }, { id: 5, value: evil },
  ];
  bad.forEach((part, at) => store.put({
    ...good, writer: 'stranger' + at, slot: 'slot' in part ? part.slot : 'record ' + part.id, ...part
  }));
  await new Promise(yes => { store.transaction.oncomplete = yes; });
  database.close();
}""".replace("ROWS", ROWS)


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


def no_writing(page: Page) -> None:
    """The page cannot reach the server to write the notebook, as with a lost network."""
    page.route(NOTEBOOK, lambda route: route.abort() if route.request.method == "PUT" else route.continue_())


def expect_away(view: View) -> None:
    expect(view.status).to_contain_text(AWAY, timeout=30_000)
    expect(view.status).to_contain_text("kept in this browser")


def test_the_server_killed_and_back_then_killed_with_the_tab(context: BrowserContext, mortal: Server) -> None:
    path = write(mortal.root / "project", ready_notebook())
    opened = NotebookPage(context.new_page(), mortal, path).goto()
    view = opened.view
    view.tag(RISE)
    view.expect_saved()
    opened.page.wait_for_function(NO_ROWS)

    mortal.kill()
    view.tag(OFFICE, "Source")
    expect_away(view)
    revived = again(mortal)
    try:
        expect(view.root.get_by_text("Saved", exact=True)).to_be_visible(timeout=45_000)
        assert quotes_on_disk(path) == sorted([RISE, OFFICE])
        assert sum("Saving file at" in line for line in revived.log) == 1
        opened.page.wait_for_function(NO_ROWS)
        # The network goes first this time: JupyterLab's own window about a lost server would lie over the article.
        no_writing(opened.page)
        view.tag(LEDGER, "Evidence")
        view.note.fill("counts herself")
        view.tag(DOUBLE)
        expect_away(view)
        opened.page.wait_for_function(N_ROWS, arg=2)
    finally:
        revived.kill()
    opened.page.close(run_before_unload=False)
    assert quotes_on_disk(path) == sorted([RISE, OFFICE])

    revived = again(mortal)
    try:
        next_day = NotebookPage(context.new_page(), revived, path).goto()
        view = next_day.view
        view.expect_quotes([RISE, OFFICE, LEDGER, DOUBLE])
        expect(remarks(view)).to_have_text("2 changes that were not saved last time are back.Undo")
        view.expect_saved()
        assert quotes_on_disk(path) == sorted([RISE, OFFICE, LEDGER, DOUBLE])
        next_day.page.wait_for_function(NO_ROWS)

        remarks(view).get_by_role("button", name="Undo").click()
        view.expect_quotes([RISE, OFFICE])
        expect(remarks(view)).to_have_count(0)
        view.undo.click()
        view.expect_quotes([RISE, OFFICE, LEDGER, DOUBLE])
        next_day.no_dialog()
    finally:
        revived.kill()


def test_drafts_of_two_tabs_and_of_a_renamed_notebook(context: BrowserContext, server: Server) -> None:
    path = write(server.root / "drafts-of-two-tabs", ready_notebook())
    first = NotebookPage(context.new_page(), server, path).goto()
    expect(first.view.article).to_be_visible()
    second = NotebookPage(context.new_page(), server, path).goto()
    # Neither can write: as with a full disk or a lost network.
    for one in (first, second):
        no_writing(one.page)
    first.view.tag(RISE)
    second.view.tag(LEDGER, "Evidence")
    for one in (first, second):
        expect_away(one.view)
    second.page.unroute(NOTEBOOK)
    second.save()
    second.view.expect_saved()
    assert quotes_on_disk(path) == [LEDGER]
    first.page.wait_for_function(N_ROWS, arg=1)
    first.page.close(run_before_unload=False)
    second.page.close()

    renamed = path.rename(path.with_name("renamed.ipynb"))
    third = NotebookPage(context.new_page(), server, renamed).goto()
    third.view.expect_quotes([RISE, LEDGER])
    expect(remarks(third.view)).to_contain_text(
        "1 change that was not saved in “drafts-of-two-tabs/notebook.ipynb” is back."
    )
    third.view.expect_saved()
    assert quotes_on_disk(renamed) == sorted([RISE, LEDGER])
    third.page.wait_for_function(NO_ROWS)


def test_a_browser_that_keeps_nothing_says_so_once(page: Page, server: Server) -> None:
    page.add_init_script(
        "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); };"
    )
    opened = NotebookPage(page, server, write(server.root / "no-drafts", ready_notebook())).goto()
    view = opened.view
    expect(remarks(view)).to_contain_text("This browser keeps no drafts")
    remarks(view).get_by_role("button", name="Close").click()
    expect(remarks(view)).to_have_count(0)
    view.tag(RISE)
    view.expect_saved()
    expect(remarks(view)).to_have_count(0)
    assert quotes_on_disk(opened.path) == [RISE]


def test_hostile_drafts_do_nothing(page: Page, server: Server) -> None:
    opened = NotebookPage(page, server, write(server.root / "hostile-drafts", ready_notebook())).goto()
    view = opened.view
    no_writing(page)
    view.tag(RISE)
    expect_away(view)
    page.evaluate(POISON)
    opened.page.unroute(NOTEBOOK)
    opened.page.goto("about:blank")
    opened.goto()
    view.expect_quotes([RISE])
    expect(remarks(view)).to_contain_text("1 change")
    view.expect_saved()
    assert quotes_on_disk(opened.path) == [RISE]
    assert page.evaluate("() => ({}).polluted === undefined && window.canary === undefined")
