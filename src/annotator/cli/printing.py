"""What the command line prints. Text from notebooks never reaches the terminal's control codes."""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, Protocol


class Problem(Protocol):
    """What is wrong somewhere."""

    @property
    def place(self) -> str:
        """Where."""

    @property
    def what(self) -> str:
        """What is wrong."""

    @property
    def remedy(self) -> str:
        """What to do about it."""


def safe(text: str) -> str:
    """The text without control characters, which could move the cursor or set the terminal's title."""
    return "".join(
        c if c in "\n\t" or c.isprintable() or unicodedata.category(c) == "Zs" else "\ufffd" for c in text
    )


_CALL = re.compile(r"open_article\(…, (?:encoding='([\w-]+)'|(fetch)=True)\)")


def as_options(text: str) -> str:
    """Advice to Python's users as it is typed at the command line.

    Examples:
        >>> as_options("try open_article(…, encoding='windows-1252'); else save it as UTF-8.")
        'try --encoding windows-1252; else save it as UTF-8.'
    """
    return _CALL.sub(lambda call: f"--encoding {call[1]}" if call[1] else "--fetch", text)


def say(text: str) -> None:
    """Print for people."""
    print(safe(text))


def complain(text: str) -> None:
    """Print for people what went wrong."""
    print(safe(text), file=sys.stderr)


def as_json(value: Mapping[str, Any]) -> None:
    """Print for programs. Everything beyond ASCII is escaped, so that any terminal or pipe passes it."""
    print(json.dumps(value, indent=2))


def lines(problems: Iterable[Problem]) -> list[str]:
    """Each problem as `place: what` with its remedy below."""
    result = []
    for problem in problems:
        where = ": ".join(part for part in (getattr(problem, "file", ""), problem.place) if part)
        if problem.place.startswith(str(getattr(problem, "file", "")) or "\0"):
            where = problem.place  # a place in a codebook names its file itself
        result.append(f"{where}: {problem.what}\n    {problem.remedy}")
    return result


def plain(problems: Iterable[Problem]) -> list[dict[str, str]]:
    """The problems for programs."""
    return [
        {"file": str(getattr(p, "file", "")), "place": p.place, "what": p.what, "remedy": p.remedy}
        for p in problems
    ]
