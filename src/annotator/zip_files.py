"""Zip files that a stranger may have made (Word, Excel): what is refused before anything in them is understood."""

from __future__ import annotations

import zipfile
from typing import IO, Literal
from xml.parsers import expat

SMALL = 100_000_000  # bytes, unpacked, that anything may have
LARGEST_RATIO = 200  # unpacked to packed; sheets of real workbooks have 5 to 50, zeros 1,000
CHUNK = 65_536


def is_bomb(parts: list[zipfile.ZipInfo], packed: int) -> bool:
    """Whether a file of `packed` bytes claims to hold much more than such files do.

    `zipfile` never unpacks more of a part than it claims, so that a false claim gains nothing.
    """
    unpacked = sum(part.file_size for part in parts)
    return unpacked > max(SMALL, LARGEST_RATIO * packed)


def is_xml(start: bytes) -> bool:
    """Whether a part that starts like this can be XML, whatever its name ends in."""
    return start.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<")


def beginning(part: IO[bytes]) -> Literal["doctype", "element", "broken"]:
    """What an XML part begins with. No Word or Excel file has a DOCTYPE: it is there to declare entities.

    The parser that reads these parts later is asked, so that no encoding hides one.
    """
    found: list[Literal["doctype", "element"]] = []

    def stop(kind: Literal["doctype", "element"]) -> None:
        found.append(kind)
        raise StopIteration

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: stop("doctype")
    parser.StartElementHandler = lambda *_: stop("element")
    try:
        while chunk := part.read(CHUNK):
            parser.Parse(chunk, False)
    except (StopIteration, expat.ExpatError, LookupError, ValueError):
        pass
    return found[0] if found else "broken"
