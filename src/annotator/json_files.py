"""Reading JSON files that people, git and disks may have damaged, and writing them back: the one decoder."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")
CONFLICT = re.compile(r"^(<{7} |={7}$|>{7} )", re.MULTILINE)
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
LONGEST_INTEGER = (
    400  # digits; far beyond any number of ours, and int() of very long ones is refused by Python
)


_PART = 2**16  # bytes


class JSONFileError(ValueError):
    """A file that cannot be read as JSON.

    Attributes:
        place: Where in the file, in words.
        what: What is wrong.
        remedy: What a person can do.
    """

    def __init__(self, place: str, what: str, remedy: str) -> None:
        super().__init__(f"{place}: {what}. {remedy}" if place else f"{what}. {remedy}")
        self.place, self.what, self.remedy = place, what, remedy


class Repeated(dict[str, Any]):
    """An object in which a key stood more than once. As everywhere the last one counts; `all_values` has them all."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.all_values: dict[str, list[Any]] = {}
        for key, value in pairs:
            self.all_values.setdefault(key, []).append(value)

    @property
    def repeated(self) -> list[str]:
        """The keys that stood more than once."""
        return [key for key, values in self.all_values.items() if len(values) > 1]


@dataclass(frozen=True)
class Oddity:
    """Something in JSON that other programs would have passed over in silence."""

    place: str
    what: str


def decode(data: bytes) -> Any:
    """Decode the bytes of a JSON file; see `decode_watched`."""
    return decode_watched(data)[0]


def decode_watched(data: bytes) -> tuple[Any, bool]:
    """Decode the bytes of a JSON file, and notice what is odd in it.

    Args:
        data: The whole file, UTF-8 with or without a byte order mark.

    Returns:
        The value, in which objects with repeated keys are `Repeated`; and whether `tidy` would find anything.

    Raises:
        JSONFileError: Names what is wrong: empty, not UTF-8, conflict markers of git, cut off, nested too deeply.
    """
    if not data.strip():
        raise JSONFileError(
            "", "The file is empty", "Restore it from a copy; Jupyter keeps the last state as `.~NAME`."
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise JSONFileError(
            f"byte {error.start}", f"0x{data[error.start]:02x} is not UTF-8", "Save the file as UTF-8."
        ) from None
    odd = False

    def make_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal odd
        result = dict(pairs)
        if len(result) == len(pairs):
            return result
        odd = True
        return Repeated(pairs)

    def make_number(digits: str) -> int | float:
        nonlocal odd
        is_integer = digits.lstrip("-").isdigit() and len(digits) <= LONGEST_INTEGER
        number = int(digits) if is_integer else float(digits)
        odd = odd or not math.isfinite(number)
        return number

    def load(make_integer: Callable[[str], int | float] | None = None) -> Any:
        return json.loads(
            text,
            object_pairs_hook=make_object,
            parse_float=make_number,
            parse_constant=make_number,
            parse_int=make_integer,
        )

    try:
        return load(), odd
    except json.JSONDecodeError as error:
        raise _explained(text, error) from None
    except RecursionError:
        raise JSONFileError(
            "", "The JSON is nested too deeply to be read", "Remove the nested member."
        ) from None
    except ValueError:  # an integer of more digits than Python converts
        return load(make_number), odd


def decode_typed(data: bytes, decoder: Callable[[Any], T]) -> T | None:
    """Decode of a file only what a type names, ten times as quickly; the rest is passed over.

    Args:
        data: The whole file.
        decoder: `msgspec.json.Decoder(type).decode`.

    Returns:
        The value; None if `decode_watched` is needed, to read what is unusual or to say what is wrong. Where there is
        a value, `decode_watched` too takes the JSON, and finds in it no number beyond JSON. Keys may be repeated.
    """
    if not data.isascii():
        try:
            data.decode("utf-8")  # msgspec does not look into strings that it passes over
        except UnicodeDecodeError:
            return None
    return decode_part(data, decoder)


def decode_part(data: Any, decoder: Callable[[Any], T]) -> T | None:
    """The same for a part of a file, which `decode_typed` gave as `msgspec.Raw`."""
    import msgspec

    try:
        return decoder(data)
    except (msgspec.MsgspecError, RecursionError):
        return None


def minified(data: Any) -> bytes:
    """JSON that was decoded before, without blanks between its tokens. In it each key is followed by `":`."""
    import msgspec

    result: bytes = msgspec.json.format(data, indent=-1)
    return result


def most_keys(data: bytes, is_minified: bool = True) -> int:
    """An upper bound of the number of keys in JSON. A value that was decoded from it and has as many has no repeated ones.

    Args:
        data: The JSON.
        is_minified: Whether it is `minified`. Then it is exact but for texts that hold or begin with `":`, otherwise
            also but for those with a colon after a blank or `!`.
    """
    import numpy as np

    # Several times as quick as bytes.count, which looks for the pair byte by byte; in parts that stay in the cache.
    signs = np.frombuffer(data, np.uint8)
    found = 0
    for start in range(0, len(signs), _PART):
        part = signs[start : start + _PART + 1]
        before = part[:-1] == ord('"') if is_minified else part[:-1] <= ord('"')
        found += int(np.count_nonzero(before & (part[1:] == ord(":"))))
    return found


def place_in(data: bytes, part: Any) -> tuple[int, int]:
    """Where a part that was decoded from data as `msgspec.Raw`, which shares its memory, starts and ends."""
    import pyarrow as pa

    view = pa.py_buffer(part)
    start: int = view.address - pa.py_buffer(data).address
    return start, start + view.size


def keys_in(value: Any) -> int:
    """The number of keys in all objects of a decoded value."""
    if isinstance(value, dict):
        return len(value) + sum(map(keys_in, value.values()))
    return sum(map(keys_in, value)) if isinstance(value, list) else 0


def _explained(text: str, error: json.JSONDecodeError) -> JSONFileError:
    place = f"line {error.lineno}, column {error.colno}"
    conflict = CONFLICT.search(text)
    if conflict:
        line = text.count("\n", 0, conflict.start()) + 1
        return JSONFileError(
            f"line {line}",
            "git left its conflict markers (<<<<<<<, =======, >>>>>>>) in the file",
            "Run `jupyter annotator merge FILE -o FILE`, which merges both sides, and read again.",
        )
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
        return JSONFileError(
            place,
            "The file ends in the middle: it was cut off while being written or copied",
            "Restore it from a copy; Jupyter keeps the state before the last save as `.~NAME` in the same folder.",
        )
    return JSONFileError(place, f"This is not JSON: {error.msg}", "Restore the file from a copy.")


def tidy(value: Any) -> tuple[Any, list[Oddity]]:
    """Plain JSON of a decoded value, and what had to be changed for it.

    Repeated keys keep their last value; NaN and infinite numbers, which JSON does not have, become null.

    Args:
        value: A value that `decode` gave.

    Returns:
        The value itself where it was plain already, else a copy; and the oddities with their places (`a/b/0`).
    """
    oddities: list[Oddity] = []
    return _tidy(value, "", oddities), oddities


def _tidy(value: Any, place: str, oddities: list[Oddity]) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        oddities.append(Oddity(place, f"{value} is not a number of JSON; it counts as no value"))
        return None
    if isinstance(value, dict):
        if isinstance(value, Repeated):
            oddities.extend(
                Oddity(f"{place}/{key}".lstrip("/"), "stands more than once in the file; the last one counts")
                for key in value.repeated
            )
        changed = {key: _tidy(item, f"{place}/{key}".lstrip("/"), oddities) for key, item in value.items()}
        same = type(value) is dict and all(changed[key] is item for key, item in value.items())
        return value if same else changed
    if isinstance(value, list):
        items = [_tidy(item, f"{place}/{index}".lstrip("/"), oddities) for index, item in enumerate(value)]
        return value if all(new is old for new, old in zip(items, value, strict=True)) else items
    return value


def encode(value: Any, indent: int | None = None, separators: tuple[str, str] | None = None) -> bytes:
    r"""JSON as UTF-8, readable by people: letters stay letters; lone surrogates, which UTF-8 lacks, become `\udxxx`."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, separators=separators)
    return escape_surrogates(text).encode("utf-8")


def escape_surrogates(text: str) -> str:
    r"""JSON text with its lone surrogates written as `\udxxx`."""
    return LONE_SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def readable(text: str) -> str:
    """Text that can be written as UTF-8: lone surrogates become U+FFFD."""
    return LONE_SURROGATE.sub("\ufffd", text)
