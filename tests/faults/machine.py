"""What can break: servers, a browser with a profile, kernels, a network between them, a small disk."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import tempfile
import threading
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import psutil
from disk import Disk
from playwright.sync_api import BrowserContext, Error, Page, Playwright, expect
from proxy import Proxy
from servers import Server, start_jupyter

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
# A short pause, so that a session has many saves that faults can hit.
SETTINGS = {"autosaveDelay": 300}


def start_server(home: Path, root: Path, more: dict[str, str] | None = None) -> Server:
    settings = home / "lab" / "user-settings" / "jupyter-annotator"
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "plugin.jupyterlab-settings").write_text(json.dumps(SETTINGS))
    return start_jupyter("lab", home, root, more=more)


def kill(processes: list[psutil.Process]) -> None:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(signal.SIGKILL)
    psutil.wait_procs(processes, timeout=20)


class Post:
    """A server behind a proxy: pages keep its address when it is killed and another takes its place."""

    def __init__(self, home: Path, root: Path, more: dict[str, str] | None = None) -> None:
        self.home, self.root, self.more = home, root, more
        self.server = start_server(home, root, more)
        self.proxy = Proxy(self._port())
        self._starting: threading.Thread | None = None
        self._orphans: list[psutil.Process] = []

    def _port(self) -> int:
        return int(self.server.url.rsplit(":", 1)[1])

    @property
    def pid(self) -> int:
        return self.server.process.pid

    @property
    def is_up(self) -> bool:
        return self.server.process.poll() is None

    def kernels(self) -> list[psutil.Process]:
        with contextlib.suppress(psutil.NoSuchProcess):
            return psutil.Process(self.pid).children(recursive=True)
        return []

    def kill(self) -> None:
        """kill -9; its kernels are left without it, as they are then."""
        self._orphans += self.kernels()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self.server.process.wait()

    def start(self) -> None:
        """Start another server in the place of the one that was killed; returns at once."""

        def run() -> None:
            self.server = start_server(self.home, self.root, self.more)
            self.proxy.target = self._port()

        self._starting = threading.Thread(target=run, daemon=True)
        self._starting.start()

    def ready(self) -> None:
        """Wait until there is a server."""
        if self._starting:
            self._starting.join()
            self._starting = None
        if not self.is_up:
            self.start()
            self.ready()

    def close(self) -> None:
        self.proxy.close()
        if self._starting:
            self._starting.join()
        orphans = self._orphans + self.kernels()
        self.server.stop()
        kill(orphans)


class Machine:
    """All of it; what a run has not broken serves the next one too."""

    def __init__(self, playwright: Playwright, chromium: str, more: dict[str, str] | None = None) -> None:
        # What is expected comes; how soon depends on what else the machine does.
        expect.set_options(timeout=60_000)
        self.playwright, self.chromium, self.more = playwright, chromium, more
        self.folder = Path(tempfile.mkdtemp(prefix="annotator-faults-"))
        self.disk = Disk(self.folder / "disk")
        self.posts: list[Post] = []
        self._context: BrowserContext | None = None

    def post(self, number: int = 0) -> Post:
        """The first server, or a second one on the same folder."""
        while len(self.posts) <= number:
            self.posts.append(Post(self.folder / f"home-{len(self.posts)}", self.disk.folder, self.more))
        self.posts[number].ready()
        return self.posts[number]

    @property
    def profile(self) -> Path:
        return self.folder / "profile"

    def page(self) -> Page:
        """A new page of the browser, which is started where it does not run."""
        if self._context is None:
            for lock in self.profile.glob("Singleton*"):
                lock.unlink()
            self._context = self.playwright.chromium.launch_persistent_context(
                str(self.profile),
                executable_path=self.chromium,
                args=ARGUMENTS,
                viewport={"width": 800, "height": 420},
            )
            self._context.set_default_timeout(30_000)
        return self._context.new_page()

    def browser(self) -> list[psutil.Process]:
        """The processes of the browser that we started: they name our profile, and so do their parents."""
        found = []
        for process in psutil.process_iter(["cmdline"]):
            if any(str(self.profile) in part for part in process.info["cmdline"] or []):
                found += [process, *process.children(recursive=True)]
        return list(dict.fromkeys(found))

    def killer_of_browser(self) -> Callable[[], None]:
        """A function that kills -9 the browser: found beforehand, so that it dies in an instant."""
        processes = self.browser()
        return lambda: kill(processes)

    def forget_browser(self) -> None:
        """The browser is dead: the next page has a new one, with the same profile."""
        kill(self.browser())
        if self._context is not None:
            with contextlib.suppress(Error):
                self._context.close()
        self._context = None

    def close_pages(self) -> None:
        if self._context is not None:
            for page in self._context.pages[1:]:
                with contextlib.suppress(Error):
                    page.close(run_before_unload=False)

    def end_kernels(self) -> None:
        """Notebooks that nobody will open again leave none behind."""
        for post in self.posts:
            with urllib.request.urlopen(f"{post.server.url}/api/sessions", timeout=20) as answer:
                sessions = json.load(answer)
            for session in sessions:
                url = f"{post.server.url}/api/sessions/{session['id']}"
                with contextlib.suppress(OSError):
                    urllib.request.urlopen(urllib.request.Request(url, method="DELETE"), timeout=20).close()

    def heal(self) -> None:
        """Everything as it was before the run."""
        for post in self.posts:
            post.ready()
            post.proxy.set("open")
        self.disk.heal(*[post.pid for post in self.posts])

    def close(self) -> None:
        with contextlib.suppress(Error):
            if self._context is not None:
                self._context.close()
        for post in self.posts:
            post.close()
        self.disk.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Machine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def chromium() -> str:
    for name in (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"):
        found = name and shutil.which(name)
        if found:
            return found
    raise RuntimeError("No Chromium found: install one, or name it in CHROMIUM.")
