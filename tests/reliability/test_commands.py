"""`jupyter annotator agreement`, `disagreements` and `consensus`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import annotator as an
from annotator.cli import main
from reliability_material import SAVED, dataset, five, mark, reading


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for raw in five().readings_raw:
        (tmp_path / f"{raw['reader']}.reading.json").write_text(json.dumps(raw), encoding="utf-8")
    return tmp_path


def test_agreement_in_words(folder: Path, capsys: Any) -> None:
    assert main(["agreement", str(folder)]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "Claim type of claim: readers agree only in part (alpha .63, 1 document)" in printed
    assert main(["agreement", str(folder), "--by", "pair", "--kind", "claim", "--width", "0.2"]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "ada, ben Where claim is marked" in printed
    assert "it cannot be said how many documents are needed; no interval" in printed


def test_agreement_for_programs(folder: Path, capsys: Any) -> None:
    arguments = [
        str(folder),
        "--json",
        "--measure",
        "ac1",
        "--reader",
        "ada",
        "--reader",
        "ben",
        "--width",
        "0.2",
    ]
    assert main(["agreement", *arguments]) == 0
    found = json.loads(capsys.readouterr().out)
    table = an.agreement(five(), measures="ac1", readers=["ada", "ben"])
    assert [row["value"] for row in found["rows"]] == [
        None if value != value else value for value in table["value"]
    ]
    assert len(found["plan"]) > 0
    assert found["problems"] == []


def test_agreement_as_csv(folder: Path, capsys: Any) -> None:
    target = folder / "out.csv"
    assert main(["agreement", str(folder / "*.json"), "-o", str(target)]) == 0
    assert list(pd.read_csv(target)["measure"]) == list(an.agreement(five())["measure"])


def test_disagreements(folder: Path, capsys: Any) -> None:
    assert main(["disagreements", str(folder), "--first", "2"]) == 1
    printed = capsys.readouterr().out
    assert printed.startswith(
        "1. kind, Ferry to Saltmere runs late, 246 to 303: Same passage, different kinds"
    )
    assert "not shown" in printed
    assert main(["disagreements", str(folder), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["all"] == len(found["rows"]) == len(an.disagreements(five()))
    (folder / "same").mkdir()
    for raw in dataset(reading("ada", mark(SAVED)), reading("ben", mark(SAVED))).readings_raw:
        (folder / "same" / f"{raw['reader']}.reading.json").write_text(json.dumps(raw), encoding="utf-8")
    assert main(["disagreements", str(folder / "same")]) == 0


def test_consensus(folder: Path, capsys: Any) -> None:
    target = folder / "consensus.parquet"
    assert main(["consensus", str(folder), "-o", str(target), "--method", "median", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["annotations"], found["method"]) == (5, "median")
    assert set(an.read(target).annotations["reader"]) == {"median"}
    assert main(["consensus", str(folder), "-o", str(target)]) == 0
    assert "majority" in capsys.readouterr().out


def test_what_cannot_be_read_is_told_and_the_rest_is_computed(folder: Path, capsys: Any) -> None:
    (folder / "broken.ipynb").write_text("{", encoding="utf-8")
    assert main(["agreement", str(folder)]) == 1
    captured = capsys.readouterr()
    assert "broken.ipynb" in captured.err
    assert "alpha .63" in captured.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["agreement", "nowhere"], "nowhere: there is no notebook"),
        (["agreement", "{folder}", "--by", "mood"], "no group 'mood'"),
        (["agreement", "{folder}", "--reader", "zoe"], "no reader 'zoe'"),
        (["disagreements", "{folder}", "--threshold", "2"], "from 0 to below 1"),
        (["consensus", "{folder}", "-o", "{folder}/x.txt"], "x.txt"),
    ],
)
def test_mistakes_end_with_2_and_a_message(
    folder: Path, capsys: Any, arguments: list[str], message: str
) -> None:
    assert main([argument.format(folder=folder) for argument in arguments]) == 2
    assert message in capsys.readouterr().err


def test_help_has_examples(capsys: Any) -> None:
    for command in ("agreement", "disagreements", "consensus"):
        with pytest.raises(SystemExit) as ended:
            main([command, "--help"])
        assert ended.value.code == 0
        assert f"jupyter annotator {command} readers/" in capsys.readouterr().out
