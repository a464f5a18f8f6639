"""A reader at work: edits drawn from a seed and made by the keys that people use, with a log of what became of each."""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from lab import NotebookPage
from material import notebook as notebook_of
from playwright.sync_api import Error, Page, expect
from servers import Server
from view import View

import annotator as an

TITLE = "What the Harbour Counted"
WHO = [
    "The harbour office",
    "A pilot",
    "The ferry line",
    "Noor Eldin",
    "The Gazette",
    "Nobody in the council",
]
DID = ["counted", "denies", "expects", "has never seen", "promised", "wrote down", "asks for"]
WHAT = ["sacks", "crates of pears", "empty barges", "late letters", "new lamps", "unpaid invoices"]
WHEN = ["in May", "before winter", "on Monday", "after the flood", "at noon", "last year"]


def article() -> str:
    """A long article of our own making: more sentences than a session tags, no two alike."""
    rng = random.Random(1)
    sentences = [
        f"{rng.choice(WHO)} {rng.choice(DID)} {number} {rng.choice(WHAT)} {rng.choice(WHEN)}."
        for number in range(11, 251)
    ]
    blocks = [" ".join(sentences[at : at + 6]) for at in range(0, len(sentences), 6)]
    return "\n\n".join([TITLE, *blocks]) + "\n"


DOCUMENT = an.Document.from_text(article(), title=TITLE, source="harbour.txt")
CODEBOOK = an.Codebook.load("claims")
READER = "ada"


def key_of(reader: str) -> str:
    return f"annotator:{DOCUMENT.id}:{reader}"


KEY = key_of(READER)
SOURCE = f"import annotator as an\nw = an.Annotator('harbour.txt', codebook='claims', reader={READER!r})\nw"

# What the status line says when an edit is kept: by the server on its disk, or by the browser in its profile.
KEPT = re.compile(r"^Saved\b|\bkept in this browser\b", re.IGNORECASE)

# All that one edit changed in the notebook's model, and what the reader is told, in one call.
LOOK = """key => {
  const root = document.querySelector('.jp-Annotator-article')?.closest('.jp-Annotator');
  const panel = window.jupyterapp?.shell.currentWidget;
  const status = root?.querySelector('.jp-Annotator-status')?.innerText.trim() ?? '';
  if (!root || !panel?.model) return { changed: {}, status, ready: false, dialog: null };
  const raw = panel.model.sharedModel.getMetadata(key) ?? {};
  const known = (window.faultsKnown ??= {});
  const changed = {};
  for (const section of ['annotations', 'relations', 'removed', 'answers'])
    for (const [id, record] of Object.entries(raw[section] ?? {})) {
      const stamp = `${section} ${record.rev} ${record.by}`;
      if (known[id] !== stamp) {
        known[id] = stamp;
        changed[id] = { section, record };
      }
    }
  const dialog = document.querySelector('.jp-Dialog');
  const article = root.querySelector('.jp-Annotator-article');
  if (!dialog && !root.contains(document.activeElement)) article.focus();
  return { changed, status, ready: true, dialog: dialog?.querySelector('.jp-Dialog-header')?.innerText ?? (dialog ? '?' : null) };
}"""


SAYS = """pattern => {
  if (document.querySelector('.jp-Dialog')) return 'dialog';
  const status = document.querySelector('.jp-Annotator-status')?.innerText.trim() ?? '';
  return new RegExp(pattern, 'i').test(status) && 'said';
}"""
READING = """async key => {
  const model = jupyterapp.shell.currentWidget.model;
  return model.sharedModel.getMetadata(key) ?? {};
}"""
LISTED = (
    "() => parseInt(document.querySelector('.jp-Annotator-listHead')?.innerText.replace(/\\D+/g, '') || '0')"
)


def notebook(reader: str | None = READER) -> dict[str, Any]:
    """A notebook whose output shows the article before any kernel has run."""
    bundle = {"version": 1, "document": DOCUMENT.to_dict(), "codebook": CODEBOOK.to_dict(), "reader": reader}
    data = {
        "application/vnd.annotator.v1+json": bundle,
        "text/html": "<p>The article.</p>",
        "text/plain": "Annotator",
    }
    output = {"output_type": "display_data", "data": data, "metadata": {}}
    cell = {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": []}
    return notebook_of({**cell, "source": SOURCE, "outputs": [output]}, {**cell, "source": "1 + 1"})


def write_notebook(folder: Path, reader: str | None = READER) -> Path:
    folder.mkdir(parents=True)
    (folder / "harbour.txt").write_text(DOCUMENT.text, encoding="utf-8")
    path = folder / "reading.ipynb"
    path.write_text(json.dumps(notebook(reader), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


@dataclass
class Log:
    """Edits in their order: `(id, section, record)` of each record that an edit wrote."""

    edits: int = 0
    acknowledged: int = 0
    written: list[tuple[int, str, str, dict[str, Any]]] = field(default_factory=list)
    kept: int = 0
    """All of `written` before this place has been acknowledged."""
    dialogs: list[str] = field(default_factory=list)

    def add(self, changed: dict[str, Any]) -> None:
        self.edits += 1
        for id, found in changed.items():
            self.written.append((self.edits, id, found["section"], found["record"]))

    def acknowledge(self) -> None:
        self.kept = len(self.written)
        self.acknowledged = self.edits


class ReaderPage(NotebookPage):
    """A page on which a reader edits. Several pages of one reader may share a log."""

    def __init__(
        self, page: Page, server: Server, url: str, path: Path, rng: random.Random, workspace: str = "w"
    ) -> None:
        super().__init__(page, server, path)
        self.workspace = workspace
        self.key = KEY
        self.rng = rng
        self.origin = url
        self.log = Log()
        self.view = View(page, TITLE)

    @property
    def url(self) -> str:
        path = quote(self.path.relative_to(self.server.root).as_posix())
        return f"{self.origin}/lab/workspaces/{self.workspace}/tree/{path}?reset"

    def open(self) -> ReaderPage:
        self.page.goto(self.url, wait_until="commit")
        expect(self.view.article).to_be_visible(timeout=60_000)
        self.page.wait_for_function("() => window.jupyterapp?.shell.currentWidget?.model")
        self.look()
        return self

    def is_read_by(self, name: str) -> None:
        """The reader says who she is."""
        if self.view.your_name.count() == 0:
            self.view.change_reader.click()
        self.view.your_name.fill(name)
        self.view.start_tagging.click()
        self.key = key_of(name)
        expect(self.view.change_reader).to_contain_text(name)
        self.page.evaluate("() => { window.faultsKnown = undefined; }")
        self.look()

    def reading(self, key: str | None = None) -> dict[str, Any]:
        """The reading that the page's notebook holds under a key: the reader's own."""
        found: dict[str, Any] = self.page.evaluate(READING, key or self.key)
        return found

    def is_shared(self) -> bool:
        """Whether the pages of the notebook hear of each other at once."""
        return bool(self.page.evaluate("() => jupyterapp.shell.currentWidget.model.collaborative"))

    def listed(self) -> int:
        """How many annotations the page says that there are."""
        return int(self.page.locator(".jp-Annotator-article").count() and self.page.evaluate(LISTED))

    def picture(self, name: str) -> None:
        """What the page looks like, for whoever looks into a run that went wrong."""
        if pictures := os.environ.get("FAULTS_PICTURES"):
            with contextlib.suppress(Error):
                self.page.screenshot(path=f"{pictures}/{name.replace(' ', '-')}.png", timeout=5_000)

    def restarted(self, before: int) -> None:
        """Wait until the kernel that died has come back, and the reader, who had read `before` dialogs, was told."""
        while len(self.log.dialogs) == before:
            self.page.wait_for_selector(".jp-Dialog", timeout=60_000)
            self.look()
        self.page.wait_for_function(
            "() => jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === 'idle'",
            timeout=60_000,
        )

    def run_cells(self) -> None:
        """Run all cells, and go back to the article."""
        self.run_all()
        expect(self.view.article).to_be_visible()
        self.look()

    def revert(self) -> None:
        """Save by hand, and where JupyterLab asks, take the version on disk."""
        expect(self.view.status).to_contain_text("changed on disk")
        self.press("Control+s")
        self.page.get_by_role("dialog").get_by_role("button", name="Revert").click()
        self.page.wait_for_function("() => !document.querySelector('.jp-Dialog')")
        expect(self.view.article).to_be_visible()
        self.page.evaluate("() => { window.faultsKnown = undefined; }")
        self.look()

    def look(self, counts: bool = False) -> dict[str, Any]:
        """What is new on the page, `counts` where that is an edit of this reader's.

        Dialogs are answered as a reader does who wants to go on.
        """
        seen = self.page.evaluate(LOOK, self.key)
        if counts and seen["changed"]:
            self.log.add(seen["changed"])
        if seen["dialog"]:
            self.log.dialogs.append(seen["dialog"].strip())
            self.answer_dialog(seen["dialog"])
        if KEPT.search(seen["status"]):
            self.log.acknowledge()
        if not seen["ready"]:
            expect(self.view.article).to_be_visible()
        return seen

    def answer_dialog(self, title: str) -> None:
        name = "Revert" if "File Changed" in title else None
        dialog = self.page.locator(".jp-Dialog").last
        buttons = dialog.get_by_role("button")
        (buttons.filter(has_text=name) if name else buttons.last).first.click(timeout=5_000)

    def edit(self, first_look: bool = False) -> bool:
        """Make one edit, drawn by chance; false where the gesture changed nothing."""
        if first_look:
            self.look()
        gesture = self.rng.choices(
            [self.tag, self.value, self.note, self.status, self.delete, self.undo, self.redo, self.link],
            [34, 30, 6, 8, 6, 8, 4, 4],
        )[0]
        gesture()
        return bool(self.look(counts=True)["changed"])

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def step(self) -> None:
        self.press(self.rng.choice("jk"))

    def tag(self) -> None:
        self.press(".", self.rng.choice("ces"))

    def value(self) -> None:
        if self.rng.random() < 0.2:
            self.step()
        self.press(self.rng.choice("12345qwr"))

    def note(self) -> None:
        self.step()
        self.press("n")
        self.page.keyboard.insert_text(self.rng.choice(["who says so? ", "see above ", "«ça» 👩‍👩‍👧 "]))
        self.press("Escape")

    def status(self) -> None:
        self.press(self.rng.choice("!="))

    def delete(self) -> None:
        self.step()
        self.press("Delete")

    def undo(self) -> None:
        self.press("u")

    def redo(self) -> None:
        self.press("Control+y")

    def link(self) -> None:
        self.step()
        self.press("l", "1", "1", "Escape")

    def wait_until_kept(self) -> None:
        """Wait until the page says that all is kept, by the browser or by the server."""
        self._wait(KEPT.pattern)

    def wait_until_saved(self) -> None:
        """Wait until the page says that the file has all."""
        self._wait(r"^Saved\b")

    def _wait(self, pattern: str) -> None:
        # Dialogs are answered meanwhile.
        while True:
            said = self.page.wait_for_function(SAYS, arg=pattern, timeout=60_000).json_value()
            self.look()
            if said != "dialog":
                return
