"""The other hosts: Notebook 7, Voilà, and pages that only know HTML."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from lab import NotebookPage, write
from material import (
    DOUBLE,
    LEDGER,
    RISE,
    annotation,
    code_cell,
    fresh_notebook,
    key,
    notebook,
    quotes_on_disk,
    reading,
    source,
    title_of,
)
from nbconvert import HTMLExporter
from playwright.sync_api import Page, expect
from servers import Server, start_jupyter, start_voila
from view import View


@pytest.fixture
def notebook_server(tmp_path: Path) -> Iterator[Server]:
    (tmp_path / "root").mkdir()
    running = start_jupyter("notebook", tmp_path / "home", tmp_path / "root")
    yield running
    running.stop()


def test_notebook_7(page: Page, notebook_server: Server) -> None:
    path = write(notebook_server.root, fresh_notebook())
    opened = NotebookPage(page, notebook_server, path)
    page.goto(f"{notebook_server.url}/notebooks/{path.name}")
    opened.ready()
    opened.run_all()
    view = opened.view
    view.tag(RISE)
    view.answer("Claim type", title_of("fact", "claim_type"))
    assert opened.when("list(w.annotations.claim_type) == ['fact']", "list(w.annotations.quote)") == [RISE]
    view.expect_saved()
    page.reload()
    opened.ready()
    view.expect_quotes([RISE])
    before = opened.cells()
    view.article.focus()
    page.keyboard.press("b")
    assert opened.cells() == before


@pytest.fixture
def voila(tmp_path: Path) -> Iterator[Server]:
    path = write(tmp_path / "root", notebook(code_cell(source())))
    running = start_voila(path, tmp_path / "home")
    yield running
    running.stop()


def test_voila_keeps_the_reading_in_a_file_of_its_own(page: Page, voila: Server) -> None:
    page.goto(voila.url)
    view = View(page)
    expect(view.article).to_be_visible(timeout=90_000)
    view.tag(RISE)
    view.answer("Evidence strength", title_of("partial", "evidence_strength"))
    view.expect_saved()
    (sidecar,) = voila.root.glob("*.reading.json")
    saved = json.loads(sidecar.read_text(encoding="utf-8"))
    (record,) = saved["annotations"].values()
    assert (record["quote"], record["values"]) == (RISE, {"evidence_strength": "partial"})

    page.reload()
    expect(view.article).to_be_visible(timeout=90_000)
    view.expect_quotes([RISE])
    view.tag(LEDGER, "Evidence")
    view.expect_saved()
    assert len(json.loads(sidecar.read_text(encoding="utf-8"))["annotations"]) == 2


def test_a_page_that_never_heard_of_us(live: NotebookPage, page: Page, tmp_path: Path) -> None:
    view = live.view
    view.tag(RISE)
    view.answer("Claim type", title_of("fact", "claim_type"))
    view.note.fill("5 < 6 & <b>bold</b>")
    view.tag(LEDGER, "Evidence")
    view.expect_saved()
    assert quotes_on_disk(live.path) == sorted([RISE, LEDGER])

    exporter = HTMLExporter()
    html, _ = exporter.from_notebook_node(nbformat.read(live.path, as_version=4))
    target = tmp_path / "page.html"
    target.write_text(html, encoding="utf-8")
    # With every script off, as on a page that runs none.
    plain = page.context.browser.new_context(java_script_enabled=False).new_page()  # type: ignore[union-attr]
    plain.goto(target.as_uri())
    output = plain.locator(".jp-OutputArea-output").first
    expect(output.get_by_role("mark").filter(has_text=RISE).first).to_be_visible()
    expect(output.get_by_role("mark").filter(has_text=LEDGER).first).to_be_visible()
    expect(output).to_contain_text(title_of("fact", "claim_type"))
    expect(output).to_contain_text("5 < 6 & <b>bold</b>")
    expect(output.locator("script")).to_have_count(0)
    assert not re.search(r"widget-view\+json", html)
    plain.context.close()


def test_readings_of_others_are_in_the_notebook_too(lab: Callable[..., NotebookPage]) -> None:
    notebook_with_two = fresh_notebook()
    notebook_with_two["metadata"][key("ben")] = reading({"a-1": annotation(DOUBLE)}, "ben")
    opened = lab(notebook_with_two)
    opened.run_all()
    opened.view.expect_quotes([])
    opened.view.tag(RISE)
    opened.view.expect_saved()
    assert quotes_on_disk(opened.path, "ben") == [DOUBLE]
