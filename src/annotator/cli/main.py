"""Arguments of `jupyter annotator`, and what its exit status means: 0 good, 1 found something, 2 could not run."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from annotator.cli import (
    across_readers,
    codebook,
    demo,
    doctor,
    merge,
    new,
    reanchor,
    table,
    validate,
)
from annotator.cli.printing import complain

GOOD, FOUND, FAILED = 0, 1, 2

# In the order of the help.
COMMANDS = (
    demo,
    new,
    table,
    validate,
    doctor,
    merge,
    reanchor,
    codebook,
    across_readers,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: Without the name of the program; None for those of the process.

    Returns:
        The exit status: 0 good, 1 found something, 2 could not run.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(
            stream, "reconfigure"
        ):  # a terminal that cannot show a letter gets a question mark, not an error
            stream.reconfigure(errors="replace")
    rest: list[str] = []
    if given[:1] == ["demo"] and "--" in given:  # argparse would take what follows for the folder
        given, rest = given[: given.index("--")], given[given.index("--") + 1 :]
    parsed = _parser().parse_args(given)
    parsed.rest = rest
    try:
        status: int = parsed.run(parsed)
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # `… | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GOOD
    except KeyboardInterrupt:
        return FAILED
    except (OSError, ValueError) as error:
        complain(f"jupyter annotator {parsed.command}: {error}")
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="jupyter annotator",
        description="Tag claims, evidence and sources in notebooks, and put many readers' notebooks into tables.",
        epilog="Exit status: 0 good, 1 found something, 2 could not run.",
    )
    parser.add_argument("--version", action=_Version)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in COMMANDS:
        module.add(commands)
    return parser


class _Version(argparse.Action):
    """Prints the version, which is only looked up when it is asked for."""

    def __init__(self, option_strings: Sequence[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="show the version")

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from annotator import __version__

        print(__version__)
        parser.exit()
