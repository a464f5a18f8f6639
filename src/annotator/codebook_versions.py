"""What differs between the codebooks of a dataset: versions that are mixed, and words that changed their meaning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from annotator.codebook import Codebook
from annotator.tables.stored import FileProblem, Stored

MEANING = ("definition", "include", "exclude", "level", "on", "missing", "from", "to", "symmetric")
MOST_NAMED = 5


def codebook_differences(readings: Sequence[Stored]) -> list[FileProblem]:
    """Where readings were made with different versions of one codebook, as problems that say what that means.

    Args:
        readings: The readings of a dataset.

    Returns:
        One for each codebook of which there are several versions; and one for each of these that says something else
        than the first one under the same id.
    """
    books: dict[int, Codebook] = {}
    count: Counter[int] = Counter()
    for reading in readings:
        if reading.codebook is not None:
            books.setdefault(id(reading.codebook), reading.codebook)
            count[id(reading.codebook)] += 1
    by_id: dict[str, list[Codebook]] = {}
    for book in books.values():
        by_id.setdefault(book.id, []).append(book)
    found = []
    for name, versions in by_id.items():
        if len(versions) > 1:
            found.append(_mixed(name, versions, [count[id(book)] for book in versions]))
            found += [problem for book in versions[1:] for problem in _changed(versions[0], book)]
    return found


def _mixed(name: str, versions: Sequence[Codebook], counts: Sequence[int]) -> FileProblem:
    listed = ", ".join(f"{book.version} ({count})" for book, count in zip(versions, counts, strict=True))
    what = f"readings were made with {len(versions)} versions of the codebook (readings): {listed}"
    remedy = f"Look at one at a time: ds.sel(codebook={name!r}, version={versions[0].version!r})."
    if len({book.version for book in versions}) < len(versions):
        what += "; codebooks of the same version differ"
        remedy += " Whoever changes a codebook gives it a new version."
    return FileProblem("", f"codebook {name}", what, remedy)


def _changed(first: Codebook, other: Codebook) -> Iterator[FileProblem]:
    before, after = dict(_parts(first)), dict(_parts(other))
    changed = [place for place, part in after.items() if place in before and before[place] != part]
    if not changed:
        return
    named = ", ".join(changed[:MOST_NAMED]) + (
        f" and {len(changed) - MOST_NAMED} more" if len(changed) > MOST_NAMED else ""
    )
    what = (
        f"{other.id} {other.version} says something else than {first.id} {first.version} under the same id: {named}; "
        "the answers stand in one column but may not mean the same"
    )
    yield FileProblem(
        "", f"codebook {first.id}", what, "Compare the definitions before counting the answers together."
    )


def _parts(book: Codebook) -> Iterator[tuple[str, Any]]:
    """What each id of a codebook means, by its place."""
    raw = book.to_dict()
    for section in ("kinds", "fields", "relations"):
        for item in raw.get(section) or ():
            yield f"{section[:-1]} {item['id']}", _meaning(item)
            for value in item.get("values") or ():
                yield f"{item['id']}={value['id']}", _meaning(value)


def _meaning(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: item[name] for name in MEANING if name in item}
