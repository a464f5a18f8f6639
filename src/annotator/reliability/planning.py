"""How many more documents it takes until an interval is as narrow as wanted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from annotator.reliability.agreement_table import agreement
from annotator.reliability.intervals import interval_of
from annotator.reliability.sentences import figure

if TYPE_CHECKING:
    import pandas as pd

    from annotator.corpus import Corpus
    from annotator.dataset import Dataset

MOST = 1_000_000
COLUMNS = "kind about field measure value low high documents width needed more meaning".split()


def plan(
    ds: Dataset | Corpus | pd.DataFrame,
    width: float = 0.2,
    *,
    measures: Sequence[str] = ("u_alpha", "alpha"),
    **options: Any,
) -> pd.DataFrame:
    """How many documents must be read by several readers until the interval of a figure is as narrow as wanted.

    It takes documents yet to be read to be like those that were: as long, as hard, read by as many. The standard error
    then shrinks with the square root of their number.

    Args:
        ds: The dataset, a corpus on a cluster, or a table of `annotator.agreement`.
        width: The wanted distance between the limits of the 95 % interval, such as 0.2 for .70 to .90.
        measures: Which measures of the table of agreement.
        options: As for `annotator.agreement`.

    Returns:
        One row for each figure: `kind`, `about`, `field`, `measure`, `value`, `low`, `high`, `documents` (so far),
        `width` (so far), `needed` (documents in all), `more` (in addition), `meaning`. NA where it cannot be said:
        where there is no interval yet.

    Raises:
        ValueError: If the width is not between 0 and 2.

    Source: the jackknife's standard error on Fisher's z scale, with Student's t for the number of documents.
    """
    import pandas as pd

    if not 0 < width < 2:
        raise ValueError(f"The width of an interval lies between 0 and 2, such as 0.2; not {width}.")
    table = ds if isinstance(ds, pd.DataFrame) else agreement(ds, **options)
    table = table[table["measure"].isin(list(measures))]
    rows = []
    for row in table.to_dict("records"):
        share = row["measure"] in ("alone", "percent", "f1", "f1_exact", "f1_overlap")
        needed = documents_needed(
            row["value"], row["error"], row["documents"], width, "share" if share else "z"
        )
        rows.append({
            **{name: row[name] for name in COLUMNS if name in row},
            "width": row["high"] - row["low"], "needed": needed,
            "more": None if needed is None else max(needed - row["documents"], 0),
            "meaning": _meaning(row, needed, width),
        })  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS).astype(
        {"needed": "Int64", "more": "Int64", "meaning": "string"}
    )


def documents_needed(
    value: float, error: float, documents: int, width: float, scale: str = "z"
) -> int | None:
    """The least number of documents at which the interval is at most as wide as wanted; None if it cannot be said.

    Args:
        value: The coefficient.
        error: Its standard error, on the scale.
        documents: How many documents these come from.
        width: The wanted width.
        scale: As in `intervals.jackknife`.

    Examples:
        >>> documents_needed(0.8, 0.2, 10, 0.2)
        24
    """
    if documents < 2 or math.isnan(value) or math.isnan(error) or error <= 0:
        return None

    def wide(number: int) -> float:
        low, high = interval_of(value, error * math.sqrt(documents / number), number, scale)
        return high - low

    if wide(MOST) > width:
        return None
    low, high = 1, 2
    while wide(high) > width:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if wide(middle) > width else (low, middle)
    return high


def _meaning(row: dict[str, Any], needed: int | None, width: float) -> str:
    subject = str(row["meaning"]).split(":", 1)[0]
    if needed is None:
        why = row["note"] or "the interval does not tell how it shrinks"
        return f"{subject}: it cannot be said how many documents are needed; {why}."
    more = max(needed - row["documents"], 0)
    if not more:
        return f"{subject}: {row['documents']} documents are enough for an interval {figure(width)} wide."
    return (
        f"{subject}: about {more} more document{'s' if more > 1 else ''} ({needed} in all), if they are like the "
        f"{row['documents']} so far, for an interval {figure(width)} wide."
    )
