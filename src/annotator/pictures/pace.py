"""How fast readers work, and how far into the article they got."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.pictures.picture import WIDTH, Picture, Pictures

if TYPE_CHECKING:
    import pandas as pd

    from annotator.dataset import Dataset

BREAK = 10  # minutes without a new annotation: then the reader was away


def pace(dataset: Dataset) -> Pictures:
    """The pace and the coverage of the readers; see `Dataset.pace`."""
    table = reading_pace(dataset)
    return Pictures({"pace": _pace(table), "coverage": _coverage(table)})


def reading_pace(dataset: Dataset) -> pd.DataFrame:
    """One row for each reading: annotations, minutes of work, annotations in an hour, share of the text that is covered.

    Minutes are the sum of the times between one new annotation and the next, without those of more than `BREAK` minutes.
    The share covered is how far into the text the last annotation stands: what comes after it may not have been read.
    """
    import pandas as pd

    frame = dataset._annotations[["document", "reader", "codebook", "created", "end"]].copy()
    readings = dataset._readings[["document", "title", "reader", "codebook", "annotations", "done"]]
    keys = ["document", "reader", "codebook"]
    frame = frame.sort_values([*keys, "created"], ignore_index=True)
    gap = frame.groupby(keys)["created"].diff().dt.total_seconds() / 60
    frame["minutes"] = gap.where(gap <= BREAK)
    found = (
        frame.groupby(keys)
        .agg(minutes=("minutes", "sum"), gaps=("minutes", "count"), last=("end", "max"))
        .reset_index()
    )
    table = readings.merge(found, on=keys, how="left")
    lengths = table["document"].map(dataset._documents.set_index("document")["length"]).astype("Float64")
    table["covered"] = (
        (table["last"].astype("Float64") / lengths).astype("float64").clip(upper=1).fillna(0.0).round(3)
    )
    minutes = table["minutes"].astype("float64")
    per_hour = 60 * table["gaps"].astype("float64") / minutes.where(minutes > 0)
    result = table.assign(minutes=minutes.fillna(0.0).round(1), per_hour=per_hour.round(1))
    return pd.DataFrame(result.drop(columns=["gaps", "last", "codebook"]))


def _pace(table: pd.DataFrame) -> Picture:
    known = table.dropna(subset=["per_hour"])
    middle = known["per_hour"].median() if len(known) else None
    text = f"Annotations in an hour of work; pauses of more than {BREAK} minutes do not count. "
    text += (
        f"The middle of {len(known)} readings is {middle:.0f}."
        if middle is not None
        else "No times are known."
    )
    columns = ["reader", "document", "title", "annotations", "minutes", "per_hour"]

    def draw() -> Any:
        import altair as alt

        data = known[columns].astype({"title": object})
        return (
            alt.Chart(data)
            .mark_tick(thickness=2, color="#4f8bd6")
            .encode(
                y=alt.Y("reader:N", title="reader"),
                x=alt.X("per_hour:Q", title="annotations in an hour", scale=alt.Scale(zero=True)),
                tooltip=["reader:N", "title:N", "annotations:Q", "minutes:Q", "per_hour:Q"],
            )
            .properties(width=WIDTH)
        )

    return Picture("Pace of the readers", text, table[columns], draw)


def _coverage(table: pd.DataFrame) -> Picture:
    done = int(table["done"].fillna(False).sum())
    short = table[(table["covered"] < 0.5)]
    text = (
        f"How far into the article the last annotation of each reading stands. {done} of {len(table)} readings are marked as "
        f"done; {len(short)} end in the first half of the article."
    )
    columns = ["reader", "document", "title", "covered", "done", "annotations"]

    def draw() -> Any:
        import altair as alt

        data = table[columns].assign(
            done=table["done"].fillna(False).astype(bool), title=table["title"].astype(object)
        )
        return (
            alt.Chart(data)
            .mark_circle(size=60, opacity=0.7)
            .encode(
                y=alt.Y("reader:N", title="reader"),
                x=alt.X(
                    "covered:Q",
                    title="covered",
                    axis=alt.Axis(format="%", tickCount=5),
                    scale=alt.Scale(domain=[0, 1]),
                ),
                color=alt.Color(
                    "done:N",
                    title="marked as done",
                    scale=alt.Scale(domain=[True, False], range=["#4f8bd6", "#d07030"]),
                ),
                tooltip=["reader:N", "title:N", "covered:Q", "done:N", "annotations:Q"],
            )
            .properties(width=WIDTH)
        )

    return Picture("Coverage", text, table[columns], draw)
