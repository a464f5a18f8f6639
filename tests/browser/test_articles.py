"""Articles as their openers leave them: layout, links, outline; and several articles in one notebook."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lab import NotebookPage
from material import codebook, notebook
from playwright.sync_api import expect
from view import View

import annotator as an
from annotator.cli.handing_out import notebook as handed_out

HERE = Path(__file__).parent
PAGE = HERE.parent / "articles" / "html" / "5-encyclopedia.html"
TEXTS = [
    "Rain on the mole\n\nIt rained on the mole all night, says the harbour office.",
    "Flood in the harbour\n\nThe river rose by two metres before noon.",
    "Ebb\n\nIt fell again, and nobody wrote down when.",
]


def of(*documents: an.Document) -> dict[str, Any]:
    """The notebook that `jupyter annotator new` makes, with articles that are not there: nothing is run here."""
    paths = [f"articles/{at}.article.json" for at in range(len(documents))]
    made: dict[str, Any] = json.loads(handed_out(documents, paths, codebook(), "claims", "ada"))
    return {**notebook(*made["cells"]), "metadata": made["metadata"]}


def finish(view: View) -> None:
    """Say that the article is finished, with questions left open."""
    view.root.get_by_role("button", name="Finish", exact=True).click()
    view.root.get_by_role("button", name="Finish all the same").click()


def test_layout_links_and_outline(lab: Callable[..., NotebookPage]) -> None:
    document = an.open_article(PAGE)
    long = an.Document(document.text, document.title, document.markup, "", document.metadata)
    opened = lab(of(long))
    page, view = opened.page, View(opened.page, "Kessel Dam")
    expect(view.article.get_by_role("heading", name="Kessel Dam")).to_be_visible()
    expect(view.article.get_by_role("heading", level=4, name="Building")).to_have_count(1)
    expect(view.root.get_by_text("2024-02-29")).to_be_visible()

    # Ordered and nested lists count as the article does.
    item = view.article.get_by_role("listitem").filter(has_text="the wall, 1906–1909:")
    assert item.evaluate("element => getComputedStyle(element, '::before').content").startswith('"6."')

    link = view.article.get_by_role("link", name="survey")
    expect(link).to_have_attribute("href", "https://water.example/2013")
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("rel", "noopener noreferrer")

    # The outline, by key: down to the third part, and there.
    outline = view.root.get_by_role("navigation", name="Outline")
    view.article.focus()
    page.keyboard.press("O")
    expect(outline.get_by_role("button", name="Kessel Dam")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(outline.get_by_role("button", name="Building")).to_be_focused()
    page.keyboard.press("Enter")
    expect(outline.get_by_role("button", name="Building")).to_be_hidden()
    expect(view.article).to_be_focused()
    expect(view.article.get_by_role("heading", name="Building")).to_be_in_viewport()
    expect(outline).to_contain_text(re.compile("Outline: (Building|Planning)"))
    # By mouse, and away again with Esc.
    outline.locator("summary").click()
    outline.get_by_role("button", name="Kessel Dam").press("Escape")
    expect(outline.get_by_role("button", name="Kessel Dam")).to_be_hidden()
    assert opened.mode() == "command"
    assert len(opened.cells()) == 2, "no letter reached the notebook"

    # In print the outline is gone and the address of the link stands beside it.
    page.emulate_media(media="print")
    expect(outline).to_be_hidden()
    assert "water.example/2013" in link.evaluate("element => getComputedStyle(element, '::after').content")


def test_several_articles(lab: Callable[..., NotebookPage]) -> None:
    documents = [an.Document.from_text(text) for text in TEXTS]
    opened = lab(of(*documents))
    page = opened.page
    rain, flood = View(page, "Rain on the mole"), View(page, "Flood in the harbour")
    bar = page.get_by_role("navigation", name="Articles")
    expect(bar).to_contain_text("Article 1 of 3")
    expect(bar.get_by_role("status")).to_have_text("0 of 3 finished")
    rain.tag("It rained on the mole all night")
    # To the next by key, tag there, say that it is finished.
    rain.article.focus()
    page.keyboard.press("N")
    expect(bar).to_contain_text("Article 2 of 3")
    expect(flood.article).to_be_focused()
    flood.tag("The river rose by two metres")
    finish(flood)
    expect(bar.get_by_role("status")).to_have_text("1 of 3 finished")
    # The list says how far each is, and leads there.
    bar.locator("summary").click()
    expect(bar.get_by_role("listitem")).to_have_count(3)
    expect(bar.get_by_role("button", name="2. Flood in the harbour, finished, 1 annotation")).to_be_visible()
    bar.get_by_role("button", name="1. Rain on the mole, 1 annotation").click()
    rain.expect_quotes(["It rained on the mole all night"])
    rain.expect_saved()

    # Each article has a reading of its own on disk, and the page of HTML shows both.
    saved = opened.readings()
    assert sorted(saved) == sorted(f"annotator:{document.id}:ada" for document in documents[:2])
    assert saved[f"annotator:{documents[1].id}:ada"]["progress"]["done"] is True
    data = json.loads(opened.path.read_text(encoding="utf-8"))["cells"][1]["outputs"][0]["data"]
    pages = ["".join(data["text/html"])][0].split("\n<hr>\n")
    assert ["No annotations yet" in one for one in pages] == [False, False, True]
    assert sorted(an.read(str(opened.path)).annotations.title) == [
        "Flood in the harbour",
        "Rain on the mole",
    ]

    # Whoever comes back begins with what is not finished.
    finish(rain)
    expect(bar.get_by_role("status")).to_have_text("2 of 3 finished")
    rain.expect_saved()
    opened.reload()
    expect(bar).to_contain_text("Article 3 of 3")
    expect(View(page, "Ebb").article).to_be_visible()
    assert len(opened.cells()) == 2


def test_a_long_article_is_all_there_and_its_end_is_a_key_away(
    lab: Callable[..., NotebookPage], tmp_path: Path
) -> None:
    parts = [f"Part {part}" for part in range(1, 101)]
    text = "".join(
        f"# {part}\n\n"
        + "".join(f"Gauge {line} of {part} stood at noon. " * 12 + "\n\n" for line in range(8))
        for part in parts
    )
    (tmp_path / "gauges.md").write_text(f"---\ntitle: A year of gauges\n---\n\n{text}", encoding="utf-8")
    found = an.open_article(tmp_path / "gauges.md")
    document = an.Document(found.text, "A year of gauges", found.markup, "", found.metadata)
    assert len(document.text) > 300_000
    opened = lab(of(document))
    page, view = opened.page, View(opened.page, "A year of gauges")
    # To the last part at once: what nobody has seen is built when it is asked for.
    view.article.focus()
    page.keyboard.press("O")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(view.article.get_by_role("heading", name="Part 100")).to_be_in_viewport()
    # Every word once, in order.
    expect(view.article.get_by_role("heading")).to_have_count(100)
    shown = view.article.evaluate("article => article.textContent.replace(/\\s+/g, '')")
    assert shown == re.sub(r"\s+", "", document.text)
    view.tag("Gauge 7 of Part 100 stood at noon.")
    view.expect_quotes(["Gauge 7 of Part 100 stood at noon."])
