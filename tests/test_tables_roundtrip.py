"""What is written comes back: every format, hostile strings, broken readings, edited files."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import annotator as an
from table_material import (
    DOCUMENT,
    HOSTILE,
    annotation,
    assert_same,
    dataset,
    notebook,
    reading,
    strings,
    write_json,
)

SUFFIXES = [".csv", ".parquet", ".xlsx", ".jsonl"]
short = strings.map(lambda text: text[:32])
values = st.fixed_dictionaries(
    {},
    optional={
        "strength": st.sampled_from(["none", "NA", "solid", "unsure", "no such value", 5, None, ["none"]]),
        "tone": st.sampled_from(["1", "2", "null", "", "calm"]),
        "litres": st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.integers(), strings),
        "checked": st.one_of(st.booleans(), strings),
        "topics": st.lists(st.sampled_from(["water", "money", "other", "water"]), max_size=3),
        "title": strings,
        "gone": st.one_of(strings, st.booleans(), st.lists(short, max_size=2)),
    },
)
moments = st.one_of(
    st.datetimes().map(lambda time: time.isoformat() + "Z"),
    st.sampled_from(
        ["2026-03-01T10:00:00Z", "2026-03-01T10:00:00.5+01:00", "0001-01-01T00:00:00+14:00", "soon", ""]
    ),
)
annotations = st.builds(
    annotation,
    kind=st.sampled_from(["claim", "source", "source", "no-such-kind"]),
    values=values,
    note=strings,
    prefix=short,
    suffix=short,
    status=st.sampled_from(["open", "done", "flagged", "wrong"]),
    origin=st.one_of(st.just("reader"), strings),
    created=moments,
    modified=moments,
    rev=st.one_of(st.integers(1, 2**53 - 1), st.just(2.0), st.just("x")),
    by=short,
    extra=st.one_of(strings, st.none(), st.lists(st.integers(), max_size=2)),
)
ids = st.text("abcXYZ019-_", min_size=1, max_size=8)
names = st.one_of(
    st.sampled_from(["ada", "=ada", "'=x", "NA", "a:b/c", "Zoë 🦊", "007"]), st.text("abc =+", min_size=1)
)
readings = st.builds(
    lambda name, records, relation: reading(name, annotations=records, relations={"r-1": relation}),
    names.filter(lambda name: name.strip()),
    st.dictionaries(ids, annotations, max_size=4),
    st.builds(
        lambda note, to: {"kind": "supports", "from": "a", "to": to, "note": note, "rev": 1, "by": ""},
        strings,
        ids,
    ),
)


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(found=st.lists(readings, min_size=1, max_size=3, unique_by=lambda raw: raw["reader"]))
def test_any_readings_come_back(suffix: str, found: list[Any]) -> None:
    before = an.Dataset.from_readings(found)
    with tempfile.TemporaryDirectory() as folder:
        after = an.read(before.to(Path(folder, f"t{suffix}")))
    assert_same(before, after)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("number", [sys.float_info.max, -sys.float_info.max, 5e-324, 0.1 + 0.2])
def test_numbers_at_the_ends_come_back(suffix: str, number: float, tmp_path: Path) -> None:
    before = dataset(reading(annotations={"a": annotation(values={"litres": number})}, relations={}))
    after = an.read(before.to(tmp_path / f"t{suffix}"))
    assert_same(before, after)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_hostile_string_in_every_text(suffix: str, tmp_path: Path) -> None:
    records = {
        f"a-{place}": annotation(
            note=text, by=text[:32], prefix=text[:32], values={"title": text, "gone": text}
        )
        for place, text in enumerate(HOSTILE)
    }
    before = dataset(reading(annotations=records, relations={}))
    assert len(before.annotations) == len(HOSTILE)
    after = an.read(before.to(tmp_path / f"t{suffix}"))
    assert_same(before, after)
    by_id = after.annotations.set_index("annotation")["note"]
    assert [by_id[f"a-{place}"] for place in range(len(HOSTILE))] == HOSTILE


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_nothing_in_the_readings_gets_lost_even_if_it_is_broken(suffix: str, tmp_path: Path) -> None:
    broken = reading(
        annotations={"a-1": annotation(), "a-2": "no record", "a b": annotation(), "a-3": annotation(kind=7)},
        relations=["no object"],
        answers=None,
        schema_version=7,
    )
    key = f"annotator:{DOCUMENT.id}:ben"
    write_json(
        tmp_path / "n.ipynb",
        notebook(broken, **{key: "not even an object", f"annotator:{DOCUMENT.id}:eve": 5}),
    )
    before = an.read(tmp_path / "n.ipynb")
    after = an.read(before.to(tmp_path / f"t{suffix}"))
    assert_same(before, after)
    assert len(before) == 3
    assert list(after.problems["what"]) == list(before.problems["what"])


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_empty_dataset(suffix: str, tmp_path: Path) -> None:
    write_json(tmp_path / "n.ipynb", notebook())
    before = an.read(tmp_path / "n.ipynb")
    after = an.read(before.to(tmp_path / f"t{suffix}"))
    assert len(after) == 0
    assert after.problems.empty
    assert list(after.annotations.columns) == list(before.annotations.columns)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_types_survive(suffix: str, tmp_path: Path) -> None:
    frame = an.read(dataset().to(tmp_path / f"t{suffix}")).annotations
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == {
        **dict.fromkeys(frame.columns, "string"),
        **dict.fromkeys(("start", "end", "rev"), "Int64"),
        **dict.fromkeys(("kind", "strength", "tone"), "category"),
        **dict.fromkeys(("created", "modified"), "datetime64[us, UTC]"),
        "litres": "Float64",
        "checked": "boolean",
        "topics": "object",
    }
    first = frame.iloc[0]
    assert first["values.title"] == "=1+1"
    assert first["topics"] == ("water", "money")
    assert first["strength"] == "NA"
    assert list(frame["strength"].cat.categories) == ["none", "NA", "solid"]
    assert frame["strength"].max() == "NA"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_write_that_fails_leaves_the_old_file(
    suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = dataset(reading()).to(tmp_path / f"t{suffix}")
    old = {file.name: file.read_bytes() for file in tmp_path.iterdir()}

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        dataset().to(path)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == old


def test_a_suffix_that_is_not_known(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\.csv, \.parquet, \.xlsx, \.jsonl"):
        dataset().to(tmp_path / "table.doc")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_folders_are_made(suffix: str, tmp_path: Path) -> None:
    path = dataset().to(tmp_path / "tables" / "of 2026" / f"t{suffix}")
    assert_same(dataset(), an.read(path))


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02", b"PK\x03\x04broken", b"PAR1", "Schrödinger".encode("latin-1")]
)
def test_what_is_no_table_is_a_problem_not_an_error(suffix: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / f"bad{suffix}").write_bytes(content)
    dataset().to(tmp_path / "good.jsonl")
    found = an.read([tmp_path / f"bad{suffix}", tmp_path / "good.jsonl"])
    assert len(found.annotations) == 6
    problem = found.problems.iloc[0]
    assert problem["file"].endswith(f"bad{suffix}")
    assert problem["what"]
    assert problem["remedy"]
