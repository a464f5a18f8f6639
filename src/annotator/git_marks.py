"""The versions in a file in which git has marked a conflict, instead of a notebook that opens."""

from __future__ import annotations

import re

MARK = re.compile(rb"(<{7}|\|{7}|={7}|>{7})(?: .*)?\r?\n?\Z", re.DOTALL)


def is_marked(data: bytes) -> bool:
    """Whether git left conflict markers in a file."""
    return b"<<<<<<< " in data and any(line.startswith(b">>>>>>> ") for line in data.splitlines())


def sides(data: bytes) -> tuple[bytes, bytes, bytes | None]:
    """Take a marked file apart.

    Args:
        data: The file.

    Returns:
        Ours, theirs, and the version that both came from, if git was told to show it (`merge.conflictStyle=diff3`).

    Raises:
        ValueError: If the markers are out of order.
    """
    ours: list[bytes] = []
    theirs: list[bytes] = []
    base: list[bytes] = []
    where, has_base, hunks = "", 0, 0
    for number, line in enumerate(data.splitlines(keepends=True), 1):
        found = MARK.match(line)
        mark = found[1][:1] if found else b""
        expected = {b"<": ("",), b"|": ("ours",), b"=": ("ours", "base"), b">": ("theirs",)}.get(mark)
        if expected is not None and where in expected:
            where = {b"<": "ours", b"|": "base", b"=": "theirs", b">": ""}[mark]
            hunks += mark == b"<"
            has_base += mark == b"|"
            continue
        if expected is not None and mark in (b"<", b">"):
            raise ValueError(
                f"line {number}: git's conflict markers are out of order. Restore the file: git checkout -m FILE."
            )
        for name, lines in (("ours", ours), ("theirs", theirs), ("base", base)):
            if where in ("", name):
                lines.append(line)
    if where:
        raise ValueError(
            "The last conflict marker of git is missing. Restore the file: git checkout -m FILE."
        )
    return b"".join(ours), b"".join(theirs), b"".join(base) if has_base == hunks else None
