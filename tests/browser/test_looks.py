"""Themes and widths: what can be measured of how it looks."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from lab import NotebookPage
from material import DOUBLE, LEDGER, RISE, annotation, key, reading, ready_notebook
from playwright.sync_api import Locator, expect

CONTRAST = """element => {
  const parse = color => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const brush = canvas.getContext('2d');
    brush.fillStyle = color;
    brush.fillRect(0, 0, 1, 1);
    return [...brush.getImageData(0, 0, 1, 1).data];
  };
  const layers = [];
  for (let at = element; at; at = at.parentElement) layers.push(parse(getComputedStyle(at).backgroundColor));
  let behind = [255, 255, 255];
  for (const [r, g, b, a] of layers.reverse()) {
    behind = [r, g, b].map((channel, i) => channel * a / 255 + behind[i] * (1 - a / 255));
  }
  const text = parse(getComputedStyle(element).color);
  const luminance = rgb => {
    const [r, g, b] = rgb.map(c => c / 255).map(c => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [light, dark] = [luminance(behind), luminance(text.slice(0, 3))].sort((a, b) => b - a);
  return { contrast: (light + 0.05) / (dark + 0.05), behind: luminance(behind) };
}"""


def tagged(lab: Callable[..., NotebookPage]) -> NotebookPage:
    strengths = ["none", "thin", "partial", "solid"]
    quotes = [RISE, LEDGER, DOUBLE, "The council ought to publish the invoices."]
    records = {
        f"a-{number}": annotation(quote, values={"evidence_strength": strength})
        for number, (quote, strength) in enumerate(zip(quotes, strengths, strict=True))
    }
    opened = lab(ready_notebook(metadata={key(): reading(records)}))
    opened.view.expect_quotes(quotes)
    return opened


def readable(element: Locator) -> float:
    """Background luminance of an element whose text has the contrast that WCAG 2.2 AA asks for."""
    measured = element.evaluate(CONTRAST)
    assert measured["contrast"] >= 4.5, measured
    return float(measured["behind"])


def test_light_and_dark_theme(lab: Callable[..., NotebookPage]) -> None:
    opened = tagged(lab)
    view = opened.view
    view.items.first.get_by_role("button").click()
    places = [
        view.article,
        view.highlights(RISE).first,
        view.highlights("The council").first,
        view.kind("Claim"),
        view.items.nth(1),
        view.field("Claim type"),
    ]
    light = [readable(place) for place in places]
    opened.command("apputils:change-theme", {"theme": "JupyterLab Dark"})
    expect(opened.page.locator("body")).to_have_attribute("data-jp-theme-light", "false")
    dark = [readable(place) for place in places]
    assert min(light) > 0.4
    assert max(dark) < 0.25


def test_highlights_show_evidence_strength(lab: Callable[..., NotebookPage]) -> None:
    """The stronger the evidence, the heavier the highlight; and the strength is named for those who cannot see it."""
    view = tagged(lab).view
    named = [view.items.nth(at).inner_text() for at in range(4)]
    assert len(set(named)) == 4
    looks = [
        view.article.get_by_role("mark")
        .nth(at)
        .evaluate(
            "mark => JSON.stringify([...Array.from(getComputedStyle(mark))].map(p => getComputedStyle(mark)[p]))"
        )
        for at in range(4)
    ]
    assert all(one != other for one, other in pairwise(looks))


def test_narrow_and_wide(lab: Callable[..., NotebookPage]) -> None:
    opened = tagged(lab)
    view = opened.view
    panel = view.kinds

    article, kinds = view.article.bounding_box(), panel.bounding_box()
    assert article
    assert kinds
    assert kinds["x"] >= article["x"] + article["width"] - 1, "the panel stands beside the article"

    opened.page.set_viewport_size({"width": 620, "height": 900})
    opened.command("application:toggle-left-area")
    expect(view.article).to_be_visible()
    overflow = "element => element.scrollWidth - element.clientWidth"
    assert view.root.evaluate(overflow) <= 1
    view.select(LEDGER)
    view.kind("Evidence").click()
    expect(view.items).to_have_count(5)
    box = view.kinds.bounding_box()
    assert box
    assert box["x"] + box["width"] <= 620
