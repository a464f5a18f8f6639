"""Several articles in one Annotator."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import annotator as an
from annotator.document import DocumentError
from annotator.widgets import AnnotatorBatch, AnnotatorWarning
from annotator.widgets.bundle import MIME, SEPARATOR

TEXTS = ["Rain\n\nIt rained on the mole.", "Flood\n\nThe river rose by two metres.", "Ebb\n\nIt fell again."]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_each_article_has_a_reading_of_its_own() -> None:
    w = an.Annotator(TEXTS, reader="ada")
    assert isinstance(w, AnnotatorBatch)
    assert [one.document.title for one in w] == ["Rain", "Flood", "Ebb"]
    claim = w[1].add("claim", 7, 36, evidence_strength="thin")
    w[0].add("evidence", 6, 15)
    w[1].edit({"type": "progress", "done": True})
    assert w.annotations[["title", "kind", "quote"]].values.tolist() == [
        ["Rain", "evidence", "It rained"],
        ["Flood", "claim", "The river rose by two metres."],
    ]
    assert w.progress[["title", "annotations", "done"]].values.tolist() == [
        ["Rain", 1, False], ["Flood", 1, True], ["Ebb", 0, False],
    ]  # fmt: skip
    assert claim in w.readings[1].annotations
    assert w.relations.empty
    # Shown again, or alone: the readings are the same.
    assert an.Annotator(TEXTS, reader="ada").progress.done.tolist() == [False, True, False]
    assert len(an.Annotator(TEXTS[1], reader="ada").annotations) == 1


def test_the_bundle_holds_all_of_them() -> None:
    articles = an.open_articles([text + " Or so they say." for text in TEXTS])
    w = an.Annotator(articles, codebook="claims", reader="ada")
    w[2].add("claim", 5, 19)
    data, _ = w._repr_mimebundle_()
    assert [one["title"] for one in data[MIME]["documents"]] == ["Rain", "Flood", "Ebb"]
    assert "document" not in data[MIME]
    pages = data["text/html"].split(SEPARATOR)
    assert ["No annotations yet" in page for page in pages] == [True, True, False]
    assert data["text/plain"].splitlines()[2] == "Annotator: Ebb (ada: 1 annotations, 0 relations)"
    assert repr(w) == data["text/plain"]


def test_what_cannot_be_opened_is_warned_about() -> None:
    with pytest.warns(AnnotatorWarning, match=r"none\.txt: there is no such file"):
        w = an.Annotator([TEXTS[0], "none.txt"])
    assert len(w) == 1
    assert w.problems.file.tolist() == ["none.txt"]
    with pytest.warns(AnnotatorWarning), pytest.raises(DocumentError, match="none of these articles"):
        an.Annotator(["none.txt"])


def test_without_a_reader_the_page_asks() -> None:
    w = an.Annotator(pd.DataFrame({"text": ["A new text\n\nof nobody."]}))
    assert w.reader is None
    assert w.readings == []
    assert w.annotations.empty
    assert w.progress.done.tolist() == [False]


def test_a_view_speaks_about_one_article(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over an anywidget each message names the article; answers do, too."""
    w = an.Annotator(["First\n\nSome words.", "Second\n\nOther words."], reader="ada")
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(w, "send", sent.append)
    second = w[1].document
    w._received(w, {"type": "open", "reader": "ada", "reading": None, "document": second.id}, [])
    assert [(one["type"], one["document"], one["reader"]) for one in sent] == [("reading", second.id, "ada")]
    record = {
        "kind": "claim",
        "spans": [{"start": 8, "end": 13}],
        "quote": "Other",
        "values": {},
        "rev": 1,
        "by": "v",
    }
    w._received(
        w,
        {"type": "delta", "reader": "ada", "document": second.id, "delta": {"annotations": {"a-1": record}}},
        [],
    )
    assert w.annotations.quote.tolist() == ["Other"]
    assert {one["document"] for one in sent} == {second.id}
    w._received(w, {"type": "open", "document": "doc-000000000000"}, [])
    w._received(w, "nonsense", [])
    w.close()
