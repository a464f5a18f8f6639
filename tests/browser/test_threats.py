"""Texts that mean harm, in every place that a page reads: no script runs, nothing is asked for, nothing is polluted.

Here a selection; `make hostile` sends all of them. See tests/threats.toml.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from lab import NotebookPage
from material import code_cell, notebook
from playwright.sync_api import Page, Route, expect
from servers import Server
from threats import material, payloads

ALL = "HOSTILE" in os.environ
EACH = 700  # generated strings on one page
PAGES = 15 if ALL else 0

# Runs before anything of the page: what a payload would do is written down here, and so is what the policy refuses.
CANARY = """
window.owned = (...args) => { hits.push('owned: ' + new Error().stack); return 0; };
const hits = [];
const refused = [];
for (const name of ['alert', 'confirm', 'prompt', 'print', 'open']) {
  window[name] = (...args) => { hits.push(`${name}(${args.join()})`); return null; };
}
document.addEventListener('securitypolicyviolation', event => refused.push(
  `${event.disposition} ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
const members = [Object, Array, Function, String, Promise, Element].map(type =>
  [type.name, Object.getOwnPropertyNames(type.prototype).sort().join()]);
window.canary = () => ({
  hits, refused,
  polluted: members.filter(([name, before]) =>
    Object.getOwnPropertyNames(globalThis[name].prototype).sort().join() !== before).map(([name]) => name)
    .concat(({}).polluted === undefined ? [] : ['polluted'])
});
"""
# As strict as a page of JupyterLab can be told to be: only reported, because JupyterLab itself needs more.
STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self' ws:; frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'"
)
# What a server of Jupyter sends by default.
DEFAULT = "frame-ancestors 'self'"

# All elements that stand inside of what is ours: the tag, and the attributes it has.
INVENTORY = """root => {
  const found = new Set();
  const bad = [];
  for (const element of document.querySelectorAll(root)) for (const one of [element, ...element.querySelectorAll('*')]) {
    const inSvg = one.closest('svg') !== null;
    found.add(one.localName);
    for (const { name, value } of one.attributes) {
      found.add(`${inSvg ? 'svg ' : ''}@${name}`);
      if (/^on|^srcdoc$|^src$|^srcset$|^action$|^formaction$|^ping$|commandlinker/.test(name)) bad.push(one.outerHTML.slice(0, 200));
      if (/url\\(|expression|javascript:|@import/i.test(name === 'style' ? value : '')) bad.push(value.slice(0, 200));
      if (name === 'href' && !/^https?:\\/\\//i.test(value)) bad.push(`href ${value.slice(0, 200)}`);
    }
  }
  return { found: [...found].sort(), bad };
}"""
OURS = ".jp-RenderedAnnotator, .jp-AnnotatorReadings, .jp-AnnotatorReview"
TAGS = set(
    "a article aside b bdi br button code dd details div dl dt em fieldset footer h1 h2 h3 h4 h5 h6 header i input kbd label legend li mark "
    "menu nav ol option p pre q section select small span strong summary sub sup table tbody td textarea th thead tr ul svg path g circle line "
    "text rect blockquote dialog output progress time caption figure figcaption s u".split()
)


class Watched:
    """A page that notices what should not happen on it."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page, self.host = page, urlsplit(server.url).netloc
        self.asked: list[str] = []
        self.errors: list[str] = []
        page.add_init_script(CANARY)
        page.on("request", self._request)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", lambda dialog: (self.errors.append(dialog.message), dialog.dismiss()))
        page.context.on("page", lambda opened: self.asked.append(f"a new page: {opened.url}"))
        page.route(re.compile(r"/lab/workspaces/"), self._strict)

    def _request(self, request: Any) -> None:
        parts = urlsplit(request.url)
        is_inside = parts.scheme in ("data", "blob") or parts.netloc == self.host
        if not is_inside or "canary" in request.url:
            self.asked.append(request.url[:200])

    def _strict(self, route: Route) -> None:
        answer = route.fetch()
        headers = {**answer.headers, "content-security-policy-report-only": STRICT, "content-security-policy": DEFAULT}
        route.fulfill(response=answer, headers=headers)

    def unharmed(self) -> None:
        """Nothing ran, nothing was asked for, nothing is polluted, and what is ours holds our elements alone."""
        told = self.page.evaluate("() => canary()")
        assert told["hits"] == []
        assert told["polluted"] == []
        assert [one for one in told["refused"] if one.startswith("enforce")] == []
        # Under a policy stricter than JupyterLab itself can have: none of it is by code of ours.
        assert [one for one in told["refused"] if "jupyter-annotator" in one] == []
        assert self.asked == []
        inventory = self.page.evaluate(INVENTORY, OURS)
        assert inventory["bad"] == []
        found = {one for one in inventory["found"] if "@" not in one}
        assert found <= TAGS, found - TAGS
        assert self.errors == []


@pytest.fixture
def watched(page: Page, server: Server) -> Iterator[Watched]:
    seen = Watched(page, server)
    yield seen
    seen.unharmed()


def opened(watched: Watched, server: Server, made: dict[str, Any], name: str) -> NotebookPage:
    """A notebook on disk, opened; the name of its file is one of the places where a text can stand."""
    folder = server.root / re.sub(r"\W+", "-", f"threats-{os.environ.get('PYTEST_CURRENT_TEST', '')}")[:80]
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(material.as_file(made), encoding="utf-8")
    return NotebookPage(watched.page, server, path).goto()


def walk(opened: NotebookPage, steps: int) -> None:
    """What a reader does: pick one annotation after the other, look at definitions and help, print, search, read the list."""
    page, view = opened.page, opened.view
    expect(view.article).to_be_visible()
    view.article.focus()
    for _ in range(steps):
        page.keyboard.press("j")
    for locator in page.locator(".jp-RenderedAnnotator").all():
        locator.scroll_into_view_if_needed()
    page.evaluate("() => { dispatchEvent(new Event('beforeprint')); dispatchEvent(new Event('afterprint')); }")
    view.article.focus()
    page.keyboard.press("?")
    page.keyboard.press("Escape")
    view.search.fill("owned")
    view.search.fill("")
    opened.command("annotator:show-annotations")
    side = page.locator(".jp-AnnotatorReadings")
    expect(side).to_be_visible()
    side.get_by_role("searchbox", name="Filter the annotations").fill("a")


def shown(opened: NotebookPage, title: str = "Hostile article") -> str:
    return str(opened.page.get_by_role("article", name=title).first.text_content())


def test_harm_in_every_place_that_a_page_reads(watched: Watched, server: Server) -> None:
    """Articles, markup, notes, answers, names, codebooks, colours, suggestions, adjudication, metadata, the file's name."""
    strings = payloads.ALL if ALL else payloads.ALL[::2]
    made, count = material.hostile_notebook(strings)
    assert count > 600
    notebook_page = opened(watched, server, made, "<img src=x onerror=owned()>.ipynb")
    walk(notebook_page, len(strings) if ALL else 25)
    text = shown(notebook_page)
    assert "<script>owned()</script>" in text  # as text
    watched.unharmed()
    # An edit is taken and written, and all that stands beside it is there as before.
    notebook_page.view.undo.scroll_into_view_if_needed()
    before = made["metadata"]
    after = json.loads(notebook_page.path.read_text("utf-8"))["metadata"]
    assert {key for key in before if key.startswith("annotator:")} <= set(after)
    print(f"\n{count} fixed inputs")


@pytest.mark.parametrize("seed", range(PAGES))
def test_generated_harm(watched: Watched, server: Server, seed: int) -> None:
    """Mutations of all of it: 700 strings on each page, in some thousand places."""
    strings = list(payloads.mutations(seed, EACH))
    made, count = material.hostile_notebook(strings)
    walk(opened(watched, server, made, "generated.ipynb"), 60)
    print(f"\n{count} generated inputs of seed {seed}")


def test_a_page_of_html_is_as_safe(page: Page, server: Server) -> None:
    """What a saved notebook shows on pages that run nothing of ours: the static article, with the canary beside it."""
    import annotator as an
    from annotator.check import check
    from annotator.static_html import static_html

    watched = Watched(page, server)
    page.goto(f"{server.url}/api/status")
    count = 0
    sets = [payloads.ALL, *(list(payloads.mutations(100 + seed, EACH)) for seed in range(PAGES // 3))]
    for strings in sets:
        deal = material.Deal(strings)
        doc = material.document(strings, deal)
        book = material.codebook(deal)
        raw = material.reading(doc, book, "ada", deal)
        sound = check(raw, an.Document(doc["text"], deal.line(), tuple(doc["markup"])), book)
        assert len(sound.annotations) == len(strings) + 2
        page.set_content(f"<main>{static_html(doc, book, deal.line(), sound)}</main>")
        inventory = page.evaluate(INVENTORY, "main")
        assert inventory["bad"] == []
        assert set(one for one in inventory["found"] if "@" not in one) <= TAGS | {"main"}
        assert {one for one in inventory["found"] if "@" in one} <= {"@class", "@style", "@dir", "@href", "@target", "@rel", "@title", "@value"}
        assert page.evaluate("() => canary().hits") == []
        count += deal.count
    assert watched.asked == []
    print(f"\n{count} inputs through static pages")


LIVE = r"""
import json, warnings
import annotator as an
warnings.simplefilter("ignore")
ds = an.read("readers")
an.review(ds, reviewer="<img src=x onerror=owned()>")
"""


def test_harm_from_python(watched: Watched, server: Server) -> None:
    """Review, adjudication, tables, pictures and suggestions of hostile readings, made by a kernel; and what it tells a page."""
    strings = payloads.ALL if ALL else payloads.SCRIPTS[::3]
    cells = [LIVE, "an.adjudicate(ds, 'eva')", "display(ds.annotations, ds.relations, ds.documents, ds.problems, an.readers(ds))"]
    cells += ["ds.plot", "for name in ds.plot: display(ds.plot[name])", "w = an.Annotator('article.txt', codebook='book.yaml', reader='ada',"
              " suggest=[lambda d: [{'kind': 'k0', 'start': 0, 'end': 3, 'detail': {s: s}} for s in json.load(open('strings.json'))[:50]]],"
              " suggest_after='at once')\nw"]  # fmt: skip
    made = notebook(*(code_cell(cell) for cell in cells))
    notebook_page = opened(watched, server, made, "<svg onload=owned()>.ipynb")
    write_hostile_readers(notebook_page, strings)
    notebook_page.run_all()
