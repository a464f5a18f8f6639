"""`jupyter annotator codebook`: list, show and check codebooks."""

from __future__ import annotations

import argparse
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.printing import as_json, lines, plain, say

if TYPE_CHECKING:
    from annotator.cli.printing import Problem
    from annotator.codebook import Codebook


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser("codebook", help="list, show and check codebooks")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="the built-in codebooks")
    showing = actions.add_parser("show", help="kinds, fields and values of a codebook, with definitions")
    checking = actions.add_parser(
        "check",
        help="what is wrong in a codebook",
        description="Exit status 1 if something is wrong.",
        epilog="Examples:\n  jupyter annotator codebook check my-codebook.yaml\n"
        "  jupyter annotator codebook check ada.ipynb     # the codebook that its readings were made with",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    kept = "or a notebook or *.reading.json for the codebook in it"
    showing.add_argument("codebook", help=f"name of a built-in codebook, a YAML or JSON file, {kept}")
    checking.add_argument("codebook", metavar="FILE", help=f"a YAML or JSON file, {kept}")
    for action, run in ((listing, run_list), (showing, run_show), (checking, run_check)):
        action.add_argument("--json", action="store_true", help="print for programs")
        action.set_defaults(run=run)


def run_list(arguments: argparse.Namespace) -> int:
    """List the built-in codebooks."""
    from annotator.codebook import Codebook, built_in

    books = [Codebook.load(name) for name in built_in()]
    if arguments.json:
        as_json({"codebooks": [{"id": b.id, "version": b.version, "title": b.title} for b in books]})
    else:
        width = max(len(book.id) for book in books)
        for book in books:
            say(f"{book.id:<{width}}  {book.version:<6} {book.title}")
    return 0


def run_show(arguments: argparse.Namespace) -> int:
    """Show a codebook."""
    from annotator.codebook import Codebook

    inside = _inside(arguments.codebook)
    if inside is None:
        books = [Codebook.load(arguments.codebook)]
    else:
        books = [Codebook.from_dict(raw, source) for source, raw in inside.items()]
    if arguments.json and len(books) > 1:
        raise ValueError(
            f"{arguments.codebook}: the readings in it have {len(books)} codebooks. Leave out --json."
        )
    if arguments.json:
        as_json(books[0].to_dict())
    else:
        say("\n\n".join("\n".join(_shown(book)) for book in books))
    return 0


def run_check(arguments: argparse.Namespace) -> int:
    """Check a codebook file; 1 if something is wrong in it."""
    from annotator.codebook import Codebook, CodebookError, built_in

    problems: list[Problem] = []
    sound: list[str] = []
    inside = _inside(arguments.codebook)
    for source, raw in ({arguments.codebook: None} if inside is None else inside).items():
        try:
            book = Codebook.load(source) if raw is None else Codebook.from_dict(raw, source)
        except CodebookError as error:
            if raw is None and not Path(source).is_file() and source not in built_in():
                raise
            problems += error.problems
        else:
            sound.append(f"{source}: {book.title} {book.version}, no problems")
    if arguments.json:
        as_json({"problems": plain(problems)})
    else:
        for line in (*lines(problems), *sound):
            say(line)
    return 1 if problems else 0


def _inside(path: str) -> dict[str, dict[str, Any]] | None:
    """The different codebooks of the readings in a notebook or reading file, by file and place; None for other files.

    Raises:
        ValueError: If it is such a file, and has no codebook.
    """
    from annotator import json_files
    from annotator.finding import NOTEBOOK, READING
    from annotator.notebook import is_notebook, readings_in

    if not path.endswith((NOTEBOOK, READING)):
        return None
    try:
        value = json_files.decode(Path(path).read_bytes())
    except json_files.JSONFileError as error:
        raise ValueError(f"{path}: {error}") from None
    readings = readings_in(value) if is_notebook(value) else [("", value)]
    found: dict[str, dict[str, Any]] = {}
    for key, reading in readings:
        book = reading.get("codebook") if isinstance(reading, dict) else None
        if isinstance(book, dict) and book not in found.values():
            found[": ".join(part for part in (path, key) if part)] = book
    if not found:
        raise ValueError(
            f"{path}: there is no reading in it, and so no codebook. Give a codebook file (.yaml or .json), or a "
            "notebook in which somebody has tagged."
        )
    return found


def _shown(book: Codebook) -> list[str]:
    raw = book.to_dict()
    result = [f"{book.title} ({book.id} {book.version})"]
    result += _prose(raw.get("description"), "")
    for kind in raw["kinds"]:
        result += ["", _heading("Kind", kind)]
        result += _prose(kind.get("definition"), "  ")
    for field in raw.get("fields", []):
        result += ["", _heading("Field", field) + f", {field['level']}, asked of {', '.join(field['on'])}"]
        result += _prose(field.get("definition"), "  ")
        for value in field.get("values", []):
            missing = " (counts as missing)" if value.get("missing") else ""
            result.append(f"  {value['id']}: {value['title']}{_key(value)}{missing}")
            result += _prose(value.get("definition"), "      ")
    for relation in raw.get("relations", []):
        ends = f"{', '.join(relation['from'])} → {', '.join(relation['to'])}"
        result += ["", _heading("Relation", relation) + f", {ends}"]
        result += _prose(relation.get("definition"), "  ")
    return result


def _heading(part: str, item: dict[str, Any]) -> str:
    return f"{part} {item['id']}: {item['title']}{_key(item)}"


def _key(item: dict[str, Any]) -> str:
    return f" [{item['key']}]" if item.get("key") else ""


def _prose(text: str | None, indent: str) -> list[str]:
    return textwrap.wrap(text or "", 100, initial_indent=indent, subsequent_indent=indent)
