"""A reviewer looks at many readers' annotations, decides, and writes the decisions back into their notebooks."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from lab import NotebookPage, write
from material import (
    DOUBLE,
    LEDGER,
    OFFICE,
    RISE,
    annotation,
    document,
    key,
    key_of,
    reading,
    ready_notebook,
    title_of,
)
from playwright.sync_api import Locator, Page, expect
from servers import Server

FOUND = {
    "a-1": annotation(RISE, values={"evidence_strength": "thin", "claim_type": "fact"}),
    "a-2": annotation(OFFICE, "source"),
    "a-3": annotation(LEDGER, "evidence", note="she counts herself"),
    "a-4": annotation(DOUBLE, values={"claim_type": "prediction"}),
}


class Desk:
    """The review on a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = page.locator(".jp-AnnotatorReview")
        self.grid = self.root.get_by_role("grid", name="Annotations")
        self.selected = self.grid.locator("[role=row][aria-selected=true]")
        self.passage = self.root.get_by_role("region", name="Passage")

    def rows(self, text: str) -> Locator:
        return self.grid.get_by_role("row").filter(has_text=text)

    def facet(self, title: str) -> Locator:
        return self.root.get_by_role("group", name=title, exact=True)

    def shows(self, count: int) -> None:
        expect(self.grid).to_have_attribute("aria-rowcount", str(count + 1), timeout=40_000)


def readers(folder: Path) -> None:
    for name in ("ada", "ben"):
        metadata = {key(name): reading(FOUND, name)}
        write(folder, ready_notebook(name, metadata=metadata), f"{name}.ipynb")


def on_disk(folder: Path, name: str) -> dict[str, Any]:
    metadata = json.loads((folder / f"{name}.ipynb").read_text(encoding="utf-8"))["metadata"]
    return dict(metadata[key(name)]["annotations"])


def select_text(page: Page, text: str) -> None:
    """As a mouse does: the words in the passage are selected."""
    page.evaluate(
        """text => {
          const place = document.querySelector('.jp-AnnotatorReview-text > p');
          const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
          const nodes = [];
          while (walker.nextNode()) nodes.push(walker.currentNode);
          const whole = nodes.map(node => node.data).join('');
          const find = at => {
            for (const node of nodes) { if (at <= node.length) return [node, at]; at -= node.length; }
          };
          const from = whole.indexOf(text);
          const range = document.createRange();
          range.setStart(...find(from));
          range.setEnd(...find(from + text.length));
          const selection = getSelection();
          selection.removeAllRanges();
          selection.addRange(range);
        }""",
        text,
    )


def test_a_folder_is_reviewed_from_the_launcher(page: Page, server: Server) -> None:
    server.forget_settings()
    folder = server.root / "to-review"
    readers(folder)
    before = {path.name: path.read_bytes() for path in folder.glob("*.ipynb")}
    page.goto(f"{server.url}/lab/workspaces/review/tree/to-review?reset")
    page.locator(".jp-Launcher").get_by_text("Review annotations").click(timeout=60_000)
    desk = Desk(page)
    desk.shows(8)
    assert sorted(path.name for path in folder.glob("*.ipynb")) == ["Review.ipynb", "ada.ipynb", "ben.ipynb"]

    # Who reviews.
    desk.root.get_by_label("Your name as reviewer").fill("eva")
    desk.root.get_by_role("button", name="OK").click()
    expect(desk.root).to_contain_text("Reviewer: eva")

    # Filter and sort.
    desk.root.get_by_role("button", name="Filters").click()
    expect(desk.facet("Kind").locator("label")).to_have_text(
        [re.compile(r"Claim\s*4"), re.compile(r"Evidence\s*2"), re.compile(r"Source\s*2")]
    )
    desk.facet("Reader").get_by_label("ada").check()
    desk.shows(4)
    expect(desk.facet("Kind").locator("label").first).to_have_text(re.compile(r"Claim\s*2"))
    desk.grid.get_by_role("button", name="Passage").click()
    first = desk.grid.locator("[aria-rowindex='2']")
    expect(first).to_contain_text(RISE)
    desk.grid.get_by_role("button", name="Passage").click()
    expect(first).to_contain_text(OFFICE)
    desk.grid.get_by_role("button", name="Passage").click()

    # Correct a value by key and the span by selecting, with a reason; then on by key, accept and flag.
    first.click()
    expect(desk.passage.locator("mark")).to_have_text(RISE)
    page.keyboard.press(key_of("reported", "claim_type"))
    expect(desk.passage.get_by_label(title_of("reported", "claim_type"), exact=True)).to_be_checked()
    select_text(page, f"{RISE}, {OFFICE}")
    desk.passage.get_by_role("button", name="Use this passage").click()
    expect(desk.passage.locator("mark")).to_have_text(f"{RISE}, {OFFICE}")
    desk.passage.get_by_label("Why (optional)").fill("The office says so.")
    page.keyboard.press("Enter")
    expect(desk.passage.get_by_label("Review")).to_contain_text("Corrected by eva")
    expect(desk.passage.get_by_label("Review")).to_contain_text(f"was {title_of('fact', 'claim_type')}")
    expect(desk.grid).to_be_focused()
    page.keyboard.press("j")
    expect(desk.passage.locator("mark")).to_have_text(OFFICE)
    # `a` and `f` are keys of values in this codebook: the review's own are the space bar, and `F`.
    page.keyboard.press("Space")
    expect(desk.passage.locator("mark")).to_have_text(LEDGER)
    page.keyboard.press("F")
    page.keyboard.type("Whose ledger?")
    page.keyboard.press("Enter")
    expect(desk.passage.locator("mark")).to_have_text(DOUBLE)
    # A decision too many is taken back.
    page.keyboard.press("A")
    expect(desk.passage.get_by_label("Review")).to_contain_text("Accepted by eva")
    page.keyboard.press("u")
    expect(desk.passage.get_by_label("Review")).to_have_count(0)
    assert {name: (folder / name).read_bytes() for name in before} == before

    found = Axe().run(page, context={"include": [[".jp-AnnotatorReview"]]})
    assert [
        (rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found.response["violations"]
    ] == []

    # The kernel ends, and starts anew: what was decided is there again, and can be left out.
    opened = NotebookPage(page, server, folder / "Review.ipynb")
    assert len((folder / "review.decisions").read_text(encoding="utf-8").splitlines()) >= 3
    opened.restart()
    opened.start_run_all()
    told = desk.root.get_by_text("3 decisions that were not written back are here again (by eva")
    expect(told).to_be_visible(timeout=40_000)
    desk.root.get_by_role("button", name="Leave them out").click()
    expect(desk.root.get_by_role("button", name="Write back…")).to_be_visible()
    desk.root.get_by_role("button", name="Bring them back").click()

    # The dry run first.
    desk.root.get_by_role("button", name="Write back 3 decisions…").click()
    sheet = page.get_by_role("dialog", name="What will be written back")
    expect(sheet.get_by_role("row")).to_have_count(4)
    expect(sheet).to_contain_text("3 decisions go into 1 file.")
    assert {name: (folder / name).read_bytes() for name in before} == before
    sheet.get_by_role("button", name="Write into the files").click()
    expect(page.get_by_role("dialog", name="What was written back")).to_contain_text(
        "3 decisions were written into 1 file"
    )
    page.keyboard.press("Escape")
    expect(desk.root.get_by_role("button", name="Write back…")).to_be_visible()
    assert not (folder / "review.decisions").exists()
    ada = on_disk(folder, "ada")
    assert (folder / "ben.ipynb").read_bytes() == before["ben.ipynb"]
    assert ada["a-1"]["quote"] == f"{RISE}, {OFFICE}"
    assert document().text[slice(*ada["a-1"]["spans"][0].values())] == ada["a-1"]["quote"]
    assert ada["a-1"]["values"] == {"evidence_strength": "thin", "claim_type": "reported"}
    assert [ada[id_].get("review", {}).get("decision") for id_ in sorted(ada)] == [
        "corrected",
        "accepted",
        "flagged",
        None,
    ]
    assert ada["a-3"]["review"]["comment"] == "Whose ledger?"
    assert {ada[id_]["review"]["reviewer"] for id_ in ("a-1", "a-2", "a-3")} == {"eva"}

    # The reader sees it.
    opened = NotebookPage(page, server, folder / "ada.ipynb").goto()
    item = opened.view.items.filter(has_text=RISE)
    expect(item).to_contain_text("✎ eva")
    item.get_by_role("button").first.click()
    told = page.get_by_role("region", name="Review")
    expect(told).to_contain_text("Corrected by eva")
    expect(told).to_contain_text("The office says so.")
    expect(told).to_contain_text(f"was {title_of('fact', 'claim_type')}")


MANY = 100_000


def test_a_hundred_thousand_annotations_scroll_and_filter(
    page: Page, lab: Callable[..., NotebookPage]
) -> None:
    opened = lab(
        {
            **ready_notebook(None),
            "cells": [
                {
                    "cell_type": "code",
                    "id": "big",
                    "metadata": {},
                    "execution_count": None,
                    "outputs": [],
                    "source": BIG,
                }
            ],
        }
    )
    opened.start_run_all()
    desk = Desk(opened.page)
    desk.shows(MANY)
    expect(desk.grid.get_by_role("row")).not_to_have_count(0)
    assert desk.grid.get_by_role("row").count() < 100
    desk.grid.focus()
    page.keyboard.press("End")
    expect(desk.selected).to_have_attribute("aria-rowindex", str(MANY + 1))
    expect(desk.passage.locator("mark")).to_be_visible()
    desk.root.get_by_role("searchbox").fill("mayor 77")
    desk.root.get_by_role("button", name="Filters").click()
    desk.shows(sum("77" in str(at) for at in range(MANY) if at % 4 == 1))
    desk.facet("Kind").get_by_label("Source").check()
    desk.facet("Reader").get_by_role("button", name="more").click()
    desk.facet("Reader").get_by_role("checkbox", name=re.compile(r"^reader 7\b")).check()
    expect(desk.grid).to_contain_text("mayor")
    desk.root.get_by_role("button", name="Clear filters").click()
    desk.shows(MANY)


BIG = f"""
import annotator as an
who = ["baker", "mayor", "ferry", "office"]
parts = [f"The {{who[at % 4]}} counts {{at}} sacks." for at in range({MANY})]
readings, articles = [], []
for block in range(50):
    lines = parts[block * 2000:(block + 1) * 2000]
    doc = an.Document.from_text(f"Article {{block}}\\n\\n" + "\\n\\n".join(lines), title=f"Article {{block}}")
    raw = an.Reading.new(doc, an.Codebook.load("claims"), f"reader {{block % 20}}").to_dict()
    at = len(f"Article {{block}}\\n\\n")
    for number, line in enumerate(lines):
        raw["annotations"][f"a-{{number}}"] = {{
            "kind": ["claim", "source", "evidence"][number % 3], "spans": [{{"start": at, "end": at + len(line)}}],
            "quote": line, "prefix": "", "suffix": "", "values": {{}}, "note": "", "status": "open",
            "origin": "reader", "created": "2026-05-01T10:00:00Z", "modified": "2026-05-01T10:00:00Z",
            "rev": 1, "by": "test"}}
        at += len(line) + 2
    readings.append(raw)
    articles.append(doc)
an.review(an.Dataset.from_readings(readings, articles=articles), reviewer="eva")
"""
