"""What readers did, as arrays: who read what, which spans they marked, and what they answered."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from annotator.codebook import Codebook

if TYPE_CHECKING:
    import pandas as pd

    from annotator.dataset import Dataset

Ints = NDArray[np.int64]
DOCUMENT = "document"  # the kind under which questions about the whole document are compared
LEVEL_OF = {
    "nominal": "nominal",
    "boolean": "nominal",
    "ordinal": "ordinal",
    "interval": "interval",
    "multiple": "set",
}


@dataclass(frozen=True)
class Asked:
    """A field as it is compared.

    Attributes:
        id: Id in the codebook.
        column: Column of its answers.
        title: What people call it.
        level: nominal, ordinal, interval, or set (several values at once). Free text is not compared.
        kinds: The kinds it is asked of; `document` for the whole document.
        values: What can be chosen, in order; empty at the interval level.
    """

    id: str
    column: str
    title: str
    level: str
    kinds: tuple[str, ...]
    values: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Material:
    """Readings as arrays. Rows are sorted by document, kind, start, end, reader and id: the order of files is gone.

    Attributes:
        documents: Ids, sorted.
        readers: Names, sorted.
        kinds: Ids of kinds, in the order of the codebook.
        read: Whether a reader read a document, shape (documents, readers).
        rows: The annotations, one row each, with the columns of `ds.annotations`.
        document, reader, kind: Codes of the rows, -1 never.
        start, end: Offsets of the rows: code points, half-open, of the hull where there are several spans.
        parts: The spans of the discontinuous rows, by row.
        answers: One row for each reading: its answers about the whole document, with `document` and `reader`.
        relations: One row for each relation.
        fields: What is asked.
        lengths: Length of each document in code points.
        titles: Title of each document.
        codebooks: The codebooks, the most important first.
        notes: What people must know before they trust a figure.
    """

    documents: tuple[str, ...]
    readers: tuple[str, ...]
    kinds: tuple[str, ...]
    read: NDArray[np.bool_]
    rows: pd.DataFrame
    document: Ints
    reader: Ints
    kind: Ints
    start: Ints
    end: Ints
    parts: Mapping[int, list[tuple[int, int]]]
    answers: pd.DataFrame
    relations: pd.DataFrame
    fields: tuple[Asked, ...]
    lengths: Ints
    titles: tuple[str, ...]
    codebooks: tuple[Codebook, ...] = ()
    notes: tuple[str, ...] = ()
    kind_titles: Mapping[str, str] = field(default_factory=dict)

    def fields_of(self, kind: str) -> tuple[Asked, ...]:
        """The fields asked of a kind."""
        return tuple(asked for asked in self.fields if kind in asked.kinds)

    def title_of(self, kind: str) -> str:
        """What people call a kind."""
        return self.kind_titles.get(kind, kind)


def material(
    ds: Dataset,
    *,
    readers: Sequence[str] | None = None,
    kinds: Sequence[str] | None = None,
    done_only: bool = False,
) -> Material:
    """The readings of a dataset as arrays.

    Args:
        ds: The dataset.
        readers: Whom to compare; None for all but adjudicators and consensus methods, whose readings are not
            independent of the others.
        kinds: Which kinds; None for all.
        done_only: Leave out readings that are not marked as done.

    Raises:
        ValueError: If a reader or kind is named that does not occur.
    """
    from annotator.tables.rows import codebooks_of

    notes: list[str] = []
    readings = ds.readings
    known = sorted(set(readings["reader"].dropna().astype(str)))
    chosen = _chosen_readers(ds, known, readers, notes)
    codebooks = tuple(codebooks_of(ds.stored))
    readings = readings[readings["reader"].isin(chosen)]
    if done_only:
        undone = int((~readings["done"].fillna(False).astype(bool)).sum())
        readings = readings[readings["done"].fillna(False).astype(bool)]
        if undone:
            notes.append(f"{undone} readings that are not marked as done are left out.")
    else:
        _note_empty(readings, notes)
    mixed = _mixed_versions(readings)
    for note in mixed:
        warnings.warn(note, UserWarning, stacklevel=3)
    notes += mixed
    fields = _fields(codebooks, ds.annotations, ds.readings)
    titles = {kind.id: kind.title for book in reversed(codebooks) for kind in book.kinds}
    annotations, relations = ds.annotations, ds.relations
    if len(readings) < len(ds.readings):
        pairs = set(zip(readings["document"], readings["reader"], strict=True))
        annotations, relations = (
            # As an array: an empty list would be taken for a choice of no columns.
            frame[
                np.array(
                    [pair in pairs for pair in zip(frame["document"], frame["reader"], strict=True)], bool
                )
            ]
            for frame in (annotations, relations)
        )
    order = list(annotations["kind"].cat.categories)
    if kinds is not None:
        unknown = sorted(set(kinds) - set(order) - {DOCUMENT})
        if unknown:
            raise ValueError(f"There is no kind {unknown[0]!r}: there are {', '.join(order) or 'none'}.")
        order = [kind for kind in order if kind in kinds]
        fields = tuple(asked for asked in fields if set(asked.kinds) & set(kinds))
    return from_frames(
        annotations, readings, ds.documents, relations=relations, fields=fields, kinds=order, codebooks=codebooks,
        notes=notes, kind_titles=titles,
    )  # fmt: skip


def from_frames(
    annotations: pd.DataFrame,
    readings: pd.DataFrame,
    documents: pd.DataFrame,
    *,
    relations: pd.DataFrame | None = None,
    fields: Iterable[Asked] = (),
    kinds: Sequence[str] | None = None,
    codebooks: Iterable[Codebook] = (),
    notes: Iterable[str] = (),
    kind_titles: Mapping[str, str] | None = None,
) -> Material:
    """Tables as arrays.

    Args:
        annotations: document, reader, annotation, kind, start, end, the answers; spans (JSON) where some are
            discontinuous.
        readings: document and reader of each reading, and the answers about the document.
        documents: document, title, length.
        relations: document, reader, relation, kind, from, to.
        fields: What is asked.
        kinds: The kinds to compare, in order; None for all.
        codebooks: For titles and for what relations may link.
        notes: What is known already.
        kind_titles: What people call the kinds.
    """
    import pandas as pd

    ids = sorted(set(readings["document"].astype(str)))
    names = sorted(set(readings["reader"].astype(str)))
    read = np.zeros((len(ids), len(names)), dtype=bool)
    read[_codes(readings["document"], ids), _codes(readings["reader"], names)] = True
    order = list(kinds) if kinds is not None else sorted(set(annotations["kind"].astype(str)))
    columns = [
        _codes(annotations[name], known)
        for name, known in (("document", ids), ("reader", names), ("kind", order))
    ]
    offsets = [annotations[name].to_numpy(dtype=np.int64, na_value=0) for name in ("start", "end")]
    keep = np.logical_and.reduce([column >= 0 for column in columns])
    identity = pd.factorize(annotations["annotation"].astype(str), sort=True)[0]
    sequence = np.lexsort((identity, columns[1], offsets[1], offsets[0], columns[2], columns[0]))
    sequence = sequence[keep[sequence]]
    rows = annotations.iloc[sequence].reset_index(drop=True)
    frame = documents.drop_duplicates("document").set_index("document").reindex(ids)
    lengths = frame["length"].to_numpy(dtype=np.int64, na_value=0)
    document, reader, kind = (column[sequence].astype(np.int64) for column in columns)
    start, end = (offset[sequence] for offset in offsets)
    if len(rows):  # a document of unknown length reaches at least as far as its last annotation
        np.maximum.at(lengths, document, end)
    titles = tuple(
        title if isinstance(title, str) and title else id_
        for id_, title in zip(ids, frame["title"], strict=True)
    )
    empty = pd.DataFrame(columns=["document", "reader", "relation", "kind", "from", "to"])
    return Material(
        tuple(ids), tuple(names), tuple(order), read, rows, document, reader, kind, start, end, _parts(rows),
        readings.reset_index(drop=True), empty if relations is None else relations.reset_index(drop=True),
        tuple(fields), lengths, titles, tuple(codebooks), tuple(notes), dict(kind_titles or {}),
    )  # fmt: skip


def _codes(column: Any, known: Sequence[str]) -> Ints:
    import pandas as pd

    return np.asarray(pd.Index(list(known), dtype=object).get_indexer(column.astype(object)), dtype=np.int64)


def _parts(rows: pd.DataFrame) -> dict[int, list[tuple[int, int]]]:
    if "spans" not in rows.columns:
        return {}
    several = rows["spans"].astype("string").str.count(r"\[").fillna(0).to_numpy(dtype=np.int64) > 2
    return {
        int(row): [(int(start), int(end)) for start, end in json.loads(rows["spans"].iloc[row])]
        for row in np.flatnonzero(several)
    }


def _chosen_readers(
    ds: Dataset, known: list[str], readers: Sequence[str] | None, notes: list[str]
) -> list[str]:
    if readers is not None:
        unknown = sorted(set(readers) - set(known))
        if unknown:
            raise ValueError(f"There is no reader {unknown[0]!r}: there are {', '.join(known) or 'none'}.")
        return sorted(set(readers))
    derived = derived_readers(ds)
    if derived and len(known) > len(derived):
        notes.append(f"Left out, as made of the others' readings: {', '.join(sorted(derived))}.")
        return [name for name in known if name not in derived]
    return known


def derived_readers(ds: Dataset) -> dict[str, str]:
    """Readers whose readings are made of others' readings: `adjudication`, or the method of a consensus."""
    found: dict[str, str] = {}
    for stored in ds.stored:
        method = stored.text("consensus", "method")
        if method is not None:
            found[stored.reader] = method
            continue
        origins = {str(record.get("origin", "")) for record in stored.checked.annotations.values()}
        removed = stored.section("removed").values()
        origins |= {str(stone.get("rejected", "")) for stone in removed if isinstance(stone, dict)}
        if stored.section("adjudication") or any(o.split(":")[0] == "adjudication" for o in origins):
            found[stored.reader] = "adjudication"
    return found


def _note_empty(readings: pd.DataFrame, notes: list[str]) -> None:
    empty = readings[(readings["annotations"].fillna(0) == 0) & ~readings["done"].fillna(False).astype(bool)]
    if len(empty):
        who = ", ".join(sorted(set(empty["reader"].astype(str)))[:5])
        notes.append(
            f"{len(empty)} empty readings not marked as done ({who}) count as read with nothing marked; "
            "done_only=True leaves out what is not done."
        )


def _mixed_versions(readings: pd.DataFrame) -> list[str]:
    notes = []
    versions = readings[["codebook", "codebook_version"]].dropna().drop_duplicates()
    for book, frame in versions.groupby("codebook", sort=True):
        if len(frame) > 1:
            each = ", ".join(sorted(map(str, frame["codebook_version"])))
            notes.append(
                f"Mixed versions of the codebook {book}: {each}. Where a definition changed, readers answered different "
                'questions; compare one version at a time, by="codebook_version".'
            )
    if versions["codebook"].nunique() > 1:
        notes.append(f"Mixed codebooks: {', '.join(sorted(map(str, set(versions['codebook']))))}.")
    return notes


def _fields(
    codebooks: Sequence[Codebook], annotations: pd.DataFrame, readings: pd.DataFrame
) -> tuple[Asked, ...]:
    found: dict[tuple[str, bool], Asked] = {}
    for book in codebooks:
        for asked in book.fields:
            level = LEVEL_OF.get(asked.level)
            for on_document in (False, True):
                kinds = tuple(kind for kind in asked.on if (kind == DOCUMENT) == on_document)
                frame = readings if on_document else annotations
                column = _column(book.id, asked.id, frame)
                if (
                    level is None
                    or not kinds
                    or column is None
                    or _level(frame[column], asked.level) != level
                ):
                    continue
                known = found.get((column, on_document))
                if known is not None:
                    kinds = tuple(dict.fromkeys((*known.kinds, *kinds)))
                found[column, on_document] = Asked(
                    asked.id,
                    column,
                    known.title if known else asked.title,
                    level,
                    kinds,
                    _values(frame[column]),
                )
    return tuple(found.values())


def _column(book: str, id_: str, frame: pd.DataFrame) -> str | None:
    return next((name for name in (f"{book}:{id_}", f"values.{id_}", id_) if name in frame.columns), None)


def _level(column: pd.Series, level: str) -> str:
    import pandas as pd

    if isinstance(column.dtype, pd.CategoricalDtype):
        return "ordinal" if column.dtype.ordered else "nominal"
    if pd.api.types.is_bool_dtype(column.dtype):
        return "nominal"
    if pd.api.types.is_numeric_dtype(column.dtype):
        return "interval"
    return "set" if level == "multiple" else "text"


def _values(column: pd.Series) -> tuple[Any, ...]:
    import pandas as pd

    if isinstance(column.dtype, pd.CategoricalDtype):
        return tuple(column.cat.categories)
    return (False, True) if pd.api.types.is_bool_dtype(column.dtype) else ()


def coded(column: pd.Series, asked: Asked) -> tuple[Any, tuple[Any, ...]]:
    """The answers of a field as codes, and what they stand for.

    Args:
        column: The answers.
        asked: The field.

    Returns:
        Codes into the values, -1 where there is no answer; at the interval level the numbers themselves, NaN where
        there is none.
    """
    import pandas as pd

    if asked.level == "interval":
        return column.to_numpy(dtype=np.float64, na_value=np.nan), ()
    if asked.level == "set":
        sets = [
            tuple(sorted(map(str, cell))) if isinstance(cell, (tuple, list, np.ndarray)) else None
            for cell in column
        ]
        values = tuple(sorted({cell for cell in sets if cell is not None}))
        place = {value: code for code, value in enumerate(values)}
        return np.array([-1 if cell is None else place[cell] for cell in sets], dtype=np.int64), values
    values = asked.values
    if isinstance(column.dtype, pd.CategoricalDtype) and tuple(column.cat.categories) == values:
        return column.cat.codes.to_numpy().astype(np.int64), values
    return np.asarray(
        pd.Index(list(values), dtype=object).get_indexer(column.astype(object)), dtype=np.int64
    ), values
