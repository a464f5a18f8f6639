"""What articles claim, on how strong evidence, from which sources, and where in the article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from annotator.codebook import Field
from annotator.pictures.picture import WIDTH, Picture, PictureError, Pictures, share

if TYPE_CHECKING:
    import pandas as pd

    from annotator.dataset import Dataset

NOT_JUDGED = "not judged"
# Sources of a claim that a reader should be warned of, of the codebook `claims`.
WEAK = ("unnamed", "state_media", "damaged_citation")
TENTHS = 10


def profile(
    dataset: Dataset, kind: str | None, strength: str | None, source: str | None, weak: Sequence[str]
) -> Pictures:
    """The profile of the articles of a dataset; see `Dataset.profile`."""
    books = dataset._codebooks
    if not books or dataset._annotations.empty:
        raise PictureError(
            "There is nothing to draw: no annotation with a sound codebook. Look at ds.problems."
        )
    book = books[0]
    kind = kind or next((one.id for one in book.kinds if one.id == "claim"), book.kinds[0].id)
    frame = dataset._annotations
    frame = frame[frame["kind"] == kind].reset_index(drop=True)
    if frame.empty:
        known = ", ".join(map(str, dataset._annotations["kind"].unique()))
        raise PictureError(f"There is no annotation of the kind {kind!r}. There is: {known}.")
    title = book.kind(kind).title if kind in {one.id for one in book.kinds} else kind
    asked = {field.id: field for field in book.fields_of(kind)}
    type_of = _field(asked, None, "claim_type", ("nominal",))
    strength_of = _field(asked, strength, "evidence_strength", ("ordinal",))
    source_of = _field(asked, source, "source_type", ("nominal",), other=type_of)
    pictures = {}
    if type_of is not None:
        pictures["claims"] = _claims(frame, type_of, title)
    if strength_of is not None and source_of is not None:
        pictures["strength"] = _strength(frame, strength_of, source_of, title)
    if source_of is not None:
        marked = [value for value in source_of.values if value.id in weak]
        if marked:
            pictures["weak_sources"] = _weak(dataset, frame, source_of, [value.id for value in marked], title)
    pictures["places"] = _places(dataset, frame, strength_of, title)
    return Pictures(pictures)


def _field(
    asked: Mapping[str, Field],
    given: str | None,
    usual: str,
    levels: Sequence[str],
    other: Field | None = None,
) -> Field | None:
    if given is not None:
        if given not in asked or asked[given].level not in levels:
            known = ", ".join(field.id for field in asked.values() if field.level in levels) or "none"
            raise PictureError(
                f"There is no {' or '.join(levels)} field {given!r} of this kind. There is: {known}."
            )
        return asked[given]
    if usual in asked and asked[usual].level in levels:
        return asked[usual]
    return next((field for field in asked.values() if field.level in levels and field is not other), None)


def _titles(field: Field) -> dict[str, str]:
    return {value.id: value.title for value in field.values}


def _column(frame: pd.DataFrame, field: Field) -> pd.Series:
    """The answers by their titles; what is missing or does not count is not judged."""
    name = field.id if field.id in frame.columns else f"values.{field.id}"
    titles = _titles(field)
    return (
        frame[name]
        .astype("object")
        .map(lambda value: titles.get(value, NOT_JUDGED), na_action=None)
        .fillna(NOT_JUDGED)
    )


def _order(field: Field) -> list[str]:
    return [value.title for value in field.values if not value.missing] + [NOT_JUDGED]


def _claims(frame: pd.DataFrame, field: Field, title: str) -> Picture:
    counts = _column(frame, field).value_counts().reindex(_order(field), fill_value=0)
    table = counts.rename_axis(field.title).reset_index(name="number")
    table["share"] = (table["number"] / max(len(frame), 1)).round(3)
    table = table[table["number"] > 0].reset_index(drop=True)
    most = table.loc[table["number"].idxmax()]
    text = (
        f"{len(frame):,} annotations of the kind {title}. The most frequent {field.title.lower()} is "
        f"{most[field.title]} ({share(most['number'], len(frame))})."
    )

    def draw() -> Any:
        import altair as alt

        order = list(table[field.title])
        base = alt.Chart(table).encode(y=alt.Y(f"{_safe(field.title)}:N", sort=order, title=field.title))
        bars = base.mark_bar(color="#4f8bd6").encode(
            x=alt.X("number:Q", title="annotations"), tooltip=["number:Q", "share:Q"]
        )
        words = base.mark_text(align="left", dx=4).encode(x="number:Q", text="number:Q")
        return (bars + words).properties(width=WIDTH)

    return Picture(f"{title}: {field.title.lower()}", text, table, draw)


def _strength(frame: pd.DataFrame, strength: Field, source: Field, title: str) -> Picture:
    import pandas as pd

    pairs = pd.DataFrame({"source": _column(frame, source), "strength": _column(frame, strength)})
    table = pairs.value_counts().rename("number").reset_index()
    totals = table.groupby("source")["number"].transform("sum")
    table["share"] = (table["number"] / totals).round(3)
    order, levels = _order(source), _order(strength)
    places = table.assign(a=table["source"].map(order.index), b=table["strength"].map(levels.index))
    table = places.sort_values(["a", "b"], ignore_index=True).drop(columns=["a", "b"])
    judged = pairs[pairs["strength"] != NOT_JUDGED]
    strongest = levels[-2] if len(levels) > 1 else NOT_JUDGED
    best = (judged["strength"] == strongest).groupby(judged["source"]).mean().sort_values(ascending=False)
    text = f"{strength.title} by {source.title.lower()}, as far as it was judged: {len(judged):,} of {len(pairs):,}."
    if len(best):
        text += f" {strongest} most often with {best.index[0]} ({100 * best.iloc[0]:.0f} %)"
        text += (
            f", least often with {best.index[-1]} ({100 * best.iloc[-1]:.0f} %)." if len(best) > 1 else "."
        )

    def draw() -> Any:
        import altair as alt

        scale = alt.Scale(domain=levels, range=_shades(levels))
        data = table.assign(_rank=table["strength"].map(levels.index))
        return (
            alt.Chart(data)
            .mark_bar(stroke="white")
            .encode(
                y=alt.Y("source:N", sort=order, title=source.title),
                x=alt.X(
                    "number:Q",
                    stack="normalize",
                    title="share of annotations",
                    axis=alt.Axis(format="%", tickCount=5),
                ),
                color=alt.Color("strength:N", scale=scale, title=strength.title, sort=levels),
                order=alt.Order("_rank:Q"),
                tooltip=["source:N", "strength:N", "number:Q", "share:Q"],
            )
            .properties(width=WIDTH)
        )

    return Picture(f"{title}: {strength.title.lower()} by {source.title.lower()}", text, table, draw)


def _weak(dataset: Dataset, frame: pd.DataFrame, source: Field, weak: Sequence[str], title: str) -> Picture:
    """Which share rests on sources of the kinds `weak`: those of the claim itself, and those that links attribute it to."""
    import pandas as pd

    name = source.id if source.id in frame.columns else f"values.{source.id}"
    everything = dataset._annotations
    keys = ["document", "reader", "codebook"]
    own = frame[[*keys, "annotation"]].assign(source=frame[name].astype("object"))
    links = dataset._relations[[*keys, "from", "to"]]
    ends = everything[[*keys, "annotation"]].assign(source=everything[name].astype("object"))
    linked = links.merge(ends.rename(columns={"annotation": "from"}), on=[*keys, "from"])
    linked = linked.rename(columns={"to": "annotation"})[[*keys, "annotation", "source"]]
    linked = linked.merge(own[[*keys, "annotation"]], on=[*keys, "annotation"])
    known = pd.concat([own, linked], ignore_index=True)
    known = known[known["source"].notna()]
    titles, total = _titles(source), len(frame)
    rows: list[tuple[str, int]] = []
    for id_ in weak:
        rows.append((titles[id_], len(known[known["source"] == id_].drop_duplicates([*keys, "annotation"]))))
    any_of = len(known[known["source"].isin(list(weak))].drop_duplicates([*keys, "annotation"]))
    none = total - len(known.drop_duplicates([*keys, "annotation"]))
    rows += [("any of these", any_of), ("no source judged", none)]
    table = pd.DataFrame(rows, columns=["source", "number"])
    table["share"] = (table["number"] / max(total, 1)).round(3)
    text = (
        f"{share(any_of, total)} of {total:,} rest on {', '.join(titles[id_].lower() for id_ in weak)}: their own source, "
        f"or one that is linked to them. Of {share(none, total)} no source was judged."
    )

    def draw() -> Any:
        import altair as alt

        order = [name for name, _ in rows]
        return (
            alt.Chart(table)
            .mark_bar()
            .encode(
                y=alt.Y("source:N", sort=order, title=None),
                x=alt.X(
                    "share:Q",
                    title=f"share of {title.lower()} annotations",
                    axis=alt.Axis(format="%", tickCount=5),
                    scale=alt.Scale(domain=[0, 1]),
                ),
                color=alt.condition(
                    alt.datum.source == "any of these", alt.value("#d07030"), alt.value("#e0a37e")
                ),
                tooltip=["source:N", "number:Q", "share:Q"],
            )
            .properties(width=WIDTH)
        )

    return Picture(f"{title}: on sources to be careful with", text, table, draw)


def _places(dataset: Dataset, frame: pd.DataFrame, strength: Field | None, title: str) -> Picture:
    import pandas as pd

    lengths = dataset._documents.set_index("document")["length"].astype("Float64")
    at = (frame["start"].astype("Float64") / frame["document"].map(lengths)).astype("float64")
    tenth = (at * TENTHS).clip(0, TENTHS - 1).fillna(-1).astype(int)
    judged = _column(frame, strength) if strength is not None else pd.Series("all", index=frame.index)
    table = (
        pd.DataFrame({"tenth": tenth + 1, "strength": judged})
        .loc[tenth >= 0]
        .value_counts()
        .rename("number")
        .reset_index()
    )
    levels = _order(strength) if strength is not None else ["all"]
    table = table.sort_values(
        ["tenth", "strength"],
        key=lambda column: column.map(levels.index) if column.name == "strength" else column,
    )
    table = table.reset_index(drop=True)
    first = int((tenth.between(0, 2)).sum())
    early = share(first, int((tenth >= 0).sum()))
    text = f"Where in the article, in tenths of its length: {early} stand in the first three tenths."

    def draw() -> Any:
        import altair as alt

        scale = alt.Scale(domain=levels, range=_shades(levels))
        tenths = alt.Scale(domain=list(range(1, TENTHS + 1)))
        data = table.assign(_rank=table["strength"].map(levels.index))
        return (
            alt.Chart(data)
            .mark_bar()
            .encode(
                x=alt.X("tenth:O", title="tenth of the article", axis=alt.Axis(labelAngle=0), scale=tenths),
                y=alt.Y("number:Q", title="annotations"),
                color=alt.Color(
                    "strength:N",
                    sort=levels,
                    scale=scale,
                    title=strength.title if strength else None,
                ),
                order=alt.Order("_rank:Q"),
                tooltip=["tenth:O", "strength:N", "number:Q"],
            )
            .properties(width=WIDTH, height=160)
        )

    return Picture(f"{title}: where in the article", text, table, draw)


def _shades(levels: Sequence[str]) -> list[str]:
    """From light to dark, as the levels go from weak to strong; grey for what was not judged."""
    if len(levels) == 1:
        return ["#4269d0"]
    ramp = ["#d7e3f4", "#b5d0ec", "#8fb8e0", "#5b93cf", "#3a73b4", "#2b5c9e", "#123a6b"]
    last = max(len(levels) - 2, 1)
    return [*(ramp[round(at * (len(ramp) - 1) / last)] for at in range(len(levels) - 1)), "#c9c9c9"]


def _safe(name: str) -> str:
    """A column's name as Vega-Lite takes it for a field: dots and brackets would be paths."""
    return "".join("\\" + char if char in ".[]:\\" else char for char in name)
