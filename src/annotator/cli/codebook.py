"""`jupyter annotator codebook`: list, show and check codebooks."""

from __future__ import annotations

import argparse
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.printing import as_json, lines, plain, say

if TYPE_CHECKING:
    from annotator.codebook import Codebook


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser("codebook", help="list, show and check codebooks")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="the built-in codebooks")
    showing = actions.add_parser("show", help="kinds, fields and values of a codebook, with definitions")
    checking = actions.add_parser(
        "check", help="what is wrong in a codebook file", description="Exit status 1 if something is wrong."
    )
    showing.add_argument("codebook", help="name of a built-in codebook, or a YAML or JSON file")
    checking.add_argument("codebook", metavar="FILE", help="a YAML or JSON file")
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

    book = Codebook.load(arguments.codebook)
    if arguments.json:
        as_json(book.to_dict())
    else:
        say("\n".join(_shown(book)))
    return 0


def run_check(arguments: argparse.Namespace) -> int:
    """Check a codebook file; 1 if something is wrong in it."""
    from annotator.codebook import Codebook, CodebookError, built_in

    try:
        book = Codebook.load(arguments.codebook)
    except CodebookError as error:
        if not Path(arguments.codebook).is_file() and arguments.codebook not in built_in():
            raise
        if arguments.json:
            as_json({"problems": plain(error.problems)})
        else:
            for line in lines(error.problems):
                say(line)
        return 1
    if arguments.json:
        as_json({"problems": []})
    else:
        say(f"{arguments.codebook}: {book.title} {book.version}, no problems")
    return 0


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
