"""`jupyter annotator merge`: two versions of a notebook in one, by hand or as git's merge driver."""

from __future__ import annotations

import argparse
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.printing import as_json, complain, say

if TYPE_CHECKING:
    from annotator.three_way import Merged

DRIVER = "annotator"
PATTERNS = ("*.ipynb", "*.reading.json")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "merge",
        help="merge two versions of a notebook, or settle what git could not",
        description="Merge two versions of a notebook or reading, annotation by annotation. With BASE, the version that "
        "both came from, changes of different fields of one annotation are both kept. One file alone is one in which "
        "git left its conflict markers. Exit status 1 if a person has to decide something; the result is written all "
        "the same, and is a notebook that opens.",
        epilog="Examples:\n  jupyter annotator merge mine.ipynb from-mail.ipynb -o both.ipynb\n"
        "  jupyter annotator merge marked-by-git.ipynb -o marked-by-git.ipynb\n"
        "  jupyter annotator merge --setup        # once in a repository: git then merges readings by itself",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "files", nargs="*", metavar="OURS THEIRS [BASE]", help="two versions, and that both came from"
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="where to write the result; may be OURS")
    parser.add_argument("--path", help="name of the file in messages; git gives it as %%P")
    parser.add_argument(
        "--setup", action="store_true", help="make git use this in the repository of this folder"
    )
    parser.add_argument("--json", action="store_true", help="print the conflicts for programs")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Merge; 1 if there are conflicts."""
    if arguments.setup:
        return set_up()
    if not 1 <= len(arguments.files) <= 3 or not arguments.output:
        raise ValueError("Give OURS and THEIRS, or one file that git has marked; and -o FILE. See --help.")
    from annotator import json_files
    from annotator.files import replace_file

    merged = _merged([Path(name) for name in arguments.files])
    replace_file(arguments.output, json_files.encode(merged.value, 1, (",", ": ")) + b"\n")
    name = arguments.path or arguments.output
    if arguments.json:
        as_json(
            {"file": str(arguments.output), "conflicts": [vars(conflict) for conflict in merged.conflicts]}
        )
    else:
        for line in shown(name, merged):
            complain(line)
        if not arguments.path:
            say(f"{arguments.output}: written" + ("" if merged.conflicts else ", no conflicts"))
    return 1 if merged.conflicts else 0


def shown(name: str, merged: Merged) -> list[str]:
    """The conflicts for people."""
    lines = []
    for conflict in merged.conflicts:
        quote = f" “{conflict.quote}”" if conflict.quote else ""
        lines.append(f"{name}: {conflict.place}{quote}")
        for side in ("ours", "theirs"):
            kept = "  (stands there now)" if conflict.kept == side else ""
            lines.append(f"    {side + ':':8}{getattr(conflict, side)}{kept}")
    if lines:
        number = len(merged.conflicts)
        lines.append(
            f"{name}: {number} conflict{'' if number == 1 else 's'}. Everything else is merged and the notebook opens: "
            "decide there, save, and `git add` it."
        )
    return lines


def _merged(paths: list[Path]) -> Merged:
    from annotator import git_marks
    from annotator.three_way import merge_files

    if len(paths) == 1:
        data = paths[0].read_bytes()
        if not git_marks.is_marked(data):
            raise ValueError(
                f"{paths[0]}: git left no conflict in this file. Give two versions: OURS THEIRS."
            )
        try:
            ours, theirs, base = git_marks.sides(data)
        except ValueError as error:
            raise ValueError(f"{paths[0]}: {error}") from None
        versions = [
            ("ours", ours),
            ("theirs", theirs),
            ("base", base if base is not None else _from_git(paths[0])),
        ]
        return merge_files(*(_decoded(f"{paths[0]} ({side})", data) for side, data in versions if data))
    data_of = [path.read_bytes() for path in paths]
    # git gives an empty BASE where both sides added the file.
    return merge_files(
        *(_decoded(str(path), data) for path, data in zip(paths, data_of, strict=True) if data.strip())
    )


def _decoded(name: str, data: bytes) -> Any:
    from annotator import json_files
    from annotator.notebook import is_notebook

    try:
        value = json_files.decode(data)
    except json_files.JSONFileError as error:
        raise ValueError(f"{name}: {error}") from None
    if not (is_notebook(value) or (isinstance(value, dict) and "annotations" in value)):
        raise ValueError(f"{name}: this is neither a notebook nor a reading.")
    return value


def _from_git(path: Path) -> bytes | None:
    """The version that both came from, as git keeps it while a merge is not finished."""
    git = shutil.which("git")
    if git is None:
        return None
    done = subprocess.run(
        [git, "show", f":1:./{path.name}"], cwd=path.resolve().parent, capture_output=True, check=False
    )
    return done.stdout if done.returncode == 0 else None


def set_up(folder: Path | None = None) -> int:
    """Make git merge readings with this program, in the repository of a folder."""
    git = shutil.which("git")
    if git is None:
        raise ValueError("git is not installed here.")
    here = folder or Path.cwd()
    top = subprocess.run(
        [git, "rev-parse", "--show-toplevel"], cwd=here, capture_output=True, text=True, check=False
    )
    if top.returncode != 0:
        raise ValueError(f"{here}: this is not in a git repository. Run git init, or go to the repository.")
    root = Path(top.stdout.strip())
    command = f"{shlex.quote(sys.executable)} -m annotator merge %A %B %O -o %A --path %P"
    for name, value in (("name", "annotations of jupyter-annotator"), ("driver", command)):
        subprocess.run([git, "config", f"merge.{DRIVER}.{name}", value], cwd=root, check=True)
    attributes = root / ".gitattributes"
    lines = attributes.read_text("utf-8").splitlines() if attributes.exists() else []
    new = [line for line in (f"{pattern} merge={DRIVER}" for pattern in PATTERNS) if line not in lines]
    if new:
        attributes.write_text("\n".join([*lines, *new]) + "\n", encoding="utf-8")
    say(f"{root}: git merges {' and '.join(PATTERNS)} with jupyter annotator merge from now on.")
    say("Commit .gitattributes. Everybody who clones the repository runs this command once.")
    return 0
