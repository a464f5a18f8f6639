"""A page of JupyterLab or Notebook 7 with a notebook open in it."""

from __future__ import annotations

import contextlib
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from material import ARTICLE, WATCH, readings_on_disk
from playwright.sync_api import Page, TimeoutError, expect
from servers import Server
from view import View

CURRENT = """async () => {
  const panel = jupyterapp.shell.currentWidget;
  await panel.context.ready;
  await panel.sessionContext.ready;
"""
# Runs code in the notebook's kernel beside the cells and gives back what it prints.
EXECUTE = """async code => {
  const panel = jupyterapp.shell.currentWidget;
  await panel.sessionContext.ready;
  const future = panel.sessionContext.session.kernel.requestExecute({ code, store_history: false });
  let printed = '';
  let error = null;
  future.onIOPub = ({ header, content }) => {
    if (header.msg_type === 'stream') printed += content.text;
    if (header.msg_type === 'error') error = content.ename + ': ' + content.evalue;
  };
  await future.done;
  if (error) throw new Error(error);
  return printed;
}"""


class NotebookPage:
    """A notebook in a browser page: what a person does with JupyterLab around our view."""

    def __init__(self, page: Page, server: Server, path: Path) -> None:
        self.page = page
        self.server = server
        self.path = path
        self.view = View(page)

    @property
    def url(self) -> str:
        workspace = re.sub(r"\W+", "-", self.path.parent.name)
        path = quote(self.path.relative_to(self.server.root).as_posix())
        return f"{self.server.url}/lab/workspaces/{workspace}/tree/{path}?reset"

    def goto(self) -> NotebookPage:
        self.page.goto(self.url)
        self.ready()
        return self

    def ready(self) -> None:
        expect(self.page.locator(".jp-Notebook .jp-Cell").first).to_be_visible(timeout=60_000)
        self.page.wait_for_function("() => window.jupyterapp !== undefined")

    def reload(self) -> None:
        self.page.reload()
        self.ready()

    def command(self, name: str, arguments: dict[str, Any] | None = None) -> Any:
        run = "async ([name, args]) => { await jupyterapp.commands.execute(name, args); }"
        return self.page.evaluate(run, [name, arguments or {}])

    def run_all(self) -> None:
        """Run all cells and wait until they have ended."""
        self.page.evaluate(CURRENT + "await jupyterapp.commands.execute('notebook:run-all-cells'); }")

    def start_run_all(self) -> None:
        """Run all cells and do not wait for their end."""
        self.page.evaluate(CURRENT + "void jupyterapp.commands.execute('notebook:run-all-cells'); }")

    def restart(self) -> None:
        """Restart the kernel, without the question whether this is meant."""
        self.page.evaluate(CURRENT + "await panel.sessionContext.restartKernel(); }")

    def python(self, code: str) -> Any:
        """Run code in the kernel; what it prints must be JSON."""
        return json.loads(self.page.evaluate(EXECUTE, code))

    def when(self, condition: str, expression: str) -> Any:
        """The value of a Python expression in the kernel, as soon as the condition holds there."""
        return self.python(
            f"{WATCH}\neventually(lambda: {condition})\nimport json\nprint(json.dumps({expression}))"
        )

    def palette(self, words: str) -> None:
        """Find a command in JupyterLab's palette and run it, by keyboard."""
        # JupyterLab shows itself before it knows its shortcuts, and takes the focus once more when the kernel is there.
        self.page.evaluate(CURRENT + "}")
        self.page.wait_for_function(
            "() => jupyterapp.commands.keyBindings.some(({ command }) => command === 'apputils:activate-command-palette')"
        )
        search = self.page.locator("#modal-command-palette input")
        found = self.page.locator("#modal-command-palette .lm-CommandPalette-item.lm-mod-active")
        for _ in range(5):
            self.page.keyboard.press("Control+Shift+C")
            # Whoever takes the focus while JupyterLab starts closes the palette, also an open one: then once more.
            with contextlib.suppress(AssertionError, TimeoutError):
                search.fill(words, timeout=3_000)
                expect(found).to_be_visible(timeout=3_000)
                break
        expect(found).to_be_visible()
        self.page.keyboard.press("Enter")

    def save(self) -> None:
        self.command("docmanager:save")

    def cells(self) -> list[str]:
        """The sources of the cells as the page has them."""
        return list(
            self.page.evaluate(
                "() => Array.from(jupyterapp.shell.currentWidget.model.cells, cell => cell.sharedModel.getSource())"
            )
        )

    def mode(self) -> str:
        return str(self.page.evaluate("() => jupyterapp.shell.currentWidget.content.mode"))

    def no_dialog(self) -> None:
        expect(self.page.get_by_role("dialog")).to_have_count(0)

    def readings(self) -> dict[str, Any]:
        """The readings in the file on disk."""
        return readings_on_disk(self.path)


def write(folder: Path, notebook: dict[str, Any], name: str = "notebook.ipynb") -> Path:
    """Write a notebook, and beside it the article that it reads."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "article.txt").write_text(ARTICLE, encoding="utf-8")
    path = folder / name
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path
