"""Where readers part, of what kind and how much, with the passage: sorted by what resolving it would gain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from annotator.reliability.alignment import Units, units_of
from annotator.reliability.answers import Answers, answers_to, every_question
from annotator.reliability.coincidence import coincidences
from annotator.reliability.material import DOCUMENT, Material, material
from annotator.reliability.passages import Passages
from annotator.reliability.relations import NO_LINK, links_of
from annotator.reliability.unitizing import continuum, expected_of
from annotator.reliability.units import greedy
from annotator.reliability.votes import worded

if TYPE_CHECKING:
    import pandas as pd

    from annotator.dataset import Dataset

Ints = NDArray[np.int64]
NOT_MARKED = "not marked"
SAME_SPAN = 0.5  # IoU from which two spans of different kinds are about the same thing
COLUMNS = "unit document title kind what field size gain readers start end quote said summary other".split()


def disagreements(
    ds: Dataset,
    *,
    threshold: float = 0.0,
    readers: Sequence[str] | None = None,
    kinds: Sequence[str] | None = None,
    done_only: bool = False,
) -> pd.DataFrame:
    """Each unit on which readers disagree, the most rewarding first.

    Args:
        ds: The dataset.
        threshold: As in `annotator.align`.
        readers: Whom to compare; None for all but adjudicators and consensus methods.
        kinds: Which kinds; None for all.
        done_only: Leave out readings that are not marked as done.

    Returns:
        One row for each disagreement:

        - `unit` (as in `annotator.align`; NA for questions about the whole document), `document`, `title`, `kind`
        - `what`: `missed` (some marked it, some did not), `boundary` (marked with other ends), `kind` (marked as
          another kind), `field` (answered differently), `relation` (linked differently)
        - `field`: id of the field, or of the relation's kinds
        - `size`: mean distance between two readers, from 0 to 1, under the field's own metric
        - `gain`: by how much the coefficient concerned (u-alpha, or the field's alpha) would rise if all agreed here
        - `readers`: how many are involved; `start`, `end`, `quote`: the passage
        - `said`: reader -> what they said; `summary`: the same as a sentence
        - `other`: for relations, the unit at the other end

        Sorted by gain, then size, then place in the text.
    """
    m = material(ds, readers=readers, kinds=kinds, done_only=done_only)
    units = units_of(m, threshold)
    return disagreement_table(m, units, {id_: article.text for id_, article in ds.articles.items()})


def disagreement_table(m: Material, units: Units, texts: Mapping[str, str] | None = None) -> pd.DataFrame:
    """The table that `disagreements` returns."""
    import pandas as pd

    passages = _Rows(m, units, texts or {})
    rows = [
        row
        for found in (_where(m, units, passages), _fields(m, units, passages), _relations(m, units, passages))
        for row in found
    ]
    table = pd.DataFrame(rows, columns=COLUMNS)
    types = {
        "unit": "Int64", "document": "string", "title": "string", "kind": "string", "what": "string", "field": "string",
        "size": "float64", "gain": "float64", "readers": "int64", "start": "int64", "end": "int64", "quote": "string",
        "said": "object", "summary": "string", "other": "Int64",
    }  # fmt: skip
    table = table.astype(types)
    key = ["gain", "size", "document", "start", "end", "what", "field"]
    order = table.assign(gain=table["gain"].round(12), size=table["size"].round(12))
    order = order.sort_values(key, ascending=[False, False] + [True] * 5, kind="stable", na_position="first")
    table = table.loc[order.index].reset_index(drop=True)
    table.attrs["notes"] = list(m.notes)
    return table


class _Rows(Passages):
    """Rows of the table about units."""

    def row(self, unit: int, **members: Any) -> dict[str, Any]:
        """A row about a unit."""
        document = int(self.units.document[unit])
        return {
            "unit": unit + 1, "document": self.m.documents[document], "title": self.m.titles[document],
            "kind": self.m.kinds[int(self.units.kind[unit])], "field": None, "start": int(self.units.start[unit]),
            "end": int(self.units.end[unit]), "quote": self.quote(unit), "other": None, **members,
        }  # fmt: skip


def _where(m: Material, units: Units, passages: _Rows) -> Iterator[dict[str, Any]]:
    """Missed, with other boundaries, or as another kind."""
    read = m.read.sum(axis=1)
    moved = _other_kind(m, units)
    for code, kind in enumerate(m.kinds):
        here = np.flatnonzero(m.kind == code)
        state = continuum(
            m.document[here], m.reader[here], m.start[here], m.end[here], np.ones(len(here), dtype=np.int64), 1,
            read, m.lengths,
        )  # fmt: skip
        expected = expected_of(state.observed.sum(axis=0), state.self_pairs.sum(axis=0))
        for unit in np.flatnonzero(units.kind == code).tolist():
            rows = passages.rows[unit]
            readers = int(read[units.document[unit]])
            if readers < 2 or expected <= 0:
                continue
            lengths = (m.end[rows] - m.start[rows]).astype(float)
            weight = 2 / (readers - 1) / expected
            missing = _missing(m, units, unit, rows)
            as_other = {reader: other for reader, other in moved.get(unit, {}).items() if reader in missing}
            missing = [reader for reader in missing if reader not in as_other]
            elsewhere = {reader for other in moved.get(unit, {}).values() for reader in other[1]}
            if as_other and _leads(unit, as_other, units):
                said = {m.readers[reader]: m.title_of(kind) for reader in m.reader[rows].tolist()}
                said |= {m.readers[reader]: m.title_of(m.kinds[int(units.kind[other])])
                         for reader, (other, _) in as_other.items()}  # fmt: skip
                gain = weight * lengths.sum() * len(as_other) * 2  # in both kinds
                yield passages.row(
                    unit, what="kind", size=_apart(list(said.values())), gain=gain, readers=len(said), said=said,
                    summary="Same passage, different kinds: " + _listed(said),
                )  # fmt: skip
            told_elsewhere = bool(as_other) and not _leads(unit, as_other, units)
            missing = [reader for reader in missing if reader not in elsewhere]
            if missing and not told_elsewhere:
                said = {m.readers[reader]: m.title_of(kind) for reader in m.reader[rows].tolist()}
                said |= {m.readers[reader]: NOT_MARKED for reader in missing}
                marks, others = len(rows), len(missing)
                yield passages.row(
                    unit, what="missed", size=2 * marks * others / ((marks + others) * (marks + others - 1)),
                    gain=weight * lengths.sum() * others, readers=marks + others, said=said,
                    summary=f"{_counted(marks)} marked this {m.title_of(kind).lower()}, {_counted(others)} did not: "
                    f"{', '.join(m.readers[reader] for reader in missing)}",
                )  # fmt: skip
            spread = _spread(m.start[rows]) + _spread(m.end[rows])
            if spread:
                total = ((len(rows) - 1) * lengths.sum() + spread) / 2
                limits = {m.readers[int(m.reader[row])]: (int(m.start[row]), int(m.end[row])) for row in rows}
                yield passages.row(
                    unit, what="boundary", size=min(spread / total, 1.0), gain=weight * spread, readers=len(rows),
                    said=limits, summary=_boundary_summary(m, rows),
                )  # fmt: skip


def _missing(m: Material, units: Units, unit: int, rows: Ints) -> list[int]:
    read = m.read[units.document[unit]].copy()
    read[m.reader[rows]] = False
    return [int(reader) for reader in np.flatnonzero(read)]


def _other_kind(m: Material, units: Units) -> dict[int, dict[int, tuple[int, list[int]]]]:
    """For units: readers who marked the same passage as another kind and not as this one, with that other unit.

    Each comes with the readers of this unit who in turn did not mark the other one.
    """
    if len(m.kinds) < 2 or not len(m.rows):
        return {}
    order = np.lexsort((m.reader, m.kind, m.end, m.start, m.document))
    group = m.document[order]
    back = {int(old): new for new, old in enumerate(order)}
    parts = {back[row]: spans for row, spans in m.parts.items()}
    cluster = greedy(group, m.reader[order], m.start[order], m.end[order], parts, SAME_SPAN)
    unit = units.of[order]
    pairs = np.unique(np.stack([cluster, unit]), axis=1)
    several = np.flatnonzero(np.bincount(pairs[0]) > 1)
    members: dict[int, list[int]] = {}
    for which, one in pairs[:, np.isin(pairs[0], several)].T.tolist():
        members.setdefault(which, []).append(one)
    marked: dict[int, set[int]] = {}
    wanted = {one for ones in members.values() for one in ones}
    for one, reader in zip(units.of.tolist(), m.reader.tolist(), strict=True):
        if one in wanted:
            marked.setdefault(one, set()).add(reader)
    found: dict[int, dict[int, tuple[int, list[int]]]] = {}
    for ones in members.values():
        for one in ones:
            for other in ones:
                if units.kind[one] == units.kind[other]:
                    continue
                only_here = sorted(marked[one] - marked[other])
                for reader in sorted(marked[other] - marked[one]):
                    if only_here:
                        found.setdefault(one, {}).setdefault(reader, (other, only_here))
    return found


def _leads(unit: int, as_other: Mapping[int, tuple[int, list[int]]], units: Units) -> bool:
    """Whether the disagreement of kind is told at this unit: at the one that most readers marked, else the first."""
    return all((-units.marks[unit], unit) < (-units.marks[other], other) for other, _ in as_other.values())


def _fields(m: Material, units: Units, passages: _Rows) -> Iterator[dict[str, Any]]:
    for kind, asked in every_question(m):
        a = answers_to(m, units, kind, asked)
        which, table = a.counts()
        if not len(which):
            continue
        observed = coincidences(table)
        totals = observed.sum(axis=1)
        apart = a.distances(totals)
        expected = float(totals @ apart @ totals)
        occurs = np.flatnonzero(totals)
        most = float(apart[np.ix_(occurs, occurs)].max(initial=0.0))
        if expected <= 0 or most <= 0:
            continue
        marks = table.sum(axis=1)
        own = np.einsum("uc,ck,uk->u", table, apart, table, optimize=True)
        sizes = own / (marks * (marks - 1)) / most
        gains = own / (marks - 1) * (totals.sum() - 1) / expected
        said = _said(m, a, set(which[own > 0].tolist()))
        for at in np.flatnonzero(own > 0).tolist():
            unit = int(which[at])
            answers = said[unit]
            members = {
                "what": "field", "field": asked.id, "size": float(sizes[at]), "gain": float(gains[at]),
                "readers": len(answers), "said": answers, "summary": f"{asked.title}: {_listed(answers)}",
            }  # fmt: skip
            if kind == DOCUMENT:
                yield {
                    "unit": None, "document": m.documents[unit], "title": m.titles[unit], "kind": DOCUMENT, "start": 0,
                    "end": int(m.lengths[unit]), "quote": None, "other": None, **members,
                }  # fmt: skip
            else:
                yield passages.row(unit, **members)


def _said(m: Material, a: Answers, units: set[int]) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    order = np.lexsort((a.reader, a.unit))
    for unit, reader, code in zip(
        a.unit[order].tolist(), a.reader[order].tolist(), a.code[order].tolist(), strict=True
    ):
        if unit in units:
            found.setdefault(unit, {})[m.readers[reader]] = a.values[code]
    return found


def _relations(m: Material, units: Units, passages: _Rows) -> Iterator[dict[str, Any]]:
    links = links_of(m, units)
    titles = {kind.id: kind.title for book in reversed(m.codebooks) for kind in book.relations}
    answers = np.bincount(links.pair, minlength=len(links.pairs))
    table = np.zeros((len(links.pairs), len(links.values)), dtype=np.int64)
    np.add.at(table, (links.pair, links.code), 1)
    silent = np.zeros((len(links.unlinked), len(links.values)), dtype=np.int64)
    silent[:, 0] = links.unlinked[:, 1]
    observed = coincidences(table) + coincidences(silent, links.unlinked[:, 2])
    totals = observed.sum(axis=1)
    expected = float(totals.sum() ** 2 - (totals**2).sum())
    for at in np.flatnonzero((answers >= 2) & (table.max(axis=1, initial=0) < answers)).tolist():
        rows = np.flatnonzero(links.pair == at)
        said = {m.readers[int(links.reader[row])]: links.values[int(links.code[row])] for row in rows}
        together = float(answers[at] ** 2 - (table[at] ** 2).sum())
        kinds = sorted({value for value in said.values() if value != NO_LINK})
        one, other = (int(end) for end in links.pairs[at])
        named = {reader: titles.get(value, value).lower() for reader, value in said.items()}
        yield passages.row(
            one, what="relation", field=" / ".join(kinds), size=together / (answers[at] * (answers[at] - 1)),
            gain=together / (answers[at] - 1) * (totals.sum() - 1) / expected, readers=len(said), said=said,
            summary=f"Link to “{_short(passages.quote(other))}”: {_listed(named)}", other=other + 1,
        )  # fmt: skip


def _spread(offsets: Ints) -> float:
    """The sum of the differences between all pairs of offsets."""
    ordered = np.sort(offsets)
    count = len(ordered)
    return float((ordered * (2 * np.arange(count) - count + 1)).sum())


def _apart(values: list[Any]) -> float:
    """The share of pairs of readers who differ."""
    count = len(values)
    same = sum(values.count(value) * (values.count(value) - 1) for value in set(values))
    return 1 - same / (count * (count - 1))


def _boundary_summary(m: Material, rows: Ints) -> str:
    start, end = m.start[rows], m.end[rows]
    parts = []
    if start.max() > start.min():
        parts.append(f"starts up to {int(start.max() - start.min())} characters apart")
    if end.max() > end.min():
        parts.append(f"ends up to {int(end.max() - end.min())} characters apart")
    return "Same passage, other limits: " + ", ".join(parts)


def _listed(said: Mapping[str, Any]) -> str:
    """Answers with who gave them, the most frequent first."""
    by_answer: dict[str, list[str]] = {}
    for reader, value in said.items():
        by_answer.setdefault(worded(value), []).append(reader)
    groups = sorted(by_answer.items(), key=lambda item: (-len(item[1]), item[0]))
    return "; ".join(f"{answer} ({', '.join(readers)})" for answer, readers in groups)


def _counted(count: int) -> str:
    return "1 reader" if count == 1 else f"{count} readers"


def _short(quote: str | None) -> str:
    text = " ".join((quote or "").split())
    return text if len(text) <= 60 else text[:57].rstrip() + "…"
