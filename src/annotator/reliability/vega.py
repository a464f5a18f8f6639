"""A picture as a Vega-Lite specification, which JupyterLab and Notebook draw themselves, with its table beside it."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

# JupyterLab draws version 5, without any network; later versions of Altair write version 6, which it does not know.
MIME = "application/vnd.vegalite.v5+json"
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
MOST_ROWS = 200


@dataclass(frozen=True)
class Picture:
    """A picture. As the last line of a cell it is drawn, with its table below it to be opened.

    Attributes:
        title: What it shows.
        description: The same in words, with the main figures: the text alternative.
        spec: The Vega-Lite specification, for `altair.Chart.from_dict` or any other program that reads these.
        table: The figures that it shows.
    """

    title: str
    description: str
    spec: Mapping[str, Any]
    table: pd.DataFrame

    def save(self, path: str | Path) -> Path:
        """Write the specification, which the Vega editor, Altair and many others open.

        Args:
            path: Ends in .json.
        """
        target = Path(path)
        target.write_text(json.dumps(self.spec, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        return target

    def _ipython_display_(self) -> None:
        from IPython.display import display

        options = {MIME: {"embed_options": {"renderer": "svg", "actions": False}}}
        bundle = {MIME: dict(self.spec), "text/plain": self.description}
        display(bundle, metadata=options, raw=True)  # type: ignore[no-untyped-call]
        page = f"<details><summary>{html.escape(self.title)}: the figures</summary>{self._rows()}</details>"
        words = {"text/html": page, "text/plain": self.table.to_string(index=False)}
        display(words, raw=True)  # type: ignore[no-untyped-call]

    def _rows(self) -> str:
        shown = self.table.head(MOST_ROWS).to_html(
            index=False, border=0, na_rep="", float_format="{:.3f}".format
        )
        more = len(self.table) - MOST_ROWS
        rest = f"<p>and {more:,} further rows, in the picture's .table</p>" if more > 0 else ""
        return f"<p>{html.escape(self.description)}</p>{shown}{rest}"

    def __repr__(self) -> str:
        return f"Picture({self.title!r}: {self.description})"


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
