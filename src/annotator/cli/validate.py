"""`jupyter annotator validate`: is everything in these notebooks sound?"""

from __future__ import annotations

import argparse

from annotator.cli.printing import as_json, lines, plain, say


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "validate",
        help="list what is broken in notebooks, and what to do about it",
        description="Check notebooks, readings and tables. Nothing is changed. Exit status 1 if there are problems.",
        epilog="Examples:\n  jupyter annotator validate readers/\n"
        "  jupyter annotator validate readers/ --json | jq '.problems[].what'\n"
        "What can be repaired: jupyter annotator doctor readers/",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "paths", nargs="+", metavar="PATH", help="notebooks, *.reading.json, tables, folders or patterns"
    )
    parser.add_argument("--json", action="store_true", help="print the problems for programs")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """List the problems; 1 if there are any."""
    from annotator.dataset import read

    dataset = read(arguments.paths)
    problems = dataset.problem_list
    if arguments.json:
        as_json({"readings": len(dataset), "problems": plain(problems)})
    else:
        for line in lines(problems):
            say(line)
        say(repr(dataset).replace(", see .problems", "") + ("" if problems else "; no problems"))
    return 1 if problems else 0
