"""Python and the page show each other every edit."""

from __future__ import annotations

from collections.abc import Callable

from lab import NotebookPage
from material import DOUBLE, LEDGER, RISE, WATCH, fresh_notebook, quotes_on_disk, title_of
from playwright.sync_api import expect

QUOTES = "sorted(w.annotations.quote)"


def test_python_follows_the_page(live: NotebookPage) -> None:
    view = live.view
    view.tag(RISE)
    assert live.when("len(w.annotations) == 1", QUOTES) == [RISE]
    view.answer("Evidence strength", title_of("solid", "evidence_strength"))
    strength = "list(w.annotations.evidence_strength)"
    assert live.when(f"{strength} == ['solid']", strength) == ["solid"]
    view.undo.click()
    view.undo.click()
    assert live.when("len(w.annotations) == 0", QUOTES) == []


def test_python_follows_while_a_cell_runs(lab: Callable[..., NotebookPage]) -> None:
    loop = (
        f"{WATCH}\nprint('waiting', flush=True)\n"
        "eventually(lambda: len(w.annotations) == 1)\nprint('seen in the loop:', *w.annotations.quote)"
    )
    opened = lab(fresh_notebook("ada", loop))
    opened.start_run_all()
    expect(opened.page.get_by_text("waiting", exact=True)).to_be_visible(timeout=60_000)
    opened.view.tag(LEDGER, "Evidence")
    expect(opened.page.get_by_text(f"seen in the loop: {LEDGER}")).to_be_visible(timeout=40_000)


def test_the_page_follows_python(live: NotebookPage) -> None:
    view = live.view
    view.tag(RISE)
    live.when("len(w.annotations) == 1", QUOTES)
    start = "w.document.text.index(quote)"
    live.python(
        f"quote = {DOUBLE!r}\n"
        f"start = {start}\n"
        "w.add('claim', start, start + len(quote), values={'claim_type': 'prediction'}, note='from Python')\n"
        "print('null')"
    )
    view.expect_quotes([RISE, DOUBLE])
    view.items.nth(1).get_by_role("button").click()
    expect(view.radio("Claim type", title_of("prediction", "claim_type"))).to_be_checked()
    expect(view.note).to_have_value("from Python")
    view.expect_saved()
    assert quotes_on_disk(live.path) == sorted([RISE, DOUBLE])


def test_tagging_goes_on_when_the_kernel_dies(live: NotebookPage) -> None:
    view = live.view
    view.tag(RISE)
    view.expect_saved()
    live.page.evaluate("async () => { await jupyterapp.shell.currentWidget.sessionContext.shutdown(); }")
    view.tag(LEDGER, "Evidence")
    view.expect_saved()
    view.expect_quotes([RISE, LEDGER])
    assert quotes_on_disk(live.path) == sorted([RISE, LEDGER])
    live.no_dialog()
