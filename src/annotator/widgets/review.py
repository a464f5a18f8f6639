"""The review: a table of all annotations of a dataset beside the passage, where a reviewer decides."""

from __future__ import annotations

from typing import Any

import anywidget
import ipywidgets
import traitlets

from annotator import reviewing
from annotator.dataset import Dataset, read
from annotator.edits import EditError
from annotator.finding import Paths
from annotator.json_files import readable
from annotator.plain import is_deeper_than
from annotator.reading import ReadingError, clean_reader_name
from annotator.widgets import bundle
from annotator.widgets.messages import MessageError
from annotator.widgets.review_messages import Asked, parse_asked
from annotator.widgets.review_table import ReviewTable, review_table

Json = dict[str, Any]
MOST_TOLD = 500  # rows of a report that are sent


class TableModel(ipywidgets.Widget):  # type: ignore[misc]
    """Carries a table to the page and is closed when it has arrived.

    A Jupyter server lets large data pass when a comm opens, and drops it from messages of a comm that is open.
    """

    data = traitlets.Bytes().tag(sync=True)


class Review(anywidget.AnyWidget):
    """A table of annotations beside their passages, to accept, flag and correct them. See `review`."""

    _esm = bundle.asset("review.js")
    _css = bundle.asset("anywidget.css")
    reviewer = traitlets.Unicode().tag(sync=True)

    def __init__(self, dataset: Dataset, reviewer: str | None = None) -> None:
        self.dataset = dataset
        self._table: ReviewTable | None = None
        self._generation = 0
        self._carriers: list[TableModel] = []
        self._restored = reviewing.keep(dataset)
        self._is_left_out = False
        super().__init__(reviewer="" if reviewer is None else clean_reader_name(reviewer))
        self.on_msg(self._received)

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[Json, Json]:
        view, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        count = sum(reading.annotation_count for reading in self.dataset.stored)
        shown = f"Review of {count:,} annotations: run this cell to see them."
        return {**view, "text/plain": shown}, metadata

    def _received(self, _widget: object, message: object, _buffers: object) -> None:
        row = message.get("row") if isinstance(message, dict) else None
        try:
            self._answer(parse_asked(message))
        except (MessageError, EditError, ReadingError, OSError) as error:
            # Told on the page: nobody sees what is raised here.
            self.send(
                {"type": "error", "what": readable(str(error)), "row": row if isinstance(row, int) else -1}
            )

    def _answer(self, asked: Asked) -> None:
        if asked.type == "open":
            self._send_table()
            self._tell_kept()
        elif asked.type == "taken":
            while self._carriers:
                self._carriers.pop().close()
        elif asked.type == "refresh":
            self.dataset.refresh()
            self._table = None
            self._send_table()
        elif asked.type == "write_back":
            self._write_back(asked.dry_run)
        elif asked.type in ("leave_out", "bring_back"):
            self._leave_out(asked.type == "leave_out")
        else:
            self._about_row(asked)

    def _send_table(self) -> None:
        self._table = review_table(self.dataset)
        self._generation += 1
        carrier = TableModel(data=self._table.to_bytes())
        self._carriers.append(carrier)
        self.send({"type": "table", "model": carrier.model_id, "generation": self._generation})

    def _tell_kept(self) -> None:
        journal = self.dataset._journal
        if journal is None:
            return
        self.send({
            "type": "kept",
            "file": readable(journal.path.name),
            "restored": len(self._restored),
            "reviewers": sorted({readable(made.reviewer) for made in self._restored}),
            "left_out": self._is_left_out,
            "failure": readable(journal.failure),
        })  # fmt: skip

    def _leave_out(self, leave: bool) -> None:
        if self._table is None or leave == self._is_left_out:
            return
        if leave:
            # Those that were written back, or taken back one by one, are gone already.
            there = {made.id for made in self.dataset._decisions}
            self._restored = [made for made in self._restored if made.id in there]
            reviewing.leave_out(self.dataset, self._restored)
        else:
            self._restored = reviewing.bring_back(self.dataset, self._restored)
        self._is_left_out = leave
        places = {(*made.identity, made.annotation) for made in self._restored}
        self._tell([at for at, row in enumerate(self._table.rows) if row in places])
        self._tell_kept()

    def _about_row(self, asked: Asked) -> None:
        table = self._table
        if table is None or asked.generation != self._generation or asked.row >= len(table.rows):
            raise MessageError("The table was read again meanwhile: choose the annotation once more.")
        document, reader, codebook, annotation = table.rows[asked.row]
        place = {"document": document, "reader": reader, "codebook": codebook, "annotation": annotation}
        if asked.type == "decide":
            self.dataset.decide(place, **asked.decision)
        elif asked.type == "take_back" and not self.dataset.take_back(place):
            raise MessageError(
                "There is no decision of this session to take back: what is written back stays in the files."
            )
        if asked.type != "passage":
            self._tell([asked.row])
            if self.dataset._journal is not None and self.dataset._journal.failure:
                self._tell_kept()
        self.send(self._passage(asked.row, asked.context or 300))

    def _tell(self, rows: list[int]) -> None:
        table = self._table
        assert table is not None
        open_ = reviewing.open_places(self.dataset)
        told = [
            table.row(at, reviewing.reading_at(self.dataset, table.rows[at]), table.rows[at] in open_)
            for at in rows
        ]
        self.send({"type": "rows", "generation": self._generation, "rows": told, "pending": len(open_)})

    def _passage(self, row: int, context: int) -> Json:
        assert self._table is not None
        document, _, _, annotation = self._table.rows[row]
        reading = reviewing.reading_at(self.dataset, self._table.rows[row])
        record = reading.checked.annotations[annotation]
        article = self.dataset.articles.get(document)
        start, end = record["spans"][0]["start"], record["spans"][-1]["end"]
        if article is not None:
            text = article.text
            begin, stop = _whole_words(text, start - context, end + context)
            shown = {"text": text[begin:stop], "offset": begin, "length": len(text), "whole": True}
        else:
            before = record.get("prefix") or ""
            shown = {
                "text": readable(f"{before}{record['quote']}{record.get('suffix') or ''}"),
                "offset": start - len(before),
                "length": end,
                "whole": False,
            }
        return {
            "type": "passage",
            "generation": self._generation,
            "row": row,
            **shown,
            "annotation": _sendable({name: value for name, value in record.items() if name != "by"}),
        }

    def _write_back(self, dry_run: bool) -> None:
        report = self.dataset.write_back(dry_run)
        rows = [
            {name: readable(str(value)) if isinstance(value, str) else "" for name, value in row.items()}
            for row in report.head(MOST_TOLD).to_dict("records")
        ]
        for row in rows:
            row["outcome"] = _id(row["outcome"])
        counts = {_id(name): int(count) for name, count in report["outcome"].value_counts().items()}
        files = report.groupby("outcome")["file"].nunique()
        open_ = reviewing.open_places(self.dataset)
        table = self._table
        pending = [] if table is None else [at for at, row in enumerate(table.rows) if row in open_]
        self.send({
            "type": "written",
            "generation": self._generation,
            "dry_run": dry_run,
            "rows": rows,
            "total": len(report),
            "counts": counts,
            "files": {_id(name): int(count) for name, count in files.items()},
            "pending": pending,
        })  # fmt: skip


def review(data: Dataset | Paths, reviewer: str | None = None) -> Review:
    """Look at the annotations of many readers, and accept, flag or correct them. Display it as the last line of a cell.

    Args:
        data: A dataset; or what `annotator.read` takes: a folder of notebooks, a pattern, several paths.
        reviewer: Name of who decides. None: the page asks.

    Returns:
        The review. Its decisions are in `data.decisions`, and until they are written back they are kept in the file
        `review.decisions` in the folder of the notebooks: the next review of these files has them again. The notebooks
        are changed when the reviewer writes back there or by `data.write_back()`, and not before.

    Raises:
        ReadingError: If the name cannot be a reviewer's.
        FileNotFoundError: If a path leads to no file.

    Examples:
        >>> ds = read("readers")                        # doctest: +SKIP
        >>> review(ds, reviewer="eva")                  # doctest: +SKIP
        >>> review(ds.sel(kind="claim"))                # doctest: +SKIP
    """
    return Review(data if isinstance(data, Dataset) else read(data), reviewer)


def _id(outcome: object) -> str:
    """An outcome as the page knows it, which has words of its own."""
    return str(outcome).replace(" ", "_")


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """A wider part of a text that cuts no word."""
    start, end = max(0, start), min(len(text), end)
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


def _sendable(value: Any) -> Any:
    """A record as Jupyter's messages can hold it."""
    if isinstance(value, str):
        return readable(value)
    if isinstance(value, list):
        return [_sendable(item) for item in value]
    if isinstance(value, dict):
        return {
            readable(name): _sendable(item) for name, item in value.items() if not is_deeper_than(item, 20)
        }
    return value
