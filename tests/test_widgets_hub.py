"""The hub: whatever comes in whatever order, from whatever thread, all who listen end with the same reading."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.canonical import canonical
from annotator.codebook import Codebook
from annotator.document import Document
from annotator.edits import EditError, apply, invert, stamp
from annotator.merge import MergeError, delta, merge, merge_delta
from annotator.reading import Reading, ReadingError
from annotator.widgets import hub as hubs
from annotator.widgets.hub import Change, Hub

Json = dict[str, Any]
TEXT = "A headline\n\nThe river rose by two metres, and nobody had said it would.\n"
DOCUMENT = Document.from_text(TEXT)
BOOK = Codebook.load("claims")


def new_hub() -> Hub:
    return Hub(DOCUMENT, BOOK.to_dict())


def empty(reader: str = "ada") -> Json:
    return Reading.new(DOCUMENT, BOOK, reader).to_dict()


def add(id_: str, start: int = 12) -> Json:
    end = start + 5
    record = {"kind": "claim", "spans": [{"start": start, "end": end}], "quote": DOCUMENT.text[start:end]}
    return {"type": "add", "id": id_, "annotation": record}


def note(id_: str, text: str) -> Json:
    return {"type": "change", "id": id_, "set": {"note": text}}


def shape(raw: Json) -> str:
    """What must be equal: the order in which records came does not count."""
    return canonical(raw)


class Store:
    """A page: it applies its own edits, merges what it hears, and says what it did."""

    def __init__(self, hub: Hub, by: str) -> None:
        self.hub, self.by = hub, by
        self.raw = empty()
        self.end = hub.listen(self.told)
        self.told_of = 0

    def told(self, change: Change) -> None:
        self.told_of += 1
        if change.origin is not self:
            self.raw = merge_delta(self.raw, change.delta)

    def edit(self, edit: Json) -> None:
        before, self.raw = self.raw, apply(self.raw, edit, stamp(self.by))
        self.hub.receive_delta("ada", delta(before, self.raw), self)


EDIT = st.one_of(
    st.tuples(st.just("add"), st.sampled_from(["a-1", "a-2", "a-3"]), st.integers(12, 40)),
    st.tuples(st.just("note"), st.sampled_from(["a-1", "a-2", "a-3"]), st.text(max_size=5)),
    st.tuples(st.just("remove"), st.sampled_from(["a-1", "a-2", "a-3"]), st.none()),
)


def plain(step: tuple[str, str, Any]) -> Json:
    kind, id_, detail = step
    if kind == "add":
        return add(id_, detail)
    return note(id_, detail) if kind == "note" else {"type": "remove", "id": id_}


@given(st.lists(st.tuples(st.sampled_from(["page", "tab", "python"]), EDIT), max_size=25))
def test_pages_tabs_and_python_end_with_the_same_reading(
    steps: list[tuple[str, tuple[str, str, Any]]],
) -> None:
    hub = new_hub()
    page, tab = Store(hub, "page"), Store(hub, "tab")
    for who, step in steps:
        try:
            if who == "python":
                hub.edit("ada", plain(step), "python")
            else:
                (page if who == "page" else tab).edit(plain(step))
        except EditError:
            pass  # such as a note on what was removed
    known = hub.open("ada")
    assert shape(page.raw) == shape(tab.raw) == shape(known)


@given(st.permutations(range(6)), st.lists(st.integers(0, 5), max_size=4))
def test_order_and_repeats_of_messages_do_no_harm(order: list[int], again: list[int]) -> None:
    raw, deltas = empty(), []
    for edit in (
        add("a-1"),
        note("a-1", "x"),
        add("a-2", 30),
        {"type": "remove", "id": "a-1"},
        note("a-2", "y"),
        add("a-1"),
    ):
        before, raw = raw, apply(raw, edit, stamp("page"))
        deltas.append(delta(before, raw))
    hub = new_hub()
    for at in [*order, *again]:
        hub.receive_delta("ada", deltas[at])
    assert shape(hub.open("ada")) == shape(raw)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=12,
)
NAMES = st.sampled_from(
    ["annotations", "relations", "answers", "removed", "progress", "set_aside", "schema_version"]
)


@settings(max_examples=200)
@given(st.dictionaries(NAMES, JSON, max_size=4))
def test_hostile_parts_change_no_sound_record_and_stop_nobody(part: Json) -> None:
    hub = new_hub()
    page = Store(hub, "page")
    page.edit(add("a-1"))
    hub.receive_delta("ada", part)
    hub.receive("ada", {**empty(), **part})
    page.edit(note("a-1", "still here"))
    assert Reading.from_dict(hub.open("ada")).annotations["a-1"]["note"] == "still here"


def test_who_did_it_is_told_as_the_origin_and_nothing_new_is_not_told() -> None:
    hub = new_hub()
    seen: list[Change] = []
    hub.listen(seen.append)
    page = Store(hub, "page")
    page.edit(add("a-1"))
    assert [change.origin for change in seen] == [page]
    hub.receive("ada", page.raw)
    hub.receive("ada", empty())
    assert len(seen) == 1


def test_a_listener_that_fails_keeps_nothing_from_the_others(caplog: pytest.LogCaptureFixture) -> None:
    hub = new_hub()

    def broken(change: Change) -> None:
        raise RuntimeError("the page is gone")

    hub.listen(broken)
    seen: list[Change] = []
    end = hub.listen(seen.append)
    hub.edit("ada", add("a-1"), "python")
    assert len(seen) == 1
    assert "could not be told" in caplog.text
    end()
    hub.edit("ada", note("a-1", "x"), "python")
    assert len(seen) == 1


def test_an_edit_that_does_not_fit_changes_nothing() -> None:
    hub = new_hub()
    hub.edit("ada", add("a-1"), "python")
    before = hub.open("ada")
    with pytest.raises(EditError):
        hub.edit("ada", {"type": "batch", "edits": [note("a-1", "x"), note("a-9", "y")]}, "python")
    assert hub.open("ada") is before


def test_undo_is_the_inverse_on_what_was_there_before() -> None:
    hub = new_hub()
    hub.edit("ada", add("a-1"), "python")
    change = hub.edit("ada", note("a-1", "x"), "python")
    hub.edit("ada", invert(change.before, note("a-1", "x")), "python")
    assert hub.open("ada")["annotations"]["a-1"]["note"] == ""


def test_readers_stay_apart() -> None:
    hub = new_hub()
    hub.edit("ada", add("a-1"), "python")
    hub.edit("ben", add("a-1", 30), "python")
    assert hub.readers == ["ada", "ben"]
    assert hub.open("ada")["annotations"]["a-1"] != hub.open("ben")["annotations"]["a-1"]
    with pytest.raises(MergeError):
        hub.receive("ada", empty("ben"))
    with pytest.raises(ReadingError):
        hub.open("\x00")


def test_threads_lose_no_edit_and_followers_hear_of_each() -> None:
    hub = new_hub()
    lock = threading.Lock()
    followed = empty()

    def follow(change: Change) -> None:
        nonlocal followed
        with lock:
            followed = merge_delta(followed, change.delta)

    hub.listen(follow)

    def work(number: int) -> None:
        for n in range(25):
            hub.edit("ada", add(f"a-{number}-{n}"), f"w{number}")
            hub.edit("ada", note("a-0", f"{number} {n}"), f"w{number}")

    hub.edit("ada", add("a-0"), "python")
    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(hub.open("ada")["annotations"]) == 101
    assert hub.open("ada")["annotations"]["a-0"]["rev"] == 101
    assert shape(followed) == shape(hub.open("ada"))


def test_one_hub_for_a_document_in_a_kernel() -> None:
    first, second = (hubs.hub_of(Document.from_text(TEXT), BOOK.to_dict()) for _ in range(2))
    assert first is second
    assert hubs.known_hub(DOCUMENT.id) is first
    assert hubs.known_hub("doc-000000000000") is None


def test_pages_are_known_by_reader() -> None:
    hub = new_hub()
    page, tab = object(), object()
    hub.page_opened(page, "ada")
    hub.page_opened(tab, "ada")
    hub.page_closed(page)
    assert hub.has_page("ada")
    assert not hub.has_page("ben")
    hub.page_closed(tab)
    assert not hub.has_page("ada")


def test_merge_of_what_the_hub_has_is_what_it_has() -> None:
    hub = new_hub()
    hub.edit("ada", add("a-1"), "python")
    assert merge(hub.open("ada"), hub.open("ada")) is hub.open("ada")
