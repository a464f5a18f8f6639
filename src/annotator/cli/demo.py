"""`jupyter annotator demo`: the tutorials in a folder of the user's, opened in JupyterLab."""

from __future__ import annotations

import argparse
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from annotator.cli.printing import complain, say
from annotator.files import replace_file

FOLDER = "jupyter-annotator-demo"
FIRST = "01-annotate-an-article.ipynb"
_PACKAGE = Path(__file__).resolve().parents[1]
_HOMES = (_PACKAGE / "notebooks", _PACKAGE.parents[1] / "notebooks")  # in the wheel; in the repository


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "demo",
        help="copy the tutorials into a folder of yours and open them in JupyterLab",
        description="Copy the tutorials into a folder of yours and open the first one in JupyterLab. What you changed "
        "there is never overwritten. What stands after -- goes to JupyterLab: jupyter annotator demo -- --port 9000",
    )
    parser.add_argument("folder", nargs="?", default=FOLDER, help=f"where to copy them; default ./{FOLDER}")
    parser.add_argument("--no-browser", action="store_true", help="start JupyterLab without a browser")
    parser.add_argument(
        "--allow-root", action="store_true", help="start JupyterLab even as root, as in a container"
    )
    parser.add_argument("--no-open", action="store_true", help="copy only, do not start JupyterLab")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Copy the tutorials and start JupyterLab."""
    folder = Path(arguments.folder)
    home = next((home for home in _HOMES if (home / FIRST).is_file()), None)
    if home is None:
        complain("jupyter annotator demo: the tutorials are not installed. Reinstall jupyter-annotator.")
        return 2
    copied, kept = copy_tutorials(home, folder)
    say(f"{folder}: {len(copied)} files copied" + (f", {len(kept)} that you changed kept:" if kept else ""))
    for name in kept:
        say(f"    {name}")
    if arguments.no_open:
        return 0
    if importlib.util.find_spec("jupyterlab") is None:
        complain("jupyter annotator demo: JupyterLab is not installed here. Run: pip install jupyterlab")
        return 2
    options = [
        f"--{name}" for name in ("no-browser", "allow-root") if getattr(arguments, name.replace("-", "_"))
    ]
    return _lab(folder, [FIRST, *options, *arguments.rest])


def copy_tutorials(home: Path, folder: Path) -> tuple[list[str], list[str]]:
    """Copy the tutorials with their articles.

    Args:
        home: Where they are.
        folder: Where they go; made if it is not there.

    Returns:
        Names of the files that were written, and of those that differ from ours and were left as they are.

    Raises:
        OSError: If a file cannot be written.
    """
    copied, kept = [], []
    for source in sorted(home.rglob("*")):
        name = source.relative_to(home)
        if not source.is_file() or any(part.startswith((".", "__")) for part in name.parts):
            continue
        data, target = source.read_bytes(), folder / name
        if not os.path.lexists(target):
            replace_file(target, data)
            copied.append(name.as_posix())
        elif not target.is_file() or target.read_bytes() != data:
            kept.append(name.as_posix())
    return copied, kept


def _lab(folder: Path, arguments: list[str]) -> int:
    command = [sys.executable, "-m", "jupyterlab", *arguments]
    os.chdir(folder)
    sys.stdout.flush()
    if os.name == "posix":
        os.execv(sys.executable, command)  # signals then reach JupyterLab itself
    return subprocess.call(command)
