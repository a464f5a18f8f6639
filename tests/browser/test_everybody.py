"""For everybody: heard, driven by keyboard alone, in the user's own colours, narrow, and on paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from lab import NotebookPage
from material import DOUBLE, LEDGER, OFFICE, RISE, annotation, key, reading, ready_notebook, title_of
from material import key_of as answer_key
from playwright.sync_api import Browser, Page, expect

COUNCIL = "The council ought to publish the invoices."
CROWDED = {
    "a-1": annotation(RISE, values={"evidence_strength": "thin"}),
    "a-2": annotation(f"{RISE}, {OFFICE}", values={"evidence_strength": "solid"}, note="by whom"),
    "a-3": annotation(OFFICE, "source"),
    "a-4": annotation(LEDGER, "evidence", status="flagged"),
    "a-5": annotation(DOUBLE),
}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OURS = {"include": [[".jp-Annotator"]]}
OURS_AND_PANEL = {"include": [[".jp-Annotator"], [".jp-AnnotatorReadings"]]}


def crowded() -> dict[str, object]:
    return ready_notebook(metadata={key(): reading(CROWDED)})


def no_violation(page: Page, state: str, context: dict[str, object]) -> None:
    found = Axe().run(page, context=context, options={"runOnly": {"type": "tag", "values": RULES}})
    told = [
        (rule["id"], node["target"], node["failureSummary"])
        for rule in found.response["violations"]
        for node in rule["nodes"]
    ]
    assert told == [], state


def test_no_violation_of_wcag_in_any_state(lab: Callable[..., NotebookPage]) -> None:
    opened = lab(ready_notebook())
    page, view = opened.page, opened.view
    expect(view.article).to_be_visible()
    no_violation(page, "empty", OURS)
    view.tag(RISE)
    no_violation(page, "one claim selected", OURS)

    opened = lab(crowded())
    view = opened.view
    view.items.nth(0).get_by_role("button").click()
    opened.command("annotator:show-annotations")
    expect(page.get_by_role("list", name="Annotations of ada")).to_be_visible()
    for theme in ("JupyterLab Light", "JupyterLab Dark", "JupyterLab Dark High Contrast"):
        opened.command("apputils:change-theme", {"theme": theme})
        expect(page.locator("body")).to_have_attribute("data-jp-theme-name", theme)
        no_violation(page, f"crowded, side panel, {theme}", OURS_AND_PANEL)
    view.article.focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    no_violation(page, "help", OURS)
    page.keyboard.press("Escape")
    opened.command("apputils:change-theme", {"theme": "JupyterLab Light"})


def heard(page: Page) -> list[str]:
    """What a screen reader reads of the article, in order: the browser's own accessibility tree."""
    session = page.context.new_cdp_session(page)
    nodes = {node["nodeId"]: node for node in session.send("Accessibility.getFullAXTree")["nodes"]}
    session.detach()

    def value(node: dict[str, object], name: str) -> object:
        part = node.get(name)
        return part.get("value") if isinstance(part, dict) else None

    def texts(node: dict[str, object]) -> list[str]:
        if value(node, "role") == "StaticText":
            return [str(value(node, "name"))]
        return [text for child in node.get("childIds", []) for text in texts(nodes[child])]  # type: ignore[attr-defined]

    return texts(next(node for node in nodes.values() if value(node, "role") == "article"))


def test_beginning_and_end_of_annotations_are_heard_and_not_copied(lab: Callable[..., NotebookPage]) -> None:
    opened = lab(crowded())
    expect(opened.view.items).to_have_count(5)
    said = heard(opened.page)
    at = said.index(RISE)
    assert said[at - 1 : at + 6] == [
        "begin Claim, Thin; Claim, Solid:",
        RISE,
        "end Claim, Thin.",
        ", ",
        "begin Source:",
        OFFICE,
        "end Claim, Solid; Source.",
    ]
    opened.view.select(f"{RISE}, {OFFICE}")
    assert opened.page.evaluate("() => getSelection().toString()") == f"{RISE}, {OFFICE}"


def test_a_reader_needs_no_mouse(lab: Callable[..., NotebookPage]) -> None:
    """From the cell to the article; tag, answer, tag, link, take back. All is heard."""
    opened = lab(ready_notebook())
    page, view, press = opened.page, opened.view, opened.page.keyboard.press
    expect(view.article).to_be_visible()
    page.locator(".jp-Cell .cm-content").first.focus()
    opened.palette("go to the article")
    expect(view.article).to_be_focused()
    live = view.root.locator(":scope > [aria-live=polite]")

    press("ArrowRight")  # The caret appears at the first letter in view.
    press("Control+ArrowDown")
    for _ in range(2):
        press("Shift+Control+ArrowRight")
    expect(live).to_contain_text("Selected: Grain prices")
    press("c")
    expect(view.status).to_contain_text("Claim tagged")
    press(answer_key("fact", "claim_type"))
    expect(view.radio("Claim type", title_of("fact", "claim_type"))).to_be_checked()

    press("Control+ArrowDown")
    press("Control+ArrowDown")
    for _ in range(2):
        press("Shift+Control+ArrowRight")
    press("e")
    expect(view.items).to_have_count(2)

    press("l")
    expect(view.root.get_by_role("list", name="Passages to link to")).to_be_visible()
    hint = view.root.get_by_role("list", name="Passages to link to").get_by_role("button").first
    press(hint.get_attribute("aria-keyshortcuts") or "")
    offers = view.root.get_by_role("region", name="New link")
    expect(offers).to_contain_text("Which link is it?")
    press(offers.get_by_role("button").nth(1).get_attribute("aria-keyshortcuts") or "1")
    expect(view.status).to_contain_text("Linked")

    press("k")
    expect(live).to_have_text(re.compile("^1 of 2: Claim.*: Grain prices"))
    press("j")
    expect(live).to_have_text(re.compile("^2 of 2: Evidence.*: "))
    press("(")
    expect(live).to_contain_text("Selected: (")
    press("Escape")

    for _ in range(3):
        press("Control+z")
    expect(view.items).to_have_count(1)
    expect(view.status).to_contain_text("Undone")
    assert opened.cells()[1] == "1 + 1"


@pytest.fixture
def forced(browser: Browser) -> Iterator[Page]:
    """A page in the user's own colours, as Windows' contrast themes have it."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, forced_colors="active")
    yield context.new_page()
    context.close()


def test_kinds_differ_without_any_colour(lab: Callable[..., NotebookPage], forced: Page) -> None:
    opened = lab(crowded(), on=forced)
    expect(opened.view.items).to_have_count(5)
    look = """mark => {
      const { borderBottomStyle, borderBottomWidth, outlineStyle, textDecorationStyle } = getComputedStyle(mark);
      return [borderBottomStyle, borderBottomWidth, outlineStyle, textDecorationStyle].join(' ');
    }"""
    plain = "none 0px none solid"
    looks = {
        kind: opened.view.highlights(text).first.evaluate(look)
        for kind, text in (("claim", DOUBLE), ("evidence", LEDGER), ("source and claim", OFFICE))
    }
    assert plain not in looks.values(), looks
    assert len(set(looks.values())) == 3, looks
    # The list's own choice stays legible: the system's pair of colours.
    opened.view.items.nth(3).get_by_role("button").click()
    row = opened.view.items.nth(3).get_by_role("button")
    colours = "row => [getComputedStyle(row).backgroundColor, getComputedStyle(row).color]"
    behind, text = row.evaluate(colours)
    assert behind != text


def test_narrow_zoomed_and_with_room_for_fingers(lab: Callable[..., NotebookPage]) -> None:
    opened = lab(crowded())
    page, view = opened.page, opened.view
    view.items.first.get_by_role("button").click()
    small = """root => [...root.querySelectorAll('button, input, textarea, select, summary')]
      .map(one => one.closest('label') ?? one)
      .map(one => [one.textContent || one.ariaLabel, one.getBoundingClientRect()])
      .filter(([, { width, height }]) => width > 0 && (width < 24 || height < 24))
      .map(([name, { width, height }]) => `${name}: ${width} × ${height}`)"""
    assert view.root.evaluate(small) == []
    opened.command("application:toggle-left-area")
    # A telephone; and a screen of 1400 × 900 at 200 %.
    for width, height in ((375, 800), (700, 450)):
        page.set_viewport_size({"width": width, "height": height})
        overflow = (
            "root => [root, root.querySelector('aside')].every(one => one.scrollWidth <= one.clientWidth + 1)"
        )
        page.wait_for_function(f"root => ({overflow})(root)", arg=view.root.element_handle())
        view.kind("Claim").scroll_into_view_if_needed()
        for control in (view.kind("Source"), view.delete, view.items.first):
            control.scroll_into_view_if_needed()
            box = control.bounding_box()
            assert box
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width


def test_paper_has_the_whole_article_and_all_annotations(lab: Callable[..., NotebookPage]) -> None:
    opened = lab(crowded())
    page, view = opened.page, opened.view
    expect(view.items).to_have_count(5)
    page.evaluate("() => { window.print = () => { window.printed = true; }; }")
    view.article.focus()
    page.keyboard.press("Control+p")
    page.wait_for_function("() => window.printed")
    page.emulate_media(media="print")
    text = re.sub(r"\s+", " ", page.locator("body").inner_text())
    assert COUNCIL in text
    assert "What the highlights mean" in text
    assert "Claim (Evidence strength: None < Thin < Partial < Solid)" in text
    assert "by whom" in text
    assert "File Edit View" not in text
    sheet = page.locator(".jp-Annotator-sheet")
    expect(sheet.get_by_role("mark")).to_have_count(5)
    expect(sheet.get_by_role("listitem")).to_have_count(3 + 5)
    expect(sheet.get_by_role("button")).to_have_count(0)
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    expect(sheet).to_have_count(0)
    expect(view.article).to_be_visible()
