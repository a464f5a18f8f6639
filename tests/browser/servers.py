"""Servers that a test session starts: JupyterLab, Notebook 7, Voilà, each on a free port with a home of its own."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# Who is logged in, as on a JupyterHub; a server without accounts makes up an anonymous name.
IDENTITY = "Noor Eldin"
CONFIG = f"""
from jupyter_server.auth import IdentityProvider, User

class OnePerson(IdentityProvider):
    def get_user(self, handler):
        return User(username="noor", name={IDENTITY!r}, display_name={IDENTITY!r})

c.ServerApp.identity_provider_class = OnePerson
"""


def listens(port: int, attempts: int = 400) -> bool:
    """Whether something accepts connections on the port within 20 seconds."""
    for _ in range(attempts):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except ConnectionRefusedError:
            threading.Event().wait(0.05)
        else:
            return True
    return False


@dataclass
class Server:
    """A running server; `root` is the folder it serves, `home` where it keeps what it remembers of its user."""

    process: subprocess.Popen[str]
    url: str
    root: Path
    home: Path
    log: list[str]

    def forget_settings(self) -> None:
        """Take back what users of the extension changed in its settings."""
        shutil.rmtree(self.home / "lab" / "user-settings" / "jupyter-annotator", ignore_errors=True)

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])

    def kill(self) -> None:
        """End it as a crash or a cut of the power does: nothing is finished, nothing is said."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def environment(home: Path) -> dict[str, str]:
    """The environment of a server that reads and writes nothing of the person who runs the tests."""
    settings = home / "lab" / "user-settings"
    notification = settings / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    notification.parent.mkdir(parents=True, exist_ok=True)
    notification.write_text(json.dumps({"fetchNews": "false", "checkForUpdates": False}))
    (home / "config").mkdir(parents=True, exist_ok=True)
    (home / "config" / "jupyter_server_config.py").write_text(CONFIG)
    folders = {
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_DATA_DIR": home / "data",
        "JUPYTER_RUNTIME_DIR": home / "runtime",
        "IPYTHONDIR": home / "ipython",
        "JUPYTERLAB_SETTINGS_DIR": settings,
        "JUPYTERLAB_WORKSPACES_DIR": home / "lab" / "workspaces",
    }
    return {**os.environ, **{name: str(folder) for name, folder in folders.items()}}


# Where `make` puts real-time collaboration: beside what other servers of the tests have.
COLLABORATION = Path(sys.prefix) / "collaboration"


def collaboration() -> dict[str, str]:
    """What a server needs in its environment so that the pages of a notebook share it."""
    return {
        "PYTHONPATH": str(COLLABORATION),
        "JUPYTER_PATH": str(COLLABORATION / "share" / "jupyter"),
        "JUPYTER_CONFIG_PATH": str(COLLABORATION / "etc" / "jupyter"),
    }


def start(
    arguments: list[str],
    ready: str,
    home: Path,
    root: Path,
    port: int | None = None,
    more: dict[str, str] | None = None,
) -> Server:
    """Start `python -m <arguments>`; returns when it has printed a line with `ready` in it."""
    port = port or free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", *arguments, f"--port={port}"],
        cwd=root,
        env={**environment(home), **(more or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
    )
    log: list[str] = []
    is_ready = threading.Event()

    def follow() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            log.append(line)
            if ready in line:
                is_ready.set()

    threading.Thread(target=follow, daemon=True).start()
    # Some servers say that they run a moment before they listen.
    if not (is_ready.wait(timeout=120) and listens(port)):
        process.kill()
        raise RuntimeError(f"{' '.join(arguments)} did not start:\n" + "".join(log))
    return Server(process, f"http://127.0.0.1:{port}", root, home, log)


def start_jupyter(
    app: str, home: Path, root: Path, port: int | None = None, more: dict[str, str] | None = None
) -> Server:
    """Start JupyterLab (`lab`) or Notebook 7 (`notebook`), without a password and for this machine only."""
    name = {"lab": "LabApp", "notebook": "JupyterNotebookApp"}[app]
    return start(
        [
            "jupyter",
            app,
            "--no-browser",
            "--allow-root",
            "--ip=127.0.0.1",
            "--ServerApp.port_retries=0",
            "--IdentityProvider.token=",
            "--ServerApp.password=",
            "--ServerApp.disable_check_xsrf=True",
            f"--ServerApp.root_dir={root}",
            f"--{name}.expose_app_in_browser=True",
            *(["--LabApp.news_url=None"] if app == "lab" else []),
        ],
        ready="is running at",
        home=home,
        root=root,
        port=port,
        more=more,
    )


def start_voila(notebook: Path, home: Path) -> Server:
    """Start Voilà on one notebook."""
    return start(
        ["voila", notebook.name, "--no-browser", "--Voila.ip=127.0.0.1", "--show_tracebacks=True"],
        ready="is running at",
        home=home,
        root=notebook.parent,
    )
