"""Our view as people with a screen reader meet it. Its accessible tree is the only handle that tests have on it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from material import TITLE
from playwright.sync_api import Locator, Page, expect

# Where the mouse must go down and up to select `text`: the middle of the line, just inside its first and last letter.
ENDS_OF_TEXT = """(article, text) => {
  const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  const nodes = [];
  let all = '';
  while (walker.nextNode()) {
    nodes.push([all.length, walker.currentNode]);
    all += walker.currentNode.data;
  }
  const start = all.indexOf(text);
  if (start < 0) throw new Error(`not in the article: ${text}`);
  const at = offset => {
    const [base, node] = nodes.findLast(([base]) => base <= offset);
    return [node, offset - base];
  };
  const box = (offset, last) => {
    const range = document.createRange();
    range.setStart(...at(offset));
    const [node, index] = at(offset);
    range.setEnd(node, index + 1);
    const rects = range.getClientRects();
    return rects[last ? rects.length - 1 : 0];
  };
  at(start)[0].parentElement.scrollIntoView({ block: 'center' });
  const first = box(start, false);
  const last = box(start + text.length - 1, true);
  const down = { x: first.left + 0.5, y: first.top + first.height / 2 };
  const up = { x: last.right - 0.5, y: last.top + last.height / 2 };
  return { down, up, middle: { x: (first.left + first.right) / 2, y: down.y } };
}"""


class View:
    """One view of an article on a page."""

    def __init__(self, page: Page, title: str = TITLE, nth: int = 0) -> None:
        self.page = page
        self.article = page.get_by_role("article", name=title, exact=True).nth(nth)
        self.root = self.article.locator(
            "xpath=ancestor::*[.//*[@role='toolbar' and @aria-label='Kinds']][1]"
        )
        self.kinds = self.root.get_by_role("toolbar", name="Kinds")
        self.items = self.root.get_by_role("list", name="Annotations").get_by_role("listitem")
        self.status = self.root.get_by_role("status")
        self.note = self.root.get_by_role("textbox", name="Note")
        self.undo = self.root.get_by_role("button", name="Undo", exact=True)
        self.redo = self.root.get_by_role("button", name="Redo", exact=True)
        self.delete = self.root.get_by_role("button", name="Delete annotation")
        self.your_name = self.root.get_by_role("textbox", name="Your name")
        self.start_tagging = self.root.get_by_role("button", name="Start tagging")
        self.change_reader = self.root.get_by_role("button", name="Change reader")
        self.search = self.root.get_by_role("searchbox", name="Search the annotations")
        self.clear_filters = self.root.get_by_role("button", name="Clear filters")
        self.several = self.root.get_by_role("region", name="Several annotations")
        self.progress = self.root.get_by_role("region", name="Progress")

    def kind(self, title: str) -> Locator:
        return self.kinds.get_by_role("button", name=title, exact=True)

    def field(self, title: str) -> Locator:
        return self.root.get_by_role("radiogroup", name=title, exact=True)

    def radio(self, field: str, value: str) -> Locator:
        return self.field(field).get_by_role("radio", name=value, exact=True)

    def status_of(self, title: str) -> Locator:
        """The status of what is at hand: Open, Done or Flagged."""
        return self.root.get_by_role("radiogroup", name="Status").get_by_role("radio", name=title)

    def choose_filter(self, facet: str, option: str) -> None:
        """Unfold a facet above the list and choose one of its options."""
        tools = self.root.get_by_role("search", name="Search and filter")
        tools.get_by_role("button", name=re.compile(rf"^{facet}(:|$)")).click()
        tools.get_by_role("checkbox", name=re.compile(rf"^{option} \(")).check()

    def tick(self, quote: str) -> Locator:
        """The box that chooses an annotation together with others."""
        return self.item(quote).get_by_role("checkbox")

    def item(self, quote: str) -> Locator:
        return self.items.filter(has_text=quote)

    def highlights(self, text: str) -> Locator:
        return self.article.get_by_role("mark").filter(has_text=text)

    def select(self, text: str, holding: str | None = None) -> None:
        """Drag the mouse over `text`, with a key held when it is lifted."""
        expect(self.article).to_be_visible()
        ends = self.article.evaluate(ENDS_OF_TEXT, text)
        mouse, keyboard = self.page.mouse, self.page.keyboard
        mouse.move(**ends["down"])
        mouse.down()
        mouse.move(**ends["up"], steps=8)
        if holding:
            keyboard.down(holding)
        mouse.up()
        if holding:
            keyboard.up(holding)

    def selected(self) -> str:
        """The text that is selected on the page."""
        return str(self.page.evaluate("() => getSelection().toString()"))

    def handle(self, edge: str, part: str = "") -> Locator:
        """The handle at the `edge` ("Start" or "End") of the annotation at hand, or of a part of it ("2/2")."""
        name = f"{edge} of the annotation" + (f" ({part})" if part else "")
        return self.root.get_by_role("slider", name=name, exact=True)

    def drag(self, handle: Locator, text: str, edge: str = "End", drop: bool = True) -> None:
        """Drag a handle to the first or the last letter of `text`."""
        ends = self.article.evaluate(ENDS_OF_TEXT, text)
        box = handle.bounding_box()
        assert box
        # By its knob: the first stands above the line, the last below it.
        y = (
            box["y"] - 3
            if "Start" in str(handle.get_attribute("aria-label"))
            else box["y"] + box["height"] + 3
        )
        to = ends["down" if edge == "Start" else "up"]
        mouse = self.page.mouse
        mouse.move(box["x"] + box["width"] / 2, y)
        mouse.down()
        mouse.move(to["x"], to["y"] + y - box["y"] - box["height"] / 2, steps=6)
        if drop:
            mouse.up()

    def click_on(self, text: str) -> None:
        """Click on the first letter of `text`."""
        self.page.mouse.click(**self.article.evaluate(ENDS_OF_TEXT, text)["middle"])

    def tag(self, text: str, kind: str = "Claim") -> None:
        self.select(text)
        if not self.selected():
            # Something of JupyterLab's lay over the article or moved it under the mouse: people try again, too.
            self.page.wait_for_load_state("networkidle")
            self.select(text)
        self.kind(kind).click()
        expect(self.item(text)).to_have_count(1)

    def answer(self, field: str, value: str) -> None:
        """Click on the label of a value, as a person does."""
        self.field(field).get_by_text(value, exact=True).click()
        expect(self.radio(field, value)).to_be_checked()

    def expect_quotes(self, quotes: Iterable[str]) -> None:
        """Expect exactly these annotations in the list, in this order."""
        quotes = list(quotes)
        expect(self.items).to_have_count(len(quotes))
        if quotes:
            expect(self.items).to_contain_text(quotes)

    def expect_saved(self) -> None:
        expect(self.status).to_contain_text(re.compile(r"^Saved"), timeout=15_000)
