"""A picture: a chart, the table it is made of, and what it shows in words. JupyterLab draws it itself, without network."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

# The newest that JupyterLab 4 draws; the charts here use nothing that came later.
MIME = "application/vnd.vegalite.v5+json"
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"  # a name, which nobody fetches
WIDTH = 400
# The page's own colour, so that a picture is read on dark pages as on light ones, also when the theme changes under it.
INK = "currentColor"
CONFIG: dict[str, Any] = {
    "background": "transparent",
    "view": {"stroke": None},
    "title": {"color": INK, "anchor": "start"},
    "axis": {"labelColor": INK, "titleColor": INK, "domainColor": INK, "domainOpacity": 0.4, "tickColor": INK,
             "tickOpacity": 0.4, "gridColor": INK, "gridOpacity": 0.15},
    "legend": {"labelColor": INK, "titleColor": INK, "orient": "bottom", "columns": 4},
    "text": {"color": INK},
    # The darkest shade has an edge on dark pages, and the lightest on light ones.
    "bar": {"stroke": INK, "strokeOpacity": 0.45, "strokeWidth": 0.6},
}  # fmt: skip
NAME = "annotator_picture"  # by which our style sheet finds it, to fit it into a narrow page
# As SVG it is sharp in print, and has its description as a label.
OPTIONS = {MIME: {"embed_options": {"renderer": "svg", "actions": False}}}


class PictureError(ValueError):
    """What is asked for cannot be drawn. Says why, and what can be."""


@dataclass
class Picture:
    """A chart with its table.

    Attributes:
        title: What it shows.
        description: The same in words, for those who cannot see it and where nothing can be drawn.
        table: The figures.
        draw: Makes the chart.
    """

    title: str
    description: str
    table: pd.DataFrame = field(repr=False)
    draw: Callable[[], Any] = field(repr=False)

    @cached_property
    def chart(self) -> alt.Chart:
        """The chart, to change or save: `picture.chart.save("claims.html")`."""
        chart: alt.Chart = self.draw()
        return chart

    @cached_property
    def spec(self) -> dict[str, Any]:
        """The chart as Vega-Lite, with its data; its description is what a screen reader says."""
        import altair as alt

        with alt.data_transformers.enable("default", max_rows=None):
            spec: dict[str, Any] = self.chart.to_dict()
        config = {name: {**known, **CONFIG.get(name, {})} for name, known in spec.get("config", {}).items()}
        return {
            **spec,
            "$schema": SCHEMA,
            "name": NAME,
            "title": self.title,
            "description": self.description,
            "config": {**CONFIG, **config},
        }

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Mapping[str, Any]:
        # Without HTML, which JupyterLab would prefer to the chart.
        return {MIME: self.spec, "text/plain": f"{self.title}\n{self.description}"}

    def table_in_html(self) -> str:
        """The table under the title and the words, for hosts that draw nothing; all text in it is escaped."""
        table = self.table.to_html(index=False, escape=True, na_rep="")
        words = f"<b>{html.escape(self.title)}</b><br>{html.escape(self.description)}"
        return f"<figure><figcaption>{words}</figcaption>{table}</figure>"

    def _ipython_display_(self) -> None:
        from IPython.display import display

        display(self._repr_mimebundle_(), metadata=OPTIONS, raw=True)  # type: ignore[no-untyped-call]
        table = {"text/html": self.table_in_html(), "text/plain": f"{self.description}\n{self.table}"}
        display(table, raw=True)  # type: ignore[no-untyped-call]


class Pictures(Mapping[str, Picture]):
    """Several pictures, by name; in a notebook they show one below the other, each with its table."""

    def __init__(self, pictures: Mapping[str, Picture]) -> None:
        self._pictures = dict(pictures)

    def __getitem__(self, name: str) -> Picture:
        return self._pictures[name]

    def __getattr__(self, name: str) -> Picture:
        if not name.startswith("_") and name in self._pictures:
            return self._pictures[name]
        raise AttributeError(
            f"there is no picture {name!r}; there are {', '.join(self.__dict__.get('_pictures', ()))}"
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._pictures)

    def __len__(self) -> int:
        return len(self._pictures)

    def __repr__(self) -> str:
        return "\n".join(
            f"{name}: {picture.title}\n    {picture.description}" for name, picture in self.items()
        )

    def _ipython_display_(self) -> None:
        for picture in self.values():
            picture._ipython_display_()


def share(number: float, of: float) -> str:
    """A share in words; nothing of nothing is no share."""
    return f"{100 * number / of:.0f} %" if of else "none"
