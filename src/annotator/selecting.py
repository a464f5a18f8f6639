"""A part of a dataset: some readers, documents, codebooks, kinds, or the rows of a mask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from annotator.plain import Json
from annotator.tables.stored import Stored

if TYPE_CHECKING:
    from annotator.dataset import Dataset

OF_READINGS = {
    "reader": ("reader",),
    "document": ("document", "title"),
    "codebook": ("codebook",),
    "version": ("codebook_version",),
}


def select(dataset: Dataset, where: Any, names: Mapping[str, Any]) -> Dataset:
    """A part of a dataset; see `Dataset.sel`."""
    import pandas as pd

    readings = dataset._readings
    chosen = pd.Series(True, index=readings.index)
    for name, columns in OF_READINGS.items():
        if name in names:
            chosen &= _any_of(name, readings[list(columns)], names[name])
    frame = dataset._annotations
    rows = pd.Series(True, index=frame.index)
    if "kind" in names:
        rows &= _any_of("kind", frame[["kind"]].astype("string"), names["kind"], frame["kind"].cat.categories)
    kept = [reading for reading, is_chosen in zip(dataset.stored, chosen, strict=True) if is_chosen]
    if where is not None:
        rows &= _mask(where, len(frame))
    if where is not None or "kind" in names:
        ids: dict[tuple[str, str, str], set[str]] = {}
        some = frame.loc[rows, ["document", "reader", "codebook", "annotation"]]
        for document, reader, codebook, id_ in some.itertuples(index=False, name=None):
            ids.setdefault((document, reader, codebook), set()).add(id_)
        if where is not None:
            kept = [reading for reading in kept if reading.identity in ids]
        kept = [_part(reading, ids.get(reading.identity, set())) for reading in kept]
    part = type(dataset)(kept, (), dataset.articles, dataset._earlier)
    part._contents = dataset._contents
    return part


def _any_of(name: str, columns: Any, given: str | Iterable[str], also: Iterable[str] = ()) -> Any:
    wanted = [given] if isinstance(given, str) else list(given)
    known = {*columns.stack().dropna(), *also}
    for one in wanted:
        if one not in known:
            listed = ", ".join(map(repr, sorted(known)[:20])) or "none"
            raise KeyError(
                f"{name}: there is no {one!r}. There is: {listed}{' …' if len(known) > 20 else ''}."
            )
    return columns.isin(wanted).any(axis=1)


def _mask(where: Any, length: int) -> Any:
    import pandas as pd

    mask = pd.Series(where).reset_index(drop=True)
    if len(mask) != length:
        raise ValueError(
            f"The mask has {len(mask)} rows, ds.annotations has {length}: make it of that table."
        )
    return mask.astype("boolean").fillna(False).astype(bool)


def _part(reading: Stored, ids: set[str]) -> Stored:
    if reading.annotation_count == len(ids) or not reading.is_object:
        return reading
    raw: Json = reading.raw
    annotations = {id_: record for id_, record in raw["annotations"].items() if id_ in ids}
    relations = {
        id_: record
        for id_, record in reading.checked.relations.items()
        if record["from"] in ids and record["to"] in ids
    }
    part = {**raw, "annotations": annotations, "relations": relations}
    return Stored(part, reading.document, reader=reading.reader, notebooks=reading.notebooks)
