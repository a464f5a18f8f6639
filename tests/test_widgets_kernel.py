"""A real kernel and its pages: who hears of what, when, and what is written where."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.codebook import Codebook
from annotator.document import Document
from annotator.edits import apply, stamp
from annotator.reading import Reading, metadata_key
from kernels import Kernel, LabPage, Message

TEXT = "A headline\n\nThe river rose by two metres, and nobody had said it would.\n"
DOCUMENT = Document.from_text(TEXT)
RIVER = DOCUMENT.text.index("The river")
ANNOTATOR = f"import annotator as an\nw = an.Annotator({TEXT!r}, reader='ada')"
IDS = "sorted(w.reading.annotations)"
FILE = f"notebook.{DOCUMENT.id}.ada.reading.json"


def empty(reader: str = "ada") -> Message:
    return Reading.new(DOCUMENT, Codebook.load("claims"), reader).to_dict()


def add(id_: str, **more: Any) -> Message:
    spans = [{"start": RIVER, "end": RIVER + 9}]
    return {
        "type": "add",
        "id": id_,
        "annotation": {"kind": "claim", "spans": spans, "quote": "The river", **more},
    }


def tagged(*ids: str, reader: str = "ada") -> Message:
    raw = empty(reader)
    for id_ in ids:
        raw = apply(raw, add(id_), stamp("earlier"))
    return raw


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Kernel]]:
    kernels: list[Kernel] = []

    def new(notebook: str | None = None) -> Kernel:
        kernels.append(Kernel(tmp_path, notebook))
        return kernels[-1]

    yield new
    for kernel in kernels:
        kernel.stop()


@pytest.fixture
def kernel(start: Callable[..., Kernel]) -> Kernel:
    running = start()
    running.run(ANNOTATOR)
    return running


def until_value(kernel: Kernel, expression: str, expected: Any) -> None:
    def reached() -> bool:
        return bool(kernel.value(expression) == expected)

    kernel.until(reached, f"{expression} == {expected}")


def test_page_and_python_follow_each_other(kernel: Kernel, tmp_path: Path) -> None:
    page = LabPage(kernel, DOCUMENT.id, empty())
    page.until(lambda told: told and told[-1]["type"] == "reading", "The answer to open")
    page.edit(add("a-1"))
    until_value(kernel, IDS, ["a-1"])
    kernel.run("w.change('a-1', note='from Python', evidence_strength='thin')")
    made = kernel.value(f"w.add('evidence', {RIVER}, {RIVER + 5})")
    page.until_ids("a-1", made)
    assert page.reading["annotations"]["a-1"]["note"] == "from Python"
    assert kernel.value("w.annotations.evidence_strength.dropna().tolist()") == ["thin"]
    kernel.run("w.undo(); w.undo()")
    page.until_ids("a-1")
    assert page.reading["annotations"]["a-1"]["note"] == ""
    page.edit({"type": "remove", "id": "a-1"})
    until_value(kernel, "len(w.annotations)", 0)
    # The page keeps the reading in its notebook: no file of ours appears.
    assert list(tmp_path.glob("*.reading.json")) == []


@pytest.mark.parametrize("python_first", [False, True], ids=["page first", "python first"])
def test_edits_arrive_while_a_cell_runs(kernel: Kernel, python_first: bool) -> None:
    page = LabPage(kernel, DOCUMENT.id, empty(), subshell=kernel.subshell())
    page.until(lambda told: told and told[-1]["type"] == "reading", "The answer to open")
    loop = (
        "import threading, time\n"
        + (f"first = w.add('claim', {RIVER}, {RIVER + 3})\n" if python_first else "")
        + "print('waiting', flush=True)\n"
        "until = time.monotonic() + 40\n"
        "while 'a-2' not in w.reading.annotations and time.monotonic() < until:\n"
        "    threading.Event().wait(0.02)\n"
        "print(sorted(w.reading.annotations))"
    )
    request = kernel.start(loop)
    kernel.until(
        lambda: any(m["msg_type"] == "stream" and "waiting" in m["content"]["text"] for m in kernel.seen),
        "The loop",
    )
    page.edit(add("a-1"))
    page.edit(add("a-2"))
    printed = kernel.finish(request)
    assert "'a-1', 'a-2'" in printed


def test_two_annotators_and_two_pages_share_one_reading(kernel: Kernel) -> None:
    kernel.run(f"v = an.Annotator({TEXT!r}, reader='ada')")
    first, second = LabPage(kernel, DOCUMENT.id, empty()), LabPage(kernel, DOCUMENT.id, tagged("a-1"))
    first.until_ids("a-1")
    first.edit(add("a-2"))
    second.until_ids("a-1", "a-2")
    assert kernel.value("sorted(v.reading.annotations) == sorted(w.reading.annotations) == ['a-1', 'a-2']")
    kernel.run("v.remove('a-1')")
    first.until_ids("a-2")
    second.until_ids("a-2")


def test_readers_stay_apart(kernel: Kernel) -> None:
    ada, ben = LabPage(kernel, DOCUMENT.id, empty()), LabPage(kernel, DOCUMENT.id, empty("ben"))
    ben.edit(add("a-b"))
    ada.edit(add("a-a"))
    until_value(kernel, IDS, ["a-a"])
    until_value(
        kernel,
        "{name: sorted(r.annotations) for name, r in w.readings.items()}",
        {"ada": ["a-a"], "ben": ["a-b"]},
    )
    assert all(message.get("type") != "delta" for message in ada.told)


def test_without_a_reader_the_page_says_who(start: Callable[..., Kernel], tmp_path: Path) -> None:
    kernel = start()
    kernel.run(f"import annotator as an\nw = an.Annotator({TEXT!r})")
    assert kernel.value("(w.reader, w.reading, len(w.annotations), list(w.annotations.columns)[:5])") == (
        None,
        None,
        0,
        ["document", "title", "reader", "annotation", "kind"],
    )
    refused = kernel.run(
        "try: w.add('claim', 0, 3)\nexcept Exception as error: print(type(error).__name__, error)"
    )
    assert refused.startswith("EditError Nobody has said who reads")
    page = LabPage(kernel, DOCUMENT.id, tagged("a-1", reader="Zoë: 読者 🙂"))
    until_value(kernel, "w.reader", "Zoë: 読者 🙂")
    until_value(kernel, IDS, ["a-1"])
    made = kernel.value(f"w.add('claim', {RIVER}, {RIVER + 3})")
    page.until_ids("a-1", made)
    assert list(tmp_path.glob("*.reading.json")) == []


def test_after_a_restart_the_page_gives_the_reading_back(kernel: Kernel) -> None:
    page = LabPage(kernel, DOCUMENT.id, empty())
    page.edit(add("a-1"))
    until_value(kernel, IDS, ["a-1"])
    kernel.restart()
    kernel.run(ANNOTATOR)
    assert kernel.value(IDS) == []
    LabPage(kernel, DOCUMENT.id, page.reading)
    until_value(kernel, IDS, ["a-1"])


def test_the_notebook_itself_is_read_and_never_written(start: Callable[..., Kernel], tmp_path: Path) -> None:
    path = tmp_path / "reading room.ipynb"
    metadata = {
        metadata_key(DOCUMENT.id, "ada"): tagged("a-1"),
        metadata_key(DOCUMENT.id, "ben"): tagged("a-2", reader="ben"),
        metadata_key(DOCUMENT.id, "eve"): ["broken"],
        metadata_key("doc-000000000000", "ada"): tagged("a-9"),
    }
    path.write_text(json.dumps({"cells": [], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}))
    before = path.read_bytes()
    kernel = start("reading room.ipynb")
    kernel.run(ANNOTATOR)
    assert kernel.value(IDS) == ["a-1"]
    assert kernel.value("{name: sorted(r.annotations) for name, r in w.readings.items()}") == {
        "ada": ["a-1"],
        "ben": ["a-2"],
        "eve": [],
    }
    kernel.run(f"w.add('claim', {RIVER}, {RIVER + 3})")
    assert path.read_bytes() == before
    saved = json.loads((tmp_path / f"reading room.{DOCUMENT.id}.ada.reading.json").read_text())
    assert len(saved["annotations"]) == 2


def test_without_a_page_python_saves_beside_the_notebook_and_finds_it_again(
    kernel: Kernel, tmp_path: Path
) -> None:
    made = kernel.value(f"w.add('claim', {RIVER}, {RIVER + 3}, note='kept')")
    assert json.loads((tmp_path / FILE).read_text())["annotations"][made]["note"] == "kept"
    kernel.restart()
    kernel.run(ANNOTATOR)
    assert kernel.value(IDS) == [made]
    page = LabPage(kernel, DOCUMENT.id, empty())
    page.until_ids(made)


def test_when_the_page_is_gone_python_saves_again(kernel: Kernel, tmp_path: Path) -> None:
    page = LabPage(kernel, DOCUMENT.id, tagged("a-1"))
    until_value(kernel, IDS, ["a-1"])
    page.close()
    kernel.run(f"w.add('claim', {RIVER}, {RIVER + 3})")
    assert len(json.loads((tmp_path / FILE).read_text())["annotations"]) == 2


def test_a_page_that_reloads_replaces_its_comms(kernel: Kernel) -> None:
    first = LabPage(kernel, DOCUMENT.id, empty(), client="one")
    second = LabPage(kernel, DOCUMENT.id, empty(), client="one")
    second.until(lambda told: bool(told), "The answer to open")
    kernel.run(f"w.add('claim', {RIVER}, {RIVER + 3})")
    second.until(lambda told: told[-1].get("type") == "delta", "The edit of Python")
    assert "close" in first.told[-1]
    assert kernel.value("len(__import__('annotator.widgets.link').widgets.link._links)") == 1
    second.close()
    until_value(kernel, "len(an.widgets.link._links)", 0)


def test_a_document_that_nothing_here_shows_is_refused(kernel: Kernel) -> None:
    page = LabPage(kernel, "doc-000000000000", empty())
    page.until(lambda told: bool(told), "The end of the comm")
    assert page.told == [{"close": {"type": "error", "what": "no object in kernel"}}]


HOSTILE_OPENINGS = [
    None,
    [],
    {},
    {"role": "state"},
    {"role": "root", "document": DOCUMENT.id, "reader": "ada", "client": "c"},
    {"role": "state", "document": DOCUMENT.id, "reader": "\u0000", "client": "c"},
    {"role": "state", "document": DOCUMENT.id, "reader": 7, "client": "c"},
    {"role": "state", "document": {"id": []}, "reader": "ada", "client": "c"},
    {"role": "state", "document": DOCUMENT.id, "reader": "ada", "client": "c" * 10_000},
    {"role": ["state"], "document": DOCUMENT.id, "reader": "ada", "client": None},
]


def test_hostile_openings_are_refused_with_a_reason(kernel: Kernel) -> None:
    for number, data in enumerate(HOSTILE_OPENINGS):
        comm_id = f"hostile-{number}"
        kernel.send("comm_open", {"comm_id": comm_id, "target_name": "jupyter-annotator", "data": data})
        kernel.until(lambda comm_id=comm_id: kernel.comm(comm_id), f"The refusal of {data}")
        [answer] = kernel.comm(comm_id)
        assert answer["close"]["type"] == "error"
        assert answer["close"]["what"]
    until_value(kernel, "len(an.widgets.link._links)", 0)


def nested(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = [value]
    return value


# A page's link is one reader's; a widget serves whoever comes.
WELCOME_TO_WIDGETS: list[Any] = [
    {"type": "open", "reading": tagged("a-1", reader="ben")},
    {"type": "delta", "reader": "ben", "delta": {}},
]
HOSTILE_MESSAGES: list[Any] = [
    None,
    [],
    "open",
    {},
    {"type": "run", "code": "import os"},
    {"type": "open"},
    {"type": "open", "reading": []},
    {"type": "open", "reading": {"reader": "ada"}},
    *WELCOME_TO_WIDGETS,
    {"type": "open", "reading": {**empty(), "document": {"id": "doc-000000000000"}}},
    {"type": "open", "reader": "ben", "reading": empty()},
    {"type": "delta"},
    {"type": "delta", "delta": 7},
    {"type": "delta", "delta": {"annotations": {"a-1": nested(300)}}},
]
ODD_DELTAS: list[Any] = [
    {"annotations": [], "removed": "x", "answers": 7, "progress": None, "unknown": {}},
    {"annotations": {"": None, "a-1": 7, "../x": {"rev": 10**30, "by": ["x"]}, "__proto__": {"rev": -1}}},
    {"annotations": {"a-s": {"rev": 1, "by": "x", "note": "\ud800"}}},
    {"relations": {"a-1": nested(30)}, "progress": {"done": "yes", "rev": "9"}},
]


def errors_in(told: list[Message]) -> list[Message]:
    return [message for message in told if message.get("type") == "error" and message["what"]]


def test_hostile_messages_break_nothing(kernel: Kernel) -> None:
    page = LabPage(kernel, DOCUMENT.id, empty())
    page.until(lambda told: bool(told), "The answer to open")
    for message in HOSTILE_MESSAGES:
        before = len(errors_in(page.told))
        page.send(message)
        page.until(
            lambda told, before=before: len(errors_in(told)) > before, f"An error for {str(message)[:80]}"
        )
    for delta in ODD_DELTAS:
        page.send({"type": "delta", "delta": delta})
    page.edit(add("a-7"))
    until_value(kernel, IDS, ["a-7"])
    # A second page is told of all that can travel, and the kernel's own edits still arrive.
    other = LabPage(kernel, DOCUMENT.id, empty())
    kernel.run("w.change('a-7', note='alive')")
    other.until(lambda told: told and told[-1].get("type") == "delta", "The edit of Python")
    assert other.told[-1]["delta"]["annotations"]["a-7"]["note"] == "alive"
    assert not any(m["msg_type"] == "error" for m in kernel.seen)


def test_a_kernel_that_never_imported_us_closes_the_comm(start: Callable[..., Kernel]) -> None:
    page = LabPage(start(), DOCUMENT.id, empty())
    page.until(lambda told: bool(told), "The end of the comm")
    assert "close" in page.told[-1]


class Widget:
    """An anywidget view of `w`, as Voilà or VS Code shows it."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel
        self.id = str(kernel.value("w.model_id"))

    def send(self, content: Any) -> None:
        data = {"method": "custom", "content": content}
        self.kernel.send("comm_msg", {"comm_id": self.id, "data": data})

    @property
    def told(self) -> list[Message]:
        return [data["content"] for data in self.kernel.comm(self.id) if data.get("method") == "custom"]

    def until(self, *kinds: str) -> list[Message]:
        """Wait until the last messages are of these kinds."""
        self.kernel.until(
            lambda: [m["type"] for m in self.told[-len(kinds) :]] == list(kinds), f"Messages {kinds}"
        )
        return self.told


def test_an_anywidget_view_keeps_the_reading_in_a_file(kernel: Kernel, tmp_path: Path) -> None:
    view = Widget(kernel)
    view.send({"type": "open", "reading": empty()})
    assert view.until("reading")[-1]["reading"]["annotations"] == {}
    assert not (tmp_path / FILE).exists()
    view.send({"type": "delta", "delta": {"annotations": tagged("a-1")["annotations"]}})
    assert view.until("delta", "saved")[-1]["file"] == FILE
    assert set(json.loads((tmp_path / FILE).read_text())["annotations"]) == {"a-1"}
    kernel.run("w.change('a-1', note='from Python')")
    told = view.until("delta", "saved")
    assert told[-2]["delta"]["annotations"]["a-1"]["note"] == "from Python"
    assert json.loads((tmp_path / FILE).read_text())["annotations"]["a-1"]["note"] == "from Python"


def test_an_anywidget_view_says_who_reads(start: Callable[..., Kernel], tmp_path: Path) -> None:
    kernel = start()
    kernel.run(f"import annotator as an\nw = an.Annotator({TEXT!r})")
    view = Widget(kernel)
    view.send({"type": "delta", "delta": {}})
    assert view.until("error")[-1]["what"].startswith("Say who reads")
    view.send({"type": "open", "reader": "Ben B."})
    assert view.until("reading")[-1]["reading"]["reader"] == "Ben B."
    view.send({"type": "delta", "reader": "Ben B.", "delta": {"annotations": tagged("a-1")["annotations"]}})
    [file] = {view.until("delta", "saved")[-1]["file"]}
    assert file.startswith(f"notebook.{DOCUMENT.id}.ben-b-")
    assert kernel.value("w.reader") == "Ben B."
    kernel.restart()
    kernel.run(f"import annotator as an\nw = an.Annotator({TEXT!r})")
    assert kernel.value("(w.reader, w.payload['suggested_reader'])") == (None, "Ben B.")


def test_hostile_messages_to_an_anywidget_break_nothing(kernel: Kernel, tmp_path: Path) -> None:
    view = Widget(kernel)
    for message in HOSTILE_MESSAGES:
        if message in WELCOME_TO_WIDGETS:
            continue
        before = len(errors_in(view.told))
        view.send(message)
        kernel.until(
            lambda before=before: len(errors_in(view.told)) > before, f"An error for {str(message)[:80]}"
        )
    for delta in ODD_DELTAS:
        view.send({"type": "delta", "reader": "ada", "delta": delta})
    kernel.run(f"w.add('claim', {RIVER}, {RIVER + 3})")
    assert kernel.value("len(w.annotations)") == 1
    # The record under two places has one: the rule of the merge. Nothing is lost.
    saved = json.loads((tmp_path / FILE).read_text())
    assert saved["relations"]["a-1"] == nested(30)
    assert saved["annotations"]["a-s"]["note"] == "\ud800"


def test_a_file_that_cannot_be_written_is_told_and_the_edit_stays(kernel: Kernel, tmp_path: Path) -> None:
    view = Widget(kernel)
    view.send({"type": "open", "reading": empty()})
    view.until("reading")
    (tmp_path / FILE).mkdir()
    view.send({"type": "delta", "delta": {"annotations": tagged("a-1")["annotations"]}})
    told = view.until("delta", "error")[-1]["what"]
    assert told.startswith("Not saved")
    assert FILE in told
    assert kernel.value(IDS) == ["a-1"]
    kernel.run(f"w.save_reading({str(tmp_path / 'elsewhere.reading.json')!r})")
    assert set(json.loads((tmp_path / "elsewhere.reading.json").read_text())["annotations"]) == {"a-1"}
    (tmp_path / FILE).rmdir()
    view.send({"type": "open", "reading": tagged("a-1")})
    assert view.until("reading", "saved")
    assert set(json.loads((tmp_path / FILE).read_text())["annotations"]) == {"a-1"}


def test_a_broken_file_is_reported_and_set_aside_at_the_first_edit(
    start: Callable[..., Kernel], tmp_path: Path
) -> None:
    (tmp_path / FILE).write_text("{")
    kernel = start()
    kernel.run("import warnings; warnings.simplefilter('error')")
    reported = kernel.run(
        f"import annotator as an\ntry: an.Annotator({TEXT!r}, reader='ada')\nexcept UserWarning as problem: print(problem)"
    )
    assert FILE in reported
    assert (tmp_path / FILE).read_text() == "{"
    kernel.run("warnings.simplefilter('ignore')")
    kernel.run(ANNOTATOR)
    kernel.run(f"w.add('claim', {RIVER}, {RIVER + 3})")
    assert (tmp_path / f"{FILE}.broken-1").read_text() == "{"
    assert len(json.loads((tmp_path / FILE).read_text())["annotations"]) == 1
