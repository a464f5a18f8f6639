"""CSV: what other programs see of it, foreign files, and files without their companion."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import annotator as an
from annotator.tables.cells import START, neutral, restored
from annotator.tables.csv import _quoted, companion, parse
from table_material import HOSTILE, annotation, dataset, reading, strings

DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@x",
    "\t=x",
    "\rx",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    " =1",
    "\n=1",
    "'=1",
    "\ufeff=1",
]


def alone(path: Path) -> an.Dataset:
    companion(path).unlink()
    return an.read(path)


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_begins_like_a_formula(text: str, tmp_path: Path) -> None:
    raw = reading(
        text.strip() or "x", annotations={"a": annotation(note=text, by=text, origin=text)}, relations={}
    )
    path = dataset(raw).to(tmp_path / "t.csv")
    with path.open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert text not in cells
    assert neutral(text) in cells
    assert not [
        cell for cell in cells if cell.lstrip()[:1] in tuple("=+-@＝＋－＠") or cell[:1] in tuple("\t\r\n")
    ]


@given(strings)
def test_neutralising_is_undone_exactly(text: str) -> None:
    assert restored(neutral(text)) == text
    assert not START.match(neutral(text)) or neutral(text).startswith("'")


def test_what_needs_no_apostrophe_gets_none() -> None:
    for text in ("'tis", "a=b", "1-2", "", "'", "–5", "“=”"):
        assert neutral(text) == text


@given(
    st.lists(
        st.lists(st.one_of(st.none(), strings, st.text(',;"\r\n a\t')), min_size=2, max_size=2), min_size=1
    )
)
def test_parsing_tells_nothing_from_an_empty_text(rows: list[list[str | None]]) -> None:
    text = "\n".join(",".join("" if cell is None else _quoted(cell) for cell in row) for row in rows) + "\n"
    assert parse(text) == rows


@given(st.lists(st.lists(strings, min_size=2, max_size=2), min_size=1))
def test_parsing_what_the_standard_library_wrote(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    assert [[cell or "" for cell in row] for row in parse(out.getvalue(), ";")] == rows


def test_other_programs_read_it(tmp_path: Path) -> None:
    path = dataset().to(tmp_path / "t.csv")
    frame = pd.read_csv(path, keep_default_na=False, na_values=[""])
    assert list(frame.columns) == list(dataset().annotations.columns)
    assert len(frame) == 6
    assert frame.loc[0, "start"] == 27
    described = json.loads(companion(path).read_text(encoding="utf-8"))
    assert described["url"] == "t.csv"
    assert [column["name"] for column in described["tableSchema"]["columns"]] == list(frame.columns)


def test_without_companion_the_rows_are_read_and_what_is_unknown_is_said(tmp_path: Path) -> None:
    before = dataset(
        reading(annotations={f"a-{i}": annotation(note=text) for i, text in enumerate(HOSTILE)}, relations={})
    )
    after = alone(before.to(tmp_path / "t.csv"))
    assert dict(zip(after.annotations["annotation"], after.annotations["note"], strict=True)) == {
        f"a-{place}": text for place, text in enumerate(HOSTILE)
    }
    (problem,) = after.problems.to_dict("records")
    assert "t.csv-metadata.json is not there" in problem["what"]
    assert "codebook" in problem["what"]


def test_without_companion_answers_keep_their_kind(tmp_path: Path) -> None:
    before = dataset()
    after = alone(before.to(tmp_path / "t.csv"))
    same = [
        name for name in before.annotations.columns if name not in ("kind", "strength", "tone", "notebook")
    ]
    pd.testing.assert_frame_equal(before.annotations[same], after.annotations[same])
    for name in ("kind", "strength", "tone"):
        assert list(before.annotations[name].astype("string")) == list(
            after.annotations[name].astype("string")
        )
    assert not after.annotations["strength"].cat.ordered
    missing = [value.id for value in after.stored[0].codebook.field("strength").values if value.missing]  # type: ignore[union-attr]
    assert missing == ["unsure"]


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", '{"annotator:dataset": 5}', '{"annotator:dataset": {"readings": [5]}}']
)
def test_a_damaged_companion(damage: str, tmp_path: Path) -> None:
    path = dataset().to(tmp_path / "t.csv")
    companion(path).write_text(damage, encoding="utf-8")
    after = an.read(path)
    assert len(after.annotations) == 6
    assert not after.problems.empty


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_foreign_files(encoding: str, delimiter: str, end: str, tmp_path: Path) -> None:
    rows = [
        ["end", "start", "kind", "document", "quote", "reader", "strength"],
        ["45", "27", "claim", "doc-166e60b764f9", "Zoë; said, \"so\"", "Zoë", "thin"],
        ["60", "50", "claim", "doc-166e60b764f9", "", "Zoë", ""],
    ]  # fmt: skip
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    (tmp_path / "t.csv").write_bytes(out.getvalue().encode(encoding))
    frame = an.read(tmp_path / "t.csv").annotations
    assert list(frame["start"]) == [27, 50]
    assert frame.loc[0, "quote"] == 'Zoë; said, "so"'
    assert frame.loc[0, "strength"] == "thin"
    assert pd.isna(frame.loc[1, "strength"])
    assert frame["annotation"].is_unique


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("a,b\n1,2\n", "heading", "there is no column document"),
        ('document,reader,kind,start,end\n"x,y\n', "", "never closed"),
        (
            "document,reader,kind,start,end\nd,ada,claim,one,2\n",
            "row 2, column start",
            "'one': a number is expected",
        ),
        ("document,reader,kind,start,end\nd,,claim,1,2\n", "row 2", "lacks reader"),
        (
            "document,reader,kind,start,end,start\nd,ada,claim,1,2,3\n",
            "heading",
            "'start' stands more than once",
        ),
        (
            "document,reader,kind,start,end\nd,ada,claim,1.5,2\n",
            "row 2, column start",
            "a whole number is expected",
        ),
        ("document,reader,kind,start,end\nd,ada,claim,5,2\n", "", "reversed"),
    ],
)
def test_foreign_files_that_make_no_sense(text: str, place: str, what: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    problems = an.read(tmp_path / "t.csv").problems
    found: list[Any] = [row for row in problems.itertuples() if what in row.what]
    assert found
    assert found[0].place.startswith(place)


def test_a_companion_that_is_older_than_its_table(tmp_path: Path) -> None:
    """Writing was interrupted between the two files: the newer records win, and nobody's edit is made up."""
    path = dataset(reading(annotations={"a-1": annotation(), "a-2": annotation()})).to(tmp_path / "t.csv")
    old = companion(path).read_bytes()
    newer = reading(
        annotations={"a-1": annotation(note="newer", rev=2, by="x"), "a-3": annotation(note="=new")}
    )
    dataset(newer).to(path)
    companion(path).write_bytes(old)
    found = an.read(path)
    assert found.readings_raw[0]["annotations"] == newer["annotations"]
    assert "not among the rows" in found.problems.loc[0, "what"]
