"""Each reader's habits: how often right, strict or lenient, what is missed, what is confused with what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from annotator.reliability.alignment import Ints, Units, units_of
from annotator.reliability.answers import Answers, answers_to, every_question
from annotator.reliability.decisions import Decided, decide, marks_of
from annotator.reliability.levels import masi
from annotator.reliability.material import DOCUMENT, Material, derived_readers, material
from annotator.reliability.selection import selected
from annotator.reliability.unitizing import untangled
from annotator.reliability.votes import METHODS, MODELS, UNANIMOUS, Decision

if TYPE_CHECKING:
    import pandas as pd

    from annotator.dataset import Dataset

MARKED = "marked"
LONGEST_PAUSE = 1800  # seconds
COLUMNS = (
    "reader kind question title level answers accuracy bias error usual usual_true "
    "documents annotations per_1000 coverage seconds meaning"
).split()


def readers(
    ds: Dataset,
    *,
    gold: str | None = None,
    method: str = "dawid_skene",
    threshold: float = 0.0,
    kinds: Sequence[str] | None = None,
    done_only: bool = False,
) -> pd.DataFrame:
    """How each reader reads, held against a gold reading or against what a model of all readers finds most probable.

    Args:
        ds: The dataset.
        gold: A reader whose readings are taken as the truth; None for the consensus.
        method: The method of that consensus; see `annotator.consensus`.
        threshold: As in `annotator.align`.
        kinds: Which kinds; None for all.
        done_only: Leave out readings that are not marked as done.

    Returns:
        One row for each reader and question, `marked` (is this passage one?) being the first of each kind; `title` is what
        people call it:

        - `answers`: how many were compared; `accuracy`: the share that is right (for sets one minus the mean MASI
          distance; NaN for numbers)
        - `bias`: for ordinal fields the mean number of steps above (lenient) or below (strict) the truth; for numbers
          the mean difference; for `marked` the share of additional minus the share of missed passages
        - `error`: for ordinal fields and numbers the mean distance from the truth
        - `usual`, `usual_true`: the most frequent mistake: what was said, and what was true
        - `documents`, `annotations`, `per_1000` (annotations for each 1,000 characters read), `coverage` (share of the text
          that is marked), `seconds` (median time between two annotations; NaN where no times are kept)
        - `meaning`: a sentence

        In `attrs["against"]` stands what they are held against, in `attrs["notes"]` what to know; for `marked` a model
        learns from the text that nobody marked too, or it could take a passage that one reader missed for one that all
        others marked wrongly. A reader has a part in the consensus that they are
        held against: with few readers, accuracy is flattering.

    Raises:
        ValueError: If there is no such reader, kind or method.
    """
    m, units, truth, against = _truth(ds, gold, method, threshold, kinds, done_only)
    rows: list[dict[str, Any]] = []
    read = m.read.sum(axis=0)
    amounts = _amounts(m)
    marking = "the model counts as" if method in MODELS else "most readers marked as"
    if gold is not None:
        marking = f"{gold} marked as"
    for compared in comparisons(m, units, truth):
        for reader, name in enumerate(m.readers):
            if name == gold or not read[reader]:
                continue
            own = compared.reader == reader
            if compared.question == MARKED or own.any():
                rows.append({
                    "reader": name, **compared.row(own), "documents": int(read[reader]),
                    **amounts[reader],
                    "meaning": compared.sentence(name, own, m, marking),
                })  # fmt: skip
    return _table(rows, [*m.notes, *truth.notes], against)


def confusion(
    ds: Dataset,
    field: str,
    *,
    reader: str | None = None,
    gold: str | None = None,
    method: str = "dawid_skene",
    kind: str | None = None,
    threshold: float = 0.0,
) -> pd.DataFrame:
    """What was said where something else was true: the true value in rows, what readers said in columns, as counts.

    Args:
        ds: The dataset.
        field: Id of a field, or `"marked"`.
        reader: One reader; None for all together.
        gold: A reader whose readings are taken as the truth; None for the consensus.
        method: The method of that consensus.
        kind: The kind, if the field is asked of several.
        threshold: As in `annotator.align`.

    Raises:
        ValueError: If there is no such field, reader or kind, or its values cannot be listed.
    """
    import pandas as pd

    m, units, truth, against = _truth(ds, gold, method, threshold, None, False)
    found = [
        each for each in comparisons(m, units, truth) if each.question == field and kind in (None, each.kind)
    ]
    if not found or found[0].level in ("interval", "set"):
        known = sorted({asked.id for _, asked in every_question(m) if asked.level not in ("interval", "set")})
        raise ValueError(f"There is no confusion of {field!r}: choose marked, or one of {', '.join(known)}.")
    if reader is not None and reader not in m.readers:
        raise ValueError(f"There is no reader {reader!r}: there are {', '.join(m.readers)}.")
    values = found[0].values
    table = np.zeros((len(values), len(values)), dtype=np.int64)
    for each in found:
        own = np.ones(len(each.reader), dtype=bool)
        if reader is not None:
            own = each.reader == m.readers.index(reader)
        elif gold is not None:
            own = each.reader != m.readers.index(gold)
        np.add.at(table, (each.true[own], each.said[own]), 1)
    frame = pd.DataFrame(
        table, index=pd.Index(values, name="true"), columns=pd.Index(values, name=reader or "readers")
    )
    frame.attrs.update(against=against, field=field, title=found[0].title, level=found[0].level)
    return frame


@dataclass(frozen=True)
class Comparison:
    """Answers to one question beside the true ones: codes into the values, or numbers."""

    kind: str
    question: str
    title: str
    level: str
    values: tuple[Any, ...]
    reader: Ints
    said: Any
    true: Any

    def row(self, own: Any) -> dict[str, Any]:
        """The figures of some of the answers."""
        said, true = self.said[own], self.true[own]
        count = len(said)
        found = {
            "kind": self.kind, "question": self.question, "title": self.title, "level": self.level, "answers": count,
            "accuracy": np.nan, "bias": np.nan, "error": np.nan, "usual": None, "usual_true": None,
        }  # fmt: skip
        if not count:
            return found
        if self.level == "interval":
            return {**found, "bias": float((said - true).mean()), "error": float(np.abs(said - true).mean())}
        if self.level == "set":
            apart = [masi(self.values[a], self.values[b]) for a, b in zip(said, true, strict=True)]
            return {**found, "accuracy": 1 - float(np.mean(apart))}
        found["accuracy"] = float((said == true).mean())
        if self.level in ("ordinal", MARKED):
            found["bias"] = float((said - true).mean())
        if self.level == "ordinal":
            found["error"] = float(np.abs(said - true).mean())
        wrong = said != true
        if wrong.any():
            pairs, often = np.unique(np.stack([true[wrong], said[wrong]]), axis=1, return_counts=True)
            first = int(np.argmax(often))
            found["usual_true"], found["usual"] = (str(self.values[int(code)]) for code in pairs[:, first])
        return found

    def sentence(self, name: str, own: Any, m: Material, truth: str) -> str:
        """What they mean."""
        found = self.row(own)
        what = m.title_of(self.kind).lower() if self.kind != DOCUMENT else "document"
        if not found["answers"]:
            return f"{name} had no {what} to decide on."
        if self.level == MARKED:
            said, true = self.said[own], self.true[own]
            missed, added = int(((true == 1) & (said == 0)).sum()), int(((true == 0) & (said == 1)).sum())
            total = int((true == 1).sum())
            return (
                f"{name} missed {missed} of {total} passages that {truth} {what}, and marked {added} others."
            )
        if self.level == "interval":
            return (
                f"{name} is on average {found['error']:.3g} from the truth in {self.title.lower()} of {what}."
            )
        right = f"{100 * found['accuracy']:.0f} % of {found['answers']} answers"
        text = f"{name} is right in {right} to {self.title.lower()} of {what}"
        if self.level == "ordinal" and abs(found["bias"]) >= 0.1:
            how = "lenient (higher" if found["bias"] > 0 else "strict (lower"
            text += f"; {how} by {abs(found['bias']):.1f} steps on average)"
        if found["usual"] is not None:
            text += f"; usual mistake: {found['usual']} for {found['usual_true']}"
        return text + "."


def comparisons(m: Material, units: Units, truth: Decided) -> list[Comparison]:
    """Everything readers said beside what is true, where something is."""
    found: list[Comparison] = []
    for code, kind in enumerate((*m.kinds, DOCUMENT)):
        if kind != DOCUMENT:
            unit, reader, marked = marks_of(m, units, code)
            known = np.array([truth.marked[int(each)].value is not None for each in unit], dtype=bool)
            true = np.array([int(bool(truth.marked[int(each)].value)) for each in unit], dtype=np.int64)
            if len(unit):
                found.append(
                    Comparison(
                        kind,
                        MARKED,
                        m.title_of(kind),
                        MARKED,
                        ("not marked", MARKED),
                        reader[known],
                        marked[known],
                        true[known],
                    )
                )
        for asked in m.fields_of(kind):
            answers = answers_to(m, units, kind, asked)
            found += _compared(answers, truth.documents if kind == DOCUMENT else truth.fields, m)
    return found


def _compared(a: Answers, decided: dict[int, dict[str, Any]], m: Material) -> list[Comparison]:
    place = {value: code for code, value in enumerate(a.values)}
    rows, true = [], []
    for row, unit in enumerate(a.unit.tolist()):
        decision = decided.get(unit, {}).get(a.asked.id)
        if decision is None or decision.value is None:
            continue
        if a.asked.level == "interval":
            true.append(float(decision.value))
        elif decision.value in place:
            true.append(place[decision.value])
        else:
            continue
        rows.append(row)
    if not rows:
        return []
    numbers = a.asked.level == "interval"
    said = np.asarray(a.values, dtype=np.float64)[a.code[rows]] if numbers else a.code[rows]
    truth = np.array(true, dtype=np.float64 if numbers else np.int64)
    return [
        Comparison(a.kind, a.asked.id, a.asked.title, a.asked.level, a.values, a.reader[rows], said, truth)
    ]


def _truth(
    ds: Dataset, gold: str | None, method: str, threshold: float, kinds: Sequence[str] | None, done_only: bool
) -> tuple[Material, Units, Decided, str]:
    """The material, its units, and what is true of them."""
    if method not in METHODS:
        raise ValueError(f"There is no method {method!r}: choose one of {', '.join(METHODS)}.")
    if gold is None:
        m = material(ds, kinds=kinds, done_only=done_only)
        units = units_of(m, threshold)
        return m, units, decide(m, units, method), f"the consensus ({method}) of {len(m.readers)} readers"
    known = sorted(set(ds.readings["reader"].astype(str)))
    others = [name for name in known if name not in derived_readers(ds) or name == gold]
    m = material(ds, readers=sorted({*others, gold}), kinds=kinds, done_only=done_only)
    at = m.readers.index(gold)
    read = m.read & m.read[:, [at]]  # where there is no gold nothing is true or false
    m, units = selected(m, units_of(m, threshold), read)
    alone = np.zeros_like(read)
    alone[:, at] = read[:, at]
    golden = Decided()
    mine = np.zeros(len(units), dtype=bool)
    mine[units.of[m.reader == at]] = True
    golden.marked = {unit: Decision(bool(mine[unit]), 1.0, UNANIMOUS) for unit in range(len(units))}
    for kind, asked in every_question(m):
        a = answers_to(m, units, kind, asked)
        into = golden.documents if kind == DOCUMENT else golden.fields
        for unit, code in zip(a.unit[a.reader == at].tolist(), a.code[a.reader == at].tolist(), strict=True):
            into.setdefault(unit, {})[asked.id] = Decision(a.values[code], 1.0, UNANIMOUS)
    return m, units, golden, f"the readings of {gold}"


def _amounts(m: Material) -> list[dict[str, Any]]:
    """How much, how densely and how fast each reader marked."""
    characters = m.lengths @ m.read
    begins, stays = untangled(m.document, m.reader, m.start, m.end)
    marked = np.bincount(m.reader, weights=np.where(stays, m.end - begins, 0), minlength=len(m.readers))
    found = []
    for reader in range(len(m.readers)):
        own = m.reader == reader
        count, read = int(own.sum()), max(int(characters[reader]), 1)
        found.append({
            "annotations": count, "per_1000": 1000 * count / read, "coverage": float(marked[reader]) / read,
            "seconds": _pace(m, own),
        })  # fmt: skip
    return found


def _pace(m: Material, own: Any) -> float:
    """Median seconds between two annotations in a document; what takes longer than half an hour is a break."""
    if "created" not in m.rows.columns:
        return float("nan")
    times = m.rows["created"][own]
    gaps = times.groupby(m.document[own]).apply(lambda each: each.sort_values().diff().dt.total_seconds())
    seconds = gaps.to_numpy(dtype=np.float64, na_value=np.nan)
    seconds = seconds[(seconds >= 0) & (seconds <= LONGEST_PAUSE)]
    return float(np.median(seconds)) if len(seconds) else float("nan")


def _table(rows: list[dict[str, Any]], notes: list[str], against: str) -> pd.DataFrame:
    import pandas as pd

    words = ["reader", "kind", "question", "title", "level", "usual", "usual_true", "meaning"]
    table = pd.DataFrame(rows, columns=COLUMNS).astype(
        dict.fromkeys(words, "string")
        | dict.fromkeys(["accuracy", "bias", "error", "per_1000", "coverage", "seconds"], "float64")
        | dict.fromkeys(["answers", "documents", "annotations"], "int64")
    )
    table = table.sort_values("reader", kind="stable").reset_index(drop=True)
    table.attrs.update(notes=notes, against=against)
    return table
