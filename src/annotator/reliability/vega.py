"""Pictures as Vega-Lite specifications, which JupyterLab and Notebook draw themselves."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from annotator.pictures.picture import SCHEMA, Picture

if TYPE_CHECKING:
    import pandas as pd


def drawn(title: str, description: str, spec: Mapping[str, Any], table: pd.DataFrame) -> Picture:
    """A picture of a specification that is made already: Altair is only loaded where its chart is asked for."""

    def draw() -> Any:
        import altair as alt

        return alt.Chart.from_dict(dict(spec), validate=False)

    made = Picture(title, description, table, draw)
    made.__dict__["spec"] = dict(spec)  # in the place of the one that would be made of the chart
    return made


def heat_map(
    rows: Sequence[Mapping[str, Any]], *, x: str, y: str, color: str, text: str, title: str, description: str,
    order_x: Sequence[str], order_y: Sequence[str], domain: tuple[float, float], titles: Mapping[str, str],
) -> dict[str, Any]:  # fmt: skip
    """Cells coloured by a figure, with the figure printed in each, so that colour is not needed to read it.

    Args:
        rows: The cells.
        x, y: Members of the rows for the two axes.
        color: Member that is coloured.
        text: Member that is printed.
        title: Title.
        description: Text alternative.
        order_x, order_y: Order along the axes.
        domain: Least and largest value of the colours.
        titles: Titles of the axes and of the colours, by member.
    """
    across = {
        "field": x,
        "type": "nominal",
        "sort": list(order_x),
        "title": titles[x],
        "axis": {"labelAngle": -30},
    }
    down = {"field": y, "type": "nominal", "sort": list(order_y), "title": titles[y]}
    middle = (domain[0] + domain[1]) / 2
    shade = {
        "field": color, "type": "quantitative", "title": titles[color],
        "scale": {"domain": list(domain), "scheme": "blues", "clamp": True},
    }  # fmt: skip
    cells = {"mark": {"type": "rect", "stroke": "#ffffff"}, "encoding": {"color": shade}}
    words = {
        "mark": {"type": "text", "fontSize": 12},
        "encoding": {
            "text": {"field": text, "type": "nominal"},
            "color": {
                "condition": {"test": f"datum[{json.dumps(color)}] > {middle}", "value": "#ffffff"},
                "value": "#1b1b1b",
            },
        },
    }
    return {
        "$schema": SCHEMA, "title": title, "description": description, "background": "#ffffff",
        "data": {"values": [dict(row) for row in rows]},
        "encoding": {"x": across, "y": down, "tooltip": [{"field": each} for each in (y, x, text)]},
        "layer": [cells, words], "width": {"step": 62}, "height": {"step": 34}, "config": {"view": {"stroke": None}},
    }  # fmt: skip
