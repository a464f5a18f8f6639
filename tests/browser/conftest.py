"""A real JupyterLab per test session, a real Chromium, and a notebook open in it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from lab import NotebookPage, write
from material import fresh_notebook, ready_notebook
from playwright.sync_api import Page, expect
from servers import Server, start_jupyter

# Two busy cores: an expectation that holds is met at once, one that does not costs this long.
expect.set_options(timeout=15_000)


def chromium() -> str:
    for name in (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"):
        found = name and shutil.which(name)
        if found:
            return found
    raise RuntimeError(
        "No Chromium found: install one (Debian: apt-get install chromium) or name it in CHROMIUM."
    )


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {
        "executable_path": chromium(),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "viewport": {"width": 1400, "height": 900}}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("home")
    running = start_jupyter("lab", home, tmp_path_factory.mktemp("lab"))
    yield running
    running.stop()


@pytest.fixture
def lab(page: Page, server: Server, request: pytest.FixtureRequest) -> Callable[..., NotebookPage]:
    """Open a notebook in JupyterLab: `lab(notebook)`; each call has a folder of its own."""
    server.forget_settings()
    opened = 0

    def open_notebook(notebook: dict[str, Any], on: Page | None = None) -> NotebookPage:
        nonlocal opened
        opened += 1
        name = re.sub(r"\W+", "-", request.node.name).strip("-")[:60]
        folder = server.root / f"{name}-{opened}"
        return NotebookPage(on or page, server, write(folder, notebook)).goto()

    return open_notebook


@pytest.fixture
def ready(lab: Callable[..., NotebookPage]) -> NotebookPage:
    """A saved notebook whose output shows the article; nothing was run here."""
    return lab(ready_notebook())


@pytest.fixture
def live(lab: Callable[..., NotebookPage]) -> NotebookPage:
    """A notebook whose first cell was run: `w` exists in the kernel."""
    opened = lab(fresh_notebook())
    opened.run_all()
    expect(opened.view.article).to_be_visible()
    return opened
