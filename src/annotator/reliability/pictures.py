"""Pictures: who agrees with whom, what is confused with what, where in the article, and each reader's habits."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from annotator.pictures.picture import SCHEMA, Picture
from annotator.reliability.agreement_table import agreement
from annotator.reliability.alignment import units_of
from annotator.reliability.material import material
from annotator.reliability.reader_profiles import MARKED, confusion, readers
from annotator.reliability.sentences import figure
from annotator.reliability.vega import drawn, heat_map

if TYPE_CHECKING:
    import pandas as pd

    from annotator.dataset import Dataset


def picture(ds: Dataset, what: str = "pairs", **options: Any) -> Picture:
    """A picture of how readers agree.

    Args:
        ds: The dataset.
        what: What to show.

            - `pairs`: who agrees with whom; options `kind` and `field` (None for where passages are marked)
            - `confusion`: what was said where something else was true; options as for `annotator.confusion`
            - `strip`: where in an article readers disagree; option `document` (id or title; None for the first)
            - `readers`: each reader's habits; options as for `annotator.readers`
        options: See above.

    Returns:
        The picture, with its table and its description in words. JupyterLab draws it, without any network.

    Raises:
        ValueError: If there is no such picture, or nothing to show.
    """
    if what not in _PICTURES:
        raise ValueError(f"There is no picture {what!r}: choose one of {', '.join(_PICTURES)}.")
    return _PICTURES[what](ds, **options)


def pairs_picture(
    ds: Dataset, *, kind: str | None = None, field: str | None = None, **options: Any
) -> Picture:
    """Readers by readers, coloured by their agreement."""
    table = agreement(ds, by="pair", **options)
    chosen = table[(table["measure"] == "alpha") & (table["field"] == field)] if field else table[
        (table["measure"] == "u_alpha") & (table["about"] == "where")]  # fmt: skip
    if not len(chosen):
        raise ValueError(
            "There is nothing to show: it takes two readers of one document, and a kind and field that occur."
        )
    kind = kind or str(chosen["kind"].iloc[0])
    chosen = chosen[chosen["kind"] == kind]
    if not len(chosen):
        raise ValueError(
            f"There is nothing to show of {kind!r}: choose one of {', '.join(sorted(set(table['kind'])))}."
        )
    names = sorted({*chosen["reader_a"], *chosen["reader_b"]})
    measure = "alpha" if field else "u-alpha"
    subject = str(chosen["meaning"].iloc[0]).split(":", 1)[0]
    subject = subject[:1].lower() + subject[1:]
    rows = []
    for row in chosen.itertuples():
        shown = "–" if np.isnan(row.value) else figure(row.value)
        value = None if np.isnan(row.value) else float(row.value)
        for one, other in ((row.reader_a, row.reader_b), (row.reader_b, row.reader_a)):
            rows.append({"reader": one, "with": other, "value": value, "shown": shown})
    known = chosen.dropna(subset=["value"]).sort_values("value")
    title = f"Who agrees with whom: {subject}"
    description = f"{title} ({measure})."
    if len(known):
        worst, best = known.iloc[0], known.iloc[-1]
        description += (
            f" Least: {worst.reader_a} and {worst.reader_b}, {figure(worst.value)}."
            f" Most: {best.reader_a} and {best.reader_b}, {figure(best.value)}."
        )
    spec = heat_map(
        rows, x="with", y="reader", color="value", text="shown", title=title, description=description,
        order_x=names, order_y=names, domain=(0, 1), titles={"with": "", "reader": "", "value": measure},
    )  # fmt: skip
    columns = ["reader_a", "reader_b", "value", "low", "high", "units", "documents", "note"]
    return drawn(title, description, spec, chosen[columns].reset_index(drop=True))


def confusion_picture(ds: Dataset, *, field: str, **options: Any) -> Picture:
    """What was said, by what is true."""
    table = confusion(ds, field, **options)
    who = str(table.columns.name)
    values = [str(value) for value in table.index]
    used = [
        value
        for value, row, column in zip(values, table.sum(axis=1), table.sum(axis=0), strict=True)
        if row or column or table.attrs["level"] == "ordinal"
    ]
    rows, wrong = [], []
    for true, counts in zip(values, table.to_numpy(), strict=True):
        for said, count in zip(values, counts.tolist(), strict=True):
            if true in used and said in used:
                share = count / counts.sum() if counts.sum() else None
                rows.append({"true": true, "said": said, "share": share, "shown": str(count)})
                if true != said and count:
                    wrong.append((count, true, said))
    title = f"{table.attrs['title']}: what {who} said, by what is true"
    description = f"{title}, against {table.attrs['against']}."
    if wrong:
        count, true, said = max(wrong, key=lambda each: (each[0], each[1:]))
        description += f" Most frequent mistake: {said} where it is {true}, {count} times."
    spec = heat_map(
        rows, x="said", y="true", color="share", text="shown", title=title, description=description, order_x=used,
        order_y=used, domain=(0, 1), titles={"said": "said", "true": "true", "share": "share of what is true"},
    )  # fmt: skip
    return drawn(title, description, spec, table.reset_index())


def strip_picture(ds: Dataset, *, document: str | None = None, **options: Any) -> Picture:
    """An article from its beginning to its end, coloured by how far readers disagree there."""
    import pandas as pd

    m = material(ds, **options)
    if not len(m.documents):
        raise ValueError("There is nothing to show: the dataset has no document.")
    named = {
        **dict(zip(m.titles, m.documents, strict=True)),
        **dict(zip(m.documents, m.documents, strict=True)),
    }
    if document is not None and document not in named:
        raise ValueError(f"There is no document {document!r}: there are {', '.join(m.titles)}.")
    at = 0 if document is None else m.documents.index(named[document])
    read = int(m.read[at].sum())
    if read < 2:
        raise ValueError(f"There is nothing to show: {m.titles[at]} was read by {read} of the readers.")
    units = units_of(m)
    text = ds.articles[m.documents[at]].text if m.documents[at] in ds.articles else ""
    rows = [
        row
        for code, kind in enumerate(m.kinds)
        for row in _stretches(m, at, code, m.title_of(kind), read, text)
    ]
    if not rows:
        raise ValueError(f"There is nothing to show: nobody marked anything in {m.titles[at]}.")
    title = f"Where readers disagree: {m.titles[at]}"
    here = units.document == at
    disputed = sorted(
        (row for row in rows), key=lambda row: (-row["disagreement"], -(row["end"] - row["start"]))
    )
    total = sum(row["end"] - row["start"] for row in rows)
    apart = sum((row["end"] - row["start"]) * row["disagreement"] for row in rows) / total
    description = (
        f"{title}. {int(here.sum())} passages by {read} readers; on average {100 * apart:.0f} % of pairs of readers "
        f"disagree where somebody marked something. Most disputed: {disputed[0]['kind'].lower()} at {disputed[0]['start']} "
        f"to {disputed[0]['end']}, marked by {disputed[0]['marked']}."
    )
    length = int(m.lengths[at])
    spec = {
        "$schema": SCHEMA, "title": title, "description": description, "background": "#ffffff",
        "data": {"values": rows}, "width": 560, "height": {"step": 34}, "mark": {"type": "rect", "stroke": "#ffffff"},
        "encoding": {
            "x": {"field": "start", "type": "quantitative", "title": "characters from the beginning",
                  "scale": {"domain": [0, length], "nice": False}},
            "x2": {"field": "end"},
            "y": {"field": "kind", "type": "nominal", "title": "", "sort": [m.title_of(kind) for kind in m.kinds]},
            "color": {"field": "disagreement", "type": "quantitative", "title": "pairs who disagree",
                      "scale": {"domain": [0, 0.6], "scheme": "orangered", "clamp": True},
                      "legend": {"format": ".0%", "orient": "bottom"}},
            "tooltip": [{"field": "kind"}, {"field": "marked"}, {"field": "disagreement", "format": ".0%"},
                        {"field": "passage"}],
        },
        "config": {"view": {"stroke": "#d0d0d0"}},
    }  # fmt: skip
    return drawn(title, description, spec, pd.DataFrame(rows))


def _stretches(m: Any, document: int, kind: int, title: str, read: int, text: str) -> list[dict[str, Any]]:
    """Stretches of a document between which nobody's marks change."""
    rows = np.flatnonzero((m.document == document) & (m.kind == kind))
    spans = [
        (int(m.reader[row]), *span)
        for row in rows.tolist()
        for span in m.parts.get(row, [(int(m.start[row]), int(m.end[row]))])
    ]
    places = sorted({place for _, start, end in spans for place in (start, end)})
    found = []
    for start, end in itertools.pairwise(places):
        who = sorted({reader for reader, first, last in spans if first <= start and end <= last})
        if who:
            marks = len(who)
            found.append({
                "kind": title, "start": start, "end": end, "readers": marks,
                "disagreement": 2 * marks * (read - marks) / (read * (read - 1)),
                "marked": f"{marks} of {read} ({', '.join(m.readers[reader] for reader in who)})",
                "passage": text[start:end][:160],
            })  # fmt: skip
    return found


def readers_picture(ds: Dataset, **options: Any) -> Picture:
    """Habits of each reader, one panel for each."""
    table = readers(ds, **options)
    if not len(table):
        raise ValueError("There is nothing to show: nobody read anything.")
    rows = _habits(table)
    names = sorted(set(table["reader"]))
    panels = list(dict.fromkeys(row["habit"] for row in rows))
    title = "How each reader reads"
    extremes = [
        f"{panel}: least {low['reader']} ({low['shown']}), most {high['reader']} ({high['shown']})"
        for panel in panels
        for own in [
            sorted(
                (row for row in rows if row["habit"] == panel), key=lambda row: (row["value"], row["reader"])
            )
        ]
        for low, high in [(own[0], own[-1])]
        if low["value"] < high["value"]
    ]
    description = (
        f"{title}, against {table.attrs['against']}. " + ("; ".join(extremes) or "All read alike") + "."
    )
    spec = {
        "$schema": SCHEMA, "title": title, "description": description, "background": "#ffffff",
        "data": {"values": rows},
        "facet": {"field": "habit", "type": "nominal", "title": None, "sort": panels, "header": {"labelLimit": 260}},
        "columns": 2,
        "spec": {
            "width": 230, "height": {"step": 22},
            "encoding": {
                "y": {"field": "reader", "type": "nominal", "title": "", "sort": names},
                "x": {"field": "value", "type": "quantitative", "title": "", "scale": {"padding": 34},
                      "axis": {"labels": False, "ticks": False, "domain": False}},
                "tooltip": [{"field": "reader"}, {"field": "habit"}, {"field": "shown"}],
            },
            "layer": [
                {"mark": {"type": "bar", "color": "#4c78a8"}},
                {"transform": [{"filter": "datum.value >= 0"}], "mark": {"type": "text", "align": "left", "dx": 4},
                 "encoding": {"text": {"field": "shown"}}},
                {"transform": [{"filter": "datum.value < 0"}], "mark": {"type": "text", "align": "right", "dx": -4},
                 "encoding": {"text": {"field": "shown"}}},
            ],
        },
        "resolve": {"scale": {"x": "independent"}},
    }  # fmt: skip
    return drawn(title, description, spec, table)


def _habits(table: pd.DataFrame) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []

    def add(reader: str, habit: str, value: float, shown: str) -> None:
        if not np.isnan(value):
            rows.append({"reader": reader, "habit": habit, "value": round(float(value), 6), "shown": shown})

    asked = table.drop_duplicates(["kind", "question"])["title"].value_counts()
    for row in table.to_dict("records"):
        name, title = str(row["reader"]), str(row["title"])
        if asked[title] > 1:
            title = f"{title} of {row['kind']}"
        if row["question"] == MARKED:
            add(name, f"{title}: marks more (+) or less (–)", row["bias"], f"{row['bias']:+.0%}")
        elif row["level"] == "ordinal":
            add(
                name,
                f"{title}: lenient (+), strict (–), in steps",
                row["bias"],
                f"{row['bias']:+.1f}",
            )
        elif row["level"] != "interval":
            add(name, f"{title}: right answers", row["accuracy"], f"{row['accuracy']:.0%}")
    for row in table.drop_duplicates("reader").to_dict("records"):
        name = str(row["reader"])
        add(name, "Annotations for 1,000 characters", row["per_1000"], f"{row['per_1000']:.1f}")
        add(name, "Share of the text that is marked", row["coverage"], f"{row['coverage']:.0%}")
        add(name, "Seconds between annotations (median)", row["seconds"], f"{row['seconds']:.0f}")
    panels = list(dict.fromkeys(row["habit"] for row in rows))
    return sorted(rows, key=lambda row: panels.index(row["habit"]))


_PICTURES: Mapping[str, Callable[..., Picture]] = {
    "pairs": pairs_picture,
    "confusion": confusion_picture,
    "strip": strip_picture,
    "readers": readers_picture,
}
