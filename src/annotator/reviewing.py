"""The decisions of a dataset: made, taken back, kept over a new reading of the files, and written back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from annotator import edits
from annotator.collect import collect
from annotator.collector import without_collector
from annotator.decisions import Decision, checked, edit_of, review_of
from annotator.edits import EditError
from annotator.journal import Journal, folder_of
from annotator.merge import delta
from annotator.plain import Json
from annotator.reading import ReadingError
from annotator.tables.columns import Column, Table
from annotator.tables.frames import to_frame
from annotator.tables.stored import FileProblem, Stored
from annotator.write_back import COLUMNS, Pending, change_in_words
from annotator.write_back import write_back as write_files

if TYPE_CHECKING:
    import pandas as pd

    from annotator.dataset import Dataset

Place = tuple[str, str, str, str]  # document, reader, codebook, annotation
OF_DECISIONS = [name for name in COLUMNS if name not in ("file", "outcome", "why")]


def decide(dataset: Dataset, annotation: Any, decision: Decision) -> Json:
    """Record a decision; see `Dataset.decide`."""
    document, reader, codebook, id_ = _place(dataset, annotation)
    now = edits.stamp()["now"]
    made = checked(
        replace(decision, document=document, reader=reader, codebook=codebook, annotation=id_, time=now)
    )
    at, reading = _reading(dataset, made)
    edit, raw = _applied(dataset, reading.raw, reading, made)
    dataset._decisions.append(made)
    _put(dataset, at, raw)
    if dataset._journal is not None:
        dataset._journal.add(made)
    return edit


def keep(dataset: Dataset) -> list[Decision]:
    """Keep the decisions of a dataset of local files in a file from now on, and take up those that it holds.

    Returns:
        The decisions that were taken up. One that does not fit any more becomes a problem of the dataset, and stays in
        the file.
    """
    folder = folder_of(
        content.file.path for content in dataset._contents if content.file.path and content.file.store is None
    )
    if folder is None or dataset._journal is not None:
        return []
    dataset._journal = Journal(folder)
    known = {made.id for made in dataset._decisions}
    for made in dataset._decisions:
        dataset._journal.add(made)
    return _restored(dataset, [made for made in dataset._journal.read() if made.id not in known])


def leave_out(dataset: Dataset, decisions: Sequence[Decision]) -> None:
    """Take decisions back that were taken up; they come back with `bring_back`."""
    ids = {made.id for made in decisions}
    dataset._decisions = [made for made in dataset._decisions if made.id not in ids]
    _apply_all(dataset, list(dict.fromkeys(made.identity for made in decisions)))
    for made in decisions:
        if dataset._journal is not None:
            dataset._journal.take_back(made)


def bring_back(dataset: Dataset, decisions: Sequence[Decision]) -> list[Decision]:
    """Take up decisions again that were left out; those that fit."""
    restored = _restored(dataset, decisions)
    for made in restored:
        if dataset._journal is not None:
            dataset._journal.add(made)
    return restored


def _restored(dataset: Dataset, decisions: Sequence[Decision]) -> list[Decision]:
    """Make decisions again; those on readings that the dataset does not have are passed over."""
    mine = [made for made in decisions if made.identity in _places_of(dataset)]
    last = {(*made.identity, made.annotation): made for made in mine}
    in_file = {place for place, made in last.items() if _is_in_file(dataset, made)}
    settled = [made for made in mine if (*made.identity, made.annotation) in in_file]
    if settled and dataset._journal is not None:
        dataset._journal.settle(settled)
    return [
        made for made in mine if (*made.identity, made.annotation) not in in_file and _again(dataset, made)
    ]


def _is_in_file(dataset: Dataset, made: Decision) -> bool:
    """Whether a decision was written back before, and the kernel ended before that was noted."""
    record = _reading(dataset, made)[1].checked.annotations.get(made.annotation)
    review = review_of(record) if record is not None else {}
    return bool(made.time) and all(
        review.get(name) == getattr(made, name) for name in ("decision", "reviewer", "comment", "time")
    )


def _again(dataset: Dataset, made: Decision) -> bool:
    """Make a decision on a reading that was read anew; if it does not fit any more that is a problem."""
    try:
        at, reading = _reading(dataset, made)
        _, raw = _applied(dataset, reading.raw, reading, made)
    except (EditError, ReadingError) as error:
        what = f"the decision of {made.reviewer} ({made.decision}: {made.comment}) does not fit any more: {error}"
        place = f"annotations/{made.annotation}"
        dataset._problems.append(FileProblem("", place, what, "Decide again on what stands there now."))
        return False
    dataset._decisions.append(made)
    _put(dataset, at, raw)
    return True


def take_back(dataset: Dataset, annotation: Any) -> bool:
    """Take back the last decision on an annotation; see `Dataset.take_back`."""
    place = _place(dataset, annotation)
    mine = [at for at, made in enumerate(dataset._decisions) if (*made.identity, made.annotation) == place]
    if not mine:
        return False
    made = dataset._decisions.pop(mine[-1])
    _apply_all(dataset, [made.identity])
    if dataset._journal is not None:
        dataset._journal.take_back(made)
    return True


def pending(dataset: Dataset) -> list[Pending]:
    """The decisions of a dataset by reading."""
    found: dict[tuple[str, str, str], Pending] = {}
    for made in dataset._decisions:
        at, reading = _reading(dataset, made)
        if made.identity not in found:
            read = dataset._read[at]
            found[made.identity] = Pending(read, delta(read.raw, reading.raw))
        record = reading.raw["annotations"][made.annotation]
        found[made.identity].decisions.append((made, change_in_words(made, record)))
    return list(found.values())


def open_places(dataset: Dataset) -> set[Place]:
    """The annotations with decisions that are not written back yet: document, reader, codebook, annotation."""
    return {(*made.identity, made.annotation) for made in dataset._decisions}


def reading_at(dataset: Dataset, place: Place) -> Stored:
    """The reading, with its decisions, that an annotation is in."""
    return _reading(dataset, Decision(*place, decision="", reviewer=""))[1]


def frame(decisions: Sequence[tuple[Decision, str]]) -> pd.DataFrame:
    """Decisions as a DataFrame."""
    cells = [[*(getattr(made, name) for name in OF_DECISIONS[:-1]), change] for made, change in decisions]
    return to_frame(Table([Column(name, "text") for name in OF_DECISIONS], cells))


def write_back(dataset: Dataset, dry_run: bool) -> pd.DataFrame:
    """Put the decisions into files; see `Dataset.write_back`."""
    rows, written = write_files(pending(dataset), dataset._contents, dry_run)
    if written:
        _settle(dataset, rows, written)
    return to_frame(Table([Column(name, "text") for name in COLUMNS], [list(row.values()) for row in rows]))


def _settle(dataset: Dataset, rows: Sequence[Json], written: set[str]) -> None:
    """After writing: what is in all its files is as if it had been read so."""
    open_ = {
        (row["document"], row["reader"]) for row in rows if row["outcome"] not in ("written", "already there")
    }
    settled = {made.identity for made in dataset._decisions if (made.document, made.reader) not in open_}
    if dataset._journal is not None:
        dataset._journal.settle([made for made in dataset._decisions if made.identity in settled])
    dataset._decisions = [made for made in dataset._decisions if made.identity not in settled]
    dataset._read = tuple(
        new if new.identity in settled else old
        for old, new in zip(dataset._read, dataset.stored, strict=True)
    )
    dataset._contents = [
        replace(content, fingerprint=content.file.read()[1]) if content.file.name in written else content
        for content in dataset._contents
    ]


def refresh(dataset: Dataset) -> None:
    """Read again what changed; see `Dataset.refresh`."""
    source = dataset._source
    if source is None:
        return
    with without_collector():
        new = type(dataset)._of(source, collect(source.paths, progress=source.progress))
    decisions, journal = dataset._decisions, dataset._journal
    dataset.__dict__.clear()
    dataset.__dict__.update(new.__dict__)
    dataset._journal = journal
    for made in decisions:
        _again(dataset, made)


def _applied(dataset: Dataset, raw: Json, reading: Stored, made: Decision) -> tuple[Json, Json]:
    """The edit that a decision is, and the reading after it."""
    record = (
        reading.checked.annotations.get(made.annotation)
        if raw is reading.raw
        else raw["annotations"].get(made.annotation)
    )
    if record is None:
        raise EditError(
            f"There is no sound annotation {made.annotation!r} of {made.reader} in {made.document}."
        )
    edit = edit_of(made, record, reading.section("codebook"), dataset.articles.get(made.document))
    return edit, edits.apply(raw, edit, {**edits.stamp(), "now": made.time})


def _apply_all(dataset: Dataset, identities: Sequence[tuple[str, str, str]]) -> None:
    """Make readings anew: as they were read, with the decisions that there are."""
    for identity in identities:
        at = next(at for at, reading in enumerate(dataset._read) if reading.identity == identity)
        reading = dataset._read[at]
        mine = [made for made in dataset._decisions if made.identity == identity]
        raw = reading.raw
        for made in mine:
            _, raw = _applied(dataset, raw, reading, made)
        _put(dataset, at, raw if mine else None)


def _put(dataset: Dataset, at: int, raw: Json | None) -> None:
    """Replace the JSON of a reading; None for as it was read. Tables are made anew when they are asked for."""
    read = dataset._read[at]
    new = read
    if raw is not None:
        new = Stored(raw, read.document, read.reader, read.notebooks, read.articles, read.codebooks)
    dataset.stored = (*dataset.stored[:at], new, *dataset.stored[at + 1 :])
    for name in (
        "_annotations",
        "_relations",
        "_readings",
        "_answers",
        "_documents",
        "problem_list",
        "_problem_frame",
    ):
        dataset.__dict__.pop(name, None)


def _reading(dataset: Dataset, made: Decision) -> tuple[int, Stored]:
    at = _places_of(dataset).get(made.identity)
    if at is None:
        raise EditError(f"There is no reading of {made.document} by {made.reader}.")
    return at, dataset.stored[at]


def _places_of(dataset: Dataset) -> dict[tuple[str, str, str], int]:
    places: dict[tuple[str, str, str], int] | None = dataset.__dict__.get("_places")
    if places is None:
        places = {reading.identity: at for at, reading in reversed(list(enumerate(dataset._read)))}
        dataset.__dict__["_places"] = places
    return places


def _place(dataset: Dataset, annotation: Any) -> Place:
    """Which annotation is meant: an id, a triple, or a row."""
    if isinstance(annotation, str):
        frame = dataset._annotations
        rows = frame.loc[frame["annotation"] == annotation, ["document", "reader", "codebook"]]
        if len(rows) != 1:
            many = (
                f"{len(rows)} annotations have the id"
                if len(rows)
                else "There is no sound annotation of the id"
            )
            raise EditError(
                f"{many} {annotation!r}: give the row of ds.annotations, or (document, reader, annotation)."
            )
        document, reader, codebook = rows.iloc[0]
        return document, reader, codebook, annotation
    if isinstance(annotation, tuple) and not hasattr(annotation, "annotation"):
        if len(annotation) != 3:
            raise EditError("Give an annotation as (document, reader, annotation).")
        document, reader, id_ = annotation
        codebook = None
    elif isinstance(annotation, Mapping) or hasattr(annotation, "keys"):
        document, reader, id_ = (annotation.get(name) for name in ("document", "reader", "annotation"))
        codebook = annotation.get("codebook")
    else:
        document, reader, id_ = (
            getattr(annotation, name, None) for name in ("document", "reader", "annotation")
        )
        codebook = getattr(annotation, "codebook", None)
    if not isinstance(codebook, str):
        books = [r.codebook_id for r in dataset._read if (r.document, r.reader) == (document, reader)]
        codebook = books[0] if books else ""
    return str(document), str(reader), codebook, str(id_)
