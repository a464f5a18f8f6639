"""The command line: what it prints, its exit status, and the tutorials in a folder of the user's."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

import annotator as an
from annotator.cli import main
from annotator.cli.demo import FIRST, copy_tutorials
from annotator.cli.printing import safe
from annotator.codebook import built_in
from table_material import CODEBOOK, DOCUMENT, annotation, assert_same, notebook, reading, write_json

KEY = f"annotator:{DOCUMENT.id}:ada"


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_as_people_call_it() -> None:
    program = Path(sys.executable).with_name("jupyter-annotator")
    for command in ([str(program)], [str(program.with_name("jupyter")), "annotator"]):
        done = subprocess.run([*command, "--version"], check=True, capture_output=True, text=True)
        assert done.stdout.strip() == an.__version__
    done = subprocess.run([str(program), "codebook", "list"], check=True, capture_output=True, text=True)
    assert "claims" in done.stdout


@pytest.mark.parametrize(
    "arguments", [[], ["nothing"], ["table"], ["table", "x"], ["validate", "--nothing", "x"], ["codebook"]]
)
def test_wrong_arguments(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    assert "usage: jupyter annotator" in capsys.readouterr().err


# --- table


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".xlsx", ".jsonl"])
def test_table(suffix: str, capsys: pytest.CaptureFixture[str]) -> None:
    write_json(Path("a.ipynb"), notebook(reading()))
    write_json(Path("b.ipynb"), notebook(reading("ben")))
    assert main(["table", "*.ipynb", "-o", f"tables/t{suffix}"]) == 0
    assert capsys.readouterr().out == (
        f"tables/t{suffix}: Dataset: 2 readings by 2 readers of 1 document, 6 annotations\n"
    )
    assert_same(an.read("*.ipynb"), an.read(f"tables/t{suffix}"))


def test_table_with_problems_is_written_all_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    write_json(Path("a.ipynb"), notebook(reading()))
    Path("b.ipynb").write_text("{", encoding="utf-8")
    assert main(["table", ".", "-o", "t.csv"]) == 1
    said = capsys.readouterr()
    assert "b.ipynb: line 1, column 2: The file ends in the middle" in said.err
    assert "3 annotations; 1 problem" in said.out
    assert main(["table", ".", "-o", "t.csv", "--json"]) == 1
    summary = json.loads(capsys.readouterr().out)
    assert (summary["file"], summary["readings"], summary["annotations"]) == ("t.csv", 1, 3)
    assert summary["problems"][0]["file"] == "b.ipynb"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["table", "nothing.ipynb", "-o", "t.csv"], "nothing.ipynb: there is no notebook"),
        (["table", "a.ipynb", "-o", "t.doc"], "tables end in .csv, .parquet, .xlsx, .jsonl"),
        (["table", "a.ipynb", "-o", "a.ipynb/t.csv"], "a.ipynb"),
        (["validate", "nothing/*"], "nothing/*: there is no notebook"),
        (["codebook", "show", "clams"], 'did you mean "claims"?'),
        (["codebook", "check", "nothing.yaml"], "there is no such file"),
    ],
)
def test_what_could_not_run(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    write_json(Path("a.ipynb"), notebook(reading()))
    assert main(arguments) == 2
    assert message in capsys.readouterr().err


# --- validate


def test_validate(capsys: pytest.CaptureFixture[str]) -> None:
    write_json(Path("a.ipynb"), notebook(reading()))
    assert main(["validate", "a.ipynb"]) == 0
    assert capsys.readouterr().out == (
        "Dataset: 1 reading by 1 reader of 1 document, 3 annotations; no problems\n"
    )
    broken = reading(annotations={"a-1": annotation(spans=[{"start": 9, "end": 5}])}, relations={})
    before = write_json(Path("b.ipynb"), notebook(broken)).read_bytes()
    assert main(["validate", "."]) == 1
    out = capsys.readouterr().out
    assert f"b.ipynb: {KEY}/annotations/a-1/spans/0: is empty or reversed (9 to 5)\n    It is kept" in out
    assert main(["validate", ".", "--json"]) == 1
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert set(problem) == {"file", "place", "what", "remedy"}
    assert Path("b.ipynb").read_bytes() == before


def test_nothing_from_a_notebook_reaches_the_terminal_raw(capsys: pytest.CaptureFixture[str]) -> None:
    bad = "\x1b]0;title\x07\x1b[2J\u202e"
    write_json(
        Path("a.ipynb"),
        notebook(reading(annotations={"a": annotation(kind=bad)}, relations={}), **{f"annotator:{bad}": 1}),
    )
    assert main(["validate", "a.ipynb"]) == 1
    said = capsys.readouterr()
    assert not set(said.out + said.err) & set("\x1b\x07\u202e")
    assert safe("a\tb\nc é 🦊\x1b\x9b\ud800") == "a\tb\nc é 🦊\ufffd\ufffd\ufffd"


def test_a_pipe_that_closes() -> None:
    write_json(Path("a.ipynb"), notebook(**{f"annotator:{place}": 5 for place in range(5000)}))
    program = Path(sys.executable).with_name("jupyter-annotator")
    with subprocess.Popen(
        [program, "validate", "."], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


def test_a_terminal_that_knows_few_letters() -> None:
    write_json(Path("a.ipynb"), notebook(**{"annotator:Zoë 🦊": 5}))
    program = Path(sys.executable).with_name("jupyter-annotator")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run([program, "validate", "."], capture_output=True, env=environment, check=False)
    assert done.returncode == 1
    assert b"annotator:Zo? ?" in done.stdout


# --- codebook


def test_codebook_list_and_show(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["codebook", "list"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(built_in())
    assert main(["codebook", "list", "--json"]) == 0
    assert [book["id"] for book in json.loads(capsys.readouterr().out)["codebooks"]] == list(built_in())
    for name in built_in():
        assert main(["codebook", "show", name]) == 0
        out = capsys.readouterr().out
        for kind in an.Codebook.load(name).kinds:
            assert kind.title in out
        assert main(["codebook", "show", name, "--json"]) == 0
        assert json.loads(capsys.readouterr().out) == an.Codebook.load(name).to_dict()


def test_codebook_check(capsys: pytest.CaptureFixture[str]) -> None:
    write_json(Path("good.json"), CODEBOOK)
    Path("bad.yaml").write_text(
        "schema_version: 1\nid: x\nversion: '1'\ntitle: X\nkinds:\n- id: no\n  title: No\n", encoding="utf-8"
    )
    assert main(["codebook", "check", "good.json"]) == 0
    assert "no problems" in capsys.readouterr().out
    assert main(["codebook", "check", "bad.yaml"]) == 1
    out = capsys.readouterr().out
    assert out.startswith("bad.yaml:6: ")
    assert main(["codebook", "check", "bad.yaml", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["problems"][0]["place"] == "bad.yaml:6"
    assert main(["codebook", "check", "good.json", "--json"]) == 0


def test_the_codebook_in_a_notebook(capsys: pytest.CaptureFixture[str]) -> None:
    """Each different one once, with the place of a reading that has it."""
    ben = reading("ben", codebook={**CODEBOOK, "kinds": []})
    write_json(Path("n.ipynb"), notebook(reading(), ben, reading("eve")))
    write_json(Path("a.reading.json"), reading())
    write_json(Path("empty.ipynb"), notebook())
    assert main(["codebook", "check", "n.ipynb"]) == 1
    out = capsys.readouterr().out
    assert out.startswith(f"n.ipynb: annotator:{DOCUMENT.id}:ben:kinds: ")
    assert f"n.ipynb: {KEY}: {CODEBOOK['title']} {CODEBOOK['version']}, no problems" in out
    assert "eve" not in out
    assert main(["codebook", "check", "a.reading.json"]) == 0
    assert capsys.readouterr().out.startswith("a.reading.json: ")
    assert main(["codebook", "show", "a.reading.json", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == CODEBOOK
    for action in ("check", "show"):
        assert main(["codebook", action, "empty.ipynb"]) == 2
        assert "there is no reading in it" in capsys.readouterr().err
        assert main(["codebook", action, "gone.ipynb"]) == 2


# --- demo


def test_demo_copies_and_never_overwrites(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--no-open"]) == 0
    folder = Path("jupyter-annotator-demo")
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert FIRST in files
    assert any(name.startswith("articles/") for name in files)
    assert not [name for name in files if "checkpoint" in name or name.endswith(".reading.json")]
    assert f"{len(files)} files copied" in capsys.readouterr().out
    (folder / FIRST).write_text("mine", encoding="utf-8")
    assert main(["demo", "--no-open"]) == 0
    assert f"0 files copied, 1 that you changed kept:\n    {FIRST}" in capsys.readouterr().out
    assert (folder / FIRST).read_text(encoding="utf-8") == "mine"


def test_copying_leaves_out_what_is_not_a_tutorial(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "folder"
    for name in (
        "a.ipynb",
        "articles/b.txt",
        ".ipynb_checkpoints/a.ipynb",
        "__pycache__/x.pyc",
        "articles/.b.txt",
    ):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(name, encoding="utf-8")
    assert copy_tutorials(home, folder) == (["a.ipynb", "articles/b.txt"], [])
    (folder / "a.ipynb").unlink()
    (folder / "a.ipynb").mkdir()
    assert copy_tutorials(home, folder) == ([], ["a.ipynb"])


def test_demo_where_the_folder_is_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    Path("taken").write_text("x", encoding="utf-8")
    assert main(["demo", "taken", "--no-open"]) == 2
    assert "taken" in capsys.readouterr().err


def test_demo_starts_jupyterlab_on_the_first_tutorial(tmp_path: Path) -> None:
    """The real server; the browser is a script that keeps the page it was given. What stands after -- is passed on."""
    program = Path(sys.executable).with_name("jupyter-annotator")
    browser, opened = tmp_path / "browser", tmp_path / "opened"
    keep = f'cat "${{1#file://}}" > "{opened}.part" && mv "{opened}.part" "{opened}"'
    browser.write_text(f"#!/bin/sh\n{keep}\necho the browser was here >&2\n", encoding="utf-8")
    browser.chmod(0o755)
    environment = {
        **os.environ,
        "BROWSER": str(browser),
        "JUPYTER_RUNTIME_DIR": str(tmp_path / "run"),
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
    }
    command = [program, "demo", "mine", "--allow-root", "--", "--IdentityProvider.token=abc", "--port=0"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            said = []
            for line in process.stderr:
                said.append(line)
                if "the browser was here" in line:
                    break
            (address, *_) = re.findall("http://127[.]0[.]0[.]1:[0-9]+", "".join(said))
            with urllib.request.urlopen(f"{address}/api/contents/{FIRST}?token=abc&content=0") as answer:
                assert json.load(answer)["path"] == FIRST
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=60)
    assert f"/lab/tree/{FIRST}?token=abc" in opened.read_text(encoding="utf-8")
