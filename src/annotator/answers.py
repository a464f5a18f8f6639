"""Answers given in Python, held against the codebook: what fits is what is stored, what does not is explained."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Mapping
from typing import Any

from annotator.edits import EditError

DOCUMENT = "document"


def value(codebook: Mapping[str, Any], name: str, given: Any, asked: str) -> Any:
    """An answer as it is stored.

    Args:
        codebook: The codebook as a dict.
        name: Id of the field.
        given: The answer; None, which removes an answer, is allowed for any field of the codebook.
        asked: Kind that is asked, or "document".

    Raises:
        EditError: If the field is not asked here, or does not take this answer.
    """
    fields = {field["id"]: field for field in codebook.get("fields") or ()}
    here = [id_ for id_, field in fields.items() if asked in field["on"]]
    if name in fields and name not in here:
        where = "about the whole document" if asked == DOCUMENT else f"of kind {asked!r}"
        raise EditError(f"{name!r} is not asked {where}. Asked are: {listed(here)}.")
    field = fields[one_of("field", name, here)]
    if given is None:
        return None
    level = field["level"]
    allowed = ids_of(field.get("values") or ())
    match level:
        case "nominal" | "ordinal":
            return one_of(name, given, allowed)
        case "multiple":
            if isinstance(given, str) or not isinstance(given, Iterable):
                raise EditError(f"{name}: give a list of {listed(allowed)}.")
            chosen = {one_of(name, one, allowed) for one in given}
            return [id_ for id_ in allowed if id_ in chosen]
        case "boolean":
            if given is True or given is False:
                return given
            raise EditError(f"{name}: give True or False, not {given!r}.")
        case "interval":
            return _number(name, given, field)
        case _:
            return sound_text(name, given)


def one_of(name: str, given: object, allowed: Iterable[str]) -> str:
    """`given`, if it is one of the ids that are allowed.

    Raises:
        EditError: Names what is allowed, and what may have been meant.
    """
    ids = list(allowed)
    if isinstance(given, str) and given in ids:
        return given
    close = difflib.get_close_matches(given, ids, 1) if isinstance(given, str) else []
    hint = f" Did you mean {close[0]!r}?" if close else ""
    raise EditError(f"{name}: there is no {given!r}.{hint} There is: {listed(ids)}.")


def _number(name: str, given: object, field: Mapping[str, Any]) -> float:
    low, high = field.get("minimum", -math.inf), field.get("maximum", math.inf)
    # numpy's numbers are no int or float, but become one.
    plain = given.item() if hasattr(given, "item") else given
    if isinstance(plain, bool) or not isinstance(plain, int | float) or not math.isfinite(plain):
        raise EditError(f"{name}: give a number, not {given!r}.")
    if not low <= plain <= high:
        raise EditError(f"{name}: {plain} is outside {low} to {high}.")
    return plain


def sound_text(name: str, given: object) -> str:
    """`given`, if it is a text that can be stored.

    Raises:
        EditError: If it is none.
    """
    if not isinstance(given, str):
        raise EditError(f"{name}: give a text, not {given!r}.")
    try:
        given.encode("utf-8")
    except UnicodeEncodeError:
        raise EditError(f"{name}: the text holds half of a character (a lone surrogate).") from None
    return given


def ids_of(entries: Iterable[Mapping[str, Any]]) -> list[str]:
    """Ids of the entries of a codebook."""
    return [entry["id"] for entry in entries]


def listed(ids: Iterable[str]) -> str:
    """Ids as a sentence names them."""
    return ", ".join(map(repr, ids)) or "none"
