"""Agreement as one tidy table: where, what, both, and relations, each with interval, basis and a sentence."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from annotator.corpus import Corpus
from annotator.reliability.alignment import Units, units_of
from annotator.reliability.intervals import jackknife, standard_error
from annotator.reliability.joining import joined
from annotator.reliability.material import Material, material
from annotator.reliability.measures import MORE, Measure
from annotator.reliability.measures import measures as measures_of
from annotator.reliability.selection import selected
from annotator.reliability.sentences import meaning

if TYPE_CHECKING:
    import pandas as pd

    from annotator.dataset import Dataset

COLUMNS = (
    "kind about field measure level value low high units readers documents pairs error meaning note".split()
)
ONE_DOCUMENT = "no interval: it takes at least two documents"
NO_CHANGE = "no interval: leaving out a document changes nothing, or leaves nothing that varies"


def agreement(
    ds: Dataset | Corpus | Iterable[Dataset],
    *,
    by: str | Mapping[str, Any] | pd.Series | None = None,
    measures: Sequence[str] | str = (),
    threshold: float = 0.0,
    readers: Sequence[str] | None = None,
    kinds: Sequence[str] | None = None,
    done_only: bool = False,
) -> pd.DataFrame:
    """How far readers agree on where something is, on what it is, and on both.

    Args:
        ds: The dataset; or several, of which each is read, summed up and forgotten before the next is taken, so that
            a corpus of any size fits into memory: `agreement(annotator.read(part) for part in parts)`. All readings
            of a document must be in one of them. Or a corpus on a cluster: `annotator.read(…, engine="dask")`.
        by: None for one table; `"pair"` for every two readers; `"document"`; the name of a column of `ds.documents` or
            `ds.readings` (such as `"source"` or `"codebook_version"`); or document id -> group.
        measures: Further coefficients of each field: `"percent"`, `"cohen"`, `"weighted_kappa"` (ordinal fields,
            quadratic weights), `"fleiss"`, `"scott"`, `"ac1"`, `"ac2"` (ordinal fields), or `"all"`. Cohen's and Scott's
            are means over pairs of readers.
        threshold: As in `annotator.align`.
        readers: Whom to compare; None for all but adjudicators and consensus methods.
        kinds: Which kinds; None for all. `"document"` stands for the questions about the whole document.
        done_only: Leave out readings that are not marked as done.

    Returns:
        One row for each figure (and each group: `by` puts its columns in front). Columns:

        - `kind`; `about`: `where` (are the same passages marked?), `what` (is the same answered?), `both`, `relations`
        - `field`; `measure`: `u_alpha` (Krippendorff's, for passages), `f1_exact`, `f1_overlap`, `alone` (share of
          annotations without a partner), `alpha` (Krippendorff's, at the field's level; MASI for sets), `f1`
        - `value`, `low`, `high`: the figure and its 95 % interval; NaN where undefined
        - `units`, `readers`, `documents`, `pairs`: what it rests on
        - `error`: standard error on the scale on which the interval is symmetric (Fisher's z; for shares the arcsine)
        - `meaning`: a sentence; `note`: why a figure or its interval is undefined

        Relations are compared where both readers marked both ends: with alpha over all pairs of passages that the
        codebook lets them link, and with F1 over the links.

    Raises:
        ValueError: If there is no such measure, reader, kind or group, or a document is in several datasets.

    Source: Krippendorff (2011; 2019, sections 12.3 and 12.6); Passonneau (2006) for MASI. Intervals leave out one
    document at a time, because passages of one article are not independent.
    """
    from annotator.dataset import Dataset

    options: dict[str, Any] = {"by": by, "measures": measures, "threshold": threshold, "readers": readers,
                               "kinds": kinds, "done_only": done_only}  # fmt: skip
    if isinstance(ds, Dataset):
        return agreement_of([sums_of(ds, **options)])
    if isinstance(ds, Corpus):
        return agreement_of(ds.map(sums_of, **options, whole=False))
    return agreement_of(sums_of(part, **options, whole=False) for part in ds)


@dataclass(frozen=True)
class PartSums:
    """What some readings add to the table of agreement: small, and can be sent from one machine to another.

    Attributes:
        documents: Their documents.
        groups: The measures, by the labels of the group.
        notes: What people must know.
    """

    documents: frozenset[str]
    groups: dict[tuple[tuple[str, Any], ...], list[Measure]]
    notes: tuple[str, ...]


def sums_of(
    ds: Dataset,
    *,
    by: str | Mapping[str, Any] | pd.Series | None = None,
    measures: Sequence[str] | str = (),
    threshold: float = 0.0,
    readers: Sequence[str] | None = None,
    kinds: Sequence[str] | None = None,
    done_only: bool = False,
    whole: bool = True,
) -> PartSums:
    """What a dataset adds to the table of agreement.

    For a cluster: `agreement_of(client.gather(client.map(lambda path: sums_of(annotator.read(path)), paths)))`.

    Args:
        ds: A dataset that has all readings of its documents.
        by: As for `agreement`, as all that follow.
        measures: Further coefficients.
        threshold: For units.
        readers: Whom to compare.
        kinds: Which kinds.
        done_only: Leave out what is not done.
        whole: False for a part of a corpus: readers who are not in it are no mistake.

    Raises:
        ValueError: As for `agreement`.
    """
    more = _more(measures)
    if readers is not None and not whole:
        readers = sorted(set(readers) & set(ds.readings["reader"].astype(str)))
    m = material(ds, readers=readers, kinds=kinds, done_only=done_only)
    units = units_of(m, threshold)
    groups = {
        tuple(labels.items()): list(measures_of(group, group_units, more))
        for labels, group, group_units in _groups(ds, m, units, by)
    }
    return PartSums(frozenset(m.documents), groups, m.notes)


def agreement_of(parts: Iterable[PartSums]) -> pd.DataFrame:
    """The table of agreement of the sums of several datasets.

    Args:
        parts: From `sums_of`.

    Raises:
        ValueError: If a document is in several of them.
    """
    groups: dict[tuple[tuple[str, Any], ...], list[list[Measure]]] = {}
    notes: dict[str, None] = {}
    seen: set[str] = set()
    for part in parts:
        twice = seen.intersection(part.documents)
        if twice:
            raise ValueError(
                f"{min(twice)} is in several datasets, so its readers cannot be compared: read all files of a document "
                "in one."
            )
        seen.update(part.documents)
        notes |= dict.fromkeys(part.notes)
        for labels, found in part.groups.items():
            groups.setdefault(labels, []).append(found)
    rows = [
        {**dict(labels), **figure_row(each)}
        for labels, found in sorted(groups.items(), key=lambda item: [str(value) for _, value in item[0]])
        for each in joined(found)
    ]
    return finished(rows, [name for name, _ in next(iter(groups), ())], notes)


def finished(rows: Iterable[Mapping[str, Any]], names: Sequence[str], notes: Iterable[str]) -> pd.DataFrame:
    """Rows as a table, with their types."""
    import pandas as pd

    words = ["kind", "about", "field", "measure", "level", "meaning", "note"]
    table = pd.DataFrame(list(rows), columns=[*names, *COLUMNS])
    table = table.astype(
        dict.fromkeys(words, "string")
        | dict.fromkeys(["value", "low", "high", "error"], "float64")
        | dict.fromkeys(["units", "readers", "documents", "pairs"], "int64")
    )
    table.attrs["notes"] = list(notes)
    return table


def figure_row(measure: Measure) -> dict[str, Any]:
    """One row: the figure, its interval, what it rests on and what it means."""
    sums = measure.sums
    value = sums.value()
    documents = int(sums.compared.sum())
    interval, error, note = None, None, ""
    if np.isnan(value):
        note = sums.undefined()
    elif documents < 2:
        note = ONE_DOCUMENT
    else:
        without = sums.without()
        interval = jackknife(value, without, scale=sums.scale)
        error = standard_error(value, without, scale=sums.scale)
        note = "" if interval else NO_CHANGE
    low, high = interval or (float("nan"), float("nan"))
    return {
        "kind": measure.kind, "about": measure.about, "field": measure.field, "measure": measure.measure,
        "level": measure.level, "value": value, "low": low, "high": high, "units": measure.units,
        "readers": len(measure.readers), "documents": documents, "pairs": measure.pairs,
        "error": float("nan") if error is None else error,
        "meaning": meaning(measure.about, measure.measure, measure.title, measure.kind_title, value, interval, documents, note),
        "note": note,
    }  # fmt: skip


def _more(measures: Sequence[str] | str) -> tuple[str, ...]:
    if measures == "all":
        return MORE
    named = (measures,) if isinstance(measures, str) else tuple(measures)
    for name in named:
        if name not in MORE:
            raise ValueError(f"There is no measure {name!r}: choose some of {', '.join(MORE)}, or all.")
    return named


def _groups(
    ds: Dataset, m: Material, units: Units, by: str | Mapping[str, Any] | pd.Series | None
) -> Iterator[tuple[dict[str, Any], Material, Units]]:
    """Groups of readings, with their labels."""
    if by is None:
        yield {}, m, units
    elif isinstance(by, str) and by == "pair":
        for one, other in itertools.combinations(range(len(m.readers)), 2):
            both = m.read[:, one] & m.read[:, other]
            read = np.zeros_like(m.read)
            read[:, one] = read[:, other] = both
            yield {"reader_a": m.readers[one], "reader_b": m.readers[other]}, *selected(m, units, read)
    else:
        name, labels = _labels(ds, m, by)
        for group in sorted({label for label in labels.ravel().tolist() if label is not None}, key=str):
            yield {name: group}, *selected(m, units, m.read & (labels == group))


def _labels(ds: Dataset, m: Material, by: str | Mapping[str, Any] | pd.Series) -> tuple[str, np.ndarray]:
    """The group of every document and reader; None where there is none."""
    labels = np.full(m.read.shape, None, dtype=object)
    documents = {id_: at for at, id_ in enumerate(m.documents)}
    readers = {name: at for at, name in enumerate(m.readers)}
    if not isinstance(by, str):
        unknown = sorted(set(map(str, by.keys())) - set(ds.documents["document"]))
        if unknown:
            raise ValueError(
                f"There is no document {unknown[0]!r}: give the ids of ds.documents and their groups."
            )
        for id_, group in by.items():
            if id_ in documents and group is not None and group == group:
                labels[documents[id_]] = group
        return "group", labels
    if by in ds.documents.columns:
        for id_, group in zip(ds.documents["document"], ds.documents[by], strict=True):
            if id_ in documents and _there(group):
                labels[documents[id_]] = group
    elif by in ds.readings.columns and by != "reader":
        for id_, reader, group in zip(
            ds.readings["document"], ds.readings["reader"], ds.readings[by], strict=True
        ):
            if id_ in documents and reader in readers and _there(group):
                labels[documents[id_], readers[reader]] = group
    else:
        known = sorted({*ds.documents.columns, *ds.readings.columns} - {"reader"})
        raise ValueError(f"There is no group {by!r}: choose pair, or one of {', '.join(known)}.")
    return by, labels


def _there(value: Any) -> bool:
    import pandas as pd

    return not isinstance(value, (list, tuple)) and not pd.isna(value)
