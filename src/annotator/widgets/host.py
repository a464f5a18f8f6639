"""Which notebook this kernel runs for, as far as the host tells."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote


def notebook_path() -> Path | None:
    """Path of the notebook that runs in this kernel.

    Returns:
        The path that VS Code, Voilà or the Jupyter server gives, in this order; None where no host tells. The file
        need not exist: it may have been renamed since the kernel started.
    """
    for name in (_vscode(), _voila(), os.environ.get("JPY_SESSION_NAME")):
        if isinstance(name, str) and name.endswith(".ipynb") and "\0" not in name:
            path = Path(name)
            # Older servers give the path as their file browser shows it; the kernel starts in the notebook's folder.
            return path if path.is_absolute() else Path.cwd() / path.name
    return None


def shell() -> Any:
    """The IPython shell that runs here, or None. Never imports IPython by itself."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


def _vscode() -> object:
    running = shell()
    return getattr(running, "user_ns", {}).get("__vsc_ipynb_file__") if running else None


def _voila() -> str | None:
    if not os.environ.get("SERVER_SOFTWARE", "").startswith("voila"):
        return None
    name = unquote(os.environ.get("SCRIPT_NAME", "")).rpartition("/")[2]
    return str(Path.cwd() / name) if name else None
