"""Every parser and detector of ours, each with something to choke on. What is raised here is a crash.

A target is a Hypothesis test: `tests/test_fuzz.py` runs a few examples of each, `tests/fuzz/run.py` as many as fit into
the time it is given, led by coverage where atheris is installed.
"""

from __future__ import annotations

import copy
import ipaddress
import json
import tempfile
import time
import warnings
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import annotator as an
import hostile
from annotator import git_marks
from annotator.articles.opening import document_of
from annotator.articles.web import is_public
from annotator.check import check
from annotator.cli import merge as merging
from annotator.codebook import CodebookError
from annotator.codebook_source import parse as parse_codebook
from annotator.doctor import examine, repair
from annotator.document import DocumentError
from annotator.finding import files_in
from annotator.merge import MergeError, merge
from annotator.notebook import MIME
from annotator.suggestions.detecting import BUILT_IN
from annotator.tables.csv import companion
from annotator.three_way import merge_files
from annotator.widgets import messages, review_messages
from fuzz import inputs
from strategies import article_texts, hostile_json, mutated
from table_material import CODEBOOK, DOCUMENT, notebook, reading

KEY = f"annotator:{DOCUMENT.id}:ada"
BOOK = an.Codebook.load("claims")
Target = Callable[[], None]
TARGETS: dict[str, Target] = {}
PAYLOAD = {"version": 1, "document": DOCUMENT.to_dict(), "codebook": CODEBOOK, "reader": "ada"}
CELL = {"cell_type": "code", "metadata": {}, "outputs": [{"data": {MIME: PAYLOAD}}], "source": []}


def target(function: Target) -> Target:
    """Keep a target under its name."""
    TARGETS[function.__name__] = function
    return function


@cache
def folder() -> Path:
    """Where the files of this process are written: one after the other, in memory where there is such a place."""
    memory = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix="annotator-fuzz-", dir=memory if memory.is_dir() else None))


# --- articles


def _opened(data: bytes, opener: str) -> None:
    try:
        document = document_of(data, opener, None, f"a.{opener}", None, place="a file")
    except DocumentError as error:
        assert 20 < len(str(error)) < 3000  # a sentence for people
        return
    again = an.Document.from_dict(json.loads(json.dumps(document.to_dict())))
    assert (again.text, again.markup, again.id) == (document.text, document.markup, document.id)
    for mark in document.markup:
        assert 0 <= mark["start"] < mark["end"] <= document.length
        assert mark["type"] != "link" or mark["href"].lower().startswith(("http://", "https://"))


@target
@given(
    st.one_of(
        inputs.one_of(inputs.written("plain_text")),
        st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")),
    )
)
def article_text(data: bytes) -> None:
    _opened(data, "plain_text")


@target
@given(st.one_of(inputs.markdown, inputs.one_of(inputs.written("markdown"))))
def article_markdown(data: bytes) -> None:
    _opened(data, "markdown")


@target
@given(st.one_of(inputs.pages(), inputs.one_of(inputs.written("html"))))
def article_html(data: bytes) -> None:
    _opened(data, "html")


@target
@given(st.deferred(lambda: inputs.one_of(inputs.pdfs())))
def article_pdf(data: bytes) -> None:
    _opened(data, "pdf")


@target
@given(st.deferred(lambda: st.sampled_from(inputs.word_files()).flatmap(inputs.packed)))
def article_docx(data: bytes) -> None:
    _opened(data, "docx")


# --- files that hold readings


def _read(name: str, data: bytes, **beside: bytes) -> None:
    """Read a file as people do, look at all that it gives, and write it as a table again."""
    path = folder() / name
    path.write_bytes(data)
    try:
        dataset = an.read(str(path), progress=False)
        if zlib.crc32(data) % 4 == 0:  # frames take most of the time, and are made by pandas
            assert list(dataset.problems.columns) == ["file", "place", "what", "remedy"]
            for frame in (dataset.annotations, dataset.relations, dataset.documents, dataset.readings):
                assert len(frame) >= 0
        table = folder() / "out.csv"
        dataset.to(table)
        assert b"\n=" not in table.read_bytes()
    finally:
        for one in folder().iterdir():
            if one.is_file():
                one.unlink()


@st.composite
def readings_in_bytes(draw: st.DrawFn) -> bytes:
    """A reading with members replaced, or with bytes changed."""
    raw = reading()
    if draw(st.booleans()):
        raw = draw(mutated(raw, 4))
    data = inputs.in_bytes(raw)
    return data if draw(st.booleans()) else draw(inputs.changed(data))


@target
@given(readings_in_bytes())
def file_of_a_reading(data: bytes) -> None:
    _read("a.reading.json", data)


@st.composite
def notebooks_in_bytes(draw: st.DrawFn) -> bytes:
    """A notebook with an article and two readings, with members replaced, or with bytes changed."""
    made: Any = {**notebook(reading(), reading("ben")), "cells": [CELL]}
    if draw(st.booleans()):
        made = draw(mutated(made, 4))
    data = inputs.in_bytes(made)
    return data if draw(st.booleans()) else draw(inputs.changed(data))


@target
@given(notebooks_in_bytes())
def file_of_a_notebook(data: bytes) -> None:
    _read("a.ipynb", data)


@cache
def table_file(name: str) -> bytes:
    """A table of two readers as we write it; of a CSV `companion` is what stands beside it."""
    path = folder() / "made" / name
    path.parent.mkdir(exist_ok=True)
    for reader in ("ada", "ben"):
        (path.parent / f"{reader}.reading.json").write_bytes(inputs.in_bytes(reading(reader)))
    an.read([path.parent / "ada.reading.json", path.parent / "ben.reading.json"], progress=False).to(path)
    return path.read_bytes()


@target
@given(
    st.deferred(lambda: inputs.changed(table_file("t.csv"))),
    st.deferred(lambda: inputs.changed(_described(), 3)),
    st.booleans(),
)
def table_csv(data: bytes, described: bytes, has_companion: bool) -> None:
    if has_companion:
        companion(folder() / "t.csv").write_bytes(described)
    _read("t.csv", data)


def _described() -> bytes:
    table_file("t.csv")
    return companion(folder() / "made" / "t.csv").read_bytes()


@target
@given(st.deferred(lambda: inputs.packed(table_file("t.xlsx"))))
def table_xlsx(data: bytes) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl's, about what it does not know
        _read("t.xlsx", data)


@target
@given(st.deferred(lambda: inputs.changed(table_file("t.jsonl"))))
def table_jsonl(data: bytes) -> None:
    _read("t.jsonl", data)


@target
@given(st.deferred(lambda: inputs.changed(table_file("t.parquet"))))
def table_parquet(data: bytes) -> None:
    _read("t.parquet", data)


# --- codebooks


@cache
def codebook_files() -> list[bytes]:
    here = Path(an.__file__).parent / "codebooks"
    return [path.read_bytes() for path in sorted(here.glob("*.yaml"))]


def _codebook(data: bytes, name: str) -> None:
    try:
        parse_codebook(data, name)
        (folder() / name).write_bytes(data)
        book = an.Codebook.load(folder() / name)
    except CodebookError as error:
        assert name in str(error)
        return
    assert an.Codebook.from_dict(book.to_dict()).to_dict() == book.to_dict()


@target
@given(st.deferred(lambda: inputs.one_of(codebook_files())))
def codebook_yaml(data: bytes) -> None:
    _codebook(data, "a.yaml")


@st.composite
def codebooks_in_json(draw: st.DrawFn) -> bytes:
    raw = draw(mutated(BOOK.to_dict(), 3)) if draw(st.booleans()) else BOOK.to_dict()
    data = inputs.in_bytes(raw)
    return data if draw(st.booleans()) else draw(inputs.changed(data))


@target
@given(codebooks_in_json())
def codebook_json(data: bytes) -> None:
    _codebook(data, "a.json")


# --- merging and repairing


@cache
def marked() -> bytes:
    """A notebook in which git has marked a conflict."""
    ours, theirs = (
        json.dumps(notebook(reading(note=word)), indent=1).splitlines() for word in ("left", "right")
    )
    half = len(ours) // 2
    lines = [
        *ours[:half],
        "<<<<<<< HEAD",
        *ours[half : half + 5],
        "||||||| base",
        *ours[half : half + 5],
        "=======",
    ]
    lines += [*theirs[half : half + 5], ">>>>>>> other", *ours[half + 5 :], ""]
    return "\n".join(lines).encode()


@target
@given(st.deferred(lambda: inputs.changed(marked())))
def merge_of_a_marked_file(data: bytes) -> None:
    if not git_marks.is_marked(data):
        return
    try:
        ours, theirs, base = git_marks.sides(data)
        merge_files(*(merging._decoded("a", side) for side in (ours, theirs, base) if side))
    except ValueError as error:  # the command line says it and exits with 2
        assert str(error)


@target
@given(st.integers(0, 2**32))
def merge_of_three_notebooks(seed: int) -> None:
    random = Random(seed)
    base = {**notebook(reading()), "cells": [CELL]}
    versions = [hostile.mutated(random, base, 3) for _ in range(3)]
    try:
        merged = merge_files(*(copy.deepcopy(one) for one in versions[: random.choice([2, 3])]))
    except ValueError as error:
        assert str(error)
        return
    json.dumps(merged.value)
    assert all(conflict.what if hasattr(conflict, "what") else True for conflict in merged.conflicts)


@target
@given(st.integers(0, 2**32))
def merge_of_readings(seed: int) -> None:
    random = Random(seed)
    a, b = hostile.reading(random), hostile.reading(random)
    try:
        assert merge(a, b) == merge(b, a)
    except MergeError:
        return


@target
@given(notebooks_in_bytes())
def doctor(data: bytes) -> None:
    path = folder() / "sick.ipynb"
    path.write_bytes(data)
    try:
        for one in examine(files_in(path)):
            repair(one)
        for one in examine(files_in(path)):
            assert [finding for finding in one.findings if finding.repairable] == []
    finally:
        for left in folder().glob("*sick*"):
            left.unlink()


# --- passages found again, detectors, messages


@target
@given(st.integers(0, 2**32), article_texts, inputs.prose)
def anchoring(seed: int, old: str, new: str) -> None:
    random = Random(seed)
    raw = reading()
    for record in raw["annotations"].values():
        if random.random() < 0.5:
            record["quote"] = random.choice([old[:50], new[3:60], record["quote"][1:], ""])
        record["prefix"], record["suffix"] = old[:32], new[:32]
    raw = hostile.mutated(random, raw, 2)
    text = random.choice([DOCUMENT.text.replace(" ", new[:20], 3), old + DOCUMENT.text[20:], new])
    try:
        document = an.Document.from_text(text or "x")
        carried, report = an.reanchor(raw, document, random.choice([None, DOCUMENT]))
    except ValueError as error:
        assert str(error)
        return
    for row in report.itertuples():
        if row.outcome != "orphan":
            assert 0 <= row.start < row.end <= document.length
    check(carried.to_dict(), document, CODEBOOK)


def _detected(name: str, text: str) -> None:
    try:
        document = an.Document.from_text(text, title="")
    except DocumentError:
        return
    began = time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a detector that fails is told of by a warning
        found = an.suggest(document, BOOK, detectors=name)
    # 0.2 s for 100 kB is the promise; ten times that is not linear whatever else the machine does.
    assert time.process_time() - began < 1 + 2e-5 * len(text)
    assert all(document.text[row.start : row.end] == row.quote for row in found.itertuples())


@target
@given(inputs.prose)
def detector_citations(text: str) -> None:
    _detected("citations", text)


@target
@given(inputs.prose)
def detector_attributions(text: str) -> None:
    _detected("attributions", text)


@target
@given(inputs.prose)
def detector_claims(text: str) -> None:
    _detected("claims", text)


assert set(BUILT_IN) == {"citations", "attributions", "claims"}, "a detector without a target"


@target
@given(
    st.lists(
        st.one_of(
            hostile_json,
            mutated({"kind": "claim", "start": 0, "end": 8, "values": {"claim_type": "fact"}, "detail": {}}),
        )
    )
)
def proposals_of_a_function(proposals: list[Any]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = an.suggest(DOCUMENT, BOOK, detectors=lambda document: proposals)
    json.dumps(found.to_dict("records"))


@target
@given(
    st.one_of(
        hostile_json,
        mutated({"type": "open", "reader": "ada", "reading": reading()}),
        mutated({"type": "delta", "reader": "ada", "delta": reading()}),
    )
)
def message_of_a_page(message: Any) -> None:
    try:
        messages.parse(message, DOCUMENT)
    except messages.MessageError as error:
        assert str(error)


@target
@given(
    st.one_of(
        hostile_json,
        mutated({"type": "decide", "generation": 1, "row": 0, "decision": "accept", "reviewer": "eva", "comment": "", "kind": "claim",
                 "values": {"strength": "thin"}, "spans": [{"start": 1, "end": 5}]}),
        mutated({"type": "passage", "generation": 1, "row": 0, "context": 300}),
        mutated({"type": "write_back", "dry_run": True}),
    )
)  # fmt: skip
def message_of_a_review(message: Any) -> None:
    try:
        review_messages.parse_asked(message)
    except messages.MessageError as error:
        assert str(error)


@target
@given(st.integers(0, 2**32))
def check_of_a_reading(seed: int) -> None:
    random = Random(seed)
    raw = hostile.mutated(random, reading(), 5)
    checked = check(raw, DOCUMENT, CODEBOOK)
    assert checked.set_aside == len(checked.problems)


@target
@given(
    st.sampled_from(
        ["::", "::ffff:", "64:ff9b::", "64:ff9b:1::", "2002:", "::ffff:0:", "fe80::5efe:", "fec0::", "fd00::"]
    ),
    st.sampled_from(
        ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "172.16.9.9"]
    ),
)
def address_of_the_inside(prefix: str, inside: str) -> None:
    number = int(ipaddress.IPv4Address(inside))
    low = f"{number >> 16:x}:{number & 0xFFFF:x}"
    written = f"{prefix}{low}::" if prefix == "2002:" else f"{prefix}{low}"
    assert not is_public(written), written
    assert not is_public(inside)


@target
@given(mutated(DOCUMENT.to_dict()))
def article_kept_in_json(raw: Any) -> None:
    try:
        an.Document.from_dict(raw)
    except DocumentError as error:
        assert str(error)
