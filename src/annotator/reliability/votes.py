"""From readers' answers to one answer for each unit, with how sure it is and where it comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.reliability.em_dawid_skene import dawid_skene
from annotator.reliability.em_mace import mace
from annotator.reliability.labels import ModelResult

Ints = NDArray[np.int64]
METHODS = ("majority", "strict", "median", "dawid_skene", "mace")
MODELS = {"dawid_skene": dawid_skene, "mace": mace}
UNANIMOUS, MAJORITY, MODEL, ADJUDICATED, UNRESOLVED = (
    "unanimous", "majority", "model", "adjudicated", "unresolved",
)  # fmt: skip


@dataclass(frozen=True)
class Decision:
    """One answer.

    Attributes:
        value: The answer; None where it is unresolved.
        confidence: The share of votes for it, or its probability under the model.
        provenance: unanimous, majority, model, adjudicated or unresolved.
        votes: How many readers gave each answer.
        why: What was tied, where it is unresolved.
    """

    value: Any
    confidence: float
    provenance: str
    votes: Mapping[Any, int] = field(default_factory=dict)
    why: str = ""


def plural(answers: Sequence[Any], *, voters: int | None = None, strict: bool = False) -> Decision:
    """The answer of most.

    Args:
        answers: The readers' answers, which can be hashed.
        voters: How many could have answered: for the strict majority, and for the confidence; None for all who did.
        strict: Ask for more than half of the voters.

    Examples:
        >>> plural(["fact", "fact", "opinion"])
        Decision(value='fact', confidence=0.6666666666666666, provenance='majority', votes={'fact': 2, 'opinion': 1}, why='')
        >>> plural(["fact", "opinion"]).why
        'tie between fact and opinion, 1 vote each'
    """
    votes = dict(sorted(Counter(answers).items(), key=lambda item: (-item[1], str(item[0]))))
    if not votes:
        return Decision(None, 0.0, UNRESOLVED, {}, "nobody answered")
    cast = len(answers) if voters is None or not strict else voters
    most = max(votes.values())
    first = [value for value, count in votes.items() if count == most]
    if len(first) > 1:
        each = f"{most} vote{'s' if most > 1 else ''} each"
        return Decision(
            None, most / cast, UNRESOLVED, votes, f"tie between {' and '.join(map(worded, first))}, {each}"
        )
    if strict and 2 * most <= cast:
        why = f"{worded(first[0])} has {most} of {cast} votes, which is not more than half"
        return Decision(None, most / cast, UNRESOLVED, votes, why)
    return Decision(first[0], most / cast, UNANIMOUS if most == cast else MAJORITY, votes)


def median(answers: Sequence[Any], order: Sequence[Any] | None) -> Decision:
    """The middle answer: of ordered values the one in the middle, of numbers the mean of the middle two.

    Args:
        answers: The readers' answers.
        order: The values from lowest to highest; None for numbers.
    """
    votes = dict(sorted(Counter(answers).items(), key=lambda item: (-item[1], str(item[0]))))
    if not votes:
        return Decision(None, 0.0, UNRESOLVED, {}, "nobody answered")
    rank = sorted(answers, key=order.index if order is not None else None)
    low, high = rank[(len(rank) - 1) // 2], rank[len(rank) // 2]
    if order is None:
        middle = (low + high) / 2
    elif low != high:
        why = f"the median lies between {worded(low)} and {worded(high)}"
        return Decision(None, max(votes.values()) / len(answers), UNRESOLVED, votes, why)
    else:
        middle = low
    share = votes.get(middle, 0) / len(answers)
    return Decision(middle, share, UNANIMOUS if len(votes) == 1 else MAJORITY, votes)


def modelled(
    method: str,
    unit: Ints,
    reader: Ints,
    code: Ints,
    values: Sequence[Any],
    beside: tuple[Ints, Ints, Ints] | None = None,
) -> tuple[dict[int, Decision], ModelResult | None]:
    """The answer of every answered unit by a model of the readers.

    Args:
        method: `dawid_skene` or `mace`.
        unit: Unit of each answer.
        reader: Its reader.
        code: Its code.
        values: What the codes stand for.
        beside: Tasks, readers and codes from which the model learns too, and which are not decided; their tasks have
            higher numbers than all units.

    Returns:
        Decisions by unit, and the model; none where nobody answered.
    """
    if not len(unit):
        return {}, None
    more = beside if beside is not None else (unit[:0], reader[:0], code[:0])
    found = MODELS[method](*(np.concatenate(pair) for pair in zip((unit, reader, code), more, strict=True)))
    order = np.lexsort((code, unit))
    ends = np.append(np.flatnonzero(np.diff(unit[order])) + 1, len(unit))
    decisions: dict[int, Decision] = {}
    begin = 0
    for at, end in enumerate(ends.tolist()):
        answers = [values[each] for each in code[order][begin:end].tolist()]
        votes = dict(sorted(Counter(answers).items(), key=lambda item: (-item[1], str(item[0]))))
        probabilities = found.probabilities[at]
        likely = np.flatnonzero(probabilities >= probabilities.max() - 1e-9)
        sure = float(probabilities.max())
        if len(likely) > 1:
            named = " and ".join(worded(values[int(found.classes[each])]) for each in likely)
            decisions[int(unit[order][begin])] = Decision(
                None, sure, UNRESOLVED, votes, f"equally probable: {named}"
            )
        else:
            value = values[int(found.value[at])]
            agreed = len(votes) == 1 and value in votes
            decisions[int(unit[order][begin])] = Decision(value, sure, UNANIMOUS if agreed else MODEL, votes)
        begin = end
    return decisions, found


def chosen_by_most(sets: Sequence[tuple[str, ...]]) -> Decision:
    """Of several values at once, each that more than half chose; values that exactly half chose are told as ties.

    Examples:
        >>> chosen_by_most([("water", "money"), ("water",), ("water", "law")]).value
        ('water',)
    """
    votes = dict(sorted(Counter(sets).items(), key=lambda item: (-item[1], str(item[0]))))
    if not sets:
        return Decision(None, 0.0, UNRESOLVED, {}, "nobody answered")
    times = Counter(value for chosen in sets for value in chosen)
    ties = sorted(value for value, count in times.items() if 2 * count == len(sets))
    value = tuple(sorted(value for value, count in times.items() if 2 * count > len(sets)))
    shares = [max(count, len(sets) - count) / len(sets) for count in times.values()]
    sure = min(shares, default=1.0)
    if ties:
        return Decision(None, sure, UNRESOLVED, votes, f"half of the readers chose {' and '.join(ties)}")
    return Decision(value, sure, UNANIMOUS if len(votes) == 1 else MAJORITY, votes)


def worded(value: Any) -> str:
    """An answer as a word."""
    if isinstance(value, tuple):
        return " + ".join(map(str, value)) or "none of them"
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)
