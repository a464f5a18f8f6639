"""Texts that mean harm, in every place that a page reads: no script runs, nothing is asked for, nothing is polluted.

Here a selection; `make hostile` sends all of them. See tests/threats.yaml.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

import pytest
from lab import NotebookPage
from material import code_cell, notebook
from playwright.sync_api import Page, Route, expect
from servers import Server
from view import View

import hostile
from threats import material, payloads

ALL = "HOSTILE" in os.environ
EACH = 700 if ALL else 60  # generated strings on one page
PAGES = 15 if ALL else 1

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
    found.add(inSvg ? `svg ${one.localName}` : one.localName);
    for (const { name, value } of one.attributes) {
      found.add(`${inSvg ? 'svg ' : ''}@${name}`);
      if (/^on|^srcdoc$|^src$|^srcset$|^action$|^formaction$|^ping$|commandlinker/.test(name)) bad.push(one.outerHTML.slice(0, 200));
      if (/url\\(|expression|javascript:|@import/i.test(name === 'style' ? value : '')) bad.push(value.slice(0, 200));
      if (name === 'href' && !/^https?:\\/\\//i.test(value)) bad.push(`href ${value.slice(0, 200)}`);
    }
  }
  return { found: [...found].sort(), bad };
}"""
# Controls of the panel's head that a reader cannot press, because something lies over them or they are pushed out.
COVERED = """() => {
  const root = document.querySelector('.jp-RenderedAnnotator');
  const controls = root.querySelectorAll('[role=toolbar] button');
  if (controls.length === 0) return ['no control'];
  const covered = [];
  for (const control of controls) {
    control.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    const { x, y, width, height } = control.getBoundingClientRect();
    const there = document.elementFromPoint(x + width / 2, y + height / 2);
    if (!control.contains(there)) covered.push(`${control.outerHTML.slice(0, 120)} under ${there?.outerHTML.slice(0, 120)}`);
  }
  return covered;
}"""
OURS = ".jp-RenderedAnnotator, .jp-AnnotatorReadings, .jp-AnnotatorReview"
TAGS = set(
    "a article aside b bdi br button code dd details div dl dt em fieldset footer h1 h2 h3 h4 h5 h6 header i input kbd label legend li mark "
    "menu nav ol option p pre q section select small span strong summary sub sup table tbody td textarea th thead tr ul "
    "blockquote dialog output progress time caption figure figcaption s u".split()
) | {f"svg {name}" for name in ("svg", "path", "g", "circle", "line", "text", "rect", "title")}


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

    def strictly(self) -> None:
        """From the next page on a policy is reported on that is stricter than JupyterLab itself can keep.

        Chromium lets a page that a test has answered open no socket to this machine: there is no kernel then.
        """
        self.page.route(re.compile(r"/lab/workspaces/"), self._strict)

    def _request(self, request: Any) -> None:
        parts = urlsplit(request.url)
        is_inside = parts.scheme in ("data", "blob") or parts.netloc == self.host
        if not is_inside or "canary" in request.url:
            self.asked.append(request.url[:200])

    def _strict(self, route: Route) -> None:
        answer = route.fetch()
        headers = {
            **answer.headers,
            "content-security-policy-report-only": STRICT,
            "content-security-policy": DEFAULT,
        }
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
    shown = NotebookPage(watched.page, server, path).goto()
    shown.view = View(watched.page, "Hostile article")
    return shown


def walk(opened: NotebookPage, steps: int) -> None:
    """What a reader does: pick one annotation after the other, look at definitions and help, print, search, read the list."""
    page, view = opened.page, opened.view
    expect(view.article).to_be_visible()
    view.article.focus()
    for _ in range(steps):
        page.keyboard.press("j")
    for locator in page.locator(".jp-RenderedAnnotator").all():
        locator.scroll_into_view_if_needed()
    page.evaluate(
        "() => { dispatchEvent(new Event('beforeprint')); dispatchEvent(new Event('afterprint')); }"
    )
    view.article.scroll_into_view_if_needed()
    for key in ("Shift+H", "Shift+B", "?"):  # what it was before, what was removed, help
        view.article.focus()
        page.keyboard.press(key)
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
    watched.strictly()
    notebook_page = opened(watched, server, made, "<img src=x onerror=owned()>.ipynb")
    walk(notebook_page, len(strings) if ALL else 25)
    text = shown(notebook_page)
    assert "<script>owned()</script>" in text  # as text
    notebook_page.view.article.focus()
    watched.page.keyboard.press("Escape")
    assert watched.page.evaluate(COVERED) == []
    watched.unharmed()
    assert (
        watched.page.evaluate("() => canary().refused.length") > 0
    )  # the strict policy is there: JupyterLab evaluates code
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
    # A page without any policy, whose every request is answered here.
    watched.host = "static.invalid"
    page.route("**/*", lambda route: route.fulfill(body="<p>", content_type="text/html"))
    page.goto("http://static.invalid/")
    count = 0
    sets = [payloads.ALL, *(list(payloads.mutations(100 + seed, EACH)) for seed in range(PAGES))]
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
        assert {one for one in inventory["found"] if "@" not in one} <= TAGS | {"main"}
        assert {one for one in inventory["found"] if "@" in one} <= {
            "@class",
            "@style",
            "@dir",
            "@href",
            "@target",
            "@rel",
            "@title",
            "@value",
        }
        assert page.evaluate("() => canary().hits") == []
        count += deal.count
    assert watched.asked == []
    # The canary is alive: what is not escaped is noticed.
    page.set_content("<img src=/canary.png onerror=owned()>")
    page.wait_for_function("() => canary().hits.length === 1")
    assert len(watched.asked) == 1
    print(f"\n{count} inputs through static pages")


READERS = r"""import json, warnings
import annotator as an
warnings.simplefilter("ignore")
article = an.open_article("article.txt", title="Hostile article")
ds = an.read("readers", articles=[article])
an.review(ds, reviewer="<img src=x onerror=owned()>")"""
TABLES = "display(ds.annotations, ds.relations, ds.documents, ds.readings, ds.problems, an.agreement(ds), an.disagreements(ds), an.readers(ds))"
PICTURES = "display(ds.profile(), ds.pace(), ds.map(article.id), an.picture(ds))"
VIEW = """said = json.load(open("strings.json"))
def model(document):
    return [{"kind": "claim", "start": at, "end": at + 9, "detail": {one[:60]: one}} for at, one in enumerate(said[:60])]
w = an.Annotator(article, codebook="book.json", reader="ada", suggest=model, suggest_after="at once")
w"""
FROM_KERNEL = """
import json
from annotator.widgets import link
sent = 0
for message in json.load(open("messages.json")):
    for one in list(link._links.values()):
        one._comms["state"].send(message)
        sent += 1
print(sent)
"""
FROM_PAGE = """async messages => {
  const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  for (const data of messages) {
    const comm = kernel.createComm('jupyter-annotator');
    await comm.open(data).done.catch(() => undefined);
    if (comm.isDisposed) continue;
    await comm.send(data).done.catch(() => undefined);
  }
}"""


def write_readers(folder: Path, strings: Sequence[str]) -> int:
    """Three readers of one hostile article, with a codebook whose every title means harm, and what else the cells read."""
    import annotator as an

    deal = material.Deal(strings)
    lines = [" ".join(one.split()) for one in strings if one.isprintable() and one.strip()]
    text = "\n\n".join(["Hostile article", *lines])
    (folder / "article.txt").write_text(text, encoding="utf-8")
    doc = an.Document.from_text(text, title="Hostile article", source="article.txt")
    book = an.Codebook.load("claims").to_dict()
    for entry in (
        *book["kinds"],
        *book["fields"],
        *book["relations"],
        *(v for f in book["fields"] for v in f.get("values", ())),
    ):
        entry["title"], entry["definition"] = f"{deal.line(190)} {deal.count}", deal.line(4000)
    (folder / "book.json").write_text(json.dumps(book), encoding="utf-8")
    (folder / "strings.json").write_text(json.dumps(strings), encoding="utf-8")
    blocks = [mark for mark in doc.markup if mark["start"] > 20]
    values = {field["id"]: [value["id"] for value in field.get("values", ())] for field in book["fields"]}
    (folder / "readers").mkdir()
    for number in range(3):
        reader = deal.line().replace(":", "") + str(number)
        raw = an.Reading.new(doc, book, reader).to_dict()
        for at, block in enumerate(blocks):
            kind = ("claim", "claim", "source", "evidence")[(at + number * (at % 3)) % 4]
            answers = (
                {"claim_type": "fact", "evidence_strength": values["evidence_strength"][(at + number) % 4]}
                if kind == "claim"
                else {}
            )
            if kind != "evidence":
                answers["source_type"] = values["source_type"][at % 5]
            raw["annotations"][f"a-{number}-{at}"] = {
                "kind": kind, "spans": [{"start": block["start"], "end": block["end"]}], "quote": text[block["start"] : block["end"]],
                "prefix": "", "suffix": "", "values": answers, "note": deal.one(), "status": "open", "origin": deal.one()[:200],
                "created": f"2026-03-01T10:{at % 60:02}:00Z", "modified": deal.one()[:40], "rev": 1, "by": "k",
            }  # fmt: skip
        raw["relations"][f"r-{number}"] = {
            "kind": "attributes", "from": next(i for i, a in raw["annotations"].items() if a["kind"] == "source"),
            "to": next(i for i, a in raw["annotations"].items() if a["kind"] == "claim"), "values": {}, "note": deal.one(), "rev": 1, "by": "k",
        }  # fmt: skip
        made = notebook(code_cell(deal.one()), metadata={f"annotator:{doc.id}:{reader}": raw})
        name = deal.line(60).replace("/", "\u2215").lstrip(".")
        (folder / "readers" / f"{name}-{number}.ipynb").write_text(material.as_file(made), encoding="utf-8")
    return deal.count


def hostile_messages(doc_id: str, count: int) -> list[Any]:
    """What the other end may say: sound messages of which parts are anything."""
    random = Random(7)
    known = {
        "document": {"id": doc_id},
        "reader": "ada",
        "annotations": {},
        "relations": {},
        "answers": {},
        "removed": {},
    }
    sound = [
        {"type": "delta", "reader": "ada", "delta": {"annotations": {"a-1": {"rev": 1, "by": "k"}}}},
        {"type": "reading", "reader": "ada", "reading": known}, {"type": "open", "reader": "ada", "reading": known},
        {"type": "error", "what": "<img src=x onerror=owned()>"}, {"type": "saved", "file": "<img src=x onerror=owned()>"},
        {"role": "state", "document": doc_id, "reader": "eve", "client": "c"}, {"role": "edits", "document": doc_id, "reader": "eve", "client": "c"},
    ]  # fmt: skip
    made = [hostile.mutated(random, random.choice(sound), 2) for _ in range(count)]
    return [one for one in made if isinstance(one, dict) and travels(one)]


def travels(value: Any) -> bool:
    """Whether JSON of Jupyter's messages can hold it."""
    try:
        json.dumps(value, allow_nan=False).encode("utf-8")
        return "\\ud8" not in json.dumps(value) and "\\udf" not in json.dumps(value)
    except ValueError:
        return False


def test_harm_from_python(watched: Watched, server: Server) -> None:
    """Review, adjudication, tables, pictures and suggestions of hostile readings, made by a kernel; and what the two tell each other."""
    strings = [one for one in payloads.SCRIPTS if one.isprintable()][
        :: 1 if ALL else 3
    ]  # else it is no codebook
    sources = [READERS, "an.adjudicate(ds, '<script>owned()</script>')", TABLES, PICTURES, VIEW]
    notebook_page = opened(watched, server, notebook(*map(code_cell, sources)), "<svg onload=owned()>.ipynb")
    count = write_readers(notebook_page.path.parent, strings)
    notebook_page.run_all()
    page = watched.page
    failed = page.locator(
        ".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr'], .jp-mod-error"
    )
    assert failed.all_text_contents() == []
    for what in (".jp-AnnotatorReview", ".jp-RenderedAnnotator", ".vega-embed svg", ".dataframe"):
        page.locator(what).first.scroll_into_view_if_needed()
        expect(page.locator(what).first).to_be_visible(timeout=60_000)
    rows = page.locator(".jp-AnnotatorReview").get_by_role("row")
    for at in range(1, 6):
        rows.nth(at).click()
    expect(page.locator(".jp-AnnotatorReview").get_by_role("region", name="Passage")).to_be_visible()
    for picture in page.locator(".vega-embed").all():
        picture.scroll_into_view_if_needed()
        picture.hover(force=True)
    # The kernel says anything to the page, and the page to the kernel; then both go on as before.
    doc_id = notebook_page.python("print(json.dumps(w.document.id))")
    messages = hostile_messages(doc_id, 500 if ALL else 60)
    (notebook_page.path.parent / "messages.json").write_text(json.dumps(messages), encoding="utf-8")
    assert notebook_page.python(FROM_KERNEL) > 0
    page.evaluate(FROM_PAGE, messages)
    assert notebook_page.python("print(json.dumps(len(w.annotations)))") == 0
    notebook_page.python("w.add('claim', 0, 7); print(1)")
    expect(
        page.locator(".jp-RenderedAnnotator")
        .last.get_by_role("list", name="Annotations")
        .get_by_role("listitem")
    ).to_have_count(1)
    print(f"\n{count} inputs from Python, {len(messages)} messages each way")
