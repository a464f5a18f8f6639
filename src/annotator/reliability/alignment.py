"""Units: annotations of different readers on the same document and kind that are taken to be about the same span."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from annotator.corpus import Corpus
from annotator.reliability.material import Material, material
from annotator.reliability.units import greedy

if TYPE_CHECKING:
    import pandas as pd

    from annotator.dataset import Dataset

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Units:
    """The units of some material, in the order of the text.

    Attributes:
        of: Unit of each row of the material, 0 … U - 1.
        document, kind: Codes of each unit.
        start, end: Its boundaries: the readers' median; see `medians`.
        marks: How many readers marked it.
    """

    of: Ints
    document: Ints
    kind: Ints
    start: Ints
    end: Ints
    marks: Ints

    def __len__(self) -> int:
        return len(self.document)


def units_of(m: Material, threshold: float = 0.0) -> Units:
    """The units of the material: see `align`."""
    if not 0 <= threshold < 1:
        raise ValueError(f"The threshold is an intersection over union: from 0 to below 1, not {threshold}.")
    group = m.document * max(len(m.kinds), 1) + m.kind
    found = greedy(group, m.reader, m.start, m.end, m.parts, threshold)
    count = int(found.max()) + 1 if len(found) else 0
    marks = np.bincount(found, minlength=count)
    start, end = medians(found, m.start, marks, upper=False), medians(found, m.end, marks, upper=True)
    first = np.zeros(count, dtype=np.int64)
    first[found[::-1]] = np.arange(len(found))[::-1]
    document, kind = m.document[first], m.kind[first]
    order = np.lexsort((kind, end, start, document))
    rank = np.empty(count, dtype=np.int64)
    rank[order] = np.arange(count)
    return Units(rank[found], document[order], kind[order], start[order], end[order], marks[order])


def medians(unit: Ints, offset: Ints, marks: Ints, *, upper: bool) -> Ints:
    """The median offset of each unit. With an even number of readers it is the lower or the upper of the middle two.

    So a boundary is always one that a reader drew, which does not cut through a word. With the lower median for starts
    and the upper for ends two readers' spans are covered whole.
    """
    order = np.lexsort((offset, unit))
    firsts = np.cumsum(marks) - marks
    return np.asarray(offset[order][firsts + (marks // 2 if upper else (marks - 1) // 2)], dtype=np.int64)


def align(
    ds: Dataset | Corpus,
    *,
    threshold: float = 0.0,
    readers: Sequence[str] | None = None,
    kinds: Sequence[str] | None = None,
    done_only: bool = False,
) -> pd.DataFrame:
    """Which annotations of different readers are about the same span.

    Within a document and kind, the spans that overlap most are put together first, one of each reader in a unit
    (greedy by intersection over union). What readers answered plays no part, nor does the order of rows.

    Args:
        ds: The dataset, or a corpus on a cluster: `annotator.read(…, engine="dask")`. The table of a corpus comes back
            whole; units are then numbered in the order of its parts.
        threshold: Spans are only put together if their intersection over union is above this; 0 asks for any overlap,
            and finds untidy ends best.
        readers: Whom to compare; None for all but adjudicators and consensus methods.
        kinds: Which kinds; None for all.
        done_only: Leave out readings that are not marked as done.

    Returns:
        One row for each unit and each reader who read the document, in the order of the text: `unit` (from 1),
        `document`, `title`, `kind`, `unit_start`, `unit_end` (the readers' median), `reader`, `marked` (False: read the
        document and marked nothing here), `annotation`, `start`, `end`, `quote`, `overlap` (intersection over union
        with the unit), one column for each field, and `note`. A reader who did not read the document has no row.

    Raises:
        ValueError: If the threshold is not from 0 to below 1, or a reader or kind is named that does not occur.
    """
    if isinstance(ds, Corpus):
        options = {"threshold": threshold, "readers": readers, "kinds": kinds, "done_only": done_only}
        return _numbered(ds.map(_of_part, **options))
    m = material(ds, readers=readers, kinds=kinds, done_only=done_only)
    return unit_table(m, units_of(m, threshold))


def _of_part(ds: Dataset, *, readers: Sequence[str] | None, **options: Any) -> pd.DataFrame:
    """The table of a part of a corpus, in which a reader who is named need not occur."""
    if readers is not None:
        readers = sorted(set(readers) & set(ds.readings["reader"].astype(str)))
    return align(ds, readers=readers, **options)


def _numbered(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The tables of parts as one: in each the units count from 1, here from where the part before ended."""
    import pandas as pd

    notes: dict[str, None] = {}
    tables, before = [], 0
    for part in parts:
        notes |= dict.fromkeys(part.attrs.get("notes", ()))
        tables.append(part.assign(unit=part["unit"] + before))
        before += int(part["unit"].max()) if len(part) else 0
    table = pd.concat(tables, ignore_index=True)
    table.attrs["notes"] = list(notes)
    return table


def unit_table(m: Material, units: Units) -> pd.DataFrame:
    """The table that `align` returns."""
    import pandas as pd

    unit, reader = np.nonzero(m.read[units.document]) if len(units) else (np.zeros(0, int), np.zeros(0, int))
    row_at = np.full((len(units), len(m.readers)), -1, dtype=np.int64)
    row_at[units.of, m.reader] = np.arange(len(m.rows))
    row = row_at[unit, reader]
    marked = row >= 0
    own = m.rows.iloc[np.where(marked, row, 0)].reset_index(drop=True) if len(m.rows) else m.rows
    own = own.where(pd.Series(marked)) if len(own) and not marked.all() else own
    document, kind = units.document[unit], units.kind[unit]
    table = pd.DataFrame({
        "unit": unit + 1,
        "document": pd.Series(np.array(m.documents, dtype=object)[document], dtype="string"),
        "title": pd.Series(np.array(m.titles, dtype=object)[document], dtype="string"),
        "kind": pd.Categorical.from_codes(kind, categories=list(m.kinds)),
        "unit_start": units.start[unit],
        "unit_end": units.end[unit],
        "reader": pd.Series(np.array(m.readers, dtype=object)[reader], dtype="string"),
        "marked": marked,
    })  # fmt: skip
    for name in ("annotation", "start", "end", "quote"):
        if name in own.columns:
            table[name] = own[name].to_numpy() if own[name].dtype == object else own[name]
    common = np.minimum(m.end[row], units.end[unit]) - np.maximum(m.start[row], units.start[unit])
    total = (m.end - m.start)[row] + (units.end - units.start)[unit] - common
    table["overlap"] = pd.array(
        np.where(marked, np.maximum(common, 0) / np.maximum(total, 1), np.nan), dtype="Float64"
    )
    for asked in m.fields:
        if asked.column in own.columns:
            table[asked.column] = own[asked.column]
    if "note" in own.columns:
        table["note"] = own["note"]
    table.attrs["notes"] = list(m.notes)
    return table
