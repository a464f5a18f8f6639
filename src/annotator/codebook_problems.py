"""What is wrong with a codebook, said so that its author can put it right."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SHOWN = 50  # problems in the message of an error; all of them are in its `problems`

Path = tuple[str | int, ...]
"""The way from the whole codebook to a member of it: `("kinds", 0, "id")`."""


@dataclass(frozen=True)
class CodebookProblem:
    """One thing that is wrong.

    Attributes:
        file: The file, or what the caller calls the source; empty if it has no name.
        line: Line in the file, counted from 1; None if the codebook is not from a file.
        at: Place inside the codebook: `kinds/0/id`; empty for the whole.
        what: What is wrong.
        remedy: What to do about it.
    """

    file: str
    line: int | None
    at: str
    what: str
    remedy: str

    @property
    def place(self) -> str:
        """Where: `file:line`, or `file:kinds/0/id` where there are no lines."""
        spot = self.at if self.line is None else str(self.line)
        return ":".join(part for part in (self.file, spot) if part)

    def __str__(self) -> str:
        spot = f"line {self.line}" if self.line is not None else self.at
        return f"{spot}: {self.what}; {self.remedy}" if spot else f"{self.what}; {self.remedy}"


class CodebookError(ValueError):
    """A codebook that cannot be used.

    Attributes:
        problems: Everything that was found, in the order of the file.
    """

    def __init__(self, problems: Iterable[CodebookProblem]) -> None:
        self.problems: list[CodebookProblem] = list(problems)
        files = list(dict.fromkeys(problem.file for problem in self.problems if problem.file))
        number = f"{len(self.problems)} problems" if len(self.problems) != 1 else "a problem"
        heading = f"{number} in the codebook {', '.join(files)}".rstrip()
        lines = [f"  {problem}" for problem in self.problems[:SHOWN]]
        more = len(self.problems) - SHOWN
        super().__init__("\n".join([f"{heading}:", *lines, *([f"  and {more} more"] if more > 0 else [])]))


def nearest(wrong: str, known: Sequence[str]) -> str | None:
    """The known word that is most like a mistyped one; None if none is like it."""
    folded = {word.casefold(): word for word in known}
    found = difflib.get_close_matches(wrong.casefold()[:100], folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def listed(words: Iterable[str]) -> str:
    """Words as a list for people: `"a", "b" or "c"`."""
    quoted = [f'"{word}"' for word in dict.fromkeys(words)]
    return " or ".join([", ".join(quoted[:-1]), quoted[-1]]) if len(quoted) > 1 else "".join(quoted)


def shown(text: str, longest: int = 60) -> str:
    """Text of unknown origin inside a message: on one line, without control characters, not too long."""
    safe = "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}"
        for character in text[: longest + 1]
    )
    return safe if len(text) <= longest else safe[:longest] + "…"
