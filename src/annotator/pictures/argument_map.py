"""The map of one article: its claims, the evidence for and against them, and the sources, with the links between them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from annotator.pictures.picture import Picture, PictureError

if TYPE_CHECKING:
    import pandas as pd

    from annotator.dataset import Dataset

SHORT = 38  # characters of a quote in the map; the whole stands in the table and under the pointer
AGAINST = ("contradicts", "attacks")


def argument_map(dataset: Dataset, document: str, reader: str | None) -> Picture:
    """The map of an article as one reader sees it; see `Dataset.map`."""
    part = dataset.sel(document=document)
    readings = part._readings
    if reader is None:
        # Whoever linked the most has said the most about it.
        best = readings.sort_values(["relations", "annotations", "reader"], ascending=[False, False, True])
        reader = str(best["reader"].iloc[0])
    others = sorted({str(name) for name in readings["reader"]} - {reader})
    part = part.sel(reader=reader)
    frame, links = part._annotations, part._relations
    if frame.empty:
        raise PictureError(
            f"{reader} has no annotation of {document}. Others have: {', '.join(others) or 'none'}."
        )
    book = part._codebooks[0] if part._codebooks else None
    kinds = [kind for kind in (reversed(book.kinds) if book else ()) if (frame["kind"] == kind.id).any()]
    order = [kind.id for kind in kinds] or [str(kind) for kind in frame["kind"].unique()]
    titles = {kind.id: kind.title for kind in kinds}
    relation_titles = {one.id: one.title for one in book.relations} if book else {}
    nodes = _nodes(frame, order, titles)
    table = links.assign(
        relation=links["kind"].astype("string").map(lambda kind: relation_titles.get(kind, kind))
    )
    table = table[["from_kind", "from_quote", "relation", "to_kind", "to_quote", "note"]].reset_index(
        drop=True
    )
    edges = _edges(nodes, links, relation_titles)
    linked = {*links["from"], *links["to"]}
    main = order[-1]
    alone = int((~frame.loc[frame["kind"] == main, "annotation"].isin(linked)).sum())
    title = str(frame["title"].iloc[0]) if frame["title"].notna().any() else document
    text = (
        f"As {reader} sees it: " + ", ".join(f"{int((frame['kind'] == kind).sum())} {titles.get(kind, kind)}" for kind in order)
        + f"; {len(links)} links. {alone} of the kind {titles.get(main, main)} are linked with nothing."
        + (f" Others who read it: {', '.join(others)}." if others else "")
    )  # fmt: skip
    return Picture(
        f"Map of “{title}”",
        text,
        table,
        lambda: _draw(nodes, edges, [titles.get(kind, kind) for kind in order]),
    )


def _nodes(frame: pd.DataFrame, order: list[str], titles: dict[str, str]) -> pd.DataFrame:
    """A place for each annotation: one column for each kind, in text order from top to bottom."""
    kinds = frame["kind"].astype(str)
    nodes = frame[["annotation", "start"]].assign(quote=frame["quote"].astype(object))
    nodes["kind"] = [titles.get(kind, kind) for kind in kinds]
    nodes["x"] = [order.index(kind) for kind in kinds]
    nodes = nodes.sort_values(["x", "start"], ignore_index=True)
    rank = nodes.groupby("x").cumcount()
    size = nodes.groupby("x")["x"].transform("size")
    nodes["y"] = (rank + 0.5) / size * int(size.max())
    nodes["short"] = [quote if len(quote) <= SHORT else quote[: SHORT - 1] + "…" for quote in nodes["quote"]]
    return nodes.drop(columns="start")


def _edges(nodes: pd.DataFrame, links: pd.DataFrame, titles: dict[str, str]) -> pd.DataFrame:
    places = nodes.set_index("annotation")[["x", "y", "quote"]]
    edges = links[["from", "to"]].assign(kind=links["kind"].astype(object))
    edges = edges.join(places, on="from").join(places.add_suffix("2"), on="to").dropna(subset=["x", "x2"])
    edges["relation"] = [titles.get(kind, kind) for kind in edges["kind"]]
    edges["against"] = edges["kind"].isin(AGAINST)
    return edges.drop(columns=["from", "to", "kind"]).reset_index(drop=True)


def _draw(nodes: pd.DataFrame, edges: pd.DataFrame, order: list[str]) -> Any:
    import altair as alt

    height = max(160, 26 * int(nodes.groupby("x").size().max()))
    last = max(len(order) - 1, 1)
    x_axis = alt.Axis(
        title=None, values=list(range(len(order))), labelExpr=f"{json.dumps(order)}[datum.value]",
        grid=False, ticks=False, domain=False, orient="top", labelFontSize=13, labelFontWeight="bold",
    )  # fmt: skip
    x = alt.X("x:Q", axis=x_axis, scale=alt.Scale(domain=[-0.05, last + 0.6]))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(reverse=True, nice=False))
    layers = []
    scheme, below = alt.Scale(scheme="tableau10"), alt.Legend(orient="bottom")
    if len(edges):
        layers.append(
            alt.Chart(edges)
            .mark_rule(opacity=0.75, strokeWidth=1.5)
            .encode(
                x=x, y=y, x2="x2:Q", y2="y2:Q",
                color=alt.Color("relation:N", title="link", scale=scheme, legend=below),
                strokeDash=alt.condition("datum.against", alt.value([5, 3]), alt.value([1, 0])),
                tooltip=["relation:N", "quote:N", "quote2:N"],
            )
        )  # fmt: skip
    base = alt.Chart(nodes).encode(x=x, y=y, tooltip=["kind:N", "quote:N"])
    layers.append(base.mark_circle(size=70, color="#888", opacity=1))
    layers.append(base.mark_text(align="left", dx=8, dy=-6, fontSize=10).encode(text="short:N"))
    return alt.layer(*layers).properties(width=640, height=height)
