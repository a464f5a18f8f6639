"""A disk that takes nothing, and what was before: history, removed annotations, a copy in a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from lab import NotebookPage
from material import LEDGER, RISE, annotation, key, quotes_on_disk, reading, ready_notebook, title_of
from playwright.sync_api import Route, expect

import annotator as an

FILES = "**/api/contents/**.ipynb*"
OLD = {"created": "2026-05-01T10:00:00Z", "modified": "2026-05-01T10:00:00Z"}


def no_room(route: Route) -> None:
    """What Jupyter's server says when the disk is full."""
    if route.request.method != "PUT":
        route.continue_()
        return
    said = "Unexpected error while saving file: notebook.ipynb [Errno 28] No space left on device"
    route.fulfill(
        status=500, content_type="application/json", body=json.dumps({"message": said, "reason": None})
    )


def test_a_full_disk_is_said_a_copy_kept_and_room_used_at_once(ready: NotebookPage, tmp_path: Path) -> None:
    view, page = ready.view, ready.page
    page.route(FILES, no_room)
    view.tag(RISE)
    expect(view.status).to_contain_text("Not saved: the disk is full", timeout=30_000)
    view.article.focus()
    with page.expect_download() as download:
        page.keyboard.press("E")
    assert download.value.suggested_filename == "Grain and the Ferry – ada.reading.json"
    copy = tmp_path / download.value.suggested_filename
    download.value.save_as(copy)
    assert an.read(copy).annotations["quote"].tolist() == [RISE]
    assert quotes_on_disk(ready.path) == []
    page.unroute(FILES)
    view.article.focus()
    page.keyboard.press("W")
    view.expect_saved()
    assert quotes_on_disk(ready.path) == [RISE]
    ready.no_dialog()


def test_what_was_before_is_told_and_can_be_had_again(lab: Callable[..., NotebookPage]) -> None:
    notebook = ready_notebook()
    notebook["metadata"][key()] = reading(
        {
            "a-1": {**annotation(RISE, values={"claim_type": "fact"}), **OLD},
            "a-2": {**annotation(LEDGER), **OLD},
        }
    )
    opened = lab(notebook)
    view, page = opened.view, opened.page
    fact, prediction = (title_of(value, "claim_type") for value in ("fact", "prediction"))
    view.item(RISE).click()
    view.answer("Claim type", prediction)
    view.article.focus()
    page.keyboard.press("H")
    past = view.root.get_by_role("list", name="History")
    expect(past.get_by_role("listitem")).to_have_count(2)
    expect(past.get_by_role("listitem").first).to_contain_text(f"Claim type: {fact} → became {prediction}")
    # Who sits at the page is not the reader of this notebook.
    expect(past.get_by_role("listitem").first).to_contain_text("Noor Eldin")
    past.get_by_role("button", name="Put back").click()
    expect(view.radio("Claim type", fact)).to_be_checked()

    view.item(LEDGER).click()
    view.delete.click()
    view.expect_quotes([RISE])
    view.expect_saved()
    opened.reload()
    view.expect_quotes([RISE])
    view.article.focus()
    page.keyboard.press("B")
    removed = view.root.get_by_role("list", name="Removed annotations")
    expect(removed.get_by_role("listitem")).to_contain_text(LEDGER)
    page.keyboard.press("Enter")
    view.expect_quotes([RISE, LEDGER])
    expect(removed.get_by_role("listitem")).to_have_count(0)
    view.expect_saved()
    assert opened.readings()[key()]["removed"] == {}
