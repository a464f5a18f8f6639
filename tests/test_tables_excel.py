"""Excel: no formula anywhere, long texts, and workbooks that people changed."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import annotator as an
from annotator.tables.cells import START
from annotator.tables.excel import LONGEST, cut, escape, unescape, units
from table_material import HOSTILE, annotation, assert_same, dataset, reading, strings


def test_every_text_is_a_text_and_no_cell_a_formula(tmp_path: Path) -> None:
    records = {
        f"a-{place}": annotation(note=text, by=text[:32], origin=text, values={"title": text})
        for place, text in enumerate(HOSTILE)
    }
    raw = reading("=cmd", annotations=records, relations={})
    raw["document"]["title"] = raw["document"]["source"] = "=HYPERLINK(1)"
    raw["codebook"] = {**raw["codebook"], "title": "@title", "description": "=1"}
    book = openpyxl.load_workbook(dataset(raw).to(tmp_path / "t.xlsx"))
    assert book.sheetnames == ["annotations", "relations", "readings", "documents", "values", "dataset"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert len(cells) > 500
    for cell in cells:
        assert cell.data_type == {str: "s", bool: "b", int: "n", float: "n"}[type(cell.value)]
        if isinstance(cell.value, str):
            assert not START.match(cell.value) or cell.value.startswith("'")
    packed = zipfile.ZipFile(tmp_path / "t.xlsx")
    sheets = [packed.read(name) for name in packed.namelist() if "worksheets" in name]
    assert not [sheet for sheet in sheets if b"<f>" in sheet or b"<f " in sheet]


@given(st.one_of(strings, st.text("_x05FDa\x00\r\ufffe", max_size=30)))
def test_escapes_are_undone_exactly(text: str) -> None:
    assert unescape(escape(text)) == text.replace("\ud800", "\ufffd")


@pytest.mark.parametrize("letter", ["a", "🦊", "\r", "=", "_x000D_"])
@pytest.mark.parametrize("length", [LONGEST - 1, LONGEST, LONGEST + 1, 32_767, 32_768, 100_001])
def test_texts_longer_than_a_cell(letter: str, length: int, tmp_path: Path) -> None:
    text = (letter * length)[:length]
    raw = reading(annotations={"a": annotation(quote=text), "b": annotation(quote=text[::-1])}, relations={})
    ds = an.Dataset.from_readings([raw])
    path = ds.to(tmp_path / "t.xlsx")
    assert_same(ds, an.read(path))
    book = openpyxl.load_workbook(path)
    assert (
        max(units(str(cell.value)) for sheet in book for row in sheet.iter_rows() for cell in row) <= 32_767
    )
    del book["dataset"]
    book.save(path)  # now the sheets must do without what was written along
    assert list(an.read(path).annotations["quote"]) == list(ds.annotations["quote"])


@given(st.text(alphabet=["a", "🦊"], min_size=1), st.integers(1, 5000))
def test_cutting_loses_nothing(text: str, times: int) -> None:
    rest, parts = text * times, []
    while rest:
        part, rest = cut(rest)
        assert part
        assert units(part) <= LONGEST
        parts.append(part)
    assert "".join(parts) == text * times


def test_what_people_see(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(dataset().to(tmp_path / "t.xlsx"))
    sheet = book["annotations"]
    assert [cell.value for cell in sheet[1]][:5] == ["document", "title", "reader", "annotation", "kind"]
    assert sheet.freeze_panes == "A2"
    assert book["dataset"].sheet_state == "hidden"
    rows = [[cell.value for cell in row] for row in book["values"].iter_rows(min_row=2)]
    assert ["wells", "1.2", "value", "unsure", "strength"] in [row[:5] for row in rows]


def test_a_workbook_saved_by_another_program(tmp_path: Path) -> None:
    ds = dataset()
    path = ds.to(tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(path)
    book.save(path)
    assert_same(ds, an.read(path))


def test_too_many_rows_for_a_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotator.tables.excel.MOST_ROWS", 6)
    with pytest.raises(ValueError, match=r"holds 5 rows, annotations has 6.*\.parquet"):
        dataset().to(tmp_path / "t.xlsx")
    assert not (tmp_path / "t.xlsx").exists()


def test_a_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = dataset().to(tmp_path / "t.xlsx")
    monkeypatch.setattr("annotator.tables.excel.LARGEST", 1000)
    ds = an.read(path)
    assert "zip bomb" in ds.problems.loc[0, "what"]


@pytest.mark.parametrize("damage", ["{", '"[]"', "=", ""])
def test_a_damaged_dataset_sheet(damage: str, tmp_path: Path) -> None:
    path = dataset().to(tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(path)
    book["dataset"]["A2"].value = damage
    book["dataset"]["A2"].data_type = "s"
    book.save(path)
    ds = an.read(path)
    assert len(ds.annotations) == 6
    assert not ds.problems.empty


def test_a_foreign_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["document", "reader", "kind", "start", "end", "note", None])
    book.active.append(["d", 7, "claim", 1, "2", 3.0, None])
    buffer = io.BytesIO()
    book.save(buffer)
    (tmp_path / "t.xlsx").write_bytes(buffer.getvalue())
    (row,) = an.read(tmp_path / "t.xlsx").annotations.to_dict("records")
    assert (row["reader"], row["start"], row["end"], row["note"]) == ("7", 1, 2, "3")
