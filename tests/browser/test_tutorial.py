"""The first tutorial as somebody meets it who has never seen a notebook: open, type a name, tag, run, look."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from lab import NotebookPage
from material import readings_on_disk
from playwright.sync_api import Page, expect
from servers import Server
from view import View

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
TITLE = "The Bridge That Corvenna Cannot Agree On"
CLAIM = "the whole of Orrick rejoices"


def test_the_first_tutorial(page: Page, server: Server) -> None:
    server.forget_settings()
    folder = server.root / "tutorials"
    shutil.copytree(NOTEBOOKS, folder)
    opened = NotebookPage(page, server, folder / "01-annotate-an-article.ipynb").goto()
    view = View(page, TITLE)
    view.your_name.fill("Noor")
    view.start_tagging.click()
    view.tag(CLAIM)
    view.answer("Evidence strength", "None")
    view.expect_saved()

    opened.run_all()
    view.expect_quotes([CLAIM])
    table = page.get_by_role("table").filter(has_text=CLAIM)
    expect(table).to_contain_text("none")
    opened.save()
    (kept,) = readings_on_disk(opened.path).values()
    assert kept["reader"] == "Noor"


def test_a_reading_opens_on_another_machine(page: Page, server: Server) -> None:
    """Only the notebook came along: no article beside it, a kernel that has not run it."""
    folder = server.root / "from the mail"
    folder.mkdir()
    shutil.copy(NOTEBOOKS / "readers" / "ada.ipynb", folder / "ada (1).ipynb")
    opened = NotebookPage(page, server, folder / "ada (1).ipynb").goto()
    view = View(page, TITLE)
    raw = json.loads((NOTEBOOKS / "readers" / "ada.ipynb").read_text(encoding="utf-8"))["metadata"]
    (reading,) = (value for key, value in raw.items() if key.startswith("annotator:"))
    expect(view.items.first).to_have_attribute("aria-setsize", str(len(reading["annotations"])))
    expect(view.highlights(CLAIM)).to_have_count(1)
    expect(view.change_reader).to_contain_text("ada")
    opened.no_dialog()
