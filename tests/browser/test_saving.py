"""What is tagged is in the file, and comes back from it."""

from __future__ import annotations

import json
from collections.abc import Callable

import nbformat
from lab import NotebookPage
from material import (
    DOUBLE,
    LEDGER,
    RISE,
    annotation,
    document,
    fresh_notebook,
    key,
    quotes_on_disk,
    reading,
    ready_notebook,
    title_of,
)
from playwright.sync_api import expect


def test_each_edit_goes_to_the_file(ready: NotebookPage) -> None:
    view = ready.view
    view.tag(RISE)
    view.answer("Evidence strength", title_of("thin", "evidence_strength"))
    view.note.fill("says who?")
    view.expect_saved()
    saved = ready.readings()[key()]
    (record,) = saved["annotations"].values()
    assert record["quote"] == RISE == document().text[record["spans"][0]["start"] : record["spans"][0]["end"]]
    assert record["values"] == {"evidence_strength": "thin"}
    assert record["note"] == "says who?"
    assert saved["reader"] == "ada"
    assert saved["document"]["sha256"] == document().sha256
    nbformat.validate(nbformat.read(ready.path, as_version=4))
    ready.no_dialog()


def test_reload_without_a_kernel(lab: Callable[..., NotebookPage]) -> None:
    opened = lab(ready_notebook(kernel="no-such-kernel", language="no-such-language"))
    without_kernel(opened)
    view = opened.view
    view.tag(RISE)
    view.answer("Claim type", title_of("reported", "claim_type"))
    view.expect_saved()
    opened.page.reload()
    without_kernel(opened)
    view.expect_quotes([f"Claim {RISE}"])
    expect(view.items.first).to_contain_text(title_of("reported", "claim_type"))
    view.tag(LEDGER, "Evidence")
    view.expect_saved()
    assert quotes_on_disk(opened.path) == sorted([RISE, LEDGER])


def without_kernel(opened: NotebookPage) -> None:
    """Answer JupyterLab's question which kernel to use: none."""
    dialog = opened.page.get_by_role("dialog")
    dialog.get_by_role("button", name="No Kernel").click(timeout=60_000)
    opened.no_dialog()
    opened.ready()


def test_kernel_restart_and_run_all(live: NotebookPage) -> None:
    live.view.tag(RISE)
    live.view.tag(DOUBLE)
    live.restart()
    live.view.expect_quotes([RISE, DOUBLE])
    live.run_all()
    live.view.expect_quotes([RISE, DOUBLE])
    seen = live.when("len(w.annotations) == 2", "sorted(w.annotations.quote)")
    assert seen == sorted([RISE, DOUBLE])


def test_clear_outputs_and_run_again(live: NotebookPage) -> None:
    live.view.tag(LEDGER, "Evidence")
    live.command("notebook:clear-all-cell-outputs")
    expect(live.view.article).to_have_count(0)
    live.run_all()
    live.view.expect_quotes([LEDGER])
    live.view.expect_saved()
    assert quotes_on_disk(live.path) == [LEDGER]


def test_a_saved_notebook_comes_back_with_its_kernel(lab: Callable[..., NotebookPage]) -> None:
    notebook = fresh_notebook()
    notebook["metadata"][key()] = reading({"a-1": annotation(RISE, values={"claim_type": "fact"})})
    opened = lab(notebook)
    opened.run_all()
    opened.view.expect_quotes([RISE])
    seen = opened.when("len(w.annotations) == 1", "list(w.annotations.claim_type)")
    assert seen == ["fact"]


def test_a_file_changed_on_disk_is_said_and_nothing_asked(ready: NotebookPage) -> None:
    view = ready.view
    view.tag(RISE)
    view.expect_saved()
    # Another program, a git pull say, writes the file: an annotation of somebody else's, and a new cell.
    changed = json.loads(ready.path.read_text(encoding="utf-8"))
    changed["metadata"][key("ben")] = reading({"a-9": annotation(DOUBLE)}, "ben")
    changed["cells"][1]["source"] = "2 + 2"
    ready.path.write_text(json.dumps(changed), encoding="utf-8")

    view.tag(LEDGER, "Evidence")
    expect(view.status).to_contain_text("Not saved")
    expect(view.status).to_contain_text("disk")
    ready.no_dialog()
    assert quotes_on_disk(ready.path, "ben") == [DOUBLE]
    view.expect_quotes([RISE, LEDGER])
