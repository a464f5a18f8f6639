"""Tables that people changed: what they changed is taken over, what cannot be understood is said, nothing else moves."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

import annotator as an
from table_material import DOCUMENT, annotation, assert_same, dataset, notebook, reading, write_json

SUFFIXES = [".csv", ".xlsx", ".jsonl", ".parquet"]
Row = dict[str, Any]
Change = Callable[[list[Row]], list[Row]]


def edit(path: Path, change: Change, sheet: str = "annotation") -> an.Dataset:
    """Change the rows of a table the way its format is edited, and read it again."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            rows: list[Row] = list(csv.DictReader(file))
        rows = change(rows)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    elif path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        page = book[sheet + "s"]
        names, *cells = page.iter_rows(values_only=True)
        rows = change([dict(zip(names, row, strict=True)) for row in cells])
        page.delete_rows(1, page.max_row)
        for number, values in enumerate([list(rows[0]), *(list(row.values()) for row in rows)], start=1):
            for place, value in enumerate(values, start=1):
                cell = page.cell(number, place)
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"
        book.save(path)
    elif path.suffix == ".jsonl":
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        rows = change([line for line in lines if line["record"] == sheet])
        lines = [line for line in lines if line["record"] != sheet] + rows
        path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    else:
        import pyarrow as pa
        import pyarrow.parquet as pq

        table = pq.read_table(path)
        rows = change(table.to_pylist())
        schema = pa.schema(
            [pa.field(field.name, _plain(field.type)) for field in table.schema], table.schema.metadata
        )
        schema = pa.schema([schema.field(name) for name in rows[0]], table.schema.metadata)
        pq.write_table(pa.Table.from_pylist(rows, schema), path)
    return an.read(path)


def _plain(type_: Any) -> Any:
    import pyarrow as pa

    return pa.string() if pa.types.is_dictionary(type_) else type_


def cell(id_: str, name: str, value: Any, reader: str = "ada") -> Change:
    """Set one cell."""

    def change(rows: list[Row]) -> list[Row]:
        (row,) = (row for row in rows if row["annotation"] == id_ and row["reader"] == reader)
        row[name] = value
        return rows

    return change


def record(ds: an.Dataset, id_: str, reader: str = "ada") -> Row:
    """A record of a reading."""
    (raw,) = (raw for raw in ds.readings_raw if raw["reader"] == reader)
    found: Row = raw["annotations"][id_]
    return found


@pytest.fixture(params=SUFFIXES)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return dataset().to(tmp_path / f"t{request.param}")


def test_saving_it_without_a_change_changes_nothing(path: Path) -> None:
    assert_same(dataset(), edit(path, lambda rows: rows))


def test_other_order_of_rows_and_columns_changes_nothing(path: Path) -> None:
    ds = edit(path, lambda rows: [dict(reversed(row.items())) for row in reversed(rows)])
    assert_same(dataset(), ds)


@pytest.mark.parametrize(
    ("id_", "name", "value", "member", "expected"),
    [
        ("a-1", "strength", "solid", "strength", "solid"),
        ("a-1", "strength", "unsure", "strength", "unsure"),
        ("a-2", "strength", "none", "strength", "none"),
        ("a-3", "tone", "2", "tone", "2"),
        ("a-1", "values.title", "own\nwords", "title", "own\nwords"),
        ("a-1", "note", "a note", None, "a note"),
        ("a-1", "status", "flagged", None, "flagged"),
        ("a-1", "kind", "source", None, "source"),
    ],
)
def test_a_changed_cell_is_taken_over(
    path: Path, id_: str, name: str, value: str, member: str | None, expected: str
) -> None:
    before = record(dataset(), id_)
    ds = edit(path, cell(id_, name, value))
    after = record(ds, id_)
    assert (after["values"][member] if member else after[name]) == expected
    assert after["rev"] == before["rev"] + 1
    assert re.fullmatch("table-[0-9a-f]{10}", after["by"])
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"rev", "by", "values" if member else name}
    assert ds.problems.empty
    others = [raw for raw in ds.readings_raw if raw["reader"] == "ben"]
    assert others == [reading("ben")]


def test_a_change_wins_over_the_notebook_and_reading_it_twice_is_the_same(path: Path, tmp_path: Path) -> None:
    notebooks = [write_json(tmp_path / f"{name}.ipynb", notebook(reading(name))) for name in ("ada", "ben")]
    ds = edit(path, cell("a-1", "strength", "solid"))
    for order in ([path, *notebooks], [*notebooks, path], [path, path, *notebooks]):
        merged = an.read(order)
        assert sorted(merged.readings_raw, key=lambda raw: raw["reader"]) == ds.readings_raw
        assert merged.problems.empty


def test_numbers_booleans_and_lists(path: Path) -> None:
    text = path.suffix == ".csv"
    values = {"litres": "2.5" if text else 2.5, "checked": "TRUE" if text else True,
              "topics": ["money"] if path.suffix in (".jsonl", ".parquet") else "money"}  # fmt: skip

    def change(rows: list[Row]) -> list[Row]:
        for name, value in values.items():
            cell("a-1", name, value)(rows)
        return rows

    ds = edit(path, change)
    assert ds.problems.empty
    assert {name: record(ds, "a-1")["values"][name] for name in values} == {
        "litres": 2.5,
        "checked": True,
        "topics": ["money"],
    }


def test_a_cleared_cell_takes_the_answer_away(path: Path) -> None:
    empty = "" if path.suffix == ".csv" else None
    ds = edit(path, cell("a-1", "strength", empty))
    assert "strength" not in record(ds, "a-1")["values"]
    ds = edit(path, cell("a-1", "note", empty))
    assert record(ds, "a-1")["note"] == ""


def test_offsets(path: Path) -> None:
    text = path.suffix == ".csv"

    def change(rows: list[Row]) -> list[Row]:
        for name, value in (("start", 31), ("end", 37), ("quote", DOCUMENT.text[31:37])):
            cell("a-1", name, str(value) if text else value)(rows)
        return rows

    ds = edit(path, change)
    assert record(ds, "a-1")["spans"] == [{"start": 31, "end": 37}]
    assert ds.problems.empty
    ds = edit(path, cell("a-2", "start", "61" if text else 61))
    assert record(ds, "a-2")["spans"] == reading()["annotations"]["a-2"]["spans"]
    assert "several spans" in ds.problems.loc[0, "what"]


def test_answers_that_do_not_count_can_be_changed_too(path: Path) -> None:
    missing = {"gone": "y"}
    ds = edit(path, cell("a-2", "missing", missing if path.suffix == ".jsonl" else json.dumps(missing)))
    assert record(ds, "a-2")["values"] == {"topics": [], "gone": "y"}


@pytest.mark.parametrize(
    ("name", "value", "what"),
    [
        ("strength", "partail", "one of none, NA, solid, unsure"),
        ("kind", "clam", "one of claim, source"),
        ("status", "finished", "one of open, done, flagged"),
        ("spans", "here", "JSON is expected"),
        ("spans", "[5]", "pairs of start and end"),
        ("missing", "[]", "a JSON object"),
    ],
)
def test_what_cannot_be_understood_is_said_and_the_record_keeps_what_it_had(
    path: Path, name: str, value: str, what: str
) -> None:
    written = json.loads(value) if path.suffix == ".jsonl" and value.startswith("[") else value
    if written == "here" and path.suffix == ".jsonl":
        what = "pairs of start and end"
    ds = edit(path, cell("a-1", name, written))
    assert record(ds, "a-1") == reading()["annotations"]["a-1"]
    (problem,) = ds.problems.to_dict("records")
    assert what in problem["what"]
    assert "not taken over" in problem["what"]
    assert re.fullmatch(rf"row \d+, column {name}", problem["place"])


def test_a_removed_row_is_left_out_but_not_removed_for_good(path: Path, tmp_path: Path) -> None:
    ds = edit(path, lambda rows: [row for row in rows if row["annotation"] != "a-2"])
    assert len(ds.annotations) == 4
    assert "2 annotations that were written are not among the rows" in ds.problems.loc[0, "what"]
    with_notebook = an.read([path, write_json(tmp_path / "n.ipynb", notebook(reading()))])
    assert len(with_notebook.annotations) == 5


def test_a_new_row(path: Path) -> None:
    def change(rows: list[Row]) -> list[Row]:
        new = {
            **rows[0],
            "annotation": "" if path.suffix == ".csv" else None,
            "note": "by hand",
            "by": "hand",
        }
        return [*rows, new, {**rows[0], "annotation": "mine", "reader": "eve"}]

    ds = edit(path, change)
    assert ds.problems.empty
    (added,) = (id_ for id_ in ds.readings_raw[0]["annotations"] if id_ not in reading()["annotations"])
    assert re.fullmatch("a-[0-9a-f]{10}", added)
    assert record(ds, added)["note"] == "by hand"
    assert record(ds, "mine", "eve") == reading()["annotations"]["a-1"]
    assert ds.readings_raw[2]["document"] == reading()["document"]
    assert edit(path, lambda rows: rows).readings_raw == ds.readings_raw


def test_a_new_row_with_a_codebook_that_is_not_known(path: Path) -> None:
    ds = edit(path, lambda rows: [*rows, {**rows[0], "annotation": "mine", "codebook": "=other"}])
    assert "mine" in ds.readings_raw[0]["annotations"]
    assert "is not known; the row is read with 'wells'" in ds.problems.loc[0, "what"]


def test_columns_that_repeat_the_reading_are_not_taken_over(path: Path) -> None:
    ds = edit(path, cell("a-1", "title", "Another title"))
    assert ds.readings_raw == dataset().readings_raw
    assert ds.problems.loc[0, "place"] == "column title"


def test_own_columns_and_dropped_columns(path: Path) -> None:
    def change(rows: list[Row]) -> list[Row]:
        keep = ("document", "reader", "annotation", "kind", "start", "end", "strength")
        return [{name: row[name] for name in keep} for row in rows]

    assert edit(path, change).readings_raw == dataset().readings_raw


def test_two_rows_of_one_annotation(path: Path) -> None:
    ds = edit(path, lambda rows: [*rows, {**rows[0], "note": "another"}])
    assert ds.readings_raw == dataset().readings_raw
    assert "stands twice" in ds.problems.loc[0, "what"]


def test_a_row_of_another_version_is_merged_by_the_merge_rule(path: Path) -> None:
    def version(rev: int) -> Change:
        def change(rows: list[Row]) -> list[Row]:
            cell("a-1", "note", f"version {rev}")(rows)
            return cell("a-1", "rev", str(rev) if path.suffix == ".csv" else rev)(rows)

        return change

    assert record(edit(path, version(2)), "a-1")["note"] == reading()["annotations"]["a-1"]["note"]
    assert record(edit(path, version(9)), "a-1")["note"] == "version 9"


@pytest.mark.parametrize("suffix", [".xlsx", ".jsonl"])
def test_relations_can_be_changed(suffix: str, tmp_path: Path) -> None:
    def change(rows: list[Row]) -> list[Row]:
        rows[0]["note"], rows[0]["to"] = "changed", "a-2"
        rows[1]["kind"] = "wrong"
        return rows

    ds = edit(dataset().to(tmp_path / f"t{suffix}"), change, "relation")
    changed = ds.readings_raw[0]["relations"]["r-1"]
    assert (changed["note"], changed["to"], changed["rev"]) == ("changed", "a-2", 2)
    assert ds.readings_raw[1]["relations"] == reading()["relations"]
    (problem,) = ds.problems.to_dict("records")
    assert problem["what"].startswith("expected is one of supports")


def test_a_frame_that_pandas_wrote(tmp_path: Path) -> None:
    before = dataset()
    frame = before.annotations
    frame.to_parquet(tmp_path / "t.parquet")
    after = an.read(tmp_path / "t.parquet")
    assert "no metadata of ours" in after.problems.loc[0, "what"]
    pd.testing.assert_frame_equal(
        after.annotations.drop(columns=["notebook"]), frame.drop(columns=["notebook"])
    )


def test_json_lines_of_another_program(tmp_path: Path) -> None:
    lines = [
        {
            "document": "d",
            "reader": "ada",
            "kind": "claim",
            "start": 1,
            "end": 5,
            "note": None,
            "mood": "calm",
            "sure": True,
        },
        {
            "document": "d",
            "reader": "ada",
            "kind": "claim",
            "start": 7,
            "end": 9,
            "weight": 0.5,
            "topics": ["a", "b"],
        },
        5,
    ]
    (tmp_path / "t.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\n{", encoding="utf-8")
    ds = an.read(tmp_path / "t.jsonl")
    first, second = ds.annotations.to_dict("records")
    assert (first["mood"], first["sure"], second["weight"], second["topics"]) == (
        "calm",
        True,
        0.5,
        ("a", "b"),
    )
    assert list(ds.problems["place"]) == ["line 3", "line 4", "line 1"]


def test_codebooks_without_aid_know_the_relations(tmp_path: Path) -> None:
    path = dataset().to(tmp_path / "t.jsonl")
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if json.loads(line)["record"] in ("annotation", "relation")]
    path.write_text("\n".join(kept), encoding="utf-8")
    ds = an.read(path)
    assert len(ds.relations) == 2
    assert annotation()["quote"] in list(ds.annotations["quote"])
