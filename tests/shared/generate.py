"""Writes the cases on which the model in Python and the one in TypeScript must agree.

Run it after a change of the model that is meant, read the difference, and commit both:
`python tests/shared/generate.py`.

Each file holds `{"cases": [{"name", "function", "input": {…}, "output": …} or {…, "error": true}]}`. Functions and their
parameters have the names of Python; `FUNCTIONS` says what comes out where that is not plain JSON.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from cases_anchoring import anchoring_cases  # noqa: E402
from cases_check import check_cases  # noqa: E402
from cases_edits import apply_cases  # noqa: E402
from cases_material import Case, Json  # noqa: E402
from cases_merge import merge_cases  # noqa: E402
from cases_text import canonical_cases, document_cases, name_cases, offset_cases  # noqa: E402

from annotator.anchoring import carry_over, describe, find_again  # noqa: E402
from annotator.canonical import canonical  # noqa: E402
from annotator.check import check  # noqa: E402
from annotator.document import Document, DocumentError, canonical_text  # noqa: E402
from annotator.edits import EditError, apply, invert  # noqa: E402
from annotator.merge import MergeError, delta, merge, merge_delta, repair  # noqa: E402
from annotator.offsets import Offsets, snap_to_graphemes  # noqa: E402
from annotator.reading import ReadingError, clean_reader_name, metadata_key, parse_key  # noqa: E402


def checked(raw: Any, document: Any, codebook: Any) -> Json:
    """What counts of a verdict: the words of a problem are each language's own."""
    found = check(raw, document, codebook)
    return {
        "annotations": sorted(found.annotations),
        "orphans": sorted(found.orphans),
        "relations": sorted(found.relations),
        "answers": sorted(found.answers),
        "read_only": found.read_only,
        "problem_count": len(found.problems),
    }


def snapped(text: str, start: int, end: int) -> Json:
    """A span as TypeScript has it."""
    return dict(zip(("start", "end"), snap_to_graphemes(text, start, end), strict=True))


def parsed(key: str) -> Json | None:
    """A pair with names, for want of tuples in JSON."""
    found = parse_key(key)
    return found and {"document_id": found[0], "reader": found[1]}


def outcomes(found: Any) -> list[Json]:
    """Outcomes as TypeScript has them."""
    return [
        {**vars(one), "spans": [{"start": start, "end": end} for start, end in one.spans]} for one in found
    ]


def carried(reading: Json, document: Json, before: str | None) -> Json:
    """A pair with names."""
    raw, found = carry_over(reading, Document.from_dict(document), before)
    return {"reading": raw, "outcomes": outcomes(found)}


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "canonical": canonical,
    "apply": apply,
    "invert": invert,
    "merge": merge,
    "merge_delta": merge_delta,
    "delta": delta,
    "repair": repair,
    "check": checked,
    "find_again": lambda annotations, text, before: outcomes(find_again(annotations, text, before)),
    "carry_over": carried,
    "describe": describe,
    "to_utf16": lambda text, offset: Offsets(text).to_utf16(offset),
    "to_code_point": lambda text, unit: Offsets(text).to_code_point(unit),
    "slice": lambda text, start, end: Offsets(text).slice(start, end),
    "snap_to_graphemes": snapped,
    "clean_reader_name": clean_reader_name,
    "metadata_key": metadata_key,
    "parse_key": parsed,
    "canonical_text": canonical_text,
    "from_text": lambda text: Document.from_text(text).to_dict(),
}

FILES: dict[str, Callable[[], Iterator[Case]]] = {
    "canonical": canonical_cases,
    "apply": apply_cases,
    "merge": merge_cases,
    "check": check_cases,
    "offsets": offset_cases,
    "names": name_cases,
    "documents": document_cases,
    "anchoring": anchoring_cases,
}


def outcome(function: str, given: Json) -> Json:
    """What a function makes of its input, or that it refuses it."""
    try:
        return {"output": FUNCTIONS[function](**given)}
    except (DocumentError, EditError, MergeError, ReadingError):
        return {"error": True}


def text_of(name: str) -> str:
    """The file as it must be: one case a line, so that a difference can be read."""
    titles: Counter[str] = Counter()
    lines = []
    for title, function, given in FILES[name]():
        titles[title] += 1
        unique = title if titles[title] == 1 else f"{title} ({titles[title]})"
        case = {"name": unique, "function": function, "input": given, **outcome(function, given)}
        lines.append(json.dumps(case, separators=(",", ":")))
    return '{"cases":[\n' + ",\n".join(lines) + "\n]}\n"


if __name__ == "__main__":
    for name in FILES:
        (HERE / f"{name}.json").write_text(text_of(name), encoding="ascii", newline="\n")
