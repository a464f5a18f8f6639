"""Dates as articles write them, in parts; what the text does not say is `unknown` and never guessed."""

from __future__ import annotations

import re
from typing import NamedTuple

UNKNOWN = "unknown"

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = (
    "(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?P<to> ?[-–] ?\d{1,2})?(?!\d)"
_YEAR = r"(?P<year>[12]\d{3})(?!\d)"
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?"
_SPACE = "[ \u00a0\n]"

# Longest first. Each is matched at a given place, and at most some tens of characters long.
_FORMS = tuple(
    re.compile(form.replace(" ", _SPACE))
    for form in (
        rf"{_WEEKDAY}{_MONTH} {_DAY}(?:,? {_YEAR})?",
        rf"{_WEEKDAY}{_DAY} {_MONTH}(?:,? {_YEAR})?",
        rf"{_MONTH},? {_YEAR}",
        r"(?P<year>[12]\d{3})-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)",
        r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\. ?(?P<year>[12]\d{3})(?!\d)",
        # 3/7/2022 is March in one country and July in another.
        r"(?P<either>\d{1,2})/(?P<or>\d{1,2})/(?P<year>[12]\d{3})(?!\d)",
        _YEAR,
    )
)


class Date(NamedTuple):
    """The parts of a date, numbers or `unknown`."""

    text: str
    day: int | str
    month: int | str
    year: int | str


def date_at(text: str, at: int, end: int) -> Date | None:
    """The date that fills `text[at:end]`.

    Args:
        text: Any text.
        at: Where the date begins.
        end: Where it must end.

    Returns:
        Its parts, None where there is no date that ends there. Of a range of days the day is unknown.

    Examples:
        >>> date_at("July 25", 0, 7)
        Date(text='July 25', day=25, month=7, year='unknown')
    """
    for form in _FORMS:
        found = form.fullmatch(text, at, end)
        if found:
            parts = found.groupdict()
            numbers = {name: _number(name, parts) for name in ("day", "month", "year")}
            if None not in numbers.values():
                return Date(found[0], **{name: number or UNKNOWN for name, number in numbers.items()})
    return None


def _number(name: str, parts: dict[str, str | None]) -> int | None:
    """The number of a part, 0 where it is not said, None where it cannot be."""
    word = parts.get(name)
    if word is None or (name == "day" and parts.get("to")):
        return 0
    if name == "month" and not word.isdigit():
        return next(at for at, month in enumerate(_MONTHS, 1) if month.startswith(word.lower()[:3]))
    number = int(word)
    most = {"day": 31, "month": 12, "year": 2999}[name]
    return number if 0 < number <= most else None
