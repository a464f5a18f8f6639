"""Texts that mean harm, through everything that Python writes or opens: tables, pages, notebooks, files, the command line.

The browser has its own in tests/browser/test_threats.py, parsers theirs in tests/fuzz; tests/threats.yaml says what proves what.
"""

from __future__ import annotations

import ast
import csv
import io
import json
import os
import re
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import annotator as an
from annotator.articles.opening import document_of
from annotator.cli import main
from annotator.codebook import CodebookError
from annotator.document import DocumentError
from annotator.pictures.picture import MIME as VEGA
from annotator.suggestions.detecting import BUILT_IN
from annotator.tables.cells import neutral, restored
from articles import make_docx
from threats import material, payloads

ALL = "HOSTILE" in os.environ
SEEDS = range(10) if ALL else range(1)
HERE = Path(__file__).parent
ROOT = HERE.parent
BOOK = an.Codebook.load("claims")
SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫"


def strings(seed: int, count: int = 500) -> list[str]:
    return [*payloads.ALL, *payloads.mutations(1000 + seed, count if ALL else 60)]


def without_halves(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


# --- S1: articles


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("opener", ["html", "markdown", "plain_text"])
def test_nothing_but_text_comes_out_of_an_article(opener: str, seed: int) -> None:
    """No markup but ours, no link but to http and https, no attribute, whatever the file says."""
    made = {
        "html": material.in_html,
        "markdown": material.in_markdown,
        "plain_text": lambda some: "\n\n".join(some).encode("utf-8", "replace"),
    }
    given = strings(seed)
    opened = 0
    for at in range(0, len(given), 40):
        try:
            document = document_of(made[opener](given[at : at + 40]), opener, None, "a", None, place="a")
        except DocumentError:
            continue
        opened += 1
        for mark in document.markup:
            assert set(mark) <= {
                "type",
                "start",
                "end",
                "level",
                "ordered",
                "number",
                "href",
                "label",
                "columns",
                "header",
            }, mark
            assert "href" not in mark or re.match(r"https?://[^\s]+\Z", mark["href"], re.IGNORECASE)
            assert all(isinstance(value, int | bool | str) for value in mark.values())
    assert opened > 0 or opener == "plain_text"


# --- S9, S10: tables


def hostile_dataset(some: list[str]) -> an.Dataset:
    deal = material.Deal([without_halves(one) for one in some])
    raw_doc = material.document(["The quay was shut."] * 60, deal)
    doc = an.Document.from_text(raw_doc["text"], title=deal.line(), source=deal.line())
    raws = []
    for reader in ("ada", deal.line().replace(":", "") + "2"):
        book = material.codebook(deal)
        for entry in (
            *book["kinds"],
            *book["fields"],
            *book["relations"],
            *(v for f in book["fields"] for v in f["values"]),
        ):
            entry.pop("color", None)
        made = {
            **material.reading({**raw_doc, "id": doc.id, "sha256": doc.sha256}, book, reader, deal),
            "set_aside": {},
        }
        made["codebook"]["id"] = deal.line(60)
        made["codebook"]["fields"][3]["id"] = deal.line(60)
        raws.append(made)
    return an.Dataset.from_readings(raws, [doc])


@pytest.mark.parametrize("seed", SEEDS)
def test_no_formula_lives_in_a_spreadsheet(tmp_path: Path, seed: int) -> None:
    """In no cell of CSV, however the program divides its rows, and in none of a workbook; and all comes back as it was."""
    from openpyxl import load_workbook

    given = payloads.FORMULAS * 3 if seed == 0 else [*payloads.mutations(seed, 50), *payloads.FORMULAS]
    dataset = hostile_dataset(given)
    path = dataset.to(tmp_path / "t.csv")
    text = path.read_bytes().decode("utf-8")
    for delimiter in ",;\t":
        for row in divided(text, delimiter):
            for cell in row:
                assert not is_formula(cell), (delimiter, cell)
    again = an.read(path)
    assert list(again.annotations["note"].fillna("")) == list(dataset.annotations["note"].fillna(""))
    assert list(again.annotations.columns) == list(dataset.annotations.columns)
    book = load_workbook(dataset.to(tmp_path / "t.xlsx"))
    cells = 0
    for sheet in book.worksheets:
        for cells_of_row in sheet.iter_rows():
            for cell in cells_of_row:
                cells += 1
                assert cell.data_type in ("s", "n", "b"), cell.value
                assert cell.hyperlink is None
                assert not (isinstance(cell.value, str) and is_formula(cell.value)), cell.value
    assert cells > 1000
    assert list(an.read(tmp_path / "t.xlsx").annotations["note"].fillna("")) == list(
        dataset.annotations["note"].fillna("")
    )


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet takes the cell for one, which it may trim first. A number is none."""
    trimmed = cell.strip().strip("\ufeff\u200b").strip()
    return (
        trimmed[:1] != ""
        and trimmed[0] in SIGNS
        and not re.fullmatch(r"[+-]?\d+(\.\d+)?(e[+-]?\d+)?", trimmed)
    )


def divided(text: str, delimiter: str) -> Iterator[list[str]]:
    """Rows and cells as a spreadsheet sees them that was told another delimiter: quotes count where a cell begins."""
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for line in re.split(r"\r\n|\r|\n", text):
        yield [cell.removeprefix('"') for cell in line.split(delimiter)]


def test_what_is_neutral_is_undone_exactly() -> None:
    for text in [
        *payloads.ALL,
        *payloads.mutations(3, 2000),
        *("".join(two) for two in zip(payloads.FORMULAS, payloads.SCRIPTS, strict=False)),
    ]:
        assert restored(neutral(text)) == text


# --- S3: pages and pictures that Python makes


@pytest.mark.parametrize("seed", SEEDS)
def test_pictures_hold_texts_and_nothing_that_runs(seed: int) -> None:
    """Every picture of hostile readings: texts stand in data and titles, in no expression, address or picture."""
    deal = material.Deal(strings(seed, 200))
    text = "\n\n".join("The quay was shut for a day." for _ in range(40))
    doc = an.Document.from_text(text, title=deal.line())
    book = BOOK.to_dict()
    for entry in (
        *book["kinds"],
        *book["fields"],
        *book["relations"],
        *(v for f in book["fields"] for v in f.get("values", ())),
    ):
        entry["title"] = deal.line()
    raws = []
    for number in range(3):
        raw = an.Reading.new(doc, book, without_halves(deal.line()) + str(number)).to_dict()
        for at, block in enumerate(doc.markup):
            raw["annotations"][f"a-{at}"] = {
                "kind": ("claim", "source")[at % 2], "spans": [{"start": block["start"], "end": block["end"]}], "quote": "The quay was shut for a day.",
                "values": {"claim_type": "fact", "evidence_strength": "thin", "source_type": "official"} if at % 2 == 0 else {"source_type": "official"},
                "note": deal.one(), "created": f"2026-03-01T10:{at:02}:00Z", "rev": 1, "by": "k",
            }  # fmt: skip
        raw["relations"]["r-1"] = {
            "kind": "attributes",
            "from": "a-1",
            "to": "a-2",
            "values": {},
            "rev": 1,
            "by": "k",
        }
        raws.append(raw)
    dataset = an.Dataset.from_readings(raws, [doc])
    pictures = [
        *dataset.profile().values(),
        *dataset.pace().values(),
        dataset.map(doc.id),
        an.picture(dataset),
    ]
    for picture in pictures:
        spec = picture._repr_mimebundle_()[VEGA]
        for path, value in leaves(spec):
            name = next((part for part in reversed(path) if isinstance(part, str)), "")
            if name in ("expr", "test", "filter", "calculate", "labelExpr", "signal"):
                # An expression may hold a text of people's as a literal only.
                assert re.sub(r"\"(?:[^\"\\]|\\.)*\"", '""', value).count("owned") == 0, value
            assert name not in ("href", "url", "image"), path
        page = picture.table_in_html()
        assert not re.search(r"<(?!/?(?:figure|figcaption|b|br|table|thead|tbody|tr|th|td)\b)", page)


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    for key, item in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from leaves(item, (*path, key))
    if not isinstance(value, dict | list):
        yield path, value


# --- S2, S11: codebooks


def test_a_colour_is_a_colour(tmp_path: Path) -> None:
    for at, color in enumerate(payloads.COLORS):
        book = {
            **BOOK.to_dict(),
            "kinds": [{"id": "claim", "title": "Claim", "color": color}],
            "relations": [],
        }
        book["fields"] = []
        path = tmp_path / f"{at}.json"
        path.write_text(json.dumps(book), encoding="utf-8")
        if re.fullmatch("#[0-9a-fA-F]{6}", color):
            an.Codebook.load(path)
        else:
            with pytest.raises(CodebookError, match="color"):
                an.Codebook.load(path)


# --- S15: names and paths


def test_names_lead_nowhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever readers and titles are called, what is written for them lies below the folder that was named."""
    from annotator.cli.handing_out import plan, write
    from annotator.reading import ReadingError
    from annotator.widgets.sidecar import sidecar_path

    monkeypatch.chdir(tmp_path)
    home = (tmp_path / "out").resolve()
    written = 0
    for at, name in enumerate([*payloads.PATHS, *payloads.SCRIPTS[::4], *payloads.KEYS]):
        title = without_halves(name)
        documents = [an.Document.from_text(f"A text, number {at}.\n\nIts end.", title=title)]
        try:
            files = plan(documents, [name], "claims", home / str(at))
        except ReadingError:
            continue
        for file in files:
            assert (home / str(at)) in file.path.resolve().parents, file.path
            assert not file.path.name.startswith((".", "-")), file.path
            assert re.fullmatch(r"[\w.-]+", file.path.name), file.path
        write(files)
        written += len(files)
        made = json.loads(next(file for file in files if file.path.suffix == ".ipynb").data)
        source = "".join(cell["source"] for cell in made["cells"] if cell["cell_type"] == "code")
        called = ast.parse(source).body[1].value  # type: ignore[attr-defined]
        assert all(
            isinstance(argument, ast.Constant)
            for argument in (*called.args, *(k.value for k in called.keywords))
        )
        markdown = made["cells"][0]["source"]
        assert not re.search(r"(?<!\\)<|(?<!\\)\]\(", markdown), markdown
        beside = sidecar_path(documents[0].id, name)
        assert beside.resolve().parent == tmp_path.resolve()
        assert re.fullmatch(r"[\w.-]+", beside.name)
    assert written > 100
    assert not [path for path in tmp_path.rglob("*canary*") if "out" not in path.parts]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_tables_name_files_and_none_of_them_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table says which notebook each row is from: that is information, and writing back writes nowhere by it."""
    victim = tmp_path / "victim.ipynb"
    victim.write_text("{}", encoding="utf-8")
    folder = tmp_path / "tables"
    folder.mkdir()
    dataset = hostile_dataset(payloads.ALL)
    path = dataset.to(folder / "t.csv")
    text = path.read_text("utf-8")
    header = next(csv.reader(io.StringIO(text)))
    rows = list(csv.reader(io.StringIO(text)))
    at = header.index("notebook")
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(
            [rows[0], *([*row[:at], "../victim.ipynb", *row[at + 1 :]] for row in rows[1:])]
        )
    monkeypatch.chdir(folder)
    again = an.read("t.csv")
    first = again.annotations.iloc[0]
    again.decide(first, "flag", reviewer="eva", comment="doubtful")
    report = again.write_back()
    assert set(report["outcome"]) != {"written"}
    assert victim.read_text("utf-8") == "{}"
    assert sorted(one.name for one in folder.iterdir()) == ["t.csv", "t.csv-metadata.json"]


# --- S12 to S14: containers


def repacked(data: bytes, **parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.pop(name, old.read(name)))
        for name, content in parts.items():
            new.writestr(name, content)
    return buffer.getvalue()


ENTITIES = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname"><!ENTITY c "&b;&b;">]>'
HIDDEN = {
    "plain": lambda xml: (
        xml.replace(b"?>", b"?>" + ENTITIES, 1) if xml.startswith(b"<?xml") else ENTITIES + xml
    ),
    "behind a comment": lambda xml: b"<!--" + b" " * 100_000 + b"-->" + ENTITIES + strip(xml),
    "UTF-16": lambda xml: ("\ufeff" + (ENTITIES + strip(xml)).decode()).encode("utf-16-le"),
    "UTF-16 without a mark": lambda xml: (ENTITIES + strip(xml)).decode().encode("utf-16-be"),
    "an external subset": lambda xml: b'<!DOCTYPE a SYSTEM "http://canary.invalid/a.dtd">' + strip(xml),
    "parameter entities": lambda xml: (
        b'<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///etc/hostname">%p;]>' + strip(xml)
    ),
}


def strip(xml: bytes) -> bytes:
    return re.sub(rb"\A<\?xml[^>]*\?>\s*", b"", xml)


@pytest.mark.parametrize("how", HIDDEN)
def test_a_document_type_is_refused(how: str, tmp_path: Path) -> None:
    """In every part of a Word file and of a workbook, whatever its encoding, and whatever the part is called."""
    word = make_docx.article()
    with zipfile.ZipFile(io.BytesIO(word)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    renamed = {
        "word/article.bin": HIDDEN[how](parts["word/document.xml"]),
        "_rels/.rels": parts["_rels/.rels"].replace(b"word/document.xml", b"word/article.bin"),
    }
    for changes in (
        {"word/document.xml": HIDDEN[how](parts["word/document.xml"])},
        {"_rels/.rels": HIDDEN[how](parts["_rels/.rels"])},
        renamed,
    ):
        with pytest.raises(DocumentError, match="entities"):
            document_of(repacked(word, **changes), "docx", None, "a.docx", None, place="a.docx")
    path = hostile_dataset(["x"]).to(tmp_path / "t.xlsx")
    with zipfile.ZipFile(path) as file:
        sheets = [name for name in file.namelist() if name.endswith((".xml", ".rels"))]
        content = {name: file.read(name) for name in sheets}
    whole = path.read_bytes()
    for name in sheets[:: 1 if ALL else 4]:
        path.write_bytes(repacked(whole, **{name: HIDDEN[how](content[name])}))
        assert "entities" in " ".join(an.read(path).problems["what"]), name


def test_bombs_are_refused_before_they_unpack(tmp_path: Path) -> None:
    whole = hostile_dataset(["x"]).to(tmp_path / "t.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(whole)) as file:
        sheet = next(name for name in file.namelist() if "sheet1" in name)
    for parts in ({sheet: b"<a>" + b"\0" * 200_000_000}, {f"x/{at}": b"" for at in range(6000)}):
        (tmp_path / "t.xlsx").write_bytes(repacked(whole, **parts))
        began = time.process_time()
        assert "zip bomb" in " ".join(an.read(tmp_path / "t.xlsx").problems["what"])
        assert time.process_time() - began < 5  # unpacking and parsing it takes a minute


def test_a_small_parquet_file_claims_no_billions(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    column = pa.DictionaryArray.from_arrays(
        pa.array([0], pa.int32()).take(pa.array([0] * 3_000_000, pa.int32())), pa.array(["x"])
    )
    pq.write_table(
        pa.table(dict.fromkeys(("document", "reader", "annotation", "kind"), column)),
        tmp_path / "t.parquet",
        compression="zstd",
    )
    assert (tmp_path / "t.parquet").stat().st_size < 1_000_000
    assert "claims to hold" in " ".join(an.read(tmp_path / "t.parquet").problems["what"])


# --- S17: expressions


STARTS = [
    "(",
    ")",
    "(, July ",
    "(Tide, May 4; ",
    "said ",
    "“said ",
    "Noor Eldin ",
    "according to ",
    "A. ",
    "1,1",
    "’s ",
    "Office of the ",
    "; (",
    "a" * 50,
]


@pytest.mark.parametrize("name", BUILT_IN)
def test_detectors_take_linear_time(name: str) -> None:
    """100 kB of what makes expressions go back and forth: a pattern that is not linear takes minutes or years for it."""
    for start in STARTS if ALL else STARTS[::3]:
        document = an.Document.from_text("Word. " + start * (100_000 // len(start)) + "x", title="t")
        began = time.process_time()
        an.suggest(document, BOOK, detectors=name)
        assert time.process_time() - began < 10, start


# --- S18: nothing that runs data


# Contents that a process of our own has read, in a folder that nobody else can enter.
PICKLES = {"helpers.py"}


def test_no_code_of_ours_runs_data() -> None:
    """No eval, no pickle, no shell, no unsafe YAML in the package; processes are git's and Jupyter's, never through a shell."""
    for path in sorted((ROOT / "src" / "annotator").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [alias.name for alias in node.names] + [getattr(node, "module", None) or ""]
                assert path.name in PICKLES or not {
                    "pickle",
                    "marshal",
                    "shelve",
                    "dill",
                    "joblib",
                    "cloudpickle",
                } & {n.partition(".")[0] for n in names}, path
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in (
                    "eval",
                    "exec",
                    "compile",
                    "__import__",
                    "os.system",
                    "os.popen",
                    "yaml.load",
                    "pd.eval",
                ), (path, called)
                assert not any(k.arg == "shell" or (k.arg == "trust_remote_code") for k in node.keywords), (
                    path
                )
    for path in sorted((ROOT / "labextension" / "src").rglob("*.ts*")):
        code = re.sub(r"//.*|/\*.*?\*/", "", path.read_text("utf-8"))
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|dangerouslySetInnerHTML|\beval\(|new Function|srcdoc",
            code,
        ), path


# --- what the terminal shows


def test_the_terminal_gets_no_control_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deal = material.Deal(
        [
            "\x1b]0;owned\x07",
            "\x1b[2J\x1b[H",
            "\x9b31m",
            "a\rb",
            "\x08\x08",
            "\u202eowned",
            "\x1b]8;;http://canary.invalid\x07a",
        ]
    )
    doc = an.Document.from_text("\n\n".join(["The quay was shut."] * 20), title="t")
    raw_doc = {**doc.to_dict(), "markup": [{**mark, "type": "paragraph"} for mark in doc.to_dict()["markup"]]}
    raw = material.reading(raw_doc, material.codebook(deal), "ada", deal)
    raw["annotations"]["a-1"]["spans"] = deal.one()
    path = tmp_path / "a\x1b[2Jb.ipynb"
    path.write_text(
        material.as_file(
            {"cells": [], "metadata": {f"annotator:{doc.id}:ada": raw}, "nbformat": 4, "nbformat_minor": 5}
        ),
        "utf-8",
    )
    for command in (["doctor"], ["validate"], ["doctor", "--json"], ["validate", "--json"]):
        main([*command, str(path)])
        out = "".join(capsys.readouterr())
        assert out
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", out), command


# --- the list itself


def known_tests() -> set[str]:
    """Every test of the project: `file::name`, and the titles of those in TypeScript."""
    found = set()
    for path in (HERE).rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found.add(f"{path.relative_to(HERE).as_posix()}::{node.name}")
    for path in (ROOT / "labextension" / "tests").rglob("*.test.ts*"):
        text = path.read_text("utf-8")
        name = path.relative_to(ROOT / "labextension" / "tests").as_posix()
        found |= {
            f"{name}::{title}"
            for _, title in re.findall(r"\b(?:it|test)(?:\.each\([\s\S]*?\))?\(\s*(['\"`])(.*?)\1,", text)
        }
    targets = (HERE / "fuzz" / "targets.py").read_text("utf-8")
    found |= {
        f"fuzz::{name}" for name in re.findall(r"@target\n(?:@given.*?\n)def (\w+)", targets, re.DOTALL)
    }
    faults = (HERE / "faults" / "faults.py").read_text("utf-8").partition("FAULTS")[2]
    return found | {f"fault::{name}" for name in re.findall(r'^    "(.+?)": \w+,', faults, re.MULTILINE)}


def test_the_list_of_threats_names_tests_that_exist() -> None:
    listed = yaml.safe_load((HERE / "threats.yaml").read_text("utf-8"))
    assert [f"S{at}" for at in range(1, 20)] == list(listed["threat"])
    assert [f"R{at}" for at in range(1, 23)] == list(listed["fault"])
    known = known_tests()
    for key, row in {**listed["threat"], **listed["fault"]}.items():
        assert row["state"] in ("proved", "partly", "open", "not applicable"), key
        assert {"what", "must", "cases", "tests"} <= set(row), key
        assert row["tests"] or row["state"] in ("open", "not applicable"), key
        assert row["state"] == "proved" or row.get("why"), key
        for test in row["tests"]:
            assert test in known, f"{key}: there is no test {test}"


def test_the_page_of_promises_names_tests_that_exist() -> None:
    page = (ROOT / "docs" / "promises.md").read_text("utf-8")
    named = re.findall(r"`([\w/-]+\.(?:py|test\.tsx?)::[^`]+)`", page)
    assert len(named) > 20
    assert [name for name in named if name not in known_tests()] == []
