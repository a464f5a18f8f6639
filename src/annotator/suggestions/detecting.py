"""Runs detectors and checks what they propose: it may be a model of anybody's, and is hostile until checked."""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from itertools import islice
from typing import Any

from annotator.answers import listed, one_of, value
from annotator.codebook import Codebook
from annotator.document import Document
from annotator.edits import EditError
from annotator.plain import is_deeper_than, whole
from annotator.suggestions.attributions import attributions
from annotator.suggestions.citations import citations
from annotator.suggestions.claims import claims

Json = dict[str, Any]
Detector = Callable[[Document], Iterable[Mapping[str, Any]]]
"""A function of a document that proposes annotations; see `suggest`."""

GROUP = "annotator.detectors"
BUILT_IN: Mapping[str, Detector] = {
    "citations": citations,
    "attributions": attributions,
    "claims": claims,
}

MOST = 2000  # proposals that are kept, of all detectors together
MOST_LOOKED_AT = 20_000  # of one detector: it may never come to an end
LONGEST_DETAIL = 2000  # characters of JSON
DEEPEST_DETAIL = 4
MOST_CHARACTERS = 1_000_000  # of JSON, all proposals together: they travel with each output
MOST_EXAMPLES = 3  # of what is wrong with a detector's proposals
LONGEST_WORDS = 300  # of an error message of somebody else's code
LONGEST_QUOTE = 20_000

_NAME = re.compile("[^A-Za-z0-9_.-]+")


class DetectorError(ValueError):
    """A detector that cannot be used. Names what can."""


@dataclass(frozen=True)
class Found:
    """What detectors propose.

    Attributes:
        items: `{"detector", "kind", "start", "end", "values", "detail"}`, checked, in text order.
        problems: Sentences about what could not be used.
    """

    items: list[Json] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class _Wrong(ValueError):
    """Why a proposal is not used."""


def available() -> list[str]:
    """Names of the detectors that can be asked for: the built-in ones and those of installed packages.

    Packages announce theirs as entry points of the group `annotator.detectors`; they are loaded when asked for.
    """
    return [*BUILT_IN, *sorted(set(_entry_points()) - set(BUILT_IN))]


def resolve(detectors: object) -> dict[str, Detector]:
    """The detectors that somebody asks for, by name.

    Args:
        detectors: None or True for the built-in ones; a name, a function, or a list of both.

    Raises:
        DetectorError: If there is no such detector, or it cannot be loaded.
    """
    if detectors is None or detectors is True:
        return dict(BUILT_IN)
    asked = [detectors] if isinstance(detectors, str) or callable(detectors) else detectors
    if not isinstance(asked, Iterable):
        raise DetectorError(f"A detector is a name or a function, not {type(asked).__name__}.")
    found: dict[str, Detector] = {}
    for one in asked:
        name, detector = _named(one)
        while name in found:
            name += "-2"
        found[name] = detector
    return found


def detect(document: Document, codebook: Codebook, detectors: Mapping[str, Detector]) -> Found:
    """What detectors propose for a document. A detector that fails is told of and keeps none of the others.

    Args:
        document: The article.
        codebook: What can be proposed.
        detectors: By name, as `resolve` gives them.
    """
    items: list[Json] = []
    problems: list[str] = []
    for name, detector in detectors.items():
        is_ours = BUILT_IN.get(name) is detector
        found = _run(name, detector, document, codebook.to_dict(), is_ours)
        items += found.items
        problems += found.problems
    items.sort(key=lambda item: (item["start"], -item["end"], item["detector"]))
    kept = _bounded(items)
    if len(kept) < len(items):
        problems.append(
            f"{len(items)} suggestions are too many to show: the first {len(kept)} are kept. Ask for fewer detectors."
        )
    return Found(kept, problems)


def _named(one: object) -> tuple[str, Detector]:
    if isinstance(one, str):
        if one in BUILT_IN:
            return one, BUILT_IN[one]
        return one, _loaded(one)
    if callable(one):
        name = getattr(one, "__name__", None) or type(one).__name__
        return _NAME.sub("_", str(name)).strip("_")[:64] or "function", one
    raise DetectorError(f"A detector is a name or a function, not {type(one).__name__}.")


def _entry_points() -> dict[str, metadata.EntryPoint]:
    return {point.name: point for point in metadata.entry_points(group=GROUP)}


def _loaded(name: str) -> Detector:
    point = _entry_points().get(name)
    if point is None:
        raise DetectorError(
            f"There is no detector {name[:100]!r}. There is: {listed(available())}. A function of your own can be given "
            "itself, without a name."
        )
    try:
        detector = point.load()
    except Exception as error:
        raise DetectorError(
            f"The detector {name!r} of {point.value} cannot be loaded: {_words(error)}"
        ) from error
    if not callable(detector):
        raise DetectorError(f"The detector {name!r} of {point.value} is no function.")
    return detector  # type: ignore[no-any-return]


def _run(name: str, detector: Detector, document: Document, codebook: Json, is_ours: bool) -> Found:
    found = Found()
    known: set[tuple[str, int, int]] = set()
    wrong: list[str] = []
    try:
        proposals = detector(document)
        if isinstance(proposals, (str, bytes, Mapping)) or not isinstance(proposals, Iterable):
            raise TypeError(f"it gave {type(proposals).__name__}, not a list of proposals")
        for at, raw in enumerate(islice(proposals, MOST_LOOKED_AT + 1)):
            if at == MOST_LOOKED_AT:
                found.problems.append(
                    f"The detector {name} gives more than {MOST_LOOKED_AT} proposals: it was stopped."
                )
                break
            try:
                item = _checked(raw, document, codebook, is_ours)
            except (_Wrong, EditError) as error:
                wrong.append(f"[{at}] {_words(error)}")
                continue
            key = (item["kind"], item["start"], item["end"])
            if key not in known:
                known.add(key)
                found.items.append({"detector": name, **item})
    except Exception as error:
        # What a stranger's code raises is told where the suggestions would stand; reading goes on.
        found.problems.append(f"The detector {name} failed: {type(error).__name__}: {_words(error)}")
    if is_ours and wrong:
        found.problems.append(f"The detector {name} proposes what this codebook does not have: {wrong[0]}")
    elif wrong:
        examples = " ".join(wrong[:MOST_EXAMPLES])
        found.problems.append(f"The detector {name}: {len(wrong)} proposals cannot be used. {examples}")
    return found


def _checked(raw: object, document: Document, codebook: Json, is_ours: bool) -> Json:
    if not isinstance(raw, Mapping):
        raise _Wrong(f"a proposal is a dict, not {type(raw).__name__}.")
    kind = one_of("kind", raw.get("kind"), [entry["id"] for entry in codebook["kinds"]])
    start, end = _place(raw, document.text)
    given = raw.get("values")
    if given is not None and not isinstance(given, Mapping):
        raise _Wrong("values is a dict of answers by field id.")
    answers = {}
    for name, answer in (given or {}).items():
        try:
            answers[name] = value(codebook, name, answer, kind)
        except EditError:
            # Our own detectors know the built-in codebook; another one is asked what it has.
            if not is_ours:
                raise
    return {
        "kind": kind,
        "start": start,
        "end": end,
        "values": {name: answer for name, answer in answers.items() if answer is not None},
        "detail": _detail(raw.get("detail")),
    }


def _place(raw: Mapping[str, Any], text: str) -> tuple[int, int]:
    quote = raw.get("quote")
    if quote is not None and (not isinstance(quote, str) or not 0 < len(quote) <= LONGEST_QUOTE):
        raise _Wrong(f"quote is a text of 1 to {LONGEST_QUOTE} characters.")
    if raw.get("start") is None and raw.get("end") is None and quote is not None:
        return _found(quote, text)
    start, end = _offset(raw.get("start")), _offset(raw.get("end"))
    if start is None or end is None or not 0 <= start < end <= len(text):
        raise _Wrong(
            f"start {str(raw.get('start'))[:20]}, end {str(raw.get('end'))[:20]}: they must be whole numbers, "
            f"0 <= start < end <= {len(text)}."
        )
    if not any(not char.isspace() for char in text[start:end]):
        raise _Wrong(f"start {start}, end {end}: there are only blanks.")
    if quote is not None and quote != text[start:end]:
        raise _Wrong(
            f"start {start}, end {end}: the text there is {text[start:end][:60]!r}, not {quote[:60]!r}."
        )
    return start, end


def _found(quote: str, text: str) -> tuple[int, int]:
    """Models give quotes more often than offsets: one that stands in the text once is found."""
    if quote.isspace():
        raise _Wrong("quote: there are only blanks.")
    at = text.find(quote)
    if at < 0:
        raise _Wrong(f"{quote[:60]!r} does not stand in the text.")
    if text.find(quote, at + 1) >= 0:
        raise _Wrong(f"{quote[:60]!r} stands in the text more than once: give start and end.")
    return at, at + len(quote)


def _offset(given: object) -> int | None:
    if isinstance(given, bool):
        return None
    try:
        return operator.index(given)  # type: ignore[arg-type]
    except TypeError:
        return whole(given)


def _detail(given: object) -> Json:
    if given is None:
        return {}
    if not isinstance(given, Mapping) or is_deeper_than(given, DEEPEST_DETAIL):
        raise _Wrong(f"detail is a dict, at most {DEEPEST_DETAIL} levels deep.")
    try:
        plain = json.dumps(dict(given), allow_nan=False, ensure_ascii=False, default=_plain)
        plain.encode("utf-8")
    except (TypeError, ValueError) as error:
        raise _Wrong(f"detail cannot be written as JSON: {_words(error)}") from None
    if len(plain) > LONGEST_DETAIL:
        raise _Wrong(f"detail has {len(plain)} characters of JSON; {LONGEST_DETAIL} are allowed.")
    parsed: Json = json.loads(plain)
    return parsed


def _plain(number: Any) -> Any:
    """numpy's numbers, which models give, are none of JSON's."""
    if hasattr(number, "item"):
        return number.item()
    raise TypeError(f"{type(number).__name__} is not JSON")


def _bounded(items: list[Json]) -> list[Json]:
    size = 0
    for at, item in enumerate(items[:MOST]):
        size += len(json.dumps(item, ensure_ascii=False))
        if size > MOST_CHARACTERS:
            return items[:at]
    return items[:MOST]


def _words(error: Exception) -> str:
    try:
        words = " ".join(str(error).split())
        words.encode("utf-8")
    except Exception:
        return "(its message cannot be shown)"
    return words if len(words) <= LONGEST_WORDS else words[:LONGEST_WORDS] + "…"


def with_quotes(found: Found, text: str) -> Iterator[Json]:
    """The proposals with the words they are about."""
    for item in found.items:
        yield {**item, "quote": text[item["start"] : item["end"]]}
